"""A journey: the same company at each stop of its way, each dimension alone, and the end without its upkeep.

Every stop is a stationary run of its own in the same worlds (replication r has the same people, issues and draws at
each), so that stops are compared in pairs. What happens between two of them is not simulated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.journey import ALONE, FREE, PATH
from orgsim.answers.journey import journey as judged
from orgsim.answers.measured import HEADLINE
from orgsim.comparison.margins import NEITHER, STANDARDS
from orgsim.comparison.progress import Show
from orgsim.config.maturity import YEAR
from orgsim.config.schema import Design, Study, World
from orgsim.config.scorecard import Scorecard
from orgsim.config.space import LIST, Space
from orgsim.errors import InputError
from orgsim.maturity.presets import Maturity, check, settings, upkeep
from orgsim.maturity.way import Stop, way
from orgsim.sweep.space import plain
from orgsim.sweep.sweep import sweep
from orgsim.sweep.swept import Swept

OF_THE_PATH = "net_advocates"  # asked for only where the study has a path


@dataclass(frozen=True)
class Itinerary:
    """The points of a journey. layout: what each is: point, part, name, year, dimension, minutes, dollars, stages."""

    stops: tuple[Stop, ...]
    points: list[dict[str, Any]]
    layout: pd.DataFrame

    @property
    def space(self) -> Space:
        """The points as a sweep takes them."""
        return Space(kind=LIST, list=self.points)


def journey(
    world: World,
    designs: Mapping[str, Design],
    study: Study,
    maturity: Maturity,
    profile: Mapping[str, int] | None = None,
    path: Sequence[Mapping[str, float]] = (),
    seed: int = 1,
    out: str | Path | None = None,
    *,
    measures: Sequence[str] = HEADLINE,
    scorecard: Scorecard | None = None,
    progress: Show = False,
    processes: int | None = None,
    folders: Iterable[Path] = (),
) -> tuple[Swept, Answer]:
    """Run what is missing of a journey's points (see ``sweep``, which keeps them in ``out``), and judge.

    profile: stage by dimension now (not named: 1); path: years and the stages reached then (none: a stage a year).
    Raises InputError.
    """
    check(world, designs, study, maturity)
    asked, plan = asked_for(measures, study), itinerary(world, maturity, profile or {}, path)
    swept = sweep(world, designs, study, plan.space, seed, out, progress=progress, processes=processes, folders=folders)
    return swept, judged(swept, plan.layout, asked, scorecard)


def asked_for(measures: Sequence[str], study: Study) -> list[str]:
    """The measures, each with a better side; without a path no advocates. Raises InputError where none is left."""
    found = [each for each in dict.fromkeys(measures) if study.path_replications or each != OF_THE_PATH]
    sided = [name for name, standard in STANDARDS.items() if standard.better != NEITHER]
    for each in found:
        if each not in sided:
            raise InputError("measures", each, sided)
    if not found:
        raise InputError("measures", list(measures), "at least one (net_advocates needs study.path_replications)")
    return found


def itinerary(
    world: World, maturity: Maturity, profile: Mapping[str, int], path: Sequence[Mapping[str, float]]
) -> Itinerary:
    """Every stop; each dimension alone at the stage it ends at, the others as now; and the end without its upkeep.

    What is the same company twice is one point. Raises InputError (see ``way``).
    """
    stops = way(maturity, profile, path)
    now, end = stops[0].profile, stops[-1].profile
    rows = [(PATH, each.name, each.year, "", each.profile, False) for each in stops]
    rows += [
        (ALONE, f"{name} alone", None, name, {**now, name: end[name]}, False) for name in now if end[name] != now[name]
    ]
    rows.append((FREE, "the end without upkeep", None, "", end, True))
    points: list[dict[str, Any]] = []
    layout = []
    for part, name, year, dimension, stages, free in rows:
        values = {key: plain(value) for key, value in settings(world, maturity, stages, free).items()}
        if values not in points:
            points.append(values)
        cost = upkeep(world, maturity, stages)
        told = {"minutes": 0.0 if free else cost.minutes_a_week, "dollars": 0.0 if free else cost.dollars_a_week}
        label = {"point": str(points.index(values) + 1), "part": part, "name": name, YEAR: year, "dimension": dimension}
        layout.append({**label, **told, "people": cost.people, **{f"stage:{each}": stages[each] for each in stages}})
    return Itinerary(tuple(stops), points, pd.DataFrame(layout))
