"""What a surge costs: waiting beyond that of the same world without it, by the day on which issues were raised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from orgsim.comparison import paired
from orgsim.sweep.swept import Swept

LOAD, FACTOR = "company.load", "demand.surge.factor"
FIRST, LAST = 14, 83  # days measured
BEGINS, ENDS = 28, 35  # the surge: from the first of these days to before the second
WEEK, NEAR = 7, 0.1  # recovered where a week's mean excess is so small a share of the calm latency
DAYS = range(FIRST, LAST + 1)
CONFIDENCE, RESAMPLES = 0.95, 2000


@dataclass(frozen=True)
class Shock:
    """A design in a world with a surge: hours of excess and issues by day [replication, day], and the calm latency."""

    load: float
    factor: float
    design: str
    excess: np.ndarray
    issues: np.ndarray
    calm: np.ndarray  # float[replications], hours

    @property
    def lost(self) -> np.ndarray:
        """Hours lost in each replication: the excess summed over all issues."""
        return np.sum(self.excess * self.issues, axis=1)

    def of(self, rows: np.ndarray) -> Shock:
        """Some replications of it."""
        return replace(self, excess=self.excess[rows], issues=self.issues[rows], calm=self.calm[rows])


def shocks(swept: Swept) -> list[Shock]:
    """Every world with a surge beside the one without, design by design, replication by replication."""
    worlds = swept.points.set_index("point")
    hours, issues = (by_day(swept, measure) for measure in ("response_latency", "issues"))
    found = []
    for point, world in worlds[worlds[FACTOR] > 1].iterrows():
        calm = worlds.index[(worlds[LOAD] == world[LOAD]) & (worlds[FACTOR] == 1)][0]
        for design in swept.designs:
            own, usual = hours[point, design], hours[calm, design]
            level = np.average(usual, axis=1, weights=issues[calm, design])
            found.append(Shock(world[LOAD], world[FACTOR], design, own - usual, issues[point, design], level))
    return found


def by_day(swept: Swept, measure: str) -> dict[tuple[str, str], np.ndarray]:
    """Values [replication, day] of a measure at each point under each design."""
    own = swept.measures[(swept.measures["measure"] == measure) & swept.measures["subset"].str.startswith("day=")]
    wide = own.pivot(index=["point", "design", "replication"], columns="subset", values="value").sort_index(axis=1)
    return {key: rows.to_numpy(float) for key, rows in wide.groupby(level=["point", "design"])}


def kept(weeks: int) -> list[str]:
    """What to keep of so many measured weeks."""
    days = range(FIRST, FIRST + WEEK * weeks)
    return [f"{measure}:day={day:03d}" for measure in ("response_latency", "issues") for day in days]


def depth(shock: Shock) -> float:
    """Hours: the largest excess of a day, the mean over replications."""
    return float(shock.excess.mean(axis=0).max())


def weekly(shock: Shock) -> np.ndarray:
    """Hours: the mean excess of the issues of every seven days in a row, from the first after the surge on."""
    after = slice(ENDS - FIRST, None)
    hours, issues = (
        np.convolve(column.mean(axis=0)[after], np.ones(WEEK), mode="valid")
        for column in (shock.excess * shock.issues, shock.issues)
    )
    return hours / issues


def recovery(shock: Shock) -> float:
    """Days from the end of the surge to the first from which every week's excess stays near the calm latency.

    One more than can be seen where that is not within the measured days (a week is seen if all of it is measured).
    """
    near = np.abs(weekly(shock)) <= NEAR * shock.calm.mean()
    stays = np.logical_and.accumulate(near[::-1])[::-1]
    return float(np.argmax(stays)) if stays.any() else float(len(stays))


def results(found: Sequence[Shock]) -> pd.DataFrame:
    """Depth, recovery and hours lost of every design in every world with a surge, with intervals.

    Hours lost have Student's interval; depth and recovery, which are no means, that of resampled replications.
    """
    rows = []
    for each in found:
        row = {"load": each.load, "surge": each.factor, "design": each.design, "calm_latency": each.calm.mean()}
        for name, statistic in (("depth", depth), ("recovery", recovery)):
            row |= {name: statistic(each)} | dict(zip((f"{name}_low", f"{name}_high"), resampled(each, statistic)))
        row |= dict(zip(("hours_lost", "hours_lost_low", "hours_lost_high"), spread(each.lost)))
        row["hours_lost_per_issue"] = row["hours_lost"] / each.issues.sum(axis=1).mean()
        rows.append(row | {"days_seen": len(weekly(each)), "back": back(each), "n": len(each.calm)})
    return pd.DataFrame(rows)


def back(shock: Shock) -> float:
    """Share of replications whose last measured week is near the calm latency."""
    last = slice(-WEEK, None)
    hours = np.average(shock.excess[:, last], axis=1, weights=shock.issues[:, last])
    return float(np.mean(np.abs(hours) <= NEAR * shock.calm.mean()))


def resampled(shock: Shock, statistic: Callable[[Shock], float]) -> tuple[float, float]:
    """Percentile interval of a statistic over replications drawn with replacement (Efron 1979)."""
    found = stats.bootstrap(
        (np.arange(len(shock.calm)),),
        lambda rows: statistic(shock.of(rows)),
        n_resamples=RESAMPLES,
        vectorized=False,
        method="percentile",
        confidence_level=CONFIDENCE,
        rng=np.random.default_rng(1),
    )
    return tuple(found.confidence_interval)


def spread(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and Student's interval of values by replication."""
    n, mean, variance = paired.moments(values[None, :])
    low, high = paired.interval(n, mean, variance, CONFIDENCE)
    return float(mean[0]), float(low[0]), float(high[0])


def against(found: Sequence[Shock], other: str, family: int) -> pd.DataFrame:
    """Hours lost less another design's in the same replications, ``family`` intervals of a world together."""
    confidence = 1 - (1 - CONFIDENCE) / family
    rows = []
    for each in found:
        base = next(x for x in found if (x.load, x.factor, x.design) == (each.load, each.factor, other))
        if each.design != other:
            n, mean, variance = paired.moments((each.lost - base.lost)[None, :])
            low, high = paired.interval(n, mean, variance, confidence)
            row = {"load": each.load, "surge": each.factor, "design": each.design, "against": other}
            rows.append(row | {"difference": mean[0], "low": low[0], "high": high[0], "n": n[0]})
    return pd.DataFrame(rows)
