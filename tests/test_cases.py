"""Every worked case of the project, on every calculator: expected values were worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.cases import Case, book_of, number, question_of, read_cases
from thuocdo.answers.board import duty_row
from thuocdo.answers.shapes import Shaper
from thuocdo.core.calculate import figure
from thuocdo.core.rows import row
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from thuocdo.core.book import Book

ROOT = Path(__file__).parent.parent
FILES = [*sorted((ROOT / "tests/cases").glob("*.yaml")), *sorted(ROOT.glob("plans/*/cases/*.yaml"))]
CASES = [case for file in FILES for case in read_cases(file)]
CALCULATORS = {"plain": figure}


@pytest.mark.parametrize("calculator", CALCULATORS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, calculator: str, tmp_path: Path) -> None:
    book = book_of(case, tmp_path)
    asks = case.own["ask"] if isinstance(case.own["ask"], list) else [case.own["ask"]]
    expects = case.own["expect"] if isinstance(case.own["expect"], list) else [case.own["expect"]]
    for ask, expected in zip(asks, expects, strict=True):
        found = answer(book, {**case.whole.get("ask", {}), **ask}, calculator)
        wrong = [line for key, value in expected.items() for line in differences(key, value, found)]
        assert not wrong, "\n".join([*wrong, found["reason"]["vi"], found["reason"]["en"]])


def answer(book: Book, ask: dict[str, Any], calculator: str) -> dict[str, Any]:
    shaper = Shaper(book, {"vi": catalogue("vi"), "en": catalogue("en")})
    if "duty" in ask:
        return shaper.duty(duty_row(book, question_of(ask), book.plan.duties[ask["duty"]], CALCULATORS[calculator]))
    target = ask.get("target") or next(iter(book.plan.targets))
    return shaper.row(row(book, question_of(ask), target, CALCULATORS[calculator]))


def differences(key: str, value: Any, found: dict[str, Any]) -> list[str]:
    """What an expectation asks for and the answer does not give."""
    figure = found["figure"] or {}
    match key:
        case "value" | "numerator" | "denominator" | "low" | "high" | "short_by":
            given = found[key] if key == "short_by" else figure.get(key)
            return compare(key, value, given)
        case "coverage":
            return [
                f"coverage.{name}: {figure['coverage'][name]}, expected {count}"
                for name, count in value.items()
                if figure["coverage"][name] != int(count)
            ]
        case "map" | "kind" | "visibility":
            return [] if figure.get(key) == str(value) else [f"{key}: {figure.get(key)}, expected {value}"]
        case "carried":
            return [] if figure.get(key) == int(value) else [f"{key}: {figure.get(key)}, expected {value}"]
        case "stock_read_on":
            days = [str(day) for day in value]
            return [] if figure.get(key) == days else [f"{key}: {figure.get(key)}, expected {days}"]
        case "figure":
            return [] if value in (None, "none") and found["figure"] is None else [f"figure: {found['figure']}"]
        case "path" | "pace":
            return compare(key, value, (found["trajectory"] or {}).get(key))
        case "milestones":
            verdicts = {milestone["period"]: milestone["verdict"] for milestone in found["milestones"]}
            return [] if verdicts == value else [f"milestones: {verdicts}, expected {value}"]
        case "parts":
            verdicts = {part["part"]: part["verdict"] for part in found["parts"]}
            return [] if verdicts == value else [f"parts: {verdicts}, expected {value}"]
        case "beside":
            values = {beside["indicator"]: beside["figure"]["value"] for beside in found["beside"]}
            return [line for name, one in value.items() for line in compare(f"beside.{name}", one, values[name])]
        case "settled":
            return [] if found["settled"] is (value in (True, "true")) else [f"settled: {found['settled']}"]
        case "reason":
            return [] if value in found["reason"]["en"] + found["reason"]["vi"] else [f"reason lacks “{value}”"]
        case "original":
            return [
                line
                for name, one in value.items()
                for line in differences(name, one, {"reason": found["reason"], **found["original"]})
            ]
        case "outlook":
            wanted = None if value in (None, "none") else value
            return [] if found["outlook"] == wanted else [f"outlook: {found['outlook']}, expected {wanted}"]
        case _:
            return [] if found[key] == value else [f"{key}: {found[key]}, expected {value}"]


def compare(key: str, wanted: Any, given: dict[str, str] | None) -> list[str]:
    if wanted in (None, "none"):
        return [] if given is None else [f"{key}: {given}, expected none"]
    if given is None:
        return [f"{key}: none, expected {wanted}"]
    if "absent" in given:
        return [] if wanted in (given["absent"], given["why"]) else [f"{key}: {given}, expected {wanted}"]
    if isinstance(wanted, str) and not wanted.replace("/", "").replace(".", "").replace("-", "").isdigit():
        return [f"{key}: {given['fraction']}, expected {wanted}"]
    same = number(given["fraction"]) == number(wanted)
    exact = "/" not in str(wanted) or given["fraction"] == wanted
    return [] if same and exact else [f"{key}: {given['fraction']}, expected {wanted}"]
