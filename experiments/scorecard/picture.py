"""Correlations of every link and design with their intervals: over worlds, within a world, beyond the own past."""

from __future__ import annotations

import pandas as pd
from leading import LINKS, OVER, WITHIN
from matplotlib.figure import Figure
from wording import CALLED, NAMES

from orgsim.views.style import FAINT, INK, SMALL_SIZE, Sheet, look, project_style

LEFT, WIDE, ROW, GAP = 2.2, 2.3, 0.62, 0.3
PANELS = (
    ("Over worlds", OVER, "correlation", "low", "high"),
    ("Within a world", WITHIN, "correlation", "low", "high"),
    ("Within, beyond own past", WITHIN, "beyond", "beyond_low", "beyond_high"),
)


def drawn(table: pd.DataFrame, title: str) -> Figure:
    """A panel each way, a line each link, a dot each design."""
    style = look(dict.fromkeys(table["design"]))
    below = (
        "Rank correlation of a leading measure in weeks 1 to 4 with a lagging one in weeks 5 to 12. Bars: intervals, "
        "of the four designs together 95 %. Mind the scales."
    )
    with project_style():
        sheet = Sheet(LEFT + 3 * (WIDE + GAP) + 0.1, len(LINKS) * ROW + 1.15, title, below)
        key(sheet, style)
        for place, (name, *what) in enumerate(PANELS):
            axes = sheet.place(LEFT + place * (WIDE + GAP), 0.4, WIDE, len(LINKS) * ROW)
            panel(axes, table, style, *what)
            axes.set_title(name, loc="left", size=11, color=INK, weight="bold")
            if place == 0:
                names = [
                    f"{CALLED[each.leading]} →\n{CALLED[each.lagging]}".replace("the share", "share") for each in LINKS
                ]
                axes.set_yticks(range(len(LINKS)), names, size=SMALL_SIZE, color=INK)
            else:
                axes.set_yticks([])
    return sheet.figure


def panel(axes, table: pd.DataFrame, style, way: str, value: str, low: str, high: str) -> None:
    """Dots and intervals."""
    for line, link in enumerate(LINKS):
        for place, (design, (colour, marker)) in enumerate(style.items()):
            own = table[(table["way"] == way) & (table["link"] == link.name) & (table["design"] == design)].iloc[0]
            at = line + 0.17 * (place - (len(style) - 1) / 2)
            axes.plot([own[low], own[high]], [at, at], color=colour, lw=2, solid_capstyle="butt")
            axes.plot(own[value], at, marker, color=colour, ms=4.5)
    axes.axvline(0, color=FAINT, lw=1)
    axes.set_ylim(len(LINKS) - 0.5, -0.5)
    axes.grid(True, axis="x")
    axes.locator_params(axis="x", nbins=5)


def key(sheet: Sheet, style) -> None:
    """The designs in their colours."""
    axes = sheet.place(0.2, sheet.height - 0.32, sheet.width - 0.4, 0.25)
    axes.set(xlim=(0, sheet.width - 0.4), ylim=(0, 1))
    axes.axis("off")
    x = 0.05
    for design, (colour, marker) in style.items():
        axes.plot(x, 0.5, marker, color=colour, ms=6)
        axes.text(x + 0.12, 0.5, NAMES[design], color=colour, weight="bold", size=SMALL_SIZE + 0.5, va="center")
        x += 0.45 + 0.1 * len(design)
