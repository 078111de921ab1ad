"""The robust choice: which design is least regretted when nobody knows the world.

Regret of a design in a world is how much worse its mean is there than the mean of the design that is best there, in
the measure's unit. A choice by each of five criteria (McPhail et al. 2018, Earth's Future 6, for what they weigh):

- ``largest_regret``: the largest regret in any world is least (minimax regret, Savage 1951);
- ``mean_regret``: least mean regret over worlds, so the best mean (Laplace's principle of insufficient reason);
- ``regret_90``: least 90th percentile of regret over worlds;
- ``worst``: the worst value of the measure in any world is best (maximin, Wald 1950);
- ``share_beyond``: least share of worlds where regret is beyond the margin (satisficing, the domain criterion of
  Starr 1963).

Chance is shown by drawing the means again, jointly over designs and worlds (``resampling``): a choice is *decided* if
it is made again in so many draws as the sweep's confidence says, which is *unknown* of too few replications. It leaves
the worlds as they are.

Regret is biased upwards: the best of several noisy means is on average better than the best design. Beside it stands
regret by halves: on one half of the replications the best design of each world is chosen (and the world of the largest
regret), on the other its advantage is measured. That is biased downwards, as the choice may be wrong, so on average the
true regret lies between the two: E[max of means] >= max of expectations >= expectation of any one chosen beforehand.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.cube import Cube, cube, margins
from orgsim.answers.resampling import around, least, probability, resampled_means
from orgsim.sweep.swept import Swept

CRITERIA = ("largest_regret", "mean_regret", "regret_90", "worst", "share_beyond")
SPLITS = 50  # ways of halving the replications, each used in both directions
YES, NO, UNKNOWN = "yes", "no", "unknown"  # whether a choice is decided
CURVE = 101  # points of a curve of regret


def robust(swept: Swept, measure: str = "response_latency", subset: str = "all", seed: int = 1) -> Answer:
    """The robust choice by each criterion, regret of each design in each world, and what chance leaves open.

    Table ``robust``, a row per criterion: criterion, chosen (several with the same value: a, b), value, unit, runner_up
    and its value, lead (how much better the choice is than the runner-up; lead_low, lead_high by chance), probability
    (share of draws in which the same is chosen), decided (yes, no, unknown). Table ``designs``, a row per design: each
    criterion with its interval by chance (.._low, .._high), median_regret, worst_point (of the largest regret;
    worst_world: its factors), mean_regret_halves, largest_regret_halves. Table ``regret``: point, design, mean, best,
    regret, margin, beyond. Table ``curves``: regret along the worlds sorted by it (design, share, regret, low, high).
    Raises InputError for a measure without a better side.
    """
    found = cube(swept, measure, subset)
    means, drawn = found.values.mean(axis=1), resampled_means(found.values, seed)
    tables = {
        "robust": _choices(found, criteria(found, means), criteria(found, drawn), swept.confidence),
        "designs": _designs(found, means, drawn, swept, seed),
        "regret": _regrets(found, means),
        "curves": _curves(found, means, drawn, swept.confidence),
    }
    asked = {"measure": measure, "subset": subset, "seed": seed, "unit": found.unit, "confidence": swept.confidence}
    asked |= {"n": found.replications, "draws": len(drawn), "designs": swept.designs}
    return Answer(tables, asked | {"points": len(found.points), "left_out": found.left_out})


def regret(found: Cube, means: np.ndarray) -> np.ndarray:
    """How much worse each design (last axis) is than the best there."""
    loss = found.sign * means
    return loss - loss.min(axis=-1, keepdims=True)


def beyond(found: Cube, means: np.ndarray) -> np.ndarray:
    """Whether the regret of each design (last axis) is beyond the margin of it and the best."""
    top = np.take_along_axis(means, (found.sign * means).argmin(axis=-1)[..., None], axis=-1)
    return regret(found, means) > margins(found.measure, means, top)


def criteria(found: Cube, means: np.ndarray) -> dict[str, np.ndarray]:
    """Each criterion [..., design] of means [..., point, design], less being better (``worst``: by its sign)."""
    lost = regret(found, means)
    return {
        "largest_regret": lost.max(axis=-2),
        "mean_regret": lost.mean(axis=-2),
        "regret_90": np.quantile(lost, 0.9, axis=-2),
        "worst": (found.sign * means).max(axis=-2),
        "share_beyond": beyond(found, means).mean(axis=-2),
    }


def _choices(found: Cube, values: dict, again: dict, confidence: float) -> pd.DataFrame:
    """A row per criterion."""
    rows = []
    for criterion, value in values.items():
        sign = found.sign if criterion == "worst" else 1.0
        chosen = np.flatnonzero(value == value.min())
        again_chosen = float(probability(least(again[criterion]), found.replications)[chosen].sum())
        row = {
            "criterion": criterion,
            "chosen": ", ".join(found.designs[i] for i in chosen),
            "value": sign * value.min(),
            "unit": "share" if criterion == "share_beyond" else found.unit,
            **_runner_up(found, value, again[criterion], chosen, sign, confidence),
            "probability": again_chosen,
            "decided": UNKNOWN if np.isnan(again_chosen) else YES if again_chosen >= confidence else NO,
        }
        rows.append(row)
    return pd.DataFrame(rows)


def _runner_up(found: Cube, value, again, chosen: np.ndarray, sign: float, confidence: float) -> dict:
    """The next design on a criterion, and the lead over it with its interval by chance."""
    others = [i for i in np.argsort(value, kind="stable") if i not in chosen]
    if not others:
        return {"runner_up": None, "runner_up_value": np.nan, "lead": np.nan, "lead_low": np.nan, "lead_high": np.nan}
    one, next_one = chosen[0], others[0]
    lead = value[next_one] - value[one]
    low, high = around(lead, again[..., next_one] - again[..., one], confidence)
    ends = {"lead": lead, "lead_low": float(low), "lead_high": float(high)}
    return {"runner_up": found.designs[next_one], "runner_up_value": sign * value[next_one], **ends}


def _designs(found: Cube, means: np.ndarray, drawn: np.ndarray, swept: Swept, seed: int) -> pd.DataFrame:
    """A row per design: every criterion with its interval by chance, and regret by halves."""
    table = pd.DataFrame({"design": found.designs})
    again = criteria(found, drawn)
    for criterion, value in criteria(found, means).items():
        sign = found.sign if criterion == "worst" else 1.0
        ends = np.sort(np.stack(around(sign * value, sign * again[criterion], swept.confidence)), axis=0)
        if criterion != "worst":
            ends = np.clip(ends, 0, 1 if criterion == "share_beyond" else None)
        table[criterion], table[f"{criterion}_low"], table[f"{criterion}_high"] = sign * value, *ends
    lost = regret(found, means)
    table["median_regret"] = np.median(lost, axis=0)
    table["worst_point"] = [found.points[i] for i in lost.argmax(axis=0)]
    factors = swept.points.set_index("point")[swept.factors]
    table["worst_world"] = [_world(factors.loc[point]) for point in table["worst_point"]]
    table["mean_regret_halves"], table["largest_regret_halves"] = by_halves(found, seed)
    return table.assign(unit=found.unit)


def _world(factors: pd.Series) -> str:
    """A world by its factors: company.load=0.62, company.slip=0.05."""
    return ", ".join(
        f"{key}={value:.3g}" if isinstance(value, float) else f"{key}={value}" for key, value in factors.items()
    )


def by_halves(found: Cube, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and largest regret of each design, the best chosen on one half of replications, measured on the other.

    The mean over SPLITS random halvings, both ways round; nan where there are fewer than two replications.
    """
    n, random = found.replications, np.random.default_rng(seed)
    if n < 2:
        return np.full(len(found.designs), np.nan), np.full(len(found.designs), np.nan)
    mean, largest = [], []
    for _ in range(SPLITS):
        order = random.permutation(n)
        halves = order[: n // 2], order[n // 2 : 2 * (n // 2)]
        for chosen_on, measured_on in (halves, halves[::-1]):
            one, other = (found.sign * found.values[:, half].mean(axis=1) for half in (chosen_on, measured_on))
            lost = other - np.take_along_axis(other, one.argmin(axis=-1)[:, None], axis=-1)
            worst = (one - one.min(axis=-1, keepdims=True)).argmax(axis=0)
            mean.append(lost.mean(axis=0))
            largest.append(lost[worst, np.arange(lost.shape[1])])
    return np.mean(mean, axis=0), np.mean(largest, axis=0)


def _regrets(found: Cube, means: np.ndarray) -> pd.DataFrame:
    """A row per point and design."""
    lost, top = regret(found, means), found.sign * (found.sign * means).min(axis=-1, keepdims=True)
    rows = pd.MultiIndex.from_product([found.points, found.designs], names=["point", "design"]).to_frame(index=False)
    return rows.assign(
        mean=means.ravel(),
        best=np.array(found.designs)[(found.sign * means).argmin(axis=-1)].repeat(len(found.designs)),
        regret=lost.ravel(),
        margin=margins(found.measure, means, top).ravel(),
        beyond=beyond(found, means).ravel(),
        unit=found.unit,
    )


def _curves(found: Cube, means: np.ndarray, drawn: np.ndarray, confidence: float) -> pd.DataFrame:
    """Quantiles of regret over worlds by design, with their intervals by chance."""
    shares = np.linspace(0, 1, CURVE)
    curve = np.quantile(regret(found, means), shares, axis=-2)
    again = np.quantile(regret(found, drawn), shares, axis=-2) if len(drawn) else np.empty((CURVE, 0, 1))
    low, high = around(curve, np.moveaxis(again, 1, 0) if len(drawn) else again[:0], confidence)
    rows = pd.MultiIndex.from_product([shares, found.designs], names=["share", "design"]).to_frame(index=False)
    ends = {"low": np.clip(low, 0, None).ravel(), "high": high.ravel()}
    return rows.assign(regret=curve.ravel(), **ends)[["design", "share", "regret", "low", "high"]]
