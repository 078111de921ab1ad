"""What the proofs about knowledge rest on: two recursions written apart agree, and a wrong formula is found out.

The proofs themselves (orgsim.validation.knowledge) are run with all others.
"""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from orgsim.structure.knowledge import currency, topics_shared
from orgsim.structure.routes import routes
from orgsim.validation.closed_forms.people import (
    alike_on_a_star,
    both_current,
    both_current_on_a_star,
    current_by_periodic_meetings,
    current_by_poisson_meetings,
    somebody_current,
)
from orgsim.validation.judge import Checks
from orgsim.validation.knowledge import (
    FOUR,
    FREQUENT,
    GRAPHS,
    NEWS,
    SPOKES,
    STAR,
    chart,
    company,
    rates,
    star_at_random,
)
from orgsim.validation.plain import drawn

CHECKS = Checks(2)


def by_recursion(world, design):
    """P(current) of the world's departments, from the structure room."""
    found = currency(drawn(world, design))[:, 0]
    return [found[list(design.units).index(unit)] for unit in world.company.departments]


@pytest.mark.parametrize("lines", GRAPHS.values(), ids=GRAPHS)
def test_the_structure_room_and_the_closed_form_agree_on_every_unit(lines):
    exact = {0: 1.0} | current_by_poisson_meetings(NEWS, rates(FOUR, lines), 0)
    assert by_recursion(company(FOUR, "poisson"), chart(FOUR, lines)) == pytest.approx([exact[u] for u in range(4)])


@pytest.mark.parametrize("lines", GRAPHS.values(), ids=GRAPHS)
def test_they_agree_on_pairs_of_units(lines):
    design = chart(FOUR, lines)
    drawn_up = drawn(company(FOUR, "poisson"), design)
    row = [list(design.units).index(unit) for unit in FOUR]
    phi = somebody_current(NEWS, rates(FOUR, lines), 0)
    pairs = [(1, 2), (1, 3), (2, 3), (0, 3)]
    found = topics_shared(drawn_up, routes(drawn_up), None).anyone_current([(row[u], row[v]) for u, v in pairs])
    assert found[:, 0] == pytest.approx([phi(*pair) for pair in pairs])


@pytest.mark.parametrize("every", [1.0, 3.0])
def test_they_agree_on_stars(every):
    lines, m = [("owner", unit, every) for unit in SPOKES], 7 / every
    by_clock = current_by_periodic_meetings(NEWS, every / 7)
    assert by_recursion(company(STAR, "periodic"), chart(STAR, lines)) == pytest.approx([1, *3 * [by_clock]])
    assert by_recursion(company(STAR, "poisson"), chart(STAR, lines)) == pytest.approx([1, *3 * [m / (m + NEWS)]])


@pytest.mark.parametrize("news, m", [(5.0, 7.0), (0.25, 1.0), (3.0, 0.1)])
def test_two_spokes_are_both_current_by_the_recursion_as_by_two_races(news, m):
    star = {(0, 1): m, (0, 2): m}
    assert both_current(news, star, 0, 1, 2) == pytest.approx(both_current_on_a_star(news, m))


def test_two_spokes_agree_more_often_than_they_are_both_right():
    ages = np.random.default_rng(1).exponential(1 / 2.0, (200_000, 2))  # since each met the owner, twice a week
    quiet = np.exp(-5.0 * np.abs(ages[:, 0] - ages[:, 1]))  # no news between the two meetings
    assert alike_on_a_star(5.0, 2.0) == pytest.approx(quiet.mean(), abs=5 * quiet.std() / np.sqrt(len(quiet)))
    assert alike_on_a_star(5.0, 2.0) > both_current_on_a_star(5.0, 2.0)


def test_a_relay_by_the_clock_is_half_a_period_behind():
    """The closed form of the proof: news since the hub met the owner, half a period before it met the spoke."""
    news, every = 5.0, 1 / 7
    since = np.linspace(0, every, 100_001)
    assert np.exp(-news * (since + every / 2)).mean() == pytest.approx(
        exp(-news * every / 2) * current_by_periodic_meetings(news, every), rel=1e-4
    )


def test_a_formula_for_meetings_by_the_clock_is_rejected_where_they_are_at_random():
    run = star_at_random(FREQUENT).prepare(1.0)
    seen = [run(seed)[0] for seed in range(1, CHECKS.replications + 1)]
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(seen, current_by_periodic_meetings(NEWS, FREQUENT / 7), 0.02)
