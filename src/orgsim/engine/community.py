"""The community: members answer one another with what they have heard, right or outdated, and leave if nobody cares.

A question of one department may go there first. Each member would answer an open question at the same rate, so with A
members it waits 1/(A rate) on average, or until its customer turns to the company. What the community knows of a topic
is the newest that a member was told. Who was answered may join; members leave day by day, later where somebody looks
after them. Having helped moves the helper.
"""

import math

import numpy as np

from orgsim.engine import keys
from orgsim.engine.agenda import ASKED, COMMUNITY_DAY, put
from orgsim.engine.attitude import customer_judges, move
from orgsim.engine.calendar import DAY
from orgsim.engine.compiled import deed, rule
from orgsim.engine.lifecycle import goes_on
from orgsim.engine.state import customer, episode, issue, job, member, member_at, told, topic
from orgsim.engine.tables import HOSTING, OPEN, RESOLVED, WRONG
from orgsim.engine.work import arrive, forget_job, new_job

HOSTED_FOR = 14.0 * DAY  # minutes for which having been looked after counts
ANSWERED, FOUND_WRONG = 2, 3


@rule
def joins(s, i):
    """Person i becomes a member."""
    row = customer(s, i)
    if not row.member:
        row.member = 1
        member(s, s.community).v = i
        member_at(s, i).v = s.community
        s.community += 1


@rule
def leaves(s, i):
    """Person i is a member no more; the last of the list takes the place."""
    customer(s, i).member = 0
    s.community -= 1
    last, place = np.int64(member(s, s.community).v), np.int64(member_at(s, i).v)
    member(s, place).v = last
    member_at(s, last).v = place


@rule
def asks_first(s, n):
    """Whether issue n goes to the community first: it is then answered there, or its customer turns to the company."""
    world = issue(s, n)
    if s.asks <= 0.0 or s.community == 0 or world.steps > 1:
        return False
    a, b, c, _ = keys.words(s.seed, keys.ASKING, world.person, world.number, 0)
    if keys.uniform(a) >= s.asks:
        return False
    d, e, _, _ = keys.words(s.seed, keys.ASKING, world.person, world.number, 1)
    waits = keys.exponential(b, c) / (s.community * s.helping)
    patience = s.asking * keys.exponential(d, e)
    case = episode(s, n)
    case.asked = ANSWERED if waits < patience else 1
    put(s, s.now + min(waits, patience), ASKED, n, n)
    return True


@rule
def answered_by_a_member(s, n):
    """A member answers with what the community knows, and perhaps slips; who was answered may join."""
    world, case = issue(s, n), episode(s, n)
    k = np.int64(world.topics[0])
    a, b, c, d = keys.words(s.seed, keys.HELPING, world.person, world.number, 0)
    case.taken_up = s.now
    case.started = s.now
    case.first_answer = s.now
    if s.community > 0 and s.attitudes and s.now >= s.release:
        helper = np.int64(member(s, np.int64(keys.uniform(d) * s.community)).v)
        move(s, helper, s.eta * s.recognition)
    right = told(s, k).v == topic(s, k).version and keys.uniform(a) >= min(1.0, s.slip * s.off_topic_slips)
    if right:
        case.state = RESOLVED
        case.resolved = s.now
    elif keys.uniform(b) < s.discovery:
        e, f, _, _ = keys.words(s.seed, keys.HELPING, world.person, world.number, 1)
        case.signature = 2
        case.asked = FOUND_WRONG
        put(s, s.now + s.discovery_mean * keys.exponential(e, f), ASKED, n, n)
    else:
        case.state = WRONG
    if keys.uniform(c) < s.joins:
        joins(s, np.int64(world.person))
    if case.state != OPEN:
        case.ended = s.now
        case.perceived_right = 1
        customer_judges(s, n)
        goes_on(s, n)


@rule
def hears(s, n):
    """A member was told by the company; so the community knows."""
    world = issue(s, n)
    if s.asks > 0.0 and customer(s, world.person).member:
        for step in range(world.steps):
            k = np.int64(world.topics[step])
            told(s, k).v = topic(s, k).version


@deed
def community_day(s):
    """A day ends: some members leave, and every seventh day somebody may look after the others."""
    day = np.int64(math.floor(s.now / DAY))
    hosted = s.host >= 0 and s.now - s.hosted_at <= HOSTED_FOR
    chance = s.leaves_hosted if hosted else s.leaves
    place = s.community - 1
    while place >= 0:
        i = np.int64(member(s, place).v)
        a, _, _, _ = keys.words(s.seed, keys.LEAVING, i, day, 0)
        if keys.uniform(a) < chance:
            leaves(s, i)
        place -= 1
    if s.host >= 0 and day % 7 == 0:
        j = new_job(s)
        row = job(s, j)
        row.kind = HOSTING
        row.issue = s.hostings
        row.attempt = 0
        row.step = 0
        row.wanted = s.hosting_minutes
        s.hostings += 1
        arrive(s, j, s.host)
    put(s, s.now + DAY, COMMUNITY_DAY, 0, 0)


@rule
def looked_after(s, j):
    """Somebody has looked after the community."""
    s.hosted_at = s.now
    forget_job(s, j)
