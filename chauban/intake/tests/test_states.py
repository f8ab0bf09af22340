"""The life of an arrival: the table of moves is what acts do, no more and no less, and nothing is ever stuck."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from psycopg.types.json import Jsonb

from chauban.intake import acts
from chauban.intake.made import Made, MadeFile, MadePage
from chauban.intake.models import Arrival
from chauban.intake.states import BUSY, MOVES, Source, State
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.registry.models import Entry
from chauban.vault import store
from conftest import database_role

from . import papers
from .entering import enter

DIAGRAM = Path(__file__).resolve().parents[3] / "docs" / "states" / "intake.md"


def diagram() -> str:
    """The table of moves as Mermaid draws it."""
    lines = [f"    {old} --> {new}" for old, moves in MOVES.items() for new in sorted(moves)]
    head = "# States of an arrival\n\nDrawn from `chauban/intake/states.py`; a test keeps them equal.\n\n"
    return (
        f"{head}```mermaid\nstateDiagram-v2\n    [*] --> waiting\n    [*] --> failed\n" + "\n".join(lines) + "\n```\n"
    )


def test_the_diagram_is_drawn_from_the_table():
    assert DIAGRAM.read_text(encoding="utf-8") == diagram()


def made(arrival: Arrival) -> Made:
    """What the workshop would have made of a one-page file."""
    kept = store.put(configured.VAULT, io.BytesIO(b"image"), limit_bytes=5)
    image = MadeFile(kept.sha256, kept.size, "image/webp")
    page = MadePage(arrival.file_id, 1, 0, 595, 842, image.sha256, image.sha256, 1, "digital", "", [])
    return Made([image], [page])


class Life(RuleBasedStateMachine):
    """Clerks and the machine do anything at any time; a worker may die between any two steps."""

    office: Any
    paper: Path
    seen: set[tuple[State, State]]

    @initialize()
    def receive(self) -> None:
        self.arrival = acts.receive(self.office.clerk, self.office.registry_unit, Source.UPLOAD, "a.pdf", self.paper)
        self.entry: Entry | None = None

    def state(self) -> State:
        with acting(self.office.clerk):
            return State(Arrival.objects.get(pk=self.arrival.pk).state)

    def attempt(self, act: Callable[[], object]) -> None:
        before = self.state()
        try:
            act()
        except Refused:
            assert self.state() == before
            return
        after = self.state()
        assert after == before or after in MOVES[before] or before == after == State.READING
        self.seen.add((before, after))

    def machine(self, act: Callable[..., object], *more: object) -> None:
        def as_worker() -> None:
            with database_role("chauban_worker"):
                act(None, self.arrival.pk, *more)

        self.attempt(as_worker)

    def jobs(self, status: str, becomes: str = "") -> int:
        """How many of the arrival's jobs stand so; with `becomes`, one of them is moved on as the queue would."""
        wanted = "task_name = 'intake.read' AND status = %s AND args @> %s"
        values: list[Any] = [status, Jsonb({"arrival_id": self.arrival.pk})]
        with connection.cursor() as cursor:
            if becomes:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = %s WHERE id ="  # noqa: S608
                    f" (SELECT min(id) FROM procrastinate_jobs WHERE {wanted})",
                    [becomes, *values],
                )
                return cursor.rowcount
            cursor.execute(f"SELECT count(*) FROM procrastinate_jobs WHERE {wanted}", values)  # noqa: S608
            return cursor.fetchone()[0]

    @rule()
    def start(self) -> None:
        if not self.jobs("doing") and self.jobs("todo", "doing"):  # the queue gives out one of an arrival at a time
            self.machine(acts.start_reading)

    @rule()
    def die_and_be_revived(self) -> None:
        self.jobs("doing", "todo")

    @rule()
    def finish(self) -> None:
        if self.jobs("doing"):
            self.machine(acts.finish_reading, made(self.arrival))
            self.jobs("doing", "succeeded")

    @rule()
    def fail(self) -> None:
        if self.jobs("doing"):
            self.machine(acts.fail_reading, "broken")
            self.jobs("doing", "succeeded")

    @rule(act=st.sampled_from([acts.retry, acts.discard, acts.take_back, acts.hold, acts.release]))
    def tray(self, act: Callable[..., object]) -> None:
        self.attempt(lambda: act(self.office.clerk, self.arrival))

    @rule()
    def turn(self) -> None:
        def do() -> None:
            with acting(self.office.clerk):
                sheet = self.arrival.sheets.first()
            if sheet is not None:
                acts.turn(self.office.clerk, sheet, 90)

        self.attempt(do)

    @rule()
    def register(self) -> None:
        def do() -> None:
            with acting(self.office.clerk):
                arrival = Arrival.objects.get(pk=self.arrival.pk)
            self.entry = enter(self.office, arrival, anyway=True)

        self.attempt(do)

    @rule()
    def return_to_tray(self) -> None:
        if self.entry is not None:
            entry = self.entry
            self.attempt(lambda: acts.return_to_tray(self.office.clerk, entry, "Nhầm"))

    @invariant()
    def what_waits_for_the_machine_has_a_job(self) -> None:
        if hasattr(self, "arrival") and self.state() in BUSY:
            assert self.jobs("todo") + self.jobs("doing")

    @invariant()
    def ready_means_pages(self) -> None:
        if hasattr(self, "arrival") and self.state() == State.READY:
            with acting(self.office.clerk):
                assert self.arrival.sheets.exists()

    @invariant()
    def registered_means_a_number(self) -> None:
        if hasattr(self, "arrival"):
            with acting(self.office.clerk):
                arrival = Arrival.objects.get(pk=self.arrival.pk)
                assert (arrival.state == State.REGISTERED) == (arrival.document_id is not None)


