"""The picture of a front: the first goal against each of the others."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from orgsim.optimise.front import AS_IS, BESIDE, FOUND, Front
from orgsim.optimise.goals import Goal
from orgsim.views import marks
from orgsim.views.front import finding, pair, places
from orgsim.views.style import COLOURS, FAINT, INK, NEUTRAL, SMALL_SIZE, Sheet, project_style
from orgsim.views.words import RATIO_UNITS, quantity, title, unit_in_words

ON, OFF = COLOURS[0], NEUTRAL
FAR = 2.0  # lengths of an axis beyond which a design beside the one optimised is put on the picture's edge


def figures(front: Front) -> dict[str, Figure]:
    """Points in fresh worlds, with the intervals of their differences to the design as it is."""
    first, *others = front.goals
    across = min(2, len(others))
    wide, high = (7.2, 5.0) if across == 1 else (4.9, 3.9)
    down = math.ceil(len(others) / across)
    away = any(beyond(front, row, (first, goal)) for goal in others for _, row in front.front.iterrows())
    with project_style():
        sheet = Sheet(
            0.85 + across * (wide + 0.85),
            0.7 + down * (high + 0.75),
            finding(front).rstrip("."),
            f"Means in fresh worlds; bars: intervals of the paired difference to {front.design_name} as it is, for all "
            "points of a goal at once; shaded: equal to it within the margins"
            + ("; hollow diamonds lie beyond the edge." if away else "."),
        )
        for i, goal in enumerate(others):
            left, bottom = 0.85 + (i % across) * (wide + 0.85), 1.05 + (down - 1 - i // across) * (high + 0.75)
            panel(sheet.place(left, bottom, wide, high), front, first, goal, (wide, high))
        legend(sheet.place(0.6, 0.0, sheet.width - 0.8, 0.45), front)
    return {"front": sheet.figure}


def panel(axes: Axes, front: Front, across: Goal, up: Goal, inches: tuple[float, float]) -> None:
    """One pair of goals; with two goals in all the front is joined up as stairs."""
    labels, ends = [], []
    shade(axes, front, across, up)
    if len(front.goals) == 2:
        stairs(axes, front, across, up)
    limits = [frame(front, goal) for goal in (across, up)]
    for place, (_, row) in enumerate(front.front.iterrows()):
        colour, how = dress(row, place)
        bars = [bar(front, row, goal) for goal in (across, up)]
        at = [row[goal.measure] for goal in (across, up)]
        x, y = (min(max(value, low), high) for value, (low, high) in zip(at, limits))
        away = beyond(front, row, (across, up))
        if not away:
            axes.plot(bars[0], [y, y], color=colour, lw=1.1, alpha=0.55)
            axes.plot([x, x], bars[1], color=colour, lw=1.1, alpha=0.55)
        axes.plot(x, y, color=colour, ls="", zorder=3, clip_on=False, **(how | {"mfc": "white"} if away else how))
        labels.append((x, y, called(row) + (where(front, row, across, up) if away else ""), colour))
        ends.append((x, x, y, y) if away else (*bars[0], *bars[1]))
    axes.set(xlim=limits[0], ylim=limits[1], xlabel=axis_title(across), ylabel=axis_title(up))
    axes.grid(True)
    marks.beside_labels(axes, labels, ends, *inches)


def frame(front: Front, goal: Goal) -> tuple[float, float]:
    """The ends of an axis: what is found and the design as it is, and those beside it that are not too far away."""
    mine = front.front["kind"] != BESIDE
    ends = [end for _, row in front.front[mine].iterrows() for end in bar(front, row, goal)]
    middle, size = front.front[goal.measure].iloc[0], goal.margin(front.front[goal.measure].iloc[0])
    low, high = np.nanmin([*ends, middle - size]), np.nanmax([*ends, middle + size])
    if goal.unit in RATIO_UNITS:  # a margin wider than what it belongs to reaches below nothing
        low = max(low, 0.0)
    near = FAR * (high - low)
    for _, row in front.front[~mine].iterrows():
        if low - near <= row[goal.measure] <= high + near:
            low, high = np.nanmin([low, *bar(front, row, goal)]), np.nanmax([high, *bar(front, row, goal)])
    room = 0.09 * (high - low or abs(high) or 1.0)
    return low - room, high + room


def beyond(front: Front, row: pd.Series, goals: tuple[Goal, Goal]) -> bool:
    """Whether a point lies outside the picture of two goals."""
    return any(not low <= row[goal.measure] <= high for goal, (low, high) in ((g, frame(front, g)) for g in goals))


def where(front: Front, row: pd.Series, across: Goal, up: Goal) -> str:
    """Where a point lies that is beyond the picture."""
    said = [quantity(row[goal.measure], goal.unit, min(places(front, goal), 2)) for goal in (across, up)]
    return f"\nbeyond: {said[0]}, {said[1]}"


def called(row: pd.Series) -> str:
    """A design's name; a setting's trial."""
    return str(row["trial"]) if row["kind"] == FOUND else row["point"] + ", as it is" * (row["kind"] == AS_IS)


def dress(row: pd.Series, place: int) -> tuple[str, dict]:
    """Colour and marker: the design as it is in ink, those beside it in colours, settings filled where on the front."""
    if row["kind"] == AS_IS:
        return INK, {"marker": "s", "ms": 8}
    if row["kind"] == BESIDE:
        return COLOURS[1 + (place - 1) % (len(COLOURS) - 1)], {"marker": "D", "ms": 7}
    if row["non_dominated"]:
        return ON, {"marker": "o", "ms": 6.5}
    return OFF, {"marker": "o", "ms": 6.5, "mfc": "white"}


def bar(front: Front, row: pd.Series, goal: Goal) -> tuple[float, float]:
    """The ends of a point's interval: of its difference to the design as it is, drawn from there."""
    found = pair(front, row["point"], goal)
    if found is None or not math.isfinite(found["low"]):
        return row[goal.measure], row[goal.measure]
    start = row[goal.measure] - found["difference"]
    return start + found["low"], start + found["high"]


