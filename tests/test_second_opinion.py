"""Random networks, run by the engine and by a second opinion: what customers, units and superiors go through agrees.

Hypothesis draws worlds and designs; both models run each as often, with random numbers of their own. Every measure
is a number per replication and compared by Welch's test; beside that, each measure is compared over all networks
together, which finds what is slightly wrong everywhere. All tests of each comparison sound a false alarm with
probability FALSE_ALARM (Bonferroni). That they can fail is seen from how narrow the intervals are
(`test_the_comparison_is_sharp`) and from slightly different companies (`test_a_different_company_is_found_out`).

    python tests/test_second_opinion.py 300 [seed]    compares as many other networks and prints what differs
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from scipy import stats

from orgsim.config.schema import Activity, Approval, Channel, Design, Line, Topic, Unit, World
from orgsim.engine.tables import WORK_KINDS
from orgsim.records import Records
from orgsim.structure.traffic import offered_load
from orgsim.validation.judge import FALSE_ALARM
from orgsim.validation.plain import FREE, design, desk, drawn, one_run, study, world
from second_opinion import GAVE_UP, OPEN, RESOLVED, WEEK, WRONG, Laboratory

NETWORKS = 12  # more by the command
REPLICATIONS = 12
JOBS = 700  # of customers and own work in a replication, about
EVERYDAY = 2000  # jobs where what is found out is one small change
STATES = (OPEN, RESOLVED, WRONG, GAVE_UP)  # as the engine numbers them
TIMES = ("started", "first_answer", "resolved")
COUNTS = ("contacts", "handoffs", "approvals", "reworks", "minutes")
REGISTER = {
    "triage": 3.0, "reading": 5.0, "reading_with_record": 1.0, "notes": 2.0, "approval": 5.0, "meeting_setup": 10.0
}  # fmt: skip
DAYTIME = ([1.0] * 8 + [6.0] * 10 + [1.0] * 6) * 7
SHARP = {"busy": 0.04, "minutes": 0.03, "contacts": 0.05, "handoffs": 0.04, "mean resolved": 0.1}
BY_UNIT = ("busy of", "own work's delay of")  # measures of single units, which differ between networks
COMMON = {"executive", "office"}  # units without departments


# Networks


@st.composite
def networks(draw) -> tuple[World, Design]:
    """A world of two to six departments and a design for it, the busiest unit at a drawn load."""

    def one_of(*values):
        return draw(st.sampled_from(values))

    departments = {f"d{n}": draw(st.integers(1, 5)) for n in range(draw(st.integers(2, 6)))}
    topics = {f"{d} {n}": Topic(d, one_of(1.0, 2.0, 4.0), 0.0) for d in departments for n in range(one_of(1, 2))}
    impatient = one_of(False, True)
    channels = {
        f"c{n}": Channel(one_of(1.0, 2.0), one_of(None, 0.5, 2.0) if impatient else None, one_of(True, False))
        for n in range(draw(st.integers(2, 3)))
    }
    open_hour, close_hour, work_days = one_of((0.0, 24.0, 7), (9.0, 17.0, 5))
    here = world(
        1.0,
        departments=departments, topics=topics, channels=channels,
        open_hour=open_hour, close_hour=close_hour, work_days=work_days, hours=one_of([1.0] * 168, DAYTIME),
        work_minutes=20.0, work_law=one_of("exponential", "lognormal", "fixed"), work_cv=one_of(0.5, 1.0, 1.5),
        own_work=one_of(0.0, 0.1, 0.25), off_topic_slowdown=one_of(0.0, 0.2, 0.5), off_topic_slips=one_of(1.0, 2.0),
        slip=one_of(0.0, 0.1, 0.25), discovery=one_of(0.5, 1.0), discovery_hours=one_of(0.0, 4.0),
        raise_again=one_of(0.5, 0.8, 1.0), interdependence=one_of(0.0, 0.4, 1.0),
        further_departments=one_of([1.0], [0.5, 0.5], [0.2, 0.4, 0.4]),
        exceptions=one_of(0.0, 0.2, 0.6), catch=one_of(0.5, 0.8), false_return=one_of(0.0, 0.1), influencers=0.2,
        cost_register=FREE | {name: Activity(one_of(0.0, minutes)) for name, minutes in REGISTER.items()},
    )  # fmt: skip
    shape = draw(shapes(list(departments), list(topics), list(channels), departments))
    return loaded(here, shape, one_of(0.4, 0.6, 0.75, 0.85, 0.9)), shape


@st.composite
def shapes(draw, departments, topics, channels, sizes) -> Design:
    """Departments alone or two in a unit, under an executive or an office, with whatever they may answer."""

    def one_of(*values):
        return draw(st.sampled_from(values))

    orders = ("neither", "customers", "function", "influencers")
    units = {
        "executive": Unit(seats=2, puts_first=one_of(*orders)),
        "office": Unit(seats=1, reports_to="executive", puts_first=one_of(*orders), approved_by="nobody"),
    }
    left = list(departments)
    while left:
        mine = [left.pop(0) for _ in range(min(len(left), one_of(1, 1, 2)))]
        head = len(mine) == 1 and one_of(False, True)
        units["+".join(mine)] = Unit(
            departments=mine, seats=sum(sizes[d] for d in mine), head=head,
            approved_by=one_of("superior", "nobody", *["head"] * head), reports_to=one_of("executive", "office"),
            answers=one_of([], ["*"], *([name] for name in (*departments, *topics))),
        )  # fmt: skip
    names = [name for name in units if name not in COMMON]
    for channel in channels:
        units[one_of(*names)].takes_in.append(channel)
    lines = [Line([names[0], other], one_of(0.1, 0.5)) for other in (*names[1:], "office")[: one_of(0, 1, 2)]]
    rule = Approval(one_of(0.0, 0.5), one_of(1e9, 2.0))
    return Design(title="drawn", units=units, lines=lines, approval=rule, record_kept_by=one_of(None, names[0]))


def loaded(here: World, shape: Design, load: float) -> World:
    """The world with as many issues as make the busiest unit so busy, by the traffic equations.

    Where own work and meetings do that already, with few issues: those of a tenth of all people.
    """

    def at(rate: float) -> World:
        return replace(here, demand=replace(here.demand, issues_per_week=rate))

    chart = drawn(at(1.0), shape)
    one, two = offered_load(chart), offered_load(drawn(at(2.0), shape))
    rates = [(load * n - (2 * a - b)) / (b - a) for n, a, b in zip(chart.seats, one, two) if b - a > 1e-9]
    return at(max(min(rates), 0.1 * chart.seats.sum() / (two - one).sum()))


def plan_for(here: World, jobs: float = JOBS):
    """A study of about so many pieces of work, at least a third of them customers', followed for a tenth more.

    Whole weeks of a company that closes, of which its people see enough then.
    """
    company = here.company
    open_share = (company.close_hour - company.open_hour) * company.work_days / 168
    own = company.own_work * sum(company.departments.values()) / company.work_minutes * WEEK * open_share
    issues = here.demand.issues_per_week
    weeks = jobs / min(issues + own, 3 * issues)
    minutes = (weeks if open_share == 1 else np.ceil(weeks)) * WEEK
    return study(minutes, after=0.1 * minutes)


# Runs: what happened to each issue and in each unit, the same table from either model


def by_the_engine(here: World, shape: Design, plan, seed: int) -> dict[str, np.ndarray]:
    """One replication of the engine."""
    records: Records = one_run(here, shape, plan, seed)
    rows = records.in_window()
    issues, episodes = records.issues[rows], records.episodes[rows]
    since = {name: episodes[name] - issues["raised"] for name in TIMES}
    counts = {name: episodes[name].astype(float) for name in COUNTS}
    own = {"own_delay": records.own_delay, "own_done": records.own_done}
    return {**since, **counts, **own, "state": episodes["state"], "busy": records.busy, "kinds": records.minutes.sum(0)}


def by_the_second(here: World, shape: Design, plan, seed: int) -> dict[str, np.ndarray]:
    """One replication of the second opinion."""
    start, end = plan.warm_up_weeks * WEEK, (plan.warm_up_weeks + plan.measured_weeks) * WEEK
    company = Laboratory(here, shape, seed, start, end, end + plan.horizon_days * WEEK / 7).run()
    issues = [issue for issue in company.issues if start <= issue.raised < end]
    rooms = list(company.rooms.values())
    since = {name: np.array([getattr(issue, name) - issue.raised for issue in issues]) for name in TIMES}
    counts = {name: np.array([getattr(issue, name) for issue in issues], float) for name in COUNTS}
    each = {name: np.array([getattr(room, name) for room in rooms]) for name in ("own_delay", "own_done", "busy")}
    kinds = np.array([sum(room.minutes.get(kind, 0.0) for room in rooms) for kind in WORK_KINDS])
    return {**since, **counts, **each, "state": np.array([STATES.index(i.state) for i in issues]), "kinds": kinds}


# Comparison


@dataclass(frozen=True)
class Difference:
    """Second opinion minus engine, of one measure in one network."""

    engine: float
    second: float
    error: float  # standard error of the difference
    z: float  # the normal deviate with the p-value of Welch's test

    @classmethod
    def of(cls, engine: np.ndarray, second: np.ndarray) -> Difference | None:
        """From one number per replication and model; None where all are the same."""
        if np.ptp([*engine, *second]) <= 1e-9:
            return None
        each = np.array([engine.var(ddof=1) / len(engine), second.var(ddof=1) / len(second)])
        error, gap = np.sqrt(each.sum()), second.mean() - engine.mean()
        if error <= 1e-9:
            return cls(engine.mean(), second.mean(), error, np.copysign(np.inf, gap))
        freedom = each.sum() ** 2 / (each**2 / (np.array([len(engine), len(second)]) - 1)).sum()
        return cls(engine.mean(), second.mean(), error, np.copysign(deviate(abs(gap) / error, freedom), gap))


def deviate(t: float, freedom: float) -> float:
    """The normal deviate exceeded as rarely as Student's t."""
    return float(-stats.norm.ppf(stats.t.sf(t, freedom)))


