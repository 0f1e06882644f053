"""sample.yaml: how a plan's sample is made. What offices typically report, how reports come in, what goes wrong."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.planfiles.types import Entry, Id, Number, PeriodId
from thuocdo.planfiles.validate import Problems, validated
from thuocdo.planfiles.yamltree import read_yaml
from thuocdo.sample.sense import check_sense

if TYPE_CHECKING:
    from pathlib import Path

    from thuocdo.core.plan import Plan


class Fates(Entry):
    """Shares of reports that come late, come not at all, wait, come back, are corrected, or come first as an ước."""

    late: Number
    missing: Number
    waiting: Number
    returned: Number
    returned_and_left: Number
    corrected: Number
    uoc: Number = Fraction(0)


class FormFates(Fates):
    """The fates of one form, where they differ."""

    form: Id


class Part(Entry):
    """A part of a whole: what it is drawn from, and the share drawn."""

    of: list[str]
    share: Number | None = None
    less: list[str] = []


class Move(Entry):
    """A yearly move from one choice to another; ``sets`` names the yes/no element that tells of it."""

    from_: Id = Field(alias="from")
    to: Id
    share: Number
    sets: Id | None = None


class States(Entry):
    """A choice that lives on from year to year."""

    start: dict[Id, int]
    otherwise: Id
    moves: list[Move]
    open: dict[Id, Number] = {}


class Reach(Entry):
    """The share of orgunits that do something at all, by year; who is in stays in. One ``group``, one fate."""

    group: str | None = None
    years: dict[
        Annotated[int, BeforeValidator(lambda v: int(v) if isinstance(v, str) and v.isdecimal() else v)], Number
    ]


class ElementEntry(Entry):
    """How the values of one element are made."""

    element: Id
    typical: Number | None = None
    levels: dict[Literal["province", "district", "commune"], Number] = {}
    spread: Number = Fraction(0)
    grows: Number = Fraction(0)
    times: int = 1
    reach: Reach | None = None
    per: str | None = None
    part: Part | None = None
    balance: dict[Literal["plus", "minus"], list[str]] | None = None
    states: States | None = None
    set_by: Id | None = None
    choices: dict[Id, Number] | None = None
    shares: dict[str, Number] | None = None
    applies_if: str | None = None
    steady: bool = False
    why: str | None = None


class SeededError(Entry):
    """A kind of error that real offices make, put into so many accepted reports; ``check`` is to find it."""

    seed: Id
    check: Id
    says: str
    count: int
    element: Id | None = None
    becomes: str | None = None
    where: str | None = None
    periods: list[PeriodId] = []
    merged_only: bool = False
    copies: Literal["previous year", "previous period"] | None = None


class SampleFile(Entry):
    """sample.yaml."""

    province: str
    issuer: str
    number: str
    behaviour: Fates
    forms: list[FormFates] = []
    elements: list[ElementEntry]
    seeded_errors: list[SeededError] = []


def read_scenario(folder: Path, plan: Plan | None = None) -> SampleFile:
    """The scenario of a plan folder; held against the plan where one is given.

    :raises Refused: there is none, or with everything wrong in it
    """
    path = folder / "sample.yaml"
    if not path.exists():
        raise Refused([Problem("QUESTION-008", Place.whole(path), {})])
    file, problems = read_yaml(path), Problems()
    problems.found += file.problems
    told = validated(file, SampleFile, problems) if not file.problems else None
    if told is not None and plan is not None:
        check_sense(file, told, plan, problems)
    if told is None or problems.found:
        raise Refused(problems.found)
    return told
