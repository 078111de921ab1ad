"""What each question to a sweep takes: schemas for Hydra, and the keyword arguments of the function that answers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import List, Optional

from orgsim.config.parameter import parameter
from orgsim.config.scorecard import Scorecard


@dataclass
class Question:
    """What every question takes."""

    of: str = parameter("results/sweep", "folder of a sweep, or of a comparison")
    out: Optional[str] = parameter(None, "folder the answer goes to (null: answers/ in the sweep's)")


@dataclass
class OfMeasure(Question):
    """A question about one measure."""

    measure: str = parameter("response_latency", "a measure")
    subset: str = parameter("all", "what it is of: all, or channel=phone, topic=prices, ...")


@dataclass
class Differences(Question):
    """``orgsim differences``: every two designs, or each against one, with intervals that hold all at once."""

    measures: List[str] = parameter(
        ["response_latency", "voice", "net_advocates", "cost_per_resolved"], "measures; those not kept are left out"
    )
    against: Optional[str] = parameter(None, "design each other is compared with (null: every two)")
    confidence: float = parameter(0.95, "probability that every interval of a measure holds", 0.5, 0.9999)


@dataclass
class Equivalence(Question):
    """``orgsim equivalence``: which designs are equal within the stated margins."""

    measures: List[str] = parameter(
        ["response_latency", "voice", "net_advocates", "cost_per_resolved"], "measures; those not kept are left out"
    )
    error: float = parameter(0.05, "probability of calling equal what is not", 0.0001, 0.5)


@dataclass
class Best(OfMeasure):
    """``orgsim best``: how probable each design is the best, chance apart from the uncertain world."""

    error: float = parameter(0.05, "probability of selecting a design worse by more than the margin", 0.0001, 0.5)
    seed: int = parameter(1, "of resampling", 0, 2**32 - 1)


@dataclass
class Robust(OfMeasure):
    """``orgsim robust``: regret of each design over all worlds, and the choice that regrets least."""

    seed: int = parameter(1, "of resampling", 0, 2**32 - 1)


@dataclass
class Map(OfMeasure):
    """``orgsim map``: who wins where over two factors, the uncertain border drawn as such."""

    x: Optional[str] = parameter(None, "factor along the map (null: the first)")
    y: Optional[str] = parameter(None, "factor up the map (null: the second)")
    confidence: float = parameter(0.95, "probability with which a winner is called one", 0.5, 0.9999)


@dataclass
class Sensitivity(OfMeasure):
    """``orgsim sensitivity``: which factors move a measure, and which move the difference of two designs."""

    designs: List[str] = parameter([], "one design, or two for their difference (none: each, and every two)")
    seed: int = parameter(1, "of resampling", 0, 2**32 - 1)


@dataclass
class Failures(OfMeasure):
    """``orgsim failures``: in which worlds a design fails: a box of a few factors (scenario discovery)."""

    design_name: Optional[str] = parameter(None, "on the command line: design (null: the robust choice)")
    threshold: Optional[float] = parameter(
        None, "it fails where it is worse (null: where another is better beyond the margin)"
    )


@dataclass
class Breaks(Question):
    """``orgsim breaks``: what breaks first: the unit with the least capacity per offered minute, and at which load."""

    design_name: Optional[str] = parameter(None, "on the command line: design (null: each)")


@dataclass
class OfScorecard(Question):
    """``orgsim scorecard``: four perspectives, leading measures before lagging ones, against targets."""

    of: str = parameter("results/compare", "folder of a run, comparison or sweep, or a folder of comparisons")
    scorecard: Scorecard = field(default_factory=Scorecard)


QUESTIONS = {
    "differences": Differences,
    "equivalence": Equivalence,
    "best": Best,
    "robust": Robust,
    "map": Map,
    "sensitivity": Sensitivity,
    "failures": Failures,
    "breaks": Breaks,
    "scorecard": OfScorecard,
}
