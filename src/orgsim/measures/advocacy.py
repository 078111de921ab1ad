"""Advocacy conversion: what contact with the company makes of customers, in the path from release on.

The cohort is each customer's first exogenous issue in the first days of the path, so it is the same people with the
same starting states under every design; one row of it is one issue and one customer. The control cohort had no issue:
what moves it is word of mouth and decay alone. Shares and points along the path are of all customers.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cache, partial
from itertools import chain, product

import numpy as np

from orgsim.measures.tidy import ALL, Row, mean, ratio, share, told
from orgsim.world.people import greatest

ROLES = {-1: "adversary", 0: "neutral", 1: "advocate"}
WEEK, MONTH = 10080.0, 365 / 12 * 1440.0


def advocacy(records, wanted: Container[tuple[str, str]] | None = None) -> list[Row]:
    """Every measure of advocacy of a run of the path, or those wanted."""
    return told(chain(contact(records), path(records.path)), wanted)


def contact(records) -> Iterator[Row]:
    """What contact made of the cohort, and the rest of them beside it: the control, influencers, all others."""
    cohort = records.cohort[records.cohort["issue"] == 1]
    control = records.cohort[records.cohort["issue"] == 0]
    yield from conversion(cohort, records.reach, ALL)
    yield from conversion(control, records.reach, "control")
    influences = cache(lambda: influencers(records)[cohort["person"]])
    yield Row("net_advocates", "per 100 issues", "influencers", lambda: net_advocates(cohort[influences()]))
    yield Row("net_advocates", "per 100 issues", "others", lambda: net_advocates(cohort[~influences()]))
    yield Row(
        "net_advocates_less_control", "per 100 issues", ALL, lambda: net_advocates(cohort) - net_advocates(control)
    )
    yield Row("branching_ratio", "tellers per teller", ALL, float(records.branching_ratio))


def influencers(records) -> np.ndarray:
    """bool[customers]: the share of them with the greatest reach."""
    return greatest(records.reach, records.chart.world.population.influencers)


def net_advocates(cohort: np.ndarray) -> float:
    """Promoted minus demoted per 100 of a cohort; promoted is who ends in a better role than at the start."""
    return 100 * mean(moves(cohort))


def net_advocates_by_reach(cohort: np.ndarray, reach: np.ndarray) -> float:
    """The same, each customer counted by how many others they reach (int[customers])."""
    weights = reach[cohort["person"]]
    return 100 * ratio(np.sum(weights * moves(cohort), dtype="f8"), np.sum(weights, dtype="f8"))


def moves(cohort: np.ndarray) -> np.ndarray:
    """+1 for who was promoted, -1 for who was demoted, else 0."""
    return np.sign(cohort["end"].astype("i8") - cohort["start"].astype("i8"))


def conversion(cohort: np.ndarray, reach: np.ndarray, subset: str) -> Iterator[Row]:
    """Net advocates, those promoted and demoted, and the 3x3 table of roles as shares of the cohort."""
    moved = cache(lambda: moves(cohort))
    yield Row("cohort", "customers", subset, len(cohort))
    yield Row("net_advocates", "per 100 issues", subset, lambda: net_advocates(cohort))
    yield Row("net_advocates_by_reach", "per 100 issues", subset, lambda: net_advocates_by_reach(cohort, reach))
    yield Row("promoted", "per 100 issues", subset, lambda: 100 * share(moved() > 0))
    yield Row("demoted", "per 100 issues", subset, lambda: 100 * share(moved() < 0))

    def became(start: int, end: int) -> float:
        return share((cohort["start"] == start) & (cohort["end"] == end))

    for start, end in product(ROLES, ROLES):
        yield Row(f"from_{ROLES[start]}_to_{ROLES[end]}", "share", subset, partial(became, start, end))


def path(weekly: np.ndarray) -> list[Row]:
    """Advocates, adversaries and the net promoter score week by week, at the end, and its area over the path."""
    customers = (weekly["advocates"] + weekly["neutrals"] + weekly["adversaries"]).astype("f8")
    advocates, adversaries = weekly["advocates"] / customers, weekly["adversaries"] / customers
    nps = 100 * (weekly["advocates"] - weekly["adversaries"]) / customers
    rows = [Row("nps_area", "point-months", ALL, area(weekly["time"], nps))]
    if len(weekly):
        rows += points("week=end", advocates[-1], adversaries[-1], nps[-1])
        rows.append(Row("mean_attitude", "standard deviations", "week=end", float(weekly["mean_attitude"][-1])))
    for time, *found in zip(weekly["time"], advocates, adversaries, nps, strict=True):
        rows += points(f"week={round((time - weekly['time'][0]) / WEEK):03d}", *found)
    return rows


def points(subset: str, advocates: float, adversaries: float, nps: float) -> list[Row]:
    """The state of all customers at a moment."""
    return [
        Row("advocates", "share", subset, float(advocates)),
        Row("adversaries", "share", subset, float(adversaries)),
        Row("nps", "points", subset, float(nps)),
    ]


def area(time: np.ndarray, nps: np.ndarray) -> float:
    """What was gained over the start along the path: the integral of nps(t) - nps(0), in points times months."""
    return float(np.trapezoid(nps - nps[0], time) / MONTH) if len(nps) else float("nan")
