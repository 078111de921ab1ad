"""What a structure costs: money, minutes by kind of work, busy people, waiting of a department's own work.

Heads and payroll are of the design; minutes, utilisation and delays of the measured window of the run. Offered load is
reckoned from the chart alone (traffic equations, ``structure.traffic``), so ``load`` takes a chart and no records: with
patience on, a run never shows overload, because customers leave. The unit with the most load per seat breaks first.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from orgsim.engine.tables import ANSWER, CORE, OWN, WORK_KINDS
from orgsim.extensions import extended
from orgsim.measures.followed import followed
from orgsim.measures.tidy import ALL, Row, ratio, told
from orgsim.structure.seats import payroll
from orgsim.structure.traffic import offered_load

HOUR, WEEK = 60.0, 10080.0


def cost(records, wanted: Container[tuple[str, str]] | None = None) -> list[Row]:
    """Every measure of cost of a run of the flow, or those wanted; see ``load`` for what needs no run."""
    return told(money(records) + minutes(records) + busy(records) + own_work(records), wanted)


def money(records) -> list[Row]:
    """Heads, payroll of the window, and payroll and upkeep per issue raised in it and resolved within the horizon."""
    dollars = payroll(records.chart) * records.working_minutes / HOUR
    upkeep = records.chart.world.company.upkeep * (records.end - records.start) / WEEK
    return [
        Row("heads", "people", ALL, int(np.sum(records.chart.seats))),
        Row("payroll", "dollars", ALL, dollars),
        Row("cost_per_resolved", "dollars", ALL, lambda: ratio(dollars + upkeep, followed(records).resolved())),
    ]


def minutes(records) -> list[Row]:
    """Staff minutes a week started in the window, by kind of work; coordination is all but answering and own work."""
    by_kind = records.minutes.sum(axis=0) * WEEK / (records.end - records.start)
    coordination = by_kind[:CORE].sum() - by_kind[ANSWER] - by_kind[OWN]
    kinds = WORK_KINDS if extended(records.chart.world) else WORK_KINDS[:CORE]
    return [
        Row("minutes_per_week", "minutes a week", ALL, float(by_kind.sum())),
        *(
            Row("minutes_per_week", "minutes a week", f"kind={kind}", float(spent))
            for kind, spent in zip(kinds, by_kind)
        ),
        Row("coordination_minutes_per_week", "minutes a week", ALL, float(coordination)),
    ]


def busy(records) -> list[Row]:
    """Busy minutes per working minute and seat, of all people and by unit; a unit without seats has none."""
    chart = records.chart
    available = np.asarray(chart.seats) * records.working_minutes
    rows = [Row("utilisation", "share", ALL, ratio(records.busy.sum(), available.sum()))]
    for number, name in enumerate(chart.units):
        if chart.seats[number]:
            rows.append(Row("utilisation", "share", f"unit={name}", ratio(records.busy[number], available[number])))
    return rows


def load(chart) -> list[Row]:
    """People busy on average if nobody gave up; and per seat, where "all" is the unit with most: it breaks first."""
    offered, seats = np.asarray(offered_load(chart)), np.asarray(chart.seats)
    staffed = {name: (float(offered[n]), ratio(offered[n], seats[n])) for n, name in enumerate(chart.units) if seats[n]}
    rows = [
        Row("offered_load", "people", ALL, float(offered.sum())),
        Row("offered_per_seat", "share", ALL, max(per_seat for _, per_seat in staffed.values())),
    ]
    for name, (people, per_seat) in staffed.items():
        rows.append(Row("offered_load", "people", f"unit={name}", people))
        rows.append(Row("offered_per_seat", "share", f"unit={name}", per_seat))
    return rows


def own_work(records) -> list[Row]:
    """Working hours a department's own work waits before it is begun, of all and by unit that has own work."""
    chart = records.chart
    done, delay = records.own_done, records.own_delay / HOUR
    rows = [Row("own_work_delay", "working hours", ALL, ratio(delay.sum(), done.sum()))]
    for number in sorted(set(np.asarray(chart.unit_of_department).tolist())):
        name = f"unit={chart.units[number]}"
        rows.append(Row("own_work_delay", "working hours", name, ratio(delay[number], done[number])))
    return rows
