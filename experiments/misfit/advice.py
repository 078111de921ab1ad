"""Advice read off a star, and how it does at other companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from orgsim.comparison.margins import HIGHER, STANDARDS, better
from orgsim.fit.contingencies import CONTINGENCIES
from orgsim.fit.standing import FITS, MISFITS, NOT_SURE, standings
from orgsim.fit.star import ARMS, COMPANY, Plan
from orgsim.sweep.swept import Swept

MEASURES = ("response_latency", "voice", "cost_per_resolved")
SUMS, NEAREST, RIVAL = "sums", "nearest", "rival"


def scale(name: str, value: float | np.ndarray) -> np.ndarray:
    """A contingency on the scale it is spaced evenly in."""
    return np.log(value) if ARMS[name].log else np.asarray(value, float)


def star_means(plan: Plan, star: Swept, measure: str) -> pd.DataFrame:
    """part, value, and a column per design: its mean, in logarithms where the margin is relative."""
    means = star.values(measure).groupby(level="point").mean()
    means = np.log(means) if STANDARDS[measure].relative else means
    rows = plan.layout.merge(means.reset_index(), on="point")
    home = rows[rows["part"] == COMPANY].iloc[0]
    own = [{**home.to_dict(), "part": name, "value": value} for name, value in plan.own.items()]
    return pd.concat([rows, pd.DataFrame(own)], ignore_index=True)


def predicted(table: pd.DataFrame, designs: Sequence[str], place: Mapping[str, float]) -> np.ndarray:
    """Main effects added up at a company: float[designs]."""
    home = table.loc[table["part"] == COMPANY, list(designs)].iloc[0].to_numpy(float)
    total = home.copy()
    for each in CONTINGENCIES:
        arm = table[table["part"] == each.name].sort_values("value")
        along = scale(each.name, arm["value"].to_numpy(float))
        at = float(scale(each.name, place[each.name]))
        total += [np.interp(at, along, arm[design].to_numpy(float)) for design in designs] - home
    return total


def nearest(table: pd.DataFrame, designs: Sequence[str], place: Mapping[str, float], own: Mapping) -> np.ndarray:
    """Means at the point of the star nearest to a company, each contingency's range taken as 1: float[designs]."""
    star = table[table["part"] != COMPANY]
    squares = np.zeros(len(star))
    for each in CONTINGENCIES:
        arm = scale(each.name, star.loc[star["part"] == each.name, "value"].to_numpy(float))
        here = np.where(star["part"] == each.name, star["value"], own[each.name]).astype(float)
        squares += ((scale(each.name, here) - scale(each.name, place[each.name])) / np.ptp(arm)) ** 2
    return star[list(designs)].iloc[int(squares.argmin())].to_numpy(float)


def advised(plan: Plan, star: Swept, measure: str, places: pd.DataFrame) -> pd.DataFrame:
    """The design advised at each company by the sums and by the nearest point."""
    table, designs = star_means(plan, star, measure), star.designs
    way = -1 if better(measure) == HIGHER else 1
    rows = []
    for place in places.to_dict("records"):
        by = predicted(table, designs, place), nearest(table, designs, place, plan.own)
        rows.append([designs[int((way * each).argmin())] for each in by])
    return pd.DataFrame(rows, columns=[SUMS, NEAREST])


def judged(plan: Plan, star: Swept, places: pd.DataFrame, others: Swept) -> pd.DataFrame:
    """A row for each measure, company and way of advising: design, best, behind in margins, within, verdict."""
    points = [str(i + 1) for i in range(len(places))]
    layout = pd.DataFrame({"part": "others", "value": np.nan, "point": points})
    truth = standings(others, layout, MEASURES)
    rows = []
    for measure in MEASURES:
        own = truth[truth["measure"] == measure].set_index(["point", "design"])
        within = (own["beyond"] <= 0).groupby(level="design", sort=False).sum()
        advice = advised(plan, star, measure, places)
        advice[RIVAL] = within.idxmax()
        for i, point in enumerate(points):
            for way in (SUMS, NEAREST, RIVAL):
                found = own.loc[(point, advice[way].iloc[i])]
                margins = {f"{key}_margins": found[key] / found["margin"] for key in ("behind", "low", "high")}
                row = {"measure": measure, "company": i + 1, "way": way, "design": advice[way].iloc[i]}
                row |= {"best": found["best"], "fits": bool(found["beyond"] <= 0), "verdict": found["verdict"]}
                rows.append(row | margins | places.iloc[i].to_dict())
    return pd.DataFrame(rows)


def by_design(places: pd.DataFrame, others: Swept) -> pd.DataFrame:
    """measure, design, companies at which it is within the margin of the best."""
    layout = pd.DataFrame({"part": "others", "value": np.nan, "point": [str(i + 1) for i in range(len(places))]})
    truth = standings(others, layout, MEASURES).assign(fits=lambda table: table["beyond"] <= 0)
    return truth.groupby(["measure", "design"], sort=False)["fits"].sum().reset_index(name="companies")


def shares(table: pd.DataFrame) -> pd.DataFrame:
    """A row for each measure and way: companies, fits, share with Wilson's interval, verdicts, and McNemar's test.

    p: two-sided and exact, of the companies at which the sums fit and the rival does not, against the other way round.
    """
    from scipy.stats import binomtest

    rows = []
    for measure in MEASURES:
        own = table[table["measure"] == measure]
        fits = {way: own.loc[own["way"] == way, "fits"].to_numpy() for way in (SUMS, NEAREST, RIVAL)}
        for way, hit in fits.items():
            found = binomtest(int(hit.sum()), len(hit))
            low, high = found.proportion_ci(method="wilson")
            kinds = own.loc[own["way"] == way, "verdict"]
            gained, lost = (int((a & ~b).sum()) for a, b in ((hit, fits[RIVAL]), (fits[RIVAL], hit)))
            rows.append(
                {
                    "measure": measure,
                    "way": way,
                    "design": own.loc[own["way"] == way, "design"].iloc[0] if way == RIVAL else "",
                    "companies": len(hit),
                    "fits": int(hit.sum()),
                    "share": hit.mean(),
                    "low": low,
                    "high": high,
                    **{kind: int((kinds == kind).sum()) for kind in (FITS + " shown", MISFITS, NOT_SURE)},
                    "shown_to_fit": int((kinds == FITS).sum()),
                    "where_rival_does_not": gained,
                    "not_where_rival_does": lost,
                    "p": binomtest(gained, gained + lost).pvalue if gained + lost else 1.0,
                }
            )
    return pd.DataFrame(rows).drop(columns=FITS + " shown")
