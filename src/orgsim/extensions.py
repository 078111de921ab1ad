"""The extensions of a world (``config.extensions``) as the engine takes them: tables to start from, and rates.

Which unit listens, hosts or takes ideas up is the design's; everything else is the world's. With all of them off there
are no tables, and one rate says so.
"""

from __future__ import annotations

import math

import numpy as np

from orgsim.config.extensions import Lifecycle
from orgsim.config.schema import World
from orgsim.engine import keys
from orgsim.engine.tables import LEADS, PURCHASE, SUPPORT
from orgsim.structure.chart import Chart, views
from orgsim.world.people import draw_shares

DAY, WEEK = 1440.0, 10080.0
NOBODY = -1


def extended(world: World) -> bool:
    """Whether any extension is on that the engine must ask for."""
    on = world.extensions
    return bool(on.selling.posts or on.community.members or on.cocreation.ideas or on.lifecycle.prospects)


def extension_tables(chart: Chart, customers: np.ndarray, seed: int, days: float) -> dict[str, np.ndarray]:
    """Tables the extensions need; marks prospects and members among the customers, the same under every design."""
    on, given = chart.world.extensions, {}
    if on.selling.posts:
        given["leads"] = np.zeros(int(on.selling.posts * days / 7 * 1.2) + 100, LEADS)
    if on.lifecycle.prospects:
        customers["stage"] = customers["began"] = stages(on.lifecycle, len(customers), seed)
    if on.community.members:
        members = np.flatnonzero(draw_shares(seed, keys.MEMBERSHIP, len(customers)) < on.community.members)
        customers["member"][members] = 1
        given["members"], given["member_at"] = np.zeros((2, len(customers)), "i4")
        given["members"][: len(members)] = members
        given["member_at"][members] = np.arange(len(members))
        given["told"] = np.zeros(len(chart.topics), "i4")
    if on.cocreation.ideas:
        given["relief"] = np.ones(len(chart.topics))
    return given


def stages(lifecycle: Lifecycle, customers: int, seed: int) -> np.ndarray:
    """int[customers]: at which stage each person begins: prospects evenly over the three before support."""
    shares = draw_shares(seed, keys.STAGE, customers)
    at = np.floor((PURCHASE + 1) * shares / lifecycle.prospects)
    return np.where(shares < lifecycle.prospects, at, SUPPORT).astype("i1")


def extension_rates(chart: Chart, members: int) -> dict[str, float]:
    """The extensions' numbers as the engine names them, in minutes."""
    on = chart.world.extensions
    selling, community, ideas, lifecycle = on.selling, on.community, on.cocreation, on.lifecycle
    listener = doing(chart, "listens")
    rates = {"extended": extended(chart.world), "switch_channel": chart.world.population.switch_channel}
    if selling.posts:
        rates |= {
            "posts": selling.posts / WEEK,
            "competitor": math.inf if selling.competitor_hours is None else selling.competitor_hours * 60,
            "listener": listener, "seller": chart.departments.index(selling.department),
            "listener_sells": listener >= 0 and sells(chart, listener),
            "listening_minutes": selling.listening_minutes, "profile": selling.profile,
        }  # fmt: skip
    if community.members:
        rates |= {
            "asks": community.asks, "helping": community.answers_a_week / WEEK, "asking": community.patience_hours * 60,
            "joins": community.joins, "leaves": -math.expm1(-1 / community.stays_days),
            "leaves_hosted": -math.expm1(-1 / community.stays_days_hosted), "host": doing(chart, "hosts"),
            "hosting_minutes": community.hosting_minutes, "hosted_at": 0.0,
            "recognition": community.recognition, "community": members,
        }  # fmt: skip
    if ideas.ideas:
        rates |= {
            "ideas": ideas.ideas, "idea_taker": doing(chart, "takes_ideas"), "idea_minutes": ideas.minutes,
            "idea_relief": ideas.relief, "heard": ideas.heard,
        }  # fmt: skip
    if lifecycle.prospects:
        going = (lifecycle.aware, lifecycle.considers, lifecycle.buys)
        rates |= {f"goes_on_{n}": math.log(p / (1 - p)) for n, p in enumerate(going, 1)}
        rates |= {"lifecycle": 1, "feedback": lifecycle.feedback}
        rates |= {"prospect_asks": lifecycle.asks, "going_on": lifecycle.weight}
    return rates


def doing(chart: Chart, what: str) -> int:
    """The unit with people that the design asks to do something (``listens``), -1 where there is none."""
    units = [u for u, unit in enumerate(chart.shapes) if getattr(unit, what) and not chart.void[u]]
    return units[0] if units else NOBODY


def sells(chart: Chart, u: int) -> bool:
    """Whether a unit answers leads itself: it has the department whose work they are, or may answer for it."""
    home = chart.departments.index(chart.world.extensions.selling.department)
    return bool(chart.unit_of_department[home] == u or chart.may_answer[u][chart.home == home].any())


def idea_paths(chart: Chart) -> np.ndarray:
    """bool[units]: whether what is told there can reach, along sharing lines, whoever takes ideas up."""
    taker, units = doing(chart, "takes_ideas"), np.arange(len(chart.units))
    return views(len(units), units, chart.lines)[taker] if taker >= 0 else np.zeros(len(units), bool)
