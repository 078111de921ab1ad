"""A community of customers: see README.md beside this file. Writes results/community/."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from curves import lines, logarithmic  # noqa: E402
from differences import difference  # noqa: E402
from laboratory import base_of, declared, publish, run  # noqa: E402
from levels import means, only, where  # noqa: E402
from reading import read, table  # noqa: E402

from orgsim.sweep.swept import Swept  # noqa: E402
from orgsim.views.style import Sheet, project_style  # noqa: E402
from orgsim.world.demand import issue_rate  # noqa: E402

HOSTS, ANSWERS, NEWS = (
    "designs.*.units.service.hosts",
    "extensions.community.answers_a_week",
    "topics.*.news",
)
SHORT = {HOSTS: "hosted", ANSWERS: "answers", NEWS: "news"}
ALIVE, BELOW, ABOVE = 100, 0.8, 1.25  # members; of what a community needs to live
KEPT = ["response_latency", "cost_per_resolved", "voice", "contacts"]


def main() -> None:
    asked = declared(HERE)
    swept, without = run(HERE, keep=asked["also"]), run(HERE, asked["parts"]["without"], "without")
    members = communities(swept)
    effects = pd.concat([effect(swept, without, measure) for measure in KEPT], ignore_index=True)
    numbers = {**lives(members), **gains(effects), **shares(members), "by_answers": by_answers(effects)}
    rare = where(members, hosted=True, answers=members["answers"].min())
    numbers["rare_members"] = f"{rare['members'].iloc[0]:,.0f}"
    numbers["rates"] = len(effects["news"].unique()) * swept.measures["design"].nunique()
    parts = (numbers.pop("dies"), numbers.pop("hosted_lives"), numbers.pop("falls"))
    numbers["holds"] = "holds" if all(parts) else "does not hold"
    numbers["parts"] = ", ".join(f"({name}) {'yes' if part else 'no'}" for name, part in zip("abc", parts))
    tables = {"members": members, "effects": effects}
    publish(HERE, read(HERE, **numbers), tables, {"community": drawn(members, effects)}, swept)


def communities(swept: Swept) -> pd.DataFrame:
    """Members at the end and what they answer, beside how many join for each that a community needs to live."""
    found = means(swept).rename(columns=SHORT).astype({"hosted": bool})
    found["strength"] = [strength(*row) for row in found[["hosted", "answers"]].itertuples(index=False)]
    columns = ["design", "hosted", "answers", "news"]
    rest = ["strength", "members", "asked_in_community", "answered_in_community", "response_latency", "utilisation"]
    return found.sort_values(columns)[[*columns, *rest]].reset_index(drop=True)


def strength(hosted: bool, answers: float) -> float:
    """lam j L over th / r: above 1 a community lives; lam questions of one department asked there a week."""
    world, _ = base_of(declared(HERE))
    of = world.extensions.community
    asked = issue_rate(world) * (1 - world.demand.interdependence) * of.asks
    stays = (of.stays_days_hosted if hosted else of.stays_days) / 7
    return asked * of.joins * stays * answers * of.patience_hours / 168


def effect(swept: Swept, without: Swept, measure: str) -> pd.DataFrame:
    """A measure with a community less without, in each world, paired."""
    before = without.points.set_index(NEWS)["point"]
    rows = []
    for point, hosted, answers, news in swept.points[["point", HOSTS, ANSWERS, NEWS]].itertuples(index=False):
        for design in swept.designs:
            a = swept.values(measure)[design].loc[point]
            b = without.values(measure)[design].loc[before[news]]
            found = difference(a, b, measure, swept.confidence)
            rows.append(
                {"measure": measure, "design": design, "hosted": hosted, "answers": answers, "news": news, **found}
            )
    return pd.DataFrame(rows)


def by_answers(effects: pd.DataFrame) -> str:
    """What a hosted community does to latency by how often members answer: the range over designs and rates of news."""
    hosted = where(effects, measure="response_latency", hosted=True)
    rows = []
    for answers, own in hosted.groupby("answers"):
        ends = f"{own['difference'].min():+.1f} to {own['difference'].max():+.1f} h".replace("-", "−")
        counts = own[own["beyond_margin"]]["verdict"].value_counts()
        beyond = [f"{counts.get(side, 0)} of {len(own)}" for side in ("a better", "b better")]
        rows.append([f"{answers:g}", ends, *beyond])
    return table(["answers a week and member", "latency changes by", "shorter beyond the margin", "longer"], rows)


def lives(members: pd.DataFrame) -> dict:
    """Whether communities die and live where theory says."""
    neglected, hosted = members[~members["hosted"]], members[members["hosted"]]
    weak, strong = neglected["strength"] < BELOW, neglected["strength"] > ABOVE
    kept = hosted["strength"] > ABOVE
    return {
        "dies": bool(
            (neglected.loc[weak, "members"] < ALIVE).all() and (neglected.loc[strong, "members"] > ALIVE).all()
        ),
        "hosted_lives": bool((hosted.loc[kept, "members"] > ALIVE).all()),
        "weak": int(weak.sum()),
        "weak_rates": neglected.loc[weak, "answers"].nunique(),
        "strong_rates": neglected.loc[strong, "answers"].nunique(),
        "kept_rates": hosted.loc[kept, "answers"].nunique(),
        "weak_dead": int((neglected.loc[weak, "members"] < ALIVE).sum()),
        "strong": int(strong.sum()),
        "strong_alive": int((neglected.loc[strong, "members"] > ALIVE).sum()),
        "kept": int(kept.sum()),
        "kept_alive": int((hosted.loc[kept, "members"] > ALIVE).sum()),
        "most_neglected": f"{neglected['members'].max():,.0f}",
        "most_hosted": f"{hosted['members'].max():,.0f}",
    }


def gains(effects: pd.DataFrame) -> dict:
    """The gain in latency at slow and fast news, of a hosted community that answers most."""
    told, falls = {}, []
    latency = where(effects, measure="response_latency", hosted=True, answers=effects["answers"].max())
    for design, own in latency.groupby("design"):
        slow, fast = only(own, news=0.05), only(own, news=5)
        falls.append(slow["high"] < fast["low"])
        for name, row in (("slow", slow), ("fast", fast)):
            told[f"{design}_{name}"] = f"{hourly(row)} of {row['mean_b']:.1f}"
        hours = where(effects, measure="response_latency", design=design)
        told[f"{design}_dying"] = hourly(only(hours, hosted=False, answers=0.002, news=0.25))
        cost = where(effects, measure="cost_per_resolved", design=design)
        told[f"{design}_cost"] = hourly(only(cost, hosted=True, answers=0.02, news=0.25), "")
    return told | {"falls": all(falls)}


def hourly(row: pd.Series, unit: str = " h") -> str:
    """A difference with its interval: +9.8 h (+9.4 to +10.2)."""
    return f"{row['difference']:+.1f}{unit} ({row['low']:+.1f} to {row['high']:+.1f})".replace("-", "−")


def shares(members: pd.DataFrame) -> dict:
    """How much is asked and answered in the community."""
    best = members[members["hosted"]]
    return {
        "answered_least": f"{best['answered_in_community'].min():.0%}",
        "answered_most": f"{best['answered_in_community'].max():.0%}",
    }


def drawn(members: pd.DataFrame, effects: pd.DataFrame) -> Figure:
    """Members by how much they answer, and what a hosted community changes for customers by pace of news."""
    hub = where(members, design="hub_and_spoke", news=0.25).assign(kind=lambda t: t["hosted"].map(NAMED))
    latency = where(effects, measure="response_latency", hosted=True, answers=effects["answers"].max())
    with project_style():
        sheet = Sheet(
            10.5,
            3.5,
            "A neglected community dies unless its members answer much; one that answers much takes hours off the wait",
            "After half a year. Left: hub and spoke, 1,000 members at the start. Right: with a hosted community "
            "(.05 answers a week and member) less without; bars: 95 % of 8 replications.",
        )
        axes = sheet.place(0.8, 0.6, 3.2, 2.4)
        lines(
            axes,
            hub,
            "answers",
            "kind",
            "Members",
            "answers a week and member",
            {n: n for n in NAMED.values()},
            y="members",
        )
        logarithmic(axes, hub["answers"])
        axes = sheet.place(6.0, 0.6, 3.2, 2.4)
        ends = {"y": "difference", "low": "low", "high": "high"}
        lines(axes, latency, "news", "design", "Customers wait more, hours", "news a week and topic", **ends)
        logarithmic(axes, latency["news"])
    return sheet.figure


NAMED = {False: "neglected", True: "hosted"}

if __name__ == "__main__":
    main()
