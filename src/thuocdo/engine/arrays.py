"""Names for the arrays of the engine."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
"""Whole numbers."""

Days: TypeAlias = npt.NDArray[np.int32]
"""Days as ordinals."""

Bytes: TypeAlias = npt.NDArray[np.uint8]
"""Marks, kinds, bits."""

Bools: TypeAlias = npt.NDArray[np.bool_]
"""Masks."""

Truths: TypeAlias = npt.NDArray[np.int8]
"""Truths (see ``vectors``)."""
