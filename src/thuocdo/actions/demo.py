"""The four people of every story, at desks of the sample: Lan enters, Minh reviews, Hoa signs, Dung may not look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.totp.internal.auth import TOTP

from thuocdo.actions.seeding import seed_person, seed_post
from thuocdo.core.orgunits import Level
from thuocdo.core.posts import EVERY_OFFICE, Role
from thuocdo.store.actor import acting

if TYPE_CHECKING:
    from thuocdo.answers.office.office import Office
    from thuocdo.store import models

PASSWORD = "hai quả bưởi trên bàn"
SECOND_FACTOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""The seed of the demonstration's second factor; its code is shown on the page, so that anybody can try."""


@dataclass(frozen=True)
class Desk:
    """Somebody of the demonstration: who, and what they are there for."""

    person: models.Person
    what: str
    where: str


def seed_demo(office: Office) -> list[Desk]:
    """Four people: two in one commune and its district, one at the province, one in another district."""
    top = office.register.top(office.today)
    districts = office.map.at_level(Level.DISTRICT)
    here, elsewhere = districts[0], districts[1]
    commune = office.map.under(here, Level.COMMUNE)[0]
    offices = _offices(office)
    district_offices = [o for o in offices[Level.DISTRICT] if o not in offices["apart"]]
    every = [EVERY_OFFICE]
    first = office.plan.starts_on
    posts = {
        "lan": [seed_post(Role.COMMUNE_ENTRY, f"Nhập số liệu {commune.name}", [commune.code], offices[Level.COMMUNE])],
        "minh": [
            seed_post(Role.DISTRICT_REVIEW, f"Duyệt báo cáo {here.name}", [here.code], every),
            seed_post(Role.DISTRICT_ENTRY, f"Nhập số liệu {here.name}", [here.code], district_offices),
        ],
        "hoa": [
            seed_post(Role.PROVINCE_REVIEW, f"Duyệt báo cáo {top.name}", [top.code], every),
            seed_post(Role.PROVINCE_PUBLISH, f"Phát hành {top.name}", [top.code], every),
            seed_post(Role.ADMINISTRATOR, "Quản trị hệ thống", [top.code], []),
        ],
        "dung": [seed_post(Role.LEADER, f"Lãnh đạo {elsewhere.name}", [elsewhere.code], every)],
    }
    names = {"lan": "Lan", "minh": "Minh", "hoa": "Hoa", "dung": "Dung"}
    desks = []
    for username, held in posts.items():
        person = seed_person(username, names[username], PASSWORD, held, first)
        if any(post.as_core().needs_second_factor for post in held):
            with acting("import"):
                TOTP.activate(person, SECOND_FACTOR)
        desks.append(Desk(person, "; ".join(post.title for post in held), commune.name))
    return desks


def _offices(office: Office) -> dict[object, list[str]]:
    """The offices that send forms at each level; "apart" are those whose figures an inspector must not see."""
    found: dict[object, list[str]] = {level: [] for level in Level}
    for form in office.plan.forms.values():
        for level, name in form.office.items():
            if name not in found[level]:
                found[level].append(name)
    found["apart"] = [name for name in office.plan.offices if name == "ho_tro_xa_hoi"]
    return found
