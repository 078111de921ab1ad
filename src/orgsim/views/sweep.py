"""What a sweep found, in a few lines: at how many of its points each design is best."""

from __future__ import annotations

import pandas as pd

from orgsim.comparison.margins import HIGHER, better
from orgsim.sweep.swept import Swept
from orgsim.views.answer import of
from orgsim.views.words import plain, title

HEADLINE = ("response_latency", "voice", "net_advocates", "cost_per_resolved")
ASK = ("differences", "best", "robust", "map", "sensitivity", "failures", "breaks")


def print_sweep(swept: Swept) -> None:
    """Print who is best where, what failed, and what may be asked next."""
    print("\n".join(lines(swept)))


def lines(swept: Swept) -> list[str]:
    """The answer first, then where it is and how to ask more."""
    told = [f"{of(swept)}.", ""]
    counts = best_counts(swept)
    if not counts.empty:
        told += [counts.to_string(), ""]
    if swept.replications is not None and len(swept.replications):
        told += [sized_line(swept.replications), ""]
    if len(swept.failed):
        first = swept.failed.iloc[0]
        told += [
            f"{len(swept.failed)} of {len(swept.points)} points failed; point {first['point']}: {first['message']}",
            f"the others are whole; --retry-failed tries these again (why each failed: {swept.folder}/failed)",
            "",
        ]
    told.append(f"tables: {swept.folder}")
    if counts.shape[1] > 1:
        told.append("ask on: " + ", ".join(f"orgsim {name}" for name in ASK) + f", each with of={swept.folder}")
    return told


def best_counts(swept: Swept) -> pd.DataFrame:
    """At how many points each design's mean is the best, by headline measure."""
    rows = {}
    for measure in HEADLINE:
        if (swept.measures["measure"] == measure).any():
            means = swept.values(measure).groupby(level="point", sort=False).mean().dropna()
            first = means.idxmax(axis=1) if better(measure) == HIGHER else means.idxmin(axis=1)
            counts = first.value_counts().reindex(list(swept.designs), fill_value=0)
            rows[f"{title(measure)}: best mean at"] = [f"{count} of {len(means)}" for count in counts]
    return pd.DataFrame.from_dict(rows, orient="index", columns=[plain(name) for name in swept.designs])


def sized_line(table: pd.DataFrame) -> str:
    """How many replications were enough."""
    spent = int((table["reason"] == "budget spent").sum())
    low, high = table["replications"].min(), table["replications"].max()
    said = f"{low}" if low == high else f"{low} to {high}"
    at = f"at {spent} " if "point" in table else ""
    rest = f"; {at}the budget was spent before the interval was narrow enough" if spent else ""
    where = f" at {len(table)} points" if "point" in table else ""
    return f"Replications enough for {plain(table['measure'].iloc[0])}: {said}{where}{rest}."
