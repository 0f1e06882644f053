"""Other people's software, to open what we write: LibreOffice, and a reader of PDF."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def converted(path: Path, kind: str) -> Path:
    """A file as LibreOffice writes it in another format, in a profile of its own so that two can run at once."""
    out = path.parent / f"by_office_{kind}"
    home = out / "profile"
    home.mkdir(parents=True, exist_ok=True)
    command = ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", kind, "--outdir", out]
    subprocess.run(
        [*command, path], check=True, capture_output=True, timeout=240, env={**os.environ, "HOME": str(home)}
    )
    made = out / f"{path.stem}.{kind}"
    assert made.exists(), f"LibreOffice made nothing of {path.name}"
    return made
