"""Registers as data: which books the office keeps, who keeps them, who reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused
from chauban.people.models import Agency, Unit
from chauban.people.rights import check_is_administrator
from chauban.registry.models import Register
from chauban.registry.queries import is_in_use

#: What may not change once a number was given: it would say something else of the numbers already there.
FIXED_IN_USE = ("agency", "direction", "scope", "kind", "secrecy_from", "secrecy_to")
CHANGEABLE = (*FIXED_IN_USE, "name", "keeper", "order")


@act
def add_register(doer: Doer, values: Mapping[str, object], readers: Iterable[Unit]) -> Register:
    """Add a register. `values` are fields by name. Raises Refused when another already takes such papers."""
    check_is_administrator(doer)
    register = Register(**{name: values[name] for name in CHANGEABLE if name in values})
    _check_unambiguous(register)
    register.save()
    register.readers.set(readers)
    record(doer, "registry.register_added", register=register.name, agency=str(register.agency))
    return register


@act
def change_register(
    doer: Doer, register: Register, values: Mapping[str, object], readers: Iterable[Unit], *, existing_too: bool
) -> Register:
    """Change a register; its reading units hold for what is entered from now on.

    With `existing_too` they hold for all that is already entered as well: reader rows are added and taken away. A new
    keeper always reads the whole book. Raises Refused when numbers were given and a fixed field would change.
    """
    check_is_administrator(doer)
    register = Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
    before = {register.keeper_id, *register.readers.values_list("pk", flat=True)}
    changed = [name for name in CHANGEABLE if name in values and getattr(register, name) != values[name]]
    if any(name in FIXED_IN_USE for name in changed) and is_in_use(register):
        raise Refused(
            _("Numbers were already given in this register. Retire it and add another for other papers."),
            field=next(name for name in changed if name in FIXED_IN_USE),
        )
    for name in changed:
        setattr(register, name, values[name])
    _check_unambiguous(register)
    register.save()
    units = list(readers)
    register.readers.set(units)
    now = {register.keeper_id, *(unit.pk for unit in units)}
    if existing_too:
        _spread(register, more=now - before, fewer=before - now)
    else:
        _spread(register, more={register.keeper_id} - before, fewer=set())
    record(
        doer, "registry.register_changed", register=register.name, fields=changed,
        readers=[str(unit) for unit in units], existing_too=existing_too,
    )  # fmt: skip
    return register


@act
def retire_register(doer: Doer, register: Register, *, retired: bool) -> Register:
    """Take a register out of use, or back into it; its books stay. Raises Refused when another took its place."""
    check_is_administrator(doer)
    register = Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
    if register.retired == retired:
        raise Refused(_("Nothing differs from what stands there."))
    register.retired = retired
    _check_unambiguous(register)
    register.save(update_fields=["retired"])
    record(doer, "registry.register_retired" if retired else "registry.register_restored", register=register.name)
    return register


def _check_unambiguous(register: Register) -> None:
    """For any paper of an agency at most one register in use; raises Refused.

    The agency's row is locked, so that two administrators cannot add overlapping registers at once.
    """
    Agency.objects.select_for_update().get(pk=register.agency_id)
    if Register.objects.filter(agency=register.agency_id, name=register.name).exclude(pk=register.pk).exists():
        raise Refused(_("The agency has a register of this name."), field="name")
    if register.secrecy_from > register.secrecy_to:
        raise Refused(_("The lowest secrecy stands above the highest."), field="secrecy_from")
    other = None if register.retired else _taking_the_same(register)
    if other is not None:
        raise Refused(
            _("%(register)s already takes papers of this kind and secrecy.") % {"register": other}, field="secrecy_from"
        )


def _taking_the_same(register: Register) -> Register | None:
    """Another register in use for the same agency and direction, whose kinds and range of secrecy overlap."""
    same_kind = Q() if register.kind_id is None else Q(kind=None) | Q(kind=register.kind_id)
    return (
        Register.objects.filter(
            same_kind, agency=register.agency_id, direction=register.direction, retired=False,
            secrecy_from__lte=register.secrecy_to, secrecy_to__gte=register.secrecy_from,
        )
        .exclude(pk=register.pk)
        .first()
    )  # fmt: skip


def _spread(register: Register, *, more: set[int], fewer: set[int]) -> None:
    """Give or take reader rows of all that is entered; done in the database, since an administrator reads no papers."""
    with connection.cursor() as cursor:
        for unit in sorted(more):
            cursor.execute("SELECT registry_let_read(%s, %s)", [register.pk, unit])
        for unit in sorted(fewer):
            cursor.execute("SELECT registry_stop_reading(%s, %s)", [register.pk, unit])
