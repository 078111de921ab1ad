"""The community: as many members as come and stay, answers as good as what they heard, its end if nobody cares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orgsim.config.extensions import Community, Extensions
from orgsim.config.schema import Topic
from orgsim.engine.tables import HOSTING, RESOLVED, WRONG
from orgsim.measures.extended import extensions
from orgsim.structure.traffic import offered_minutes
from orgsim.validation.judge import Checks
from orgsim.validation.plain import DAY, WEEK, desk_world, drawn, one_desk, one_run, study

CHECKS, REPLICATIONS = 2, 20
PEOPLE, A_DAY = 20_000, 200.0  # customers, and issues a day


def community(**changes) -> Extensions:
    """Everybody asks there first, nobody thanks, whoever was answered joins."""
    plain = {"members": 0.05, "asks": 1.0, "joins": 1.0, "recognition": 0.0, "hosting_minutes": 60.0}
    return Extensions(community=Community(**{**plain, **changes}))


def company(extension: Extensions, **changes):
    """Ten people who answer in a minute what reaches them."""
    return desk_world(10, A_DAY / DAY, customers=PEOPLE, extensions=extension, **changes)


def measured(records) -> dict[str, float]:
    """Every measure of the extensions by name."""
    return {row.measure: row.value for row in extensions(records)}


def settled(extension: Extensions, seed: int, shape=None, weeks: float = 26.0, measured_weeks: float = 4.0, **changes):
    """A run measured after so many weeks."""
    plan = study(measured_weeks * WEEK, weeks * WEEK, after=10.0)
    return one_run(company(extension, **changes), shape or one_desk(10), plan, seed)


def balance(stays: float, wait: float) -> float:
    """Members A for whom as many join as leave: (1 - A/N) lam A r / (A r + th) = A / L, with th / r = ``wait``.

    N customers with lam issues a day; each member would answer a question at rate r a day, its customer waits 1/th
    days; members stay L days. Below lam L = th / r nobody is left.
    """
    return max(0.0, (A_DAY * stays - wait) / (1.0 + A_DAY * stays / PEOPLE))


STAYS = 20.0  # days
SHARP = {"stays_days": STAYS, "answers_a_week": 7 / 500, "patience_hours": 24.0}  # th / r = 500 members


def test_it_has_as_many_members_as_come_and_stay():
    """Leaving day by day rather than at any moment moves the balance by half a day's leavers at most, 1/(2 L)."""
    counts = [measured(settled(community(**SHARP), seed))["members"] for seed in range(1, REPLICATIONS + 1)]
    within = 0.5 / STAYS
    exact = balance(STAYS, 500.0)
    assert abs(np.mean(counts) / exact - 1) < within + 4 * np.std(counts) / np.sqrt(REPLICATIONS) / exact
    assert np.std(counts) / exact < 0.05


def test_it_dies_where_too_few_are_answered_for_their_stay():
    dying = community(**SHARP | {"answers_a_week": 7 / 8000})  # lam L = 4,000 < 8,000
    assert balance(STAYS, 8000.0) == 0.0
    for seed in (1, 2, 3):
        assert measured(settled(dying, seed, weeks=52.0))["members"] <= 20


def test_it_lives_where_somebody_looks_after_it():
    """The same members, staying six times as long where they are looked after: above the threshold, not below it."""
    neglected = community(**SHARP | {"answers_a_week": 7 / 8000, "stays_days_hosted": 6 * STAYS})
    kept = settled(neglected, 1, one_desk(10, hosts=True), weeks=52.0)
    left = settled(neglected, 1, weeks=52.0)
    assert measured(kept)["members"] > 0.8 * balance(6 * STAYS, 8000.0) > 1000 > measured(left)["members"]
    assert kept.minutes[:, HOSTING].sum() == pytest.approx(4 * 60.0)
    assert left.minutes[:, HOSTING].sum() == 0.0
    chart = drawn(company(neglected), one_desk(10, hosts=True))
    assert offered_minutes(chart)[:, HOSTING].sum() == pytest.approx(60.0 / WEEK)


