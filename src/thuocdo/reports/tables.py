"""The tables of papers. Typed cells: words, counts, and percentages over the counts beside them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.reasons import asked
from thuocdo.core.wording import Measured, Phrase
from thuocdo.reports.figures import (
    about,
    cell,
    decisive,
    in_words,
    is_restricted,
    nothing_came,
    percent_cell,
    row_is_restricted,
    share_cells,
    yes_no,
)
from thuocdo.reports.outline import Cell, Column, Kind, Paragraph, Reference, Row, Style, Table, Text
from thuocdo.reports.tell import in_reason, indicator_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import IfNotReported, Indicator, Policy
    from thuocdo.core.rows import Row as TargetRow
    from thuocdo.core.targets import Standard, Target
    from thuocdo.reports.ink import Ink
    from thuocdo.reports.matter import (
        Absentee,
        DutyStanding,
        FormStanding,
        Matter,
        PlaceFigures,
        PlaceTable,
        Told,
    )
    from thuocdo.reports.outline import Runs

PARTS = ("top", "bottom", "percent")


def words(ink: Ink, text: object) -> Cell:
    """A cell of plain words."""
    return Cell((Text(ink.words.write(text)),))


def columns(ink: Ink, *wanted: tuple[str, Kind, float]) -> tuple[Column, ...]:
    """Columns by key, kind and share of the width; a percent column stands over "top" and "bottom"."""
    over = ("top", "bottom")
    return tuple(
        Column(key, ink.say(f"head.{key}"), kind, share, over if kind is Kind.PERCENT else None)
        for key, kind, share in wanted
    )


def source_line(ink: Ink, matter: Matter, maps: Iterable[Figure] = ()) -> tuple[Paragraph, ...]:
    """What stands under a table: by when accepted, judged on, and on which maps."""
    asked_on = matter.question
    texts = [ink.say("paper.source", known_at=asked_on.known_at, on=asked_on.on)]
    days = sorted({figure.map for figure in maps})
    if days:
        texts.append(ink.say("paper.maps", maps=days))
    return (Paragraph((Text(" ".join(texts)),), Style.SOURCE),)


# ---------------------------------------------------------------------------------------- targets


def targets_table(ink: Ink, matter: Matter, rows: Iterable[TargetRow], *, restricted: bool = False) -> Table:
    """Every target with what was asked, reached, of how many, its share, the period before, and the verdict."""
    rows = list(rows)
    head = columns(
        ink,
        ("seed", Kind.CENTRED, 0.75),
        ("target", Kind.TEXT, 2.7),
        ("standard", Kind.TEXT, 1.45),
        ("top", Kind.COUNT, 0.95),
        ("bottom", Kind.COUNT, 0.95),
        ("percent", Kind.PERCENT, 1.3),
        ("before", Kind.TEXT, 1.25),
        ("verdict", Kind.TEXT, 1.25),
    )
    figures = [row.figure for row in rows if row.figure is not None]
    return Table(
        "targets_restricted" if restricted else "targets",
        ink.say("table.targets", period=period_name(ink, matter)),
        head,
        tuple(_target(ink, matter, row, restricted=restricted) for row in rows),
        ink.say("table.sheet.targets"),
        notes=source_line(ink, matter, figures),
    )


def _target(ink: Ink, matter: Matter, row: TargetRow, *, restricted: bool) -> Row:
    indicator = indicator_of(matter, row)
    if indicator is None and row.parts:
        indicator = matter.book.plan.indicators[row.parts[0].indicator]
    hidden = row_is_restricted(row) and not restricted
    dash = words(ink, Phrase("nothing"))
    if hidden:
        reached = (dash, dash, words(ink, Phrase("paper.restricted_short")))
    else:
        reached = share_cells(ink, row.figure, indicator)
    before = dash if hidden else _before(ink, matter, row, indicator)
    star = "*" if _unsettled(row) else ""
    verdict = ink.say(f"verdict.{row.judgement.verdict}") + star
    return Row(
        (
            words(ink, row.target.seed or ""),
            words(ink, row.target.says),
            Cell(_standard(ink, matter, row)),
            *reached,
            before,
            words(ink, verdict),
        )
    )


def _unsettled(row: TargetRow) -> bool:
    return row.judgement.verdict in ("achieved", "exceeded", "missed") and not row.judgement.settled


def standard_of(row: TargetRow) -> tuple[Standard, str] | None:
    """The standard in question and its period: the milestone that decided, else the next one."""
    dated = decisive(row)
    if dated is not None and dated.milestone.standard is not None:
        return dated.milestone.standard, dated.milestone.period.id
    schedule = row.target.schedule
    ahead = [m for m in schedule.milestones if m.period.last_day >= row.period.last_day] or schedule.milestones
    for milestone in ahead[:1]:
        if milestone.standard is not None:
            return milestone.standard, milestone.period.id
    return (schedule.standard, "") if schedule.standard is not None else None


def _standard(ink: Ink, matter: Matter, row: TargetRow) -> Runs:
    found, indicator = standard_of(row), indicator_of(matter, row)
    if found is None or indicator is None:
        rule = _rule(row.target)
        return (Text(ink.say(f"standard.{rule}" if rule else "nothing")),)
    standard, period = found
    ref = Reference("standard", row.target.id, matter.orgunit.code, period)
    runs = ink.value(asked(standard, indicator), ref)
    return (Text(f"{period}: "), *runs) if period else runs


def _rule(target: Target) -> str:
    standard = target.schedule.standard
    if standard is None and target.parts:
        standard = target.parts[0].schedule.standard
    if standard is None or standard.rule.value not in ("reviewed_by", "graded_by", "evidence", "none_new"):
        return ""
    return standard.rule.value


def _before(ink: Ink, matter: Matter, row: TargetRow, indicator: Indicator | None) -> Cell:
    before = matter.previous.get(row.target.id)
    if before is None or before.figure is None or indicator is None:
        return words(ink, Phrase("nothing"))
    if nothing_came(before.figure) or not isinstance(before.figure.value, Fraction):
        return cell(ink, before.figure, indicator)
    if before.figure.denominator is not None and indicator.unit == "percent" and before.figure.share_of is None:
        return percent_cell(ink, before.figure, before.figure.value * indicator.times)
    return cell(ink, before.figure, indicator)


def years_table(ink: Ink, matter: Matter) -> Table:
    """The term: each target's figure year by year."""
    years = list(matter.years)
    made = []
    for number, row in enumerate(matter.rows):
        indicator = indicator_of(matter, row)
        cells = [_year_cell(ink, matter.years[year][number], indicator) for year in years]
        made.append(Row((words(ink, row.target.seed or ""), words(ink, row.target.says), *cells)))
    head = (
        *columns(ink, ("seed", Kind.CENTRED, 0.5), ("target", Kind.TEXT, 2.6)),
        *(Column(year, year, Kind.TEXT, 1.2) for year in years),
    )
    caption, sheet = ink.say("table.years"), ink.say("table.sheet.years")
    return Table("years", caption, head, tuple(made), sheet, notes=source_line(ink, matter), landscape=True)


