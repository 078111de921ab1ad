"""What no run may lose: issues, staff minutes, heads, customers. Checked in every run; a failure is a bug."""

from __future__ import annotations

import math

import numpy as np

from orgsim.engine.audit import ACCOUNTS
from orgsim.engine.tables import GAVE_UP, OPEN, RESOLVED, WRONG

ROUNDING = 1e-6  # relative
LEAST_MINUTES = 1e-3


class NotConserved(AssertionError):
    """Something was lost or made out of nothing in a run."""


def check_conservation(records) -> None:
    """Raise NotConserved unless everything in a run adds up."""
    check_accounts(records)
    check_issues(records)
    check_clocks(records)
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
    """Issues raised = resolved + closed wrong + given up + open, each in time order and with an episode."""
    issues, episodes = records.issues, records.episodes
    require(len(issues) == len(episodes), "every issue has one episode", records)
    require(bool(np.all(np.diff(issues["raised"]) >= 0)), "issues are in the order of their raise", records)
    episodes = episodes[was_raised(records)]
    counted = [int(np.sum(episodes["state"] == state)) for state in (RESOLVED, WRONG, GAVE_UP, OPEN)]
    require(sum(counted) == len(episodes), "issues raised = resolved + wrong + gave up + open", records)
    require(bool(np.all(episodes["contacts"] >= 1)), "every issue raised was brought to the company", records)


def was_raised(records) -> np.ndarray:
    """bool[issues]: raised before the run ended; the table of issues may go on."""
    return records.issues["raised"] < records.until


def check_clocks(records) -> None:
    """Raised before answered, answered before resolved, nothing after the end; resolved is who has a right answer."""
    raised, episodes = (table[was_raised(records)] for table in (records.issues["raised"], records.episodes))
    state, resolved, ended = episodes["state"], episodes["resolved"], episodes["ended"]
    require(np.array_equal(np.isfinite(resolved), state == RESOLVED), "resolved are those with a right answer", records)
    require(bool(np.all(np.isfinite(ended[state != OPEN]))), "what is closed has a time of closing", records)
    for earlier, later in (("taken_up", "started"), ("started", "first_answer"), ("first_answer", "resolved")):
        both = np.isfinite(episodes[later])
        require(bool(np.all(episodes[earlier][both] <= episodes[later][both])), f"{earlier} before {later}", records)
    for moment in ("taken_up", "started", "first_answer", "resolved", "ended"):
        come = np.isfinite(episodes[moment])
        require(bool(np.all(episodes[moment][come] >= raised[come])), f"{moment} after the raise", records)
        require(bool(np.all(episodes[moment][come] <= records.until)), f"{moment} before the end of the run", records)


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
    both_right = probes["right"].astype(bool).all(axis=1)
    require(bool(np.all(probes["same"][both_right] == 1)), "two right answers are the same", records)


def check_customers(records) -> None:
    """Along the path customers are advocates, neutrals or adversaries, always as many; nobody is in a cohort twice."""
    weekly = records.path
    customers = weekly["advocates"] + weekly["neutrals"] + weekly["adversaries"]
    require(len(np.unique(customers)) <= 1, "customers are as many at the end as at the start", records)
    people = records.cohort["person"]
    require(len(np.unique(people)) == len(people), "nobody is in the cohorts twice", records)
