"""Reviewing what waits: accept all, or return some cells with a word on each and accept the rest, in one act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.actions.actor import refused
from thuocdo.actions.free_text import must_name_nobody
from thuocdo.actions.record import changed, one_act
from thuocdo.actions.submit import items_by_key
from thuocdo.answers.office.holding import CellKey
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.posts import Act, reviewer_of
from thuocdo.store import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thuocdo.actions.actor import Actor
    from thuocdo.answers.office.office import Office


def review(
    actor: Actor, office: Office, version: models.Version, returned: Mapping[CellKey, str], note: str = ""
) -> models.Decision:
    """Return some cells of a version, each with a word why, and accept the rest.

    :raises Refused: it is not the actor's to review (OFFICE-011 to 015), another version came since or it was decided
        already (OFFICE-040), a returned cell has no comment (OFFICE-041) or is none of the version's (OFFICE-030),
        a text names somebody (OFFICE-250)
    """
    must_be_ones_to_review(actor, office, version)
    open_values = _open_values(version)
    _must_be_said(returned, open_values)
    must_name_nobody({"note": note, **{str(key): why for key, why in returned.items()}})
    row = version.submission.obligation
    assert row is not None
    with one_act(actor, "review", f"obligation:{row.pk}", orgunit=row.sender.code) as line:
        sent_back = [open_values[key].pk for key in returned]
        mine = models.Value.objects.filter(version=version, accepted_on=None, returned_on=None)
        mine.filter(pk__in=sent_back).update(returned_on=actor.today)
        accepted = mine.exclude(pk__in=sent_back).update(accepted_on=actor.today)
        decision = models.Decision.objects.create(
            version=version,
            person=actor.person,
            post=actor.row,
            at=actor.at,
            on=actor.today,
            accepted=accepted,
            returned=len(returned),
            note=note,
        )
        _comment(actor, version, returned)
        changed(version.submission, version.number, "reviewed", actor.at)
        line.after = {"version": version.number, "accepted": accepted, "returned": len(returned)}
    return decision


def must_be_ones_to_review(actor: Actor, office: Office, version: models.Version) -> None:
    """The actor's post accepts what this sender sends, and the actor did not send it.

    :raises Refused: OFFICE-011 (role), OFFICE-014 (another place), OFFICE-013 (another office's form), OFFICE-015 (own)
    """
    actor.must(Act.REVIEW)
    row = version.submission.obligation
    assert row is not None
    sender = office.orgunit(row.sender)
    above = reviewer_of(sender, office.map if sender in office.map else office.register.on(row.last_day))
    if not actor.post.stands_for(above):
        raise refused("OFFICE-014", "orgunit", orgunit=sender.name, reviewer=above.name)
    if not actor.post.holds_office(row.office):
        raise refused("OFFICE-013", "office", office=office.plan.offices[row.office].name, post=actor.row.title)
    if version.person_id == actor.person.pk:
        raise refused("OFFICE-015", "person")


def _open_values(version: models.Version) -> dict[CellKey, models.Value]:
    """The cells of the version on which nothing was decided yet; it must be the latest."""
    latest = models.Version.objects.filter(submission=version.submission).order_by("-number").first()
    values = version.values.filter(accepted_on=None, returned_on=None).select_related("item", "subject")
    found = {CellKey(v.subject.code, v.item.element, v.item.breakdown): v for v in values}
    if latest != version or not found:
        raise refused("OFFICE-040", "version")
    return found


def _must_be_said(returned: Mapping[CellKey, str], known: Mapping[CellKey, models.Value]) -> None:
    problems = [Problem("OFFICE-030", Place(str(key)), {"given": str(key)}) for key in returned if key not in known]
    problems += [Problem("OFFICE-041", Place(str(key))) for key, why in returned.items() if not why.strip()]
    if problems:
        raise Refused(problems)


def _comment(actor: Actor, version: models.Version, returned: Mapping[CellKey, str]) -> None:
    items = items_by_key()
    subjects = {value.subject.code: value.subject for value in version.values.select_related("subject")}
    models.Comment.objects.bulk_create(
        models.Comment(
            version=version,
            subject=subjects[key.subject],
            item_id=items[key.element, key.breakdown],
            text=why.strip(),
            person=actor.person,
            post=actor.row,
            at=actor.at,
        )
        for key, why in returned.items()
    )
