"""What the tests of the page share: a stage, quick or whole."""

from __future__ import annotations

from functools import cache

from orgsim.config.compose import compose
from orgsim.play.scene import Stage

QUICK = ("population.customers=2000", "study.warm_up_weeks=1", "study.measured_weeks=2", "study.horizon_days=3")


@cache
def stage(*words: str) -> Stage:
    """The stage of ``orgsim play`` with these words."""
    (point,) = compose("play", words)
    return Stage(point.command, point.folders)


def quick() -> Stage:
    """A stage of two weeks and few customers."""
    return stage(*QUICK)
