"""Who is up to date: mystery shoppers in the engine against the recursion backwards in time and the closed forms.

Meetings take no time, so nothing but the lines decides. Each unit takes in a channel and may answer everything; a
shopper on its channel hears the version it holds. The chance to be current is a share of time: an indicator that
changes about as often as news breaks or somebody tells.
"""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from orgsim.config.schema import Channel, Line, Topic
from orgsim.structure.knowledge import currency
from orgsim.validation.closed_forms.people import current_by_periodic_meetings, current_by_poisson_meetings
from orgsim.validation.judge import Checks
from orgsim.validation.plain import WEEK, design, desk, drawn, replications, study, world

CHECKS = Checks(20)
N = CHECKS.replications
NEWS = 5.0  # a week
PROBES = 8.0  # a day


def company(units, timing, news=NEWS, topics=1):
    """Units without customers; the first owns the topics, each with news of its own."""
    return world(
        issues_per_week=0.0,
        departments=dict.fromkeys(units, 1),
        topics={f"matter {k}": Topic(units[0], 1.0, news) for k in range(topics)},
        channels={f"line {unit}": Channel() for unit in units},
        meeting_timing=timing,
    )


def chart(units, lines):
    """Units that share along lines (a, b, working days between meetings[, one way])."""
    along = [Line([a, b], every, bool(one_way)) for a, b, every, *one_way in lines]
    return design({unit: desk(unit, 1, [f"line {unit}"], answers=["*"]) for unit in units}, along)


def seen_currency(world, design, within, worst):
    """Share of answers that are current, by unit, of each replication.

    Long enough to know a chance of `worst` `within` so much: the indicator's relative variance is at most
    2 (1 - p) / p x the time it remembers, which is less than the time between news; each probe asks two units of four.
    """
    weeks = 2 * (1 - worst) / worst / NEWS
    probing = (1 - worst) / worst / (PROBES * 7 / 2)
    plan = study(CHECKS.minutes_needed(weeks + probing, within) * WEEK, probes_per_day=PROBES)

    def by_unit(records):
        unit, right = records.probes["unit"].ravel(), records.probes["right"].ravel()
        return np.bincount(unit, right, len(design.units)) / np.bincount(unit, minlength=len(design.units))

    names = list(design.units)
    units = [names.index(unit) for unit in world.company.departments]
    with np.errstate(invalid="ignore"):  # the executive takes in no channel
        return replications(by_unit, world, design, plan, N)[:, units]


def by_recursion(world, design):
    """The same from the structure room."""
    found = currency(drawn(world, design))[:, 0]
    return [found[list(design.units).index(unit)] for unit in world.company.departments]


STAR = ("owner", "east", "south", "west")
FREQUENT, SELDOM = 1.0, 3.0  # working days


@pytest.mark.parametrize("every", [FREQUENT, SELDOM])
def test_star_with_meetings_by_the_clock(every):
    here, shape = company(STAR, "periodic"), chart(STAR, [("owner", unit, every) for unit in STAR[1:]])
    exact = current_by_periodic_meetings(NEWS, every / 7)
    seen = seen_currency(here, shape, 0.02, exact)
    assert np.all(seen[:, 0] == 1), "the owner knows at once"
    CHECKS.hold(seen[:, 1:].mean(1), exact, 0.02)
    assert by_recursion(here, shape) == pytest.approx([1.0, exact, exact, exact])


@pytest.mark.parametrize("every", [FREQUENT, SELDOM])
def test_star_with_meetings_at_random(every):
    here, shape = company(STAR, "poisson"), chart(STAR, [("owner", unit, every) for unit in STAR[1:]])
    exact = 7 / every / (7 / every + NEWS)
    seen = seen_currency(here, shape, 0.02, exact)
    CHECKS.hold(seen[:, 1:].mean(1), exact, 0.02)
    assert by_recursion(here, shape) == pytest.approx([1.0, exact, exact, exact])


def test_relay_by_the_clock():
    """A hub halfway between its own meetings with the owner meets a spoke, which so is half a period later at least."""
    units = ("owner", "hub", "spoke")
    here, shape = company(units, "periodic"), chart(units, [("owner", "hub", 1.0), ("hub", "spoke", 1.0)])
    near = current_by_periodic_meetings(NEWS, 1 / 7)
    far = exp(-NEWS / 7 / 2) * near
    seen = seen_currency(here, shape, 0.02, far)
    CHECKS.hold(seen[:, 1], near, 0.02)
    CHECKS.hold(seen[:, 2], far, 0.02)


MESH = [("owner", "a", 2.0), ("owner", "b", 5.0), ("a", "b", 1.0), ("a", "c", 4.0), ("b", "c", 2.0)]
CHAIN = [("owner", "a", 1.0), ("a", "b", 1.0), ("b", "c", 1.0)]
ONE_WAY = [("owner", "a", 2.0), ("b", "a", 1.0, "one way"), ("owner", "b", 4.0), ("a", "c", 1.0)]


@pytest.mark.parametrize("lines", [MESH, CHAIN, ONE_WAY], ids=["mesh", "chain", "one way"])
def test_any_graph_with_meetings_at_random(lines):
    """phi_S, written out here a second time, agrees with the structure room to rounding and with the engine."""
    units = ("owner", "a", "b", "c")
    here, shape = company(units, "poisson"), chart(units, lines)
    rates = {}
    for a, b, every, *one_way in lines:
        rates[units.index(a), units.index(b)] = 7 / every
        if not one_way:
            rates[units.index(b), units.index(a)] = 7 / every
    exact = {0: 1.0} | current_by_poisson_meetings(NEWS, rates, 0)
    assert by_recursion(here, shape) == pytest.approx([exact[u] for u in range(4)])
    seen = seen_currency(here, shape, 0.02, min(exact.values()))
    for unit in (1, 2, 3):
        CHECKS.hold(seen[:, unit], exact[unit], 0.02)


def test_knowledge_starts_in_its_steady_state():
    """Without any warm-up the first week is as any other: slow news, a meeting every four weeks, the next in two."""
    units, news, weeks, topics = ("owner", "a"), 0.25, 4.0, 20
    here, shape = company(units, "periodic", news, topics), chart(units, [("owner", "a", 7 * weeks)])
    exact = exp(-news * weeks / 2) * current_by_periodic_meetings(news, 1.0)
    plan = study(WEEK, probes_per_day=PROBES * topics)

    def first_week(records):
        hears = records.probes["unit"] == list(shape.units).index("a")
        return records.probes["right"][hears].mean()

    # Topics are independent, weeks of one topic as good as a single draw.
    runs = int(np.ceil(N * CHECKS.draws_needed((1 - exact) / exact / topics, 0.04)))
    CHECKS.hold(replications(first_week, here, shape, plan, runs), exact, 0.04)


def test_a_formula_for_meetings_by_the_clock_is_rejected_where_they_are_at_random():
    here, shape = company(STAR, "poisson"), chart(STAR, [("owner", unit, SELDOM) for unit in STAR[1:]])
    exact = current_by_periodic_meetings(NEWS, SELDOM / 7)
    seen = seen_currency(here, shape, 0.02, exact)
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(seen[:, 1:].mean(1), exact, 0.02)
