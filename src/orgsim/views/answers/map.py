"""Who wins where, in words and as a map: areas in the winner's colour, hatched where nobody is sure."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy import ndimage

from orgsim.answers.answer import Answer
from orgsim.answers.factors import Factor, factor
from orgsim.answers.factors import said as said_plainly
from orgsim.answers.map import EQUAL, NONE, NOT_SURE, WINS
from orgsim.views import marks
from orgsim.views.answers.axes import edges, short, side
from orgsim.views.answers.shares import percent
from orgsim.views.style import INK, NEUTRAL, PAPER, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import listed, plain, size, title, unit_in_words

PROBABLE = 0.8  # from which a place belongs to a kind; below it, it is border
LEAST_AREA = 0.015  # of the map, for a label
MOST_BORDERS = 3
LABEL = 14  # characters
FAINTEST = "#b4b9c0"
WIDTH, HEIGHT = 6.4, 4.6


def lines(answer: Answer) -> list[str]:
    """The finding, how sure it is, where the border runs, where the world that is varied lies."""
    table, asked = answer.table, answer.asked
    n = (int(table["n"].min()), int(table["n"].max()))
    runs = f"{n[0]}" if n[0] == n[1] else f"{n[0]} to {n[1]}"
    margins = size(table["margin"].min(), asked["unit"]), size(table["margin"].max(), asked["unit"])
    margin = margins[0] if margins[0] == margins[1] else f"{margins[0]} to {margins[1]}"
    said = [
        finding(answer) + ".",
        f"A design wins where its paired lead over every other one is beyond the margin ({margin}), sure with a "
        f"probability of {percent(asked['confidence'])} for all of them at once; {runs} replications in each world.",
    ]
    said += borders(answer) if asked["grid"] else [*areas(answer), *beside(asked)]
    return said + base(answer)


def columns(answer: Answer) -> dict:
    """Columns of the table for a terminal."""
    asked = answer.asked
    told = {"x": (asked["x"], said_plainly), "y": (asked["y"], said_plainly)}
    told |= {"verdict": "verdict", "leaders": ("who", named)}
    return told | {"best": ("best mean", plain), "mean": f"its mean, {unit_in_words(asked['unit'])}"}


def named(leaders: str) -> str:
    """Designs in a cell of a table."""
    return plain(leaders) or "–"


def finding(answer: Answer) -> str:
    """In how many worlds each design wins, in how many nobody does."""
    table, asked = answer.table, answer.asked
    count = len(table)
    wins = table[table["verdict"] == WINS]["leaders"].value_counts()
    equal, unsure = (int((table["verdict"] == kind).sum()) for kind in (EQUAL, NOT_SURE))
    parts = [f"{plain(name)} wins in {number}" for name, number in wins.items()]
    if equal:
        parts.append(f"the best are equal within the margin in {equal}")
    if unsure:
        parts.append(f"it is not sure in {unsure if unsure < count else 'any'}")
    return f"{title(asked['measure'])}: of {count} worlds {listed(parts)}"


def borders(answer: Answer) -> list[str]:
    """Where the lead changes hands, line by line, the longest first."""
    found, asked = answer.tables["border"], answer.asked
    if found.empty:
        return ["No border runs through the map: nowhere does the best mean change hands where a design wins or may."]
    traced = sorted((line for _, line in found.groupby(["design", "line"])), key=len, reverse=True)
    said = []
    for line in traced[:MOST_BORDERS]:
        low, high = line.iloc[line["y"].argmin()], line.iloc[line["y"].argmax()]
        ends = [f"{asked['x']} {short(end['x'])} where {asked['y']} is {short(end['y'])}" for end in (low, high)]
        design = plain(line["design"].iloc[0])
        said.append(
            f"Border: on one side of a line from {ends[0]} to {ends[1]} {design} has the best mean, on the other "
            "another design; on it they are level, and only a lead beyond the margin is a win."
        )
    more = len(traced) - len(said)
    return said + ([f"{more} shorter pieces of border are in the table."] if more else [])


def areas(answer: Answer) -> list[str]:
    """What share of the map each kind of place has."""
    found = answer.tables["regions"]
    if found.empty:
        return ["There are too few worlds to draw areas: only the worlds themselves are shown."]
    wide = found.pivot(index=["y", "x"], columns="ahead", values="probability")
    sure = wide.max(axis=1) >= PROBABLE
    shares = wide.idxmax(axis=1)[sure].value_counts() / len(wide)
    parts = [f"{kind_in_words(name)} on {percent(share)}" for name, share in shares.items()]
    parts.append(f"uncertain border on {percent(1 - sure.mean())}")
    probable = percent(PROBABLE)
    return [f"Of the map, with a probability of {probable} or more (share of the nearest worlds): {listed(parts)}."]


def beside(asked) -> list[str]:
    """That other factors vary as well."""
    others = asked["others"]
    named = listed(others) if len(others) < 6 else f"{', '.join(others[:4])} and {len(others) - 4} more"
    return [f"At every place of the map other factors vary too: {named}."] if others else []


def base(answer: Answer) -> list[str]:
    """What holds nearest the world that is varied."""
    place = answer.tables["base"]
    if place.empty:
        return []
    across, up = factors(answer)
    at = place.iloc[0]
    apart = [np.abs(nearness(each, value)) for each, value in ((across, at["x"]), (up, at["y"]))]
    nearest = answer.table.iloc[int(np.argmin(np.hypot(*apart)))]
    leaders = plain(nearest["leaders"])
    said = {WINS: f"{leaders} wins", EQUAL: f"{leaders} are equal within the margin"}
    what = said.get(nearest["verdict"], f"it is not sure who wins; {plain(nearest['best'])} has the best mean")
    company = place_in_words(answer, at["x"], at["y"])
    own = int(np.argmin(np.hypot(*apart)))
    if np.hypot(*apart)[own] == 0:
        return [f"At the company as it is ({company}) {what}."]
    there = place_in_words(answer, across.values[own], up.values[own])
    return [f"The company as it is ({company}) is no point of the map; at the nearest, {there}, {what}."]


def place_in_words(answer: Answer, x: float, y: float) -> str:
    """A place on the map by its two factors."""
    across, up = factors(answer)
    return f"{across.name} {in_words(across, x)}, {up.name} {in_words(up, y)}"


def nearness(of: Factor, value: float) -> np.ndarray:
    """How far each world is from a value, as a share of the factor's range."""
    return factor(of.name, [*of.values, value]).scaled[:-1] - factor(of.name, [*of.values, value]).scaled[-1]


