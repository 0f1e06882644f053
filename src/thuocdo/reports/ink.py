"""From phrases to runs: what the catalogue says, with every number in it marked as what it is.

A catalogue renders a phrase to plain text; on paper each number also needs a bookmark and a reference. ``Ink``
walks the phrase as the catalogue does and turns every number that it meets into a ``Number``; its part is the
way through the phrase's parameters (``value.top``, ``short``), its source the thing the sentence is about.

>>> from thuocdo.core.wording import Catalogue, Counted, Phrase
>>> words = Catalogue("vi", {"short": "còn thiếu {by}", "noun.commune": "xã"})
>>> ink = Ink(words, Pen())
>>> runs = ink.runs(Phrase("short", {"by": Counted(57, "commune")}), Reference("", "s2", "M", "2017"))
>>> [type(run).__name__ for run in runs], runs[1].text, runs[1].reference.part
(['Text', 'Number', 'Text'], '57', 'by')
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.wording import Counted, Lines, Measured, Phrase, in_unit
from thuocdo.reports.outline import Footnote, Number, Pen, Reference, Run, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.core.wording import Catalogue

_SLOT = re.compile(r"(\{\w+\})")
NARROW = "\u00a0"
"""A number keeps its unit on its line."""


@dataclass(frozen=True)
class Of:
    """A parameter with a reference of its own: a number that is about something else than the sentence."""

    value: object
    about: Reference
    approximate: bool = False


@dataclass(frozen=True)
class Note:
    """A parameter that is a footnote."""

    phrase: Phrase
    about: Reference


@dataclass(frozen=True)
class Ink:
    """Writes the runs of one paper, in its language."""

    words: Catalogue
    pen: Pen

    def runs(self, phrase: Phrase, about: Reference) -> tuple[Run, ...]:
        """A phrase as runs."""
        return tuple(joined(self._phrase(phrase, about, "")))

    def say(self, key: str, **details: object) -> str:
        """A phrase as plain text: headings, captions, columns."""
        return self.words.say(Phrase(key, details))

    def value(self, value: object, about: Reference) -> tuple[Run, ...]:
        """One parameter as runs, by its type; the reference is the number's own."""
        return tuple(joined(self._value(value, replace(about, part=""), about.part)))

    # -------------------------------------------------------------------------------- the walk

    def _phrase(self, phrase: Phrase, about: Reference, way: str) -> Iterator[Run]:
        for piece in _SLOT.split(self.words.texts[phrase.key]):
            if not piece:
                continue
            if _SLOT.fullmatch(piece):
                name = piece[1:-1]
                yield from self._value(phrase.details[name], about, f"{way}.{name}" if way else name)
            else:
                yield Text(piece)

    def _value(self, value: object, about: Reference, way: str) -> Iterator[Run]:
        match value:
            case Of():
                yield from self._of(value)
            case Note(phrase=phrase, about=note_about):
                yield Footnote(tuple(run for run in self.runs(phrase, note_about) if not isinstance(run, Footnote)))
            case Phrase():
                yield from self._phrase(value, about, way)
            case Lines(phrases=phrases):
                yield from self._between(phrases, about, way, "\n")
            case bool():
                yield Text(self.words.write(value))
            case Counted() | Measured() | Fraction() | int():
                yield from self._number(value, about, way)
            case str() | Mapping():
                yield Text(self.words.write(value))
            case Sequence():
                sentences = any(isinstance(item, Phrase) for item in value)
                yield from self._between(value, about, way, "; " if sentences else ", ")
            case _:
                yield Text(self.words.write(value))

    def _of(self, given: Of) -> Iterator[Run]:
        for run in self._value(given.value, replace(given.about, part=""), given.about.part):
            yield replace(run, approximate=True) if given.approximate and isinstance(run, Number) else run

    def _between(self, items: Iterable[object], about: Reference, way: str, between: str) -> Iterator[Run]:
        for index, item in enumerate(items):
            if index:
                yield Text(between)
            yield from self._value(item, about, f"{way}.{index}")

    def _number(self, value: Counted | Measured | Fraction | int, about: Reference, way: str) -> Iterator[Run]:
        text, exact = self.words.write(value), _exact(value)
        number, _, unit = text.partition(" ")
        if unit == "%":  # the sign is a part of the number: 92,3 %
            number, unit = f"{number}{NARROW}%", ""
        yield self.pen.number(number, replace(about, part=way), exact)
        if unit:
            yield Text(NARROW + unit)


def _exact(value: Counted | Measured | Fraction | int) -> Fraction:
    match value:
        case Counted(number=number, noun=noun):
            return in_unit(Fraction(number), noun)
        case Measured(value=number, unit=unit):
            return in_unit(number, unit)
        case _:
            return Fraction(value)


def joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbouring words as one run; a percent sign keeps to its number even where a catalogue wrote it."""
    waiting: Text | None = None
    for run in runs:
        if not isinstance(run, Text):
            if waiting is not None:
                yield waiting
            waiting = None
            yield run
        elif waiting is not None and (waiting.bold, waiting.italic) == (run.bold, run.italic):
            waiting = replace(waiting, text=waiting.text + run.text)
        else:
            if waiting is not None:
                yield waiting
            waiting = run
    if waiting is not None:
        yield waiting
