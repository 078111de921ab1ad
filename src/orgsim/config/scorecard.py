"""What a scorecard takes: targets, and what stands for one where none is given. No target of its own making."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from orgsim.config.parameter import parameter

NO_DESIGN = "none"


def target(unit: str, low: float = 0.0, high: float | None = None) -> Optional[float]:
    """A target that may be given."""
    return parameter(None, f"{unit} (null: none given)", low, high, source="chosen: the user's own; none by default")


@dataclass
class Targets:
    """A number to be reached, measure by measure; only for measures of which one side is better."""

    coordination: Optional[float] = target("share of staff minutes", 0, 1)
    offered_per_seat: Optional[float] = target("share, of the fullest unit")
    cost_per_resolved: Optional[float] = target("dollars")
    payroll: Optional[float] = target("dollars over the measured weeks")
    answered_in_norm: Optional[float] = target("share of issues", 0, 1)
    first_answer: Optional[float] = target("hours")
    voice: Optional[float] = target("share", 0, 1)
    response_latency: Optional[float] = target("hours")
    net_advocates: Optional[float] = target("per 100 issues", -100, 100)
    handoffs: Optional[float] = target("per issue")
    reworks: Optional[float] = target("per 100 issues")
    first_contact_resolution: Optional[float] = target("share of issues", 0, 1)
    own_work_delay: Optional[float] = target("working hours")
    right_answers: Optional[float] = target("share", 0, 1)
    bounces: Optional[float] = target("per 100 issues")
    same_and_wrong: Optional[float] = target("share", 0, 1)


@dataclass
class Scorecard:
    """Targets, and where one comes from that is not given: the channels' norms, then a design as it is."""

    targets: Targets = field(default_factory=Targets)
    norms: bool = parameter(
        True, "whether the target of first_answer is the channels' norms", source="chosen: what customers judge by"
    )
    as_it_is: Optional[str] = parameter(
        None, "design whose values are the other targets (null: the first; none: no targets)",
        source="chosen: no worse than what there is, where nobody says what is wanted",
    )  # fmt: skip