def measures(run: dict[str, np.ndarray], points: dict[str, np.ndarray], units: list[str]) -> dict[str, float]:
    """The numbers of one replication. points: for each clock, the times below which shares are taken."""
    found = {"issues": float(len(run["state"]))}
    for name in TIMES:
        known = run[name][~np.isnan(run[name])]
        found[f"mean {name}"] = known.mean() if len(known) else 0.0
        for place, point in enumerate(points[name]):
            found[f"share {name} by point {place}"] = (known <= point + 1e-6).sum() / max(len(run[name]), 1)
    found |= {name: run[name].mean() for name in COUNTS}
    found |= {f"share {state}": (run["state"] == n).mean() for n, state in enumerate(STATES)}
    found |= {"share more than one contact": (run["contacts"] > 1).mean(), "busy": run["busy"].sum()}
    found |= {f"minutes of {kind}": run["kinds"][n] for n, kind in enumerate(WORK_KINDS)}
    found |= {f"busy of {unit}": run["busy"][n] for n, unit in enumerate(units)}
    waited = run["own_delay"] / np.maximum(run["own_done"], 1)
    return found | {f"own work's delay of {unit}": waited[n] for n, unit in enumerate(units)}


def compared(here: World, shape: Design, first_seed: int, other: Callable | None = None, jobs: float = JOBS):
    """Every measure of a network by both: {name: Difference}.

    other: makes a different company of it for the second opinion.
    """
    plan, seeds = plan_for(here, jobs), range(first_seed, first_seed + REPLICATIONS)
    engine = [by_the_engine(here, shape, plan, seed) for seed in seeds]
    there = other(here, shape) if other else (here, shape)
    second = [by_the_second(*there, plan, seed) for seed in seeds]
    points = {}
    for name in TIMES:
        both = np.concatenate([run[name] for run in engine + second])
        points[name] = np.nanquantile(both, (0.25, 0.5, 0.75, 0.95)) if not np.isnan(both).all() else np.zeros(4)
    columns = [[measures(run, points, list(shape.units)) for run in runs] for runs in (engine, second)]
    found = {}
    for name in columns[0][0]:
        difference = Difference.of(*(np.array([row[name] for row in rows]) for rows in columns))
        if difference is not None:
            found[name] = difference
    return found


