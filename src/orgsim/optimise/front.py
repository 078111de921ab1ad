"""What an optimisation found: every setting tried, and the front, run again in fresh worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import yaml

from orgsim.comparison import paired
from orgsim.comparison.store import write_tables
from orgsim.config.optimise import Search
from orgsim.config.schema import Design, Study, World
from orgsim.config.stamp import installed, stamp, write_stamp, write_whole
from orgsim.measures.tidy import ALL
from orgsim.optimise.dominance import behind, non_dominated, stays
from orgsim.optimise.factors import Factor, standing
from orgsim.optimise.goals import Goal, losses
from orgsim.optimise.search import Tried
from orgsim.structure.chart import Chart
from orgsim.structure.spelled_out import spelled_for

AS_IS, BESIDE, FOUND = "as it is", "beside", "found"
LIBRARIES = ("optuna", "moocore")
SETTINGS = "settings"  # the folder in a front's own that each setting found is written to, as a design
TABLES = ("front", "trials", "pairs", "flattery", "measures", "levers", "seats")


@dataclass(frozen=True)
class Front:
    """The front of one design. Points are the design as it is, the designs beside it, and the settings found.

    ``designs`` has every point as a design in full. Columns called like a goal are means, with ``_low`` and ``_high``
    at the study's confidence; ``_search`` is the mean in the worlds of the search.
    """

    world: World
    design_name: str
    designs: Mapping[str, Design]
    study: Study
    look: Search
    seed: int
    goals: tuple[Goal, ...]
    factors: tuple[str, ...]
    trials: pd.DataFrame  # trial, factors, goals (search worlds), non_dominated, error ("" or why it has no values)
    front: pd.DataFrame  # point, kind, trial, factors, goals with intervals, non_dominated, stays, distance (margins)
    pairs: pd.DataFrame  # each point against the design as it is: paired, corrected for the number of points
    flattery: pd.DataFrame  # by goal: what the search promised over the design as it is, and what fresh worlds kept
    measures: pd.DataFrame  # tidy: design (the point), estimand, replication, measure, unit, subset, value
    levers: pd.DataFrame  # of the design as it is and those beside it: every point tried, and the one chosen
    seats: pd.DataFrame  # design (the point), unit, seats, offered_load, offered_per_seat

    def write(self, out: str | Path) -> Path:
        """Write all tables with the configuration they came from, and each point found as a design's file."""
        origin = stamp(self.world, self.designs, self.study, self.seed)
        origin["libraries"] |= {name: installed(name) for name in LIBRARIES}
        origin["configuration"] |= {"design_name": self.design_name, "search": asdict(self.look)}
        tables = {name: getattr(self, name) for name in TABLES}
        tables |= {name: as_text(tables[name], self.factors) for name in ("front", "trials")}
        earlier, found = found_in(Path(out)), self.front.loc[self.front["kind"] == FOUND, "point"].tolist()
        out = write_tables(out, tables, lambda folder: write_stamp(folder, origin))
        for name in found:
            plain = yaml.safe_dump(asdict(self.designs[name]), sort_keys=False, default_flow_style=None, width=120)
            write_whole(out / SETTINGS / f"{name}.yaml", plain)
        for name in earlier - {*found}:
            (out / SETTINGS / f"{name}.yaml").unlink(missing_ok=True)
        return out

    def __str__(self) -> str:
        """The points with their goals in fresh worlds."""
        shown = ["point", *self.factors, *(goal.measure for goal in self.goals), "non_dominated", "stays", "distance"]
        return self.front[shown].to_string(index=False, float_format=lambda value: f"{value:.4g}")


def found_in(out: Path) -> set[str]:
    """The settings that an earlier search has found and written in a folder; none where that cannot be read."""
    try:
        table = pd.read_parquet(out / "front.parquet", columns=["point", "kind"])
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return set()
    return {name for name in table.loc[table["kind"] == FOUND, "point"] if name == Path(name).name}


def as_text(table: pd.DataFrame, factors: Sequence[str]) -> pd.DataFrame:
    """The table with factors that are not numbers as YAML text, which a column of a file can hold."""
    for key in factors:
        if not pd.api.types.is_numeric_dtype(table[key]):
            said = [None if value is None else yaml.safe_dump(value, default_flow_style=True) for value in table[key]]
            table = table.assign(**{key: [each and each.removesuffix("...\n").strip() for each in said]})
    return table


def trials_table(tried: Sequence[Tried], factors: Sequence[Factor], goals: Sequence[Goal]) -> pd.DataFrame:
    """A row for each setting tried, with its means in the worlds of the search."""
    table = pd.DataFrame({"trial": [each.trial for each in tried]})
    for factor in factors:
        table[factor.key] = column([each.setting[factor.key] for each in tried])
    undefined = (np.nan,) * len(goals)
    values = np.array([each.outcome.values or undefined for each in tried], float)
    table[[goal.measure for goal in goals]] = values
    defined = np.isfinite(values).all(axis=1)
    table["non_dominated"] = False
    table.loc[defined, "non_dominated"] = non_dominated(losses(values[defined], goals))
    return table.assign(error=[each.outcome.error for each in tried])


