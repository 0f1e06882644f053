"""The triggers on SQLite. They ask ``thuocdo_actor()``, which only the office's connections have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thuocdo.store.audit.rules import Table

PREFIX = "thuocdo_"
NAMES = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"
NEVER = "RAISE(ABORT, 'append-only: {table}')"


def removing(names: Sequence[str]) -> Iterator[str]:
    """The statements that take triggers away."""
    for name in names:
        yield f'DROP TRIGGER IF EXISTS "{name}"'


def making(tables: Sequence[Table]) -> Iterator[str]:
    """The statements that make every trigger."""
    for table in tables:
        yield _on_insert(table)
        yield _on_update(table)
        if table.rule.forever:
            yield _kept_from_update(table)
            yield _trigger(table, "kept_delete", "BEFORE DELETE", "", f"SELECT {NEVER.format(table=table.name)}")
        else:
            yield _trigger(
                table, "delete", "AFTER DELETE", "", _line(table, "delete", "OLD", _json(table, "OLD"), "NULL")
            )


def _trigger(table: Table, name: str, when: str, condition: str, does: str) -> str:
    only = f" WHEN {condition}" if condition else ""
    return f'CREATE TRIGGER "{PREFIX}{table.name}_{name}" {when} ON "{table.name}" FOR EACH ROW{only} BEGIN {does}; END'


def _line(table: Table, what: str, row: str, before: str, after: str) -> str:
    key = _column(row, table.key)
    return (
        'INSERT INTO "store_auditrow" ("at", "table", "row", "what", "actor", "before", "after") VALUES '
        f"(strftime('%Y-%m-%d %H:%M:%f', 'now'), '{table.name}', CAST({key} AS TEXT), '{what}', "
        f"thuocdo_actor(), {before}, {after})"
    )


def _column(row: str, name: str) -> str:
    return f'{row}."{name}"'


def _json(table: Table, row: str, more: Sequence[str] = ()) -> str:
    pairs = [f"'{name}', {_column(row, name)}" for name in table.shown]
    return f"json_object({', '.join([*pairs, *more])})"


def _on_insert(table: Table) -> str:
    if not table.rule.inserts:
        # No line; but whoever lacks the function cannot write here either.
        return _trigger(
            table, "somebody", "BEFORE INSERT", "thuocdo_actor() IS NULL", f"SELECT {NEVER.format(table=table.name)}"
        )
    secrets = [f"'{name}', 'set'" for name in table.rule.secret]
    return _trigger(
        table, "insert", "AFTER INSERT", "", _line(table, "insert", "NEW", "NULL", _json(table, "NEW", secrets))
    )


def _on_update(table: Table) -> str:
    secrets = [f"'{name}', CASE WHEN {_differs([name])} THEN 'changed' ELSE 'kept' END" for name in table.rule.secret]
    line = _line(table, "update", "NEW", _json(table, "OLD"), _json(table, "NEW", secrets))
    return _trigger(table, "update", "AFTER UPDATE", _differs(table.columns), line)


def _kept_from_update(table: Table) -> str:
    twice = [f"({_column('OLD', name)} IS NOT NULL AND {_differs([name])})" for name in table.rule.once]
    condition = " OR ".join([_differs(table.fixed), *twice])
    return _trigger(table, "kept_update", "BEFORE UPDATE", condition, f"SELECT {NEVER.format(table=table.name)}")


def _differs(columns: Sequence[str]) -> str:
    return " OR ".join(f"{_column('OLD', name)} IS NOT {_column('NEW', name)}" for name in columns)
