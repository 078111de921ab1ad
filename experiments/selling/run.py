"""Catching leads: see README.md beside this file. Writes results/selling/."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from curves import TITLES, band, lines  # noqa: E402
from laboratory import publish, run  # noqa: E402
from levels import against, interval, levels, means, only, where  # noqa: E402
from reading import read  # noqa: E402

from orgsim.sweep.swept import Swept  # noqa: E402
from orgsim.views.style import Sheet, project_style  # noqa: E402
from orgsim.views.words import listed  # noqa: E402

LISTENS, LOAD, DELAY = "designs.*.units.sales.listens", "company.load", "extensions.selling.competitor_hours"
SHORT = {LOAD: "load", DELAY: "competitor"}
MEASURES = ["response_latency", "own_work_delay", "cost_per_resolved"]
WON, DECIDES = 0.02, 24.0
NONE = -1.0  # no competitor, in tables


def main() -> None:
    swept = run(HERE)
    won, others = leads(swept), pd.concat([effect(swept, design) for design in swept.designs])
    verdicts = judged(won, others)
    tables = {"leads": won, "others": others, "verdicts": verdicts}
    publish(HERE, read(HERE, **numbers(won, others, verdicts)), tables, {"selling": drawn(won, others)}, swept)


def leads(swept: Swept) -> pd.DataFrame:
    """Leads where sales listens: a row per design, load and competitor."""
    found = means(swept).merge(interval(swept, "leads_won"), on=["point", "design"]).rename(columns=SHORT)
    found = found[found[LISTENS].astype(bool)].fillna({"competitor": NONE})
    columns = ["design", "competitor", "load", "leads_won", "leads_won_low", "leads_won_high"]
    rest = ["leads_answered", "lead_answer", "offered_per_seat", "response_latency"]
    return found.sort_values(columns[:3])[[*columns, *rest]].reset_index(drop=True)


def effect(swept: Swept, design: str) -> pd.DataFrame:
    """What listening does to the others, in each world."""
    found = against(levels(swept, LISTENS, design), "0", MEASURES).rename(columns=SHORT)
    found = found.fillna({"competitor": NONE}).rename(columns={"mean_a": "listening", "mean_b": "not_listening"})
    kept = ["measure", "competitor", "load", "listening", "not_listening", "difference", "low", "high", "margin"]
    return found.assign(design=design)[["design", *kept, "worse", "gain", "verdict", "n"]]


def judged(won: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Gain, loss or neither at each load, by the declared rule."""
    latency = where(others, measure="response_latency").merge(won, on=["design", "competitor", "load"])
    up = latency["leads_won_low"] > WON
    latency["verdict"] = "neither"
    latency.loc[up & ~latency["worse"], "verdict"] = "gain"
    latency.loc[latency["worse"], "verdict"] = "loss"
    return latency[["design", "competitor", "load", "verdict"]]


def turns(verdicts: pd.DataFrame, design: str, competitor: float) -> float:
    """The first load from which on listening is a loss, after being a gain; nan where it never turns."""
    own = where(verdicts, design=design, competitor=competitor).sort_values("load")
    lost = own["verdict"] == "loss"
    first = next((n for n in range(len(own)) if lost.iloc[n:].all()), None)
    gained = first is not None and (own["verdict"].iloc[:first] == "gain").any()
    return float(own["load"].iloc[first]) if gained else float("nan")


def said(load: float) -> str:
    """From which load on it is a loss."""
    return f"from load {load:g}" if load == load else "at no load tried"


