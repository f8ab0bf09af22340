"""What somebody is told when they sign in: passwords given to trusted people since they were here last."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from .gifts import open_questions, to_tell
from .models import PasswordGift, Person
from .rights import holds
from .states import Role


def tell_of_passwords(request: HttpRequest, person: Person, since: dt.datetime | None) -> None:
    """Messages for the next page: to the person themselves, to administrators and to the chief of office."""
    for gift in to_tell(person, since):
        messages.warning(request, _sentence(gift, person))
    if holds(person, Role.ADMINISTRATOR):
        for question in open_questions():
            if person.pk not in (question.person_id, question.asked_by_id):
                messages.info(
                    request,
                    _("%(asked_by)s asks that you give %(name)s a first password, on that person's page.")
                    % {"asked_by": question.asked_by.full_name, "name": question.person.full_name},
                )


def _sentence(gift: PasswordGift, reader: Person) -> str:
    told = {
        "name": gift.person.full_name,
        "given_by": gift.given_by.full_name if gift.given_by else "",
        "when": f"{timezone.localtime(gift.given_at):%H:%M %d/%m/%Y}",
    }
    if gift.person_id == reader.pk:
        words = _("Your password was given anew by %(given_by)s at %(when)s. Not on your word? Say so at once.")
    else:
        words = _("The password of %(name)s was given anew by %(given_by)s at %(when)s.")
    return words % told
