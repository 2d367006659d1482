"""The two kinds of arrays that the frames are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]
"""float32 at run time; numpy's own types cannot tell that a float32 times 0.5 stays one."""


def floats(values: ArrayLike) -> NDArray[np.float32]:
    """`values` as float32, without a copy where they are already: double precision would halve the speed."""
    return np.asarray(values, np.float32)
