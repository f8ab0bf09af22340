"""The database: version, durability, migrations, and the rights that everything rests on."""

from __future__ import annotations

from typing import Any

from django.db import connection

from ..words import _

OLDEST_VERSION = 16
#: Without these a committed act could be lost.
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")
#: Tables that carry a document's content or tell of its existence.
GUARDED = (
    "account_emailaddress", "axes_accessattempt", "documents_citation",
    "documents_correction", "documents_document", "documents_documentfile", "documents_documentpage",
    "documents_reader", "documents_seen", "documents_unopened", "intake_arrival", "intake_sheet", "journal_line",
    "mfa_authenticator",
    "people_absence", "people_agency", "people_delegation", "people_importdraft", "people_passwordgift",
    "people_person", "people_post", "people_unit", "registry_entry", "registry_register",
    "registry_register_readers", "registry_signoff", "registry_volume", "routing_annotation", "routing_assignment",
    "routing_handling", "routing_ink", "routing_phrase", "routing_question", "routing_request", "routing_rule",
    "routing_submission", "routing_word", "routing_wordfile", "rulebook_dayoff", "urging_mail", "urging_preference",
    "urging_reminder", "urging_rule", "urging_run", "urging_weekly", "usersessions_usersession", "vault_page",
)  # fmt: skip


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def version_and_settings(deep: bool) -> list[str]:
    """A server that is new enough and does not trade durability for speed."""
    faults = []
    major = connection.pg_version // 10000  # type: ignore[attr-defined]
    if major < OLDEST_VERSION:
        told = _("PostgreSQL {there} is too old; {needed} is needed.")
        faults.append(told.format(there=major, needed=OLDEST_VERSION))
    for name, value in rows("SELECT name, setting FROM pg_settings WHERE name = ANY (%s)", list(MUST_BE_ON)):
        if value == "off":
            faults.append(_("The database setting {name} is off: a power cut may lose acts.").format(name=name))
    return faults


def migrations(deep: bool) -> list[str]:
    """Every table is of this version."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    return [_("The database is of an older version: {count} changes wait for `chauban init`.").format(count=len(plan))]


def roles(deep: bool) -> list[str]:
    """The roles of web and worker can neither pass round row-level security nor own what it guards."""
    faults = [
        _("The database role {name} has powers it must not have.").format(name=name)
        for (name,) in rows(
            "SELECT rolname FROM pg_roles WHERE rolname ~ '^chauban_' AND (rolsuper OR rolbypassrls OR rolcreaterole)"
        )
    ]
    faults += [
        _("The database role {role} owns the table {table}.").format(role=role, table=table)
        for role, table in rows("SELECT tableowner, tablename FROM pg_tables WHERE tableowner ~ '^chauban_'")
    ]
    if len(rows("SELECT 1 FROM pg_roles WHERE rolname IN ('chauban_app', 'chauban_web', 'chauban_worker')")) < 3:
        faults.append(_("The database roles of web and worker are missing; run `chauban init`."))
    return faults


def row_security(deep: bool) -> list[str]:
    """Row-level security is on, with a policy, wherever a document could be told of."""
    guarded = rows(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relrowsecurity AND p.polpermissive AND c.relnamespace = 'public'::regnamespace"
    )
    missing = set(GUARDED) - {name for (name,) in guarded}
    return [_("Row-level security is off on the table {name}.").format(name=name) for name in sorted(missing)]


def prepared_statements(deep: bool) -> list[str]:
    """Where statements are prepared, nobody but the owner sees under which names (docs/decisions/0012-prepared.md)."""
    options = connection.settings_dict["OPTIONS"]
    open_to_all = rows("SELECT 1 WHERE has_function_privilege('chauban_web', 'pg_prepared_statement()', 'EXECUTE')")
    if options.get("prepare_threshold") is None or not open_to_all:
        return []
    return [_("The database roles of web and worker can see the names of prepared statements; run `chauban init`.")]
