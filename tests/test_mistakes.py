"""The gallery of mistakes: for each error code a small broken example, told at its place, in words, with a way out.

``mistakes/base`` is a plan folder in which all is right. Each entry of ``mistakes/<family>.yaml`` changes one thing
in it, asks (``thuocdo check .``, or what ``ask`` says) and expects one code:

    - code: PLAN-001
      what: a misspelt key, deep inside
      change: {file: plan.yaml, replace: "at_least: 50", by: "atleast: 50"}   # or row: and set:, add:, text:, gone:
      expect: {at: "atleast", says: [unknown key], near: at_least}

``at`` is the text that stands at the place, ``line`` a text somewhere on its line, ``row`` and ``column`` a cell;
``first`` are commands that go well before, and a change marked ``after`` comes after them;
``says`` and ``lacks`` are words of the message, ``near`` what is meant, ``out`` words of the way out, ``also`` other
codes that must come along, ``vi_lacks`` words of the code that are not Vietnamese.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from typer.testing import CliRunner

from tests.support.registers import write_register
from thuocdo.cli.main import app
from thuocdo.core.errors import Refused
from thuocdo.planfiles.load import FILES, load_plan
from thuocdo.planfiles.registers import read_register
from thuocdo.planfiles.schema_register import RegisterFile
from thuocdo.planfiles.validate import Problems, validated
from thuocdo.planfiles.yamltree import read_yaml
from thuocdo.sample.scenario import SampleFile, read_scenario
from thuocdo.valuefiles.read import read_values
from thuocdo.valuefiles.tables import COLUMNS
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from thuocdo.core.errors import Problem

HERE = Path(__file__).parent / "mistakes"
SOURCE = Path(__file__).parent.parent / "src" / "thuocdo"
BASE = HERE / "base"
ASK = {
    "file": ["findings", ".", "--values", "values.csv", "--on", "2019-12-31"],
    "value": ["findings", ".", "--values", "values.csv", "--on", "2019-12-31"],
}
RETIRED: set[str] = set()  # codes that are told no more and stay in the catalogue
DID_YOU_MEAN = {"en": "Did you mean {}?", "vi": "Có phải ý bạn là {}?"}
LINE = re.compile(r"(?P<file>[^:\n]+)(?::(?P<line>\d+):(?P<column>\d+))?: (?P<code>[A-Z]+-\d{3}) (?P<what>.*)")


# ---------------------------------------------------------------------------------------- the gallery


@dataclass(frozen=True)
class Mistake:
    """One example."""

    family: str
    code: str
    what: str
    changes: list[dict[str, Any]]
    ask: list[str]
    expect: dict[str, Any]
    first: list[list[str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.code} {self.what}"


@dataclass(frozen=True)
class Told:
    """One problem as a person reads it."""

    file: str
    line: int
    column: int
    code: str
    what: str
    caret: str
    way_out: str


def gallery() -> Iterator[Mistake]:
    for file in sorted(HERE.glob("*.yaml")):
        for entry in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
            changes = entry.get("change", [])
            yield Mistake(
                file.stem,
                entry["code"],
                entry["what"],
                changes if isinstance(changes, list) else [changes],
                entry.get("ask", ASK.get(file.stem, ["check", "."])),
                entry["expect"],
                entry.get("first", []),
            )


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


def make(change: dict[str, Any], folder: Path) -> None:
    """Change one thing in the folder; what is replaced must be there exactly once."""
    file = folder / change["file"]
    if "gone" in change:
        file.unlink()
    elif "text" in change:
        file.write_text(change["text"], encoding="utf-8")
    elif "add" in change:
        file.write_text(file.read_text(encoding="utf-8") + change["add"], encoding="utf-8")
    elif "set" in change:
        header, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
        for column, value in change["set"].items():
            rows[int(change["row"]) - 2][header.index(column)] = value
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([header, *rows])
    else:
        old, new = change["replace"].encode(), change["by"].encode(change.get("encoding", "utf-8"))
        whole = file.read_bytes()
        assert whole.count(old) == 1, f"{change['replace']!r} stands {whole.count(old)} times in {change['file']}"
        file.write_bytes(whole.replace(old, new))


def asked(mistake: Mistake, language: str) -> list[Told]:
    """The problems that the command tells; it must end with 1 on errors and never with a traceback."""
    answer = CliRunner().invoke(app, [*mistake.ask, "--lang", language])
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise AssertionError(f"a traceback, not a problem: {answer.exception!r}") from answer.exception
    told = list(problems_in(answer.output))
    assert told, f"nothing was told:\n{answer.output[:600]}"
    assert answer.exit_code == any(not one.code.startswith("NOTE-") for one in told)
    return told


def problems_in(output: str) -> Iterator[Told]:
    """``file:line:column: CODE what``, the formula with its caret, ``→ way out``."""
    lines = output.splitlines()
    for number, line in enumerate(lines):
        if found := LINE.fullmatch(line):
            rest = lines[number + 1 :]
            end = next((n for n, text in enumerate(rest) if text.startswith("    →")), len(rest))
            way_out = rest[end].removeprefix("    →").strip() if end < len(rest) else ""
            place = int(found["line"] or 0), int(found["column"] or 0)
            yield Told(found["file"], *place, found["code"], found["what"], "\n".join(rest[:end]), way_out)


def assert_is_a_sentence(told: Told) -> None:
    """Both halves say something, with every slot filled and no word of Python in them."""
    assert told.way_out, f"no way out: {told}"
    empty = "(?!)" if told.code.startswith("VALUE-") else "“”"  # a cell may be empty
    for text in (told.what, told.way_out):
        assert text == text.strip(), f"something is missing at the end: {told}"
        strange = re.search(rf"  |\(\)|: \)|{empty}|\bNone\b|\{{\w+\}}|Fraction|Phrase", text)
        assert not strange, f"{strange} in {told}"


def stands_at(mistake: Mistake, told: Told) -> bool:
    """Whether it was told at the file, line and column expected."""
    expect = mistake.expect
    if told.file != expect.get("file", mistake.changes[0]["file"] if mistake.changes else told.file):
        return False
    if "at" in expect or "line" in expect:
        text = Path(told.file).read_text(encoding="utf-8")
        wanted = expect.get("at", expect.get("line"))
        assert text.count(wanted) == 1, f"{wanted!r} stands {text.count(wanted)} times in {told.file}"
        before = text[: text.index(wanted)]
        column = len(before) - before.rfind("\n")
        return told.line == before.count("\n") + 1 and ("line" in expect or told.column == column)
    if "row" in expect:
        return told.line == int(expect["row"]) and told.column == column_of(expect.get("column"), told)
    return not told.line


def column_of(name: str | None, told: Told) -> int:
    """A column by its name or number; without one, any."""
    if name is None:
        return told.column
    header = Path(told.file).read_bytes().split(b"\n")[0].decode().split(",")
    return int(name) if name.isdecimal() else header.index(name) + 1


def misses(mistake: Mistake, english: Told, vietnamese: Told) -> Iterator[str]:
    """What is expected of the words and is not there."""
    expect = mistake.expect
    for key, text in (("says", english.what), ("out", english.way_out)):
        yield from (f"{key} lacks “{word}”" for word in expect.get(key, []) if word not in text)
    for key, text in (("lacks", english.what), ("vi_lacks", vietnamese.what), ("out_lacks", english.way_out)):
        yield from (f"{key}: “{word}” is there" for word in expect.get(key, []) if word in text)
    if near := expect.get("near"):
        for told, language in ((english, "en"), (vietnamese, "vi")):
            if DID_YOU_MEAN[language].format(near) not in told.what:
                yield f"no “{DID_YOU_MEAN[language].format(near)}”"
    if expect.get("caret"):
        formula, caret = english.caret.split("\n")
        line = Path(english.file).read_text(encoding="utf-8").split("\n")[english.line - 1]
        if formula.strip() not in line or line.index(formula.strip()) + caret.index("^") - 4 != english.column - 1:
            yield "the caret stands elsewhere"


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


def test_every_code_has_an_example() -> None:
    assert not codes_in("en", "problem") - {mistake.code for mistake in MISTAKES} - RETIRED


def test_every_code_has_words_and_a_way_out_in_both_languages() -> None:
    for language in ("en", "vi"):
        for part in ("problem", "way_out"):
            missing = (codes_raised() | codes_in("en", "problem")) - codes_in(language, part)
            assert not missing, f"{language}, {part}: {sorted(missing)}"


def test_every_code_of_the_catalogue_can_be_told() -> None:
    assert not codes_in("en", "problem") - codes_raised() - RETIRED


# ---------------------------------------------------------------------------------------- all at once

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


# ---------------------------------------------------------------------------------------- misspelt keys

Key = tuple[str | int, ...]
SCHEMAS = {**FILES, "register.yaml": RegisterFile, "sample.yaml": SampleFile}


@pytest.mark.parametrize("file", SCHEMAS)
def test_a_misspelt_key_at_every_level_is_refused_with_the_right_one_named(file: str, tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    path = tmp_path / ("orgunits/register.yaml" if file == "register.yaml" else file)
    data, keys = everything(SCHEMAS[file])
    path.write_text(written(data), encoding="utf-8")
    assert validated(read_yaml(path), SCHEMAS[file], Problems()) is not None
    wrong = []
    for batch in batches(keys):
        bad = {key: misspelt(key, keys) for key in batch}
        path.write_text(written(renamed(data, bad)), encoding="utf-8")
        lines = path.read_text(encoding="utf-8").splitlines()
        told = Counter(
            (lines[p.place.line - 1][p.place.column - 1 :].split(":")[0], p.details["key"], p.details["near"])
            for p in refused(file, tmp_path)
            if p.code == "PLAN-001"
        )
        expected = Counter((bad[key], bad[key], str(key[-1])) for key in batch)
        wrong += [f"expected {one}" for one in expected - told] + [f"told {one}" for one in told - expected]
    assert not wrong, f"(at the place, key, near), {len(keys)} keys:\n" + "\n".join(wrong)


def everything(model: type[BaseModel]) -> tuple[Any, list[Key]]:
    """An example of a model with every key at every level, and the paths of those keys."""
    schema = model.model_json_schema()
    keys: list[Key] = []
    return example(schema, schema.get("$defs", {}), (), keys), keys


def example(schema: dict[str, Any], defs: dict[str, Any], at: Key, keys: list[Key]) -> Any:
    schema = defs[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    if "anyOf" in schema:
        # A mapping of ours where there is one to choose, else the first form; never null.
        ours = [one for one in schema["anyOf"] if "$ref" in one or "title" in one]
        return example((ours or schema["anyOf"])[0], defs, at, keys)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type", "string")
    match kind if isinstance(kind, str) else kind[0]:
        case "object" if "properties" in schema:
            keys += [(*at, key) for key in schema["properties"]]
            return {key: example(inner, defs, (*at, key), keys) for key, inner in schema["properties"].items()}
        case "object":
            # The keys of this mapping are not ours: periods, levels, names.
            key = schema.get("propertyNames", {}).get("enum", ["a_name" if "patternProperties" in schema else "2017"])[
                0
            ]
            inner = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
            of_ours = next((one for one in inner if isinstance(one, dict)), {})
            return {key: example(of_ours, defs, (*at, key), keys)}
        case "array":
            first = example(schema["items"], defs, (*at, 0), keys)
            return [first] * schema.get("minItems", 1)
        case "string" if schema.get("format") == "date":
            return date(2017, 1, 1)
        case "string":
            return "a_name" if isinstance(kind, str) else "2017"
        case "boolean":
            return True
        case _:
            return max(2, schema.get("minimum", 2))


def batches(keys: list[Key]) -> list[list[Key]]:
    """Keys that can be misspelt together: no two of one mapping, none above another."""

    def apart(one: Key, other: Key) -> bool:
        return one[:-1] != other[:-1] and one != other[: len(one)] and other != one[: len(other)]

    made: list[list[Key]] = []
    for key in keys:
        fitting = next((batch for batch in made if all(apart(key, other) for other in batch)), None)
        if fitting is None:
            made.append([key])
        else:
            fitting.append(key)
    return made


def misspelt(path: Key, keys: list[Key]) -> str:
    """The key with two letters swapped, or a letter dropped; never another key of its mapping."""
    key, others = str(path[-1]), {other[-1] for other in keys if other[:-1] == path[:-1]}
    middle = len(key) // 2
    swapped = key[: middle - 1] + key[middle] + key[middle - 1] + key[middle + 1 :]
    tries = [swapped, key[:middle] + key[middle + 1 :], key[:-1]] if len(key) > 3 else [key[:-1]]
    return next(one for one in tries if one not in others)


def renamed(data: Any, names: dict[Key, str], at: Key = ()) -> Any:
    """A copy of the data with some keys under other names."""
    if isinstance(data, list):
        return [renamed(value, names, (*at, n)) for n, value in enumerate(data)]
    if isinstance(data, dict):
        return {names.get((*at, key), key): renamed(value, names, (*at, key)) for key, value in data.items()}
    return data


def refused(file: str, folder: Path) -> tuple[Problem, ...]:
    try:
        if file == "sample.yaml":
            read_scenario(folder)
        elif file == "register.yaml":
            read_register(folder / "orgunits", "T")
        else:
            load_plan(folder)
    except Refused as refusal:
        return refusal.problems
    return ()


class Plainly(yaml.SafeDumper):
    """YAML with one key on a line and no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(data: Any) -> str:
    return yaml.dump(data, Dumper=Plainly, sort_keys=False, allow_unicode=True)


# ---------------------------------------------------------------------------------------- many at once


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
