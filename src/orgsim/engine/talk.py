"""Word of mouth: on each day a tie may carry what its sender is telling; the clocks on ties are exogenous.

Whether the contact on the tie from i to j happens on day d is keyed by (i, j, d) and blind to everything else; it
matters only if i is telling something then. Bad news takes more of the contacts (Harris' graphical construction).
"""

from orgsim.engine import keys
from orgsim.engine.agenda import MIDNIGHT, put
from orgsim.engine.attitude import category, move, shift_at, tells
from orgsim.engine.calendar import DAY
from orgsim.engine.compiled import deed, rule
from orgsim.engine.state import customer, first_tie, followed, neighbour, path, teller


@rule
def hears(s, i, j, day):
    """Whether j hears what i tells on a day, and whether j tells it on: 0 no, 1 hears, 2 tells it on."""
    a, b, _, _ = keys.words(s.seed, keys.CONTACT, i, j, day)
    chance = s.contact_good if customer(s, i).talk > 0.0 else s.contact_bad
    if keys.uniform(a) >= chance:
        return 0
    return 2 if keys.uniform(b) < s.retell else 1


@deed
def spreads(s, i, day):
    """Customer i's ties on a day."""
    row = customer(s, i)
    what = row.talk
    for e in range(first_tie(s, i).v, first_tie(s, i + 1).v):
        j = neighbour(s, e).v
        heard = hears(s, i, j, day)
        if heard:
            s.messages += 1
            move(s, j, s.effect * what)
            if heard == 2 and customer(s, j).talk_until <= day:
                s.tellers_made += 1
                tells(s, j, what, day + 1)


@deed
def people_talk(s, day):
    """Everybody who is telling something on this day tells it; who is through leaves the list."""
    listed = s.telling
    for n in range(listed):
        i = teller(s, n).v
        row = customer(s, i)
        if row.talk_from <= day < row.talk_until:
            spreads(s, i, day)
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
