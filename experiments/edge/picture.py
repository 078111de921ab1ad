"""The pictures of social at the edge: every world, part by part, and the gap where customers change channel."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from orgsim.views.style import BAD, COLOURS, GOOD, INK, MARKERS, NEUTRAL, RULE, SMALL_SIZE, Sheet, project_style

PANELS = (
    ("first_answer:channel=social", "First answer on social: sooner"),
    ("voice:pair=social-other", "V, social and other channels: lower"),
    ("response_latency:channel=social", "True resolution on social: slower"),
)
NAMES = {"core": "core", "edge": "edge", "edge_with_record_and_lines": "team with all means"}
WIDE, HIGH, LEFT, GAP, CLIP = 3.3, 3.0, 0.6, 0.6, 8


def worlds(table: pd.DataFrame, title: str) -> Figure:
    """A panel for each part of the claim, a dot a world and design: margins in the direction claimed, by news."""
    below = (
        f"{len(table)} worlds, by news. Up is what is claimed, in margins, against the core; above the dashed line it "
        f"holds; beyond {CLIP} drawn at {CLIP}. Filled: edge; hollow: with record, line, authority."
    )
    with project_style():
        sheet = Sheet(LEFT + 3 * (WIDE + GAP), HIGH + 0.95, title, below)
        for place, (name, head) in enumerate(PANELS):
            axes = sheet.place(LEFT + place * (WIDE + GAP), 0.6, WIDE, HIGH)
            for design, filled in (("edge_with_record_and_lines", False), ("edge", True)):
                size = table[f"{design}:{name}:margins"].clip(-CLIP, CLIP)
                colour = np.where(size > 1, GOOD, np.where(size < -1, BAD, NEUTRAL))
                face = colour if filled else "none"
                axes.scatter(table["news"], size, s=16, edgecolors=colour, facecolors=face, linewidths=0.8, alpha=0.85)
            axes.axhline(1, color=INK, lw=0.9, ls=(0, (4, 3)))
            axes.axhline(0, color=RULE, lw=0.9)
            axes.set(xscale="log", xlabel="news a week and topic", ylim=(-CLIP - 0.5, CLIP + 0.5))
            axes.set_xticks([0.02, 0.1, 0.5, 2, 5], ["0.02", "0.1", "0.5", "2", "5"])
            axes.minorticks_off()
            axes.set_title(head, loc="left", size=10.5, weight="bold", color=INK)
    return sheet.figure


def gaps(table: pd.DataFrame) -> Figure:
    """How much longer the same customer waits on social, by how many change channel."""
    heads = {"channel_gap": "To true resolution, hours", "channel_gap_first": "To the first answer, hours"}
    title = "Changing channel hardly moves the gap: social stays quicker for the same customer"
    below = (
        "How much longer (negative: shorter) the same customer waits on social than elsewhere, by the chance that a "
        "wrong answer is raised again on another channel; bars: 95 % over 20 replications."
    )
    with project_style():
        sheet = Sheet(10.6, HIGH + 0.95, title, below)
        for place, (measure, head) in enumerate(heads.items()):
            axes = sheet.place(0.7 + place * 4.3, 0.6, 3.3, HIGH)
            for (design, name), colour, marker in zip(NAMES.items(), COLOURS, MARKERS):
                own = table[(table["measure"] == measure) & (table["design"] == design)]
                axes.plot(own["switch"], own["mean"], "-", marker=marker, color=colour, lw=1.8, ms=5, label=name)
                axes.vlines(own["switch"], own["low"], own["high"], color=colour, lw=1.4)
            axes.axhline(0, color=RULE, lw=0.9)
            axes.set_xlabel("change channel")
            axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
            axes.set_title(head, loc="left", size=10.5, weight="bold", color=INK)
            axes.grid(True, axis="y")
        axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=SMALL_SIZE)
    return sheet.figure
