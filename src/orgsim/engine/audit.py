"""The books of a run: both sides of every account that must balance, kept by different hands of the engine."""

from __future__ import annotations

import numpy as np

from orgsim.engine import agenda
from orgsim.engine.machine import Engine
from orgsim.engine.tables import MEETING, OWN

ACCOUNTS = {
    "staff minutes": ("busy_area", "busy_minutes"),  # people busy over time = minutes of work begun less what is left
    "people": ("seats", "people"),
    "people busy": ("busy", "in_service"),
    "jobs": ("joined", "started_left_or_waiting"),
    "waiting jobs": ("waiting", "queued"),
    "waiting time (Little's law)": ("waiting_area", "waited"),
    "open cases": ("open_cases", "cases"),
}


def books(engine: Engine) -> dict[str, float]:
    """Every figure of the accounts, at this moment."""
    state, units, jobs = engine.state[0], engine["units"], engine["jobs"]
    queued, serving = waiting_jobs(engine), jobs_in_service(engine)
    episodes = engine["episodes"][: int(state["next_issue"])]
    open_jobs = jobs[np.concatenate([queued, serving])]
    cases = (open_jobs["alive"] == 1) & ~np.isin(open_jobs["kind"], (MEETING, OWN))
    return {
        "busy_area": float(units["busy_area"].sum()),
        "busy_minutes": float(engine["minutes"]["v"].sum() - engine.remaining().sum()),
        "seats": int(units["present"].sum()),
        "people": int(engine["groups"]["seats"].sum()),
        "busy": int(units["busy"].sum()),
        "in_service": len(serving),
        "joined": int(units["joined"].sum()),
        "started_left_or_waiting": int((units["started"] + units["left"] + units["waiting"]).sum()),
        "waiting": int(units["waiting"].sum()),
        "queued": len(queued),
        "waiting_area": float(units["waiting_area"].sum()),
        "waited": float(units["wait_sum"].sum() + (engine.now - jobs["joined"][queued]).sum()),
        "open_cases": int(np.ascontiguousarray(episodes["open_cases"]).sum()),
        "cases": int(cases.sum()),
    }


def jobs_in_service(engine: Engine) -> np.ndarray:
    """Rows of the jobs somebody is working on, from the agenda."""
    pending = engine["events"][: int(engine.state["pending"][0])]
    return pending["who"][agenda.what_is(pending["tie"]) == agenda.WORK_ENDS]


def waiting_jobs(engine: Engine) -> np.ndarray:
    """Rows of the jobs that wait, from the queues themselves."""
    jobs, found = engine["jobs"], []
    child, sibling = jobs["child"].tolist(), jobs["sibling"].tolist()
    stack = [int(q) for q in (*engine["units"]["queue"], *engine["units"]["approval_queue"]) if q >= 0]
    while stack:
        j = stack.pop()
        found.append(j)
        stack += [below for below in (child[j], sibling[j]) if below >= 0]
    found = np.array(found, np.int64)
    return found[jobs["alive"][found] == 1]
