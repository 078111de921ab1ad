"""Does it pay to serve influencers first? See README.md beside this file. Writes results/influencers_first/."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from laboratory import base_of, declared, designs_of, publish, run  # noqa: E402
from picture import draw  # noqa: E402
from waiting import waits  # noqa: E402
from wording import finding, heading  # noqa: E402

from orgsim.answers.differences import together  # noqa: E402
from orgsim.comparison import paired  # noqa: E402
from orgsim.sweep.swept import Swept  # noqa: E402

PAIRS = {
    "officer": ("influencers_first", "customers_first"),
    "executive": ("executive_influencers_first", "executive_customers_first"),
}
WHOM = {
    "by reach": ("net_advocates_by_reach", "all"),
    "influencers": ("net_advocates", "influencers"),
    "others": ("net_advocates", "others"),
    "all": ("net_advocates", "all"),
}
FACTORS = {
    "company.load": "load",
    "population.influencers": "influencers",
    "population.word_of_mouth.branching_ratio": "talk",
}
CONFIDENCE = 0.95


def values(swept: Swept, whom: str, led: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Net advocates [world, replication] with influencers first, and with customers by age."""
    wide = swept.values(*WHOM[whom])
    return tuple(wide[design].unstack("replication").reindex(swept.points["point"]) for design in PAIRS[led])


def tested(first: pd.DataFrame, usual: pd.DataFrame, measure: str, family: int) -> pd.DataFrame:
    """Paired differences row by row, of ``family`` whose intervals hold together."""
    labels = pd.MultiIndex.from_product([[measure], first.index], names=["measure", "row"])
    a, b = first.set_axis(labels), usual.set_axis(labels)
    return pd.DataFrame(paired.differences(a, b, together(CONFIDENCE, family)), index=first.index)


def gains(swept: Swept) -> pd.DataFrame:
    """What each world gains by serving influencers first: a row per world, leader and whom it is counted for."""
    worlds = swept.points.set_index("point")[list(FACTORS)].rename(columns=FACTORS)
    parts = []
    for led in PAIRS:
        for whom, (measure, _) in WHOM.items():
            first, usual = values(swept, whom, led)
            found = tested(first, usual, measure, len(WHOM))
            means = {"usual": usual.mean(axis=1), "gain": found["difference"]}
            more = ["low", "high", "n", "margin", "verdict", "beyond_margin"]
            parts.append(worlds.assign(led=led, whom=whom, **means).join(found[more]))
    return pd.concat(parts, ignore_index=True)


def of_talk(swept: Swept) -> pd.DataFrame:
    """How much more is gained where talk is greatest than where there is none: the mean over shares of influencers."""
    worlds = swept.points.rename(columns=FACTORS)
    loud, silent = worlds["talk"] == worlds["talk"].max(), worlds["talk"] == worlds["talk"].min()
    rows = []
    for led in PAIRS:
        for load, own in worlds.groupby("load"):
            for whom, (measure, _) in WHOM.items():
                first, usual = values(swept, whom, led)
                gain = first - usual
                most, none = (gain.loc[own["point"][which]].mean().to_frame().T for which in (loud, silent))
                found = tested(most.set_axis([0]), none.set_axis([0]), measure, len(WHOM)).iloc[0]
                row = {"none": none.mean(axis=1).iloc[0], "most": most.mean(axis=1).iloc[0]}
                rows.append(
                    {"led": led, "load": load, "whom": whom, **row} | dict(found[["difference", "low", "high"]])
                )
    return pd.DataFrame(rows)


def levels(swept: Swept) -> pd.DataFrame:
    """How busy and how slow the company is under each design and load."""
    rows = swept.measures[swept.measures["estimand"] == "flow"].merge(swept.points.rename(columns=FACTORS), on="point")
    rows["measure"] += np.where(rows["subset"] == "all", "", ":" + rows["subset"])
    return rows.groupby(["load", "design", "measure"])["value"].mean().unstack("measure").reset_index()


def main() -> None:
    swept = run(HERE)
    found, talk, level = gains(swept), of_talk(swept), levels(swept)
    asked = declared(HERE)
    waiting = waits(*base_of(asked), designs_of(HERE, asked["designs"]), asked["space"]["vary"])
    tables = {"gains": found, "talk": talk, "levels": level, "waits": waiting}
    lines = finding(found, talk, level, waiting)
    publish(HERE, lines, tables, {led: draw(found, led, heading(found, led)) for led in PAIRS}, swept)


if __name__ == "__main__":
    main()
