"""What goes over the wire, and whom it concerns: exactly those it names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from chauban.live.asking import Visitor
from chauban.live.hub import Client, concerned
from chauban.live.told import Told, payloads

numbers = some.sets(some.integers(1, 10**18 - 1), max_size=1500)
few = some.frozensets(some.integers(1, 6), max_size=4)


@given(numbers, numbers, some.none() | some.integers(1, 10**18 - 1), some.booleans())
def test_pieces_are_short_and_lose_nobody(people, units, document, urgent):
    pieces = list(payloads(people, units, document, urgent))
    assert all(len(piece.encode()) < 7950 for piece in pieces)
    read = [Told.read(piece) for piece in pieces]
    assert frozenset().union(*(told.people for told in read)) == people
    assert frozenset().union(*(told.units for told in read)) == units
    assert all((told.document, told.urgent) == (document, urgent) for told in read)
    assert len(pieces) == len(set(pieces))


def test_the_same_is_told_once():
    assert list(payloads([5, 5, 3], [], None, False)) == ["p:3 p:5"]
    assert list(payloads([], [], None, False)) == []


@given(some.text())
def test_no_payload_is_an_error(payload):
    Told.read(payload)


@given(
    some.lists(some.tuples(some.integers(1, 6), few, some.none() | some.integers(1, 3)), max_size=8),
    few, few, some.none() | some.integers(1, 3),
)  # fmt: skip
def test_it_concerns_exactly_those_named(listeners, people, units, document):
    clients = [
        Client(Visitor(person, frozenset({person}), theirs, f"s{person}"), page) for person, theirs, page in listeners
    ]
    desks, pages = concerned(Told(people, units, document), clients)
    for client in clients:
        named = client.visitor.person in people or bool(client.visitor.units & units)
        assert (client in desks) == named
        assert (client in pages) == (document is not None and client.document == document)
