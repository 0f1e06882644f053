"""Many rows into a table at once, from a Polars table: ``executemany`` on SQLite, ``COPY`` on PostgreSQL.

The database's own rules hold as ever: constraints, and the triggers that ask who acts. Django's ``bulk_create`` makes
an object a row and a text of SQL a batch; at a quarter of a million values that was most of the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

if TYPE_CHECKING:
    import polars as pl
    from django.db.models import Model

BATCH = 50_000


def next_id(model: type[Model]) -> int:
    """The first id that no row has yet. Whoever gives ids from here on holds the transaction that writes them."""
    return (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1  # noqa: SLF001


def write_rows(model: type[Model], table: pl.DataFrame) -> None:
    """Write every row of a table whose columns are columns of the model; ids that are given are kept.

    :raises django.db.IntegrityError: the database refuses a row; nothing stays, once the transaction is rolled back
    """
    name = model._meta.db_table  # noqa: SLF001  (documented by Django, whatever its name)
    if connection.vendor == "postgresql":
        _copy(name, table)
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(sql)
        return
    columns, marks = ", ".join(f'"{one}"' for one in table.columns), ", ".join("%s" for _ in table.columns)
    sql = f'INSERT INTO "{name}" ({columns}) VALUES ({marks})'
    with connection.cursor() as cursor:
        for part in table.iter_slices(BATCH):
            cursor.executemany(sql, part.rows())


def _copy(name: str, table: pl.DataFrame) -> None:
    """As CSV: a null is nothing, an empty text is ``""``. A ``SELECT`` that names the actor goes before."""
    columns = ", ".join(f'"{one}"' for one in table.columns)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # also makes the backend name who acts
        with cursor.cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN WITH (FORMAT csv)') as copy:
            for part in table.iter_slices(BATCH):
                copy.write(part.write_csv(include_header=False, quote_style="non_numeric"))
