"""A transition read back from its folder, without running anything again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from orgsim.comparison.saved import check_command, read_origin
from orgsim.config.load import typed
from orgsim.config.transition import Plan
from orgsim.sweep.swept import read_table, unlike
from orgsim.transition.transition import Transition

TABLES = ("weeks", "paths", "paybacks", "ways", "steps", "levers", "seats")


def read_transition(folder: str | Path) -> Transition:
    """The transition whose folder this is; it has no charts. Raises InputError."""
    folder = Path(folder)
    check_command(folder, ("transition",))
    origin = read_origin(folder)
    plan = origin.facts["configuration"].get("plan")
    if not isinstance(plan, dict):
        raise unlike(folder, "whose config.yaml has a plan")
    missing = [name for name in TABLES if not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise unlike(folder, f"with a {missing[0]}.parquet")
    tables: dict[str, pd.DataFrame] = {name: read_table(folder, name) for name in TABLES}
    return Transition(
        world=origin.world, designs=origin.designs, study=origin.study, plan=typed(Plan, plan, "plan."),
        seed=origin.seed, charts={}, **tables,
    )  # fmt: skip
