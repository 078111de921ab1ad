"""What a sweep found, read back: the points with their factors, and the tidy tables of all of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from orgsim.errors import InputError


@dataclass(frozen=True)
class Swept:
    """A sweep's tables. A point is a world with all designs run in it; ``point`` is the same name in every table.

    Random numbers are common: replication r has the same seed at every point, so the same people, needs and draws.
    """

    points: pd.DataFrame  # point, and a column per factor (its key: company.load), in the order of the sweep
    measures: pd.DataFrame  # tidy: point, design, estimand, replication, measure, unit, subset, value
    seats: pd.DataFrame  # point, design, unit, seats, offered_load, offered_per_seat
    levers: pd.DataFrame  # point, design, meeting_every, overdue_after, response_latency, n, chosen
    designs: tuple[str, ...]  # in the order given
    confidence: float = 0.95

    @property
    def factors(self) -> list[str]:
        """The keys that vary."""
        return [name for name in self.points.columns if name != "point"]

    def values(self, measure: str, subset: str = "all") -> pd.DataFrame:
        """Values of a measure: a row per (point, replication), a column per design, points in the sweep's order.

        Raises InputError for a measure or subset the sweep has not kept.
        """
        known = self.measures["measure"].unique().tolist()
        if measure not in known:
            raise InputError("measure", measure, sorted(known))
        own = self.measures[self.measures["measure"] == measure]
        if subset not in set(own["subset"]):
            raise InputError("subset", subset, sorted(own["subset"].unique().tolist()))
        wide = own[own["subset"] == subset].pivot(index=["point", "replication"], columns="design", values="value")
        order = self.points["point"][self.points["point"].isin(wide.index.unique(0))]
        return wide.reindex(order, level="point")[list(self.designs)]
