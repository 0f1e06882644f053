"""Write docs/reference anew from the code: plan-file keys, error codes, commands, JSON Schemas, the plan's elements.

``--check`` writes nothing and ends with 1 if a page is stale.
"""

from __future__ import annotations

import json
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer.main

from thuocdo.cli.main import app
from thuocdo.planfiles.load import load_plan
from thuocdo.planfiles.schema_measures import CarryOverFile, ChecksFile, FormsFile, MeasuresFile
from thuocdo.planfiles.schema_plan import PlanFile
from thuocdo.planfiles.schema_register import RegisterFile
from thuocdo.planfiles.schema_reports import ReportsFile
from thuocdo.sample.scenario import SampleFile
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "reference"
NOTICE = "<!-- Written by scripts/make_reference.py from the code; change it there. -->\n\n"
FILES: dict[str, type[BaseModel]] = {
    "plan.yaml": PlanFile,
    "measures.yaml": MeasuresFile,
    "forms.yaml": FormsFile,
    "checks.yaml": ChecksFile,
    "carry_over.yaml": CarryOverFile,
    "reports.yaml": ReportsFile,
    "register.yaml": RegisterFile,
    "sample.yaml": SampleFile,
}


def pages() -> dict[str, str]:
    """Every generated page by its name under docs/reference."""
    made = {
        "plan-files.md": plan_files(),
        "errors.md": errors(),
        "commands.md": commands(),
        "thanh-hoa-elements.md": elements(),
    }
    for name, model in FILES.items():
        schema = json.dumps(model.model_json_schema(), ensure_ascii=False, indent=1)
        made[f"schema/{name.removesuffix('.yaml')}.schema.json"] = schema + "\n"
    board = (ROOT / "src/thuocdo/answers/board.schema.json").read_text(encoding="utf-8")
    made["schema/board.schema.json"] = board
    return made


# ---------------------------------------------------------------------------------------- plan files


def plan_files() -> str:
    lines = [
        "# Plan files",
        "",
        "A plan is a folder of YAML. Unknown keys are errors at every level; a duplicate key is an error; `no` is a word",
        "and `01` a string; codes of orgunits stand in quotes. Texts are given by language, `{vi: …, en: …}`, or as one.",
        "A period is 2017, 2017S1, 2017Q1 or 201701; a day is 2016-07-27. **Bold** keys must be there.",
        "",
        "Editors complete and check the files with the schemas in `docs/reference/schema/`. Formulas are explained in",
        "[formulas.md](formulas.md), standards and their combinations in [targets.md](targets.md).",
    ]
    for name, model in FILES.items():
        schema = model.model_json_schema()
        lines += ["", f"## {name}", "", *table(schema, schema)]
        for title, inner in schema.get("$defs", {}).items():
            if inner.get("properties"):
                text = " ".join(str(inner.get("description", "")).split())
                lines += ["", f"### {name}: {spoken(title)}", "", text, "", *table(inner, schema)]
    return NOTICE + "\n".join(lines) + "\n"


