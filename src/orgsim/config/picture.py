"""What ``orgsim picture`` and ``orgsim report`` take: which picture, of what, and where it goes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from orgsim.config.parameter import parameter
from orgsim.config.schema import Study, World
from orgsim.errors import MISSING, InputError

RUN = ("network", "queues")  # drawn from runs of their own
COMPARED = ("headline", "differences", "trade_off", "incidence", "minutes", "nps_path")
FROM = {
    **dict.fromkeys(COMPARED, "compare"),
    "scorecard": "compare",
    "map": "sweep",
    "sensitivity": "sweep",
    "transition": "transition",
    "journey": "journey",
}  # the command whose folder each of the others is drawn from
WHAT = ("chart", *RUN, *FROM)  # a chart may be drawn of either
OWN = {"map": ("measure", "x", "y"), "sensitivity": ("measure",)}  # keys that only these take
ALL_OWN = ("measure", "x", "y")


@dataclass
class Picture(World):
    """``orgsim picture``: one picture, its finding as its title."""

    study: Study = field(default_factory=Study)
    what: str = parameter("???", " | ".join(WHAT))
    of: str | None = parameter(None, "folder of results to draw from (null: none, for chart, network and queues)")
    designs: list[str] = parameter([], "names of files in design/, or paths: for chart, network and queues")
    measure: str = parameter("response_latency", "a measure: for map and sensitivity")
    x: str | None = parameter(None, "factor along the map (null: the first)")
    y: str | None = parameter(None, "factor up the map (null: the second)")
    seed: int = parameter(1, "", 0, 2**32 - 1)
    out: str = parameter("results/pictures", "folder the pictures go to, as svg and png")


@dataclass
class Report:
    """``orgsim report``: the report of a comparison made again from its folder; nothing is run."""

    of: str = parameter("results/compare", "folder of a comparison")
    out: str | None = parameter(None, "folder the report and its pictures go to (null: the comparison's)")


def check_picture(asked: Picture) -> None:
    """A picture there is, drawn from what it can be drawn from. Raises InputError."""
    if asked.what not in WHAT:
        raise InputError("what", asked.what, WHAT)
    command = FROM.get(asked.what)
    if command and asked.of is None:
        raise InputError("of", MISSING, f"a folder of orgsim {command}, as in of=results/{command}")
    if asked.what in RUN and asked.of is not None:
        raise InputError("of", asked.of, f"no value: {asked.what} is drawn from runs of its own (designs=...)")
    for each in dataclasses.fields(Picture):
        if each.name in ALL_OWN and each.name not in OWN.get(asked.what, ()):
            value = getattr(asked, each.name)
            if value != each.default:
                raise InputError(each.name, value, f"no value: what={asked.what} does not read it")


def check_of(asked: Picture, usual: Picture) -> None:
    """Nothing is set of what was settled when the folder was made; usual: with no key set. Raises InputError."""
    for key, value in changed(asked, usual):
        if key not in ("what", "of", "out", *ALL_OWN):
            raise InputError(key, value, f"no value: what={asked.what} shows what was run in of={asked.of}")


def changed(asked: Picture, usual: Picture) -> list[tuple[str, Any]]:
    """Keys in full whose values are not the usual ones."""
    now, then = (flat(dataclasses.asdict(each)) for each in (asked, usual))
    return [(key, value) for key, value in now.items() if key not in then or then[key] != value]


def flat(node: Any, key: str = "") -> dict[str, Any]:
    """Values within values by their keys in full."""
    if not isinstance(node, dict):
        return {key: node}
    below = ((f"{key}.{name}" if key else name, each) for name, each in node.items())
    return {name: value for where, each in below for name, value in flat(each, where).items()}
