"""The map of who wins where, over two factors of a sweep.

At each point a design *wins* if it leads every other one by more than the margin, *equal* are those within the margin
of the best where all others lie behind by more than it, and anything else is *not sure*. A lead is a paired difference
(``comparison.paired``), positive where better; its intervals hold for all other designs at once (Bonferroni).

Where only these two factors vary, on a grid, the points are cells, and the border is the line where a design's mean
lead over the best of the others is zero, but for where it runs through cells in which the best are equal: nobody wins
on either side of it there. Elsewhere other factors vary too, and what can be told of a place is how
probable each design is ahead there: its share of the nearest worlds (nearest neighbours, Fix and Hodges 1951).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.factors import Factor, said, unit_of, varying
from orgsim.answers.measured import values_of
from orgsim.comparison import paired
from orgsim.comparison.margins import HIGHER, better
from orgsim.config.defaults import default_world
from orgsim.errors import InputError, needs
from orgsim.sweep.changes import EACH
from orgsim.sweep.swept import Swept

WINS, EQUAL, NOT_SURE, NONE = "wins", "equal", "not sure", ""
LEAST_WORLDS, NEAREST, LATTICE = 12, 0.1, 41  # worlds near a place: at least so many, of all; places along a side
STEPS = 24  # places looked at between two of a border's


def map(
    swept: Swept,
    measure: str = "response_latency",
    subset: str = "all",
    x: str | None = None,
    y: str | None = None,
    confidence: float = 0.95,
) -> Answer:
    """Tables: map (a row per point), border or regions, base (where the world that is varied lies, if on the map)."""
    values = values_of(swept, measure, subset, sided=True)
    if len(swept.designs) < 2:
        raise InputError("designs", list(swept.designs), "a sweep of at least two designs")
    points = list(values.index.unique(0))
    across, up = axes(varying(swept, points), x, y)
    leads = Leads(values, measure, swept.designs, confidence)
    table = pd.DataFrame({"point": points, "x": named(across), "y": named(up), **leads.verdicts()})
    places = set(zip(across.values, up.values))
    sides = len(set(across.values)), len(set(up.values))
    cells = len(places) == len(points) == sides[0] * sides[1]
    tables = {"map": table, "base": base_place(base_of(swept), across, up)}
    if cells:
        tables["border"] = border(across, up, leads, (table["verdict"] == EQUAL).to_numpy())
    else:
        tables["regions"] = regions(across, up, table["ahead"].tolist())
    asked = {"measure": measure, "subset": subset, "unit": unit_of(swept, measure), "confidence": confidence}
    asked |= {"x": across.name, "y": up.name, "designs": swept.designs, "grid": cells}
    asked |= {"others": [each.name for each in varying(swept, points) if each.name not in (across.name, up.name)]}
    return Answer(tables, asked)


def axes(factors: Sequence[Factor], x: str | None, y: str | None) -> tuple[Factor, Factor]:
    """The two factors of the map; those not named are the first that vary."""
    known = {each.name: each for each in factors}
    if len(known) < 2:
        raise InputError("x", list(known), "a sweep in which at least two factors vary")
    for key, name in (("x", x), ("y", y)):
        if name is not None and name not in known:
            raise InputError(key, name, known)
    if x is not None and x == y:
        raise InputError("y", y, [name for name in known if name != x])
    x = x or next(name for name in known if name != y)
    return known[x], known[y or next(name for name in known if name != x)]


def named(found: Factor) -> list:
    """A factor's values as they are in the sweep: numbers, or what stands for them."""
    return [found.labels[int(value)] for value in found.values] if found.labels else found.values.tolist()


