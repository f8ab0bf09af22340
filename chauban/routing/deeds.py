"""The deeds a page offers on a piece of work: what each is called, what it asks for, what is said when it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .forms import work as forms


@dataclass(frozen=True)
class Deed:
    """A deed; without a form it is a button and nothing else."""

    label: Promise
    icon: str
    done: Promise
    form: type[forms.DeedForm] | None = None
    #: The word on the button that does it, when it is not `label`.
    act: Promise | None = None


DEEDS: dict[str, Deed] = {
    "accept": Deed(_("Accept the work"), "check", _("The work is in your hands.")),
    "see": Deed(_("Seen"), "eye", _("Noted as seen.")),
    "result": Deed(
        _("Report the result"), "send", _("Reported. It waits for acceptance."), forms.ResultForm, _("Report")
    ),
    "pass-on": Deed(_("Pass on"), "people", _("Passed on."), forms.PassOnForm),
    "progress": Deed(_("Say how far it is"), "pen", _("Noted."), forms.ProgressForm, _("Note it")),
    "ask-extension": Deed(
        _("Ask for a later deadline"),
        "calendar",
        _("Asked. You see the answer here."),
        forms.ExtensionForm,
        _("Send the request"),
    ),
    "ask-support": Deed(
        _("Ask for support"), "plus", _("Asked. You see the answer here."), forms.SupportForm, _("Send the request")
    ),
    "hand-back": Deed(_("Hand back"), "return", _("Handed back."), forms.HandBackForm),
    "accept-result": Deed(_("Accept the result"), "check", _("The result is accepted.")),
    "send-back": Deed(_("Send back"), "return", _("Sent back."), forms.SendBackForm),
    "reassign": Deed(_("Give to another"), "retry", _("Given to another."), forms.ReassignForm),
    "insist": Deed(_("Give it again"), "send", _("Given again."), forms.InsistForm),
    "take-back": Deed(_("Take back"), "close", _("Taken back."), forms.ReasonForm),
    "urge": Deed(_("Urge"), "bell", _("Urged."), forms.UrgeForm),
    "grant": Deed(_("Grant"), "check", _("Granted.")),
    "grant-until": Deed(_("Grant until"), "check", _("Granted."), forms.GrantForm, _("Grant")),
    "refuse": Deed(_("Refuse"), "close", _("Refused."), forms.ReasonForm),
    "end": Deed(_("End the handling"), "close", _("The paper's handling is ended."), forms.ReasonForm),
}
