"""The progress report of a year, a half, a quarter or the term; and its restricted annex."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.targets import When
from thuocdo.core.verdicts import WORST_FIRST
from thuocdo.core.wording import Measured, Phrase
from thuocdo.reports import tables
from thuocdo.reports.figures import about, is_restricted, row_is_restricted
from thuocdo.reports.ink import Ink, Of
from thuocdo.reports.letter import closing, front, labels
from thuocdo.reports.matter import Link
from thuocdo.reports.outline import Annex, Heading, Outline, Paragraph, Pen, Reference, Style, Text
from thuocdo.reports.profile import profile_on
from thuocdo.reports.tell import tell_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.core.figures import Figure
    from thuocdo.core.rows import Row
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.matter import Issued, Matter
    from thuocdo.reports.outline import Block, Runs

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The letters of points, as Vietnamese papers have them: no f, no j."""


def progress_outline(matter: Matter, words: Catalogue) -> Outline:
    """The whole report, without anything restricted."""
    ink = Ink(words, Pen())
    blocks = tuple(_body(ink, matter))
    annexes = tuple(_annexes(ink, matter))
    return paper(ink, matter, blocks, annexes, summary=summary(ink, matter))


def paper(
    ink: Ink,
    matter: Matter,
    blocks: tuple[Block, ...],
    annexes: tuple[Annex, ...],
    *,
    summary: str,
    kind: str = "report",
) -> Outline:
    """What every paper has around its text: letterhead, bases, signature, watermark."""
    dated = matter.letter.dated or matter.question.on
    top = front(matter, ink, ink.say(f"paper.type.{kind}"), summary, addressed=kind == "report")
    return Outline(
        language=ink.words.language,
        profile=profile_on(dated).id,
        front=top,
        bases=tuple(_bases(ink, matter)),
        blocks=blocks,
        closing=closing(matter, ink),
        labels=labels(ink),
        annexes=annexes,
        watermark=watermark(ink, matter),
        description=f"{top.type_name.capitalize()}: {summary}",
        properties={"plan": matter.book.plan.id, "period": matter.period.id, "orgunit": matter.orgunit.code},
    )


def watermark(ink: Ink, matter: Matter) -> str:
    """Synthetic data are marked on every page; so is a draft, until it is numbered."""
    if matter.synthetic:
        return ink.say("paper.watermark.synthetic")
    return ink.say("paper.watermark.draft") if matter.letter.number is None else ""


def summary(ink: Ink, matter: Matter) -> str:
    """The trích yếu: what the paper is about, and the period."""
    progress = matter.book.plan.papers.progress
    assert progress is not None
    if matter.kind == "term":
        return ink.say("paper.summary_term", about=progress.about)
    return ink.say("paper.summary", about=progress.about, period=tables.period_name(ink, matter))


def _bases(ink: Ink, matter: Matter) -> Iterator[str]:
    """The documents that the paper stands on, each ended by a semicolon, the last by a full stop."""
    plan = matter.book.plan
    work = plan.papers.work.get(matter.kind)
    progress = plan.papers.progress
    names = work.bases if work is not None else progress.bases if progress is not None else ()
    if matter.kind == "sheet":
        names = ()
    for index, name in enumerate(names):
        document = plan.documents[name]
        symbol = (document.number or "").split("/")[-1].split("-")[0]
        kind = f"paper.kinds.{symbol}"
        details: dict[str, object] = {
            "kind": Phrase(kind if kind in ink.words.texts else "paper.kinds.other"),
            "number": document.number or "",
            "title": document.title,
            "dated": document.dated or "",
            "issued_by": document.issued_by or "",
        }
        full = document.dated is not None and document.issued_by is not None
        key = "paper.document" if full else "paper.document_undated"
        end = "." if index == len(names) - 1 else ";"
        yield ink.say("paper.base", document=Phrase(key, details)) + end


# ---------------------------------------------------------------------------------------- the body


def _body(ink: Ink, matter: Matter) -> Iterator[Block]:
    chapter = iter(ROMAN)

    def heading(key: str) -> Heading:
        return Heading(1, f"{next(chapter)}.", ink.say(f"chapter.{key}"))

    yield from opening(ink, matter)
    yield heading("situation")
    yield from written(ink, "situation", matter.narrative.situation)
    yield heading("results")
    yield Heading(2, "1.", ink.say("chapter.overall"))
    yield from _overall(ink, matter)
    yield tables.targets_table(ink, matter, matter.rows)
    if matter.years:
        yield tables.years_table(ink, matter)
    yield from matter.charts
    yield Heading(2, "2.", ink.say("chapter.by_target"))
    yield from _targets(ink, matter, [row for row in matter.rows if not row_is_restricted(row)])
    yield from _elsewhere(ink, [row for row in matter.rows if row_is_restricted(row)])
    if matter.duties:
        yield heading("duties")
        yield tables.duties_table(ink, matter)
    yield heading("reports")
    yield from came_in(ink, matter)
    yield heading("difficulties")
    yield from written(ink, "difficulties", matter.narrative.difficulties)
    yield heading("proposals")
    yield from written(ink, "proposals", matter.narrative.proposals)


