"""Every two designs compared, with intervals that hold all at once.

The unit is the replication: one world's people and draws, in which every design ran. The paired difference a - b has
Student's interval (``comparison.paired``), at the level 1 - (1 - confidence)/m where m designs' pairs are looked at
(Bonferroni; Law 2015, section 10.3). The probability that all m intervals of a measure hold is then at least the
confidence under any dependence between designs and any variances; each assumes only that a mean of paired differences
is close to normal. p-values are of the paired t test, and after Holm (1979).

What is corrected for: the pairs of designs, ``family`` of them, within a measure and a point. Not the measures: each
measure has its own confidence. Nor the points of a sweep, but in the columns ``..._everywhere``, which hold at all
points at once (Bonferroni over pairs times points).
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.pairwise import Pair, kept, pairs_of
from orgsim.comparison import paired
from orgsim.errors import needs
from orgsim.sweep.swept import Swept

MEASURES = ("response_latency", "voice", "net_advocates", "cost_per_resolved")


def differences(
    swept: Swept, measures: Sequence[str] = MEASURES, against: str | None = None, confidence: float = 0.95
) -> Answer:
    """Paired differences of designs over all points of a sweep, and (of several points) at each.

    Table ``differences``, the mean over all points, a row per measure and pair: measure, point, unit, points,
    design_a, design_b, mean_a, mean_b, difference, low, high, n, margin, verdict, variance_ratio, beyond_margin,
    undefined (as ``comparison.paired``, of simultaneous intervals), family, p, p_holm. Table ``by_point`` has the same
    at each point, and low_everywhere, high_everywhere, verdict_everywhere. Raises InputError where no measure asked is
    there, or ``against`` is no design of the sweep.
    """
    asked = kept(swept, measures)
    tables = {"differences": _table(swept, asked, against, confidence, by_point=False)}
    points = int(tables["differences"]["points"].max())
    if points > 1:
        tables["by_point"] = _table(swept, asked, against, confidence, by_point=True)
    found = {"measures": asked, "against": against, "confidence": confidence}
    return Answer(tables, found | {"designs": swept.designs, "points": points})


def _table(swept: Swept, measures: list[str], against: str | None, confidence: float, by_point: bool) -> pd.DataFrame:
    """Rows of all measures, Holm's correction within each measure and point."""
    parts = []
    for measure in measures:
        pairs = list(pairs_of(swept, measure, against, by_point))
        parts += [_rows(pair, len(pairs), confidence, by_point) for pair in pairs]
    return holm(pd.concat(parts, ignore_index=True), ["p"])


def _rows(pair: Pair, family: int, confidence: float, by_point: bool) -> pd.DataFrame:
    """A pair's rows: a point each, or the one over all points."""
    found = paired.differences(pair.values_a, pair.values_b, together(confidence, family))
    found["undefined"] = pair.ran - found["n"]  # not counting replications that only other points have
    mean_a, mean_b = pair.means
    rows = pair.labels.assign(mean_a=mean_a, mean_b=mean_b, **found, family=family, p=p_values(pair))
    if by_point:
        wider = together(confidence, family * len(rows))
        everywhere = paired.differences(pair.values_a, pair.values_b, wider)
        rows = rows.assign(**{f"{name}_everywhere": everywhere[name] for name in ("low", "high", "verdict")})
    return rows


def together(confidence: float, family: int) -> float:
    """The confidence each of several intervals needs for all to hold with the confidence given (Bonferroni)."""
    return 1 - (1 - confidence) / family


def p_values(pair: Pair, shift: float | np.ndarray = 0.0, alternative: str = "two-sided") -> np.ndarray:
    """p of the paired t test in each row, against a mean difference equal to a shift (not more, not less than it).

    Where all differences are alike to the last bit, p is 0 if they lie off the shift as the alternative has it, else 1.
    nan where there are fewer than two, or where a value is undefined for one design only (see ``comparison.paired``).
    """
    from scipy import stats

    a, b = pair.values_a.to_numpy(float), pair.values_b.to_numpy(float)
    n, mean, variance = paired.moments(a - b)
    shift = np.broadcast_to(shift, mean.shape)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # scipy's, of samples too small or all alike: dealt with here
        holes = "omit" if np.isnan(a - b).any() else "propagate"  # omit goes row by row: slow
        tested = stats.ttest_1samp(a - b, shift[:, None], axis=1, nan_policy=holes, alternative=alternative)
    off = {"less": mean < shift, "greater": mean > shift, "two-sided": mean != shift}[alternative]
    p = np.where(variance == 0, np.where(off, 0.0, 1.0), np.asarray(tested.pvalue, float))
    one_sided = (np.isfinite(a) != np.isfinite(b)).any(axis=1)
    return np.where((n < 2) | one_sided, np.nan, p)


def holm(table: pd.DataFrame, tests: Sequence[str]) -> pd.DataFrame:
    """p-values adjusted within each measure and point, a column ``..._holm`` for each (Holm 1979); nan stays nan.

    A false alarm anywhere among the pairs of a measure and point is then as improbable as the adjusted value says.
    """
    multipletests = needs("statsmodels.stats.multitest").multipletests
    adjusted = table.assign(**{f"{test}_holm": np.nan for test in tests})
    gc.freeze()  # multipletests collects garbage at every call: some 70 ms each among many modules
    try:
        for _, rows in table.groupby(["measure", "point"], sort=False):
            for test in tests:
                p = rows[test].dropna()
                if len(p):
                    adjusted.loc[p.index, f"{test}_holm"] = multipletests(p, method="holm")[1]
    finally:
        gc.unfreeze()
    return adjusted