class Leads:
    """By how much each design leads each other at each point: float[points, design, other], positive where better."""

    def __init__(self, values: pd.DataFrame, measure: str, designs: Sequence[str], confidence: float):
        count, points = len(designs), values.index.unique(0)
        self.designs = designs
        self.means = values.groupby(level=0).mean().loc[points, list(designs)].to_numpy()
        self.lead, self.low, self.high, self.margin = (np.zeros((len(points), count, count)) for _ in range(4))
        self.n = np.zeros((len(points), count, count), int)
        at_once = 1 - (1 - confidence) / (count - 1)
        way = 1.0 if better(measure) == HIGHER else -1.0
        self.score = way * self.means
        wide = {name: rows(values[name], measure, points) for name in designs}
        for (i, a), (j, b) in combinations(enumerate(designs), 2):
            found = paired.differences(wide[a], wide[b], at_once)
            ends = (found["low"], found["high"]) if way > 0 else (-found["high"], -found["low"])
            self.lead[:, i, j], self.lead[:, j, i] = way * found["difference"], -way * found["difference"]
            self.low[:, i, j], self.high[:, i, j] = ends
            self.low[:, j, i], self.high[:, j, i] = -ends[1], -ends[0]
            self.margin[:, i, j] = self.margin[:, j, i] = found["margin"]
            self.n[:, i, j] = self.n[:, j, i] = found["n"]

    def verdicts(self) -> dict[str, list]:
        """Columns: verdict, leaders, best mean, the second, its distance, and who is ahead beyond it by the means."""
        found = [self.verdict(point) for point in range(len(self.means))]
        return {column: [each[column] for each in found] for column in found[0]}

    def verdict(self, point: int) -> dict:
        """What may be said of a point (see the top of this file)."""
        score = np.where(np.isnan(self.score[point]), -np.inf, self.score[point])
        best, second = np.argsort(-score, kind="stable")[:2]
        lead, low, high, margin = (each[point, best] for each in (self.lead, self.low, self.high, self.margin))
        others = np.arange(len(self.designs)) != best
        behind, equal = low > margin, (-margin <= low) & (high <= margin)
        settled = bool((behind | equal)[others].all())
        leaders = [name for i, name in enumerate(self.designs) if i == best or (equal[i] and others[i])]
        return {
            "verdict": (WINS if len(leaders) == 1 else EQUAL) if settled else NOT_SURE,
            "leaders": ", ".join(leaders) if settled else NONE,
            "best": self.designs[best],
            "mean": self.means[point, best],
            "second": self.designs[second],
            "lead": lead[second],
            "low": low[second],
            "high": high[second],
            "margin": margin[second],
            "n": int(self.n[point, best, second]),
            "ahead": self.designs[best] if (lead > margin)[others].all() else NONE,
        }

    def over_the_rest(self, design: int) -> np.ndarray:
        """Mean lead of a design over the best of the others: float[points]."""
        rest = np.delete(self.score, design, axis=1)
        return self.score[:, design] - rest.max(axis=1)


def rows(values: pd.Series, measure: str, points: pd.Index) -> pd.DataFrame:
    """Values of a design: a row per point, a column per replication, as the table of pairs wants them."""
    wide = values.unstack("replication").loc[points]
    return wide.set_axis(pd.MultiIndex.from_product([[measure], points], names=["measure", "point"]))


def border(across: Factor, up: Factor, leads: Leads, equal: np.ndarray) -> pd.DataFrame:
    """Lines where a design's mean lead over the best of the others is zero: design, line, x, y.

    equal: bool[points], where the best are equal: there is no border in these cells.
    """
    from contourpy import contour_generator

    (xs, column), (ys, row) = (np.unique(each.values, return_inverse=True) for each in (across, up))
    nobody = np.zeros((len(ys), len(xs)), bool)
    nobody[row, column] = equal
    sides, found = (straight(xs, across), straight(ys, up)), []
    for place, design in enumerate(leads.designs[:-1]):  # a border of the last is one of another, too
        heights = np.full((len(ys), len(xs)), np.nan)
        heights[row, column] = leads.over_the_rest(place)
        lines = contour_generator(*sides, np.ma.masked_invalid(heights)).lines(0.0)
        pieces = [piece for line in lines for piece in outside(line, nobody, sides)]
        for number, line in enumerate(pieces):
            at = {"x": bent(line[:, 0], across), "y": bent(line[:, 1], up)}
            found.append(pd.DataFrame({"design": design, "line": number, **at}))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["design", "line", "x", "y"])


