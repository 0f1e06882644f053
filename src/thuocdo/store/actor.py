"""Who acts on this thread: the name that the audit triggers write beside every row that changes."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_acting: ContextVar[str] = ContextVar("acting", default="")

SYSTEM = "system"
"""What acts when nobody does: migrations, the calendar, a scheduled command."""


def current() -> str:
    """The name of whoever acts now."""
    return _acting.get() or SYSTEM


@contextmanager
def acting(name: str) -> Iterator[None]:
    """While the block runs, somebody acts.

    >>> with acting("lan"):
    ...     current()
    'lan'
    >>> current()
    'system'
    """
    token = _acting.set(name)
    try:
        yield
    finally:
        _acting.reset(token)
