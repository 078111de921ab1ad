"""A measured number and the tables of numbers: one row per number, saying what of, in which unit, of which subset."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from orgsim.engine.tables import GAVE_UP, OPEN, RESOLVED, SPARED, WRONG

ALL = "all"
COLUMNS = ("design", "estimand", "replication", "measure", "unit", "subset", "value")
STATES = {OPEN: "open", RESOLVED: "resolved", WRONG: "wrong", GAVE_UP: "gave_up", SPARED: "spared"}


class Row(NamedTuple):
    """One number: the measure, its unit of measurement, the subset it is of ("all", "channel=phone"), the value.

    The value is nan where it is undefined (the mean of an empty subset), and the row is there all the same.
    """

    measure: str
    unit: str
    subset: str
    value: float


def told(rows: Iterable[Row], wanted: Container[tuple[str, str]] | None = None) -> list[Row]:
    """The rows whose (measure, subset) is wanted, all if None. A value may be a function: it is called only then."""
    return [
        row._replace(value=row.value()) if isinstance(row.value, Callable) else row
        for row in rows
        if wanted is None or (row.measure, row.subset) in wanted
    ]


def mean(values: np.ndarray) -> float:
    """The mean of an array, nan if it is empty."""
    return float(np.mean(values, dtype="f8")) if len(values) else float("nan")


def share(holds: np.ndarray) -> float:
    """The share of a bool array that holds, nan if it is empty."""
    return int(np.count_nonzero(holds)) / len(holds) if len(holds) else float("nan")


def ratio(numerator: float, denominator: float) -> float:
    """A quotient, nan if there is nothing to divide by."""
    return float(numerator) / float(denominator) if denominator else float("nan")


def table(runs: Iterable[tuple[str, str, int, list[Row]]]) -> pd.DataFrame:
    """The tidy table of runs (design, estimand, replication, rows), in the order of its content.

    The order does not depend on which run ended first, so the bytes of a result do not either.
    """
    rows = [(design, estimand, replication, *row) for design, estimand, replication, found in runs for row in found]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["replication"] = frame["replication"].astype("int64")
    frame["value"] = frame["value"].astype("float64")
    return frame.sort_values(list(COLUMNS[:-1]), ignore_index=True, kind="stable")


def episodes_table(records) -> pd.DataFrame:
    """Every issue raised in a run beside what became of it, in names. Times are minutes since Monday 0:00 of week 1."""
    raised = records.issues["raised"] < records.until
    chart, issues, episodes = records.chart, records.issues[raised], records.episodes[raised]
    frame = pd.DataFrame({name: issues[name] for name in ("raised", "person", "number", "steps", "large_loss")})
    frame["large_loss"] = frame["large_loss"].astype(bool)
    frame["channel"] = names(chart.channels, issues["channel"])
    for step in range(issues["topics"].shape[1]):
        frame[f"topic_{step + 1}"] = names(chart.topics, issues["topics"][:, step])
    for name in ("taken_up", "started", "first_answer", "resolved", "ended", "minutes"):
        frame[name] = episodes[name]
    frame["state"] = names(tuple(STATES[state] for state in range(len(STATES))), episodes["state"])
    for name in ("contacts", "handoffs", "bounces", "approvals", "reworks"):
        frame[name] = episodes[name].astype("int64")
    for name in ("first_unit", "answered_by"):
        frame[name] = names(chart.units, episodes[name])
    return frame


def probes_table(records) -> pd.DataFrame:
    """Every mystery shopper of a run: a topic asked on two channels, who would answer, and whether right and alike."""
    chart, probes = records.chart, records.probes
    frame = pd.DataFrame({"time": probes["time"], "topic": names(chart.topics, probes["topic"])})
    for side in (0, 1):
        frame[f"channel_{side + 1}"] = names(chart.channels, probes["channel"][:, side])
        frame[f"unit_{side + 1}"] = names(chart.units, probes["unit"][:, side])
        frame[f"right_{side + 1}"] = probes["right"][:, side].astype(bool)
    frame["same"] = probes["same"].astype(bool)
    return frame


def names(of: tuple[str, ...], numbers: np.ndarray) -> np.ndarray:
    """Names for numbers, empty for none (-1)."""
    known = np.array([*of, ""], dtype=object)
    return known[np.where(numbers < 0, len(of), numbers)]
