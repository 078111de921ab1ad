"""Levers: each design picks its point of one small grid, by one rule, on worlds that are not reported.

A lever is a number a manager sets, not structure: how often sharing lines meet, when a case is overdue. Every design is
offered the same grid (``study.levers``, each value of one with each of the other). A lever which a design has not
got, or fixes itself, does not multiply its points. At each point seats are by the common rule.

The rule: the smallest mean ``response_latency`` over the selection replications. One number suffices, since a wrong
answer counts in it with the whole horizon: meeting less is not free. Of equal means the point with the least
coordination is taken (the longest period, then the latest overdue). What is reported comes from fresh worlds, because
the best of several noisy means is too good on the worlds that chose it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from orgsim.config.schema import Design, Levers
from orgsim.errors import InputError
from orgsim.structure.chart import Setting

COLUMNS = ["design", "meeting_every", "overdue_after", "response_latency", "n", "chosen"]


def has_meetings(design: Design) -> bool:
    """Whether the design leaves the period of some sharing line open."""
    return any(line.every is None for line in design.lines)


def has_overdue(design: Design) -> bool:
    """Whether the design leaves open when a case is overdue."""
    return design.approval.overdue_after is None


def grid(design: Design, levers: Levers) -> list[Setting]:
    """The points a design may choose from; a lever it does not have stays at the first value, which nothing reads."""
    meeting = _values(levers.meeting_every, "study.levers.meeting_every", has_meetings(design))
    overdue = _values(levers.overdue_after, "study.levers.overdue_after", has_overdue(design))
    return [Setting(meeting_every=m, overdue_after=o) for m, o in product(meeting, overdue)]


def _values(values: Sequence[float], key: str, used: bool) -> list[float]:
    if not values:
        raise InputError(key, values, "at least one number")
    return list(dict.fromkeys(values)) if used else [values[0]]


def choose(points: Sequence[Setting], latencies: np.ndarray) -> int:
    """The place of the chosen point; latencies [point, replication] in hours, undefined ones are the worst."""
    if len(points) == 1:
        return 0
    means = np.mean(np.where(np.isfinite(latencies), latencies, np.inf), axis=1)
    return min(
        range(len(points)),
        key=lambda place: (means[place], -points[place].meeting_every, -points[place].overdue_after),
    )


def table(
    designs: Mapping[str, Design],
    points: Mapping[str, Sequence[Setting]],
    latencies: Mapping[str, np.ndarray],
    chosen: Mapping[str, int],
) -> pd.DataFrame:
    """Every point each design was tried at, its mean latency (hours) over n selection worlds, and which was chosen.

    A lever the design does not have is nan; a design with a single point was not tried, and has n = 0.
    """
    rows = []
    for name, design in designs.items():
        for place, point in enumerate(points[name]):
            found = latencies[name][place]
            rows.append(
                (
                    name,
                    point.meeting_every if has_meetings(design) else np.nan,
                    point.overdue_after if has_overdue(design) else np.nan,
                    float(np.mean(found)) if len(found) else np.nan,
                    len(found),
                    place == chosen[name],
                )
            )
    return pd.DataFrame(rows, columns=COLUMNS)
