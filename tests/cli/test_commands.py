"""The commands as a user runs them: the installed program, its streams and its exit code."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from tests.conftest import PLAN_112, ROOT

if TYPE_CHECKING:
    from tests.conftest import Sample

THUOCDO = Path(sys.executable).parent / "thuocdo"
PUBLISHED = PLAN_112 / "published" / "values.csv"


def run(*words: object, expect: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([THUOCDO, *map(str, words)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == expect, done.stderr[-3000:]
    assert "Traceback" not in done.stderr
    return done


def ask(*words: object) -> Any:
    return json.loads(run(*words, "--format", "json").stdout)


def test_check_of_the_real_plan_ends_well_and_says_what_cannot_all_be_true() -> None:
    done = run("check", PLAN_112, "--lang", "en")
    text = done.stdout
    assert "NOTE-001 32 citations" in text
    assert "S8 disguised_establishments_halved asks for a change, but no baseline" in text
    assert "90–95 states no pass line; read as 90" in text
    assert "hold 586, but from 1 December 2019 on there are 559 communes" in text
    assert "4 + 4 + 3 + 3 + 3 = 17 communes → 603/635 = 94.96%, 604 needed, short by 1 commune" in text
    assert "4 + 4 + 3 + 3 = 14 communes → 600/635 = 94.49%" in text


def test_check_prints_one_line_a_problem_then_the_way_out() -> None:
    lines = run("check", PLAN_112, "--lang", "vi").stdout.splitlines()
    assert all(lines[i].count(": NOTE-") == 1 for i in range(0, len(lines), 2))
    assert all(lines[i].startswith("    → ") for i in range(1, len(lines), 2))


def test_check_in_json_has_places_and_codes() -> None:
    rows = ask("check", PLAN_112)
    assert {"file", "line", "column", "code", "strength", "message", "way_out"} == set(rows[0])
    assert all(row["line"] > 0 for row in rows)


def test_check_of_a_broken_plan_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("plan: x\n", encoding="utf-8")
    done = run("check", tmp_path, "--lang", "en", expect=1)
    assert "PLAN-002" in done.stdout


def test_board_on_the_published_figures_reads_586_of_635() -> None:
    board = ask("board", PLAN_112, "--values", PUBLISHED, "--on", "2016-12-31")
    rows = {row["seed"]: row for row in board["targets"]}
    assert rows["S14"]["figure"]["value"] == {"fraction": "586/635", "decimal": "0.922835"}
    assert rows["S14"]["figure"]["kind"] == "historical_total"
    assert rows["S12"]["verdict"] == "achieved"
    assert rows["S2"]["verdict"] == "not_due"


def test_figures_of_a_year_before_the_plan_are_told_as_far_back_as_something_is_known(tmp_path: Path) -> None:
    values = tmp_path / "values.csv"
    header = PUBLISHED.read_text(encoding="utf-8").splitlines()[0]
    total = "vn,kh111,1,,2015,38,38,,clean_communes_total,,580,,historical_total,2016-01-05,2016-01-06,"
    values.write_text(f"{header}\n{total}\n", encoding="utf-8")
    asked = ("--values", values, "--on", "2016-12-31", "--period")
    (figure,) = ask("figures", PLAN_112, *asked, "2015", "--indicator", "clean_communes_share_of_all")
    assert (figure["period"], figure["figure"]["value"]["fraction"]) == ("2015", "580/635")  # 635 communes in 2015
    refused = run("figures", PLAN_112, *asked, "2014", "--indicator", "clean_communes_share_of_all", expect=1)
    assert "QUESTION-003" in refused.stderr
    assert "2015–2020" in refused.stderr  # nothing is known of 2014
    assert "2016–2020" in run("board", PLAN_112, *asked, "2015", expect=1).stderr  # the plan judges its own years


@pytest.mark.slow
@pytest.mark.xdist_group("sample")
def test_board_of_the_sample_fits_its_schema_and_keeps_streams_apart(sample: Sample) -> None:
    done = run("board", sample.plan, "--values", sample.values, "--on", "2020-12-31", "--format", "json")
    board = json.loads(done.stdout)
    schema = json.loads((ROOT / "docs/reference/schema/board.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(board, schema)
    assert len(board["targets"]) == 14
    assert len(board["duties"]) == 18
    assert board["plan"]["synthetic"] is True
    assert all(row["reason"]["vi"] and row["reason"]["en"] for row in board["targets"])


@pytest.mark.slow
@pytest.mark.xdist_group("sample")
def test_board_of_a_district_shows_its_share_without_a_verdict(sample: Sample) -> None:
    board = ask("board", sample.plan, "--values", sample.values, "--on", "2020-12-31", "--orgunit", "M07")
    rows = {row["seed"]: row for row in board["targets"]}
    assert rows["S2"]["verdict"] == "not_applicable"
    assert "xã chưa đạt" in rows["S2"]["reason"]["vi"]


@pytest.mark.slow
@pytest.mark.xdist_group("sample")
def test_figures_by_district_add_up_to_the_province(sample: Sample) -> None:
    rows = ask(
        "figures", sample.plan, "--values", sample.values, "--on", "2017-12-31",
        "--indicator", "communes_with_communication_share", "--by", "district",
    )  # fmt: skip
    assert len(rows) == 28
    whole, *districts = (row["figure"] for row in rows)
    for side in ("numerator", "denominator"):
        assert int(whole[side]["fraction"]) == sum(int(one[side]["fraction"]) for one in districts)


@pytest.mark.slow
@pytest.mark.xdist_group("sample")
def test_explain_names_the_submissions_behind_a_figure(sample: Sample) -> None:
    found = ask("explain", sample.plan, "S4", "--values", sample.values, "--on", "2020-12-31")
    made = found["made"][0]
    assert made["visibility"] == "public"
    counted = sum(int(c["numerator"]["fraction"]) for c in made["contributions"])
    assert str(counted) == made["figure"]["numerator"]["fraction"]
    assert all(source["submission"] for source in made["sources"] if source["state"] == "accepted")


@pytest.mark.slow
@pytest.mark.xdist_group("sample")
def test_obligations_of_2019_after_the_merger(sample: Sample) -> None:
    """The year closes on 14 December 2019: 559 communes owe it; the 143 parts of mergers no longer do."""
    rows = ask(
        "obligations",
        sample.plan,
        "--values",
        sample.values,
        "--on",
        "2019-12-31",
        "--form",
        "local_year",
        "--period",
        "2019",
    )
    communes = [row for row in rows if row["level"] == 3]
    ended = [row for row in communes if row["standing"] == "ended_by_reorganisation"]
    assert len(communes) - len(ended) == 559
    assert len(ended) == 143
    assert {row["due"] for row in communes} == {"2019-12-16"}  # the 15th is a Sunday


def test_orgunits_in_every_format() -> None:
    rows = ask("orgunits", "--on", "2019-12-31", "--of", "380")
    assert set(rows[0]) == {"code", "name", "type", "level", "parent", "valid_from", "valid_to"}
    assert rows[0]["code"] == "380"
    table = run("orgunits", "--on", "2019-12-31", "--of", "380").stdout
    assert "Thành phố Thanh Hóa" in table
    read = list(csv.DictReader(io.StringIO(run("orgunits", "--on", "2025-07-02", "--format", "csv").stdout)))
    assert sum(row["level"] == "3" for row in read) == 166


def test_orgunits_became() -> None:
    rows = ask("orgunits", "--became", "15868", "--on", "2019-12-31")
    assert [row["code"] for row in rows] == ["15913"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["board", PLAN_112, "--values", PUBLISHED, "--on", "2017-13-31"], "QUESTION-001"),
        (["board", PLAN_112, "--values", PUBLISHED, "--on", "2017-12-31", "--period", "17"], "QUESTION-002"),
        (["board", PLAN_112, "--values", PUBLISHED, "--on", "2017-12-31", "--period", "2031"], "QUESTION-003"),
        (["board", PLAN_112, "--values", PUBLISHED, "--on", "2017-12-31", "--orgunit", "999"], "QUESTION-004"),
        (["explain", PLAN_112, "S99", "--values", PUBLISHED, "--on", "2017-12-31"], "QUESTION-005"),
        (["figures", PLAN_112, "--indicator", "x", "--values", PUBLISHED, "--on", "2017-12-31"], "QUESTION-006"),
        (["board", PLAN_112, "--values", "nowhere.csv", "--on", "2017-12-31"], "FILE-005"),
        (["board", "nowhere", "--values", PUBLISHED, "--on", "2017-12-31"], "PLAN-006"),
    ],
)
def test_a_wrong_question_gets_a_code_and_an_empty_answer(words: list[object], code: str) -> None:
    done = run(*words, expect=1)
    assert code in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "command", ["check", "board", "figures", "explain", "obligations", "findings", "orgunits", "sample"]
)
def test_every_command_has_help_and_languages(command: str) -> None:
    text = run(command, "--help").stdout
    assert "--lang" in text


# ---------------------------------------------------------------------------------------- a plan of another field

ROADS = """
plan: roads
title: {vi: Sửa đường, en: Road repair}
register: {path: units, root: "01"}
years: {first: 2021, last: 2022}
calendar: calendar
documents: [{document: d, title: {vi: QĐ, en: Decision}}]
offices: [{office: so, name: {vi: Sở, en: Department}}]
targets:
  - target: reviewed
    says: {vi: Được đánh giá tốt, en: Reviewed as good}
    cite: {document: d, clause: "1"}
    each_year: {reviewed_by: so, rating: review, passes: [good]}
  - target: repaired
    says: {vi: Sửa 5 đoạn, en: Five stretches repaired}
    cite: {document: d, clause: "2"}
    measured_by: stretches
    each_year: {at_least: 5}
