"""The plan and the register in force, read from the texts that the store keeps."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.planfiles.load import load_plan
from thuocdo.store.models import PlanVersion, RegisterVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thuocdo.planfiles.load import PlanFolder


def in_force() -> tuple[int, int]:
    """The numbers of the plan's and the register's versions in force; 0 where there is none yet."""
    plan = PlanVersion.objects.order_by("-number").values_list("number", flat=True).first()
    register = RegisterVersion.objects.order_by("-number").values_list("number", flat=True).first()
    return plan or 0, register or 0


@lru_cache(maxsize=4)
def folder(plan: int, register: int) -> PlanFolder:
    """The plan and register of two versions, checked anew when first read.

    :raises Refused: nothing was taken in yet (OFFICE-001)
    """
    if not plan or not register:
        raise Refused([Problem("OFFICE-001", Place("office"))])
    with tempfile.TemporaryDirectory(prefix="thuocdo-") as made:
        home = Path(made)
        lay(home / "plan", PlanVersion.objects.get(number=plan).files)
        lay(home / "register", RegisterVersion.objects.get(number=register).files)
        return load_plan(home / "plan", home / "register")


def lay(home: Path, files: Mapping[str, str]) -> None:
    """Write texts out as a folder, for whoever reads folders."""
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def texts(home: Path) -> dict[str, str]:
    """The texts of a folder's files by name: what of a plan or a register is worth keeping."""
    wanted = sorted(path for path in home.rglob("*") if path.is_file() and path.suffix in {".yaml", ".csv"})
    return {str(path.relative_to(home)): path.read_text(encoding="utf-8-sig") for path in wanted}
