"""What units know: news of topics and moves of the directory come in versions, and spread at meetings.

An owner knows its topic's news at once. Any other unit is as new as the newest it met, or looked up after an answer
of its own proved wrong.
"""

import numpy as np

from orgsim.engine import keys
from orgsim.engine.agenda import MEETING as MEETING_DUE
from orgsim.engine.agenda import MOVE, NEWS, put
from orgsim.engine.calendar import wall_clock
from orgsim.engine.compiled import deed, rule
from orgsim.engine.state import department, entry_of, job, line, topic, version
from orgsim.engine.tables import MEETING
from orgsim.engine.work import arrive, forget_job, new_job

MINUTES_A_WEEK = 10080.0


@rule
def version_held(s, u, k):
    """Version of topic k that unit u holds; the owner's is the newest."""
    row = topic(s, k)
    if row.owner == u:
        return row.version
    return version(s, u * s.topics_n + k).v


@rule
def learn(s, u, k, newer):
    """Unit u now holds at least this version of topic k."""
    held = version(s, u * s.topics_n + k)
    held.v = max(held.v, newer)


@rule
def entry_held(s, u, k):
    """Version of the directory's entry for topic k that unit u holds."""
    row = topic(s, k)
    if row.owner == u:
        return row.entry
    return entry_of(s, u * s.topics_n + k).v


@rule
def is_told(s, u, k, entry):
    """Unit u now holds at least this version of the directory's entry for topic k."""
    held = entry_of(s, u * s.topics_n + k)
    held.v = max(held.v, entry)


@rule
def former_owner(s, k, entry):
    """The unit an outdated entry names: of a department other than the topic's own, keyed by topic and version."""
    home = topic(s, k).department
    if s.departments_n < 2:
        return topic(s, k).owner
    a, _, _, _ = keys.words(s.seed, keys.FORMER, k, entry, 0)
    d = np.int64(keys.uniform(a) * (s.departments_n - 1))
    if d >= home:
        d += 1
    return np.int64(department(s, d).unit)


@rule
def schedule_news(s, k):
    """Put the next news of topic k on the agenda."""
    row = topic(s, k)
    if row.news_rate > 0.0:
        a, b, _, _ = keys.words(s.seed, keys.NEWS, k, row.news, 0)
        put(s, s.now + keys.exponential(a, b) * MINUTES_A_WEEK / row.news_rate, NEWS, k, k)
        row.news += 1


@rule
def schedule_move(s, k):
    """Put the next move of topic k in the directory on the agenda."""
    row = topic(s, k)
    if s.move_rate > 0.0:
        a, b, _, _ = keys.words(s.seed, keys.MOVE, k, row.moves, 0)
        put(s, s.now + keys.exponential(a, b) * MINUTES_A_WEEK / s.move_rate, MOVE, k, k)
        row.moves += 1


@rule
def news_breaks(s, k):
    """The right answer to topic k changes; its owner knows."""
    topic(s, k).version += 1
    schedule_news(s, k)


@rule
def topic_moves(s, k):
    """Topic k is reorganised: it is found under a new entry, its people with it."""
    topic(s, k).entry += 1
    schedule_move(s, k)


@rule
def schedule_meeting(s, n):
    """Put the next meeting of line n on the agenda: every so many working days, the lines spread evenly, or Poisson."""
    row = line(s, n)
    if s.poisson_meetings:
        a, b, _, _ = keys.words(s.seed, keys.MEETING_TIME, n, row.number, 0)
        row.clock += keys.exponential(a, b) * row.every
    else:
        row.clock += row.every
    row.number += 1
    put(s, wall_clock(s, row.clock), MEETING_DUE, n, n)


@deed
def items_unknown(s, teller, hearer):
    """How many things the teller knows that the hearer does not: topics and entries of the directory."""
    items = 0
    for k in range(s.topics_n):
        if version_held(s, teller, k) > version_held(s, hearer, k):
            items += 1
        if entry_held(s, teller, k) > entry_held(s, hearer, k):
            items += 1
    return items


@rule
def shares(s, n, k, side):
    """Whether a side of line n's meeting tells what it knows of topic k."""
    if s.sharing >= 1.0:
        return True
    a, _, _, _ = keys.words(s.seed, keys.SHARING, n, line(s, n).held, 2 * k + side)
    return keys.uniform(a) < s.sharing


@deed
def tell(s, n, side, teller, hearer):
    """The hearer becomes as new as the teller on whatever is shared."""
    for k in range(s.topics_n):
        if shares(s, n, k, side):
            learn(s, hearer, k, version_held(s, teller, k))
            is_told(s, hearer, k, entry_held(s, teller, k))


@rule
def meeting_held(s, n):
    """Both sides of line n have met."""
    row = line(s, n)
    row.held += 1
    a, b = np.int64(row.a), np.int64(row.b)
    tell(s, n, 0, a, b)
    if not row.one_way:
        tell(s, n, 1, b, a)


@rule
def send_to_meeting(s, n, side, u, minutes):
    """One side's part of a meeting, an ordinary job."""
    j = new_job(s)
    row = job(s, j)
    row.kind = MEETING
    row.issue = n
    row.attempt = side
    row.wanted = minutes
    arrive(s, j, u)


@deed
def meeting_is_due(s, n):
    """A meeting is called on line n, unless the last one has not been held yet."""
    row = line(s, n)
    schedule_meeting(s, n)
    if row.pending > 0:
        return
    a, b = np.int64(row.a), np.int64(row.b)
    items = items_unknown(s, a, b)
    if not row.one_way:
        items += items_unknown(s, b, a)
    minutes = s.meeting_setup + s.meeting_item * items
    if minutes <= 0.0 or s.now < 0.0:
        meeting_held(s, n)
        return
    row.pending = 2
    send_to_meeting(s, n, np.int64(0), a, minutes)
    send_to_meeting(s, n, np.int64(1), b, minutes)


@rule
def side_has_met(s, j):
    """One side's people are through; when both are, what is known is shared."""
    n = job(s, j).issue
    forget_job(s, j)
    row = line(s, n)
    row.pending -= 1
    if row.pending == 0:
        meeting_held(s, n)