amendments:
  - {from: 2021-06-01, cite: {document: d, clause: "9"}, changes: [{target: repaired, each_year: {at_least: 3}}]}
duties:
  - {duty: guideline, says: {vi: Ban hành hướng dẫn, en: Issue a guideline}, cite: {document: d, clause: "5"},
     owners: [so], done_by: 2021-06-30, evidence: paper}
  - {duty: persuade, says: {vi: Vận động, en: Persuade}, cite: {document: d, clause: "6"}, owners: [so]}
"""
ROAD_MEASURES = """
elements:
  - {element: paper, name: {vi: Hướng dẫn, en: Guideline}, value: document, stock_or_flow: stock,
     collected_at: province, over_time: last, on_merge: all}
  - {element: review, name: {vi: Nhận xét, en: Review}, value: rating, stock_or_flow: flow, collected_at: province,
     over_time: last, on_merge: ask, choices: [{choice: poor}, {choice: good}]}
  - {element: done, name: {vi: Đoạn đã sửa, en: Repaired}, value: count, stock_or_flow: flow, collected_at: province,
     over_time: sum, on_merge: sum}
indicators:
  - {indicator: stretches, name: {vi: Đoạn, en: Stretches}, reading: {vi: a, en: a}, numerator: sum(done),
     unit: {vi: đoạn, en: stretches}, better: higher, as_of: period end, if_not_reported: unknown}
