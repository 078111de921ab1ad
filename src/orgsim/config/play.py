"""What ``orgsim play`` takes beside the world: its controls, the companies to choose from, where the page is served."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

from orgsim.config.parameter import parameter
from orgsim.config.schema import Study, World
from orgsim.errors import InputError

MOST_SIDE_BY_SIDE = 3
MOST_STEPS = 1000  # of a control


@dataclass
class Control:
    """A slider of the page: the key it sets, and between what."""

    set: str = parameter("???", "key, * for each name: topics.*.news; designs.*.approval.threshold")
    title: str = parameter("???", "a few words")
    low_means: str = parameter("", "what its left end stands for")
    high_means: str = parameter("", "what its right end stands for")
    unit: str = parameter("", "%, or what a number is followed by")
    low: float = parameter(0.0, "value at the left end")
    high: float = parameter(1.0, "value at the right end")
    step: float = parameter(0.01, "between two values; of a logarithmic scale a ratio above 1, as in 1.5", 0)
    log: bool = parameter(False, "whether its scale is logarithmic")


@dataclass
class Setup:
    """A company to choose on the page: keys that differ from the one the page was started with."""

    title: str = parameter("???", "a few words")
    set: Dict[str, Any] = parameter({}, "{KEY: value}; groups by file name, as in {company: shop}")


@dataclass
class Example:
    """A question to try: designs and controls set at one click."""

    title: str = parameter("???", "a question")
    designs: List[str] = parameter([], "names of designs (none: those that are shown)")
    controls: Dict[str, float] = parameter({}, "{CONTROL: value}; the others as at the start")


@dataclass
class Play(World):
    """``orgsim play``: a page to play with, served on this machine only."""

    study: Study = field(default_factory=Study)
    designs: List[str] = parameter([], "names of files in design/, or paths: those the page begins with, two or three")
    controls: Dict[str, Control] = parameter({}, "sliders by name: set, title, low, high, step, log ...")
    companies: Dict[str, Setup] = parameter({}, "companies to choose by name: title, set")
    examples: Dict[str, Example] = parameter({}, "questions to try by name: title, designs, controls")
    seed: int = parameter(1, "", 0, 2**32 - 1)
    port: int = parameter(8642, "port on 127.0.0.1 (0: any free one)", 0, 65535)
    open_browser: bool = parameter(True, "whether to open the page in the browser")
    out: Optional[str] = parameter(None, "nothing is written: the page offers downloads")


def check_play(command: Play) -> None:
    """Controls that can be moved, and no more designs than fit side by side. Raises InputError."""
    if len(command.designs) > MOST_SIDE_BY_SIDE:
        raise InputError("designs", command.designs, f"at most {MOST_SIDE_BY_SIDE}: they stand side by side")
    for name, control in command.controls.items():
        key = f"controls.{name}"
        if control.high <= control.low:
            raise InputError(f"{key}.high", control.high, f"more than controls.{name}.low ({control.low:g})")
        if control.log and (control.low <= 0 or control.step <= 1):
            raise InputError(f"{key}.log", True, "low above 0 and a step above 1, each value so many times the last")
        if not control.log and not (control.high - control.low) / MOST_STEPS <= control.step:
            raise InputError(f"{key}.step", control.step, f"at most {MOST_STEPS} steps from low to high")
