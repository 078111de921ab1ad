"""Composing: files and overrides from the command line become subcommands, checked before any of them runs.

Hydra is the language here and not the runner: it reads, merges and multiplies out (``-m``); the points come back as
a list. So a mistake in the last point is told before the first one starts, and nothing is left lying about.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from omegaconf import OmegaConf

from orgsim.config.command import COMMANDS, Command, configs, register
from orgsim.config.keys import names_under
from orgsim.config.load import load_command
from orgsim.config.maturity import Dimension
from orgsim.config.space import LIST, Space
from orgsim.config.words import file_of, in_our_words
from orgsim.errors import InputError

SHOWS = ("job", "hydra", "all")
SHORT = {"design": "design_name", "from": "from_design", "to": "to_design"}  # as keys are written, and are called
FREE = "profile"  # a key whose names are the user's own from the start
EACH = "EACH"  # Hydra's grammar has no * in a key
SWEEPER = "orgsim"  # src/hydra_plugins: composes once per choice of files, and makes a space of what follows -m
FLAGS = ("-m", "--multirun", "--config-dir", "--cfg", "--resolve", "--retry-failed", "--help")
SETTINGS = re.compile(r"^\s*#\s*@package|^\s*[\"']?hydra[\"']?\s*:|_target_", re.MULTILINE)


@dataclass(frozen=True)
class Point:
    """One composed and checked subcommand; `label` tells the points of a multirun apart (else "")."""

    command: Command
    folders: tuple[Path, ...]  # the user's own configuration folders, in which designs are found by name as well
    label: str


@dataclass
class Arguments:
    """A command line taken apart."""

    overrides: list[str]
    multirun: bool = False
    folder: str | None = None  # --config-dir
    show: str | None = None  # --cfg: print the configuration instead of running
    resolve: bool = False

    @classmethod
    def read(cls, words: Sequence[str]) -> Arguments:
        """Flags wherever they stand; whatever is no flag is an override."""
        given, rest = cls([]), list(words)
        while rest:
            flag, _, value = rest.pop(0).partition("=") if rest[0].startswith("-") else (rest.pop(0), "", "")
            if flag in ("-m", "--multirun"):
                given.multirun = True
            elif flag == "--resolve":
                given.resolve = True
            elif flag == "--retry-failed":
                given.overrides.append("retry_failed=true")
            elif flag in ("--config-dir", "-cd"):
                given.folder = value or (rest.pop(0) if rest else "")
            elif flag in ("--cfg", "-c"):
                given.show = value or (rest.pop(0) if rest else "")
            elif flag.startswith("-"):
                raise InputError("flag", flag, FLAGS)
            else:
                given.overrides.append(flag)
        given.check()
        return given

    def check(self) -> None:
        """Flags that go together."""
        if self.folder is not None and not Path(self.folder).is_dir():
            raise InputError("--config-dir", self.folder, "a folder that is there")
        if self.show is not None and self.show not in SHOWS:
            raise InputError("--cfg", self.show, SHOWS)
        if self.show is not None and self.multirun:
            raise InputError("--cfg", self.show, "without -m: it shows one configuration")
        if self.resolve and self.show is None:
            raise InputError("flag", "--resolve", "together with --cfg job")

    def for_hydra(self, scratch: str) -> list[str]:
        """The same, as Hydra wants it: flags first, and its own droppings into `scratch`."""
        flags = ["--multirun", f"hydra/sweeper={SWEEPER}", f"hydra.sweep.dir='{scratch}'"] if self.multirun else []
        flags += ["--config-dir", self.folder] if self.folder else []
        flags += ["--cfg", self.show] if self.show else []
        words = [for_sweeper(each) for each in self.overrides] if self.multirun else self.overrides
        return flags + ["--resolve"] * self.resolve + words

    def name_designs(self, known: Sequence[str]) -> None:
        """``design=`` sets ``design_name``: Hydra would take it for a file of design/; and the like."""
        for short, full in SHORT.items():
            if full in known:
                self.overrides = [re.sub(rf"^{short}=", f"{full}=", each) for each in self.overrides]
        if FREE in known:  # it begins empty, and Hydra adds a name only where it is told to
            self.overrides = [re.sub(rf"^{FREE}(?=\.|={{)", f"+{FREE}", each) for each in self.overrides]


def for_sweeper(word: str) -> str:
    """A key of several (``topics.*.news``) or of a design, as Hydra's grammar has it: only its sweeper reads them."""
    key, equals, value = word.partition("=")
    if not equals or not ("*" in key or key.startswith("designs.")):
        return word
    key = key.replace("*", EACH)
    return f"{key}={value if varies(f'{key}={value}') else f'choice({value})'}"


