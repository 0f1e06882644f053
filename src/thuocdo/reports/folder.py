"""Writing a folder all at once or not at all."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from thuocdo.core.errors import Place, Problem, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder to write into that becomes ``out`` when all is written; if anything fails nothing is left of it.

    :raises Refused: ``out`` holds something already
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused([Problem("QUESTION-007", Place("--out"), {"out": str(out)})])
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield made
        made.chmod(0o755)
        if out.exists():
            out.rmdir()
        made.rename(out)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Files by their names into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
