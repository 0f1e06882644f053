"""Orgunits on a day, and what became of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.planfiles.registers import read_register

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.core.orgunits import OrgUnit, Register

PACKAGED = Path(__file__).parent.parent / "_data" / "orgunits" / "vn"
IN_REPOSITORY = Path(__file__).parent.parent.parent.parent / "orgunits" / "vn"


def default_register() -> Path:
    """The project's own register of administrative units: in an installed package, or in a checkout."""
    return PACKAGED if PACKAGED.exists() else IN_REPOSITORY


def orgunits(path: Path | None, on: date, of: str | None = None) -> list[OrgUnit]:
    """All orgunits of a day, or those in a subtree; parents before children.

    :raises Refused: the register cannot be read, or has no such code on that day
    """
    register = _read(path)
    on_map = register.on(on)
    tops = (
        [_known(register, of, on)] if of is not None else [u for u in on_map.by_code.values() if u.parent_code is None]
    )
    found = [unit for top in tops for unit in on_map.walk(top)]
    return sorted(found, key=lambda unit: (unit.level, unit.code))


def became(path: Path | None, code: str, on: date) -> list[OrgUnit]:
    """The orgunits of a day that stand on the ground of those that ever had the code before."""
    register = _read(path)
    versions = [unit for unit in register.by_code.get(code, ()) if unit.valid_from <= on]
    if not versions:
        raise Refused([Problem("QUESTION-004", Place("--became"), {"given": code, "day": on})])
    found = {share.orgunit: None for version in versions for share in register.shares(version, on)}
    return sorted(found, key=lambda unit: (unit.level, unit.code))


def _read(path: Path | None) -> Register:
    if path is not None and not path.exists():
        raise Refused([Problem("PLAN-009", Place("--register"), {"path": str(path)})])
    return read_register(path or default_register())


def _known(register: Register, code: str, on: date) -> OrgUnit:
    found = register.on(on).by_code.get(code)
    if found is None:
        raise Refused([Problem("QUESTION-004", Place("--of"), {"given": code, "day": on})])
    return found
