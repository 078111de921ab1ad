"""Co-creation: a customer whose matter is resolved may have an idea; taken up, it ends some of the issues on the topic.

An idea reaches whoever takes ideas up from units that have a line to it, and is lost elsewhere. Taking it up is work.
"""

import numpy as np

from orgsim.engine import keys
from orgsim.engine.attitude import move
from orgsim.engine.compiled import rule
from orgsim.engine.state import episode, issue, job, relief, unit
from orgsim.engine.tables import IDEA
from orgsim.engine.work import arrive, forget_job, new_job


@rule
def may_have_an_idea(s, n):
    """The customer of a resolved issue has an idea, or not; it is passed on where the unit has a line for it."""
    if s.ideas <= 0.0:
        return
    world = issue(s, n)
    a, _, _, _ = keys.words(s.seed, keys.HAVING_AN_IDEA, world.person, world.number, 0)
    if keys.uniform(a) >= s.ideas:
        return
    s.ideas_had += 1
    told = np.int64(episode(s, n).answered_by)
    if told < 0 or not unit(s, told).idea_path:
        return
    s.ideas_passed += 1
    j = new_job(s)
    row = job(s, j)
    row.kind = IDEA
    row.issue = n
    row.attempt = 0
    row.step = 0
    row.wanted = s.idea_minutes
    arrive(s, j, s.idea_taker)


@rule
def idea_taken_up(s, j):
    """An idea is realised: fewer issues on its topic, and a customer who was heard."""
    world = issue(s, job(s, j).issue)
    relief(s, world.topics[0]).v *= 1.0 - s.idea_relief
    s.ideas_done += 1
    if s.attitudes and s.now >= s.release:
        move(s, world.person, s.eta * s.heard)
    forget_job(s, j)
