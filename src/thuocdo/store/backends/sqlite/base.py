"""SQLite with ``thuocdo_actor()``. A session without that function cannot write what is audited: that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3 import base

from thuocdo.store.actor import current

if TYPE_CHECKING:
    import sqlite3


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with the actor's name as an SQL function."""

    def get_new_connection(self, conn_params: Any) -> sqlite3.Connection:
        """A connection whose triggers can name the actor."""
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        connection.create_function("thuocdo_actor", 0, current)
        # Without this, INSERT OR REPLACE takes a row away and no trigger hears of it.
        connection.execute("PRAGMA recursive_triggers = ON")
        return connection
