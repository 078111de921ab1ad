"""What is run: the nine designs in 64 worlds, their null controls, and hub against dandelion in growing companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from laboratory import base_of, declared, designs_of

from orgsim.config.load import typed
from orgsim.config.overrides import overridden
from orgsim.config.schema import Channel, Design, Study, Topic, World
from orgsim.config.space import LIST, Space
from orgsim.sweep.space import values_of
from orgsim.sweep.sweep import sweep
from orgsim.sweep.swept import Swept

HERE = Path(__file__).parent
LOAD = "company.load"
PEOPLE, CUSTOMERS, EVERY = 12, 2500, 2  # of a department that grows; every second has a channel at its door
STILL = {"topics.*.news": 0}


def points(number: int | None = None, **changes: Any) -> list[dict[str, Any]]:
    """The worlds, each of the first so many points at every load; changes: values that are others."""
    asked = declared(HERE)
    drawn = values_of(typed(Space, asked["space"], "space."))[:number]
    return [{LOAD: load, **point, **changes} for point in drawn for load in asked["loads"]]


def nine() -> Swept:
    """All designs in all worlds."""
    world, study = base_of(declared(HERE))
    return swept(world, designs_of(HERE, declared(HERE)["designs"]), study, points(), "nine")


def nothing_to_share() -> Swept:
    """All designs in the first worlds, where nothing changes and nobody is worse off topic than at home."""
    asked = declared(HERE)
    world, study = base_of(asked)
    there = points(asked["controls"]["worlds"], **asked["controls"]["nothing_to_share"])
    return swept(world, designs_of(HERE, asked["designs"]), study, there, "nothing_to_share")


def one_department() -> Swept:
    """Silos and team in the first worlds, everybody of one department."""
    asked = declared(HERE)
    world, study = base_of(asked)
    people = sum(world.company.departments.values())
    alone = replace(
        world,
        company=replace(world.company, departments={"service": people}),
        topics={name: replace(topic, department="service") for name, topic in world.topics.items()},
        channels={name: replace(channel, home="service") for name, channel in world.channels.items()},
    )
    there = points(asked["controls"]["worlds"], **asked["controls"]["one_department"])
    return swept(alone, designs_of(HERE, ["siloed", "team"]), study, there, "one_department")


def growing(values: Mapping[str, Any] | None = None, part: str = "growth") -> Swept:
    """Hub and dandelion in companies of several sizes, a point a size."""
    asked = declared(HERE)
    world, study = base_of(asked)
    study = overridden(world, study, {f"study.{key}": each for key, each in asked["growth"]["study"].items()})[1]
    designs, found = designs_of(HERE, asked["growth"]["designs"]), []
    for size in asked["growth"]["sizes"]:
        there = [{LOAD: world.company.load, **(values or {})}]
        each = swept(company(world, size), designs, study, there, f"{part}{size:02d}")
        tables = {name: getattr(each, name).assign(point=f"{size}") for name in ("measures", "seats", "levers")}
        found.append(replace(each, points=pd.DataFrame({"point": [f"{size}"], "departments": [size]}), **tables))
    tables = {
        name: pd.concat([getattr(each, name) for each in found], ignore_index=True)
        for name in ("points", "measures", "seats", "levers")
    }
    return replace(found[0], **tables)


def company(of: World, size: int) -> World:
    """So many departments alike, each with two topics; every second has a channel at its door, as the web is."""
    names = [f"department_{n:02d}" for n in range(1, size + 1)]
    news, web = next(iter(of.topics.values())).news, of.channels["web"]
    return replace(
        of,
        company=replace(of.company, departments=dict.fromkeys(names, PEOPLE)),
        topics={f"{name}_{n}": Topic(name, news=news) for name in names for n in (1, 2)},
        channels={f"door_{name}": Channel(**{**vars(web), "home": name}) for name in names[::EVERY]},
        population=replace(of.population, customers=CUSTOMERS * size),
    )


def swept(world: World, designs: Mapping[str, Design], study: Study, there: Sequence[dict], part: str) -> Swept:
    """Designs at points, kept beside this file; what is there already is not run again."""
    space, asked = Space(kind=LIST, list=list(there)), declared(HERE)
    out = HERE / ".sweep" / part
    return sweep(world, designs, study, space, asked.get("seed", 1), out, keep=asked["keep"], progress=True)


PARTS = {
    "nine": nine,
    "nothing_to_share": nothing_to_share,
    "one_department": one_department,
    "growth": growing,
    "growth_still": lambda: growing(STILL, "growth_still"),
}


def everything() -> dict[str, Swept]:
    """Every part by name."""
    return {name: part() for name, part in PARTS.items()}
