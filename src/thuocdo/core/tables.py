"""Texts that are tables, and what office programs make of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 40


def short(text: str) -> str:
    """A text to be quoted in a sentence: cut where it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def not_a_header(text: str, columns: Iterable[str]) -> bool:
    """Whether the first row names not one of the columns: another sort of file.

    >>> not_a_header("plan: all_right", ["code", "name"]), not_a_header("cod,name", ["code", "name"])
    (True, False)
    """
    header = text.lstrip().split("\n", 1)[0]
    return not {*re.split(r"[,;|\t]", header.strip())} & {*columns}


def other_separator(text: str) -> str:
    """The sign that parts the cells of a header where it is no comma, as some offices' programs save it.

    >>> other_separator("code;name;level"), other_separator("code,name,level")
    (';', '')
    """
    header = text.lstrip().split("\n", 1)[0]
    if "," in header:
        return ""
    return next((sign for sign in (";", "\t", "|") if sign in header), "")
