"""Runs every group of designs in every world; stopped and started again it does only what is missing."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
import plan
import worlds

from orgsim.sweep.runner import evaluate

FOLDER = Path(__file__).parent / ".points"


def outcomes(groups: tuple[str, ...] = tuple(plan.GROUPS), processes: int | None = None) -> dict[str, pd.DataFrame]:
    """The tidy table of each group: design, estimand, replication, measure, unit, subset, value, world."""
    found = {}
    for group in groups:
        drawn = worlds.drawn()[: worlds.CONTROLS if plan.GROUPS[group].control else worlds.NUMBER]
        table = evaluate(plan.points(group, drawn), FOLDER, f"{group}: worlds", progress=True, processes=processes)
        table["world"] = table.pop("point").str.rpartition("-")[2].astype(int)
        found[group] = table
    return found


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("groups", nargs="*", default=list(plan.GROUPS))
    asked.add_argument("--processes", type=int)
    given = asked.parse_args()
    outcomes(tuple(given.groups), given.processes)
