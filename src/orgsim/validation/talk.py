"""Word of mouth: as a branching process, as Bass' adoption on networks, and as far as it is DeGroot's averaging.

*Branching.* Where everybody knows as many and rumours are rare, tellers multiply as Galton and Watson's families.

*Bass.* With talk for ever, everybody told telling on and no effect on attitudes, having something to tell spreads as a
new product does: by an issue of one's own (innovation p) or from one of those who have it (imitation q). A Bass year is
twenty days, so that he peaks on day 124. The exact values are those of that many nights of talk, people as many as
there are; what is said of each names Bass' own, which knows neither days nor the last few of a crowd.

*DeGroot (1974)* has everybody take over an average of what those they know think, until all think alike. Here listeners
do not average: each story adds a part of the teller's move to the listener's, and moves fade to one's own baseline. So
no consensus is claimed. What is shared with DeGroot is one round of telling: linear in the tellers' moves, the weights
being effect x chance x days x who knows whom. That is what is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np

from orgsim.config import schema
from orgsim.config.schema import WordOfMouth, World
from orgsim.engine.machine import Engine
from orgsim.run import set_up
from orgsim.validation.attitude import FOREVER, SLOW, STAFF, calm
from orgsim.validation.closed_forms.adoption import (
    by_days_in_a_crowd,
    by_days_on_a_tree,
    in_pairs,
    on_a_circle,
)
from orgsim.validation.closed_forms.people import (
    ANSWERED,
    QUICK,
    RIGHT,
    bass_peak,
    logit,
    loyal,
    total_over_direct,
)
from orgsim.validation.judge import CLAIMS
from orgsim.validation.plain import DAY, drawn, one_desk, study
from orgsim.validation.proof import Claim, Proof, Run
from orgsim.validation.seeds import further
from orgsim.world.issues import issue_table
from orgsim.world.network import Network
from orgsim.world.people import People, people


def told(world: World, crowd: People, issues: np.ndarray, seed: int, days: float) -> Engine:
    """An engine in which people have talked for so many days."""
    engine = set_up(drawn(world, one_desk(STAFF)), crowd, issues, seed, study(0.0, path_days=days), days)
    engine.release_attitudes()
    engine.advance(days * DAY)
    return engine


@lru_cache(maxsize=4)
def everybody_knows(ties: int, customers: int) -> People:
    """People who all know equally many: neighbours in circles of all, each in an order of its own drawn at random.

    Two circles share a tie or two, and a way leads back to somebody within four steps in about as many places as there
    are in a random network: too few to matter. With two ties it is a circle.
    """
    draw, circles = np.random.default_rng(ties), []
    for _ in range(ties // 2):
        order = draw.permutation(customers)
        circles.append(np.c_[order, np.roll(order, 1)])
    return People(np.zeros(customers), Network.from_ties(customers, np.concatenate(circles)))


# Branching

CUSTOMERS, DEGREE, RETELL, EFFECT = 20_000, 40, 0.25, 0.01
DAYS, REST = 364, 35  # of issues, and until the last rumour has ended


def multiplied(branching_ratio: float) -> Proof:
    """Tellers in all over first tellers is 1 / (1 - R), and so is what is told and what it moves.

    Issues are so rare that a rumour hardly ever meets somebody who is telling another (one listener in 2,000).
    """
    exact, within = total_over_direct(branching_ratio), 0.03
    source = "Watson & Galton 1875"
    kind = f"R = {branching_ratio:g}, 1 / (1 - R):"
    claims = (
        Claim(f"{kind} what talk moves, over what first tellers' talk would", exact, within, source, "ratio"),
        Claim(f"{kind} tellers, over first tellers", exact, within, source, "ratio"),
        Claim(f"{kind} stories heard, over those heard from first tellers", exact, within, source, "ratio"),
    )
    # Of one rumour: each of Poisson many listeners counts once and, with probability `RETELL`, begins a rumour.
    listeners = branching_ratio / RETELL
    heard = listeners * exact
    variance = listeners * exact * (1 + RETELL * (2 * heard + heard**2))
    relative = variance / heard**2  # of tellers less: R / (1 - R)
    first_tellers = CLAIMS.draws_needed(relative, within)
    talk = WordOfMouth(branching_ratio, bad_reach=1.0, effect=EFFECT, retell=RETELL, days=1)
    company = calm(CUSTOMERS, first_tellers / DAYS / CUSTOMERS, word_of_mouth=talk, **FOREVER)
    move = logit(loyal(ANSWERED, RIGHT, QUICK))

    def totals(seed: int) -> np.ndarray:
        issues = issue_table(company, seed, DAYS)
        engine = told(company, everybody_knows(DEGREE, CUSTOMERS), issues, seed, DAYS + REST)
        state, first = engine.state[0], len(issues)
        moved = (engine["customers"]["shift"].sum() - first * move) / (move * EFFECT)
        return np.array([first, moved, state["episodes_told"] + state["tellers_made"], state["messages"]])

    def prepare(sharper: float) -> Run:
        companies = int(np.ceil(sharper**2))  # rather than more rumours in one

        def run(seed: int) -> tuple[float, float, float]:
            first, moved, tellers, messages = sum(totals(each) for each in further(seed, companies))
            return moved / (first * listeners), tellers / first, messages / (first * listeners)

        return run

    return Proof(f"talk_multiplies_{branching_ratio:g}", claims, prepare)


# Bass

P, Q = 0.03, 0.38  # a year
PEAK, AT_PEAK = bass_peak(P, Q)
LONG = 124  # days until the peak
YEAR = LONG / PEAK  # days
TALKING = 200  # days: longer than anybody is followed
CROWD = 400  # people who all know one another
SPREAD = 2000  # people of every other network
CLUSTERS = 7.0  # relative variance of the share of people who have it, times people: seen, not derived


@cache
def everybody_knows_everybody() -> People:
    """A complete network."""
    return people(replace(calm(CROWD, 0.0), network=schema.Network("complete")), 1)


@cache
def couples() -> People:
    """Everybody knows one other person."""
    return People(np.zeros(SPREAD), Network.from_ties(SPREAD, np.arange(SPREAD).reshape(-1, 2)))


@cache
def lattice() -> People:
    """Everybody knows the two on either side in a circle: friends of friends are friends."""
    person = np.arange(SPREAD)
    ties = [np.c_[person, (person + far) % SPREAD] for far in (1, 2)]
    return People(np.zeros(SPREAD), Network.from_ties(SPREAD, np.concatenate(ties)))


def adopted(crowd: People, seed: int) -> float:
    """Share of people who have something to tell on the day Bass' adoptions peak.

    Those whom one knows come to imitation q a day together: R = q x days of telling.
    """
    number = len(crowd.baseline)
    talk = WordOfMouth(Q / YEAR * TALKING, bad_reach=1.0, effect=0.0, retell=1.0, days=TALKING)
    company = calm(number, P / YEAR, word_of_mouth=talk, **FOREVER)
    engine = told(company, crowd, issue_table(company, seed, LONG), seed, LONG)
    return engine.state["telling"][0] / number


def spreading(name: str, claim: Claim, crowd: Callable[[], People], companies: float, measure=np.mean) -> Proof:
    """Share who have it (or `measure` of the shares of several companies) at the time of Bass' peak."""

    def prepare(sharper: float) -> Run:
        number = int(np.ceil(companies * sharper**2))
        return lambda seed: [measure([adopted(crowd(), each) for each in further(seed, number)])]

    return Proof(name, (claim,), prepare)


