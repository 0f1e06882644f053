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
