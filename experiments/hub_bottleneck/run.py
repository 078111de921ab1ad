"""When the hub becomes the bottleneck: see README.md beside this file. Writes results/hub_bottleneck/."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from laboratory import base_of, declared, publish, run  # noqa: E402
from levels import against, levels, means, named, only, where  # noqa: E402
from picture import drawn  # noqa: E402
from reading import read, table  # noqa: E402

from orgsim.sweep.swept import Swept  # noqa: E402
from orgsim.views.words import listed, number  # noqa: E402
from orgsim.world.demand import issue_rate, working_minutes  # noqa: E402

SEATS, RULE = "designs.*.units.hub.seats", "rule"
SHORT = {
    SEATS: "seats",
    "topics.*.news": "news",
    "designs.*.lines.*.every": "every",
    "company.exceptions": "exceptions",
    "utilisation:unit=hub": "hub_busy",
    "minutes_per_week:kind=meeting": "meetings",
    "minutes_per_week:kind=approval": "approving",
}
SHARES, APPROVES = "hub_and_spoke", "hub_approves"
MEASURES = ["voice", "response_latency"]
PERIOD = {1: "daily", 5: "weekly"}
KEPT = ["hub_busy", "meetings", "approving", "gave_up", *MEASURES]


def main() -> None:
    space, swept = declared(HERE), run(HERE)
    found = {"": swept, "_not_found_out": run(HERE, space["control"], "control")}
    found["_more_exceptions"] = run(HERE, space["beyond"], "beyond")
    tables = {f"loss{part}": loss(each) for part, each in found.items()}
    tables |= {f"load{part}": load(each) for part, each in found.items()}
    numbers = answers(tables["loss"], tables["load"]) | alone(tables["loss"], tables["load"])
    further = sum(len(each.points) for part, each in found.items() if part)
    lines = read(HERE, **numbers, **mechanism(tables), **capacity(tables), further=further)
    publish(HERE, lines, tables, {"hub": drawn(tables)}, swept)


def loss(swept: Swept) -> pd.DataFrame:
    """V and latency with so many seats less those by the rule: a row per measure, design, world and seats."""
    each = [against(levels(swept, SEATS, d, RULE), RULE, MEASURES).assign(design=d) for d in swept.designs]
    found = pd.concat(each).rename(columns={**SHORT, "level": "seats", "mean_a": "mean", "mean_b": "by_rule"})
    columns = ["measure", "design", *worlds(swept), "seats"]
    numbers = ["mean", "by_rule", "difference", "low", "high", "margin", "verdict", "worse", "n"]
    return found.sort_values(columns)[columns + numbers]


def load(swept: Swept) -> pd.DataFrame:
    """The hub's seats and load per seat, whether it is the bottleneck and breaks, and what was measured.

    A row per design, world and seats.
    """
    seats = swept.seats[swept.seats["seats"] > 0]
    most = seats.groupby(["point", "design"])["offered_per_seat"].transform("max")
    hub = where(seats.assign(bottleneck=seats["offered_per_seat"] >= most), unit="hub")
    hub = hub.assign(breaks=hub["bottleneck"] & (hub["offered_per_seat"] > 1)).rename(columns={"seats": "hub_seats"})
    found = hub.merge(means(swept), on=["point", "design"]).rename(columns=SHORT)
    found["seats"] = found["seats"].map(lambda value: named(value, RULE))
    columns = ["design", *worlds(swept), "seats"]
    return found.sort_values(columns)[[*columns, "hub_seats", "offered_per_seat", "bottleneck", "breaks", *KEPT]]


def worlds(swept: Swept) -> list[str]:
    """What differs between worlds, by its short name."""
    return [SHORT[name] for name in swept.factors if name in SHORT and name != SEATS]


def answers(lost: pd.DataFrame, loads: pd.DataFrame) -> dict:
    """The numbers of the declared sweep."""
    shares, approves = ({m: where(lost, measure=m, design=d)["worse"] for m in MEASURES} for d in (SHARES, APPROVES))
    rule = where(loads, seats=RULE)
    most = rule.groupby("design")["offered_per_seat"].max()
    one = where(loads, seats="1", design=SHARES)["offered_per_seat"]
    ever = rule["breaks"].any()
    voice, latency = (int(shares[m].sum()) for m in MEASURES)
    return {
        "holds": "holds" if not ever and voice > latency else "does not hold",
        "ever": "sometimes" if ever else "never",
        "rule_shares": most[SHARES],
        "rule_approves": most[APPROVES],
        "voice_lost": voice,
        "latency_lost": latency,
        "points": len(shares["voice"]),
        **more_seats(lost),
        "least": one.min(),
        "most": one.max(),
        "rule_one": int((where(rule, design=SHARES)["hub_seats"] == 1).sum()),
        "rule_points": len(where(rule, design=SHARES)),
        "approving_voice_lost": int(approves["voice"].sum()),
        "approving_latency_lost": int(approves["response_latency"].sum()),
    }


def more_seats(lost: pd.DataFrame) -> dict:
    """What two to six seats change for a hub that shares, against the rule's one."""
    found = lost[(lost["design"] == SHARES) & (lost["seats"] != "1")]
    voice, latency = (where(found, measure=m) for m in MEASURES)
    gains = (latency["verdict"] == "a better").sum() + (voice["verdict"] == "a better").sum()
    return {
        "more_voice_least": number(voice["difference"].min(), 4, signed=True),
        "more_voice_most": number(voice["difference"].max(), 4, signed=True),
        "more_latency_least": number(latency["difference"].min(), 1, signed=True),
        "more_latency_most": number(latency["difference"].max(), 1, signed=True),
        "more_gains": "never" if not gains else f"at {gains} points",
    }


