"""A ticket log tells when incidents arise and what they needed, and tells misrouting, triage and need apart."""

import doctest
import gzip
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orgsim.config.schema import Demand, World
from orgsim.errors import InputError
from orgsim.inputs import ticket_log
from orgsim.inputs.ticket_log import demand_profile, read_ticket_log, without_detours, without_triage, write_demand

SERVICENOW = Path(__file__).parents[2] / "shared" / "data" / "servicenow_events.csv.gz"
HEADER = "number,opened_at,assignment_group,sys_mod_count,reassignment_count,resolved_at"
MONDAY = "2024-01-01 09:30:00"


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "log.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def log_of(written):
    """A log whose incidents, opened a day apart from a Monday, were held by the groups given: 'desk network desk'."""

    def log(*histories):
        rows = [HEADER]
        for number, history in enumerate(histories):
            groups = history.split()
            for event, group in enumerate(groups):
                day = f"2024-01-{number + 1:02d}"
                rows.append(f"INC{number},{day} 09:30:00,{group},{event},{len(groups) - 1},{day} 12:30:00")
        return read_ticket_log(written("\n".join(rows)))

    return log


# what a case needed


def test_doctests():
    assert doctest.testmod(ticket_log).failed == 0


@pytest.mark.parametrize(
    ("stays", "path"),
    [
        ("a", "a"),
        ("a b", "a b"),
        ("a b a", "a"),
        ("a b a c", "a c"),
        ("a b c b", "a b"),
        ("a b c a d", "a d"),
        ("a b a b", "a b"),
        ("", ""),
    ],
)
def test_a_return_leaves_out_what_happened_in_between(stays, path):
    assert without_detours(tuple(stays.split())) == tuple(path.split())


@given(st.lists(st.integers(0, 6)).map(tuple))
def test_a_path_visits_nobody_twice_and_ends_where_the_case_ended(stays):
    path = without_detours(stays)
    assert len(set(path)) == len(path) and set(path) <= set(stays)
    assert path[-1:] == stays[-1:] and path[:1] == stays[:1]


def test_a_desk_is_not_needed_where_it_hands_on_and_is_where_it_answers():
    assert without_triage(("desk", "network", "storage"), ["desk"]) == ("network", "storage")
    assert without_triage(("desk",), ["desk"]) == ("desk",)
    assert without_triage(("network", "desk"), ["desk"]) == ("network", "desk")


def test_incidents_fall_apart_into_one_group_misrouted_triaged_and_interdependent(log_of):
    log = log_of("desk", "desk", "desk a desk", "desk a", "desk a b", "b a", "c", "d c d", "e", "f")
    assert log.desks == ["desk"]
    assert log.decomposition == pytest.approx(
        {"one_group": 0.5, "misrouted": 0.2, "triaged": 0.1, "interdependent": 0.2}
    )
    assert log.interdependence == pytest.approx(0.2)
    assert log.interdependence_range == pytest.approx((0.2, 0.5))
    assert log.return_share == pytest.approx(0.2)
    assert log.astray_share == pytest.approx(2 / 6)
    assert log.groups_visited == pytest.approx({"1": 0.5, "2": 0.4, "3": 0.1, "4+": 0})
    assert log.departments_needed == pytest.approx({"1": 0.8, "2": 0.2, "3": 0, "4+": 0})
    assert log.further_departments == [1.0, 0.0, 0.0]
    assert next(iter(log.groups)) == "desk" and log.groups["a"] == 0


def test_a_log_of_one_group_needs_no_further_departments(log_of):
    log = log_of("desk", "desk desk")
    assert log.further_departments == [1.0] and log.interdependence == 0 and log.astray_share == 0


# counts and times


def test_reassignments_are_counted_from_the_groups_where_the_log_does_not(written):
    rows = [f"INC1,{MONDAY},a,0", f"INC1,{MONDAY},b,1", f"INC2,{MONDAY},a,0"]
    log = read_ticket_log(written("number,opened_at,assignment_group,sys_mod_count\n" + "\n".join(rows)))
    assert log.reassignments == pytest.approx({"0": 0.5, "1": 0.5, "2": 0, "3": 0, "4+": 0})
    assert np.isnan(log.median_hours["0"])


