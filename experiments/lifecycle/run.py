"""The officer's remit, from awareness to support: see README.md beside this file. Writes results/lifecycle/."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from differences import difference, mean  # noqa: E402
from laboratory import publish, run  # noqa: E402
from parts import part  # noqa: E402
from picture import nine, worlds  # noqa: E402
from reading import read  # noqa: E402
from votes import bounds, in_margins, short, summary  # noqa: E402
from wording import numbers  # noqa: E402

from orgsim.comparison.hypothesis import AGAINST, FOR, NEITHER, beyond  # noqa: E402
from orgsim.sweep.swept import Swept  # noqa: E402

SILOS, OFFICER, CONTROL = "siloed", "cco", "cco_function"
STAGES = ("awareness", "consideration", "purchase")
CLAIMS = tuple(("conversion", f"stage={stage}", 1) for stage in STAGES)
FEEDBACK = "extensions.lifecycle.feedback"
MEASURES = (
    *((measure, subset) for measure, subset, _ in CLAIMS), ("conversion", "all"), ("customers_won_per_week", "all"),
    ("response_latency", "all"), ("first_answer", "all"), ("answered_in_norm", "all"), ("voice", "all"),
    ("resolved", "all"), ("gave_up", "all"), ("closed_wrong", "all"), ("contacts", "all"), ("handoffs", "all"),
    ("own_work_delay", "all"), ("cost_per_resolved", "all"), ("issues", "all"), ("utilisation", "all"),
)  # fmt: skip


def main() -> None:
    swept, designs, loaded = run(HERE), part(HERE, "designs"), part(HERE, "loaded")
    found = {design: in_margins(swept, design, SILOS, CLAIMS) for design in (OFFICER, CONTROL)}
    both = {"default": designs, "load .9": loaded}
    tables = {
        "verdicts": verdicts(found),
        "worlds": by_world(swept, found),
        "designs": pd.concat([means(each).assign(world=name) for name, each in both.items()]),
        "against_silos": pd.concat([against_silos(each).assign(world=name) for name, each in both.items()]),
        "feedback": pd.concat([fed_back(each).assign(world=name) for name, each in both.items()]),
    }
    said = read(HERE, **numbers(tables, bounds(swept, voted(found[OFFICER])[0])))
    figures = {"worlds": worlds(tables["worlds"], said[0]), "designs": nine(tables["designs"])}
    publish(HERE, said, tables, figures, swept)


def voted(effects: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Votes: above the margin at each stage for it, below it at any against it; and the least of the stages."""
    least = effects.min(axis=1).to_numpy()
    return beyond(least, 1), least


def verdicts(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The claim, its weaker reading and its stages, of the officer and of the null control."""
    rows = []
    for design, effects in found.items():
        votes, least = voted(effects)
        weaker = np.where(least > 0, FOR, np.where(least < -1, AGAINST, NEITHER))
        rows.append({"design": design, **summary("better at every stage", votes, least)})
        rows.append({"design": design, **summary("by however little", weaker, least)})
        for name in effects:
            rows.append({"design": design, **summary(name, beyond(effects[name].to_numpy(), 1), effects[name])})
    return pd.DataFrame(rows)


def by_world(swept: Swept, found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Each world's factors, and conversion, wait and share answered in the norm under each design."""
    table = swept.points[["point", *swept.factors]].rename(columns=short).reset_index(drop=True)
    for measure, subset in (*((m, s) for m, s, _ in CLAIMS), ("response_latency", "all"), ("answered_in_norm", "all")):
        values = swept.values(measure, subset).groupby("point", sort=False).mean().loc[swept.points["point"]]
        for design in swept.designs:
            table[f"{design}:{measure}:{subset}"] = values[design].to_numpy()
    for design, effects in found.items():
        table[f"{design}:least"] = effects.min(axis=1)
    return table


def means(swept: Swept) -> pd.DataFrame:
    """Every design's means, with feedback and without."""
    rows = []
    for _, world in swept.points.iterrows():
        for measure, subset in MEASURES:
            values = swept.values(measure, subset).loc[world["point"]]
            for design in swept.designs:
                told = mean(values[design], swept.confidence)
                of = {"feedback": world[FEEDBACK], "design": design, "measure": measure, "subset": subset}
                rows.append({**of, **told})
    return pd.DataFrame(rows)


def against_silos(swept: Swept) -> pd.DataFrame:
    """Every design less the silos, paired; intervals of a measure hold for all designs at once (Bonferroni)."""
    rows, others = [], [design for design in swept.designs if design != SILOS]
    confidence = 1 - (1 - swept.confidence) / len(others)
    for _, world in swept.points.iterrows():
        for measure, subset in MEASURES:
            values = swept.values(measure, subset).loc[world["point"]]
            for design in others:
                told = difference(values[design], values[SILOS], measure, confidence)
                of = {"feedback": world[FEEDBACK], "design": design, "measure": measure, "subset": subset}
                rows.append({**of, **told})
    return pd.DataFrame(rows)


def fed_back(swept: Swept) -> pd.DataFrame:
    """With feedback less without it, paired, by design: what winning people does."""
    at = {bool(on): point for on, point in zip(swept.points[FEEDBACK], swept.points["point"])}
    rows = []
    for measure, subset in MEASURES:
        values = swept.values(measure, subset)
        for design in swept.designs:
            told = difference(values.loc[at[True]][design], values.loc[at[False]][design], measure, swept.confidence)
            rows.append({"design": design, "measure": measure, "subset": subset, **told})
    return pd.DataFrame(rows)


if __name__ == "__main__":
    main()
