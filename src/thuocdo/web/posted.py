"""What a form's page posts, read back: cells, reasons, documents. Works the same with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.actions.drafts import EVIDENCE, Writing
from thuocdo.actions.submit import Reason
from thuocdo.answers.office.typed_in import Typed
from thuocdo.core.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from thuocdo.answers.office.entry import Field, Sheet
    from thuocdo.answers.office.holding import CellKey

LONGEST = 300
MOST_DOCUMENTS = 40


def writing_of(posted: Mapping[str, str], sheet: Sheet) -> Writing:
    """The writing that a page posted."""
    cells = dict(_cells(posted, sheet, confirmed="still_right" in posted))
    return Writing(cells, dict(_reasons(posted)), tuple(_documents(posted)))


def _cells(posted: Mapping[str, str], sheet: Sheet, *, confirmed: bool) -> Iterator[tuple[CellKey, Typed]]:
    for key, field in sheet.fields.items():
        typed = typed_of(posted, field)
        # A stock that is shown as it stood is no answer until somebody says that it still is.
        if typed and not (field.is_prefilled and not confirmed and typed == field.typed):
            yield key, typed


def typed_of(posted: Mapping[str, str], field: Field) -> Typed:
    """One cell: an absence goes before a value, so that "no data" is never overruled by what stood there."""
    absence = posted.get(f"a:{field.key}", "")
    if absence:
        return Typed(absence=absence)
    return Typed(_value(posted, field)[:LONGEST].strip())


def _value(posted: Mapping[str, str], field: Field) -> str:
    name = f"v:{field.key}"
    if field.element.type is ValueType.DOCUMENT:
        if posted.get(f"{name}.none"):
            return "none"
        parts = [posted.get(f"{name}.{part}", "").strip() for part in ("number", "dated", "issuer")]
        return "|".join(parts) if any(parts) else ""
    if field.element.type is ValueType.RATING:
        choice, reason = posted.get(name, ""), posted.get(f"{name}.reason", "").strip()
        return f"{choice}|{reason}" if choice or reason else ""
    return posted.get(name, "")


def _reasons(posted: Mapping[str, str]) -> Iterator[tuple[str, Reason]]:
    for name, choice in posted.items():
        if name.startswith("r:") and choice:
            key = name.removeprefix("r:")
            yield key, Reason(choice, posted.get(f"rt:{key}", "").strip()[:LONGEST])


def because_of(posted: Mapping[str, str]) -> Reason | None:
    """Why something sent is corrected."""
    choice = posted.get("because", "")
    return Reason(choice, posted.get("because_text", "").strip()[:LONGEST]) if choice else None


def _documents(posted: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for number in range(MOST_DOCUMENTS):
        told = {part: posted.get(f"e:{number}.{part}", "").strip()[:200] for part in (*EVIDENCE, "cell")}
        if told["number"] or told["issuer"]:
            yield told
