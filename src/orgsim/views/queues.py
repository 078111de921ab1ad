"""What waits in each unit over the weeks, a panel to a design: where work piles up, and whether it is worked off."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.comparison import paired
from orgsim.observed import Waiting
from orgsim.views import marks
from orgsim.views.style import BAD, FAINT, INK, NEUTRAL, SMALL_SIZE, Sheet, project_style
from orgsim.views.words import listed, namer, number, plain

ACROSS, WIDE, HIGH, LEFT, NAMES = 3, 2.75, 2.5, 0.7, 0.95  # inches
MOST_NAMED, MOST_LISTED = 4, 3  # lines with their name; units named in the title
LEAST_NAMED = 0.25  # of the longest queue, for a name of its own


@dataclass(frozen=True)
class Queues:
    """One design's queues. mean, low, high: float[units, days]; day: float[days]; order: the longest first."""

    units: tuple[str, ...]
    day: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    order: np.ndarray
    longest: tuple[str, ...]  # the bottleneck, and the units whose queues are not shown to be shorter

    @property
    def worst(self) -> int:
        """The day on which most waits at the bottleneck."""
        return int(self.mean[self.order[0]].argmax())

    @property
    def at_worst(self) -> tuple[float, float, float]:
        """Jobs waiting there on that day, with the interval."""
        top = self.order[0]
        return tuple(float(each[top, self.worst]) for each in (self.mean, self.low, self.high))


def queues_of(waiting: Waiting) -> dict[str, Queues]:
    """The queues of each design, over its replications."""
    return {name: _queues(waiting, name) for name in waiting.charts}


def _queues(waiting: Waiting, design: str) -> Queues:
    own = waiting.table[waiting.table["design"] == design]
    units = waiting.charts[design].units
    wide = own.pivot(index=["unit", "day"], columns="replication", values="jobs")
    days = wide.index.unique("day").sort_values()
    jobs = wide.reindex([(unit, day) for unit in units for day in days]).to_numpy()
    n, mean, variance = paired.moments(jobs)
    low, high = paired.interval(n, mean, variance, waiting.confidence)
    shape = len(units), len(days)
    mean, low, high = (each.reshape(shape) for each in (mean, low, high))
    order = np.argsort(-mean.mean(axis=1), kind="stable")
    over_days = jobs.reshape(*shape, -1).mean(axis=1)  # [unit, replication]
    n, apart, variance = paired.moments(over_days[order[0]] - over_days)
    shorter = paired.interval(n, apart, variance, waiting.confidence)[0] > 0
    longest = [units[u] for u in order if u == order[0] or (not shorter[u] and mean[u].max() > 0)]
    return Queues(units, days.to_numpy(float), mean, np.maximum(low, 0), high, order, tuple(longest))


def title(found: Mapping[str, Queues], names: Mapping[str, str] | None = None) -> str:
    """Where work piles up under each design, and how high."""
    say = namer(names)
    where = {name: at_in_words(own) for name, own in found.items()}
    most = {name: jobs(own.at_worst[0]) for name, own in found.items()}
    if max(own.at_worst[0] for own in found.values()) < 0.5:
        return "Nothing piles up: on no day does as much as one job wait in any unit"
    if len(set(where.values())) == 1:
        said = "every design" if len(found) > 2 else "both designs" if len(found) > 1 else say(next(iter(found)))
        each = listed(f"{most[name]}{f' under {say(name)}' * (len(found) > 1)}" for name in found)
        return f"Work piles up in {next(iter(where.values()))} under {said}: at worst {each} jobs wait there"
    each = (
        f"under {say(name)} in {where[name]} ({most[name] if i else f'at worst {most[name]} jobs wait'})"
        for i, name in enumerate(found)
    )
    return f"Work piles up {', '.join(each)}"


def at_in_words(own: Queues) -> str:
    """The bottleneck, or the units that share its place."""
    if len(own.longest) > MOST_LISTED:
        return f"{len(own.longest)} units not told apart"
    return listed((plain(unit) for unit in own.longest), "or")


def jobs(value: float) -> str:
    """A number of jobs: whole ones where there are many."""
    return number(value, 0 if value >= 10 else 1)


