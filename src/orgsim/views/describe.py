"""A chart in words: who reports to whom, who meets, who keeps the record, who decides exceptions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from orgsim.views.words import plain


@dataclass(frozen=True)
class Lane:
    """Sharing lines drawn as one: a centre that meets every stop, or a ring (centre None) in which all meet all."""

    centre: int | None
    stops: tuple[int, ...]
    every: float
    one_way: bool


def describe(chart) -> str:
    """The structure in one sentence: who reports to whom, who meets, who keeps the record."""
    return f"{chart.title or plain(chart.name)}: {_reporting(chart)}; {_meeting(chart)}; {_keeping(chart)}"


def rows(chart) -> tuple[list[int], np.ndarray]:
    """Units from top to bottom of the picture, each superior right above those who report to it; and their depth."""
    below = defaultdict(list)
    for unit, superior in enumerate(chart.parent):
        below[int(superior)].append(unit)
    order, depth = [], np.zeros(len(chart.units), int)
    waiting = [(unit, 0) for unit in reversed(below[-1])]
    while waiting:
        unit, level = waiting.pop()
        order.append(unit)
        depth[unit] = level
        leaves_first = sorted(below[unit], key=lambda u: (len(below[u]) > 0, u))
        waiting.extend((u, level + 1) for u in reversed(leaves_first))
    return order, depth


def lanes(chart) -> list[Lane]:
    """The sharing lines gathered into as few lanes as a simple rule finds: rings of four or more, then stars."""
    groups = defaultdict(set)
    for line in chart.lines:
        pair = (line.a, line.b) if line.one_way else tuple(sorted((line.a, line.b)))
        groups[(float(line.every), bool(line.one_way))].add(pair)
    found = []
    for (every, one_way), pairs in sorted(groups.items()):
        units = sorted({unit for pair in pairs for unit in pair})
        if not one_way and len(units) > 3 and len(pairs) == len(units) * (len(units) - 1) // 2:
            found.append(Lane(None, tuple(units), every, False))
            continue
        while pairs:
            tellers = [pair[0] for pair in pairs] if one_way else [unit for pair in pairs for unit in pair]
            centre = max(sorted(set(tellers)), key=tellers.count)
            star = {pair for pair in pairs if centre == pair[0] or (centre in pair and not one_way)}
            stops = sorted({unit for pair in star for unit in pair} - {centre})
            found.append(Lane(centre, tuple(stops), every, one_way))
            pairs = pairs - star
    return found


def _reporting(chart) -> str:
    spans = [(int(np.sum(chart.parent == unit)), plain(name)) for unit, name in enumerate(chart.units)]
    spans = sorted(((n, name) for n, name in spans if n), reverse=True)
    if not spans:
        return "nobody reports to anybody"
    said = [f"{counted(n, 'unit')} {'report' if n > 1 else 'reports'} to the {name}" for n, name in spans[:1]]
    said += [f"{n} to the {name}" for n, name in spans[1:3]]
    also = [(int(np.sum(chart.second == unit)), plain(name)) for unit, name in enumerate(chart.units)]
    more = " and so on" if len(spans) > 3 else ""
    return ", ".join(said) + more + "".join(f", {n} also to the {name}" for n, name in sorted(also)[::-1] if n)


def _meeting(chart) -> str:
    found = lanes(chart)
    if not found:
        return "nobody meets to share what is new"
    if len(found) > 3:
        return f"{len(chart.lines)} sharing lines"
    said = []
    for lane in found:
        often = f"every {days(lane.every)}"
        if lane.centre is None:
            said.append(f"{len(lane.stops)} units all meet one another {often}")
        else:
            whom = f"the {plain(chart.units[lane.stops[0]])}" if len(lane.stops) == 1 else f"{len(lane.stops)} units"
            said.append(f"the {plain(chart.units[lane.centre])} {'tells' if lane.one_way else 'meets'} {whom} {often}")
    return ", ".join(said)


def _keeping(chart) -> str:
    keeper = chart.design.record_kept_by
    return f"the {plain(keeper)} keeps the customer record" if chart.record and keeper else "no shared record"


def _deciding(chart) -> str:
    """Who approves exceptions, by the number of units that answer customers."""
    if chart.threshold >= 1:
        return "No exception needs approval."
    approved = defaultdict(int)
    for unit, approver in enumerate(chart.approver):
        if chart.seats[unit] and np.any(chart.may_answer[unit]):
            who = (
                "nobody"
                if approver < 0
                else "its own head"
                if approver == unit
                else f"the {plain(chart.units[approver])}"
            )
            approved[who] += 1
    said = sorted(approved.items(), key=lambda item: -item[1])[:3]
    return "An exception is approved by " + ", ".join(f"{who} ({counted(n, 'unit')})" for who, n in said) + "."


def figures_in_words(chart) -> str:
    """Who decides, how many units and people, and what else needs approval."""
    heads = int(np.sum(chart.groups["head"] > 0))
    units, people = counted(len(chart.units), "unit"), int(np.sum(chart.seats))
    said = f"{_deciding(chart)} {units}, {people} people, {counted(heads, 'head')}."
    if 0 < chart.threshold < 1:
        said += f" Exceptions climb from a severity of {chart.threshold:g} (0 to 1)."
    if chart.overdue_after < 1e6:
        said += f" Cases older than {chart.overdue_after:g} hours need approval."
    return said


def counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def days(every: float, short: bool = False) -> str:
    """A period in working days."""
    unit = "days" if short else "working days"
    return f"{every:g} {unit}" if every != 1 else unit[:-1] if not short else "day"
