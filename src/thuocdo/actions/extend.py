"""Due days move by decision: for one obligation or many, with the paper that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.actions.actor import refused
from thuocdo.actions.free_text import must_name_nobody
from thuocdo.actions.record import one_act
from thuocdo.answers.office.office import EXTENSIONS
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.posts import Act
from thuocdo.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from thuocdo.actions.actor import Actor
    from thuocdo.answers.office.office import Office


@dataclass(frozen=True)
class Paper:
    """The decision that moves a due day: what it is, its number, its day, who issued it, where it is filed."""

    type: str
    number: str
    dated: date | None
    issuer: str
    filed: str = ""


def extend(actor: Actor, office: Office, rows: Sequence[models.Obligation], to: date | None, paper: Paper) -> None:
    """Move the due day of some obligations. Lateness and coverage count by the new day from then on.

    :raises Refused: not the actor's to move (OFFICE-011, OFFICE-012), nothing chosen (OFFICE-210), no decision cited
        (OFFICE-211), the day is not after the present due day (OFFICE-212), the obligation is ended (OFFICE-020)
    """
    actor.must(Act.REMIND)
    if not rows:
        raise refused("OFFICE-210", "obligation")
    if not (paper.type and paper.number.strip() and paper.issuer.strip() and paper.dated):
        raise refused("OFFICE-211", "document")
    must_name_nobody({"number": paper.number, "issuer": paper.issuer, "filed": paper.filed})
    problems = [problem for row in rows for problem in _against(actor, office, row, to)]
    if problems or to is None:
        raise Refused(problems)
    before = {str(row.pk): row.due_now.isoformat() for row in rows}
    with one_act(actor, "extend", EXTENSIONS, before=before) as line:
        document = models.Document.objects.create(
            type=paper.type, number=paper.number, dated=paper.dated, issuer=paper.issuer, filed=paper.filed
        )
        for row in rows:
            row.extended_to, row.extended_by = to, document
            row.save(update_fields=["extended_to", "extended_by"])
        line.after = {"to": to.isoformat(), "document": str(document)}


def _against(actor: Actor, office: Office, row: models.Obligation, to: date | None) -> list[Problem]:
    """Everything that stands against moving one due day."""
    sender, place = office.orgunit(row.sender), Place(f"obligation:{row.pk}")
    found = []
    on_map = office.map if sender in office.map else office.register.on(row.last_day)
    if not actor.post.stands_above(sender, on_map) or actor.post.stands_for(sender):
        found.append(Problem("OFFICE-012", place, {"orgunit": sender.name, "post": actor.row.title}))
    if not actor.post.holds_office(row.office):
        office_name = office.plan.offices[row.office].name
        found.append(Problem("OFFICE-013", place, {"office": office_name, "post": actor.row.title}))
    if row.ended_on is not None:
        found.append(Problem("OFFICE-020", place, {"resolution": row.ended_by}))
    if to is None or to <= row.due_now:
        found.append(Problem("OFFICE-212", place, {"orgunit": sender.name, "due": row.due_now}))
    return found
