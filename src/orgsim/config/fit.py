"""What ``orgsim fit`` takes: a company, candidates, how far each contingency is moved, and what nobody has measured."""

from __future__ import annotations

from dataclasses import dataclass, field

from orgsim.config.parameter import parameter
from orgsim.config.schema import Study, World
from orgsim.config.space import Space

RANGE = "chosen: over the range worth varying, a few points"


@dataclass
class Star:
    """How far each contingency alone is moved from where the company is (none: it is not)."""

    size: list[float] = parameter(
        [0.25, 0.5, 2.0, 4.0], "times the company's people and customers", 0.001, source=RANGE
    )
    interdependence: list[float] = parameter([0.0, 0.125, 0.375, 0.5], "shares of issues", 0, 1, source=RANGE)
    volatility: list[float] = parameter([0.02, 0.07, 1.1, 5], "news a week, mean over topics", 0, 1000, source=RANGE)
    load: list[float] = parameter([0.5, 0.6, 0.7, 0.8, 0.85, 0.9], "shares of staff minutes", 0, 2, source=RANGE)
    publicness: list[float] = parameter([0.05, 0.15, 0.4, 0.65], "shares of contacts in public", 0, 0.99, source=RANGE)
    public: list[str] = parameter(
        ["social"], "channels on which everybody reads along", source="chosen: the one of the default file"
    )
    halvings: int = parameter(
        2, "times the interval in which a verdict changes is halved", 0, 20, vary=(0, 5),
        source="chosen: a gap of .05 in the load comes down to .0125",
    )  # fmt: skip


@dataclass
class Fit(World):
    """``orgsim fit``: which designs fit a company, at what value the advice flips, and how sure it is."""

    study: Study = field(default_factory=Study)
    designs: list[str] = parameter([], "candidates: names of files in design/, or paths")
    design_name: str | None = parameter(None, "what the company has now (null: nothing); on the command line: design")
    measures: list[str] = parameter(
        ["response_latency", "voice", "net_advocates", "cost_per_resolved"],
        "what to fit on (net_advocates: where study.path_replications is above 0)",
        source="chosen: the outcomes and what they cost",
    )
    star: Star = field(default_factory=Star)
    uncertain: Space = field(default_factory=Space)
    known: list[str] = parameter([], "keys of uncertain that are known here and keep their values")
    seed: int = parameter(1, "of the replications, the same at every point", 0, 2**32 - 1)
    out: str = parameter("results/fit", "folder; started again there, only what is missing is done")
