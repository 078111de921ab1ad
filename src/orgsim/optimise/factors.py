"""Factors: what may vary about a design, each with its values. A design cannot choose its customers.

A factor is a key of the design (``approval.threshold``, ``units.hub.seats``, ``lines.*.every``; or in full,
``designs.NAME.approval.threshold``) or ``chain``, the length of a chain of cross-training. What belongs to the world or
to the study is no factor: it is the same under every design.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from orgsim.config.keys import at, bare
from orgsim.config.schema import Design, Study, World
from orgsim.errors import UNKNOWN, InputError, closest, listed
from orgsim.optimise.chain import CHAIN, chained
from orgsim.structure.chart import Setting
from orgsim.structure.spelled_out import spelled_for
from orgsim.sweep.changes import DESIGNS, EACH, STUDY, changed

RANGE = ("low", "high", "log", "step")
WORDS = ("title", "description")  # of a design: they change nothing
IT = "design"  # what the design is called while its keys are changed
VARY = "search.vary"
BLIND = "a key of the design: the world and the study are the same under every design"
OF_LEVERS = {"study.levers.meeting_every": "lines.*.every", "study.levers.overdue_after": "approval.overdue_after"}
NOWHERE = "a key that is there in the design"
STEPS = 1e-9  # how exactly a step has to lead from low to high


@dataclass(frozen=True)
class Factor:
    """A key and its values: ``choices``, or everything from ``low`` to ``high``."""

    key: str
    choices: tuple = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    step: float | None = None  # None: any number between
    whole: bool = False

    @property
    def distribution(self) -> Any:
        """The same for Optuna; of choices their places."""
        from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

        if self.choices:
            return CategoricalDistribution(range(len(self.choices)))
        if self.whole:
            return IntDistribution(int(self.low), int(self.high), log=self.log, step=int(self.step or 1))
        return FloatDistribution(self.low, self.high, log=self.log, step=self.step)

    def value(self, drawn: Any) -> Any:
        """What was drawn from the distribution, as a value of the key."""
        return self.choices[drawn] if self.choices else drawn

    @property
    def samples(self) -> tuple:
        """Values that show whether the key takes such values."""
        ends = (int(self.low), int(self.high)) if self.whole else (self.low, self.high)
        return self.choices or ends


def factors(world: World, design: Design, name: str, vary: Mapping[str, Any]) -> list[Factor]:
    """The factors of a design by what may vary: {key: [values] or {low, high, log, step}}. Raises InputError."""
    found: dict[str, Factor] = {}
    for key, values in leaves(vary):
        said = f"{VARY}.{key}"
        short = short_key(key, name)
        if short in found:
            raise InputError(said, UNKNOWN, f"each key once ({short} is there already)")
        found[short] = factor(short, values, said)
        check(world, design, found[short], said)
    if not found:
        raise InputError(VARY, {}, "at least one key, as in {approval.threshold: {low: 0, high: 1}}")
    return list(found.values())


def leaves(vary: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Keys with their values, whether written with dots or one below the other."""
    for key, values in vary.items():
        full = f"{above}{key}"
        if isinstance(values, Mapping) and values and not set(values) & set(RANGE):
            yield from leaves(values, f"{full}.")
        else:
            yield full, values


def short_key(key: str, name: str) -> str:
    """The key below the design; raises InputError where it is not the design's."""
    own = f"{DESIGNS}.{name}."
    short = key.removeprefix(own)
    head = short.partition(".")[0]
    if head == DESIGNS:
        raise InputError(VARY, key, f"keys of the design that is optimised ({own}...)")
    if head == STUDY or head in {each.name for each in fields(World)}:
        raise InputError(VARY, key, BLIND, OF_LEVERS.get(short))
    known = [each.name for each in fields(Design) if each.name not in WORDS] + [CHAIN]
    if head not in known:
        raise InputError(VARY, key, "a key of the design: " + ", ".join(known), closest(head, known))
    return short


