"""The walls that import-linter cannot see: no clock, no files, no floats in the core; a short tail."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = sorted((ROOT / "src/thuocdo/core").rglob("*.py"))
ALL = sorted(p for p in (ROOT / "src/thuocdo").rglob("*.py") if p.parent.name != "migrations")
FORBIDDEN_IMPORTS = {
    "os",
    "sys",
    "io",
    "pathlib",
    "time",
    "csv",
    "json",
    "sqlite3",
    "urllib",
    "subprocess",
    "threading",
}
CLOCKS = {"today", "now", "utcnow", "time"}
LONGEST_FILE = 520
LONGEST_FUNCTION = 75


def names_imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_core_opens_no_file_and_reads_no_clock(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not names_imported(tree) & FORBIDDEN_IMPORTS
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    opened = [f.id for f in calls if isinstance(f, ast.Name) and f.id in ("open", "print", "input", "eval", "exec")]
    clocks = [f.attr for f in calls if isinstance(f, ast.Attribute) and f.attr in CLOCKS]
    assert not opened
    assert not clocks


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_core_reckons_without_floats(path: Path) -> None:
    """Infinity for "no bound", and writing a decimal out, are the only floats."""
    allowed = {"verdicts.py", "written.py", "judge.py"}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    floats = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, float)]
    casts = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "float"
    ]
    assert not floats
    assert path.name in allowed or not casts


def test_every_public_name_has_a_docstring() -> None:
    missing = []
    for path in ALL:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                missing.append(f"{path.name}: {node.name}")
        if not ast.get_docstring(tree):
            missing.append(path.name)
    assert not missing


def test_the_tail_stays_short() -> None:
    long_files = [(p.name, n) for p in ALL if (n := p.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE]
    long_functions = [
        (path.name, node.name, node.end_lineno - node.lineno + 1)
        for path in ALL
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long_files
    assert not long_functions


def test_no_field_for_a_person() -> None:
    """Counts, never persons: no plan asks for a name, an identity number, a birth date, an address or a telephone."""
    words = (
        "họ tên",
        "họ và tên",
        "cmnd",
        "cccd",
        "ngày sinh",
        "năm sinh",
        "địa chỉ",
        "điện thoại",
        "full name",
        "birth",
    )
    for path in sorted((ROOT / "plans").rglob("measures.yaml")) + sorted((ROOT / "plans").rglob("forms.yaml")):
        text = path.read_text(encoding="utf-8").lower()
        assert not [word for word in words if word in text], path
