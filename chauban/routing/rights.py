"""Who may bring a paper up, speak on it, give work on it, do that work and judge it.

A check returns for whom the person acts: None in their own name, or the giver of a delegation whose powers they use.
Reading the paper is the database's own rule and comes before all of these.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.documents.models import Document
from chauban.documents.rights import check_is_cleared
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused, allowed
from chauban.people.models import Person, Post, Unit
from chauban.people.queries import current_posts
from chauban.people.rights import givers, lent_posts, lent_unit_ids, posts_today, unit_ids
from chauban.people.states import Role, Scope, Secrecy
from chauban.registry.queries import keeping_agency, register_of
from chauban.registry.rights import check_may_keep

from .models import Assignment, Question, Submission
from .states import OPEN_SUBMISSION

#: To whom papers are brought up.
LEADERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CHIEF, Role.DEPUTY_CHIEF)
#: Who answers for a unit's work.
HEADS = (*LEADERS, Role.HEAD)
CHIEFS = (Role.CHIEF, Role.DEPUTY_CHIEF)


def at_work() -> QuerySet[Post]:
    """Posts held today by people whose account is open."""
    return current_posts().filter(person__is_active=True)


def works_here(person: Person) -> bool:
    """Whether somebody holds a post today under an open account."""
    return person.is_active and bool(posts_today(person))


def stands_for(person: Person, holder: Person, scope: Scope) -> Person | None:
    """None when the person is the holder, the holder when it lent its powers to the person; raises Refused."""
    if person.pk == holder.pk:
        return None
    if any(giver.pk == holder.pk for giver in givers(person, scope)):
        return holder
    raise Refused(_("This waits for %(name)s.") % {"name": holder})


def answers_for(person: Person) -> list[int]:
    """Ids of the units whose work the person answers for: as a head, in a head's stead, or since there is no head.

    Read once a request (kept on the object).
    """
    kept: list[int] | None = person.__dict__.get("_answers_for")
    if kept is None:
        own = set(unit_ids(person))
        heads = {*unit_ids(person, *HEADS), *lent_unit_ids(person)}
        others = own - heads
        if others:
            headed = at_work().filter(unit__in=others, role__in=HEADS).values_list("unit_id", flat=True)
            heads |= others - set(headed)
        kept = person.__dict__["_answers_for"] = sorted(heads)
    return kept


def stands_for_unit(person: Person, unit: Unit) -> Person | None:
    """None for a head of the unit, a head who lent its powers; a unit without a head is anybody's in it.

    Raises Refused.
    """
    if unit.pk in unit_ids(person, *HEADS):
        return None
    for post in lent_posts(person):
        if post.unit_id == unit.pk:
            return post.person
    if unit.pk in unit_ids(person) and not at_work().filter(unit=unit, role__in=HEADS).exists():
        return None
    raise Refused(_("This waits for the head of %(unit)s.") % {"unit": unit})


def is_chief_for(person: Person | None, document: Document) -> bool:
    """Whether the person is a chief of the office whose register holds the paper, or directs it in a chief's stead.

    The chiefs follow all work on the office's papers.
    """
    return person is not None and (_is_own_chief(person, document) or chief_stood_for(person, document) is not None)


def chief_agencies(person: Person, *, lent: bool = False) -> set[int]:
    """Agencies of which the person is a chief today, or (`lent`) in whose chief's stead they direct."""
    posts = lent_posts(person) if lent else posts_today(person)
    return {post.unit.agency_id for post in posts if post.role in CHIEFS}


def _is_own_chief(person: Person, document: Document) -> bool:
    agencies = chief_agencies(person)
    return bool(agencies) and keeping_agency(document) in agencies


def chief_stood_for(person: Person, document: Document) -> Person | None:
    """The chief in whose stead the person follows the paper's work; None when they do so in their own name."""
    lent = [post for post in lent_posts(person) if post.role in CHIEFS]
    if not lent or _is_own_chief(person, document):
        return None
    return next((post.person for post in lent if post.unit.agency_id == keeping_agency(document)), None)


def chiefs_of(document: Document) -> list[Person]:
    """The chiefs of the office whose register holds the paper, without their deputies."""
    posts = at_work().filter(unit__agency=keeping_agency(document), role=Role.CHIEF).select_related("person")
    return list({post.person_id: post.person for post in posts}.values())


def check_may_submit(person: Person, document: Document) -> Person | None:
    """For whom: the clerk who keeps the paper's register or that office's chief for themselves; raises Refused."""
    register = register_of(document)
    if register is not None and allowed(check_may_keep, person, register):
        return None
    if is_chief_for(person, document):
        return chief_stood_for(person, document)
    raise Refused(_("Only the registry that keeps the paper submits it."))


def check_may_receive(document: Document, to: Person) -> None:
    """A leader at work here, cleared for the paper; raises Refused without telling of its content."""
    if not to.is_active or not current_posts().filter(person=to, role__in=LEADERS).exists():
        raise Refused(_("%(name)s leads nothing here today.") % {"name": to}, field="to")
    _check_cleared(document, to, "to")


