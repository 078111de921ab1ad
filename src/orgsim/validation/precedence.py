"""Proofs about whose work comes first: two and three classes under every discipline, and what none of them can change.

A counter of twelve at load .9, as in DESIGN section 5. Own work, cases of the counter's channel and cases passed on to
it by a door that only sends them on (in no time) are Poisson streams of equal work, so Cobham's formula holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orgsim.config.schema import Channel, Unit, World
from orgsim.records import Records
from orgsim.validation.closed_forms.queues import conserved_wait, wait, waits_by_class
from orgsim.validation.closed_forms.run_lengths import relaxation
from orgsim.validation.judge import CLAIMS
from orgsim.validation.plain import design, desk, desk_world, one_desk, proof, waits
from orgsim.validation.proof import Claim, Proof
from orgsim.validation.queues import relative_wait

COBHAM, KLEINROCK, ERLANG = "Cobham 1954", "Kleinrock 1965", "Erlang 1917"
SERVERS, BUSY = 12, 10.8
CONSERVED = 0.12  # half-width allowed for the queue as a whole, relative
COUNTER = f"M/M/{SERVERS} at load .9"


def by_precedence(
    name: str, puts_first: str, classes: dict[str, float], company: World, chart, measure, exact: Sequence[float]
) -> Proof:
    """A counter whose superior asks for an order: mean waits of its classes (arrivals by what they are called), and
    their sum by arrivals."""
    chart.units["executive"].puts_first = puts_first
    rates = np.array(list(classes.values()))
    order, source = ("first come", ERLANG) if puts_first == "neither" else (f"{puts_first} first", COBHAM)
    says = f"{COUNTER}, {'two' if len(rates) == 2 else 'three'} classes, {order}"
    claims = [
        Claim(f"{says}: wait of {who}", float(waited), narrow(waited), source) for who, waited in zip(classes, exact)
    ]
    whole = conserved_wait(rates, SERVERS)
    claims.append(Claim(f"{says}: arrivals x wait conserved", whole, CONSERVED, KLEINROCK, "people waiting"))

    def numbers(records: Records) -> tuple[float, ...]:
        waited = np.array(measure(records))
        return (*waited, rates @ waited)

    minutes = CLAIMS.minutes_needed(relative_wait(BUSY, SERVERS), CONSERVED)
    return proof(name, claims, company, chart, numbers, minutes, 12 * relaxation(BUSY, SERVERS))


def narrow(waited: float) -> float:
    """Half-width allowed for a class, relative: those who come last bear what is uncertain about the queue."""
    share = waited / wait(BUSY, SERVERS)
    return 0.13 if share > 0.9 else 0.07 if share > 0.4 else 0.045


def own_wait(records: Records) -> float:
    """Mean wait of a department's own work, in minutes."""
    return records.own_delay.sum() / records.own_done.sum()


def two_classes(puts_first: str) -> Proof:
    """Customers' cases and own work, six tenths and four of the load."""
    customers, own = 0.6 * BUSY, 0.4 * BUSY
    exact = {
        "customers": waits_by_class([customers, own], SERVERS),
        "function": waits_by_class([own, customers], SERVERS)[::-1],
        "neither": [wait(BUSY, SERVERS)] * 2,
    }[puts_first]
    company = desk_world(SERVERS, customers, own_work=own / SERVERS)
    classes = {"customers' cases": customers, "own work": own}

    def measure(records: Records) -> tuple[float, float]:
        return waits(records).mean(), own_wait(records)

    return by_precedence(f"two_classes_{puts_first}", puts_first, classes, company, one_desk(SERVERS), measure, exact)


def function_of_three() -> Proof:
    """A function's own work, the cases of its own channel, and those the door of another channel passes on."""
    own, its, foreign = 0.4 * BUSY, 0.4 * BUSY, 0.2 * BUSY
    channels = {"line": Channel(share=its), "other line": Channel(share=foreign)}
    company = desk_world(SERVERS, its + foreign, own_work=own / SERVERS, channels=channels)
    door = Unit(takes_in=["other line"], seats=1, reports_to="executive", approved_by="nobody")
    chart = design({"desk": desk("desk", SERVERS, ["line"]), "door": door})
    classes = {"own work": own, "its channel's cases": its, "foreign cases": foreign}

    def measure(records: Records) -> tuple[float, float, float]:
        waited, channel = waits(records), records.issues["channel"][records.in_window()]
        return own_wait(records), waited[channel == 0].mean(), waited[channel == 1].mean()

    exact = waits_by_class([own, its, foreign], SERVERS)
    return by_precedence("three_classes_function", "function", classes, company, chart, measure, exact)


def influencers_first() -> Proof:
    """Influencers' cases, other customers' cases, own work. Without ties the first customers count as influencers."""
    share, customers, own = 0.25, 0.6 * BUSY, 0.4 * BUSY
    company = desk_world(SERVERS, customers, own_work=own / SERVERS)
    company.population.influencers = share
    first = round(share * company.population.customers)
    classes = {"influencers' cases": share * customers, "others' cases": (1 - share) * customers, "own work": own}

    def measure(records: Records) -> tuple[float, float, float]:
        waited, person = waits(records), records.issues["person"][records.in_window()]
        return waited[person < first].mean(), waited[person >= first].mean(), own_wait(records)

    exact, chart = waits_by_class(list(classes.values()), SERVERS), one_desk(SERVERS)
    return by_precedence("three_classes_influencers", "influencers", classes, company, chart, measure, exact)


PROOFS = (
    two_classes("customers"),
    two_classes("function"),
    two_classes("neither"),
    function_of_three(),
    influencers_first(),
)