def _year_cell(ink: Ink, row: TargetRow, indicator: Indicator | None) -> Cell:
    if row_is_restricted(row):
        return words(ink, Phrase("paper.restricted_short"))
    if row.figure is None or indicator is None:
        return words(ink, Phrase(f"verdict.{row.judgement.verdict}"))
    return cell(ink, row.figure, indicator)


# ---------------------------------------------------------------------------------------- duties, forms, absentees


def duties_table(ink: Ink, matter: Matter) -> Table:
    """The duties, whose they are, and what was reported of the elements that tell of them."""
    head = columns(
        ink, ("seed", Kind.CENTRED, 0.6), ("duty", Kind.TEXT, 2.6), ("owners", Kind.TEXT, 1.6), ("told", Kind.TEXT, 3.2)
    )
    made = tuple(_duty(ink, matter, duty) for duty in matter.duties)
    caption = ink.say("table.duties", period=period_name(ink, matter))
    return Table("duties", caption, head, made, ink.say("table.sheet.duties"), notes=source_line(ink, matter))


def _duty(ink: Ink, matter: Matter, standing: DutyStanding) -> Row:
    duty = standing.duty
    owners = [matter.book.plan.offices[office].name for office in duty.owners]
    runs: list[Runs] = []
    if duty.judged is not None:
        ref = Reference("", duty.id, matter.orgunit.code, matter.period.id)
        runs.append(ink.runs(in_reason(standing.judgement), ref))
    runs += [told_runs(ink, told) for told in standing.told if not is_restricted(told.figure)]
    if not runs:
        runs.append((Text(ink.say("tell.no_figures")),))
    flat = [run for index, line in enumerate(runs) for run in ((Text("; "), *line) if index else line)]
    return Row((words(ink, duty.seed or ""), words(ink, duty.says), words(ink, owners), Cell(tuple(flat))))


