"""The picture of the sensitivities: which conclusions survive, and which assumption ends them alone, at what value."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from orgsim.views.style import BAD, FAINT, GOOD, INK, RULE, SMALL_SIZE, Sheet, project_style

LEFT, CELL, ROW, STRIP = 3.5, 0.2, 0.24, 5


def draw(shares: pd.DataFrame, flips: pd.DataFrame, title: str) -> Figure:
    """Conclusions across, with the share of worlds each holds in; below, strips of values, one for each assumption that
    ends any conclusion alone: from the low to the high end of its range, blue where it holds, orange where not."""
    names = list(shares["conclusion"])
    ends = flips.groupby("assumption", sort=False)[names].all()
    kept = list(ends.index[~ends.all(axis=1)])
    with project_style():
        height = 1.3 + ROW * (len(kept) + 1)
        below = (
            "Bars: share of 256 worlds, every assumption drawn at once, in which the conclusion holds. Strips: one "
            "assumption alone from the low to the high end of its range; orange where it ends the conclusion. "
            f"The other {len(ends) - len(kept)} assumptions end none alone."
        )
        sheet = Sheet(LEFT + len(names) * 1.35 + 0.2, height, title, below)
        for column, (_, row) in enumerate(shares.iterrows()):
            left = LEFT + column * 1.35
            bar(sheet.place(left, height - 1.2, STRIP * CELL, 0.2), row)
            strips(sheet.place(left, 0.35, STRIP * CELL, ROW * len(kept)), flips, kept, row["conclusion"], column == 0)
    return sheet.figure


def bar(axes, row) -> None:
    """The share of worlds a conclusion holds in."""
    axes.barh([0], [1], color=RULE, height=1)
    axes.barh([0], [row["share"]], color=GOOD, height=1)
    axes.set_xlim(0, 1)
    axes.set_axis_off()
    said = "\n".join(wrapped(row["says"], 20))
    head = f"{row['conclusion']}  {row['share']:.0%}"
    axes.text(0, 1.25, said, transform=axes.transAxes, size=7, color=FAINT, va="bottom", linespacing=1.2)
    axes.text(0, 2.1 + 0.6 * said.count("\n"), head, transform=axes.transAxes, weight="bold", size=SMALL_SIZE)


def strips(axes, flips: pd.DataFrame, kept: list[str], name: str, labelled: bool) -> None:
    """A strip of values for each assumption."""
    held = np.array([flips[flips["assumption"] == key][name].to_numpy() for key in kept], float)
    colours = np.where(held[:, :, None] > 0, rgb(GOOD), rgb(BAD))
    axes.imshow(colours, aspect="auto", alpha=0.85, interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks(
        range(len(kept)), [said(flips, key) for key in kept] if labelled else [""] * len(kept), size=7.5, color=INK
    )
    for line in np.arange(-0.5, len(kept)):
        axes.axhline(line, color="white", lw=1.5)


def said(flips: pd.DataFrame, key: str) -> str:
    """An assumption with the ends of its range."""
    values = flips[flips["assumption"] == key]["value"]
    short = (
        key.replace("company.", "")
        .replace("population.", "")
        .replace("cost_register.", "")
        .replace("word_of_mouth.", "")
    )
    return f"{short.replace('_', ' ')}  {values.min():.3g} to {values.max():.3g}"


def rgb(colour: str) -> np.ndarray:
    """A colour as three numbers."""
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many characters."""
    lines = [""]
    for word in text.split():
        lines = [*lines[:-1], f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < width else [*lines, word]
    return lines
