"""Words and pictures of the lessons (docs/lessons): a prediction beside the outcome, lines and rows with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.views.marks import SHADE, outside_labels
from orgsim.views.style import COLOURS, FAINT, INK, MARKERS, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import MINUS, decimals, number, quantity

WIDE, PANEL, GAP, TALL, ROW = 5.4, 3.3, 0.75, 2.7, 0.42  # inches; wide: a panel by itself


def said(row: Mapping, signed: bool = False) -> str:
    """A mean with its interval in words; with ``signed`` as a difference: +24.6 h (+22.6 to +26.6)."""
    places = decimals(row["mean"], row["low"], row["high"])
    low, high = (number(row[end], places, signed) for end in ("low", "high"))
    return f"{quantity(row['mean'], row['unit'], places, signed)} ({low} to {high})"


def predicted(answers: Mapping[str, tuple]) -> str:
    """A table in Markdown: each question with what the class predicted and what came out."""
    rows = [f"| {question} | {cell(guess)} | {cell(outcome)} |" for question, (guess, outcome) in answers.items()]
    return "\n".join(["| question | your class | the model |", "|---|---|---|", *rows])


def cell(value) -> str:
    """A value as it stands in such a table."""
    if value is None:
        return "nothing written down"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.3g}".replace("-", MINUS) if isinstance(value, (int, float)) else str(value)


def curves(
    title: str,
    subtitle: str,
    panels: Mapping[str, Mapping[str, pd.DataFrame]],
    across: str,
    up: str = "",
    margin: bool = False,
    ticks: Sequence[float] | None = None,
    logarithmic: bool = False,
) -> Figure:
    """Lines with their intervals, labelled at their ends: a panel for each heading, a line for each table in it.

    Tables have the columns at, mean, low, high. Lines of the same name look alike in every panel. margin: shade what is
    too small to matter (column margin).
    """
    names = list(dict.fromkeys(name for lines in panels.values() for name in lines))
    aside = 0.35 + 0.088 * max(map(len, names))
    wide = PANEL if len(panels) > 1 else WIDE
    with project_style():
        sheet = Sheet(0.85 + len(panels) * (wide + aside + GAP) - GAP, TALL + 1.0, title, subtitle)
        for place, (heading, lines) in enumerate(panels.items()):
            axes = sheet.place(0.85 + place * (wide + aside + GAP), 0.55, wide, TALL)
            ends = [line(axes, name, table, *look(names)[name]) for name, table in lines.items()]
            if margin:
                shade(axes, list(lines.values()))
            if logarithmic:
                axes.set_xscale("log")
            if ticks is not None:
                axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
                axes.set_xticks([], minor=True)
            axes.grid(True, axis="y")
            axes.locator_params(axis="y", nbins=6)
            axes.set_title(heading, loc="left", size=11, color=INK, weight="bold", pad=10)
            axes.set(xlabel=across, ylabel="" if place else up)
            outside_labels(axes, ends, 0.09)
    return sheet.figure


def line(axes: Axes, name: str, table: pd.DataFrame, colour: str, marker: str) -> tuple:
    """One line with its intervals; returns where it ends: x, y, name, colour."""
    x, mean, low, high = (table[column].to_numpy(float) for column in ("at", "mean", "low", "high"))
    axes.fill_between(x, low, high, color=colour, alpha=0.18, lw=0)
    axes.vlines(x, low, high, color=colour, lw=1.6)
    axes.plot(x, mean, "-", marker=marker, color=colour, lw=2, ms=5)
    return x[-1], mean[-1], name, colour


def shade(axes: Axes, tables: Sequence[pd.DataFrame]) -> None:
    """Around zero, what is too small to matter."""
    size = np.max([table["margin"].to_numpy(float) for table in tables], axis=0)
    axes.fill_between(tables[0]["at"].to_numpy(float), -size, size, color=SHADE, lw=0, zorder=0)
    axes.axhline(0, color=FAINT, lw=1)
    where = {"xycoords": "axes fraction", "size": SMALL_SIZE, "color": FAINT, "va": "bottom"}
    axes.annotate("shaded: too small to matter", (0.02, 0.01), **where)


def rows(
    title: str, subtitle: str, panels: Mapping[str, Mapping[str, Mapping]], across: str, zero: bool = False
) -> Figure:
    """Dots with their intervals: a panel for each heading, in it a row for each name; zero: of differences."""
    names = list(dict.fromkeys(name for each in panels.values() for name in each))
    aside = 0.3 + 0.085 * max(map(len, names))
    wide, tall = PANEL if len(panels) > 1 else WIDE, ROW * len(names) + 0.2
    ends = [row[end] for each in panels.values() for row in each.values() for end in ("low", "high")] + [0.0] * zero
    room = 0.12 * (max(ends) - min(ends))
    with project_style():
        sheet = Sheet(aside + len(panels) * (wide + 0.35), tall + 1.0, title, subtitle)
        for place, (heading, each) in enumerate(panels.items()):
            axes = sheet.place(aside + place * (wide + 0.35), 0.55, wide, tall)
            for name, row in each.items():
                dot(axes, names.index(name), row, zero)
            if zero:
                axes.axvline(0, color=FAINT, lw=1)
            axes.set_ylim(len(names) - 0.5, -0.7)
            axes.set_yticks(range(len(names)), [] if place else names, size=10.5, color=INK)
            axes.set_xlim(min(ends) - room, max(ends) + room)
            axes.locator_params(axis="x", nbins=5)
            axes.grid(True, axis="x")
            axes.set_title(heading, loc="left", size=11, color=INK, weight="bold", pad=10)
            axes.set_xlabel(across)
    return sheet.figure


def dot(axes: Axes, place: int, row: Mapping, signed: bool) -> None:
    """A mean with its interval, its value written above."""
    colour, marker = COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)]
    axes.plot([row["low"], row["high"]], [place, place], color=colour, lw=2.4, solid_capstyle="butt")
    axes.plot(row["mean"], place, marker, color=colour, ms=6.5)
    unit = row["unit"] if row["unit"] in ("hours", "dollars") else ""  # longer ones stand below the axis
    text = quantity(row["mean"], unit, decimals(row["mean"], row["low"], row["high"]), signed)
    how = {"textcoords": "offset points", "ha": "center", "size": SMALL_SIZE, "color": INK}
    axes.annotate(text, (row["mean"], place), (0, 7), **how)
