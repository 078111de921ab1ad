"""Nothing is asked of issues in vain: each check finds the one issue that fails it, among those raised."""

from __future__ import annotations

import numpy as np
import pytest

from made_up import HORIZON, HOUR, NEVER, WEEK, made_up_records
from orgsim.engine.tables import GAVE_UP, WRONG
from orgsim.measures.conservation import OF_ISSUES, NotConserved, check_conservation, count_amiss

END = 2 * WEEK + HORIZON
MOMENTS = ("taken_up", "started", "first_answer", "resolved", "ended")
SPOILT = {
    "issues raised = resolved + wrong + gave up + open": {"state": 9},
    "every issue raised was brought to the company, or to the community first": {"contacts": 0},
    "resolved are those with a right answer": {"resolved": NEVER},
    "what is closed has a time of closing": {"state": WRONG, "resolved": NEVER, "ended": NEVER},
    "taken_up before started": {"taken_up": NEVER},
    "started before first_answer": {"started": WEEK + 2 * HOUR},
    "first_answer before resolved": {"first_answer": WEEK + 2 * HOUR},
    **{f"{moment} after the raise": {moment: WEEK - 1} for moment in MOMENTS},
    **{f"{moment} before the end of the run": {moment: END + 1} for moment in MOMENTS},
}


def three_issues():
    """One resolved after an hour, one open, one given up."""
    return made_up_records([{"resolved": HOUR}, {}, {"ended": 3.0, "state": GAVE_UP}])


def amiss(records) -> dict[str, int]:
    """Of how many issues each thing does not hold, where it does not hold of all."""
    found = np.zeros(len(OF_ISSUES), np.int64)
    count_amiss(records.issues, records.episodes, records.until, found)
    return {says: int(number) for says, number in zip(OF_ISSUES, found, strict=True) if number}


def test_everything_asked_of_issues_is_tried_here():
    assert {*SPOILT, "issues are in the order of their raise"} == set(OF_ISSUES)


def test_nothing_is_amiss_where_nothing_is():
    assert amiss(three_issues()) == {}


@pytest.mark.parametrize("says", SPOILT)
def test_what_does_not_hold_of_one_issue_is_found_and_the_run_refused(says):
    records = three_issues()
    for name, value in SPOILT[says].items():
        records.episodes[name][0] = value
    assert amiss(records)[says] == 1
    with pytest.raises(NotConserved):
        check_conservation(records)


@pytest.mark.parametrize("raised", [WEEK - 1, NEVER])
def test_an_issue_out_of_order_is_found(raised):
    records = three_issues()
    records.issues["raised"][1] = raised
    assert amiss(records)["issues are in the order of their raise"] >= 1


def test_issues_that_arise_after_the_end_have_no_clocks_yet():
    records = made_up_records([{"resolved": HOUR}, {"raised": END, "state": 9}])
    check_conservation(records)
    records.issues["raised"][1] = END - 1
    with pytest.raises(NotConserved, match="issues raised ="):
        check_conservation(records)


def test_an_issue_without_an_episode_is_found():
    records = three_issues()
    records.episodes = records.episodes[:2]
    with pytest.raises(NotConserved, match="one episode"):
        check_conservation(records)
