"""The issues a flow is measured on: raised in the measured window, each followed for the same horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orgsim.engine.tables import OPEN, RESOLVED


@dataclass(frozen=True)
class Followed:
    """Issues raised in [start, end) with their episodes, and the horizon (minutes) to which each is followed.

    The run goes on for one horizon beyond the window, so every issue is seen for its whole horizon: nothing is
    censored, and a share of issues is what Aalen and Johansen's estimator would give.
    """

    issues: np.ndarray
    episodes: np.ndarray
    horizon: float

    def __len__(self) -> int:
        return len(self.issues)

    def minutes_to(self, moment: str) -> np.ndarray:
        """Minutes from the raise to a moment of the episode; infinite if it did not come within the horizon."""
        minutes = self.episodes[moment] - self.issues["raised"]
        return np.where(minutes <= self.horizon, minutes, np.inf)

    def restricted(self, moment: str) -> np.ndarray:
        """min(T, horizon) in minutes, T from the raise to a moment of the episode."""
        return np.minimum(self.minutes_to(moment), self.horizon)

    def fates(self) -> np.ndarray:
        """How each issue stood one horizon after it was raised: RESOLVED, WRONG, GAVE_UP or OPEN."""
        ended = np.where(np.isfinite(self.minutes_to("ended")), self.episodes["state"], OPEN)
        ended = np.where(ended == RESOLVED, OPEN, ended)  # resolved only if the first right answer came in time
        return np.where(np.isfinite(self.minutes_to("resolved")), RESOLVED, ended)

    def resolved(self) -> int:
        """How many were truly resolved within the horizon."""
        return int(np.isfinite(self.minutes_to("resolved")).sum())


def followed(records) -> Followed:
    """The measured issues of a run of the flow."""
    measured = (records.issues["raised"] >= records.start) & (records.issues["raised"] < records.end)
    return Followed(records.issues[measured], records.episodes[measured], records.until - records.end)
