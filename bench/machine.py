"""The machine that something was measured on."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import numpy as np


def machine() -> str:
    """The processor, its cores, the memory, Python and NumPy."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}"
    )


def load() -> float:
    """How many processes wanted a core in the last minute. Above the number of cores, times are too long."""
    return os.getloadavg()[0]


def today() -> str:
    """The day, for the table."""
    return f"{datetime.now(UTC):%-d %B %Y}"
