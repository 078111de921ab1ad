"""How customers feel: an underlying scale with two thresholds, moved by what an issue came to, drifting back.

The ladder is fitted to TARP's table of loyalty after a complaint; its logit is the size of a move, up to eta.
"""

import math

import numpy as np

from orgsim.engine.calendar import DAY
from orgsim.engine.compiled import deed, rule
from orgsim.engine.state import channel, customer, episode, issue, teller

LADDER = (-0.775, 0.618, 1.309, 1.727, -1.297)  # silent, answered, right, quick, large loss
AFTER_TRANSFER, AFTER_REPEAT = 0.88, 0.85  # satisfaction after a transfer, after each further contact (SQM)


@rule
def shift_at(s, row, time):
    """Deviation from the baseline at a time: it halves every half-life."""
    return row.shift * math.exp(-s.decay * (time - row.moved))


@rule
def move(s, i, by):
    """Customer i's attitude moves."""
    row = customer(s, i)
    row.shift = shift_at(s, row, s.now) + by
    row.moved = s.now


@rule
def category(s, x):
    """1 advocate, 0 neutral, -1 adversary."""
    if x > s.advocate_above:
        return 1
    if x < s.adversary_below:
        return -1
    return 0


@rule
def rung(s, n):
    """What the customer makes of issue n: the ladder's logit, after the published effects of transfers and repeats."""
    case, row = issue(s, n), episode(s, n)
    logit = LADDER[0] + LADDER[4] * case.large_loss
    if not math.isnan(row.first_answer):
        logit += LADDER[1]
        if row.perceived_right:
            logit += LADDER[2]
        if row.first_answer - case.raised <= channel(s, case.channel).norm:
            logit += LADDER[3]
    likely = 1.0 / (1.0 + math.exp(-logit))
    if row.handoffs > 0:
        likely *= AFTER_TRANSFER
    likely *= AFTER_REPEAT ** max(np.int64(row.contacts) - 1, 0)
    return math.log(likely / (1.0 - likely))


@rule
def tells(s, i, what, first_day):
    """Customer i talks about something from a day on."""
    row = customer(s, i)
    if not row.listed:
        teller(s, s.telling).v = i
        s.telling += 1
        row.listed = 1
    row.talk = what
    row.talk_from = first_day
    row.talk_until = first_day + s.days_telling


@deed
def customer_judges(s, n):
    """Issue n is over for its customer, whose attitude moves and who talks about it.

    A matter that comes up again moves it by what the customer now thinks differently.
    """
    if not s.attitudes or s.now < s.release:
        return
    row = episode(s, n)
    logit = rung(s, n)
    by = s.eta * (logit - np.float64(row.judged))
    row.judged = logit
    i = issue(s, n).person
    move(s, i, by)
    s.episodes_told += 1
    tells(s, i, by, int(math.floor(s.now / DAY)))
