"""What happens to work when units change hands, by the engine's own rules: compiled beside them.

``address`` is where the engine's state lies (``Engine.address``).
"""

import numpy as np

from orgsim.engine.cases import answer_delivered, superior_of, taken_in
from orgsim.engine.compiled import deed, entry, rule
from orgsim.engine.knowledge import entry_held, is_told, learn, schedule_meeting, version_held
from orgsim.engine.queue import join
from orgsim.engine.state import department, episode, issue, job, line, state_at, topic, unit
from orgsim.engine.tables import ANSWER, APPROVAL, BOUNCE, HOSTING, LEAD, MEETING, OWN, REWORK, TRIAGE
from orgsim.engine.work import (
    arrive,
    bring_up_to_date,
    classify,
    first_alive,
    forget_job,
    is_case,
    new_job,
    without,
)

ENDED = 64  # added to ``pending`` of a line that has ended: nobody is called to it any more, and nothing is told there
BEHIND_ALL = 9  # rank of training, whatever a unit puts first


@deed
def taken_out(s, u, rows):
    """Take everything that waits at unit u out of its queues and write it into ``rows``; how many."""
    team = unit(s, u)
    bring_up_to_date(s, team)
    count = 0
    for heads in range(2):
        queue = first_alive(s, team, team.approval_queue if heads else team.queue)
        while queue >= 0:
            rows[count] = queue
            count += 1
            queue = first_alive(s, team, without(s, team, queue))
    team.queue = -1
    team.approval_queue = -1
    team.last = -1
    return count


@rule
def leaves(s, team, row):
    """A job that was taken out of a unit's queue leaves the unit."""
    team.waiting -= 1
    team.left += 1
    team.wait_sum += s.now - row.joined


@rule
def is_session(s, row):
    """Whether a job is a session of a course: a unit's meeting with itself."""
    return row.kind == MEETING and line(s, row.issue).a == line(s, row.issue).b


@entry("void(int64, int64)")
def put_in_order(address, u):
    """What waits at unit u queues up again, by what the unit puts first now; meetings on ended lines are called off."""
    s = state_at(address, 0)
    team = unit(s, u)
    rows = np.empty(s.jobs_n, np.int64)
    for i in range(taken_out(s, u, rows)):
        j = rows[i]
        row = job(s, j)
        if row.kind == MEETING and line(s, row.issue).pending >= ENDED:
            line(s, row.issue).pending -= 1
            leaves(s, team, row)
            forget_job(s, j)
            continue
        row.for_head = row.kind == APPROVAL and team.has_head
        classify(s, row)
        if row.key == s.now:
            row.key = row.joined
        if is_session(s, row):
            row.rank = BEHIND_ALL
        if row.for_head:
            team.approval_queue = join(s, team.approval_queue, j)
        else:
            team.queue = join(s, team.queue, j)


@deed
def goes_on(s, j):
    """A job of a unit that nobody is left in goes to whoever has its matter now; a case handed over must be read."""
    row = job(s, j)
    if row.kind == OWN:
        arrive(s, j, np.int64(department(s, row.step).unit))
        return
    if row.kind == MEETING:
        line(s, row.issue).pending -= 1
        forget_job(s, j)
        return
    if row.kind > OWN:
        to = np.int64(s.host if row.kind == HOSTING else s.idea_taker)
        if row.kind == LEAD:
            to = np.int64(department(s, s.seller).unit)
        if to >= 0:
            arrive(s, j, to)
        else:
            forget_job(s, j)
        return
    if row.kind == APPROVAL:
        above = np.int64(superior_of(s, row))
        if above >= 0:
            arrive(s, j, above)
        else:
            answer_delivered(s, j)
        return
    case = episode(s, row.issue)
    case.handoffs += 1
    if row.kind == TRIAGE:
        taken_in(s, j)
        return
    step = np.int64(row.redo if row.kind == REWORK else row.step)
    if row.kind == BOUNCE:
        row.kind = ANSWER
    if row.kind == ANSWER:
        row.sender = row.unit
        row.reading = 1
    arrive(s, j, np.int64(topic(s, issue(s, row.issue).topics[step]).owner))


@entry("void(int64, int64)")
def hand_over(address, u):
    """Unit u has nobody left: what waits there goes on, and what would come back to it will come to its successors."""
    s = state_at(address, 0)
    team = unit(s, u)
    for j in range(s.jobs_n):
        row = job(s, j)
        if row.alive and is_case(row):
            for step in range(issue(s, row.issue).steps):
                if row.units[step] == u:
                    row.units[step] = topic(s, issue(s, row.issue).topics[step]).owner
    rows = np.empty(s.jobs_n, np.int64)
    for i in range(taken_out(s, u, rows)):
        leaves(s, team, job(s, rows[i]))
        goes_on(s, rows[i])


@entry("void(int64, int64, int64)")
def carry_knowledge(address, a, b):
    """People of unit a come to unit b: what is known there is known here."""
    s = state_at(address, 0)
    for k in range(s.topics_n):
        learn(s, b, k, version_held(s, a, k))
        is_told(s, b, k, entry_held(s, a, k))


@entry("void(int64, int64)")
def begin_line(address, n):
    """The next meeting of line n goes on the agenda."""
    schedule_meeting(state_at(address, 0), n)


@entry("void(int64, int64, int64, int64, float64)")
def call_to_course(address, n, u, sessions, minutes):
    """The sessions of course n wait at unit u, behind all other work whatever the unit puts first."""
    s = state_at(address, 0)
    team = unit(s, u)
    bring_up_to_date(s, team)
    for session in range(sessions):
        j = new_job(s)
        row = job(s, j)
        row.kind = MEETING
        row.issue = n
        row.attempt = session
        row.wanted = minutes
        row.unit = u
        row.group = -1
        row.joined = s.now
        row.for_head = 0
        row.rank = BEHIND_ALL
        row.key = s.now
        team.joined += 1
        team.waiting += 1
        team.queue = join(s, team.queue, j)
