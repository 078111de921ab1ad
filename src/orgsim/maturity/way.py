"""The way of a company: its profile in each year in which it changes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orgsim.config.maturity import YEAR
from orgsim.errors import MISSING, InputError
from orgsim.maturity.presets import Maturity, Profile, check_profile


@dataclass(frozen=True)
class Stop:
    """A year, from now, and the profile from then on."""

    year: float
    profile: Profile

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return f"{YEAR} {self.year:g}"


def way(maturity: Maturity, profile: Mapping[str, int], path: Sequence[Mapping[str, float]]) -> list[Stop]:
    """Now and every stop after it. Dimensions that a profile does not name are at stage 1.

    path: years with the stages reached then; the others stay. None: each dimension a stage a year until the last one.
    Raises InputError for years that do not rise, and stages or dimensions that are nowhere.
    """
    check_profile("profile", maturity, profile)
    now = {name: int(profile.get(name, 1)) for name in maturity}
    stops = [Stop(0.0, now)]
    for place, step in enumerate(path or rising(maturity, now)):
        where = f"path[{place}]"
        check_step(where, step, next(iter(now)))
        year, reached = step[YEAR], {name: stage for name, stage in step.items() if name != YEAR}
        if not (math.isfinite(year) and year > stops[-1].year):
            raise InputError(f"{where}.{YEAR}", year, f"a number above {stops[-1].year:g}, where the step before is")
        check_profile(where, maturity, reached)
        profile_then = {**stops[-1].profile, **{name: int(stage) for name, stage in reached.items()}}
        if profile_then == stops[-1].profile:
            raise InputError(where, dict(step), "a step that changes a stage")
        stops.append(Stop(float(year), profile_then))
    if len(stops) < 2:
        raise InputError("profile", now, "a stage below the last in some dimension, or a path")
    return stops


def check_step(where: str, step: Mapping[str, float], example: str) -> None:
    """A year and the stages reached then, all of them numbers."""
    like = f"{{{YEAR}: 1, {example}: 2}}"
    if not isinstance(step, Mapping):
        raise InputError(where, step, f"a year with the stages reached then, as in {like}")
    if YEAR not in step:
        raise InputError(f"{where}.{YEAR}", MISSING, f"years from now, as in {like}")
    for name, value in step.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{where}.{name}", value, f"a number, as in {like}")


def rising(maturity: Maturity, now: Profile) -> list[dict[str, float]]:
    """Every dimension a stage a year, until it is at its last."""
    years = max(len(maturity[name].stages) - stage for name, stage in now.items())
    return [
        {YEAR: year} | {name: min(stage + year, len(maturity[name].stages)) for name, stage in now.items()}
        for year in range(1, years + 1)
    ]