def opening(ink: Ink, matter: Matter) -> Iterator[Block]:
    """Marks that stand before everything: synthetic data, and which earlier paper this one replaces or supplements."""
    if matter.synthetic:
        yield Paragraph((Text(ink.say("paper.synthetic"), bold=True),), Style.NOTE)
    if matter.link is None:
        return
    link, earlier = matter.link
    key = "tell.replaces" if link is Link.REPLACES else "tell.supplements"
    details = {"number": earlier.number, "dated": earlier.dated or Phrase("nothing")}
    yield Paragraph((Text(ink.say(key, **details)),))
    yield Paragraph(_changed(ink, matter, earlier))


def _changed(ink: Ink, matter: Matter, earlier: Issued) -> Runs:
    """Which results are other than in the earlier paper; the rest stands in the tables."""
    plan, changes = matter.book.plan, []
    for row in matter.rows:
        figure = row.figure
        if figure is None or row.target.measured_by is None or row_is_restricted(row):
            continue
        indicator = plan.indicators[row.target.measured_by]
        was = earlier.numbers.get(about(figure, "value"))
        now = figure.value * indicator.times if isinstance(figure.value, Fraction) else None
        if figure.share_of is None and was is not None and now is not None and was[1] != now:
            said = {"name": indicator.name, "period": figure.period, "was": was[0]}
            changes.append(
                Phrase("tell.changed_one", said | {"now": Of(Measured(now, indicator.unit), about(figure, "changed"))})
            )
        elif was is None and now is not None and _was_unknown(earlier, figure):
            said = {"name": indicator.name, "period": figure.period}
            changes.append(
                Phrase("tell.known_now", said | {"now": Of(Measured(now, indicator.unit), about(figure, "changed"))})
            )
    ref = Reference("", "targets", matter.orgunit.code, matter.period.id)
    key = "tell.changed" if changes else "tell.changed_none"
    return ink.runs(Phrase(key, {"number": earlier.number, "what": changes}), ref)


def _was_unknown(earlier: Issued, figure: Figure) -> bool:
    """Whether the earlier paper spoke of the figure's period without having its value."""
    return earlier.period == figure.period.id


def written(ink: Ink, part: str, blocks: tuple[Block, ...]) -> Iterator[Block]:
    """What a person wrote, or a place to write it that nobody can overlook."""
    if blocks:
        yield from blocks
        return
    yield Paragraph((Text(ink.say("paper.fill_in", what=Phrase(f"fill.{part}")), italic=True),), Style.DOTTED)


def _overall(ink: Ink, matter: Matter) -> Iterator[Block]:
    """How many targets stand where."""
    period, orgunit = matter.period.id, matter.orgunit.code

    def count(number: int, what: str) -> Of:
        return Of(Fraction(number), Reference("count", f"targets:{what}", orgunit, period))

    groups: dict[str, list[Row]] = defaultdict(list)
    for row in matter.rows:
        groups[row.judgement.verdict].append(row)
    due = [row for row in matter.rows if _is_due(row)]
    whole: dict[str, object] = {
        "all": Phrase("tell.targets", {"count": count(len(matter.rows), "all")}),
        "due": Phrase("tell.targets", {"count": count(len(due), "due")}),
        "on": matter.question.on,
    }
    parts = []
    for verdict in reversed(WORST_FIRST):
        rows = groups.get(verdict)
        if rows:
            seeds = ", ".join(row.target.seed or row.target.id for row in rows)
            name = Phrase(f"verdict.{verdict}")
            parts.append(Phrase("tell.group", {"verdict": name, "count": count(len(rows), verdict), "who": seeds}))
    ref = Reference("", "targets", orgunit, period)
    yield Paragraph(
        (
            *ink.runs(Phrase("tell.count_targets", whole), ref),
            Text(" "),
            *ink.runs(Phrase("tell.groups", {"groups": parts}), ref),
        )
    )


def _is_due(row: Row) -> bool:
    """Whether something of it was judged for good."""
    if row.target.schedule.when is When.EVERY or row.parts:
        return row.judgement.verdict not in ("not_due", "on_track", "behind")
    return any(not dated.judgement.pending for dated in row.milestones)


def _targets(ink: Ink, matter: Matter, rows: Iterable[Row], *, restricted: bool = False) -> Iterator[Block]:
    for number, row in enumerate(rows):
        mark = f"{LETTERS[number % len(LETTERS)]})"
        key = "chapter.target" if row.target.seed else "chapter.target_bare"
        yield Heading(3, mark, ink.say(key, seed=row.target.seed or "", says=row.target.says))
        yield from tell_row(ink, matter, row, restricted=restricted)


