"""Attitude as shot noise, talk as a branching process: the path estimand against Campbell and Galton-Watson."""

from __future__ import annotations

from functools import lru_cache
from math import exp, log

import numpy as np
import pytest

from orgsim.config.schema import Activity, Channel, Topic, WordOfMouth
from orgsim.run import days_of, set_up, simulate
from orgsim.validation.closed_forms.people import shot_noise, total_over_direct
from orgsim.validation.judge import Checks
from orgsim.validation.plain import DAY, FREE, design, desk, desk_world, drawn, one_desk, replications, study, world
from orgsim.world.issues import issue_table
from orgsim.world.network import Network
from orgsim.world.people import People, people

CHECKS = Checks(20)
N = CHECKS.replications
ANSWERED, RIGHT, QUICK, LARGE, SILENT = 0.618, 1.309, 1.727, -1.297, -0.775  # TARP's ladder (DESIGN section 7)
TRANSFER, REPEAT = 0.88, 0.85  # SQM


def logit(p):
    return log(p / (1 - p))


def likely(*rungs):
    """Probability of staying loyal on some rungs of the ladder."""
    return 1 / (1 + exp(-SILENT - sum(rungs)))


def at_the_end(world, chart, plan, seed):
    """Customers' deviations from their baseline at the end of a path."""
    days = days_of(plan, "path")
    issues = issue_table(world, seed, days)
    engine = set_up(drawn(world, chart), people(world, seed), issues, seed, plan, days)
    engine.release_attitudes()
    engine.advance(days * DAY)
    table, decay = engine["customers"], float(engine.state["decay"][0])
    return table["shift"] * np.exp(-decay * (engine.now - table["moved"]))


def calm(customers, a_day, **changes):
    """So many customers, each with so many issues a day, and sixty people who answer within minutes."""
    return desk_world(60, customers=customers, issues_per_week=7 * a_day * customers, **changes)


def test_shot_noise():
    """Right and wrong answers, small and large losses: four jumps at Poisson times, halved every five days."""
    eta, half_life, a_day = 0.25, 5.0, 0.3
    slip, discovery, large = 0.3, 0.5, 0.4
    found = slip * discovery  # the answer proved wrong, and the customer lets it be
    chances, jumps = [], []
    for loss, share in ((LARGE, large), (0.0, 1 - large)):
        jumps += [eta * logit(likely(ANSWERED, RIGHT, QUICK, loss)), eta * logit(likely(ANSWERED, QUICK, loss))]
        chances += [share * (1 - found), share * found]
    mean, variance = shot_noise(a_day, jumps, chances, log(2) / half_life)
    # Customers are independent draws; a square has a relative variance of about 2, as of a normal.
    customers = int(max(CHECKS.draws_needed(variance / mean**2, 0.01), CHECKS.draws_needed(2.5, 0.03)))
    company = calm(
        customers, a_day, eta=eta, half_life_days=half_life, large_loss=large,
        slip=slip, discovery=discovery, discovery_hours=1.0, raise_again=0.0,
    )  # fmt: skip
    plan = study(0.0, path_days=80)  # sixteen half-lives: 2^-16 of the start is left
    seen = [at_the_end(company, one_desk(60), plan, seed) for seed in range(1, N + 1)]
    CHECKS.hold([np.mean(shift) for shift in seen], mean, 0.01)
    CHECKS.hold([np.mean((shift - mean) ** 2) for shift in seen], variance, 0.03)


def test_the_path_reports_the_mean_attitude():
    """The weekly mean is the starting mean plus the shot noise, which builds up as 1 - 2^(-t / half-life)."""
    half_life, a_day = 20.0, 0.1
    mean, variance = shot_noise(a_day, [0.25 * logit(likely(ANSWERED, RIGHT, QUICK))], [1], log(2) / half_life)
    exact = mean * (1 - 2 ** (-28 / half_life))
    customers = int(CHECKS.draws_needed(variance / exact**2, 0.015))

    def gain(records):
        weeks = {round(row["time"] / DAY): row["mean_attitude"] for row in records.path}
        return weeks[28] - weeks[0]

    company = calm(customers, a_day, half_life_days=half_life)
    seen = replications(gain, company, one_desk(60), study(0.0, path_days=30), N, estimand="path")
    CHECKS.hold(seen, exact, 0.015)


FOREVER = {"half_life_days": 1e9, "eta": 1.0}


def handed_over(**changes):
    """The door may not answer, so every case is handed to the back."""
    departments = {"door": 60, "back": 60}
    topics = {"matter": Topic("back", 1.0, 0.0)}
    demand = {"customers": 1000, "issues_per_week": 1000.0}
    company = world(departments=departments, topics=topics, **demand, **FOREVER, **changes)
    return company, design({d: desk(d, 60, ["line"] if d == "door" else []) for d in departments})


def moves_of(company, chart):
    """Mean move of attitude by an issue, of each replication."""

    def by_issue(records):
        ended = (records.episodes["ended"] <= 7 * DAY).sum()
        first, second = records.path["mean_attitude"][:2]
        return (second - first) * company.population.customers / ended

    return replications(by_issue, company, chart, study(0.0, path_days=8), 10, estimand="path")


