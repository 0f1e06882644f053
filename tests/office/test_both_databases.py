"""The office on SQLite and on PostgreSQL: `make test` runs this folder on the one, then on the other."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from django.db import connection

from tests.office.test_submit_and_review import quarter
from thuocdo.actions.submit import submit
from thuocdo.store.read import values_table

if TYPE_CHECKING:
    from tests.office.conftest import Stories


def test_it_is_the_database_that_was_asked_for(db: None) -> None:
    asked = "postgresql" if os.environ.get("THUOCDO_TEST_DATABASE") else "sqlite"
    assert connection.vendor == asked
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_what_was_committed_is_read_in_bulk(transactional_db: None, stories: Stories) -> None:
    """ADBC has a connection of its own: it must find the same database, whatever signs its password has."""
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    sent = submit(stories.actor("lan"), stories.office, row, quarter())
    for table in (values_table(), values_table([sent.submission_id])):
        assert dict(table.select("element", "value").iter_rows()) == {
            "sessions": "3",
            "attendances": "150",
            "leaflets": "200",
            "loudspeaker_items": "12",
        }
        assert set(table["accepted_on"]) == {""}


def test_reading_in_bulk_takes_nothing_from_other_processes(transactional_db: None, stories: Stories) -> None:
    """A long read must leave SQLite's write-ahead log where it is: what is sent after it is seen by everybody."""
    stories.office  # noqa: B018  (opened: the values were read in bulk)
    values_table()
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    sent = submit(stories.actor("lan"), stories.office, row, quarter())
    if connection.vendor == "postgresql":
        assert values_table().height == sent.values.count()
        return
    ask = f"import sqlite3; c = sqlite3.connect({connection.settings_dict['NAME']!r}); "
    ask += "print(c.execute('SELECT COUNT(*) FROM store_value').fetchone()[0])"
    seen = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "4"