KIND = f"p {P:g}, q {Q:g}, t {PEAK:.3f}, adopted"


def bass_in_a_crowd() -> Proof:
    """Everybody knows everybody."""
    within = 0.03
    exact, variance = by_days_in_a_crowd(P / YEAR, Q / YEAR, CROWD, LONG)
    says = f"{KIND} by {CROWD} who all know one another (Bass, endlessly many: {AT_PEAK:.4f})"
    claim = Claim(says, exact, within, "Bass 1969", "share")
    companies = CLAIMS.draws_needed(variance / exact**2, within)
    return spreading("bass_in_a_crowd", claim, everybody_knows_everybody, companies)


def bass_with_few_ties(name: str, ties: int, who: str, source: str, crowd: Callable[[], People]) -> Proof:
    """Everybody knows equally few."""
    within = 0.02
    claim = Claim(f"{KIND} {who}", by_days_on_a_tree(P / YEAR, Q / YEAR, ties, LONG), within, source, "share")
    return spreading(name, claim, crowd, CLAIMS.draws_needed(CLUSTERS / SPREAD, within))


def bass_on_a_lattice() -> Proof:
    """Where no formula is known the bounds hold: every run is between them, its mean five spreads from either."""
    low, high = in_pairs(P, Q, PEAK), AT_PEAK
    says = f"{KIND} on a ring of four neighbours each: runs between {low:.3f} (couples) and {high:.3f} (Bass)"
    claim = Claim(says, 1.0, 0.01, FIBICH_LEVIN, "share of runs")
    return spreading("bass_on_a_lattice", claim, lattice, 1.0, lambda shares: low < np.mean(shares) < high)


