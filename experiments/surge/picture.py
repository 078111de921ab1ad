"""The pictures: waiting beyond the calm world's day by day, and hours lost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from excess import BEGINS, DAYS, ENDS, Shock
from matplotlib.figure import Figure
from wording import ASKED, NAMES, here, the

from orgsim.comparison import paired
from orgsim.views.style import FAINT, INK, RULE, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import listed

WORKING = 90.0  # hours to resolution: beyond it a company has all but broken down without any surge
WIDE, HIGH, GAP = 3.1, 1.75, 0.6


def daily(found: Sequence[Shock], title: str) -> Figure:
    """A panel for each world with a surge, a line for each design."""
    loads, factors = (sorted({getattr(each, name) for each in found}) for name in ("load", "factor"))
    looks = look(dict.fromkeys(each.design for each in found))
    below = "Hours that issues raised on a day waited beyond those of the same world without a surge. Grey: the surge. "
    below += f"Bands: 95 % intervals over {len(found[0].calm)} replications, paired."
    with project_style():
        sheet = Sheet(len(factors) * (WIDE + 0.5) + 0.4, len(loads) * (HIGH + GAP) + 0.8, title, below)
        for row, load in enumerate(loads):
            for column, factor in enumerate(factors):
                bottom = 0.55 + (len(loads) - 1 - row) * (HIGH + GAP)
                axes = sheet.place(0.6 + column * (WIDE + 0.5), bottom, WIDE, HIGH)
                here = [each for each in found if (each.load, each.factor) == (load, factor)]
                panel(axes, here, looks)
                axes.set_title(f"load {load:g}, {factor:g} times", size=SMALL_SIZE + 1, color=INK, loc="left")
                if row == len(loads) - 1:
                    axes.set_xlabel("day on which issues were raised", size=SMALL_SIZE, color=FAINT)
                if row == column == 0:
                    for place, (name, (colour, _)) in enumerate(looks.items()):
                        at = (0.98, 0.9 - 0.12 * place)
                        axes.text(*at, NAMES[name], color=colour, size=SMALL_SIZE, ha="right", transform=axes.transAxes)
    return sheet.figure


def panel(axes, here: Sequence[Shock], looks) -> None:
    """Mean excess by day."""
    axes.axvspan(BEGINS, ENDS, color=RULE, alpha=0.6, lw=0)
    axes.axhline(0, color=INK, lw=0.8)
    for each in here:
        colour = looks[each.design][0]
        n, mean, variance = paired.moments(each.excess.T)
        low, high = paired.interval(n, mean, variance, 0.95)
        axes.fill_between(np.array(DAYS), low, high, color=colour, alpha=0.2, lw=0)
        axes.plot(np.array(DAYS), mean, color=colour, lw=1.3)
    axes.grid(axis="y", color=RULE)
    axes.set_xticks(range(14, 85, 14))
    axes.set_ylim(-15, 150)


def fewest(table: pd.DataFrame) -> str:
    """Who loses fewest hours in the world of the rule, and who works at all at the highest load."""
    own = here(table)
    top = here(table, table["load"].max())
    work = listed(the(name) for name in top.index[top["calm_latency"] < WORKING])
    return (
        f"At load {ASKED[0]:g} a surge costs {the(own['hours_lost'].idxmin())} fewest hours; "
        f"at load {table['load'].max():g} only {work} worked before it"
    )


def lost(table: pd.DataFrame) -> Figure:
    """Hours lost by design, a panel for each load."""
    loads, factors = sorted(table["load"].unique()), sorted(table["surge"].unique())
    looks = look(dict.fromkeys(table["design"]))
    below = "Thousands of hours of waiting beyond the calm world's, all issues of ten weeks together. "
    below += f"Bars: 95 % intervals over {table['n'].max()} replications."
    with project_style():
        sheet = Sheet(len(loads) * (WIDE + 0.6) + 0.4, 3.3, fewest(table), below)
        for column, load in enumerate(loads):
            axes = sheet.place(0.65 + column * (WIDE + 0.6), 0.55, WIDE, 2.3)
            for place, (name, (colour, marker)) in enumerate(looks.items()):
                own = table[(table["load"] == load) & (table["design"] == name)].sort_values("surge")
                x = np.arange(len(factors)) + 0.12 * (place - (len(looks) - 1) / 2)
                axes.plot(x, own["hours_lost"] / 1000, ls="", marker=marker, ms=5, color=colour)
                axes.vlines(x, own["hours_lost_low"] / 1000, own["hours_lost_high"] / 1000, color=colour, lw=1.4)
                if column == 0:
                    at = (0.03, 0.93 - 0.09 * place)
                    axes.text(*at, NAMES[name], color=colour, size=SMALL_SIZE, transform=axes.transAxes)
            axes.axhline(0, color=INK, lw=0.8)
            axes.set_xticks(range(len(factors)), [f"{factor:g} times" for factor in factors])
            axes.set_title(f"load {load:g}", size=SMALL_SIZE + 1, color=INK, loc="left")
            axes.grid(axis="y", color=RULE)
    return sheet.figure
