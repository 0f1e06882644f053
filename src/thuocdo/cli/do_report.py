"""``thuocdo report`` and ``thuocdo issue``: a paper drafted; a paper frozen for signature, signed and numbered."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thuocdo.answers.drafting import draft, earlier, linked, told_narrative
from thuocdo.answers.opening import Sources, open_book, register_of
from thuocdo.answers.papers import Wish
from thuocdo.cli.terminal import (
    EncodingOption,
    KnownAt,
    Lang,
    Language,
    MapOn,
    Plan,
    PlanAsOf,
    RegisterOption,
    Values,
    day,
    progress,
    refusing,
    watching,
    words,
)
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.wording import Phrase
from thuocdo.reports.folder import whole_folder, write_files
from thuocdo.reports.issuing import Content, check_number, check_same, freeze, is_issued, sign
from thuocdo.reports.matter import Signer

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.answers.drafting import Draft
    from thuocdo.core.book import Book
    from thuocdo.reports.matter import Issued, Link


class Audience(StrEnum):
    """Whom a paper is for."""

    OFFICIAL = "official"
    PUBLIC = "public"


Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Thư mục mới · a new folder")]
PeriodNeeded = Annotated[str, typer.Option("--period", help="Kỳ của báo cáo · the period: 2017, 2017S1, 2017Q1")]
KindOption = Annotated[
    str | None,
    typer.Option("--kind", help="year, half, quarter, term, sheet, hoặc tên trong reports.yaml · the kind of paper"),
]
PlaceOption = Annotated[
    str | None, typer.Option("--orgunit", metavar="CODE", help="Đơn vị được báo cáo · the orgunit; default the plan's")
]
IssuerOption = Annotated[
    str | None, typer.Option("--issuer", metavar="OFFICE", help="Cơ quan ban hành · the issuer in reports.yaml")
]
SignerOption = Annotated[
    Signer, typer.Option("--signed-by", help="Người ký: thủ trưởng, cấp phó (KT.), thừa lệnh (TL.) · who signs")
]
NarrativeOption = Annotated[
    Path | None, typer.Option("--narrative", metavar="FILE.md", help="Phần lời văn (Markdown) · what a person writes")
]
PreviousOption = Annotated[
    Path | None, typer.Option("--previous", metavar="DIR", help="Báo cáo kỳ trước đã phát hành · the last issued paper")
]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Ngày đánh giá; mặc định hạn gửi của tỉnh · the judging day")
]
SignedOn = Annotated[str | None, typer.Option("--signed-on", metavar="DATE", help="Ngày ký · the day of signing")]
AudienceOption = Annotated[Audience, typer.Option("--audience", help="Nơi nhận · whom it is for")]


def report_command(
    plan: Plan,
    values: Values,
    period: PeriodNeeded,
    out: Out,
    kind: KindOption = None,
    orgunit: PlaceOption = None,
    issuer: IssuerOption = None,
    signed_by: SignerOption = Signer.HEAD,
    audience: AudienceOption = Audience.OFFICIAL,
    narrative: NarrativeOption = None,
    previous: PreviousOption = None,
    on: OnOption = None,
    known_at: KnownAt = None,
    map_on: MapOn = None,
    plan_as_of: PlanAsOf = None,
    register: RegisterOption = None,
    signed_on: SignedOn = None,
    encoding: EncodingOption = None,
    lang: Lang = Language.VI,
) -> None:
    """Soạn dự thảo báo cáo · draft the official report in Word, Excel and PDF."""
    with refusing(lang):
        wish = _wish(period, kind, orgunit, issuer, signed_by, on, known_at, map_on, plan_as_of, signed_on)
        _only_official(audience)
        with whole_folder(out) as made:
            book = _open(Sources(plan, values, register, encoding), lang)
            written = _draft(book, wish, lang, narrative, previous, None)
            write_files(made, written.files())
        typer.echo(words(lang).say(Phrase("paper.done", {"out": str(out)})), err=True)


def issue_command(
    plan: Plan,
    values: Values,
    period: PeriodNeeded,
    out: Out,
    kind: KindOption = None,
    orgunit: PlaceOption = None,
    issuer: IssuerOption = None,
    signed_by: SignerOption = Signer.HEAD,
    audience: AudienceOption = Audience.OFFICIAL,
    narrative: NarrativeOption = None,
    previous: PreviousOption = None,
    on: OnOption = None,
    known_at: KnownAt = None,
    map_on: MapOn = None,
    plan_as_of: PlanAsOf = None,
    register: RegisterOption = None,
    signed_on: SignedOn = None,
    number: Annotated[
        str | None, typer.Option("--number", help="Số, cấp sau khi ký · the number, after signing")
    ] = None,
    supplements: Annotated[
        Path | None, typer.Option("--supplements", metavar="DIR", help="Bổ sung báo cáo này · it supplements this one")
    ] = None,
    replaces: Annotated[
        Path | None, typer.Option("--replaces", metavar="DIR", help="Thay thế báo cáo này · it replaces this one")
    ] = None,
    encoding: EncodingOption = None,
    lang: Lang = Language.VI,
) -> None:
    """Phát hành: niêm phong số liệu, trình ký, cấp số · freeze a paper for signature; sign and number it."""
    with refusing(lang):
        wish = _wish(period, kind, orgunit, issuer, signed_by, on, known_at, map_on, plan_as_of, signed_on)
        _only_official(audience)
        if is_issued(out):
            _sign(out, wish, number, lang)
            return
        check_number(number, signed_on=wish.signed_on)
        sources = Sources(plan, values, register, encoding)
        book = _open(sources, lang)
        link = linked(book, supplements, replaces)
        written = _draft(book, wish.numbered(number), lang, narrative, previous, link)
        told = written.matter.narrative.source
        files, numbers, asked = written.files(), written.numbers(), written.asked()
        freeze(Content(asked, files, numbers, plan, register_of(sources), told), out)
        state = "for_signature"
        if wish.signed_on is not None:
            state = sign(out, signed_on=wish.signed_on, number=number)
        typer.echo(words(lang).say(Phrase(f"paper.issued.{state}", {"out": str(out)})), err=True)


def _sign(out: Path, wish: Wish, number: str | None, lang: Language) -> None:
    """A second issue on the same folder only signs and numbers what is there."""
    on = wish.on.isoformat() if wish.on is not None else None
    given = {"period": wish.period, "kind": wish.kind, "orgunit": wish.orgunit, "issuer": wish.issuer, "on": on}
    check_same(out, given)
    state = sign(out, signed_on=wish.signed_on, number=number)
    typer.echo(words(lang).say(Phrase(f"paper.issued.{state}", {"out": str(out)})), err=True)


def _wish(
    period: str,
    kind: str | None,
    orgunit: str | None,
    issuer: str | None,
    signer: Signer,
    on: str | None,
    known_at: str | None,
    map_on: str | None,
    plan_as_of: str | None,
    signed_on: str | None,
) -> Wish:
    def told(text: str | None, option: str) -> date | None:
        return day(text, option) if text else None

    return Wish(
        period=period,
        kind=kind,
        orgunit=orgunit,
        issuer=issuer,
        signer=signer,
        on=told(on, "--on"),
        known_at=told(known_at, "--known-at"),
        map_on=told(map_on, "--map"),
        plan_as_of=told(plan_as_of, "--plan-as-of"),
        signed_on=told(signed_on, "--signed-on"),
    )


def _only_official(audience: Audience) -> None:
    if audience is Audience.PUBLIC:
        raise Refused([Problem("REPORT-004", Place("--audience"), {})])


def _open(sources: Sources, lang: Language) -> Book:
    with progress(lang) as tell:
        return open_book(sources, tell)


def _draft(
    book: Book,
    wish: Wish,
    lang: Language,
    narrative: Path | None,
    previous: Path | None,
    link: tuple[Link, Issued] | None,
) -> Draft:
    before = None if previous is None else earlier(book, previous)
    with watching(lang) as watch:
        return draft(
            book, wish, words(lang), narrative=told_narrative(narrative), before=before, link=link, watch=watch
        )
