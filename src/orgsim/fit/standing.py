"""Where each design stands at a point: whether it is among the best within the margin, and how sure that is.

A lead of one design over another is a paired difference, positive where better, its interval holding for all other
designs at once (``answers.map``). A design

- *fits* if the lead of every other one lies, interval and all, within the margin: it is best, or as good as;
- *misfits* if some other one's lead lies wholly beyond it;
- is *not sure* otherwise.

``behind`` is the largest lead any other has over it (below 0 where it is ahead itself). What makes a lead matter is
what it has beyond the margin: ``beyond``, with its interval, 0 where a design is just as good as it takes to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from orgsim.answers.factors import unit_of
from orgsim.answers.map import Leads
from orgsim.sweep.swept import Swept

FITS, MISFITS, NOT_SURE = "fits", "misfits", "not sure"


def standings(swept: Swept, layout: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """A row for each measure, row of the layout (part, value, point) and design.

    Columns: measure, unit, part, value, point, design, mean, verdict, best (the design with the best mean), behind,
    low, high, margin, beyond, beyond_low, beyond_high, n (replications). Points that failed have no rows.
    """
    return pd.concat([of_measure(swept, layout, measure) for measure in measures], ignore_index=True)


def of_measure(swept: Swept, layout: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows of one measure."""
    values = swept.values(measure)
    points = list(values.index.unique(0))
    leads = Leads(values, measure, swept.designs, swept.confidence)
    found = pd.DataFrame([stand(leads, i, d) for i in range(len(points)) for d in range(len(swept.designs))])
    found.insert(0, "point", np.repeat(points, len(swept.designs)))
    rows = layout.merge(found, on="point", how="inner")
    rows.insert(0, "unit", unit_of(swept, measure))
    rows.insert(0, "measure", measure)
    return rows


def stand(leads: Leads, point: int, design: int) -> dict:
    """What may be said of a design at a point (see the top of this file)."""
    others = [i for i in range(len(leads.designs)) if i != design]
    lead, low, high, margin = (
        each[point, others, design] for each in (leads.lead, leads.low, leads.high, leads.margin)
    )
    if np.isfinite(lead).any():
        most = int(np.nanargmax(lead))
        best = leads.designs[int(np.nanargmax(leads.score[point]))]
    else:
        most, best = 0, ""
    return {
        "design": leads.designs[design],
        "mean": leads.means[point, design],
        "verdict": verdict(low - margin, high - margin),
        "best": best,
        "behind": lead[most],
        "low": low[most],
        "high": high[most],
        "margin": margin[most],
        "beyond": np.max(lead - margin),
        "beyond_low": np.max(low - margin),
        "beyond_high": np.max(high - margin),
        "n": int(leads.n[point, design, others].min()),
    }


def verdict(low: np.ndarray, high: np.ndarray) -> str:
    """What the others' leads beyond the margin, by the ends of their intervals, show of a design."""
    if (low > 0).any():
        return MISFITS
    return FITS if (high <= 0).all() else NOT_SURE


def at(swept: Swept, points: Sequence[str]) -> Swept:
    """The sweep at some of its points."""
    return replace(
        swept,
        points=swept.points[swept.points["point"].isin(points)].reset_index(drop=True),
        measures=swept.measures[swept.measures["point"].isin(points)].reset_index(drop=True),
        failed=swept.failed[swept.failed["point"].isin(points)],
    )
