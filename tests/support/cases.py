"""Worked cases: a small plan, what was reported, what is asked, and what a person worked out by hand.

given: what every case starts from; cases: - name, given (laid over), ask, expect
a value: {element: sessions, period: 2017, at: first 476, value: 1}; a longer period means all it is made of
at: all · first N · A..B (by number) · one code · a list;   state: accepted · waiting · returned · missing
sender: a code, where it is not the one that the form asks
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import yaml

from tests.support.registers import write_register
from thuocdo.core.book import Book, Question
from thuocdo.core.periods import MONTHS, Frequency, Period
from thuocdo.planfiles.load import load_plan
from thuocdo.valuefiles.read import read_values
from thuocdo.valuefiles.tables import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from thuocdo.core.elements import Element, Form
    from thuocdo.core.orgunits import OrgUnit, Register
    from thuocdo.core.plan import Plan


class Loader(yaml.SafeLoader):
    """YAML for cases: yes and no stay words."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Case:
    """One case of a file."""

    file: Path
    name: str
    whole: dict[str, Any]
    own: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.file.parent.parent.name}/{self.file.stem}: {self.name}"


def read_cases(file: Path) -> list[Case]:
    whole = yaml.load(file.read_text(encoding="utf-8"), Loader=Loader)
    return [Case(file, case["name"], whole, case) for case in whole["cases"]]


def book_of(case: Case, folder: Path) -> Book:
    """The case's plan, register and reported values, through the real loaders."""
    register = typed(case.own.get("register") or case.whole["register"])
    write_register(register, folder / "orgunits")
    plan_folder = plan_of(case, folder)
    loaded = load_plan(plan_folder, folder / "orgunits")
    plan, units = loaded.plan, loaded.register
    values = folder / "values.csv"
    write_values([*case.whole.get("given", ()), *case.own.get("given", ())], plan, units, values)
    return Book(plan, units, read_values([values], plan, units))


def plan_of(case: Case, folder: Path) -> Path:
    """The plan folder: the one that the case lies in, or the one written inside the case file."""
    if "plan" not in case.whole:
        return case.file.parent.parent
    made = folder / "plan"
    made.mkdir(parents=True, exist_ok=True)
    for part in ("plan", "measures", "forms", "checks", "carry_over"):
        text = case.own.get(part) or case.whole.get(part)
        if text is not None:
            (made / f"{part}.yaml").write_text(text, encoding="utf-8")
    return made


def typed(value: Any) -> Any:
    """Numbers and days of the register's own keys."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return int(value) if isinstance(value, str) and value.isdecimal() else value


# ---------------------------------------------------------------------------------------- what was reported


def write_values(given: list[dict[str, Any]], plan: Plan, register: Register, path: Path) -> None:
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for entry in given:
        element = plan.elements[entry["element"]]
        form = plan.form_of.get(element.id)
        for period in periods(entry["period"], plan, form):
            for unit in units_of(entry["at"], register, period, element):
                row = row_of(entry, plan, register, form, period, unit, element)
                key = (row["element"], row["breakdown"], row["period"], row["subject"], row["version"])
                rows.pop(key, None)
                if entry.get("state") != "missing":
                    rows[key] = row
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.values())


def periods(text: Any, plan: Plan, form: Form | None) -> list[Period]:
    calendar = form.calendar if form else plan.calendar
    wanted = [Period.parse(str(one), calendar) for one in (text if isinstance(text, list) else [text])]
    frequency = form.frequency if form else Frequency.YEAR
    found: list[Period] = []
    for period in wanted:
        found += period.parts(frequency) if MONTHS[period.frequency] >= MONTHS[frequency] else [period]
    return found


def units_of(at: Any, register: Register, period: Period, element: Element) -> list[OrgUnit]:
    on_map = register.on(period.last_day)
    everyone = [unit for level in sorted(element.levels) for unit in on_map.at_level(level)]
    if isinstance(at, list):
        return [on_map.by_code[code] for code in at]
    if at == "all":
        return everyone
    if at.startswith("first "):
        return everyone[: int(at.removeprefix("first "))]
    if ".." in at:
        low, high = (int(end) for end in at.split(".."))
        return [unit for unit in everyone if low <= int(unit.code[1:]) <= high]
    return [on_map.by_code[at]]


def row_of(
    entry: dict[str, Any], plan: Plan, register: Register, form: Form | None, period: Period, unit: OrgUnit,
    element: Element,
) -> dict[str, str]:  # fmt: skip
    sent = date.fromisoformat(str(entry.get("submitted_on") or period.last_day + timedelta(days=1)))
    accepted = entry.get("accepted_on") or (period.last_day + timedelta(days=2))
    sender = sender_of(form, period, unit, register)
    if "sender" in entry:
        sender = register.on(sent).by_code[entry["sender"]]
    state = entry.get("state", "accepted")
    return {
        "register": register.id,
        "submission": f"{form.id if form else 'old'}-{period.id}-{unit.code}",
        "version": str(entry.get("version", 1)),
        "form": form.id if form and entry.get("kind") != "historical_total" else "",
        "period": period.id,
        "sender": sender.code,
        "subject": unit.code,
        "office": form.office[sender.level] if form and sender.level in form.office else "",
        "element": element.id,
        "breakdown": entry.get("breakdown", ""),
        "value": "" if entry.get("absence") else str(entry.get("value", "")),
        "absence": entry.get("absence", ""),
        "kind": entry.get("kind", "official"),
        "submitted_on": sent.isoformat(),
        "accepted_on": str(accepted) if state == "accepted" else "",
        "returned_on": str(accepted) if state == "returned" else "",
    }


def sender_of(form: Form | None, period: Period, unit: OrgUnit, register: Register) -> OrgUnit:
    if form is None or form.about is None:
        return unit
    on_map = register.on(period.last_day)
    above = (on_map.ancestor(unit, level) for level in sorted(form.senders, reverse=True))
    return next((found for found in above if found is not None), unit)


# ---------------------------------------------------------------------------------------- what is asked


def question_of(ask: dict[str, Any]) -> Question:
    on = ask["on"]
    return Question(
        on=on,
        known_at=ask.get("known_at", on),
        plan_as_of=ask.get("plan_as_of", on),
        period=str(ask["period"]) if "period" in ask else None,
        map_on=ask.get("map"),
        orgunit=ask.get("orgunit"),
    )


def number(text: Any) -> Fraction:
    return Fraction(str(text))
