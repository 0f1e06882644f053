"""Small fictional registers for tests: so many districts and communes, and what became of them.

``{districts: 2, communes: 6, changes: [{on: 2019-12-01, merge: [X001, X002], into: X001}]}`` gives the province
T, districts H01 …, communes X001 … shared out in order, and the changes applied day by day.
``{on: 2019-12-01, split: X001, into: [X001, X101], under: [H01, H02]}`` splits a commune between districts.
``{on: 2019-12-01, pairs: 2}`` merges X001 with X002 and X003 with X004, each into the first of the two.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

COLUMNS = [
    "code",
    "name",
    "type",
    "level",
    "parent_code",
    "valid_from",
    "valid_to",
    "predecessors",
    "resolution",
    "event",
    "partial_predecessors",
    "alt_codes",
    "source",
]
START = "2016-01-01"


@dataclass
class Book:
    """The rows of a register being written."""

    rows: list[dict[str, str]] = field(default_factory=list)

    def open(self, code: str) -> dict[str, str]:
        return next(row for row in reversed(self.rows) if row["code"] == code and not row["valid_to"])

    def add(self, code: str, name: str, level: int, parent: str, **more: str) -> None:
        row = dict.fromkeys(COLUMNS, "") | {
            "code": code, "name": name, "type": name.split()[0], "level": str(level), "parent_code": parent,
            "valid_from": START, "source": "fictional",
        }  # fmt: skip
        self.rows.append(row | more)

    def end(self, code: str, on: date) -> dict[str, str]:
        row = self.open(code)
        row["valid_to"] = on.isoformat()
        return row


def write_register(spec: dict[str, Any], folder: Path, register: str = "thu") -> None:
    """Write the CSV and register.yaml of a fictional register."""
    book = Book()
    districts, communes = spec.get("districts", 1), spec.get("communes", 1)
    book.add("T", "Tỉnh Thử", 1, "")
    for number in range(1, districts + 1):
        book.add(f"H{number:02d}", f"Huyện Thử {number}", 2, "T")
    types = spec.get("types", {})
    for number in range(communes):
        code = f"X{number + 1:03d}"
        district = f"H{number * districts // communes + 1:02d}"
        book.add(code, f"{types.get(code, 'Xã')} Thử {number + 1}", 3, district)
        book.rows[-1]["type"] = types.get(code, "Xã")
    for change in spec.get("changes", ()):
        for pair in range(change.get("merge_pairs", 0)):
            one, other = f"X{2 * pair + 1:03d}", f"X{2 * pair + 2:03d}"
            _apply({**change, "merge": [one, other], "into": one}, book)
        _apply(change, book)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(book.rows)
    (folder / "register.yaml").write_text(f"register: {register}\nname: {{vi: Thử, en: Test}}\n", encoding="utf-8")


def _apply(change: dict[str, Any], book: Book) -> None:
    on, resolution = change["on"], change.get("resolution", "1/NQ-THỬ")
    more = {"valid_from": on.isoformat(), "resolution": resolution}
    if "pairs" in change:
        for number in range(1, 2 * change["pairs"], 2):
            first, second = f"X{number:03d}", f"X{number + 1:03d}"
            _apply({"on": on, "resolution": resolution, "merge": [first, second], "into": first}, book)
    elif "merge" in change:
        _merge(change, book, more)
    elif "split" in change:
        row = book.end(change["split"], on)
        parents = change.get("under", [row["parent_code"]] * len(change["into"]))
        for code, parent in zip(change["into"], parents, strict=True):
            only = {"predecessors": change["split"], "partial_predecessors": change["split"]}
            book.add(code, f"{row['name']} {code}", int(row["level"]), parent, **only, **more)
    elif "rename" in change:
        row = book.end(change["rename"], on)
        code = change.get("code", change["rename"])
        book.add(code, change["name"], int(row["level"]), row["parent_code"], predecessors=change["rename"], **more)
    elif "end_districts" in change:
        communes = [row for row in book.rows if row["level"] == "3" and not row["valid_to"]]
        for row in [r for r in book.rows if r["level"] == "2" and not r["valid_to"]]:
            book.end(row["code"], on)
        for row in communes:
            book.end(row["code"], on)
            book.add(row["code"], row["name"], 3, "T", predecessors=row["code"], **more)


def _merge(change: dict[str, Any], book: Book, more: dict[str, str]) -> None:
    """Several become one; what lay under those that end lies under the new one."""
    on, into = change["on"], change["into"]
    rows = [book.end(code, on) for code in change["merge"]]
    name, level = change.get("name", rows[0]["name"]), int(rows[0]["level"])
    book.add(into, name, level, rows[0]["parent_code"], predecessors="|".join(change["merge"]), **more)
    gone = set(change["merge"]) - {into}
    for row in [r for r in book.rows if r["parent_code"] in gone and not r["valid_to"]]:
        book.end(row["code"], on)
        book.add(row["code"], row["name"], int(row["level"]), into, predecessors=row["code"], **more)
