"""Approval as a round trip: an approver sees a case, returns what looks wrong, and sees it again until it passes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NEVER_ENDS = 1e-9  # least chance to end assumed, where nothing ever passes


@dataclass(frozen=True)
class Rounds:
    """What approving a case with several steps takes on average, and what comes of it. Arrays by case."""

    approvals: np.ndarray  # float[cases] times the approver sees it
    redone: np.ndarray  # float[cases, steps] times each step is done again
    free_of_slips: np.ndarray  # float[cases] P(what passes has no slip)


def rounds(slip: np.ndarray, last: np.ndarray, catch: float, false_return: float) -> Rounds:
    """Expected rounds of approval.

    slip: float[cases, steps] chance of a slip on each step, 0 beyond the last; last: int[cases] the last step.
    A case with a slip is returned with probability ``catch``, one without with ``false_return``; what is returned is
    the first step that slipped, or the last step, which is done afresh. For one step the chance to pass is
    (1-p)(1-a) + p(1-q) in each round, rounds are one over it, and p(1-q) over it is wrong (DESIGN section 5).

    With several, slips are mended in order. While step j is the first with a slip, it is seen 1/(1 - q p_j) times and
    mended with probability g_j = q (1-p_j)/(1 - q p_j), else it passes wrong.
    """
    seen = 1.0 / np.maximum(1.0 - catch * slip, NEVER_ENDS)
    mended = catch * (1.0 - slip) * seen
    clean = 1.0 - slip + slip * mended  # P(step j does not stop the case from becoming clean)
    before = np.cumprod(np.column_stack([np.ones(len(slip)), clean]), axis=1)
    case = np.arange(len(slip))
    visits = before[:, -1] / np.maximum(1.0 - false_return * clean[case, last], NEVER_ENDS)  # seen without a slip
    stuck = slip * before[:, :-1]  # times step j becomes the first with a slip
    stuck[case, last] += false_return * visits * slip[case, last]
    redone = stuck * catch * seen
    redone[case, last] += false_return * visits
    return Rounds((stuck * seen).sum(axis=1) + visits, redone, visits * (1.0 - false_return))
