"""Checks that a broken engine does not pass: small companies of which it is known exactly what must come out.

Most hold whatever the seed. Those that judge means are so long that their mutants lie well outside of the interval.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from orgsim.config.schema import Approval, Channel, Line, Topic, Unit
from orgsim.engine import keys
from orgsim.engine.agenda import WRONG_FOUND, what_is
from orgsim.engine.audit import jobs_in_service, waiting_jobs
from orgsim.engine.tables import GAVE_UP, KINDS, MEETING, OPEN, OWN, RESOLVED
from orgsim.measures.conservation import check_conservation
from orgsim.run import days_of, simulate
from orgsim.structure.chart import Setting, draw_up
from orgsim.validation.closed_forms.people import approval_rounds
from orgsim.validation.plain import DAY, design, desk, desk_world, drawn, one_desk, one_run, study, world
from orgsim.world.issues import issue_table
from orgsim.world.people import people
from small_companies import busy_company, busy_run, costs, draws, engine_of, judge, seen
from test_keys import VECTORS
from test_null_structure import ample, packed

# Whose work comes first


def first_in_line(company, shape, worth, minutes: float = 300.0) -> None:
    """Minute by minute: who is first in a line has the least ``worth`` of all who wait there."""
    engine, looked = engine_of(company, shape, minutes), 0
    for minute in range(1, int(minutes)):
        engine.advance(float(minute))
        waiting = waiting_jobs(engine)
        for u, first in enumerate(engine["units"]["queue"]):
            here = engine["jobs"][waiting[engine["jobs"]["unit"][waiting] == u]]
            if len(here) > 1:
                looked += 1
                assert worth(engine, engine["jobs"][first]) == min(worth(engine, job) for job in here), "out of turn"
    assert looked > 50, "a line stands"


def one_counter(puts_first: str, **changes):
    """One person, busy nine minutes in ten, who has own work too, and the superior's wish."""
    shape = one_desk(1)
    shape.units["executive"].puts_first = puts_first
    return desk_world(1, 0.6, **{"own_work": 0.3, **changes}), shape


def first_come_first_served():
    """Who came first is first in line."""
    first_in_line(*one_counter("neither"), lambda engine, job: job["joined"])


def own_work_first():
    """A function's own work is first in line."""
    first_in_line(*one_counter("function"), lambda engine, job: job["kind"] != OWN)


def customers_first():
    """An officer's customers are first in line."""
    first_in_line(*one_counter("customers"), lambda engine, job: job["kind"] == OWN)


def oldest_issue_first():
    """And of them, whose issue is older, though the contact may be new."""
    back = dict(own_work=0.0, slip=0.3, discovery=1.0, discovery_hours=0.02, raise_again=1.0)
    first_in_line(*one_counter("customers", **back), lambda engine, job: engine["issues"]["raised"][job["issue"]])


def meetings_wait():
    """A desk with twice the work it can do, its superior for customers first: once a queue stands nobody meets."""
    company = desk_world(1, 0.2, work_minutes=10.0, cost_register=costs(meeting_setup=1.0))
    company.company.departments["other"] = 1
    lines = [Line(["desk", "other"], every=0.25)]
    shape = design({"desk": desk("desk", 1, ["line"]), "other": desk("other", 1)}, lines)
    shape.units["executive"].puts_first = "customers"
    engine = engine_of(company, shape, DAY)
    engine.advance(DAY / 6)
    met, called = meeting_minutes(engine), int(engine["lines"]["number"][0])
    assert engine["units"]["waiting"].max() > 10, "a queue stands"
    engine.advance(DAY)
    assert int(engine["lines"]["number"][0]) > called, "a meeting is called"
    assert meeting_minutes(engine) == met, "people met while customers waited"


def meeting_minutes(engine) -> float:
    """Minutes of meetings begun at the first desk of a design under an executive."""
    return float(engine["minutes"]["v"].reshape(-1, KINDS)[1, MEETING])


# Cases and books


def books_balance():
    """Everything ``check_conservation`` asks, and that the company was as busy as it was meant to be."""
    records = busy_run()
    check_conservation(records)
    happened = records.episodes
    for what in ("bounces", "approvals", "reworks", "handoffs"):
        assert happened[what].sum() > 0, what
    assert (happened["state"] == GAVE_UP).any() and records.minutes[:, MEETING].sum() > 0


def nobody_is_forgotten():
    """An open issue has a case in the company, or an answer in use that its customer will find to be wrong."""
    company, shape = busy_company()
    engine = engine_of(company, shape, DAY)
    engine.advance(DAY)
    pending = engine["events"][: int(engine.state["pending"][0])]
    jobs = pending["who"][what_is(pending["tie"]) == WRONG_FOUND]
    raised = int(engine.state["next_issue"][0])
    in_use = np.isin(np.arange(raised), engine["jobs"]["issue"][jobs])
    episodes = engine["episodes"][:raised]
    forgotten = (episodes["state"] == OPEN) & (episodes["open_cases"] == 0) & ~in_use
    assert episodes["bounces"].sum() > 0
    assert not forgotten.any(), f"{forgotten.sum()} open issues are nobody's"


