"""Making an installation ready, filling it with the demonstration, building its index anew."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from .words import _, say


def init(arguments: argparse.Namespace) -> None:
    """Bring folders, database, rules and static files up to this version; may be done again without harm."""
    from django.conf import settings
    from django.core.management import call_command

    from chauban import setup
    from chauban.web import bundle

    setup.prepare(url=os.environ.get("DATABASE_URL", ""))
    built = Path(settings.STATICFILES_DIRS[0])
    if not (built / "chauban.css").exists():
        bundle.build(built)
    call_command("collectstatic", interactive=False, verbosity=0)
    say(_("Ready: data in {folder}, database and static files are up to date.").format(folder=settings.DATA))


def demo(arguments: argparse.Namespace) -> None:
    """Fill an empty installation with the demonstration."""
    from django.db import connection, transaction

    from chauban.demo import PASSWORD, load
    from chauban.people.models import Person

    if "people_person" not in connection.introspection.table_names():
        init(arguments)
    if not Person.objects.exists():
        say(_("The demonstration office is being loaded, which takes about a minute ..."))
    with transaction.atomic():  # all of it or nothing, so that whoever interrupts it can load it again
        loaded = load()
    if loaded:
        say(_("The demonstration office is loaded."))
    _say_accounts(PASSWORD)


def _say_accounts(password: str) -> None:
    """Who can sign in, with one password for all of them; only while that password still opens the door."""
    from django.contrib.auth.hashers import check_password

    from chauban.people.models import Post

    posts = Post.objects.select_related("person", "unit").order_by("unit__agency__order", "unit__order", "pk")
    first = posts.first()
    if first is None or not check_password(password, first.person.password):
        return
    say(_("Demonstration accounts, all with the password {password}:").format(password=password))
    told = set()
    for post in posts:
        if post.role not in told:
            told.add(post.role)
            say(f"  {post.person.username:<16} {post.person.full_name}, {post.title}")


def reindex(arguments: argparse.Namespace) -> None:
    """Build the search index anew from the database."""
    from chauban.search import index

    index.rebuild()
    say(_("The search index is built anew."))
