"""The database writes down what happens to it: whoever wrote, however they wrote; and some rows stand for ever."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db import models as columns

from tests.office.test_submit_and_review import quarter
from thuocdo.actions.review import review
from thuocdo.actions.submit import submit
from thuocdo.answers.office.holding import CellKey
from thuocdo.store import models
from thuocdo.store.actor import acting
from thuocdo.store.audit.rules import LEFT_OUT, tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office.conftest import Stories

pytestmark = pytest.mark.django_db


def lines(model: type[columns.Model], pk: object) -> list[models.AuditRow]:
    return list(models.AuditRow.objects.filter(table=model._meta.db_table, row=str(pk)).order_by("pk"))


def told(rows: list[models.AuditRow]) -> list[tuple[str, str]]:
    return [(row.what, row.actor) for row in rows]


def post(title: str) -> models.Post:
    return models.Post(role="leader", title=title, orgunits=["M1"], offices=["*"])


def test_a_row_made_changed_and_taken_away() -> None:
    with acting("hoa"):
        made = post("Lãnh đạo")
        made.save()
        made.title = "Lãnh đạo huyện"
        made.save()
    pk = made.pk
    with acting("minh"):
        made.delete()
    rows = lines(models.Post, pk)
    assert told(rows) == [("insert", "hoa"), ("update", "hoa"), ("delete", "minh")]
    assert rows[0].before is None
    assert rows[2].after is None
    assert (rows[1].before["title"], rows[1].after["title"]) == ("Lãnh đạo", "Lãnh đạo huyện")


def test_bulk_writes_are_seen_too() -> None:
    with acting("hoa"):
        made = models.Post.objects.bulk_create([post("một"), post("hai")])
        models.Post.objects.filter(pk__in=[one.pk for one in made]).update(closed_on=date(2020, 1, 1))
        models.Post.objects.filter(pk=made[0].pk).delete()
    assert told(lines(models.Post, made[0].pk)) == [("insert", "hoa"), ("update", "hoa"), ("delete", "hoa")]
    assert [row.after["closed_on"] for row in lines(models.Post, made[1].pk)] == [None, "2020-01-01"]


def test_what_changes_nothing_is_no_line() -> None:
    made = post("Lãnh đạo")
    made.save()
    made.save()
    assert [row.what for row in lines(models.Post, made.pk)] == ["insert"]


def test_a_password_is_never_copied() -> None:
    person = models.Person.objects.create(username="lan", full_name="Lan", password="băm một")
    models.Person.objects.filter(pk=person.pk).update(password="băm hai")
    models.Person.objects.filter(pk=person.pk).update(language="en")
    rows = lines(models.Person, person.pk)
    assert [row.after["password"] for row in rows] == ["set", "changed", "kept"]
    assert not [row for row in rows if "băm" in str(row.before) + str(row.after)]


def test_a_second_factors_secret_is_never_copied(stories: Stories) -> None:
    authenticator = apps.get_model("mfa", "Authenticator").objects.get(user=stories.people["hoa"])
    (made,) = lines(type(authenticator), authenticator.pk)
    assert made.after["data"] == "set"
    assert "secret" not in str(made.after)


def test_a_value_is_its_own_record_and_its_days_are_audited(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    review(stories.actor("minh"), stories.office, version, {CellKey("M101", "attendances"): "1500 người cho 3 buổi?"})
    value = version.values.get(item__element="attendances")
    (returned,) = lines(models.Value, value.pk)
    assert (returned.what, returned.actor) == ("update", "minh")
    assert (returned.before["returned_on"], returned.after["returned_on"]) == (None, "2020-12-16")
    assert "value" not in returned.after  # figures stay where it is known who may read them
    assert told(lines(models.Version, version.pk)) == [("insert", "lan")]


def refused(write: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        write()


def test_what_stands_for_ever(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    review(stories.actor("minh"), stories.office, version, {CellKey("M101", "attendances"): "1500 người cho 3 buổi?"})
    forever = (
        (models.AuditRow, {"actor": "ai khác"}),
        (models.Act, {"name": "khác"}),
        (models.Version, {"because": "khác"}),
        (models.Value, {"value": "9"}),
        (models.Decision, {"accepted": 9}),
        (models.Comment, {"text": "khác"}),
        (models.Change, {"what": "khác"}),
        (models.PlanVersion, {"name": "khác"}),
        (models.RegisterVersion, {"name": "khác"}),
    )
    for model, change in forever:
        assert model.objects.exists(), model
        refused(lambda model=model, change=change: model.objects.update(**change))
        refused(lambda model=model: model.objects.all()._raw_delete("default"))


def test_a_day_is_filled_in_once(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    values = models.Value.objects.filter(version=version)
    values.update(accepted_on=date(2020, 12, 16))
    refused(lambda: values.update(accepted_on=date(2020, 12, 17)))
    refused(lambda: values.update(accepted_on=None))
    models.Version.objects.filter(pk=version.pk).update(checked_by=stories.people["hoa"])
    refused(lambda: models.Version.objects.filter(pk=version.pk).update(checked_by=stories.people["minh"]))


def test_every_table_of_the_store_is_audited() -> None:
    audited = {table.name for table in tables()}
    assert {
        m._meta.db_table for m in apps.get_app_config("store").get_models() if m._meta.label not in LEFT_OUT
    } < audited
    assert "mfa_authenticator" in audited
    assert _triggered() == audited


def _triggered() -> set[str]:
    """The tables that the database has our triggers on."""
    by_vendor = {
        "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'thuocdo_%'",
        "postgresql": "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'thuocdo_%'",
    }
    with connection.cursor() as cursor:
        cursor.execute(by_vendor[connection.vendor])
        return {row[0] for row in cursor.fetchall()}


def test_whoever_comes_round_the_office_writes_nothing(transactional_db: None) -> None:
    """A console of the database has no actor: not one audited table takes a row, a change or a deletion from it."""
    made = post("Lãnh đạo")
    made.save()
    models.Item.objects.create(element="sessions")
    statements = (
        "UPDATE store_post SET title = 'khác'",
        "DELETE FROM store_post",
        "INSERT INTO store_item (element, breakdown) VALUES ('leaflets', '')",
        "INSERT INTO store_value (version_id, subject_id, item_id, value, absence, kind) VALUES (1,1,1,'5','','x')",
    )
    for statement in statements:
        raw = _raw()
        with pytest.raises((sqlite3.OperationalError, psycopg.Error)) as error:
            raw.execute(statement)
        assert "thuocdo_actor" in str(error.value) or "nobody acts" in str(error.value)
        raw.close()
    assert models.Post.objects.get().title == "Lãnh đạo"


def _raw() -> sqlite3.Connection | psycopg.Connection:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        raw = sqlite3.connect(given["NAME"], isolation_level=None, timeout=5)
        raw.execute("PRAGMA foreign_keys = OFF")
        return raw
    return psycopg.connect(
        dbname=given["NAME"], user=given["USER"], password=given["PASSWORD"], host=given["HOST"], port=given["PORT"]
    )


def test_replacing_a_row_is_deleting_it(transactional_db: None) -> None:
    """SQLite's INSERT OR REPLACE and PostgreSQL's TRUNCATE take rows away without saying DELETE."""
    models.PlanVersion.objects.create(
        number=1, name="x", files={}, digest="d", taken_at="2020-12-16T09:00:00+07:00", because=""
    )
    replace = {
        "sqlite": "INSERT OR REPLACE INTO store_planversion SELECT * FROM store_planversion",
        "postgresql": "TRUNCATE store_planversion",
    }
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace[connection.vendor])


def test_a_rebuilt_table_has_its_triggers_again(transactional_db: None) -> None:
    """Django alters a column on SQLite by making the table anew; without its triggers nothing would be audited."""
    before = columns.CharField(max_length=200)
    after = columns.CharField(max_length=210)
    for one in (before, after):
        one.set_attributes_from_name("title")
        one.model = models.Post
    assert "store_post" in _triggered()
    with acting("hoa"):
        call_command("migrate", verbosity=0)  # lays aside, finds nothing to do, lays again
        assert "store_post" in _triggered()
    from thuocdo.store.audit.triggers import lay, lay_aside

    lay_aside(using="default")
    assert _triggered() == set()
    with connection.schema_editor() as editor:
        editor.alter_field(models.Post, before, after)
    with connection.schema_editor() as editor:
        editor.alter_field(models.Post, after, before)
    lay(using="default")
    made = post("Lãnh đạo")
    made.save()
    assert [row.what for row in lines(models.Post, made.pk)] == ["insert"]


def test_an_actors_name_survives_a_transaction_that_is_rolled_back() -> None:
    """PostgreSQL takes a setting back with the transaction; what is written next must not be written down as Lan's."""
    with acting("lan"):
        first = post("một")
        first.save()
    twice = [models.Item(element="a"), models.Item(element="a")]
    for breaks, with_what in (
        (lambda: 1 // 0, ZeroDivisionError),
        (lambda: models.Item.objects.bulk_create(twice), IntegrityError),
    ):
        with acting("minh"):
            _fail(breaks, with_what)
            kept = post("giữ")
            kept.save()
        assert told(lines(models.Post, kept.pk)) == [("insert", "minh")]
        with acting("lan"):
            post("hai").save()


def _fail(breaks: Callable[[], object], with_what: type[Exception]) -> None:
    """Write something, then break: nothing of it stays."""

    def both() -> None:
        with transaction.atomic():
            post("bỏ").save()
            breaks()

    with pytest.raises(with_what):
        both()


def test_and_one_outside_of_any_transaction(transactional_db: None) -> None:
    with acting("lan"):
        post("một").save()
    with acting("minh"):
        _fail(lambda: 1 // 0, ZeroDivisionError)
        kept = post("giữ")
        kept.save()
    assert told(lines(models.Post, kept.pk)) == [("insert", "minh")]
