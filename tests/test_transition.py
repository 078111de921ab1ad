"""A move from one design to another: nothing and nobody is lost, no loss is put in, and learning has its price."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from scipy import stats

from orgsim.cli import main
from orgsim.comparison.compare import staffed
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.config.schema import Approval
from orgsim.config.transition import Plan
from orgsim.engine.audit import ACCOUNTS, books
from orgsim.errors import InputError
from orgsim.run import DAY, days_of, set_up, simulate
from orgsim.structure.chart import Setting
from orgsim.transition.follow import MEASURES, Step, follow
from orgsim.transition.moving import Moving
from orgsim.transition.payback import day_of_payback, losses, with_interval
from orgsim.transition.plan import AT_ONCE, ONE_BY_ONE, steps
from orgsim.transition.road import FIRST, LAST, Road
from orgsim.transition.transition import transition
from orgsim.validation import plain
from orgsim.world.kept import issue_table, people

SMALL = ("population.customers=2000", "company.scale=.5")
STUDY = default_study("study.warm_up_weeks=1", "study.measured_weeks=6", "study.horizon_days=4")
EVERYBODY = tuple(range(8))
NO_NEWS = tuple(f"topics.{topic}.news=0" for topic in default_world().topics)
PAIRS = (("siloed", "hub_and_spoke"), ("siloed", "team"), ("team", "cco"), ("cco", "hub_and_spoke"))


@cache
def world(*words):
    return default_world(*SMALL, *words)


@cache
def road(old: str, new: str, *words) -> Road:
    here = world(*words)
    charts = [staffed(here, d, n, Setting(5.0, 24.0), "heads") for n, d in load_designs([old, new]).items()]
    return Road(*charts)


@cache
def alike_road(*words) -> Road:
    """Between a design and its copy under another name."""
    design = load_designs(["hub_and_spoke"], least=1)["hub_and_spoke"]
    return Road(*(staffed(world(*words), design, name, Setting(5.0, 24.0), "heads") for name in ("one", "other")))


def engine_of(way: Road, seed: int = 3, first: float = 0.0):
    """An engine, and of the world's issues those raised from a day on."""
    here, days = way.world, days_of(STUDY, "flow")
    issues = issue_table(here, seed, days)
    issues = issues[issues["raised"] >= first * DAY]
    return set_up(way.stage(()), people(here, seed), issues, seed, STUDY, days, talk=False)


def moved(way: Road, taken: list[Step], until: float | None = None, first: float = 0.0, **how) -> Moving:
    """A run through some steps, days from the start of the run."""
    moving = Moving(engine_of(way, first=first), way, **how)
    for step in taken:
        moving.advance(step.day * DAY)
        moving.step(step.departments)
    moving.advance(days_of(STUDY, "flow") * DAY if until is None else until)
    return moving


def weeks_of(way: Road, taken: list[Step], directory: bool = True, seed: int = 3):
    here = way.world
    issues = issue_table(here, seed, days_of(STUDY, "flow"))
    return follow(way, taken, people(here, seed), issues, seed, STUDY, directory)[0]


def one_by_one(every: float, begin: float = 14) -> list[Step]:
    return [Step(begin + n * every, (d,)) for n, d in enumerate(EVERYBODY)]


# The road


@pytest.mark.parametrize("old, new", PAIRS)
def test_the_road_leads_from_one_design_to_the_other(old, new):
    way = road(old, new)
    for chart, stage in ((way.old, way.stage(())), (way.new, way.stage(EVERYBODY))):
        here = [way.row(chart, u) for u in range(len(chart.units))]
        for name, value in vars(chart).items():
            if not isinstance(value, np.ndarray) or name == "groups":
                continue
            told = getattr(stage, name)
            if name in ("owner", "unit_of_department", "intake", "parent", "second", "approver", "common"):
                value = np.vectorize(lambda u, chart=chart: way.row(chart, u))(value)  # units by their row here
            if len(value) == len(chart.units):
                told = told[here]
            if name == "common":
                told = told[:, here]
            rows = ~chart.void if len(value) == len(chart.units) and name == "may_answer" else slice(None)
            assert np.array_equal(told[rows], value[rows]), name
        lines = {(way.row(chart, x.a), way.row(chart, x.b), x.every) for x in chart.lines}
        assert {(x.a, x.b, x.every) for x in stage.lines} == lines
        assert (stage.threshold, stage.overdue_after) == (chart.threshold, chart.overdue_after)
        people_of = {tuple(row)[:2] + (row["head"],): row["seats"] for row in stage.groups if row["seats"]}
        assert sum(people_of.values()) == chart.seats.sum()


