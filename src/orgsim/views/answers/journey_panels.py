"""The pictures of a journey: each measure over the years, and each dimension alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.comparison.margins import STANDARDS
from orgsim.config.maturity import YEAR
from orgsim.views.answers.board import legend
from orgsim.views.marks import SHADE, SIDES
from orgsim.views.style import FAINT, INK, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import RATIO_UNITS, plain, title

WIDE, HIGH, LEFT, GAP, KEY = 3.9, 2.1, 0.75, 0.55, 0.4
ROW = 0.17  # inches of a design's line in a panel of dimensions


def scaled(rows: pd.DataFrame) -> pd.DataFrame:
    """Differences with interval and margin, in per cent of the value before where the measure has a natural zero."""
    scale = 100 / rows["before"].abs() if rows["unit"].iloc[0] in RATIO_UNITS else 1.0
    return rows.assign(**{name: rows[name] * scale for name in ("difference", "low", "high", "margin")})


def laid_out(panels: int) -> tuple[int, int]:
    """So many panels beside and below one another."""
    across = 3 if panels in (3, 5, 6) else min(2, panels)
    return across, -(-panels // across)


def heading(axes: Axes, rows: pd.DataFrame) -> None:
    """Which measure, its unit and its better side."""
    measure, unit = rows["measure"].iloc[0], rows["unit"].iloc[0]
    said = "%" if unit in RATIO_UNITS else unit
    axes.set_title(f"{title(measure)}, {said} ({SIDES.get(STANDARDS[measure].better, '')})", loc="left",
                   size=SMALL_SIZE + 1, color=INK, weight="bold")  # fmt: skip


def way_panels(answer: Answer, head: str) -> Figure:
    """A panel for each measure: every stop less the start, by design."""
    asked = answer.asked
    style, measures = look(asked["designs"]), asked["measures"]
    across, down = laid_out(len(measures))
    below = (
        f"Less the start, in the same worlds. Bands: {100 * asked['confidence']:g} % intervals, all stops of a line at "
        "once. Shaded: within the margin."
    )
    years = dict(zip(asked["stops"], answer.tables["upkeep"][YEAR]))
    with project_style():
        sheet = Sheet(LEFT + across * (WIDE + GAP), down * (HIGH + 0.85) + KEY, head, below)
        legend(sheet, style)
        for place, measure in enumerate(measures):
            left, bottom = LEFT + place % across * (WIDE + GAP), 0.55 + (down - 1 - place // across) * (HIGH + 0.85)
            table = answer.tables["since_start"]
            one_way(sheet.place(left, bottom, WIDE - 0.15, HIGH), table[table["measure"] == measure], years, style)
    return sheet.figure


def one_way(axes: Axes, rows: pd.DataFrame, years: dict[str, float], style: dict) -> None:
    """One measure over the years."""
    rows = scaled(rows)
    margin = rows["margin"].mean()
    axes.axhspan(-margin, margin, color=SHADE, lw=0, zorder=0)
    axes.axhline(0, color=FAINT, lw=0.8)
    for design, (colour, marker) in style.items():
        own = rows[rows["design"] == design]
        x = [0.0, *own["stop"].map(years)]
        low, middle, high = ([0.0, *own[name]] for name in ("low", "difference", "high"))
        axes.fill_between(x, low, high, color=colour, alpha=0.2, lw=0)
        axes.plot(x, middle, color=colour, marker=marker, ms=4.5, lw=1.7)
    axes.set_xticks(list(years.values()), [f"{year:g}" for year in years.values()])
    axes.set_xlabel("years from now", size=SMALL_SIZE)
    axes.locator_params(axis="y", nbins=5)
    axes.grid(True, axis="y")
    heading(axes, rows)


def alone_panels(answer: Answer, head: str) -> Figure:
    """A panel for each measure: what each dimension does alone, a dot and an interval for each design."""
    asked, table = answer.asked, answer.tables["alone"]
    style, measures = look(asked["designs"]), asked["measures"]
    dimensions = list(dict.fromkeys(table["dimension"]))
    across, down = laid_out(len(measures))
    high, left = len(dimensions) * (ROW * len(style) + 0.14), 1.15
    below = (
        f"Less the start, the others as now. Bars: {100 * asked['confidence']:g} % intervals, all dimensions of a "
        "design at once. Shaded: within the margin."
    )
    with project_style():
        sheet = Sheet(left + across * (WIDE + 0.3), down * (high + 0.8) + KEY, head, below)
        legend(sheet, style)
        for place, measure in enumerate(measures):
            at = left + place % across * (WIDE + 0.3), 0.45 + (down - 1 - place // across) * (high + 0.8)
            axes = sheet.place(*at, WIDE - 0.15, high)
            one_each(axes, table[table["measure"] == measure], dimensions, style)
            if place % across:
                axes.set_yticks([])
    return sheet.figure


def one_each(axes: Axes, rows: pd.DataFrame, dimensions: list[str], style: dict) -> None:
    """One measure, dimension by dimension."""
    rows = scaled(rows)
    margin = rows["margin"].mean()
    axes.axvspan(-margin, margin, color=SHADE, lw=0, zorder=0)
    axes.axvline(0, color=FAINT, lw=0.8)
    apart = np.linspace(-0.32, 0.32, len(style)) if len(style) > 1 else [0.0]
    for offset, (design, (colour, marker)) in zip(apart, style.items()):
        own = rows[rows["design"] == design].set_index("dimension").loc[dimensions]
        at = np.arange(len(dimensions)) + offset
        axes.hlines(at, own["low"], own["high"], color=colour, lw=2)
        axes.plot(own["difference"], at, marker, color=colour, ms=4.5)
    axes.set_ylim(len(dimensions) - 0.5, -0.5)
    axes.set_yticks(range(len(dimensions)), [plain(each) for each in dimensions], color=INK)
    axes.locator_params(axis="x", nbins=5)
    axes.grid(True, axis="x")
    heading(axes, rows)
