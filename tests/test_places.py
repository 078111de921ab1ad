"""Places of customers in a picture: within the disc, equally dense everywhere, neighbours close, always the same."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.config.defaults import default_world
from orgsim.views.places import places
from orgsim.world.network import Network, network


@pytest.fixture(scope="module")
def ties() -> Network:
    """Who knows whom among two thousand customers."""
    return network(default_world("population.customers=2000"), seed=1)


def test_everybody_stands_in_the_disc_alone(ties):
    spots = places(ties)
    assert (np.hypot(*spots.T) <= 1.0).all()
    assert len(np.unique(spots.round(9), axis=0)) == len(spots)


def test_it_is_equally_dense_everywhere(ties):
    """A disc of half the radius has a quarter of the area; so has each quadrant."""
    spots = places(ties)
    assert abs(np.mean(np.hypot(*spots.T) < 0.5) - 0.25) < 0.02
    assert all(
        abs(np.mean((spots[:, 0] * x > 0) & (spots[:, 1] * y > 0)) - 0.25) < 0.03 for x in (1, -1) for y in (1, -1)
    )


def test_neighbours_stand_closer_than_strangers(ties):
    spots = places(ties)
    one = np.repeat(np.arange(ties.customers), ties.degree)
    friends = np.linalg.norm(spots[one] - spots[ties.neighbours], axis=1).mean()
    strangers = np.linalg.norm(spots[one] - spots[np.random.default_rng(1).permutation(ties.neighbours)], axis=1).mean()
    assert friends < 0.9 * strangers


def test_a_ring_is_laid_out_as_a_ring():
    """On a ring of acquaintances the next in line stands near, and who is half the ring away far."""
    people = 400
    ring = Network.from_ties(people, np.column_stack([np.arange(people), (np.arange(people) + 1) % people]))
    spots = places(ring)
    near = np.linalg.norm(spots - np.roll(spots, 1, axis=0), axis=1).mean()
    far = np.linalg.norm(spots - np.roll(spots, people // 2, axis=0), axis=1).mean()
    assert near < 0.5 * far


def test_the_same_ties_give_the_same_places(ties):
    assert places(ties).tobytes() == places(ties).tobytes()


@pytest.mark.parametrize("people", [0, 1, 2, 3, 7])
def test_few_customers_or_none_have_places_too(people):
    assert places(Network.from_ties(people, np.zeros((0, 2)))).shape == (people, 2)
