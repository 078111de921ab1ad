"""Scenarios run one by one or side by side, by a call of the shape Mesa's own ``run_scenarios`` is getting.

Mesa's takes scenarios (one row of parameters each), what to run them with, an executor of concurrent.futures' kind and
a store. So does this; a scenario here is what each key is at a point (``{"company.load": .8}``), with all replications.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from orgsim.comparison.progress import Show
from orgsim.config.load import load_designs, world_of
from orgsim.config.overrides import default_run
from orgsim.config.schema import Design, Study, World
from orgsim.config.space import LIST, Precision, Space
from orgsim.sweep.space import plain
from orgsim.sweep.sweep import sweep
from orgsim.sweep.swept import Swept


@dataclass(frozen=True)
class RunConfiguration:
    """What every scenario is run with: designs (by name, or as objects), the world around it, the study, the seed."""

    designs: Iterable[str] | Mapping[str, Design]
    world: World = field(default_factory=lambda: world_of(default_run()))
    study: Study = field(default_factory=lambda: default_run().study)
    seed: int = 1
    precision: Precision | None = None
    keep: tuple[str, ...] = ()


def run_scenarios(
    scenarios: pd.DataFrame | Iterable[Mapping[str, Any]],
    configuration: RunConfiguration,
    *,
    executor: Executor | None = None,
    store: str | Path | None = None,
    processes: int | None = None,
    progress: Show = False,
) -> Swept:
    """Run every scenario (a row of a table, its columns keys in full) under every design; see ``sweep``.

    store: a folder in which each scenario is kept as soon as it is done, and from which the same call goes on.
    """
    given = scenarios.to_dict("records") if isinstance(scenarios, pd.DataFrame) else scenarios
    rows = [{key: plain(value) for key, value in each.items()} for each in given]
    designs = configuration.designs
    return sweep(
        configuration.world,
        designs if isinstance(designs, Mapping) else load_designs(designs, least=1),
        configuration.study,
        Space(kind=LIST, list=rows),
        configuration.seed,
        store,
        precision=configuration.precision,
        keep=configuration.keep,
        progress=progress,
        processes=processes,
        executor=executor,
    )
