"""Approval as a sieve: the errors that pass, the rounds it takes, who does the work; and the minutes all that costs."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.config.schema import Activity, Approval, Topic
from orgsim.engine.tables import APPROVAL, REWORK, WRONG
from orgsim.validation.closed_forms.people import approval_rounds, error_after_approval
from orgsim.validation.judge import Checks
from orgsim.validation.plain import FREE, design, desk, desk_world, replications, study, world

CHECKS = Checks(15)
N = CHECKS.replications
SLIP, CATCH, FALSE_RETURN = 0.3, 0.6, 0.1
ERROR, ROUNDS = error_after_approval(SLIP, CATCH, FALSE_RETURN), approval_rounds(SLIP, CATCH, FALSE_RETURN)
FALLIBLE = {"slip": SLIP, "catch": CATCH, "false_return": FALSE_RETURN, "exceptions": 1.0}
ARRIVALS = 0.4  # a minute


def company(**changes):
    """A desk that slips often; nobody finds out, so as many cases are closed wrong as wrong answers are delivered."""
    return desk_world(5, ARRIVALS, **{**FALLIBLE, **changes})


def chart(approved_by, threshold=0.0, **changes):
    """The head of the desk approves, or the executive above it, or nobody."""
    people = desk("desk", 5, ["line"], head=True, approved_by=approved_by)
    return design({"desk": people}, approval=Approval(threshold, 1e9), **changes)


def plan_for(share, within, rounds=1.0):
    """Long enough to know the share of issues of which something is true, and how often if it is so geometrically."""
    relative = (2 - 1 / rounds) / share - 1
    return study(CHECKS.draws_needed(relative, within) / ARRIVALS, 100)


def outcomes(records):
    """Share wrong, approvals and reworks per issue."""
    rows = records.episodes[records.in_window()]
    return (rows["state"] == WRONG).mean(), rows["approvals"].mean(), rows["reworks"].mean()


@pytest.mark.parametrize("approver", ["head", "superior"])
def test_error_and_rounds(approver):
    seen = replications(outcomes, company(), chart(approver), plan_for(ERROR, 0.02), N)
    CHECKS.hold(seen[:, 0], ERROR, 0.02)
    CHECKS.hold(seen[:, 1], ROUNDS, 0.01)
    CHECKS.hold(seen[:, 2], ROUNDS - 1, 0.02)


def test_nobody_approves():
    seen = replications(outcomes, company(), chart("nobody"), plan_for(SLIP, 0.02), N)
    CHECKS.hold(seen[:, 0], SLIP, 0.02)
    assert np.all(seen[:, 1:] == 0)


def test_only_severe_exceptions_climb():
    """Half of the issues are exceptions, severity is uniform: above .6 climb, a fifth of all."""
    climbing = 0.5 * (1 - 0.6)
    error = climbing * ERROR + (1 - climbing) * SLIP
    seen = replications(outcomes, company(exceptions=0.5), chart("head", 0.6), plan_for(climbing, 0.03, ROUNDS), N)
    CHECKS.hold(seen[:, 0], error, 0.03)
    CHECKS.hold(seen[:, 1], climbing * ROUNDS, 0.03)


def test_several_steps():
    """An answer of two steps is caught if either slipped; the first that slipped is done again, else the last."""
    here = world(
        ARRIVALS,
        departments={"desk": 5, "back": 5},
        topics={"front": Topic("desk", 1.0, 0.0), "rear": Topic("back", 1e-12, 0.0)},  # rear only ever comes second
        interdependence=1.0,
        **FALLIBLE,
    )
    rooms = {d: desk(d, 5, ["line"] if d == "desk" else [], approved_by="superior") for d in ("desk", "back")}
    wrong, rounds = two_steps()
    seen = replications(outcomes, here, design(rooms, approval=Approval(0.0, 1e9)), plan_for(wrong, 0.02), N)
    CHECKS.hold(seen[:, 0], wrong, 0.02)
    CHECKS.hold(seen[:, 1], rounds, 0.01)


def two_steps():
    """P(wrong when it passes) and rounds of two steps, from the chain over which of them slipped."""
    states = [(0, 0), (1, 0), (0, 1), (1, 1)]
    start = np.array([np.prod([SLIP if s else 1 - SLIP for s in state]) for state in states])
    move = np.zeros((4, 4))
    for row, state in enumerate(states):
        redone = 0 if state[0] else 1  # the first that slipped, else the last
        returned = CATCH if any(state) else FALSE_RETURN
        for slip, chance in ((1, SLIP), (0, 1 - SLIP)):
            after = tuple(slip if step == redone else state[step] for step in (0, 1))
            move[row, states.index(after)] += returned * chance
    visits = np.linalg.solve((np.eye(4) - move).T, start)
    passes = visits * np.array([1 - FALSE_RETURN, 1 - CATCH, 1 - CATCH, 1 - CATCH])
    return passes[1:].sum(), visits.sum()


def test_minutes_are_booked_where_the_work_is_done():
    """Approvals cost the approver (here a minute a round), rework costs the desk fresh work: all in the ledger."""
    here = company(cost_register=FREE | {"approval": Activity(1.0)})

    def minutes(records):
        desk_row, boss_row = records.chart.unit("desk"), records.chart.unit("executive")
        issues = records.in_window().sum()
        return records.minutes[desk_row, REWORK] / issues, records.minutes[boss_row, APPROVAL] / issues

    seen = replications(minutes, here, chart("superior"), plan_for(0.1, 0.03), N)
    CHECKS.hold(seen[:, 0], ROUNDS - 1, 0.03)
    CHECKS.hold(seen[:, 1], ROUNDS, 0.02)


def test_the_formula_without_false_returns_is_rejected():
    seen = replications(outcomes, company(), chart("head"), plan_for(ERROR, 0.02), N)
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(seen[:, 0], error_after_approval(SLIP, CATCH, 0.0), 0.02)
