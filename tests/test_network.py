"""The network is symmetric, heavy-tailed, clustered, capped, and the same for the same seed."""

import hashlib
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.config.schema import Network as Setting
from orgsim.config.schema import Population, World
from orgsim.errors import InputError
from orgsim.world.network import Network, customers, network, within_cap

FACEBOOK = Path(__file__).parents[2] / "shared" / "data" / "facebook_combined.txt.gz"
needs_facebook = pytest.mark.skipif(not FACEBOOK.exists(), reason=f"needs ../shared/data/{FACEBOOK.name}")


def world(people=1000, **setting) -> World:
    return World(population=Population(customers=people), network=Setting(**setting))


def clustering(net: Network) -> float:
    """Mean over people of the share of pairs of their acquaintances who know each other."""
    matrix = net.matrix()
    pairs = net.degree * (net.degree - 1.0)
    closed = np.asarray((matrix @ matrix).multiply(matrix).sum(axis=1)).ravel()
    return float(np.mean(np.divide(closed, pairs, out=np.zeros(len(pairs)), where=pairs > 0)))


def dense(net: Network) -> np.ndarray:
    return net.matrix().toarray()


def check_rows(net: Network):
    """What compressed rows promise."""
    assert net.offsets.dtype == np.int64 and net.neighbours.dtype == np.int32
    assert net.offsets[0] == 0 and net.offsets[-1] == len(net.neighbours)
    assert (net.degree >= 0).all() and net.degree.sum() == 2 * net.ties
    for person in range(net.customers):
        row = net.neighbours[net.offsets[person] : net.offsets[person + 1]]
        assert (np.diff(row) > 0).all(), "rows ascend, no tie twice"
        assert person not in row, "nobody is tied to themselves"
    assert (dense(net) == dense(net).T).all(), "both ends hold a tie"


def digest(net: Network) -> str:
    return hashlib.sha256(net.offsets.tobytes() + net.neighbours.tobytes()).hexdigest()


@pytest.fixture(scope="module")
def town() -> Network:
    return network(world(50_000), seed=1)


# regular


@pytest.mark.parametrize(("people", "mean", "reach"), [(1000, 10, 10), (1000, 7.2, 8), (11, 10, 10), (50, 0, 0)])
def test_in_a_regular_network_everybody_has_the_same_reach(people, mean, reach):
    ties = network(world(people, kind="regular", mean_degree=mean), 1)
    assert (ties.degree == reach).all()
    check_rows(ties)


def test_a_regular_network_is_that_of_its_seed():
    one, other, again = (digest(network(world(kind="regular"), seed)) for seed in (1, 2, 1))
    assert one == again != other


def test_a_regular_network_of_more_ties_than_people_is_refused():
    with pytest.raises(InputError, match="network.mean_degree"):
        network(world(10, kind="regular", mean_degree=10), 1)


# generated


def test_mean_degree_is_as_asked(town):
    assert town.customers == 50_000
    assert town.degree.mean() == pytest.approx(10, abs=0.01)


@pytest.mark.parametrize("mean", [0.0, 0.8, 3.0, 6.5])
def test_mean_degree_need_not_be_even(mean):
    assert network(world(20_000, mean_degree=mean), 1).degree.mean() == pytest.approx(mean, rel=0.03)


@pytest.mark.parametrize(("reach", "tolerance"), [(10, 0.05), (20, 0.1), (40, 0.15), (80, 0.3)])
def test_degrees_have_the_heavy_tail_of_preferential_attachment(town, reach, tolerance):
    """P(degree >= k) = m (m + 1) / (k (k + 1)), m = 5 (Barabasi and Albert; Holme and Kim keep the tail)."""
    assert np.mean(town.degree >= reach) == pytest.approx(30 / (reach * (reach + 1)), rel=tolerance)


def test_top_hundredth_holds_a_tenth_of_all_ties_and_everybody_knows_five(town):
    degree = np.sort(town.degree)[::-1]
    assert degree[:500].sum() / degree.sum() == pytest.approx(0.10, abs=0.01)
    assert degree[5:].min() == 5 and np.median(degree) == 7


def test_clustering_comes_from_closure(town):
    assert clustering(town) == pytest.approx(0.21, abs=0.01)
    assert clustering(network(world(20_000, closure=0.0), 1)) < 0.02
    assert clustering(network(world(20_000, closure=1.0), 1)) > 0.35


def test_nobody_reaches_more_than_the_cap(town):
    assert town.degree.max() == 300
    assert network(world(20_000, cap=40), 1).degree.max() == 40


@pytest.mark.parametrize("cap", [10, 12, 20])
def test_a_tight_cap_keeps_the_mean_degree(cap):
    net = network(world(5000, cap=cap), 1)
    assert net.degree.max() == cap
    assert net.degree.mean() == pytest.approx(10, rel=0.01)


def test_a_cap_below_the_mean_degree_is_refused():
    with pytest.raises(InputError, match=r"network.cap: 9 .*at least network.mean_degree \(10\)"):
        network(world(cap=9), 1)


def test_same_seed_same_bytes_and_other_seed_other_ties():
    assert digest(network(world(), 1)) == digest(network(world(), 1))
    assert digest(network(world(), 1)) != digest(network(world(), 2))
    assert digest(network(world(), 2**63)) != digest(network(world(), 0))


def test_a_smaller_population_is_the_larger_one_before_the_last_came():
    small, large = network(world(400), 5), network(world(900), 5)
    assert (dense(small) == dense(large)[:400, :400]).all()


