"""Customers and who knows whom: neutral, advocate or adversary, friends close to one another, influencers larger."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from orgsim.comparison import paired
from orgsim.observed import ADVERSARY, ADVOCATE, NEUTRAL, Standing
from orgsim.views import marks
from orgsim.views.places import places
from orgsim.views.style import BAD, FAINT, GOOD, INK, PAPER, SMALL_SIZE, Sheet, project_style
from orgsim.views.words import decimals, listed, namer, number

ACROSS, WIDE, HEAD = 3, 3.5, 0.5  # inches
COLOURS = {NEUTRAL: "#c9ced4", ADVERSARY: BAD, ADVOCATE: GOOD}
SAID = {ADVOCATE: "advocate", NEUTRAL: "neutral", ADVERSARY: "adversary"}
MARGIN = 1.0  # points: friends so near to chance count as no more than by chance
AS_MANY, MORE, FEWER, UNSURE = "as by chance", "more", "fewer", "not settled"
COVER = 0.62  # of the disc, by all dots together
LARGER = 2.6  # times the width, for influencers


def excess(standing: Standing, design: str, kind: int = ADVOCATE) -> dict[str, float]:
    """How many friends of such customers are such themselves, in per cent: mean, and beyond chance with interval."""
    own = standing.alike[(standing.alike["design"] == design) & (standing.alike["standing"] == kind)]
    beyond = 100 * (own["friends"] - own["by_chance"]).to_numpy()[None, :]
    n, mean, variance = paired.moments(beyond)
    low, high = paired.interval(n, mean, variance, standing.confidence)
    friends = 100 * float(own["friends"].mean())
    return {"friends": friends, "beyond": float(mean[0]), "low": float(low[0]), "high": float(high[0])}


def title(standing: Standing, names: Mapping[str, str] | None = None) -> str:
    """Whether advocates know one another more than by chance, and how many of their friends are advocates."""
    say = namer(names)
    if not standing.ties.ties:
        own = standing.alike[standing.alike["standing"] == ADVOCATE].groupby("design")["share"].mean()
        ends = listed(f"{100 * own[name]:.0f} % under {say(name)}" for name in standing.end)
        return f"After {standing.days:g} days customers who know nobody are advocates: {ends}"
    found = {name: excess(standing, name) for name in standing.end}
    kinds = {name: verdict(own["low"], own["high"]) for name, own in found.items()}
    friends = listed(f"{number(own['friends'], 1)} % under {say(name)}" for name, own in found.items())
    said = f"of their friends {friends} are advocates, too"
    apart = [
        f"{beyond_in_words(own)} {kinds[name]} than by chance under {say(name)}"
        for name, own in found.items()
        if kinds[name] in (MORE, FEWER)
    ]
    rest = {kind: listed(say(name) for name in found if kinds[name] == kind) for kind in (AS_MANY, UNSURE)}
    if not apart:
        by_chance = listed(f"{number(own['friends'] - own['beyond'], 1)} %" for own in found.values())
        sure = UNSURE not in kinds.values()
        return (
            f"Advocates {'do not' if sure else 'are not shown to'} cluster: {said}; by chance it would be {by_chance}"
        )
    parts = [*apart, *(f"{kind} under {those}" for kind, those in rest.items() if those != "none")]
    return f"Advocates {'cluster' if MORE in kinds.values() else 'avoid one another'}: {said}, {'; '.join(parts)}"


def verdict(low: float, high: float) -> str:
    """What may be said of an interval of points beyond chance."""
    if -MARGIN <= low and high <= MARGIN:
        return AS_MANY
    return MORE if low > 0 else FEWER if high < 0 else UNSURE


def beyond_in_words(own: Mapping[str, float]) -> str:
    """Points beyond chance with their interval."""
    places = min(2, decimals(own["beyond"], own["low"], own["high"]))
    low, high = sorted((abs(own["low"]), abs(own["high"])))
    return f"{number(abs(own['beyond']), places)} points ({number(low, places)} to {number(high, places)})"


def subtitle(standing: Standing) -> str:
    """What is drawn and what the numbers are of."""
    worlds = standing.alike["replication"].nunique()
    drawn = f"the first of {worlds} worlds is drawn" if worlds > 1 else "one world"
    return (
        f"{len(standing.start):,} customers, {standing.ties.ties:,} ties (not drawn: friends stand close), "
        f"{standing.days:g} days on; {drawn}. By chance: the same customers with their ties dealt out anew; "
        f"within {MARGIN:g} point of it counts as no cluster ({100 * standing.confidence:g} % intervals over worlds). "
        "Large: influencers."
    )


def network(standing: Standing, names: Mapping[str, str] | None = None) -> Figure:
    """The customers at the start, and in the end under each design."""
    say = namer(names)
    panels = {"at the start": standing.start} | {say(name): end for name, end in standing.end.items()}
    across = min(ACROSS, len(panels)) if len(panels) != 4 else 2
    down = math.ceil(len(panels) / across)
    spots = places(standing.ties)
    with project_style():
        sheet = Sheet(across * WIDE + 0.4, down * (WIDE + HEAD) + 0.4, title(standing, names), subtitle(standing))
        for place, (name, kinds) in enumerate(panels.items()):
            row = down - 1 - place // across
            axes = sheet.place(0.2 + place % across * WIDE, 0.4 + row * (WIDE + HEAD), WIDE, WIDE)
            axes.set_title(name, size=11.5, color=INK, weight="bold", pad=16)
            how = {"ha": "center", "va": "bottom", "size": SMALL_SIZE, "color": FAINT}
            axes.text(0.5, 1.0, counted(kinds), transform=axes.transAxes, **how)
            crowd(axes, spots, kinds, standing.influencers)
        kinds = {kind: (COLOURS[kind] if kind else "#9aa1aa", SAID[kind]) for kind in (ADVOCATE, NEUTRAL, ADVERSARY)}
        marks.key(sheet.place(0.3, -0.3, 6, 0.75), kinds, 6)
    return sheet.figure


def counted(kinds: np.ndarray) -> str:
    """Shares of advocates and adversaries."""
    return f"{100 * np.mean(kinds == ADVOCATE):.0f} % advocates, {100 * np.mean(kinds == ADVERSARY):.0f} % adversaries"


def crowd(axes: Axes, spots: np.ndarray, kinds: np.ndarray, influencers: np.ndarray) -> None:
    """A dot for each customer, one path for each kind: a small file though there are many."""
    axes.set(xlim=(-1.04, 1.04), ylim=(-1.04, 1.04), aspect="equal")
    axes.axis("off")
    inches = WIDE / 2.08
    width = 72 * 2 * inches * math.sqrt(COVER / max(1, len(kinds)))  # points: areas of all dots are that share
    width = min(width, 8.0)
    for large in (False, True):
        for kind, colour in COLOURS.items():
            own = spots[(kinds == kind) & (influencers == large)]
            if large and len(own):
                dots(axes, own, LARGER * width + 1.2, PAPER)
            dots(axes, own, LARGER * width if large else width, "#8a8f98" if large and kind == NEUTRAL else colour)


def dots(axes: Axes, spots: np.ndarray, width: float, colour: str) -> None:
    """Round dots as strokes with round ends and next to no length."""
    step = 72 * WIDE / 2.08  # points to a unit; a tenth of a point is near enough
    at = np.round(spots * step, 1) / step
    ends = np.repeat(at, 2, axis=0)
    ends[1::2, 0] += 0.1 / step
    if len(ends):
        codes = np.tile([Path.MOVETO, Path.LINETO], len(at))
        path = Path(ends, codes)
        path.should_simplify = False
        axes.add_patch(PathPatch(path, fill=False, ec=colour, lw=width, capstyle="round", snap=False))
