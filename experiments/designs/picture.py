"""The picture of the claims: how many worlds are for each, against it, or neither."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from wording import called

from orgsim.views.style import BAD, FAINT, GOOD, INK, NEUTRAL, SMALL_SIZE, Sheet, project_style

ROW, LEFT, WIDE = 0.29, 5.0, 4.2  # inches


def drawn(claims: pd.DataFrame, title: str) -> Figure:
    """A bar a claim, its worlds from those for it (left) to those against it (right)."""
    high = ROW * len(claims)
    below = (
        "Share of worlds for the claim (blue), within the margin (grey) and against it (orange). Dashed: what it "
        "takes to be reproduced (80 %) and to be not (50 %)."
    )
    with project_style():
        sheet = Sheet(LEFT + WIDE + 1.6, high + 0.6, title, below)
        axes = sheet.place(LEFT, 0.45, WIDE, high)
        axes.set(xlim=(0, 1), ylim=(len(claims) - 0.5, -0.5))
        axes.set_yticks([])
        axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
        before = ""
        for place, (_, row) in enumerate(claims.iterrows()):
            start, neither = 0.0, 1.0 - row["share_for"] - row["share_against"]
            for share, colour in ((row["share_for"], GOOD), (neither, NEUTRAL), (row["share_against"], BAD)):
                axes.barh(place, share, left=start, height=0.66, color=colour)
                start += share
            beside = axes.get_yaxis_transform()
            axes.text(-0.02, place, row["claim"], transform=beside, ha="right", va="center", size=SMALL_SIZE)
            if row["design"] != before:
                axes.text(
                    -LEFT / WIDE + 0.02,
                    place,
                    called(row["design"]),
                    transform=beside,
                    va="center",
                    weight="bold",
                    size=SMALL_SIZE,
                )
            before = row["design"]
            axes.text(
                1.02,
                place,
                row["verdict"],
                transform=beside,
                va="center",
                size=SMALL_SIZE,
                color=INK if row["verdict"] == "reproduced" else FAINT,
            )
        for share in (0.5, 0.8):
            axes.axvline(share, color=INK, lw=0.9, ls=(0, (4, 3)))
    return sheet.figure
