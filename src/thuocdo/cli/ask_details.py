"""``thuocdo figures`` and ``thuocdo explain``: an indicator by orgunit, and what made a target's figure."""

from __future__ import annotations

import sys
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thuocdo.answers.board import duty_row
from thuocdo.answers.calculators import CalculatorName, calculator
from thuocdo.answers.details import explain, figures
from thuocdo.answers.opening import Sources, known
from thuocdo.answers.shapes import Shaper, quantity
from thuocdo.answers.shapes import figure as shaped_figure
from thuocdo.cli.ask_board import coverage_in_words, figure_in_words, verdict_in_words
from thuocdo.cli.terminal import (
    CalculatorOption,
    EncodingOption,
    Format,
    FormatOption,
    KnownAt,
    Lang,
    Language,
    MapOn,
    On,
    OrgunitOption,
    PeriodOption,
    Plan,
    PlanAsOf,
    RegisterOption,
    Values,
    heading,
    opened,
    question,
    refusing,
    words,
    write_csv,
    write_json,
    write_table,
)
from thuocdo.core.calculate import figure
from thuocdo.core.orgunits import Level
from thuocdo.core.wording import Counted, Phrase, is_money
from thuocdo.core.written import written
from thuocdo.wording import LANGUAGES, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from thuocdo.answers.details import Explanation, Made, Source
    from thuocdo.core.book import Book, Question
    from thuocdo.core.elements import Element
    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.targets import Duty, Target
    from thuocdo.core.wording import Catalogue


class By(StrEnum):
    """The level that figures are given by."""

    DISTRICT = "district"
    COMMUNE = "commune"


