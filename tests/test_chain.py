"""The chain of cross-training: who answers for whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from companies import company, design, desk, drawn
from orgsim.errors import InputError
from orgsim.optimise.chain import chained


@pytest.fixture
def circle():
    """Five departments, a desk each, that answer for themselves alone."""
    names = "abcde"
    return company(dict.fromkeys(names, 2)), design({name: desk(name) for name in names})


@pytest.mark.parametrize("length", [1, 2, 3, 5])
def test_a_chain_links_each_department_to_the_next_and_the_last_to_the_first(circle, length):
    world, shape = circle
    may = drawn(world, chained(world, shape, length)).may_answer
    expected = [[(k - u) % 5 < length for k in range(5)] for u in range(5)]
    np.testing.assert_array_equal(may, expected)


def test_a_chain_takes_in_departments_drawn_all_alike(circle):
    world, shape = circle
    unit = shape.units.pop("e")
    alike = replace(shape, every_department=replace(unit, departments=[]))
    may = drawn(world, chained(world, alike, 2)).may_answer
    assert may[4, 0] and may[3, 4]


@pytest.mark.parametrize("length", [0, 6])
def test_a_chain_has_at_least_one_and_at_most_all_departments(circle, length):
    with pytest.raises(InputError, match="a length from 1 to 5"):
        chained(*circle, length)
