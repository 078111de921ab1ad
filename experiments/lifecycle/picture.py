"""The pictures of the lifecycle: officer against silos in every world, and nine designs by stage."""

from __future__ import annotations

import pandas as pd
from curves import TITLES
from matplotlib.figure import Figure

from orgsim.views.style import COLOURS, GOOD, INK, MARKERS, NEUTRAL, RULE, SMALL_SIZE, Sheet, project_style
from orgsim.views.words import listed, plain

STAGES = ("awareness", "consideration", "purchase")
WIDE, HIGH, LEFT, GAP = 3.3, 3.0, 0.7, 0.6
MARGIN = 0.02


def worlds(table: pd.DataFrame, title: str) -> Figure:
    """A panel for each stage: conversion under the officer less that under silos, a dot a world, by own work."""
    below = (
        f"{len(table)} worlds: share of inquiries after which people went on, officer less silos. Filled: the officer; "
        "hollow: an office that puts functions first. Dashed: the margin."
    )
    with project_style():
        sheet = Sheet(LEFT + 3 * (WIDE + GAP), HIGH + 0.95, title, below)
        for place, stage in enumerate(STAGES):
            axes = sheet.place(LEFT + place * (WIDE + GAP), 0.6, WIDE, HIGH)
            for design, face, colour in (("cco_function", "none", NEUTRAL), ("cco", GOOD, GOOD)):
                gain = table[f"{design}:conversion:stage={stage}"] - table[f"siloed:conversion:stage={stage}"]
                axes.scatter(table["own_work"], gain, s=17, edgecolors=colour, facecolors=face, lw=0.9, alpha=0.8)
            axes.axhline(MARGIN, color=INK, lw=0.9, ls=(0, (4, 3)))
            axes.axhline(-MARGIN, color=INK, lw=0.9, ls=(0, (4, 3)))
            axes.axhline(0, color=RULE, lw=0.9)
            axes.set_xlabel("own work, share of staff minutes")
            axes.set_title(f"From {stage}", loc="left", size=10.5, weight="bold", color=INK)
        same = [axes.get_ylim() for axes in sheet.figure.axes]
        for axes in sheet.figure.axes:
            axes.set_ylim(min(low for low, _ in same), max(high for _, high in same))
    return sheet.figure


def head(own: pd.DataFrame, won: pd.DataFrame) -> str:
    """The finding: who makes most customers, and how far the rest are behind."""
    week = won["mean"]
    best = listed(called(name) for name in week.index[-3:][::-1])
    most = f"{week.iloc[-3]:.0f} to {week.iloc[-1]:.0f}"
    return f"{best} win {most} customers a week, the others {week.iloc[0]:.0f} to {week.iloc[-4]:.0f}".capitalize()


def called(design: str) -> str:
    """A design as the page calls it."""
    return TITLES.get(design, plain(design))


def nine(table: pd.DataFrame) -> Figure:
    """Conversion by stage and customers won a week under every design at the default, direct effect alone."""
    own = table[(table["world"] == "default") & ~table["feedback"].astype(bool)]
    won = own[own["measure"] == "customers_won_per_week"].set_index("design").sort_values("mean")
    below = "Default company, half of the people prospects, no feedback; dots: means, bars: 95 % over 20 replications."
    with project_style():
        sheet = Sheet(11.0, 0.36 * len(won) + 1.3, head(own, won), below)
        left = sheet.place(1.6, 0.6, 4.6, 0.36 * len(won))
        for stage, colour, marker in zip(STAGES, COLOURS, MARKERS):
            of = own[(own["measure"] == "conversion") & (own["subset"] == f"stage={stage}")].set_index("design")
            of = of.loc[won.index]
            left.plot(of["mean"], range(len(of)), marker, color=colour, ms=5, label=stage)
            left.hlines(range(len(of)), of["low"], of["high"], color=colour, lw=1.5)
        left.set_yticks(range(len(won)), [called(name) for name in won.index])
        left.set_title("Share that goes on, by stage", loc="left", size=10.5, weight="bold", color=INK)
        left.legend(loc="lower right", frameon=False, fontsize=SMALL_SIZE)
        left.grid(True, axis="x")
        right = sheet.place(6.9, 0.6, 3.7, 0.36 * len(won))
        right.plot(won["mean"], range(len(won)), "o", color=INK, ms=5)
        right.hlines(range(len(won)), won["low"], won["high"], color=INK, lw=1.5)
        right.set_yticks(range(len(won)), [""] * len(won))
        right.set_title("Customers won a week", loc="left", size=10.5, weight="bold", color=INK)
        right.grid(True, axis="x")
    return sheet.figure
