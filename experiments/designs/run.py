"""What the field says of nine designs: see README.md beside this file. Writes results/designs/."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import wording  # noqa: E402
from claims import CLAIMS, LATENCY, MEETING, MINUTES, OWN, PRICE, RELATIVE, SLOWDOWN, Claim, V, Worlds  # noqa: E402
from laboratory import publish  # noqa: E402
from picture import drawn  # noqa: E402
from sizes import sizes  # noqa: E402
from sizes import verdict as verdict_of_growth  # noqa: E402
from worlds import LOAD, PEOPLE, everything  # noqa: E402

from orgsim.comparison.hypothesis import FOR, boundaries, describe, verdict  # noqa: E402
from orgsim.validation.closed_forms.queues import break_even_slowdown  # noqa: E402

SHOWN = {
    LATENCY: "latency",
    V: "voice",
    MINUTES: "coordination",
    MEETING: "meetings",
    PRICE: "cost",
    OWN: "own_work_delay",
}


def main() -> None:
    swept = everything()
    found, still, alone = (Worlds(swept[name]) for name in ("nine", "nothing_to_share", "one_department"))
    tables = {
        "claims": pd.DataFrame([judged(claim, found, still) for claim in CLAIMS]),
        "levels": levels(found),
        "growth": sizes(swept["growth"]),
        "growth_still": sizes(swept["growth_still"]),
        "one_department": pd.DataFrame({"faster": alone.below("team", "siloed", LATENCY), "margin": RELATIVE}),
    }
    h7, h7_still = verdict_of_growth(tables["growth"]), verdict_of_growth(tables["growth_still"])
    lines = wording.page(tables, h7, h7_still)
    publish(HERE, lines, tables, {"designs": drawn(tables["claims"], lines[0])}, swept["nine"])


def judged(claim: Claim, found: Worlds, still: Worlds) -> dict:
    """A line of the table of claims: its verdict over all worlds, its boundary, and its null control."""
    own, null = claim.votes(found), claim.votes(still)
    word = verdict(own.votes)
    low, middle, high = np.nanquantile(own.size, [0.05, 0.5, 0.95])
    line = {
        "design": claim.design, "claim": claim.said, "hypothesis": claim.hypothesis, "verdict": wording.SAID[word.word],
        "worlds": word.worlds, "share_for": word.share_for, "low": word.low, "high": word.high,
        "share_against": word.share_against, "measure": claim.measure, "margin": own.margin,
        "effect_5": low, "effect_50": middle, "effect_95": high, "of_voice": claim.of_voice,
        "control_worlds": len(null.votes), "control_share_for": float(np.mean(null.votes == FOR)),
        "control_effect_50": float(np.nanmedian(null.size)),
    }  # fmt: skip
    factors = own.worlds.drop(columns="point")
    told = describe(boundaries(factors.loc[:, factors.nunique() > 1], own.votes))
    if told:
        first = told[0]
        line |= {"boundary": first.parameter.split(".")[-1], "value": first.value}
        line |= {"share_below": first.share_below, "share_above": first.share_above}
    return line | (around_break_even(found) if claim.hypothesis == "H8" else {})


def around_break_even(found: Worlds) -> dict[str, float]:
    """How often the team is a tenth faster than the silos on either side of the break-even."""
    even = np.array([break_even_slowdown(load * PEOPLE, PEOPLE, 4) for load in found.points[LOAD]])
    below = found.points[SLOWDOWN].to_numpy(float) < even
    faster = found.below("team", "siloed", LATENCY) > RELATIVE
    share = {True: np.nan, False: np.nan} | {
        side: float(np.mean(faster[below == side])) for side in set(below.tolist())
    }
    return {"faster_below": share[True], "faster_above": share[False], "worlds_below": int(below.sum())}


def levels(found: Worlds) -> pd.DataFrame:
    """Medians over worlds of every design at each load."""
    table = found.table.reset_index()
    middle = table.groupby(["design", LOAD])[list(SHOWN)].median().rename(columns=SHOWN).reset_index()
    middle["order"] = middle["design"].map(wording.ORDER)
    return middle.sort_values(["order", LOAD]).drop(columns="order").rename(columns={LOAD: "load"})


if __name__ == "__main__":
    main()
