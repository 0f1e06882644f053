"""A misspelt key is refused on every level of every file, with the right one named."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.support.misspelling import batches, everything, misspelt, renamed, written
from tests.support.mistakes import BASE
from thuocdo.core.errors import Refused
from thuocdo.planfiles.load import FILES, load_plan
from thuocdo.planfiles.registers import read_register
from thuocdo.planfiles.schema_register import RegisterFile
from thuocdo.planfiles.validate import Problems, validated
from thuocdo.planfiles.yamltree import read_yaml
from thuocdo.sample.scenario import SampleFile, read_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from thuocdo.core.errors import Problem

SCHEMAS = {**FILES, "register.yaml": RegisterFile, "sample.yaml": SampleFile}


@pytest.mark.parametrize("file", SCHEMAS)
def test_a_misspelt_key_at_every_level_is_refused_with_the_right_one_named(file: str, tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    path = tmp_path / ("orgunits/register.yaml" if file == "register.yaml" else file)
    data, keys = everything(SCHEMAS[file])
    path.write_text(written(data), encoding="utf-8")
    assert validated(read_yaml(path), SCHEMAS[file], Problems()) is not None
    wrong = []
    for batch in batches(keys):
        bad = {key: misspelt(key, keys) for key in batch}
        path.write_text(written(renamed(data, bad)), encoding="utf-8")
        lines = path.read_text(encoding="utf-8").splitlines()
        told = Counter(
            (lines[p.place.line - 1][p.place.column - 1 :].split(":")[0], p.details["key"], p.details["near"])
            for p in refused(file, tmp_path)
            if p.code == "PLAN-001"
        )
        expected = Counter((bad[key], bad[key], str(key[-1])) for key in batch)
        wrong += [f"expected {one}" for one in expected - told] + [f"told {one}" for one in told - expected]
    assert not wrong, f"(at the place, key, near), {len(keys)} keys:\n" + "\n".join(wrong)


def refused(file: str, folder: Path) -> tuple[Problem, ...]:
    try:
        if file == "sample.yaml":
            read_scenario(folder)
        elif file == "register.yaml":
            read_register(folder / "orgunits", "T")
        else:
            load_plan(folder)
    except Refused as refusal:
        return refusal.problems
    return ()
