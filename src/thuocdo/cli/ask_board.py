"""``thuocdo board``: every target and duty, with value, coverage, verdict and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from thuocdo.answers.board import board
from thuocdo.answers.calculators import CalculatorName, calculator
from thuocdo.answers.opening import Sources
from thuocdo.answers.shapes import Shaper
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
    watching,
    words,
    write_csv,
    write_json,
    write_table,
)
from thuocdo.core.figures import Absent
from thuocdo.core.reasons import interval, shown
from thuocdo.core.values import Kind
from thuocdo.core.verdicts import Verdict
from thuocdo.core.wording import Phrase
from thuocdo.wording import LANGUAGES, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.answers.board import Board, DutyRow
    from thuocdo.core.book import Book
    from thuocdo.core.figures import Figure
    from thuocdo.core.rows import Row
    from thuocdo.core.wording import Catalogue

SIGNS = {
    Verdict.ACHIEVED: ("✔", "green"),
    Verdict.EXCEEDED: ("★", "bold green"),
    Verdict.ON_TRACK: ("▲", "green"),
    Verdict.BEHIND: ("▼", "yellow"),
    Verdict.MISSED: ("✘", "bold red"),
    Verdict.NOT_DUE: ("○", "dim"),
    Verdict.NOT_ASSESSABLE: ("?", "magenta"),
    Verdict.NOT_APPLICABLE: ("–", "dim"),
}
CSV_COLUMNS = (
    "what", "target", "seed", "period", "value", "numerator", "denominator", "low", "high", "expected", "accepted",
    "waiting", "missing", "verdict", "settled", "short_by", "outlook", "map", "kind", "visibility", "reason",
)  # fmt: skip


def board_command(
    plan: Plan,
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
    """Bảng chỉ tiêu · the board: where every target and duty stands, and why."""
    with refusing(lang):
        asked = question(on, period=period, known_at=known_at, map_on=map_on, plan_as_of=plan_as_of, orgunit=orgunit)
        book = opened(Sources(plan, values, register, encoding), asked, lang)
        with watching(lang) as watch:
            made = board(book, asked, calculator=calculator(book, calculator_), watch=watch)
        if format_ is Format.TABLE:
            show_targets(made, words(lang))
            show_duties(made, words(lang))
            return
        shaped = Shaper(book, {name: catalogue(name) for name in LANGUAGES}).board(made)
        if format_ is Format.JSON:
            write_json(shaped)
        else:
            targets = [{"what": "target"} | _flat(row, lang) for row in shaped["targets"]]
            duties = [{"what": "duty", "target": row["duty"]} | _flat(row, lang) for row in shaped["duties"]]
            write_csv(targets + duties, CSV_COLUMNS)


def _flat(row: dict[str, object], lang: Language) -> dict[str, object]:
    """A row of the JSON as one line of CSV."""
    flat = dict(row)
    figure = row["figure"] or {}
    assert isinstance(figure, dict)
    for name in ("value", "numerator", "denominator", "low", "high"):
        flat[name] = _text_of(figure.get(name))
    flat |= figure.get("coverage") or {}
    flat |= {name: figure.get(name) for name in ("map", "kind", "visibility")}
    flat["short_by"] = _text_of(row.get("short_by"))
    reason = row["reason"]
    assert isinstance(reason, dict)
    flat["reason"] = reason[lang.value]
    return flat


def _text_of(quantity: object) -> str:
    if not isinstance(quantity, dict):
        return ""
    return str(quantity.get("fraction", quantity.get("absent", "")))


# ---------------------------------------------------------------------------------------- the table


def show_targets(made: Board, texts: Catalogue) -> None:
    """The table of targets."""
    names = heading(texts, "seed", "target", "period", "figure", "coverage>", "verdict", "reason")
    write_table(
        title(made, texts), names, (_row(made.book, row, texts) for row in made.rows), list(_notes(made, texts))
    )


def show_duties(made: Board, texts: Catalogue) -> None:
    """The table of duties, where there are any."""
    if made.duties:
        names = heading(texts, "seed", "duty", "owners", "verdict", "reason")
        duties = (_duty(made.book, row, texts) for row in made.duties)
        write_table(texts.say(Phrase("board.duties")), names, duties)


def title(made: Board, texts: Catalogue) -> str:
    """The plan's title, the day, and the mark of synthetic data."""
    plan, asked = made.book.plan, made.question
    details = {"title": plan.title, "on": asked.on, "known_at": asked.known_at}
    text = texts.say(Phrase("board.title", details))
    if plan.synthetic or made.book.register.synthetic:
        text += "\n" + texts.say(Phrase("board.synthetic"))
    return text


