"""Every picture, one function each: what it takes, what it shows. ``save`` writes one as svg and png.

Titles state what was found, computed from the numbers; bands and bars are intervals over replications. `of` is what a
function returned (a Comparison, a Swept, ...) or the folder it was written to; ``orgsim picture what=NAME`` draws the
same from the command line. Each returns a matplotlib Figure and raises InputError where it lacks what it shows.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.comparison import levers
from orgsim.comparison.compare import Comparison, staffed
from orgsim.comparison.progress import Show
from orgsim.comparison.saved import check_command, read_comparison
from orgsim.comparison.store import check_folder, kind_of
from orgsim.config.schema import Design, Study, World
from orgsim.errors import InputError
from orgsim.sweep.swept import Swept
from orgsim.transition.transition import Transition
from orgsim.views import style
from orgsim.views.words import plain

Folder = str | Path

# Of a world and designs


def chart(of: World | Comparison | Folder, design: Design | str, study: Study | None = None, name: str = "") -> Figure:
    """A design's chart: who reports to whom, takes in what, meets whom. How busy each unit was, of a comparison.

    of: a world, with a Design, whose seats are by the common rule; or a comparison, with the name of one of its
    designs.
    """
    from orgsim.views.chart import draw_chart

    if isinstance(of, World):
        study = study or Study()
        setting = levers.grid(design, study.levers)[0]
        return draw_chart(staffed(of, design, name or "design", setting, study.budget))
    found = compared(of)
    if design not in found.charts:
        raise InputError("design", design, list(found.charts))
    return draw_chart(found.charts[design], found.summary)


def network(world: World, designs: Mapping[str, Design], study: Study, seed: int = 1, progress: Show = False) -> Figure:
    """Every customer among friends: neutral, advocate or adversary, at the start and under each design in the end.

    After ``study.path_days``; the title says how much more advocates know one another than by chance.
    """
    from orgsim.observed import standing
    from orgsim.views.network import network

    return network(standing(world, designs, study, seed, progress), called(designs))


def queues(world: World, designs: Mapping[str, Design], study: Study, seed: int = 1, progress: Show = False) -> Figure:
    """What waits in each unit over ``study.measured_weeks``, a panel to a design; the bottleneck is named."""
    from orgsim.observed import waiting
    from orgsim.views.queues import queues

    return queues(waiting(world, designs, study, seed, progress), called(designs))


# Of a comparison


def headline(of: Comparison | Folder) -> Figure:
    """The headline measures by design with their intervals."""
    return _compared(of, "headline")


def differences(of: Comparison | Folder) -> Figure:
    """Paired differences between every two designs on the headline measures, against the margins."""
    return _compared(of, "differences")


def trade_off(of: Comparison | Folder) -> Figure:
    """Latency against one right voice, with what a resolved issue costs."""
    return _compared(of, "trade_off")


def incidence(of: Comparison | Folder) -> Figure:
    """What has become of issues by the hours since they were raised: right answer, wrong answer, gave up, waiting."""
    return _compared(of, "incidence")


def minutes(of: Comparison | Folder) -> Figure:
    """Staff time by kind of work."""
    return _compared(of, "minutes")


def nps_path(of: Comparison | Folder) -> Figure:
    """The net promoter score of all customers over the path."""
    return _compared(of, "nps_path")


def scorecard(of: Swept | Folder) -> Figure:
    """Four perspectives, leading measures before lagging ones, against targets; of a comparison or a sweep."""
    from orgsim.answers.scorecard import scorecard
    from orgsim.views.answers.scorecard import figures

    return figures(scorecard(swept(of)))["scorecard"]


# Of a sweep


def map(of: Swept | Folder, measure: str = "response_latency", x: str | None = None, y: str | None = None) -> Figure:
    """Who wins where over two factors, and where it is not sure."""
    from orgsim.answers.map import map
    from orgsim.views.answers.map import figures

    return figures(map(several(of), measure=measure, x=x, y=y))["map"]


def sensitivity(of: Swept | Folder, measure: str = "response_latency") -> Figure:
    """Which factors move a measure, and which the difference of two designs, against what chance alone gives."""
    from orgsim.answers.sensitivity import sensitivity
    from orgsim.views.answers.sensitivity import figures

    return figures(sensitivity(several(of), measure=measure))["sensitivity"]


# Over time


def transition(of: Transition | Folder) -> Figure:
    """A move from one design to another, week by week against staying: the dip, and whether it pays back."""
    from orgsim.transition.saved import read_transition
    from orgsim.views.transition import figure

    return figure(of if isinstance(of, Transition) else read_transition(of))


def journey(of: Answer | Folder) -> Figure:
    """Maturity stage by stage: what each stop of the way does to each measure, against the start."""
    from orgsim.maturity.saved import read_journey
    from orgsim.views.answers.journey import brought
    from orgsim.views.answers.journey_panels import way_panels

    answer = of if isinstance(of, Answer) else read_journey(of)
    return way_panels(answer, brought(answer))


# What they share


def save(figure: Figure, folder: Folder, name: str) -> tuple[Path, Path]:
    """Write a picture as NAME.svg and NAME.png, both whole or neither; the same picture gives the same bytes."""
    folder = Path(folder)
    check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".orgsim.", dir=folder) as fresh:
        made = style.save(figure, Path(fresh) / name)
        for path in made:
            os.replace(path, folder / path.name)
    return tuple(folder / path.name for path in made)


def finding(figure: Figure) -> str:
    """A picture's title in one line: what it found."""
    head = next(text for text in figure.texts if str(text.get_gid()).startswith(style.HEAD))
    return " ".join(head.get_text().replace("\u00a0", " ").split())


def compared(of: Comparison | Folder) -> Comparison:
    """A comparison, or the one in a folder."""
    return of if isinstance(of, Comparison) else read_comparison(of)


def swept(of: Swept | Folder) -> Swept:
    """A sweep, or what is in a folder that questions can be asked of."""
    from orgsim.sweep.series import read

    return of if isinstance(of, Swept) else read(of)


def several(of: Swept | Folder) -> Swept:
    """A sweep of more than one point."""
    if not isinstance(of, Swept) and kind_of(of) in ("compare", "run"):
        check_command(Path(of), ("sweep",))
    return swept(of)


def called(designs: Mapping[str, Design]) -> dict[str, str]:
    """What designs are called in a picture."""
    return {name: plain(name) for name in designs}


def _compared(of: Comparison | Folder, what: str) -> Figure:
    from orgsim.views.figures import PICTURES

    found = compared(of)
    figure = PICTURES[what](found, called(found.designs))
    if figure is None:
        where = "of" if isinstance(of, Comparison) else str(of)
        raise InputError("of", where, f"a comparison with what the picture {what} shows (these tables have not got it)")
    return figure
