"""What a submission is held against: rules, copied figures, figures outside their own history.

Strengths: an *error* is only what cannot be true; a *question* wants a reason; a *note* informs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from thuocdo.core.elements import Words
    from thuocdo.core.errors import Strength
    from thuocdo.core.formulas import Node
    from thuocdo.core.orgunits import Level


@dataclass(frozen=True)
class Copied:
    """Non-zero flows equal to those of an earlier period, in at least so many cells."""

    since: str  # "previous period" or "previous year"
    at_least: int


@dataclass(frozen=True)
class OutsideHistory:
    """A value so many times above (or below) the median of the orgunit's own earlier ones."""

    elements: tuple[str, ...]
    times: Fraction
    periods: int
    at_least: Fraction


@dataclass(frozen=True)
class Check:
    """One rule of checks.yaml, looked at for every submission of its form (``level``: of that level only)."""

    id: str
    form: str
    strength: Strength
    says: Words
    rule: Node | None = None
    copied: Copied | None = None
    outside_history: OutsideHistory | None = None
    level: Level | None = None
    cap: tuple[str, str] | None = None
    """(smaller, larger) where the rule says that one element never exceeds another: it binds in bounds."""
