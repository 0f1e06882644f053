"""What is wrong with a plan folder, or, where nothing is, what in it cannot all be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.core.errors import Refused
from thuocdo.planfiles.consistency import notes
from thuocdo.planfiles.load import load_plan

if TYPE_CHECKING:
    from pathlib import Path

    from thuocdo.core.errors import Problem


def check_plan(folder: Path, register: Path | None = None) -> list[Problem]:
    """Errors if there are any, else notes; in the order of their places."""
    try:
        return notes(load_plan(folder, register))
    except Refused as refused:
        return sorted(refused.problems, key=lambda problem: problem.place)
