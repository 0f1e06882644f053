"""``{% say "page.my_work.title" n=3 %}`` and the filters ``say``, ``write``: the wording catalogue in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import get_language

from thuocdo.core.wording import Phrase
from thuocdo.wording import LANGUAGES, catalogue

if TYPE_CHECKING:
    from thuocdo.core.wording import Catalogue

register = template.Library()


def words() -> Catalogue:
    """The catalogue of the language in which the page is written."""
    asked = get_language() or "vi"
    return catalogue(asked if asked in LANGUAGES else "vi")


@register.simple_tag
def say(key: str, **details: object) -> str:
    """A sentence of the catalogue."""
    return words().say(Phrase(key, details))


@register.filter
def write(value: object) -> str:
    """A number, a day, a phrase, a name in two languages: as an office writes it."""
    return "" if value is None else words().write(value)


@register.filter
def word(value: Any, family: str) -> str:
    """The word for a member of a family: ``{{ row.state|word:"state" }}``."""
    return words().say(Phrase(f"{family}.{value}"))


@register.filter
def element_name(element: str, desk: Any) -> object:
    """The name of an element of the plan, in two languages."""
    known = desk.office.plan.elements.get(element)
    return element if known is None else known.name


@register.filter
def done(name: str) -> str:
    """The word for an act that was done; an act without a word is told by its own name."""
    key = f"done.{name}"
    return words().say(Phrase(key)) if key in words().texts else name
