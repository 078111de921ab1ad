"""The hypotheses: what each claims, how a world votes on it, and the control in which the effect must be gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import plan
import worlds

from orgsim.comparison.hypothesis import AGAINST, FOR, NEITHER, beyond
from orgsim.validation.closed_forms.queues import break_even_slowdown

LATENCY, VOICE, ADVOCATES, COST = 0.10, 0.02, 0.5, 0.02  # the margins fixed before any result
OWN_WORK = 0.10  # how much later own work may be
LEAST_TAU, MOST_OFF = 0.9, 0.10
PEOPLE = 12  # of each department


class Outcomes:
    """Means over replications: ``of(group, design, measure)`` is a float[worlds], in the order of the worlds."""

    def __init__(self, tables: dict[str, pd.DataFrame], drawn: list[dict[str, float]]):
        self.worlds = pd.DataFrame(drawn)
        self.means = {
            group: table.groupby(["design", "measure", "subset", "world"])["value"].mean()
            for group, table in tables.items()
        }

    def of(self, group: str, design: str, measure: str, subset: str = "all") -> np.ndarray:
        return self.means[group].loc[design, measure, subset].sort_index().to_numpy()

    def less(self, group: str, a: str, b: str, measure: str, subset: str = "all", other: str = "") -> np.ndarray:
        """By what share a is below b; b perhaps of another group."""
        low, high = self.of(group, a, measure, subset), self.of(other or group, b, measure, subset)
        return 1.0 - low / high[: len(low)]

    def more(self, group: str, a: str, b: str, measure: str, subset: str = "all", other: str = "") -> np.ndarray:
        """By how much a is above b."""
        high, low = self.of(group, a, measure, subset), self.of(other or group, b, measure, subset)
        return high - low[: len(high)]


@dataclass(frozen=True)
class Effect:
    """What a world says: its vote, and the one number that is drawn, with the margin it is held against."""

    votes: np.ndarray
    size: np.ndarray
    margin: float


@dataclass(frozen=True)
class Hypothesis:
    """A claim of the field (``text``: where from), its measure in words, and the same effect in the null control."""

    name: str
    claim: str
    text: str
    measure: str  # what is drawn
    effect: Callable[[Outcomes], Effect]
    control: str  # what is switched off
    null: Callable[[Outcomes], Effect]


def silos_differ(group: str) -> Callable[[Outcomes], Effect]:
    """H1: V of the silos below that of every design with sharing lines."""

    def effect(found: Outcomes) -> Effect:
        gains = [found.more(group, other, "siloed", "voice") for other in plan.SHIPPED if other != "siloed"]
        least = np.min(gains, axis=0)
        return Effect(beyond(least, VOICE), least, VOICE)

    return effect


def owner_of_social(found: Outcomes) -> Effect:
    """H2: whoever of four departments takes in social, latency and V are the same."""
    latency = np.array([found.of("owners", each, "response_latency") for each in plan.OWNERS])
    voice = np.array([found.of("owners", each, "voice") for each in plan.OWNERS])
    apart = np.maximum(np.ptp(latency, axis=0) / latency.mean(axis=0) / LATENCY, np.ptp(voice, axis=0) / VOICE)
    return Effect(np.where(apart <= 1.0, FOR, AGAINST), apart, 1.0)


def owner_of_topics_too(found: Outcomes) -> Effect:
    """H2's control: marketing and service exchanged with their topics: nothing is left that could differ."""
    slower = np.abs(found.less("exchanged", "exchanged", "siloed", "response_latency", other="owners"))
    voice = np.abs(found.more("exchanged", "exchanged", "siloed", "voice", other="owners"))
    apart = np.maximum(slower / LATENCY, voice / VOICE)
    return Effect(np.where(apart <= 1.0, NEITHER, FOR), apart, 1.0)


def officer_is_fast(group: str) -> Callable[[Outcomes], Effect]:
    """H3: the officer's latency at most .9 of the silos'."""

    def effect(found: Outcomes) -> Effect:
        faster = found.less(group, "cco", "siloed", "response_latency")
        return Effect(beyond(faster, LATENCY), faster, LATENCY)

    return effect