@pytest.mark.parametrize("old, new", PAIRS)
def test_heads_are_as_many_at_every_stage_in_any_order(old, new):
    way = road(old, new)
    rng = np.random.default_rng(1)
    for order in (rng.permutation(8) for _ in range(5)):
        for number in range(9):
            seats = way.seats(order[:number].tolist())
            assert seats.sum() == way.seats_before.sum() and (seats >= 0).all()


def test_who_can_stay_stays():
    way = road("siloed", "hub_and_spoke")
    stay = sum(flow.people for flow in way.flows if flow.origin == flow.goal)
    assert stay == np.minimum(way.seats_before, way.seats_after).sum()


def test_a_new_hub_has_its_people_first_and_an_old_office_keeps_them_to_the_last():
    to_hub = {flow.department for flow in road("siloed", "hub_and_spoke").flows if flow.origin != flow.goal}
    way = road("cco", "hub_and_spoke")
    from_office = [flow for flow in way.flows if flow.origin != flow.goal]
    assert to_hub == {FIRST}
    office = {flow.department for flow in from_office if way.units[way.groups["unit"][flow.origin]] == "office"}
    assert office == {LAST}


def test_designs_with_other_heads_are_refused():
    way = road("siloed", "cco")
    with pytest.raises(InputError, match="budget"):
        Road(way.old, replace(way.new, seats=way.new.seats + 1))


def test_every_table_of_a_chart_is_redrawn_on_the_way():
    """A field of Chart that the road does not know would be taken from one end as it is: its rows would be amiss."""
    stage, units = road("siloed", "team").stage((0, 1)), 10
    arrays = {each.name: getattr(stage, each.name) for each in fields(stage)}
    known = {"groups", "owner", "home", "unit_of_department", "intake"}
    for name, value in arrays.items():
        if isinstance(value, np.ndarray) and name not in known:
            assert len(value) == units == len(stage.units), name


# Nothing is put in


def test_between_designs_that_are_alike_nothing_changes():
    """Whatever training and directory: the same bytes as staying, and as a run that knows of no move."""
    way = alike_road()
    stay = moved(way, []).engine["episodes"].tobytes()
    for plan in ([Step(14, EVERYBODY)], one_by_one(2)):
        assert moved(way, plan, training_hours=40.0).engine["episodes"].tobytes() == stay
    days = days_of(STUDY, "flow")
    plain = simulate(way.old, people(way.world, 3), issue_table(way.world, 3, days), 3, "flow", STUDY)
    assert plain.episodes.tobytes() == stay


def test_a_company_on_the_road_is_the_old_one_until_the_first_step():
    way = road("siloed", "team")
    stay, left = moved(way, [], 14 * DAY), moved(way, [], 14 * DAY, training_hours=40.0)
    days = days_of(STUDY, "flow")
    plain = simulate(way.old, people(way.world, 3), issue_table(way.world, 3, days), 3, "flow", STUDY)
    raised = plain.issues["raised"] < 10 * DAY
    for run in (stay, left):
        for name in ("started", "first_answer"):
            early = np.where(run.engine["episodes"][name] <= 14 * DAY, run.engine["episodes"][name], np.nan)
            usual = np.where(plain.episodes[name] <= 14 * DAY, plain.episodes[name], np.nan)
            assert np.array_equal(early[raised], usual[raised], equal_nan=True)


