"""Posts: made, given, lent for leave, handed over, closed. Each is one act in the book, with before and after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from thuocdo.actions.actor import refused
from thuocdo.actions.free_text import must_name_nobody
from thuocdo.actions.record import one_act
from thuocdo.answers.office.people import held_on
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.posts import EVERY_OFFICE, Act, Role
from thuocdo.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from thuocdo.actions.actor import Actor
    from thuocdo.answers.office.office import Office


def make_post(
    actor: Actor,
    office: Office,
    *,
    role: str,
    title: str,
    orgunits: Sequence[str],
    offices: Sequence[str],
    reads_restricted: bool = False,
) -> models.Post:
    """Make a post that nobody holds yet.

    :raises Refused: not the actor's to make (OFFICE-011, 251), no title (OFFICE-258), an orgunit or an office that
        there is not (OFFICE-259, 260)
    """
    actor.must(Act.LOOK_AFTER)
    if problems := list(_wrong(office, role, title, orgunits, offices)):
        raise Refused(problems)
    post = models.Post(
        role=role,
        title=title.strip(),
        orgunits=list(orgunits),
        offices=list(offices),
        reads_restricted=reads_restricted and actor.post.role is Role.ADMINISTRATOR,
    )
    must_look_after(actor, office, post)
    with one_act(actor, "make_post", "post", orgunit=post.orgunits[0]) as line:
        post.save()
        line.about, line.after = about(post), told(post)
    return post


def _wrong(office: Office, role: str, title: str, orgunits: Sequence[str], offices: Sequence[str]) -> Iterable[Problem]:
    if not title.strip():
        yield Problem("OFFICE-258", Place("title"))
    for code in orgunits or [""]:
        if code not in office.map.by_code:
            yield Problem("OFFICE-259", Place("orgunits"), {"given": code})
    for name in offices:
        if name != EVERY_OFFICE and name not in office.plan.offices:
            yield Problem("OFFICE-260", Place("offices"), {"given": name})
    if role not in set(Role):
        yield Problem("OFFICE-261", Place("role"), {"given": role})


def close_post(actor: Actor, office: Office, post: models.Post) -> None:
    """Close a post: nobody acts in it from today on.

    :raises Refused: not the actor's to close (OFFICE-011, 251), closed already (OFFICE-262)
    """
    must_look_after(actor, office, post)
    _must_be_open(post)
    held = list(held_on(actor.today).filter(post=post))
    before = {**told(post), "held_by": [one.person.username for one in held]}
    with one_act(actor, "close_post", about(post), orgunit=post.orgunits[0], before=before) as line:
        post.closed_on = actor.today
        post.save(update_fields=["closed_on"])
        for one in held:
            end_before(one, actor.today)
        line.after = told(post)


def give_post(
    actor: Actor, office: Office, post: models.Post, person: models.Person, first_day: date
) -> models.Holding:
    """Give somebody a post from a day on.

    :raises Refused: not the actor's to give (OFFICE-011, 251), to oneself (OFFICE-255), closed (OFFICE-262), held by
        them already (OFFICE-263), an account that was closed (OFFICE-264)
    """
    must_look_after(actor, office, post)
    _must_be_open(post)
    _must_be_able(actor, post, person, first_day)
    with one_act(actor, "give_post", about(post), orgunit=post.orgunits[0]) as line:
        holding = models.Holding.objects.create(post=post, person=person, first_day=first_day)
        line.after = _told_holding(holding)
    return holding


def take_back(actor: Actor, office: Office, holding: models.Holding) -> None:
    """End a holding: as the level above, or as whoever lent it and is back early.

    :raises Refused: not the actor's to end (OFFICE-251)
    """
    mine = holding.lent_by is not None and holding.lent_by.person == actor.person
    if not mine:
        must_look_after(actor, office, holding.post)
    with one_act(
        actor, "take_back", about(holding.post), orgunit=holding.post.orgunits[0], before=_told_holding(holding)
    ) as line:
        end_before(holding, actor.today)
        line.after = _told_holding(holding)


def lend(
    actor: Actor, office: Office, to: models.Person, first_day: date, last_day: date, because: str = ""
) -> models.Holding:
    """Lend the post that one acts in, for leave, to somebody of the same orgunit. It comes back by itself.

    :raises Refused: to oneself (OFFICE-255), days in the wrong order or past (OFFICE-265), not one's own
        (OFFICE-266), to somebody of another orgunit (OFFICE-267), held by them already (OFFICE-263), the account was
        closed (OFFICE-264), the words name somebody (OFFICE-250)
    """
    del office
    own = held_on(actor.today).filter(post=actor.row, person=actor.person, lent_by=None).first()
    if own is None:
        raise refused("OFFICE-266", "post", post=actor.row.title)
    if not actor.today <= first_day <= last_day:
        raise refused("OFFICE-265", "first_day")
    must_name_nobody({"because": because})
    _must_be_able(actor, actor.row, to, first_day)
    if not any(set(one.post.orgunits) & set(actor.row.orgunits) for one in held_on(actor.today).filter(person=to)):
        raise refused("OFFICE-267", "person", person=to.full_name, post=actor.row.title)
    with one_act(actor, "lend", about(actor.row), orgunit=actor.row.orgunits[0]) as line:
        holding = models.Holding.objects.create(
            post=actor.row, person=to, first_day=first_day, last_day=last_day, lent_by=own, because=because
        )
        line.after = _told_holding(holding)
    return holding


def hand_over(
    actor: Actor, office: Office, holding: models.Holding, to: models.Person, first_day: date
) -> models.Holding:
    """The old holder out, the new one in, on one day and in one act. Drafts belong to the form and stay.

    :raises Refused: not the actor's to do (OFFICE-011, 251), closed (OFFICE-262), not held any more (OFFICE-268), to
        oneself (OFFICE-255), to whoever holds it already (OFFICE-263), the account was closed (OFFICE-264)
    """
    post = holding.post
    must_look_after(actor, office, post)
    _must_be_open(post)
    if holding.last_day is not None and holding.last_day < actor.today:
        raise refused("OFFICE-268", "person", person=holding.person.full_name, post=post.title)
    _must_be_able(actor, post, to, first_day)
    with one_act(actor, "hand_over", about(post), orgunit=post.orgunits[0], before=_told_holding(holding)) as line:
        end_before(holding, first_day)
        taken = models.Holding.objects.create(post=post, person=to, first_day=first_day)
        line.after = {"old": _told_holding(holding), "new": _told_holding(taken)}
    return taken


def must_look_after(actor: Actor, office: Office, post: models.Post) -> None:
    """The post is the actor's to look after.

    :raises Refused: the role does not (OFFICE-011), another's (OFFICE-251)
    """
    actor.must(Act.LOOK_AFTER)
    if not actor.post.looks_after(post.as_core(), office.map):
        raise refused("OFFICE-251", "post", post=post.title, mine=actor.row.title)


def _must_be_open(post: models.Post) -> None:
    if post.closed_on is not None:
        raise refused("OFFICE-262", "post", post=post.title)


def _must_be_able(actor: Actor, post: models.Post, person: models.Person, day: date) -> None:
    """Somebody else, with an open account, who does not hold it yet."""
    if person == actor.person:
        raise refused("OFFICE-255", "person")
    if not person.is_active:
        raise refused("OFFICE-264", "person", person=person.full_name)
    if held_on(day).filter(post=post, person=person).exists():
        raise refused("OFFICE-263", "person", person=person.full_name, post=post.title)


def end_before(holding: models.Holding, day: date) -> None:
    """End a holding, and what was lent from it, on the day before a day."""
    last = day - timedelta(days=1)
    for one in (holding, *models.Holding.objects.filter(lent_by=holding)):
        if one.last_day is None or one.last_day > last:
            one.last_day = last
            one.save(update_fields=["last_day"])


def about(post: models.Post) -> str:
    """How the book of acts names a post."""
    return f"post:{post.pk}"


def told(post: models.Post) -> dict[str, object]:
    """A post as the book of acts keeps it."""
    return {
        "role": post.role,
        "title": post.title,
        "orgunits": post.orgunits,
        "offices": post.offices,
        "reads_restricted": post.reads_restricted,
        "closed_on": post.closed_on.isoformat() if post.closed_on else None,
    }


def _told_holding(holding: models.Holding) -> dict[str, object]:
    return {
        "person": holding.person.username,
        "first_day": holding.first_day.isoformat(),
        "last_day": holding.last_day.isoformat() if holding.last_day else None,
        "lent": holding.lent_by_id is not None,
    }
