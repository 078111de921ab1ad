"""Small sweeps for tests: a company so small that a point takes a moment."""

from __future__ import annotations

from conftest import TINY
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.config.space import Space

LOADS = [0.6, 0.7, 0.8]
NAMES = ("siloed", "hub_and_spoke")


def small(*more: str):
    """(world, designs, study) of the tiny company, with further overrides."""
    words = (*TINY, *more)
    world = default_world(*[word for word in words if not word.startswith("study")])
    study = default_study(*[word for word in words if word.startswith("study")])
    return world, load_designs(NAMES), study


def loads(values=LOADS) -> Space:
    """A grid over the load alone."""
    return Space(vary={"company.load": list(values)})
