"""What an issue does to its customer: every rung of the ladder, and moves at random times as shot noise.

The path estimand, with moves that never fade where a single move is looked at.
"""

from __future__ import annotations

from itertools import product
from math import log

import numpy as np

from orgsim.config.schema import Activity, Channel, Design, Topic, World
from orgsim.records import Records
from orgsim.run import days_of, set_up
from orgsim.validation.closed_forms.people import (
    AFTER_CONTACT,
    AFTER_TRANSFER,
    ANSWERED,
    LARGE_LOSS,
    PUBLISHED,
    QUICK,
    RIGHT,
    RUNGS,
    logit,
    loyal,
    shot_noise,
)
from orgsim.validation.judge import CLAIMS
from orgsim.validation.plain import DAY, FREE, design, desk, desk_world, drawn, one_desk, one_run, study, world
from orgsim.validation.proof import Claim, Proof, Run
from orgsim.world.issues import issue_table
from orgsim.world.people import people

CAMPBELL = "Campbell 1909"
TARP, FITTED, SQM = "TARP", "ladder fitted to TARP", "SQM"
EXACTLY = 1e-6  # what is the same in every run is known to rounding
FOREVER = {"half_life_days": 1e12, "eta": 1.0}
STAFF = 60  # who answer within minutes


def calm(customers: int, a_day: float, **changes) -> World:
    """So many customers with so many issues a day each, and people enough to answer within minutes."""
    return desk_world(STAFF, customers=customers, issues_per_week=7 * a_day * customers, **changes)


# Single moves


def handed_over(**changes) -> tuple[World, Design]:
    """The door may not answer, so every case is handed to the back."""
    departments = {"door": STAFF, "back": STAFF}
    topics = {"matter": Topic("back", 1.0, 0.0)}
    company = world(departments=departments, topics=topics, customers=100, issues_per_week=100.0, **changes)
    return company, design({d: desk(d, STAFF, ["line"] if d == "door" else []) for d in departments})


def answered(**changes) -> tuple[World, Design]:
    """One desk answers at once."""
    return calm(100, 1 / 7, **changes), one_desk(STAFF)


SLOW = {"channels": {"line": Channel(norm_hours=0.0)}}
UNHEARD = {  # nobody waits as long as the door takes to pass a case on: all give up before anybody works on an answer
    "channels": {"line": Channel(patience_hours=1e-6)},
    "cost_register": FREE | {"triage": Activity(10.0)},
}
CELLS = {
    "silent": (handed_over, UNHEARD),
    "not satisfied": (answered, SLOW | {"slip": 1.0, "discovery": 1.0}),
    "satisfied": (answered, SLOW),
    "satisfied quickly": (answered, {}),
}


def mean_move(company: World, chart: Design, seed: int) -> float:
    """By how much an issue moves its customer, on average."""
    return per_issue(one_run(company, chart, study(0.0, path_days=8), seed, "path"))


def per_issue(records: Records) -> float:
    """The mean move of the issues that ended in the first week."""
    ended = (records.episodes["ended"] <= 7 * DAY).sum()
    first, second = records.path["mean_attitude"][:2]
    return (second - first) * len(records.reach) / ended


def likely(move: float) -> float:
    """The probability of staying loyal a move stands for."""
    return 1 / (1 + np.exp(-move))


def cells_of_tarp() -> Proof:
    """The eight cells of the published table, and how far from them the ladder is at worst."""
    cells = list(product(CELLS, (False, True)))
    fitted = [loyal(*RUNGS[answer], LARGE_LOSS * large) for answer, large in cells]
    published = np.array([PUBLISHED[answer][large] for answer, large in cells])
    claims = [
        Claim(
            f"loyal after a {'large' if large else 'small'} loss, {answer} (published: {PUBLISHED[answer][large]:.2f})",
            exact, EXACTLY, FITTED, "probability",
        )
        for (answer, large), exact in zip(cells, fitted)
    ]  # fmt: skip
    worst = float(np.abs(np.array(fitted) - published).max())
    claims.append(Claim("the ladder's largest distance from a published cell", worst, EXACTLY, TARP, "probability"))

    def run(seed: int) -> list[float]:
        found = []
        for answer, large in cells:
            company, changes = CELLS[answer]
            found.append(likely(mean_move(*company(**FOREVER, large_loss=float(large), **changes), seed)))
        return [*found, np.abs(np.array(found) - published).max()]

    return Proof("cells_of_tarp", tuple(claims), lambda sharper: run)


def other_moves() -> Proof:
    """What is not in the table: wrong answers nobody notices, noticed ones that were quick, transfers."""
    transferred = logit(AFTER_TRANSFER * loyal(ANSWERED, RIGHT, QUICK))
    claims = (
        Claim("wrong and never noticed: as right", logit(loyal(ANSWERED, RIGHT, QUICK)), EXACTLY, FITTED, "logit"),
        Claim("wrong and noticed, but quick", logit(loyal(ANSWERED, QUICK)), EXACTLY, FITTED, "logit"),
        Claim("right, quick and transferred: likely loyal x .88", transferred, EXACTLY, SQM, "logit"),
    )
    companies = (
        answered(**FOREVER, slip=1.0),
        answered(**FOREVER, slip=1.0, discovery=1.0),
        handed_over(**FOREVER),
    )
    return Proof("other_moves", claims, lambda sharper: lambda seed: [mean_move(*each, seed) for each in companies])


