"""Posts hold roles, people hold posts. What a role may do is data, told here once for every door.

A post stands for one or several orgunits and offices; whoever holds it acts in them and in all below. The
police's and the support services' figures are the business of posts that carry those offices, and of no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from thuocdo.core.elements import Visibility

if TYPE_CHECKING:
    from thuocdo.core.elements import Element, Form
    from thuocdo.core.orgunits import OrgMap, OrgUnit


class Act(StrEnum):
    """What people do."""

    ENTER = "enter"
    TRANSCRIBE = "transcribe"
    ENTER_FOR = "enter_for"
    REVIEW = "review"
    PUBLISH = "publish"
    REMIND = "remind"
    READ = "read"
    SCORE = "score"
    AUDIT = "audit"
    ADMINISTER = "administer"
    LOOK_AFTER = "look_after"
    REORGANISE = "reorganise"


class Role(StrEnum):
    """The roles of an office (design.md §11)."""

    COMMUNE_ENTRY = "commune_entry"
    DISTRICT_ENTRY = "district_entry"
    DISTRICT_REVIEW = "district_review"
    PROVINCE_ENTRY = "province_entry"
    PROVINCE_REVIEW = "province_review"
    PROVINCE_PUBLISH = "province_publish"
    TEAM_178_SECRETARY = "team_178_secretary"
    EMULATION = "emulation"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


_MAY: dict[Role, frozenset[Act]] = {
    Role.COMMUNE_ENTRY: frozenset({Act.ENTER, Act.READ}),
    Role.DISTRICT_ENTRY: frozenset({Act.ENTER, Act.TRANSCRIBE, Act.ENTER_FOR, Act.READ}),
    Role.DISTRICT_REVIEW: frozenset({Act.REVIEW, Act.REMIND, Act.READ, Act.LOOK_AFTER, Act.AUDIT}),
    Role.PROVINCE_ENTRY: frozenset({Act.ENTER, Act.TRANSCRIBE, Act.ENTER_FOR, Act.READ}),
    Role.PROVINCE_REVIEW: frozenset({Act.REVIEW, Act.REMIND, Act.READ, Act.REORGANISE, Act.LOOK_AFTER, Act.AUDIT}),
    Role.PROVINCE_PUBLISH: frozenset({Act.PUBLISH, Act.READ}),
    Role.TEAM_178_SECRETARY: frozenset({Act.ENTER, Act.READ}),
    Role.EMULATION: frozenset({Act.SCORE, Act.READ}),
    Role.LEADER: frozenset({Act.READ}),
    Role.AUDITOR: frozenset({Act.AUDIT, Act.READ}),
    Role.ADMINISTRATOR: frozenset({Act.ADMINISTER, Act.LOOK_AFTER, Act.AUDIT}),
}

_GIVES: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.PROVINCE_REVIEW: frozenset(
        {Role.DISTRICT_ENTRY, Role.DISTRICT_REVIEW, Role.COMMUNE_ENTRY, Role.TEAM_178_SECRETARY}
    ),
    Role.DISTRICT_REVIEW: frozenset({Role.COMMUNE_ENTRY, Role.TEAM_178_SECRETARY}),
}
"""Whose posts and accounts a role looks after: the level above those below it, the administrator everybody's."""

_NEEDS_SECOND_FACTOR = frozenset(Role) - {Role.COMMUNE_ENTRY, Role.DISTRICT_ENTRY, Role.TEAM_178_SECRETARY, Role.LEADER}

_SEES_RESTRICTED = frozenset(
    {
        Role.DISTRICT_ENTRY,
        Role.DISTRICT_REVIEW,
        Role.PROVINCE_ENTRY,
        Role.PROVINCE_REVIEW,
        Role.PROVINCE_PUBLISH,
        Role.COMMUNE_ENTRY,
        Role.TEAM_178_SECRETARY,
    }
)
"""Roles that meet restricted counts in their own offices' forms. A leader, an auditor, the emulation council and the
administrator read none unless a post says so."""

EVERY_OFFICE = "*"


@dataclass(frozen=True)
class Post:
    """A post: its role, the orgunits it stands for, and the offices whose forms are its business.

    >>> post = Post("1", Role.LEADER, ("M",), (EVERY_OFFICE,))
    >>> post.may(Act.READ), post.may(Act.REVIEW), post.needs_second_factor
    (True, False, False)
    """

    id: str
    role: Role
    orgunits: tuple[str, ...]
    offices: tuple[str, ...]
    reads_restricted: bool = False

    def may(self, act: Act) -> bool:
        """Whether the role does such things at all."""
        return act in _MAY[self.role]

    @property
    def needs_second_factor(self) -> bool:
        """Reviewers and above sign in with a second factor."""
        return self.role in _NEEDS_SECOND_FACTOR

    def holds_office(self, office: str) -> bool:
        """Whether an office's forms are this post's business."""
        return EVERY_OFFICE in self.offices or office in self.offices

    def stands_for(self, unit: OrgUnit) -> bool:
        """Whether the orgunit itself is one of the post's."""
        return unit.code in self.orgunits

    def stands_above(self, unit: OrgUnit, on_map: OrgMap) -> bool:
        """Whether the orgunit lies in the subtree of one of the post's, itself included."""
        return any(above.code in self.orgunits for above in on_map.path(unit))

    def looks_after(self, other: Post, on_map: OrgMap) -> bool:
        """Whether the other post, and who holds it, are this post's to look after.

        The administrator looks after every post in its subtree; a reviewer after those strictly below.
        """
        if other.role not in _GIVES.get(self.role, frozenset()):
            return False
        known = [unit for code in other.orgunits if (unit := on_map.by_code.get(code)) is not None]
        if self.role is Role.ADMINISTRATOR:  # also of what has ended: somebody has to close it
            return all(self.stands_above(unit, on_map) for unit in known)
        below = all(self.stands_above(unit, on_map) and not self.stands_for(unit) for unit in known)
        return below and len(known) == len(other.orgunits) > 0

    @property
    def gives(self) -> frozenset[Role]:
        """The roles of posts that it makes and gives."""
        return _GIVES.get(self.role, frozenset())

    def sees(self, form: Form, sender: OrgUnit, on_map: OrgMap) -> bool:
        """Whether the post may read a submission of the form from the sender."""
        return (
            self.may(Act.READ) and self.stands_above(sender, on_map) and (self.holds_office(form.office[sender.level]))
        )

    def sees_value(self, element: Element, form: Form, unit: OrgUnit) -> bool:
        """Whether the post may read an element's value for an orgunit: restricted ones only where it is its work."""
        if element.visibility_at(unit.level) is not Visibility.RESTRICTED:
            return True
        office = form.office.get(unit.level) or next(iter(form.office.values()))
        return self.reads_restricted or (self.role in _SEES_RESTRICTED and self.holds_office(office))


def reviewer_of(sender: OrgUnit, on_map: OrgMap) -> OrgUnit:
    """Who accepts what an orgunit sends: the one directly above it; the top's own is accepted there, by another person.

    Where no district level exists any more, a commune's superior is the province: the map says so.
    """
    path = on_map.path(sender)
    return path[1] if len(path) > 1 else sender
