"""Which factors move a measure of a design, and which move the difference of two designs.

Global sensitivities from the worlds a sweep has, by SALib (Iwanaga, Usher and Herman 2022):

- **delta** (Borgonovo 2007, estimated as in Plischke, Borgonovo and Smith 2013): how far knowing the factor moves the
  whole distribution; 0 none, 1 all. It is the same on any monotone scale, so it is taken of ranks.
- **first order**: share of the variance between worlds that the factor explains alone, twice: by random balance
  designs (Tissot and Prieur 2012), and by classes of the factor (``by_classes``, high in few worlds).
- **PAWN** (Pianosi and Wagener 2018): median distance of the distribution from those within classes of the factor.

Beside the factors go 39 shuffled columns, which move nothing; the largest index that one of them gets by chance is the
*floor*: a factor without influence exceeds it in one case of 40. A factor *matters* if its delta or its first order
(by random balance) is above the floor: by chance in at most one case of 20. How much it does (``strength``) is how
many times its floor the index is that does, the larger of two; ``by`` says which do. With fewer than ENOUGH worlds per
factor floors are high and ranks are a hint.

(SALib's polynomial expansion, HDMR, is left out: it needs 300 worlds, and of what is no low polynomial it sees little:
at 512 worlds a total effect of .08 for the second Ishigami factor, which has .44.)
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations

import numpy as np
import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.cube import ran_everywhere
from orgsim.answers.factors import unit_of, varying
from orgsim.answers.measured import Unanswerable, values_of
from orgsim.errors import InputError, needs
from orgsim.sweep.swept import Swept

LEAST_WORLDS, SHUFFLED, RESAMPLES, CONFIDENCE = 32, 39, 30, 0.95
ENOUGH = 16  # worlds per factor
DELTA, FIRST_ORDER, BOTH = "delta", "first order", "both"
FLOORED = ("delta", "first_order", "by_classes", "pawn")


def sensitivity(
    swept: Swept,
    measure: str = "response_latency",
    subset: str = "all",
    designs: Sequence[str] = (),
    seed: int = 1,
) -> Answer:
    """Tables: sensitivity (a row per output and factor, those that matter most first), noise (of each output).

    designs: one design; two for their difference, first minus second; none for each design and every two. Replications
    that not every world has do not count.
    """
    values = values_of(swept, measure, subset)
    values = values[values.index.isin(ran_everywhere(values), level="replication")]  # else worlds differ by luck alone
    wanted = asked_for(swept, designs)
    points = list(values.index.unique(0))
    check_worlds(swept, len(points))
    factors = varying(swept, points)
    if not factors:
        raise InputError("of", "one world", "a sweep in which something varies")
    inputs = pd.DataFrame({each.name: each.values for each in factors})
    tables, noises = [], []
    for name, own in wanted.items():
        runs = values[own[0]] if len(own) == 1 else values[own[0]] - values[own[1]]
        means = checked(runs.groupby(level=0).mean().loc[points], f"{measure} of {name}")
        tables.append(indices(inputs, means, seed, RESAMPLES).assign(output=name))
        noises.append({"output": name, **noise(runs.unstack("replication").loc[points].to_numpy())})
    columns = ["output", *[column for column in tables[0] if column != "output"]]
    found = pd.concat(tables, ignore_index=True)[columns]
    asked = {"measure": measure, "subset": subset, "unit": unit_of(swept, measure), "confidence": CONFIDENCE}
    asked |= {"worlds": len(points), "enough": ENOUGH * len(factors)}
    return Answer({"sensitivity": found, "noise": pd.DataFrame(noises)}, asked)


def asked_for(swept: Swept, designs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What is explained, by name: the design, or the two whose difference it is."""
    for name in designs:
        if name not in swept.designs:
            raise InputError("designs", name, swept.designs)
    if len(designs) > 2 or len(set(designs)) < len(designs):
        raise InputError("designs", list(designs), "one design, two for their difference, or none for all of these")
    singles = [(name,) for name in (designs or swept.designs)] if len(designs) < 2 else []
    pairs = [tuple(designs)] if len(designs) == 2 else [] if designs else list(combinations(swept.designs, 2))
    return {" minus ".join(own): own for own in [*singles, *pairs]}


def check_worlds(swept: Swept, worlds: int) -> None:
    """There are as many worlds as an index takes; raises InputError."""
    if worlds < LEAST_WORLDS:
        where = f"{swept.folder or 'the sweep'} has {worlds} world{'s' if worlds > 1 else ''}"
        raise Unanswerable("of", where, f"sensitivity needs {LEAST_WORLDS} (e.g. orgsim sweep space=uncertain)")


def checked(means: pd.Series, name: str) -> np.ndarray:
    """Means by world, as numbers that vary: with anything else every index would be zero without a word."""
    missing = means.index[~np.isfinite(means)]
    if len(missing):
        raise InputError(f"{name} in {missing[0]}", means[missing[0]], "a number in every world")
    if np.ptp(means) == 0:
        raise InputError(name, means.iloc[0], "an outcome that varies: this one is the same in every world")
    return means.to_numpy(float)


