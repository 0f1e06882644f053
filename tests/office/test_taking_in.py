"""A checked file of values is taken in whole: every row as it stands in the file, and who wrote it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from thuocdo.actions.calendar import open_obligations
from thuocdo.actions.take_in_values import take_in_values
from thuocdo.core.errors import Refused
from thuocdo.store import models
from thuocdo.valuefiles.tables import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.conftest import Stories

QUARTER = {"sessions": "3", "attendances": "150", "leaflets": "200", "loudspeaker_items": "12"}
DAYS = {"submitted_on": "2020-12-14", "accepted_on": "2020-12-15", "returned_on": ""}


def rows(**changed: str) -> list[dict[str, str]]:
    same = {
        "register": "mau", "submission": "S1", "version": "1", "form": "commune_quarter", "period": "2020Q4",
        "sender": "M101", "subject": "M101", "office": "ubnd_xa", "breakdown": "", "absence": "", "kind": "official",
    }  # fmt: skip
    return [{**same, **DAYS, **changed, "element": name, "value": value} for name, value in QUARTER.items()]


def written(path: Path, lines: list[dict[str, str]], register: str) -> Path:
    text = [",".join(COLUMNS), *(",".join({**line, "register": register}[name] for name in COLUMNS) for line in lines)]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def test_every_row_stands_as_in_the_file(stories: Stories, tmp_path: Path) -> None:
    lines = rows()
    lines[3] = {**lines[3], "value": "", "absence": "not_applicable", "accepted_on": ""}
    late = rows(submission="S2", period="2020Q3", submitted_on="2020-09-20", accepted_on="2020-12-20")
    path = written(tmp_path / "values.csv", lines + late, stories.office.register.id)
    assert take_in_values([path], stories.today) == 8
    found = models.Value.objects.filter(version__submission__code="S1").order_by("id")
    told = [(one.item.element, one.value, one.absence, one.accepted_on, one.returned_on) for one in found]
    accepted = date(2020, 12, 15)
    assert told == [
        ("sessions", "3", "", accepted, None),
        ("attendances", "150", "", accepted, None),
        ("leaflets", "200", "", accepted, None),
        ("loudspeaker_items", "", "not_applicable", None, None),
    ]
    version = found[0].version
    assert (version.number, version.channel, version.submitted_on) == (1, "file", date(2020, 12, 14))
    assert version.submitted_at.isoformat() == "2020-12-14T05:00:00+00:00"  # noon in Việt Nam
    assert version.submission.obligation == stories.obligation("commune_quarter", "2020Q4", "M101")
    # What was accepted on the 20th is not known yet on the 16th.
    assert set(models.Value.objects.filter(version__submission__code="S2").values_list("accepted_on")) == {(None,)}


def test_ids_go_on_after_what_was_written_in_one_go(stories: Stories, tmp_path: Path) -> None:
    take_in_values([written(tmp_path / "values.csv", rows(), stories.office.register.id)], stories.today)
    taken = models.Version.objects.get()
    second = models.Version.objects.create(
        submission=taken.submission, number=2, submitted_at=taken.submitted_at, submitted_on=taken.submitted_on
    )
    assert second.pk == taken.pk + 1


def test_taken_in_twice_is_refused_and_nothing_is_written(stories: Stories, tmp_path: Path) -> None:
    path = written(tmp_path / "values.csv", rows(), stories.office.register.id)
    take_in_values([path], stories.today)
    with pytest.raises(Refused) as error:
        take_in_values([path], stories.today)
    assert [problem.code for problem in error.value.problems] == ["OFFICE-002"]
    assert models.Value.objects.count() == 4


def test_one_wrong_row_keeps_the_whole_file_out(stories: Stories, tmp_path: Path) -> None:
    lines = rows()
    lines[1] = {**lines[1], "value": "-5"}
    with pytest.raises(Refused) as error:
        take_in_values([written(tmp_path / "values.csv", lines, stories.office.register.id)], stories.today)
    assert [(problem.code, problem.place.line) for problem in error.value.problems] == [("VALUE-012", 3)]
    assert not models.Submission.objects.exists()


def test_obligations_opened_in_one_go_are_audited_and_stand_once(stories: Stories) -> None:
    before = models.Obligation.objects.count()
    assert models.AuditRow.objects.filter(table="store_obligation", what="insert").count() == before
    assert open_obligations(stories.office, stories.today) == 0
    first = models.Obligation.objects.order_by("id").first()
    assert first is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Obligation.objects.create(
            form=first.form, period=first.period, sender=first.sender, office=first.office,
            first_day=first.first_day, last_day=first.last_day, due=first.due,
        )  # fmt: skip
