"""Who holds which posts, and whose accounts a post looks after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models import Q

from thuocdo.core.posts import Act, Role
from thuocdo.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from thuocdo.answers.office.office import Office
    from thuocdo.core.posts import Post


def held_on(day: date) -> QuerySet[models.Holding]:
    """The holdings of a day, of posts that are not closed."""
    return (
        models.Holding.objects.filter(first_day__lte=day, post__closed_on=None)
        .filter(Q(last_day=None) | Q(last_day__gte=day))
        .select_related("post", "person", "lent_by__person")
    )


def posts_of(person: models.Person, day: date) -> list[models.Post]:
    """The posts that a person holds on a day, their own before those lent for leave."""
    held = held_on(day).filter(person=person)
    in_order = sorted(held, key=lambda one: (one.lent_by_id is not None, one.pk))
    return list(dict.fromkeys(one.post for one in in_order))


def has_second_factor(person: models.Person) -> bool:
    """Whether a second factor is set up."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


@dataclass(frozen=True)
class PersonRow:
    """An account as a list shows it: the person, what they hold today, and whether their sign-in is complete."""

    person: models.Person
    held: tuple[models.Holding, ...]
    second_factor: bool

    @property
    def lacks_second_factor(self) -> bool:
        """They need a second factor and have not set one up."""
        return not self.second_factor and any(one.post.as_core().needs_second_factor for one in self.held)


@dataclass(frozen=True)
class PostRow:
    """A post as a list shows it, with who holds it today and the places it stands for."""

    post: models.Post
    held: tuple[models.Holding, ...]
    places: tuple[str, ...]


def posts_under(office: Office, post: Post, *, words: str = "", vacant: bool = False) -> list[PostRow]:
    """The posts that a post looks after, those closed last."""
    rows = [row for row in models.Post.objects.all() if post.looks_after(row.as_core(), office.map)]
    held = _by(held_on(office.today).filter(post__in=rows), "post_id")
    found = [PostRow(row, tuple(held.get(row.pk, ())), places(office, row)) for row in rows]
    found = [one for one in found if not vacant or (not one.held and one.post.closed_on is None)]
    return sorted((one for one in found if _matches(words, _said(one))), key=lambda one: one.post.closed_on is not None)


def places(office: Office, post: models.Post) -> tuple[str, ...]:
    """The names of the orgunits of a post, today's where they still are."""
    return tuple(unit.name if (unit := office.map.by_code.get(code)) else code for code in post.orgunits)


def people_under(office: Office, post: Post, *, words: str = "") -> list[PersonRow]:
    """The accounts that a post looks after: whoever holds a post below; for the administrator also who holds none."""
    if not post.may(Act.LOOK_AFTER):
        return []
    held = _by(held_on(office.today), "person_id")
    equipped = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
    rows = (
        PersonRow(person, tuple(held.get(person.pk, ())), person.pk in equipped)
        for person in models.Person.objects.order_by("full_name", "pk")
    )
    return [row for row in rows if row_is_ones_own(office, post, row.held) and _matches(words, _named(row))]


def row_is_ones_own(office: Office, post: Post, held: Iterable[models.Holding]) -> bool:
    """Whether an account with these holdings is the post's to look after: every post that it holds is.

    A district does not reset the password of somebody who holds a post at the province besides.
    """
    cores = [one.post.as_core() for one in held]
    if not cores:
        return post.role is Role.ADMINISTRATOR
    return all(post.looks_after(one, office.map) for one in cores)


def _by(holdings: Iterable[models.Holding], name: str) -> dict[int, list[models.Holding]]:
    found: dict[int, list[models.Holding]] = {}
    for one in holdings:
        found.setdefault(getattr(one, name), []).append(one)
    return found


def _matches(words: str, text: str) -> bool:
    return all(word in text for word in words.casefold().split())


def _named(row: PersonRow) -> str:
    posts = " ".join(one.post.title for one in row.held)
    return f"{row.person.username} {row.person.full_name} {posts}".casefold()


def _said(row: PostRow) -> str:
    holders = " ".join(f"{one.person.username} {one.person.full_name}" for one in row.held)
    return f"{row.post.title} {' '.join(row.places)} {' '.join(row.post.orgunits)} {row.post.role} {holders}".casefold()


def account_named(username: str) -> models.Person | None:
    """The account of a user name."""
    return models.Person.objects.filter(username=username).first()


def account_of(office: Office, post: Post, pk: int) -> PersonRow | None:
    """An account that the post looks after, by its number."""
    person = models.Person.objects.filter(pk=pk).first()
    if person is None or not post.may(Act.LOOK_AFTER):
        return None
    held = tuple(held_on(office.today).filter(person=person))
    return PersonRow(person, held, has_second_factor(person)) if row_is_ones_own(office, post, held) else None


def post_under(office: Office, post: Post, pk: int) -> PostRow | None:
    """A post that the post looks after, by its number."""
    row = models.Post.objects.filter(pk=pk).first()
    if row is None or not post.looks_after(row.as_core(), office.map):
        return None
    return PostRow(row, tuple(held_on(office.today).filter(post=row)), places(office, row))


def history_of(post: models.Post) -> QuerySet[models.Holding]:
    """Who held a post from when to when, newest first."""
    return models.Holding.objects.filter(post=post).select_related("person", "lent_by__person").order_by("-first_day")


def lent_by(person: models.Person, today: date) -> QuerySet[models.Holding]:
    """What somebody has lent that is still out or will be."""
    return (
        models.Holding.objects.filter(lent_by__person=person)
        .filter(Q(last_day=None) | Q(last_day__gte=today))
        .select_related("post", "person")
    )
