"""The picture of the extensions: what each does to every design, measure by measure."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from orgsim.views.style import INK, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import plain

PANELS = {
    "response_latency": "Response latency, hours",
    "voice": "V, one right voice, share",
    "cost_per_resolved": "Cost per resolved issue, dollars",
    "own_work_delay": "Own work waits, working hours",
}
NAMES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub", "team": "team"}
WIDE, HIGH, LEFT, GAP = 4.7, 2.3, 0.75, 0.9


def drawn(table: pd.DataFrame, title: str) -> Figure:
    """A panel for each measure: the designs, with all off and with each extension on."""
    below = "Default company; dots are means, bars 95 % over 20 replications. Left of the line: all extensions off."
    on, style = list(table["on"].unique()), look(list(NAMES))
    with project_style():
        sheet = Sheet(LEFT + 2 * (WIDE + GAP) + 0.2, 2 * (HIGH + GAP) + 0.3, title, below)
        for place, (measure, head) in enumerate(PANELS.items()):
            left, bottom = LEFT + place % 2 * (WIDE + GAP), 0.6 + (1 - place // 2) * (HIGH + GAP)
            axes = sheet.place(left, bottom, WIDE, HIGH)
            for number, (name, (colour, marker)) in enumerate(style.items()):
                own = table[(table["measure"] == measure) & (table["subset"] == "all") & (table["design"] == name)]
                own = own.set_index("on").loc[on]
                at = [n + 0.14 * (number - 1.5) for n in range(len(on))]
                axes.plot(at, own["mean"], marker, color=colour, ms=5, label=NAMES[name])
                axes.vlines(at, own["low"], own["high"], color=colour, lw=1.5)
            axes.axvline(0.5, color=INK, lw=0.8)
            axes.set_xticks(range(len(on)), [plain(each).replace(" ", "\n") for each in on])
            axes.set_title(head, loc="left", size=10.5, weight="bold", color=INK)
            axes.grid(True, axis="y")
            if measure == "own_work_delay":
                axes.legend(loc="upper right", frameon=False, fontsize=SMALL_SIZE)
    return sheet.figure