def test_the_same_rules_run_uncompiled():
    program = (
        "import hashlib; from orgsim.config.schema import *; from orgsim.world.network import network\n"
        "net = network(World(population=Population(customers=150)), 3)\n"
        "print(hashlib.sha256(net.offsets.tobytes() + net.neighbours.tobytes()).hexdigest())"
    )
    environment = {**os.environ, "ORGSIM_UNCOMPILED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == digest(network(world(150), 3))


@settings(max_examples=40, deadline=None)
@given(
    people=st.integers(1, 60),
    mean=st.floats(0, 12),
    closure=st.floats(0, 1),
    room=st.integers(0, 20),
    seed=st.integers(0, 2**64 - 1),
)
def test_any_generated_network_keeps_its_promises(people, mean, closure, room, seed):
    cap = max(math.ceil(mean), 1) + room
    net = network(world(people, mean_degree=mean, closure=closure, cap=cap), seed)
    check_rows(net)
    assert net.customers == people and net.degree.max() <= cap


# other kinds


def test_in_a_complete_network_everybody_knows_everybody():
    net = network(world(40, kind="complete", cap=3), 1)
    check_rows(net)
    assert (net.degree == 39).all()
    assert network(world(1, kind="complete"), 1).degree.tolist() == [0]


def test_a_complete_network_of_more_than_5000_is_refused():
    with pytest.raises(InputError, match="population.customers: 5001 .*at most 5000"):
        network(world(5001, kind="complete"), 1)


def test_without_a_network_nobody_knows_anybody():
    net = network(world(7, kind="none"), 1)
    assert net.customers == 7 and net.ties == 0 and net.spectral_radius() == 0


def test_an_unknown_kind_is_named_with_the_nearest():
    with pytest.raises(InputError, match="did you mean generated"):
        network(world(kind="generatd"), 1)


def test_a_network_from_a_file_has_the_people_in_the_file(tmp_path):
    path = tmp_path / "friends.txt"
    path.write_text("10 20\n20 30\n40 40\n")
    setting = world(kind="edge_list", path=str(path))
    assert customers(setting) == 4
    assert dense(network(setting, 1)).tolist() == [[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    assert customers(world(123)) == 123


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "friends.txt"
    path.write_text("1 2\n")
    setting = world(kind="edge_list", path=str(path))
    assert customers(setting) == 2
    path.write_text("1 2\n1 3\n")
    assert customers(setting) == 3


@pytest.mark.parametrize("path", [None, "", "no/such/file.txt"])
def test_a_network_from_no_file_is_refused(path):
    with pytest.raises(InputError, match="network.path"):
        network(world(kind="edge_list", path=path), 1)


@needs_facebook
def test_facebook_is_as_published():
    net = network(world(kind="edge_list", path=str(FACEBOOK), cap=10_000), 1)
    assert (net.customers, net.ties) == (4039, 88_234)
    assert net.degree.mean() == pytest.approx(43.7, abs=0.05) and np.median(net.degree) == 25
    assert clustering(net) == pytest.approx(0.61, abs=0.005)


@needs_facebook
def test_facebook_capped_loses_few_ties_and_stays_clustered():
    net = network(world(kind="edge_list", path=str(FACEBOOK), cap=300), 1)
    assert net.degree.max() == 300
    assert net.ties > 0.97 * 88_234
    assert clustering(net) == pytest.approx(0.55, abs=0.01)


# rows and caps


@st.composite
def ties(draw):
    people = draw(st.integers(1, 25))
    person = st.integers(0, people - 1)
    return people, draw(st.lists(st.tuples(person, person), max_size=120))


@settings(max_examples=60, deadline=None)
@given(ties())
def test_rows_hold_just_the_ties_given(given_ties):
    people, pairs = given_ties
    net = Network.from_ties(people, np.array(pairs, np.int64).reshape(-1, 2))
    check_rows(net)
    assert net.ties == len({frozenset(pair) for pair in pairs if len(set(pair)) == 2})
    assert all(dense(net)[a, b] == 1 for a, b in pairs if a != b)


@settings(max_examples=60, deadline=None)
@given(ties(), st.integers(1, 8))
def test_a_cap_drops_a_tie_for_both_and_only_where_an_end_is_full(given_ties, cap):
    people, pairs = given_ties
    full = Network.from_ties(people, np.array(pairs, np.int64).reshape(-1, 2))
    net = within_cap(full, cap)
    check_rows(net)
    dropped = dense(full) - dense(net)
    assert (dropped >= 0).all() and net.degree.max() <= cap
    for one, other in np.argwhere(dropped):
        assert max(net.degree[one], net.degree[other]) == cap


def test_a_cap_favours_no_end_of_the_numbering():
    star = np.column_stack([np.zeros(1000, int), np.arange(1, 1001)])
    kept = within_cap(Network.from_ties(1001, star), 200).neighbours[:200]
    assert 430 < kept.mean() < 570


@pytest.mark.parametrize(
    ("pairs", "people", "exact"),
    [
        ([(0, i) for i in range(1, 101)], 101, 10.0),  # a star: the square root of its rays
        ([(i, (i + 1) % 50) for i in range(50)], 50, 2.0),  # a ring
        ([(i, j) for i in range(30) for j in range(i)], 30, 29.0),  # complete
        ([(0, 1)], 40, 1.0),
        ([(0, 1)], 2, 1.0),
    ],
)
def test_spectral_radius_is_exact_where_it_is_known(pairs, people, exact):
    assert Network.from_ties(people, np.array(pairs)).spectral_radius() == pytest.approx(exact, rel=1e-8)


def test_spectral_radius_is_the_largest_eigenvalue_and_the_same_every_time():
    net = network(world(300), 4)
    assert net.spectral_radius() == pytest.approx(np.linalg.eigvalsh(dense(net))[-1], rel=1e-8)
    assert net.spectral_radius() == net.spectral_radius()
