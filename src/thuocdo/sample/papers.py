"""The sample's plan folder: the plan's own YAML with everything real taken out of it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from thuocdo.core.orgunits import Register
    from thuocdo.sample.places import Fiction
    from thuocdo.sample.scenario import SampleFile

COPIED = ("plan.yaml", "measures.yaml", "forms.yaml", "checks.yaml", "carry_over.yaml", "reports.yaml", "sample.yaml")
HEADER = "# SỐ LIỆU MẪU · synthetic sample: a fictional province; nothing here is real.\n"


def write_plan(source: Path, target: Path, register: Register, made: Fiction, scenario: SampleFile) -> None:
    """Copy the plan's files without its cases and published figures, every real name and code replaced."""
    target.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        path = source / name
        if path.exists():
            text = fictional(path.read_text(encoding="utf-8"), register, made)
            if name == "plan.yaml":
                text = _headed(text, made, scenario)
            if name == "reports.yaml":
                text = _letterheads(text, scenario)
            (target / name).write_text(HEADER + text, encoding="utf-8")


def fictional(text: str, register: Register, made: Fiction) -> str:
    """A text without a real name or code: names become "Mẫu", quoted codes their fictional ones."""
    for name in sorted(real_names(register), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "Mẫu", text)
        text = re.sub(rf"(?<![a-z]){snake(name)}(?![a-z])", "mau", text)
    for real, code in made.codes.items():
        text = text.replace(f'"{real}"', f'"{code}"')
    return text


def real_names(register: Register) -> set[str]:
    """Every name of the register, without its type."""
    return {unit.name.removeprefix(unit.type).strip() for unit in register.units}


def snake(name: str) -> str:
    """A name as an identifier would spell it.

    >>> snake("Thường Xuân")
    'thuong_xuan'
    """
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    return re.sub(r"\W+", "_", letters).strip("_")


def _headed(text: str, made: Fiction, scenario: SampleFile) -> str:
    """The head of plan.yaml: its own register, the mark of synthetic data, and the sample's issuer and number."""
    text = re.sub(r"^register:.*$", f'register: {{path: ../orgunits, root: "{made.root}"}}', text, flags=re.MULTILINE)
    text = re.sub(r"^synthetic:.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(calendar:.*)$", r"\1\nsynthetic: true", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^(\s+)number: .*$", rf"\1number: {scenario.number}", text, flags=re.MULTILINE)
    return re.sub(r"^(\s+)issued_by: .*$", rf"\1issued_by: {scenario.issuer}", text, flags=re.MULTILINE)


def _letterheads(text: str, scenario: SampleFile) -> str:
    """The letterheads of reports.yaml: every body is the sample's issuer, stands under nobody and writes to nobody."""
    text = re.sub(r"^    (superior|address|recipients): ?.*\n(      .*\n)*", "", text, flags=re.MULTILINE)
    text = re.sub(r"^    name: .*$", f"    name: {scenario.issuer}", text, flags=re.MULTILINE)
    return re.sub(r"^    symbol: .*$", f"    symbol: BC-{scenario.number}", text, flags=re.MULTILINE)
