"""The books of a run: both sides of every account that must balance, kept by different hands of the engine."""

from __future__ import annotations

import numpy as np

from orgsim.engine import agenda
from orgsim.engine.compiled import entry
from orgsim.engine.machine import Engine
from orgsim.engine.tables import MEETING, OPEN

ACCOUNTS = {
    "staff minutes": ("busy_area", "busy_minutes"),  # people busy over time = minutes of work begun less what is left
    "people": ("seats", "people"),
    "people busy": ("busy", "in_service"),
    "people of groups": ("groups_amiss", "none"),  # groups of which more or fewer are busy than work on something
    "jobs": ("joined", "started_left_or_waiting"),
    "waiting jobs": ("waiting", "queued"),
    "waiting time (Little's law)": ("waiting_area", "waited"),
    "open cases": ("open_cases", "cases"),
    "open issues": ("unresolved", "attended"),  # neither closed nor given up = being worked on or about to come back
}


def books(engine: Engine) -> dict[str, float]:
    """Every figure of the accounts, at this moment."""
    state, units, jobs = engine.state[0], engine["units"], engine["jobs"]
    queued, serving = waiting_jobs(engine), jobs_in_service(engine)
    episodes = engine["episodes"][: int(state["next_issue"])]
    open_jobs = jobs[np.concatenate([queued, serving])]
    cases = (open_jobs["alive"] == 1) & (open_jobs["kind"] < MEETING)
    working = np.bincount(jobs["group"][serving], minlength=len(engine["groups"]))
    unresolved = np.flatnonzero(episodes["state"] == OPEN)
    return {
        "busy_area": float(units["busy_area"].sum()),
        "busy_minutes": float(engine["minutes"]["v"].sum() - engine.remaining().sum()),
        "seats": int(units["present"].sum()),
        "people": int(engine["groups"]["seats"].sum()),
        "busy": int(units["busy"].sum()),
        "in_service": len(serving),
        "groups_amiss": int((working != engine["groups"]["busy"]).sum()),
        "none": 0,
        "joined": int(units["joined"].sum()),
        "started_left_or_waiting": int((units["started"] + units["left"] + units["waiting"]).sum()),
        "waiting": int(units["waiting"].sum()),
        "queued": len(queued),
        "waiting_area": float(units["waiting_area"].sum()),
        "waited": float(units["wait_sum"].sum() + (engine.now - jobs["joined"][queued]).sum()),
        "open_cases": int(np.ascontiguousarray(episodes["open_cases"]).sum()),
        "cases": int(cases.sum()),
        "unresolved": len(unresolved),
        "attended": int(attended(engine, episodes, unresolved).sum()),
    }


def attended(engine: Engine, episodes: np.ndarray, unresolved: np.ndarray) -> np.ndarray:
    """bool[unresolved]: somebody in the company has the case, or its customer is about to find the answer wrong."""
    pending = engine["events"][: int(engine.state["pending"][0])]
    what = agenda.what_is(pending["tie"])
    finding = pending["who"][what == agenda.WRONG_FOUND]
    coming_back = np.isin(unresolved, engine["jobs"]["issue"][finding])
    coming_back |= np.isin(unresolved, pending["who"][what == agenda.ASKED])
    return coming_back | (episodes["open_cases"][unresolved] > 0)


def jobs_in_service(engine: Engine) -> np.ndarray:
    """Rows of the jobs somebody is working on, from the agenda."""
    pending = engine["events"][: int(engine.state["pending"][0])]
    return pending["who"][agenda.what_is(pending["tie"]) == agenda.WORK_ENDS]


def waiting_jobs(engine: Engine) -> np.ndarray:
    """Rows of the jobs that wait, from the queues themselves."""
    jobs, units = engine["jobs"], engine["units"]
    found = np.empty(len(jobs), np.int64)
    first = np.concatenate([units["queue"], units["approval_queue"]])
    child, sibling = (np.ascontiguousarray(jobs[link]) for link in ("child", "sibling"))
    found = found[: follow_queues(first, child, sibling, found)]
    return found[jobs["alive"][found] == 1]


@entry("int64(int32[::1], int32[::1], int32[::1], int64[::1])")
def follow_queues(first, child, sibling, found):
    """Write the rows of all jobs in the queues that begin with ``first`` (-1: none) into ``found``; how many."""
    count = 0
    for queue in first:
        if queue >= 0:
            found[count] = queue
            count += 1
    at = 0
    while at < count:
        for below in (child[found[at]], sibling[found[at]]):
            if below >= 0:
                found[count] = below
                count += 1
        at += 1
    return count
