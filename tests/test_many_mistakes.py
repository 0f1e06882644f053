"""All at once: ten mistakes in a plan are ten problems, five thousand bad rows five thousand, and nothing is loaded."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.mistakes import BASE, make, problems_in
from tests.support.registers import write_register
from thuocdo.cli.main import app
from thuocdo.core.errors import Refused
from thuocdo.planfiles.load import load_plan
from thuocdo.valuefiles.read import read_values
from thuocdo.valuefiles.tables import COLUMNS

WRONG_FORM = {
    "ctie": ("    cite: {document: decision, clause: \"1\"}", "    ctie: {document: decision, clause: \"1\"}"),
    "atleast": ("due: {2018: {at_least: 100}}", "due: {2018: {atleast: 100}}"),
    "calender": ("calendar: calendar", "calendar: calender"),
    "38": ('root: "T"', "root: 38"),
    "half": ("each_year: {at_least: 50}", "each_year: {at_least: half}"),
    "2018Q5": ("due: {2020: {reduce_by", "due: {2018Q5: {reduce_by"),
    "2016-06-31": ("done_by: 2016-06-30", "done_by: 2016-06-31"),
    "comune": ("for_each: commune", "for_each: comune"),
    "yes please": ("each_year: {hold: 2}", "each_year: {none_new: yes please}"),
    "owner": ("    owners: [district_office]", "    owner: [district_office]"),
}  # fmt: skip
WRONG_SENSE = {
    "decison": ('    cite: {document: decision, clause: "1"}', '    cite: {document: decison, clause: "1"}'),
    "TARGET-003": ("due: {2018: {at_least: 100}}", "due: {2021: {at_least: 100}}"),
    "X999": ('["X001", "X003"]', '["X001", "X999"]'),
    "TARGET-002": ("each_year: {at_least: 50}", "each_year: {at_least: 50, at_most: 80}"),
    "TARGET-004": ("{reduce_by: 10, from: baseline}", "{reduce_by: 10}"),
    "clean_counts": ("measured_by: clean_count", "measured_by: clean_counts"),
    "TARGET-011": ("for_each: commune", "for_each: province"),
    "goood": ("passes: [good]", "passes: [goood]"),
    "cuncil": ("reviewed_by: council", "reviewed_by: cuncil"),
    "distict_office": ("owners: [district_office]", "owners: [distict_office]"),
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [WRONG_FORM, WRONG_SENSE, dict([*list(WRONG_FORM.items())[:5], *list(WRONG_SENSE.items())[-5:]])],
    ids=["ten of form", "ten of sense", "five of each"],
)
def test_ten_mistakes_in_one_file_are_ten_problems_told_at_once(
    wrong: dict[str, tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(BASE, tmp_path / "plan")
    monkeypatch.chdir(tmp_path / "plan")
    for old, new in wrong.values():
        make({"file": "plan.yaml", "replace": old, "by": new}, Path())
    output = CliRunner().invoke(app, ["check", ".", "--lang", "en"]).output
    told = list(problems_in(output))
    assert not [sign for sign in wrong if sign not in output]
    assert len(told) >= 10


def test_five_thousand_bad_rows_are_all_told_and_nothing_is_loaded(tmp_path: Path) -> None:
    """50,000 rows: 500 communes × 50 months × 2 elements; every tenth is spoilt, in one of five ways by turns."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "orgunits")
    write_register({"districts": 25, "communes": 500}, tmp_path / "orgunits")
    for file in ("plan.yaml", "carry_over.yaml"):
        text = (tmp_path / file).read_text(encoding="utf-8").replace('"X005"', '"X004"')
        (tmp_path / file).write_text(text, encoding="utf-8")
    folder = load_plan(tmp_path)
    spoilt = [
        ("VALUE-010", "value", "bốn"),
        ("VALUE-012", "value", "-1"),
        ("VALUE-008", "element", "sesions"),
        ("VALUE-004", "subject", "X999"),
        ("VALUE-021", "kind", "offical"),
    ]
    rows, expected = [], Counter[tuple[int, int, str]]()
    for month in range(50):
        period = f"{2016 + month // 12}{month % 12 + 1:02d}"
        for unit in range(1, 501):
            code = f"X{unit:03d}"
            for element, value in (("sessions", str(unit % 7)), ("kept_up", "yes")):
                row = dict.fromkeys(COLUMNS, "") | {
                    "register": "thu", "submission": f"m{period}-{code}", "version": "1", "form": "monthly",
                    "period": period, "sender": code, "subject": code, "office": "commune_office", "element": element,
                    "value": value, "kind": "official", "submitted_on": "2020-12-31", "accepted_on": "2020-12-31",
                }  # fmt: skip
                if len(rows) % 10 == 0:
                    wrong, column, bad = spoilt[len(expected) % len(spoilt)]
                    row[column] = bad
                    expected[len(rows) + 2, COLUMNS.index(column) + 1, wrong] += 1
                rows.append(row)
    file = tmp_path / "many.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert (len(rows), expected.total()) == (50_000, 5_000)
    with pytest.raises(Refused) as refusal:
        read_values([file], folder.plan, folder.register)
    found = Counter((p.place.line, p.place.column, p.code) for p in refusal.value.problems)
    assert found == expected