def _elsewhere(ink: Ink, rows: list[Row]) -> Iterator[Block]:
    """Targets that rest on restricted figures: their verdict only."""
    if not rows:
        return
    told = [
        ink.say(
            "tell.group_one",
            seed=row.target.seed or row.target.id,
            says=row.target.says,
            verdict=Phrase(f"verdict.{row.judgement.verdict}"),
        )
        for row in rows
    ]
    yield Paragraph((Text(ink.say("tell.elsewhere", targets="; ".join(told))),))


def came_in(ink: Ink, matter: Matter) -> Iterator[Block]:
    """How reports came in, in a sentence and a table; who is missing is named in an annex."""
    yield from came_in_sentence(ink, matter)
    if matter.absentees:
        yield Paragraph((Text(ink.say("tell.issued_at", annex=absentee_annex(matter))),))
    if any(form.owed for form in matter.forms):
        yield tables.forms_table(ink, matter)


def came_in_sentence(ink: Ink, matter: Matter) -> Iterator[Block]:
    """How many reports were due, accepted, waiting and missing."""
    owed, accepted, waiting, missing = (
        sum(getattr(form, name) for form in matter.forms) for name in ("owed", "accepted", "waiting", "missing")
    )
    ref = Reference("", "reports", matter.orgunit.code, matter.period.id)
    if not owed:
        yield Paragraph((Text(ink.say("tell.no_reports")),))
        return
    details = {
        "owed": owed,
        "accepted": accepted,
        "waiting": waiting,
        "missing": missing,
        "share": Measured(Fraction(100 * accepted, owed), "percent"),
    }
    key = "tell.coverage_full" if accepted == owed else "tell.coverage_all"
    yield Paragraph(ink.runs(Phrase(key, details), ref))


def absentee_annex(matter: Matter) -> str:
    """The Roman number of the annex that names those missing."""
    return ROMAN[1 + bool(matter.tables)]


# ---------------------------------------------------------------------------------------- annexes


def _annexes(ink: Ink, matter: Matter) -> Iterator[Annex]:
    belongs = belongs_to(ink, matter)
    numbers = iter(ROMAN)
    if matter.tables:
        made = tuple(tables.place_table(ink, matter, table, n) for n, table in enumerate(matter.tables, 1))
        yield Annex(next(numbers), ink.say("chapter.by_orgunit"), belongs, made, landscape=True)
    shown = [row for row in matter.rows if not row_is_restricted(row)]
    method = (tables.method_table(ink, matter, shown),)
    yield Annex(next(numbers), ink.say("chapter.method"), belongs, method, landscape=True)
    if matter.absentees:
        yield Annex(next(numbers), ink.say("chapter.absentees"), belongs, (tables.absentees_table(ink, matter),))


def belongs_to(ink: Ink, matter: Matter) -> str:
    """The line of an annex that names its paper; number and date stay open until they are given."""
    letter = matter.letter
    number = letter.number or (ink.say("paper.sample_number") if matter.synthetic else "……")
    dated = ink.words.write(letter.dated) if letter.dated is not None else "…/…/……"
    issuer = ink.words.write(letter.issuer.name).replace("\n", " ")
    issuer = issuer.replace("{orgunit}", matter.orgunit.name)
    return ink.say("chapter.belongs", number=f"{number}/{letter.issuer.symbol}", dated=dated, issuer=issuer)


# ---------------------------------------------------------------------------------------- the restricted annex


def restricted_outline(matter: Matter, words: Catalogue) -> Outline | None:
    """The annex of restricted figures, a file of its own; None where there is none."""
    rows = [row for row in matter.rows if row_is_restricted(row) or any(is_restricted(f) for f in row.beside)]
    told = [one for duty in matter.duties for one in duty.told if is_restricted(one.figure)]
    if not rows and not told:
        return None
    ink = Ink(words, Pen())
    blocks: list[Block] = [*opening(ink, matter), Paragraph((Text(ink.say("chapter.restricted_note"), bold=True),))]
    chapters = iter(ROMAN)
    if rows:
        blocks.append(Heading(1, f"{next(chapters)}.", ink.say("chapter.results")))
        blocks.append(Heading(2, "1.", ink.say("chapter.overall")))
        blocks.append(tables.targets_table(ink, matter, [r for r in rows if row_is_restricted(r)], restricted=True))
        blocks.append(Heading(2, "2.", ink.say("chapter.by_target")))
        blocks += _targets(ink, matter, rows, restricted=True)
    if told:
        blocks.append(Heading(1, f"{next(chapters)}.", ink.say("chapter.own_elements")))
        blocks.append(tables.told_table(ink, matter, told))
    title = ink.say("chapter.restricted")
    return paper(ink, matter, tuple(blocks), (), summary=f"{title} – {summary(ink, matter)}", kind="annex")
