"""Free text of an act: it names nobody, or the act is refused with what was found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.privacy import scan
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping


def traces(texts: Mapping[str, str]) -> list[Problem]:
    """A problem for each piece of a text that looks like a person, at the text's place.

    >>> [str(problem.place) for problem in traces({"note": "gọi 0912 345 678", "because": "gõ nhầm"})]
    ['note']
    """
    return [
        Problem("OFFICE-250", Place(place), {"found": found.text, "trace": Phrase(f"trace.{found.trace.value}")})
        for place, text in texts.items()
        for found in scan(text)
    ]


def must_name_nobody(texts: Mapping[str, str]) -> None:
    """Texts by place: none holds a trace of a person.

    :raises Refused: OFFICE-250, for each trace
    """
    if problems := traces(texts):
        raise Refused(problems)
