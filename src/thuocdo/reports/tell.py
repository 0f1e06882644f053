"""Sentences about one target, from its row: what was due, reached, short, compared, and still needed.

Which sentences stand, and in which words, follows from the verdict and from what is known. Every number in
them is the row's own, so text and table cannot disagree.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.figures import Absent
from thuocdo.core.reasons import asked, interval, shown
from thuocdo.core.targets import CHANGES, Rule, When
from thuocdo.core.values import Kind
from thuocdo.core.verdicts import Line, Verdict
from thuocdo.core.wording import Counted, Measured, Phrase
from thuocdo.reports.figures import about, decisive, in_words, is_restricted, nothing_came
from thuocdo.reports.ink import Note, Of
from thuocdo.reports.missing import gaps_of, who
from thuocdo.reports.outline import Bullet, Paragraph, Reference, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.judge import Judgement
    from thuocdo.core.rows import Row
    from thuocdo.core.schedules import Dated
    from thuocdo.reports.ink import Ink
    from thuocdo.reports.matter import Matter
    from thuocdo.reports.outline import Block, Run

FINAL = (Verdict.ACHIEVED, Verdict.EXCEEDED, Verdict.MISSED)
WORDED = frozenset({Rule.REVIEWED_BY, Rule.GRADED_BY, Rule.EVIDENCE}) | CHANGES
"""Standards whose outcome the reason tells best: there is no plain "value, asked, short"."""

SAYS_VERDICT = frozenset(
    f"reason.{key}"
    for key in (
        "achieved", "exceeded", "change_achieved", "change_exceeded", "unknown", "unknown_interval", "no_baseline",
        "base_changed", "effort_fell", "effort_unknown", "not_due", "never_due", "settled_by_bounds",
    )
)  # fmt: skip
"""Reasons that say their verdict themselves."""


def tell_row(ink: Ink, matter: Matter, row: Row, *, restricted: bool = False) -> Iterator[Block]:
    """The paragraphs about one target.

    :param restricted: in the restricted annex, where restricted figures may stand
    """
    ref = Reference("", row.target.id, matter.orgunit.code, row.period.id)
    yield Paragraph(_line(ink, ref, list(_verdict(matter, row))))
    yield from (Bullet(ink.runs(phrase, ref)) for phrase in _parts(row))
    more = [*_standing(matter, row), *_coverage(matter, row)]
    if more:
        yield Paragraph(_line(ink, ref, more))
    way = [*_comparison(matter, row), *_pace(matter, row)]
    if way:
        yield Paragraph(_line(ink, ref, way))
    beside = list(_beside(matter, row, restricted=restricted))
    if beside:
        yield Paragraph(_line(ink, ref, [Phrase("tell.beside", {"what": beside})]))


def _line(ink: Ink, ref: Reference, phrases: list[Phrase]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for phrase in phrases:
        if runs:
            runs.append(Text(" "))
        runs += ink.runs(phrase, ref)
    return tuple(runs)


def indicator_of(matter: Matter, row: Row) -> Indicator | None:
    """What a row's own figure is measured by."""
    name = row.target.measured_by
    return None if name is None else matter.book.plan.indicators[name]


# ---------------------------------------------------------------------------------------- the verdict


def _verdict(matter: Matter, row: Row) -> Iterator[Phrase]:
    """The first sentence: the result against what was asked, by verdict."""
    indicator = indicator_of(matter, row)
    dated = decisive(row)
    if indicator is None or row.figure is None or row.figure.share_of is not None or _is_worded(row, dated):
        yield of_parts(row) if row.parts else in_reason(row.judgement)
        return
    if dated is not None and dated.judgement.verdict in FINAL:
        yield _final(dated, indicator)
        if dated.milestone.period != row.period:
            yield Phrase("tell.now", {"period": row.period, "value": in_words(row.figure, indicator)})
    elif dated is not None:
        yield _unknown(dated, indicator)
    else:
        yield from _open(row, row.figure, indicator)


def of_parts(row: Row) -> Phrase:
    """The verdict of a target of several parts, whose lines follow."""
    return Phrase("tell.of_parts", {"verdict": Phrase(f"verdict.{row.judgement.verdict}")})


def in_reason(judgement: Judgement) -> Phrase:
    """A verdict with its reason; the reason alone where it says the verdict itself."""
    verdict = judgement.verdict
    if judgement.reason.key in SAYS_VERDICT:
        return judgement.reason
    return Phrase("tell.in_reason", {"verdict": Phrase(f"verdict.{verdict}"), "reason": judgement.reason})


def _is_worded(row: Row, dated: Dated | None) -> bool:
    standards = [m.milestone.standard for m in row.milestones] + [m.standard for m in row.target.schedule.milestones]
    standards += [row.target.schedule.standard]
    if dated is not None:
        standards = [dated.milestone.standard]
    return any(standard is not None and standard.rule in WORDED for standard in standards)