def one_thing_at_a_time():
    """People of a group at work are as many as its jobs in hand, and never more than the group."""
    company, shape = busy_company()
    engine = engine_of(company, shape, DAY / 2)
    for quarter in range(1, 49):
        engine.advance(15.0 * quarter)
        hands = np.bincount(engine["jobs"]["group"][jobs_in_service(engine)], minlength=len(engine["groups"]))
        groups = engine["groups"]
        assert np.array_equal(hands, groups["busy"]), "a group's people busy are its jobs in hand"
        assert (hands <= groups["seats"]).all(), "somebody does two things at once"


def own_work_stays_at_home():
    """Own work is done where its department sits: the executive has none, a desk that has no department none."""
    company, shape = busy_company()
    shape.units["lounge"] = Unit(seats=1, takes_in=[], answers=["*"], reports_to="executive")
    done = one_run(company, shape, study(DAY / 2), 1)
    by_unit = dict(zip(done.chart.units, done.own_done))
    assert by_unit["front"] > 0 < by_unit["back"] and by_unit["lounge"] == by_unit["executive"] == 0, by_unit


def one_case_with_a_record():
    """With a record a customer's further contacts join the open case."""
    company, shape = busy_company(web=Channel(patience_hours=0.2), mail=Channel(patience_hours=0.2))
    shape.record_kept_by = "front"
    engine = engine_of(company, shape, DAY / 2)
    most = 0
    for quarter in range(1, 49):
        engine.advance(15.0 * quarter)
        most = max(most, int(engine["episodes"]["open_cases"].max()))
    assert engine["episodes"]["contacts"].max() > 2, "customers do get in touch again"
    assert most == 1, f"{most} cases of one issue are open at once"


# Coming back


def coming_back():
    """Nobody waits, an answer is wrong with p, found out at once and raised again with r: all is geometric.

    Share resolved (1 - p) / (1 - p r), contacts 1 / (1 - p r), and so many minutes to the right answer of who gets one.
    """
    p, r, within = 0.8, 0.8, 0.3
    company = desk_world(200, 1.0, slip=p, discovery=1.0, discovery_hours=0.0, raise_again=r)
    resolved, contacts = (1 - p) / (1 - p * r), 1 / (1 - p * r)
    needed = max(draws((1 - resolved) / resolved, within), draws(p * r, within), draws(1.0 / resolved, 1.5 * within))

    def fates(records):
        episodes, raised = records.episodes, records.issues["raised"]
        right = episodes["state"] == RESOLVED
        return right.mean(), episodes["contacts"].mean(), (episodes["resolved"] - raised)[right].mean()

    found = seen(fates, company, one_desk(200), study(needed))
    judge(found[:, 0], resolved, within)
    judge(found[:, 1], contacts, within)
    judge(found[:, 2], contacts, 1.5 * within)


def first_answer_stays():
    """Work of a minute, begun at once: the first answer is there a minute after the raise, whatever comes after."""
    company = desk_world(
        100, 0.5, slip=0.7, discovery=1.0, discovery_hours=0.0, raise_again=0.9, work_law="fixed", work_cv=0
    )
    records = one_run(company, one_desk(100), study(200.0), 1)
    rows = records.in_window()
    assert records.episodes["contacts"][rows].max() > 3
    late = records.episodes["first_answer"][rows] - records.issues["raised"][rows]
    assert np.allclose(late, 1.0, rtol=0, atol=1e-9), f"first answers after {late.min()} to {late.max()} minutes"


def approvals_by_rounds():
    """Approval and rework until it passes: so many approvals a case (DESIGN section 5), everybody at hand."""
    p, q, a, within = 0.8, 0.9, 0.05, 0.26
    company = desk_world(100, 1.0, slip=p, catch=q, false_return=a, exceptions=1.0, cost_register=costs(approval=1.0))
    shape, rounds = one_desk(100, approved_by="superior"), approval_rounds(p, q, a)
    shape.units["executive"].seats, shape.approval = 100, Approval(0.0, 1e9)
    plan = study(draws(1 - 1 / rounds, within), after=60.0)
    found = seen(lambda records: records.episodes["approvals"].mean(), company, shape, plan)
    judge(found, rounds, within)


# Clocks