def officer_is_efficient(found: Outcomes) -> Effect:
    """H4: the officer costs no more per resolved issue, and own work waits at most a tenth longer."""
    dearer = -found.less("payroll", "cco", "siloed", "cost_per_resolved")
    later = -found.less("payroll", "cco", "siloed", "own_work_delay")
    holds = (dearer <= COST) & (later <= OWN_WORK)
    return Effect(np.where(holds, FOR, AGAINST), np.maximum(dearer / COST, later / OWN_WORK), 1.0)


def officer_without_own_work(found: Outcomes) -> Effect:
    """H4's control: without own work to put behind customers the officer gains nothing: it is not cheaper."""
    cheaper = found.less("no_own_work", "cco", "siloed", "cost_per_resolved")
    return Effect(beyond(cheaper, COST), cheaper / COST, 1.0)


def hierarchy_is_redundant(group: str, hub: str = "hub_and_spoke") -> Callable[[Outcomes], Effect]:
    """H6: the hub, which approves nothing, beats the officer, who does, on latency and on V."""

    def effect(found: Outcomes) -> Effect:
        faster = found.less(group, hub, "cco", "response_latency") / LATENCY
        voice = found.more(group, hub, "cco", "voice") / VOICE
        both = np.minimum(faster, voice)
        votes = np.where(both > 1.0, FOR, np.where(both < -1.0, AGAINST, NEITHER))
        return Effect(votes, both, 1.0)

    return effect


def team_below_break_even(found: Outcomes) -> Effect:
    """H8: the team beats the silos exactly where the slowdown is below its break-even."""
    faster = found.less("shipped", "team", "siloed", "response_latency")
    below = found.worlds["slowdown"].to_numpy() < break_even(found.worlds)
    agree = (faster > LATENCY) == below
    return Effect(np.where(agree, FOR, AGAINST), faster, LATENCY)


def break_even(drawn: pd.DataFrame) -> np.ndarray:
    """The slowdown up to which four queues of twelve people gain by pooling, at each world's load (M/M/c)."""
    return np.array([break_even_slowdown(load * PEOPLE, PEOPLE, 4) for load in drawn["load"]])


def team_of_one_department(found: Outcomes) -> Effect:
    """H8's control: a team of a single department's people crosses no division."""
    faster = found.less("one_department", "one_team", "one_silo", "response_latency")
    return Effect(np.where(faster > LATENCY, FOR, NEITHER), faster, LATENCY)


def alignment_beyond_front(found: Outcomes) -> Effect:
    """H10: issues that need product, operations, finance or HR are resolved sooner where these are aligned too."""
    subsets = [f"needs={department}" for department in worlds.BACK]
    sooner = np.mean([found.less("aligned", "aligned_all", "aligned_front", *LATER, each) for each in subsets], axis=0)
    return Effect(beyond(sooner, LATENCY), sooner, LATENCY)


LATER = ("response_latency",)


def alignment_of_no_share(found: Outcomes) -> Effect:
    """H10's control: no issue needs those departments."""
    sooner = found.less("front_only", "aligned_all", "aligned_front", "response_latency")
    return Effect(beyond(sooner, LATENCY), sooner, LATENCY)


def talk_multiplies(found: Outcomes) -> Effect:
    """H11: talk multiplies the differences of attitude between designs by 1 / (1 - R) and reorders no designs."""
    times = multiplied(attitudes(found, "shipped"), attitudes(found, "no_talk"))
    times *= 1.0 - found.worlds["branching_ratio"].to_numpy()
    tau = np.array([order_kept(*each) for each in zip(*(advocates(found, g).T for g in ("shipped", "no_talk")))])
    holds = (tau >= LEAST_TAU) & (np.abs(times - 1.0) <= MOST_OFF)
    return Effect(np.where(holds, FOR, AGAINST), times, 1.0)


ATTITUDE = ("mean_attitude", "week=end")


def attitudes(found: Outcomes, group: str) -> np.ndarray:
    """Mean attitude of all customers at the end, in standard deviations: float[designs, worlds]."""
    return np.array([found.of(group, each, *ATTITUDE) for each in plan.SHIPPED])


def advocates(found: Outcomes, group: str) -> np.ndarray:
    """Net advocates per 100 issues: float[designs, worlds]."""
    return np.array([found.of(group, each, "net_advocates") for each in plan.SHIPPED])