def indices(inputs: pd.DataFrame, output: np.ndarray, seed: int = 1, resamples: int = RESAMPLES) -> pd.DataFrame:
    """Indices of every factor (a column of ``inputs``, a row per world) for an output (float[worlds]).

    Columns: factor; delta, first_order, by_classes, pawn, the first three with ``_half``, half the width of their 95 %
    interval (bootstrap), and each with ``_floor``; matters, by (the index above its floor: delta, first order, both, or
    none) and strength. Those that matter first, by strength.
    """
    random = np.random.default_rng(seed)
    columns = [ranked(inputs[name].to_numpy(float), random) for name in inputs]
    columns += [random.permutation(len(inputs)) + 1.0 for _ in range(SHUFFLED)]
    found = analysed(np.column_stack(columns), np.asarray(output, float), seed, resamples)
    table = pd.DataFrame({"factor": list(inputs), **{name: own[: inputs.shape[1]] for name, own in found.items()}})
    for name in FLOORED:
        table[f"{name}_floor"] = found[name][inputs.shape[1] :].max()
    times = [table[name] / table[f"{name}_floor"].clip(lower=1e-9) for name in ("delta", "first_order")]
    above = [ratio > 1 for ratio in times]
    table["matters"] = above[0] | above[1]
    table["by"] = np.select([above[0] & above[1], *above], [BOTH, DELTA, FIRST_ORDER], "")
    table["strength"] = np.maximum(*times)
    return table.sort_values(["matters", "strength"], ascending=False, kind="stable", ignore_index=True)


def ranked(values: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Ranks from 1, equal values in random order: in the order of a grid they would stand for its other factors."""
    order = np.lexsort((random.random(len(values)), values))
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1.0, len(values) + 1.0)
    return ranks


def analysed(inputs: np.ndarray, output: np.ndarray, seed: int, resamples: int) -> dict[str, np.ndarray]:
    """Every index of every column of inputs (ranks, float[worlds, columns])."""
    needs("SALib")
    from SALib.analyze import delta, pawn, rbd_fast

    worlds, count = inputs.shape
    names = [f"x{i}" for i in range(count)]
    problem = {"num_vars": count, "names": names, "bounds": [[1.0, float(worlds)]] * count}
    bins = dict.fromkeys(names, int(np.clip(worlds // 20, 2, 10)))  # ten, of at least ten worlds each
    scores = output.argsort(kind="stable").argsort(kind="stable").astype(float)
    with alone(seed):
        moved = delta.analyze(problem, inputs, scores, resamples, CONFIDENCE, method="delta", bins_specs=bins)
        classes = delta.analyze(problem, inputs, output, resamples, CONFIDENCE, method="sobol")
        harmonics = int(np.clip(worlds // 50, 3, 10))  # more of them are noise in few worlds
        balance = rbd_fast.analyze(problem, inputs, output, harmonics, resamples, CONFIDENCE, seed=seed)
        distance = pawn.analyze(problem, inputs, scores, S=8 if worlds >= 120 else 4)  # others can overshoot
    found = {
        "delta": moved["delta_balanced"],
        "delta_half": moved["delta_balanced_conf"],
        "first_order": balance["S1"],
        "first_order_half": balance["S1_conf"],
        "by_classes": classes["S1"],
        "by_classes_half": classes["S1_conf"],
        "pawn": distance["median"],
    }
    return {name: np.asarray(values, float) for name, values in found.items()}


@contextmanager
def alone(seed: int) -> Iterator[None]:
    """SALib draws from numpy's one shared generator, changes how warnings are shown, and warns of small bins: seeded
    here, and everything put back as it was. On one thread, as its arrays are far too small for several."""
    from threadpoolctl import threadpool_limits

    state, shown = np.random.get_state(), warnings.formatwarning
    np.random.seed(seed)
    try:
        with warnings.catch_warnings(record=True), threadpool_limits(1):
            warnings.simplefilter("ignore")
            yield
    finally:
        warnings.formatwarning = shown
        np.random.set_state(state)


def noise(runs: np.ndarray) -> dict[str, float]:
    """How much of the variance between worlds is chance: runs float[worlds, replications], nan where there is none.

    What a replication adds alike in every world (random numbers are common) moves no difference between worlds, so it
    is taken out first: the rest is the interaction in a two-way table, over the number of replications.
    """
    count = np.isfinite(runs).sum(axis=1)
    means = np.nanmean(runs, axis=1)
    rest = runs - means[:, None]
    rest = rest - np.nanmean(rest, axis=0)
    worlds = len(runs)
    between = float(means.var(ddof=1))
    found = {"worlds": worlds, "replications": int(count.min()), "variance": between}
    if count.min() < 2:
        return found | {"noise_variance": np.nan, "noise_share": np.nan}
    within = np.nansum(rest**2, axis=1) / (count - 1) * worlds / (worlds - 1)
    chance = float((within / count).mean())
    return found | {"noise_variance": chance, "noise_share": chance / between}
