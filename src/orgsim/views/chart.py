"""A design's chart as a picture: one row to each unit, the reporting tree on the left, the sharing lines on the right.

Every unit has a row of its own, so that no label can meet another whatever the design; sharing lines run down the rows
like the lines of an underground map and stop where a unit takes part. The title says the structure in words.
"""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from orgsim.views.describe import Lane, days, describe, figures_in_words, lanes, rows
from orgsim.views.style import FAINT, INK, PAPER, RULE, SMALL_SIZE, Sheet, project_style, wrapped
from orgsim.views.words import plain

ROW, HEADING, INDENT = 0.46, 0.5, 0.26
BOX, SHADE, OFFICER, CHANNEL, LANES = (
    "#e8eef4",
    "#f6f7f9",
    "#f3e3d3",
    "#009E73",
    ("#0072B2", "#CC79A7", "#D55E00", "#4D4D4D"),
)
MOST_DOTS = 24
FIRST = ("own work", "customers", "first come")


def draw_chart(chart, records_or_measures=None) -> Figure:
    """Picture of a chart (a `Chart`); with records of a run, or a table of measures, also how busy each unit was."""
    order, depth = rows(chart)
    busy = busy_share(chart, records_or_measures)
    with project_style():
        names = [plain(name) for name in chart.units]
        box = min(2.6, max(1.25, 0.105 * max(len(name) for name in names) + 0.25))
        columns = _columns(chart, depth, box, busy)
        width = max(8.0, columns["end"] + 0.3)
        sheet = Sheet(width, ROW * len(order) + HEADING + 0.1, describe(chart), figures_in_words(chart))
        axes = sheet.place(0, 0, width, ROW * len(order) + HEADING + 0.1)
        axes.set(xlim=(0, width), ylim=(-0.1, ROW * len(order) + HEADING))
        axes.axis("off")
        height = {unit: ROW * (len(order) - 0.5 - i) for i, unit in enumerate(order)}
        for i, unit in enumerate(order):
            if i % 2 == 0:
                axes.axhspan(height[unit] - ROW / 2, height[unit] + ROW / 2, color=SHADE, lw=0, zorder=0)
        _tree(axes, chart, order, depth, height, box)
        _second_superiors(axes, chart, height, columns["second"])
        _channels(axes, chart, height, columns, depth, box)
        _people(axes, chart, height, columns["people"])
        if busy is not None:
            _busy(axes, chart, busy, height, columns["busy"])
        _rights(axes, chart, height, columns)
        _lanes(axes, chart, height, columns["lanes"])
        _headings(axes, chart, columns, max(height.values()) + ROW / 2 + 0.07, busy)
    return sheet.figure


def people_per_dot(chart) -> int:
    """How many people a dot stands for, so that the largest unit fits."""
    return math.ceil(chart.seats.max(initial=1) / MOST_DOTS)


def busy_share(chart, source) -> np.ndarray | None:
    """Share of its people's working time each unit was busy [units], nan where unknown; None without a source."""
    if source is None:
        return None
    if isinstance(source, pd.DataFrame):
        table = source[source["measure"] == "utilisation"]
        if "design" in table:
            table = table[table["design"] == chart.name]
        value = "mean" if "mean" in table else "value"
        units = table["subset"].astype(str).str.removeprefix("unit=")
        share = table.groupby(units)[value].mean().reindex(list(chart.units)).to_numpy(float)
        if not np.any(np.isfinite(share)):
            return None
    else:
        share = np.asarray(source.busy, float) / np.maximum(chart.seats * source.working_minutes, 1e-9)
    return np.where(chart.seats > 0, share, np.nan)


def _columns(chart, depth, box: float, busy) -> dict[str, float]:
    """Where each column begins, in inches."""
    tree = 0.2 + INDENT * int(depth.max()) + box + 0.15
    longest = max((len(_taking_in(chart, unit)) for unit in range(len(chart.units))), default=0)
    most = math.ceil(chart.seats.max(initial=1) / people_per_dot(chart))
    superiors = max([len(plain(chart.units[u])) for u in set(map(int, chart.approver)) if u >= 0] + [8])
    second = max((len(plain(chart.units[u])) for u in map(int, chart.second) if u >= 0), default=0)
    columns = {"second": tree, "channels": tree + (max(0.95, 0.085 * second + 0.25) if second else 0.0)}
    columns["people"] = columns["channels"] + max(0.95, 0.42 + 0.078 * longest)
    mixed = max(len(_mixture(chart, unit)) for unit in range(len(chart.units)))
    columns["busy"] = columns["people"] + max(0.75, 0.11 * most + 0.5, 0.062 * mixed + 0.15)
    columns["topics"] = columns["busy"] + (1.15 if busy is not None else 0.0)
    columns["first"] = columns["topics"] + 0.95
    columns["approval"] = columns["first"] + 1.0
    columns["lanes"] = columns["approval"] + max(0.95, 0.085 * superiors + 0.25)
    columns["end"] = columns["lanes"] + sum(wide for _, _, wide in _lane_groups(chart))
    return columns


