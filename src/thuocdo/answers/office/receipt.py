"""A receipt: one version as it was sent, for whoever may see it, with its short code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.answers.office.holding import CellKey, cell_of
from thuocdo.answers.office.owing import as_core, standing_of
from thuocdo.store import models

if TYPE_CHECKING:
    from thuocdo.answers.office.office import Office
    from thuocdo.core.elements import Element, Words
    from thuocdo.core.obligations import Obligation, Progress
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.posts import Post


@dataclass(frozen=True)
class Line:
    """One answer that was sent; ``value`` is None where the reader's post may not see it."""

    subject: OrgUnit
    element: Element
    category: Words | None
    value: models.Value | None


@dataclass(frozen=True)
class Receipt:
    """A version with its answers, reasons and documents."""

    owed: Obligation
    progress: Progress
    version: models.Version
    versions: tuple[models.Version, ...]
    lines: tuple[Line, ...]
    reasons: tuple[tuple[Words, models.GivenReason], ...]
    evidence: tuple[models.Evidence, ...]

    @property
    def is_latest(self) -> bool:
        """Whether no later version was sent."""
        return self.version == self.versions[-1]


def receipt_of(office: Office, post: Post, row: models.Obligation, number: int | None = None) -> Receipt | None:
    """The receipt of a version, the latest unless told; None where nothing was sent or the post may not see it."""
    owed = as_core(office, row)
    if not post.sees(owed.form, owed.sender, office.register.on(row.last_day)):
        return None
    versions = tuple(models.Version.objects.filter(submission__obligation=row).order_by("number"))
    if not versions:
        return None
    version = next((one for one in versions if one.number == number), versions[-1])
    checks = office.plan.checks
    reasons = [(checks[one.check_id].says, one) for one in version.reasons.all() if one.check_id in checks]
    evidence = version.evidence.select_related("document", "item", "subject")
    lines = tuple(_lines(office, post, owed, version))
    return Receipt(owed, standing_of(office, row), version, versions, lines, tuple(reasons), tuple(evidence))


def _lines(office: Office, post: Post, owed: Obligation, version: models.Version) -> list[Line]:
    sent = {
        CellKey(one.subject.code, one.item.element, one.item.breakdown): one
        for one in version.values.select_related("subject", "item")
    }
    on_map = office.register.on(owed.period.last_day)
    lines = []
    for key in cell_of(office, owed):
        element, subject = office.plan.elements[key.element], on_map.by_code[key.subject]
        category = element.breakdown.names[key.breakdown] if element.breakdown and key.breakdown else None
        value = sent.get(key) if post.sees_value(element, owed.form, owed.sender) else None
        lines.append(Line(subject, element, category, value))
    return lines
