"""A comparison read back from its folder: the same tables and charts, without running anything again."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd

from orgsim.comparison.compare import Comparison
from orgsim.comparison.store import kind_of
from orgsim.config.load import design_of, typed
from orgsim.config.schema import Design, Study, World
from orgsim.config.stamp import CONFIG, STAMP
from orgsim.errors import InputError
from orgsim.structure.chart import Chart, Setting, draw_up
from orgsim.sweep.swept import read_configuration, read_table, unlike

COMPARISON = ("measures", "summary", "pairs", "levers", "seats")
COLUMNS = {
    "measures": ["design", "estimand", "replication", "measure", "unit", "subset", "value"],
    "summary": ["design", "estimand", "measure", "unit", "subset", "mean", "low", "high", "n"],
    "pairs": ["estimand", "measure", "subset"],
    "levers": ["design", "meeting_every", "overdue_after", "chosen"],
    "seats": ["design", "unit", "seats"],
}
MECHANISMS = "mechanisms"


@dataclass(frozen=True)
class Origin:
    """What a folder of results came from. facts: its stamp, with the configuration in it."""

    world: World
    designs: dict[str, Design]
    study: Study
    seed: int
    facts: dict


def read_comparison(folder: str | Path) -> Comparison:
    """The comparison (or the single run) whose folder this is. Raises InputError."""
    folder = Path(folder)
    check_command(folder, ("compare", "run"))
    origin = read_origin(folder)
    tables = {name: columned(folder, name) for name in COMPARISON}
    charts = drawn_up(origin, tables["seats"], tables["levers"], folder)
    return Comparison(
        world=origin.world, designs=origin.designs, study=origin.study, seed=origin.seed, charts=charts, **tables
    )


def read_mechanisms(folder: str | Path) -> pd.DataFrame | None:
    """What single mechanisms contribute, where a comparison has looked for it."""
    there = (Path(folder) / f"{MECHANISMS}.parquet").is_file()
    return read_table(Path(folder), MECHANISMS) if there else None


def check_command(folder: Path, commands: tuple[str, ...]) -> None:
    """Refuse a folder that is not one of these commands'."""
    expected = " or ".join(f"orgsim {each}" for each in commands)
    made_by = kind_of(folder) if folder.is_dir() else None
    if made_by not in commands:
        holds = f" (it holds an orgsim {made_by})" if made_by else ""
        raise InputError("of", str(folder), f"a folder of {expected}{holds}")
    if not (folder / STAMP).is_file():
        raise InputError("of", str(folder), f"a finished folder of {expected} (start it again)")


def read_origin(folder: Path) -> Origin:
    """World, designs, study and seed of a folder of results, typed. Raises InputError."""
    try:
        facts = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise unlike(folder, f"whose {STAMP} can be read") from None
    configuration = read_configuration(folder)
    lacking = [name for name in [*(each.name for each in fields(World)), "seed"] if name not in configuration]
    if lacking:
        raise unlike(folder, f"whose {CONFIG} has {lacking[0]}")
    where = f"{folder / CONFIG}: "
    world = typed(World, {each.name: configuration[each.name] for each in fields(World)}, where)
    study = typed(Study, configuration["study"], f"{where}study.")
    designs = {str(name): design_of(raw, f"{where}designs.{name}") for name, raw in configuration["designs"].items()}
    facts = facts | {"configuration": configuration}
    return Origin(world, designs, study, int(configuration["seed"]), facts)


def columned(folder: Path, name: str) -> pd.DataFrame:
    """A table of a comparison, with the columns it cannot do without."""
    if not (folder / f"{name}.parquet").is_file():
        raise unlike(folder, f"with a {name}.parquet")
    table = read_table(folder, name)
    missing = [column for column in COLUMNS[name] if column not in table]
    if missing and len(table):
        raise unlike(folder, f"whose {name}.parquet has the column {missing[0]}")
    return table


def drawn_up(origin: Origin, seats: pd.DataFrame, levers: pd.DataFrame, folder: Path) -> dict[str, Chart]:
    """The charts as they were reported: with their seats, at the levers that were chosen."""
    usual = origin.study.levers.meeting_every[0], origin.study.levers.overdue_after[0]
    charts = {}
    for name, design in origin.designs.items():
        own = seats[seats["design"] == name]
        chosen = levers[(levers["design"] == name) & levers["chosen"].astype(bool)]
        if own.empty or len(chosen) != 1:
            raise unlike(folder, f"whose tables have seats and levers of {name}")
        picked = chosen[["meeting_every", "overdue_after"]].to_numpy(float)[0]
        setting = Setting(*(float(value) if np.isfinite(value) else other for value, other in zip(picked, usual)))
        people = {str(unit): int(number) for unit, number in zip(own["unit"], own["seats"])}
        charts[name] = draw_up(origin.world, design, name, people, setting)
    return charts
