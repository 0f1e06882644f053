"""Values out of the store as one tidy table of texts, the same columns as a file of values."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import polars as pl
from django.db import connection

from thuocdo.store.apart import read_apart

if TYPE_CHECKING:
    from collections.abc import Iterable

VALUES = """
SELECT v.version_id, v.subject_id, v.item_id, v.value, v.absence, v.kind, v.accepted_on, v.returned_on
FROM store_value v"""
VERSIONS = """
SELECT r.id AS version_id, s.id AS submission_id, s.code AS submission, r.number AS version, s.form, s.period,
       o.code AS sender, s.office, r.submitted_on
FROM store_version r JOIN store_submission s ON s.id = r.submission_id JOIN store_orgunit o ON o.id = s.sender_id"""
SUBJECTS = "SELECT id AS subject_id, code AS subject FROM store_orgunit"
ITEMS = "SELECT id AS item_id, element, breakdown FROM store_item"


def values_table(submissions: Iterable[int] | None = None) -> pl.DataFrame:
    """Every value, or those of some submissions, with whose, what and when: texts, as in a file of values.

    A day that is none is "". Values are read as they lie; whose they are is joined here, because a long join in the
    database costs more.
    """
    only = "" if submissions is None else f" WHERE s.id IN ({','.join(str(int(one)) for one in submissions) or '0'})"
    versions = _read(VERSIONS + only)
    if submissions is None:
        values = _read_all(VALUES)
    else:
        values = _read(f"{VALUES} WHERE v.version_id IN ({_ids(versions['version_id'])})")
    return (
        values.join(versions, on="version_id")
        .join(_read(SUBJECTS), on="subject_id")
        .join(_read(ITEMS), on="item_id")
        .drop("version_id", "submission_id", "subject_id", "item_id")
        .with_columns(pl.all().cast(pl.String).fill_null(""))
    )


def _ids(column: pl.Series) -> str:
    return ",".join(str(one) for one in column) or "0"


def _read(sql: str) -> pl.DataFrame:
    """A query as a table, through Django's own connection."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        return _typed(pl.DataFrame(cursor.fetchall(), schema=names, orient="row", infer_schema_length=None))


def _read_all(sql: str) -> pl.DataFrame:
    """The same for millions of rows: by ADBC, but inside a transaction, into which ADBC cannot see."""
    given = connection.settings_dict
    name = str(given["NAME"])
    if connection.in_atomic_block or ":memory:" in name or "mode=memory" in name:
        return _read(sql)
    if connection.vendor == "sqlite":
        return _typed(read_apart(sql, name))
    host, port = given["HOST"] or "localhost", given["PORT"] or 5432
    user, password = (quote(str(given[part]), safe="") for part in ("USER", "PASSWORD"))
    return _typed(pl.read_database_uri(sql, f"postgresql://{user}:{password}@{host}:{port}/{name}", engine="adbc"))


def _typed(found: pl.DataFrame) -> pl.DataFrame:
    return found.with_columns(pl.col(name).cast(pl.Int64) for name in found.columns if name.endswith("_id"))
