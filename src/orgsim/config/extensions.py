"""What the core leaves out: extensions of the world, each off by default, each the same under every design.

With all of them off the engine does not even ask, and every number is that of the core.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orgsim.config.parameter import parameter

OFF = "chosen: none; an extension, off"


@dataclass
class Selling:
    """Needs that people name in public posts: leads, for whoever answers before a competitor does."""

    posts: float = parameter(0.0, "posts a week that name a need (0: off)", 0, 1e6, vary=(0, 1000), source=OFF)
    department: str = parameter("sales", "department whose work a lead is", source="chosen: selling is what sales does")
    competitor_hours: float | None = parameter(
        24.0, "hours, mean, until a competitor answers (null: none does)", 1e-6, vary=(1, 168),
        source="assumed: a day; the law is exponential; no data here",
    )  # fmt: skip
    listening_minutes: float = parameter(
        2.0, "minutes to find a post and see what it is about", 0, vary=(0.5, 10), source="assumed: as triage; no data"
    )
    profile: float = parameter(
        0.25, "share of a lead's minutes saved by a profile in the record", 0, 1, vary=(0, 0.5),
        source="assumed: a quarter goes into finding out whom one talks to; no data here",
    )  # fmt: skip


@dataclass
class Community:
    """Customers who answer one another where they meet."""

    members: float = parameter(0.0, "share of customers who are members at the start (0: off)", 0, 1, source=OFF)
    asks: float = parameter(
        0.3, "probability that a matter of one department is asked there first", 0, 1, vary=(0, 1),
        source="assumed: no data here",
    )  # fmt: skip
    answers_a_week: float = parameter(
        0.02, "answers a week a member would give to a question left open", 0, 1000, vary=(0.002, 0.2),
        source="assumed: with a thousand members a question waits some 8 hours; no data here",
    )  # fmt: skip
    patience_hours: float = parameter(
        24.0, "hours, mean, before one turns to the company", 1e-6, vary=(1, 168),
        source="assumed: as on social; the law is exponential",
    )  # fmt: skip
    joins: float = parameter(
        0.5, "probability that somebody who was answered joins", 0, 1, vary=(0, 1), source="assumed: no data here"
    )
    stays_days: float = parameter(
        30.0, "days, mean, a member stays in a community nobody looks after", 0.01, vary=(7, 365),
        source="assumed: a month; no data here",
    )  # fmt: skip
    stays_days_hosted: float = parameter(
        120.0, "days, mean, a member stays where somebody looks after it", 0.01, vary=(30, 730),
        source="assumed: four months; no data here",
    )  # fmt: skip
    hosting_minutes: float = parameter(
        240.0, "minutes a week of whoever looks after it", 0, vary=(60, 2400), source="assumed: half a day; no data"
    )
    recognition: float = parameter(
        0.2, "logit by which having helped moves a member (times eta)", 0, 10, vary=(0, 1),
        source="assumed: a third of being answered at all; no data here",
    )  # fmt: skip


@dataclass
class Cocreation:
    """Ideas that customers have, which may end what they are about."""

    ideas: float = parameter(
        0.0, "share of resolved issues whose customer has an idea (0: off)", 0, 1, vary=(0, 0.1), source=OFF
    )
    minutes: float = parameter(
        240.0, "minutes of work to take an idea up", 0, vary=(60, 2400), source="assumed: half a day; no data here"
    )
    relief: float = parameter(
        0.01, "share of a topic's issues that an idea taken up ends", 0, 1, vary=(0.001, 0.05),
        source="assumed: one in a hundred; no data here",
    )  # fmt: skip
    heard: float = parameter(
        0.618, "logit by which being heard moves the customer (times eta)", 0, 10, vary=(0, 2),
        source="assumed: as much as being answered at all does in the ladder fitted to TARP",
    )  # fmt: skip


@dataclass
class Lifecycle:
    """People who are no customers yet: they ask, and what they hear decides whether they go on."""

    prospects: float = parameter(
        0.0, "share of people who start as prospects, at all stages alike (0: off)", 0, 1, source=OFF
    )
    asks: float = parameter(
        0.5, "inquiries of a prospect for each issue of a customer", 0, 1, vary=(0.1, 1), source="assumed: no data here"
    )
    aware: float = parameter(
        0.5, "chance of going on from awareness, unmoved", 1e-6, 1 - 1e-6,
        vary=(0.1, 0.9), source="assumed: one in two; no data here",
    )  # fmt: skip
    considers: float = parameter(
        0.5, "chance of going on from consideration, unmoved", 1e-6, 1 - 1e-6,
        vary=(0.1, 0.9), source="assumed: one in two; no data here",
    )  # fmt: skip
    buys: float = parameter(
        0.5, "chance of buying, unmoved", 1e-6, 1 - 1e-6, vary=(0.1, 0.9),
        source="assumed: one in two; no data here",
    )  # fmt: skip
    weight: float = parameter(
        0.5, "logits of going on for each logit of the ladder", 0, 10, vary=(0, 2),
        source="assumed: half of what it does to loyalty; no data here",
    )  # fmt: skip
    feedback: bool = parameter(
        True, "whether who has become a customer raises issues as customers do",
        source="chosen: it does; off, the direct effect alone",
    )  # fmt: skip


@dataclass
class Extensions:
    """All extensions that have keys of their own; others stand where they belong (demand.surge)."""

    selling: Selling = field(default_factory=Selling)
    community: Community = field(default_factory=Community)
    cocreation: Cocreation = field(default_factory=Cocreation)
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
