"""The embedded defaults from Python: a world and a study, changed by the same overrides as on the command line."""

from __future__ import annotations

from orgsim.config.compose import compose
from orgsim.config.load import world_of
from orgsim.config.schema import Study, World


def default_world(*overrides: str) -> World:
    """The default world, as in ``default_world("company.load=.8", "network.mean_degree=20")``."""
    return world_of(compose("run", overrides)[0].command)


def default_study(*overrides: str) -> Study:
    """The default study, as in ``default_study("study.replications=5")``."""
    return compose("run", overrides)[0].command.study
