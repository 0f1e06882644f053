"""Reading back a Word file that people edited: which numbers were changed, deleted, or typed in.

A number of a paper stands in a bookmark. What stands in it now is compared with what was issued; numbers
outside all bookmarks are compared with those of the issued file, so that one typed into a sentence is found.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, fromstring

from thuocdo.core.errors import Place, Problem, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from thuocdo.reports.frozen import FrozenNumber

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = ("word/document.xml", "word/footnotes.xml")
APART = "\x00"
DIGITS = re.compile(r"\d+(?:[.,/]\d+)*")


@dataclass(frozen=True)
class Edit:
    """One number that is not as issued: ``what`` is changed, deleted or typed_in; ``around`` is the text about it."""

    what: str
    was: str
    now: str
    around: str
    number: FrozenNumber | None = None


@dataclass
class Read:
    """A Word file as this looks at it: the text in each of our bookmarks, and the paragraphs without those."""

    bookmarks: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)  # (paragraph without bookmarks, whole paragraph)
    title: str = ""


def read_word(path: Path) -> Read:
    """Read a Word file.

    :raises Refused: it is none
    """
    found = Read()
    try:
        with zipfile.ZipFile(path) as file:
            names = [name for name in PARTS if name in file.namelist()]
            if PARTS[0] not in names:
                raise KeyError(PARTS[0])
            for name in names:
                _Reader(found).part(fromstring(file.read(name)))
            if "docProps/core.xml" in file.namelist():
                found.title = _title(fromstring(file.read("docProps/core.xml")))
    except (OSError, zipfile.BadZipFile, KeyError, ParseError):
        raise Refused([Problem("REPORT-018", Place.whole(path), {"file": str(path)})]) from None
    return found


def _title(properties: Element) -> str:
    """The title among a document's properties: which paper of a folder it is."""
    return next((node.text or "" for node in properties.iter() if node.tag.endswith("}title")), "")


class _Reader:
    """Walks one part of the file, paragraph by paragraph."""

    def __init__(self, into: Read) -> None:
        self.into = into
        self.open: dict[str, str] = {}  # bookmark ids that are open, with their names

    def part(self, root: Element) -> None:
        for paragraph in root.iter(f"{W}p"):
            self._paragraph(paragraph)

    def _paragraph(self, paragraph: Element) -> None:
        whole, outside, inside = [], [], set()
        for node in paragraph.iter():
            match node.tag:
                case t if t == f"{W}bookmarkStart":
                    self._start(node)
                    inside |= set(self.open.values())
                case t if t == f"{W}bookmarkEnd":
                    self.open.pop(str(node.get(f"{W}id")), None)
                case t if t == f"{W}t":
                    text = node.text or ""
                    whole.append(text)
                    for name in self.open.values():
                        self.into.bookmarks[name] += text
                    # A mark keeps apart two numbers between which a bookmarked one stands.
                    outside.append(APART if self.open else text)
        text = "".join(whole)
        self.into.places |= dict.fromkeys(inside, text)
        self.into.others.append(("".join(outside), text))

    def _start(self, node: Element) -> None:
        name = str(node.get(f"{W}name"))
        if name.startswith("so_"):
            self.open[str(node.get(f"{W}id"))] = name
            self.into.bookmarks.setdefault(name, "")


def edits(issued: Read, edited: Read, numbers: Iterable[FrozenNumber]) -> Iterator[Edit]:
    """Every number that is not as issued, in the order of the paper; those typed in last."""
    for number in numbers:
        now = edited.bookmarks.get(number.bookmark, "").strip()
        if not now:
            yield Edit("deleted", number.text, "", issued.places.get(number.bookmark, ""), number)
        elif _same(now) != _same(number.text):
            yield Edit("changed", number.text, now, edited.places.get(number.bookmark, ""), number)
    yield from _typed_in(issued, edited)


def _same(text: str) -> str:
    """Spaces of any kind do not make another number."""
    return "".join(text.split())


def _typed_in(issued: Read, edited: Read) -> Iterator[Edit]:
    known = Counter(token for outside, _ in issued.others for token in DIGITS.findall(outside))
    for outside, whole in edited.others:
        for token in DIGITS.findall(outside):
            if known[token] > 0:
                known[token] -= 1
            else:
                yield Edit("typed_in", "", token, whole)