FIBICH_GIBORI, FIBICH_LEVIN, FIBICH_WARMAN = "Fibich & Gibori 2010", "Fibich & Levin 2023", "Fibich & Warman 2024"
IN_PAIRS = f"in couples, the slowest of all networks (at every moment: {in_pairs(P, Q, PEAK):.4f})"
CIRCLE = f"on a circle (at every moment: {on_a_circle(P, Q, PEAK):.4f})"
FOUR = "on a random network of four ties each, between couples and Bass"


# One round

CHANCE, NIGHTS, WIDER, SHARE = 0.2, 3, 1.7, 0.1  # a tie and night; of talk; for bad news; of the teller's move
HARDLY = 1e-9  # probability of telling it on
LUCK = 0.005  # variance of the fit from one company to another: seen, not derived


@cache
def acquaintances() -> People:
    """The default network, small: a few know many."""
    return people(replace(calm(4000, 0.0), network=schema.Network()), 1)


@cache
def mixed_company() -> World:
    """One person in five has an issue in a week; half of the answers are wrong, half of the losses large, all slow."""
    radius = acquaintances().ties.spectral_radius()
    talk = WordOfMouth(CHANCE * NIGHTS * HARDLY * radius, bad_reach=WIDER, effect=SHARE, retell=HARDLY, days=NIGHTS)
    return calm(
        4000, 0.03, word_of_mouth=talk, slip=0.5, discovery=1.0, discovery_hours=0.0, large_loss=0.5, **SLOW, **FOREVER
    )


def fitted_to_one_round(seed: int) -> tuple[float, float, float]:
    """How much of what the weights give good and bad news moved, and the moves of those who know no teller.

    A least-squares fit over those who had no issue of their own.
    """
    issues = issue_table(mixed_company(), seed, 7.0)
    issues = issues[issues["number"] == 0]  # nobody has two stories to tell
    engine = told(mixed_company(), acquaintances(), issues, seed, 8.0 + NIGHTS)
    moves = np.zeros(len(acquaintances().baseline))
    moves[issues["person"]] = engine["episodes"]["judged"]
    knows = acquaintances().ties.matrix()
    weights = SHARE * CHANCE * NIGHTS * knows
    due = np.column_stack([weights @ np.maximum(moves, 0.0), WIDER * (weights @ np.minimum(moves, 0.0))])
    listener, shift = moves == 0.0, engine["customers"]["shift"]
    unreached = listener & (knows @ (moves != 0.0) == 0.0)
    good, bad = np.linalg.lstsq(due[listener], shift[listener], rcond=None)[0]
    return good, bad, np.abs(shift[unreached]).mean()


def one_round() -> Proof:
    """Listeners' moves are effect x chance x nights x who knows whom, applied to the tellers' moves."""
    source, says = "DeGroot 1974, one step", "one round of talk, over effect x chance x nights x ties x tellers' moves:"
    claims = (
        Claim(f"{says} moved by good news", 1.0, 0.02, source, "ratio"),
        Claim(f"{says} moved by bad news, {WIDER:g} times as broad", 1.0, 0.02, source, "ratio"),
        Claim("one round of talk: moves of those who know no teller", 0.0, 0.01, source, "attitude"),
    )

    def prepare(sharper: float) -> Run:
        companies = int(np.ceil(CLAIMS.draws_needed(LUCK, 0.02) * sharper**2))
        return lambda seed: np.mean([fitted_to_one_round(each) for each in further(seed, companies)], axis=0)

    return Proof("one_round_of_talk", claims, prepare)


PROOFS: tuple[Proof, ...] = (
    multiplied(0.3),
    multiplied(0.6),
    bass_in_a_crowd(),
    bass_with_few_ties("bass_in_couples", 1, IN_PAIRS, FIBICH_LEVIN, couples),
    bass_with_few_ties("bass_on_a_circle", 2, CIRCLE, FIBICH_GIBORI, lambda: everybody_knows(2, SPREAD)),
    bass_with_few_ties("bass_on_a_random_network", 4, FOUR, FIBICH_WARMAN, lambda: everybody_knows(4, SPREAD)),
    bass_on_a_lattice(),
    one_round(),
)
