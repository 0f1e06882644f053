"""register.yaml: what a register of orgunits is called and where it comes from."""

from __future__ import annotations

from pydantic import Field

from thuocdo.planfiles.types import Entry, Id, Words


class SourceEntry(Entry):
    """One source of the register, with its licence."""

    source: str
    """The source."""
    licence: str
    """Its licence."""
    used_for: str
    """What was taken."""
    sha256: str | None = None
    """Its checksum."""


class RegisterFile(Entry):
    """register.yaml."""

    register_: Id = Field(alias="register")
    """The register's id; files of values name it."""
    name: Words
    """What it is called."""
    synthetic: bool = False
    """true marks every output as made up."""
    notes: Words | None = None
    """What a reader should know."""
    sources: list[SourceEntry] = []
    """Where it comes from."""
