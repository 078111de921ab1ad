"""How fast the world may change: see README.md beside this file. Writes results/pace/."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import wording  # noqa: E402
from bearing import MOVES, NEWS, limits, moved, paces  # noqa: E402
from laboratory import declared, publish, run  # noqa: E402
from picture import drawn  # noqa: E402

DEFAULT = 1  # reorganisations a topic and year
NO_MEETINGS = {f"designs.{name}.lines.*.every": 1000 for name in ("cco", "hub_and_spoke", "team")}  # working days
CONTROLS: Mapping[str, Mapping[str, Any]] = {
    "nobody_comes_back": {"population.discovery": 0.0},
    "no_meetings": NO_MEETINGS,
}


def main() -> None:
    swept = run(HERE)
    controls = {name: control(change, name) for name, change in CONTROLS.items()}
    tables = {"limits": limits(swept), "paces": paces(swept), "reorganised": moved(swept)}
    unmet_too = moved(unmet()).assign(control="no_meetings")
    tables["reorganised"] = pd.concat([tables["reorganised"].assign(control=""), unmet_too])
    tables["controls"] = pd.concat([paces(each).assign(control=name) for name, each in controls.items()])
    tables["limits_in_controls"] = pd.concat([limits(each).assign(control=name) for name, each in controls.items()])
    title = wording.title(tables["limits"])
    picture = drawn(tables["paces"], tables["limits"], wording.NAMES, title, DEFAULT)
    publish(HERE, wording.page(tables), tables, {"pace": picture}, swept)


def unmet():
    """Silos' way in the other designs too: few and many reorganisations where those with lines hardly ever meet."""
    vary = declared(HERE)["space"]["vary"]
    moves, news = ((min(vary[key]), max(vary[key])) for key in (MOVES, NEWS))
    points = [{NEWS: often, MOVES: much, **NO_MEETINGS} for often in news for much in moves]
    return run(HERE, {"kind": "list", "list": points}, "no_meetings_moves")


def control(change: Mapping[str, Any], part: str):
    """Every rate of news again, at the default reorganisations, with something switched off."""
    rates = declared(HERE)["space"]["vary"][NEWS]
    return run(HERE, {"kind": "list", "list": [{NEWS: news, MOVES: DEFAULT, **change} for news in rates]}, part)


if __name__ == "__main__":
    main()
