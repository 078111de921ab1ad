"""The tables of a sweep, collected from its points: the same bytes however and in how many goes it was run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from orgsim.comparison import paired
from orgsim.comparison.precision import Sized
from orgsim.comparison.store import write_tables
from orgsim.config.schema import Design, Study, World
from orgsim.config.stamp import stamp, write_stamp
from orgsim.sweep.points import Failure, Found, Point
from orgsim.sweep.swept import MEASURES

APART = "\x1f"  # between point and subset while both are one
SIZED = ["point", "measure", "estimand", "replications", "half_width", "target", "reason"]


def collect(
    folder: Path,
    points: Sequence[Point],
    values: Sequence[Mapping[str, Any]],
    found: Mapping[str, Found | Failure],
    world: World,
    designs: Mapping[str, Design],
    study: Study,
    seed: int,
    configuration: Mapping[str, Any],
) -> None:
    """Write the tables of all points, and what they came from, into the folder."""
    results = [(point, found[point.identity]) for point in points]
    good = [(point, result) for point, result in results if isinstance(result, Found)]
    measures = stacked([(point, result.measures) for point, result in good], MEASURES)
    names = list(designs)
    tables = {
        "points": points_table(points, values, found),
        "measures": measures,
        "summary": by_point(lambda whole: paired.summary(whole, study.confidence, names), measures),
        "pairs": by_point(lambda whole: paired.pairs(whole, study.confidence, names), measures),
        "levers": stacked([(point, result.levers) for point, result in good]),
        "seats": stacked([(point, result.seats) for point, result in good]),
        "replications": sized_table([(point, result.sized) for point, result in good if result.sized]),
        "failed": failed_table([(point, result) for point, result in results if isinstance(result, Failure)]),
    }
    origin = stamp(world, designs, study, seed)
    origin["configuration"] = dict(configuration)
    write_tables(folder, tables, lambda fresh: write_stamp(fresh, origin))


def points_table(points: Sequence[Point], values: Sequence[Mapping[str, Any]], found: Mapping) -> pd.DataFrame:
    """A row for each point: its name, its file, whether it failed, and what each key is there."""
    rows = [
        {"point": point.name, "identity": point.identity, "failed": isinstance(found[point.identity], Failure), **value}
        for point, value in zip(points, values, strict=True)
    ]
    table = pd.DataFrame(rows)
    for name in table.columns:
        if table[name].map(lambda value: isinstance(value, list | dict)).any():
            table[name] = table[name].map(str)
    return table


def stacked(parts: Sequence[tuple[Point, pd.DataFrame]], columns: Sequence[str] = ("point",)) -> pd.DataFrame:
    """Tables one below the other with their point's name first."""
    if not parts:
        return pd.DataFrame(columns=list(columns))
    table = pd.concat([part for _, part in parts], ignore_index=True)
    names = [point.name for point, part in parts for _ in range(len(part))]
    table.insert(0, "point", names)
    return table


def by_point(function: Callable[[pd.DataFrame], pd.DataFrame], measures: pd.DataFrame) -> pd.DataFrame:
    """A table of statistics of every point at once: to the function a point is part of the subset."""
    if measures.empty:
        return pd.DataFrame(columns=["point"])
    order = {name: place for place, name in enumerate(measures["point"].unique())}
    joined = measures.assign(subset=measures["point"] + APART + measures["subset"])
    apart = joined.groupby(measures["point"].map(replications_of(measures)), sort=False)
    tables = [function(alike.drop(columns="point")) for _, alike in apart]
    table = pd.concat([table for table in tables if len(table)] or tables, ignore_index=True)
    names = [str(name).partition(APART) for name in table["subset"]]  # none where there is but one design to pair
    table = table.assign(subset=[subset for _, _, subset in names])
    table.insert(0, "point", [point for point, _, _ in names])
    return table.sort_values("point", key=lambda column: column.map(order), kind="stable", ignore_index=True)


def replications_of(measures: pd.DataFrame) -> pd.Series:
    """How many replications of each estimand a point has, by its name: those of other points are not missing there."""
    of_each = measures.groupby(["point", "estimand"])["replication"].nunique().unstack(fill_value=0)
    return pd.Series(of_each.astype(str).agg(",".join, axis=1), index=of_each.index)


def sized_table(parts: Sequence[tuple[Point, Sized]]) -> pd.DataFrame:
    """How many replications were found to be enough at each point, and why it stopped there."""
    return pd.DataFrame([{"point": point.name, **vars(sized)} for point, sized in parts], columns=SIZED)


def failed_table(parts: Sequence[tuple[Point, Failure]]) -> pd.DataFrame:
    """Which points came to nothing, and why."""
    return pd.DataFrame(
        [(p.name, each.error, each.message) for p, each in parts], columns=["point", "error", "message"]
    )
