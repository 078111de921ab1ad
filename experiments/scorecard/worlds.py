"""Every world run twice over: its weeks 1 to 4 and its weeks 5 to 12, of the same runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import yaml
from laboratory import base_of, declared, designs_of

from orgsim.config.command import configs
from orgsim.config.load import typed
from orgsim.config.space import Space
from orgsim.sweep.changes import changed
from orgsim.sweep.points import Point
from orgsim.sweep.runner import evaluate
from orgsim.sweep.space import values_of
from orgsim.sweep.sweep import kept

INDEX = ["window", "world", "design", "replication"]


def space() -> Space:
    """The uncertain world that comes with orgsim."""
    return typed(Space, yaml.safe_load((configs() / "space" / "uncertain.yaml").read_text()))


def values(here: Path) -> pd.DataFrame:
    """Values by (window, world, design, replication), a column per measure as named in what is kept."""
    windows = declared(here)["windows"]
    table = pd.concat([evaluate(points(here, each), here / ".sweep", f"{each}: worlds", True) for each in windows])
    table[["window", "world"]] = table["point"].str.split("-", expand=True).to_numpy()
    subset = table["subset"].where(table["subset"] != "all", "")
    name = table["measure"].str.cat(subset, sep=":").str.rstrip(":")
    return table.assign(name=name).pivot(index=INDEX, columns="name", values="value")


def points(here: Path, window: str) -> list[Point]:
    """All worlds in a window, each with a seed of its own, the same in both windows."""
    asked = declared(here)
    world, study = base_of(asked)
    study = replace(study, **asked["windows"][window])
    designs, measures = designs_of(here, asked["designs"]), kept(asked["keep"])
    return [
        Point(
            f"{window}-{place:02d}", *changed(world, designs, study, point), asked["seed"] + place, measures, ("flow",)
        )
        for place, point in enumerate(values_of(space()))
    ]
