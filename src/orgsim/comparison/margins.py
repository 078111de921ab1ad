"""Which way is better, and how small a difference is called none: one line per measure.

The four headline margins (10 % of latency, .02 of V, .5 net advocates per 100 issues, 2 % of cost) were fixed in
HYPOTHESES.md before any result. The other measures take the margin of their kind (assumed): waits that of latency,
shares and counts per issue that of V, counts per 100 issues and points that of net advocates, money and minutes that of
cost. Own work, though, which may be done any time in the week, is not late by less than a tenth of a working hour,
however short its delay.
"""

from __future__ import annotations

from dataclasses import dataclass

LOWER, HIGHER, NEITHER = "lower", "higher", "neither"


@dataclass(frozen=True)
class Standard:
    """Which way a measure is better, and its margin: in the measure's unit, or relative to the mean of the pair.

    A relative margin is ``least`` at least, in the measure's unit.
    """

    better: str
    size: float
    relative: bool = False
    least: float = 0.0


def _wait(better: str = LOWER) -> Standard:
    return Standard(better, 0.10, relative=True)


def _share(better: str = NEITHER) -> Standard:
    return Standard(better, 0.02)


def _per_100(better: str = NEITHER) -> Standard:
    return Standard(better, 0.5)


def _cost(better: str = LOWER) -> Standard:
    return Standard(better, 0.02, relative=True)


STANDARDS = {
    # latency
    "response_latency": _wait(),
    "response_latency_working": _wait(),
    "first_answer": _wait(),
    "answered_in_norm": _share(HIGHER),
    "first_contact_resolution": _share(HIGHER),
    "resolved": _share(HIGHER),
    "closed_wrong": _share(LOWER),
    "gave_up": _share(LOWER),
    "open": _share(LOWER),
    "cumulative_answered": _share(HIGHER),
    "cumulative_resolved": _share(HIGHER),
    "cumulative_gave_up": _share(LOWER),
    "cumulative_open": _share(LOWER),
    "issues": _cost(NEITHER),
    "contacts": Standard(LOWER, 0.02),
    "handoffs": Standard(LOWER, 0.02),
    "bounces": _per_100(LOWER),
    "approvals": _per_100(),
    "reworks": _per_100(LOWER),
    # voice
    "voice": _share(HIGHER),
    "same_and_wrong": _share(LOWER),
    "contradicting": _share(LOWER),
    "probes": _cost(NEITHER),
    "probes_between_units": _share(),
    # advocacy
    "net_advocates": _per_100(HIGHER),
    "net_advocates_by_reach": _per_100(HIGHER),
    "net_advocates_less_control": _per_100(HIGHER),
    "promoted": _per_100(HIGHER),
    "demoted": _per_100(LOWER),
    "cohort": _cost(NEITHER),
    "branching_ratio": _share(),
    "mean_attitude": _share(HIGHER),
    "advocates": _share(HIGHER),
    "adversaries": _share(LOWER),
    "nps": Standard(HIGHER, 0.5),
    "nps_area": Standard(HIGHER, 0.5),
    # cost
    "cost_per_resolved": _cost(),
    "payroll": _cost(),
    "heads": _cost(NEITHER),
    "minutes_per_week": _cost(NEITHER),
    "coordination_minutes_per_week": _cost(),
    "utilisation": _share(),
    "offered_load": _cost(NEITHER),
    "offered_per_seat": _share(LOWER),
    "own_work_delay": Standard(LOWER, 0.10, relative=True, least=0.1),
}
_FROM_TO = {
    f"from_{was}_to_{became}": _share(better)
    for was, became, better in (
        ("adversary", "adversary", NEITHER),
        ("adversary", "neutral", HIGHER),
        ("adversary", "advocate", HIGHER),
        ("neutral", "adversary", LOWER),
        ("neutral", "neutral", NEITHER),
        ("neutral", "advocate", HIGHER),
        ("advocate", "adversary", LOWER),
        ("advocate", "neutral", LOWER),
        ("advocate", "advocate", NEITHER),
    )
}
EXTENDED = {  # of extensions, where they are on, and what is asked for by name
    "leads_won": _share(HIGHER),
    "leads_won_per_week": _cost(HIGHER),
    "leads_answered": _share(HIGHER),
    "lead_answer": _wait(),
    "conversion": _share(HIGHER),
    "customers_won_per_week": _cost(HIGHER),
    "members": _cost(NEITHER),
    "asked_in_community": _share(),
    "answered_in_community": _share(HIGHER),
    "ideas_passed": _share(HIGHER),
    "ideas_done": _cost(HIGHER),
    "issues_relieved": _share(HIGHER),
    "channel_gap": _wait(NEITHER),
    "channel_gap_first": _wait(NEITHER),
}
STANDARDS |= _FROM_TO | EXTENDED


def margin(measure: str, mean_a: float, mean_b: float) -> float:
    """The margin for a pair of designs with these means, in the measure's unit."""
    standard = STANDARDS[measure]
    return max(standard.least, standard.size * (abs(mean_a) + abs(mean_b)) / 2) if standard.relative else standard.size


def better(measure: str) -> str:
    """Which way the measure is better: lower, higher or neither."""
    return STANDARDS[measure].better