def check_may_decide(person: Person, submission: Submission) -> Person | None:
    """For whom the person decides on the submission; raises Refused when it is another's or no longer open."""
    if submission.state not in OPEN_SUBMISSION:
        raise Refused(
            _("%(name)s has dealt with this paper at %(at)s.")
            % {"name": submission.ended_by, "at": f"{timezone.localtime(submission.ended_at):%H:%M %d/%m/%Y}"}
        )
    return stands_for(person, submission.to, Scope.ANNOTATIONS)


def check_may_take_back(person: Person, submission: Submission) -> Person | None:
    """For whom: the leader who passed it on, of others the registry that keeps the paper; raises Refused."""
    if submission.after is not None:
        try:
            return stands_for(person, submission.after.to, Scope.ANNOTATIONS)
        except Refused:
            pass
    return check_may_submit(person, submission.document)


def check_may_answer(person: Person, question: Question) -> Person | None:
    """For whom: whom it was put to, who works in their stead, or a colleague of the registry; raises Refused."""
    try:
        return stands_for(person, question.to, Scope.ANNOTATIONS)
    except Refused:
        return check_may_submit(person, question.document)


def check_may_work(person: Person, assignment: Assignment) -> Person | None:
    """For whom the person does the work; raises Refused."""
    if assignment.unit is not None:
        return stands_for_unit(person, assignment.unit)
    assert assignment.person is not None
    return stands_for(person, assignment.person, Scope.ASSIGNMENTS)


def check_may_judge(person: Person, assignment: Assignment) -> Person | None:
    """For whom the person judges the work: its giver, or a head of the unit that passed it on.

    Work sent straight down by rule, or given by somebody who works here no longer, is judged by the chiefs of office.
    Nobody judges their own work by powers lent to them. Raises Refused.
    """
    on_behalf_of = _judges_for(person, assignment)
    if on_behalf_of is not None and allowed(check_may_work, person, assignment):
        raise Refused(_("Nobody judges their own work in another's stead."))
    return on_behalf_of


def _judges_for(person: Person, assignment: Assignment) -> Person | None:
    if assignment.parent is not None and assignment.parent.unit is not None:
        try:
            return stands_for_unit(person, assignment.parent.unit)
        except Refused:
            pass
    if _is_the_chiefs(assignment) and is_chief_for(person, assignment.document):
        return chief_stood_for(person, assignment.document)
    if is_straight(assignment):
        raise Refused(_("The chief of office judges this work."))
    return stands_for(person, giver_of(assignment), Scope.ASSIGNMENTS)


def is_straight(assignment: Assignment) -> bool:
    """Whether it went down by rule, by nobody's opinion."""
    return assignment.parent_id is None and assignment.annotation_id is None


def giver_of(assignment: Assignment) -> Person:
    """Whose word gave it."""
    return assignment.on_behalf_of or assignment.assigned_by


def _is_the_chiefs(assignment: Assignment) -> bool:
    return is_straight(assignment) or not works_here(giver_of(assignment))


def judges(assignment: Assignment) -> list[Person | Unit]:
    """Whose desks show what comes of the work: as `check_may_judge` has it."""
    above: list[Person | Unit] = [assignment.parent.unit] if assignment.parent and assignment.parent.unit else []
    if _is_the_chiefs(assignment):
        return [*above, *chiefs_of(assignment.document)]
    return [*above, giver_of(assignment)]


def check_may_be_given(
    document: Document,
    doer: Person,
    holder: Unit | Person,
    field: str = "holders",
    *,
    on_behalf_of: Person | None = None,
) -> None:
    """A unit that stands, or a person at work here, cleared for the paper, and not who gives it.

    Raises Refused without telling of the paper's content.
    """
    if isinstance(holder, Unit):
        _check_unit(document, holder, field)
        return
    if holder.pk in (doer.pk, on_behalf_of and on_behalf_of.pk):
        raise Refused(_("Nobody gives work to themselves."), field=field)
    if not holder.is_active or not current_posts().filter(person=holder).exists():
        raise Refused(_("%(name)s holds no post here today.") % {"name": holder}, field=field)
    _check_cleared(document, holder, field)


def _check_unit(document: Document, unit: Unit, field: str) -> None:
    """It stands, and who answers for it (its heads, or everybody where there is none) may handle the paper."""
    if unit.dissolved_on is not None and unit.dissolved_on <= today():
        raise Refused(_("%(unit)s no longer exists.") % {"unit": unit}, field=field)
    posts = list(at_work().filter(unit=unit).select_related("person"))
    if not posts:
        raise Refused(_("Nobody works in %(unit)s today.") % {"unit": unit}, field=field)
    answering = [post for post in posts if post.role in HEADS] or posts
    if all(post.person.clearance < document.secrecy for post in answering):
        raise Refused(_("Nobody in %(unit)s may handle this paper.") % {"unit": unit}, field=field)


def _check_cleared(document: Document, person: Person, field: str) -> None:
    if document.secrecy > Secrecy.NORMAL and not allowed(check_is_cleared, person, document.secrecy):
        raise Refused(_("%(name)s may not handle this paper.") % {"name": person}, field=field)


def check_may_receive_by_rule(leader: Person | None, field: str) -> None:
    """A leader at work here, or none named; raises Refused."""
    if leader is not None and not current_posts().filter(person=leader, role__in=LEADERS).exists():
        raise Refused(_("%(name)s leads nothing here today.") % {"name": leader}, field=field)
