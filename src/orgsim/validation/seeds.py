"""Several companies in one replication, where a single one would have to be impractically large."""

from __future__ import annotations

import numpy as np


def further(seed: int, number: int) -> list[int]:
    """So many seeds of 63 bits that follow from one (NumPy's SeedSequence)."""
    words = np.random.SeedSequence(seed).generate_state(number, np.uint64)
    return [int(word >> np.uint64(1)) for word in words]
