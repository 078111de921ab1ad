"""How long influencers and others wait: the same runs looked at closely, as no measure tells customers apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from own_work import left

from orgsim.comparison.compare import Trial
from orgsim.comparison.replication import runs
from orgsim.comparison.seeds import REPORTING
from orgsim.config.schema import Design, Study, World
from orgsim.engine.tables import GAVE_UP, OWN, RESOLVED, WRONG
from orgsim.measures.followed import followed
from orgsim.measures.latency import working_clock
from orgsim.sweep.changes import with_keys
from orgsim.world.people import greatest

REPLICATIONS, HOUR, WEEK = 4, 60.0, 10080.0
VARIED = ("company.load", "population.influencers")  # talk does not change how long anybody waits: attitudes are frozen


def waits(world: World, study: Study, designs: Mapping[str, Design], vary: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Hours to true resolution (never: the horizon), shares of issues, and share of all reach, of influencers and of
    others; share of departments' own work that was not begun: means by world and design."""
    rows = []
    for load in vary[VARIED[0]]:
        for share in vary[VARIED[1]]:
            here = with_keys(world, dict(zip(VARIED, (load, share))))
            trial = Trial(here, designs, study, 1)
            for replication in range(REPLICATIONS):
                for name, records in runs(trial.task(trial.first_charts(), "flow", REPORTING, replication)):
                    rows += [{"load": load, "influencers": share, "design": name} | row for row in of_run(records)]
    keys = ["load", "influencers", "design", "whom"]
    return pd.DataFrame(rows).groupby(keys, sort=False).mean().reset_index()


def of_run(records) -> list[dict[str, Any]]:
    """The two kinds of customers in a run."""
    issues = followed(records)
    whose = issues.issues["person"]
    influencers = greatest(records.reach, records.chart.world.population.influencers)
    hours, fates = issues.restricted("resolved") / HOUR, issues.fates()
    waited = {"latency": hours, "gave_up": fates == GAVE_UP, "wrong": fates == WRONG, "never": fates != RESOLVED}
    waited["gave_up_closed"] = waited["gave_up"] & closed(records.chart.world.company, issues.raised)
    reach = records.reach / records.reach.sum()
    done = records.minutes.sum(axis=0)[OWN] * WEEK / (records.end - records.start)
    undone = {"own_not_begun": left(records.chart.world, done)}
    return [
        {"whom": whom, "reach": reach[people].sum()}
        | {name: float(np.mean(column[people[whose]])) for name, column in waited.items()}
        | undone
        for whom, people in (("influencers", influencers), ("others", ~influencers))
    ]


def closed(company, raised: np.ndarray) -> np.ndarray:
    """Whether the company was closed when issues were raised."""
    return working_clock(company, raised + 1e-3) == working_clock(company, raised)