def factor(key: str, values: Any, said: str) -> Factor:
    """A factor from its values as written."""
    if isinstance(values, Sequence) and not isinstance(values, str):
        if not values:
            raise InputError(said, [], "at least one value")
        return Factor(key, choices=tuple(values))
    if not isinstance(values, Mapping):
        raise InputError(said, values, "a list of values, or {low, high} with log or step")
    for each in values:
        if each not in RANGE:
            raise InputError(f"{said}.{each}", UNKNOWN, ", ".join(RANGE), closest(str(each), RANGE))
    whole = key == CHAIN or bare(at(Design, key).hint) is int
    numbers = {each: values[each] for each in ("low", "high", "step") if values.get(each) is not None}
    return of_range(key, numbers, bool(values.get("log", False)), whole, said)


def of_range(key: str, values: Mapping[str, Any], log: bool, whole: bool, said: str) -> Factor:
    """A factor of numbers from low to high."""
    for part in ("low", "high", *(["step"] if "step" in values else [])):
        number = values.get(part)
        right = isinstance(number, (int, float)) and not isinstance(number, bool)
        if not right or (whole and not float(number).is_integer()):
            raise InputError(f"{said}.{part}", number, "a whole number" if whole else "a number")
    low, high, step = values["low"], values["high"], values.get("step")
    if not low < high:
        raise InputError(f"{said}.high", high, f"more than low ({low:g})")
    if log and low <= 0:
        raise InputError(f"{said}.low", low, "more than 0 where log is true")
    if log and step is not None:
        raise InputError(f"{said}.step", step, "no step where log is true")
    if step is not None and (step <= 0 or abs((high - low) / step - round((high - low) / step)) > STEPS):
        raise InputError(f"{said}.step", step, f"a step that leads from {low:g} to {high:g}")
    return Factor(key, low=float(low), high=float(high), log=log, step=step and float(step), whole=whole)


def check(world: World, design: Design, factor: Factor, said: str) -> None:
    """A factor whose key leads somewhere in the design, and takes its values there."""
    if factor.key != CHAIN:
        check_there(spelled_for(world, design, factor.key), factor.key, said)
    for value in factor.samples:
        try:
            varied(world, design, {factor.key: value})
        except InputError as error:
            raise InputError(said, value, error.allowed, error.nearest) from None


def check_there(design: Design, key: str, said: str) -> None:
    """Every step of a key leads somewhere; raises InputError with what is there instead."""
    steps = key.split(".")
    for place, step in enumerate(steps):
        nodes = standing(design, ".".join(steps[:place])) if place else [design]
        if not any(_below(node, step) for node in nodes):
            names = list(dict.fromkeys(str(name) for node in nodes for name in _inside(node)))
            raise InputError(said, UNKNOWN, "one of " + listed(names) if names else NOWHERE, closest(step, names))


def varied(world: World, design: Design, values: Mapping[str, Any]) -> Design:
    """The design with its factors at these values; the chain comes last."""
    keys = {f"{DESIGNS}.{IT}.{key}": value for key, value in values.items() if key != CHAIN}
    shape = changed(world, {IT: design}, Study(), keys)[1][IT]
    return chained(world, shape, values[CHAIN]) if CHAIN in values else shape


def settled(design: Design, setting: Setting) -> Design:
    """The design with its levers fixed where it leaves them open, so that it stands for itself."""
    lines = [replace(line, every=setting.meeting_every) if line.every is None else line for line in design.lines]
    overdue = design.approval.overdue_after
    approval = replace(design.approval, overdue_after=setting.overdue_after if overdue is None else overdue)
    return replace(design, lines=lines, approval=approval)


def standing(design: Design, key: str) -> list:
    """Everything that stands in a design where a key leads (``*``: several places)."""
    found = [design]
    for step in key.split("."):
        found = [each for node in found for each in _below(node, step)]
    return found


def _below(node: Any, step: str) -> list:
    """What stands under a step of a key."""
    each = step == EACH and not is_dataclass(node)
    return [value for name, value in _inside(node).items() if each or str(name) == step]


def _inside(node: Any) -> dict:
    """What stands in a node, by name or place."""
    if is_dataclass(node):
        return vars(node)
    return dict(enumerate(node)) if isinstance(node, list) else node if isinstance(node, dict) else {}
