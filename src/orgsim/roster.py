"""The roster: who is who among the agents of a model, by place.

Customers first, in the order of the table of issues, then the units of the chart. An agent's ``unique_id`` is its place
plus one. Nobody is made before somebody looks; who was made is kept, with whatever was hung on them.
"""

from __future__ import annotations

import numpy as np

from orgsim.agents import Customer, Department, Influencer, OrgAgent


class Roster:
    """The agents of a model. ``influences``: bool[customers], the share of them with the greatest reach."""

    def __init__(self, model, share: float):
        self.model = model
        self.customers, self.units = len(model.people.baseline), len(model.chart.units)
        self.influences = model.people.influencers(share)
        self.made: dict[int, OrgAgent] = {}

    def __len__(self) -> int:
        return self.customers + self.units

    def places(self, kind: type) -> np.ndarray:
        """int[...]: the places of all agents of a type or of types below it."""
        return np.flatnonzero(self.is_a(kind, np.arange(len(self))))

    def is_a(self, kind: type, places: np.ndarray) -> np.ndarray:
        """bool[...]: whether the agents at these places are of a type."""
        answers = np.array([issubclass(each, kind) for each in (Customer, Influencer, Department)])
        which = np.append(self.influences.astype(int), np.full(self.units, 2))
        return answers[which[places]]

    def agent(self, place: int) -> OrgAgent:
        """The agent at a place, made on first look."""
        found = self.made.get(place)
        if found is None:
            found = self.made[place] = self._view(place)
        return found

    def _view(self, place: int) -> OrgAgent:
        if not 0 <= place < len(self):
            raise IndexError(f"no agent at place {place} of {len(self)}")
        if place >= self.customers:
            return Department.view(self.model, place - self.customers, place + 1)
        return (Influencer if self.influences[place] else Customer).view(self.model, place, place + 1)

    def tables(self, places: np.ndarray) -> list[tuple[type, np.ndarray]]:
        """Whose columns these places have: Customer, Department or both, each with the rows."""
        is_unit = places >= self.customers
        kinds = [(Customer, places[~is_unit]), (Department, places[is_unit] - self.customers)]
        return [(kind, rows) for kind, rows in kinds if len(rows)]
