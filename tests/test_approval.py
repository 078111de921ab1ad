"""Approval rounds agree with the textbook for one step, and with the Markov chain of slips for several."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.structure.approval import rounds

CHANCE = st.floats(0.0, 0.95)


def brute_force(slip: list[float], catch: float, false_return: float) -> tuple[float, np.ndarray, float]:
    """(approvals, redone by step, P(passes right)) from the chain over sets of slips, a set being the sum of 2^step."""
    n = len(slip)
    states = np.arange(1 << n)
    start = np.prod([np.where(states >> j & 1, slip[j], 1 - slip[j]) for j in range(n)], axis=0)
    move = np.zeros((1 << n, 1 << n))
    redo = np.zeros((1 << n, n))
    for state in states:
        returned = catch if state else false_return
        step = next((j for j in range(n) if state >> j & 1), n - 1)
        redo[state, step] = returned
        move[state, state | 1 << step] += returned * slip[step]
        move[state, state & ~(1 << step)] += returned * (1 - slip[step])
    visits = np.linalg.solve(np.eye(1 << n) - move.T, start)
    return visits.sum(), visits @ redo, visits[0] * (1 - false_return)


@given(CHANCE, CHANCE, CHANCE)
def test_one_step_is_seen_one_over_the_chance_to_pass(slip, catch, false_return):
    found = rounds(np.array([[slip]]), np.array([0]), catch, false_return)
    passes = (1 - slip) * (1 - false_return) + slip * (1 - catch)
    assert found.approvals[0] == pytest.approx(1 / passes)
    assert found.redone[0, 0] == pytest.approx(1 / passes - 1, abs=1e-9)
    assert 1 - found.free_of_slips[0] == pytest.approx(slip * (1 - catch) / passes, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(st.lists(CHANCE, min_size=1, max_size=4), CHANCE, CHANCE)
def test_several_steps_agree_with_the_markov_chain(slip, catch, false_return):
    padded = np.zeros((1, 4))
    padded[0, : len(slip)] = slip
    found = rounds(padded, np.array([len(slip) - 1]), catch, false_return)
    approvals, redone, right = brute_force(slip, catch, false_return)
    assert found.approvals[0] == pytest.approx(approvals)
    assert found.redone[0, : len(slip)] == pytest.approx(redone, abs=1e-9)
    assert found.free_of_slips[0] == pytest.approx(right)


def test_who_catches_everything_passes_nothing_wrong():
    found = rounds(np.array([[0.2, 0.1]]), np.array([1]), 1.0, 0.0)
    assert found.free_of_slips[0] == pytest.approx(1)


def test_a_case_that_can_never_pass_is_an_enormous_load_not_an_error():
    assert rounds(np.array([[1.0]]), np.array([0]), 1.0, 0.0).approvals[0] > 1e6