def told_runs(ink: Ink, told: Told) -> Runs:
    """ "Số buổi tuyên truyền: 4.980 buổi"."""
    value = in_words(told.figure, told.indicator)
    return ink.runs(Phrase("tell.told", {"name": told.indicator.name, "value": value}), about(told.figure))


def told_table(ink: Ink, matter: Matter, told: Iterable[Told], *, restricted: bool = True) -> Table:
    """Sums of elements, each once."""
    head = columns(ink, ("indicator", Kind.TEXT, 3.0), ("unit", Kind.CENTRED, 1.0), ("number_of", Kind.COUNT, 1.6))
    made = {}
    for one in told:
        number = share_cells(ink, one.figure, one.indicator)
        value = number[0] if number[0].number is not None else number[2]
        unit = Phrase("nothing") if one.indicator.unit == "percent" else one.indicator.unit
        made[one.indicator.id] = Row((words(ink, one.indicator.name), words(ink, unit), value))
    name = "restricted" if restricted else "elements"
    caption = ink.say(f"table.{name}", period=period_name(ink, matter))
    notes = source_line(ink, matter) if restricted else ()
    return Table(name, caption, head, tuple(made.values()), ink.say("table.sheet.elements"), notes=notes)


def forms_table(ink: Ink, matter: Matter) -> Table:
    """How reports came in, form by form."""
    head = (
        *columns(ink, ("form", Kind.TEXT, 2.8), ("level", Kind.CENTRED, 0.9)),
        Column("owed", ink.say("head.owed"), Kind.COUNT, 0.9),
        Column("accepted", ink.say("head.accepted"), Kind.COUNT, 0.9),
        Column("accepted_share", ink.say("head.accepted_share"), Kind.PERCENT, 1.0, ("accepted", "owed")),
        Column("on_time", ink.say("head.on_time"), Kind.COUNT, 0.9),
        Column("waiting", ink.say("head.waiting"), Kind.COUNT, 0.9),
        Column("missing", ink.say("head.missing"), Kind.COUNT, 0.9),
    )
    made = [_form(ink, matter, one) for one in matter.forms if one.owed]
    caption = ink.say("table.forms", period=period_name(ink, matter))
    return Table("forms", caption, head, tuple(made), ink.say("table.sheet.forms"), notes=source_line(ink, matter))


def _form(ink: Ink, matter: Matter, one: FormStanding) -> Row:
    source = f"{one.form.id}:{one.level.word}"

    def count(part: str) -> Cell:
        ref = Reference(part, source, matter.orgunit.code, matter.period.id)
        return Cell(ink.value(Fraction(getattr(one, part)), ref))

    ref = Reference("accepted_share", source, matter.orgunit.code, matter.period.id)
    share = Cell(ink.value(Measured(Fraction(100 * one.accepted, one.owed), "percent"), ref))
    level = Phrase(f"level.{one.level.word}")
    name, sent_by = words(ink, one.form.name), words(ink, level)
    return Row(
        (name, sent_by, count("owed"), count("accepted"), share, count("on_time"), count("waiting"), count("missing"))
    )