def shade(axes: Axes, front: Front, across: Goal, up: Goal) -> None:
    """What is equal to the design as it is within the margins."""
    row = front.front.iloc[0]
    wide, high = across.margin(row[across.measure]), up.margin(row[up.measure])
    corner = (row[across.measure] - wide, row[up.measure] - high)
    axes.add_patch(Rectangle(corner, 2 * wide, 2 * high, color=marks.SHADE, lw=0, zorder=0))


def stairs(axes: Axes, front: Front, across: Goal, up: Goal) -> None:
    """What the front reaches: no point seen lies on its better side."""
    on = front.front[front.front["non_dominated"] & (front.front["kind"] != BESIDE)]
    on = on.sort_values(across.measure, ascending=across.sign > 0)
    axes.step(on[across.measure], on[up.measure], where="post", color=ON, lw=1.2, alpha=0.5)


def axis_title(goal: Goal) -> str:
    """The measure with its unit and its better side."""
    unit = unit_in_words(goal.unit)
    return ", ".join(part for part in (title(goal.measure), unit, f"{goal.way} is better") if part)


def legend(axes: Axes, front: Front) -> None:
    """What the markers of settings mean, of those that are drawn."""
    axes.set(xlim=(0, 10), ylim=(0, 1))
    axes.axis("off")
    unbeaten = front.front.loc[front.front["kind"] == FOUND, "non_dominated"]
    on = (ON, ON, "setting (the number is its trial) beaten by no other in fresh worlds")
    off = (OFF, "white", "setting beaten in fresh worlds, though not in the search")
    says = [on] * bool(unbeaten.any()) + [off] * bool((~unbeaten).any())
    for x, (colour, face, said) in zip((0.2, 5.6), says):
        axes.plot(x, 0.6, "o", color=colour, mfc=face, ms=6.5)
        axes.text(x + 0.15, 0.6, said, va="center", size=SMALL_SIZE, color=FAINT)