def together(networks: list[dict[str, Difference]]) -> dict[str, tuple[float, float]]:
    """Measures of a whole company over networks: deviate of the sum (Stouffer), and the relative difference's error.

    The latter is that of the mean weighted by precision.
    """
    found = {}
    for name in sorted({name for network in networks for name in network if not name.startswith(BY_UNIT)}):
        each = [network[name] for network in networks if name in network]
        precision = sum((d.engine / d.error) ** 2 if d.error > 1e-9 else 0.0 for d in each)
        found[name] = sum(d.z for d in each) / len(each) ** 0.5, 1 / max(precision, 1e-12) ** 0.5
    return found


def bound(networks: list[dict[str, Difference]]) -> float:
    """The deviate that no comparison reaches but with probability FALSE_ALARM for all of them."""
    tests = sum(map(len, networks)) + len(together(networks))
    return float(stats.norm.isf(FALSE_ALARM / tests / 2))


def differing(networks: list[dict[str, Difference]]) -> list[str]:
    """What differs beyond chance, one line each."""
    limit = bound(networks)
    lines = [
        f"network {n}, {name}: {d.engine:.6g} by the engine, {d.second:.6g} by the second opinion, z {d.z:.1f}"
        for n, network in enumerate(networks)
        for name, d in network.items()
        if abs(d.z) > limit
    ]
    pooled = together(networks).items()
    return lines + [f"all networks, {name}: z {z:.1f}" for name, (z, _) in pooled if abs(z) > limit]