def _lane_groups(chart) -> list[tuple[str, list[Lane], float]]:
    """Lanes with the same period under one heading, and the width they take."""
    groups = defaultdict(list)
    for lane in lanes(chart):
        groups[(lane.every, lane.one_way)].append(lane)
    return [
        (
            ("told every\n" if one_way else "meet every\n") + days(every, short=True),
            found,
            max(0.95, 0.26 * len(found) + 0.3),
        )
        for (every, one_way), found in groups.items()
    ]


def _tree(axes: Axes, chart, order, depth, height, box: float) -> None:
    for unit in order:
        left, y, superior = 0.2 + INDENT * depth[unit], height[unit], int(chart.parent[unit])
        if superior >= 0:
            trunk = 0.2 + INDENT * depth[superior] + 0.12
            axes.plot([trunk, trunk, left], [height[superior] - ROW / 2 + 0.05, y, y], color=FAINT, lw=1.2, zorder=1)
        keeper = chart.record and chart.design.record_kept_by == chart.units[unit]
        note = "no seats" if chart.void[unit] or chart.seats[unit] == 0 else "keeps the record" if keeper else ""
        officer = unit in {*map(int, chart.parent), *map(int, chart.second)}
        axes.add_patch(
            FancyBboxPatch(
                (left, y - 0.17),
                box,
                0.34,
                boxstyle="round,pad=0,rounding_size=0.05",
                lw=1.1,
                zorder=2,
                facecolor=PAPER if note == "no seats" else OFFICER if officer else BOX,
                edgecolor=FAINT,
                linestyle="--" if note == "no seats" else "-",
            )
        )
        size, most = (
            (10, 1)
            if len(wrapped(plain(chart.units[unit]), box - 0.1, 10, bold=True)) == 1
            else (7.5, 1 if note else 2)
        )
        name = wrapped(plain(chart.units[unit]), box - 0.1, size, bold=True)
        text = "\n".join(name[:most]) + ("…" if len(name) > most else "")
        axes.text(
            left + 0.1,
            y + (0.055 if note else 0),
            text,
            size=size,
            weight="bold",
            va="center",
            linespacing=1.05,
            zorder=3,
        )
        if note:
            axes.text(left + 0.1, y - 0.095, note, size=7.5, va="center", color=FAINT, zorder=3)


def _second_superiors(axes: Axes, chart, height, x: float) -> None:
    for unit, y in height.items():
        if chart.second[unit] >= 0:
            axes.text(x, y, plain(chart.units[chart.second[unit]]), size=SMALL_SIZE, va="center")


def _channels(axes: Axes, chart, height, columns, depth, box: float) -> None:
    x, beside = columns["channels"], columns["channels"] > columns["second"]
    for unit, y in height.items():
        said = _taking_in(chart, unit)
        if said:
            edge = x - 0.1 if beside else 0.2 + INDENT * depth[unit] + box
            axes.annotate(
                "",
                (edge, y),
                (x + 0.2, y),
                arrowprops={"arrowstyle": "-|>", "color": CHANNEL, "lw": 1.6, "shrinkA": 0, "shrinkB": 1},
            )
            axes.text(x + 0.24, y, said, size=SMALL_SIZE, va="center", color=INK)


def _people(axes: Axes, chart, height, x: float) -> None:
    heads = np.zeros(len(chart.units), int)
    for group in chart.groups:
        heads[group["unit"]] += group["head"] > 0
    for unit, y in height.items():
        seats = int(chart.seats[unit])
        shown = math.ceil(seats / people_per_dot(chart))
        mixture = _mixture(chart, unit)
        up = 0.08 if mixture else 0.0
        places = x + 0.05 + 0.11 * np.arange(shown)
        colours = [INK if i < heads[unit] else "#7d8894" for i in range(shown)]
        if shown:
            axes.scatter(places, np.full(shown, y + up), s=30, c=colours, lw=0, zorder=3)
        axes.text(
            x + 0.05 + 0.11 * shown + 0.04,
            y + up,
            str(seats),
            size=SMALL_SIZE,
            va="center",
            color=INK if seats else FAINT,
        )
        if mixture:
            axes.text(x, y - 0.11, mixture, size=7, va="center", color=FAINT)


