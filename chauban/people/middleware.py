"""One transaction a request, in which the database knows who asks."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from .identity import become
from .models import Person


class Identity:
    """Opens the request's transaction and sets the identity; an error undoes everything the request wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if request.user.is_authenticated else None
        with transaction.atomic():
            become(person if isinstance(person, Person) else None)
            request.META["chauban.savepoint"] = transaction.savepoint()
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Django turns the exception into an answer before we see it, so undo here.

        Back to the savepoint, and no further: the page that tells of the error (404, refused) still asks the database.
        """
        transaction.savepoint_rollback(request.META["chauban.savepoint"])
        transaction.set_rollback(False)
