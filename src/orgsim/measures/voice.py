"""One voice: what mystery shoppers hear who ask about one topic on two channels at the same moment.

The headline V is the probability that both hear the same and it is right. Uniformly wrong is not consistent, and
answers that customers happen to collect are not used: they ask again *because* the first answer was wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orgsim.measures.tidy import ALL, Row, mean


def voice(records) -> list[Row]:
    """V and its complements (same but wrong, contradicting) over the probes of the window, and by who answered."""
    probes = records.probes
    same = probes["same"].astype(bool)
    right = probes["right"].astype(bool).all(axis=1)
    rows = [
        Row("probes", "probes", ALL, len(probes)),
        Row("probes_between_units", "share", ALL, mean(between_units(probes))),
    ]
    for name, mask in subsets(records.chart, probes):
        rows += [
            Row("voice", "share", name, mean((same & right)[mask])),
            Row("same_and_wrong", "share", name, mean((same & ~right)[mask])),
            Row("contradicting", "share", name, mean(~same[mask])),
        ]
    return rows


def between_units(probes: np.ndarray) -> np.ndarray:
    """Whether different units would answer on the two channels."""
    return probes["unit"][:, 0] != probes["unit"][:, 1]


def subsets(chart, probes: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """All probes; within one unit and between units; each channel against any other one: (subset, mask)."""
    yield ALL, np.ones(len(probes), bool)
    between = between_units(probes)
    yield "pair=within_unit", ~between
    yield "pair=between_units", between
    for number, name in enumerate(chart.channels):
        on_it = probes["channel"] == number
        yield f"pair={name}-other", on_it[:, 0] != on_it[:, 1]
