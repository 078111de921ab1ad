"""How much of departments' own work is not begun: its delay is a mean of what was begun, and is silent on the rest."""

from __future__ import annotations

import pandas as pd

from orgsim.config.defaults import default_world
from orgsim.config.schema import World
from orgsim.sweep.swept import Swept
from orgsim.world.demand import staff, working_minutes

DONE = ("minutes_per_week", "kind=own_work")  # the measure, and its subset


def arising(world: World) -> float:
    """Minutes of own work that arise in a week."""
    return world.company.own_work * sum(staff(world).values()) * working_minutes(world)


def left(world: World, done: float) -> float:
    """Share of the own work that arises and is not begun, where so many minutes a week are; not below zero."""
    return max(0.0, 1 - done / arising(world))


def not_begun(swept: Swept) -> pd.DataFrame:
    """Minutes of own work a week, and the share not begun, a row per design: means of the points given (one, or alike).

    What arises is that of the default company; the load does not change it.
    """
    done = swept.values(*DONE)
    done = done[done.index.get_level_values("point").isin(swept.points["point"])].mean()
    share = [left(default_world(), minutes) for minutes in done]
    return pd.DataFrame({"design": done.index, "minutes_a_week": done.to_numpy(), "not_begun": share})
