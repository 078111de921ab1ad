"""The numbers of reading.md, all taken from the tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from curves import TITLES
from levels import only, where
from steps import BETTER, EFFECTS, EQUAL, MIXED, WORSE, claim

from orgsim.views.words import listed, words

ALL, WITHOUT = "all", "without"
SLACK, BUSY = 0.6, 0.85
LOADS = {"slack": SLACK, "busy": BUSY}
UNITS = {"response_latency": " h", "cost_per_resolved": " dollars"}
HUB, LATENCY, COST, ADVOCATES = "hub_and_spoke", "response_latency", "cost_per_resolved", "net_advocates"
Tables = Mapping[str, pd.DataFrame]


def numbers(tables: Tables) -> dict[str, str]:
    """Every number by its name on the page."""
    steps = tables["steps"]
    verdict = claim(steps[steps["part"] == ALL])
    found = {"verdict": verdict, "Verdict": verdict.capitalize()}
    for part in (ALL, WITHOUT):
        own = steps[steps["part"] == part]
        counts = own["verdict"].value_counts()
        found |= {f"{each.replace(' ', '_')}_{part}": counts.get(each, 0) for each in (BETTER, WORSE, MIXED, EQUAL)}
        found |= {f"steps_{part}": len(own), f"rest_{part}": not_better(own)}
    for name, load in LOADS.items():
        found[f"alone_{name}"] = alone(tables["alone"], load)
        found[f"start_{name}"] = start(tables["since_start"], load)
        found[f"ends_{name}"] = ends(tables["since_start"], ALL, load)
        found[f"ends_without_{name}"] = ends(tables["since_start"], WITHOUT, load)
        found[f"upkeep_{name}"] = upkept(tables["free"], ALL, load)
        found[f"upkeep_without_{name}"] = upkept(tables["free"], WITHOUT, load)
    busy = where(tables["free"], load=BUSY, measure=LATENCY)
    found |= {"upkept": len(busy), "longer": int((busy["beyond_margin"] & (busy["difference"] > 0)).sum())}
    return found | alike(steps[steps["part"] == ALL]) | community(tables["community"]) | price(tables["upkeep"])


def alike(own: pd.DataFrame) -> dict[str, int]:
    """The steps of all dimensions judged without net advocates, as those without involvement are."""
    better, worse = ([set(each.split()) - {ADVOCATES} for each in own[f"{way}_on"].fillna("")] for way in EFFECTS)
    ahead = [bool(up) and not down for up, down in zip(better, worse)]
    return {
        "advocates_only": sum(not up for up, said in zip(better, own["verdict"]) if said == BETTER),
        "better_alike": sum(ahead),
        "worse_alike": sum(bool(down) and not up for up, down in zip(better, worse)),
        "better_alike_slack": sum(each for each, load in zip(ahead, own["load"]) if load == SLACK),
    }


def not_better(own: pd.DataFrame) -> str:
    """Steps that are not better, by what they are: equal: silos' 1 to 2 at load .6."""
    parts = []
    for said, rows in own[own["verdict"] != BETTER].groupby("verdict", sort=True):
        at = []
        for (load, stop), those in rows.groupby(["load", "stop"], sort=False):
            stage = int(stop.split()[1])
            at.append(f"{stage} to {stage + 1} at load {load:g} ({listed(TITLES[each] for each in those['design'])})")
        parts.append(f"*{said}* are {'; '.join(at)}")
    return ". ".join(part[:1].upper() + part[1:] for part in parts)


def told(row, places: int = 1) -> str:
    """A difference with its interval."""
    return f"{row['difference']:+.{places}f} ({row['low']:+.{places}f} to {row['high']:+.{places}f})".replace("-", "−")


def alone(table: pd.DataFrame, load: float) -> str:
    """What each dimension alone does to latency beyond the margin, and which do not."""
    own = where(table, part=ALL, load=load, measure=LATENCY)
    parts = []
    for name, rows in own.groupby("dimension", sort=False):
        beyond = rows[rows["beyond_margin"]]
        said = ", ".join(f"{TITLES[row['design']]} {told(row)}" for row in beyond.to_dict("records"))
        parts.append(f"{name} {said} h" if said else f"{name} nobody's")
    return "; ".join(parts)


def ends(table: pd.DataFrame, part: str, load: float) -> str:
    """From the first stage to the last, each measure, where it is beyond the margin."""
    own = where(table, part=part, load=load, stop="year 4")
    parts = []
    for measure, rows in own.groupby("measure", sort=False):
        parts.append(beyond(measure, rows))
    return "; ".join(parts)


def start(table: pd.DataFrame, load: float) -> str:
    """Latency at the first stage."""
    rows = where(table, part=ALL, load=load, stop="year 1", measure=LATENCY).to_dict("records")
    return listed(f"{TITLES[row['design']]} {row['before']:.0f}" for row in rows)


def beyond(measure: str, rows: pd.DataFrame) -> str:
    """A measure's differences beyond the margin, by design."""
    places = 3 if measure == "voice" else 1
    said = [f"{TITLES[row['design']]} {told(row, places)}" for row in rows[rows["beyond_margin"]].to_dict("records")]
    if not said:
        return f"{words(measure).title} nowhere beyond the margin"
    return f"{words(measure).title} {', '.join(said)}{UNITS.get(measure, '')}"


def upkept(table: pd.DataFrame, part: str, load: float) -> str:
    """What upkeep at stage 5 does to latency and cost, where beyond the margin."""
    parts = []
    for measure in (LATENCY, COST):
        parts.append(beyond(measure, where(table, part=part, load=load, measure=measure)))
    return "; ".join(parts)


def community(table: pd.DataFrame) -> dict[str, str]:
    """What share of issues the community answers at the last stop, and what it does to seats' load."""
    found = {}
    for name, load in LOADS.items():
        own = where(table, load=load, stop="year 4", measure="answered_in_community")["mean"]
        found[f"community_{name}"] = between(own)
        done = where(table, load=load, stop="year 4", measure="issues_relieved")["mean"]
        found[f"relieved_{name}"] = between(done)
        for stop, when in (("year 0", "before"), ("year 4", "after")):
            busy = where(table, load=load, stop=stop, measure="utilisation").to_dict("records")
            found[f"busy_{name}_{when}"] = listed(f"{TITLES[row['design']]} {row['mean']:.2f}" for row in busy)
    return found


def between(shares: pd.Series) -> str:
    """From the least to the most in per cent."""
    ends = [f"{100 * each:.0f}" for each in (shares.min(), shares.max())]
    return f"{' to '.join(dict.fromkeys(ends))} %"


def price(table: pd.DataFrame) -> dict[str, str]:
    """Upkeep at the last stop."""
    last = only(table, part=ALL, load=SLACK, name="year 4")
    return {"minutes": f"{last['minutes'] / last['people']:.0f}", "dollars": f"{last['dollars'] / last['people']:.0f}",
            "weekly": f"{last['dollars']:,.0f}"}  # fmt: skip
