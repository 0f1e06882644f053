"""The desk that somebody sits at: the person, the post they act in now, the office behind it, the language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from allauth.mfa.utils import is_mfa_enabled

from thuocdo.actions.actor import Actor, refused
from thuocdo.answers.office.office import Office, office
from thuocdo.answers.office.people import posts_of
from thuocdo.web.clock import now, today
from thuocdo.wording import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from thuocdo.core.posts import Post
    from thuocdo.store import models

SESSION_POST = "post"


@dataclass(eq=False)
class Desk:
    """What a view needs to know of who asks. The office is opened when first needed."""

    request: HttpRequest
    language: str

    @staticmethod
    def of(request: HttpRequest) -> Desk:
        """The desk of a request: its language from the cookie, else the person's own, else Vietnamese."""
        asked = request.COOKIES.get("lang") or getattr(request.user, "language", "vi")
        return Desk(request, asked if asked in LANGUAGES else "vi")

    @property
    def person(self) -> Any:
        """Who is signed in."""
        return self.request.user

    @property
    def name(self) -> str:
        """How the audit names them."""
        return str(self.person.get_username()) if self.person.is_authenticated else ""

    @cached_property
    def office(self) -> Office:
        """The office as it stands now."""
        return office(today())

    @cached_property
    def posts(self) -> list[models.Post]:
        """The posts that the person holds today, their own first."""
        return posts_of(self.person, today()) if self.person.is_authenticated else []

    @cached_property
    def row(self) -> models.Post:
        """The post in which they act now: the one chosen, else their first.

        :raises Refused: they hold none (OFFICE-016)
        """
        if not self.posts:
            raise refused("OFFICE-016", "post")
        chosen = self.request.session.get(SESSION_POST)
        return next((post for post in self.posts if post.pk == chosen), self.posts[0])

    @cached_property
    def post(self) -> Post:
        """The same, as the core knows it.

        :raises Refused: it is one that needs a second factor, and the person has set up none (OFFICE-271)
        """
        post = self.row.as_core()
        if post.needs_second_factor and not is_mfa_enabled(self.person):
            raise refused("OFFICE-271", "post", post=self.row.title)
        return post

    @property
    def actor(self) -> Actor:
        """Them, about to act."""
        assert self.post is not None  # asked for, so that a second factor that is missing is told first
        return Actor.of(self.person, self.row, now(), today())