def figures_command(
    plan: Plan,
    values: Values,
    on: On,
    indicator: Annotated[str, typer.Option("--indicator", metavar="ID", help="Chỉ số · the indicator")],
    period: PeriodOption = None,
    by: Annotated[By | None, typer.Option("--by", help="Theo cấp · by level")] = None,
    known_at: KnownAt = None,
    map_on: MapOn = None,
    orgunit: OrgunitOption = None,
    register: RegisterOption = None,
    encoding: EncodingOption = None,
    calculator_: CalculatorOption = CalculatorName.ENGINE,
    lang: Lang = Language.VI,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Một chỉ số theo đơn vị · one indicator, by orgunit."""
    with refusing(lang):
        asked = question(on, period=period, known_at=known_at, map_on=map_on, orgunit=orgunit)
        book = opened(Sources(plan, values, register, encoding), asked, lang, before_plan=True)
        known(indicator, book.plan.indicators, "QUESTION-006", "--indicator")
        found = list(figures(book, asked, indicator, Level.of(by.value) if by else None, calculator(book, calculator_)))
        if format_ is Format.TABLE:
            texts = words(lang)
            name = texts.write(book.plan.indicators[indicator].name)
            details = {"name": name, "period": found[0].period, "map": found[0].map}
            title = texts.say(Phrase("figures.title", details)) + _synthetic(book, texts)
            names = heading(texts, "code", "name", "figure", "coverage>", "visibility")
            write_table(title, names, (_line(book, one, texts) for one in found))
        elif format_ is Format.JSON:
            write_json([_shape(one) for one in found])
        else:
            write_csv([_flat(one) for one in found], list(_flat(found[0])))


def _synthetic(book: Book, texts: Catalogue) -> str:
    is_synthetic = book.plan.synthetic or book.register.synthetic
    return "\n" + texts.say(Phrase("board.synthetic")) if is_synthetic else ""


def _line(book: Book, figure: Figure, texts: Catalogue) -> tuple[str, ...]:
    unit = figure.orgunit
    shown = figure_in_words(book, figure, texts)
    visible = texts.say(Phrase(f"visibility.{figure.visibility}"))
    return unit.code, unit.name, shown, coverage_in_words(figure), visible


def _shape(figure: Figure) -> dict[str, Any]:
    unit = figure.orgunit
    return {
        "orgunit": unit.code,
        "name": unit.name,
        "level": int(unit.level),
        "indicator": figure.indicator,
        "period": figure.period.id,
        "figure": shaped_figure(figure),
    }


def _flat(figure: Figure) -> dict[str, Any]:
    shaped = _shape(figure)
    inner = shaped.pop("figure")
    for name in ("value", "numerator", "denominator", "low", "high"):
        part = inner[name]
        shaped[name] = "" if part is None else part.get("fraction", part.get("absent"))
    return {
        **shaped,
        **inner["coverage"],
        "map": inner["map"],
        "kind": inner["kind"],
        "visibility": inner["visibility"],
    }


# ---------------------------------------------------------------------------------------- explain


def explain_command(
    plan: Plan,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="Mã chỉ tiêu · a target or its seed (S2)")],
    values: Values,
    on: On,
    period: PeriodOption = None,
    known_at: KnownAt = None,
    map_on: MapOn = None,
    plan_as_of: PlanAsOf = None,
    orgunit: OrgunitOption = None,
    register: RegisterOption = None,
    encoding: EncodingOption = None,
    calculator_: CalculatorOption = CalculatorName.ENGINE,
    lang: Lang = Language.VI,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Số này từ đâu ra · what made a target's figure: orgunits and submissions."""
    with refusing(lang):
        asked = question(on, period=period, known_at=known_at, map_on=map_on, plan_as_of=plan_as_of, orgunit=orgunit)
        book = opened(Sources(plan, values, register, encoding), asked, lang)
        undated = book.plan.duties.get(target)
        if undated is not None and undated.judged is None:
            _undated(book, asked, undated, lang, format_)
            return
        found = explain(book, asked, _named(book, target), calculator(book, calculator_))
        shaper = Shaper(book, {language: catalogue(language) for language in LANGUAGES})
        if format_ is Format.JSON:
            write_json(_shape_explanation(found, shaper))
        elif format_ is Format.CSV:
            rows = [
                *(
                    {**_shape_source(source), "indicator": m.figure.indicator}
                    for m in found.made
                    for source in m.sources
                ),
                *({**_shape_source(source), "indicator": None} for source in found.sources),
            ]
            write_csv(rows, ["indicator", *SOURCE_COLUMNS])
        else:
            _print_explanation(book, found, words(lang))


def _undated(book: Book, asked: Question, duty: Duty, lang: Language, format_: Format) -> None:
    """A duty that nothing is held against: what it is, and why it cannot be assessed."""
    made = duty_row(book, asked, duty, figure)
    shaped = Shaper(book, {language: catalogue(language) for language in LANGUAGES}).duty(made)
    if format_ is Format.JSON:
        write_json({"row": shaped, "made": [], "sources": []})
    elif format_ is Format.CSV:
        write_csv([], ["indicator", *SOURCE_COLUMNS])
    else:
        texts = words(lang)
        verdict = verdict_in_words(made.judgement.verdict, texts, settled=made.judgement.settled)
        sys.stdout.write(f"{texts.write(duty.says)}\n{verdict.plain}: {texts.say(made.judgement.reason)}\n")


def _named(book: Book, name: str) -> Target:
    """The target or the judged duty of a name or a seed.

    :raises Refused: there is none
    """
    judged = {duty.id: duty.judged for duty in book.plan.duties.values() if duty.judged is not None}
    found = {**book.plan.targets, **judged}
    by_seed = {target.seed: target.id for target in found.values() if target.seed}
    return found[known(by_seed.get(name, name), found, "QUESTION-005", "TARGET")]


SOURCE_COLUMNS = (
    "orgunit", "name", "element", "breakdown", "period", "value", "state", "kind", "submission", "version", "sender",
    "submitted_on", "accepted_on",
)  # fmt: skip


def _shape_source(source: Source) -> dict[str, Any]:
    fact = source.fact
    return {
        "orgunit": source.orgunit.code,
        "name": source.orgunit.name,
        "element": source.cell.element,
        "breakdown": source.cell.breakdown,
        "period": source.cell.period.id,
        "value": None if fact is None else written(fact.answer),
        "state": source.state.value,
        "kind": None if fact is None else fact.kind.value,
        "submission": None if fact is None else fact.submission,
        "version": None if fact is None else fact.version,
        "sender": None if fact is None else fact.sender,
        "submitted_on": None if fact is None else fact.submitted_on.isoformat(),
        "accepted_on": None if fact is None or fact.accepted_on is None else fact.accepted_on.isoformat(),
    }


def _shape_explanation(found: Explanation, shaper: Shaper) -> dict[str, Any]:
    return {
        "row": shaper.row(found.row),
        "made": [
            {
                "indicator": made.figure.indicator,
                "period": made.figure.period.id,
                "visibility": made.figure.visibility.value,
                "figure": shaped_figure(made.figure),
                "contributions": [
                    {
                        "orgunit": c.orgunit.code,
                        "name": c.orgunit.name,
                        "numerator": quantity(c.numerator),
                        "denominator": quantity(c.denominator),
                        "open": c.open,
                    }
                    for c in made.contributions
                ],
                "sources": [_shape_source(source) for source in made.sources],
            }
            for made in found.made
        ],
        "sources": [_shape_source(source) for source in found.sources],
    }


def _print_explanation(book: Book, found: Explanation, texts: Catalogue) -> None:
    row = found.row
    verdict = verdict_in_words(row.judgement.verdict, texts, settled=row.judgement.settled)
    title = (
        f"{row.target.seed or ''} {texts.write(row.target.says)}".strip()
        + f"\n{verdict.plain}: {texts.say(row.judgement.reason)}"
    )
    names = heading(texts, "code", "name", "adds", "reported")
    for made in found.made:
        indicator = book.plan.indicators[made.figure.indicator]
        details = {
            "name": indicator.name,
            "value": figure_in_words(book, made.figure, texts),
            "period": made.figure.period,
            "map": made.figure.map,
            "visibility": Phrase(f"visibility.{made.figure.visibility}"),
        }
        under = f"{title}\n{texts.say(Phrase('explain.figure', details))}{_synthetic(book, texts)}"
        write_table(
            under,
            names,
            _made_lines(book, made, texts),
            [texts.say(Phrase("explain.reading", {"text": indicator.reading}))],
        )
        title = ""
    if not found.made:
        rows = ((s.orgunit.code, s.orgunit.name, next(_submissions(book, [s], texts))) for s in found.sources)
        write_table(title + _synthetic(book, texts), [names[0], names[1], names[3]], rows)


def _made_lines(book: Book, made: Made, texts: Catalogue) -> Iterator[tuple[str | Text, ...]]:
    """One line an orgunit, those that add nothing first: what it adds, and the submissions its answers came in."""
    by_unit: dict[str, list[Source]] = {}
    for source in made.sources:
        by_unit.setdefault(source.orgunit.code, []).append(source)
    added = {c.orgunit.code: c for c in made.contributions}
    indicator = book.plan.indicators[made.figure.indicator]
    for code in sorted({*by_unit, *added}, key=lambda c: (c in added and bool(added[c].numerator), c)):
        sources, adds = by_unit.get(code, []), added.get(code)
        name = adds.orgunit.name if adds else sources[0].orgunit.name
        share = "" if adds is None else texts.write(_counts(adds.numerator, indicator))
        if adds is not None and made.figure.denominator is not None:
            as_numerator = indicator.unit == "percent"
            share += f"/{texts.write(_counts(adds.denominator, indicator) if as_numerator else adds.denominator)}"
        yield code, name, share, "\n".join(_submissions(book, sources, texts))


def _counts(number: Fraction, indicator: Indicator) -> Counted | Fraction:
    """What an orgunit adds: money in its unit, things that are counted without."""
    return Counted(number, indicator.counts) if is_money(indicator.counts) else number


def _submissions(book: Book, sources: list[Source], texts: Catalogue) -> Iterator[str]:
    """One line a submission: its period, its answers, its name and version; what has not come says so."""
    grouped: dict[tuple[str, str], list[Source]] = {}
    for source in sources:
        came_in = texts.say(Phrase(f"state.{source.state}"))
        if source.fact is not None:
            came_in = f"{source.fact.submission} v{source.fact.version}"
        grouped.setdefault((source.cell.period.id, came_in), []).append(source)
    for (period, came_in), told in grouped.items():
        answers = ", ".join(_answered(book, source, texts) for source in told)
        yield f"{period}: {answers} — {came_in}"


def _answered(book: Book, source: Source, texts: Catalogue) -> str:
    element = book.plan.elements[source.cell.element]
    category = f" [{source.cell.breakdown}]" if source.cell.breakdown else ""
    return f"{texts.write(element.name)}{category} {_told(source, element, texts)}"


def _told(source: Source, element: Element, texts: Catalogue) -> str:
    """An answer as a terminal shows it: money in millions, everything else as the file has it."""
    if source.fact is None:
        return "?"
    answer = source.fact.answer
    if isinstance(answer, Fraction) and is_money(element.unit):
        return texts.measured(answer, element.unit)
    return written(answer)
