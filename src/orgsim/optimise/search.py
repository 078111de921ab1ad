"""The search: a sampler proposes settings, batch by batch, and is told what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from orgsim.config.optimise import Search
from orgsim.errors import InputError, needs
from orgsim.optimise.factors import Factor
from orgsim.optimise.goals import Goal

NSGA2 = "nsga2"


@dataclass(frozen=True)
class Outcome:
    """What came of a setting: the mean of each goal over the search's worlds, or why there is none."""

    values: tuple[float, ...] | None
    error: str = ""


@dataclass(frozen=True)
class Tried:
    """A setting (by key) and its outcome; trials count from 0."""

    trial: int
    setting: Mapping[str, Any]
    outcome: Outcome


Evaluate = Callable[[Sequence[Mapping[str, Any]]], Sequence[Outcome]]


def search(
    factors: Sequence[Factor], goals: Sequence[Goal], look: Search, seed: int, evaluate: Evaluate
) -> list[Tried]:
    """Try as many settings as asked, in batches of a fixed size; evaluate gives the outcome of each of a batch.

    A batch is asked for and told in order, so the result hangs on the seed and on the outcomes alone. A setting without
    an outcome is told as failed and counts as tried. Raises InputError if every one failed.
    """
    optuna = needs("optuna")
    with quiet():
        study = optuna.create_study(directions=[goal.direction for goal in goals], sampler=sampler(look, seed))
    space = {factor.key: factor.distribution for factor in factors}
    tried: list[Tried] = []
    while len(tried) < look.trials:
        batch = [study.ask(space) for _ in range(min(look.batch, look.trials - len(tried)))]
        settings = [{factor.key: factor.value(trial.params[factor.key]) for factor in factors} for trial in batch]
        for trial, setting, outcome in zip(batch, settings, evaluate(settings), strict=True):
            failed = optuna.trial.TrialState.FAIL if outcome.values is None else None
            study.tell(trial, outcome.values, failed)
            tried.append(Tried(trial.number, setting, outcome))
    if all(each.outcome.values is None for each in tried):
        said = f"values that can be run (none of {len(tried)} settings could; the first: {tried[0].outcome.error})"
        raise InputError("search.vary", ", ".join(space), said)
    return tried


def sampler(look: Search, seed: int) -> Any:
    """Optuna's sampler: multi-objective TPE (Ozaki et al. 2020) or NSGA-II (Deb et al. 2002)."""
    from optuna.samplers import NSGAIISampler, TPESampler

    if look.sampler == NSGA2:
        return NSGAIISampler(population_size=look.batch, seed=seed)
    return TPESampler(n_startup_trials=max(look.batch, 10), constant_liar=True, seed=seed)


@contextmanager
def quiet() -> Iterator[None]:
    """Optuna tells of every study it makes; not here."""
    optuna = needs("optuna")
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)
