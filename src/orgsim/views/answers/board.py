"""The scorecard as a board reads it: four boxes, a line a measure, the intervals drawn, and a mark for each verdict.

Marks differ in shape as well as colour (Okabe and Ito), so they read in black and white too.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.answers.card import LEADING, PERSPECTIVES
from orgsim.answers.scorecard import ITSELF, MET, NO_TARGET, NOT_MET, UNCLEAR
from orgsim.views.style import BAD, FAINT, GOOD, INK, NEUTRAL, RULE, SMALL_SIZE, Sheet, look, project_style, wrapped
from orgsim.views.words import RATIO_UNITS, decimals, number, plain

MARKS = {MET: ("✓", GOOD), NOT_MET: ("✗", BAD), UNCLEAR: ("?", NEUTRAL), ITSELF: ("", FAINT), NO_TARGET: ("", FAINT)}
NAME, STRIP, GAP, HEAD, ROW = 2.7, 1.5, 0.35, 0.62, 0.56  # inches
MOST_BESIDE = 3  # designs with which two boxes stand side by side
WAY, TALL, ACROSS = 2.5, 1.15, 4


def board(answer: Answer, title: str) -> Figure:
    """Four boxes; in each line the designs' means with intervals against the target, and their values and verdicts."""
    table, style = answer.tables["estimates"], look(answer.asked["designs"])
    column = max(0.86, 0.083 * max(len(plain(name)) for name in style) + 0.12)
    box = NAME + STRIP + 0.2 + column * len(style)
    boxes = [(name, table[table["perspective"] == name]) for name in PERSPECTIVES]
    boxes = [(name, rows) for name, rows in boxes if len(rows)]
    across = 2 if len(style) <= MOST_BESIDE and len(boxes) > 1 else 1
    row = max(ROW, 0.1 + 0.13 * len(style))
    bands = [boxes[place : place + across] for place in range(0, len(boxes), across)]
    high = [row * max(rows["measure"].nunique() for _, rows in band) for band in bands]
    level = f"{100 * answer.asked['confidence']:g} %"
    below = f"Dots and bars: mean and {level} interval; dashed: target. ✓ met, ✗ missed, ? not settled by the interval."
    with project_style():
        sheet = Sheet(0.2 + across * (box + GAP), sum(high) + HEAD * len(bands) + 0.15, title, below)
        top = sheet.height
        for band, tall in zip(bands, high):
            for place, (name, rows) in enumerate(band):
                left = 0.2 + place * (box + GAP)
                heading(sheet, left, top - HEAD, box, name, style, column)
                for line, (_, own) in enumerate(rows.groupby("measure", sort=False)):
                    one_line(sheet, left, top - HEAD - row * (line + 1), row, own, style, column)
            top -= tall + HEAD
    return sheet.figure


def heading(sheet: Sheet, left: float, bottom: float, wide: float, name: str, style, column: float) -> None:
    """The name of a box, and of each design over its column."""
    axes = sheet.place(left, bottom, wide, HEAD - 0.12)
    axes.set(xlim=(0, wide), ylim=(0, 1))
    axes.axis("off")
    axes.text(0, 0.12, name[:1].upper() + name[1:], size=12.5, weight="bold", color=INK)
    for place, (design, (colour, marker)) in enumerate(style.items()):
        at = NAME + STRIP + 0.2 + column * (place + 0.5)
        axes.text(at, 0.12, plain(design), size=SMALL_SIZE, weight="bold", color=colour, ha="center")
        axes.plot(at, 0.68, marker, color=colour, ms=5.5)
    axes.plot([0, wide], [0, 0], color=INK, lw=1.2, clip_on=False)


def one_line(sheet: Sheet, left: float, bottom: float, row: float, own: pd.DataFrame, style, column: float) -> None:
    """A measure: its name, the strip, and each design's value with its mark."""
    wide = NAME + STRIP + 0.2 + column * len(style)
    axes = sheet.place(left, bottom, wide, row)
    axes.set(xlim=(0, wide), ylim=(0, row))
    axes.axis("off")
    axes.plot([0, wide], [0, 0], color=RULE, lw=0.8, clip_on=False)
    first = own.iloc[0]
    slant = "normal" if first["when"] == LEADING else "italic"
    axes.text(0, row / 2 + 0.03, first["title"], size=SMALL_SIZE + 0.5, color=INK, va="bottom")
    axes.text(0, row / 2 - 0.03, small_print(first, style), size=7.5, color=FAINT, va="top", style=slant)
    strip(sheet.place(left + NAME, bottom + 0.05, STRIP, row - 0.1), own, style)
    for place, design in enumerate(style):
        at = NAME + STRIP + 0.2 + column * (place + 0.5)
        each = own[own["design"] == design].iloc[0]
        mark, colour = MARKS[each["verdict"]]
        if mark:
            axes.text(at, row / 2 - 0.02, mark, size=12, color=colour, ha="center", va="top", weight="bold")
        up = row / 2 + 0.02 if mark else row / 2
        axes.text(at, up, value(each), size=SMALL_SIZE, color=INK, ha="center", va="bottom" if mark else "center")