def numbers(won: pd.DataFrame, others: pd.DataFrame, verdicts: pd.DataFrame) -> dict:
    """Every number of the reading."""
    designs = list(TITLES)[:3]
    at = {design: turns(verdicts, design, DECIDES) for design in designs}
    turned = sum(value == value for value in at.values())
    least, most = won["load"].min(), won["load"].max()

    def share(design: str, load: float, competitor: float = DECIDES) -> str:
        row = only(won, design=design, load=load, competitor=competitor)
        return f"{row['leads_won']:.2f} ({row['leads_won_low']:.2f} to {row['leads_won_high']:.2f})"

    def more(design: str, load: float, measure: str = "response_latency") -> str:
        row = only(others, design=design, load=load, measure=measure, competitor=DECIDES)
        return f"{row['difference']:+.1f} h ({row['low']:+.1f} to {row['high']:+.1f})".replace("-", "−")

    free = where(won, competitor=NONE)
    return {
        "word": {0: "refuted", 1: "conditional"}.get(turned, "confirmed"),
        "turned": turned,
        "turns": "; ".join(f"{TITLES[d]} {said(load)}" for d, load in at.items()),
        "won_least": "; ".join(f"{TITLES[d]} {share(d, least)}" for d in designs),
        "won_default": "; ".join(f"{TITLES[d]} {share(d, 0.75)}" for d in designs),
        "won_most": "; ".join(f"{TITLES[d]} {share(d, most)}" for d in designs),
        "won_quick": "; ".join(f"{TITLES[d]} {share(d, 0.75, 4.0)}" for d in designs),
        "more_least": "; ".join(f"{TITLES[d]} {more(d, least)}" for d in designs),
        "more_default": "; ".join(f"{TITLES[d]} {more(d, 0.75)}" for d in designs),
        "more_busy": "; ".join(f"{TITLES[d]} {more(d, 0.8)}" for d in designs),
        "more_most": "; ".join(f"{TITLES[d]} {more(d, most)}" for d in designs),
        "dearer": more("siloed", 0.85, "cost_per_resolved").replace(" h", " dollars"),
        "own_default": "; ".join(f"{TITLES[d]} {more(d, 0.75, 'own_work_delay')}" for d in designs),
        "answer_default": "; ".join(
            f"{TITLES[d]} {only(won, design=d, load=0.75, competitor=DECIDES)['lead_answer']:.1f} h" for d in designs
        ),
        "free_least": f"{free['leads_won'].min():.2f}",
        "free_most": f"{free['leads_won'].max():.2f}",
        **silos(others, verdicts),
        "least": f"{least:g}",
        "most": f"{most:g}",
    }


def silos(others: pd.DataFrame, verdicts: pd.DataFrame) -> dict:
    """Where silos lose, and by how much at load .8."""
    own = where(verdicts, design="siloed", competitor=DECIDES, verdict="loss")
    edge = only(others, design="siloed", measure="response_latency", competitor=DECIDES, load=0.8)
    return {
        "silos_losses": listed([f"{load:g}" for load in own["load"]]),
        "silos_edge": f"{edge['listening']:.0f}",
        "silos_calm": f"{edge['not_listening']:.0f}",
    }


def drawn(won: pd.DataFrame, others: pd.DataFrame) -> Figure:
    """Leads won, and what the others wait more, by load."""
    latency = where(others, measure="response_latency", competitor=DECIDES)
    with project_style():
        sheet = Sheet(
            10.5,
            3.6,
            "Listening tips silos over at load .8; under officer and hub customers hardly wait longer",
            "Sales listens to 200 posts a week, a competitor answers after 24 h on average. Bars: 95 % over 12 "
            "replications. Grey: within the margin of latency.",
        )
        shares = where(won, competitor=DECIDES)
        ends = {"y": "leads_won", "low": "leads_won_low", "high": "leads_won_high"}
        lines(sheet.place(0.6, 0.6, 3.4, 2.5), shares, "load", "design", "Leads won, share", "load", **ends)
        axes = sheet.place(5.9, 0.6, 3.4, 2.5)
        band(axes, latency, "load", "margin")
        ends = {"y": "difference", "low": "low", "high": "high"}
        lines(axes, latency, "load", "design", "Others wait more, hours", "load", **ends)
    return sheet.figure


if __name__ == "__main__":
    main()
