"""Mystery shoppers: they ask the real rules what would be answered on two channels at a moment, and weigh on nobody."""

import numpy as np

from orgsim.engine import keys
from orgsim.engine.agenda import PROBE, put
from orgsim.engine.cases import may_answer
from orgsim.engine.compiled import deed, rule
from orgsim.engine.knowledge import version_held
from orgsim.engine.shares import other_channel, pick
from orgsim.engine.state import channel, channel_share, has_view_of, probe, topic, topic_share, unit
from orgsim.engine.work import home_share


@rule
def schedule_probe(s):
    """Put the next probe on the agenda."""
    if s.probe_rate > 0.0 and s.next_probe < s.probes_n:
        a, b, _, _ = keys.words(s.seed, keys.PROBE_TIME, s.next_probe, 0, 0)
        put(s, s.now + keys.exponential(a, b) / s.probe_rate, PROBE, 0, 0)


@rule
def slip_chance(s, u, k):
    """Probability that somebody of unit u slips on topic k."""
    off = min(1.0, s.slip * s.off_topic_slips)
    return off + home_share(s, u, k) * (s.slip - off)


@rule
def answer_to(s, row, side, k, word, exception):
    """Who would answer topic k on the probe's channel, with which version; -1 - version if a slip went through."""
    u = np.int64(channel(s, row.channel[side]).intake)
    if not may_answer(s, u, k):
        u = np.int64(topic(s, k).owner)
    row.unit[side] = u
    held = version_held(s, u, k)
    chance = slip_chance(s, u, k)
    above = np.int64(unit(s, u).approver)
    if exception and above >= 0:
        passed = chance * (1.0 - s.catch)
        chance = passed / (passed + (1.0 - chance) * (1.0 - s.false_return))
        if has_view_of(s, above * s.topics_n + k).v:
            theirs = version_held(s, above, k)
            held = max(held, theirs) if unit(s, above).record and unit(s, u).record else theirs
    slipped = keys.uniform(word) < chance
    row.right[side] = held == topic(s, k).version and not slipped
    return -1 - held if slipped else held


@deed
def shopper_asks(s):
    """A probe: time, topic and two channels are keyed by its number and are the same under every design."""
    r = s.next_probe
    row = probe(s, r)
    _, _, a, b = keys.words(s.seed, keys.PROBE_TIME, r, 0, 0)
    c, x, y, e = keys.words(s.seed, keys.PROBE_ANSWER, r, 0, 0)
    v, _, _, _ = keys.words(s.seed, keys.PROBE_ANSWER, r, 1, 0)
    row.time = s.now
    row.topic = pick(s, topic_share, s.topics_n, keys.uniform(a))
    row.channel[0] = pick(s, channel_share, s.channels_n, keys.uniform(b))
    row.channel[1] = other_channel(s, row.channel[0], keys.uniform(c))
    k = np.int64(row.topic)
    exception = keys.uniform(e) < s.exceptions and keys.uniform(v) >= s.threshold
    one = answer_to(s, row, 0, k, x, exception)
    two = answer_to(s, row, 1, k, y, exception)
    row.same = (row.right[0] and row.right[1]) or (one >= 0 and one == two)
    s.next_probe += 1
    schedule_probe(s)