def test_hours_are_rates_of_an_average_week(log_of):
    log = log_of(*["desk"] * 10)  # ten days from a Monday: Monday to Wednesday come twice
    assert log.days == 10 and log.per_week == pytest.approx(7)
    assert log.hours.shape == (168,)
    assert np.flatnonzero(log.hours).tolist() == [9 + 24 * day for day in range(7)]
    assert log.hours.sum() == pytest.approx(7)
    assert log.median_hours["0"] == pytest.approx(3)


def test_events_are_ordered_by_their_count_not_by_the_file(written):
    rows = [f"INC1,{MONDAY},{group},{count},2," for group, count in [("b", 10), ("a", 2), ("a", 9)]]
    log = read_ticket_log(written("\n".join([HEADER, *rows])))
    assert log.cases["held_by"].tolist() == [("a", "b")]


def test_blanks_question_marks_and_repeats_are_no_groups(written):
    rows = [f"INC1,{MONDAY},{group},{count},1,?" for count, group in enumerate(["", "a", "?", "a", "b"])]
    rows += [f"INC2,{MONDAY},?,0,0,"]
    log = read_ticket_log(written("\n".join([HEADER, *rows])))
    assert log.cases["held_by"].tolist() == [("a", "b"), ()]
    assert log.incidents == 2 and log.groups_visited["2"] == 1, "shares are of incidents with a group"


@pytest.mark.parametrize(
    "opened", ["2024-01-01 09:30:00", "2024-01-01T09:30", "1/1/2024 09:30", "2024-01-01 09:30:00+02:00"]
)
def test_dates_are_read_as_local_time(written, opened):
    log = read_ticket_log(written(f"number,opened_at,assignment_group,sys_mod_count\n1,{opened},a,0\n"))
    assert log.cases["opened"].dt.hour.tolist() == [9]


def test_days_are_read_before_months(written):
    rows = "number,opened_at,assignment_group,sys_updated_at\n1,2/3/2016 08:15,a,29/2/2016 01:16\n"
    assert str(read_ticket_log(written(rows)).start.date()) == "2016-03-02"


def test_semicolons_capitals_gzip_and_a_byte_order_mark_are_fine(written):
    text = f"Number;Opened_At;Assignment_Group;Sys_Mod_Count\n1;{MONDAY};a;0\n"
    log = read_ticket_log(written(gzip.compress(b"\xef\xbb\xbf" + text.encode())))
    assert log.incidents == 1


def test_weeks_can_be_held_back(log_of):
    log = log_of(*["desk"] * 10)
    assert log.between("2024-01-01", "2024-01-07").incidents == 7
    assert log.between("2024-01-08", "2024-01-14").incidents == 3
    with pytest.raises(InputError, match="days between 2024-01-01 and 2024-01-10"):
        log.between("2023-01-01", "2023-02-01")
    with pytest.raises(InputError, match="a day like 2016-03-01"):
        log.between("soon", "later")


# mistakes


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        (HEADER + "\n", "only a header"),
        ("number,opened_at,sys_mod_count\n1,2,3\n", "lacks assignment_group"),
        (f"number,opened_at,assignment_group\n1,{MONDAY},a\n", "lacks sys_mod_count or sys_updated_at"),
        (f"{HEADER}\n1,{MONDAY},a,0,0,\n2,yesterday,a,0,0,\n", "'yesterday'.*opened_at.*see line 3 of"),
        (f"{HEADER}\n1,2024-13-01,a,0,0,\n", "a date and time like.*see line 2 of"),
        (f"{HEADER}\n1,{MONDAY},a,0,0,\n\n1,,a,0,0,\n", "opened_at, something in every row; see line 4 of"),
        (f"{HEADER}\n,{MONDAY},a,0,0,\n", "number, something in every row; see line 2 of"),
        (f"{HEADER}\n1,{MONDAY},a,first,0,\n", "'first'.*sys_mod_count, whole numbers; see line 2 of"),
        (f"{HEADER}\n1,{MONDAY},a,0,-1,\n", "reassignment_count, whole numbers; see line 2 of"),
        (f"{HEADER}\n1,{MONDAY},,0,0,\n", "names a group for some incident"),
        (f"{HEADER}\n1,{MONDAY},a,0,0,,,,,\n", "comma-separated values"),
        (f'{HEADER}\n1,"{MONDAY},a,0,0\n', "comma-separated values"),
        (b"PK\x03\x04\x00\x00binary\n\x00", "lacks number"),
    ],
)
def test_a_malformed_log_is_told_in_one_line(written, text, why):
    with pytest.raises(InputError, match=why) as mistake:
        read_ticket_log(written(text))
    assert "\n" not in str(mistake.value)


