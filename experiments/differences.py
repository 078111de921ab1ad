"""A paired difference between two columns of replications, and the mean of one, as rows of a table."""

from __future__ import annotations

import pandas as pd

from orgsim.comparison import paired


def difference(a: pd.Series, b: pd.Series, measure: str, confidence: float) -> dict:
    """a less b (values by replication of the same worlds): means, difference, low, high, n, margin, verdict, beyond."""
    row = pd.MultiIndex.from_tuples([(measure,)], names=["measure"])
    wide = [pd.DataFrame([each.to_numpy(float)], row, columns=each.index) for each in (a, b)]
    found = {key: value[0] for key, value in paired.differences(*wide, confidence).items()}
    kept = ("difference", "low", "high", "n", "margin", "verdict", "beyond_margin")
    return {"mean_a": a.mean(), "mean_b": b.mean()} | {key: found[key] for key in kept}


def mean(values: pd.Series, confidence: float) -> dict:
    """Mean of values by replication with Student's interval."""
    moments = paired.moments(values.to_numpy(float)[None])
    low, high = paired.interval(*moments, confidence)
    return {"mean": moments[1][0], "low": low[0], "high": high[0], "n": int(moments[0][0])}


def told(row, places: int = 2, what: str = "difference", signed: bool = True) -> str:
    """A difference or mean with its interval: +0.31 (+0.20 to +0.42)."""
    sign = "+" if signed else ""
    said = f"{row[what]:{sign}.{places}f} ({row['low']:{sign}.{places}f} to {row['high']:{sign}.{places}f})"
    return said.replace("-", "−")
