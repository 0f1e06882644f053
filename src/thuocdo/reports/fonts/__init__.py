"""The fonts that papers and charts are set in: bundled, so that no machine's own fonts change them."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
SERIF = "Tinos"
SANS = "Arimo"
