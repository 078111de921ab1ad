"""How often to meet: see README.md beside this file. Writes results/meeting_period/."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from laboratory import base_of, declared, designs_of, publish, run  # noqa: E402
from levels import against, interval, levels, means, only, where  # noqa: E402
from picture import drawn  # noqa: E402
from reading import read  # noqa: E402
from theory import voice  # noqa: E402

from orgsim.structure.seats import headcount  # noqa: E402
from orgsim.sweep.swept import Swept  # noqa: E402
from orgsim.views.words import listed  # noqa: E402
from orgsim.world.demand import issue_rate, working_minutes  # noqa: E402

EVERY, NEWS, DISCOVERY = "designs.*.lines.*.every", "topics.*.news", "population.discovery"
SHORT = {
    EVERY: "every",
    NEWS: "news",
    DISCOVERY: "discovery",
    "minutes_per_week:kind=meeting": "meetings",
    "minutes_per_week:kind=look_up": "look_ups",
    "coordination_minutes_per_week": "coordination",
}
HUB, OFFICER = "hub_and_spoke", "cco"
MEASURES = ["voice", "coordination_minutes_per_week", "response_latency", "cost_per_resolved"]
NUMBERS = ["mean", "at_60", "difference", "low", "high", "margin", "verdict", "gain", "worse", "n"]
LOSES = 0.02  # of V, at most
DAYS = 5  # working days in a week


def main() -> None:
    swept = run(HERE)
    gains = pd.concat([gain(swept, design) for design in swept.designs])
    measured = measures(swept)
    tables = {"gain": gains, "longest": longest(measured), "means": measured}
    numbers = periods(tables["longest"]) | gained(gains, measured) | daily_or_monthly(swept)
    numbers |= price(gains) | fit(measured)
    holds = numbers["falls_hub"] and numbers["larger"] == numbers["comparisons"]
    numbers["holds"] = "holds" if holds else "does not hold"
    publish(HERE, read(HERE, **numbers), tables, {"period": drawn(measured)}, swept)


def gain(swept: Swept, design: str) -> pd.DataFrame:
    """Every period less meeting every 60 days, in each world."""
    found = against(levels(swept, EVERY, design), "60", MEASURES)
    found = found.rename(columns={**SHORT, "level": "every", "mean_a": "mean", "mean_b": "at_60"})
    found = found.assign(design=design, every=found["every"].astype(float))
    return found[["design", "measure", "discovery", "news", "every", *NUMBERS]]


def measures(swept: Swept) -> pd.DataFrame:
    """Means of what was kept; for the hub V by knowledge theory too, where nobody but meetings teaches."""
    asked = declared(HERE)
    world, study = base_of(asked)
    hub = designs_of(HERE, [HUB])[HUB]
    found = means(swept).merge(interval(swept, "voice"), on=["point", "design"]).rename(columns=SHORT)
    known = {
        (every, news): voice(world, HUB, hub, study, {EVERY: every, NEWS: news})
        for every, news in found[["every", "news"]].drop_duplicates().itertuples(index=False)
    }
    theory = [known[each] for each in zip(found["every"], found["news"])]
    found = found.assign(theory=pd.Series(theory, found.index).where(found["design"] == HUB))
    columns = ["design", "discovery", "news", "every"]
    rest = ["voice", "voice_low", "voice_high", "theory", "response_latency", "coordination", "meetings", "look_ups"]
    return found.sort_values(columns)[[*columns, *rest, "cost_per_resolved"]]


def longest(measured: pd.DataFrame) -> pd.DataFrame:
    """The longest period whose mean V is within .02 of the best period's, and the best, in each world."""
    rows = []
    for world, own in measured.groupby(["design", "discovery", "news"]):
        own = own.set_index("every")["voice"]
        enough = own[own >= own.max() - LOSES].index.max()
        rows.append((*world, own.idxmax(), own.max(), enough, own[enough]))
    return pd.DataFrame(rows, columns=["design", "discovery", "news", "best", "best_voice", "longest", "longest_voice"])


def periods(table: pd.DataFrame) -> dict:
    """The longest period that loses no more than .02, by news."""
    said = {}
    for name, design, discovery in (("hub", HUB, 0.5), ("hub_alone", HUB, 0), ("officer", OFFICER, 0.5)):
        own = where(table, design=design, discovery=discovery).sort_values("news")
        said[f"longest_{name}"] = listed([f"{row.longest:g} at {row.news:g}" for row in own.itertuples()])
        steps = own["longest"].diff().dropna()
        said[f"falls_{name}"] = bool((steps <= 0).all() and (steps < 0).any())
    return said | ends(table)


def ends(table: pd.DataFrame) -> dict:
    """How long the longest period is against the time between two news, where nobody finds out."""
    own = where(table, design=HUB, discovery=0).sort_values("news")
    shares = [(row.longest, DAYS / row.news) for row in own.itertuples()]
    return {
        "against_news": listed([f"{days:g} of {between:g}" for days, between in shares]),
    }


