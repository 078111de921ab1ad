"""The parts pictures are made of: panels of dots, forests of differences, lines, stacks, and labels that do not meet.

``style`` is what ``look`` gives: colour and marker by design; ``say`` what to call a design.
"""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from orgsim.comparison.margins import STANDARDS
from orgsim.views import findings
from orgsim.views.findings import Standing
from orgsim.views.style import FAINT, INK, NEUTRAL, SMALL_SIZE, Sheet, spread
from orgsim.views.words import RATIO_UNITS, number, quantity, title, unit_in_words

SIDES = {"lower": "lower is better", "higher": "higher is better"}
BETTER = " better"
BETTER_UNSURE = " better, maybe slightly"
SHADE = "#e9ebee"
AWAY, NEAR = (0.1, 0.16, 0.24, 0.34, 0.46, 0.6, 0.8, 1.0, 1.25, 1.5), 0.2  # inches from a point to its label
WHITE = {"facecolor": "white", "lw": 0, "pad": 0.8}


def label_width(style, say) -> float:
    return 0.35 + 0.09 * max(len(say(name)) for name in style)


def panels(count: int, height: float, left: float, head: str, below: str, gap: float = 0.35, across: int = 2):
    """A sheet with panels two in a row (or so many), and for each its axes and whether it is the first of its row."""
    across = min(count, across)
    down = math.ceil(count / across)
    wide = 3.4 if across > 1 else 4.4
    sheet = Sheet(left + across * (wide + gap) + 0.1, down * (height + 0.95), head, below)
    return sheet, [
        (
            sheet.place(
                left + (i % across) * (wide + gap), 0.4 + (down - 1 - i // across) * (height + 0.95), wide, height
            ),
            i % across == 0,
        )
        for i in range(count)
    ]


def panel_title(axes: Axes, one: Standing) -> None:
    better = SIDES.get(STANDARDS[one.measure].better, "") if one.measure in STANDARDS else ""
    axes.set_title(title(one.measure), loc="left", size=11.5, color=INK, weight="bold", pad=16)
    axes.text(
        0,
        1.0,
        ", ".join(filter(None, (unit_in_words(one.unit), better))),
        transform=axes.transAxes,
        size=SMALL_SIZE,
        color=FAINT,
        va="bottom",
    )


def dots(axes: Axes, one: Standing, style, say) -> None:
    """One row a design: dot, interval, value written above; shaded: what lies within the margin of the first."""
    rows = one.estimates
    band = within(one, next(iter(style)))
    if band:
        axes.axvspan(*band, color=SHADE, lw=0, zorder=0)
    for i, (design, (colour, marker)) in enumerate(style.items()):
        mean, low, high = rows.loc[design, ["mean", "low", "high"]]
        axes.plot([low, high], [i, i], color=colour, lw=2.4, solid_capstyle="butt")
        axes.plot(mean, i, marker, color=colour, ms=6.5)
        best = one.kind == "wins" and design in one.best
        said = quantity(mean, one.unit if one.unit in ("dollars", "hours") else "", one.places)
        axes.annotate(
            said,
            (mean if math.isfinite(mean) else rows["mean"].mean(), i),
            (0, 7),
            textcoords="offset points",
            ha="center",
            size=SMALL_SIZE + 0.5,
            weight="bold" if best else "normal",
            color=INK,
        )
    axes.set_ylim(len(style) - 0.6, -0.75)
    low, high = np.nanmin([*rows["mean"], *rows["low"], *band]), np.nanmax([*rows["mean"], *rows["high"], *band])
    room = max(high - low, 0.02 * abs(high), 1e-9) * 0.18
    axes.set_xlim(low - room, high + room)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(True, axis="x")
    axes.set_yticks(range(len(style)), [say(name) for name in style] if say else [], size=10.5, color=INK)


def within(one: Standing, first: str) -> tuple[float, ...]:
    """From where to where a mean is within the margin of a design's; () where nothing is compared with it."""
    margins = [pair["margin"] for other in one.measured if (pair := one.pair(first, other))]
    mean = one.estimates["mean"][first]
    return (mean - max(margins), mean + max(margins)) if margins and math.isfinite(mean) else ()


def forest(axes: Axes, one: Standing, style, say, labels) -> None:
    """One row a pair: difference, interval, the verdict in words; in per cent of the pair's mean where it has one."""
    ends = [0.0]
    relative = one.unit in RATIO_UNITS
    for i, (a, b) in enumerate(combinations(style, 2)):
        pair = one.pair(a, b)
        if pair is None:
            continue
        scale = 200 / (abs(one.estimates["mean"][a]) + abs(one.estimates["mean"][b])) if relative else 1.0
        low, middle, high, margin = (scale * pair[key] for key in ("low", "difference", "high", "margin"))
        winner = a if pair["better"] > 0 else b if pair["better"] < 0 else None
        colour, marker = style[winner] if winner else (NEUTRAL, "o")
        axes.fill_between([-margin, margin], i - 0.5, i + 0.5, color=SHADE, lw=0, zorder=0)
        axes.plot([low, high], [i, i], color=colour, lw=2.4, solid_capstyle="butt")
        axes.plot(middle, i, marker, color=colour, ms=6.5)
        said = say(winner) + (BETTER if pair["beyond"] else BETTER_UNSURE) if winner else pair["verdict"]
        axes.annotate(
            said,
            (1.02, i),
            xycoords=("axes fraction", "data"),
            size=SMALL_SIZE,
            va="center",
            color=INK if winner else FAINT,
            annotation_clip=False,
        )
        ends += [value for value in (low, high, -margin, margin) if math.isfinite(value)]
    axes.axvline(0, color=FAINT, lw=1)
    axes.set_ylim(math.comb(len(style), 2) - 0.5, -0.5)
    room = 0.06 * (max(ends) - min(ends) or 1)
    axes.set_xlim(min(ends) - room, max(ends) + room)
    axes.locator_params(axis="x", nbins=5)
    axes.set_title(
        f"{title(one.measure)}, {'%' if relative else one.unit}", loc="left", size=11, color=INK, weight="bold"
    )
    axes.set_yticks(range(len(labels)) if labels else [], labels or [], size=9.5, color=INK)


def lines(axes: Axes, curve: pd.DataFrame, style, factor: float) -> list[tuple]:
    """A line and a band for each design; returns where the lines end: design, x, y."""
    ends = []
    for design, (colour, _) in style.items():
        own = curve[curve["design"] == design]
        if len(own):
            axes.fill_between(own["at"], factor * own["low"], factor * own["high"], color=colour, alpha=0.2, lw=0)
            axes.plot(own["at"], factor * own["mean"], color=colour, lw=2)
            ends.append((design, own["at"].iloc[-1], factor * own["mean"].iloc[-1]))
    axes.grid(True, axis="y")
    axes.locator_params(axis="y", nbins=5)
    axes.margins(x=0.0)
    return ends


def outside_labels(axes: Axes, points, gap: float) -> None:
    """Labels in a column right of the axes at the height of their points, moved apart where they would meet."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    heights = spread([(y - low) / (high - low) for _, y, _, _ in points], gap)
    for (x, y, text, colour), at in zip(points, heights, strict=True):
        axes.annotate(
            text,
            (x, y),
            (1.04, at),
            xycoords="data",
            textcoords="axes fraction",
            size=SMALL_SIZE + 0.5,
            va="center",
            color=colour,
            weight="bold",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.7, "shrinkA": 1, "shrinkB": 3},
        )


def cross(axes: Axes, across: Standing, up: Standing, first: str, design: str, colour: str, marker: str) -> tuple:
    """A design's means on two measures with the intervals of its differences to the first; returns its arms' ends.

    Around the first the margins are shaded.
    """
    x, y = across.estimates["mean"][design], up.estimates["mean"][design]
    ends = []
    for one, at in ((across, x), (up, y)):
        pair = one.pair(design, first)
        settled = pair is not None and math.isfinite(pair["low"])
        start = one.estimates["mean"][first]
        ends += [start + pair["low"], start + pair["high"]] if settled else [at, at]
    margins = [
        next((pair["margin"] for d in one.measured if (pair := one.pair(d, first))), 0.0) for one in (across, up)
    ]
    if design == first and all(margins):
        corner = (x - margins[0], y - margins[1])
        axes.add_patch(Rectangle(corner, 2 * margins[0], 2 * margins[1], color=SHADE, lw=0, zorder=0))
    axes.plot(ends[:2], [y, y], color=colour, lw=1.8)
    axes.plot([x, x], ends[2:], color=colour, lw=1.8)
    axes.plot(x, y, marker, color=colour, ms=8)
    return tuple(ends)


def beside_labels(axes: Axes, points, crosses, width: float, height: float) -> None:
    """Labels near their points, on the first side on which they meet no point, no arm of a cross and no other label.

    One that finds no room at its point has a line to it. points: x, y, text, colour; crosses: the ends of each point's
    arms as (x low, x high, y low, y high); width and height of the axes in inches.
    """
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    to_axes = axes.transData + axes.transAxes.inverted()
    taken = []
    for (x, y, _, _), (left, right, bottom, top) in zip(points, crosses, strict=True):
        for one, other in (((left, y), (right, y)), ((x, bottom), (x, top))):
            (x0, y0), (x1, y1) = to_axes.transform((one, other))
            taken.append((x0 - 0.09 / width, y0 - 0.09 / height, x1 + 0.09 / width, y1 + 0.09 / height))
    for x, y, text, colour in points:
        rows = text.split("\n")
        wide, high = 0.088 * max(map(len, rows)) / width, 0.165 * len(rows) / height
        at = to_axes.transform((x, y))
        boxes = list(_boxes(*at, wide, high, 1 / width, 1 / height))
        inside = [each for each in boxes if min(each[1][:2]) >= 0 and max(each[1][2:]) <= 1] or boxes
        met = [sum(_meet(box, other) for other in taken) for _, box in inside]
        away, (left, bottom, right, top) = inside[met.index(min(met))]
        taken.append((left, bottom, right, top))
        how = {"size": SMALL_SIZE + 0.5, "color": colour, "weight": "bold", "linespacing": 1.15}
        axes.text(left, bottom, text, transform=axes.transAxes, va="bottom", **how)
        if away > NEAR:
            end = (min(max(at[0], left), right), min(max(at[1], bottom), top))
            axes.plot(*zip(at, end), transform=axes.transAxes, color=colour, lw=0.7, alpha=0.7, zorder=1)


def _boxes(x: float, y: float, wide: float, high: float, across: float, up: float):
    """Places around a point for a label, the nearest first: inches away, and (left, bottom, right, top).

    across and up: an inch.
    """
    turns = np.pi * np.array([0.5, 1.5, 0.0, 1.0, 0.25, 0.75, 1.25, 1.75, 0.375, 0.625, 0.125, 0.875, 1.375, 1.625])
    for away in AWAY:
        for turn in turns:
            middle = x + np.cos(turn) * (away * across + wide / 2), y + np.sin(turn) * (away * up + high / 2)
            corner = middle[0] - wide / 2, middle[1] - high / 2
            yield away, (*corner, corner[0] + wide, corner[1] + high)


def _meet(one: tuple, other: tuple) -> bool:
    """Whether two boxes (left, bottom, right, top) overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def labelled(design: str, cost: Standing | None, say) -> str:
    """A design and what a resolved issue costs under it."""
    if cost is None or not math.isfinite(cost.estimates["mean"][design]):
        return say(design)
    return f"{say(design)}\n{quantity(cost.estimates['mean'][design], cost.unit, cost.places)} an issue"


def stack(axes: Axes, hours: pd.DataFrame, kinds, said: str) -> None:
    """Stacked bars, a number in each part that has room for it."""
    start = np.zeros(len(hours))
    whole = hours[list(kinds)].sum(axis=1).max() or 1.0
    for kind, (colour, _) in kinds.items():
        wide = hours[kind].to_numpy()
        axes.barh(range(len(hours)), wide, left=start, height=0.62, color=colour, ec="white", lw=0.6)
        for i in np.flatnonzero(
            4 * wide / (1.12 * whole) > [0.08 + 0.08 * len(number(value, 0)) for value in wide]
        ):  # 4 inches
            axes.text(
                start[i] + wide[i] / 2,
                i,
                number(wide[i], 0),
                ha="center",
                va="center",
                size=SMALL_SIZE,
                color=INK if colour in ("#b9c3ce", "#56B4E9", "#E69F00", "#CC79A7") else "white",
            )
        start = start + wide
    axes.set_ylim(len(hours) - 0.5, -0.5)
    axes.set_xlim(0, whole * 1.12)
    axes.locator_params(axis="x", nbins=5)
    axes.set_title(f"{said}, hours a week", loc="left", size=11, color=INK, weight="bold")
    axes.spines["bottom"].set_visible(True)


def whiskers(axes: Axes, comparison, names: list[str]) -> None:
    """The interval of all coordination at the end of each bar, and its total beside it."""
    total = (
        findings.chosen(comparison.summary, "coordination_minutes_per_week")
        .drop_duplicates("design")
        .set_index("design")
    )
    for i, design in enumerate(names):
        if design in total.index:
            row = total.loc[design, ["mean", "low", "high"]].astype(float) / 60
            if np.isfinite(row["low"]):
                axes.errorbar(
                    row["mean"],
                    i,
                    xerr=[[row["mean"] - row["low"]], [row["high"] - row["mean"]]],
                    color=INK,
                    lw=1.2,
                    capsize=3,
                )
            axes.annotate(
                number(row["mean"], 0),
                (np.nanmax(row), i),
                (8, 0),
                textcoords="offset points",
                va="center",
                size=SMALL_SIZE,
                weight="bold",
            )


def key(axes: Axes, kinds, width: float) -> None:
    """Colour squares with their words in rows."""
    axes.set(xlim=(0, width), ylim=(0, 0.75))
    axes.axis("off")
    x, y = 0.05, 0.55
    for colour, said in kinds.values():
        need = 0.3 + 0.082 * len(said)
        if x + need > width + 0.3:
            x, y = 0.05, y - 0.22
        axes.plot(x, y, "s", color=colour, ms=8)
        axes.text(x + 0.12, y, said, va="center", size=SMALL_SIZE, color=INK)
        x += need
