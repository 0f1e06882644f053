"""Sentences from codes and typed parameters: one catalogue per language, one number formatter.

The core gives a reason as a code with parameters; a catalogue, read elsewhere and passed in, has the words.
Numbers are written as an office writes them: 3.750 and 92,3 % in Vietnamese, 3,750 and 92.3% in English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.periods import Frequency, Period

if TYPE_CHECKING:
    from collections.abc import Callable

_SLOT = re.compile(r"\{(\w+)\}")
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Phrase:
    """A sentence or a part of one: its key in the catalogue and what goes into it."""

    key: str
    details: Mapping[str, object] = field(default_factory=dict)


def thing(kind: str, name: object) -> Phrase:
    """Something that has a name: "target clean_held", "chỉ tiêu clean_held"."""
    return Phrase(f"thing.{kind}", {"name": str(name)})


@dataclass(frozen=True)
class Counted:
    """A number of things, by the thing's key: ``Counted(1, "commune")`` is "1 xã", "1 commune"."""

    number: Fraction | int
    noun: str | Mapping[str, str]


@dataclass(frozen=True)
class Measured:
    """A number in an indicator's unit: per cent, or a thing that is counted."""

    value: Fraction
    unit: str | Mapping[str, str]
    decimals: int | None = None


@dataclass(frozen=True)
class Names:
    """Phrases that are names, parted by commas."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Lines:
    """Phrases that stand on a line each."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Catalogue:
    """The words of one language."""

    language: str
    texts: Mapping[str, str]

    def say(self, phrase: Phrase) -> str:
        """The phrase in this language.

        :raises KeyError: the catalogue lacks the key, or the phrase a parameter

        >>> words = {"short": "thiếu {by}", "noun.commune": "xã"}
        >>> Catalogue("vi", words).say(Phrase("short", {"by": Counted(1, "commune")}))
        'thiếu 1 xã'
        """
        return _SLOT.sub(lambda slot: self.write(phrase.details[slot[1]]), self.texts[phrase.key])

    def write(self, value: object) -> str:
        """A parameter, by its type."""
        match value:
            case Phrase():
                return self.say(value)
            case Counted(number=count, noun=noun):
                return self._counted(Fraction(count), noun)
            case Measured(value=number, unit=unit, decimals=decimals):
                return self.measured(number, unit, decimals)
            case Names(phrases=phrases):
                return ", ".join(self.say(phrase) for phrase in phrases)
            case Lines(phrases=phrases):
                return "\n".join(self.say(phrase) for phrase in phrases)
            case Period():
                return self.period(value)
            case date():
                return self.date(value)
            case _:
                return self._plain(value)

    def _plain(self, value: object) -> str:
        match value:
            case bool():
                return self.texts["yes" if value else "no"]
            case Fraction() | int():
                return self.number(Fraction(value))
            case Mapping():
                return str(value.get(self.language) or next(iter(value.values()), ""))
            case str():
                return value
            case Sequence():
                # Sentences are parted by semicolons, names by commas.
                between = "; " if any(isinstance(item, Phrase) for item in value) else ", "
                return between.join(self.write(item) for item in value)
            case _:
                return str(value)

    def number(self, value: Fraction, decimals: int | None = None) -> str:
        """A number with this language's signs; a whole one without decimals unless asked.

        >>> Catalogue("vi", {}).number(Fraction(3750)), Catalogue("vi", {}).number(Fraction(1, 3), 1)
        ('3.750', '0,3')
        """
        places = decimals if decimals is not None else (0 if value.denominator == 1 else 2)
        rounded = round_half_up(value, places)
        text = f"{rounded:,.{places}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "vi" else text

    def measured(self, value: Fraction, unit: str | Mapping[str, str], decimals: int | None = None) -> str:
        """A value in its unit; a percentage shows as many decimals as it takes not to hide a difference.

        >>> Catalogue("vi", {}).measured(Fraction(47600, 635), "percent")
        '74,96 %'
        """
        if unit == "percent":
            sign = " %" if self.language == "vi" else "%"
            return self.number(value, percent_decimals(value) if decimals is None else decimals) + sign
        if unit == "points":
            return f"{self.number(value)} {self.texts['unit.point' if abs(value) == 1 else 'unit.points']}"
        return self._counted(value, unit)

    def _counted(self, number: Fraction, noun: str | Mapping[str, str]) -> str:
        if is_money(noun):
            millions = in_unit(number, noun)
            return f"{self.number(millions, _million_decimals(millions))} {self.texts['unit.million_dong']}"
        if not isinstance(noun, str):
            return f"{self.number(number)} {self.write(noun)}".rstrip()  # an element need not have a unit
        plural = self.texts.get(f"noun.{noun}.other")
        singular = self.texts.get(f"noun.{noun}", noun)
        return f"{self.number(number)} {plural if plural and number != 1 else singular}".rstrip()

    def date(self, day: date) -> str:
        """A day: 19/12/2017, or 19 December 2017.

        >>> Catalogue("vi", {}).date(date(2017, 12, 9))
        '09/12/2017'
        """
        return f"{day:%d/%m/%Y}" if self.language == "vi" else f"{day.day} {day:%B %Y}"

    def period(self, period: Period) -> str:
        """A period by its name: năm 2017, quý I/2017, tháng 01/2017."""
        text = self.texts[f"period.{period.frequency.value}"]
        index = f"{period.index:02d}" if period.frequency is Frequency.MONTH else ROMAN[period.index - 1]
        if self.language != "vi":
            index = str(period.index)
        return text.format(year=period.year, index=index)


