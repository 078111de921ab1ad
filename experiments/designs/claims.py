"""The claims made for and against each design, and how a world votes on them: see README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from levels import means
from worlds import LOAD, PEOPLE

from orgsim.comparison.hypothesis import AGAINST, FOR, NEITHER, beyond
from orgsim.sweep.swept import Swept
from orgsim.validation.closed_forms.queues import break_even_slowdown

RELATIVE, VOICE, COST = 0.10, 0.02, 0.02  # margins, fixed before any result
FIVE = ("organic", "centralised", "hub_and_spoke", "dandelion", "holistic")
SHARING = ("cco", "centralised", "hub_and_spoke", "dandelion", "holistic", "team", "matrix")
SLOWDOWN = "company.off_topic_slowdown"
LATENCY, V, MINUTES = "response_latency", "voice", "coordination_minutes_per_week"
MEETING, OWN, PRICE, BETWEEN = (
    "minutes_per_week:kind=meeting",
    "own_work_delay",
    "cost_per_resolved",
    "voice:pair=between_units",
)


class Worlds:
    """Means of the replications of each world: ``of(design, measure)`` is a float[worlds]."""

    def __init__(self, swept: Swept):
        self.points = swept.points[["point", *swept.factors]].reset_index(drop=True)
        self.table = means(swept).set_index(["design", "point"])
        self.designs = swept.designs

    def of(self, design: str, measure: str) -> np.ndarray:
        return self.table.loc[design].loc[self.points["point"], measure].to_numpy(float)

    def all_of(self, designs, measure: str) -> np.ndarray:
        """float[designs, worlds]"""
        return np.array([self.of(design, measure) for design in designs])

    def below(self, a: str, b: str, measure: str) -> np.ndarray:
        """By what share a is below b."""
        return 1.0 - self.of(a, measure) / self.of(b, measure)

    def above(self, a: str, b: str, measure: str) -> np.ndarray:
        """By how much a is above b."""
        return self.of(a, measure) - self.of(b, measure)

    def at(self, load: float) -> np.ndarray:
        return np.isclose(self.points[LOAD], load)


@dataclass(frozen=True)
class Votes:
    """What worlds say: their votes, the size of the effect and its margin, and which worlds they are."""

    votes: np.ndarray
    size: np.ndarray
    margin: float
    worlds: pd.DataFrame


@dataclass(frozen=True)
class Claim:
    """A claim about a design, the measure of the effect in words, and whether it is about V."""

    design: str
    said: str
    measure: str
    vote: Callable[[Worlds], tuple[np.ndarray, np.ndarray, float]]
    of_voice: bool = False
    hypothesis: str = ""

    def votes(self, found: Worlds) -> Votes:
        votes, size, margin = self.vote(found)
        few = found.points if len(votes) == len(found.points) else found.points[found.at(found.points[LOAD].max())]
        return Votes(votes, size, margin, few)


def more(a: str, b: str, measure: str = V, margin: float = VOICE) -> Callable:
    """a is above b by the margin."""

    def vote(found: Worlds):
        size = found.above(a, b, measure)
        return beyond(size, margin), size, margin

    return vote


def less(a: str, b: str, measure: str = LATENCY, margin: float = RELATIVE) -> Callable:
    """a is below b by a share above the margin."""

    def vote(found: Worlds):
        size = found.below(a, b, measure)
        return beyond(size, margin), size, margin

    return vote


def slower(a: str, b: str) -> Callable:
    """a's latency is above b's by a share above the margin."""

    def vote(found: Worlds):
        size = -found.below(a, b, LATENCY)
        return beyond(size, RELATIVE), size, RELATIVE

    return vote


def holds(size: np.ndarray, margin: float):
    """For it where nothing is beyond the margin the wrong way; against it where something is. size: the wrong way."""
    return np.where(size <= margin, FOR, AGAINST), size, margin


def lowest_voice(design: str, others: tuple[str, ...]) -> Callable:
    """V of a design is below that of all others by the margin; against it if above some other's by it."""

    def vote(found: Worlds):
        gaps = found.all_of([d for d in others if d != design], V) - found.of(design, V)
        least = gaps.min(axis=0)
        return beyond(least, VOICE), least, VOICE

    return vote


def highest_voice_second_minutes(design: str) -> Callable:
    """V is the highest of five by the margin, and coordination minutes the highest but one."""

    def vote(found: Worlds):
        rest = [d for d in FIVE if d != design]
        lead = (found.of(design, V) - found.all_of(rest, V)).min(axis=0)
        place = 1 + (found.all_of(rest, MINUTES) > found.of(design, MINUTES)).sum(axis=0)
        votes = np.where((lead > VOICE) & (place == 2), FOR, np.where(lead < -VOICE, AGAINST, NEITHER))
        return votes, lead, VOICE

    return vote


def least_minutes(found: Worlds):
    """Silos: coordination minutes are the lowest of all designs."""
    others = [d for d in found.designs if d != "siloed"]
    size = found.all_of(others, MINUTES).min(axis=0) / found.of("siloed", MINUTES) - 1.0
    return beyond(size, 0.0), size, 0.0


def noisiest(found: Worlds):
    """Dandelion: meeting minutes are the highest of five by the margin."""
    others = found.all_of([d for d in FIVE if d != "dandelion"], MEETING).max(axis=0)
    size = found.of("dandelion", MEETING) / others - 1.0
    return beyond(size, RELATIVE), size, RELATIVE