def multiplied(with_talk: np.ndarray, without: np.ndarray) -> np.ndarray:
    """By how much talk multiplies deviations from the mean over designs [design, world]: least squares, by world."""
    a, b = with_talk - with_talk.mean(axis=0), without - without.mean(axis=0)
    return (a * b).sum(axis=0) / (b * b).sum(axis=0)


def order_kept(one: np.ndarray, other: np.ndarray) -> float:
    """Kendall's tau of two sets of values of the same designs, over pairs that differ by the margin in either."""
    pairs = [(one[a] - one[b], other[a] - other[b]) for a, b in combinations(range(len(one)), 2)]
    clear = [x * y for x, y in pairs if max(abs(x), abs(y)) > ADVOCATES]
    return float(np.mean(np.sign(clear))) if clear else 1.0


def talk_unheeded(found: Outcomes) -> Effect:
    """H11's control: where nobody heeds what is told, nothing is multiplied, whatever R."""
    told = attitudes(found, "unmoved")
    times = multiplied(told, attitudes(found, "no_talk")[:, : told.shape[1]])
    return Effect(np.where(np.abs(times - 1.0) > MOST_OFF, FOR, NEITHER), times, 1.0)


def influencers_first(group: str) -> Callable[[Outcomes], Effect]:
    """H12: with influencers first, advocacy by reach is up, everybody else's down, and waits are the same in sum."""

    def effect(found: Outcomes) -> Effect:
        two = ("influencers_first", "customers_first")
        up = found.more(group, *two, "net_advocates_by_reach")
        down = -found.more(group, *two, "net_advocates", "others")
        conserved = np.abs(found.less(group, *two, "response_latency")) <= LATENCY
        votes = np.where((up > ADVOCATES) & (down > ADVOCATES) & conserved, FOR, NEITHER)
        return Effect(np.where(up < -ADVOCATES, AGAINST, votes), up, ADVOCATES)

    return effect


HYPOTHESES = (
    Hypothesis(
        "H1", "silos do not show the customer one company", "000",
        "V of the worst design with sharing lines less V of the silos",
        silos_differ("shipped"), "no news, no reorganisation", silos_differ("still"),
    ),
    Hypothesis(
        "H2", "who owns social is the wrong question", "000, 002",
        "largest difference between four owners, of latency or V, in margins",
        owner_of_social, "the owner of the topics changed too", owner_of_topics_too,
    ),
    Hypothesis(
        "H3", "an officer makes the company react with lightning speed", "001",
        "share by which the officer's latency is below the silos', equal payroll",
        officer_is_fast("payroll"), "no own work", officer_is_fast("no_own_work"),
    ),
    Hypothesis(
        "H4", "an officer makes the company operate efficiently", "001",
        "cost per resolved issue, or delay of own work, above the silos', in margins",
        officer_is_efficient, "no own work, so no gain in cost either", officer_without_own_work,
    ),
    Hypothesis(
        "H6", "speed and accuracy make hierarchy redundant", "003",
        "hub's lead over the officer on latency and V, the smaller of both, in margins",
        hierarchy_is_redundant("shipped"), "no exceptions, no approvals", hierarchy_is_redundant("no_approvals"),
    ),
    Hypothesis(
        "H8", "cross-divisional teams are the most successful", "002",
        "share by which the team's latency is below the silos'",
        team_below_break_even, "one department", team_of_one_department,
    ),
    Hypothesis(
        "H10", "alignment must reach beyond marketing", "003",
        "share by which issues that need the back departments are resolved sooner",
        alignment_beyond_front, "no issue needs them", alignment_of_no_share,
    ),
    Hypothesis(
        "H11", "customers' talk multiplies differences by 1/(1-R) and reorders nothing", "000",
        "factor by which talk multiplies differences of attitude, times 1-R",
        talk_multiplies, "nobody heeds what is told, so R = 0 in effect", talk_unheeded,
    ),
    Hypothesis(
        "H12", "serve influencers first", "field",
        "gain in net advocates by reach, per 100 issues",
        influencers_first("first"), "equal reach", influencers_first("equal_reach"),
    ),
)  # fmt: skip