@pytest.mark.parametrize("old, new", PAIRS)
def test_without_new_entries_training_and_backlog_nothing_is_lost_at_all(old, new):
    """Whoever moves when nothing waits, and has nothing to learn, is from then on the new design, to the last byte."""
    way = road(old, new, "company.own_work=0", "company.reorganisations=0", *NO_NEWS)
    there = engine_of(Road(way.new, way.new), first=14)
    there.advance(days_of(STUDY, "flow") * DAY)
    arrived = moved(way, [Step(14, EVERYBODY)], first=14, directory=False).engine
    assert len(there["episodes"]) > 1000
    assert way.row(way.new, 0) == 0  # units have other rows on the road: those are told apart here
    for name in ("started", "first_answer", "resolved", "ended", "contacts", "handoffs", "bounces", "state"):
        one, other = arrived["episodes"][name], there["episodes"][name]
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), name


def test_training_alone_and_new_entries_alone_are_lost_by():
    """The same company with either: the cases of the first week, or those that went astray, are resolved later."""
    way = road("siloed", "team", "company.own_work=0", "company.reorganisations=0", *NO_NEWS)
    plan, how = [Step(14, EVERYBODY)], {"first": 14, "until": 25 * DAY}
    bare = moved(way, plan, directory=False, **how).engine
    trained = moved(way, plan, directory=False, training_hours=16.0, **how).engine
    unknown = moved(way, plan, directory=True, **how).engine
    week = bare["issues"]["raised"] < 21 * DAY
    astray = week & (unknown["episodes"]["bounces"] > 0)
    assert astray.sum() > 20 and not (bare["episodes"]["bounces"] + trained["episodes"]["bounces"]).any()
    assert (hours_lost(trained) - hours_lost(bare))[week].mean() > 0
    assert (hours_lost(unknown) - hours_lost(bare))[astray].mean() > 0


def hours_lost(engine) -> np.ndarray:
    """Hours each issue took, four days at most."""
    taken = engine["episodes"]["resolved"] - engine["issues"]["raised"]
    return np.minimum(np.nan_to_num(taken, nan=np.inf), 4 * DAY) / 60


@pytest.mark.parametrize("old, new", PAIRS)
def test_with_nothing_to_learn_the_path_becomes_the_new_designs_to_the_last_minute(old, new):
    """Where people have time (load .5) nothing is left of the way after some weeks: all draws are the same."""
    slack = ("company.load=.5", "company.own_work=.27")
    way = road(old, new, *slack)
    there = engine_of(Road(way.new, way.new))
    there.advance(days_of(STUDY, "flow") * DAY)
    arrived = moved(way, [Step(14, EVERYBODY)], directory=False).engine
    late = there["issues"]["raised"] >= 42 * DAY
    assert late.sum() > 500
    for name in ("started", "resolved", "ended"):
        assert np.array_equal(arrived["episodes"][name][late], there["episodes"][name][late], equal_nan=True), name
    early = (there["issues"]["raised"] < 14 * DAY) & (there["issues"]["raised"] >= 7 * DAY)
    other = arrived["episodes"]["resolved"] != there["episodes"]["resolved"]
    assert other[early].mean() > 0.3  # before it moved it was another company


# What is put in: training and stale entries


def test_training_takes_the_hours_it_takes_and_no_more():
    way = road("siloed", "hub_and_spoke", "company.load=.5", "company.own_work=.27")
    moving = moved(way, [Step(14, EVERYBODY)], training_hours=10.0)
    trained = sum(flow.people for flow in way.flows if way.flow_moves(flow))
    assert trained == way.seats_before.sum()  # the record and the hub's meetings change work for everybody
    assert moving.training_minutes() == pytest.approx(trained * 600)
    assert len(moving.waiting_sessions()) == 0


def test_training_costs_staff_minutes_and_waiting():
    way, trained = (road("siloed", "hub_and_spoke", f"company.training_hours={hours}") for hours in (0, 20))
    bare, busy = (weeks_of(each, [Step(14, EVERYBODY)], False) for each in (way, trained))
    first = slice(2, 4)
    assert (bare["training_minutes"] == 0).all() and busy["training_minutes"].sum() > 0
    assert busy["minutes_per_week"][first].sum() > bare["minutes_per_week"][first].sum()
    assert busy["own_work_delay"][2] > bare["own_work_delay"][2]
    assert busy["response_latency"][2] > bare["response_latency"][2]


