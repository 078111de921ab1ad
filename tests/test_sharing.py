"""How willingly people share: what is told now and then is known as if they met so much less often."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orgsim.structure.knowledge import currency
from orgsim.validation.judge import Checks
from orgsim.validation.knowledge import NEWS, chart, company
from orgsim.validation.plain import WEEK, drawn, one_run, study

UNITS, EVERY = ("owner", "hearer"), 1.0  # days between meetings
CHECKS, REPLICATIONS = 2, 24


def willing(share: float, timing: str = "poisson", every: float = EVERY):
    world = company(UNITS, timing)
    world.company.sharing = share
    return world, chart(UNITS, [("owner", "hearer", every)])


def current(share: float, seed: int, **how) -> float:
    """Share of the hearer's answers that are current."""
    world, shape = willing(share, **how)
    records = one_run(world, shape, replace(study(400 * WEEK), probes_per_day=100.0), seed)
    heard = records.probes["unit"] == records.chart.unit("hearer")
    return float(records.probes["right"][heard].mean())


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_meetings_that_tell_now_and_then_are_rarer_meetings(share):
    """Thinning of a Poisson process: P(current) = p l / (p l + nu)."""
    rate = share * 7 / EVERY
    found = [current(share, seed) for seed in range(1, REPLICATIONS + 1)]
    Checks(CHECKS, REPLICATIONS).hold(found, rate / (rate + NEWS), 0.05)


@pytest.mark.parametrize("timing", ["poisson", "periodic"])
def test_seats_and_items_are_reckoned_with_it(timing):
    shared = drawn(*willing(0.5, timing))
    rarer = drawn(*willing(1.0, timing, every=2 * EVERY))
    assert currency(shared) == pytest.approx(currency(rarer))


def test_what_nobody_tells_nobody_knows():
    assert current(0.0, 1) < 0.01
    assert currency(drawn(*willing(0.0)))[-1, 0] == pytest.approx(0.0, abs=1e-6)


def test_who_tells_everything_is_as_without_the_key():
    """At 1 no draw is made, so every bit is that of the core."""
    world, shape = willing(1.0)
    again = one_run(world, shape, replace(study(WEEK), probes_per_day=100.0), 1)
    world.company.sharing = 1.0 - 1e-12
    almost = one_run(world, shape, replace(study(WEEK), probes_per_day=100.0), 1)
    assert np.array_equal(again.probes, almost.probes)