def test_a_missing_log_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match="a file that exists"):
        read_ticket_log(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a folder"):
        read_ticket_log(tmp_path)


# demand


def test_a_demand_profile_changes_only_what_the_log_tells(log_of):
    world = World(demand=Demand(large_loss=0.11, issues_per_week=500.0))
    profile = demand_profile(log_of("desk a b", *["desk"] * 9), world)
    assert (profile.large_loss, profile.issues_per_week) == (0.11, 500.0)
    assert profile.interdependence == 0.1 and profile.further_departments == [1.0, 0.0, 0.0]
    assert sum(profile.hours) == pytest.approx(7)
    assert world.demand.interdependence == 0.25


def test_a_written_demand_file_says_the_same(log_of, tmp_path):
    log = log_of("desk a b c", "desk a b", *["desk"] * 9)
    write_demand(log, tmp_path / "ours.yaml")
    assert Demand(**yaml.safe_load((tmp_path / "ours.yaml").read_text())) == demand_profile(log, World())
    with pytest.raises(InputError, match="can be written"):
        write_demand(log, tmp_path / "no" / "such" / "folder.yaml")


def test_less_than_a_week_has_no_hours_of_the_week(log_of):
    with pytest.raises(InputError, match="3 days.*at least seven days"):
        demand_profile(log_of("a", "a", "a"), World())


# the real log


@pytest.fixture(scope="module")
def servicenow():
    if not SERVICENOW.exists():
        pytest.skip(f"needs ../shared/data/{SERVICENOW.name}")
    return read_ticket_log(SERVICENOW, opened_between=("2016-03-01", "2016-05-31"))


def test_the_real_log_has_the_published_volume(servicenow):
    assert servicenow.incidents == 24_437
    weekday = servicenow.cases["opened"].dt.day_of_week
    assert (weekday < 5).sum() / 66 == pytest.approx(352, abs=0.5)
    assert (weekday >= 5).sum() / 26 == pytest.approx(46, abs=0.5)


def test_the_real_log_has_83_percent_from_8_to_18_on_weekdays(servicenow):
    week = servicenow.hours.reshape(7, 24)
    assert week[:5, 8:18].sum() / week.sum() == pytest.approx(0.83, abs=0.005)
    assert week[:5, 9:17].sum() / week.sum() == pytest.approx(0.686, abs=0.005)


def test_the_real_log_has_the_published_reassignments_and_returns(servicenow):
    assert list(servicenow.reassignments.values()) == pytest.approx([0.54, 0.25, 0.09, 0.05, 0.065], abs=0.005)
    assert list(servicenow.median_hours.values()) == pytest.approx([0.7, 42, 103, 146, 186, 292], rel=0.01, abs=0.051)
    assert servicenow.return_share == pytest.approx(0.107, abs=0.0005)
    assert servicenow.groups[servicenow.desks[0]] == pytest.approx(0.52, abs=0.007)


def test_the_real_log_bounds_interdependence(servicenow):
    expected = {"one_group": 0.611, "misrouted": 0.051, "triaged": 0.102, "interdependent": 0.236}
    assert servicenow.decomposition == pytest.approx(expected, abs=0.001)
    assert sum(servicenow.decomposition.values()) == pytest.approx(1)
    assert servicenow.interdependence_range == pytest.approx((0.236, 0.389), abs=0.001)
    assert servicenow.further_departments == pytest.approx([0.75, 0.19, 0.06], abs=0.005)
    assert servicenow.astray_share == pytest.approx(0.222, abs=0.001)
