"""Taking in a plan, a register, or a checked file of values: how an office is filled for the first time."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from thuocdo.answers.office import library
from thuocdo.core.orgunits import FOREVER
from thuocdo.planfiles.load import load_plan
from thuocdo.store import models
from thuocdo.store.actor import acting

if TYPE_CHECKING:
    from pathlib import Path

    from thuocdo.core.orgunits import Register
    from thuocdo.planfiles.load import PlanFolder


def take_in_plan(path: Path, *, register: Path | None = None, by: models.Person | None = None) -> PlanFolder:
    """Take in a plan folder and its register as the versions in force; what is the same already stays.

    :raises Refused: with every problem of the folder
    """
    folder = load_plan(path, register)
    with acting(by.get_username() if by else ""), transaction.atomic():
        _take(models.PlanVersion, folder.plan.id, _plan_texts(folder), by, {})
        texts = library.texts(folder.register_path)
        _take(models.RegisterVersion, folder.register.id, texts, by, {"root": folder.plan.root})
        lay_orgunits(folder.register)
    return folder


def _plan_texts(folder: PlanFolder) -> dict[str, str]:
    """The files that are the plan: not its worked cases, nor how a sample of it is made."""
    return {name: (folder.path / name).read_text(encoding="utf-8-sig") for name in folder.files}


def _take(
    model: type[models.PlanVersion | models.RegisterVersion],
    name: str,
    files: dict[str, str],
    by: models.Person | None,
    more: dict[str, object],
) -> None:
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    last = model.objects.order_by("-number").first()
    if last is not None and last.digest == digest:
        return
    number = last.number + 1 if last else 1
    model.objects.create(
        number=number, name=name, files=files, digest=digest, taken_at=timezone.now(), taken_by=by, **more
    )


def lay_orgunits(register: Register) -> None:
    """The register's orgunits as rows: new ones are added, an end that became known is filled in."""
    models.OrgUnit.objects.bulk_create(
        [
            models.OrgUnit(
                code=unit.code,
                valid_from=unit.valid_from,
                valid_to=None if unit.valid_to == FOREVER else unit.valid_to,
                name=unit.name,
                type=unit.type,
                level=int(unit.level),
                parent_code=unit.parent_code or "",
            )
            for unit in register.units
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["code", "valid_from"],
        update_fields=["valid_to", "name", "type", "level", "parent_code"],
    )
