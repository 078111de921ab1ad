"""The journeys of the experiment: each part at each load, kept beside it as they are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from laboratory import base_of, declared, designs_of

from orgsim.answers.answer import Answer
from orgsim.config.command import configs
from orgsim.config.load import read, typed
from orgsim.config.maturity import YEAR, Journey
from orgsim.config.schema import Design, Study, World
from orgsim.fit.fit import joined
from orgsim.maturity.journey import journey
from orgsim.sweep.changes import changed
from orgsim.sweep.swept import Swept

ALL, WITHOUT = "all", "without"


@dataclass(frozen=True)
class Journeys:
    """What was found, by part and load; and world (at the first load), designs and study."""

    answers: Mapping[tuple[str, float], Answer]
    swept_of: Mapping[tuple[str, float], Swept]
    swept: Swept  # all of them together
    made_of: tuple[World, Mapping[str, Design], Study]


def journeys(here: Path) -> Journeys:
    """Run what is missing of every part at every load."""
    asked = declared(here)
    maturity = typed(Journey, {"maturity": read(configs() / "maturity" / "default.yaml")}).maturity
    answers, swept_of, first = {}, {}, None
    for part, still in asked["parts"].items():
        for load in asked["loads"]:
            world, study = base_of(asked | {"world": {"company.load": load}})
            study = study if part == ALL else replace(study, path_replications=0)
            world, designs, study = changed(world, designs_of(here, asked["designs"]), study, asked["structure"])
            last = len(next(iter(maturity.values())).stages)
            path = [
                {YEAR: stage - 1} | {name: stage for name in maturity if name not in still}
                for stage in range(2, last + 1)
            ]
            folder = here / ".sweep" / f"{part}_{load:g}"
            found = journey(world, designs, study, maturity, still, path, 1, folder, progress=True)
            swept_of[part, load], answers[part, load] = found
            first = first or (world, designs, study)
    (_, whole), *others = swept_of.items()
    for (part, load), swept in others:
        whole = joined(whole, swept, f"{part} {load:g}: ")
    return Journeys(answers, swept_of, whole, first)
