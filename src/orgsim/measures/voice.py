"""One voice: what mystery shoppers hear who ask about one topic on two channels at the same moment.

The headline V is the probability that both hear the same and it is right. Uniformly wrong is not consistent, and
answers that customers happen to collect are not used: they ask again *because* the first answer was wrong.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cache, partial
from itertools import chain

import numpy as np

from orgsim.measures.subset import EVERYTHING, Subset, where
from orgsim.measures.tidy import ALL, Row, mean, share, told

ONE_ANSWER = "answers=one"


def voice(records, wanted: Container[tuple[str, str]] | None = None) -> list[Row]:
    """V and its complements (same but wrong, contradicting) over the probes of the window, and by who answered.

    With ``wanted`` only those. Only where that is wanted: the share of single answers that are right (``answers=one``),
    which is how current what people know is, whatever the other channel says.
    """
    single = one_answer(records.probes) if ("voice", ONE_ANSWER) in (wanted or ()) else ()
    return told(chain(rows(records.chart, records.probes), single), wanted)


def one_answer(probes: np.ndarray) -> Iterator[Row]:
    """The share of all answers given to mystery shoppers, two a probe, that are right."""
    yield Row("voice", "share", ONE_ANSWER, lambda: mean(probes["right"].ravel() != 0))


def rows(chart, probes: np.ndarray) -> Iterator[Row]:
    """The rows of the panel."""
    between = cache(lambda: between_units(probes))
    heard = cache(lambda: what_they_heard(probes))

    def part(subset: Subset, measure: str) -> float:
        return share(subset.of(heard()[measure]))

    yield Row("probes", "probes", ALL, len(probes))
    yield Row("probes_between_units", "share", ALL, lambda: share(between()))
    for subset in subsets(chart, probes, between):
        for measure in ("voice", "same_and_wrong", "contradicting"):
            yield Row(measure, "share", subset.name, partial(part, subset, measure))


def what_they_heard(probes: np.ndarray) -> dict[str, np.ndarray]:
    """Whether the two answers were the same and right, the same and wrong, or different: bool[probes] each."""
    same, right = probes["same"] != 0, (probes["right"][:, 0] != 0) & (probes["right"][:, 1] != 0)
    return {"voice": same & right, "same_and_wrong": same & ~right, "contradicting": ~same}


def between_units(probes: np.ndarray) -> np.ndarray:
    """Whether different units would answer on the two channels."""
    return probes["unit"][:, 0] != probes["unit"][:, 1]


def subsets(chart, probes: np.ndarray, between) -> Iterator[Subset]:
    """All probes; within one unit and between units; each channel against any other one."""
    yield EVERYTHING
    yield where("pair=within_unit", lambda: ~between())
    yield where("pair=between_units", between)
    channels = cache(lambda: probes["channel"].T.copy())
    for number, name in enumerate(chart.channels):
        yield where(f"pair={name}-other", lambda number=number: np.logical_xor(*(channels() == number)))