def test_whatever_happens_the_table_is_kept_and_nothing_is_stuck(office, tmp_path):
    seen: set[tuple[State, State]] = set()
    kind = type("LifeHere", (Life,), {"office": office, "paper": papers.pdf(tmp_path / "a.pdf"), "seen": seen})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert seen <= {(old, new) for old, moves in MOVES.items() for new in moves} | {(s, s) for s in State}


#: How to bring about each move of the table, from a fresh arrival; the last step is the move.
WAYS: dict[tuple[State, State], str] = {
    (State.WAITING, State.READING): "start",
    (State.WAITING, State.DISCARDED): "discard",
    (State.READING, State.READY): "start finish",
    (State.READING, State.FAILED): "start fail",
    (State.READING, State.DISCARDED): "start discard",
    (State.READY, State.WAITING): "start finish turn",
    (State.READY, State.REGISTERED): "start finish register",
    (State.READY, State.DISCARDED): "start finish discard",
    (State.FAILED, State.WAITING): "start fail retry",
    (State.FAILED, State.REGISTERED): "start fail register",
    (State.FAILED, State.DISCARDED): "start fail discard",
    (State.REGISTERED, State.READY): "start finish register return_to_tray",
    (State.REGISTERED, State.FAILED): "start fail register return_to_tray",
    (State.DISCARDED, State.WAITING): "discard take_back",
    (State.DISCARDED, State.READY): "start finish discard take_back",
}
#: Gone through within one act: a worker that begins anew what a killed one left.
WITHIN = {(State.READING, State.WAITING)}


def test_every_move_of_the_table_is_somebodys_act():
    assert set(WAYS) | WITHIN == {(old, new) for old, moves in MOVES.items() for new in moves}


@pytest.mark.parametrize(("move", "way"), WAYS.items(), ids=lambda value: str(value))
def test_a_move(office, tmp_path, move, way):
    life = Life()
    Life.office, Life.paper, Life.seen = office, papers.pdf(tmp_path / "a.pdf"), set()
    life.receive()
    for step in way.split():
        if step in {"discard", "retry", "take_back"}:
            life.attempt(partial(getattr(acts, step), office.clerk, life.arrival))
        else:
            getattr(life, step)()
    assert life.state() == move[1]
    assert move in Life.seen
