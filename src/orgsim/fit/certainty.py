"""How sure advice is: chance in the simulation apart from what nobody has measured."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from orgsim.answers.best import best, share_interval
from orgsim.answers.factors import unit_of
from orgsim.answers.map import Leads
from orgsim.fit.standing import FITS, MISFITS, at
from orgsim.fit.star import COMPANY, WORLDS
from orgsim.sweep.swept import Swept

UNCERTAIN = ["worlds", "within", "share_within", "low_worlds", "high_worlds", "first"]
UNCERTAIN += ["shown_to_fit", "shown_to_misfit"]


def certainty(swept: Swept, layout: pd.DataFrame, standing: pd.DataFrame, seed: int) -> pd.DataFrame:
    """A row for each measure and design.

    probability, probability_within: of being best, and of being within the margin of the best, at the company, by
    resampling replications (``answers.best``). worlds: the company in so many uncertain worlds; within: in how many of
    them its mean is within the margin of the best one's; share_within with Wilson's interval (low_worlds, high_worlds),
    as of worlds drawn one by one; first: in how many its mean is best; shown_to_fit, shown_to_misfit: in how many that
    is sure.
    """
    rows = []
    for measure in standing["measure"].unique():
        own = standing[standing["measure"] == measure]
        by_chance = best(at(swept, named(layout, own, COMPANY)), measure, seed=seed).table.set_index("design")
        for design in swept.designs:
            row = {"measure": measure, "design": design}
            row |= by_chance.loc[design, ["probability", "probability_within"]].to_dict()
            rows.append(row | in_worlds(own[(own["part"] == WORLDS)], design, swept.confidence))
    return pd.DataFrame(rows)


def in_worlds(own: pd.DataFrame, design: str, confidence: float) -> dict[str, float]:
    """In how many uncertain worlds a design is within the margin of the best."""
    mine = own[own["design"] == design]
    worlds, within = len(mine), int((mine["beyond"] <= 0).sum())
    if not worlds:
        return dict.fromkeys(UNCERTAIN, 0) | dict.fromkeys(UNCERTAIN[2:5], float("nan"))
    low, high = share_interval(within / worlds, worlds, confidence)
    sure = {kind: int((mine["verdict"] == kind).sum()) for kind in (FITS, MISFITS)}
    first = int((mine["best"] == design).sum())
    return dict(zip(UNCERTAIN, (worlds, within, within / worlds, low, high, first, sure[FITS], sure[MISFITS])))


def named(layout: pd.DataFrame, own: pd.DataFrame, part: str) -> Sequence[str]:
    """The points of a part that are done."""
    done = set(own["point"])
    return [point for point in layout.loc[layout["part"] == part, "point"] if point in done]


def against(swept: Swept, layout: pd.DataFrame, design: str, measures: Sequence[str]) -> pd.DataFrame:
    """Every other design against the one there is, at the company: what would be gained.

    Columns: measure, unit, design, mean, mean_now, gain (positive where better than what there is), low, high (all
    designs of a measure at once), margin, n, and of the uncertain worlds: worlds, worlds_better, worlds_beyond (gain
    above 0, beyond the margin).
    """
    rows = []
    now = swept.designs.index(design)
    for measure in measures:
        values = swept.values(measure)
        points = list(values.index.unique(0))
        leads = Leads(values, measure, swept.designs, swept.confidence)
        company = points.index(layout.loc[layout["part"] == COMPANY, "point"].iloc[0])
        worlds = [points.index(each) for each in layout.loc[layout["part"] == WORLDS, "point"] if each in points]
        for other, name in enumerate(swept.designs):
            if other == now:
                continue
            gains, sizes = leads.lead[worlds, other, now], leads.margin[worlds, other, now]
            rows.append(
                {
                    "measure": measure,
                    "unit": unit_of(swept, measure),
                    "design": name,
                    "mean": leads.means[company, other],
                    "mean_now": leads.means[company, now],
                    "gain": leads.lead[company, other, now],
                    "low": leads.low[company, other, now],
                    "high": leads.high[company, other, now],
                    "margin": leads.margin[company, other, now],
                    "n": int(leads.n[company, other, now]),
                    "worlds": len(worlds),
                    "worlds_better": int((gains > 0).sum()),
                    "worlds_beyond": int((gains > sizes).sum()),
                }
            )
    return pd.DataFrame(rows)
