"""What customers do: raise an issue, wait, give up, try another channel, find an answer wrong, come back."""

import numpy as np

from orgsim.engine import keys
from orgsim.engine.agenda import PATIENCE_ENDS, put
from orgsim.engine.attitude import customer_judges
from orgsim.engine.cases import taken_in
from orgsim.engine.community import ANSWERED, FOUND_WRONG, answered_by_a_member, asks_first
from orgsim.engine.compiled import deed, rule
from orgsim.engine.knowledge import learn
from orgsim.engine.lifecycle import goes_on, spared
from orgsim.engine.shares import other_channel
from orgsim.engine.state import channel, episode, issue, job, topic, unit
from orgsim.engine.tables import GAVE_UP, OPEN, WRONG
from orgsim.engine.work import forget_job, leave_queue, new_job
from orgsim.engine.work_minutes import draw_ahead

MOST_CONTACTS = 50


@rule
def patience(s, n, attempt, c):
    """Minutes the customer waits on a channel."""
    world = issue(s, n)
    a, b, _, _ = keys.words(s.seed, keys.PATIENCE, world.person, world.number, attempt)
    return channel(s, c).patience * keys.exponential(a, b)


@rule
def recorded(s, c):
    """Whether whoever takes in a channel uses the customer record."""
    return unit(s, channel(s, c).intake).record != 0


@deed
def contacts(s, n, c, j):
    """The customer of issue n gets in touch on channel c. With a record, contacts about an open case join it."""
    case = episode(s, n)
    attempt = np.int64(case.contacts)
    joins = case.open_cases > 0 and recorded(s, c) and recorded(s, np.int64(case.last_channel))
    case.contacts += 1
    case.last_channel = c
    case.waiting = 1
    if joins:
        if j >= 0:
            forget_job(s, j)
        j = -1
    else:
        if j < 0:
            j = new_job(s)
            job(s, j).look_up = 0
        row = job(s, j)
        row.issue = n
        row.attempt = attempt
        row.visit = 0
        row.channel = c
        row.slips = 0
        row.overruled = 0
        row.stale = 0
        case.open_cases += 1
        taken_in(s, j)
    if case.waiting and channel(s, c).patience < np.inf:
        put(s, s.now + patience(s, n, attempt, c), PATIENCE_ENDS, 64 * n + attempt, j)


@deed
def raises_issue(s, n):
    """An issue arises: its one clock starts, whatever the company does."""
    if n >= s.drawn_to:
        draw_ahead(s)
    case = episode(s, n)
    if s.extended and spared(s, n):
        return
    case.taken_up = np.nan
    case.started = np.nan
    case.first_answer = np.nan
    case.resolved = np.nan
    case.ended = np.nan
    case.signature = -1
    case.first_unit = -1
    case.answered_by = -1
    if s.extended and asks_first(s, n):
        return
    contacts(s, n, np.int64(issue(s, n).channel), np.int64(-1))


@deed
def asked_in_the_community(s, n):
    """A member answers; or the customer turns to the company: nobody did, or the answer was wrong."""
    case = episode(s, n)
    if case.asked == ANSWERED:
        answered_by_a_member(s, n)
    elif case.asked == FOUND_WRONG and not persists(s, n, 255, 1):
        case.state = WRONG
        case.ended = s.now
        customer_judges(s, n)
        goes_on(s, n)
    else:
        contacts(s, n, np.int64(issue(s, n).channel), np.int64(-1))


@rule
def another_channel(s, n, attempt, c):
    """The channel tried after giving up on channel c."""
    world = issue(s, n)
    a, _, _, _ = keys.words(s.seed, keys.NEW_CHANNEL, world.person, world.number, attempt)
    return other_channel(s, c, keys.uniform(a))


@rule
def channel_after_wrong(s, n, attempt, c):
    """Where a wrong answer is raised again: on its channel, or another."""
    world = issue(s, n)
    _, a, b, _ = keys.words(s.seed, keys.NEW_CHANNEL, world.person, world.number, attempt)
    return other_channel(s, c, keys.uniform(b)) if keys.uniform(a) < s.switch_channel else c


@rule
def persists(s, n, attempt, found_wrong):
    """Whether the customer tries again after an attempt was given up, or (a draw of its own) its answer found wrong."""
    if episode(s, n).contacts >= MOST_CONTACTS:
        return False
    world = issue(s, n)
    a, _, _, _ = keys.words(s.seed, keys.RAISE_AGAIN, world.person, world.number, attempt + 256 * found_wrong)
    return keys.uniform(a) < s.raise_again


@deed
def patience_ends(s, n, attempt, j):
    """If still waiting, the customer gives up this contact: tries another channel, or gives up for good."""
    case = episode(s, n)
    if not case.waiting or case.contacts != attempt + 1:
        return
    case.waiting = 0
    c = np.int64(case.last_channel)
    if j >= 0 and channel(s, c).leaves_queue:
        leave_queue(s, j)
        case.open_cases -= 1
    if s.channels_n > 1 and persists(s, n, attempt, 0):
        contacts(s, n, np.int64(another_channel(s, n, attempt, c)), np.int64(-1))
    elif case.state == OPEN:
        case.state = GAVE_UP
        case.ended = s.now
        case.perceived_right = 0
        customer_judges(s, n)
        if s.extended:
            goes_on(s, n)


@rule
def units_look_it_up(s, j):
    """Units whose outdated version made the answer wrong look it up; an approver who overruled hears of it too."""
    row = job(s, j)
    for step in range(issue(s, row.issue).steps):
        if row.stale & (1 << step):
            k = np.int64(issue(s, row.issue).topics[step])
            learn(s, np.int64(row.units[step]), k, topic(s, k).version)
            if np.int64(row.overruled) & (1 << step):
                learn(s, np.int64(row.unit), k, topic(s, k).version)
    row.look_up = row.stale


@deed
def wrong_found(s, j):
    """The customer found out that the answer was wrong: raises it again, or lets it be."""
    row = job(s, j)
    n = row.issue
    attempt = np.int64(row.attempt)
    case = episode(s, n)
    if case.state != OPEN:
        forget_job(s, j)
        return
    case.perceived_right = 0
    case.signature = -1
    if persists(s, n, attempt, 1):
        row.look_up = 0
        units_look_it_up(s, j)
        c = np.int64(row.channel)
        if s.switch_channel > 0.0:
            c = channel_after_wrong(s, n, attempt, c)
        contacts(s, n, c, j)
    else:
        case.state = WRONG
        case.ended = s.now
        forget_job(s, j)
        customer_judges(s, n)
        if s.extended:
            goes_on(s, n)
