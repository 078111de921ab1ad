"""What no run may lose: issues, staff minutes, heads, customers. Checked in every run; a failure is a bug."""

from __future__ import annotations

import math

import numba as nb
import numpy as np
from numba import types

from orgsim.engine.audit import ACCOUNTS
from orgsim.engine.compiled import entry
from orgsim.engine.tables import EPISODE, GAVE_UP, ISSUE, OPEN, RESOLVED, SPARED, WRONG

ROUNDING = 1e-6  # relative
LEAST_MINUTES = 1e-3


class NotConserved(AssertionError):
    """Something was lost or made out of nothing in a run."""


def check_conservation(records) -> None:
    """Raise NotConserved unless everything in a run adds up."""
    check_accounts(records)
    check_issues(records)
    check_staff(records)
    check_probes(records)
    check_customers(records)


def require(holds: bool, what: str, records) -> None:
    """Raise NotConserved with the run's design, estimand and seed unless it holds."""
    if not holds:
        raise NotConserved(f"{what} (design {records.chart.name}, {records.estimand}, seed {records.seed})")


def check_accounts(records) -> None:
    """Both sides of every account the engine keeps are equal (``engine.audit``): staff minutes, jobs, Little's law."""
    books = records.accounts
    for account, (one, other) in ACCOUNTS.items():
        if one in books:
            equal = math.isclose(books[one], books[other], rel_tol=ROUNDING, abs_tol=LEAST_MINUTES)
            require(equal, f"{account}: {one} {books[one]} = {other} {books[other]}", records)


def check_issues(records) -> None:
    """Every issue has an episode; of those raised before the run ended, none is lost and none's clocks go backwards."""
    require(len(records.issues) == len(records.episodes), "every issue has one episode", records)
    amiss = np.zeros(len(OF_ISSUES), np.int64)
    count_amiss(records.issues, records.episodes, records.until, amiss)
    for says, found in zip(OF_ISSUES, amiss):
        require(found == 0, says, records)


# What must hold of every issue, in the order in which ``count_amiss`` looks; a moment that never came is nan.
OF_ISSUES = (
    "issues are in the order of their raise",
    "issues raised = resolved + wrong + gave up + open",
    "every issue raised was brought to the company, or to the community first",
    "resolved are those with a right answer",
    "what is closed has a time of closing",
    "taken_up before started",
    "started before first_answer",
    "first_answer before resolved",
    "taken_up after the raise",
    "started after the raise",
    "first_answer after the raise",
    "resolved after the raise",
    "ended after the raise",
    "taken_up before the end of the run",
    "started before the end of the run",
    "first_answer before the end of the run",
    "resolved before the end of the run",
    "ended before the end of the run",
)
_issues = types.Array(nb.from_dtype(ISSUE), 1, "C", readonly=True)
_episodes = types.Array(nb.from_dtype(EPISODE), 1, "C", readonly=True)


@entry(types.void(_issues, _episodes, types.float64, types.int64[::1]))
def count_amiss(issues, episodes, until, amiss):
    """Add to each of OF_ISSUES of how many issues it does not hold; the table of issues may go on beyond ``until``."""
    before = -np.inf
    for n in range(len(issues)):
        raised, row = issues[n].raised, episodes[n]
        amiss[0] += not raised >= before
        before = raised
        if not raised < until:
            continue
        state, taken_up, started, ended = row.state, row.taken_up, row.started, row.ended
        first_answer, resolved = row.first_answer, row.resolved
        if row.state == SPARED:
            continue
        amiss[1] += state != RESOLVED and state != WRONG and state != GAVE_UP and state != OPEN
        amiss[2] += row.contacts < 1 and row.asked < 1
        amiss[3] += np.isfinite(resolved) != (state == RESOLVED)
        amiss[4] += state != OPEN and not np.isfinite(ended)
        amiss[5] += np.isfinite(started) and not taken_up <= started
        amiss[6] += np.isfinite(first_answer) and not started <= first_answer
        amiss[7] += np.isfinite(resolved) and not first_answer <= resolved
        amiss[8] += taken_up < raised
        amiss[9] += started < raised
        amiss[10] += first_answer < raised
        amiss[11] += resolved < raised
        amiss[12] += ended < raised
        amiss[13] += taken_up > until
        amiss[14] += started > until
        amiss[15] += first_answer > until
        amiss[16] += resolved > until
        amiss[17] += ended > until


def check_staff(records) -> None:
    """Nobody works more than the working time; groups and units count the same heads; no work without people."""
    chart, seats = records.chart, np.asarray(records.chart.seats)
    by_group = np.bincount(chart.groups["unit"], weights=chart.groups["seats"], minlength=len(seats))
    require(np.array_equal(by_group.astype("i8"), seats.astype("i8")), "seats of groups = seats of units", records)
    most = seats * records.working_minutes * (1 + ROUNDING)
    require(bool(np.all(records.busy <= most)), "busy minutes within seats times working minutes", records)
    require(bool(np.all(records.minutes >= 0) and np.all(records.busy >= 0)), "minutes are not negative", records)
    require(bool(np.all(records.minutes[seats == 0] == 0)), "a unit without seats does no work", records)


def check_probes(records) -> None:
    """Two right answers are the same answer."""
    probes = records.probes
    both_right = (probes["right"][:, 0] != 0) & (probes["right"][:, 1] != 0)
    require(bool(np.all((probes["same"] == 1) | ~both_right)), "two right answers are the same", records)


def check_customers(records) -> None:
    """Along the path customers are advocates, neutrals or adversaries, always as many; nobody is in a cohort twice."""
    weekly = records.path
    customers = weekly["advocates"] + weekly["neutrals"] + weekly["adversaries"]
    require(len(np.unique(customers)) <= 1, "customers are as many at the end as at the start", records)
    people = np.sort(records.cohort["person"])
    require(bool(np.all(people[1:] > people[:-1])), "nobody is in the cohorts twice", records)
