"""Who acts: a person in a post, at a moment. What the post does not allow is refused with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from datetime import date, datetime

    from thuocdo.core import posts
    from thuocdo.store import models


@dataclass(frozen=True)
class Actor:
    """A person who acts in one of their posts. ``today`` is the office's working day, ``at`` the moment."""

    person: models.Person
    row: models.Post
    post: posts.Post
    at: datetime
    today: date

    @staticmethod
    def of(person: models.Person, post: models.Post, at: datetime, today: date) -> Actor:
        """The actor that a person is in a post.

        :raises Refused: the person does not hold the post on the day (OFFICE-010)
        """
        held = post.holdings.filter(person=person, first_day__lte=today)
        if post.closed_on is not None or not any(one.last_day is None or one.last_day >= today for one in held):
            raise refused("OFFICE-010", "post", post=post.title)
        return Actor(person, post, post.as_core(), at, today)

    def must(self, act: posts.Act) -> None:
        """The role does such things at all.

        :raises Refused: it does not (OFFICE-011)
        """
        if not self.post.may(act):
            raise refused("OFFICE-011", "post", post=self.row.title, act=Phrase(f"act.{act.value}"))


def refused(code: str, place: str, **details: object) -> Refused:
    """One problem of an act, ready to be raised."""
    return Refused([Problem(code, Place(place), details)])
