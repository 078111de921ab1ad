"""One design alone: the same seats and levers by the same rules, the same measures, and every episode of one run."""

from __future__ import annotations

from pathlib import Path

from orgsim.comparison.compare import ESTIMANDS, Comparison, compare
from orgsim.comparison.progress import Show
from orgsim.comparison.replication import Task, runs
from orgsim.comparison.seeds import REPORTING, replication_seed
from orgsim.comparison.store import check_folder
from orgsim.config.schema import Design, Study, World
from orgsim.errors import InputError
from orgsim.measures.tidy import episodes_table, probes_table


def run_one(
    world: World,
    name: str,
    design: Design,
    study: Study,
    seed: int,
    out: str | Path | None = None,
    estimand: str = "flow",
    progress: Show = False,
    processes: int | None = None,
) -> Comparison:
    """Run one design in all replications of an estimand; print the result to see its measures.

    With ``out``, writes the tables of a comparison (that of pairs is empty), and ``episodes.parquet`` and
    ``probes.parquet``: every issue and every mystery shopper of the first replication. Raises InputError.
    """
    if estimand not in ESTIMANDS:
        raise InputError("estimand", estimand, ESTIMANDS)
    if out is not None:
        check_folder(out)
    found = compare(world, {name: design}, study, seed, None, progress, processes, (estimand,))
    if out is not None:
        first = Task(world, found.charts, study, estimand, replication_seed(seed, REPORTING, 0))
        ((_, records),) = runs(first)
        found.write(out, {"episodes": episodes_table(records), "probes": probes_table(records)})
    return found
