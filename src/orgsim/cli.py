"""The command ``orgsim``: takes the command line apart, has the work done, and tells mistakes in one line.

Nothing heavy is imported before it is needed, so that help comes at once.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from orgsim import __version__
from orgsim.errors import InputError

if TYPE_CHECKING:
    from orgsim.config.command import Command, Compare, Fit, Optimise, Run, Sweep, Transition, Validate
    from orgsim.config.compose import Point
    from orgsim.config.questions import Question
    from orgsim.config.schema import Design

REFUTED, FAILED, MISTAKE, INTERRUPTED = 1, 1, 2, 130
COMPILING = "compiling the engine: once for this version, about half a minute ..."

HELP = """\
orgsim: what does the shape of an organisation change, given the same people, customers and issues?

  orgsim compare    several designs in one world: latency, voice, advocacy, cost, and their differences
  orgsim run        one design alone, with every issue of its first world
  orgsim sweep      several designs at every point of a space: grids, lists, thousands of uncertain worlds
  orgsim optimise   one design: the settings that no other beats on every goal
  orgsim fit        one company: which designs fit it, where that flips, how sure it is
  orgsim transition a move from one design to another: what it loses on the way, when it pays back
  orgsim validate   the engine held against the textbooks: claim, exact value, simulated value, verdict

Questions to a sweep (or a comparison), as in orgsim map of=results/sweep:
{questions}

Start here:
  orgsim compare                                     the designs that come with orgsim, answer first
  orgsim compare designs=[{one},./mine.yaml]            your own design beside one of them
  orgsim compare company.load=.85 out=results/busy   a busier company, its results in a folder of their own
  orgsim compare -m company.load=.6,.75,.9           one comparison for each value
  orgsim run design={one} seed=7                        one design alone

Designs: {all}.
Every command takes KEY=VALUE; `orgsim compare --help` lists the keys with their units and ranges.
A mistake is told in one line and ends with exit code 2.
  orgsim --version
"""

USAGE = {
    "compare": """\
orgsim compare: the same people, customers and issues under each design, differences paired.

  orgsim compare designs=[{one},{other}] seed=1 out=results/two
  orgsim compare study.replications=5 study.path_replications=0    quicker, less sure, without advocacy
  orgsim compare '+topics={{leases: {{department: finance}}}}'         one more topic (as a rule, + adds a name)
  orgsim compare --config-dir mine company=ours designs=[ours_now,{one}]
                     with mine/company/ours.yaml and mine/design/ours_now.yaml
  orgsim compare -m company.load=.6,.75,.9 company.own_work=.2,.4  every combination, each in a folder of its own
""",
    "run": """\
orgsim run: one design alone: its measures over all replications, and every issue of the first.

  orgsim run design={one}
  orgsim run design=./mine.yaml estimand=path study.path_days=180
  orgsim run -m design={one},{other} seed=1,2
""",
    "sweep": """\
orgsim sweep: several designs at every point of a space, with the same random numbers at each; every finished point is
kept, so that the same command, stopped at any moment, goes on from what is there.

  orgsim sweep -m company.load=.6,.75,.9 demand.interdependence=0,.25,.5   every combination
  orgsim sweep -m 'company.load=interval(.5,.9)' 'topics.*.news=tag(log,interval(.02,5))' space.points=128
  orgsim sweep space=uncertain space.kind=latin space.points=100           a file of ranges (configs/space)
  orgsim sweep -m designs.hub_and_spoke.approval.threshold=0,.5,1          a key of one design (designs.*. for all)
  orgsim sweep space.kind=list 'space.list=[{{company.load: .6}},{{company.load: .9}}]'
  orgsim sweep precision.measure=response_latency precision.half_width=1   replications until it is that narrow
  orgsim sweep parallel.scheduler=tcp://head:8786                          on the workers of a Dask scheduler

kind: grid (every combination), pairs (first with first), list, latin, sobol. A point that fails is told, and the rest
goes on. Exit code 1 if any point failed.
""",
    "optimise": """\
