"""The issues a flow is measured on: raised in the measured window, each followed for the same horizon."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numba as nb
import numpy as np
from numba import types

from orgsim.engine.compiled import entry
from orgsim.engine.tables import EPISODE, ISSUE, OPEN, RESOLVED, SPARED
from orgsim.extensions import extended

EFFORT = ("contacts", "handoffs", "bounces", "approvals", "reworks")


@dataclass(frozen=True)
class Followed:
    """Issues raised in [start, end) with their episodes, and the horizon (minutes) to which each is followed.

    The run goes on for one horizon beyond the window, so every issue is seen for its whole horizon: nothing is
    censored, and a share of issues is what Aalen and Johansen's estimator would give.

    Columns are worked out once, when first asked for: picked out of a table of records each is slow to read again.
    """

    issues: np.ndarray
    episodes: np.ndarray
    horizon: float

    def __len__(self) -> int:
        return len(self.issues)

    @cached_property
    def _clocks(self) -> tuple[dict[str, np.ndarray], np.ndarray]:
        minutes, fates = np.empty((3, len(self))), np.empty(len(self), np.int8)
        read_clocks(self.issues, self.episodes, self.horizon, minutes, fates)
        return dict(zip(("first_answer", "resolved", "ended"), minutes, strict=True)), fates

    @cached_property
    def raised(self) -> np.ndarray:
        """Minutes since Monday 0:00 of week 1."""
        return np.ascontiguousarray(self.issues["raised"])

    @cached_property
    def channel(self) -> np.ndarray:
        """int[issues]: the channel each was first raised on."""
        return np.ascontiguousarray(self.issues["channel"])

    @cached_property
    def state(self) -> np.ndarray:
        """int[issues]: how each stood at the end of the run."""
        return np.ascontiguousarray(self.episodes["state"])

    @cached_property
    def contacts(self) -> np.ndarray:
        """int[issues]: how often its customer came to the company."""
        return np.ascontiguousarray(self.episodes["contacts"])

    def minutes_to(self, moment: str) -> np.ndarray:
        """Minutes from the raise to the first answer, to being resolved or ended; inf if not within the horizon."""
        minutes, _ = self._clocks
        return minutes[moment]

    def restricted(self, moment: str) -> np.ndarray:
        """min(T, horizon) in minutes, T from the raise to a moment of the episode."""
        return np.minimum(self.minutes_to(moment), self.horizon)

    def fates(self) -> np.ndarray:
        """How each issue stood one horizon after it was raised: RESOLVED, WRONG, GAVE_UP or OPEN."""
        _, fates = self._clocks
        return fates

    @cached_property
    def effort(self) -> dict[str, int]:
        """Contacts, handoffs, bounces, approvals and reworks of all issues together, to the end of the run."""
        return dict(zip(EFFORT, effort_of(self.episodes).tolist(), strict=True))

    def resolved(self) -> int:
        """How many were truly resolved within the horizon."""
        return int(np.count_nonzero(np.isfinite(self.minutes_to("resolved"))))


_issues = types.Array(nb.from_dtype(ISSUE), 1, "C", readonly=True)
_episodes = types.Array(nb.from_dtype(EPISODE), 1, "C", readonly=True)


@entry(types.void(_issues, _episodes, types.float64, types.float64[:, ::1], types.int8[::1]))
def read_clocks(issues, episodes, horizon, minutes, fates):
    """Write down minutes from the raise to first answer, resolution and end, inf beyond the horizon; and the fate."""
    for n in range(len(issues)):
        raised, row = issues[n].raised, episodes[n]
        for moment, time in enumerate((row.first_answer, row.resolved, row.ended)):
            passed = time - raised
            minutes[moment, n] = passed if passed <= horizon else np.inf
        fates[n] = OPEN
        if minutes[1, n] < np.inf:
            fates[n] = RESOLVED
        elif minutes[2, n] < np.inf and row.state != RESOLVED:  # resolved only if the right answer came in time
            fates[n] = row.state


@entry(types.int64[::1](_episodes))
def effort_of(episodes):
    """Sums of EFFORT."""
    sums = np.zeros(5, np.int64)
    for n in range(len(episodes)):
        row = episodes[n]
        sums[0] += row.contacts
        sums[1] += row.handoffs
        sums[2] += row.bounces
        sums[3] += row.approvals
        sums[4] += row.reworks
    return sums


def followed(records) -> Followed:
    """The measured issues of a run of the flow: a stretch of its issues, which are in the order of their raise."""
    window = slice(*np.searchsorted(records.issues["raised"], (records.start, records.end)))
    issues, episodes = records.issues[window], records.episodes[window]
    if extended(records.chart.world):
        came = episodes["state"] != SPARED
        issues, episodes = issues[came], episodes[came]
    return Followed(issues, episodes, records.until - records.end)
