"""From draft to issued: a folder that holds a paper, everything it was made from, and who signed what when.

    report.docx …        the paper, in every format; annex_restricted.* apart
    question.json        what was asked
    figures.parquet      every number printed, exactly (internal)
    narrative.md         what a person wrote, if anything
    plan/ register/      copies of the plan folder and of the register of orgunits
    seal.json            the SHA-256 of each file above
    signing.jsonl        for signature → signed → numbered, a line each; only ever appended to

Nothing under the seal is written again. An error of content is put right by another paper that names this one
(Decree 30/2020/NĐ-CP, art. 18).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.reports.folder import whole_folder, write_files
from thuocdo.reports.frozen import FILE as FIGURES
from thuocdo.reports.frozen import from_parquet, to_parquet
from thuocdo.reports.matter import Issued

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from thuocdo.reports.frozen import FrozenNumber

QUESTION, SEAL, SIGNING, NARRATIVE = "question.json", "seal.json", "signing.jsonl", "narrative.md"
NEEDED = (QUESTION, FIGURES, SEAL, SIGNING, "plan/plan.yaml")
NUMBER = re.compile(r"\d+[a-zđ]?|MẪU")


@dataclass(frozen=True)
class Asked:
    """The question of a paper, as its folder keeps it: days as text, what was not asked as None."""

    plan: str
    kind: str
    period: str
    orgunit: str
    issuer: str
    signer: str
    on: str
    known_at: str
    map: str | None
    plan_as_of: str
    language: str
    audience: str = "official"
    link: str | None = None
    earlier: dict[str, str] | None = None


@dataclass(frozen=True)
class Content:
    """What goes into a folder."""

    asked: Asked
    files: dict[str, bytes]
    numbers: tuple[FrozenNumber, ...]
    plan: Path
    register: Path
    narrative: str


def freeze(content: Content, out: Path) -> None:
    """Write the folder of a paper for signature: sealed, not yet numbered.

    :raises Refused: ``out`` holds something already
    """
    with whole_folder(out) as made:
        write_files(made, content.files)
        write_files(made, {QUESTION: _json(asdict(content.asked)), FIGURES: to_parquet(content.numbers)})
        if content.narrative:
            write_files(made, {NARRATIVE: content.narrative.encode()})
        _copy(content.plan, made / "plan", ("*.yaml",))
        _copy(content.register, made / "register", ("*.yaml", "*.csv"))
        write_files(made, {SEAL: _json(seal_of(made))})
        record(made, "for_signature")


def _copy(source: Path, target: Path, patterns: Iterable[str]) -> None:
    """The files of a folder that say something; a single file becomes a folder of one."""
    target.mkdir()
    if source.is_file():
        shutil.copy(source, target / source.name)
        return
    for pattern in patterns:
        for path in sorted(source.glob(pattern)):
            shutil.copy(path, target / path.name)


def seal_of(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file that the seal covers, by its path."""
    covered = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in (SEAL, SIGNING))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in covered}


def record(folder: Path, state: str, *, signed_on: date | None = None, number: str | None = None) -> None:
    """Append a line to the signing record, with the seal that it speaks of."""
    seal = hashlib.sha256((folder / SEAL).read_bytes()).hexdigest()
    line = {"state": state, "signed_on": signed_on.isoformat() if signed_on else None, "number": number, "seal": seal}
    with (folder / SIGNING).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def check_number(number: str | None, *, signed_on: date | None) -> None:
    """A number is a number, and comes after signing.

    :raises Refused: it is not, or does not
    """
    if number is not None and signed_on is None:
        raise Refused([Problem("REPORT-016", Place("--number"), {})])
    if number is not None and not NUMBER.fullmatch(number):
        raise Refused([Problem("REPORT-014", Place("--number"), {"given": number})])


def sign(folder: Path, *, signed_on: date | None, number: str | None) -> str:
    """Signed, or signed and numbered: only the signing record grows.

    :raises Refused: no such folder, its seal is broken, it has its number, or the number is none
    """
    check_number(number, signed_on=signed_on)
    check_seal(folder)
    given = number_of(folder)
    if given is not None:
        details = {"out": str(folder), "number": given[0]}
        raise Refused([Problem("REPORT-010", Place("--out"), details)])
    state = "numbered" if number is not None else "signed"
    record(folder, state, signed_on=signed_on, number=number)
    return state


# ---------------------------------------------------------------------------------------- reading one back


def check_same(folder: Path, given: dict[str, str | None]) -> None:
    """What is given again with a number must be what the folder holds; None was not given.

    :raises Refused: something differs
    """
    kept = asdict(asked_of(folder))
    other = [f"{key}: {value} ({kept[key]})" for key, value in given.items() if value not in (None, kept[key])]
    if other:
        details = {"out": str(folder), "what": ", ".join(other)}
        raise Refused([Problem("REPORT-020", Place("--out"), details)])


def is_issued(folder: Path) -> bool:
    """Whether a folder holds a paper made by ``thuocdo issue``."""
    return (folder / SEAL).exists() and (folder / SIGNING).exists()


def check_seal(folder: Path) -> None:
    """Everything is there, and as it was sealed.

    :raises Refused: with every file that is missing or changed
    """
    problems = [
        Problem("REPORT-009", Place.whole(folder), {"file": name}) for name in NEEDED if not (folder / name).exists()
    ]
    if problems:
        raise Refused(problems)
    sealed: dict[str, str] = json.loads((folder / SEAL).read_text(encoding="utf-8"))
    found = seal_of(folder)
    broken = [name for name in {**sealed, **found} if sealed.get(name) != found.get(name)]
    if broken:
        raise Refused(
            [Problem("REPORT-011", Place.whole(folder), {"file": name, "out": str(folder)}) for name in broken]
        )


def records(folder: Path) -> Iterator[dict[str, Any]]:
    """The signing record, oldest first."""
    for line in (folder / SIGNING).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def number_of(folder: Path) -> tuple[str, date] | None:
    """The number and the day of signing, where it has them."""
    for line in records(folder):
        if line["number"]:
            return str(line["number"]), date.fromisoformat(line["signed_on"])
    return None


def asked_of(folder: Path) -> Asked:
    """What was asked.

    :raises Refused: the folder holds no issued paper, or is not as it was sealed
    """
    check_seal(folder)
    return Asked(**json.loads((folder / QUESTION).read_text(encoding="utf-8")))


def issued_of(folder: Path, plan: str, *, symbol: str = "", numbered: bool = False) -> Issued:
    """An earlier paper, for a footnote, a supplement or a replacement.

    :param numbered: it must have its number
    :raises Refused: it is of another plan, not as it was sealed, or has no number
    """
    asked = asked_of(folder)
    if asked.plan != plan:
        raise Refused([Problem("REPORT-012", Place.whole(folder), {"given": str(folder), "plan": asked.plan})])
    given = number_of(folder)
    if given is None and numbered:
        raise Refused([Problem("REPORT-019", Place.whole(folder), {"given": str(folder)})])
    numbers = {one.reference: (one.text, one.exact) for one in from_parquet(folder / FIGURES)}
    number = f"{given[0]}/{symbol}" if given is not None and symbol else given[0] if given is not None else "……"
    return Issued(number, given[1] if given is not None else None, asked.period, numbers)


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
