"""How much news a design bears: where one right voice falls below a level, and latency rises above its own at rest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from orgsim.answers.cube import cube
from orgsim.answers.resampling import resampled_means
from orgsim.comparison import paired
from orgsim.sweep.swept import Swept

NEWS, MOVES = "topics.*.news", "company.reorganisations"
LEAST, MOST = 0.8, 1.1  # of V; of latency, over the design's own at the slowest pace
SILOS, SEED = "siloed", 1


def paces(swept: Swept) -> pd.DataFrame:
    """Whether each design bears each pace: V with its interval, latency over its own at the slowest pace, paired."""
    voice, latency = swept.values("voice"), swept.values("response_latency")
    contradicting = swept.values("contradicting")
    slowest = swept.points.sort_values([NEWS, MOVES])["point"].iloc[0]
    rows = []
    for _, world in swept.points.iterrows():
        for design in swept.designs:
            mean, low, high, n = told(voice.loc[world["point"], design], swept.confidence)
            now, rest = latency.loc[world["point"], design], latency.loc[slowest, design]
            over, *ends, _ = told(now / rest, swept.confidence)
            said = {"voice": mean, "voice_low": low, "voice_high": high, "latency": now.mean()}
            said |= {"contradicting": contradicting.loc[world["point"], design].mean()}
            said |= {"over_rest": over, "over_low": ends[0], "over_high": ends[1], "n": n}
            bears = low >= LEAST and over <= MOST
            rows.append({NEWS: world[NEWS], MOVES: world[MOVES], "design": design, **said, "bears": bears})
    return pd.DataFrame(rows)


def told(values: pd.Series, confidence: float) -> tuple[float, float, float, int]:
    """Mean, interval and number of values over replications."""
    n, mean, variance = paired.moments(values.to_numpy(float)[None])
    low, high = paired.interval(n, mean, variance, confidence)
    return float(mean[0]), float(low[0]), float(high[0]), int(n[0])


def limits(swept: Swept) -> pd.DataFrame:
    """News a week and topic at which each design's V falls to .8, and its latency rises a tenth over its own at rest.

    Straight lines in the logarithm of news; intervals from replications drawn again, all designs and worlds together,
    so that the ratio to the silos' limit is of the same draws. inf: not reached.
    """
    rows = []
    for limit, measure in (("voice", "voice"), ("latency", "response_latency")):
        values = cube(swept, measure)
        mean, drawn = values.values.mean(axis=1), resampled_means(values.values, SEED)
        factors = swept.points.set_index("point").loc[list(values.points)]
        slowest = int(np.lexsort([factors[MOVES], factors[NEWS]])[0])
        for moves in sorted(factors[MOVES].unique()):
            own = np.flatnonzero(factors[MOVES] == moves)
            own = own[np.argsort(factors[NEWS].to_numpy()[own])]
            news = np.log(factors[NEWS].to_numpy()[own])
            every = [mean, *drawn]
            found = np.array([[crossing(news, shortfall(limit, each, own, slowest, d)) for d in range(each.shape[1])]
                              for each in every])  # fmt: skip
            ratios = ratio(found, found[:, [values.designs.index(SILOS)]])
            for place, design in enumerate(values.designs):
                ends = {**around("limit", found[:, place], swept), **around("ratio", ratios[:, place], swept)}
                rows.append({"by": limit, MOVES: moves, "design": design, **ends, "n": values.replications})
    return pd.DataFrame(rows)


def shortfall(limit: str, means: np.ndarray, own: np.ndarray, slowest: int, design: int) -> np.ndarray:
    """How far a design is beyond what it may be: means [world, design]; positive beyond."""
    if limit == "voice":
        return LEAST - means[own, design]
    return means[own, design] / means[slowest, design] - MOST


def crossing(news: np.ndarray, beyond: np.ndarray) -> float:
    """News at which a design first goes beyond (news: logarithms); 0 if it is at the least, inf if it never is."""
    over = beyond > 0
    if over[0] or not over.any():
        return 0.0 if over[0] else np.inf
    first = int(over.argmax())
    return float(np.exp(np.interp(0.0, beyond[first - 1 : first + 1], news[first - 1 : first + 1])))


def ratio(limits: np.ndarray, to: np.ndarray) -> np.ndarray:
    """Limits over another; nan where either is none."""
    known = np.isfinite(limits) & np.isfinite(to) & (to > 0)
    return np.divide(limits, to, out=np.full(limits.shape, np.nan), where=known)


def around(name: str, values: np.ndarray, swept: Swept) -> dict[str, float]:
    """A value (the first) and the quantiles of its resamples (the others)."""
    ends = [(1 - swept.confidence) / 2, (1 + swept.confidence) / 2]
    low, high = np.quantile(values[1:], ends, method="nearest")
    return {name: values[0], f"{name}_low": low, f"{name}_high": high}


def moved(swept: Swept) -> pd.DataFrame:
    """What reorganisations cost each design at each rate of news: from the fewest to the most, paired, of latency (h),
    V, bounces (per 100 issues) and hand-overs."""
    few, many = swept.points[MOVES].min(), swept.points[MOVES].max()
    rows = []
    for measure in ("response_latency", "voice", "bounces", "handoffs"):
        values = swept.values(measure)
        for news, own in swept.points.groupby(NEWS):
            at = own.set_index(MOVES)["point"]
            for design in swept.designs:
                was, now = values.loc[at[few], design], values.loc[at[many], design]
                change, low, high, n = told(now - was, swept.confidence)
                rows.append({"measure": measure, NEWS: news, "design": design, "fewest": was.mean(), "most": now.mean(),
                             "change": change, "low": low, "high": high, "n": n})  # fmt: skip
    return pd.DataFrame(rows)
