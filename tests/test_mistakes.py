"""The gallery of mistakes: for each error code a small broken example, told at its place, in words, with a way out.

``mistakes/base`` is a plan folder in which all is right. Each entry of ``mistakes/<family>.yaml`` changes one thing
in it, asks (``thuocdo check .``, or what ``ask`` says) and expects one code:

    - code: PLAN-001
      what: a misspelt key, deep inside
      # or row: and set:, add:, text:, gone:, folder:, bytes:, encoded:, parquet: (a column as floats)
      change: {file: plan.yaml, replace: "at_least: 50", by: "atleast: 50"}
      expect: {at: "atleast", says: [unknown key], near: at_least}

``at`` is the text that stands at the place, ``line`` a text somewhere on its line, ``row`` and ``column`` a cell;
``first`` are commands that go well before, and a change marked ``after`` comes after them;
``says`` and ``lacks`` are words of the message, ``near`` what is meant, ``out`` words of the way out, ``also`` other
codes that must come along, ``vi_lacks`` words of the code that are not Vietnamese.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.mistakes import (
    ASK,
    BASE,
    Mistake,
    asked,
    assert_is_a_sentence,
    gallery,
    make,
    misses,
    problems_in,
    stands_at,
)
from thuocdo.cli.main import app
from thuocdo.wording import catalogue

SOURCE = Path(__file__).parent.parent / "src" / "thuocdo"
RETIRED: set[str] = set()  # codes that are told no more and stay in the catalogue
MISTAKES = list(gallery())


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_a_mistake_is_told_at_its_place_with_a_way_out(
    mistake: Mistake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(BASE, folder)
    for change in mistake.changes:
        if "after" not in change:
            make(change, folder)
    monkeypatch.chdir(folder)
    for command in mistake.first:
        done = CliRunner().invoke(app, command)
        assert done.exit_code == 0, done.output
    for change in mistake.changes:
        if "after" in change:
            make(change, folder)
    english, vietnamese = (asked(mistake, language) for language in ("en", "vi"))
    assert [(t.code, t.file, t.line, t.column) for t in english] == [
        (t.code, t.file, t.line, t.column) for t in vietnamese
    ]
    codes = {told.code for told in english}
    assert codes == {mistake.code, *mistake.expect.get("also", [])}, "\n".join(map(str, english))
    for told in (*english, *vietnamese):
        assert_is_a_sentence(told)
    at = [number for number, told in enumerate(english) if told.code == mistake.code and stands_at(mistake, told)]
    assert at, f"no {mistake.code} at the place: " + "\n".join(map(str, english))
    for wrong in (list(misses(mistake, english[n], vietnamese[n])) for n in at):
        if not wrong:
            return
    pytest.fail("\n".join([*misses(mistake, english[at[0]], vietnamese[at[0]]), *map(str, english)]))


def test_the_base_is_all_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BASE)
    for command in (["check", "."], ASK["value"]):
        answer = CliRunner().invoke(app, [*command, "--lang", "en"])
        assert answer.exit_code == 0
        assert not list(problems_in(answer.output))


# ---------------------------------------------------------------------------------------- the catalogue


def codes_in(language: str, part: str) -> set[str]:
    return {key.removeprefix(f"{part}.") for key in catalogue(language).texts if key.startswith(f"{part}.")}


def codes_raised() -> set[str]:
    """Every code that the source names, those put together from a family and a number included."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r'"([A-Z]+-\d{3})"', text))
        for family in re.findall(r'f"([A-Z]+)-\{', text):
            found |= {f"{family}-{number}" for number in re.findall(r'"(\d{3})"', text)}
    return found


def test_catalogue_source_and_gallery_have_the_same_codes() -> None:
    catalogued = codes_in("en", "problem") - RETIRED
    assert catalogued == codes_raised() - RETIRED
    gallery_codes = {mistake.code for mistake in MISTAKES}
    assert {code for code in catalogued if not code.startswith("OFFICE-")} == gallery_codes


def test_every_refusal_of_an_act_is_a_story() -> None:
    """What an office refuses needs people and a state: each OFFICE- code is expected by a test under tests/office."""
    told = "".join(file.read_text(encoding="utf-8") for file in (Path(__file__).parent / "office").glob("test_*.py"))
    assert not {code for code in codes_in("en", "problem") if code.startswith("OFFICE-") and code not in told}


def test_every_code_has_words_and_a_way_out_in_both_languages() -> None:
    codes = codes_in("en", "problem")
    for language in ("en", "vi"):
        assert codes_in(language, "problem") == codes_in(language, "way_out") == codes
