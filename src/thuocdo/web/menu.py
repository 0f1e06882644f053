"""The menu: what a post may open. A line a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.core.posts import Act

if TYPE_CHECKING:
    from thuocdo.web.desk import Desk


@dataclass(frozen=True)
class Entry:
    """A screen in the menu: the name of its address, the key of its word, and what one must be allowed to do."""

    name: str
    key: str
    act: Act | None = None


ENTRIES = (
    Entry("my_work", "menu.my_work"),
    Entry("people", "menu.people", Act.LOOK_AFTER),
    Entry("audit", "menu.audit", Act.AUDIT),
)


def menu_of(desk: Desk | None) -> list[Entry]:
    """The entries that the post of a desk may open."""
    if desk is None or not desk.posts:
        return []
    post = desk.row.as_core()  # not ``desk.post``: the menu stands on the page that asks for a second factor, too
    return [entry for entry in ENTRIES if entry.act is None or post.may(entry.act)]