def subtitle(found: Mapping[str, Queues], waiting: Waiting, names: Mapping[str, str] | None = None) -> str:
    """What is drawn, how sure, and what waits in the end."""
    say, worlds = namer(names), waiting.table["replication"].nunique()
    ends = listed(f"{jobs(own.mean[own.order[0], -1])} under {say(name)}" for name, own in found.items())
    return (
        "Jobs waiting (cases, approvals, meetings, own work), mean over the open hours of a day; bands: "
        f"{100 * waiting.confidence:g} % intervals over {worlds} worlds. Coloured: where most waits; "
        f"there, on the last day: {ends}."
    )


def queues(waiting: Waiting, names: Mapping[str, str] | None = None) -> Figure:
    """A panel to each design, a line to each unit, the longest queue in colour."""
    found, say = queues_of(waiting), namer(names)
    across = min(ACROSS, len(found))
    down = math.ceil(len(found) / across)
    top = 1.12 * max(float(np.nanmax(np.where(np.isfinite(own.high), own.high, own.mean))) for own in found.values())
    with project_style():
        width = LEFT + across * (WIDE + NAMES) + 0.1
        sheet = Sheet(max(width, 8.0), down * (HIGH + 0.95) + 0.1, title(found, names), subtitle(found, waiting, names))
        for place, (name, own) in enumerate(found.items()):
            left, row = LEFT + place % across * (WIDE + NAMES), down - 1 - place // across
            axes = sheet.place(left, 0.55 + row * (HIGH + 0.95), WIDE, HIGH)
            axes.set_title(say(name), loc="left", size=11.5, color=INK, weight="bold")
            surge(axes, waiting, name, place == 0)
            panel(axes, own, max(top, 1.0))
            if place % across == 0:
                axes.set_ylabel("jobs waiting (one scale)" if len(found) > 1 else "jobs waiting")
            else:
                axes.tick_params(labelleft=False)
            if row == 0:
                axes.set_xlabel("weeks after the warm-up")
    return sheet.figure


def panel(axes: Axes, own: Queues, top: float) -> None:
    """The lines of one design, the longest queues with their names at the end."""
    weeks = (own.day + 0.5) / 7
    highest = own.mean.max(axis=1)
    named = [u for u in own.order if highest[u] >= LEAST_NAMED * highest[own.order[0]]][:MOST_NAMED]
    axes.set_xlim(0, math.ceil(weeks[-1]))
    axes.set_ylim(0, top)
    for u in own.order[::-1]:
        colour, wide = (BAD, 2.2) if u == own.order[0] else (INK if u in named else NEUTRAL, 1.3 if u in named else 0.9)
        if u in named:
            axes.fill_between(weeks, own.low[u], own.high[u], color=colour, alpha=0.2, lw=0)
        axes.plot(weeks, own.mean[u], color=colour, lw=wide)
    ends = [(weeks[-1], own.mean[u, -1], plain(own.units[u]), BAD if u == own.order[0] else INK) for u in named]
    rest = [u for u in own.order if u not in named]
    if rest:
        said = "1 other" if len(rest) == 1 else f"{len(rest)} others"
        ends.append((weeks[-1], float(own.mean[rest, -1].max()), said, FAINT))
    axes.grid(True, axis="y")
    axes.locator_params(axis="y", nbins=5)
    axes.locator_params(axis="x", integer=True)
    axes.yaxis.set_major_formatter(lambda y, _: number(y, 0 if y == round(y) else 1))
    marks.outside_labels(axes, ends, gap=0.075)


def surge(axes: Axes, waiting: Waiting, design: str, named: bool) -> None:
    """Shade the days on which more issues come, where there are such days."""
    world = waiting.charts[design].world
    shock = world.demand.surge
    if shock.factor == 1.0 or shock.days <= 0:
        return
    begin = (shock.from_day - waiting.begin_day) / 7
    axes.axvspan(begin, begin + shock.days / 7, color=marks.SHADE, lw=0, zorder=0)
    if named:
        how = {"ha": "center", "va": "top", "size": SMALL_SIZE - 0.5, "color": FAINT}
        axes.text(
            begin + shock.days / 14,
            0.99,
            f"{shock.factor:g} × issues",
            transform=axes.get_xaxis_transform(),
            bbox={**marks.WHITE, "alpha": 0.7},
            **how,
        )
