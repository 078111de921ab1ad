"""What a sweep can be asked: the measures it has kept, the headline ones first."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from orgsim.comparison.margins import NEITHER, STANDARDS, better
from orgsim.errors import InputError
from orgsim.sweep.swept import Swept

MOST_NAMED = 6
HEADLINE = ("response_latency", "voice", "net_advocates", "cost_per_resolved")
OF_THE_PATH = frozenset(
    name
    for name in STANDARDS
    if name.startswith(("net_advocates", "nps", "from_"))
    or name in ("promoted", "demoted", "cohort", "branching_ratio", "mean_attitude", "advocates", "adversaries")
)  # measures of advocacy, which the path has and the flow has not


class Unanswerable(InputError):
    """A question that this sweep cannot answer. value: why, as the end of a sentence; allowed: what would do."""

    def __str__(self) -> str:
        return f"{self.key}: {self.value}; {self.allowed}"


def values_of(swept: Swept, measure: str, subset: str = "all", sided: bool = False) -> pd.DataFrame:
    """Values of a measure (``Swept.values``). Raises InputError where the sweep has not measured it, and where it has
    no better side if that is asked for."""
    swept.check_done()
    known = in_order(swept.measures["measure"].unique())
    usable = [name for name in known if not sided or better(name) != NEITHER]
    if measure not in known and measure in STANDARDS:
        again = "study.path_replications=12" if measure in OF_THE_PATH else f"keep=[{measure}]"
        value = f"{measure} was not measured in this sweep: sweep again with {again}"
        raise Unanswerable("measure", value, f"measured are {', '.join(usable[:MOST_NAMED])}, ...")
    if measure not in usable:
        raise InputError("measure", measure, usable)
    return swept.values(measure, subset)


def in_order(measures: Iterable[str]) -> list[str]:
    """Measures, the headline ones first, the others by name."""
    there = set(measures)
    return [name for name in HEADLINE if name in there] + sorted(there.difference(HEADLINE))
