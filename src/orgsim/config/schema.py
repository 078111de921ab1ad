"""Every key a user may write, with its unit, its range, and where its default comes from.

One dataclass per file of the configuration. The field metadata is the documentation of a parameter: ``unit``,
``low`` and ``high`` (the range accepted at the door), ``vary`` (the range worth varying), and ``source``, which begins
with one of three tags:

- *measured*: what was found, by whom, when, on which sample;
- *assumed*: nobody measured it, and why this value stands there all the same;
- *chosen*: no fact about the world but a decision: structure, the case to start from, how a study is run.

``sources`` (and ``vary``, where it is a dictionary) say it entry by entry where the default file has several.
``orgsim.config.parameters`` makes docs/parameters.md of all this.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Optional

from orgsim.config.extensions import Extensions
from orgsim.config.parameter import ASSUMED, parameter

DESK = "one service desk's log (UCI 498, 24,437 incidents, March to May 2016)"
CITED = "as cited in the project's design; the year of the release is not stated there"


@dataclass
class Activity:
    """A line of the cost register: what an activity takes, and of whom."""

    minutes: float = parameter(0.0, "minutes", 0)
    paid_by: str = parameter("", "text")
    source: str = parameter(ASSUMED, "text")


@dataclass
class Company:
    """The people and how they work; the same under every design."""

    departments: Dict[str, int] = parameter(
        {}, "people", 1, vary=(3, 48),
        source="chosen: eight functions of equal size, so that no result hangs on which of them happens to be large",
    )  # fmt: skip
    executives: int = parameter(1, "people", 0, vary=(1, 3), source="chosen: one chief executive")
    load: float = parameter(
        0.75, "share of staff minutes", 0, 2, vary=(0.5, 0.9),
        source="assumed: busy, and not overloaded before any coordination",
    )  # fmt: skip
    own_work: float = parameter(
        0.4, "share of staff minutes", 0, 0.99, vary=(0, 0.7),
        source="assumed: no data here; a fact nearby: about 24 % of paid time is off the phone even in call centres "
        "(as cited in the project's design)",
    )  # fmt: skip
    work_minutes: float = parameter(
        20.0, "minutes", 0.001, vary=(5, 60),
        source="assumed: a matter that needs thought; the load sets the number of issues, so this sets their size",
    )  # fmt: skip
    work_cv: float = parameter(1.0, "ratio", 0, 10, vary=(0.5, 2), source="assumed: as variable as an exponential")
    work_law: str = parameter(
        "lognormal", "lognormal | exponential | fixed", vary="the others are for checks against closed forms",
        source="measured: service times of a bank's call centre, every call of 1999, are lognormal (Brown et al. 2005)",
    )  # fmt: skip
    off_topic_slowdown: float = parameter(
        0.15, "share", 0, 5, vary=(0, 0.5),
        source="assumed: no data here; beside .144, where pooling four queues of five at load .8 just breaks even, so "
        "that pooling neither wins nor loses by assumption",
    )  # fmt: skip
    off_topic_slips: float = parameter(2.0, "ratio", 1, 20, vary=(1, 4), source="assumed: twice as often; no data here")
    slip: float = parameter(0.05, "probability", 0, 1, vary=(0, 0.2), source="assumed: one in twenty; no data here")
    exceptions: float = parameter(0.08, "probability", 0, 1, vary=(0, 0.25), source="assumed: no data here")
    catch: float = parameter(
        0.8, "probability", 0, 1, vary=(0.5, 0.95),
        source="measured: inspection finds 80 to 87 % of defects (Juran, on goods in manufacturing; as cited in the "
        "project's design); the lower end, since answers are harder to inspect than goods",
    )  # fmt: skip
    false_return: float = parameter(0.02, "probability", 0, 0.99, vary=(0, 0.1), source="assumed: few; no data here")
    reorganisations: float = parameter(
        1.0, "per topic and year", 0, 1000, vary=(0.1, 6), source="assumed: each moves once a year; no data here"
    )
    training_hours: float = parameter(
        0.0, "hours of each person who moves", 0, 2000, vary=(0, 160),
        source="chosen: none; an extension, off: only a transition asks for it",
    )  # fmt: skip
    sharing: float = parameter(
        1.0, "probability that a side tells what it knows of a topic at a meeting", 0, 1, vary=(0.2, 1),
        source="assumed: everything worth telling is told; no data here",
    )  # fmt: skip
    upkeep: float = parameter(
        0.0, "dollars a week beside wages: tools, training, programmes", 0, 1e9, vary=(0, 20_000),
        source="chosen: none; counted in the cost per resolved issue",
    )  # fmt: skip
    meeting_timing: str = parameter(
        "periodic", "periodic | poisson", vary="poisson is for checks against closed forms",
        source="chosen: meetings stand in calendars",
    )  # fmt: skip
    open_hour: float = parameter(9.0, "hour of day", 0, 24, vary=(7, 10), source="assumed: office hours")
    close_hour: float = parameter(17.0, "hour of day", 0, 24, vary=(16, 22), source="assumed: office hours")
    work_days: int = parameter(5, "days a week", 1, 7, vary=(5, 7), source="assumed: Monday to Friday")
    wages: Dict[str, float] = parameter(
        {}, "dollars per hour", 0,
        sources={
            "staff": f"measured: median of all occupations, United States (Bureau of Labor Statistics; {CITED})",
            "manager": f"measured: median of public relations managers (Bureau of Labor Statistics; {CITED})",
            "executive": f"measured: median of chief executives (Bureau of Labor Statistics; {CITED})",
        },
        vary={"staff": (15, 40), "manager": (30, 80), "executive": (60, 200)},
    )  # fmt: skip
    cost_register: Dict[str, Activity] = parameter(
        {}, "minutes", 0,
        sources={
            "triage": "assumed: long enough to see what a contact is about, too short to answer it",
            "reading": "assumed: a quarter of the work itself to understand what somebody else began",
            "reading_with_record": "assumed: the record's summary is read instead of the whole correspondence",
            "notes": "assumed: a few lines at the end of a case",
            "approval": "assumed: reading an answer, not working it out",
            "meeting_setup": "assumed: getting together, whoever has something to say",
            "meeting_item": "assumed: telling and understanding one thing",
            "look_up": "assumed: as long as reading a case",
        },
        vary={
            "triage": (1, 5), "reading": (2, 15), "reading_with_record": (0.5, 5), "notes": (0.5, 5),
            "approval": (2, 15), "meeting_setup": (5, 30), "meeting_item": (1, 10), "look_up": (2, 20),
        },
    )  # fmt: skip
    scale: float = parameter(1.0, "ratio", 0.001, 1e6, vary=(0.25, 4), source="chosen: the company as its file has it")


@dataclass
class Topic:
    """Something customers need: whose home it is, how common it is, how fast its right answer changes."""

    department: str = parameter("", "department", source="chosen: two topics to each department")
    share: float = parameter(
        1.0, "weight", 0, vary=(0, 10), source=f"assumed: equal (one group takes 52 % first in {DESK})"
    )
    news: float = parameter(0.25, "per week", 0, 1000, vary=(0.02, 5), source="assumed: every month; no data here")


@dataclass
class Surge:
    """A demand shock: for some days issues come so many times as fast; off by default. Nobody is hired for it."""

    factor: float = parameter(
        1.0, "times the usual rate of issues", 0.01, 100, vary=(1, 4), source="chosen: none; an extension, off"
    )
    from_day: float = parameter(
        28.0, "days from the start of the run", 0, 1e6, vary=(14, 60), source="chosen: two measured weeks before it"
    )
    days: float = parameter(7.0, "days", 0, 1e6, vary=(1, 28), source="chosen: a week")


@dataclass
class Demand:
    """When issues arise and how many departments they need."""

    interdependence: float = parameter(
        0.25, "share of issues", 0, 1, vary=(0, 0.5),
        source=f"measured: .24 in {DESK}, .39 if every group that ever held a case was needed; rounded",
    )  # fmt: skip
    further_departments: List[float] = parameter(
        [0.75, 0.25], "weights of 1, 2, 3 further departments", 0, vary="[1] to [0.5, 0.3, 0.2]",
        source="assumed: most interdependent issues need just one department more",
    )  # fmt: skip
    large_loss: float = parameter(0.3, "share of issues", 0, 1, vary=(0.1, 0.6), source="assumed: no data here")
    issues_per_week: Optional[float] = parameter(
        None, "issues a week (null: set by the company's load)", 0, source="chosen: the load sets it"
    )
    hours: List[float] = parameter(
        [1.0] * 168, "weights by hour of week from Monday 0:00", 0, vary="even (demand=flat), or a log of one's own",
        source=f"measured: {DESK}: 352 a weekday, 46 a weekend day, 82.6 % on weekdays from 8 to 18, 68.6 % from 9 "
        "to 17; that the rate is even within each of these levels is assumed",
    )  # fmt: skip
    surge: Surge = field(default_factory=Surge)


@dataclass
class Channel:
    """A way to reach the company, the patience people have on it, and the norm they judge it by."""

    share: float = parameter(1.0, "weight", 0, vary=(0, 10), source="assumed: equal, so that no channel stands out")
    patience_hours: Optional[float] = parameter(
        None, "hours, mean, until an answer is begun (null: endless)", 1e-6,
        source="assumed: no data here; the law is exponential",
        sources={
            "phone": "assumed: 2 minutes; most callers say they hold less than two (Arise 2017, as it reports)",
            "mail": "assumed: 3 days; no data here",
            "social": "assumed: a day; 79 % expect an answer on social within one (Arise, January 2017, over 1,500 US "
            "consumers), which is what they expect and not when they leave",
            "web": "assumed: as on social; no data here",
        },
        vary={"phone": (0.01, 0.2), "mail": (24, 168), "social": (4, 72), "web": (4, 72)},
    )  # fmt: skip
    leaves_queue: bool = parameter(
        False, "whether giving up withdraws the contact", source="chosen: what was written stays written",
        sources={"phone": "chosen: who hangs up is gone"},
    )  # fmt: skip
    norm_hours: float = parameter(
        24.0, "hours", 0, source="assumed: an answer within a day counts as quick",
        sources={
            "phone": "assumed: an answer within the hour counts as quick; no data here",
            "mail": "assumed: an answer within a day counts as quick; no data here",
            "social": "measured: expected within the hour by 42 % (Edison Research 2012), 53 % (Millward Brown for "
            "Lithium 2013, 501 Twitter users), 50 % (Arise, January 2017, over 1,500 US consumers)",
            "web": "assumed: as by mail; no data here",
        },
        vary={"phone": (0.1, 4), "mail": (4, 72), "social": (0.25, 24), "web": (4, 72)},
    )  # fmt: skip
    home: Optional[str] = parameter(
        None, "department at whose door it stands (null: nobody's)", vary="any department",
        source="chosen: the four departments that ran social media most often (Pivot Conference, as cited by Brian "
        "Solis) have a door each; who of them has which is chosen",
    )  # fmt: skip


@dataclass
class WordOfMouth:
    """Talk between customers."""

    branching_ratio: float = parameter(
        0.3, "tellers per teller", 0, 10, vary=(0, 0.8), source="assumed: talk matters and dies out; no data here"
    )
    bad_reach: float = parameter(
        1.7, "ratio", 0.1, 10, vary=(1, 3),
        source="measured: bad service is told to 16 people and good to 9 (2011), to 24 and 15 (2012): 1.8 and 1.6 "
        "times (American Express Global Customer Service Barometer, United States; 1,000 people in 2012)",
    )  # fmt: skip
    effect: float = parameter(
        0.1, "share of the move it came from", 0, 10, vary=(0, 0.5), source="assumed: a tenth of living it; no data"
    )
    retell: float = parameter(0.2, "probability", 0, 1, vary=(0.05, 0.5), source="assumed: one in five; no data here")
    days: int = parameter(3, "days", 1, 365, vary=(1, 14), source="assumed: told while it is fresh; no data here")


@dataclass
class Population:
    """The customers: how many, how they feel, how they move and how they persist."""

    customers: int = parameter(
        20000, "people", 1, 50_000_000, vary=(5000, 200_000),
        source="chosen: so that each of them raises some eight issues a year at the default load",
    )  # fmt: skip
    advocates: float = parameter(
        0.48, "share at the start", 0, 1, vary=(0.2, 0.7),
        source="assumed: the split; the difference of advocates and adversaries, 32 points, is the mean net promoter "
        "score of more than 150,000 organisations (SurveyMonkey's benchmark, as published)",
    )  # fmt: skip
    adversaries: float = parameter(
        0.16, "share at the start", 0, 1, vary=(0.05, 0.3), source="assumed: the split; see population.advocates"
    )
    eta: float = parameter(
        0.25, "attitude per unit of logit", 0, 100, vary=(0.05, 1),
        source="assumed: no data here; a small loss put right quickly moves a customer by .7 of a standard deviation",
    )  # fmt: skip
    half_life_days: float = parameter(
        60.0, "days", 0.01, vary=(15, 240), source="assumed: what happened two months ago counts half; no data here"
    )
    discovery: float = parameter(0.5, "probability", 0, 1, vary=(0, 1), source="assumed: one in two; no data here")
    discovery_hours: float = parameter(24.0, "hours, mean", 0, vary=(1, 168), source="assumed: a day; no data here")
    raise_again: float = parameter(0.6, "probability", 0, 1, vary=(0.2, 0.95), source="assumed: most do; no data here")
    switch_channel: float = parameter(
        0.0, "probability that a wrong answer is raised again on another channel", 0, 1, vary=(0, 1),
        source="chosen: it is raised where it was given; an extension, off",
    )  # fmt: skip
    influencers: float = parameter(
        0.01, "share of customers", 0, 1, vary=(0.001, 0.05), source="chosen: the hundredth with the greatest reach"
    )
    word_of_mouth: WordOfMouth = field(default_factory=WordOfMouth)


@dataclass
class Network:
    """Who knows whom."""

    kind: str = parameter(
        "generated", "generated | regular | edge_list | complete | none", vary="each of them",
        source="chosen: grown by the rule of Holme and Kim (2002), heavy-tailed and clustered",
    )  # fmt: skip
    mean_degree: float = parameter(
        10.0, "ties per customer", 0, vary=(4, 50),
        source="assumed: those one talks to about a company; 4,039 people on Facebook have 43.7 friends (SNAP)",
    )  # fmt: skip
    closure: float = parameter(
        0.6, "probability that a tie closes a triangle", 0, 1, vary=(0, 0.9),
        source="assumed: gives a mean clustering of .21; 4,039 people on Facebook have .61 (SNAP)",
    )  # fmt: skip
    cap: int = parameter(300, "ties", 1, vary=(100, 1000), source="assumed: nobody talks to more; no data here")
    path: Optional[str] = parameter(
        None, "file of two numbers a line, gzip allowed", source="chosen: no file where the network is generated"
    )


@dataclass
class Levers:
    """The small grid every design chooses from, by one rule, on seeds that are not reported."""

    meeting_every: List[float] = parameter(
        [1.0, 5.0, 20.0], "working days", 0.01, vary="any few values",
        source="chosen: daily, weekly, monthly: few enough that no design gains by a finer search",
    )  # fmt: skip
    overdue_after: List[float] = parameter(
        [24.0, 1e9], "hours", 0, vary="any few values", source="chosen: after a day, or never"
    )


@dataclass
class Study:
    """Windows, replications and probes."""

    warm_up_weeks: float = parameter(2.0, "weeks", 0, vary=(1, 8), source="chosen: queues settle within days")
    measured_weeks: float = parameter(12.0, "weeks", 0.01, vary=(4, 52), source="chosen: some 37,000 issues a run")
    horizon_days: float = parameter(
        7.0, "days (tau of the restricted mean)", 0.001, vary=(1, 28), source="chosen: what takes longer counts so much"
    )
    path_days: int = parameter(365, "days", 0, vary=(90, 1095), source="chosen: a year, six half-lives of a move")
    replications: int = parameter(
        20, "runs", 2, 100000, vary=(5, 100), source="chosen: intervals well inside the margins at the default world"
    )
    path_replications: int = parameter(
        12, "runs", 0, 100000, vary=(5, 100), source="chosen: a path takes several times as long as a flow"
    )
    selection_replications: int = parameter(
        4, "runs", 1, 100000, vary=(2, 20), source="chosen: enough to tell the points of a grid of six apart"
    )
    mechanism_replications: int = parameter(
        3, "runs (0: do not look for mechanisms)", 0, 100000, vary=(2, 20), source="chosen: paired effects are large"
    )
    probes_per_day: float = parameter(200.0, "probes a day", 0, vary=(50, 2000), source="chosen: probes cost nothing")
    confidence: float = parameter(0.95, "probability", 0.5, 0.9999, vary=(0.9, 0.99), source="chosen: convention")
    budget: str = parameter("heads", "heads | payroll", vary="both", source="chosen: equal heads, then payroll")
    processes: Optional[int] = parameter(
        None, "processes (null: every core)", 1, source="chosen: changes no number, only how long it takes"
    )
    levers: Levers = field(default_factory=Levers)


AS_DRAWN = "chosen: nothing where the design does not say it"


@dataclass
class Unit:
    """A unit of a design: whose people, which work, under whom."""

    departments: List[str] = parameter(
        [], "departments whose people, topics and own work it has; customer_facing; '*'", source=AS_DRAWN
    )
    seconded: List[str] = parameter(
        [], "departments whose people sit here, at home on their topics; customer_facing; '*'", source=AS_DRAWN
    )
    takes_in: List[str] = parameter([], "channels; own: those at its departments' doors; '*': all", source=AS_DRAWN)
    answers: List[str] = parameter(
        [], "topics or departments it may answer beside its own; customer_facing; '*' for all", source=AS_DRAWN
    )
    one_for: Optional[int] = parameter(
        None, "departments: one such unit for every so many (null: one in all)", 1, source=AS_DRAWN
    )
    reports_to: Optional[str] = parameter(None, "unit", source=AS_DRAWN)
    also_reports_to: Optional[str] = parameter(
        None, "unit: a second superior; where the two ask for different things, first come", source=AS_DRAWN
    )
    puts_first: str = parameter(
        "function",
        "function | customers | influencers | neither: what it asks of those who report to it",
        source="chosen: without a word from above a function does its own work first",
    )
    head: bool = parameter(False, "whether one of its people is its head", source=AS_DRAWN)
    approved_by: str = parameter("head", "head | superior | nobody", source="chosen: its own head, else its superior")
    wage: str = parameter(
        "staff", "wage class of its first person (a head: manager); the others are staff", source="chosen: staff"
    )
    seats: Optional[int] = parameter(
        None, "people (null: by the common rule)", 0, 1e9, source="chosen: one rule for all"
    )
    record: bool = parameter(True, "whether it uses the customer record, where one is kept", source=AS_DRAWN)
    listens: bool = parameter(False, "whether it looks for leads in public posts (extensions.selling)", source=AS_DRAWN)
    hosts: bool = parameter(False, "whether it looks after the customers' community", source=AS_DRAWN)
    takes_ideas: bool = parameter(False, "whether customers' ideas go to it, along its lines", source=AS_DRAWN)


@dataclass
class Line:
    """A sharing line: two units that meet and tell each other what they know."""

    between: List[str] = parameter([], "two units; '*' for every department's unit; customer_facing", source=AS_DRAWN)
    every: Optional[float] = parameter(
        None, "working days (null: chosen from the levers)", 0.001, source="chosen: one grid for all designs"
    )
    one_way: bool = parameter(False, "only the first tells the second", source="chosen: who meets talks both ways")


@dataclass
class Approval:
    """Which exceptions climb to a superior."""

    threshold: float = parameter(
        0.0, "severity between 0 (all climb) and 1 (none)", 0, 1, vary=(0, 1), source="chosen: every exception climbs"
    )
    overdue_after: Optional[float] = parameter(
        None, "hours (null: chosen from the levers)", 0, source="chosen: one grid for all designs"
    )


@dataclass
class Design:
    """A structure, and nothing else."""

    title: str = parameter("", "text", source="chosen: words for the reader")
    description: str = parameter("", "text", source="chosen: words for the reader")
    every_department: Optional[Unit] = parameter(
        None, "what each department not named under units looks like", source=AS_DRAWN
    )
    customer_facing: Optional[Unit] = parameter(
        None, "the same for departments with a channel at their door (null: as every_department)", source=AS_DRAWN
    )
    units: Dict[str, Unit] = parameter({}, "units by name", source=AS_DRAWN)
    lines: List[Line] = parameter([], "sharing lines", source=AS_DRAWN)
    record_kept_by: Optional[str] = parameter(None, "unit that keeps the shared customer record", source=AS_DRAWN)
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
    extensions: Extensions = field(default_factory=Extensions)
