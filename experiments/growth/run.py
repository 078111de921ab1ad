"""Growth from 3 to 30 departments: see README.md beside this file. Writes results/growth/."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from laboratory import base_of, declared, publish  # noqa: E402
from patterns import PEOPLE, company, idle, patterns  # noqa: E402
from picture import draw  # noqa: E402
from wording import finding, title  # noqa: E402

from orgsim.answers.differences import differences  # noqa: E402
from orgsim.comparison import paired  # noqa: E402
from orgsim.config.load import typed  # noqa: E402
from orgsim.config.schema import Design, World  # noqa: E402
from orgsim.config.space import LIST, Space  # noqa: E402
from orgsim.sweep.sweep import sweep  # noqa: E402
from orgsim.sweep.swept import Swept  # noqa: E402

SIZE = "departments"
MEASURES = ("voice", "response_latency", "coordination_minutes_per_week")
PER_PERSON = "coordination_minutes_per_person"


def sized(size: int, part: str = "", designs: Callable[[World, int], dict[str, Design]] = patterns) -> Swept:
    """The sweep of a company of so many departments, its one point named after them."""
    asked = declared(HERE)
    world, study = base_of(asked)
    control: Mapping[str, Any] = asked["controls"].get(part, {})
    study = replace(study, replications=control.get("replications", study.replications))
    space = {"kind": LIST, "list": [control["values"]]} if "values" in control else asked["space"]
    world, out = company(world, size), HERE / ".sweep" / f"{part}{size:02d}"
    space = typed(Space, space, "space.")
    found = sweep(world, designs(world, size), study, space, asked.get("seed", 1), out, keep=asked["keep"])
    tables = {name: getattr(found, name).assign(point=f"{size}") for name in ("measures", "seats", "levers")}
    return replace(found, points=pd.DataFrame({"point": [f"{size}"], SIZE: [size]}), **tables)


def together(sweeps: list[Swept]) -> Swept:
    """Sweeps of several sizes as one, a point a size."""
    tables = {
        name: pd.concat([getattr(each, name) for each in sweeps], ignore_index=True)
        for name in ("points", "measures", "seats", "levers")
    }
    sizes = [{SIZE: int(size)} for size in tables["points"][SIZE]]
    configuration = {**sweeps[0].configuration, "space": {"kind": LIST, "list": sizes}}
    return replace(sweeps[0], configuration=configuration, **tables)


def all_sizes(part: str = "", designs: Callable[[World, int], dict[str, Design]] = patterns) -> Swept:
    """Every size, one after the other."""
    return together([sized(size, part, designs) for size in declared(HERE)["sizes"]])


def levels(swept: Swept) -> pd.DataFrame:
    """Mean and interval of every measure, by size and pattern; coordination by person too."""
    parts = []
    for size, own in swept.measures.groupby("point", sort=False):
        measures = own.drop(columns="point")
        coordination = measures[measures["measure"] == "coordination_minutes_per_week"]
        people = PEOPLE * int(size) + 1
        each = coordination.assign(measure=PER_PERSON, value=coordination["value"] / people)
        summary = paired.summary(pd.concat([measures, each]), swept.confidence, list(swept.designs))
        parts.append(summary.assign(departments=int(size)))
    found = pd.concat(parts, ignore_index=True)
    found["measure"] += found["subset"].map(lambda subset: "" if subset == "all" else f":{subset}")
    return found[[SIZE, "design", "measure", "unit", "mean", "low", "high", "n"]]


def beside(swept: Swept, spared: Swept) -> pd.DataFrame:
    """Hubs against everyone with everyone who has as many people idle, in the replications both have."""
    hubs = ["hub", "three_hubs"]
    own = swept.measures[swept.measures["design"].isin(hubs)]
    own = own[own["replication"].isin(spared.measures["replication"].unique())]
    both = replace(spared, measures=pd.concat([own, spared.measures]), designs=(*hubs, *spared.designs))
    found = differences(both, MEASURES).tables["by_point"].rename(columns={"point": SIZE})
    alike = dict(zip(hubs, spared.designs))
    return found[found["design_b"] == found["design_a"].map(alike)].astype({SIZE: int})


def compared(swept: Swept, measures: Sequence[str] = MEASURES) -> pd.DataFrame:
    """Paired differences of every two patterns, by size."""
    found = differences(swept, measures).tables["by_point"].rename(columns={"point": SIZE})
    return found.astype({SIZE: int})


def main() -> None:
    swept, still, untaught, spared = all_sizes(), all_sizes("still"), all_sizes("untaught"), all_sizes("idle", idle)
    hubs = swept.seats[swept.seats["unit"].str.startswith("hub")]
    tables = {
        "levels": levels(swept),
        "pairs": compared(swept),
        "still": levels(still),
        "untaught": levels(untaught),
        "untaught_pairs": compared(untaught, ["voice"]),
        "idle": beside(swept, spared),
        "hubs": hubs.rename(columns={"point": SIZE}).astype({SIZE: int}),
    }
    asked = declared(HERE)
    world, study = base_of(asked)
    least = company(world, asked["sizes"][0])
    made_of = (least, patterns(least, asked["sizes"][0]), study)
    publish(HERE, finding(swept, tables), tables, {"growth": draw(tables, title(tables))}, swept, made_of)


if __name__ == "__main__":
    main()