def swamped(found: Worlds):
    """Centralised: latency rises with load by more hours than in any other of the five, by the margin."""
    low, high = (found.at(load) for load in sorted(found.points[LOAD].unique()))
    rises = {d: found.of(d, LATENCY)[high] - found.of(d, LATENCY)[low] for d in FIVE}
    others = [d for d in FIVE if d != "centralised"]
    lead = rises["centralised"] - np.max([rises[d] for d in others], axis=0)
    size = lead / found.of("centralised", LATENCY)[high]
    return beyond(size, RELATIVE), size, RELATIVE


def no_worse_than_best(found: Worlds):
    """Team: latency not above the lowest by the margin, V not below the highest by its margin; in margins."""
    latency, voice = found.all_of(found.designs, LATENCY), found.all_of(found.designs, V)
    slow = (found.of("team", LATENCY) / latency.min(axis=0) - 1.0) / RELATIVE
    return holds(np.maximum(slow, (voice.max(axis=0) - found.of("team", V)) / VOICE), 1.0)


def team_below_break_even(found: Worlds):
    """Team: a tenth faster than silos exactly where the slowdown is below the break-even of four pooled queues."""
    faster = found.below("team", "siloed", LATENCY)
    even = [break_even_slowdown(load * PEOPLE, PEOPLE, 4) for load in found.points[LOAD]]
    below = found.points[SLOWDOWN].to_numpy(float) < np.array(even)
    return np.where((faster > RELATIVE) == below, FOR, AGAINST), faster, RELATIVE


def two_sides(found: Worlds):
    """Matrix: as fast as the officer, own work no later than in silos; in margins."""
    slow = -found.below("matrix", "cco", LATENCY) / RELATIVE
    return holds(np.maximum(slow, -found.below("matrix", "siloed", OWN) / RELATIVE), 1.0)


def overhead(found: Worlds):
    """Matrix: coordination minutes above silos' and officer's by the margin."""
    size = found.of("matrix", MINUTES) / found.all_of(["siloed", "cco"], MINUTES).max(axis=0) - 1.0
    return beyond(size, RELATIVE), size, RELATIVE


def not_dearer(found: Worlds):
    """Officer: cost per resolved issue not above the silos' by the margin."""
    return holds(-found.below("cco", "siloed", PRICE), COST)


def common(found: Worlds):
    """Dandelion: V not below the hub's by the margin."""
    return holds(-found.above("dandelion", "hub_and_spoke", V), VOICE)


FASTER, VOICED = "share by which its latency is below that of the {}", "V above that of the {}"
CLAIMS = (
    Claim(
        "siloed", "silos do not show the customer one company",
        "least V of those who share, less its own",
        lowest_voice("siloed", ("siloed", *SHARING)), True,
    ),
    Claim(
        "siloed", "what needs several departments is slow",
        "share by which its latency is above the hub's", slower("siloed", "hub_and_spoke"),
    ),
    Claim(
        "siloed", "departments are efficient by themselves",
        "share by which the least coordination minutes of the others are above its own",
        least_minutes,
    ),
    Claim(
        "cco", "reacts with lightning speed",
        FASTER.format("silos"), less("cco", "siloed"),
    ),
    Claim(
        "cco", "operates efficiently",
        "share by which a resolved issue costs more than in silos", not_dearer,
    ),
    Claim(
        "cco", "one complete experience",
        VOICED.format("silos"), more("cco", "siloed"), True,
    ),
    Claim(
        "centralised", "consistent",
        VOICED.format("organic company"), more("centralised", "organic"), True,
    ),
    Claim(
        "centralised", "swamped as volume grows",
        "lead of its rise of latency from low to high load, share of its latency there",
        swamped, hypothesis="H15",
    ),
    Claim(
        "centralised", "less reactive",
        "share by which its latency is above the organic company's", slower("centralised", "organic"),
    ),
    Claim(
        "hub_and_spoke", "fast",
        FASTER.format("silos"), less("hub_and_spoke", "siloed"),
    ),
    Claim(
        "hub_and_spoke", "accurate",
        VOICED.format("silos"), more("hub_and_spoke", "siloed"), True,
    ),
    Claim(
        "hub_and_spoke", "a holistic experience, at a cost",
        "V above the highest of the other four",
        highest_voice_second_minutes("hub_and_spoke"), True, "H15",
    ),
    Claim(
        "dandelion", "noisy inside",
        "share by which its meeting minutes are above the highest of the other four", noisiest, hypothesis="H15",
    ),
    Claim(
        "dandelion", "units are free, and yet the experience is common",
        "V below the hub's", common,
    ),
    Claim(
        "holistic", "one consistent voice of everybody, at a cost",
        "V above the highest of the other four",
        highest_voice_second_minutes("holistic"), True,
    ),
    Claim(
        "holistic", "the whole workforce helps",
        FASTER.format("hub"), less("holistic", "hub_and_spoke"),
    ),
    Claim(
        "organic", "inconsistent",
        "least V of the other four, less its own",
        lowest_voice("organic", FIVE), True, "H15",
    ),
    Claim(
        "organic", "one side does not know what the other does",
        "V between units below the hub's", more("hub_and_spoke", "organic", BETWEEN), True,
    ),
    Claim(
        "team", "the most successful",
        "distance to the best of nine, of latency or V, in margins", no_worse_than_best,
    ),
    Claim(
        "team", "beats silos exactly below the break-even slowdown",
        FASTER.format("silos"), team_below_break_even, hypothesis="H8",
    ),
    Claim(
        "matrix", "responsive to two sides at once",
        "behind the officer in latency, or the silos in own work, in margins", two_sides,
    ),
    Claim(
        "matrix", "overhead",
        "share by which its coordination minutes are above the silos' and the officer's", overhead,
    ),
    Claim(
        "matrix", "decisions are strangled",
        "share by which its latency is above the silos'", slower("matrix", "siloed"),
    ),
)  # fmt: skip
