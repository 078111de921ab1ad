"""Numbers that stand in the code and in no file of the configuration: where, in which unit, and where they come from.

Only named here, never repeated: ``orgsim.config.parameters`` reads each from where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TARP = (
    "measured: fitted to the eight cells of TARP's table of who would go on buying after a problem (loss under $5 and "
    "over $100: silent 37 and 9 %, complained and not satisfied 46 and 19, satisfied 70 and 54, quickly 95 and 82; "
    "worst cell 7.6 points off; the figures as reprinted in Fast Company, December 2003; no year or sample there)"
)


@dataclass(frozen=True)
class Constant:
    """A number in the code: module under ``orgsim``, path within it, unit, range worth varying, source."""

    module: str
    path: str
    unit: str
    source: str
    vary: Any = None


CONSTANTS = (
    Constant("engine.attitude", "LADDER", "logit: silent, answered, right, quick, large loss", TARP),
    Constant(
        "engine.attitude", "AFTER_TRANSFER", "ratio",
        "measured: satisfaction (top box) is 12 % lower after a transfer (SQM Group, 2021, over 500 call centres of "
        "North America); that the ladder's probability falls alike is assumed",
        (0.8, 1),
    ),
    Constant(
        "engine.attitude", "AFTER_REPEAT", "ratio for each further contact",
        "measured: satisfaction falls by 15 % with each further contact (SQM Group; others report 5 to 45 %; as cited "
        "in the project's design); that the ladder's probability falls alike is assumed",
        (0.55, 0.95),
    ),
    Constant("engine.tables", "MAX_STEPS", "departments an issue may need", "chosen: the tables hold so many"),
    Constant("engine.customers", "MOST_CONTACTS", "contacts of an issue", "chosen: a stop nobody should reach"),
    Constant("structure.traffic", "MOST_CONTACTS", "contacts of an issue", "chosen: as in the engine"),
    Constant(
        "engine.machine", "PAST", "minutes",
        "chosen: 52 weeks of news, moves and meetings before time 0, so that what units know needs no warm-up",
    ),
    Constant("run", "COHORT_DAYS", "days", "chosen: first issues within so many days of release make the cohort"),
    Constant("run", "FOLLOW_DAYS", "days", "chosen: each of the cohort is followed so long, half a half-life"),
    Constant("run", "CONTROL_DAYS", "days", "chosen: the control cohort has no issue in the cohort's whole time"),
    Constant("comparison.mechanisms", "ADVOCACY_DAYS", "days", "chosen: as long as the cohort is followed"),
    Constant(
        "comparison.margins", "STANDARDS.response_latency.size", "share of the pair's mean",
        "chosen: fixed before any result; smaller differences are called equal",
    ),
    Constant(
        "comparison.margins", "STANDARDS.voice.size", "share",
        "chosen: fixed before any result; smaller differences are called equal",
    ),
    Constant(
        "comparison.margins", "STANDARDS.net_advocates.size", "per 100 issues",
        "chosen: fixed before any result; smaller differences are called equal",
    ),
    Constant(
        "comparison.margins", "STANDARDS.cost_per_resolved.size", "share of the pair's mean",
        "chosen: fixed before any result; smaller differences are called equal",
    ),
    Constant("measures.latency", "GRID_HOURS", "hours", "chosen: where cumulative incidences are read off"),
    Constant("structure.sharing", "EXACT", "units", "chosen: up to so many the recursion of knowledge is exact"),
    Constant("structure.sharing", "NEAREST", "units", "chosen: beyond, so many are followed: a lower bound"),
    Constant("structure.seats", "MOST_ROUNDS", "rounds", "chosen: two or three settle the seats"),
    Constant("config.check", "MOST_NAMES", "units, topics, channels", "chosen: the engine numbers them in a byte"),
    Constant("transition.moving", "SESSION", "minutes", "assumed: training comes an hour at a time", (20, 240)),
    Constant("transition.moving", "SETTLING", "minutes", "chosen: so often is looked who has finished"),
    Constant("world.network", "LARGEST_COMPLETE", "customers", "chosen: beyond, everybody's ties fill the memory"),
    Constant("world.growth", "TRIES", "draws", "chosen: after so many a newcomer does without the tie"),
)  # fmt: skip
