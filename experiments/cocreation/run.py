"""Ideas of customers: see README.md beside this file. Writes results/cocreation/."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from curves import TITLES, band, lines  # noqa: E402
from laboratory import publish, run  # noqa: E402
from levels import against, levels, means, only, where  # noqa: E402
from reading import read  # noqa: E402

from orgsim.sweep.swept import Swept  # noqa: E402
from orgsim.views.style import Sheet, project_style  # noqa: E402

TAKES, MINUTES, RELIEF = (
    "designs.*.units.product.takes_ideas",
    "extensions.cocreation.minutes",
    "extensions.cocreation.relief",
)
SHORT = {MINUTES: "minutes", RELIEF: "relief"}
MEASURES = ["cost_per_resolved", "response_latency", "own_work_delay", "voice"]
HUB, PASSES = "hub_and_spoke", 0.99
BEST, WORST = {"minutes": 60, "relief": 0.05}, {"minutes": 960, "relief": 0.002}


def main() -> None:
    swept = run(HERE)
    ideas, effects = passed(swept), pd.concat([effect(swept, design) for design in swept.designs])
    publish(
        HERE,
        read(HERE, **numbers(ideas, effects)),
        {"ideas": ideas, "effects": effects},
        {"ideas": drawn(effects)},
        swept,
    )


def passed(swept: Swept) -> pd.DataFrame:
    """What became of ideas where product takes them up."""
    found = means(swept).rename(columns=SHORT)
    found = found[found[TAKES].astype(bool)]
    columns = ["design", "minutes", "relief"]
    return found.sort_values(columns)[[*columns, "ideas_passed", "ideas_done", "issues_relieved", "issues"]]


def effect(swept: Swept, design: str) -> pd.DataFrame:
    """What taking ideas up does, in each world."""
    found = against(levels(swept, TAKES, design), "0", MEASURES).rename(columns=SHORT)
    found = found.rename(columns={"mean_a": "taken_up", "mean_b": "not"}).assign(design=design)
    kept = ["taken_up", "not", "difference", "low", "high", "margin", "worse", "gain", "verdict", "n"]
    return found[["design", "measure", "minutes", "relief", *kept]]


def numbers(ideas: pd.DataFrame, effects: pd.DataFrame) -> dict:
    """Every number of the reading."""
    arrives = ideas.groupby("design")["ideas_passed"].mean()
    cost = where(effects, design=HUB, measure="cost_per_resolved")
    best, worst = only(cost, **BEST), only(cost, **WORST)
    nothing = arrives[["siloed", "cco"]].max() == 0
    holds = nothing and arrives[HUB] > PASSES and best["gain"] and not worst["gain"]

    def dollars(row) -> str:
        return f"{row['difference']:+.2f} dollars ({row['low']:+.2f} to {row['high']:+.2f})".replace("-", "−")

    def hours(corner: dict, measure: str, design: str = HUB) -> str:
        row = only(effects, design=design, measure=measure, **corner)
        return f"{row['difference']:+.1f} h ({row['low']:+.1f} to {row['high']:+.1f})".replace("-", "−")

    spared = where(ideas, design=HUB, **BEST).squeeze()
    silos = where(ideas, design="siloed", **BEST).squeeze()
    return {
        "holds": "holds" if holds else "does not hold",
        "arrives": "; ".join(f"{TITLES[d]} {arrives[d]:.0%}" for d in arrives.index),
        "best": dollars(best),
        "before": f"{best['not']:.2f}",
        "losses": int(cost["worse"].sum()),
        "of": len(cost),
        "relieved": f"{spared['issues_relieved']:.0%}",
        "relieved_silos": f"{silos['issues_relieved']:.0%}",
        "latency_worst_silos": hours(WORST, "response_latency", "siloed"),
        "latency_worst_officer": hours(WORST, "response_latency", "cco"),
        "done": f"{spared['ideas_done']:.0f}",
        "latency_best": hours(BEST, "response_latency"),
        "latency_worst": hours(WORST, "response_latency"),
        "latency_middle": hours({"minutes": 960, "relief": 0.01}, "response_latency"),
        "latency_dear": hours({"minutes": 960, "relief": 0.05}, "response_latency"),
    }


def drawn(effects: pd.DataFrame) -> Figure:
    """Waiting under the hub, by minutes and relief."""
    hours = where(effects, design=HUB, measure="response_latency")
    names = {relief: f"each ends {relief:.1%}" for relief in sorted(hours["relief"].unique())}
    with project_style():
        sheet = Sheet(
            7.4,
            3.4,
            "Ideas that take two days and end little bury product; those that end much never get that far",
            "Hub and spoke, after half a year: customers' wait, product taking ideas up less not. Bars: 95 % of 8 "
            "replications. Grey: within the margin.",
        )
        axes = sheet.place(0.8, 0.6, 4.2, 2.3)
        band(axes, hours, "minutes", "margin")
        ends = {"y": "difference", "low": "low", "high": "high"}
        lines(axes, hours, "minutes", "relief", "Others wait more, hours", "minutes an idea takes", names, **ends)
        axes.set_xscale("log")
        axes.set_xticks(sorted(hours["minutes"].unique()), [f"{m:g}" for m in sorted(hours["minutes"].unique())])
        axes.minorticks_off()
    return sheet.figure


if __name__ == "__main__":
    main()
