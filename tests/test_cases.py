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
from thuocdo.engine.calculator import Engine
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from thuocdo.core.book import Book
    from thuocdo.core.judge import Calculator

ROOT = Path(__file__).parent.parent
FILES = [*sorted((ROOT / "tests/cases").glob("*.yaml")), *sorted(ROOT.glob("plans/*/cases/*.yaml"))]
CASES = [case for file in FILES for case in read_cases(file)]
CALCULATORS: dict[str, Callable[[Book], Calculator]] = {
    "plain": lambda _: figure,
    "engine": lambda book: Engine(book).figure,
}


@pytest.mark.parametrize("calculator", CALCULATORS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, calculator: str, tmp_path: Path) -> None:
    book = book_of(case, tmp_path)
    asks = case.own["ask"] if isinstance(case.own["ask"], list) else [case.own["ask"]]
    expects = case.own["expect"] if isinstance(case.own["expect"], list) else [case.own["expect"]]
    worked_out = CALCULATORS[calculator](book)
    for ask, expected in zip(asks, expects, strict=True):
        found = answer(book, {**case.whole.get("ask", {}), **ask}, worked_out)
        wrong = [line for key, value in expected.items() for line in differences(key, value, found)]
        assert not wrong, "\n".join([*wrong, found["reason"]["vi"], found["reason"]["en"]])


def answer(book: Book, ask: dict[str, Any], calculator: Calculator) -> dict[str, Any]:
    shaper = Shaper(book, {"vi": catalogue("vi"), "en": catalogue("en")})
    if "duty" in ask:
        return shaper.duty(duty_row(book, question_of(ask), book.plan.duties[ask["duty"]], calculator))
    target = ask.get("target") or next(iter(book.plan.targets))
    return shaper.row(row(book, question_of(ask), target, calculator))


def differences(key: str, value: Any, found: dict[str, Any]) -> list[str]:
    """What an expectation asks for and the answer does not give."""
    figure = found["figure"] or {}
    if key in QUANTITIES:
        return compare(key, value, QUANTITIES[key](found, figure))
    if key in READINGS:
        given, wanted = READINGS[key](found, figure), WANTED.get(key, str)(value)
        return [] if given == wanted else [f"{key}: {given}, expected {wanted}"]
    if key in INSIDE:
        return INSIDE[key](value, found, figure)
    return [] if found[key] == value else [f"{key}: {found[key]}, expected {value}"]


QUANTITIES: dict[str, Any] = {
    **{name: lambda _, figure, name=name: figure.get(name) for name in ("value", "numerator", "denominator", "low")},
    "high": lambda _, figure: figure.get("high"),
    "short_by": lambda found, _: found["short_by"],
    "path": lambda found, _: (found["trajectory"] or {}).get("path"),
    "pace": lambda found, _: (found["trajectory"] or {}).get("pace"),
}
READINGS: dict[str, Any] = {
    "map": lambda _, figure: figure.get("map"),
    "kind": lambda _, figure: figure.get("kind"),
    "visibility": lambda _, figure: figure.get("visibility"),
    "carried": lambda _, figure: figure.get("carried"),
    "stock_read_on": lambda _, figure: figure.get("stock_read_on"),
    "figure": lambda found, _: found["figure"],
    "milestones": lambda found, _: {one["period"]: one["verdict"] for one in found["milestones"]},
    "parts": lambda found, _: {one["part"]: one["verdict"] for one in found["parts"]},
    "settled": lambda found, _: found["settled"],
    "outlook": lambda found, _: found["outlook"],
}
WANTED: dict[str, Any] = {
    "carried": int,
    "stock_read_on": lambda value: [str(day) for day in value],
    "figure": lambda value: None if value == "none" else value,
    "milestones": dict,
    "parts": dict,
    "settled": lambda value: value in (True, "true"),
    "outlook": lambda value: None if value == "none" else value,
}
INSIDE: dict[str, Any] = {
    "coverage": lambda value, _, figure: [
        f"coverage.{name}: {figure['coverage'][name]}, expected {count}"
        for name, count in value.items()
        if figure["coverage"][name] != int(count)
    ],
    "beside": lambda value, found, _: [
        line
        for one in found["beside"]
        for line in compare(f"beside.{one['indicator']}", value[one["indicator"]], one["figure"]["value"])
    ],
    "reason": lambda value, found, _: (
        [] if value in found["reason"]["en"] + found["reason"]["vi"] else [f"reason lacks “{value}”"]
    ),
    "original": lambda value, found, _: (
        ([] if found["original"] is None else ["there is an original"])
        if value == "none"
        else [
            line
            for name, one in value.items()
            for line in differences(name, one, {"reason": found["reason"], **found["original"]})
        ]
    ),
}


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