def at_the_door(patience: float | None = None):
    """A door that triages for a minute and passes on to a back room that works for a minute; people to spare."""
    company = world(0.5, departments={"door": 100, "back": 100}, topics={"matter": Topic("back", 1.0, 0.0)},
                    channels={"line": Channel(patience_hours=patience and patience / 60)},
                    work_law="fixed", work_cv=0.0, raise_again=0.0, cost_register=costs(triage=1.0))  # fmt: skip
    records = one_run(
        company, design({"door": desk("door", 100, ["line"]), "back": desk("back", 100)}), study(400.0), 1
    )
    rows = records.in_window()
    return records.episodes[rows], records.issues["raised"][rows]


def triage_is_no_answer():
    """Taken up at once, an answer begun after the minute of triage, there after another, and only then resolved."""
    episodes, raised = at_the_door()
    for moment, minutes in (("taken_up", 0.0), ("started", 1.0), ("first_answer", 2.0), ("resolved", 2.0)):
        assert np.allclose(episodes[moment] - raised, minutes, rtol=0, atol=1e-9), f"{moment} after {minutes} minutes"


def patience_outlasts_triage():
    """Patience of a quarter of a minute on average: all but e^-4 have given up when triage is through."""
    gave_up = (at_the_door(patience=0.25)[0]["state"] == GAVE_UP).mean()
    assert gave_up > 0.9, f"{gave_up:.0%} gave up during triage"


def who_is_served_stays():
    """Patience of a hundredth of a minute, and somebody idle for everybody: nobody gives up."""
    company = desk_world(100, 0.5, channels={"line": Channel(patience_hours=0.01 / 60)})
    records = one_run(company, one_desk(100), study(400.0), 1)
    assert not (records.episodes["state"] == GAVE_UP).any(), "somebody gave up while being served"


def nobody_works_at_night():
    """Work of three hours in days of eight: done in three working hours, within the day or the next."""
    company = desk_world(
        100, 0.02, open_hour=9.0, close_hour=17.0, work_days=5, work_law="fixed", work_cv=0, work_minutes=180
    )
    engine = engine_of(company, one_desk(100), 8 * DAY)
    engine.advance(8 * DAY)
    raised = engine["episodes"][: int(engine.state["next_issue"][0])]
    done = raised[np.isfinite(raised["ended"])]
    took = engine.working_clocks(done["ended"]) - engine.working_clocks(done["started"])
    at = done["ended"] % DAY
    assert len(done) > 100 and np.allclose(took, 180.0), "three working hours"
    assert ((at >= 9 * 60) & (at <= 17 * 60)).all(), "ended at night"


def off_topic_is_slower():
    """Generalists at home on nothing take half as long again."""
    company = world(0.5, departments={"generalists": 100, "experts": 1}, topics={"matter": Topic("experts", 1.0, 0.0)},
                    work_law="fixed", work_cv=0.0, off_topic_slowdown=0.5)  # fmt: skip
    shape = design({"pool": desk("generalists", 100, ["line"], answers=["*"]), "experts": desk("experts", 1)})
    records = one_run(company, shape, study(200.0), 1)
    took = (records.episodes["ended"] - records.episodes["started"])[records.in_window()]
    assert np.allclose(took, 1.5, rtol=0, atol=1e-9)


# Instruments and draws


def probes_weigh_nothing():
    """With mystery shoppers and without, the same bytes."""
    asked, left_alone = busy_run(probes=400.0), busy_run(probes=0.0)
    assert len(asked.probes) > 100
    for table in ("issues", "episodes", "minutes", "busy", "own_done", "own_delay"):
        assert packed(getattr(asked, table)) == packed(getattr(left_alone, table)), f"{table} differ with probes"


def issues_stay_as_they_were():
    """The table of issues is the same bytes after a run as before."""
    company, shape = busy_company()
    plan = study(DAY / 2)
    issues = issue_table(company, 1, days_of(plan, "flow"))
    before = packed(issues)
    records = simulate(drawn(company, shape), people(company, 1), issues, 1, "flow", plan)
    assert (records.episodes["contacts"] > 1).any()
    assert packed(records.issues) == packed(issues) == before, "the run has changed the issues"


def others_draws_stay():
    """Where nobody queues, what becomes of a customer is the same without another customer."""
    company, shape = ample(10)
    plan = study(15.0, after=100.0)
    chart = draw_up(company, shape, "ample", None, Setting(1.0, 1e9))
    issues = issue_table(company, 1, days_of(plan, "flow"))
    issues = issues[issues["raised"] < 15.0]
    kept = issues["person"] != 3
    one, two = (
        simulate(chart, people(company, 1), rows.copy(), 1, "flow", plan).episodes for rows in (issues, issues[kept])
    )
    for column in (
        "started",
        "first_answer",
        "resolved",
        "ended",
        "minutes",
        "state",
        "contacts",
        "approvals",
        "reworks",
    ):
        assert np.array_equal(one[kept][column], two[column], equal_nan=True), f"{column} of others changed"
    assert not kept.all() and (two["contacts"] > 1).any() and (two["reworks"] > 0).any()


