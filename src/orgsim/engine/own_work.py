"""A department's own work: exogenous, arising in working time, done by the unit that has its people."""

import numpy as np

from orgsim.engine import keys
from orgsim.engine.agenda import OWN_WORK, put
from orgsim.engine.calendar import wall_clock
from orgsim.engine.compiled import rule
from orgsim.engine.state import department, job
from orgsim.engine.tables import OWN
from orgsim.engine.work import arrive, new_job


@rule
def schedule_own_work(s, d):
    """Put department d's next piece of own work on the agenda."""
    row = department(s, d)
    if row.own_rate > 0.0:
        a, b, _, _ = keys.words(s.seed, keys.OWN_TIME, d, row.own_number, 0)
        row.own_clock += keys.exponential(a, b) / row.own_rate
        put(s, wall_clock(s, row.own_clock), OWN_WORK, d, d)


@rule
def own_work_arises(s, d):
    """Department d has a piece of own work to do."""
    row = department(s, d)
    j = new_job(s)
    piece = job(s, j)
    piece.kind = OWN
    piece.issue = row.own_number
    piece.step = d
    piece.attempt = 0
    piece.wanted = row.own_clock
    row.own_number += 1
    schedule_own_work(s, d)
    arrive(s, j, np.int64(row.unit))