def absentees_table(ink: Ink, matter: Matter) -> Table:
    """Whose due reports were not accepted, by form and period: districts by name, communes under their district."""
    head = columns(
        ink,
        ("form", Kind.TEXT, 1.6),
        ("period", Kind.CENTRED, 0.9),
        ("count", Kind.COUNT, 0.7),
        ("senders", Kind.TEXT, 4.8),
    )
    groups: dict[tuple[str, str], list[Absentee]] = {}
    for one in matter.absentees:
        groups.setdefault((one.form.id, one.period.id), []).append(one)
    made = []
    for ones in groups.values():
        first, count = ones[0], sum(len(one.senders) for one in ones)
        ref = Reference("missing", first.form.id, matter.orgunit.code, first.period.id)
        names = "; ".join(_senders(one) for one in ones)
        number = Cell(ink.value(Fraction(count), ref))
        made.append(Row((words(ink, first.form.name), words(ink, first.period), number, words(ink, names))))
    caption = ink.say("table.absentees", period=period_name(ink, matter))
    return Table("absentees", caption, head, tuple(made), ink.say("table.sheet.absentees"))


def _senders(one: Absentee) -> str:
    """Communes behind the name of their district; whoever stands for itself, by its own name."""
    names = ", ".join(unit.name for unit in one.senders)
    return names if one.senders == (one.under,) else f"{one.under.name}: {names}"


# ---------------------------------------------------------------------------------------- by orgunit


def place_table(ink: Ink, matter: Matter, table: PlaceTable, number: int) -> Table:
    """Indicators across, orgunits down; the whole stands last, as a ratio of sums."""
    plan = matter.book.plan
    indicators = [plan.indicators[name] for name in table.asked.indicators]
    alone = {one.id for one in indicators if _is_alone(one, table)}
    head = list(columns(ink, ("number", Kind.CENTRED, 0.5), ("orgunit", Kind.TEXT, 2.4)))
    groups: list[tuple[str, int]] = [("", 2)]
    for indicator in indicators:
        if indicator.id in alone:
            head.append(Column(indicator.id, ink.words.write(indicator.name), Kind.CENTRED, 1.6))
            groups.append(("", 1))
            continue
        head += list(_three(ink, indicator.id))
        groups.append((ink.words.write(indicator.name), 3))
    made = [
        _place(ink, place, indicators, alone, str(index))
        for index, place in enumerate(sorted(table.places, key=lambda place: place.orgunit.code), 1)
    ]
    made.append(_whole(ink, table.whole, indicators, alone))
    caption = ink.say("table.place", caption=table.asked.caption, period=period_name(ink, matter))
    notes = source_line(ink, matter, table.whole.figures.values())
    if len(alone) < len(indicators):
        above = ink.words.write(table.whole.orgunit.name)
        notes = (*notes, Paragraph((Text(ink.say("tell.sheet_above", name=above)),), Style.NOTE))
    return Table(
        f"place_{number}",
        caption,
        tuple(head),
        tuple(made),
        ink.say("table.sheet.place", number=number),
        groups=tuple(groups) if len(alone) < len(indicators) else (),
        notes=notes,
        landscape=True,
    )


def _three(ink: Ink, indicator: str) -> tuple[Column, ...]:
    keys = {part: f"{indicator}.{part}" for part in PARTS}
    return (
        Column(keys["top"], ink.say("head.top"), Kind.COUNT, 0.9),
        Column(keys["bottom"], ink.say("head.bottom"), Kind.COUNT, 0.9),
        Column(keys["percent"], ink.say("head.percent"), Kind.PERCENT, 1.2, (keys["top"], keys["bottom"])),
    )


def _is_alone(indicator: Indicator, table: PlaceTable) -> bool:
    """Whether the indicator counts the very orgunits of the rows: then each is one of one, a yes or a no."""
    return indicator.is_ratio and indicator.counts == table.asked.level.word


