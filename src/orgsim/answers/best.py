"""How probable each design is the best on a measure: chance in the simulation apart from uncertainty about the world.

*Chance* is what more replications would settle: how sure it is, in a world as it stands, which design has the best
expected value. It is answered by drawing the means again as replications leave them open (``resampling``); the share
of draws in which a design has the best mean is the probability that it is best, not told of fewer than ENOUGH
replications. *Uncertainty about the world* no replication settles: the
points of a sweep are worlds of which one is ours, and the share of worlds in which a design is best would be another
with other worlds. Were they drawn independently, it has Wilson's interval (1927) as any share of n; evenly spread
points (Sobol, Latin hypercube) tell more than that, a grid or list has its worlds by choice and nothing was drawn.

A mean over worlds is made by the worlds where most is at stake, a share of worlds counts each alike: the two may name
different designs. Then ``carried`` has the worlds without which the best mean would not be the best.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.cube import Cube, cube, margins
from orgsim.answers.pairwise import EVERYWHERE
from orgsim.answers.resampling import least, probability, resampled_means, spanned
from orgsim.answers.selection import select
from orgsim.comparison import paired
from orgsim.config.space import DRAWN
from orgsim.errors import needs
from orgsim.sweep.swept import Swept

BEST, EQUAL, BEHIND, NOT_SURE = "best", "equal", "behind", "not sure"
LONGEST, LARGEST = "worst worlds", "largest leads"


def best(
    swept: Swept, measure: str = "response_latency", subset: str = "all", error: float = 0.05, seed: int = 1
) -> Answer:
    """The probability that each design is best, in each world, over all of them, and what a procedure would select.

    Table ``best``, a row per design: mean over all points with its interval over replications (low, high; n), standing
    (best mean; equal to it within the margin, behind it by more, or not sure, by intervals that hold all at once),
    probability and probability_within (of having the best mean over all points, and of being best or within the margin
    of the best). Of several points also share and share_within (of worlds in which its mean is best, or within the
    margin of the best), the interval of share by chance (low_chance, high_chance) and by which worlds were drawn
    (low_worlds, high_worlds), and expected (mean over worlds of the probability to be best there).
    Designs with the same value share a first place.

    Table ``by_point``: point, design, mean, probability, probability_within, share (1 if its mean is best).
    Table ``carried`` (where the best mean and most first places are of different designs): see ``carried``.
    Table ``selection`` (see ``selection``): for all points together and for each the design selected with the stated
    error for that row, those remaining, replications, n, and expected, the replications it would take at these means.
    Raises InputError for a measure without a better side.
    """
    found = cube(swept, measure, subset)
    drawn = resampled_means(found.values, seed)
    means = found.values.mean(axis=1)
    tables = {"best": _over_all(found, means, drawn, swept.confidence)}
    if len(found.points) > 1:
        tables["by_point"] = _by_point(found, means, drawn)
        worlds = carried(found, means)
        tables |= {} if worlds.empty else {"carried": worlds}
    tables["selection"] = _selection(found, error)
    asked = {"measure": measure, "subset": subset, "error": error, "seed": seed, "unit": found.unit}
    asked |= {"confidence": swept.confidence, "draws": len(drawn), "chosen": were_chosen(swept)}
    return Answer(tables, asked | {"designs": swept.designs, "points": len(found.points), "left_out": found.left_out})


def firsts(found: Cube, means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which design (last axis) is best, ties shared, and which are within the margin of the best one, as 0 to 1."""
    loss = found.sign * means
    top = np.take_along_axis(means, loss.argmin(axis=-1)[..., None], axis=-1)
    return least(loss), (np.abs(means - top) <= margins(found.measure, means, top)).astype(float)


def _over_all(found: Cube, means: np.ndarray, drawn: np.ndarray, confidence: float) -> pd.DataFrame:
    """A row per design over all points."""
    rows = found.values.mean(axis=0)
    n, mean, variance = paired.moments(rows.T)
    low, high = paired.interval(n, mean, variance, confidence)
    first, within = firsts(found, drawn.mean(axis=1))
    table = pd.DataFrame({"design": found.designs, "mean": mean, "low": low, "high": high, "n": n})
    table["standing"] = standings(found, rows, confidence)
    table["probability"], table["probability_within"] = (probability(each, len(rows)) for each in (first, within))
    if len(found.points) > 1:
        share, share_within = (each.mean(axis=0) for each in firsts(found, means))
        again = firsts(found, drawn)[0]
        table["share"], table["share_within"] = share, share_within
        table["low_chance"], table["high_chance"] = spanned(share, again.mean(axis=1), confidence)
        table["low_worlds"], table["high_worlds"] = share_interval(share, len(found.points), confidence)
        table["expected"] = probability(again, len(rows)).mean(axis=0)
    return table.assign(unit=found.unit, points=len(found.points))