def alone(lost: pd.DataFrame, loads: pd.DataFrame) -> dict:
    """The numbers of an approving hub of one where it breaks, and of hubs of six."""
    slower = where(lost, measure="response_latency")
    ones = where(loads, design=APPROVES, seats="1")
    broken = where(ones, breaks=True)
    there = slower.merge(broken[["design", "news", "every", "seats"]])
    worst = there.loc[there["difference"].idxmax()]
    six = where(slower, seats="6")
    percent = 100 * six["difference"] / six["by_rule"]
    usual = where(loads, design=SHARES, news=0.25, every=1).set_index("seats")["gave_up"]
    return {
        "broken": len(broken),
        "ones": len(ones),
        "when": listed([PERIOD[each] for each in broken["every"].unique()]),
        "where": listed([f"{row.news:g} ({row.offered_per_seat:.2f})" for row in broken.itertuples()]),
        **parts("worst", worst),
        "six_least": percent.min(),
        "six_most": percent.max(),
        "six_lost": int(six["worse"].sum()),
        "six_points": len(six),
        "gave_up_one": usual["1"],
        "gave_up_six": usual["6"],
    }


def mechanism(tables: dict[str, pd.DataFrame]) -> dict:
    """The numbers that say why: what the busiest hub of one does; customers who teach nobody; more exceptions."""
    fast = {"design": APPROVES, "every": 1, "news": 10}
    one, rule = (only(tables["load"], **fast, seats=seats) for seats in ("1", RULE))
    voice, latency = (only(tables["loss_not_found_out"], **fast, seats="1", measure=m) for m in MEASURES)
    more = where(tables["loss_more_exceptions"], design=APPROVES, every=1)
    loads = where(tables["load_more_exceptions"], design=APPROVES, every=1, seats="1")
    full = loads["offered_per_seat"]
    steps = [
        [f"{100 * row.exceptions:.0f} %", f"{load:.2f}", number(row.difference, 1, True),
         f"{number(row.low, 1, True)} to {number(row.high, 1, True)}", f"{row.margin:.1f}"]
        for row, load in zip(where(more, measure="response_latency").itertuples(), full, strict=True)
    ]  # fmt: skip
    head = ["exceptions", "load per seat", "latency changes by, hours", "95 % interval", "margin, hours"]
    return {
        "n": int(tables["loss"]["n"].min()),
        "busy_one": one["hub_busy"],
        "rule_seats": rule["hub_seats"],
        **{f"{name}_one": one[name] for name in ("approving", "meetings")},
        **{f"{name}_rule": rule[name] for name in ("approving", "meetings")},
        **parts("control_voice", voice),
        **parts("control_latency", latency),
        "steps": table(head, steps),
        "full_voice": where(more, measure="voice")["difference"].min(),
    }


def parts(name: str, row: pd.Series) -> dict:
    """A difference with its interval and margin."""
    return {name: row["difference"], **{f"{name}_{part}": row[part] for part in ("low", "high", "margin")}}


def capacity(tables: dict[str, pd.DataFrame]) -> dict:
    """Issues a week, and what share of them one person can approve: by minutes spent, and by offered load.

    From the default world (news .25, daily meetings) with seats by the rule; offered load counts what would be asked if
    nobody gave up.
    """
    world, _ = base_of(declared(HERE))
    here = {"news": 0.25, "every": 1, "seats": RULE}
    approves, shares = (only(tables["load"], design=design, **here) for design in (APPROVES, SHARES))
    share, approving = world.company.exceptions, approves["offered_per_seat"] - shares["offered_per_seat"]
    more = where(tables["loss_more_exceptions"], design=APPROVES, measure="response_latency")
    still = more.groupby("exceptions")["verdict"].apply(lambda each: (each == "equal").all())
    daily = where(more, every=1).set_index("exceptions")
    first = daily[daily["worse"]].iloc[0]
    full = where(tables["load_more_exceptions"], design=APPROVES, every=1, seats="1")
    return {
        "calls": issue_rate(world),
        "enough": 100 * share * working_minutes(world) / approves["approving"],
        "offered": 100 * share / approving,
        "with_meetings": 100 * share * (1 - shares["offered_per_seat"]) / approving,
        "chokes": 100 * still[still].index.max(),
        "chokes_load": only(full, exceptions=still[still].index.max())["offered_per_seat"],
        "first_bad": 100 * first.name,
        "first_hours": first["difference"],
    }


if __name__ == "__main__":
    main()
