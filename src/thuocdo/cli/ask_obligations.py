"""``thuocdo obligations`` and ``thuocdo findings``: who owes what by when, and what the checks ask about."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thuocdo.answers.duedays import Owed, Standing, owed
from thuocdo.answers.opening import Sources, known
from thuocdo.cli.terminal import (
    EncodingOption,
    Format,
    FormatOption,
    KnownAt,
    Lang,
    Language,
    On,
    OrgunitOption,
    PeriodOption,
    Plan,
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
from thuocdo.core.findings import Finding, findings
from thuocdo.core.wording import Phrase
from thuocdo.core.written import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.core.book import Book
    from thuocdo.core.wording import Catalogue

LISTED_AT_MOST = 200
OWED_COLUMNS = (
    "form", "period", "office", "orgunit", "name", "level", "due", "standing", "returned", "first_submitted",
    "days_late",
)  # fmt: skip
FINDING_COLUMNS = ("check", "strength", "form", "period", "orgunit", "name", "says", "values", "submissions")


class Show(StrEnum):
    """Which obligations to list."""

    OPEN = "open"
    LATE = "late"
    ALL = "all"


def obligations_command(
    plan: Plan,
    on: On,
    values: Annotated[list[Path] | None, typer.Option("--values", help="Tệp số liệu · files of values")] = None,
    form: Annotated[str | None, typer.Option("--form", metavar="ID", help="Biểu · one form")] = None,
    show: Annotated[Show, typer.Option("--show", help="Chưa xong, trễ, hay tất cả · which")] = Show.ALL,
    period: PeriodOption = None,
    known_at: KnownAt = None,
    orgunit: OrgunitOption = None,
    register: RegisterOption = None,
    encoding: EncodingOption = None,
    lang: Lang = Language.VI,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Ai phải gửi gì, trước ngày nào · who owes what by when, and where it stands."""
    with refusing(lang):
        asked = question(on, period=period, known_at=known_at, orgunit=orgunit)
        book = opened(Sources(plan, values or [], register, encoding), asked, lang)
        if form is not None:
            known(form, book.plan.forms, "QUESTION-009", "--form")
        found = [one for one in owed(book, asked, form) if _shown(one, show)]
        if format_ is Format.JSON:
            write_json([_owed_row(one) for one in found])
        elif format_ is Format.CSV:
            write_csv([_owed_row(one) for one in found], OWED_COLUMNS)
        else:
            _print_owed(book, found, words(lang), on)


def _shown(one: Owed, show: Show) -> bool:
    if show is Show.ALL:
        return True
    if show is Show.LATE:
        return one.days_late > 0 and one.standing in (Standing.MISSING, Standing.WAITING)
    return one.standing in (Standing.MISSING, Standing.WAITING, Standing.NOT_YET_DUE)


def _owed_row(one: Owed) -> dict[str, Any]:
    found, now = one.obligation, one.progress
    first = now.first_submitted if now else None
    return {
        "form": found.form.id,
        "period": found.period.id,
        "office": found.office,
        "orgunit": found.sender.code,
        "name": found.sender.name,
        "level": int(found.sender.level),
        "due": found.due.isoformat(),
        "standing": one.standing.value,
        "returned": bool(now and now.returned),
        "first_submitted": first.isoformat() if first else None,
        "days_late": one.days_late,
    }


def _print_owed(book: Book, found: list[Owed], texts: Catalogue, on: str) -> None:
    """A line for each obligation where they are few, else how many of each form and period stand how."""
    title = texts.say(Phrase("obligations.title", {"on": on, "count": len(found)}))
    if len(found) <= LISTED_AT_MOST:
        names = heading(texts, "form", "period", "name", "office", "due", "standing", "late>")
        write_table(title, names, (_owed_line(book, one, texts) for one in found))
        return
    names = heading(
        texts, "form", "period", "due", "owed>", "accepted>", "waiting>", "missing>", "not_yet_due>", "late>"
    )
    write_table(title, names, _owed_counts(book, found, texts))


