"""Where a case goes: every course a contact can take through a chart, step by step, with how often it is taken.

Like the timetable of a railway: who gets on where, where they change, and whose signature they need at the end. The
directory is taken as right, nobody gives up, and every unit answers whatever it may.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orgsim.engine.tables import MAX_STEPS
from orgsim.structure.chart import Chart
from orgsim.world.demand import channel_shares, step_probabilities, topic_shares


@dataclass(frozen=True)
class Routes:
    """Courses of contacts, one row each.

    Topics that the chart treats alike (same department, owner and units that may answer) are one *kind*; departments
    of one issue differ, so which topic of its kind each step is about is independent of the other steps.
    """

    share: np.ndarray  # float[routes] of all contacts, sums to 1
    intake: np.ndarray  # int[routes] unit that takes the contact in
    kind: np.ndarray  # int[routes, steps], -1 beyond the last
    unit: np.ndarray  # int[routes, steps] who answers, -1 beyond the last
    sender: np.ndarray  # int[routes, steps] unit that hands the case over for this step, -1 if its holder answers
    approver: np.ndarray  # int[routes] who approves an exception, -1 nobody
    mix: np.ndarray  # float[kinds, topics] share of each topic within its kind, rows sum to 1

    @property
    def steps(self) -> np.ndarray:
        """int[routes]: how many steps each has."""
        return (self.kind >= 0).sum(axis=1)

    def answers(self, units: int) -> np.ndarray:
        """Answers by each unit on each topic per contact: float[units, topics]."""
        return self._per_topic(self.unit, units)

    def handoffs(self, units: int) -> np.ndarray:
        """Cases handed over by each unit on each topic per contact: float[units, topics]."""
        return self._per_topic(self.sender, units)

    def _per_topic(self, who: np.ndarray, units: int) -> np.ndarray:
        counts = np.zeros((units, len(self.mix)))
        route, step = np.nonzero((self.kind >= 0) & (who >= 0))
        np.add.at(counts, (who[route, step], self.kind[route, step]), self.share[route])
        return counts @ self.mix


def routes(chart: Chart) -> Routes:
    """All courses through the chart."""
    mix, first = kinds(chart)
    share = (mix > 0) @ topic_shares(chart.world)
    needs, often = needed(share, chart.home[first], step_probabilities(chart.world))
    taken = np.bincount(chart.intake, weights=channel_shares(chart.world), minlength=len(chart.units))
    parts = []
    for intake in np.flatnonzero(taken):
        unit, sender = followed(chart, needs, first, intake)
        parts.append((often * taken[intake], np.full(len(needs), intake), needs, unit, sender, approvers(chart, unit)))
    columns = [np.concatenate(column) for column in zip(*parts)]
    return Routes(*columns, mix)


def kinds(chart: Chart) -> tuple[np.ndarray, np.ndarray]:
    """Topics grouped by what the chart does with them: (float[kinds, topics] mix, int[kinds] a topic of each)."""
    share = topic_shares(chart.world)
    groups: dict[tuple, list[int]] = {}
    for k in np.flatnonzero(share):
        treated = (chart.may_answer[:, k].tobytes(), chart.at_home[:, k].tobytes())
        groups.setdefault((int(chart.home[k]), int(chart.owner[k]), *treated), []).append(int(k))
    mix = np.zeros((len(groups), len(share)))
    for row, topics in enumerate(groups.values()):
        mix[row, topics] = share[topics] / share[topics].sum()
    return mix, np.array([topics[0] for topics in groups.values()])


def needed(share: np.ndarray, department: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every order of kinds an issue may need, and how often: (int[orders, MAX_STEPS], float[orders]).

    share: float[kinds]; department: int[kinds]; steps: P(1, 2, ... steps). The first step is drawn by share, each
    further one by share among the departments not yet needed.
    """
    orders, often = [], []
    kind = np.arange(len(share))[:, None]
    chance = share.copy()
    for length in range(1, MAX_STEPS + 1):
        row = np.full((len(kind), MAX_STEPS), -1)
        row[:, :length] = kind
        orders.append(row)
        often.append(chance * steps[length - 1])
        if not steps[length:].any():
            break
        free = (department[kind][:, :, None] != department).all(axis=1)
        old, new = np.nonzero(free)
        chance = chance[old] * share[new] / (free @ share)[old]
        kind = np.column_stack([kind[old], new])
    orders, often = np.concatenate(orders), np.concatenate(often)
    return orders[often > 0], often[often > 0]


def followed(chart: Chart, needs: np.ndarray, topic: np.ndarray, intake: int) -> tuple[np.ndarray, np.ndarray]:
    """Who answers each step and who handed it over, for cases that come in at one unit: int[orders, steps] each.

    The holder answers what it may; else the case goes to the owner of the step's topic.
    """
    unit = np.full(needs.shape, -1)
    sender = np.full(needs.shape, -1)
    holder = np.full(len(needs), intake)
    for step in range(needs.shape[1]):
        here = needs[:, step] >= 0
        k = topic[needs[:, step]]
        stays = chart.may_answer[holder, k].astype(bool)
        sender[:, step] = np.where(here & ~stays, holder, -1)
        holder = np.where(here & ~stays, chart.owner[k], holder)
        unit[:, step] = np.where(here, holder, -1)
    return unit, sender


def approvers(chart: Chart, unit: np.ndarray) -> np.ndarray:
    """Who approves: of one unit its approver, of several their lowest common superior; -1 nobody.

    unit: int[routes, steps]. The engine's rule ``superior_of``, row by row.
    """
    above, alone = unit[:, 0], np.ones(len(unit), bool)
    for step in range(1, unit.shape[1]):
        differs = (unit[:, step] >= 0) & (unit[:, step] != above) & (above >= 0)
        above = np.where(differs, chart.common[above, unit[:, step]], above)
        alone &= ~differs
    return np.where(alone, chart.approver[above], above)
