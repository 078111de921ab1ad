"""The picture of the collapse: latency by load, for some shares of interdependence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from orgsim.comparison import paired
from orgsim.sweep.swept import Swept
from orgsim.views.style import INK, SMALL_SIZE, Sheet, look, project_style, spread

WIDE, HIGH, GAP, LEFT = 3.0, 3.4, 0.35, 0.75
TOP = 168.0  # hours: nothing was resolved
BELOW = (
    "Response latency (hours, what is not resolved within seven days counts as 168) against the load of the company. "
    "Lines: means; bands: 95 % intervals over replications. Each panel: share of issues that need several departments."
)


def latency_by_load(swept: Swept, names: Mapping[str, str], shown: Sequence[float], title: str) -> Figure:
    """A panel for each share of interdependence, a line with its band for each design."""
    style = look(swept.designs)
    with project_style():
        sheet = Sheet(LEFT + len(shown) * (WIDE + GAP) + 0.9, HIGH + 1.1, title, BELOW)
        for place, needs in enumerate(shown):
            axes = sheet.place(LEFT + place * (WIDE + GAP), 0.65, WIDE, HIGH)
            ends = {name: line(axes, swept, name, needs, colour) for name, (colour, _) in style.items()}
            axes.set(ylim=(0, TOP), xlabel="load")
            axes.set_title(f"{needs:.0%} interdependent", loc="left", size=11, weight="bold", color=INK)
            axes.grid(True, axis="y")
            axes.tick_params(labelleft=place == 0)
            if place == len(shown) - 1:
                label(axes, ends, names, style)
        sheet.figure.axes[0].set_ylabel("hours")
    return sheet.figure


def apart(figure: Figure) -> Figure:
    """The map without labels that would cover others: areas of one cell are too small for words."""
    canvas, taken = figure.canvas.get_renderer(), []
    for text in [text for axes in figure.axes for text in axes.texts]:
        box = text.get_window_extent(canvas)
        if any(box.overlaps(other) for other in taken):
            text.remove()
        else:
            taken.append(box)
    return figure


def line(axes, swept: Swept, design: str, needs: float, colour: str) -> tuple[float, float]:
    """Draw a design; returns where its line ends."""
    points = swept.points[swept.points["demand.interdependence"] == needs].sort_values("company.load")
    values = swept.values("response_latency")[design].unstack("replication").loc[points["point"]]
    n, mean, variance = paired.moments(values.to_numpy())
    low, high = paired.interval(n, mean, variance, swept.confidence)
    loads = points["company.load"].to_numpy()
    axes.fill_between(loads, low, high, color=colour, alpha=0.2, lw=0)
    axes.plot(loads, mean, color=colour, lw=2)
    return loads[-1], mean[-1]


def label(axes, ends, names, style) -> None:
    """Names at the ends of the lines, moved apart where they would meet."""
    heights = spread([end[1] for end in ends.values()], TOP * 0.065)
    for (name, (x, _)), height in zip(ends.items(), heights, strict=True):
        axes.annotate(names[name], (x, height), (6, 0), textcoords="offset points", va="center", size=SMALL_SIZE,
                      color=style[name][0], weight="bold", annotation_clip=False)  # fmt: skip
