"""Leads: posts that name a need, found by a unit that listens, answered by whoever sells, before a competitor or after.

Posts come as a Poisson stream that no design can move; each has a competitor's clock of its own. Where nobody listens
none is found. Whoever lost a lead does not know, and answers it all the same. A unit that both listens and sells
finds and answers in one go.
"""

import numpy as np

from orgsim.engine import keys
from orgsim.engine.agenda import POST, put
from orgsim.engine.compiled import rule
from orgsim.engine.state import department, job, lead
from orgsim.engine.tables import LEAD
from orgsim.engine.work import arrive, forget_job, new_job


@rule
def schedule_post(s):
    """Put the next post on the agenda."""
    if s.posts > 0.0 and s.next_post < s.leads_n:
        a, b, _, _ = keys.words(s.seed, keys.POST, s.next_post, 0, 0)
        put(s, s.now + keys.exponential(a, b) / s.posts, POST, 0, 0)


@rule
def somebody_posts(s):
    """A need is named in public: a job for whoever listens."""
    n = s.next_post
    _, _, a, b = keys.words(s.seed, keys.POST, n, 0, 0)
    row = lead(s, n)
    row.posted = s.now
    row.competitor = s.now + s.competitor * keys.exponential(a, b)
    row.begun = np.nan
    row.answered = np.nan
    row.unit = -1
    s.next_post += 1
    schedule_post(s)
    if s.listener >= 0:
        j = new_job(s)
        found = job(s, j)
        found.kind = LEAD
        found.issue = n
        found.attempt = 0
        found.step = s.listener_sells
        found.reading = 0
        arrive(s, j, s.listener)


@rule
def lead_worked_on(s, j):
    """A post was found, and goes to whoever sells; or the lead was answered."""
    row = job(s, j)
    if row.step:
        answered = lead(s, row.issue)
        answered.answered = s.now
        answered.unit = row.unit
        forget_job(s, j)
        return
    row.step = 1
    row.sender = row.unit
    row.reading = 1
    arrive(s, j, np.int64(department(s, s.seller).unit))
