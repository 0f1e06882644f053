"""The office of every story: Plan 112 in a fictional province of two districts, and the four people.

Lan enters for Xã Mẫu Đông 1, Minh reviews in Huyện Mẫu Đông, Hoa signs at the province, Dung of Huyện Mẫu Tây may not
look. The working day is 16 December 2020, a Wednesday, unless a story says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.conftest import PLAN_112

if TYPE_CHECKING:
    from thuocdo.actions.actor import Actor
    from thuocdo.answers.office.office import Office
    from thuocdo.store import models

REGISTER = Path(__file__).parent / "register"
TODAY = date(2020, 12, 16)
PASSWORD = "hai quả bưởi trên bàn"
SECOND_FACTOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class Stories:
    """An office to act in: its people by name, and the day."""

    today: date = TODAY
    people: dict[str, models.Person] = field(default_factory=dict)
    posts: dict[str, models.Post] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        from thuocdo.answers.office.office import office

        return office(self.today)

    def actor(self, name: str, post: str | None = None) -> Actor:
        """Somebody about to act, in their first post or another: ``actor("minh", "minh_entry")``."""
        from thuocdo.actions.actor import Actor

        at = timezone.make_aware(datetime.combine(self.today, time(9)))
        return Actor.of(self.people[name], self.posts[post or name], at, self.today)

    def obligation(self, form: str, period: str, sender: str) -> models.Obligation:
        from thuocdo.store import models

        return models.Obligation.objects.select_related("sender").get(form=form, period=period, sender__code=sender)


def _seed(stories: Stories) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    from thuocdo.actions.calendar import open_obligations
    from thuocdo.actions.seeding import seed_person, seed_post
    from thuocdo.actions.take_in import take_in_plan
    from thuocdo.actions.take_in_values import lay_items
    from thuocdo.core.posts import EVERY_OFFICE, Role

    take_in_plan(PLAN_112, register=REGISTER)
    lay_items(stories.office)
    open_obligations(stories.office, stories.today)
    every = [EVERY_OFFICE]
    district = ["phong_ldtbxh", "cong_an_huyen", "y_te_huyen", "huyen_uy"]
    stories.posts = {
        "lan": seed_post(Role.COMMUNE_ENTRY, "Nhập số liệu Xã Mẫu Đông 1", ["M101"], ["ubnd_xa", "doi_178_xa"]),
        "minh": seed_post(Role.DISTRICT_REVIEW, "Duyệt báo cáo Huyện Mẫu Đông", ["M1"], every),
        "minh_entry": seed_post(Role.DISTRICT_ENTRY, "Nhập số liệu Huyện Mẫu Đông", ["M1"], district),
        "hoa": seed_post(Role.PROVINCE_REVIEW, "Duyệt báo cáo Tỉnh Mẫu", ["M"], every),
        "hoa_publish": seed_post(Role.PROVINCE_PUBLISH, "Phát hành Tỉnh Mẫu", ["M"], every),
        "hoa_admin": seed_post(Role.ADMINISTRATOR, "Quản trị", ["M"], []),
        "dung": seed_post(Role.LEADER, "Lãnh đạo Huyện Mẫu Tây", ["M2"], every),
        "dung_review": seed_post(Role.DISTRICT_REVIEW, "Duyệt báo cáo Huyện Mẫu Tây", ["M2"], every),
    }
    for name in ("lan", "minh", "hoa", "dung"):
        held = [post for key, post in stories.posts.items() if key.split("_")[0] == name]
        stories.people[name] = seed_person(name, name.capitalize(), PASSWORD, held, date(2016, 7, 27))
        if any(post.as_core().needs_second_factor for post in held):
            TOTP.activate(stories.people[name], SECOND_FACTOR)


@pytest.fixture
def stories(db: None) -> Stories:
    """The office, with nothing sent yet."""
    from thuocdo.answers.office.office import forget

    forget()
    cache.clear()  # wrong codes counted in another story
    made = Stories()
    _seed(made)
    yield made
    forget()
