"""Word of mouth: on each day a tie may carry what its sender is telling; the clocks on ties are exogenous.

Whether the contact on the tie from i to j happens on day d is keyed by (i, j, d) and blind to everything else; it
matters only if i is telling something then. Bad news takes more of the contacts (Harris' graphical construction).
"""

import numpy as np

from orgsim.engine import keys
from orgsim.engine.agenda import MIDNIGHT, put
from orgsim.engine.attitude import category, move, shift_at, tells
from orgsim.engine.calendar import DAY
from orgsim.engine.compiled import deed, rule
from orgsim.engine.state import customer, first_tie, followed, neighbour, path, teller


@rule
def hears(s, j, what, day, tells_it_on):
    """Customer j hears what a friend has to tell, and perhaps tells it on from tomorrow."""
    s.messages += 1
    move(s, j, s.effect * what)
    if tells_it_on and customer(s, j).talk_until <= day:
        s.tellers_made += 1
        tells(s, j, what, day + 1)


@deed
def meet(s, day, count, who, whom, words):
    """What happens on so many ties on a day, from ``who`` to ``whom``; ``words`` is room for the draws."""
    for n in range(count):
        words[n], words[keys.MANY + n] = who[n], whom[n]
    keys.words_of_many(s.seed, keys.CONTACT, day, words, count)
    for n in range(count):
        what = customer(s, who[n]).talk
        if keys.uniform(words[n]) < (s.contact_good if what > 0.0 else s.contact_bad):
            hears(s, whom[n], what, day, keys.uniform(words[keys.MANY + n]) < s.retell)


@rule
def look_up_ties(s, first, count, day, begin, end):
    """Where the ties of ``count`` tellers from the ``first`` on begin and end; they have none on days they do not tell.

    Many tellers at once, because each has to be fetched from another part of memory.
    """
    for n in range(count):
        i = teller(s, first + n).v
        row = customer(s, i)
        begin[n] = first_tie(s, i).v
        end[n] = first_tie(s, i + 1).v if (row.talk_from <= day) & (day < row.talk_until) else begin[n]


@deed
def people_talk(s, day):
    """Everybody who is telling something on this day tells it; who is through leaves the list."""
    words = np.zeros(4 * keys.MANY, np.uint64)
    begin, end = np.zeros(keys.MANY, np.int64), np.zeros(keys.MANY, np.int64)
    who, whom = np.zeros(keys.MANY, np.int64), np.zeros(keys.MANY, np.int64)
    listed, together = s.telling, 0
    for first in range(0, listed, keys.MANY):
        count = min(keys.MANY, listed - first)
        look_up_ties(s, first, count, day, begin, end)
        for n in range(count):
            for tie in range(begin[n], end[n]):
                who[together], whom[together] = teller(s, first + n).v, neighbour(s, tie).v
                together += 1
                if together == keys.MANY:
                    meet(s, day, together, who, whom, words)
                    together = 0
    meet(s, day, together, who, whom, words)
    leave_list(s, day)


@rule
def leave_list(s, day):
    """Who has told it for the last time leaves the list of those telling something."""
    kept = 0
    for n in range(s.telling):
        i = teller(s, n).v
        row = customer(s, i)
        if row.talk_until > day + 1:
            teller(s, kept).v = i
            kept += 1
        else:
            row.listed = 0
    s.telling = kept


@deed
def take_census(s):
    """Count advocates, neutrals and adversaries, and weigh them by reach."""
    row = path(s, s.next_path)
    s.next_path += 1
    row.time = s.now
    reach, net = 0.0, 0.0
    for i in range(s.customers_n):
        person = customer(s, i)
        x = person.baseline + shift_at(s, person, s.now)
        row.mean_attitude += x / s.customers_n
        kind = category(s, x)
        ties = first_tie(s, i + 1).v - first_tie(s, i).v
        reach += ties
        net += kind * ties
        if kind > 0:
            row.advocates += 1
        elif kind < 0:
            row.adversaries += 1
        else:
            row.neutrals += 1
    row.reach_net = net / reach if reach > 0.0 else 0.0


@rule
def look_up_followed(s, day):
    """Note how those feel whose follow-up ends on this day."""
    while s.next_followed < s.followed_n and followed(s, s.next_followed).day <= day:
        row = followed(s, s.next_followed)
        person = customer(s, row.person)
        row.end = category(s, person.baseline + shift_at(s, person, s.now))
        s.next_followed += 1


@deed
def midnight(s):
    """A day ends: people have talked, follow-ups are noted, the census is taken once a week."""
    day = int(round(s.now / DAY)) - 1
    people_talk(s, day)
    look_up_followed(s, day)
    if int(round((s.now - s.release) / DAY)) % 7 == 0 and s.next_path < s.path_n:
        take_census(s)
    put(s, s.now + DAY, MIDNIGHT, 0, 0)
