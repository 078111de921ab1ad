"""Hub against dandelion as a company grows: the difference of latency by size, and what H7 says of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from claims import LATENCY, RELATIVE, VOICE, V

from orgsim.answers.differences import differences
from orgsim.comparison.hypothesis import CONDITIONAL, CONFIRMED, REFUTED
from orgsim.sweep.swept import Swept

HUB, DANDELION = "hub_and_spoke", "dandelion"
SIZE = "departments"


def sizes(found: Swept) -> pd.DataFrame:
    """Dandelion less hub, a row per measure and size; intervals of all sizes together."""
    table = differences(found, [LATENCY, V], HUB, found.confidence).tables["by_point"]
    table = table.assign(departments=table["point"].astype(int))
    ends = {"low_everywhere": "low", "high_everywhere": "high", "mean_b": "hub", "mean_a": "dandelion"}
    table = table.drop(columns=["low", "high"]).rename(columns=ends)
    return table[[SIZE, "measure", "unit", "hub", "dandelion", "difference", "low", "high", "n"]]


def verdict(table: pd.DataFrame) -> str:
    """H7: the sign of the difference of latency changes, each end sure and beyond the margin, V equal throughout."""
    latency, voice = (table[table["measure"] == name] for name in (LATENCY, V))
    difference, margin = latency["difference"], RELATIVE * latency["hub"]
    clear = (difference.abs() > margin) & ((latency["low"] > 0) | (latency["high"] < 0))
    signs = set(np.sign(difference[clear]))
    if {-1.0, 1.0} <= signs and (voice["difference"].abs() <= VOICE).all():
        return CONFIRMED
    same = len(set(np.sign(difference))) == 1
    return REFUTED if same or (difference.abs() <= margin).all() else CONDITIONAL