def varies(word: str) -> bool:
    """Whether a word of the command line gives several values, or a range of them."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        return OverridesParser.create().parse_override(word).is_sweep_override()
    except HydraException:  # told where the whole is composed
        return False


def compose(name: str, words: Sequence[str] = ()) -> list[Point]:
    """The points a command line asks for: one, or with ``-m`` the product of all listed values.

    name: of the subcommand; words: what stands after it. Empty where ``--cfg`` only showed the configuration.
    Raises InputError for any mistake in any point.
    """
    given = Arguments.read(words)
    given.name_designs(names_under(COMMANDS[name], ""))
    check_groups(given.overrides, names_under(COMMANDS[name], ""))
    own = Path(given.folder).resolve() if given.folder else None
    if own:
        check_names(own)
    found = composed(name, given)
    common = set.intersection(*(set(overrides) for _, overrides in found)) if len(found) > 1 else set()
    points = []
    for cfg, overrides in found:
        label = ",".join(each for each in overrides if each not in common) if len(found) > 1 else ""
        command = load_command(name, cfg)
        if hasattr(command, "space"):
            replace_vary(command.space, given.overrides)
            check_free(given.overrides, varied(command.space))
        if hasattr(command, "maturity"):
            check_free(given.overrides, staged(command.maturity), "the stages of maturity set")
        for short, full in SHORT.items():
            label = label.replace(f"{full}=", f"{short}=")
        points.append(Point(command, (own,) if own else (), label))
    return points


def check_groups(overrides: Sequence[str], known: Collection[str]) -> None:
    """A group is given the name of a file: Hydra has no words of its own for a number, true or null."""
    for word in overrides:
        group, equals, value = word.partition("=")
        folder = configs() / group
        if equals and group in known and folder.is_dir() and re.fullmatch(r"null|true|false|[-+.\d]+", value, re.I):
            raise InputError(group, value, sorted(path.stem for path in folder.glob("*.yaml")))


def replace_vary(space: Space, overrides: Sequence[str]) -> None:
    """``space.vary={...}`` is the whole space: Hydra would add its keys to those of the file."""
    from hydra.core.override_parser.overrides_parser import OverridesParser

    for word in overrides:
        if word.startswith("space.vary="):
            space.vary = OverridesParser.create().parse_override(word).value()


def check_free(overrides: Sequence[str], vary: Collection[str], by: str = "the space varies") -> None:
    """A key that varies, itself or with a whole group, has no value of its own beside it, which would silently lose."""
    for word in overrides:
        key, _, value = word.partition("=")
        for each in vary:
            if covers(each, key) and not varies(for_sweeper(word)):
                said = "no value" if key == each else f"choice({value}), after it, or no value"
                raise InputError(key, value, f"{said}: {by} {each}")


def varied(space: Space) -> list[str]:
    """The keys of a space."""
    points = [point for point in space.list if isinstance(point, Mapping)] if space.kind == LIST else []
    return [str(key) for key in (points[0] if points else space.vary)]


def staged(maturity: Mapping[str, Dimension]) -> list[str]:
    """The keys that stages of maturity set."""
    return [key for dimension in maturity.values() for stage in dimension.stages[:1] for key in stage.set]


def covers(pattern: str, key: str) -> bool:
    """Whether setting ``topics.*`` sets ``topics.prices.news``."""
    steps, below = pattern.split("."), key.split(".")
    return len(steps) <= len(below) and all(step in ("*", each) for step, each in zip(steps, below))


def check_names(own: Path) -> None:
    """A user's file with the name of one of orgsim's, and other contents, would silently lose: refused.

    So is one that speaks to Hydra itself: its settings may name functions to call, and a file is no place for code.
    """
    for path in sorted(path for path in own.rglob("*.yaml") if path.is_file()):
        if SETTINGS.search(path.read_text(errors="replace")):
            raise InputError("--config-dir", str(path.relative_to(own)), "a file without @package, hydra or _target_")
        same = configs() / path.relative_to(own)
        if same.is_file() and same.read_bytes() != path.read_bytes():
            wanted = f"a name orgsim has not taken, as in {path.with_stem('my_' + path.stem).name}"
            raise InputError("--config-dir", str(path.relative_to(own)), wanted)


def composed(name: str, given: Arguments) -> list[tuple]:
    """What Hydra makes of the command line: configurations, each with the overrides that led to it."""
    import hydra
    from hydra.core.hydra_config import HydraConfig

    found = []

    def collect(cfg) -> None:
        settings = HydraConfig.get()
        for part, ours in (("hydra/launcher", "basic"), ("hydra/sweeper", SWEEPER if given.multirun else "basic")):
            if settings.runtime.choices.get(part) != ours:
                raise InputError(part, settings.runtime.choices.get(part), [ours])
        found.append((cfg, OmegaConf.to_container(settings.overrides.task)))

    register()
    with tempfile.TemporaryDirectory() as scratch, hydra_called_with(name, given.for_hydra(scratch)):
        try:
            hydra.main(version_base="1.3", config_path=str(configs()), config_name=name)(collect)()
        except Exception as error:
            told = in_our_words(error, COMMANDS[name], raw=raw_of(file_of(error), given.folder))
            if told is None:
                raise
            raise told from None
    return found


def raw_of(file: str, folder: str | None) -> dict | None:
    """What stands in a user's file, under the group it belongs to."""
    path = Path(folder or ".") / file.rstrip(": ")
    if not (file and path.is_file()):
        return None
    return {path.parent.name: OmegaConf.to_container(OmegaConf.load(path))}


@contextmanager
def hydra_called_with(name: str, words: list[str]) -> Iterator[None]:
    """Hydra reads the process's own arguments, and hands its exceptions on only where this variable asks for it."""
    before, full = sys.argv, os.environ.get("HYDRA_FULL_ERROR")
    sys.argv, os.environ["HYDRA_FULL_ERROR"] = [f"orgsim {name}", *words], "1"
    try:
        with warnings.catch_warnings():  # Hydra 1.3 changes the folder without version_base, 1.4 warns of it
            warnings.filterwarnings("ignore", "The version_base parameter")
            yield
    finally:
        sys.argv = before
        if full is None:
            del os.environ["HYDRA_FULL_ERROR"]
        else:
            os.environ["HYDRA_FULL_ERROR"] = full
