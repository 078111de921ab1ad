"""The work of each subcommand: calls the function of that name, prints what it found, and says where it lies."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgsim.config.command import Compare, Fit, Journey, Optimise, Picture, Play, Run, Sweep, Transition, Validate
    from orgsim.config.compose import Point
    from orgsim.config.questions import Question
    from orgsim.config.schema import Design

REFUTED, FAILED, INTERRUPTED = 1, 1, 130


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


def journey(point: Point, designs: dict[str, Design], out: str) -> int:
    """``orgsim journey``: run what is missing of the stops, print and write what each stage does."""
    from orgsim.config.load import world_of
    from orgsim.maturity.journey import journey
    from orgsim.views.answer import give

    command: Journey = point.command
    try:
        swept, answer = journey(
            world_of(command), designs, command.study, command.maturity, command.profile, command.path, command.seed,
            out, measures=command.measures, scorecard=command.scorecard, progress=True,
            processes=command.study.processes, folders=point.folders,
        )  # fmt: skip
    except KeyboardInterrupt:
        print(f"orgsim: interrupted; the stops that are done are kept in {out}: start it again", file=sys.stderr)
        return INTERRUPTED
    give("journey", answer, swept, out)
    return 0


def play(point: Point, _: dict, out: str | None) -> None:
    """``orgsim play``: serve the page until it is ended."""
    from orgsim.errors import InputError
    from orgsim.play.scene import Stage
    from orgsim.play.serve import serve

    if point.label:
        raise InputError("flag", "-m", "without it: there is one page")
    command: Play = point.command
    serve(Stage(command, point.folders), command.port, command.open_browser)


def picture(point: Point, designs: dict[str, Design], out: str) -> None:
    """``orgsim picture``: draw it, write it as svg and png, print what it found."""
    from orgsim import pictures
    from orgsim.config.load import world_of
    from orgsim.config.picture import OWN, RUN, check_of, check_picture

    command: Picture = point.command
    check_picture(command)
    if command.of is not None:
        check_of(command, usual_picture())
    if command.what in RUN:
        draw = getattr(pictures, command.what)
        drawn = {command.what: draw(world_of(command), designs, command.study, command.seed, progress=True)}
    elif command.what == "chart" and command.of is None:
        charts = {name: pictures.chart(world_of(command), each, command.study, name) for name, each in designs.items()}
        drawn = {f"chart_{name}": figure for name, figure in charts.items()}
    elif command.what == "chart":
        found = pictures.compared(command.of)
        drawn = {f"chart_{name}": pictures.chart(found, name) for name in found.charts}
    else:
        keywords = {key: getattr(command, key) for key in OWN.get(command.what, ())}
        drawn = {command.what: getattr(pictures, command.what)(command.of, **keywords)}
    for name, figure in drawn.items():
        svg, png = pictures.save(figure, out, name)
        print(f"{pictures.finding(figure)}\n  {svg}\n  {png}")


@cache
def usual_picture() -> Picture:
    """``orgsim picture`` with no key set but what must be."""
    from orgsim.config.compose import compose

    (usual,) = compose("picture", ["what=chart"])
    return usual.command


def report(point: Point, _: dict, out: str | None) -> None:
    """``orgsim report``: the report of a comparison made again from its folder, what it came from as it was."""
    from orgsim.comparison.saved import check_command, read_comparison, read_mechanisms, read_origin
    from orgsim.views import findings
    from orgsim.views.report import write_report

    folder = Path(point.command.of)
    check_command(folder, ("compare",))
    comparison = read_comparison(folder)
    facts = read_origin(folder).facts
    made = write_report(comparison, out or folder, read_mechanisms(folder), facts)
    print(f"{findings.headline(comparison)}\n\nreport: {made}")


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
    own |= {"transition": transition, "journey": journey, "validate": validate, "play": play}
    own |= {"picture": picture, "report": report}
    return own | {name: partial(ask, name) for name in QUESTIONS}
