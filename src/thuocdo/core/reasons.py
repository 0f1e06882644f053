"""Why a verdict: its reason as a code with parameters, which the wording catalogues say."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.figures import Absent, Figure
from thuocdo.core.meaning import elements_in, gathered_levels
from thuocdo.core.targets import Rule
from thuocdo.core.verdicts import Line, Verdict
from thuocdo.core.wording import Counted, Measured, Phrase, in_unit, is_money

if TYPE_CHECKING:
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.judge import Court
    from thuocdo.core.orgunits import Level, OrgUnit, Register
    from thuocdo.core.plan import Plan
    from thuocdo.core.scales import Scale
    from thuocdo.core.targets import Standard


def facts_of(scale: Scale, verdict: Verdict) -> dict[str, object]:
    """What every reason of a figure names."""
    return {
        "value": shown(scale.figure, scale.indicator),
        "standard": asked(scale.standard, scale.indicator),
        "period": scale.figure.period,
        "verdict": Phrase(f"verdict.{verdict.value}"),
    }


def reason_of(scale: Scale, verdict: Verdict, judged: Fraction) -> Phrase:
    """Why a known number passes or not."""
    facts = facts_of(scale, verdict)
    if scale.base is not None:
        facts["change"] = Measured(judged, "percent" if scale.standard.rule is not Rule.CHANGE_BY_POINTS else "points")
        assert isinstance(scale.base.value, Fraction)
        facts["base"] = Measured(scale.base.value * scale.indicator.times, scale.indicator.unit)
        return Phrase(f"reason.change_{verdict.value}", facts)
    short = scale.short_by()
    if short is None:
        if verdict is Verdict.MISSED:
            return _with_missing(scale, Phrase("reason.missed_mean", facts))
        return _with_missing(scale, Phrase(f"reason.{verdict.value}", facts))
    too_many = scale.line.asks_for_less
    facts["short"] = Counted(short, scale.indicator.counts)
    return _with_missing(scale, Phrase("reason.over" if too_many else "reason.missed", facts))


def _with_missing(scale: Scale, reason: Phrase) -> Phrase:
    """What is missing is said beside the value, so that nobody takes it for reported."""
    missing = scale.figure.coverage.missing + scale.figure.coverage.waiting
    if not missing:
        return reason
    details = {"reason": reason, "missing": Counted(missing, "report"), "interval": interval_of(scale)}
    return Phrase("reason.with_missing", details)


def interval_of(scale: Scale) -> Phrase:
    """The bounds of the figure judged, in words."""
    return interval(scale.figure, scale.indicator)


def interval(figure: Figure, indicator: Indicator) -> Phrase:
    """The bounds of a figure in words."""
    if figure.share_of is not None and isinstance(figure.denominator, Fraction):
        counts = {
            name: bound * figure.denominator
            for name, bound in (("low", figure.low), ("high", figure.high))
            if isinstance(bound, Fraction)
        }
        return Phrase("interval_of", {**counts, "all": Counted(figure.denominator, figure.share_of)})
    ends = {
        name: Measured(bound * indicator.times, indicator.unit) if isinstance(bound, Fraction) else Phrase("no_bound")
        for name, bound in (("low", figure.low), ("high", figure.high))
    }
    if isinstance(figure.low, Fraction) and isinstance(figure.high, Absent):
        return Phrase("interval_open" if figure.low else "interval_unknown", ends)
    if isinstance(figure.low, Absent) and isinstance(figure.high, Fraction):
        return Phrase("interval_below", ends)
    return Phrase("interval", ends)


def why_unknown(scale: Scale) -> Phrase:
    """Why no number can be judged."""
    figure, base = scale.figure, scale.base
    if not isinstance(figure.value, Absent):
        assert base is not None
        assert isinstance(base.value, Absent)
        return Phrase("reason.base_unknown", {"period": base.period, "why": Phrase(f"why.{base.value.why}")})
    details = {
        "why": Phrase(f"why.{figure.value.why}"),
        "missing": Counted(figure.coverage.missing + figure.coverage.waiting, "report"),
        "standard": asked(scale.standard, scale.indicator),
        "interval": interval_of(scale),
        "period": figure.period,
    }
    told = bool(isinstance(figure.low, Fraction) and figure.low) or isinstance(figure.high, Fraction)
    return Phrase("reason.unknown_interval" if told else "reason.unknown", details)


def shown(figure: Figure, indicator: Indicator) -> object:
    """A figure in words: "476/635 (74,96 %)", a count of things, or why there is none."""
    if isinstance(figure.value, Absent):
        return Phrase(f"why.{figure.value.why}")
    if (
        figure.share_of is not None
        and isinstance(figure.numerator, Fraction)
        and isinstance(figure.denominator, Fraction)
    ):
        return Phrase("share_of", {"top": figure.numerator, "all": Counted(figure.denominator, figure.share_of)})
    value = Measured(figure.value * indicator.times, indicator.unit)
    if figure.mean_of is not None and isinstance(figure.denominator, Fraction):
        return Phrase("mean_of", {"value": value, "all": Counted(figure.denominator, figure.mean_of)})
    if isinstance(figure.numerator, Fraction) and isinstance(figure.denominator, Fraction):
        return Phrase("share", {**_sides(figure.numerator, figure.denominator, indicator), "value": value})
    return value


def _sides(numerator: Fraction, denominator: Fraction, indicator: Indicator) -> dict[str, object]:
    """Both sides of a share as they are shown: money in millions, everything else as it is."""
    counted = indicator.counts
    if not is_money(counted):
        return {"top": numerator, "bottom": denominator}
    if indicator.unit == "percent":
        return {"top": in_unit(numerator, counted), "bottom": Counted(denominator, counted)}
    return {"top": Counted(numerator, counted), "bottom": denominator}


def asked(standard: Standard, indicator: Indicator) -> Phrase:
    """A standard in words."""
    line = Line(standard, indicator.better)
    if standard.rule in (Rule.REDUCE_BY, Rule.GROW_BY):
        assert standard.value is not None
        return Phrase(f"standard.{standard.rule}", {"value": Measured(standard.value, "percent")})
    if standard.rule is Rule.CHANGE_BY_POINTS:
        assert standard.value is not None
        return Phrase("standard.change_by_points", {"value": Measured(standard.value, "points")})
    if standard.rule is Rule.NONE_NEW:
        return Phrase("standard.none_new")
    details: dict[str, object] = {"value": Measured(line.pass_line, indicator.unit)}
    if standard.rule is Rule.BETWEEN:
        assert standard.value is not None
        assert standard.high is not None
        details |= {"low": standard.value, "high": Measured(standard.high, indicator.unit)}
    return Phrase(f"standard.{standard.rule}", details)


def why_not_applicable(court: Court, figure: Figure, gone: Absent) -> Phrase:
    """Why the question does not apply."""
    if gone.why != "level_ended":
        return Phrase(f"reason.{gone.why}")
    for level in sorted(levels_of(court.book.plan, court.indicator)):
        for day in (figure.map, figure.period.last_day):
            last = court.book.register.level_ended(level, day)
            if last is not None:
                return level_ended(court.book.register, level, last)
    return Phrase("reason.not_applicable")


def levels_of(plan: Plan, indicator: Indicator) -> set[Level]:
    """The levels that an indicator is about: those that it counts, and those that report what it adds up."""
    nodes = [node for node in (indicator.numerator, indicator.denominator) if node is not None]
    found = {level for node in nodes for level in gathered_levels(node)}
    return found | {level for node in nodes for name in elements_in(node) for level in plan.elements[name].levels}


def level_ended(register: Register, level: Level, last: OrgUnit) -> Phrase:
    """That a level no longer exists, since when and by which resolution where the register knows."""
    details: dict[str, object] = {"level": Phrase(f"level.{level.plural}"), "day": last.valid_to}
    resolution = register.ended_by(last)
    if not resolution:
        return Phrase("reason.level_is_gone", details)
    return Phrase("reason.level_ended", details | {"resolution": resolution})
