"""register.yaml: what a register of orgunits is called and where it comes from."""

from __future__ import annotations

from pydantic import Field

from thuocdo.planfiles.types import Code, Entry, Id, Words


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


class TileEntry(Entry):
    """Where an orgunit stands on a map of tiles, for pictures that need no boundaries."""

    code: Code
    """Its code."""
    row: int = Field(ge=0)
    """Its row, from the top."""
    col: int = Field(ge=0)
    """Its column, from the left."""
    label: str
    """Its short name on the tile."""


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
    tiles: list[TileEntry] = []
    """A map of tiles."""
    sources: list[SourceEntry] = []
    """Where it comes from."""
