"""What the builders share: the files with their places, the problems found, and how a reference is followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from thuocdo.core.meaning import faults_of
from thuocdo.core.nearest import near
from thuocdo.core.parsing import FormulaError, Names, caret, parse
from thuocdo.planfiles.validate import Problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from thuocdo.core.formulas import Node
    from thuocdo.core.meaning import Vocabulary
    from thuocdo.core.orgunits import Level
    from thuocdo.core.wording import Phrase
    from thuocdo.planfiles.yamltree import Loc, YamlFile

Thing = TypeVar("Thing")


@dataclass
class Desk:
    """One plan folder being read."""

    files: Mapping[str, YamlFile]
    problems: Problems = field(default_factory=Problems)
    lost: set[str] = field(default_factory=set)
    """Names of entries left out for mistakes of form: those are told, so nobody asks where the names are."""
    broken: set[str] = field(default_factory=set)
    """Sections from which something was left out."""

    def tell(self, code: str, file: str, loc: Loc, /, **details: object) -> None:
        """A problem at a value's place."""
        self.problems.add(code, self.files[file].place(loc), **details)

    def unique(self, file: str, section: str, ids: Iterable[str], taken: Iterable[str] = ()) -> None:
        """Names may be given once."""
        seen = set(taken)
        for index, name in enumerate(ids):
            if name in seen:
                self.tell("PLAN-007", file, (section, index), name=name, section=section)
            seen.add(name)

    def known(
        self, name: str, names: Iterable[str], file: str, loc: Loc, *, owner: Phrase, where: Phrase | str
    ) -> bool:
        """Whether a reference leads somewhere; told with both ends where it does not."""
        names = list(names)
        if name in names:
            return True
        if name not in self.lost:
            self.tell("PLAN-008", file, loc, name=name, owner=owner, where=where, near=near(name, names))
        return False

    def formula(
        self, text: str, file: str, loc: Loc, *, names: Names, words: Vocabulary, wanted: str, level: Level | None
    ) -> Node | None:
        """A formula's tree, or None with its faults told, a caret under each."""
        try:
            node = parse(text, names)
        except FormulaError as error:
            faults = tuple(fault for fault in error.faults if fault.details.get("name") not in self.lost)
        else:
            faults = tuple(faults_of(node, wanted, level, words))
            if not faults:
                return node
        for fault in faults:
            place = self.files[file].inside(loc, fault.column)
            self.problems.add(fault.code, place, caret=caret(text, fault.column), **fault.details)
        return None