def _final(dated: Dated, indicator: Indicator) -> Phrase:
    """Achieved, exceeded or missed, of the milestone that decides."""
    judgement, standard = dated.judgement, dated.milestone.standard
    assert judgement.figure is not None
    assert standard is not None
    details: dict[str, object] = {
        "period": dated.milestone.period,
        "value": in_words(judgement.figure, indicator),
        "standard": asked(standard, indicator),
    }
    if isinstance(judgement.figure.value, Absent):
        details["verdict"] = Phrase(f"verdict.{judgement.verdict}")
        return Phrase("tell.settled", details)
    if judgement.verdict is not Verdict.MISSED or judgement.short_by is None:
        return Phrase(f"tell.{judgement.verdict}", details)
    too_many = Line(standard, indicator.better).asks_for_less
    details["short"] = Counted(judgement.short_by, indicator.counts or "nothing")
    return Phrase("tell.over" if too_many else "tell.missed", details)


def _unknown(dated: Dated, indicator: Indicator) -> Phrase:
    """Not assessable: as much as is known, and what was asked; the reason says why."""
    figure, standard = dated.judgement.figure, dated.milestone.standard
    details: dict[str, object] = {"period": dated.milestone.period, "reason": dated.judgement.reason}
    if figure is None or standard is None or nothing_came(figure) or not isinstance(figure.value, Absent):
        return Phrase("tell.not_assessable", details)
    if figure.value.why not in ("missing_reports", "left_open"):
        return Phrase("tell.not_assessable", details)
    details |= {"interval": interval(figure, indicator), "standard": asked(standard, indicator)}
    return Phrase("tell.unknown", details)


def _open(row: Row, figure: Figure, indicator: Indicator) -> Iterator[Phrase]:
    """Nothing has fallen due: where it stands, and when it is judged."""
    if row.judgement.verdict in (Verdict.NOT_ASSESSABLE, Verdict.NOT_APPLICABLE):
        yield Phrase("tell.not_assessable", {"period": row.period, "reason": row.judgement.reason})
        return
    details: dict[str, object] = {"period": row.period, "value": in_words(figure, indicator)}
    ahead = next((m for m in row.target.schedule.milestones if m.period.last_day >= row.period.last_day), None)
    if ahead is None or ahead.standard is None:
        yield Phrase("tell.now", details)
        return
    details |= {"milestone": ahead.period, "standard": asked(ahead.standard, indicator)}
    if isinstance(figure.value, Absent):
        key = "tell.open_nothing" if nothing_came(figure) else "tell.open_unknown"
    else:
        key = "tell.open"
    yield Phrase(key, details)


def _parts(row: Row) -> Iterator[Phrase]:
    """A target of several parts has a line for each; a restricted part says only that it stands elsewhere."""
    reason = row.judgement.reason
    if not row.parts or reason.key != "reason.parts":
        return
    lines = reason.details["parts"]
    yield from lines.phrases  # type: ignore[attr-defined]


# ---------------------------------------------------------------------------------------- how sure it is


def _standing(matter: Matter, row: Row) -> Iterator[Phrase]:
    """Whether the missing could still change the verdict."""
    final = row.judgement.verdict in FINAL
    figure = row.figure
    if not final or figure is None or figure.coverage.is_full or row.parts:
        return
    indicator = indicator_of(matter, row)
    if row.judgement.settled:
        yield Phrase("tell.is_settled")
    elif indicator is not None:
        dated = decisive(row)
        judged = figure if dated is None or dated.judgement.figure is None else dated.judgement.figure
        yield Phrase("tell.not_settled", {"interval": interval(judged, indicator)})


def _coverage(matter: Matter, row: Row) -> Iterator[Phrase]:
    """How much of what the figure reads has come, wherever it is not all; and who is missing."""
    figure = row.figure
    if figure is None or not figure.coverage.expected or figure.coverage.is_full:
        return
    count = figure.coverage
    ref = about(figure)
    details: dict[str, object] = {
        name: Of(getattr(count, name), Reference(name, ref.source, ref.orgunit, ref.period))
        for name in ("accepted", "expected", "waiting", "missing")
    }
    yield Phrase("tell.coverage", details)
    if count.open_not_due:
        yield Phrase("tell.not_yet_due", {"reports": Counted(count.open_not_due, "report")})
    gaps = gaps_of(matter.book, matter.question, figure)
    if gaps:
        yield who(matter.book, gaps)


# ---------------------------------------------------------------------------------------- compared, and still needed