def every_decision_has_its_own_key():
    """No key is drawn twice, save what is the same decision: whom an outdated entry names, and probes' own."""
    drawn_for, real = Counter(), keys.words

    def noted(seed, kind, *whose):
        drawn_for[kind, *(int(w) for w in whose)] += 1
        return real(seed, kind, *whose)

    keys.words = noted
    try:
        busy_run(probes=50.0, mail=Channel(patience_hours=0.1), web=Channel(patience_hours=0.1))
    finally:
        keys.words = real
    twice = [key for key, times in drawn_for.items() if times > 1 and key[0] not in (keys.FORMER, keys.PROBE_TIME)]
    kinds = {key[0] for key in drawn_for}
    assert kinds >= {keys.WORK_MINUTES, keys.SLIP, keys.DISCOVERY, keys.RAISE_AGAIN, keys.NEW_CHANNEL, keys.PATIENCE,
                     keys.EXCEPTION, keys.DECISION, keys.NEWS, keys.MOVE, keys.OWN_TIME, keys.OWN_MINUTES}  # fmt: skip
    assert not twice, f"drawn twice: {twice[:3]}"


def exponentials_average_one():
    """The mean of many exponentials is 1, within a per cent."""
    within, runs = 0.01, 80
    n = int(np.ceil(draws(1.0, within, runs)))
    means = []
    for seed in range(runs):
        high, low, _, _ = keys.words(seed, keys.OWN_TIME, np.arange(n), 0, 0)
        means.append(np.mean([keys.exponential(a, b) for a, b in zip(high, low)]))
    judge(means, 1.0, within)


def known_answers():
    """Philox gives the published words."""
    for counter, key, words in VECTORS:
        assert tuple(int(w) for w in keys.philox(*map(np.uint64, (*counter, *key)))) == words


# Knowledge and attitude


def one_bounce_a_move():
    """A sender is corrected by its first case that bounces: no more bounces than moves, however many cases."""
    departments = {"door": 9, "home": 9, "elsewhere": 9}
    company = world(issues_per_week=400, reorganisations=300.0, departments=departments,
                    topics={"matter": Topic("home", 1.0, 0.0)})  # fmt: skip
    shape = design({d: desk(d, 9, ["line"] if d == "door" else []) for d in departments})
    engine = engine_of(company, shape, 7 * DAY)
    moved_before = int(engine["topics"]["entry"][0])
    engine.advance(7 * DAY)
    moves, bounces = int(engine["topics"]["entry"][0]) - moved_before, int(engine["episodes"]["bounces"].sum())
    assert moves > 1
    assert 0 < bounces <= moves + 1, f"{bounces} bounces after {moves} moves"


def knowing(lines):
    """Versions held after ten weeks by units of three departments and the newest, one topic of the first."""
    departments = {"owner": 1, "middle": 1, "far": 1}
    company = world(issues_per_week=1.0, departments=departments, topics={"matter": Topic("owner", 1.0, 3.0)})
    shape = design({d: desk(d, 1, ["line"] if d == "owner" else []) for d in departments}, lines)
    engine = engine_of(company, shape, 70 * DAY)
    engine.advance(70 * DAY)
    names = list(drawn(company, shape).units)
    held = dict(zip(names, (int(v) for v in engine["versions"]["v"])))
    return held, int(engine["topics"]["version"][0])


def who_meets_nobody_knows_nothing():
    """A unit on no line, whose answers never prove wrong, never learns any news."""
    held, newest = knowing([Line(["owner", "middle"], every=7.0)])
    assert newest > 50 and held["middle"] > newest / 2
    assert held["far"] == 0, "news has come to a unit that meets nobody"


def nobody_tells_what_nobody_told_them():
    """A line between two units that both never meet the owner carries no news."""
    held, newest = knowing([Line(["middle", "far"], every=7.0)])
    assert newest > 50 and held["middle"] == held["far"] == 0, "two who do not know tell each other"


def attitudes_halve():
    """The mean attitude is the baseline's and every move since, each halved once a half-life."""
    half_life = 5.0
    company = desk_world(100, 0.01, customers=100, half_life_days=half_life)
    records = one_run(company, one_desk(100), study(DAY, path_days=28), 1, "path")
    row, episodes = records.path[-1], records.episodes
    over = np.isfinite(episodes["ended"]) & (episodes["ended"] < row["time"]) & (episodes["ended"] >= records.start)
    age = (row["time"] - episodes["ended"][over]) / (half_life * DAY)
    moved = company.population.eta * (episodes["judged"][over] * 0.5**age).sum() / 100
    expected = people(company, 1).baseline.mean() + moved
    assert over.sum() > 100 and np.isclose(row["mean_attitude"], expected, rtol=1e-5), (row["mean_attitude"], expected)
