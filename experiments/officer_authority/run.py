"""The officer's authority: see README.md beside this file. Writes results/officer_authority/."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from laboratory import base_of, declared, publish, run  # noqa: E402
from levels import against, levels, means, only, where  # noqa: E402
from picture import drawn  # noqa: E402
from reading import read, table  # noqa: E402

from orgsim.sweep.swept import Swept  # noqa: E402
from orgsim.views.words import listed, number  # noqa: E402
from orgsim.world.demand import staff, working_minutes  # noqa: E402

FIRST, THRESHOLD = "designs.cco.units.office.puts_first", "designs.cco.approval.threshold"
SHORT = {
    FIRST: "puts_first",
    THRESHOLD: "threshold",
    "company.own_work": "own_work",
    "demand.issues_per_week": "issues_a_week",
    "company.slip": "slip",
    "population.raise_again": "raise_again",
    "study.warm_up_weeks": "warm_up_weeks",
}
CUSTOMERS = 0.35  # load that customers' issues make at the default rate; own work comes on top (README.md)
OWN = "minutes_per_week:kind=own_work"
FLOW = ["response_latency", "response_latency_working", "own_work_delay", "voice", "cost_per_resolved"]
NUMBERS = ["difference", "low", "high", "margin", "verdict", "gain", "worse", "n"]


def main() -> None:
    space, swept = declared(HERE), run(HERE)
    without_own = run(HERE, space["no_own_work"], "no_own_work")
    without_slips = run(HERE, space["no_slips"], "no_slips")
    without_return = run(HERE, space["no_return"], "no_return")
    later = run(HERE, space["watched_later"], "watched_later")
    tables = {
        "order": compared(swept, FIRST, "neither", FLOW),
        "order_no_own_work": compared(without_own, FIRST, "neither", FLOW[:2]),
        "order_no_return": compared(without_return, FIRST, "neither", FLOW),
        "order_watched_later": compared(later, FIRST, "neither", FLOW),
        "threshold": compared(swept, THRESHOLD, "1", FLOW),
        "threshold_no_slips": compared(without_slips, THRESHOLD, "1", [FLOW[0], "voice"]),
        "means": means(swept).rename(columns=SHORT).drop(columns=["point", "design"]),
    }
    numbers = order(tables) | price(tables) | bare(tables) | growing(tables) | threshold(tables)
    further = sum(len(each.points) for each in (without_own, without_slips, without_return, later))
    publish(HERE, read(HERE, **numbers, further=further), tables, {"authority": drawn(tables)}, swept)


def compared(swept: Swept, factor: str, level: str, measures: list[str]) -> pd.DataFrame:
    """Every value of a factor less the one given, in each world: a row per measure, world and value."""
    found = against(levels(swept, factor, "cco"), level, measures)
    found = found.rename(columns={**SHORT, "level": SHORT[factor], "mean_a": "mean", "mean_b": f"at_{level}"})
    worlds = [SHORT[name] for name in swept.factors if name != factor]
    return found[["measure", *worlds, SHORT[factor], "mean", f"at_{level}", *NUMBERS]]


def order(tables: dict[str, pd.DataFrame]) -> dict:
    """What putting customers first does against first come, by own work."""
    first = where(tables["order"], measure="response_latency", puts_first="customers")
    most, least = where(first, own_work=0.55), where(first, own_work=0.1)
    equal = (least["verdict"] == "equal").all()
    still = bool(where(tables["threshold"], measure="response_latency")[["gain", "worse"]].any(axis=None))
    some = where(first, threshold=0)
    full = where(tables["means"], threshold=0, own_work=0.55).set_index("puts_first")
    return {
        "holds": "holds" if most["gain"].all() and equal and not still else "does not hold",
        "gains": int(most["gain"].sum()),
        "each": len(most),
        "n": int(tables["order"]["n"].min()),
        "equals": int((least["verdict"] == "equal").sum()),
        "by_own_work": by_own_work(tables),
        "near_limit": shifted(only(some, own_work=0.55)),
        "below": shifted(only(some, own_work=0.4)),
        **{f"latency_{who}": full.loc[who, "response_latency"] for who in full.index},
        **{f"gave_up_{who}": full.loc[who, "gave_up"] for who in full.index},
    }


def price(tables: dict[str, pd.DataFrame]) -> dict:
    """What own work pays: its delay against first come, and hours a week that customers gain and own work loses."""
    as_is = where(tables["order"], puts_first="customers", threshold=0)
    still = where(tables["order_no_return"], puts_first="customers", own_work=0.4)
    later = where(tables["order_watched_later"], puts_first="customers", own_work=0.55).set_index("measure")
    own = not_begun(tables["means"], 0.55)
    cost = where(tables["means"], threshold=0, own_work=0.55).set_index("puts_first")["cost_per_resolved"]
    equal = where(tables["order"], measure="cost_per_resolved", threshold=0, verdict="equal")["own_work"].unique()
    return {
        "full_delay": shifted(only(as_is, measure="own_work_delay", own_work=0.55), 60, "min"),
        "lost_neither": own["neither"],
        "lost_customers": own["customers"],
        **{f"cost_{who}": cost[who] for who in cost.index},
        "cost_equal": listed([f"{each:g}" for each in sorted(equal)]),
        "books": books(as_is[as_is["own_work"] < 0.5]),
        "books_still": books(still),
        "later": shifted(later.loc["response_latency"]),
        "later_latency": later.loc["response_latency", "at_neither"],
        "later_delay": shifted(later.loc["own_work_delay"]),
        "later_own": later.loc["own_work_delay", "at_neither"],
    }


def by_own_work(tables: dict[str, pd.DataFrame]) -> str:
    """What customers-first changes, by own work, every exception approved."""
    found = where(tables["order"], puts_first="customers", threshold=0)
    rows = []
    for own, each in found.groupby("own_work"):
        latency, delay, cost = (
            only(each, measure=m) for m in ("response_latency", "own_work_delay", "cost_per_resolved")
        )
        rows.append(
            [
                f"{own:g}",
                f"{latency.at_neither:.1f} h",
                shifted(latency),
                shifted(delay, 60, "min"),
                f"${cost.at_neither:.2f}",
                f"{signed(cost, 1, 2)}, {'equal' if cost.verdict == 'equal' else 'beyond the margin'}",
            ]
        )
    head = ["own work", "latency, first come", "latency changes by", "wait of own work changes by", "cost, first come"]
    return table([*head, "cost changes by"], rows)


def bare(tables: dict[str, pd.DataFrame]) -> dict:
    """Orders of work where there is no own work, by issues a week; and the same load with own work."""
    found = where(tables["order_no_own_work"], measure="response_latency")
    world, _ = base_of(declared(HERE))
    rows = []
    for issues, each in found.groupby("issues_a_week"):
        load = CUSTOMERS * issues / world.demand.issues_per_week
        own, customers = (only(each, puts_first=who) for who in ("function", "customers"))
        rows.append([f"{issues:,.0f}", f"{load:.2f}", f"{own.at_neither:.0f} h", shifted(own), shifted(customers)])
    broken, ceiling = (where(found, issues_a_week=issues) for issues in (6583, 7899))
    own = only(broken, puts_first="function")
    same = where(tables["means"], threshold=0, own_work=0.4).set_index("puts_first")["response_latency"]
    return {
        "bare": table(["issues a week", "load", "first come", "own channel first", "customers first"], rows),
        "broken": own.at_neither,
        "broken_own_mean": own["mean"],
        "broken_own": shifted(own),
        "broken_margin": own.margin,
        "broken_customers": only(broken, puts_first="customers")["mean"],
        "ceiling": ceiling["mean"].mean(),
        "same_load": same["neither"],
        "aged": shifted(only(where(found, issues_a_week=5266), puts_first="customers")),
    }


def not_begun(means: pd.DataFrame, own_work: float) -> pd.Series:
    """Share of own work not begun, by whose work comes first: against own work first, where all of it is."""
    done = where(means, threshold=0, own_work=own_work).set_index("puts_first")[OWN]
    return 1 - done / done["function"]


def books(order: pd.DataFrame) -> str:
    """Hours a week that customers wait less and own work waits more, customers first, by own work."""
    world, _ = base_of(declared(HERE))
    said = []
    for own, rows in order.groupby("own_work"):
        change = rows.set_index("measure")["difference"]
        pieces = own * sum(staff(world).values()) * working_minutes(world) / world.company.work_minutes
        gained = change["response_latency_working"] * world.demand.issues_per_week
        lost = change["own_work_delay"] * pieces
        said.append(f"{number(-gained, 0, True)} and {number(-lost, 0, True)} at {own:g}")
    return listed(said)


def growing(tables: dict[str, pd.DataFrame]) -> dict:
    """What the load that grows does: contacts of an issue, and the order's effect where nobody comes back."""
    contacts = where(tables["means"], threshold=0).set_index(["own_work", "puts_first"])["contacts"]
    still = where(tables["order_no_return"], own_work=0.55, puts_first="customers").set_index("measure")
    as_is = where(tables["order"], own_work=0.55, puts_first="customers", threshold=0).set_index("measure")
    return {
        "contacts_neither": contacts[0.55, "neither"],
        "contacts_customers": contacts[0.55, "customers"],
        "contacts_low": contacts[0.1, "neither"],
        "still_latency": still.loc["response_latency", "at_neither"],
        "still_margin": still.loc["response_latency", "margin"],
        "still": shifted(still.loc["response_latency"]),
        "at_most": shifted(as_is.loc["response_latency"]),
        "still_delay": shifted(still.loc["own_work_delay"], 60, "min"),
    }


