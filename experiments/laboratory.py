"""What every experiment does: run the sweep it declares, and write table, picture and finding with what they came from.

An experiment is a folder: README.md (the declaration, written before the result), sweep.yaml (its points), run.py (its
analysis). Points are kept beside it in .sweep/, so that a run that was stopped goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from matplotlib.figure import Figure

from orgsim.config.load import load_design, typed, world_of
from orgsim.config.overrides import default_run, overridden
from orgsim.config.schema import Design, Study, World
from orgsim.config.space import Space
from orgsim.config.stamp import stamp, write_stamp, write_whole
from orgsim.sweep.sweep import sweep
from orgsim.sweep.swept import Swept
from orgsim.views.style import save

RESULTS = Path(__file__).parents[1] / "results"
RUNS = {"flow": "weeks at work", "path": "advocacy over time"}  # the two kinds of run
DIGITS = 5  # of a number in a table that is kept


def declared(here: Path) -> dict[str, Any]:
    """The sweep an experiment declares: designs, world and study keys that differ from the default, space, seed."""
    return yaml.safe_load((here / "sweep.yaml").read_text())


def designs_of(here: Path, names: Sequence[str]) -> dict[str, Design]:
    """Designs by name: those in the experiment's own folder, else those that come with orgsim."""
    own = {name: here / "designs" / f"{name}.yaml" for name in names}
    return {name: load_design(str(own[name]) if own[name].exists() else name) for name in names}


def base_of(asked: Mapping[str, Any]) -> tuple[World, Study]:
    """The default world and study with the keys an experiment changes throughout."""
    default = default_run()
    changes = {**asked.get("world", {}), **{f"study.{key}": value for key, value in asked.get("study", {}).items()}}
    return overridden(world_of(default), default.study, changes)


def run(
    here: Path,
    space: Mapping[str, Any] | None = None,
    part: str = "",
    keep: Sequence[str] = (),
    replications: int | None = None,
) -> Swept:
    """Run what is missing of an experiment's sweep and read it.

    space: instead of the declared one; part: its name; keep: measures beside those declared; replications: of the
    flow, where they are not those declared.
    """
    asked = declared(here)
    world, study = base_of(asked)
    study = study if replications is None else replace(study, replications=replications)
    return sweep(
        world,
        designs_of(here, asked["designs"]),
        study,
        typed(Space, space or asked["space"], "space."),
        asked.get("seed", 1),
        here / ".sweep" / part,
        keep=[*asked.get("keep", ()), *keep],
        progress=True,
    )


def publish(
    here: Path,
    lines: Sequence[str],
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, Figure],
    swept: Swept,
    made_of: tuple[World, Mapping[str, Design], Study] | None = None,
) -> None:
    """Write an experiment's finding (a title and paragraphs or points), small tables and pictures, and print it.

    made_of: world, designs and study, where they are not the declared ones.
    """
    out = RESULTS / here.name
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_whole(out / f"{name}.csv", rounded(table).to_csv(index=False))
    for name, figure in figures.items():
        _, pixels = save(figure, out / name)
        pixels.unlink()  # kept as vectors only
    title, *rest = lines
    pictures = [f"![{name.replace('_', ' ')}]({name}.svg)\n" for name in figures]
    page = "\n".join([f"# {title}", "", *(f"{line}\n" for line in rest), *pictures, source(here, swept)])
    write_whole(out / "finding.md", page + "\n")
    asked = declared(here)
    if made_of is None:
        world, study = base_of(asked)
        made_of = world, designs_of(here, asked["designs"]), study
    origin = stamp(*made_of, asked.get("seed", 1), date.today().isoformat())
    origin["configuration"] = {**origin["configuration"], "space": swept.configuration["space"]}
    write_stamp(out, origin)
    print("\n" + page)


def source(here: Path, swept: Swept) -> str:
    """Where it comes from, in a line."""
    number = swept.measures.groupby("estimand")["replication"].nunique()
    each = ", ".join(f"{count} replications of {RUNS.get(estimand, estimand)}" for estimand, count in number.items())
    designs = "1 design" if len(swept.designs) == 1 else f"{len(swept.designs)} designs"
    return (
        f"{len(swept.points)} worlds, {designs}, {each}; declaration and sweep: "
        f"[experiments/{here.name}](../../experiments/{here.name}/README.md)."
    )


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the digits that count."""
    return table.map(lambda value: float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value)
