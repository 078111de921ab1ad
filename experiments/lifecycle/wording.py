"""The numbers of reading.md, all taken from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from differences import told
from levels import only, where
from scipy.stats import spearmanr

from orgsim.views.words import listed, plain

NAMES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub"}
STAGES = ("awareness", "consideration", "purchase")
MARGIN = 0.02
LARGE = 0.05  # of conversion: more than twice the margin
Tables = Mapping[str, pd.DataFrame]


def numbers(tables: Tables, bounds: Sequence[str]) -> dict[str, str]:
    """Every number by its name on the page."""
    return (
        claimed(tables["verdicts"], bounds)
        | reasons(tables["worlds"])
        | nine(tables["designs"], tables["against_silos"])
        | fed_back(tables["feedback"])
        | {"order": order(tables["designs"])}
    )


def name(design: str) -> str:
    """What a design is called."""
    return NAMES.get(design, plain(design))


def claimed(verdicts: pd.DataFrame, bounds: Sequence[str]) -> dict[str, str]:
    """The rule applied, the weaker reading, the stages, the control."""
    whole, null = (only(verdicts, design=each, claim="better at every stage") for each in ("cco", "cco_function"))
    weak = only(verdicts, design="cco", claim="by however little")
    stages = [only(verdicts, design="cco", claim=f"conversion:stage={stage}") for stage in STAGES]
    each = [f"{stage} {row['for']:.0%} for, {row['against']:.0%} against" for stage, row in zip(STAGES, stages)]
    return {
        "verdict": whole["verdict"], "Verdict": whole["verdict"].capitalize(), "worlds": whole["worlds"],
        "for_all": f"{whole['for']:.0%}", "for_low": f"{whole['for_low']:.0%}", "for_high": f"{whole['for_high']:.0%}",
        "against_all": f"{whole['against']:.0%}", "weaker": f"{weak['for']:.0%}", "stages": listed(each),
        **{name: share(MARGIN * whole[name]) for name in ("median", "p5", "p95")},
        "null_for": f"{null['for']:.0%}", "null_against": f"{null['against']:.0%}",
        "null_median": share(MARGIN * null["median"]),
        "null_said": "so nothing else makes it" if null["for"] <= 0.05 else "so something else makes it too",
        "where": f" Where the claim holds: {bounds[0]}." if bounds else "",
    }  # fmt: skip


def reasons(worlds: pd.DataFrame) -> dict[str, str]:
    """What the officer's order of work does to how quick and how long, over worlds."""
    both = ("answered_in_norm", "response_latency")
    norm, latency = (worlds[f"cco:{what}:all"] - worlds[f"siloed:{what}:all"] for what in both)
    low, middle, high = norm.quantile([0.05, 0.5, 0.95])
    stages = [f"conversion:stage={stage}" for stage in STAGES]
    gains = sum(worlds[f"cco:{stage}"] - worlds[f"siloed:{stage}"] for stage in stages) / len(stages)
    lost = breaking("lost", gains < -LARGE, gains, latency, worlds)
    won = breaking("won", gains > LARGE, gains, latency, worlds)
    return lost | won | {
        "norm": share(middle), "norm_low": share(low), "norm_high": share(high),
        "latency": f"{latency.median():+.2f}".replace("-", "−"),
        "correlation": f"{spearmanr(norm, worlds['cco:least']).statistic:+.2f}".replace("-", "−"),
    }  # fmt: skip


def breaking(name: str, those: pd.Series, gains: pd.Series, latency: pd.Series, worlds: pd.DataFrame) -> dict[str, str]:
    """The worlds in which order of work decides much: how many, conversion, latency, load and own work there."""

    def ends(values: pd.Series, places: int, signed: bool = True) -> str:
        low, high = (f"{each:{'+' * signed}.{places}f}".replace("-", "−") for each in (values.min(), values.max()))
        return f"{low} to {high}"

    return {
        f"worlds_{name}": str(int(those.sum())), f"gain_{name}": ends(gains[those], 2),
        f"hours_{name}": ends(latency[those], 0), f"load_{name}": ends(worlds["load"][those], 2, False),
        f"own_{name}": ends(worlds["own_work"][those], 2, False),
    }  # fmt: skip


def nine(designs: pd.DataFrame, against: pd.DataFrame) -> dict[str, str]:
    """All designs at the default, the direct effect alone."""
    direct = where(designs, world="default", feedback=False)
    conversion = where(direct, measure="conversion", subset="all").sort_values("mean", ascending=False)
    won = where(direct, measure="customers_won_per_week").set_index("design")
    gains = where(against, world="default", feedback=False, measure="conversion")
    apart = gains[gains["beyond_margin"].astype(bool) & (gains["subset"] != "all")]
    apart = apart.assign(stage=apart["subset"].str.removeprefix("stage="))
    beyond = [f"{name(row.design)}, {row.stage} {told(row._asdict(), 3)}" for row in apart.itertuples()]
    mean = direct[direct["subset"] == "all"].pivot(index="design", columns="measure", values="mean")
    mean = mean.loc[conversion["design"]]
    most = list(dict.fromkeys(apart.loc[apart["difference"] > 0, "design"]))
    rest = mean.index.difference(most)
    least = bool(most) and mean.loc[most, "handoffs"].max() < mean.loc[rest, "handoffs"].min()

    def each(measure: str) -> str:
        return ", ".join(f"{name(design)} {value:.3f}" for design, value in mean[measure].items())

    return {
        "most": listed(map(name, most)),
        "handing": ", and hand over least" if least else "",
        "handoffs": each("handoffs"), "voice": each("voice"), "wrong": each("closed_wrong"),
        "norm_least": f"{mean['answered_in_norm'].min():.2f}", "norm_most": f"{mean['answered_in_norm'].max():.2f}",
        "norm_desk": f"{mean.loc['centralised', 'answered_in_norm']:.3f}",
        "norm_silos": f"{mean.loc['siloed', 'answered_in_norm']:.3f}",
        "nine": listed([f"{name(row.design)} {row.mean:.3f}" for row in conversion.itertuples()]),
        "won": listed([f"{name(it)} {told(won.loc[it], 0, 'mean', False)}" for it in conversion["design"]]),
        "beyond": "; ".join(beyond) or "none",
    }  # fmt: skip


def fed_back(feedback: pd.DataFrame) -> dict[str, str]:
    """What winning people does to issues and waiting."""
    said = {}
    for world, key in (("default", "default"), ("load .9", "loaded")):
        of = where(feedback, world=world)
        issues, latency = where(of, measure="issues"), where(of, measure="response_latency")
        more = issues["mean_a"] / issues["mean_b"] - 1
        said[f"issues_{key}"] = f"{more.min():.1%} to {more.max():.1%}"
        said[f"fed_{key}"] = listed([f"{name(row.design)} {told(row._asdict())}" for row in latency.itertuples()])
    return said


def order(designs: pd.DataFrame) -> str:
    """Whether feedback changes the order of designs by latency."""
    both = []
    for on in (False, True):
        of = where(designs, world="default", feedback=on, measure="response_latency")
        both.append([name(each) for each in of.sort_values("mean")["design"]])
    if both[0] == both[1]:
        return "The order of the nine designs by latency stays the same."
    return f"By mean latency the order is {listed(both[0])} without feedback, {listed(both[1])} with it."


def share(value: float) -> str:
    """A difference of shares."""
    return f"{value:+.4f}".replace("-", "−")