def _comparison(matter: Matter, row: Row) -> Iterator[Phrase]:
    """Against the period before, as it is known today; what an earlier paper said of it stands in a footnote."""
    before = matter.previous.get(row.target.id)
    indicator = indicator_of(matter, row)
    if before is None or before.figure is None or row.figure is None or indicator is None:
        return
    if not comparable(row.figure, before.figure):
        return
    now, then = row.figure.value, before.figure.value
    assert isinstance(now, Fraction)
    assert isinstance(then, Fraction)
    details: dict[str, object] = {
        "period": before.figure.period,
        "value": Of(shown(before.figure, indicator), about(before.figure, "value")),
        "note": _issued_note(matter, before.figure, indicator),
    }
    if now == then:
        yield Phrase("tell.same", details)
        return
    change = abs(now - then) * (indicator.times if row.figure.share_of is None else row.figure.denominator or 1)  # type: ignore[operator]
    unit = "points" if indicator.unit == "percent" else indicator.unit
    if row.figure.share_of is not None:
        unit = row.figure.share_of
    details["change"] = Of(
        Counted(change, unit) if row.figure.share_of else Measured(change, unit), about(row.figure, "change")
    )
    yield Phrase("tell.more" if now > then else "tell.less", details)


def comparable(now: Figure, then: Figure) -> bool:
    """Two figures are compared only where both are known and of one kind: an ước is no point of a line.

    Counts of places are not compared across a reorganisation that changed how many there are.
    """
    if not isinstance(now.value, Fraction) or not isinstance(then.value, Fraction):
        return False
    if nothing_came(now) or nothing_came(then) or now.kind is not then.kind or now.rests_on_uoc:
        return False
    return now.share_of is None or now.denominator == then.denominator


def _issued_note(matter: Matter, then: Figure, indicator: Indicator) -> object:
    """A footnote where the last issued paper printed another number than is known today."""
    if matter.before is None or not isinstance(then.value, Fraction):
        return ""
    ref = about(then, "value")
    issued = _printed(matter, then)
    if issued is None or issued[1] is None or issued[1] == _as_printed(then, indicator):
        return ""
    details: dict[str, object] = {"number": matter.before.number, "text": issued[0], "period": then.period}
    details["dated"] = matter.before.dated or Phrase("nothing")
    return Note(Phrase("tell.issued_then", details), ref)


def _as_printed(then: Figure, indicator: Indicator) -> Fraction:
    assert isinstance(then.value, Fraction)
    return then.value * indicator.times


def _printed(matter: Matter, then: Figure) -> tuple[str, Fraction | None] | None:
    """What the earlier paper printed for a figure: in its table, else in a sentence."""
    assert matter.before is not None
    for part in ("value", "value.value"):
        ref = about(then, part)
        if ref in matter.before.numbers:
            return matter.before.numbers[ref]
    return None


def _pace(matter: Matter, row: Row) -> Iterator[Phrase]:
    """The pace so far, and the pace that would still reach the next milestone."""
    way, indicator = row.trajectory, indicator_of(matter, row)
    if way is None or indicator is None or row.figure is None:
        return
    step = "points" if indicator.unit == "percent" else indicator.unit
    assert way.milestone.standard is not None
    details: dict[str, object] = {
        "milestone": way.milestone.period,
        "standard": asked(way.milestone.standard, indicator),
        "path": Measured(way.path, indicator.unit),
        "start": way.start.period,
    }
    if row.outlook is not None:
        yield Phrase("tell.on_path" if way.on_track else "tell.off_path", details)
    if way.needed is not None and way.needed:
        details["needed"] = Measured(abs(way.needed), step)
        yield Phrase("tell.needed_more" if way.needed > 0 else "tell.needed_less", details)
    if way.pace is not None and way.projection is not None and way.pace:
        details |= {"pace": Measured(abs(way.pace), step), "projection": _bounded(way.projection, indicator)}
        yield Phrase("tell.pace_up" if way.pace > 0 else "tell.pace_down", details)


def _bounded(projection: Fraction, indicator: Indicator) -> Measured:
    """A share cannot pass 100 per cent, and nothing that is counted falls below none."""
    projection = max(projection, Fraction(0))
    if indicator.unit == "percent" and indicator.is_ratio:
        projection = min(projection, Fraction(100))
    return Measured(projection, indicator.unit)


def _beside(matter: Matter, row: Row, *, restricted: bool) -> Iterator[Phrase]:
    """Companion figures, never judged."""
    for figure in row.beside:
        if is_restricted(figure) and not restricted:
            continue
        if figure.kind is Kind.HISTORICAL_TOTAL or figure.indicator in matter.book.plan.indicators:
            indicator = matter.book.plan.indicators[figure.indicator]
            yield Phrase("tell.companion", {"name": indicator.name, "value": in_words(figure, indicator)})


def is_every(row: Row) -> bool:
    """Whether a row counts how many of its periods pass."""
    return row.target.schedule.when is When.EVERY