"""
ROAD_FORMS = """
forms:
  - {form: nam, name: {vi: Năm, en: Year}, sent_by: province, office: so, every: year, elements: [paper, review, done],
     due: [{level: province, by: 15, of: next month}]}
"""
ROAD_VALUES = {"paper": "5/HD|2021-06-30|Sở", "review": "good|Đúng hạn", "done": "4"}


@pytest.fixture
def roads(tmp_path: Path) -> list[object]:
    """The arguments of a tiny plan of another field, with its own register and values."""
    (tmp_path / "units").mkdir()
    header = (ROOT / "orgunits/vn/thanh_hoa_units.csv").read_text(encoding="utf-8").splitlines()[0]
    unit = {"code": "01", "name": "Tỉnh Đường", "type": "Tỉnh", "level": "1", "valid_from": "2010-01-01"}
    line = ",".join(unit.get(column, "") for column in header.split(","))
    (tmp_path / "units/units.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    for name, text in (("plan", ROADS), ("measures", ROAD_MEASURES), ("forms", ROAD_FORMS)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    columns = (ROOT / "plans/thanh_hoa_prostitution_2016_2020/published/values.csv").read_text(encoding="utf-8-sig")
    with (tmp_path / "values.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns.splitlines()[0].split(","), restval="")
        writer.writeheader()
        for element, value in ROAD_VALUES.items():
            writer.writerow({
                "register": "units", "submission": "nam-2021", "version": 1, "form": "nam", "period": 2021,
                "sender": "01", "subject": "01", "office": "so", "element": element, "value": value,
                "kind": "official", "submitted_on": "2022-01-10", "accepted_on": "2022-01-12",
            })  # fmt: skip
    return [tmp_path, "--values", tmp_path / "values.csv", "--on", "2022-02-01"]


@pytest.mark.parametrize(("name", "element"), [("reviewed", "review"), ("guideline", "paper")])
def test_explain_shows_the_answer_behind_a_review_and_behind_evidence(
    roads: list[object], name: str, element: str
) -> None:
    plan, *rest = roads
    (source,) = ask("explain", plan, name, *rest)["sources"]
    assert (source["element"], source["value"]) == (element, ROAD_VALUES[element])
    text = run("explain", plan, name, *rest, "--lang", "en").stdout
    assert "achieved" in text
    assert "nam-2021 v1" in text


def test_explain_of_a_duty_without_a_day_says_why(roads: list[object]) -> None:
    plan, *rest = roads
    assert "The source gives no date." in run("explain", plan, "persuade", *rest, "--lang", "en").stdout


def test_explain_judges_a_target_as_amended_like_the_board(roads: list[object]) -> None:
    plan, *rest = roads
    on_board = {row["target"]: row for row in ask("board", plan, *rest)["targets"]}["repaired"]
    explained = ask("explain", plan, "repaired", *rest)["row"]
    assert on_board["verdict"] == explained["verdict"] == "achieved"
    assert explained["original"]["reason"]["en"].endswith("short by 1 stretches.")


def test_csv_writes_true_and_false_as_json_does(roads: list[object]) -> None:
    rows = list(csv.DictReader(io.StringIO(run("board", *roads, "--format", "csv").stdout)))
    assert {row["settled"] for row in rows} <= {"true", "false"}


def test_csv_of_the_board_has_targets_and_duties(roads: list[object]) -> None:
    rows = list(csv.DictReader(io.StringIO(run("board", *roads, "--format", "csv").stdout)))
    asked = ask("board", *roads)
    named = [("target", row["target"]) for row in asked["targets"]] + [("duty", row["duty"]) for row in asked["duties"]]
    assert [(row["what"], row["target"]) for row in rows] == named
    assert {row["what"] for row in rows} == {"target", "duty"}
