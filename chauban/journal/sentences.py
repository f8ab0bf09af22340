"""Every act of the journal as a sentence whose subject is the doer, who may act in somebody's stead.

A new act gets one line here; `tests/guards/test_sentences.py` fails without it. The names in the templates are those of
the act's detail. Of `[one|another]` the first is read whose details are all there, else the last;
`[one]` is left out when something of it is not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chauban.people.states import Scope, Secrecy

#: act -> what was done, by whoever stands before it.
SENTENCES: dict[str, str] = {
    "document.corrected": gettext_noop("corrected %(fields)s; reason: %(reason)s"),
    "document.opened": gettext_noop("opened the document"),
    "document.seen": gettext_noop("opened the document for the first time"),
    "document.sending_withdrawn": gettext_noop("took back the document sent to %(to)s"),
    "document.sent": gettext_noop(
        "sent the document to know to [%(people)s, %(units)s|%(people)s|%(units)s][; message: “%(note)s”]"
    ),
    "intake.arranged": gettext_noop("put the pages of received paper %(arrival)s together"),
    "intake.discarded": gettext_noop("discarded received paper %(arrival)s"),
    "intake.failed": gettext_noop("could not read received paper %(arrival)s"),
    "intake.file_attached": gettext_noop("attached the file to the document"),
    "intake.joined": gettext_noop("joined received papers %(others)s to %(arrival)s"),
    "intake.left": gettext_noop("left received paper %(arrival)s"),
    "intake.nothing_to_read": gettext_noop("found nothing left to read in received paper %(arrival)s"),
    "intake.opened": gettext_noop("opened received paper %(arrival)s"),
    "intake.page_dropped": gettext_noop("dropped page %(page)s of received paper %(arrival)s"),
    "intake.page_put_back": gettext_noop("put back page %(page)s of received paper %(arrival)s"),
    "intake.page_turned": gettext_noop("turned page %(page)s of received paper %(arrival)s by %(degrees)s degrees"),
    "intake.pages_reordered": gettext_noop("put the pages of received paper %(arrival)s in another order"),
    "intake.read": gettext_noop("read received paper %(arrival)s, %(pages)s pages"),
    "intake.reading_came_to_nothing": gettext_noop("read received paper %(arrival)s in vain: it was moved meanwhile"),
    "intake.reading_started": gettext_noop("began to read received paper %(arrival)s"),
    "intake.received": gettext_noop("received paper %(arrival)s for %(unit)s"),
    "intake.registered": gettext_noop("registered received paper %(arrival)s as number %(number)s"),
    "intake.registered_without_scan": gettext_noop("registered the paper as number %(number)s without a scan"),
    "intake.returned": gettext_noop("took received paper %(arrival)s, number %(number)s, back into the tray"),
    "intake.retried": gettext_noop("had received paper %(arrival)s read again"),
    "intake.split": gettext_noop("split %(pages)s pages off received paper %(arrival)s as %(other)s"),
    "intake.taken_back": gettext_noop("took received paper %(arrival)s back into the tray"),
    "people.account_closed": gettext_noop("closed the account of %(name)s; reason: %(reason)s"),
    "people.account_opened": gettext_noop("opened the account of %(name)s"),
    "people.administrator_made": gettext_noop("made %(name)s administrator from the command line"),
    "people.agency_abolished": gettext_noop("noted that %(name)s is abolished from %(on)s"),
    "people.agency_added": gettext_noop("added the agency %(name)s (%(code)s)"),
    "people.agency_changed": gettext_noop("changed the agency %(name)s: %(changes)s"),
    "people.clearance_set": gettext_noop("set the clearance of %(name)s from %(before)s to %(after)s; %(reason)s"),
    "people.import_read": gettext_noop("read the table %(file)s for import, %(rows)s rows"),
    "people.imported": gettext_noop("imported people and agencies from the table %(file)s"),
    "people.locked_out": gettext_noop("locked the account of %(name)s for a while after failed sign-ins from %(ip)s"),
    "people.password_asked": gettext_noop("asked that another administrator give %(name)s a new first password"),
    "people.password_chosen": gettext_noop("chose a new password"),
    "people.absence_called_off": gettext_noop(
        "called off the absence of %(person)s from %(starts_on)s until %(ends_on)s"
    ),
    "people.absence_noted": gettext_noop(
        "noted that %(person)s is away from %(starts_on)s until %(ends_on)s[; reason: %(reason)s]"
    ),
    "people.powers_lent": gettext_noop(
        "lent [the powers of %(lender)s|their own powers] to %(receiver)s (%(powers)s)"
        " from %(starts_at)s until %(ends_at)s[; reason: %(reason)s]"
    ),
    "people.powers_taken_back": gettext_noop(
        "ended the delegation of %(giver)s to %(receiver)s (%(powers)s)[; reason: %(reason)s]"
    ),
    "people.password_given": gettext_noop("gave %(name)s a new first password[, for which %(asked_by)s had asked]"),
    "people.person_added": gettext_noop("added %(name)s (%(username)s)"),
    "people.person_changed": gettext_noop("changed the particulars of %(name)s: %(changes)s"),
    "people.post_ended": gettext_noop("ended the post %(title)s of %(name)s on %(ends_on)s"),
    "people.post_given": gettext_noop("gave %(name)s the post %(title)s from %(starts_on)s"),
    "people.recovery_codes_made": gettext_noop("made new recovery codes"),
    "people.second_factor_added": gettext_noop("[added the passkey %(key)s|turned on codes by telephone]"),
    "people.second_factor_dropped": gettext_noop("removed the second sign-in step of %(name)s; reason: %(reason)s"),
    "people.second_factor_removed": gettext_noop("[removed the passkey %(key)s|turned off codes by telephone]"),
    "people.sessions_ended": gettext_noop("ended %(sessions)s sessions of %(name)s"),
    "people.sign_in_failed": gettext_noop("refused a sign-in as %(name)s from %(ip)s"),
    "people.signed_in": gettext_noop("signed in from %(ip)s"),
    "people.signed_out": gettext_noop("signed out from %(ip)s"),
    "people.unit_added": gettext_noop("added the unit %(name)s of %(agency)s"),
    "people.unit_changed": gettext_noop("changed the unit %(name)s: %(changes)s"),
    "people.unit_dissolved": gettext_noop("noted that the unit %(name)s is dissolved from %(on)s"),
    "people.unlocked": gettext_noop("unlocked the account of %(name)s"),
    "registry.asked_again": gettext_noop("asked again for number %(number)s and got the same entry"),
    "registry.entered": gettext_noop("entered the paper as number %(number)s in %(register)s"),
    "registry.passed": gettext_noop(
        "[noted that number %(number)s was passed to %(receiver)s|cleared whom number %(number)s was passed to]"
    ),
    "registry.printed": gettext_noop(
        "printed or exported [%(register)s from %(since)s to %(until)s|%(register)s from %(since)s on"
        "|%(register)s up to %(until)s|the whole of %(register)s]"
    ),
    "registry.register_added": gettext_noop("added the register %(register)s of %(agency)s"),
    "registry.register_changed": gettext_noop("changed the register %(register)s[: %(fields)s]"),
    "registry.register_restored": gettext_noop("took the register %(register)s into use again"),
    "registry.register_retired": gettext_noop("retired the register %(register)s"),
    "registry.signed_off": gettext_noop("signed off %(register)s, numbers %(first)s to %(last)s"),
    "registry.stamp_moved": gettext_noop("moved the arrival stamp of number %(number)s"),
    "registry.voided": gettext_noop("voided number %(number)s of %(register)s; reason: %(reason)s"),
    "registry.volume_closed": gettext_noop("closed %(register)s at number %(last)s"),
    "registry.volume_opened": gettext_noop("opened the book %(label)s of %(register)s"),
    "routing.accepted": gettext_noop("accepted the work of %(holder)s"),
    "routing.annotated": gettext_noop(
        "gave an opinion[: “%(text)s”][, written by hand in %(ink)s strokes]"
        "[; lead: %(lead)s][, due on %(due_on)s][; support: %(support)s][; to know: %(inform)s]"
        "[; taken back: the work of %(ended)s]"
    ),
    "routing.answered": gettext_noop("answered the question of %(to)s: “%(answer)s”"),
    "routing.asked": gettext_noop("asked %(to)s before deciding: “%(question)s”"),
    "routing.extension_asked": gettext_noop("asked for a later deadline, %(until)s; reason: %(reason)s"),
    "routing.extension_granted": gettext_noop("gave %(holder)s time until %(until)s[: %(reason)s]"),
    "routing.extension_refused": gettext_noop("refused %(holder)s a later deadline; reason: %(reason)s"),
    "routing.filed": gettext_noop("filed the paper, on which nobody needs to decide[; reason: %(reason)s]"),
    "routing.forwarded": gettext_noop("passed the paper on to %(to)s[: “%(note)s”]"),
    "routing.handed_back": gettext_noop("handed back the work of %(holder)s; reason: %(reason)s"),
    "routing.handling_ended": gettext_noop(
        "ended the handling of the paper; reason: %(reason)s[; taken back: the work of %(ended)s]"
    ),
    "routing.insisted": gettext_noop("gave the work handed back to %(holder)s again: %(reason)s"),
    "routing.kept_for_later": gettext_noop("kept the paper for later"),
    "routing.list_taken_out": gettext_noop("exported the list “%(title)s”, %(since)s to %(until)s"),
    "routing.passed_on": gettext_noop(
        "passed the work of %(unit)s on"
        "[; lead: %(lead)s][, due on %(due_on)s][; support: %(support)s][; to know: %(inform)s]"
    ),
    "routing.phrase_added": gettext_noop("added the standing phrase “%(phrase)s”"),
    "routing.phrase_moved": gettext_noop("moved the standing phrase “%(phrase)s”"),
    "routing.phrase_removed": gettext_noop("removed the standing phrase “%(phrase)s”"),
    "routing.progress": gettext_noop("reported progress: “%(text)s”"),
    "routing.reassigned": gettext_noop("gave the work of %(holder)s to %(to)s instead; reason: %(reason)s"),
    "routing.result": gettext_noop(
        "reported the result[: “%(text)s”][; answered by document %(answer)s][; files: %(files)s]"
    ),
    "routing.result_accepted": gettext_noop("accepted the result of %(holder)s[; taken back: the work of %(ended)s]"),
    "routing.result_sent_back": gettext_noop("sent the result of %(holder)s back to be done again; reason: %(reason)s"),
    "routing.rule_moved": gettext_noop("moved the rule %(rule)s[ (%(field)s)] by which papers go"),
    "routing.rule_restored": gettext_noop("put the rule %(rule)s[ (%(field)s)] by which papers go in force again"),
    "routing.rule_retired": gettext_noop("retired the rule %(rule)s[ (%(field)s)] by which papers go"),
    "routing.rule_written": gettext_noop(
        "wrote the rule %(rule)s by which papers go[: %(field)s][, kind %(kind)s][, of %(issuer)s][; to %(leader)s]"
        "[, read before by %(prereader)s][; straight to %(straight_to)s][; in %(days)s working days]"
    ),
    "routing.seen": gettext_noop("saw the paper sent to know"),
    "routing.sent_again": gettext_noop("sent the same opinion again; nothing changed"),
    "routing.sent_straight": gettext_noop(
        "sent the paper straight down by rule[ “%(rule)s”]"
        "[; lead: %(lead)s][, due on %(due_on)s][; support: %(support)s][; to know: %(inform)s]"
    ),
    "routing.submission_returned": gettext_noop("returned the paper to the registry; reason: %(reason)s"),
    "routing.submission_withdrawn": gettext_noop("took back the paper submitted to %(to)s[; reason: %(reason)s]"),
    "routing.submitted": gettext_noop("submitted the paper to %(to)s[, to be read before %(onward_to)s][: “%(note)s”]"),
    "routing.tracking_printed": gettext_noop(
        "printed or exported the tracking book of [%(register)s from %(since)s to %(until)s"
        "|%(register)s from %(since)s on|%(register)s up to %(until)s|the whole of %(register)s][, work of %(unit)s]"
    ),
    "routing.support_asked": gettext_noop("asked for the support of %(of)s; reason: %(reason)s"),
    "routing.support_granted": gettext_noop("let %(of)s support the work[: %(reason)s]"),
    "routing.support_refused": gettext_noop("refused the support of %(of)s; reason: %(reason)s"),
    "routing.taken_back": gettext_noop("took the work back from %(holder)s; reason: %(reason)s"),
    "routing.taken_up_again": gettext_noop("took up again the paper kept for later"),
    "routing.urged": gettext_noop("urged %(holder)s[: “%(text)s”]"),
    "rulebook.day_given_back": gettext_noop("took back %(day)s (%(name)s) from the working calendar"),
    "rulebook.day_off": gettext_noop("made %(day)s a day off: %(name)s"),
    "rulebook.day_worked": gettext_noop("made %(day)s a working day: %(name)s"),
    "rulebook.pack_loaded": gettext_noop("loaded the rules: %(title)s"),
    "urging.all_dismissed": gettext_noop("put %(notices)s notices aside"),
    "urging.dismissed": gettext_noop("put a notice aside"),
    "urging.letters_chosen": gettext_noop("chose how to be written to: %(mode)s"),
    "urging.list_dismissed": gettext_noop("put the list of overdue work of the week of %(on)s aside"),
    "urging.mailed": gettext_noop("sent %(letters)s letters"),
    "urging.overdue_printed": gettext_noop("printed or exported the list of overdue work, %(rows)s lines"),
    "urging.reminded": gettext_noop(
        "made %(reminders)s reminders and %(escalations)s notices to superiors for %(on)s, and %(mails)s letters"
    ),
    "urging.rule_set": gettext_noop("set that overdue work of %(agency)s goes up a level after %(days)s working days"),
    "urging.week_listed": gettext_noop("made %(lists)s lists of overdue work for the week of %(on)s"),
    "urging.words_carried": gettext_noop("carried what was urged to %(notices)s notices and %(mails)s letters"),
}

#: Columns named in `fields` and `changes`.
FIELDS: dict[str, str] = {
    "agency": gettext_noop("agency"),
    "arrived_on": gettext_noop("arrival date"),
    "clearance": gettext_noop("clearance"),
    "code": gettext_noop("agency code"),
    "direction": gettext_noop("direction"),
    "email": gettext_noop("e-mail"),
    "full_name": gettext_noop("full name"),
    "hosted": gettext_noop("works in this installation"),
    "issued_on": gettext_noop("date of document"),
    "issuer": gettext_noop("issuing body"),
    "issuer_name": gettext_noop("issuing body"),
    "keeper": gettext_noop("kept by"),
    "kind": gettext_noop("kind"),
    "language": gettext_noop("language"),
    "name": gettext_noop("name"),
    "notation": gettext_noop("notation"),
    "note": gettext_noop("note"),
    "number": gettext_noop("number"),
    "order": gettext_noop("order"),
    "page_count": gettext_noop("number of pages"),
    "parent": gettext_noop("superior body"),
    "phone": gettext_noop("telephone"),
    "place": gettext_noop("place"),
    "readers": gettext_noop("reading units"),
    "recipients": gettext_noop("recipients"),
    "reply_by": gettext_noop("reply by"),
    "scope": gettext_noop("numbering"),
    "secrecy": gettext_noop("secrecy"),
    "secrecy_from": gettext_noop("secrecy from"),
    "secrecy_to": gettext_noop("secrecy up to"),
    "short_name": gettext_noop("short name"),
    "signer_authority": gettext_noop("authority to sign"),
    "signer_name": gettext_noop("signer"),
    "signer_post": gettext_noop("signer's post"),
    "subject": gettext_noop("subject"),
    "subject_withheld": gettext_noop("subject withheld"),
    "superior_name": gettext_noop("superior body"),
    "symbol": gettext_noop("number and symbol"),
    "system": gettext_noop("system"),
    "urgency": gettext_noop("urgency"),
    "urgent_until": gettext_noop("hour it must arrive by"),
    "username": gettext_noop("sign-in name"),
}
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_NAME = re.compile(r"%\((\w+)\)s")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
#: As Django's JSON writes an aware moment.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def sentence(act: str, detail: Mapping[str, object]) -> str:
    """What was done, in the reader's language; an act or a detail that is not known does not stop the reading."""
    if act not in SENTENCES:
        return act
    words = defaultdict(lambda: "…", {name: _word(name, value) for name, value in detail.items()})
    template = _CHOICE.sub(lambda match: _first_told(match[1].split("|"), words), _(SENTENCES[act]))
    done = " ".join((template % words).split())
    if detail.get("on_behalf_of"):
        return _("on behalf of %(giver)s %(done)s") % {"giver": words["on_behalf_of"], "done": done}
    return done


def _first_told(choices: list[str], words: Mapping[str, str]) -> str:
    """The first of the choices that names nothing empty, else the last of several."""
    otherwise = choices[-1] if len(choices) > 1 else ""
    return next((each for each in choices if all(words.get(name) for name in _NAME.findall(each))), otherwise)


def _word(name: str, value: object) -> str:
    if name in ("fields", "changes") and isinstance(value, list | dict):
        return ", ".join(_(FIELDS[field]) if field in FIELDS else str(field) for field in value)
    if name in ("before", "after") and value in Secrecy.values:
        return str(Secrecy(value).label).lower()
    if name == "powers" and value in Scope.values:
        return str(Scope(value).label)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(value, str) and (day := _DAY.fullmatch(value)):
        return f"{day[3]}/{day[2]}/{day[1]}"
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return f"{timezone.localtime(dt.datetime.fromisoformat(value)):%H:%M %d/%m/%Y}"
    return "" if value is None else str(value)