def in_words(of: Factor, value: float) -> str:
    """A value of a factor as in the sweep."""
    return of.labels[int(value)] if of.labels else short(value)


def kind_in_words(name: str) -> str:
    """Who is ahead there."""
    return f"{plain(name)} ahead" if name != NONE else "nobody ahead beyond the margin"


def factors(answer: Answer) -> tuple[Factor, Factor]:
    """The two sides of the map."""
    return tuple(factor(answer.asked[way], answer.table[way]) for way in ("x", "y"))


def figures(answer: Answer) -> dict[str, Figure]:
    """The map."""
    style, asked = look(answer.asked["designs"]), answer.asked
    across, up = factors(answer)
    below = (
        "Full colour: wins beyond the margin. Grey: equal within it. Pale and hatched: not sure, in the colour of the "
        "best mean. Line: where the best mean changes hands, drawn where somebody wins or may."
        if asked["grid"]
        else "Marks: worlds, in the colour of who is ahead beyond the margin by the means, grey where nobody is. "
        f"Hatched: no kind of world has a probability of {percent(PROBABLE)}."
    )
    with project_style():
        sheet = Sheet(WIDTH + 1.2, HEIGHT + 1.15, finding(answer), below)
        axes = sheet.place(0.9, 1.0, WIDTH, HEIGHT - 0.1)
        for spine in axes.spines.values():
            spine.set_visible(False)
        (cells if asked["grid"] else worlds)(axes, answer, across, up, style)
        kinds = {name: (colour, plain(name)) for name, (colour, _) in style.items()}
        marks.key(sheet.place(0.9, 0.0, WIDTH, 0.55), kinds | {NONE: (NEUTRAL, "equal, or nobody ahead")}, WIDTH)
        for _, at in answer.tables["base"].iterrows():
            axes.plot(at["x"], at["y"], "*", color=INK, mec=PAPER, mew=1.2, ms=17, zorder=8)
            axes.annotate("as it is", (at["x"], at["y"]), (0, -13), textcoords="offset points", ha="center", va="top",
                          size=SMALL_SIZE, color=INK, bbox=marks.WHITE, zorder=8)  # fmt: skip
    return {"map": sheet.figure}


def cells(axes: Axes, answer: Answer, across: Factor, up: Factor, style) -> None:
    """A cell for each world, and the border."""
    (xs, column), (ys, row) = (np.unique(each.values, return_inverse=True) for each in (across, up))
    left, bottom = edges(xs, across), edges(ys, up)
    names = np.full((len(ys), len(xs)), "", dtype=object)
    for (_, world), i, j in zip(answer.table.iterrows(), column, row):
        sure = world["verdict"] != NOT_SURE
        colour = style[world["best"]][0] if world["verdict"] != EQUAL else NEUTRAL
        box = (left[i], bottom[j]), left[i + 1] - left[i], bottom[j + 1] - bottom[j]
        area(axes, box, colour, sure)
        names[j, i] = here(world)
    for _, line in answer.tables["border"].groupby(["design", "line"]):
        axes.plot(line["x"], line["y"], color=INK, lw=2, zorder=5)
    side(axes, "x", across, (left[0], left[-1]))
    side(axes, "y", up, (bottom[0], bottom[-1]))
    labels(axes, names, xs, ys, answer.tables["base"])


