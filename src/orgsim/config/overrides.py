"""Keys by their short names, as keyword arguments give them: ``load`` for ``company.load``."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

import numpy as np

from orgsim.config.check import check_study, check_world
from orgsim.config.command import GROUPS, Run
from orgsim.config.compose import compose
from orgsim.config.keys import names_under
from orgsim.config.load import typed
from orgsim.config.schema import Study, World
from orgsim.errors import UNKNOWN, InputError, closest

PARTS = ("company", "demand", "population", "population.word_of_mouth", "network", "study")


@lru_cache(maxsize=1)
def _composed() -> Run:
    return compose("run")[0].command


def default_run() -> Run:
    """What ``orgsim run`` would do: the default world, study and design; composed once, a copy for each caller."""
    return deepcopy(_composed())


def overridden(world: World, study: Study, changes: Mapping[str, Any]) -> tuple[World, Study]:
    """A world and a study with some keys changed and checked; each key by its short name or in full.

    Raises InputError for a key that is nowhere, or a value that is not allowed there.
    """
    before = {**asdict(world), "study": asdict(study)}
    after: dict[str, Any] = {}  # the groups that change: the others need no second look
    for name, value in changes.items():
        group, *parts, key = full_name(name).split(".")
        node = after.setdefault(group, before[group])
        for part in parts:
            node = node.setdefault(part, {})
        node[key] = value.item() if isinstance(value, np.generic) else value
    if "study" in after:
        study = typed(Study, after.pop("study"), "study.")
        check_study(study)
    if after:
        changed = typed(World, after)
        world = replace(world, **{group: getattr(changed, group) for group in after})
        check_world(world)
    return world, study


def full_name(name: str) -> str:
    """The dotted name of a key given in short; a dotted name is taken as it is."""
    group, dot, _ = name.partition(".")
    if dot:
        if group not in GROUPS:
            raise InputError(name, UNKNOWN, "GROUP.KEY, the group one of " + ", ".join(GROUPS), closest(group, GROUPS))
        return name
    found = [f"{part}.{name}" for part in PARTS if name in names_under(Run, part)]
    if not found:
        known = [key for part in PARTS for key in names_under(Run, part)]
        raise InputError(name, UNKNOWN, "keys of company, demand, population, network, study", closest(name, known))
    if len(found) > 1:
        raise InputError(name, "in more than one place", found)
    return found[0]
