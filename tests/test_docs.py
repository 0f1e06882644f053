"""Docs tested like code: links lead somewhere, generated pages are fresh, and the how-to pages do what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PLAN_112, ROOT
from tests.support.registers import write_register
from thuocdo.planfiles.load import load_plan

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "orgunits/README.md"]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert not broken


def test_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/make_reference.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def blocks(page: str) -> list[str]:
    return BLOCK.findall((ROOT / "docs/how-to" / page).read_text(encoding="utf-8"))


def test_the_smallest_plan_of_the_how_to_loads(tmp_path: Path) -> None:
    plan, measures, forms = blocks("add-a-plan.md")
    folder = tmp_path / "plans" / "my_plan"
    folder.mkdir(parents=True)
    write_register({"districts": 2, "communes": 4}, tmp_path / "orgunits" / "vn")
    (folder / "plan.yaml").write_text(plan.replace('"38"', '"T"'), encoding="utf-8")
    (folder / "measures.yaml").write_text(measures, encoding="utf-8")
    (folder / "forms.yaml").write_text(forms, encoding="utf-8")
    assert list(load_plan(folder).plan.targets) == ["communes_with_lighting"]


def test_the_indicator_and_target_of_the_how_to_load_in_the_real_plan(tmp_path: Path) -> None:
    element, indicator, target = blocks("add-an-indicator.md")
    folder = tmp_path / "plan"
    shutil.copytree(PLAN_112, folder)
    measures = (folder / "measures.yaml").read_text(encoding="utf-8")
    measures = measures.replace("elements:\n", "elements:\n" + element, 1).replace(
        "indicators:\n", "indicators:\n" + indicator, 1
    )
    (folder / "measures.yaml").write_text(measures, encoding="utf-8")
    plan = (folder / "plan.yaml").read_text(encoding="utf-8").replace("targets:\n", "targets:\n" + target, 1)
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    forms = (folder / "forms.yaml").read_text(encoding="utf-8")
    forms = forms.replace("[denunciations_received,", "[hotline_calls, denunciations_received,")
    (folder / "forms.yaml").write_text(forms, encoding="utf-8")
    assert "districts_settling" in load_plan(folder, ROOT / "orgunits/vn").plan.targets


def test_the_check_of_the_how_to_is_one_of_the_plans() -> None:
    (check,) = blocks("add-a-check.md")
    name = re.search(r"check: (\w+)", check)
    assert name is not None
    assert name[1] in load_plan(PLAN_112).plan.checks


@pytest.mark.parametrize(
    "key", ["at_least", "between", "hold", "none_new", "reduce_by", "graded_by", "reviewed_by", "done_by"]
)
def test_every_standard_is_explained(key: str) -> None:
    assert f"`{key}" in (ROOT / "docs/reference/targets.md").read_text(encoding="utf-8")


def test_nothing_names_a_workplace() -> None:
    """No path of a machine, no host of a package store but the public ones in the lock."""
    files = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    words = ("/wo" + "rk/", "farm-" + "studio", "farm-" + "bench", "/opt/" + "pypi")
    found = [
        name
        for name in files
        if (ROOT / name).is_file() and name != "uv.lock"
        if any(word in (ROOT / name).read_text(encoding="utf-8", errors="ignore") for word in words)
    ]
    assert not found
