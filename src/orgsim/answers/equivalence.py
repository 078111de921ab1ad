"""Which designs are equal within the stated margins, which differ, and which neither is shown of.

Two one-sided paired t tests (TOST, Schuirmann 1987; Lakens 2017) against the margin of ``comparison.margins``, a
relative one as the share of the pair's mean, taken as known. p is after Holm (1979) over all pairs of a measure and
point: the probability that any pair is called equal whose expected difference is the margin or more is the stated error
at most. A pair that is not shown to be equal is tested to differ, by the paired t test after Holm at the same error (a
family of its own: that any pair is said to differ that does not). Measures and points of a sweep are not corrected for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.differences import MEASURES, holm, p_values, together
from orgsim.answers.pairwise import Pair, couples, kept, pairs_of
from orgsim.comparison import paired
from orgsim.errors import needs
from orgsim.sweep.swept import Swept

EQUAL, DIFFER, BEYOND, NEITHER_SHOWN = "equal", "differ", "differ beyond the margin", "neither shown"


def equivalence(swept: Swept, measures: Sequence[str] = MEASURES, error: float = 0.05) -> Answer:
    """Which designs are equal within the margins, over all points of a sweep and (of several points) at each.

    Table ``equivalence``, the mean over all points, a row per measure and pair: measure, point, unit, points, design_a,
    design_b, mean_a, mean_b, difference, low, high, n, margin, p_equal, p_differ, p_beyond (that the difference is
    larger than the margin: the smaller of its two sides, doubled), each after Holm, and shown: equal, differ, differ
    beyond the margin, neither shown. The interval is that of the two one-sided tests at the error over the number of
    pairs (confidence 1 - 2 error/pairs): where it lies within the margin the pair is equal; Holm's steps show some
    more. Table ``groups``: measure, point, group, designs (a, b), each group as large as it can be with all its members
    equal to each other; a design may be in several, as equality within a margin is no chain. Table ``by_point``: as the
    first, at each point. Raises InputError where no measure asked is there.
    """
    asked = kept(swept, measures)
    overall = _table(swept, asked, error, by_point=False)
    tables = {"equivalence": overall, "groups": _groups(overall, swept.designs)}
    points = int(overall["points"].max())
    if points > 1:
        tables["by_point"] = _table(swept, asked, error, by_point=True)
    return Answer(tables, {"measures": asked, "error": error, "designs": swept.designs, "points": points})


def _table(swept: Swept, measures: list[str], error: float, by_point: bool) -> pd.DataFrame:
    """Rows of all measures, Holm's correction within each measure and point, and what is shown."""
    confidence = together(1 - 2 * error, len(couples(swept)))
    pairs = [pair for measure in measures for pair in pairs_of(swept, measure, None, by_point)]
    table = pd.concat([_rows(pair, confidence) for pair in pairs], ignore_index=True)
    tests = ["p_equal", "p_differ", "p_beyond"]
    table = holm(table, tests).drop(columns=tests).rename(columns={f"{test}_holm": test for test in tests})
    shown = [table["p_equal"] <= error, table["p_beyond"] <= error, table["p_differ"] <= error]
    table["shown"] = np.select(shown, [EQUAL, BEYOND, DIFFER], NEITHER_SHOWN)
    return table


def _rows(pair: Pair, confidence: float) -> pd.DataFrame:
    """A pair's rows with p before correction."""
    mean_a, mean_b = pair.means
    found = paired.differences(pair.values_a, pair.values_b, confidence)
    kept = {name: found[name] for name in ("difference", "low", "high", "n", "margin")}
    size = found["margin"]
    tails = np.minimum(p_values(pair, size, "greater"), p_values(pair, -size, "less"))
    tests = {"p_equal": p_equal(pair, size), "p_differ": p_values(pair), "p_beyond": np.minimum(1.0, 2 * tails)}
    return pair.labels.assign(mean_a=mean_a, mean_b=mean_b, **kept, **tests)


def p_equal(pair: Pair, size: np.ndarray) -> np.ndarray:
    """p of the two one-sided tests in each row, the larger of both: that the difference is a margin or more either way.

    0 where the two are the same in every replication; nan where there are fewer than two replications, or where a value
    is undefined for one design only.
    """
    found = np.maximum(p_values(pair, size, "less"), p_values(pair, -size, "greater"))
    same = ((pair.values_a == pair.values_b) | pair.values_a.isna()).all(axis=1).to_numpy()
    return np.where(same & ~np.isnan(found), 0.0, found)


def _groups(table: pd.DataFrame, designs: Sequence[str]) -> pd.DataFrame:
    """Largest groups of designs that are all equal to each other: the maximal cliques of the graph of equal pairs."""
    networkx = needs("networkx")
    rows = []
    for (measure, point), own in table.groupby(["measure", "point"], sort=False):
        equal = own[own["shown"] == EQUAL]
        graph = networkx.Graph(list(zip(equal["design_a"], equal["design_b"])))
        graph.add_nodes_from(designs)
        groups = sorted(sorted(designs.index(one) for one in group) for group in networkx.find_cliques(graph))
        rows += [(measure, point, i, ", ".join(designs[one] for one in group)) for i, group in enumerate(groups)]
    return pd.DataFrame(rows, columns=["measure", "point", "group", "designs"])
