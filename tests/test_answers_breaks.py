"""What breaks first: the unit with the most load per seat, at the load where it is full, whoever else is equal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from made_up_sweeps import grid, made_up
from orgsim.answers.breaks import BETWEEN, PROPORTIONAL, breaks
from orgsim.errors import InputError
from orgsim.views.answers.breaks import figures, lines


def flat(points):
    return np.zeros(len(points))


def sweep(points: pd.DataFrame, units: dict, runs: dict | None = None):
    """A sweep with ``units[design][unit]``: (seats, offered load by point); runs: simulated utilisation by unit."""
    swept = made_up(points, dict.fromkeys(units, flat), replications=3)
    rows = []
    for _, point in swept.points.iterrows():
        for design, own in units.items():
            for unit, (seats, load) in own.items():
                people = float(load(point)) if callable(load) else float(load)
                rows.append((point["point"], design, unit, seats, people, people / seats if seats else np.nan))
    columns = ["point", "design", "unit", "seats", "offered_load", "offered_per_seat"]
    found = [
        (point, design, "flow", r, "utilisation", "share", f"unit={unit}", busy)
        for point in swept.points["point"]
        for design, own in (runs or {}).items()
        for unit, busy in own.items()
        for r in range(3)
    ]
    more = pd.DataFrame(found, columns=list(swept.measures.columns)) if found else swept.measures.iloc[:0]
    measures = pd.concat([swept.measures, more], ignore_index=True) if found else swept.measures
    return type(swept)(swept.points, measures, pd.DataFrame(rows, columns=columns), swept.levers, swept.designs)


ONE = grid(company__slip=[0.05])
LOADS = grid(company__load=[0.6, 0.8, 0.7])


def test_the_unit_with_most_load_per_seat_breaks_first():
    found = breaks(sweep(ONE, {"mine": {"sales": (10, 8.0), "hub": (2, 1.9), "large": (50, 40.0)}})).table
    assert found["unit"].tolist() == ["hub"]
    assert found["growth"].iloc[0] == pytest.approx(2 / 1.9)
    assert not found["broken"].iloc[0]


def test_a_unit_with_work_and_nobody_breaks_before_all_others():
    found = breaks(sweep(ONE, {"mine": {"sales": (10, 12.0), "ghost": (0, 0.1), "void": (0, 0.0)}}))
    assert found.table["unit"].tolist() == ["ghost"] and found.table["growth"].tolist() == [0.0]
    assert set(found.tables["units"]["unit"]) == {"sales", "ghost"}
    assert "no people" in lines(found)[0]
    assert set(figures(found)) == {"breaks"}


def test_units_within_one_per_cent_of_each_other_break_together_as_in_a_report():
    found = breaks(sweep(ONE, {"mine": {"a": (4, 3.0), "b": (8, 6.05), "c": (4, 2.0)}}))
    assert found.table["units"].tolist() == ["a, b"]
    assert found.tables["units"].set_index("unit")["share_first"].to_dict() == {"a": 1.0, "b": 1.0, "c": 0.0}


def test_the_load_at_which_it_breaks_lies_between_the_points_around_it():
    mine = {"hub": (2, lambda p: 2 + 20 * (p["company.load"] - 0.76)), "sales": (10, 5.0)}
    (row,) = breaks(sweep(LOADS, {"mine": mine})).tables["load"].to_dict("records")
    assert row["method"] == BETWEEN and row["unit"] == "hub"
    assert row["load"] == pytest.approx(0.76)
    assert (row["below"], row["above"]) == (0.7, 0.8)


def test_beyond_the_points_it_is_reckoned_in_proportion_and_said_so():
    answer = breaks(sweep(LOADS, {"mine": {"hub": (2, lambda p: 2 * p["company.load"] / 0.9)}}))
    (row,) = answer.tables["load"].to_dict("records")
    assert row["method"] == PROPORTIONAL and row["load"] == pytest.approx(0.9) and row["below"] == 0.8
    assert any("company.load 0.90 (extrapolated" in line for line in lines(answer))
    (row,) = (
        breaks(sweep(LOADS, {"mine": {"hub": (2, lambda p: 2 * p["company.load"] / 0.5)}}))
        .tables["load"]
        .to_dict("records")
    )
    assert row["method"] == PROPORTIONAL and row["load"] == pytest.approx(0.5) and row["above"] == 0.6


def test_each_setting_of_the_other_factors_has_its_own_load():
    points = grid(company__load=[0.6, 0.9], company__work_law=["fixed", "lognormal"])
    full = {"fixed": 0.7, "lognormal": 0.8}
    mine = {"hub": (1, lambda p: 1 + p["company.load"] - full[p["company.work_law"]])}
    found = breaks(sweep(points, {"mine": mine})).tables["load"].set_index("company.work_law")["load"]
    assert found.to_dict() == pytest.approx(full)


def test_over_uncertain_worlds_each_unit_has_its_share():
    points = grid(company__slip=[0.1, 0.2, 0.3, 0.4])
    mine = {"a": (1, lambda p: 1.2 if p["company.slip"] < 0.15 else 0.5), "b": (1, lambda p: 0.8)}
    answer = breaks(sweep(points, {"mine": mine}))
    units = answer.tables["units"].set_index("unit")
    assert units["share_first"].to_dict() == {"a": 0.25, "b": 0.75}
    assert units["share_broken"].to_dict() == {"a": 0.25, "b": 0.0}
    assert answer.tables["designs"]["share_broken"].tolist() == [0.25]
    assert lines(answer)[0] == "Some unit has more work than people, of 4 worlds: under mine in 25 %."
    assert lines(answer)[1].startswith("mine: first to be full: b in 75 % and a in 25 % of 4 worlds; ")


def test_runs_stand_beside_the_reckoning():
    mine, busy = {"a": (1, 0.9), "b": (1, 0.8)}, {"a": 0.7, "b": 0.75}
    answer = breaks(sweep(ONE, {"mine": mine}, {"mine": busy}))
    assert answer.tables["designs"]["busiest_too"].tolist() == [0.0]
    assert answer.tables["simulated"].set_index("subset")["mean"].to_dict() == pytest.approx(
        {"unit=a": 0.7, "unit=b": 0.75}
    )
    assert np.isnan(breaks(sweep(ONE, {"mine": mine})).tables["designs"]["busiest_too"]).all()


def test_one_design_may_be_asked_for_and_no_other_than_there_are():
    swept = sweep(ONE, {"mine": {"a": (1, 0.9)}, "yours": {"b": (1, 0.8)}})
    assert breaks(swept, design="yours").table["design"].tolist() == ["yours"]
    with pytest.raises(InputError, match="yours"):
        breaks(swept, design="your")
    with pytest.raises(InputError):
        breaks(made_up(ONE, {"mine": flat}))


def test_the_picture_has_a_panel_for_each_design_and_the_fullest_unit_on_top():
    answer = breaks(sweep(LOADS, {"mine": {"a": (1, 0.5), "b": (1, 0.9)}, "yours": {"c": (1, 1.3)}}))
    axes = figures(answer)["breaks"].axes
    assert [each.get_title("left") for each in axes] == ["mine", "yours"]
    assert [tick.get_text() for tick in axes[0].get_yticklabels()] == ["b", "a"]
