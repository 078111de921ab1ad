"""What a run leaves behind: facts by issue, unit, probe, week and followed customer; no judgement yet."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from orgsim.engine.tables import LEADS, SPARED
from orgsim.structure.chart import Chart


@dataclass
class Records:
    """The records of one run. Times are minutes; ``minutes`` and the like cover the window [start, end)."""

    chart: Chart
    seed: int
    estimand: str  # "flow": attitudes frozen; "path": attitudes free from `start` on
    start: float
    end: float
    until: float  # issues were followed up to here
    issues: np.ndarray  # ISSUE records of the whole run
    episodes: np.ndarray  # EPISODE records, in the same order
    minutes: np.ndarray  # float[units, kinds]: staff minutes of work started
    working_minutes: float  # open minutes in the window, per person
    busy: np.ndarray  # float[units]: minutes people were busy
    seats: np.ndarray  # int[units] at the end
    own_done: np.ndarray  # int[units]: pieces of own work started
    own_delay: np.ndarray  # float[units]: working minutes they had waited, summed
    probes: np.ndarray  # PROBE records
    path: np.ndarray  # PATH records, a row a week from `start`
    cohort: np.ndarray  # FOLLOWED records: first issues in 60 days (issue=1) and people without issues (0)
    reach: np.ndarray  # int[customers]: ties
    branching_ratio: float  # nan in the flow: nobody talks
    accounts: dict[str, float]  # what must balance: see measures.conservation
    leads: np.ndarray = field(default_factory=lambda: np.zeros(0, LEADS))  # LEADS records of the whole run
    extended: dict[str, float] = field(default_factory=dict)  # what extensions have counted

    def in_window(self) -> np.ndarray:
        """bool[issues]: raised in the measured window."""
        raised = self.issues["raised"]
        return (raised >= self.start) & (raised < self.end) & (self.episodes["state"] != SPARED)
