"""The sample: the shape and history of the real province under names and codes that nothing real has."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PLAN_112, ROOT, Sample
from thuocdo.answers.opening import Sources, open_book
from thuocdo.core.book import Book, Question
from thuocdo.core.findings import findings
from thuocdo.core.orgunits import Level
from thuocdo.planfiles.registers import read_register
from thuocdo.sample.make import make_sample

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sample")]


@pytest.fixture(scope="module")
def book(sample: Sample) -> Book:
    return open_book(Sources(sample.plan, [sample.values]))


def test_the_same_seed_makes_the_same_sample(sample: Sample, tmp_path: Path) -> None:
    make_sample(PLAN_112, tmp_path / "again", seed=1)
    for name in ("values.csv", "seeded_errors.csv", "orgunits/units.csv", "plan/plan.yaml"):
        assert (tmp_path / "again" / name).read_bytes() == (sample.folder / name).read_bytes()


def test_it_has_the_shape_and_history_of_the_real_province(sample: Sample) -> None:
    made, real = read_register(sample.folder / "orgunits"), read_register(ROOT / "orgunits/vn")
    for day in (date(2016, 6, 1), date(2017, 4, 19), date(2019, 11, 30), date(2019, 12, 1), date(2020, 12, 14)):
        for level in Level:
            shapes = []
            for register in (made, real):
                on_map = register.on(day)
                shapes.append(Counter((u.type, len(on_map.under(u, Level.COMMUNE))) for u in on_map.at_level(level)))
            assert shapes[0] == shapes[1]


def test_no_real_name_or_code_is_in_it(sample: Sample) -> None:
    """Not even as a part of a made-up name."""
    real = read_register(ROOT / "orgunits/vn")
    names = {unit.name.removeprefix(unit.type).strip() for unit in real.units}
    codes = {unit.code for unit in real.units} | {code for unit in real.units for code in unit.alt_codes}
    for path in [*sorted(sample.folder.rglob("*.yaml")), sample.folder / "orgunits/units.csv"]:
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)], path
        assert not [code for code in codes if f'"{code}"' in text], path
    made = read_register(sample.folder / "orgunits")
    assert not {unit.code for unit in made.units} & codes
    assert all(unit.code.startswith("M") for unit in made.units)
    columns = {row[name] for row in sample.rows() for name in ("sender", "subject")}
    assert all(code.startswith("M") for code in columns)


def test_neither_cases_nor_published_figures_come_along(sample: Sample) -> None:
    assert sorted(path.name for path in sample.plan.iterdir()) == [
        "checks.yaml", "forms.yaml", "measures.yaml", "plan.yaml", "reports.yaml", "sample.yaml",
    ]  # fmt: skip


def test_it_is_marked_synthetic_everywhere(sample: Sample, book: Book) -> None:
    assert book.plan.synthetic
    assert book.register.synthetic
    assert {row["kind"] for row in sample.rows()} == {"synthetic", "uoc"}
    assert "CƠ QUAN MẪU" in (sample.plan / "plan.yaml").read_text(encoding="utf-8")


def test_reports_come_in_as_real_offices_send_them(sample: Sample, book: Book) -> None:
    rows = list(sample.rows())
    versions = {row["submission"]: max(int(row["version"]), 1) for row in rows}
    assert any(version == 2 for version in versions.values()), "returned or corrected"
    assert any(row["returned_on"] for row in rows)
    assert any(not row["accepted_on"] and not row["returned_on"] for row in rows), "waiting"
    assert any(row["submission"].startswith("cv-") for row in rows), "transcribed letters"
    assert any(row["absence"] == "not_applicable" for row in rows)
    later = {row["submission"] for row in rows if row["kind"] == "uoc"}
    assert any(versions[name] == 2 for name in later), "an ước, then the official value"
    question = Question(on=date(2020, 12, 31), known_at=date(2020, 12, 31), plan_as_of=date(2020, 12, 31))
    assert book.plan.years()[0].year == 2016
    assert question.period is None


def test_the_seeded_errors_are_found_by_the_checks_meant_for_them(sample: Sample, book: Book) -> None:
    day = date(2021, 3, 1)
    found = {
        (f.check.id, f.period.id, f.orgunit.code)
        for f in findings(book, Question(on=day, known_at=day, plan_as_of=day))
    }
    seeded = {(row["seed"], row["check"], row["period"], row["subject"]) for row in sample.seeded()}
    caught = Counter(seed for seed, *where in seeded if tuple(where) in found)
    made = Counter(seed for seed, *_ in seeded)
    # Work of communes added in is seen only where every commune's own report is in: one of the four is not.
    assert {seed: made[seed] - caught[seed] for seed in made} == dict.fromkeys(made, 0) | {"work_of_communes_added": 1}


def test_every_kind_of_error_is_seeded(sample: Sample) -> None:
    assert {row["seed"] for row in sample.seeded()} == {
        "copied_from_last_year", "digits_swapped", "wrong_unit", "violations_above_checks", "parts_do_not_add_up",
        "work_of_communes_added", "part_left_out_after_merger", "turns_as_establishments", "trained_above_post",
        "cohort_does_not_add_up",
    }  # fmt: skip
