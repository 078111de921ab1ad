"""Seeds of replications, derived from the one seed a user gives."""

from __future__ import annotations

import numpy as np

SELECTION, REPORTING, SEARCH, SIZING = 0, 1, 2, 3


def replication_seed(seed: int, purpose: int, replication: int) -> int:
    """The seed of a replication: 63 bits of NumPy's SeedSequence(seed) with spawn key (purpose, replication).

    Levers are chosen on replications of purpose SELECTION, how many are needed is found on those of SIZING,
    and results are reported on those of REPORTING, so no world is used for two of these. Both estimands of replication
    r have the same seed: the same people, network and issues.
    """
    word = np.random.SeedSequence(entropy=seed, spawn_key=(purpose, replication)).generate_state(1, np.uint64)[0]
    return int(word >> np.uint64(1))
