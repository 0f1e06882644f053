"""Whatever a value of a plan is changed to, it is told or it loads: no traceback, and no sentence with a hole."""

from __future__ import annotations

import copy
import random
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.support.misspelling import Plainly
from tests.support.mistakes import BASE
from thuocdo.answers.checking import check_plan
from thuocdo.core.wording import told
from thuocdo.wording import LANGUAGES, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = ["plan.yaml", "measures.yaml", "forms.yaml", "checks.yaml", "carry_over.yaml"]
STRANGE = [
    -1, 0, 10**20, "", None, [], {}, [[]], [1, 2], {"a": "b"}, True, "2017-02-30", "0000", "9999-12-31", "x",
    "province", "Ế", "sum(", "count(communes)", "not kept_up", "sessions", "X005", "2999", 20200,
]  # fmt: skip
EACH = 60
Step = str | int


def paths(data: Any, at: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Every path in the data."""
    yield at
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in pairs:
        yield from paths(inner, (*at, step))


def changed(data: Any, at: tuple[Step, ...], value: Any) -> Any:
    """A copy with one value changed."""
    if not at:
        return value
    made = copy.deepcopy(data)
    here = made
    for step in at[:-1]:
        here = here[step]
    here[at[-1]] = value
    return made


@pytest.mark.parametrize("file", FILES)
def test_no_change_of_a_value_makes_a_traceback(file: str, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(BASE, folder)
    data = yaml.safe_load((BASE / file).read_text(encoding="utf-8"))
    places, draw = list(paths(data)), random.Random(file)
    for _ in range(EACH):
        at, value = draw.choice(places), draw.choice(STRANGE)
        text = yaml.dump(changed(data, at, value), Dumper=Plainly, sort_keys=False, allow_unicode=True)
        (folder / file).write_text(text, encoding="utf-8")
        for problem in check_plan(folder):
            for language in LANGUAGES:
                for sentence in told(catalogue(language), problem.code, problem.details):
                    hole = re.search(r"^$|^\s|\s$|  |\(\)|: \)|\bNone\b|Phrase", sentence.split("\n")[0])
                    assert hole is None, f"{at} = {value!r}: {problem.code} {sentence}"
