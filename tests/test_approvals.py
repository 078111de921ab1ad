"""The minutes approval costs, booked where the work is done; and a wrong formula is found out.

The proofs about approval (orgsim.validation.decisions) are run with all others.
"""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.config.schema import Activity
from orgsim.engine.tables import APPROVAL, REWORK
from orgsim.structure.approval import rounds
from orgsim.validation.closed_forms.people import error_after_approval, two_steps_approved
from orgsim.validation.decisions import (
    CATCH,
    ERROR,
    FALSE_RETURN,
    ROUNDS,
    SLIP,
    WARM_UP,
    approved,
    chart,
    company,
    minutes_for,
)
from orgsim.validation.judge import Checks
from orgsim.validation.plain import FREE, replications, study

CHECKS = Checks(3)
N = CHECKS.replications


def test_minutes_are_booked_where_the_work_is_done():
    """Approvals cost the approver (here a minute a round), rework costs the desk fresh work: all in the ledger."""
    here = company(cost_register=FREE | {"approval": Activity(1.0)})

    def minutes(records):
        desk_row, boss_row = records.chart.unit("desk"), records.chart.unit("executive")
        issues = records.in_window().sum()
        return records.minutes[desk_row, REWORK] / issues, records.minutes[boss_row, APPROVAL] / issues

    seen = replications(minutes, here, chart("superior"), study(minutes_for(0.1, 0.03), WARM_UP), N)
    CHECKS.hold(seen[:, 0], ROUNDS - 1, 0.03)
    CHECKS.hold(seen[:, 1], ROUNDS, 0.02)


def test_the_formula_without_false_returns_is_rejected():
    run = approved("head").prepare(1.0)
    seen = [run(seed)[0] for seed in range(1, N + 1)]
    assert np.mean(seen) == pytest.approx(ERROR, rel=0.03)
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(seen, error_after_approval(SLIP, CATCH, 0.0), 0.02)


def test_the_structure_room_and_the_closed_form_agree_on_two_steps():
    wrong, seen = two_steps_approved(SLIP, CATCH, FALSE_RETURN)
    found = rounds(np.array([[SLIP, SLIP]]), np.array([1]), CATCH, FALSE_RETURN)
    assert (1 - found.free_of_slips[0], found.approvals[0]) == pytest.approx((wrong, seen))
