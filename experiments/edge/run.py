"""Social at the edge, or at the core: see README.md beside this file. Writes results/edge/."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from differences import difference, mean  # noqa: E402
from laboratory import publish, run  # noqa: E402
from parts import part  # noqa: E402
from picture import gaps, worlds  # noqa: E402
from reading import read  # noqa: E402
from votes import bounds, in_margins, short, summary  # noqa: E402
from wording import numbers  # noqa: E402

from orgsim.comparison.hypothesis import AGAINST, FOR, NEITHER, beyond  # noqa: E402
from orgsim.sweep.swept import Swept  # noqa: E402

CORE, EDGE, CONTROL = "core", "edge", "edge_with_record_and_lines"
SOCIAL = "channel=social"
CLAIMS = (("first_answer", SOCIAL, -1), ("voice", "pair=social-other", -1), ("response_latency", SOCIAL, 1))
MEASURES = (*((measure, subset) for measure, subset, _ in CLAIMS), ("voice", "all"), ("response_latency", "all"),
            ("channel_gap", SOCIAL), ("channel_gap_first", SOCIAL), ("closed_wrong", SOCIAL), ("gave_up", SOCIAL),
            ("contradicting", "pair=social-other"), ("same_and_wrong", "pair=social-other"), ("contacts", "all"),
            ("own_work_delay", "all"))  # fmt: skip
MEANS = {"record": "record", "every": "line", "approved_by": "authority"}
SWITCH, SEATS = "population.switch_channel", "designs.edge.units.social.seats"


def main() -> None:
    swept, apart, switching, staffed = run(HERE), *(part(HERE, name) for name in ("apart", "switching", "staffed"))
    found = {design: in_margins(swept, design, CORE, CLAIMS) for design in (EDGE, CONTROL)}
    tables = {
        "verdicts": verdicts(found), "worlds": by_world(swept, found), "apart": one_away(apart),
        "switching": by_switching(switching), "switched": switched(switching), "staffed": by_seats(staffed),
    }  # fmt: skip
    votes = {name: beyond(effects.to_numpy(), 1) for name, effects in found[EDGE].items()}
    told = numbers(tables, {name: bounds(swept, each) for name, each in votes.items()}, seats(apart))
    said = read(HERE, **told)
    figures = {"edge": worlds(tables["worlds"], said[0]), "gap": gaps(tables["switching"])}
    publish(HERE, said, tables, figures, swept)


def voted(effects: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Votes on the claim as a whole, all three parts at once; and its size, that of the least of the three."""
    least, most = effects.min(axis=1).to_numpy(), effects.max(axis=1).to_numpy()
    return np.where(least > 1, FOR, np.where(most < -1, AGAINST, NEITHER)), least


def verdicts(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The claim and its parts, of the edge and of the null control."""
    rows = []
    for design, effects in found.items():
        rows.append({"design": design, **summary("all three", *voted(effects))})
        for name in effects:
            rows.append({"design": design, **summary(name, beyond(effects[name].to_numpy(), 1), effects[name])})
    return pd.DataFrame(rows)


def by_world(swept: Swept, found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Each world's factors, means and effects in margins."""
    table = swept.points[["point", *swept.factors]].rename(columns=short).reset_index(drop=True)
    for measure, subset in (*((m, s) for m, s, _ in CLAIMS), ("channel_gap", SOCIAL)):
        means = swept.values(measure, subset).groupby("point", sort=False).mean().loc[swept.points["point"]]
        for design in swept.designs:
            table[f"{design}:{measure}"] = means[design].to_numpy()
    for design, effects in found.items():
        for name in effects:
            table[f"{design}:{name}:margins"] = effects[name]
    return table


def one_away(apart: Swept) -> pd.DataFrame:
    """At the default: edge, and the team with all three means or without one of them, less the core."""
    rows = []
    for place, world in apart.points.iterrows():
        lacking = [word for key, word in MEANS.items() if lacks(world, key)]
        own = {CONTROL: "without " + lacking[0] if lacking else "with all three"}
        for design, name in (own if place else {EDGE: "with none", **own}).items():
            for measure, subset in MEASURES:
                values = apart.values(measure, subset).loc[world["point"]]
                told = difference(values[design], values[CORE], measure, apart.confidence)
                rows.append({"team": name, "measure": measure, "subset": subset, **told})
    return pd.DataFrame(rows)


def lacks(world: pd.Series, key: str) -> bool:
    """Whether a means of the team's is off at a point."""
    value = next(value for name, value in world.items() if name.endswith("." + key))
    return {"record": not value, "every": value != 1, "approved_by": value != "nobody"}[key]


def by_switching(switching: Swept) -> pd.DataFrame:
    """Means at the default by how many customers change channel after a wrong answer."""
    rows = []
    for _, world in switching.points.iterrows():
        for design in switching.designs:
            for measure, subset in MEASURES:
                values = switching.values(measure, subset).loc[world["point"]][design]
                told = mean(values, switching.confidence)
                rows.append({"switch": world[SWITCH], "design": design, "measure": measure, "subset": subset, **told})
    return pd.DataFrame(rows)


def switched(switching: Swept) -> pd.DataFrame:
    """What changing channel does: each probability less none, paired, by design."""
    rows, none = [], switching.points["point"].iloc[0]
    for _, world in switching.points.iloc[1:].iterrows():
        for design in switching.designs:
            for measure, subset in MEASURES:
                values = switching.values(measure, subset)[design]
                told = difference(values.loc[world["point"]], values.loc[none], measure, switching.confidence)
                rows.append({"switch": world[SWITCH], "design": design, "measure": measure, "subset": subset, **told})
    return pd.DataFrame(rows)


def by_seats(staffed: Swept) -> pd.DataFrame:
    """Edge less core at the default, by how many people the team has; those it has more, others have fewer."""
    rows = []
    for _, world in staffed.points.iterrows():
        for measure, subset in (*MEASURES, ("first_answer", "all")):
            values = staffed.values(measure, subset).loc[world["point"]]
            told = difference(values[EDGE], values[CORE], measure, staffed.confidence)
            rows.append({"seats": int(world[SEATS]), "measure": measure, "subset": subset, **told})
    return pd.DataFrame(rows)


def seats(apart: Swept) -> pd.DataFrame:
    """Seats and offered load of each unit at the default, by design."""
    own = apart.seats[apart.seats["point"] == apart.points["point"].iloc[0]]
    return own.set_index(["design", "unit"])


if __name__ == "__main__":
    main()
