"""Is it luck? The same designs in more worlds, differences paired: the numbers ``orgsim compare`` would report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

import pandas as pd

from orgsim.comparison import paired
from orgsim.comparison.seeds import REPORTING, replication_seed
from orgsim.config.schema import World
from orgsim.measures.tidy import ALL, Row, table
from orgsim.play.recording import run
from orgsim.play.scene import Set
from orgsim.run import days_of
from orgsim.structure.chart import Chart
from orgsim.views.findings import HEADLINE
from orgsim.world.kept import issue_table, people

Runs = list[tuple[str, str, int, list[Row]]]  # design, estimand, replication, what it measured


@dataclass(frozen=True)
class Worlds:
    """Designs compared over a number of worlds, as ``views.findings`` reads comparisons."""

    world: World
    charts: Mapping[str, Chart]
    measures: pd.DataFrame
    summary: pd.DataFrame
    pairs: pd.DataFrame


SHELF = Lock()  # worlds are kept on one shelf, and several visitors' questions may be answered at once


def world_of_run(now: Set, seed: int, replication: int = 0) -> tuple:
    """The people and issues of a replication, and its seed: those of ``orgsim compare`` at this seed."""
    drawn = replication_seed(seed, REPORTING, replication)
    with SHELF:
        return people(now.world, drawn), issue_table(now.world, drawn, days_of(now.study, "flow")), drawn


def runs(now: Set, seed: int, replications: int) -> Iterator[tuple[str, str, int, list[Row]]]:
    """Every design in one world after the other."""
    for replication in range(replications):
        everybody, issues, drawn = world_of_run(now, seed, replication)
        for name, chart in now.charts.items():
            _, measured = run(chart, everybody, issues, drawn, now.study)
            for estimand, rows in measured.items():
                headline = [row for row in rows if row.subset == ALL and row.measure in HEADLINE]
                yield name, estimand, replication, headline


def together(now: Set, found: Runs) -> Worlds:
    """What the runs come to: means and paired differences with intervals."""
    measures, designs = table(found), list(now.charts)
    confidence = now.study.confidence
    return Worlds(
        now.world, now.charts, measures, paired.summary(measures, confidence, designs),
        paired.pairs(measures, confidence, designs),
    )  # fmt: skip
