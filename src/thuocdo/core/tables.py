"""Texts that are tables, and what office programs make of them."""

from __future__ import annotations


def other_separator(text: str) -> str:
    """The sign that parts the cells of a header where it is no comma, as some offices' programs save it.

    >>> other_separator("code;name;level"), other_separator("code,name,level")
    (';', '')
    """
    header = text.lstrip().split("\n", 1)[0]
    if "," in header:
        return ""
    return next((sign for sign in (";", "\t", "|") if sign in header), "")
