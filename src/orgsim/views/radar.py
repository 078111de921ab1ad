"""A profile as a radar: how far a company is in a few things, from stage 1 at the centre to the last (5) at the rim.

A profile is what somebody says of a company, not something measured: the picture shows it and judges nothing. The
area of a radar means nothing either, as it hangs on the order of the spokes; what is read is the place on each spoke.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.projections.polar import PolarAxes

from orgsim.errors import InputError
from orgsim.views.style import FAINT, INK, RULE, SMALL_SIZE, TEXT_SIZE, Sheet, look, project_style, wrapped
from orgsim.views.words import listed, plain

SPOKES = ("culture", "organisation", "involvement", "technology")
LOWEST, HIGHEST = 1, 5
MIDDLE = 0.5  # radius of stage 1, so that profiles at it still have a shape
SIZE, KEY = 3.9, 1.75  # inches
LARGEST, SMALLEST = 13, 6.5  # points; a later mark is smaller, so that one below it at the same stage still shows


def radar(
    profiles: Mapping[str, float] | Mapping[str, Mapping[str, float]],
    title: str = "",
    spokes: Sequence[str] = SPOKES,
    stages: Sequence[str] = (),
    highest: int = HIGHEST,
) -> Figure:
    """A profile (stage by spoke), or several by name, each in a colour and with a marker of its own.

    stages: what the stages are called, if they have names; highest: the last one. Raises InputError for a spoke that is
    missing or unknown, a stage that is not from 1 to the last, or more than seven profiles.
    """
    named = profiles if all(isinstance(each, Mapping) for each in profiles.values()) else {"": profiles}
    check_profiles(named, spokes, highest)
    style, angles = look(named), np.linspace(0, 2 * np.pi, len(spokes), endpoint=False)
    key = KEY if len(named) > 1 or stages else 0.3
    with project_style():
        sheet = Sheet(SIZE + 2 * 1.35 + key, SIZE + 0.85, title or sentence(named, spokes), subtitle(stages, highest))
        place = (1.35 / sheet.width, 0.4 / sheet.total, SIZE / sheet.width, SIZE / sheet.total)
        axes = sheet.figure.add_axes(place, projection="polar")
        rings(axes, angles, spokes, highest)
        sizes = np.linspace(LARGEST, SMALLEST, len(named)) if len(named) > 1 else [SMALLEST]
        for size, (name, profile) in zip(sizes, named.items()):
            one_profile(axes, angles, [profile[spoke] for spoke in spokes], *style[name], size)
        if len(named) > 1:
            names(sheet, style)
    return sheet.figure


def check_profiles(named: Mapping[str, Mapping[str, float]], spokes: Sequence[str], highest: int = HIGHEST) -> None:
    """Every profile has a stage from 1 to the last on every spoke, and no other spoke."""
    if not named or len(named) > len(set(look(named).values())):
        raise InputError("profiles", list(named), "one to seven profiles")
    for name, profile in named.items():
        where = f"profile {name}".strip()
        for spoke in profile:
            if spoke not in spokes:
                raise InputError(where, spoke, spokes)
        for spoke in spokes:
            value = profile.get(spoke)
            if isinstance(value, bool) or not isinstance(value, int | float) or not LOWEST <= value <= highest:
                raise InputError(f"{where}.{spoke}", value, f"a stage from {LOWEST} to {highest}")


def sentence(named: Mapping[str, Mapping[str, float]], spokes: Sequence[str]) -> str:
    """The profiles in words, for whoever gives no title."""
    parts = []
    for name, profile in named.items():
        low, high = min(spokes, key=lambda each: profile[each]), max(spokes, key=lambda each: profile[each])
        if profile[low] == profile[high]:
            said = f"stage {profile[low]:g} in everything"
        else:
            said = f"furthest in {plain(high)} ({profile[high]:g}), least far in {plain(low)} ({profile[low]:g})"
        parts.append(f"{plain(name)} {said}" if name else said)
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def subtitle(stages: Sequence[str], highest: int = HIGHEST) -> str:
    """What the rings are."""
    said = f"Stages {LOWEST} (centre) to {highest} (rim), as stated and not measured."
    return said + (" " + listed(f"{place} {name}" for place, name in enumerate(stages, 1)) + "." if stages else "")


def radius(stage: float) -> float:
    """Where a stage lies from the centre."""
    return stage - LOWEST + MIDDLE


def rings(axes: PolarAxes, angles: np.ndarray, spokes: Sequence[str], highest: int) -> None:
    """Spokes with their names outside the rim, rings with their stages, drawn straight between the spokes."""
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.set_ylim(0, radius(highest) + 0.15)
    axes.grid(False)
    axes.spines["polar"].set_visible(False)
    axes.set(xticks=[], yticks=[])
    around = np.append(angles, angles[0])
    for stage in range(LOWEST, highest + 1):
        axes.plot(around, np.full(len(around), radius(stage)), color=RULE, lw=1.0, zorder=1)
        axes.text(angles[0] + 0.06 * 2.5 / radius(stage), radius(stage), str(stage), size=SMALL_SIZE - 0.5, color=FAINT,
                  va="bottom", ha="left", zorder=5)  # fmt: skip
    for angle, spoke in zip(angles, spokes):
        axes.plot([angle, angle], [0, radius(highest)], color=RULE, lw=1.0, zorder=1)
        side = round(float(np.sin(angle)), 6)
        up = round(float(np.cos(angle)), 6)
        axes.text(angle, radius(highest) + 0.08 * highest, "\n".join(wrapped(plain(spoke), 1.25, TEXT_SIZE + 0.5)),
                  ha="left" if side > 0 else "right" if side < 0 else "center", size=TEXT_SIZE + 0.5, weight="bold",
                  va="bottom" if up > 0.5 else "top" if up < -0.5 else "center", color=INK)  # fmt: skip


def one_profile(axes: PolarAxes, angles: np.ndarray, values: Sequence[float], colour: str, marker: str, size: float):
    """A closed line with a mark on each spoke."""
    around, along = np.append(angles, angles[0]), [radius(each) for each in [*values, values[0]]]
    axes.fill(around, along, color=colour, alpha=0.1, lw=0, zorder=2)
    axes.plot(around, along, color=colour, lw=2, marker=marker, ms=size, mec="white", zorder=4,
              clip_on=False)  # fmt: skip


def names(sheet: Sheet, style) -> None:
    """Whose profile is which."""
    axes = sheet.place(SIZE + 2 * 1.35 - 0.1, 0.3, KEY, SIZE + 0.4)
    axes.set(xlim=(0, KEY), ylim=(0, SIZE + 0.4))
    axes.axis("off")
    height = SIZE + 0.2
    for name, (colour, marker) in style.items():
        said = wrapped(plain(name), KEY - 0.3, SMALL_SIZE + 0.5, bold=True)
        axes.plot(0.08, height, marker, color=colour, ms=7)
        axes.text(0.25, height + 0.09, "\n".join(said), size=SMALL_SIZE + 0.5, weight="bold", color=colour, va="top",
                  linespacing=1.15)  # fmt: skip
        height -= 0.2 + 0.17 * len(said)