MILLION = 1_000_000
DONG = frozenset({"đồng", "vnđ", "vnd"})


def is_money(unit: str | Mapping[str, str]) -> bool:
    """Whether a unit is money: stored in đồng, shown in millions (semantics.md §2).

    >>> is_money({"vi": "đồng", "en": "đồng"}), is_money({"vi": "cơ sở", "en": "establishments"}), is_money("percent")
    (True, False, False)
    >>> is_money("VND")
    True
    """
    return any(name.strip().casefold() in DONG for name in ([unit] if isinstance(unit, str) else unit.values()))


def in_unit(value: Fraction, unit: str | Mapping[str, str]) -> Fraction:
    """A value in the unit in which it is shown: money in millions, everything else as it is.

    >>> in_unit(Fraction(45_000_000), {"vi": "đồng"})
    Fraction(45, 1)
    """
    return value / MILLION if is_money(unit) else value


def _million_decimals(millions: Fraction) -> int:
    """As few as tell the amount, two at most; more only where two would print nothing.

    >>> [_million_decimals(Fraction(dong, MILLION)) for dong in (45_000_000, 1_500_000, 1_234_567, 1)]
    [0, 1, 2, 6]
    """
    fewest = next((places for places in (0, 1) if (millions * 10**places).denominator == 1), 2)
    return fewest if abs(millions) >= Fraction(1, 100) or not millions else 6


def round_half_up(value: Fraction, places: int) -> Decimal:
    """Round as an office does: half away from zero.

    >>> round_half_up(Fraction(5, 2), 0), round_half_up(Fraction(-1, 8), 2)
    (Decimal('3'), Decimal('-0.13'))
    """
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    digits = Decimal(whole if value >= 0 else -whole)
    return digits.scaleb(-places).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent_decimals(value: Fraction) -> int:
    """One decimal, or two where one would print a whole number that the value is not.

    >>> percent_decimals(Fraction(47600, 635)), percent_decimals(Fraction(100, 3)), percent_decimals(Fraction(75))
    (2, 1, 0)
    """
    if value.denominator == 1:
        return 0
    rounded = round_half_up(value, 1)
    return 2 if rounded == rounded.to_integral_value() else 1


def missing_keys(reference: Catalogue, other: Catalogue, ignore: Callable[[str], bool]) -> set[str]:
    """Keys that one catalogue has and the other lacks."""
    return {key for key in reference.texts if key not in other.texts and not ignore(key)}


def told(catalogue: Catalogue, code: str, details: Mapping[str, object]) -> tuple[str, str]:
    """A problem in words: what is wrong, and the way out.

    Days are there a second time as commands take them ({day_iso}), and an empty list says that it is empty.
    """
    near = details.get("near")
    words: dict[str, object] = dict(details)
    words |= {name: Phrase("nothing_given") for name, value in details.items() if value == []}
    words |= {f"{name}_iso": value.isoformat() for name, value in details.items() if isinstance(value, date)}
    words["did_you_mean"] = Phrase("did_you_mean", {"near": near}) if near else ""
    expected = details.get("expected")
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        words["expected"] = [Phrase(f"expected.{part}") for part in expected]
    return catalogue.say(Phrase(f"problem.{code}", words)), catalogue.say(Phrase(f"way_out.{code}", words))
