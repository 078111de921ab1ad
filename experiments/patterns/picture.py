"""The picture of the finding: how far each emergent pattern is from the field's figure, design by design."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from wording import CALLED, NOT, OTHER_SIZE, REPRODUCED, counted, of, worst

from orgsim.views.style import BAD, FAINT, GOOD, INK, RULE, SMALL_SIZE, Sheet, look, project_style

LEAST, MOST, FACTOR = 0.05, 60.0, 1.5
BELOW = (
    "Size of each pattern in the model over its size in the field (logarithmic; of a ratio its logarithm, of a share "
    "its odds). Grey: within 1.5 times. A marker at the left edge has the wrong sign, or is smaller still."
)
TICKS = {0.05: "1/20", 0.2: "1/5", 0.5: "1/2", 1: "1", 2: "2", 5: "5", 20: "20", 60: "60"}
COLOURS = {REPRODUCED: GOOD, OTHER_SIZE: "#A6761D", NOT: BAD}
HIGH = 0.27


def draw(given, found: pd.DataFrame) -> Figure:
    """A line per emergent pattern and company: the model's size in sizes of the field, a marker per design."""
    verdicts = counted(found)
    says = {one.name: one.says.split(" (")[0] for one in reversed(given)}
    where = {name: of(found, name)["where"].unique() for name in verdicts.index}
    placed = [(name, each) for name in verdicts.index for each in where[name] if sizes(found, name, each).size]
    order = {REPRODUCED: 0, OTHER_SIZE: 1, NOT: 2}
    placed.sort(key=lambda each: order[word(found, *each)])
    style = look(CALLED)
    with project_style():
        body = HIGH * len(placed)
        sheet = Sheet(11, body + 1.15, title(verdicts), BELOW)
        axes = sheet.place(5.6, 0.75, 5.1, body)
        axes.axvspan(1 / FACTOR, FACTOR, color="#e9ebee", lw=0)
        axes.axvline(1, color=FAINT, lw=1)
        for line, (name, where) in enumerate(placed):
            colour = COLOURS[word(found, name, where)]
            axes.axhline(line, color=RULE, lw=0.6, zorder=0)
            text = says[name] + ("" if where == "default" else f" ({where})")
            beside = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center"}
            axes.text(-0.02, line, text, **beside, size=SMALL_SIZE, color=INK)
            for design, value in sizes(found, name, where).items():
                at = np.clip(value, LEAST, MOST)
                axes.plot(at, line, style[design][1], color=colour, ms=6.5, mec="white", mew=0.7, clip_on=False)
        axes.set(xscale="log", xlim=(LEAST, MOST), ylim=(len(placed) - 0.5, -0.5), yticks=[])
        axes.set_xticks(list(TICKS), list(TICKS.values()))
        axes.minorticks_off()
        key(sheet.place(0.2, 0.1, 10.6, 0.3), style)
    return sheet.figure


def sizes(found: pd.DataFrame, name: str, where: str) -> pd.Series:
    """The model's size in sizes of the field by design, where there are both."""
    here = of(found, name)
    return here[here["where"] == where].set_index("design")["size"].dropna()


def word(found: pd.DataFrame, name: str, where: str) -> str:
    """The verdict of a pattern in a company."""
    here = of(found, name)
    return worst(here[here["where"] == where]["verdict"])


def title(verdicts: pd.Series) -> str:
    """The finding in a sentence."""
    count = int((verdicts == REPRODUCED).sum())
    return f"{count} of {len(verdicts)} patterns that nobody put in come out at the field's size under every design"


def key(axes, style) -> None:
    """Which marker is which design, and what the colours mean."""
    axes.set(xlim=(0, 10.6), ylim=(0, 1))
    axes.set_axis_off()
    at = 0.1
    for design, (_, marker) in style.items():
        axes.plot(at, 0.5, marker, color=FAINT, ms=6.5)
        axes.text(at + 0.15, 0.5, CALLED[design], va="center", size=SMALL_SIZE, color=INK)
        at += 0.45 + 0.085 * len(CALLED[design])
    at = 5.6
    for verdict, colour in COLOURS.items():
        axes.text(at, 0.5, verdict, va="center", size=SMALL_SIZE, color=colour, weight="bold")
        at += 0.3 + 0.082 * len(verdict)
