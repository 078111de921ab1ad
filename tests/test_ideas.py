"""Co-creation: ideas need a line to whoever takes them up, take work, and then spare issues."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.config.extensions import Cocreation, Extensions
from orgsim.config.schema import Line, Topic
from orgsim.engine.tables import IDEA
from orgsim.measures.extended import extensions
from orgsim.structure.traffic import offered_minutes
from orgsim.validation.plain import WEEK, design, desk, desk_world, drawn, one_desk, one_run, study, world

A_WEEK, HAS, ENDS = 2000.0, 0.1, 0.01  # issues a week; share with an idea; share of issues an idea ends
MINUTES = 2.0


def ideas(share=HAS, **changes) -> Extensions:
    return Extensions(cocreation=Cocreation(**{"ideas": share, "minutes": MINUTES, "relief": ENDS, **changes}))


def measured(records) -> dict[str, float]:
    """Every measure of the extensions by name."""
    return {row.measure: row.value for row in extensions(records)}


def lone(extension, weeks=10.0, seed=3, shape=None, **changes):
    """One desk that takes up the ideas of its own customers, from the first minute."""
    company = desk_world(5, A_WEEK / WEEK, extensions=extension, **changes)
    return one_run(company, shape or one_desk(5, takes_ideas=True), study(weeks * WEEK, after=60.0), seed)


def test_issues_fade_as_ideas_are_taken_up():
    """r' = -eps lam i r^2, so r(t) = 1 / (1 + eps lam i t); some 150 ideas a run, eight runs."""
    left = 1.0 - np.mean([measured(lone(ideas(), seed=seed))["issues_relieved"] for seed in range(1, 9)])
    exact = 1.0 / (1.0 + ENDS * A_WEEK * HAS * 10.0)
    assert left == pytest.approx(exact, rel=4 / np.sqrt(150 * 8) + ENDS)


def test_each_idea_ends_its_share():
    found = measured(lone(ideas()))
    assert 1.0 - found["issues_relieved"] == pytest.approx((1.0 - ENDS) ** found["ideas_done"])
    assert found["ideas_passed"] == 1.0


def test_an_idea_is_work():
    records = lone(ideas(relief=0.0))
    worked = records.minutes[:, IDEA].sum()
    assert worked == pytest.approx(MINUTES * HAS * A_WEEK * 10, rel=4 / np.sqrt(HAS * A_WEEK * 10))
    offered = offered_minutes(drawn(desk_world(5, A_WEEK / WEEK, extensions=ideas()), one_desk(5, takes_ideas=True)))
    assert offered[:, IDEA].sum() == pytest.approx(MINUTES * HAS * A_WEEK / WEEK)


def two_rooms(lines=(), takes=True):
    """A front that answers and a workshop that takes ideas up."""
    company = world(
        A_WEEK / WEEK, departments={"front": 5, "shop": 2}, extensions=ideas(), topics={"matter": Topic("front")}
    )
    rooms = {"front": desk("front", 5, ["line"]), "shop": desk("shop", 2, takes_ideas=takes)}
    rooms["between"] = desk("front", 1, departments=[])
    return company, design(rooms, [Line(list(pair), every=1.0) for pair in lines])


@pytest.mark.parametrize(
    "lines, passes",
    [((), False), ((("front", "shop"),), True), ((("front", "between"), ("between", "shop")), True)],
)
def test_it_needs_a_way_along_the_lines(lines, passes):
    company, shape = two_rooms(lines)
    found = measured(one_run(company, shape, study(2 * WEEK), 3))
    assert found["ideas_passed"] == float(passes)
    assert (found["issues_relieved"] > 0) == passes


def test_a_line_that_tells_the_front_alone_carries_no_ideas_back():
    company, shape = two_rooms()
    shape.lines = [Line(["shop", "front"], every=1.0, one_way=True)]
    assert measured(one_run(company, shape, study(WEEK), 3))["ideas_passed"] == 0.0
    shape.lines = [Line(["front", "shop"], every=1.0, one_way=True)]
    assert measured(one_run(company, shape, study(WEEK), 3))["ideas_passed"] == 1.0


def test_without_ideas_or_anybody_to_take_them_up_nothing_changes():
    plain = lone(Extensions(), weeks=2.0)
    for extension, shape in ((ideas(0.0), None), (ideas(), one_desk(5))):
        other = lone(extension, weeks=2.0, shape=shape)
        assert other.episodes["resolved"].tobytes() == plain.episodes["resolved"].tobytes()


def test_who_was_heard_feels_better():
    plan = study(WEEK, warm_up_weeks=1.0, path_days=30)
    company = desk_world(5, A_WEEK / WEEK, extensions=ideas(relief=0.0, heard=2.0))
    unheard = desk_world(5, A_WEEK / WEEK, extensions=ideas(relief=0.0, heard=0.0))
    paths = [one_run(each, one_desk(5, takes_ideas=True), plan, 3, "path").path for each in (company, unheard)]
    assert paths[0]["mean_attitude"][-1] > paths[1]["mean_attitude"][-1]


def test_spared_issues_are_not_counted_and_are_the_same_persons_under_every_design():
    records = lone(ideas(), weeks=2.0)
    before = lone(Extensions(), weeks=2.0)
    assert records.in_window().sum() < before.in_window().sum()
    assert records.issues.tobytes() == before.issues.tobytes()
