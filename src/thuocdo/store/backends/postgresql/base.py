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

    _told = ""

    def init_connection_state(self) -> None:
        """A new connection knows of nobody."""
        super().init_connection_state()
        self._told = ""
        if self._name_actor not in self.execute_wrappers:
            self.execute_wrappers.append(self._name_actor)

    def _name_actor(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001  (Django calls it so)
        context: dict[str, Any],
    ) -> Any:
        name = current()
        if name != self._told and not str(sql).lstrip()[:6].upper().startswith("SELECT"):
            self._told = name
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, name])
        return execute(sql, params, many, context)
