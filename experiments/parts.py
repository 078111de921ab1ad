"""Parts of an experiment that differ from its main sweep in designs, replications, space or measures kept."""

from __future__ import annotations

from pathlib import Path

from laboratory import base_of, declared, designs_of

from orgsim.config.load import typed
from orgsim.config.space import Space
from orgsim.sweep.sweep import sweep
from orgsim.sweep.swept import Swept


def part(here: Path, name: str) -> Swept:
    """Run what is missing of a part declared in sweep.yaml (``parts.NAME``), and read it.

    What a part does not say is as in the main sweep; study and world keys are added to those of the main sweep, as are
    the measures it keeps ``also``.
    """
    whole = declared(here)
    own = whole["parts"][name]
    asked = whole | own | {key: {**whole.get(key, {}), **own.get(key, {})} for key in ("study", "world")}
    world, study = base_of(asked)
    designs, space = designs_of(here, asked["designs"]), typed(Space, asked["space"], "space.")
    folder, keep = here / ".sweep" / name, [*asked["keep"], *asked.get("also", ())]
    return sweep(world, designs, study, space, asked.get("seed", 1), folder, keep=keep, progress=True)
