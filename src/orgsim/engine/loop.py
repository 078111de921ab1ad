"""The loop: what is due next happens, until a time is reached or a table must grow."""

import numpy as np

from orgsim.engine import agenda
from orgsim.engine.agenda import close_up, put, take, what_of, whose_of
from orgsim.engine.calendar import DAY, next_opening, working_clock
from orgsim.engine.cases import approver_decides, bounced, passed_on, redone, step_answered
from orgsim.engine.community import community_day, looked_after
from orgsim.engine.compiled import deed, entry, rule
from orgsim.engine.customers import asked_in_the_community, patience_ends, raises_issue, wrong_found
from orgsim.engine.ideas import idea_taken_up
from orgsim.engine.knowledge import (
    meeting_is_due,
    news_breaks,
    schedule_meeting,
    schedule_move,
    schedule_news,
    side_has_met,
    topic_moves,
)
from orgsim.engine.leads import lead_worked_on, schedule_post, somebody_posts
from orgsim.engine.own_work import own_work_arises, schedule_own_work
from orgsim.engine.probes import schedule_probe, shopper_asks
from orgsim.engine.state import event, group, issue, job, state_at, unit
from orgsim.engine.tables import ANSWER, APPROVAL, BOUNCE, HOSTING, IDEA, LEAD, MEETING, OWN, REWORK, TRIAGE
from orgsim.engine.talk import midnight, take_census
from orgsim.engine.work import bring_up_to_date, forget_job, people_look_for_work, take_next
from orgsim.engine.work_minutes import forget_drawn

DONE, AGENDA_FULL, JOBS_FULL = 0, 1, 2
SLACK = 64  # rows one event may need beyond those per line, unit and department


@rule
def now_is(s, time):
    """Set both clocks."""
    s.now = time
    s.worked = working_clock(s, time)


@deed
def work_ends(s, j):
    """A person is through with a job: what follows from it happens, then the person takes the next."""
    row = job(s, j)
    kind, g = row.kind, np.int64(row.group)
    team = unit(s, row.unit)
    bring_up_to_date(s, team)
    if kind == OWN or not row.alive:
        forget_job(s, j)
    elif kind == ANSWER:
        step_answered(s, j)
    elif kind == TRIAGE:
        passed_on(s, j)
    elif kind == BOUNCE:
        bounced(s, j)
    elif kind == APPROVAL:
        approver_decides(s, j)
    elif kind == REWORK:
        redone(s, j)
    elif kind == MEETING:
        side_has_met(s, j)
    elif kind == LEAD:
        lead_worked_on(s, j)
    elif kind == HOSTING:
        looked_after(s, j)
    elif kind == IDEA:
        idea_taken_up(s, j)
    group(s, g).busy -= 1
    team.busy -= 1
    take_next(s, g)


@deed
def everybody_looks_for_work(s):
    """Idle people of every unit take what waits."""
    for u in range(s.units_n):
        people_look_for_work(s, u)


@deed
def opening(s):
    """The company opens."""
    everybody_looks_for_work(s)
    put(s, next_opening(s, s.now), agenda.OPENING, 0, 0)


@rule
def happens(s, what, tie, who):
    """One entry of the agenda happens."""
    if what == agenda.WORK_ENDS:
        work_ends(s, who)
    elif what == agenda.PATIENCE_ENDS:
        whose = whose_of(tie)
        patience_ends(s, whose >> 6, whose & 63, who)
    elif what == agenda.OWN_WORK:
        own_work_arises(s, who)
    elif what == agenda.WRONG_FOUND:
        wrong_found(s, who)
    elif what == agenda.PROBE:
        shopper_asks(s)
    elif what == agenda.MEETING:
        meeting_is_due(s, who)
    elif what == agenda.NEWS:
        news_breaks(s, who)
    elif what == agenda.MOVE:
        topic_moves(s, who)
    elif what == agenda.OPENING:
        opening(s)
    elif what == agenda.MIDNIGHT:
        midnight(s)
    elif what == agenda.POST:
        somebody_posts(s)
    elif what == agenda.ASKED:
        asked_in_the_community(s, who)
    elif what == agenda.COMMUNITY_DAY:
        community_day(s)


@rule
def count_people(s):
    """How many seats there are; they may have been changed from outside."""
    s.people = 0
    for g in range(s.groups_n):
        s.people += group(s, g).seats


@rule
def room(s):
    """Whether every table has room for whatever one event brings."""
    need = SLACK + s.people + 2 * s.lines_n  # at opening everybody may start something
    if s.pending + need > s.events_n:
        return AGENDA_FULL
    if s.free_jobs < need:
        return JOBS_FULL
    return DONE


@entry("int64(int64, float64)")
def advance(address, until):
    """Let the world run until a time (minutes, inclusive). Returns DONE, or the table that must grow first."""
    s = state_at(address, 0)
    count_people(s)
    while True:
        full = room(s)
        if full != DONE:
            return full
        arises = issue(s, s.next_issue).raised if s.next_issue < s.issues_n else np.inf
        due = event(s, 0).time if s.pending > 0 else np.inf
        if arises <= due:
            if arises > until:
                break
            now_is(s, arises)
            n = s.next_issue
            s.next_issue += 1
            raises_issue(s, n)
        else:
            if due > until:
                break
            now_is(s, due)
            first = event(s, 0)
            tie, who = first.tie, first.who
            take(s)
            happens(s, what_of(tie), tie, who)
            if s.vacant:
                close_up(s)
    now_is(s, until)
    return DONE


@entry("int64(int64)")
def learn_the_past(address):
    """Before time 0 only news breaks, topics move and units meet: put the first of each on the agenda."""
    s = state_at(address, 0)
    s.worked = working_clock(s, s.now)
    for k in range(s.topics_n):
        schedule_news(s, k)
        schedule_move(s, k)
    for n in range(s.lines_n):
        schedule_meeting(s, n)
    return DONE


@entry("int64(int64)")
def open_for_business(address):
    """At time 0: own work, probes, openings and days begin."""
    s = state_at(address, 0)
    s.worked = working_clock(s, s.now)
    for d in range(s.departments_n):
        schedule_own_work(s, d)
    schedule_probe(s)
    schedule_post(s)
    if s.asks > 0.0:
        put(s, s.now + DAY, agenda.COMMUNITY_DAY, 0, 0)
    if not s.always_open:
        put(s, next_opening(s, s.now), agenda.OPENING, 0, 0)
    return DONE


@entry("int64(int64)")
def release_attitudes(address):
    """Attitudes, frozen so far, are free from now on."""
    s = state_at(address, 0)
    s.attitudes = 1
    s.release = s.now
    take_census(s)
    put(s, s.now + 1440.0, agenda.MIDNIGHT, 0, 0)
    return DONE


@entry("int64(int64)")
def look_around(address):
    """After a change from outside (seats, say): integrals up to now, idle people take what waits."""
    s = state_at(address, 0)
    forget_drawn(s)
    count_people(s)
    full = room(s)
    if full == DONE:
        everybody_looks_for_work(s)
    return full