def here(world) -> str:
    """What is written in a world's cell."""
    if world["verdict"] == NOT_SURE:
        return f"perhaps {plain(world['best'])}"
    return plain(world["leaders"]) + (" equal" if world["verdict"] == EQUAL else "")


def area(axes: Axes, box, colour: str, sure: bool) -> None:
    """A rectangle in full colour, or pale and hatched."""
    face = mixed(colour, 0.75 if sure else 0.22)
    hatch = {} if sure else {"hatch": "////", "hatch_linewidth": 0.6}
    edge = {"edgecolor": PAPER, "lw": 0.5} if sure else {"edgecolor": mixed(colour, 0.6), "lw": 0.0}
    axes.add_patch(Rectangle(*box, facecolor=face, zorder=1, **edge, **hatch))


def mixed(colour: str, share: float) -> tuple:
    """A colour on white paper."""
    return tuple(1 - share * (1 - part) for part in to_rgb(colour))


def worlds(axes: Axes, answer: Answer, across: Factor, up: Factor, style) -> None:
    """A mark for each world on the probable areas."""
    found = answer.tables["regions"]
    if len(found):
        wide = found.pivot(index=["y", "x"], columns="ahead", values="probability")
        xs, ys = (np.unique(found[way]) for way in ("x", "y"))
        kind = wide.idxmax(axis=1).to_numpy(dtype=object).reshape(len(ys), len(xs))
        sure = (wide.max(axis=1) >= PROBABLE).to_numpy().reshape(kind.shape)
        probable_areas(axes, kind, sure, (xs, ys), (edges(xs, across), edges(ys, up)), style)
        names = np.vectorize(lambda name, sure: ("" if sure else "perhaps ") + kind_in_words(name))(kind, sure)
        labels(axes, names, xs, ys, answer.tables["base"])
    for name in (NONE, *style):
        own = (answer.table["ahead"] == name).to_numpy()
        colour, marker = style.get(name, (NEUTRAL, "o"))
        small = {"ms": 3.5} if name == NONE else {"ms": 6}
        axes.plot(across.values[own], up.values[own], marker, color=colour, mec=PAPER, mew=0.6, zorder=4, **small)
    for way, of in (("x", across), ("y", up)):
        ends = edges(np.unique(found[way]) if len(found) else np.unique(of.values), of)
        side(axes, way, of, (ends[0], ends[-1]))


def probable_areas(axes: Axes, kind: np.ndarray, sure: np.ndarray, places, sides, style) -> None:
    """Areas by the most probable kind of world, pale; paler and hatched where it is not probable enough."""
    for name in np.unique(kind.astype(str)):
        for certain, share in ((True, 0.4), (False, 0.18)):
            own = np.ma.masked_where((kind != name) | (sure != certain), np.ones(kind.shape))
            colour = ListedColormap([mixed(style.get(name, (NEUTRAL, ""))[0], share)])
            axes.pcolormesh(*sides, own, cmap=colour, vmin=0, vmax=1, zorder=1, rasterized=True)
    if not sure.all():
        hatched = axes.contourf(*places, (~sure).astype(float), levels=[0.5, 1.5], colors="none", hatches=["////"])
        hatched.set(edgecolor=FAINTEST, linewidth=0, zorder=2)


def labels(axes: Axes, names: np.ndarray, xs: np.ndarray, ys: np.ndarray, taken) -> None:
    """The name of each connected area, written at its innermost place that is not taken.

    Areas that are small, or whose name would cover that of a larger one, have none.
    """
    free = np.ones(names.shape)
    areas = []
    for _, at in taken.iterrows():
        free[np.abs(ys - at["y"]).argmin(), np.abs(xs - at["x"]).argmin()] = 0.1
    for name in np.unique(names):
        parts, count = ndimage.label(names == name)
        for number in range(1, count + 1):
            own = parts == number
            if own.mean() >= LEAST_AREA:
                areas.append((own.sum(), "\n".join(textwrap.wrap(str(name), LABEL)), own))
    canvas, written = axes.figure.canvas.get_renderer(), []
    for _, said, own in sorted(areas, key=lambda area: -area[0]):
        j, i = centre(free * ndimage.distance_transform_edt(np.pad(own, 1))[1:-1, 1:-1])
        text = axes.text(xs[i], ys[j], said, ha="center", va="center", size=SMALL_SIZE, color=INK, zorder=7,
                         bbox={**marks.WHITE, "alpha": 0.85})  # fmt: skip
        box = text.get_window_extent(canvas)
        if any(box.overlaps(other) for other in written):
            text.remove()
        else:
            written.append(box)


def centre(depth: np.ndarray) -> tuple[int, int]:
    """Of the deepest places of an area the one nearest their middle."""
    deepest = np.argwhere(depth == depth.max())
    return tuple(deepest[np.argmin(((deepest - deepest.mean(axis=0)) ** 2).sum(axis=1))])
