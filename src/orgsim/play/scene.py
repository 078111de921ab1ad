"""A scene: what the page's controls say, read from its address, and the world, designs and study that this means."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from orgsim.comparison.compare import staffed
from orgsim.config.command import configs
from orgsim.config.load import design_name, load_design, world_of
from orgsim.config.play import MOST_SIDE_BY_SIDE, Control, Play, check_play
from orgsim.config.schema import Design, Study, World
from orgsim.errors import UNKNOWN, InputError, closest
from orgsim.play.own import OWN, check_size, read_own
from orgsim.structure.chart import Chart, Setting, draw_up
from orgsim.sweep.changes import changed

COMPANY, DESIGNS, SEED = "company", "designs", "seed"
LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True)
class Scene:
    """What an address says: a company, two or three designs, the controls that were moved, a seed, a design drawn."""

    company: str
    designs: tuple[str, ...]
    moved: tuple[tuple[str, float], ...]
    seed: int
    own: str  # as it stands in the address, "" if none was drawn


@dataclass(frozen=True)
class Set:
    """What a scene means: the world, the study, and a chart for each design, with seats by the common rule."""

    world: World
    designs: Mapping[str, Design]
    study: Study
    charts: Mapping[str, Chart]


class Stage:
    """What the page was started with: reads addresses as scenes, and builds what they mean.

    Raises InputError for a command that cannot be played.
    """

    def __init__(self, command: Play, folders: Sequence[Path] = ()):
        check_play(command)
        self.command, self.folders = command, tuple(folders)
        self.world = world_of(command)
        self.designs = known_designs(command.designs, self.folders)
        self.shipped = {path.stem for path in (configs() / "design").glob("*.yaml")}
        self.companies = {name: setup.set for name, setup in command.companies.items()} or {"given": {}}
        self.examples = dict(command.examples)
        self.first = Scene(next(iter(self.companies)), tuple(map(design_name, command.designs)), (), command.seed, "")
        self.build = lru_cache(maxsize=64)(self._build)
        self.build(self.first)
        self._try_controls()
        self.left_out = [*self._without("companies", self.companies, self._company)]
        self.left_out += self._without("examples", self.examples, self._example)

    def _try_controls(self) -> None:
        """Every control sets a key there is."""
        for name, now in self.positions(self.first).items():
            control = self.command.controls[name]
            try:
                self.build(replace(self.first, moved=((name, control.low if now is None else now),)))
            except InputError as error:
                raise InputError(f"controls.{name}.set", control.set, error.allowed, error.nearest) from None

    def _without(self, kind: str, known: dict, scene: Callable[[str], Scene]) -> Iterator[str]:
        """Take out what cannot be played in this company, each with a line that says why."""
        for name in list(known):
            try:
                self.build(scene(name))
            except InputError as error:
                del known[name]
                yield f"left out {kind}.{name}: {error}"

    def _company(self, name: str) -> Scene:
        """The page as it begins, in another company."""
        return replace(self.first, company=name)

    def _example(self, name: str) -> Scene:
        """What an example sets."""
        example = self.examples[name]
        moved = {control: str(value) for control, value in example.controls.items()}
        return self.scene(moved | ({DESIGNS: ",".join(example.designs)} if example.designs else {}))

    def scene(self, query: Mapping[str, str]) -> Scene:
        """The scene an address asks for; what it does not name is as at the start. Raises InputError."""
        controls = self.command.controls
        for key in query:
            if key not in (COMPANY, DESIGNS, SEED, OWN, *controls):
                known = [COMPANY, DESIGNS, SEED, *controls]
                raise InputError(key, UNKNOWN, "one of " + ", ".join(known), closest(key, known))
        company = query.get(COMPANY, self.first.company)
        if company not in self.companies:
            raise InputError(COMPANY, company, self.companies)
        own = query.get(OWN, "")
        if own:
            read_own(own)
        moved = tuple((name, number(name, query[name], controls[name])) for name in controls if name in query)
        return Scene(company, self._named(query.get(DESIGNS), bool(own)), moved, seed_of(query, self.first.seed), own)

    def _named(self, said: str | None, drawn: bool) -> tuple[str, ...]:
        """The designs an address names: each once, no more than fit side by side."""
        if said is None:
            return self.first.designs
        names = tuple(each for each in said.split(",") if each)
        known = [*self.designs, *([OWN] if drawn else [])]
        for each in names:
            if each not in known:
                raise InputError(DESIGNS, each, known)
        if not 1 <= len(names) <= MOST_SIDE_BY_SIDE or len(set(names)) < len(names):
            raise InputError(DESIGNS, said, f"one to {MOST_SIDE_BY_SIDE} different names with commas between them")
        return names

    def _build(self, scene: Scene) -> Set:
        """The world, study and charts of a scene, each in its range and together possible. Raises InputError."""
        values = dict(self.companies[scene.company])
        values |= {self.command.controls[name].set: value for name, value in scene.moved}
        designs = {name: read_own(scene.own) if name == OWN else self.designs[name] for name in scene.designs}
        world, designs, study = changed(self.world, designs, self.command.study, values, self.folders)
        setting = Setting(study.levers.meeting_every[0], study.levers.overdue_after[0])
        for name, each in designs.items():
            chart = draw_up(world, each, name, None, setting)  # whether it fits the world at all
            if name == OWN:
                check_size(len(chart.units), len(chart.lines))  # once more: one_for and '*' unfold in a world
        charts = {name: staffed(world, each, name, setting, study.budget) for name, each in designs.items()}
        return Set(world, designs, study, charts)

    def positions(self, scene: Scene) -> dict[str, float | None]:
        """Where each control stands in a scene: its value in the world, None where it has several."""
        now = self.build(scene)
        roots = {"study": now.study, "designs": now.designs}
        found = {}
        for name, control in self.command.controls.items():
            head, _, rest = control.set.partition(".")
            values = set(at(roots[head], rest) if head in roots else at(now.world, control.set))
            found[name] = float(values.pop()) if len(values) == 1 else None
        return found


def known_designs(given: Sequence[str], folders: Sequence[Path]) -> dict[str, Design]:
    """Every design that may be chosen: those the page was started with, then all files of design/."""
    found = [path.stem for folder in (*folders, configs()) for path in sorted((folder / "design").glob("*.yaml"))]
    files = {design_name(each): each for each in [*given, *(each for each in found if each not in given)]}
    for name, each in files.items():
        if name == OWN or "," in name:
            raise InputError("designs", each, f"another name, without commas ({OWN} is the design drawn)")
    return {name: load_design(each, folders, "designs") for name, each in files.items()}


def number(name: str, text: str, control: Control) -> float:
    """The value of a control in an address."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not control.low <= value <= control.high:
        raise InputError(name, text, f"a number from {control.low:g} to {control.high:g}")
    return value


def seed_of(query: Mapping[str, str], usual: int) -> int:
    """The seed in an address."""
    text = query.get(SEED, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_SEED):
        raise InputError(SEED, text, f"a whole number from 0 to {LARGEST_SEED}")
    return int(text)


def at(node: Any, path: str) -> Iterator[Any]:
    """Every value a key stands for, ``*`` for each name or place."""
    step, _, rest = path.partition(".")
    inside = vars(node) if is_dataclass(node) else node
    inside = dict(enumerate(inside)) if isinstance(inside, list) else inside
    for name, value in inside.items():
        if step in ("*", str(name)):
            yield from at(value, rest) if rest else [value]
