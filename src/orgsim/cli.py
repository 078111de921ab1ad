"""The command ``orgsim``: takes the command line apart, has the work done, and tells mistakes in one line.

Nothing heavy is imported before it is needed, so that help comes at once.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgsim import __version__
from orgsim.errors import InputError
from orgsim.help import show_help, show_overview
from orgsim.works import INTERRUPTED, works

if TYPE_CHECKING:
    from orgsim.config.command import Command, Journey
    from orgsim.config.compose import Point
    from orgsim.config.schema import Design

MISTAKE = 2
COMPILING = "compiling the engine: once for this version, about half a minute ..."


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0, 1 if a claim does not hold, 2 for a mistake, 130 interrupted."""
    words = list(sys.argv[1:] if words is None else words)
    try:
        code = dispatch(words)
        sys.stdout.flush()
        return code
    except InputError as error:
        print(f"orgsim: {error}", file=sys.stderr)
        return MISTAKE
    except MemoryError:
        print(
            "orgsim: more than this machine's memory holds; fewer issues, customers or weeks would do", file=sys.stderr
        )
        return MISTAKE
    except KeyboardInterrupt:
        print("orgsim: interrupted; nothing half-done was written", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader, `head` perhaps, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"orgsim: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        return MISTAKE


def dispatch(words: list[str]) -> int:
    """Find the subcommand and hand the rest of the words to it; returns the exit code."""
    name, rest = (words[0], words[1:]) if words else ("--help", [])
    if name == "help" and rest:
        name, rest = rest[0], ["--help"]
    if name in ("--help", "-h", "help"):
        show_overview()
    elif name == "--version":
        print(f"orgsim {__version__}")
    elif name not in works():
        raise InputError("command", name, list(works()))
    elif "--help" in rest or "-h" in rest:
        show_help(name)
    else:
        from orgsim.config.compose import compose

        points = compose(name, rest)
        code = work_through(name, points)
        if name == "compare" and len(points) > 1:
            same = shlex.join(word for word in rest if not word.startswith("out="))
            print(f"\none table over all values: orgsim sweep {same}")
        return code
    return 0


def work_through(name: str, points: Sequence[Point]) -> int:
    """Do what each point asks, after all of them have been looked at; returns the largest exit code."""
    from orgsim.comparison.store import MARKS, check_folder, check_kind
    from orgsim.engine import compiled

    compiled.announce = lambda: print(COMPILING, file=sys.stderr, flush=True)
    jobs = [(point, named_by(point), folder(point, place, len(points))) for place, point in enumerate(points, 1)]
    for _, _, out in jobs:
        if out is not None:
            check_folder(out)
            if name in MARKS:
                check_kind(out, name)
    code = 0
    for place, (point, named, out) in enumerate(jobs, 1):
        if point.label:
            print(f"{point.label} ({place} of {len(points)})", flush=True)
        code = max(code, works()[name](point, named, out) or 0)
    return code


def named_by(point: Point) -> dict:
    """What a point names, looked up: its designs, its proofs, or nothing."""
    if hasattr(point.command, "study"):
        return designs_of(point)
    if hasattr(point.command, "only"):
        from orgsim.validation.validate import chosen

        return chosen(point.command.only)
    return {}


def designs_of(point: Point) -> dict[str, Design]:
    """The designs a point names, each drawn up once to see that it fits the point's world."""
    from orgsim.config.load import design_name, load_design, load_designs, world_of
    from orgsim.structure.chart import Setting, draw_up

    command = point.command
    if hasattr(command, "beside"):
        designs = load_designs([command.design_name, *command.beside], point.folders, least=1)
    elif hasattr(command, "from_design"):
        for key in ("from", "to"):  # each under its own key, for what is said of a mistake
            load_design(getattr(command, f"{key}_design"), point.folders, key)
        designs = load_designs([command.from_design, command.to_design], point.folders)
    elif hasattr(command, "designs"):
        now = present(command)
        for each in now:
            load_design(each, point.folders)
        names = [*command.designs, *now]
        alone = any(hasattr(command, key) for key in ("space", "maturity", "what"))
        designs = load_designs(names, point.folders, least=1 if alone else 2)
    else:
        designs = {design_name(command.design_name): load_design(command.design_name, point.folders)}
    levers = command.study.levers
    for name, design in designs.items():
        draw_up(world_of(command), design, name, None, Setting(levers.meeting_every[0], levers.overdue_after[0]))
    if hasattr(command, "maturity"):
        check_journey(command, designs)
    return designs


def check_journey(command: Journey, designs: dict[str, Design]) -> None:
    """Stages and a way that can be had."""
    from orgsim.config.load import world_of
    from orgsim.config.scorecard import NO_DESIGN
    from orgsim.maturity.presets import check
    from orgsim.maturity.way import way

    known = [*designs, NO_DESIGN]
    if command.scorecard.as_it_is not in (None, *known):
        raise InputError("scorecard.as_it_is", command.scorecard.as_it_is, known)
    check(world_of(command), designs, command.study, command.maturity)
    way(command.maturity, command.profile, command.path)


def present(command: Command) -> list[str]:
    """The design a company has now, where it is asked for and none of those compared anyway."""
    from orgsim.config.load import design_name

    now = getattr(command, "design_name", None)
    return [] if now is None or design_name(now) in map(design_name, command.designs) else [now]


def folder(point: Point, place: int, points: int) -> str | None:
    """Where a point's results go: ``out``, or below it where there are several, under a readable name of its own."""
    if points == 1 or point.command.out is None:
        return point.command.out
    readable = re.sub(r"[^\w.=,+-]+", "_", point.label)[:80].strip("_")
    return os.path.join(point.command.out, f"{place}_{readable}")
