"""How many replications are enough: until a paired interval is as narrow as asked, or the budget is spent.

The number is found on replications of their own (purpose SIZING); what is reported is as many fresh ones. A verdict on
the very replications that decided when to stop would claim more than its confidence (Law 2015, section 9.4.1).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgsim.comparison import paired
from orgsim.comparison.margins import STANDARDS
from orgsim.comparison.progress import Show
from orgsim.comparison.seeds import SIZING
from orgsim.comparison.workers import Workers
from orgsim.config.space import Precision
from orgsim.errors import InputError
from orgsim.measures.tidy import ALL
from orgsim.structure.chart import Chart

if TYPE_CHECKING:
    from orgsim.comparison.compare import Trial

NARROW, SPENT = "narrow enough", "budget spent"
AT_A_TIME = 5  # replications more, at least


@dataclass(frozen=True)
class Sized:
    """How many replications of an estimand are reported, and why: the widest interval's half-width when it stopped."""

    measure: str
    estimand: str
    replications: int
    half_width: float
    target: float
    reason: str  # NARROW or SPENT

    def table(self) -> pd.DataFrame:
        """The same as a table of one row."""
        return pd.DataFrame([vars(self)])


def sized(trial: Trial, staff: Workers, charts: Mapping[str, Chart], precision: Precision, show: Show) -> Sized:
    """Replicate until every two designs' interval is narrow enough, or ``precision.most`` is reached.

    With one design alone it is that design's own interval.
    """
    measure = precision.measure
    estimand = estimand_of(trial, charts, measure)
    table, done, number = pd.DataFrame(), 0, precision.least
    while True:
        more = [(estimand, r) for r in range(done, number)]
        table = pd.concat([table, trial.run_all(staff, charts, SIZING, more, show)], ignore_index=True)
        done = number
        half_width, target = widest(table, measure, trial.study.confidence, precision.half_width)
        if half_width <= target:
            return Sized(measure, estimand, done, half_width, target, NARROW)
        if done >= precision.most:
            return Sized(measure, estimand, done, half_width, target, SPENT)
        wanted = done * (half_width / target) ** 2 if target > 0 and math.isfinite(half_width) else math.inf
        number = min(max(done + AT_A_TIME, math.ceil(min(wanted, 2.0 * done))), precision.most)


def check_precision(precision: Precision | None, designs: Collection[str]) -> None:
    """A measure there is, and a half-width where no margin says one; raises InputError."""
    if precision is None or precision.measure is None:
        return
    if precision.measure not in STANDARDS:
        raise InputError("precision.measure", precision.measure, list(STANDARDS))
    if precision.half_width is None and len(designs) == 1:
        raise InputError("precision.half_width", None, "a half-width, where there is one design alone")
    if precision.most < precision.least:
        raise InputError("precision.most", precision.most, f"precision.least ({precision.least}) or more")


def estimand_of(trial: Trial, charts: Mapping[str, Chart], measure: str) -> str:
    """Whether a measure (as a whole) is one of the flow or of the path."""
    there = {}
    for estimand in ("flow", "path") if trial.study.path_days else ("flow",):
        there[estimand] = {name for name, subset in trial.measured(charts, estimand) if subset == ALL}
        if measure in there[estimand]:
            return estimand
    without = "" if trial.study.path_days else " (study.path_days is 0)"
    raise InputError("precision.measure", measure, ", ".join(sorted(set().union(*there.values()))) + without)


def widest(table: pd.DataFrame, measure: str, confidence: float, half_width: float | None) -> tuple[float, float]:
    """(half-width, target) of the pair of designs that is furthest from its target; infinite where undefined."""
    own = table[(table["measure"] == measure) & (table["subset"] == ALL)]
    if own["design"].nunique() > 1:
        found = paired.pairs(own, confidence)
        margins = found["margin"].to_numpy() / 2
    else:
        found, margins = paired.summary(own, confidence), np.array([np.nan])
    halves = np.nan_to_num((found["high"] - found["low"]).to_numpy() / 2, nan=np.inf)
    targets = np.full(len(halves), half_width) if half_width is not None else margins
    worst = int(np.argmax(halves - targets))
    return float(halves[worst]), float(targets[worst])