orgsim optimise: the settings of one design that no other setting beats on every goal.

Only the design varies, never its customers. Each setting is tried in the same worlds; the front is run again in
fresh ones, beside the design as it is, and what the search flattered is told. Started again, nothing is tried twice.

  orgsim optimise                                            the hub: its seats, how often it meets, what climbs
  orgsim optimise design={one} search=chain beside=[{other}]   how far to cross-train
  orgsim optimise search.trials=200 search.sampler=nsga2     look longer, with another sampler
  orgsim optimise design=./mine.yaml search=own '+search.vary={{approval.threshold: [0, .5, 1]}}'
  orgsim optimise 'search.goals=[response_latency, {{utilisation: lower}}]'
""",
    "fit": """\
orgsim fit: which designs fit a company, what the one it has misses, where that flips, and how sure it is.

The company is compared as it is, then with each of five contingencies alone moved (size, interdependence, volatility,
load, publicness), then as it is in worlds in which what nobody has measured varies. Stopped, it goes on where it was.

  orgsim fit company.load=.85 design={one}                 what fits a busy company, and what it has misses
  orgsim fit designs=[{one},{other},./mine.yaml] design=./mine.yaml
  orgsim fit study.path_replications=12                advocates, too: it takes several times as long
  orgsim fit company.slip=.02 known=[company.slip]     what you have measured is not drawn
  orgsim fit star.size=[] star.load=[.7,.8,.9]         a smaller star
  orgsim fit uncertain.points=16 star.halvings=0       quicker, less sure
""",
    "transition": """\
orgsim transition: from one design to another on a plan: all departments at once, and one by one, beside staying and
being there already, in the same worlds. What a move loses and when it has paid back, or that it has not.

  orgsim transition from={one} to={other}
  orgsim transition from={one} to=./mine.yaml plan.every_days=28 plan.order=[service,sales]
  orgsim transition company.training_hours=40 company.load=.8    what it is like where people are busier
  orgsim transition company.training_hours=0 plan.directory=false    nothing to learn: no loss, unless the way has one

Week by week: latency, voice, delay of departments' own work, staff minutes, with intervals over replications.
""",
    "validate": """\
orgsim validate: configurations of the real engine whose answers a textbook knows, run and judged.

Each claim has an exact value and says how narrow the interval around the simulated mean must be to count. It agrees
if the exact value lies in a narrow enough interval, is too noisy if the interval is wider, else disagrees. Were the
engine right, the whole table would still disagree somewhere with probability .001 at most. Exit code 0 if every claim
agrees, 1 if one does not.

  orgsim validate                                      every claim, in about two minutes
  orgsim validate only=[mm1_busy,abandonment_calm]     some of the proofs, by the names in the table
  orgsim validate seed=2 out=results/run_2             other draws, and the table kept with versions and seed
  orgsim validate form=full                            nine times as long, intervals a third as wide
""",
}

QUESTION = """\
orgsim {name}: {about}.

  orgsim {name} of=results/sweep
  orgsim {name} of=results/compare measure=voice
"""

FLAGS = """
  -m             try each of the values separated by commas, in every combination
  --config-dir   a folder of your own, with files as in orgsim's configs/ (company/, topics/, design/ ...)
  --cfg job      print the configuration and do nothing
