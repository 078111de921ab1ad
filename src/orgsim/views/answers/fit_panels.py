"""Five small panels: how far each design is behind the best as each contingency alone is moved."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from orgsim.answers.answer import Answer
from orgsim.comparison.margins import STANDARDS
from orgsim.fit.contingencies import CONTINGENCIES
from orgsim.fit.star import COMPANY
from orgsim.views.marks import SHADE
from orgsim.views.style import FAINT, INK, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import plain, unit_in_words

WIDE, HIGH, ACROSS = 3.15, 2.2, 3
LEAST, MOST = -2.0, 6.0  # margins a panel reaches down and up at most: what is further off runs out of it


def panels(answer: Answer, measure: str, title: str) -> Figure:
    """The picture of one measure."""
    asked, standard = answer.asked, STANDARDS[measure]
    style = look(asked["designs"])
    own = answer.table[answer.table["measure"] == measure]
    unit = "%" if standard.relative else unit_in_words(own["unit"].iloc[0]).partition(",")[0]
    scale = 100 * standard.size if standard.relative else standard.size
    below = (
        f"Behind the best of the others, {unit}; below 0: ahead. Bands: {100 * asked['confidence']:g} % intervals. "
        "Shaded: within the margin. Bars: between these values a verdict flips. Dotted: your company."
    )
    ends = scale * own[own["part"] != "worlds"][["low", "high"]].div(own["margin"], axis=0).to_numpy()
    low, high = np.nanmin([*ends.ravel(), -scale]), np.nanmax([*ends.ravel(), 2 * scale])
    limits = max(low, LEAST * scale) * 1.05, min(high, MOST * scale) * 1.05
    with project_style():
        sheet = Sheet(0.75 + ACROSS * (WIDE + 0.35), 0.35 + 2 * (HIGH + 0.8), title, below)
        for i, each in enumerate(CONTINGENCIES):
            left, bottom = 0.75 + (i % ACROSS) * (WIDE + 0.35), 0.6 + (1 - i // ACROSS) * (HIGH + 0.85)
            axes = sheet.place(left, bottom, WIDE, HIGH)
            panel(axes, answer, own, each, style, scale)
            axes.set_ylim(limits)
            if i % ACROSS:
                axes.tick_params(labelleft=False)
        key(sheet.place(0.75 + 2 * (WIDE + 0.35), 0.6, WIDE, HIGH), style)
    return sheet.figure


def panel(axes: Axes, answer: Answer, own: pd.DataFrame, contingency, style: dict, scale: float) -> None:
    """One contingency: a line and a band for each design, its flips on the edge of the margin."""
    here = answer.asked["own"][contingency.name]
    rows = own[(own["part"] == contingency.name) | (own["part"] == COMPANY)]
    rows = rows.assign(value=rows["value"].where(rows["part"] != COMPANY, here)).sort_values("value")
    axes.axhspan(-100 * scale, scale, color=SHADE, lw=0, zorder=0)
    axes.axhline(0, color=FAINT, lw=0.8)
    axes.axvline(here, color=INK, lw=1, ls=":")
    for design, (colour, marker) in style.items():
        line = rows[rows["design"] == design]
        shown = {name: scale * line[name] / line["margin"] for name in ("behind", "low", "high")}
        axes.fill_between(line["value"], shown["low"], shown["high"], color=colour, alpha=0.22, lw=0)
        axes.plot(line["value"], shown["behind"], marker, ls="-", color=colour, lw=1.6, ms=3.5)
    table = answer.tables["flips"]
    mine = table[(table["measure"] == own["measure"].iloc[0]) & (table["contingency"] == contingency.name)]
    for row in mine[mine["flips"]].itertuples():
        colour, marker = style[row.design]
        height = scale * (1 + 0.22 * list(style).index(row.design))  # apart, so that none covers another
        axes.plot([row.last, row.first], [height, height], color=colour, lw=3, solid_capstyle="butt", alpha=0.8)
        axes.plot(row.at, height, marker, mfc="white", mec=colour, mew=1.3, ms=5.5, zorder=4)
    scaled(axes, contingency, rows["value"])
    axes.set_title(contingency.name, loc="left", size=11, color=INK, weight="bold", pad=5)
    axes.set_xlabel(contingency.unit, size=SMALL_SIZE)
    axes.grid(True, axis="y")


def scaled(axes: Axes, contingency, values: pd.Series) -> None:
    """The axis of a contingency, in proportion where it is spaced so, with a few of its values."""
    if contingency.log and values.min() > 0:
        axes.set_xscale("log")
        steps = np.array([m * 10.0**k for k in range(-4, 8) for m in (1, 2, 5)])
        inside = steps[(steps >= values.min() * 0.999) & (steps <= values.max() * 1.001)]
        axes.xaxis.set_major_locator(FixedLocator(inside[:: max(1, len(inside) // 5)]))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")


def key(axes: Axes, style: dict) -> None:
    """Which line is whose."""
    axes.axis("off")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    for i, (design, (colour, marker)) in enumerate(style.items()):
        height = 0.85 - 0.14 * i
        axes.plot([0.06, 0.2], [height, height], marker=marker, color=colour, lw=1.8, ms=5)
        axes.text(0.26, height, plain(design), va="center", color=colour, weight="bold", size=SMALL_SIZE + 0.5)
