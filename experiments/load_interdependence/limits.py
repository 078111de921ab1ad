"""How much load silos bear before another design beats them beyond the margin, and what the control takes away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from orgsim.answers.cube import cube, margins
from orgsim.answers.differences import differences
from orgsim.answers.resampling import resampled_means
from orgsim.comparison import paired
from orgsim.config.defaults import default_world
from orgsim.sweep.changes import with_keys
from orgsim.sweep.swept import Swept
from orgsim.world.demand import issue_rate

LOAD, NEEDS, MEASURE = "company.load", "demand.interdependence", "response_latency"
SILOS, SEED = "siloed", 1


def against_silos(swept: Swept) -> pd.DataFrame:
    """Paired lead of every other design over the silos in every world (hours, positive where better).

    Intervals hold for the three leads of a world at once; ``beaten``: all of it lies beyond the margin.
    """
    found = differences(swept, [MEASURE], SILOS, swept.confidence).tables["by_point"]
    leads = found.assign(lead=-found["difference"], low=-found["high"], high=-found["low"])
    leads["beaten"] = leads["low"] > leads["margin"]
    leads = swept.points[["point", LOAD, NEEDS]].merge(leads.rename(columns={"design_a": "design"}), on="point")
    return leads[[LOAD, NEEDS, "design", "lead", "low", "high", "margin", "n", "beaten"]]


def limits(swept: Swept) -> pd.DataFrame:
    """For each interdependence the lowest load of the grid at which silos are beaten, and where between points.

    Between points: where the largest mean lead over the silos, in margins, first reaches one (straight line); its
    interval from replications drawn again, all worlds and designs together. issues: a week, at that load.
    """
    leads = against_silos(swept)
    values = cube(swept, MEASURE)
    drawn = resampled_means(values.values, SEED)
    mean = values.values.mean(axis=1)
    factors = swept.points.set_index("point").loc[list(values.points)]
    rows = []
    for needs in sorted(factors[NEEDS].unique()):
        own = np.flatnonzero(factors[NEEDS] == needs)
        own = own[np.argsort(factors[LOAD].to_numpy()[own])]
        loads = factors[LOAD].to_numpy()[own]
        at = crossing(loads, in_margins(mean[own], values.designs))
        ends = np.array([crossing(loads, in_margins(each[own], values.designs)) for each in drawn])
        low, high = np.quantile(ends, [(1 - swept.confidence) / 2, (1 + swept.confidence) / 2])
        beaten = leads[(leads[NEEDS] == needs) & leads["beaten"]]
        first = {"first_beaten": beaten[LOAD].min(), "by": ", ".join(at_first(beaten))}
        rows.append({NEEDS: needs, **first, "load": at, "low": low, "high": high, "issues": issues(at, needs)})
    return pd.DataFrame(rows)


def at_first(beaten: pd.DataFrame) -> list[str]:
    """Which designs beat the silos at the lowest load at which any does."""
    return beaten[beaten[LOAD] == beaten[LOAD].min()]["design"].tolist()


def in_margins(means: np.ndarray, designs: tuple[str, ...]) -> np.ndarray:
    """The largest lead over the silos in margins: means [world, design] to float[world]."""
    place = designs.index(SILOS)
    silos, others = means[:, [place]], np.delete(means, place, axis=1)
    return ((silos - others) / margins(MEASURE, others, silos)).max(axis=1)


def crossing(loads: np.ndarray, leads: np.ndarray) -> float:
    """The load at which leads (in margins) first reach one; the lowest load if they do there, inf if they never do."""
    over = leads >= 1
    if not over.any():
        return np.inf
    first = int(over.argmax())
    if first == 0:
        return float(loads[0])
    return float(np.interp(1.0, leads[first - 1 : first + 1], loads[first - 1 : first + 1]))


def issues(load: float, needs: float) -> float:
    """Issues a week of the default company at a load and share of interdependent issues."""
    return issue_rate(with_keys(default_world(), {LOAD: load, NEEDS: needs}))


def switched(swept: Swept, name: str, control: Swept) -> pd.DataFrame:
    """What the control changes, design by design, in the same worlds: means with and without, and the paired change."""
    rows = []
    for measure in (MEASURE, "resolved", "contacts", "own_work_delay"):
        before, after = (each.values(measure) for each in (swept, control))
        for _, world in control.points.iterrows():
            same = (swept.points[LOAD] == world[LOAD]) & (swept.points[NEEDS] == world[NEEDS])
            was = before.loc[swept.points.loc[same, "point"].iloc[0]]
            now = after.loc[world["point"]]
            for design in swept.designs:
                n, mean, variance = paired.moments((now[design] - was[design]).to_numpy()[None])
                low, high = paired.interval(n, mean, variance, swept.confidence)
                means = {"as_declared": was[design].mean(), "control": now[design].mean()}
                change = {"change": mean[0], "low": low[0], "high": high[0], "n": n[0]}
                place = {"control_of": name, LOAD: world[LOAD], NEEDS: world[NEEDS], "design": design}
                rows.append({**place, "measure": measure, **means, **change})
    return pd.DataFrame(rows)