def draws(number: int, luck: int = 0) -> list[tuple[World, Design]]:
    """So many networks, the same for the same luck: every third, as Hypothesis tries variations of what it drew."""
    found = []

    @seed(luck)
    @settings(max_examples=3 * number, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(networks())
    def collect(network):
        found.append(network)

    collect()
    return found[::3][:number]


@pytest.fixture(scope="module")
def seen() -> list[dict[str, Difference]]:
    """The comparisons of all networks."""
    return [compared(*network, 1000 * n) for n, network in enumerate(draws(NETWORKS), 1)]


def test_both_models_agree(seen):
    """In every network, and over all networks together."""
    assert len(seen) == NETWORKS and all(len(network) >= 10 for network in seen)
    assert not differing(seen), "\n".join(differing(seen))


def test_the_comparison_is_sharp(seen):
    """A difference everywhere is found with probability .9 if it is as large as stated, relative to the measure."""
    reach = bound(seen) + stats.norm.ppf(0.9)
    found = {name: reach * error for name, (_, error) in together(seen).items()}
    for name, within in SHARP.items():
        assert found[name] <= within, (name, found[name])


# Power


def everyday() -> tuple[World, Design]:
    """A front desk that puts customers first, two departments behind it, an executive who approves; a load of .75."""
    departments = {"front": 3, "left": 2, "right": 2}
    here = world(
        1.0,
        departments=departments, topics={d: Topic(d, 1.0, 0.0) for d in departments},
        channels={"mail": Channel(1.0, 1.0), "phone": Channel(1.0, 0.25, True)},
        work_minutes=20.0, work_law="lognormal", work_cv=0.5, own_work=0.35, interdependence=0.4,
        further_departments=[1.0], slip=0.2, discovery=1.0, discovery_hours=2.0, raise_again=0.8,
        exceptions=0.5, catch=0.8, false_return=0.05,
        cost_register=FREE | {"triage": Activity(3.0), "reading": Activity(5.0), "approval": Activity(5.0)},
    )  # fmt: skip
    units = {d: desk(d, n, ["mail", "phone"] if d == "front" else [], approved_by="superior")
             for d, n in departments.items()}  # fmt: skip
    shape = design(units, approval=Approval(0.0, 1e9))
    shape.units["executive"].puts_first = "customers"
    return loaded(here, shape, 0.75), shape


def with_company(**changes):
    """The same design in a world whose company is a little different."""
    return lambda here, shape: (replace(here, company=replace(here.company, **changes)), shape)


def with_customers(**changes):
    """The same design in a world whose customers are a little different."""
    return lambda here, shape: (replace(here, population=replace(here.population, **changes)), shape)


def with_top(**changes):
    """The same world under an executive who asks for something else."""
    return lambda here, shape: (
        here, replace(shape, units={**shape.units, "executive": replace(shape.units["executive"], **changes)})
    )  # fmt: skip


DIFFERENT = {
    "work 10 % longer": with_company(work_minutes=22.0),
    "half as many slips again": with_company(slip=0.3),
    "first come, first served": with_top(puts_first="neither"),
    "customers who let it be": with_customers(raise_again=0.4),
}


def test_the_everyday_company_agrees():
    network = compared(*everyday(), 50_000, jobs=EVERYDAY)
    assert not differing([network]), "\n".join(differing([network]))


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_different_company_is_found_out(name):
    assert differing([compared(*everyday(), 60_000, DIFFERENT[name], EVERYDAY)])


def main(number: int, first: int = 1) -> int:
    """Compare many networks and print what differs; 1 if anything does."""
    found = []
    for n, network in enumerate(draws(number, first), 1):
        found.append(compared(*network, 1_000_000 * first + 1000 * n))
        print(f"\r{n} of {number}", end="", file=sys.stderr, flush=True)
    z = np.array([d.z for network in found for d in network.values()])
    print(f"\n{len(found)} networks, {len(z)} comparisons, {(abs(z) > 1.96).mean():.4f} beyond 1.96 (.05 expected), "
          f"largest {abs(z).max():.2f}, bound {bound(found):.2f}")  # fmt: skip
    for name, (deviation, error) in together(found).items():
        print(f"{name:32s} z {deviation:6.2f}   finds {100 * error * (bound(found) + 1.28):8.3f} %")
    print("\n".join(differing(found)) or "nothing differs beyond chance")
    return int(bool(differing(found)))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
