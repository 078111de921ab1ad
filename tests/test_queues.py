"""What the proofs about queues (test_validation) do not say: a formula slightly wrong is rejected; office hours."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.config.schema import Topic
from orgsim.validation.closed_forms.queues import wait
from orgsim.validation.closed_forms.run_lengths import relaxation
from orgsim.validation.judge import Checks
from orgsim.validation.plain import design, desk, desk_world, one_desk, one_run, replications, study, waits, world
from orgsim.validation.queues import relative_wait

CHECKS = Checks(4)
N = CHECKS.replications


def test_a_formula_for_slightly_more_load_is_rejected():
    """The judge has power: the engine at .8 is not the formula at .81."""
    within = 0.03
    plan = study(CHECKS.minutes_needed(relative_wait(0.8, 1), within), 12 * relaxation(0.8, 1))
    seen = replications(lambda records: waits(records).mean(), desk_world(1, 0.8), one_desk(1), plan, N)
    CHECKS.hold(seen, wait(0.8, 1), within)
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(seen, wait(0.81, 1), within)


def test_a_formula_for_slightly_longer_work_is_rejected():
    """Work of 1.01 minutes in the engine is not work of one minute in the formula, already by the busy time."""
    within = 0.004
    plan = study(CHECKS.minutes_needed(2 / 4.0, within), 200)  # minutes of work that arrive: compound Poisson
    long = desk_world(5, 4.0, work_minutes=1.01)
    seen = replications(lambda records: records.busy.sum() / records.working_minutes, long, one_desk(5), plan, N)
    CHECKS.hold(seen, 4.0 * 1.01, within)
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(seen, 4.0, within)


# Office hours


def test_work_that_takes_no_time_ends_when_it_starts():
    """At opening the door passes on at once what came in over night, and enough people start on all of it."""
    departments = {"door": 1, "back": 2000}
    company = world(
        0.5,
        departments=departments,
        topics={"matter": Topic("back", 1.0, 0.0)},
        open_hour=9.0,
        close_hour=17.0,
        work_days=5,
    )
    rooms = {"door": desk("door", 1, ["line"]), "back": desk("back", 2000)}
    records = one_run(company, design(rooms), study(14 * 1440.0, after=7 * 1440.0), 1)
    raised, started = records.issues["raised"], records.episodes["started"]
    day, minute = raised // 1440, raised % 1440
    over_night = (day % 7 < 4) & (minute > 17 * 60) & records.in_window()
    assert over_night.sum() > 1000
    assert np.array_equal(started[over_night], (day[over_night] + 1) * 1440 + 9 * 60)
    at_work = (day % 7 < 5) & (minute >= 9 * 60) & (minute < 17 * 60) & records.in_window()
    assert np.array_equal(started[at_work], raised[at_work])
