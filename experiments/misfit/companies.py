"""The companies of this experiment: a star around the default one, and others in which all contingencies differ."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]

from laboratory import base_of, declared, designs_of  # noqa: E402

from orgsim.config.fit import Star  # noqa: E402
from orgsim.config.load import typed  # noqa: E402
from orgsim.config.schema import World  # noqa: E402
from orgsim.config.space import LIST, Space  # noqa: E402
from orgsim.fit.contingencies import CONTINGENCIES  # noqa: E402
from orgsim.fit.star import Plan, planned  # noqa: E402
from orgsim.sweep.ranges import Range, sobol  # noqa: E402
from orgsim.sweep.space import plain  # noqa: E402
from orgsim.sweep.sweep import sweep  # noqa: E402
from orgsim.sweep.swept import Swept  # noqa: E402

NAMES = [each.name for each in CONTINGENCIES]


def star_of(asked: Mapping[str, Any]) -> Star:
    """The star as declared."""
    return typed(Star, asked["star"], "star.")


def star() -> Plan:
    """The points of the star around the default company; nothing is drawn."""
    asked = declared(HERE)
    return planned(base_of(asked)[0], star_of(asked), Space())


def others() -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Contingencies of each other company, and the keys that make it."""
    asked, world = declared(HERE), base_of(declared(HERE))[0]
    ranges = [Range(name, name, **asked["ranges"][name]) for name in NAMES]
    wanted = asked["companies"]
    places = sobol(ranges, wanted["of"], wanted["seed"])[: wanted["number"]]
    return pd.DataFrame(places), [keys_of(world, place, star_of(asked).public) for place in places]


def keys_of(world: World, place: Mapping[str, float], public: list[str]) -> dict[str, Any]:
    """All five contingencies at once; each has keys of its own."""
    found: dict[str, Any] = {}
    for each in CONTINGENCIES:
        found |= each.keys(world, public, place[each.name])
    return {key: plain(value) for key, value in found.items()}


def run_points(points: list[dict[str, Any]], seed: int, part: str) -> Swept:
    """Every point under every design of the declaration, kept in .sweep/."""
    asked = declared(HERE)
    world, study = base_of(asked)
    space, designs = Space(kind=LIST, list=points), designs_of(HERE, asked["designs"])
    return sweep(world, designs, study, space, seed, HERE / ".sweep" / part, keep=asked["keep"], progress=True,
                 processes=study.processes)  # fmt: skip


def simulated() -> tuple[Plan, Swept, pd.DataFrame, Swept]:
    """The star's plan and sweep; the other companies and their sweep, on other replications."""
    plan, (table, points) = star(), others()
    seed = declared(HERE)["companies"]["replications_seed"]
    return plan, run_points(plan.points, 1, "star"), table, run_points(points, seed, "companies")


if __name__ == "__main__":
    simulated()