def _place(ink: Ink, place: PlaceFigures, indicators: list[Indicator], alone: set[str], number: str) -> Row:
    cells = [words(ink, number), words(ink, place.orgunit.name)]
    for indicator in indicators:
        figure = place.figures[indicator.id]
        if is_restricted(figure):
            hidden = words(ink, Phrase("paper.restricted_short"))
            cells += [hidden] if indicator.id in alone else [hidden] * 3
        elif indicator.id in alone:
            cells.append(Cell(yes_no(ink, figure)))
        else:
            cells += share_cells(ink, figure, indicator)
    return Row(tuple(cells))


def _whole(ink: Ink, whole: PlaceFigures, indicators: list[Indicator], alone: set[str]) -> Row:
    cells = [words(ink, ""), words(ink, whole.orgunit.name)]
    for indicator in indicators:
        figure = whole.figures[indicator.id]
        if is_restricted(figure):
            hidden = words(ink, Phrase("paper.restricted_short"))
            cells += [hidden] if indicator.id in alone else [hidden] * 3
        elif indicator.id in alone:
            cells.append(cell(ink, figure, indicator))
        else:
            cells += share_cells(ink, figure, indicator)
    return Row(tuple(Cell(one.runs, bold=True) for one in cells))


# ---------------------------------------------------------------------------------------- method


def method_table(ink: Ink, matter: Matter, rows: Iterable[TargetRow]) -> Table:
    """How each figure was made: its reading, its map, what missing reports do to it, and where the target stands."""
    head = columns(
        ink,
        ("seed", Kind.CENTRED, 0.5),
        ("indicator", Kind.TEXT, 1.8),
        ("reading", Kind.TEXT, 4.2),
        ("map", Kind.CENTRED, 1.1),
        ("policy", Kind.TEXT, 1.5),
        ("cite", Kind.TEXT, 2.0),
    )
    made = [line for row in rows for line in _method(ink, matter, row)]
    caption, sheet = ink.say("table.method"), ink.say("table.sheet.method")
    return Table("method", caption, head, tuple(made), sheet, landscape=True)


def _method(ink: Ink, matter: Matter, row: TargetRow) -> Iterator[Row]:
    plan = matter.book.plan
    target = row.target
    names = [target.measured_by] if target.measured_by else [part.indicator for part in target.parts]
    document = plan.documents[target.cite.document]
    cite = ", ".join(part for part in (document.number or "", target.cite.part or "", target.cite.clause or "") if part)
    if not any(names):
        dash = words(ink, Phrase("nothing"))
        yield Row((words(ink, target.seed or ""), dash, words(ink, target.reading or {}), dash, dash, words(ink, cite)))
    for name in names:
        indicator = plan.indicators[name]
        reading = ink.words.write(indicator.reading)
        if target.reading is not None:
            reading = f"{reading} {ink.words.write(target.reading)}"
        figure = _figure_of(row, name)
        yield Row(
            (
                words(ink, target.seed or ""),
                words(ink, indicator.name),
                words(ink, reading),
                words(ink, figure.map if figure is not None else Phrase("nothing")),
                words(ink, policy_words(indicator.if_not_reported)),
                words(ink, cite),
            )
        )


def _figure_of(row: TargetRow, indicator: str) -> Figure | None:
    parts: Mapping[str, Figure | None] = {part.indicator: part.judgement.figure for part in row.parts}
    return parts.get(indicator, row.figure)


def policy_words(policy: IfNotReported) -> Phrase:
    """What missing reports do to a figure."""

    def one(side: Policy) -> Phrase:
        return Phrase(f"policy.{side.value.replace(' ', '_')}")

    if policy.is_per_side:
        return Phrase("policy.per_side", {"top": one(policy.numerator), "bottom": one(policy.denominator)})
    return one(policy.numerator)


def period_name(ink: Ink, matter: Matter) -> str:
    """A period as a caption names it: "năm 2017", "6 tháng đầu năm 2017"."""
    period = matter.period
    if period.frequency == "half-year":
        return ink.say(f"period_name.half_{period.index}", year=str(period.year))
    return ink.words.write(period)