def test_new_entries_make_cases_go_astray_until_they_are_known():
    way = road("siloed", "team", "company.reorganisations=0")
    known, new = (weeks_of(way, [Step(14, EVERYBODY)], directory) for directory in (False, True))
    assert (known["bounces"] == 0).all()
    assert new["bounces"][2] > 1 and new["bounces"][5] == 0  # bounced once, told: none is left after three weeks


@pytest.mark.parametrize("new", ["hub_and_spoke", "team"])
def test_entries_are_new_where_a_topic_or_its_people_move_and_nowhere_else(new):
    way = road("siloed", new)
    moving = Moving(engine_of(way), way)
    moving.advance(14 * DAY)
    before = moving.engine["topics"]["entry"].copy()
    counted = moving.step(EVERYBODY)["entries"]
    departments = {
        int(way.groups["department"][f.origin])
        for f in way.flows
        if way.groups["unit"][f.origin] != way.groups["unit"][f.goal]
    }
    stale = moving.engine["topics"]["entry"] - before
    assert np.array_equal(stale, np.isin(way.old.home, list(departments)))  # no topic has another owner here
    assert 0 < stale.sum() == counted < len(stale)


def test_while_training_lasts_a_desk_is_a_server_on_vacation():
    """Sessions behind all other work are a single server's vacations: M/M/1 waits half a session longer.

    lam E[S^2] / (2 (1 - rho)) + E[V] / 2 for vacations of one length (Levy and Yechiali 1975): 20 + 30 minutes.
    The mean of 16 runs of some 5,000 cases is judged at an error of .1 %, its half-width within 5 minutes.
    """
    company = plain.world(1 / 40, departments={"desk": 1}, work_minutes=20.0, training_hours=2000.0)
    shape = plain.one_desk(1)
    charts = [plain.drawn(company, replace(shape, approval=Approval(1.0 - n / 2, 1e6))) for n in range(2)]
    way, study, waits = Road(*charts), plain.study(20 * plain.WEEK), []
    for seed in range(16):
        days = days_of(study, "flow")
        issues = issue_table(company, seed, days)
        moving = Moving(set_up(way.stage(()), people(company, seed), issues, seed, study, days), way, 2000.0)
        moving.step((0,))
        moving.advance(20 * plain.WEEK)
        assert len(moving.waiting_sessions()) > 0  # training lasts
        raised = issues["raised"]
        during = (raised > 1000) & (raised < 19.9 * plain.WEEK)
        waits.append((moving.engine["episodes"]["started"] - raised)[during].mean())
    half = stats.t.ppf(0.9995, 15) * np.std(waits, ddof=1) / 4
    assert half < 5 and abs(np.mean(waits) - 50) < half


def test_only_the_new_and_the_old_owner_know_of_a_topic_that_moved():
    way = road("siloed", "team", "company.reorganisations=0")
    changed = replace(way.new, unit_of_department=way.new.unit_of_department.copy(), owner=way.new.owner.copy())
    changed.unit_of_department[0] = changed.unit("team")
    changed.owner[changed.home == 0] = changed.unit("team")
    way = Road(way.old, changed)
    moving = Moving(engine_of(way), way)
    moving.advance(14 * DAY)
    engine, number = moving.engine, len(way.old.topics)
    moving.step(EVERYBODY)
    topic = int(np.flatnonzero(way.old.home == 0)[0])
    old, new = way.row(way.old, int(way.old.owner[topic])), way.units.index("team")
    entries = engine["entries"]["v"].reshape(-1, number)[:, topic]
    assert engine["topics"]["owner"][topic] == new
    newest = engine["topics"]["entry"][topic]
    assert entries[old] == newest
    assert all(entries[u] < newest for u in range(len(way.units)) if u not in (old, new))
    assert engine["versions"]["v"].reshape(-1, number)[old, topic] == engine["topics"]["version"][topic]


# Backlog and books


ROADS = [(*pair, plan) for pair, plan in zip(PAIRS, ([Step(14.45, EVERYBODY)], one_by_one(1.3)) * 2)]


