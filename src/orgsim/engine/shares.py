"""Choosing by share."""

from orgsim.engine.compiled import rule
from orgsim.engine.state import channel_share


@rule
def pick(s, shares, count, at):
    """The first row of a table of cumulative shares that exceeds ``at``."""
    row = 0
    while row < count - 1 and shares(s, row).v <= at:
        row += 1
    return row


@rule
def other_channel(s, c, at):
    """A channel other than c, by share; c itself if it is the only one. ``at`` is uniform on (0, 1)."""
    if s.channels_n == 1:
        return c
    below = channel_share(s, c - 1).v if c > 0 else 0.0
    own = channel_share(s, c).v - below
    at *= 1.0 - own
    if at >= below:
        at += own
    found = pick(s, channel_share, s.channels_n, at)
    if found == c:  # rounding, or a channel that has the whole share
        found = c - 1 if c > 0 else c + 1
    return found
