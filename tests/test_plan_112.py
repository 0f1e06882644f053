"""Plan 112 itself: its fourteen targets and eighteen duties, the load on a commune, the words of its sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.conftest import PLAN_112
from thuocdo.core.orgunits import Level
from thuocdo.core.periods import Frequency
from thuocdo.planfiles.load import load_plan

if TYPE_CHECKING:
    from thuocdo.core.elements import Form
    from thuocdo.core.plan import Plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(PLAN_112).plan


def test_fourteen_targets_and_eighteen_duties_carry_their_seeds(plan: Plan) -> None:
    assert [target.seed for target in plan.targets.values()] == [f"S{n}" for n in range(1, 15)]
    assert [duty.seed for duty in plan.duties.values()] == [f"D{n}" for n in range(1, 19)]


def test_every_target_and_duty_cites_its_part_and_no_clause_is_invented(plan: Plan) -> None:
    for thing in [*plan.targets.values(), *plan.duties.values()]:
        assert thing.cite.document == "kh112"
        assert thing.cite.part
        assert thing.cite.clause is None


def test_what_the_source_does_not_say_stays_unsaid(plan: Plan) -> None:
    baseline = plan.targets["disguised_establishments_halved"].baseline
    assert baseline is not None
    assert baseline.value is None
    assert all(duty.day is None for duty in plan.duties.values())


def cells(plan: Plan, form: Form, level: Level) -> int:
    asked = (plan.elements[name] for name in form.elements)
    return sum(len(element.cells) for element in asked if level in element.levels)


def test_a_commune_is_asked_no_more_than_it_can_bear(plan: Plan) -> None:
    """At most 8 cells a quarter, 20 a year, 12 for Team 178; nothing monthly or half-yearly."""
    asked = {form.id: form for form in plan.forms.values() if Level.COMMUNE in form.senders}
    committee = {
        f.frequency: cells(plan, f, Level.COMMUNE) for f in asked.values() if f.office[Level.COMMUNE] == "ubnd_xa"
    }
    team = [cells(plan, f, Level.COMMUNE) for f in asked.values() if f.office[Level.COMMUNE] == "doi_178_xa"]
    assert set(committee) == {Frequency.QUARTER, Frequency.YEAR}
    assert committee[Frequency.QUARTER] <= 8
    assert committee[Frequency.YEAR] <= 20
    assert len(team) == 1
    assert team[0] <= 12


def test_communes_never_declare_themselves_clean(plan: Plan) -> None:
    form = plan.form_of["commune_status"]
    assert form.senders == {Level.DISTRICT}
    assert form.about is Level.COMMUNE


def test_police_and_support_figures_are_with_their_own_offices(plan: Plan) -> None:
    assert set(plan.form_of["persons_found"].office.values()) >= {"cong_an_huyen"}
    assert "ho_tro_xa_hoi" in plan.form_of["support_turns"].office.values()
    shared = set(plan.form_of["persons_found"].elements) & set(plan.form_of["support_turns"].elements)
    assert not shared


def test_named_things_are_list_entries() -> None:
    """``- target: s2`` and never ``s2: …``, so that names can be read, and a plan be split and compared."""
    for path in PLAN_112.glob("*.yaml"):
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
        for section, value in tree.items():
            named = section in {
                "targets",
                "duties",
                "documents",
                "offices",
                "groups",
                "elements",
                "indicators",
                "forms",
                "checks",
            }
            assert not named or isinstance(value, list), (path.name, section)


def test_both_languages_are_complete() -> None:
    """Every text of the plan is there in Vietnamese and in English."""
    for name in ("plan.yaml", "measures.yaml", "forms.yaml", "checks.yaml"):
        text = (PLAN_112 / name).read_text(encoding="utf-8")
        assert len(re.findall(r"\bvi: ", text)) == len(re.findall(r"\ben: ", text)), name


def test_every_published_figure_has_its_source() -> None:
    sources = yaml.safe_load((PLAN_112 / "published/sources.yaml").read_text(encoding="utf-8"))
    values = (PLAN_112 / "published/values.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {row.split(",")[1] for row in values} == {entry["submission"] for entry in sources if entry["submission"]}
    assert all(entry["source"] for entry in sources)
    assert all(entry.get("why_not_loaded") for entry in sources if not entry["submission"])
