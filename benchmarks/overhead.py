"""What a replication costs beside the engine: ``python benchmarks/overhead.py [replications]``.

Two points of a sweep in the default company, three designs, a flow of twelve measured weeks, all whole-company
measures. The second point differs in a number that touches neither who knows whom nor what arises, so people and
issues of the first are found again. CPU milliseconds per run of a design, each part by a stopwatch around it.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from functools import partial

import pandas as pd

from orgsim.comparison import replication
from orgsim.comparison.compare import Trial
from orgsim.comparison.margins import STANDARDS
from orgsim.comparison.seeds import REPORTING
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.engine import loop
from orgsim.measures.tidy import ALL

DESIGNS = ["siloed", "cco", "hub_and_spoke"]
POINTS = {"first point": (), "second point": ("company.slip=.1",)}
WANTED = frozenset((measure, ALL) for measure in STANDARDS)
PARTS = {
    "people": "people and ties",
    "issue_table": "issues",
    "simulate": "setting up and collecting",  # less the engine within it
    "check_conservation": "checking the books",
    "measure": "measures",
}


def timed(act, part: str, spent: Counter, *arguments):
    """What ``act`` returns, its CPU seconds added to a part's."""
    start = time.process_time()
    try:
        return act(*arguments)
    finally:
        spent[part] += time.process_time() - start


def stopwatches(spent: Counter) -> None:
    """One around every part of a replication, and around every call into the compiled engine."""
    for name in PARTS:
        setattr(replication, name, partial(timed, getattr(replication, name), name, spent))
    for name in ("advance", "look_around", "learn_the_past", "open_for_business"):
        setattr(loop, name, partial(timed, getattr(loop, name), "engine", spent))


def milliseconds(spent: Counter, runs: int) -> dict[str, float]:
    """Per run of a design, by part."""
    parts = {says: spent[name] for name, says in PARTS.items()}
    parts["setting up and collecting"] -= spent["engine"]
    parts["everything but the engine"] = spent["all"] - spent["engine"]
    parts["engine"] = spent["engine"]
    return {says: 1000 * seconds / runs for says, seconds in parts.items()}


def main() -> None:
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    designs, study = load_designs(DESIGNS), default_study()
    trials = {name: Trial(default_world(*changes), designs, study, 1, WANTED) for name, changes in POINTS.items()}
    some = trials["first point"]
    replication.measured(some.task(some.first_charts(), "flow", REPORTING, replications))  # compiled from here on
    spent: Counter = Counter()
    stopwatches(spent)
    columns = {}
    for name, trial in trials.items():
        spent.clear()
        for number in range(replications):
            task = trial.task(trial.first_charts(), "flow", REPORTING, number)
            timed(replication.measured, "all", spent, task)
        columns[name] = milliseconds(spent, replications * len(DESIGNS))
    print(f"CPU milliseconds per run of a design ({replications} replications of {len(DESIGNS)} designs)")
    print(pd.DataFrame(columns).round(2).to_string())


if __name__ == "__main__":
    main()
