"""The values of one factor of a sweep compared within each world, as designs are: paired, against one of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from orgsim.answers.differences import differences
from orgsim.comparison import paired
from orgsim.comparison.margins import HIGHER, better
from orgsim.sweep.swept import Swept


def levels(swept: Swept, factor: str, design: str, nothing: str = "null") -> Swept:
    """A sweep whose "designs" are the values of a factor under one design; its points are worlds of the other factors.

    A value is called as it is written (5, customers), null by ``nothing``. Points are those of the first value.
    """
    values = swept.points.set_index("point")[factor].map(lambda value: named(value, nothing))
    others = [name for name in swept.factors if name != factor]
    worlds = swept.points.groupby(others, sort=False, dropna=False)["point"].transform("first")
    world = dict(zip(swept.points["point"], worlds))
    own = swept.measures[swept.measures["design"] == design]
    return replace(
        swept,
        points=swept.points.loc[swept.points["point"] == worlds, ["point", *others]].reset_index(drop=True),
        measures=own.assign(design=own["point"].map(values), point=own["point"].map(world)),
        designs=tuple(values.unique()),
    )


def named(value, nothing: str) -> str:
    """A value of a factor as it is written."""
    if value is None or value != value:
        return nothing
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def against(found: Swept, level: str, measures: list[str]) -> pd.DataFrame:
    """Every level less the one given in each world (``answers.differences``), with the world's factors beside it.

    The intervals of a world hold for all levels at once. ``worse`` and ``gain``: beyond the margin, with all of the
    interval, to the worse or to the better side.
    """
    table = differences(found, measures, level, found.confidence).tables["by_point"]
    up = table["measure"].map(lambda measure: better(measure) == HIGHER) == (table["difference"] > 0)
    beyond = table["beyond_margin"].astype(bool)
    table = table.assign(gain=beyond & up, worse=beyond & ~up)
    table = table.drop(columns=["design_b", "p", "p_holm", "undefined"]).rename(columns={"design_a": "level"})
    return table.merge(found.points, on="point")


def means(swept: Swept) -> pd.DataFrame:
    """Mean over replications of what was kept: a row per point and design, a column per measure (or measure:subset)."""
    of = swept.measures
    named = of["measure"].where(of["subset"] == "all", of["measure"] + ":" + of["subset"])
    wide = of.assign(name=named).groupby(["point", "design", "name"])["value"].mean().unstack("name")
    return wide.reset_index().merge(swept.points[["point", *swept.factors]], on="point")


def interval(swept: Swept, measure: str) -> pd.DataFrame:
    """The interval of a measure's mean over replications: point, design, measure_low, measure_high."""
    values = swept.values(measure).stack().unstack("replication")
    low, high = paired.interval(*paired.moments(values.to_numpy()), swept.confidence)
    ends = pd.DataFrame({f"{measure}_low": low, f"{measure}_high": high}, values.index)
    return ends.rename_axis(["point", "design"]).reset_index()


def where(table: pd.DataFrame, **values) -> pd.DataFrame:
    """The rows that have these values."""
    for name, value in values.items():
        table = table[table[name] == value]
    return table


def only(table: pd.DataFrame, **values) -> pd.Series:
    """The one row that has these values."""
    return where(table, **values).squeeze()