def _mixture(chart, unit: int) -> str:
    """Whose people a unit of several departments has."""
    people = defaultdict(int)
    for group in chart.groups:
        if group["unit"] == unit and group["department"] >= 0:
            people[int(group["department"])] += int(group["seats"])
    if len(people) < 2:
        return ""
    said = [f"{plain(chart.departments[d])} {n}" for d, n in sorted(people.items(), key=lambda item: -item[1]) if n]
    return ", ".join(said[:2]) + (f" + {len(said) - 2} more" if len(said) > 2 else "")


def _busy(axes: Axes, chart, busy, height, x: float) -> None:
    first = int(np.nanargmax(busy)) if np.any(np.isfinite(busy)) else -1
    for unit, y in height.items():
        if np.isfinite(busy[unit]):
            colour = "#D55E00" if unit == first else "#7d8894"
            axes.barh(y, 0.6, height=0.14, left=x, color=RULE, zorder=2)
            axes.barh(y, 0.6 * min(busy[unit], 1), height=0.14, left=x, color=colour, zorder=3)
            axes.text(
                x + 0.65,
                y,
                f"{100 * busy[unit]:.0f} %",
                size=SMALL_SIZE,
                va="center",
                weight="bold" if unit == first else "normal",
            )


def _rights(axes: Axes, chart, height, columns) -> None:
    owners = set(map(int, chart.unit_of_department))
    for unit, y in height.items():
        topics = int(np.sum(chart.may_answer[unit]))
        if not chart.seats[unit]:
            continue
        axes.text(
            columns["topics"],
            y,
            f"{topics} of {len(chart.topics)}" if topics else "none",
            size=SMALL_SIZE,
            va="center",
            color=INK if topics else FAINT,
        )
        if topics or unit in owners:
            axes.text(columns["first"], y, FIRST[int(chart.discipline[unit])], size=SMALL_SIZE, va="center")
        if topics:
            approver = int(chart.approver[unit])
            who = (
                "nobody"
                if approver < 0 or chart.threshold >= 1
                else "own head"
                if approver == unit
                else plain(chart.units[approver])
            )
            axes.text(
                columns["approval"], y, who, size=SMALL_SIZE, va="center", color=FAINT if who == "nobody" else INK
            )


def _lanes(axes: Axes, chart, height, x: float) -> None:
    for number, (_, found, wide) in enumerate(_lane_groups(chart)):
        colour = LANES[number % len(LANES)]
        for i, lane in enumerate(found):
            at = x + 0.2 + 0.26 * i
            stops = [height[unit] for unit in lane.stops]
            ends = stops + ([] if lane.centre is None else [height[lane.centre]])
            axes.plot([at, at], [min(ends), max(ends)], color=colour, lw=2.2, zorder=2, solid_capstyle="round")
            axes.scatter(
                [at] * len(stops),
                stops,
                s=44,
                zorder=3,
                lw=1.8,
                edgecolors=colour,
                facecolors=PAPER if lane.one_way else colour,
            )
            if lane.centre is not None:
                size = 44 if len(stops) == 1 and not lane.one_way else 150
                axes.scatter([at], [height[lane.centre]], s=size, color=colour, zorder=4, lw=0)
        x += wide


def _headings(axes: Axes, chart, columns, y: float, busy) -> None:
    people = (
        "people\n(dark: head)" if people_per_dot(chart) == 1 else f"people (dot:\n{people_per_dot(chart)}, dark: head)"
    )
    said = [
        (0.2, "reports to\nthe one above"),
        (columns["channels"], "customers\ncome in by"),
        (columns["people"], people),
        (columns["topics"], "may answer\ntopics"),
        (columns["first"], "does first"),
        (columns["approval"], "exceptions\ngo to"),
    ]
    if np.any(chart.second >= 0):
        said.append((columns["second"], "also\nreports to"))
    if busy is not None:
        said.append((columns["busy"], "busy\n(bold: most)"))
    x = columns["lanes"]
    for text, _, wide in _lane_groups(chart):
        said.append((x, text))
        x += wide
    for left, text in said:
        axes.text(left, y, text, size=SMALL_SIZE, color=FAINT, va="baseline", linespacing=1.2)


def _taking_in(chart, unit: int) -> str:
    channels = [plain(name) for name, intake in zip(chart.channels, chart.intake) if intake == unit]
    return ", ".join(channels[:4]) + (f" + {len(channels) - 4} more" if len(channels) > 4 else "")
