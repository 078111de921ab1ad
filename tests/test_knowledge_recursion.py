"""The recursion over sets of units agrees with the Markov chain of who is current, on any sharing graph."""

from itertools import pairwise
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companies import WEEK, company, design, desk, drawn
from orgsim.config.schema import Unit
from orgsim.structure import sharing
from orgsim.structure.knowledge import currency, expected_items, lacking, look_up_rate
from orgsim.structure.sharing import Sharing

RATES = st.sampled_from([0.0, 0.0, 0.3, 1.0, 4.0])


def stationary(generator: np.ndarray) -> np.ndarray:
    """Law of a Markov chain in the long run, from its rates of transition (diagonal ignored)."""
    rates = generator - np.diag(np.diag(generator))
    rates -= np.diag(rates.sum(axis=1))
    equations = np.vstack([rates.T, np.ones(len(rates))])
    return np.linalg.lstsq(equations, np.append(np.zeros(len(rates)), 1.0), rcond=None)[0]


def brute_force(news: float, source: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Law of the set of units that are current, a set being the sum of 2^unit: float[2^units]."""
    n = len(source)
    rates = np.zeros((1 << n, 1 << n))
    for state in range(1 << n):
        rates[state, 0] += news
        for b in range(n):
            rates[state, state | 1 << b] += source[b]
            for a in range(n):
                if state >> a & 1:
                    rates[state, state | 1 << b] += told[a, b]
    return stationary(rates)


def one_topic(news: float, told: np.ndarray, noticed: np.ndarray | None = None) -> Sharing:
    """One topic, owned by unit 0."""
    noticed = np.zeros(len(told)) if noticed is None else noticed
    return Sharing(np.array([0]), np.array([news]), np.asarray(told, float)[None], noticed[None])


def mesh(units: int, rate: float) -> np.ndarray:
    return rate * (1 - np.eye(units))


def star(spokes: int, rate: float) -> np.ndarray:
    """Unit 0 is a spoke that owns the topic, unit 1 the hub."""
    told = np.zeros((spokes + 1, spokes + 1))
    told[1, :] = told[:, 1] = rate
    told[1, 1] = 0
    return told


def current(told: np.ndarray, news: float = 0.5) -> np.ndarray:
    return one_topic(news, told).anyone_current([(u,) for u in range(len(told))])[:, 0]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 4), st.floats(0.05, 3.0))
def test_any_group_of_any_graph_agrees_with_the_markov_chain(data, others, news):
    """And finding out by oneself is the same as hearing from the owner."""
    n = others + 1
    told = np.array(data.draw(st.lists(RATES, min_size=n * n, max_size=n * n))).reshape(n, n)
    noticed = np.array(data.draw(st.lists(RATES, min_size=n, max_size=n)))
    law = brute_force(news, (told[0] + noticed)[1:], told[1:, 1:])
    groups = [tuple(u for u in range(1, n) if s >> (u - 1) & 1) for s in range(1, 1 << others)]
    found = one_topic(news, told, noticed).anyone_current(groups)[:, 0]
    states = np.arange(1 << others)
    expected = [law[(states & sum(1 << (u - 1) for u in group)) > 0].sum() for group in groups]
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_spoke_is_two_hops_from_the_owner_and_a_hub_one():
    x = 2.0 / (0.5 + 2.0)
    assert current(star(5, 2.0)) == pytest.approx([1, x, x**2, x**2, x**2, x**2])


def test_in_a_chain_each_hop_costs_the_same_factor():
    told = np.diag(np.full(4, 2.0), 1)
    assert current(told) == pytest.approx((2.0 / 2.5) ** np.arange(5))


def test_more_meetings_never_make_anybody_less_current():
    assert (np.diff([current(mesh(5, rate))[1] for rate in (0, 0.1, 1, 10)]) > 0).all()


def test_who_is_told_nothing_never_knows_unless_there_is_no_news():
    assert current(np.zeros((3, 3))) == pytest.approx([1, 0, 0])
    assert current(np.zeros((3, 3)), news=0.0) == pytest.approx([1, 1, 1])


def test_what_is_told_one_way_does_not_come_back():
    told = np.zeros((3, 3))
    told[0, 1] = told[2, 1] = 1.0
    assert current(told)[2] == 0


def test_a_large_hub_and_spokes_is_still_exact():
    x = 2.0 / 2.5
    assert current(star(40, 2.0))[[1, 2, 40]] == pytest.approx([x, x**2, x**2])


def test_a_large_mesh_is_bounded_from_below(monkeypatch):
    """And no worse than hearing from the owner alone."""
    full = current(mesh(9, 0.2))
    monkeypatch.setattr(sharing, "EXACT", 4)
    monkeypatch.setattr(sharing, "NEAREST", 3)
    part = current(mesh(9, 0.2))
    assert (part <= full + 1e-12).all() and (part[1:] > 0.2 / 0.7).all()
    assert part[1:] == pytest.approx(full[1], abs=0.25)


def test_a_hub_knows_less_than_the_owner_and_spokes_less_than_the_hub_as_the_chain_says():
    """P(spoke lacks what the hub knows): states (hub current?, spoke as new as the hub?), all meetings at rate m."""
    news, m = 0.5, 2.0
    index = {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}
    rates = np.zeros((4, 4))
    for (fresh, same), row in index.items():
        rates[row, index[False, same]] += news
        rates[row, index[True, same and fresh]] += m
        rates[row, index[fresh, True]] += m
    behind = stationary(rates)[[1, 3]].sum()
    alone, both = one_topic(news, star(3, m)).anyone_current([(2,), (1, 2)])
    assert lacking(alone, both, periodic=False) == pytest.approx(behind)


# In a chart


def two_desks(**changes):
    return company({"a": 1, "b": 1}, arrivals=1.0, news=0.25, **changes)


def spokes(units: int) -> dict[str, Unit]:
    return {name: desk(name) for name in "abcdefgh"[:units]} | {"hub": Unit()}


def test_units_that_meet_the_owner_every_period_are_current_as_the_closed_form_says():
    chart = drawn(two_desks(), design({"a": desk("a"), "b": desk("b")}, ("a", "b")), every=14)
    assert currency(chart) == pytest.approx(np.array([[1, (1 - exp(-0.5)) / 0.5], [(1 - exp(-0.5)) / 0.5, 1]]))


def test_units_that_meet_by_chance_are_current_as_the_closed_form_says():
    world = two_desks(meeting_timing="poisson")
    chart = drawn(world, design({"a": desk("a"), "b": desk("b")}, ("a", "b")), every=14)
    assert currency(chart)[0, 1] == pytest.approx(0.5 / 0.75)


def test_working_days_set_the_pace_of_meetings():
    """A meeting every five working days is weekly in a company that works five days."""
    shape = design({"a": desk("a"), "b": desk("b")}, ("a", "b"))
    weekly = drawn(two_desks(work_days=5), shape, every=5)
    assert currency(weekly)[0, 1] == pytest.approx((1 - exp(-0.25)) / 0.25)


def test_a_line_to_a_hub_without_people_carries_nothing():
    units = spokes(2)
    shape = design(units, ("hub", "a"), ("hub", "b"))
    assert currency(drawn(two_desks(), shape))[0, 1] > 0
    assert currency(drawn(two_desks(), shape, seats={"a": 1, "b": 1, "hub": 0}))[0, 1] == 0


def test_at_a_meeting_with_the_owner_all_its_news_since_the_last_is_unknown():
    world = two_desks()
    chart = drawn(world, design({"a": desk("a"), "b": desk("b")}, ("a", "b")), every=14)
    assert expected_items(chart) == pytest.approx([2 * (1 - exp(-0.5))])


def test_one_way_only_the_hearer_learns():
    shape = design({"a": desk("a"), "b": desk("b")}, ("a", "b"), one_way=True)
    assert expected_items(drawn(two_desks(), shape, every=14)) == pytest.approx([1 - exp(-0.5)])


def test_a_hub_that_meets_its_spokes_every_period_tells_each_all_news_of_a_period():
    """Its own news goes one way, the others' the other."""
    world = company(dict.fromkeys("abcd", 1), arrivals=1.0, news=0.25)
    chart = drawn(world, design(spokes(4), *(("hub", each) for each in "abcd")), every=14)
    assert expected_items(chart) == pytest.approx([4 * (1 - exp(-0.5))] * 4)


def test_moves_in_the_directory_are_items_too_unless_bounced_cases_told_them():
    shape = design({"a": desk("a"), "b": desk("b")}, ("a", "b"))
    quiet, busy = (company({"a": 1, "b": 1}, arrivals=x, reorganisations=52.0) for x in (0.0, 1.0))
    assert expected_items(drawn(quiet, shape)) == pytest.approx([2 * (1 - exp(-52 * 7 / 365))])
    assert expected_items(drawn(busy, shape)) < 0.01


# What wrong answers teach


def test_a_unit_nobody_tells_learns_from_its_own_wrong_answers():
    """At once: news .25 a week against answers on the other's topic, half an issue a week, each raised again."""
    world = company({"a": 1, "b": 1}, arrivals=1 / WEEK, news=0.25, discovery=1.0, raise_again=1.0, discovery_hours=0.0)
    chart = drawn(world, design({"a": desk("a", answers=["b"]), "b": desk("b")}))
    assert currency(chart) == pytest.approx(np.array([[1.0, 0.25 / 0.5], [0.0, 1.0]]))


@settings(max_examples=30, deadline=None)
@given(st.floats(0.01, 300.0), st.floats(0.001, 3.0))
def test_the_time_until_somebody_comes_back_is_the_integral_of_nobody_having(wrong, delay):
    steps = np.linspace(0, 40 * delay + 40 / wrong, 400_001)
    nobody = np.exp(-wrong * (steps + delay * np.expm1(-steps / delay)))
    weeks = np.trapezoid(nobody, steps) if hasattr(np, "trapezoid") else np.trapz(nobody, steps)
    assert 1 / look_up_rate(wrong, delay) == pytest.approx(weeks, rel=1e-3)


def test_finding_out_later_teaches_less():
    rates = [float(look_up_rate(10.0, delay)) for delay in (0.0, 1e-6, 0.1, 1.0, 10.0)]
    assert rates[0] == 10.0 and all(later <= sooner for sooner, later in pairwise(rates))
    assert look_up_rate(0.0, 1.0) == 0
