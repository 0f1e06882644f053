"""Accounts: made with a password for one time, reset by the level above, closed. Each is an act in the book."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset as unlock

from thuocdo.actions.actor import refused
from thuocdo.actions.posts import end_before, give_post, must_look_after
from thuocdo.actions.record import one_act
from thuocdo.actions.submit import RECEIPT
from thuocdo.answers.office.people import held_on, row_is_ones_own
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.posts import Act, Role
from thuocdo.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from thuocdo.actions.actor import Actor
    from thuocdo.answers.office.office import Office

USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


@dataclass(frozen=True)
class NewAccount:
    """An account with the password that is told once and changed at the first sign-in."""

    person: models.Person
    password: str


def make_account(
    actor: Actor,
    office: Office,
    *,
    username: str,
    full_name: str,
    post: models.Post | None,
    first_day: date | None = None,
    language: str = "vi",
) -> NewAccount:
    """Make somebody's account, with a post or, for the administrator, without one yet.

    :raises Refused: not the actor's to do (OFFICE-011, 251), the name is no user name (OFFICE-252) or taken
        (OFFICE-253), no full name (OFFICE-254)
    """
    actor.must(Act.LOOK_AFTER)
    if post is not None:
        must_look_after(actor, office, post)
    elif actor.post.role is not Role.ADMINISTRATOR:
        raise refused("OFFICE-251", "post", post="–", mine=actor.row.title)
    if problems := list(_wrong_names(username, full_name)):
        raise Refused(problems)
    password = _one_time()
    with one_act(actor, "make_account", "person", orgunit=_place(post)) as line:
        person = models.Person(
            username=username, full_name=full_name.strip(), language=language, must_change_password=True
        )
        person.set_password(password)
        person.save()
        if post is not None:
            give_post(actor, office, post, person, first_day or actor.today)
        line.about = about(person)
        line.after = {"username": username, "full_name": person.full_name}
    return NewAccount(person, password)


def _wrong_names(username: str, full_name: str) -> Iterable[Problem]:
    if not USERNAME.fullmatch(username):
        yield Problem("OFFICE-252", Place("username"), {"given": username})
    elif models.Person.objects.filter(username=username).exists():
        yield Problem("OFFICE-253", Place("username"), {"given": username})
    if not full_name.strip():
        yield Problem("OFFICE-254", Place("full_name"))


def reset_password(actor: Actor, office: Office, person: models.Person) -> NewAccount:
    """A new password for one time; sessions end, a lock-out too.

    :raises Refused: not the actor's to do (OFFICE-011, 255, 256)
    """
    must_be_below(actor, office, person)
    password = _one_time()
    with one_act(actor, "reset_password", about(person), orgunit=_places(person, actor.today)):
        person.set_password(password)
        person.must_change_password = True
        person.save(update_fields=["password", "must_change_password"])
        end_sessions(person)
        unlock(username=person.username)
    return NewAccount(person, password)


def reset_second_factor(actor: Actor, office: Office, person: models.Person) -> None:
    """Take away a second factor that was lost: at the next sign-in a new one is set up. Sessions end.

    :raises Refused: not the actor's to do (OFFICE-011, 255, 256), there is none (OFFICE-257)
    """
    must_be_below(actor, office, person)
    held = Authenticator.objects.filter(user=person)
    if not held.exists():
        raise refused("OFFICE-257", "person", person=person.full_name)
    kinds = sorted(held.values_list("type", flat=True))
    with one_act(
        actor, "reset_second_factor", about(person), orgunit=_places(person, actor.today), before=kinds, after=[]
    ):
        held.delete()
        end_sessions(person)


def close_account(actor: Actor, office: Office, person: models.Person) -> None:
    """Somebody left: the account is closed, what they held ends yesterday, sessions end. Never deleted.

    :raises Refused: not the actor's to do (OFFICE-011, 255, 256)
    """
    must_be_below(actor, office, person)
    held = list(held_on(actor.today).filter(person=person))
    before = {"active": person.is_active, "posts": [one.post.title for one in held]}
    place = _places(person, actor.today)
    with one_act(actor, "close_account", about(person), orgunit=place, before=before, after={"active": False}):
        person.is_active = False
        person.save(update_fields=["is_active"])
        for one in held:
            end_before(one, actor.today)
        end_sessions(person)


def end_sessions(person: models.Person, *, but: str = "") -> None:
    """Sign somebody out everywhere, but for one session."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but):
        session.end()


def password_is_ones_own(person: models.Person) -> None:
    """A password given for one time was replaced by one's own."""
    person.must_change_password = False
    person.save(update_fields=["must_change_password"])


def must_be_below(actor: Actor, office: Office, person: models.Person) -> None:
    """The account is the actor's to look after, and not their own.

    :raises Refused: the role does not (OFFICE-011), one's own (OFFICE-255), another's (OFFICE-256)
    """
    actor.must(Act.LOOK_AFTER)
    if person == actor.person:
        raise refused("OFFICE-255", "person")
    if not row_is_ones_own(office, actor.post, held_on(actor.today).filter(person=person)):
        raise refused("OFFICE-256", "person", person=person.full_name, mine=actor.row.title)


def about(person: models.Person) -> str:
    """How the book of acts names an account."""
    return f"person:{person.pk}"


def _one_time() -> str:
    """Twelve letters and digits that can be read over a telephone: about 58 bits."""
    signs = "".join(secrets.choice(RECEIPT) for _ in range(12))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def _place(post: models.Post | None) -> str:
    return post.orgunits[0] if post is not None and post.orgunits else ""


def _places(person: models.Person, day: date) -> str:
    held = held_on(day).filter(person=person).first()
    return _place(held.post) if held is not None else ""