def test_its_answers_are_as_good_as_what_members_heard():
    """P(right) = m / (m + nu): members hear from the company at rate m, news comes at rate nu (Poisson both)."""
    everybody = community(members=1.0, asks=0.8, answers_a_week=1000.0, stays_days=1e9)
    news, heard = 140.0, 0.2 * A_DAY * 7  # a week
    shares = []
    for seed in range(1, REPLICATIONS + 1):
        records = settled(everybody, seed, weeks=2.0, measured_weeks=60.0, topics={"matter": Topic("desk", news=news)})
        rows = records.episodes[records.in_window() & (records.episodes["asked"] == 2)]
        shares.append(np.mean(rows["state"] == RESOLVED))
        assert set(np.unique(rows["state"]).tolist()) <= {RESOLVED, WRONG}
    Checks(CHECKS, REPLICATIONS).hold(shares, heard / (heard + news), 0.01)


def test_it_takes_load_off_the_company():
    with_it, without = (settled(each, 3) for each in (community(**SHARP), Extensions()))
    contacts = [int(np.ascontiguousarray(r.episodes["contacts"])[r.in_window()].sum()) for r in (with_it, without)]
    answered = measured(with_it)["answered_in_community"]
    assert contacts[0] == pytest.approx(contacts[1] * (1 - answered), rel=0.01)
    assert answered > 0.5


def test_without_members_nothing_changes():
    without = settled(Extensions(), 3)
    nobody = settled(community(members=0.0), 3)
    assert nobody.episodes.tobytes() == without.episodes.tobytes()


def test_helping_moves_the_helper_who_gains_by_it():
    plan = study(WEEK, 0.0, path_days=60, warm_up_weeks=1.0)
    thanked, unthanked = (
        one_run(company(community(**SHARP, recognition=gain), eta=0.25), one_desk(10), plan, 3, "path")
        for gain in (1.0, 0.0)
    )
    assert thanked.path["mean_attitude"][-1] > unthanked.path["mean_attitude"][-1]
    assert thanked.path["mean_attitude"][0] == unthanked.path["mean_attitude"][0]


def test_a_wrong_answer_found_out_goes_to_the_company():
    """All slip and are found out, within a day on average; the last thousand issues may wait for it still."""
    slippery = {"weeks": 1.0, "slip": 1.0, "discovery": 1.0}
    everybody = community(members=1.0, answers_a_week=1000.0)
    found = settled(everybody, 3, raise_again=1.0, **slippery)
    rows = found.episodes[found.in_window()][:-1000]
    assert np.all(rows["asked"] == 3) and np.mean(rows["contacts"] >= 1) > 0.99
    let_be = settled(everybody, 3, **slippery)
    rows = let_be.episodes[let_be.in_window()][:-1000]
    assert np.mean(rows["state"] == WRONG) > 0.99 and not np.any(rows["contacts"])


def test_matters_of_two_departments_are_not_asked_there():
    from orgsim.validation.plain import design, desk, world

    both = world(
        A_DAY / DAY, customers=PEOPLE, departments={"one": 5, "two": 5}, interdependence=1.0,
        topics={"a": Topic("one"), "b": Topic("two")}, extensions=community(**SHARP),
    )  # fmt: skip
    rooms = {"one": desk("one", 5, ["line"], answers=["*"]), "two": desk("two", 5)}
    records = one_run(both, design(rooms), study(WEEK), 1)
    assert measured(records)["asked_in_community"] == 0.0


def test_the_same_people_are_members_under_every_design():
    tables = [settled(community(**SHARP), 5, replace(one_desk(10), title=title), weeks=1.0) for title in ("a", "b")]
    assert tables[0].episodes.tobytes() == tables[1].episodes.tobytes()