def further_contacts() -> Proof:
    """Half of the answers are wrong, found out at once and raised again: k more contacts with probability 2^-(k+1)."""
    again = {"slip": 0.5, "discovery": 1.0, "discovery_hours": 0.0, "raise_again": 1.0}
    steps = np.array([logit(AFTER_CONTACT**k * loyal(ANSWERED, RIGHT, QUICK)) for k in range(49)])
    weights, within = 0.5 ** np.arange(1, 50), 0.02
    exact = float(weights @ steps)
    issues = CLAIMS.draws_needed(weights @ (steps / exact) ** 2 - 1, within)
    says = "half of the answers wrong and raised again at once: likely loyal x .85 for each further contact"

    def prepare(sharper: float) -> Run:
        company = calm(1000, issues * sharper**2 / 7000, **FOREVER, **again)
        return lambda seed: [mean_move(company, one_desk(STAFF), seed)]

    return Proof("further_contacts", (Claim(says, exact, within, SQM, "logit"),), prepare)


# Moves at random times


def moves_as_shot_noise() -> Proof:
    """Right and wrong answers, small and large losses: four jumps at Poisson times, halved every five days."""
    eta, half_life, a_day = 0.25, 5.0, 0.3
    slip, discovery, large = 0.3, 0.5, 0.4
    found = slip * discovery  # the answer proved wrong, and the customer lets it be
    chances, jumps = [], []
    for loss, share in ((LARGE_LOSS, large), (0.0, 1 - large)):
        jumps += [eta * logit(loyal(ANSWERED, RIGHT, QUICK, loss)), eta * logit(loyal(ANSWERED, QUICK, loss))]
        chances += [share * (1 - found), share * found]
    mean, variance = shot_noise(a_day, jumps, chances, log(2) / half_life)
    kind = f"issues {a_day:g} a day, halved every {half_life:g} days: attitude's"
    claims = (
        Claim(f"{kind} mean", mean, 0.01, CAMPBELL, "attitude"),
        Claim(f"{kind} variance", variance, 0.03, CAMPBELL, "attitude squared"),
    )
    # Customers are independent draws; a square has a relative variance of about 2, as of a normal.
    customers = max(CLAIMS.draws_needed(variance / mean**2, 0.01), CLAIMS.draws_needed(2.5, 0.03))
    plan = study(0.0, path_days=80)  # sixteen half-lives: 2^-16 of the start is left

    def prepare(sharper: float) -> Run:
        company = calm(
            int(customers * sharper**2), a_day, eta=eta, half_life_days=half_life, large_loss=large,
            slip=slip, discovery=discovery, discovery_hours=1.0, raise_again=0.0,
        )  # fmt: skip

        def run(seed: int) -> tuple[float, float]:
            shift = shifts_at_the_end(company, seed, plan)
            return shift.mean(), ((shift - mean) ** 2).mean()

        return run

    return Proof("moves_as_shot_noise", claims, prepare)


def shifts_at_the_end(world: World, seed: int, plan) -> np.ndarray:
    """Customers' deviations from their baseline at the end of a path."""
    days = days_of(plan, "path")
    chart, issues = drawn(world, one_desk(STAFF)), issue_table(world, seed, days)
    engine = set_up(chart, people(world, seed), issues, seed, plan, days)
    engine.release_attitudes()
    engine.advance(days * DAY)
    table, decay = engine["customers"], float(engine.state["decay"][0])
    return table["shift"] * np.exp(-decay * (engine.now - table["moved"]))


def the_mean_builds_up() -> Proof:
    """The weekly mean is the starting mean plus the shot noise, which builds up as 1 - 2^(-t / half-life)."""
    half_life, a_day, within = 20.0, 0.1, 0.015
    mean, variance = shot_noise(a_day, [0.25 * logit(loyal(ANSWERED, RIGHT, QUICK))], [1], log(2) / half_life)
    exact = mean * (1 - 2 ** (-28 / half_life))
    customers = CLAIMS.draws_needed(variance / exact**2, within)
    says = f"issues {a_day:g} a day, halved every {half_life:g} days: gain of the mean attitude in four weeks"

    def gain(records: Records) -> float:
        weeks = {round(row["time"] / DAY): row["mean_attitude"] for row in records.path}
        return weeks[28] - weeks[0]

    def prepare(sharper: float) -> Run:
        company = calm(int(customers * sharper**2), a_day, half_life_days=half_life)
        plan = study(0.0, path_days=30)
        return lambda seed: [gain(one_run(company, one_desk(STAFF), plan, seed, "path"))]

    return Proof("the_mean_builds_up", (Claim(says, exact, within, CAMPBELL, "attitude"),), prepare)


PROOFS: tuple[Proof, ...] = (
    cells_of_tarp(),
    other_moves(),
    further_contacts(),
    moves_as_shot_noise(),
    the_mean_builds_up(),
)
