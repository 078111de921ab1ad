"""Whether customers of one kind know one another: their friends, against a network with its ties dealt out anew.

As in assortative mixing (Newman 2003): everybody keeps the number of friends, and ends of ties are joined at random.
"""

from __future__ import annotations

import math

import numpy as np

from orgsim.world.network import Network


def friends_alike(ties: Network, kind: np.ndarray) -> tuple[float, float, float]:
    """Customers of a kind (bool[customers]): their share of all, and of their friends; and that by chance.

    By chance a friend is whoever holds a random end of a tie, so that those with many friends come up more often.
    Nobody of the kind with a friend: nan.
    """
    whose = np.repeat(kind, ties.degree)  # of each end of a tie, whether this end is of the kind
    ends = int(whose.sum())
    share = float(kind.mean()) if len(kind) else math.nan
    if ends == 0:
        return share, math.nan, math.nan
    return share, float(kind[ties.neighbours][whose].sum() / ends), ends / len(whose)