def threshold(tables: dict[str, pd.DataFrame]) -> dict:
    """What approving does against approving nothing."""
    found = tables["threshold"]
    latency, voice, cost = (where(found, measure=m) for m in ("response_latency", "voice", "cost_per_resolved"))
    all_climb = where(voice, threshold="0", puts_first="customers")
    catching = where(tables["threshold_no_slips"], threshold="0", puts_first="customers", own_work=0.25)
    slipless, slipless_latency = (only(catching, measure=m) for m in ("voice", "response_latency"))
    every = where(latency, threshold="0", puts_first="customers")
    dear = where(cost, threshold="0", puts_first="customers")
    best = where(tables["means"], puts_first="customers")
    best = best.loc[best.groupby("own_work")["response_latency"].idxmin()]
    return {
        "moved": int((latency["gain"] | latency["worse"]).sum()),
        "points": len(latency),
        "voice_moved": int((voice["gain"] | voice["worse"]).sum()),
        "cost_moved": int((cost["gain"] | cost["worse"]).sum()),
        "by_threshold": table(
            ["own work", "one voice", "latency", "cost", "fastest threshold"],
            [
                [
                    f"{own:g}",
                    signed(only(all_climb, own_work=own), 1, 3),
                    shifted(only(every, own_work=own)),
                    signed(only(dear, own_work=own), 1, 2),
                    f"{only(best, own_work=own)['threshold']:g}",
                ]
                for own in sorted(every["own_work"].unique())
            ],
        ),  # fmt: skip
        "slipless": signed(slipless, 1, 3),
        "slipless_latency": shifted(slipless_latency),
    }


def shifted(row, scale: float = 1, unit: str = "h") -> str:
    """A difference with its interval and unit."""
    return f"{signed(row, scale, 1)} {unit}"


def signed(row, scale: float, places: int) -> str:
    """A difference with its interval."""
    ends = ("difference", "low", "high")
    middle, low, high = (number(scale * getattr(row, part), places, signed=True) for part in ends)
    return f"{middle} ({low} to {high})"


if __name__ == "__main__":
    main()