def standings(found: Cube, rows: np.ndarray, confidence: float) -> list[str]:
    """How each design stands to the one with the best mean, of values [replication, design]."""
    means, loss = rows.mean(axis=0), found.sign * rows
    top = int(loss.mean(axis=0).argmin())
    n, mean, variance = paired.moments((loss - loss[:, [top]]).T)
    low, high = paired.interval(n, mean, variance, 1 - (1 - confidence) / max(1, len(means) - 1))
    margin = margins(found.measure, means, means[top])
    kinds = np.select([low > margin, (-margin <= low) & (high <= margin)], [BEHIND, EQUAL], NOT_SURE)
    kinds[top] = BEST
    return kinds.tolist()


def carried(found: Cube, means: np.ndarray) -> pd.DataFrame:
    """The worlds that make the best mean the best, where another design is first in more of them; else empty.

    A row per world: point, design (of the best mean), mean, other (first most often), other_mean, lead (of the design,
    positive where better), by. They are the fewest of the worst worlds (by the mean of all designs) without which the
    design would not lead; where it takes more than half of all worlds, the fewest of its largest leads.
    """
    loss = found.sign * means
    one, other = int(loss.mean(axis=0).argmin()), int(least(loss).mean(axis=0).argmax())
    lead, best_of_all = loss[:, other] - loss[:, one], least(loss).mean(axis=0)
    if best_of_all[one] == best_of_all[other]:
        return pd.DataFrame()
    by = LONGEST
    order, count = fewest(lead, loss.mean(axis=1))
    if count > len(lead) / 2:
        by = LARGEST
        order, count = fewest(lead, lead)
    worlds = order[:count]
    columns = {"point": np.array(found.points)[worlds], "design": found.designs[one], "mean": means[worlds, one]}
    columns |= {"other": found.designs[other], "other_mean": means[worlds, other], "lead": lead[worlds], "by": by}
    return pd.DataFrame(columns)


def fewest(lead: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, int]:
    """Worlds from the largest size down, and without how many of them the leads sum up to nothing or less."""
    order = np.argsort(-size, kind="stable")
    rest = lead.sum() - np.cumsum(lead[order])
    return order, int(np.flatnonzero(rest <= 1e-12 * np.abs(lead).sum())[0]) + 1


def share_interval(share: np.ndarray, n: int, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval of a share of n worlds drawn independently."""
    return needs("statsmodels.stats.proportion").proportion_confint(share * n, n, alpha=1 - confidence, method="wilson")


def _by_point(found: Cube, means: np.ndarray, drawn: np.ndarray) -> pd.DataFrame:
    """A row per point and design."""
    again, within = firsts(found, drawn)
    rows = pd.MultiIndex.from_product([found.points, found.designs], names=["point", "design"]).to_frame(index=False)
    return rows.assign(
        mean=means.ravel(),
        probability=probability(again, found.replications).ravel(),
        probability_within=probability(within, found.replications).ravel(),
        share=firsts(found, means)[0].ravel(),
    )


def _selection(found: Cube, error: float) -> pd.DataFrame:
    """What the procedure selects over all points together, and at each of several."""
    runs = [(EVERYWHERE, select(found.values.mean(axis=0), found.designs, found.measure, error))]
    if len(found.points) > 1:
        for point, rows in zip(found.points, found.values, strict=True):
            runs.append((point, select(rows, found.designs, found.measure, error, project=False)))
    rows = [
        (point, run.selected, ", ".join(run.remaining), run.replications, run.n, run.expected) for point, run in runs
    ]
    return pd.DataFrame(rows, columns=["point", "selected", "remaining", "replications", "n", "expected"])


def were_chosen(swept: Swept) -> bool:
    """Whether the points were written down, and not drawn; where the sweep does not say it, a full grid is chosen."""
    space = swept.configuration.get("space")
    if isinstance(space, Mapping) and "kind" in space:
        return space["kind"] not in DRAWN
    return len(swept.points) == math.prod(swept.points[factor].astype(str).nunique() for factor in swept.factors)