def small_print(first: pd.Series, style) -> str:
    """Whether a measure leads, its better side, and a target that no design gives."""
    side = {"lower": "lower is better", "higher": "higher is better"}.get(first["better"])
    aim = None
    if math.isfinite(first["target"]) and first["source"] not in style:
        aim = f"target {short(first['target'], first['unit'], decimals(first['target']))}"
    return ", ".join(filter(None, (first["when"], side, aim)))


def value(each: pd.Series) -> str:
    """A mean as short as it can be."""
    if not math.isfinite(each["mean"]):
        return "–"
    return short(each["mean"], each["unit"], min(4, decimals(each["mean"], each["low"], each["high"])))


def short(mean: float, unit: str, places: int) -> str:
    """A number with no more of its unit than it needs: 44.3 h, $41.24, 0.63."""
    text = number(mean, places if abs(mean) < 10_000 else 0)
    if unit == "dollars":
        return f"${text}"
    return text + (" h" if unit in RATIO_UNITS else "")


def strip(axes: Axes, own: pd.DataFrame, style) -> None:
    """Dots with intervals, one design below the other, and the target across all of them."""
    ends = own[["mean", "low", "high", "target"]].to_numpy(float)
    ends = ends[np.isfinite(ends)]
    for place, (design, (colour, marker)) in enumerate(style.items()):
        each = own[own["design"] == design].iloc[0]
        axes.plot([each["low"], each["high"]], [place, place], color=colour, lw=2, solid_capstyle="butt")
        axes.plot(each["mean"], place, marker, color=colour, ms=4.5)
    aim = own["target"].iloc[0]
    if math.isfinite(aim):
        axes.axvline(aim, color=INK, lw=1.1, ls=(0, (3, 2)), zorder=0)
    axes.set_ylim(len(style) - 0.4, -0.6)
    room = 0.1 * (np.ptp(ends) or abs(ends[0]) or 1) if len(ends) else 1
    axes.set_xlim(*((ends.min() - room, ends.max() + room) if len(ends) else (0, 1)))
    axes.set(xticks=[], yticks=[])
    axes.spines["bottom"].set_visible(False)
    axes.patch.set_alpha(0)


def moves(answer: Answer, title: str) -> Figure:
    """Each measure over the stages: a line and its interval for each design, the target dashed."""
    table, style = answer.tables["by_point"], look(answer.asked["designs"])
    stages = list(dict.fromkeys(table["point"]))
    measures = [rows for _, rows in table.groupby("measure", sort=False)]
    down = math.ceil(len(measures) / ACROSS)
    below = f"Bands: {100 * answer.asked['confidence']:g} % intervals; dashed: target. Stages: {ways(answer)}."
    with project_style():
        sheet = Sheet(ACROSS * (WAY + 0.55) + 0.25, down * (TALL + 0.75) + 0.35, title, below)
        legend(sheet, style)
        for place, rows in enumerate(measures):
            across, line = place % ACROSS, place // ACROSS
            bottom = 0.3 + (down - 1 - line) * (TALL + 0.75)
            axes = sheet.place(0.6 + across * (WAY + 0.55), bottom, WAY - 0.1, TALL)
            way(axes, rows, stages, style)
    return sheet.figure


def legend(sheet: Sheet, style) -> None:
    """The designs in their colours above the panels."""
    axes = sheet.place(0.2, sheet.height - 0.3, sheet.width - 0.4, 0.25)
    axes.set(xlim=(0, sheet.width - 0.4), ylim=(0, 1))
    axes.axis("off")
    x = 0.05
    for design, (colour, marker) in style.items():
        axes.plot(x, 0.5, marker, color=colour, ms=6)
        axes.text(x + 0.12, 0.5, plain(design), color=colour, weight="bold", size=SMALL_SIZE + 0.5, va="center")
        x += 0.45 + 0.1 * len(design)


def ways(answer: Answer) -> str:
    """What the stages are called."""
    factors = answer.asked["factors"]
    name = f"{plain(factors[0])} " if len(factors) == 1 else ""
    return name + ", ".join(f"{place}: {plain(each)}" for place, each in enumerate(answer.asked["stages"], 1))


def way(axes: Axes, rows: pd.DataFrame, stages: list, style) -> None:
    """One measure over the stages."""
    x = np.arange(len(stages))
    for design, (colour, marker) in style.items():
        own = rows[rows["design"] == design].set_index("point").reindex(stages)
        axes.fill_between(x, own["low"].to_numpy(float), own["high"].to_numpy(float), color=colour, alpha=0.2, lw=0)
        axes.plot(x, own["mean"], color=colour, lw=1.4, marker=marker, ms=3.5)
    aim = rows[rows["design"] == rows["design"].iloc[0]].set_index("point")["target"].reindex(stages)
    if aim.notna().any() and rows["source"].iloc[0] not in style:  # a design as it is has a line of its own
        axes.plot(x, aim, color=INK, lw=1.1, ls=(0, (3, 2)))
    unit = rows["unit"].iloc[0]
    name = wrapped(f"{rows['title'].iloc[0]}, {unit}", WAY, SMALL_SIZE)
    axes.set_title("\n".join(name), loc="left", size=SMALL_SIZE, color=INK, weight="bold")
    axes.locator_params(axis="y", nbins=4)
    axes.grid(True, axis="y")
    axes.set_xticks(x, [str(place + 1) for place in x], size=SMALL_SIZE)
    axes.set_xlim(-0.15, len(stages) - 0.85)
