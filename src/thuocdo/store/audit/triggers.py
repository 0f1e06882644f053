"""Making the triggers after every migration: Django alters a table on SQLite by making it anew, without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections, transaction

from thuocdo.store.audit import postgresql, sqlite
from thuocdo.store.audit.rules import tables

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

WRITERS = {"sqlite": sqlite, "postgresql": postgresql}


def lay_aside(*, using: str, **_signal: Any) -> None:
    """Before a migration: a trigger that names a table in the middle of being rebuilt would stop it."""
    connection = connections[using]
    with transaction.atomic(using):
        _say(connection, *WRITERS[connection.vendor].removing(_names(connection)))


def lay(*, using: str, **_signal: Any) -> None:
    """After a migration: every trigger as the rules have it now."""
    connection = connections[using]
    writer = WRITERS[connection.vendor]
    there = set(connection.introspection.table_names())
    audited = [table for table in tables() if table.name in there]
    if "store_auditrow" in there:
        with transaction.atomic(using):
            _say(connection, *writer.removing(_names(connection)), *writer.making(audited))


def _names(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS[connection.vendor].NAMES)
        return [str(row[0]) for row in cursor.fetchall()]


def _say(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