def gained(gains: pd.DataFrame, measured: pd.DataFrame) -> dict:
    """What meetings gain in V over those every 60 days, with customers who teach, without, and by theory."""
    daily = where(gains, measure="voice", every=1)
    of = {"hub": (HUB, 0.5), "alone": (HUB, 0), "officer": (OFFICER, 0.5), "officer_alone": (OFFICER, 0)}
    said = {
        f"daily_{name}": listed([f"{row.difference:+.3f} at {row.news:g}" for row in rows.itertuples()])
        for name, (design, share) in of.items()
        for rows in [where(daily, design=design, discovery=share)]
    }
    for name, (design, share) in of.items():
        said[f"beyond_{name}"] = int(where(gains, measure="voice", design=design, discovery=share)["gain"].sum())
    theory = where(measured, design=HUB, discovery=0).pivot(index="news", columns="every", values="theory")
    worlds = ["design", "every", "news"]
    each = where(gains, measure="voice").pivot(index=worlds, columns="discovery", values="difference")
    larger = (each[0] > each[0.5]).groupby("design").sum()
    both = each.loc[HUB, 1.0]
    fast = where(measured, design=HUB, discovery=0.5).pivot(index="news", columns="every", values="voice")
    losses = fast.loc[:, 1:].rsub(fast[1], axis=0).max(axis=1)
    return said | {
        "twice_daily": f"{fast.loc[5, 0.5]:.3f} at twice a day, {fast.loc[5, 1]:.3f} daily, {fast.loc[5, 60]:.3f}",
        "against_daily": f"{losses.max():.3f}",
        "daily_theory": listed([f"{gap:+.3f} at {news:g}" for news, gap in (theory[1] - theory[60]).items()]),
        "overstated": ((theory[1] - theory[60]) / both[0.5]).min(),
        "larger": int(larger[HUB]),
        "larger_officer": int(larger[OFFICER]),
        "comparisons": len(each.loc[HUB]),
        "of": len(where(gains, measure="voice", design=HUB, discovery=0.5)),
        "half_day": plus(only(gains, measure="voice", every=0.5, design=HUB, discovery=0.5, news=5)),
    }


def daily_or_monthly(swept: Swept) -> dict:
    """V of the hub that meets daily less one that meets every 20 days, with fast news and with slow."""
    found = against(levels(swept, EVERY, HUB), "20", ["voice"]).rename(columns=SHORT)
    fast, slow = (only(found, level="1", discovery=0.5, news=news) for news in (5, 0.05))
    return {
        "fast": plus(fast),
        "fast_verdict": "beyond the margin" if fast["gain"] else "not beyond the margin",
        "slow": plus(slow),
        "slow_verdict": {"equal": "equal"}.get(slow["verdict"], "not equal"),
    }


def price(gains: pd.DataFrame) -> dict:
    """Minutes of coordination a week for .01 of V, daily against every 60 days, and what it does to latency."""
    daily = where(gains, every=1, design=HUB)
    said = {}
    for name, share in (("price", 0.5), ("price_alone", 0)):
        voice_, minutes = (
            where(daily, measure=m, discovery=share).set_index("news")["difference"] for m in (MEASURES[0], MEASURES[1])
        )
        ends_ = where(daily, measure=MEASURES[0], discovery=share).set_index("news")[["low", "high"]]
        each = minutes / (100 * voice_)
        said[name] = listed([spread(minutes[news], value, *ends_.loc[news], news) for news, value in each.items()])
    minutes = where(daily, measure=MEASURES[1], discovery=0.5)["difference"]
    latency = where(gains, measure="response_latency", design=HUB, discovery=0.5)
    world, _ = base_of(declared(HERE))
    return said | {
        "minutes_least": minutes.min(),
        "minutes_most": minutes.max(),
        "minutes_share": minutes.max() / (headcount(world) * working_minutes(world)),
        "latency_moved": int((latency["gain"] | latency["worse"]).sum()),
        "latency_least": latency["difference"].min(),
        "latency_most": latency["difference"].max(),
    }


def spread(minutes: float, price: float, low: float, high: float, news: float) -> str:
    """Minutes for .01 of V, and between which they lie by the interval of V."""
    if low <= 0:
        return f"not measurable at {news:g}"
    return f"{price:,.0f} ({minutes / (100 * high):,.0f} to {minutes / (100 * low):,.0f}) at {news:g}"


def fit(measured: pd.DataFrame) -> dict:
    """How near the theory comes where nobody else teaches, and what is looked up where customers do."""
    alone = where(measured, design=HUB, discovery=0)
    taught = where(measured, design=HUB, discovery=0.5, every=60).sort_values("news")
    world, _ = base_of(declared(HERE))
    return {
        "off": (alone["voice"] - alone["theory"]).abs().max(),
        "look_ups": listed([f"{row.look_ups:,.0f} at {row.news:g}" for row in taught.itertuples()]),
        "asked": issue_rate(world) / len(world.topics),
    }


def plus(row) -> str:
    """A difference of V with its interval."""
    return f"{row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f})"


if __name__ == "__main__":
    main()