LADDER = {
    "right and quick": ({}, (ANSWERED, RIGHT, QUICK)),
    "right and slow": ({"channels": {"line": Channel(norm_hours=0.0)}}, (ANSWERED, RIGHT)),
    "of large loss": ({"large_loss": 1.0}, (ANSWERED, RIGHT, QUICK, LARGE)),
    "wrong, unnoticed": ({"slip": 1.0}, (ANSWERED, RIGHT, QUICK)),
    "wrong, noticed": ({"slip": 1.0, "discovery": 1.0}, (ANSWERED, QUICK)),
}


@pytest.mark.parametrize("answer", LADDER)
def test_the_ladder(answer):
    """Every rung of TARP's ladder, to rounding: the customer moves by eta times the logit."""
    changes, rungs = LADDER[answer]
    company = calm(1000, 1 / 7, **FOREVER, **changes)
    assert moves_of(company, one_desk(60)) == pytest.approx(logit(likely(*rungs)), rel=1e-6)


def test_a_transfer_takes_twelve_per_cent():
    assert moves_of(*handed_over()) == pytest.approx(logit(TRANSFER * likely(ANSWERED, RIGHT, QUICK)), rel=1e-6)


def test_silence_is_the_lowest_rung():
    """Nobody waits as long as the door takes to pass a case on: all give up before anybody works on an answer."""
    unheard = handed_over(
        channels={"line": Channel(patience_hours=1e-6)}, cost_register=FREE | {"triage": Activity(10.0)}
    )
    assert moves_of(*unheard) == pytest.approx(logit(likely()), rel=1e-6)


def test_every_further_contact_takes_fifteen_per_cent():
    """Half of the answers are wrong, found out at once and raised again: k more contacts with probability 2^-(k+1)."""
    again = {"slip": 0.5, "discovery": 1.0, "discovery_hours": 0.0, "raise_again": 1.0}
    steps = np.array([logit(REPEAT**k * likely(ANSWERED, RIGHT, QUICK)) for k in range(49)])
    weights = 0.5 ** np.arange(1, 50)
    exact = weights @ steps
    issues = CHECKS.draws_needed(weights @ (steps / exact) ** 2 - 1, 0.02)
    company = calm(1000, issues / 7000, **FOREVER, **again)

    def by_issue(records):
        ended = (records.episodes["ended"] <= 7 * DAY).sum()
        return (records.path["mean_attitude"][1] - records.path["mean_attitude"][0]) * 1000 / ended

    seen = replications(by_issue, company, one_desk(60), study(0.0, path_days=8), N, estimand="path")
    CHECKS.hold(seen, exact, 0.02)


# Talk

CUSTOMERS, DEGREE, RETELL, EFFECT = 4000, 20, 0.25, 0.01
DAYS, REST = 84, 35  # of issues, and until the last rumour has ended


@lru_cache
def everybody_knows_as_many():
    """A network in which everybody has `DEGREE` ties at random distances, so hardly a circle is short."""
    far = np.random.default_rng(1).choice(np.arange(1, CUSTOMERS // 2), DEGREE // 2, replace=False)
    person = np.arange(CUSTOMERS)
    return Network.from_ties(CUSTOMERS, np.concatenate([np.c_[person, (person + d) % CUSTOMERS] for d in far]))


def told_over_own(branching_ratio, first_tellers, seed):
    """What talk moved in all, over what it would if nobody passed anything on: EFFECT x listeners a teller reaches."""
    talk = WordOfMouth(branching_ratio, bad_reach=1.0, effect=EFFECT, retell=RETELL, days=1)
    company = calm(CUSTOMERS, first_tellers / DAYS / CUSTOMERS, word_of_mouth=talk, **FOREVER)
    plan = study(0.0, path_days=DAYS + REST)
    issues = issue_table(company, seed, days_of(plan, "path"))
    issues = issues[issues["raised"] < DAYS * DAY]
    crowd = People(np.zeros(CUSTOMERS), everybody_knows_as_many())
    records = simulate(drawn(company, one_desk(60)), crowd, issues, seed, "path", plan)
    own = len(issues) * logit(likely(ANSWERED, RIGHT, QUICK))
    moved = (records.path["mean_attitude"][-1] - records.path["mean_attitude"][0]) * CUSTOMERS
    return (moved - own) / (own * EFFECT * branching_ratio / RETELL)


@pytest.mark.parametrize("branching_ratio", [0.3, 0.6])
def test_talk_multiplies_by_one_over_one_minus_r(branching_ratio):
    """Tellers in all over first tellers is 1 / (1 - R), so is what is told in all over what first tellers tell.

    Issues are so few that a rumour hardly ever meets somebody who is telling another (less than .4 % of the time).
    """
    exact = total_over_direct(branching_ratio)
    # Of one rumour: Poisson offspring give the number of tellers a variance R / (1 - R)^3, listeners a Poisson one.
    listeners = branching_ratio / RETELL * exact
    relative = branching_ratio / (1 - branching_ratio) ** 3 / exact**2 + 1 / listeners
    first_tellers = CHECKS.draws_needed(relative, 0.05)
    seen = [told_over_own(branching_ratio, first_tellers, seed) for seed in range(1, N + 1)]
    CHECKS.hold(seen, exact, 0.05)