@pytest.mark.parametrize("old, new, plan", [*ROADS, ("team", "siloed", one_by_one(0.6, 14.45))])
def test_books_balance_on_any_road_under_load(old, new, plan):
    """``follow`` raises where anything is lost; here everything is on, and some steps fall into working hours."""
    way = road(old, new, "company.load=.9", "company.training_hours=12")
    weeks = weeks_of(way, plan)
    assert len(weeks) == 6 and set(MEASURES) <= set(weeks)


def test_books_balance_at_every_moment_of_the_move():
    way = road("team", "cco", "company.load=.85")
    moving = Moving(engine_of(way), way, 20.0)
    moving.advance(14 * DAY + 11 * 60)
    heads = moving.people
    for n, departments in enumerate([(0, 4), (1, 2), (3, 5, 6, 7)]):
        moving.advance(14 * DAY + 11 * 60 + n * 45)
        moving.step(departments)
        found = books(moving.engine)
        at_work = np.maximum(moving.engine["groups"]["seats"], moving.engine["groups"]["busy"]).sum()
        assert moving.people == heads and at_work <= heads
        for account, (one, other) in ACCOUNTS.items():
            if account != "people":  # who is finishing something is at work without a seat: told below
                assert found[one] == pytest.approx(found[other], rel=1e-6, abs=1e-3), account
    moving.advance(17 * DAY)
    assert not moving.finishing and books(moving.engine)["people"] == heads


def test_what_waits_where_nobody_is_left_is_handed_over():
    way = road("team", "siloed", "company.load=.95")
    moving = Moving(engine_of(way), way)
    moving.advance(14 * DAY)
    team = way.units.index("team")
    waiting = int(moving.engine["units"]["waiting"][team])
    handed = int(moving.engine["episodes"]["handoffs"].sum())
    assert waiting > 10
    moving.step(EVERYBODY)
    assert moving.engine["units"]["waiting"][team] == 0
    assert moving.engine["episodes"]["handoffs"].sum() - handed > 0.5 * waiting  # the rest is no case of a customer
    jobs = moving.engine["jobs"]
    assert (jobs["unit"][(jobs["alive"] == 1) & (jobs["group"] < 0) & (jobs["kind"] < 8)] != team).all()


def test_what_waits_where_people_are_left_stays_there():
    way = road("siloed", "hub_and_spoke", "company.load=.95")
    moving = Moving(engine_of(way), way)
    moving.advance(14 * DAY)
    before = moving.engine["units"]["waiting"].copy()
    moving.step(EVERYBODY)
    assert before.sum() > 50 and np.array_equal(moving.engine["units"]["waiting"], before)


# The plan


def test_one_by_one_goes_in_the_order_asked_for():
    names = tuple(world().company.departments)
    order = [*names[3:], *names[:3]]
    plan = steps(Plan(day=7, every_days=3, order=order), names, STUDY)
    assert [names[each.departments[0]] for each in plan[ONE_BY_ONE]] == order
    assert [each.day for each in plan[ONE_BY_ONE]] == [7 + 3 * n for n in range(8)]
    assert sorted(plan[AT_ONCE][0].departments) == list(range(8))
    usual = steps(Plan(day=7, every_days=3), names, STUDY)[ONE_BY_ONE]
    assert [each.departments[0] for each in usual] == list(range(8))


def test_departments_move_on_their_dates_and_those_of_one_date_together():
    names = tuple(world().company.departments)
    plan = steps(Plan(day=7, after=[0, 1, 1, 4, 9, 9, 9, 20]), names, STUDY)[ONE_BY_ONE]
    assert [(each.day, each.departments) for each in plan] == [
        (7, (0,)), (8, (1, 2)), (11, (3,)), (16, (4, 5, 6)), (27, (7,)),
    ]  # fmt: skip


def test_dates_as_far_apart_as_the_plan_has_them_are_the_plan():
    names = tuple(world().company.departments)
    dated, apart = Plan(day=7, every_days=3, after=[3 * n for n in range(8)]), Plan(day=7, every_days=3)
    assert steps(dated, names, STUDY) == steps(apart, names, STUDY)


