"""The words: both languages say everything that the code can ask them to say, with the same slots."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from thuocdo.core.periods import Calendar, Period
from thuocdo.core.reasons import shown
from thuocdo.core.wording import Counted, Measured, Phrase
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator

SRC = Path(__file__).parent.parent / "src" / "thuocdo"
SLOT = re.compile(r"\{(\w+)(?::[^}]*)?\}")


def plural(key: str) -> bool:
    return key.endswith(".other")


def test_both_languages_have_the_same_keys() -> None:
    vi, en = catalogue("vi").texts, catalogue("en").texts
    assert {k for k in vi if not plural(k)} == {k for k in en if not plural(k)}


def test_both_languages_use_the_same_slots() -> None:
    vi, en = catalogue("vi").texts, catalogue("en").texts
    different = {k for k in vi if k in en and set(SLOT.findall(vi[k])) != set(SLOT.findall(en[k]))}
    assert not different


def phrases_in_source() -> set[str]:
    """Every key written out in a Phrase(…); an f-string counts as its fixed beginning."""
    found = set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Phrase" and node.args:
                first = node.args[0]
                options = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                for option in options:
                    if isinstance(option, ast.Constant):
                        found.add(str(option.value))
                    elif isinstance(option, ast.JoinedStr) and isinstance(option.values[0], ast.Constant):
                        found.add(str(option.values[0].value) + "*")
    return found


def test_every_phrase_of_the_code_is_in_the_catalogue() -> None:
    keys = catalogue("vi").texts
    missing = {
        phrase
        for phrase in phrases_in_source()
        if not (any(k.startswith(phrase[:-1]) for k in keys) if phrase.endswith("*") else phrase in keys)
    }
    assert not missing


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Fraction(3750), "3.750", "3,750"),
        (Measured(Fraction(58600, 635), "percent"), "92,3 %", "92.3%"),
        (Measured(Fraction(47600, 635), "percent"), "74,96 %", "74.96%"),
        (Measured(Fraction(75), "percent"), "75 %", "75%"),
        (Measured(Fraction(1_250_000), {"vi": "đồng", "en": "đồng"}), "1,25 triệu đồng", "1.25 million đồng"),
        (Counted(1, {"vi": "đồng", "en": "đồng"}), "0,000001 triệu đồng", "0.000001 million đồng"),
        (Counted(1_900_000_000, "đồng"), "1.900 triệu đồng", "1,900 million đồng"),
        (Counted(45_000_000, {"vi": "đồng", "en": "đồng"}), "45 triệu đồng", "45 million đồng"),
        (Counted(1, "commune"), "1 xã", "1 commune"),
        (Counted(1200, "commune"), "1.200 xã", "1,200 communes"),
        (Period.parse("2017", Calendar.CUT_OFF), "năm 2017", "2017"),
        (Period.parse("2017Q3", Calendar.CUT_OFF), "quý III/2017", "quarter 3 of 2017"),
        (Period.parse("201701", Calendar.CALENDAR), "tháng 01/2017", "2017-01"),
        (Period.parse("2017S2", Calendar.CUT_OFF), "6 tháng II/2017", "half-year 2 of 2017"),
    ],
)
def test_values_are_written_as_an_office_writes_them(value: object, vi: str, en: str) -> None:
    assert catalogue("vi").write(value) == vi
    assert catalogue("en").write(value) == en


def test_a_missing_key_is_an_error_not_an_empty_sentence() -> None:
    with pytest.raises(KeyError):
        catalogue("vi").say(Phrase("reason.nobody_wrote_this"))


def test_a_share_of_money_shows_both_sides_in_millions() -> None:
    dong = {"vi": "đồng", "en": "đồng"}
    spent = cast("Indicator", SimpleNamespace(unit="percent", times=Fraction(100), counts=dong))
    numbers = {
        "numerator": Fraction(1_890_000_000),
        "denominator": Fraction(2_000_000_000),
        "value": Fraction(189, 200),
    }
    made = cast("Figure", SimpleNamespace(share_of=None, mean_of=None, **numbers))
    assert catalogue("vi").write(shown(made, spent)) == "1.890/2.000 triệu đồng (94,5 %)"  # 1,890 of 2,000 million
    each = cast("Indicator", SimpleNamespace(unit={"vi": "đồng/người"}, times=Fraction(1), counts=dong))
    numbers = {"numerator": Fraction(1_890_000_000), "denominator": Fraction(7), "value": Fraction(270_000_000)}
    made = cast("Figure", SimpleNamespace(share_of=None, mean_of=None, **numbers))
    assert catalogue("vi").write(shown(made, each)) == "1.890 triệu đồng/7 (270.000.000 đồng/người)"