"""


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
        print(HELP.format(**some_designs(), questions=questions()), end="")
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


def some_designs() -> dict[str, str]:
    """Names of designs to give examples with."""
    from orgsim.config.command import configs

    names = sorted(path.stem for path in (configs() / "design").glob("*.yaml"))
    return {"one": names[0], "other": names[-1], "all": ", ".join(names)}


def questions() -> str:
    """What may be asked of a sweep, a line each."""
    from orgsim.config.questions import QUESTIONS

    return "\n".join(f"  orgsim {name:<12}{about(schema)}" for name, schema in QUESTIONS.items())


def about(schema: type) -> str:
    """What a question asks, as its schema says it."""
    return (schema.__doc__ or "").partition(": ")[2].rstrip(".")


def show_help(name: str) -> None:
    """What a subcommand is for, with examples, the files to choose from, and its keys."""
    from orgsim.config.command import COMMANDS, GROUPS, configs
    from orgsim.config.keys import allowed, documented, names_under

    usage = USAGE[name].format(**some_designs()) if name in USAGE else asking(name)
    known = names_under(COMMANDS[name], "")
    print(usage + FLAGS)
    if set(GROUPS) <= set(known):
        print("Files to choose from (GROUP=NAME), and designs:")
        for group in (*GROUPS, *(each for each in ("space", "search") if each in known), "design"):
            print(f"  {group:<12}" + ", ".join(sorted(path.stem for path in (configs() / group).glob("*.yaml"))))
        print()
    print("Keys (KEY=VALUE):")
    for key in documented(COMMANDS[name]):
        print(f"  {key.name:<44}{allowed(key)}")


def asking(name: str) -> str:
    """How to ask a question."""
    from orgsim.config.questions import QUESTIONS

    example = QUESTION if hasattr(QUESTIONS[name], "measure") else "\n".join(QUESTION.splitlines()[:-1]) + "\n"
    return example.format(name=name, about=about(QUESTIONS[name]))


def work_through(name: str, points: Sequence[Point]) -> int:
    """Do what each point asks, after all of them have been looked at; returns the largest exit code."""
    from orgsim.comparison.store import check_folder
    from orgsim.engine import compiled

    compiled.announce = lambda: print(COMPILING, file=sys.stderr, flush=True)
    jobs = [(point, named_by(point), folder(point, place, len(points))) for place, point in enumerate(points, 1)]
    for _, _, out in jobs:
        if out is not None:
            check_folder(out)
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
        designs = load_designs([command.from_design, command.to_design], point.folders)
    elif hasattr(command, "designs"):
        names = [*command.designs, *present(command)]
        designs = load_designs(names, point.folders, least=1 if hasattr(command, "space") else 2)
    else:
        designs = {design_name(command.design_name): load_design(command.design_name, point.folders)}
    levers = command.study.levers
    for name, design in designs.items():
        draw_up(world_of(command), design, name, None, Setting(levers.meeting_every[0], levers.overdue_after[0]))
    return designs


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


def compare(point: Point, designs: dict[str, Design], out: str) -> None:
    """``orgsim compare``: compare, write tables and report, print the answer."""
    from orgsim.comparison.compare import compare
    from orgsim.comparison.mechanisms import mechanisms
    from orgsim.config.load import world_of
    from orgsim.views.report import write_report
    from orgsim.views.table import print_comparison

    command: Compare = point.command
    comparison = compare(
        world_of(command), designs, command.study, command.seed, progress=True, precision=command.precision
    )
    made = mechanisms(comparison, progress=True) if command.study.mechanism_replications > 1 else None
    comparison.write(out, {} if made is None else {"mechanisms": made})
    report = write_report(comparison, out, made)
    print_comparison(comparison, {"report": report, "tables": out}, ablation=made)
    if comparison.sized is not None:
        from orgsim.views.sweep import sized_line

        print("\n" + sized_line(comparison.sized.table()))


def run(point: Point, designs: dict[str, Design], out: str) -> None:
    """``orgsim run``: one design alone, its measures as a table."""
    from orgsim.comparison.single import run_one
    from orgsim.config.load import world_of

    ((name, design),) = designs.items()
    command: Run = point.command
    world, study = world_of(command), command.study
    print(run_one(world, name, design, study, command.seed, out, command.estimand, progress=True))
    print(f"\ntables: {out}")


def validate(point: Point, proofs: Collection[str], out: str | None) -> int:
    """``orgsim validate``: run the proofs, print the table; 1 if a claim does not hold."""
    from orgsim.validation.validate import validate
    from orgsim.views.validation import print_validation

    command: Validate = point.command
    found = validate(command.form, proofs, command.seed, command.processes, progress=True)
    print_validation(found)
    if out is not None:
        print(f"\ntables: {found.write(out)}")
    return 0 if found.all_hold else REFUTED


def sweep(point: Point, designs: dict[str, Design], out: str) -> int:
    """``orgsim sweep``: run what is missing of the points, print who is best at how many of them; 1 if any failed."""
    from orgsim.config.load import world_of
    from orgsim.sweep.sweep import sweep
    from orgsim.views.sweep import print_sweep

    command: Sweep = point.command
    try:
        found = sweep(
            world_of(command), designs, command.study, command.space, command.seed, out,
            precision=command.precision, keep=command.keep, progress=True,
            scheduler=command.parallel.scheduler, retry_failed=command.retry_failed, folders=point.folders,
        )  # fmt: skip
    except KeyboardInterrupt:
        print(f"orgsim: interrupted; the points that are done are kept in {out}: start it again", file=sys.stderr)
        return INTERRUPTED
    print_sweep(found)
    return FAILED if len(found.failed) else 0


def optimise(point: Point, designs: dict[str, Design], out: str) -> None:
    """``orgsim optimise``: search, report the front in fresh worlds, print it."""
    from orgsim.config.load import design_name, world_of
    from orgsim.optimise.optimise import optimise
    from orgsim.views.front import print_front
    from orgsim.views.front_figures import figures
    from orgsim.views.style import save

    command: Optimise = point.command
    name = design_name(command.design_name)
    front = optimise(world_of(command), name, designs, command.study, command.search, command.seed, out, progress=True)
    pictures = [save(figure, Path(out) / "figures" / each)[0] for each, figure in figures(front).items()]
    print_front(front, {"picture": pictures[0], "tables": out})


def fit(point: Point, designs: dict[str, Design], out: str) -> int:
    """``orgsim fit``: run what is missing of the points, print and write the advice; 1 if any point failed."""
    from orgsim.config.load import design_name, world_of
    from orgsim.fit.fit import fit
    from orgsim.views.answer import give

    command: Fit = point.command
    now = command.design_name if command.design_name is None else design_name(command.design_name)
    try:
        swept, answer = fit(
            world_of(command), designs, command.study, command.star, command.uncertain, command.seed, out,
            design=now, measures=command.measures, known=command.known, progress=True,
            processes=command.study.processes, folders=point.folders,
        )  # fmt: skip
    except KeyboardInterrupt:
        print(f"orgsim: interrupted; the points that are done are kept in {out}: start it again", file=sys.stderr)
        return INTERRUPTED
    give("fit", answer, swept, out)
    return FAILED if len(swept.failed) else 0


def transition(point: Point, designs: dict[str, Design], out: str) -> None:
    """``orgsim transition``: move, write tables and picture, print what it lost and when it paid back."""
    from orgsim.config.load import world_of
    from orgsim.transition.transition import transition
    from orgsim.views.style import save
    from orgsim.views.transition import figure, print_transition

    command: Transition = point.command
    found = transition(world_of(command), designs, command.study, command.plan, command.seed, out, progress=True)
    picture, _ = save(figure(found), Path(out) / "figures" / "transition")
    print_transition(found, {"picture": picture, "tables": out})


def ask(name: str, point: Point, _: dict, out: str | None) -> None:
    """Answer a question from a sweep's tables: words first, then the table and the pictures in a folder."""
    from importlib import import_module

    from orgsim.sweep.series import read
    from orgsim.views.answer import give

    command: Question = point.command
    keywords = {key: value for key, value in vars(command).items() if key not in ("of", "out", "design_name")}
    if hasattr(command, "design_name"):
        keywords["design"] = command.design_name
    swept = read(command.of)
    answer = getattr(import_module(f"orgsim.answers.{name}"), name)(swept, **keywords)
    give(name, answer, swept, out or os.path.join(command.of, "answers", name))


def works() -> dict[str, Callable]:
    """What does the work of each subcommand."""
    from orgsim.config.questions import QUESTIONS

    own = {"compare": compare, "run": run, "sweep": sweep, "optimise": optimise, "fit": fit}
    own |= {"transition": transition, "validate": validate}
    return own | {name: partial(ask, name) for name in QUESTIONS}
