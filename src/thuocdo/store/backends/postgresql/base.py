"""PostgreSQL with ``thuocdo.actor``, set before the first statement after somebody else began to act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql import base

from thuocdo.store.actor import current

if TYPE_CHECKING:
    from collections.abc import Callable

SETTING = "thuocdo.actor"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own; each statement that may write is preceded by the actor's name where that has changed."""

    _told: str | None = None
    """The name that the session has been told; None where we cannot know."""

    def init_connection_state(self) -> None:
        """A new connection knows of nobody."""
        super().init_connection_state()
        self._told = None
        if self._name_actor not in self.execute_wrappers:
            self.execute_wrappers.append(self._name_actor)

    def _rollback(self) -> None:
        """A setting goes back with its transaction: the name of whoever acted before it stands again."""
        self._told = None
        super()._rollback()  # type: ignore[misc]  # Django's own, without a stub

    def _savepoint_rollback(self, sid: str) -> None:
        """And with a part of it."""
        self._told = None
        super()._savepoint_rollback(sid)  # type: ignore[misc]

    def _name_actor(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001  (Django calls it so)
        context: dict[str, Any],
    ) -> Any:
        name = current()
        if name != self._told and not _only_reads_or_ends(str(sql)):
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, name])
            self._told = name
        return execute(sql, params, many, context)


def _only_reads_or_ends(sql: str) -> bool:
    """Statements that write nothing: a question, or the end of a part of a transaction, which may have failed."""
    return sql.lstrip()[:9].upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
