"""What a piece of sound is between voice and file."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 24_000

Samples = NDArray[np.float32]
"""Mono samples at 24 kHz, -1 to 1."""
