"""Sending what meets an obligation. Each sending is a version that never changes; what is wrong is told all at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from thuocdo.actions.actor import refused
from thuocdo.actions.free_text import traces
from thuocdo.actions.record import changed, one_act
from thuocdo.answers.office.holding import held
from thuocdo.answers.office.owing import as_core
from thuocdo.core.errors import Place, Problem, Refused, Strength
from thuocdo.core.posts import Act
from thuocdo.store import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thuocdo.actions.actor import Actor
    from thuocdo.answers.office.holding import CellKey, Held, Told
    from thuocdo.answers.office.office import Office
    from thuocdo.core.findings import Finding

RECEIPT = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not taken for one another when read over the telephone."""


@dataclass(frozen=True)
class Reason:
    """Why an answer that a check asks about is right: a choice of the list, from district up in words too."""

    choice: str
    text: str = ""


@dataclass(frozen=True)
class Sending:
    """What is sent: the answers, the reasons for what checks ask, and how it came."""

    told: Mapping[CellKey, Told]
    reasons: Mapping[tuple[str, str], Reason] = field(default_factory=dict)
    """By check and subject's code."""
    channel: str = "web"
    because: str = ""
    letter: models.Document | None = None
    told_by: str = ""
    evidence: Mapping[CellKey, models.Document] = field(default_factory=dict)


def submit(actor: Actor, office: Office, row: models.Obligation, sending: Sending) -> models.Version:
    """Send what meets an obligation.

    :raises Refused: it is not the actor's to send (OFFICE-010 to 014), it is ended (OFFICE-020), a correction says no
        reason (OFFICE-021), cells are wrong or empty (OFFICE-03x, VALUE-01x), a check forbids (OFFICE-033) or asks
        and got no reason (OFFICE-034), a text names somebody (OFFICE-250)
    """
    must_be_ones_own(actor, office, row)
    if row.ended_on is not None:
        raise refused("OFFICE-020", "obligation", resolution=row.ended_by)
    found = held(office, as_core(office, row), sending.told)
    _must_hold(found, sending)
    before = models.Version.objects.filter(submission__obligation=row).order_by("-number").first()
    if before is not None and not sending.because and before.values.filter(accepted_on__isnull=False).exists():
        raise refused("OFFICE-021", "because")
    return write_version(actor, row, sending, before)


def must_be_ones_own(actor: Actor, office: Office, row: models.Obligation) -> None:
    """The form is the business of the actor's post, and the sender one of its orgunits.

    :raises Refused: OFFICE-011, OFFICE-012 (another place), OFFICE-013 (another office's form)
    """
    actor.must(Act.ENTER)
    sender = office.orgunit(row.sender)
    if not actor.post.stands_for(sender):
        raise refused("OFFICE-012", "orgunit", orgunit=sender.name, post=actor.row.title)
    if not actor.post.holds_office(row.office):
        raise refused("OFFICE-013", "office", office=office.plan.offices[row.office].name, post=actor.row.title)


def _must_hold(found: Held, sending: Sending) -> None:
    """Everything that stands against it, at once."""
    problems = list(found.problems)
    problems += [_told("OFFICE-033", one) for one in found.of(Strength.ERROR)]
    asked = (one for one in found.of(Strength.QUESTION) if (one.check.id, one.orgunit.code) not in sending.reasons)
    problems += [_told("OFFICE-034", one) for one in asked]
    words = {f"{check}|{code}": reason.text for (check, code), reason in sending.reasons.items()}
    problems += traces({"because": sending.because, "told_by": sending.told_by, **words})
    if problems:
        raise Refused(problems)


def _told(code: str, one: Finding) -> Problem:
    return Problem(code, Place(f"{one.check.id}|{one.orgunit.code}"), {"says": one.check.says})


def write_version(
    actor: Actor, row: models.Obligation, sending: Sending, before: models.Version | None
) -> models.Version:
    """Write the next version of a submission and everything that belongs to it: one act."""
    about = f"obligation:{row.pk}"
    with one_act(actor, "submit", about, orgunit=row.sender.code) as line:
        submission = before.submission if before else _begun(row)
        number = before.number + 1 if before else 1
        version = models.Version.objects.create(
            submission=submission,
            number=number,
            submitted_at=actor.at,
            submitted_on=actor.today,
            person=actor.person,
            post=actor.row,
            channel=sending.channel,
            letter=sending.letter,
            told_by=sending.told_by,
            because=sending.because,
        )
        _write_cells(version, sending)
        models.Draft.objects.filter(obligation=row).delete()
        changed(submission, number, "submitted", actor.at)
        line.after = {"code": submission.code, "version": number, "cells": len(sending.told)}
    return version


def _begun(row: models.Obligation) -> models.Submission:
    code = "".join(secrets.choice(RECEIPT) for _ in range(8))
    return models.Submission.objects.create(
        code=f"{code[:4]}-{code[4:]}",
        obligation=row,
        form=row.form,
        period=row.period,
        sender=row.sender,
        office=row.office,
    )


def _write_cells(version: models.Version, sending: Sending) -> None:
    """The values, the reasons and the evidence of a version."""
    items, subjects = items_by_key(), subjects_of(version, {key.subject for key in sending.told})
    models.Value.objects.bulk_create(
        models.Value(
            version=version,
            subject=subjects[key.subject],
            item_id=items[key.element, key.breakdown],
            value=told.value,
            absence=told.absence,
            kind=told.kind.value,
        )
        for key, told in sending.told.items()
    )
    models.GivenReason.objects.bulk_create(
        models.GivenReason(
            version=version, check_id=check, subject=subjects[code], choice=reason.choice, text=reason.text
        )
        for (check, code), reason in sending.reasons.items()
    )
    models.Evidence.objects.bulk_create(
        models.Evidence(
            version=version,
            subject=subjects[key.subject],
            item_id=items[key.element, key.breakdown],
            document=document,
        )
        for key, document in sending.evidence.items()
    )


def items_by_key() -> dict[tuple[str, str], int]:
    """The ids of items by element and category."""
    return {(element, breakdown): pk for pk, element, breakdown in models.Item.objects.values_list()}


def subjects_of(version: models.Version, codes: set[str]) -> dict[str, models.OrgUnit]:
    """The orgunits of some codes on the last day of the version's period."""
    row = version.submission.obligation
    assert row is not None
    found = models.OrgUnit.objects.filter(code__in=codes, valid_from__lte=row.last_day).order_by("valid_from")
    return {unit.code: unit for unit in found}
