"""The lifecycle: people who are no customers yet ask less often, and what they hear decides whether they go on.

Their issues are a thinning of the same table: the world stays the same, and a design that wins more people has more
to do. Off ``feedback``, whoever began as a prospect goes on asking as one, and designs have the same to do.
"""

import math

from orgsim.engine import keys
from orgsim.engine.attitude import rung
from orgsim.engine.compiled import rule
from orgsim.engine.state import customer, episode, issue, relief
from orgsim.engine.tables import AWARENESS, CONSIDERATION, SPARED, SUPPORT


@rule
def spared(s, n):
    """Whether issue n never comes to be: a prospect asks less often, and an idea taken up may have ended it."""
    world, case = issue(s, n), episode(s, n)
    a, b, _, _ = keys.words(s.seed, keys.SPARING, world.person, world.number, 0)
    if s.lifecycle:
        who = customer(s, world.person)
        case.stage = who.stage
        asks_less = who.stage < SUPPORT if s.feedback else who.began < SUPPORT
        if asks_less and keys.uniform(a) >= s.prospect_asks:
            case.state = SPARED
            return True
    if s.ideas > 0.0 and keys.uniform(b) >= relief(s, world.topics[0]).v:
        case.state = SPARED
        return True
    return False


@rule
def going_on_from(s, stage):
    """Logit of going on after an inquiry that moves nobody."""
    if stage == AWARENESS:
        return s.goes_on_1
    if stage == CONSIDERATION:
        return s.goes_on_2
    return s.goes_on_3


@rule
def goes_on(s, n):
    """An inquiry is over, for the first time: the prospect goes on to the next stage, or stays."""
    case = episode(s, n)
    if not s.lifecycle or case.stage >= SUPPORT or case.went_on:
        return
    world = issue(s, n)
    a, _, _, _ = keys.words(s.seed, keys.GOING_ON, world.person, world.number, 0)
    logit = going_on_from(s, case.stage) + s.going_on * rung(s, n)
    case.went_on = 1
    if keys.uniform(a) < 1.0 / (1.0 + math.exp(-logit)):
        case.went_on = 2
        who = customer(s, world.person)
        if who.stage == case.stage:
            who.stage += 1
