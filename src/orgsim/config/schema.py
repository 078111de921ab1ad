"""Every key a user may write, with its unit, range and source.

One dataclass per file of the configuration. The field metadata is the documentation of a parameter: ``unit``,
``low`` and ``high`` (the range accepted at the door), ``source`` (where the default was measured, or *assumed*).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

ASSUMED = "assumed"


def parameter(default: Any, unit: str, low: float | None = None, high: float | None = None, source: str = ASSUMED):
    """A documented field: default, unit, accepted range, and source."""
    metadata = {"unit": unit, "low": low, "high": high, "source": source}
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: type(default)(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass
class Activity:
    """A line of the cost register: what an activity takes, and of whom."""

    minutes: float = parameter(0.0, "minutes", 0)
    paid_by: str = parameter("", "text")
    source: str = parameter(ASSUMED, "text")


@dataclass
class Company:
    """The people and how they work; the same under every design."""

    departments: Dict[str, int] = parameter({}, "people", 1)
    executives: int = parameter(1, "people", 0)
    load: float = parameter(0.75, "share of staff minutes", 0, 2)
    own_work: float = parameter(0.4, "share of staff minutes", 0, 0.99)
    work_minutes: float = parameter(20.0, "minutes", 0.001)
    work_cv: float = parameter(1.0, "ratio", 0, 10)
    work_law: str = parameter("lognormal", "lognormal | exponential | fixed")
    off_topic_slowdown: float = parameter(0.15, "share", 0, 5)
    off_topic_slips: float = parameter(2.0, "ratio", 1, 20)
    slip: float = parameter(0.05, "probability", 0, 1)
    exceptions: float = parameter(0.08, "probability", 0, 1)
    catch: float = parameter(0.8, "probability", 0, 1)
    false_return: float = parameter(0.02, "probability", 0, 0.99)
    reorganisations: float = parameter(1.0, "per topic and year", 0, 1000)
    meeting_timing: str = parameter("periodic", "periodic | poisson")
    open_hour: float = parameter(9.0, "hour of day", 0, 24)
    close_hour: float = parameter(17.0, "hour of day", 0, 24)
    work_days: int = parameter(5, "days a week", 1, 7)
    wages: Dict[str, float] = parameter({}, "dollars per hour", 0)
    cost_register: Dict[str, Activity] = parameter({}, "minutes", 0)
    scale: float = parameter(1.0, "ratio", 0.001, 1e6)


@dataclass
class Topic:
    """Something customers need: whose home it is, how common it is, how fast its right answer changes."""

    department: str = parameter("", "department")
    share: float = parameter(1.0, "weight", 0)
    news: float = parameter(0.25, "per week", 0, 1000)


@dataclass
class Demand:
    """When issues arise and how many departments they need."""

    interdependence: float = parameter(0.25, "share of issues", 0, 1)
    further_departments: List[float] = parameter([0.75, 0.25], "weights of 1, 2, 3 further departments", 0)
    large_loss: float = parameter(0.3, "share of issues", 0, 1)
    issues_per_week: Optional[float] = parameter(None, "issues a week (null: set by the company's load)", 0)
    hours: List[float] = parameter([1.0] * 168, "weights by hour of week from Monday 0:00", 0)


@dataclass
class Channel:
    """A way to reach the company, the patience people have on it, and the norm they judge it by."""

    share: float = parameter(1.0, "weight", 0)
    patience_hours: Optional[float] = parameter(None, "hours, mean, until an answer is begun (null: endless)", 1e-6)
    leaves_queue: bool = parameter(False, "whether giving up withdraws the contact")
    norm_hours: float = parameter(24.0, "hours", 0)


@dataclass
class WordOfMouth:
    """Talk between customers."""

    branching_ratio: float = parameter(0.3, "tellers per teller", 0, 10)
    bad_reach: float = parameter(1.7, "ratio", 0.1, 10)
    effect: float = parameter(0.1, "share of the move it came from", 0, 10)
    retell: float = parameter(0.2, "probability", 0, 1)
    days: int = parameter(3, "days", 1, 365)


@dataclass
class Population:
    """The customers: how many, how they feel, how they move and how they persist."""

    customers: int = parameter(20000, "people", 1, 50_000_000)
    advocates: float = parameter(0.48, "share at the start", 0, 1)
    adversaries: float = parameter(0.16, "share at the start", 0, 1)
    eta: float = parameter(0.25, "attitude per unit of logit", 0, 100)
    half_life_days: float = parameter(60.0, "days", 0.01)
    discovery: float = parameter(0.5, "probability", 0, 1)
    discovery_hours: float = parameter(24.0, "hours, mean", 0)
    raise_again: float = parameter(0.6, "probability", 0, 1)
    influencers: float = parameter(0.01, "share of customers", 0, 1)
    word_of_mouth: WordOfMouth = field(default_factory=WordOfMouth)


@dataclass
class Network:
    """Who knows whom."""

    kind: str = parameter("generated", "generated | edge_list | complete | none")
    mean_degree: float = parameter(10.0, "ties per customer", 0)
    closure: float = parameter(0.6, "probability that a tie closes a triangle", 0, 1)
    cap: int = parameter(300, "ties", 1)
    path: Optional[str] = parameter(None, "file of two numbers a line, gzip allowed")


@dataclass
class Levers:
    """The small grid every design chooses from, by one rule, on seeds that are not reported."""

    meeting_every: List[float] = parameter([1.0, 5.0, 20.0], "working days", 0.01)
    overdue_after: List[float] = parameter([24.0, 1e9], "hours", 0)


@dataclass
class Study:
    """Windows, replications and probes."""

    warm_up_weeks: float = parameter(2.0, "weeks", 0)
    measured_weeks: float = parameter(12.0, "weeks", 0.01)
    horizon_days: float = parameter(7.0, "days (tau of the restricted mean)", 0.001)
    path_days: int = parameter(365, "days", 0)
    replications: int = parameter(20, "runs", 2, 100000)
    path_replications: int = parameter(12, "runs", 0, 100000)
    selection_replications: int = parameter(4, "runs", 1, 100000)
    mechanism_replications: int = parameter(3, "runs (0: do not look for mechanisms)", 0, 100000)
    probes_per_day: float = parameter(200.0, "probes a day", 0)
    confidence: float = parameter(0.95, "probability", 0.5, 0.9999)
    budget: str = parameter("heads", "heads | payroll")
    processes: Optional[int] = parameter(None, "processes (null: every core)", 1)
    levers: Levers = field(default_factory=Levers)


@dataclass
class Unit:
    """A unit of a design: whose people, which work, under whom."""

    departments: List[str] = parameter([], "departments whose people, topics and own work it has")
    seconded: List[str] = parameter([], "departments whose people sit here, at home on their topics")
    takes_in: List[str] = parameter([], "channels")
    answers: List[str] = parameter([], "topics or departments it may answer beside its own; '*' for all")
    reports_to: Optional[str] = parameter(None, "unit")
    puts_first: str = parameter("function", "function | customers | influencers | neither: what it asks of those who report to it")
    head: bool = parameter(False, "whether one of its people is its head")
    approved_by: str = parameter("head", "head | superior | nobody")
    wage: str = parameter("staff", "wage class of its first person (a head: manager); the others are staff")
    seats: Optional[int] = parameter(None, "people (null: by the common rule)", 0)


@dataclass
class Line:
    """A sharing line: two units that meet and tell each other what they know."""

    between: List[str] = parameter([], "two units; '*' for every department's unit")
    every: Optional[float] = parameter(None, "working days (null: chosen from the levers)", 0.001)
    one_way: bool = parameter(False, "only the first tells the second")


@dataclass
class Approval:
    """Which exceptions climb to a superior."""

    threshold: float = parameter(0.0, "severity between 0 (all climb) and 1 (none)", 0, 1)
    overdue_after: Optional[float] = parameter(None, "hours (null: chosen from the levers)", 0)


@dataclass
class Design:
    """A structure, and nothing else."""

    title: str = parameter("", "text")
    description: str = parameter("", "text")
    every_department: Optional[Unit] = parameter(None, "what each department not named under units looks like")
    units: Dict[str, Unit] = parameter({}, "units by name")
    lines: List[Line] = parameter([], "sharing lines")
    record_kept_by: Optional[str] = parameter(None, "unit that keeps the shared customer record")
    approval: Approval = field(default_factory=Approval)


@dataclass
class World:
    """Everything that is the same under every design."""

    company: Company = field(default_factory=Company)
    topics: Dict[str, Topic] = field(default_factory=dict)
    demand: Demand = field(default_factory=Demand)
    channels: Dict[str, Channel] = field(default_factory=dict)
    population: Population = field(default_factory=Population)
    network: Network = field(default_factory=Network)
