"""What no run may lose: issues, staff minutes, heads, customers. Checked in every run; a failure is a bug, not a result."""

from __future__ import annotations

import numpy as np

from orgsim.engine.tables import GAVE_UP, OPEN, RESOLVED, WRONG

ROUNDING = 1e-6  # relative


class NotConserved(AssertionError):
    """Something was lost or made out of nothing in a run."""


def check_conservation(records) -> None:
    """Raise NotConserved unless the books of a run balance."""
    check_issues(records)
    check_clocks(records)
    check_staff(records)
    check_probes(records)
    check_customers(records)


def require(holds: bool, what: str, records) -> None:
    """Raise NotConserved with the run's design, estimand and seed unless it holds."""
    if not holds:
        raise NotConserved(f"{what} (design {records.chart.name}, {records.estimand}, seed {records.seed})")


def check_issues(records) -> None:
    """Issues raised = resolved + closed wrong + given up + open, each in time order and with an episode."""
    issues, episodes = records.issues, records.episodes
    require(len(issues) == len(episodes), "every issue has one episode", records)
    require(bool(np.all(np.diff(issues["raised"]) >= 0)), "issues are in the order of their raise", records)
    counted = [int(np.sum(episodes["state"] == state)) for state in (RESOLVED, WRONG, GAVE_UP, OPEN)]
    require(sum(counted) == len(issues), "issues raised = resolved + wrong + gave up + open", records)
    raised = issues["raised"] <= records.until
    require(bool(np.all(episodes["contacts"][raised] >= 1)), "every issue raised was brought to the company", records)


def check_clocks(records) -> None:
    """Raised before answered, answered before resolved, nothing after the end; resolved is who has a right answer."""
    raised, episodes = records.issues["raised"], records.episodes
    state, resolved, ended = episodes["state"], episodes["resolved"], episodes["ended"]
    has_right_answer = np.isfinite(resolved)
    require(np.array_equal(has_right_answer, state == RESOLVED), "resolved are those with a right answer", records)
    require(bool(np.all(np.isfinite(ended[state != OPEN]))), "what is closed has a time of closing", records)
    for earlier, later in (("taken_up", "started"), ("started", "first_answer"), ("first_answer", "resolved")):
        both = np.isfinite(episodes[later])
        require(bool(np.all(episodes[earlier][both] <= episodes[later][both])), f"{earlier} before {later}", records)
    for moment in ("taken_up", "started", "first_answer", "resolved", "ended"):
        time = episodes[moment]
        come = np.isfinite(time)
        require(bool(np.all(time[come] >= raised[come])), f"{moment} after the raise", records)
        require(bool(np.all(time[come] <= records.until)), f"{moment} before the end of the run", records)


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
