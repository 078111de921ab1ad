"""Where advice flips: how far a contingency alone has to move until a design that fitted does not, or the other way.

Only what is shown counts: from the company outwards, the first simulated value at which the verdict is another, and
sure, and before it the last at which it was the company's. Between these two the verdict changes, and that is all that
is known: what a design lacks may rise slowly or at a stroke, as queues do. ``at`` is where a straight line through what
it lacks beyond the margin (in logarithms of a value spaced in proportion) crosses 0, a mark for a picture. To
know more, the middle of each such interval is simulated, too (``closer``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from orgsim.fit.contingencies import CONTINGENCIES
from orgsim.fit.standing import NOT_SURE
from orgsim.fit.star import COMPANY

BELOW, ABOVE = "below", "above"
COLUMNS = ["measure", "contingency", "direction", "design", "verdict", "flips", "becomes", "last", "first", "at"]
COLUMNS += ["best_there", "back", "reach", "points", "n"]
LOG = {each.name: each.log for each in CONTINGENCIES}


def flips(standing: pd.DataFrame, own: Mapping[str, float]) -> pd.DataFrame:
    """A row for each measure, contingency, direction from the company (below, above) and design.

    own: the company's value of each contingency. Columns beside these: verdict (at the company), flips, becomes (the
    other verdict), last and first (the simulated values between which it changes), at (by a straight line), best_there
    (who has the best mean at ``first``), back (a value further on where the old verdict is shown again; nan), reach
    (the last value looked at), points (looked at in this direction), n (replications).
    """
    rows = []
    here = standing[standing["part"] == COMPANY]
    for (measure, name), arm in standing[standing["part"].isin(LOG)].groupby(["measure", "part"], sort=False):
        home = here[here["measure"] == measure].assign(value=own[name])
        for direction, way in (BELOW, arm["value"] < own[name]), (ABOVE, arm["value"] > own[name]):
            line = pd.concat([home, arm[way].sort_values("value", ascending=direction == ABOVE)])
            if way.any():
                about = {"measure": measure, "contingency": name, "direction": direction}
                rows += [about | found for found in along(line, LOG[name])]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"flips": bool})


def along(line: pd.DataFrame, log: bool) -> Iterator[dict]:
    """What becomes of each design along a line of points, the company first."""
    for design, own in line.groupby("design", sort=False):
        verdicts, values = own["verdict"].tolist(), own["value"].tolist()
        found = {"design": design, "verdict": verdicts[0], "flips": False, "reach": values[-1]}
        found |= {"points": len(own) - 1, "n": int(own["n"].min())}
        place = next((i for i, each in enumerate(verdicts) if each not in (verdicts[0], NOT_SURE)), None)
        if place is not None:
            last = max(i for i in range(place) if verdicts[i] == verdicts[0])
            back = (value for value, each in zip(values[place:], verdicts[place:]) if each == verdicts[0])
            found |= {"flips": True, "becomes": verdicts[place], "last": values[last], "first": values[place]}
            found |= {"best_there": own["best"].iloc[place], "back": next(back, math.nan)}
            found["at"] = crossing(values[last : place + 1], own["beyond"].tolist()[last : place + 1], log)
        yield found


def crossing(values: list[float], heights: list[float], log: bool) -> float:
    """Where heights over values first change sides of 0, by straight lines; the first value where they never do."""
    pairs = pairwise((value, height) for value, height in zip(values, heights) if math.isfinite(height))
    for (one, before), (other, after) in pairs:
        if (before > 0) != (after > 0):
            share = before / (before - after)
            return between(one, other, share, log)
    return values[0]


def between(one: float, other: float, share: float, log: bool) -> float:
    """The value so far from one to the other, in proportion where values are spaced so."""
    if log and min(one, other) > 0:
        return float(np.exp((1 - share) * np.log(one) + share * np.log(other)))
    return (1 - share) * one + share * other


def closer(found: pd.DataFrame) -> list[tuple[str, float]]:
    """The middles of all intervals in which a verdict changes: contingency, value; each once."""
    rows = found[found["flips"]]
    middles = [
        (row.contingency, between(*sorted((row.last, row.first)), 0.5, LOG[row.contingency]))
        for row in rows.itertuples()
    ]
    return sorted({(name, float(f"{value:.6g}")) for name, value in middles})
