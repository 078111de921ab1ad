"""Which designs fit a company: the comparison there, a star around it, and the same company in uncertain worlds.

In the spirit of OrgCon (Burton and Obel 2004): from what a company is to the designs that suit it and the misfits of
the one it has. Where OrgCon's rules come from the literature, every sentence here rests on runs of this model.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.measured import HEADLINE
from orgsim.comparison.margins import NEITHER, STANDARDS
from orgsim.comparison.progress import Show
from orgsim.config.fit import Star
from orgsim.config.schema import Design, Study, World
from orgsim.config.space import Space
from orgsim.errors import InputError, needs
from orgsim.fit.certainty import against, certainty
from orgsim.fit.flips import closer, flips
from orgsim.fit.standing import standings
from orgsim.fit.star import COMPANY, Plan, nearer, planned
from orgsim.sweep.sweep import sweep
from orgsim.sweep.swept import Swept

ADVOCACY = "net_advocates"  # asked for only where the study has a path


def fit(
    world: World,
    designs: Mapping[str, Design],
    study: Study,
    star: Star,
    uncertain: Space,
    seed: int = 1,
    out: str | Path | None = None,
    *,
    design: str | None = None,
    measures: Sequence[str] = HEADLINE,
    known: Sequence[str] = (),
    progress: Show = False,
    processes: int | None = None,
    folders: Iterable[Path] = (),
) -> tuple[Swept, Answer]:
    """Run what is missing of the points (see ``sweep``, which keeps them in ``out``), and judge.

    design: what the company has now, one of the designs. uncertain: what nobody has measured, over which range, and
    how many draws; keys that a contingency moves, or ``known`` ones, stay the company's. Raises InputError.
    """
    needs("statsmodels")
    if len(designs) < 2:
        raise InputError("designs", list(designs), "two or more, as in designs=[one,other]")
    if design is not None and design not in designs:
        raise InputError("design", design, list(designs))
    asked = asked_for(measures, study)
    plan = planned(world, star, uncertain, known)

    def run(some: Plan, folder: Path) -> Swept:
        return sweep(
            plan.world, designs, study, some.space, seed, folder,
            keep=asked, progress=progress, processes=processes, folders=folders,
        )  # fmt: skip

    with nullcontext(out) if out is not None else tempfile.TemporaryDirectory() as folder:
        first, layout = run(plan, Path(folder)), plan.layout
        swept = first
        for times in range(1, star.halvings + 1):
            more = nearer(plan, closer(verdicts(swept, layout, plan, asked)[1]), f"closer {times}: ")
            if not more.points:
                break
            swept = joined(swept, run(more, Path(folder) / f"closer_{times}"), more.name)
            layout = pd.concat([layout, more.layout], ignore_index=True)
    return swept, judged(swept, layout, plan, design, asked, seed)


def joined(swept: Swept, more: Swept, name: str) -> Swept:
    """A sweep with the points of another, whose names get another beginning."""
    tables = {}
    for table in ("points", "measures", "seats", "levers", "failed"):
        added = getattr(more, table)
        added = added.assign(point=name + added["point"]) if len(added) else added
        parts = [each for each in (getattr(swept, table), added) if len(each)]
        tables[table] = pd.concat(parts, ignore_index=True) if parts else getattr(swept, table)
    return replace(swept, **tables)


def asked_for(measures: Sequence[str], study: Study) -> list[str]:
    """The measures, each with a better side; without a path no advocates. Raises InputError where none is left."""
    found = [each for each in dict.fromkeys(measures) if study.path_replications or each != ADVOCACY]
    if not found:
        raise InputError("measures", list(measures), "at least one (net_advocates needs study.path_replications)")
    sided = [name for name, standard in STANDARDS.items() if standard.better != NEITHER]
    for each in found:
        if each not in sided:
            raise InputError("measures", each, sided)
    return found


def judged(
    swept: Swept,
    layout: pd.DataFrame,
    plan: Plan,
    design: str | None = None,
    measures: Sequence[str] = HEADLINE,
    seed: int = 1,
) -> Answer:
    """What the points say. Raises InputError where nothing is known of the company itself.

    layout: what each point is (``Plan.layout``). Table ``fit`` (``standings``): every design at every point; ``flips``;
    ``certainty``; and ``against`` where there is a design now.
    """
    standing, found = verdicts(swept, layout, plan, measures)
    tables = {"fit": standing, "flips": found, "certainty": certainty(swept, layout, standing, seed)}
    if design is not None:
        tables["against"] = against(swept, layout, design, measures)
    asked = {"measures": list(measures), "design": design, "designs": swept.designs, "own": plan.own}
    asked |= {"confidence": swept.confidence, "uncertain": list(plan.uncertain), "left_out": list(plan.left_out)}
    return Answer(tables, asked | {"failed": len(swept.failed), "points": layout["point"].nunique()})


def verdicts(
    swept: Swept, layout: pd.DataFrame, plan: Plan, measures: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where every design stands at every point, and where that flips. Raises InputError where the company failed."""
    company = layout.loc[layout["part"] == COMPANY, "point"].iloc[0]
    failed = dict(zip(swept.failed["point"], swept.failed["message"]))
    if company in failed:
        raise InputError("company", "as it is", f"one in which every design can be run ({failed[company]})")
    standing = standings(swept, layout, measures)
    return standing, flips(standing, plan.own)
