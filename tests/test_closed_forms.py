"""The exact values DESIGN section 5 states, from the formulas the other proofs use."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.validation.closed_forms.people import (
    approval_rounds,
    bass_peak,
    current_by_periodic_meetings,
    current_by_poisson_meetings,
    error_after_approval,
    misrouted,
    shot_noise,
    total_over_direct,
)
from orgsim.validation.closed_forms.queues import (
    break_even_slowdown,
    conserved_wait,
    discounted_wait,
    distribution,
    impatient_queue,
    network_waits,
    restricted_sojourn,
    sojourn_in_ticks,
    throughputs,
    wait,
    wait_general,
    wait_quantile,
    waiting_longer,
    waiting_probability,
    waits_by_class,
)
from orgsim.validation.closed_forms.run_lengths import (
    lognormal_moments,
    luck,
    present,
    queueing,
    relative_variance,
    relative_variance_general,
    restricted,
    waits_longer,
    workload_moments,
)


@pytest.mark.parametrize(
    "arrivals, servers, stated",
    [(0.8, 1, 4.0), (4, 5, 0.55411), (9, 10, 0.66873), (18, 20, 0.27538), (16, 20, 0.06402)],
)
def test_many_servers(arrivals, servers, stated):
    assert wait(arrivals, servers) == pytest.approx(stated, abs=5e-6)


def test_work_in_other_units_of_time_waits_in_proportion():
    assert wait(9 / 20, 10, minutes=20) == pytest.approx(20 * wait(9, 10))


@pytest.mark.parametrize("cv", [0, 0.5, 1, 2])
def test_any_law_of_work(cv):
    assert wait_general(0.8, cv) == pytest.approx(2 * (1 + cv**2))


def test_classes_by_precedence():
    own, customers = 0.4 * 10.8, 0.6 * 10.8
    assert waits_by_class([customers, own], 12) == pytest.approx([0.116, 1.159], abs=5e-4)
    assert waits_by_class([own, customers], 12) == pytest.approx([0.083, 0.833], abs=5e-4)
    assert wait(10.8, 12) == pytest.approx(0.533, abs=5e-4)


def test_precedence_conserves_the_work_that_waits():
    own, customers = 0.4 * 10.8, 0.6 * 10.8
    first, second = waits_by_class([customers, own], 12)
    assert customers * first + own * second == pytest.approx(conserved_wait([customers, own], 12))


def test_pooling_breaks_even():
    assert break_even_slowdown(4, 5, 4) == pytest.approx(0.144, abs=5e-4)


def test_endless_patience_is_no_abandonment():
    queue = impatient_queue(4, 5, patience=1e12)
    assert queue["wait"] == pytest.approx(wait(4, 5))
    assert queue["waiting"] == pytest.approx(waiting_probability(4, 5))


def test_patience_bounds_every_queue():
    queue = impatient_queue(12, 10, patience=2.0)
    assert queue["abandoning"] == pytest.approx(queue["wait"] / 2)
    assert 1 - 10 / 12 < queue["abandoning"] < 1


def test_patience_as_long_as_the_work_leaves_a_poisson_number():
    """With equal rates of work and of giving up the number present is that of M/M/infinity."""
    queue = impatient_queue(7, 7, patience=1.0)
    assert queue["waiting"] == pytest.approx(0.5503, abs=5e-5)  # P(Poisson(7) >= 7)


def test_networks():
    assert throughputs([1, 0], [[0, 0.5], [0.25, 0]]) == pytest.approx([8 / 7, 4 / 7])
    assert network_waits([0.4], [[0.5]], [1]) == pytest.approx([4.0])


def test_restricted_means():
    assert restricted_sojourn(0.8, 1e9) == pytest.approx(5.0)
    assert restricted_sojourn(0.8, 5.0) == pytest.approx(5 * (1 - 0.36787944))


@pytest.mark.parametrize("arrivals, servers", [(0.3, 1), (0.9, 1), (9, 10)])
def test_quantiles_of_the_wait(arrivals, servers):
    late = wait_quantile(arrivals, servers, 0.9)
    assert waiting_longer(arrivals, servers, late) == pytest.approx(0.1)
    assert waiting_longer(arrivals, servers, 0.0) == pytest.approx(waiting_probability(arrivals, servers))
    assert wait_quantile(arrivals, servers, 0.05) == 0.0


def test_an_arrival_sees_the_queue_as_it_is_over_time():
    """What is waited by how many are present, averaged over how many are present in M/M/c."""
    number = np.arange(1, 2001)
    busy = distribution(np.full(2000, 9.0), np.minimum(number, 10))
    assert busy @ waits_longer(1.5)(np.arange(2001), 10) == pytest.approx(waiting_longer(9.0, 10, 1.5))
    alone = distribution(np.full(2000, 0.8), np.ones(2000))
    assert alone @ restricted(5.0)(np.arange(2001), 1) == pytest.approx(restricted_sojourn(0.8, 5.0))


def test_discounted_waits():
    assert discounted_wait(0.8, 1, 0.0) == 1.0
    slight = 1e-6
    assert (1 - discounted_wait(4, 5, slight)) / slight == pytest.approx(wait(4, 5), rel=1e-5)


def test_a_tick_would_decide_the_latency():
    assert sojourn_in_ticks(0.3, 0.5) == pytest.approx(3.5)
    assert restricted_sojourn(0.3, 1e9, minutes=2) == pytest.approx(5.0)


def test_run_length_for_five_per_cent():
    minutes = 1.96**2 * relative_variance(0.8, 1, present) / 0.05**2
    assert minutes == pytest.approx(173_000, rel=0.005)


@pytest.mark.parametrize("rho", [0.3, 0.8, 0.9])
def test_run_length_of_the_mean_wait_of_customers(rho):
    """M/M/1 (Daley 1968): rho (2 + 5 rho - 4 rho^2 + rho^3) / (1 - rho)^4 per customer."""
    exact = rho * (2 + 5 * rho - 4 * rho**2 + rho**3) / (1 - rho) ** 4 / rho / wait(rho, 1) ** 2
    mean, square = wait(rho, 1), 2 * rho / (1 - rho) ** 2
    assert exact < relative_variance(rho, 1) + luck(mean, square, rho) < 1.5 * exact


@pytest.mark.parametrize("worth", [queueing, present])
def test_run_lengths_in_heavy_traffic(worth):
    """Work in front, people waiting, people present: near saturation all need the same run (Whitt 1989)."""
    exact = relative_variance_general(0.99, [1, 2, 6, 24])
    assert exact == pytest.approx(relative_variance(0.99, 1, worth), rel=0.02)
    assert exact == pytest.approx(4 / (1 - 0.99) ** 2, rel=0.02)


def test_moments_of_the_wait():
    fixed = lognormal_moments(0)
    assert fixed == [1, 1, 1, 1] and lognormal_moments(2)[1] == 5
    _, first, second, _ = workload_moments(0.8, [1, 2, 6, 24])
    assert first == pytest.approx(wait(0.8, 1))
    assert second == pytest.approx(2 * 0.8 / 0.2**2)
    assert workload_moments(0.8, fixed)[1] == pytest.approx(wait_general(0.8, 0))


def test_knowledge_on_a_star_is_one_race():
    rates = {(0, spoke): 2.0 for spoke in (1, 2, 3)}
    assert current_by_poisson_meetings(0.5, rates, 0) == pytest.approx({1: 0.8, 2: 0.8, 3: 0.8})


def test_knowledge_along_a_chain_is_a_product_of_races():
    rates = {(0, 1): 1.0, (1, 2): 1.0}
    far = current_by_poisson_meetings(1.0, rates, 0)[2]
    assert far == pytest.approx(1 / 2 * 1 / 2)


def test_meetings_by_the_clock_beat_meetings_at_random():
    assert current_by_periodic_meetings(1.0, 1.0) == pytest.approx(0.6321, abs=5e-5)
    assert current_by_periodic_meetings(1.0, 1.0) > current_by_poisson_meetings(1.0, {(0, 1): 1.0}, 0)[1]


def test_approval():
    assert error_after_approval(0.05, 0.8, 0.02) == pytest.approx(0.01 / (0.01 + 0.931))
    assert approval_rounds(0.05, 0.8, 0.02) == pytest.approx(1 / 0.941)
    assert error_after_approval(0.05, 0.0, 0.0) == pytest.approx(0.05)


def test_attitude_and_talk():
    assert shot_noise(2.0, [1.0, -1.0], [3, 1], 0.5) == pytest.approx((2.0, 2.0))
    assert total_over_direct(0.3) == pytest.approx(1 / 0.7)
    assert bass_peak(0.03, 0.38) == pytest.approx((6.193, 0.4605), abs=5e-4)


def test_directory():
    assert misrouted(1.0, 3.0) == 0.25
