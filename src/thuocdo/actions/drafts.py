"""Writing a form, leaving it, sending it. One draft an obligation, shared by whoever may enter it.

A save says which revision it was written on. One written on an older revision is a conflict: nothing is lost, both
sides are shown, and a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from thuocdo.actions.actor import refused
from thuocdo.actions.record import one_act
from thuocdo.actions.submit import Reason, Sending, must_be_ones_own, submit
from thuocdo.answers.office.entry import sheet_of, typed_of
from thuocdo.answers.office.holding import CellKey, held
from thuocdo.answers.office.owing import as_core
from thuocdo.answers.office.typed_in import Typed, day_typed, told_of
from thuocdo.core.errors import Place, Problem, Refused, Strength
from thuocdo.core.explaining import OTHER, WHY_CORRECTED, WHY_RIGHT, choices, joined, may_write
from thuocdo.core.periods import read_day
from thuocdo.core.values import Kind
from thuocdo.store import models
from thuocdo.store.actor import acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from thuocdo.actions.actor import Actor
    from thuocdo.answers.office.holding import Held, Told
    from thuocdo.answers.office.office import Office
    from thuocdo.core.orgunits import Level

EVIDENCE = ("type", "number", "dated", "issuer", "filed")


@dataclass(frozen=True)
class Writing:
    """What somebody wrote: the cells, reasons for what checks ask by "check|subject", documents behind cells."""

    cells: Mapping[CellKey, Typed]
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    evidence: tuple[Mapping[str, str], ...] = ()


class ConflictError(Exception):
    """Somebody else, or the same person elsewhere, saved in between: what stands now."""

    def __init__(self, theirs: models.Draft | None) -> None:
        super().__init__("conflict")
        self.theirs = theirs


def save(actor: Actor, office: Office, row: models.Obligation, writing: Writing, revision: int) -> models.Draft:
    """Keep what was written so far. Typing is no act: only where a draft begins does the book of acts say so.

    :raises Refused: it is not theirs to write (OFFICE-011 to 013), it is ended (OFFICE-020)
    :raises ConflictError: it was written on another revision
    """
    must_be_ones_own(actor, office, row)
    if row.ended_on is not None:
        raise refused("OFFICE-020", "obligation", resolution=row.ended_by)
    with acting(actor.person.get_username()), transaction.atomic():
        draft = models.Draft.objects.select_for_update().filter(obligation=row).first()
        if (0 if draft is None else draft.revision) != revision:
            raise ConflictError(draft)
        if draft is None:
            draft = _begun(actor, row)
        else:
            draft.revision += 1
        draft.cells = {str(key): typed.as_cell() for key, typed in writing.cells.items() if typed}
        draft.reasons = {key: {"choice": one.choice, "text": one.text} for key, one in writing.reasons.items()}
        draft.evidence = [dict(one) for one in writing.evidence]
        draft.saved_at, draft.saved_by = actor.at, actor.person
        draft.save()
    return draft


def _begun(actor: Actor, row: models.Obligation) -> models.Draft:
    latest = models.Version.objects.filter(submission__obligation=row).order_by("-number").first()
    based_on = latest.number if latest else 0
    with one_act(actor, "begin_draft", f"obligation:{row.pk}", orgunit=row.sender.code, after={"based_on": based_on}):
        return models.Draft(obligation=row, based_on=based_on, revision=1)


def discard(actor: Actor, office: Office, row: models.Obligation) -> None:
    """Throw a draft away. What was sent stays.

    :raises Refused: it is not theirs (OFFICE-011 to 013), there is no draft (OFFICE-101)
    """
    must_be_ones_own(actor, office, row)
    draft = models.Draft.objects.filter(obligation=row).first()
    if draft is None:
        raise refused("OFFICE-101", "draft")
    with one_act(actor, "discard_draft", f"obligation:{row.pk}", orgunit=row.sender.code, before=draft.cells):
        draft.delete()


def looked_at(office: Office, row: models.Obligation) -> tuple[dict[CellKey, Told], tuple[Problem, ...], Held]:
    """A draft held against its form and its checks: what is told, what cannot be read, what checks find."""
    draft = models.Draft.objects.filter(obligation=row).first()
    latest = models.Version.objects.filter(submission__obligation=row).order_by("-number").first()
    owed = as_core(office, row)
    sheet = sheet_of(office, row)
    cells = {key: one.cell for key, one in sheet.fields.items()}
    kind = Kind(draft.kind) if draft is not None else Kind.OFFICIAL
    told, unread = told_of(office.plan, cells, typed_of(office, draft, latest), kind)
    found = held(office, owed, told)
    silent = {str(one.place) for one in unread}
    open_ones = [one for one in found.problems if str(one.place) not in silent]
    unsaid = {str(one.key) for one in sheet.prefilled}
    if unsaid:
        open_ones = [one for one in open_ones if str(one.place) not in unsaid]
        open_ones.append(Problem("OFFICE-102", Place("still_right"), {"count": len(unsaid)}))
    return told, (*unread, *open_ones), found


def send(
    actor: Actor,
    office: Office,
    row: models.Obligation,
    *,
    revision: int,
    because: Reason | None = None,
    channel: str = "web",
) -> models.Version:
    """Send a draft as it stands.

    :raises Refused: everything that stands against it, at once (as in ``submit``; and OFFICE-100 to 105)
    :raises ConflictError: the draft is another than the one that was looked at
    """
    must_be_ones_own(actor, office, row)
    draft = models.Draft.objects.filter(obligation=row).first()
    if draft is None or draft.revision != revision:
        raise ConflictError(draft)
    level = office.orgunit(row.sender).level
    told, problems, found = looked_at(office, row)
    reasons = {_check_and_subject(key): Reason(**one) for key, one in draft.reasons.items() if one.get("choice")}
    problems += tuple(_unfit(draft, reasons, because, level))
    problems += _asked(found, reasons)
    if problems:
        raise Refused(problems)
    with acting(actor.person.get_username()), transaction.atomic():
        sending = Sending(
            told=told,
            reasons=_still_asked(found, reasons),
            channel=channel,
            because=joined(because.choice, because.text) if because else "",
            evidence=_documents(draft),
        )
        return submit(actor, office, row, sending)


def _check_and_subject(key: str) -> tuple[str, str]:
    check, _, subject = key.partition("|")
    return check, subject


def _asked(found: Held, reasons: Mapping[tuple[str, str], Reason]) -> tuple[Problem, ...]:
    """What ``submit`` would refuse, told together with what stands in the way here."""
    wrong = [("OFFICE-033", one) for one in found.of(Strength.ERROR)]
    wrong += [
        ("OFFICE-034", one) for one in found.of(Strength.QUESTION) if (one.check.id, one.orgunit.code) not in reasons
    ]
    return tuple(
        Problem(code, Place(f"{one.check.id}|{one.orgunit.code}"), {"says": one.check.says}) for code, one in wrong
    )


def _still_asked(found: Held, reasons: Mapping[tuple[str, str], Reason]) -> dict[tuple[str, str], Reason]:
    """Only reasons for what is still asked: a mended answer needs none."""
    asked = {(one.check.id, one.orgunit.code) for one in found.findings}
    return {key: reason for key, reason in reasons.items() if key in asked}


def _unfit(
    draft: models.Draft, reasons: Mapping[tuple[str, str], Reason], because: Reason | None, level: Level
) -> Iterable[Problem]:
    """Reasons that are not on the list, words where none may be, documents that are half told."""
    for (check, subject), reason in reasons.items():
        yield from _unfit_reason(f"{check}|{subject}", reason, WHY_RIGHT, level)
    if because is not None:
        yield from _unfit_reason("because", because, WHY_CORRECTED, level)
    for number, one in enumerate(draft.evidence):
        if not (one.get("number") and one.get("issuer") and one.get("type") and one.get("cell") and _is_day(one)):
            yield Problem("OFFICE-105", Place(f"evidence.{number}"), {"number": one.get("number") or "–"})


def _unfit_reason(place: str, reason: Reason, known: tuple[str, ...], level: Level) -> Iterable[Problem]:
    if reason.choice not in choices(known, level):
        yield Problem("OFFICE-103", Place(place), {"given": reason.choice})
    elif reason.text and not may_write(level):
        yield Problem("OFFICE-104", Place(place))
    elif reason.choice == OTHER and not reason.text.strip():
        yield Problem("OFFICE-106", Place(place))


def _is_day(one: Mapping[str, str]) -> bool:
    try:
        read_day(day_typed(one.get("dated", "")))
    except ValueError:
        return False
    return True


def _documents(draft: models.Draft) -> dict[CellKey, models.Document]:
    return {
        CellKey.parse(one["cell"]): models.Document.objects.create(
            type=one["type"],
            number=one["number"],
            dated=read_day(day_typed(one["dated"])),
            issuer=one["issuer"],
            filed=one.get("filed", ""),
        )
        for one in draft.evidence
    }
