"""Proofs about the load of whole organisations: what the traffic equations say each unit has to do, it does.

The designs that come with orgsim in the default world, with everything on (own work, triage, reading, notes, meetings,
slips, approvals, wrong answers raised again, the calendar) for which the equations are exact. They do not know
patience, and leave out bounces; outdated answers, of which they find about a third too few, are a hundredth of a person
in eighty; and they overstate work in units that mix people at home and not (structure/traffic.py). So nobody gives up,
there is no news, nothing moves, and only designs without such units take part.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import ceil

import numpy as np

from orgsim.comparison.compare import staffed
from orgsim.config.command import configs
from orgsim.config.defaults import default_world
from orgsim.config.load import load_design
from orgsim.config.schema import World
from orgsim.records import Records
from orgsim.structure.chart import Chart, Setting
from orgsim.structure.traffic import offered_load
from orgsim.validation.judge import CLAIMS
from orgsim.validation.plain import WEEK, books_checked, study
from orgsim.validation.proof import Claim, Proof, Run
from orgsim.world.demand import working_minutes

SOURCE = "traffic equations, Jackson 1957"
MEETING_EVERY, NEVER = 5.0, 1e9  # working days, hours
ALIKE = 2.0  # the pieces of an issue's work come together: so much more than independent pieces they vary


@cache
def lasting_world() -> World:
    """The default world, in which nobody gives up and nothing changes. Attitudes, frozen in a flow, are left out."""
    plain = default_world("population.customers=2000", "network=none", "company.reorganisations=0")
    endless = {name: replace(channel, patience_hours=None) for name, channel in plain.channels.items()}
    lasting = {name: replace(topic, news=0.0) for name, topic in plain.topics.items()}
    return replace(plain, channels=endless, topics=lasting)


def charts() -> list[Chart]:
    """The shipped designs, with seats by the rule, in whose units everybody is at home on the same topics."""
    names = sorted(path.stem for path in (configs() / "design").glob("*.yaml"))
    setting = Setting(MEETING_EVERY, NEVER)
    drawn = [staffed(lasting_world(), load_design(name), name, setting, "heads") for name in names]
    return [chart for chart in drawn if np.isin(chart.at_home, (0.0, 1.0)).all()]


def load(chart: Chart, within: float) -> Proof:
    """People busy over time in the whole company and in the unit with most to do for its seats."""
    company, offered = chart.world.company, offered_load(chart)
    most = int(np.argmax(np.divide(offered, chart.seats, out=np.zeros(len(offered)), where=chart.seats > 0)))
    relative = ALIKE * (1 + company.work_cv**2) * company.work_minutes / offered.sum()
    weeks = CLAIMS.minutes_needed(relative, within) / working_minutes(chart.world)
    of_unit = within * float(np.sqrt(offered.sum() / offered[most]))
    says = f"{chart.title}, default world without patience, news and moves"

    def busy(records: Records) -> tuple[float, float]:
        each = records.busy / records.working_minutes
        return each.sum(), each[most]

    def prepare(sharper: float) -> Run:
        whole = ceil(weeks * sharper**2)  # what comes in over a weekend is work of a Monday: no day may count too often
        plan = study(whole * WEEK, 2 * WEEK)
        return lambda seed: busy(books_checked(chart, plan, seed))

    return Proof(
        f"load_{chart.name}",
        (
            Claim(f"{says}: people busy", float(offered.sum()), within, SOURCE, "people"),
            Claim(f"{says}: people busy in {chart.units[most]}", float(offered[most]), of_unit, SOURCE, "people"),
        ),
        prepare,
    )


PROOFS = tuple(load(chart, 0.008) for chart in charts())
