"""One replication: one world made, every design run in it, each run's books checked and measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from orgsim.config.schema import Study, World
from orgsim.measures.conservation import check_conservation
from orgsim.measures.latency import response_latency
from orgsim.measures.panel import measure
from orgsim.measures.tidy import Row
from orgsim.run import People, simulate
from orgsim.structure.chart import Chart
from orgsim.world.issues import issue_table
from orgsim.world.network import network


@dataclass(frozen=True)
class Task:
    """What a worker needs for one replication of one estimand: the charts to run in the world of this seed."""

    charts: Mapping[object, Chart]
    study: Study
    estimand: str
    replication: int
    seed: int


def days(study: Study, estimand: str) -> float:
    """Days from the start to the end of a run."""
    if estimand == "path":
        return float(study.path_days)
    return 7 * (study.warm_up_weeks + study.measured_weeks) + study.horizon_days