def _owed_line(book: Book, one: Owed, texts: Catalogue) -> tuple[str, ...]:
    found = one.obligation
    return (
        texts.write(found.form.name),
        found.period.id,
        found.sender.name,
        texts.write(book.plan.offices[found.office].name),
        texts.date(found.due),
        texts.say(Phrase(f"standing.{one.standing}")),
        str(one.days_late or ""),
    )


def _owed_counts(book: Book, found: Iterable[Owed], texts: Catalogue) -> Iterator[tuple[str, ...]]:
    counts: dict[tuple[str, str], Counter[str]] = {}
    due: dict[tuple[str, str], set[str]] = {}
    for one in found:
        key = (one.obligation.form.id, one.obligation.period.id)
        count = counts.setdefault(key, Counter())
        count[one.standing.value] += 1
        count["late"] += one.days_late > 0 and one.standing is not Standing.ENDED
        due.setdefault(key, set()).add(f"{one.obligation.due:%d/%m/%Y}")
    for key, count in counts.items():
        total = sum(count[s.value] for s in Standing if s is not Standing.ENDED)
        yield (
            texts.write(book.plan.forms[key[0]].name),
            key[1],
            ", ".join(sorted(due[key])),
            *(
                str(n)
                for n in (total, *(count[name] for name in ("accepted", "waiting", "missing", "not_yet_due", "late")))
            ),
        )


# ---------------------------------------------------------------------------------------- findings


def findings_command(
    plan: Plan,
    values: Values,
    on: On,
    period: PeriodOption = None,
    known_at: KnownAt = None,
    orgunit: OrgunitOption = None,
    register: RegisterOption = None,
    encoding: EncodingOption = None,
    lang: Lang = Language.VI,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Số liệu cần hỏi lại · what the checks ask about accepted values; they never stop a board."""
    with refusing(lang):
        asked = question(on, period=period, known_at=known_at, orgunit=orgunit)
        book = opened(Sources(plan, values, register, encoding), asked, lang)
        with watching(lang) as watch:
            found = list(findings(book, asked, watch=watch))
        texts = words(lang)
        rows = [_finding_row(one, texts) for one in found]
        if format_ is Format.JSON:
            write_json(rows)
        elif format_ is Format.CSV:
            write_csv(rows, FINDING_COLUMNS)
        else:
            _print_findings(rows, texts, on)


def _finding_row(one: Finding, texts: Catalogue) -> dict[str, Any]:
    told = [
        f"{c.element}{f'[{c.breakdown}]' if c.breakdown else ''} {c.period.id} = {written(f.answer)}"
        for c, f in one.facts
    ]
    return {
        "check": one.check.id,
        "strength": one.check.strength.value,
        "form": one.check.form,
        "period": one.period.id,
        "orgunit": one.orgunit.code,
        "name": one.orgunit.name,
        "says": texts.write(one.check.says),
        "values": "; ".join(told),
        "submissions": ", ".join(sorted({f"{f.submission} v{f.version}" for _, f in one.facts})),
    }


def _print_findings(rows: list[dict[str, Any]], texts: Catalogue, on: str) -> None:
    title = texts.say(Phrase("findings.title", {"on": on, "count": len(rows)}))
    if len(rows) <= LISTED_AT_MOST:
        names = heading(texts, "strength", "period", "name", "says", "values")
        lines = (
            (texts.say(Phrase(f"strength.{row['strength']}")), row["period"], row["name"], row["says"], row["values"])
            for row in rows
        )
        write_table(title, names, lines)
        return
    counts = Counter((row["strength"], row["check"], row["says"]) for row in rows)
    names = heading(texts, "strength", "check", "says", "count>")
    counted = ((texts.say(Phrase(f"strength.{s}")), c, says, str(n)) for (s, c, says), n in sorted(counts.items()))
    write_table(title, names, counted, [texts.say(Phrase("findings.many"))])
