"""register.yaml: what a register of orgunits is called and where it comes from."""

from __future__ import annotations

from pydantic import Field

from thuocdo.planfiles.types import Entry, Id, Words


class SourceEntry(Entry):
    """One source of the register, with its licence."""

    source: str
    licence: str
    used_for: str
    sha256: str | None = None


class RegisterFile(Entry):
    """register.yaml."""

    register_: Id = Field(alias="register")
    name: Words
    synthetic: bool = False
    notes: Words | None = None
    sources: list[SourceEntry] = []