@pytest.mark.parametrize(
    "plan, said",
    [
        (Plan(after=[0, 7]), "8 days, one for each department"),
        (Plan(after=[1, 2, 3, 4, 5, 6, 7, 8]), "begin with 0"),
        (Plan(after=[0, 2, 1, 4, 5, 6, 7, 8]), "none before the one it follows"),
        (Plan(order=["nobody"]), r"plan.order\[0\]: 'nobody'"),
        (Plan(order=["hr", "hr"]), "each department once"),
        (Plan(order=["hr", "sales"]), "leaves out marketing"),
        (Plan(day=1000), "the last department moves on day 1098"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(plan, said):
    with pytest.raises(InputError, match=said):
        steps(plan, tuple(world().company.departments), STUDY)


# Pay-back


def test_payback_is_the_week_after_which_the_cumulated_loss_is_never_above_nothing_again():
    lost = np.array(
        [[2.0, 2, -1, -1, -1, -1, -1], [0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1], [-1, -1, 2, -2, -1, 0, 0]]
    )
    assert day_of_payback(lost).tolist() == [42.0, 0.0, np.inf, 0.0]
    assert day_of_payback(np.array([3.0, -3, 1, -2])) == 28.0
    assert day_of_payback(lost, late=3).tolist() == [39.0, 0.0, np.inf, 0.0]  # the first step was on a Thursday


def test_a_loss_is_in_the_direction_in_which_a_measure_is_worse():
    assert losses("response_latency", np.array(3.0), np.array(2.0)) == 1
    assert losses("voice", np.array(0.7), np.array(0.9)) == pytest.approx(0.2)


def test_an_interval_has_the_exact_width_of_students_for_a_sum():
    """A sum of weeks is a mean over replications: known half-width t s / sqrt(n), within 5 % for 10,000 draws."""
    rng = np.random.default_rng(2)
    values = rng.normal(1.0, 1.0, (5, 12))
    found = with_interval(values, lambda lost: lost.sum(axis=-1), 0.95, 1)
    sums = values.sum(axis=0)
    half = 2.201 * sums.std(ddof=1) / np.sqrt(12)
    assert found.value == pytest.approx(sums.mean())
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.05)


# The whole


QUICK = (
    *("study.warm_up_weeks=1", "study.measured_weeks=6", "study.horizon_days=3", "study.replications=2"),
    *("study.selection_replications=1", "study.levers.meeting_every=[5]", "study.levers.overdue_after=[24]"),
    *("study.processes=1", "study.probes_per_day=50", *SMALL),
)


def test_a_transition_comes_to_the_same_bytes_again():
    designs = load_designs(["siloed", "hub_and_spoke"])
    plan, study = Plan(day=7, every_days=2), default_study(*(word for word in QUICK if word.startswith("study")))
    one, other = (transition(world("company.training_hours=8"), designs, study, plan, 5) for _ in range(2))
    assert one.weeks.equals(other.weeks) and one.paybacks.equals(other.paybacks)
    means = one.weeks[one.weeks["measure"] == "issues"].groupby(["replication", "week"])["value"].nunique()
    assert (means == 1).all()  # the same issues, whichever way
    before = one.weeks[(one.weeks["week"] == 0) & one.weeks["way"].isin(("stay", "at_once", "one_by_one"))]
    waits = before[before["measure"] == "minutes_per_week"].groupby("replication")["value"]
    assert (waits.max() - waits.min()).max() < 1e-6  # nothing differs before anybody moves


def test_the_command_tells_when_it_has_paid_back(folder, capsys):
    words = ["transition", "from=siloed", "to=hub_and_spoke", "plan.day=7", "plan.every_days=2", "out=there", *QUICK]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "siloed to hub and spoke" in said and "staying" in said
    assert (folder / "there" / "paybacks.parquet").is_file() and (
        folder / "there" / "figures" / "transition.svg"
    ).is_file()


@pytest.mark.parametrize(
    "word",
    [
        "to=siloed",
        "to=ccoo",
        "plan.order=[nobody]",
        "plan.order=[hr]",
        "plan.after=[3]",
        "plan.day=400",
        "study.budget=payroll",
    ],
)
def test_mistakes_are_told_in_a_line(folder, capsys, word):
    assert main(["transition", "from=siloed", *QUICK, word]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
