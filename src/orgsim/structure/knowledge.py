"""Who is up to date in a chart: the chance that a unit's version is the newest, and what meetings have to tell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import gammainc, gammaln

from orgsim.structure.chart import Chart
from orgsim.structure.routes import Routes, routes
from orgsim.structure.sharing import Sharing
from orgsim.world.demand import issue_rate

WEEKS_A_YEAR = 365.0 / 7
HOURS_A_WEEK = 168.0


def currency(chart: Chart, courses: Routes | None = None) -> np.ndarray:
    """P(unit u is current on topic k) at any moment of the long run: float[units, topics].

    Periodic meetings enter the recursion at the rate at which Poisson ones would give the same chance straight from
    the owner, (1 - e^{-nu tau}) / (nu tau): exact for it and, over all ways to stagger the lines, for chains and
    trees; an approximation where ways rejoin. Time spent in meetings and on waiting for them is ignored. A unit that
    nobody tells is current only as far as its own wrong answers teach it (``look_up_rate``), else never.
    """
    courses = courses or routes(chart)
    sharing = topics_shared(chart, courses, on_average if chart.world.company.meeting_timing == "periodic" else None)
    return sharing.anyone_current([(unit,) for unit in range(len(chart.units))])


def expected_items(chart: Chart, courses: Routes | None = None) -> np.ndarray:
    """Things, topics and entries of the directory, that a side does not know yet when a line meets: float[lines].

    Exact for Poisson or for periodic meetings (each at its own rate) with the owner and, where all meet as often, for
    a hub and its spokes; else an approximation (see ``lacking``).
    """
    courses = courses or routes(chart)
    periodic = chart.world.company.meeting_timing == "periodic"
    pairs = {(line.a, line.b) for line in chart.lines}
    groups = sorted(pairs | {(unit,) for pair in pairs for unit in pair})
    items = np.zeros(len(chart.lines))
    if not groups:
        return items
    moment = just_before if periodic else None
    for sharing in (topics_shared(chart, courses, moment), entries_shared(chart, courses, moment)):
        phi = dict(zip(groups, sharing.anyone_current(groups)))
        for n, line in enumerate(chart.lines):
            for hearer in (line.b,) if line.one_way else (line.a, line.b):
                items[n] += lacking(phi[(hearer,)], phi[line.a, line.b], periodic).sum()
    return items


def lacking(alone: np.ndarray, both: np.ndarray, periodic: bool) -> np.ndarray:
    """P(one side of a line knows less than the other) from P(that side is current) and P(either is).

    b lacks something if the other is current and b is not, phi_ab - phi_b, or if both are outdated and b more so. If
    b's further delay is independent of the other's, as with periods, that is 1 - phi_b / phi_ab in all. With Poisson
    meetings who is late is later still less often: the mean of the two.
    """
    behind = 1.0 - np.divide(alone, both, out=np.ones_like(both), where=both > 0)
    return behind if periodic else (behind + both - alone) / 2


Moment = Callable[[np.ndarray], np.ndarray]


def on_average(expected: np.ndarray) -> np.ndarray:
    """P(current) of a unit that meets the owner periodically, at any time; ``expected`` changes in a period."""
    return -np.expm1(-expected) / expected


def just_before(expected: np.ndarray) -> np.ndarray:
    """The same, just before they meet."""
    return np.exp(-expected)


def topics_shared(chart: Chart, courses: Routes, moment: Moment | None) -> Sharing:
    """News of topics, which spread at meetings and are looked up after wrong answers. ``moment`` as in ``told``."""
    world = chart.world
    news = np.array([topic.news for topic in world.topics.values()], float)
    again = world.population.discovery * world.population.raise_again
    answers = issue_rate(world) * courses.answers(len(chart.units)).T
    noticed = look_up_rate(answers * again, world.population.discovery_hours / HOURS_A_WEEK)
    return Sharing(chart.owner, news, told(chart, news, moment), noticed)


def entries_shared(chart: Chart, courses: Routes, moment: Moment | None) -> Sharing:
    """Moves in the directory, which spread at meetings and are noticed when a former owner bounces a case."""
    moves = np.full(len(chart.topics), chart.world.company.reorganisations / WEEKS_A_YEAR)
    handoffs = issue_rate(chart.world) * courses.handoffs(len(chart.units)).T
    return Sharing(chart.owner, moves, told(chart, moves, moment), handoffs)


def told(chart: Chart, changes: np.ndarray, moment: Moment | None) -> np.ndarray:
    """Rate a week at which unit a tells unit b, for each thing: float[things, units, units].

    changes: float[things] a week. A line that meets every d working days meets work_days / d times a week. For
    periodic meetings ``moment`` says which chance the rate of Poisson meetings must match; None: they are Poisson.
    Where each thing is told with probability ``sharing``, meetings count so much less: exact for Poisson ones.
    """
    result = np.zeros((len(changes), len(chart.units), len(chart.units)))
    for line in chart.lines:
        if chart.void[line.a] or chart.void[line.b]:
            continue
        weeks = line.every / chart.world.company.work_days / max(chart.world.company.sharing, 1e-9)
        rate = np.full(len(changes), 1.0 / weeks) if moment is None else matching_rate(changes, weeks, moment)
        result[:, line.a, line.b] += rate
        if not line.one_way:
            result[:, line.b, line.a] += rate
    return result


def matching_rate(changes: np.ndarray, every: float, moment: Moment) -> np.ndarray:
    """Rate of Poisson meetings that keeps a unit as current as meeting its owner ``every`` so many weeks.

    m with m / (nu + m) = P(current at that moment), tau the period: on average (1 - e^{-nu tau}) / (nu tau).
    """
    expected = np.maximum(np.asarray(changes, float) * every, 1e-4)  # below, the limit of rare news
    current = moment(expected)
    return expected / every * current / (1.0 - current)


def look_up_rate(wrong: np.ndarray, delay: float) -> np.ndarray:
    """Rate a week at which an outdated unit is put right by customers who come back: one over the mean time until then.

    wrong: answers a week that would be raised again if they are wrong; delay: weeks, mean of the exponential time
    until a customer finds out. From the news on, those who find out arrive at rate a (1 - e^{-t/D}), so the first
    arrives on average after D e^x x^{-x} gamma(x, x) weeks, x = a D: about 1/a where they find out soon, sqrt(pi D/2a)
    where many do late. In the recursion it stands as a Poisson source from the owner: an approximation, as is that
    answers are counted as if nobody waited or gave up.
    """
    wrong = np.asarray(wrong, float)
    x = np.maximum(wrong * delay, 1e-9)
    log_weeks = x - x * np.log(x) + np.log(gammainc(x, x)) + gammaln(x)
    return np.where(wrong * delay > 1e-9, np.exp(-log_weeks) / max(delay, 1e-9), wrong)
