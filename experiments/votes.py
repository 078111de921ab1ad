"""A claim over uncertain worlds: what each world says of it, the verdict, and the value of a parameter that decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from orgsim.comparison.hypothesis import Verdict, boundaries, describe, verdict
from orgsim.comparison.margins import margin
from orgsim.sweep.swept import Swept
from orgsim.views.words import plain

Claim = tuple[str, str, int]  # measure, subset, and 1 where the claim says more of it, -1 where less


def in_margins(swept: Swept, a: str, b: str, claims: Sequence[Claim]) -> pd.DataFrame:
    """A row a world: design a less b on each claim's measure, in margins, positive in the direction claimed."""
    columns = {}
    for measure, subset, sign in claims:
        means = swept.values(measure, subset).groupby("point", sort=False).mean()
        margins = [margin(measure, *each) for each in zip(means[a], means[b])]
        columns[f"{measure}:{subset}"] = sign * (means[a] - means[b]) / margins
    return pd.DataFrame(columns).loc[swept.points["point"]].reset_index(drop=True)


def summary(name: str, votes: np.ndarray, size: np.ndarray) -> dict:
    """A row of a table of verdicts: shares of worlds, and how large the effect is (in margins)."""
    found: Verdict = verdict(votes)
    low, middle, high = np.quantile(size, [0.05, 0.5, 0.95])
    shares = {"for": found.share_for, "for_low": found.low, "for_high": found.high, "against": found.share_against}
    return {"claim": name, "verdict": found.word, "worlds": found.worlds, **shares, "median": middle, "p5": low,
            "p95": high}  # fmt: skip


def bounds(swept: Swept, votes: np.ndarray) -> list[str]:
    """The boundary in words, where there is one: which worlds are for a claim."""
    worlds = swept.points[swept.factors].rename(columns=short)
    return [
        f"{plain(each.parameter)}: {each.share_below:.0%} of worlds below {each.value:.2g}, "
        f"{each.share_above:.0%} of those above"
        for each in describe(boundaries(worlds, votes))
    ]


def short(key: str) -> str:
    """The last word of a key."""
    return key.rpartition(".")[2]
