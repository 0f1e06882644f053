"""The letterhead, the signature block and the recipients of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.reports.matter import Signer
from thuocdo.reports.outline import Closing, FrontMatter, Labels

if TYPE_CHECKING:
    from thuocdo.core.elements import Words
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.ink import Ink
    from thuocdo.reports.matter import Matter


def labels(ink: Ink) -> Labels:
    """The fixed words of the paper's language."""
    say = ink.say
    return Labels(
        table=say("paper.label.table"),
        chart=say("paper.label.chart"),
        annex=say("paper.label.annex"),
        address=say("paper.label.address"),
        recipients=say("paper.label.recipients"),
        number=say("paper.label.number"),
        motto=(say("paper.motto.country"), say("paper.motto.words")),
        date=ink.words.texts["paper.date"],
        page=say("paper.label.page"),
    )


def front(matter: Matter, ink: Ink, type_name: str, summary: str, *, addressed: bool = True) -> FrontMatter:
    """What stands above the text; capitals where the rules want them."""
    issuer = matter.letter.issuer
    number = matter.letter.number
    if number is None and matter.synthetic:
        number = ink.say("paper.sample_number")
    return FrontMatter(
        superior=_lines(_placed(issuer.superior, matter, ink.words)) if issuer.superior else (),
        issuer=_lines(_placed(issuer.name, matter, ink.words)),
        symbol=issuer.symbol,
        place=_placed(issuer.place, matter, ink.words),
        type_name=type_name.upper(),
        summary=summary,
        number=number,
        dated=matter.letter.dated,
        address=tuple(_placed(one, matter, ink.words) for one in issuer.address) if addressed else (),
    )


def closing(matter: Matter, ink: Ink) -> Closing:
    """Signature block and recipients; the name is left for the signer."""
    issuer = matter.letter.issuer
    recipients = [f"{_placed(one, matter, ink.words)};" for one in issuer.recipients]
    archive = ink.say("paper.archive", where=issuer.archive) + "."
    return Closing(tuple(authority(matter, ink)), ink.say("paper.signer"), (*recipients, archive))


def authority(matter: Matter, ink: Ink) -> list[str]:
    """The lines above the name: in the name of the body (TM.), for the head (KT.), or by the head's order (TL.)."""
    issuer, signer = matter.letter.issuer, matter.letter.signer
    head = ink.words.write(issuer.head)
    lines = []
    if issuer.collective and signer is not Signer.BY_ORDER:
        # The body that is signed for is named without its place: TM. ỦY BAN NHÂN DÂN.
        body = ink.words.write(issuer.name).replace("{orgunit}", "").replace("\n", " ").strip()
        lines.append(ink.say("paper.sign.for_body", body=body))
    match signer:
        case Signer.HEAD:
            lines.append(head)
        case Signer.DEPUTY:
            lines += [ink.say("paper.sign.for_head", head=head), _title(matter, ink, issuer.deputy, "deputy")]
        case Signer.BY_ORDER:
            lines += [ink.say("paper.sign.by_order", head=head), _title(matter, ink, issuer.by_order, "by_order")]
    return [line.upper() for line in lines]


def _title(matter: Matter, ink: Ink, title: Words | None, key: str) -> str:
    if title is None:
        details = {"issuer": matter.letter.issuer.office, "given": matter.letter.signer.value, "key": key}
        raise Refused([Problem("REPORT-013", Place("--signed-by"), details)])
    return ink.words.write(title)


def _placed(text: Words, matter: Matter, words: Catalogue) -> str:
    """A text with the place of the issuer, and the one above it."""
    on_map = matter.book.register.on(matter.period.last_day)
    unit = on_map.ancestor(matter.orgunit, matter.letter.issuer.level) or matter.orgunit
    parent = on_map.by_code.get(unit.parent_code or "", unit)
    told = words.write(text).replace("{orgunit}", inside(unit.name)).replace("{parent}", inside(parent.name))
    return told.replace("{name}", unit.name.removeprefix(unit.type).strip())


def inside(name: str) -> str:
    """A place's name inside a sentence, its type in small letters.

    >>> inside("Tỉnh Thanh Hóa")
    'tỉnh Thanh Hóa'
    """
    return name[:1].lower() + name[1:]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.upper() for line in text.split("\n"))