def _notes(made: Board, texts: Catalogue) -> Iterator[str]:
    maps = sorted({row.figure.map for row in made.rows if row.figure is not None})
    yield texts.say(Phrase("board.maps", {"maps": maps}))
    restricted = [
        row.target.seed or row.target.id for row in made.rows if row.figure and row.figure.visibility != "public"
    ]
    if restricted:
        yield texts.say(Phrase("board.not_public", {"targets": restricted}))


def _row(book: Book, row: Row, texts: Catalogue) -> tuple[str | Text, ...]:
    reason = texts.say(row.judgement.reason)
    if row.original is not None:
        reason += "\n" + texts.say(Phrase("board.original", {"reason": row.original.judgement.reason}))
    for beside in row.beside:
        name = book.plan.indicators[beside.indicator].name
        reason += "\n" + texts.say(
            Phrase("board.beside", {"name": name, "value": figure_in_words(book, beside, texts)})
        )
    return (
        row.target.seed or "",
        texts.write(row.target.says),
        row.period.id,
        figure_in_words(book, row.figure, texts),
        coverage_in_words(row.figure),
        verdict_in_words(row.judgement.verdict, texts, settled=row.judgement.settled),
        reason,
    )


def figure_in_words(book: Book, figure: Figure | None, texts: Catalogue) -> str:
    """A figure as a cell of a table: its value, or its bounds where there is none; an ước is marked."""
    if figure is None:
        return ""
    indicator = book.plan.indicators.get(figure.indicator)
    if indicator is None:
        return texts.write(figure.value) if not isinstance(figure.value, Absent) else "—"
    if figure.coverage.expected and not figure.coverage.accepted and figure.kind is not Kind.HISTORICAL_TOTAL:
        return texts.say(Phrase("board.nothing_reported"))
    if isinstance(figure.value, Absent):
        told = not isinstance(figure.low, Absent) or not isinstance(figure.high, Absent)
        return texts.say(interval(figure, indicator)) if told else texts.write(shown(figure, indicator))
    mark = texts.say(Phrase("board.uoc")) if figure.rests_on_uoc else ""
    return texts.write(shown(figure, indicator)) + mark


def coverage_in_words(figure: Figure | None) -> str:
    """Accepted of expected."""
    if figure is None or not figure.coverage.expected:
        return ""
    return f"{figure.coverage.accepted}/{figure.coverage.expected}"


def verdict_in_words(verdict: Verdict, texts: Catalogue, *, settled: bool) -> Text:
    """Sign, word and colour; a final verdict that missing reports could still change has a star."""
    sign, style = SIGNS[verdict]
    final = verdict in (Verdict.ACHIEVED, Verdict.EXCEEDED, Verdict.MISSED)
    open_ = "*" if final and not settled else ""
    return Text(f"{sign} {texts.say(Phrase(f'verdict.{verdict}'))}{open_}", style=style)


def _duty(book: Book, made: DutyRow, texts: Catalogue) -> tuple[str | Text, ...]:
    owners = ", ".join(texts.write(book.plan.offices[office].name) for office in made.duty.owners)
    verdict = verdict_in_words(made.judgement.verdict, texts, settled=made.judgement.settled)
    return made.duty.seed or "", texts.write(made.duty.says), owners, verdict, texts.say(made.judgement.reason)