def outside(line: np.ndarray, cells: np.ndarray, sides: tuple[np.ndarray, np.ndarray]) -> list[np.ndarray]:
    """The pieces of a line, float[places, 2], that lie outside some cells, bool[up, across]; sides: their middles."""
    if not cells.any():
        return [line]
    steps = np.linspace(0, 1, STEPS, endpoint=False)
    parts = [a + steps[:, None] * (b - a) for a, b in zip(line[:-1], line[1:])]
    fine = np.vstack([*parts, line[-1:]])
    i, j = (np.abs(middles[:, None] - fine[:, way]).argmin(axis=0) for way, middles in enumerate(sides))
    changes = np.flatnonzero(np.diff(cells[j, i])) + 1
    starts = [0, *changes]
    pieces = np.split(fine, changes)
    return [piece for piece, k in zip(pieces, starts) if len(piece) > 1 and not cells[j[k], i[k]]]


def straight(values: np.ndarray, of: Factor) -> np.ndarray:
    """Values on the scale in which they are evenly spaced."""
    return np.log(values) if of.logarithmic else values


def bent(values: np.ndarray, of: Factor) -> np.ndarray:
    """And back."""
    return np.exp(values) if of.logarithmic else values


def regions(across: Factor, up: Factor, ahead: Sequence[str]) -> pd.DataFrame:
    """How probable each design (or none, beyond the margin) is ahead, on a lattice of places: x, y, ahead, probability.

    The share of the nearest worlds in which it is, the nearer counting more; empty with few worlds.
    """
    if len(ahead) < LEAST_WORLDS:
        return pd.DataFrame(columns=["x", "y", "ahead", "probability"])
    needs("sklearn")
    from sklearn.neighbors import KNeighborsClassifier

    steps = np.linspace(0, 1, LATTICE)
    lattice = np.array([(a, b) for b in steps for a in steps])
    nearest = KNeighborsClassifier(max(LEAST_WORLDS, round(NEAREST * len(ahead))), weights=nearer_counts_more)
    nearest.fit(np.column_stack([across.scaled, up.scaled]), np.array(ahead, dtype=str))
    probable = nearest.predict_proba(lattice)
    columns = {"x": unscaled(lattice[:, 0], across), "y": unscaled(lattice[:, 1], up)}
    kinds = [str(kind) for kind in nearest.classes_]
    parts = [pd.DataFrame({**columns, "ahead": kind, "probability": probable[:, i]}) for i, kind in enumerate(kinds)]
    return pd.concat(parts, ignore_index=True)


def nearer_counts_more(distances: np.ndarray) -> np.ndarray:
    """Weights of worlds at distances [place, world] from places: a bell that has e**-2 left at the farthest."""
    return np.exp(-2.0 * (distances / distances.max(axis=1, keepdims=True).clip(1e-12)) ** 2)


def unscaled(shares: np.ndarray, of: Factor) -> np.ndarray:
    """Values at shares (0 to 1) of a factor's range."""
    ends = straight(np.array([of.values.min(), of.values.max()]), of)
    return bent(ends[0] + shares * (ends[1] - ends[0]), of)


def base_place(base: Mapping[str, Any], across: Factor, up: Factor) -> pd.DataFrame:
    """Where a world, as plain data, lies: x, y; no row if it is not on the map."""
    place = [base_value(base, each) for each in (across, up)]
    known = all(value is not None for value in place)
    return pd.DataFrame([place] if known else [], columns=["x", "y"], dtype=float)


def base_of(swept: Swept) -> dict[str, Any]:
    """The world a sweep varies, as plain data; the default one where its configuration is not known."""
    return swept.configuration if "company" in swept.configuration else asdict(default_world())


def base_value(base: Mapping[str, Any], of: Factor) -> float | None:
    """The value of a factor in a world (of a key for each, the first); None if unknown or out of range."""
    node: Any = base
    for step in of.name.split("."):
        if not (isinstance(node, Mapping) and node) or step not in (EACH, *node):
            return None
        node = next(iter(node.values())) if step == EACH else node[step]
    if of.labels:
        return float(of.labels.index(said(node))) if said(node) in of.labels else None
    number = isinstance(node, int | float) and not isinstance(node, bool)
    return float(node) if number and of.values.min() <= node <= of.values.max() else None