def spoken(title: str) -> str:
    """A model's name as a heading: ElementEntry → element."""
    words = title.removesuffix("Entry").removesuffix("Fields")
    return "".join(f" {c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(words))


def table(schema: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    yield "| key | holds | what it says |"
    yield "|---|---|---|"
    needed = schema.get("required", [])
    for key, value in schema.get("properties", {}).items():
        name = f"**{key}**" if key in needed else key
        text = " ".join(str(value.get("description", "")).split())
        yield f"| {name} | {kind(value, whole)} | {text} |"


def kind(value: dict[str, Any], whole: dict[str, Any]) -> str:
    """What a key holds, in a few words."""
    if "$ref" in value:
        return spoken(value["$ref"].split("/")[-1])
    if "anyOf" in value:
        parts = [kind(part, whole) for part in value["anyOf"] if part.get("type") != "null"]
        return " or ".join(dict.fromkeys(parts))
    if "enum" in value or "const" in value:
        return " · ".join(f"`{word}`" for word in value.get("enum", [value.get("const")]))
    if value.get("type") == "array":
        return f"list of {kind(value.get('items', {}), whole)}"
    if value.get("type") == "object":
        if "properties" in value and {"vi", "en"} == set(value["properties"]):
            return "text by language"
        more = value.get("additionalProperties")
        return f"mapping to {kind(more, whole)}" if isinstance(more, dict) else "mapping"
    if value.get("format") == "date":
        return "day"
    names = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    found = value.get("type")
    if isinstance(found, list):
        return "period"
    return names.get(str(found), "text")


# ---------------------------------------------------------------------------------------- errors


def errors() -> str:
    vi, en = catalogue("vi"), catalogue("en")
    codes = sorted(key.removeprefix("problem.") for key in en.texts if key.startswith("problem."))
    lines = [
        "# Error codes",
        "",
        "Every problem is one line, `file:line:column: CODE what is wrong`, then the way out. A code keeps its meaning",
        "for ever. For files of values the line is the row and the column the column's number. `NOTE-` codes stop nothing.",
    ]
    family = ""
    for code in codes:
        if code.split("-")[0] != family:
            family = code.split("-")[0]
            lines += ["", f"## {family}", "", "| code | what is wrong | way out | tiếng Việt |", "|---|---|---|---|"]
        texts = [en.texts[f"problem.{code}"], en.texts[f"way_out.{code}"], vi.texts[f"problem.{code}"]]
        cells = [text.split("\n")[0].replace("|", "\\|").replace("{did_you_mean}", "") for text in texts]
        lines.append(f"| {code} | {cells[0]} | {cells[1]} | {cells[2]} |")
    return NOTICE + "\n".join(lines) + "\n"


# ---------------------------------------------------------------------------------------- commands


def commands() -> str:
    group = typer.main.get_command(app)
    lines = ["# Commands", "", "Standard output is the answer; progress and problems go to standard error."]
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        lines += [
            "",
            f"## thuocdo {name}",
            "",
            (command.help or "").strip(),
            "",
            "| option | what it says |",
            "|---|---|",
        ]
        for parameter in command.params:
            if parameter.name == "help":
                continue
            shown = (
                parameter.metavar or parameter.name
                if parameter.param_type_name == "argument"
                else ", ".join(parameter.opts)
            )
            text = getattr(parameter, "help", None) or ""
            choices = getattr(parameter, "bare_type", None)
            if isinstance(choices, type) and issubclass(choices, Enum):
                text += " (" + " · ".join(str(choice.value) for choice in choices) + ")"
            lines.append(f"| `{shown}` | {text} |")
    return NOTICE + "\n".join(lines) + "\n"


# ---------------------------------------------------------------------------------------- the plan's elements


def elements() -> str:
    plan = load_plan(ROOT / "plans/thanh_hoa_prostitution_2016_2020").plan
    lines = [
        "# What Plan 112 collects",
        "",
        "Cells that each form asks of one sender at each level. A commune fills at most 8 cells a quarter, 20 a year, and its",
        "Team 178 at most 12 a quarter.",
        "",
        "| form | every | calendar | sent by | cells |",
        "|---|---|---|---|---|",
    ]
    for form in plan.forms.values():
        counts = []
        for level in sorted((form.about and {form.about}) or form.senders, reverse=True):
            asked = [plan.elements[e] for e in form.elements if level in plan.elements[e].levels]
            per = " for each commune" if form.about else ""
            counts.append(f"{level.word} {sum(len(element.cells) for element in asked)}{per}")
        senders = ", ".join(level.word for level in sorted(form.senders, reverse=True))
        lines.append(
            f"| {form.name['en']} (`{form.id}`) | {form.frequency.value} | {form.calendar.value} | {senders} | {'; '.join(counts)} |"
        )
    lines += [
        "",
        "| code | element | Vietnamese | English | type | stock or flow | form |",
        "|---|---|---|---|---|---|---|",
    ]
    for element in plan.elements.values():
        form_id = plan.form_of[element.id].id if element.id in plan.form_of else "(published total)"
        lines.append(
            f"| {element.code or ''} | `{element.id}` | {element.name['vi']} | {element.name['en']} | {element.type.value} "
            f"| {element.stock_or_flow.value} | {form_id} |"
        )
    return NOTICE + "\n".join(lines) + "\n"


def main() -> None:
    stale = []
    for name, text in pages().items():
        path = OUT / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        print(("stale: " if "--check" in sys.argv else "written: ") + ", ".join(stale))
    if stale and "--check" in sys.argv:
        sys.exit(1)


if __name__ == "__main__":
    main()
