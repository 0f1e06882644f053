"""The plan folder of a made-up place: sixty elements, six monthly forms, the twenty indicators, fourteen targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from bench.job import COUNTS, ELEMENTS, FORMS, RATIOS, YEARS
from bench.place import FIRST_DAY, ROOT
from bench.reports import DUE_DAY

if TYPE_CHECKING:
    from pathlib import Path

    from bench.job import CountShare, Element, SumRatio

OFFICE = "office"
ON = "2021-02-28"
"""The day that boards are asked for: everything is due."""


def _named(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


def write_plan(folder: Path, register: str) -> None:
    """Write plan.yaml, measures.yaml and forms.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"plan": _plan(register), "measures": _measures(), "forms": _forms()}
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def _plan(register: str) -> dict[str, Any]:
    return {
        "plan": "bench",
        "title": _named("Made up to measure speed"),
        "register": {"path": register, "root": ROOT},
        "years": {"first": YEARS[0], "last": YEARS[-1]},
        "starts_on": FIRST_DAY,
        "calendar": "calendar",
        "synthetic": True,
        "documents": [{"document": "made_up", "title": _named("Made up")}],
        "offices": [{"office": OFFICE, "name": _named("Office")}],
        "targets": [{"says": _named(name), "cite": {"document": "made_up"}, "target": name} | rest
                    for name, rest in _targets().items()],
    }  # fmt: skip


def _targets() -> dict[str, dict[str, Any]]:
    """Fourteen: shares with milestones, ratios year by year, growth, quarters, and each district by itself."""
    milestones: dict[str, Any] = {"due": {2017: {"at_least": 40}, 2020: {"at_least": 50}}}
    yearly: dict[str, Any] = {"each_year": {"at_least": 0.4}}
    quarterly: dict[str, Any] = {"every": "quarter", "at_least": 45}
    grown: dict[str, Any] = {"each_year": {"grow_by": 1, "from": "previous year"}, "judged_from": YEARS[1]}
    found = {f"milestones_{n}": {"measured_by": COUNTS[n].id} | milestones for n in range(5)}
    found |= {f"yearly_{n}": {"measured_by": RATIOS[n].id} | yearly for n in range(4)}
    found |= {f"quarterly_{n}": {"measured_by": COUNTS[n].id} | quarterly for n in (5, 6)}
    found |= {f"grown_{n}": {"measured_by": f"total_c0{n}"} | grown for n in (1, 2)}
    found["districts"] = {"measured_by": RATIOS[9].id, "for_each": "district"} | yearly
    return found


def _measures() -> dict[str, Any]:
    totals = [
        {"indicator": f"total_c0{n}", "numerator": f"sum(c0{n})", "unit": _named("items")} for n in (1, 2)
    ]  # fmt: skip
    written = [*map(_count_share, COUNTS), *map(_sum_ratio, RATIOS), *totals]
    about = {"better": "higher", "as_of": "period end", "if_not_reported": "unknown"}
    said = [{"name": _named(one["indicator"]), "reading": _named("Made up")} | one | about for one in written]
    return {"elements": [_element(element) for element in ELEMENTS], "indicators": said}


def _element(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {
        "element": element.id, "name": _named(element.id), "stock_or_flow": "flow", "collected_at": "commune",
    }  # fmt: skip
    if element.is_yes_no:
        return found | {"value": "yes/no", "over_time": "all", "on_merge": "all"}
    whole = {"value": "count", "over_time": "sum", "on_merge": "sum"}
    return found | whole | {"range": [element.least, element.most]}


def _count_share(one: CountShare) -> dict[str, Any]:
    return {
        "indicator": one.id,
        "numerator": f"count(communes where {one.a.id} >= {one.at_least} and {one.b.id})",
        "denominator": "count(communes)",
        "unit": "percent",
    }


def _sum_ratio(one: SumRatio) -> dict[str, Any]:
    return {
        "indicator": one.id,
        "numerator": f"sum({one.x.id})",
        "denominator": f"sum({one.y.id})",
        "unit": _named("per one"),
    }


def _forms() -> dict[str, Any]:
    forms = [
        {
            "form": form, "name": _named(form), "sent_by": "commune", "office": OFFICE, "every": "month",
            "elements": [element.id for element in elements],
            "due": [{"level": "commune", "by": DUE_DAY, "of": "next month"}],
        }
        for form, elements in FORMS.items()
    ]  # fmt: skip
    return {"forms": forms}
