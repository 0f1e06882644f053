"""Names for arrays."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
"""Whole numbers."""

Numbers: TypeAlias = npt.NDArray[Any]
"""Whole numbers of any width."""

Bools: TypeAlias = npt.NDArray[np.bool_]
"""Masks."""