def column(values: Sequence[Any]) -> pd.Series:
    """Values of a factor: numbers where all of them are (none: nan), else as they stand."""
    kinds = {type(value) for value in values}
    if kinds <= {int}:
        return pd.Series(values, dtype="int64")
    return pd.Series(values, dtype="float64" if kinds <= {int, float, type(None)} else object)


def front_table(
    points: pd.DataFrame, measures: pd.DataFrame, goals: Sequence[Goal], study: Study, seed: int
) -> pd.DataFrame:
    """Points, the first the design as it is, with what fresh worlds say of them beside what the search said.

    The front is the optimised design's own; each design beside it is held against that, and beats nothing out of it.
    """
    names = points["point"].tolist()
    values = {goal.measure: replications(measures, goal, names) for goal in goals}
    table = points.copy()
    for goal in goals:
        n, mean, variance = paired.moments(values[goal.measure])
        low, high = paired.interval(n, mean, variance, study.confidence)
        table = table.assign(**{goal.measure: mean, f"{goal.measure}_low": low, f"{goal.measure}_high": high})
    loss = losses(table[[goal.measure for goal in goals]].to_numpy(), goals)
    margins = np.array([goal.margin(table[goal.measure].iloc[0]) for goal in goals])
    own = np.flatnonzero(table["kind"] != BESIDE)
    nothing = np.zeros(len(table))
    found = {"non_dominated": nothing > 0, "stays": nothing.copy(), "distance": nothing.copy()}
    for new in [own, *np.flatnonzero(table["kind"] == BESIDE)[:, None]]:
        among = np.union1d(own, new)
        mine = np.isin(among, new)
        found["non_dominated"][new] = non_dominated(loss[among])[mine]
        found["stays"][new] = stays({name: each[among] for name, each in values.items()}, goals, seed)[mine]
        found["distance"][new] = behind(loss[among], margins)[mine]
    return table.assign(**found)


def replications(measures: pd.DataFrame, goal: Goal, names: Sequence[str]) -> np.ndarray:
    """Values of a goal's measure [point, replication] in fresh worlds."""
    own = measures[
        (measures["measure"] == goal.measure) & (measures["subset"] == ALL) & (measures["estimand"] == goal.estimand)
    ]
    return own.pivot(index="design", columns="replication", values="value").loc[list(names)].to_numpy()


def against(measures: pd.DataFrame, names: Sequence[str], goals: Sequence[Goal], confidence: float) -> pd.DataFrame:
    """Each point but the first against the first, on the goals: paired, all intervals of a goal holding at once.

    Corrected for the number of points compared (Bonferroni), since the best looking of many are looked at.
    """
    wanted = measures[measures["measure"].isin([goal.measure for goal in goals]) & (measures["subset"] == ALL)]
    first, *others = names
    each = 1 - (1 - confidence) / max(1, len(others))
    tables = [paired.pairs(wanted[wanted["design"].isin([name, first])], each, [name, first]) for name in others]
    return pd.concat(tables, ignore_index=True) if tables else paired.pairs(wanted, each, [first])


def flattery_table(front: pd.DataFrame, goals: Sequence[Goal]) -> pd.DataFrame:
    """How much better than the design as it is the settings found looked in the search, and were in fresh worlds.

    Means over the points found, in the goal's unit, more is better; flattery = promised - kept (the winner's curse).
    Against the design as it is, so that it does not count whether the search's worlds were easy ones.
    """
    found, as_is = front[front["kind"] == FOUND], front.iloc[0]
    rows = []
    for goal in goals:
        name = goal.measure
        promised = goal.sign * (as_is[f"{name}_search"] - found[f"{name}_search"])
        kept = goal.sign * (as_is[name] - found[name])
        size = goal.margin(as_is[name])
        rows.append((name, goal.unit, len(found), promised.mean(), kept.mean(), (promised - kept).mean(), size))
    return pd.DataFrame(rows, columns=["measure", "unit", "points", "promised", "kept", "flattery", "margin"])


def now(design: Design, chart: Chart, factor: Factor) -> Any:
    """The value of a factor in a design as it is: where several stand, all of them; seats by the rule where open."""
    values = standing(spelled_for(chart.world, design, factor.key), factor.key)
    if factor.key.endswith(".seats") and values == [None]:
        unit = factor.key.split(".")[-2]
        return int(chart.seats[chart.unit(unit)]) if unit in chart.units else None
    alike = [value for place, value in enumerate(values) if value not in values[:place]]
    return alike[0] if len(alike) == 1 else None
