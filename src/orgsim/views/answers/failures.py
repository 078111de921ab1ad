"""Where a design fails, in words and as a box among worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from orgsim.answers.answer import Answer
from orgsim.answers.factors import Factor, factor
from orgsim.answers.failures import ALWAYS, CONFIRMED, DENSE, FEW, LEAST, NEVER, NO_BOX
from orgsim.views.answers.axes import short, side
from orgsim.views.answers.shares import cell, percent, some
from orgsim.views.style import BAD, FAINT, INK, NEUTRAL, PAPER, RULE, SMALL_SIZE, Sheet, project_style
from orgsim.views.words import listed, number, plain, size, words

MOST_NAMED, MOST_FACTORS = 6, 3
WIDTH, HEIGHT, BESIDE = 5.4, 4.2, 2.4


def lines(answer: Answer) -> list[str]:
    """The finding, what failing means, the box and how far to trust it, what the tree says."""
    row, asked = answer.table.iloc[0], answer.asked
    said = [finding(answer) + ".", meaning(answer)]
    if row["status"] == FEW:
        said += [few(answer), f"To say where takes {LEAST} worlds in which it fails and {LEAST} in which it does not."]
    if row["status"] not in (NEVER, ALWAYS, FEW):
        said += [*(of_limit(limit) for _, limit in answer.tables["box"].iterrows()), trust(row), tree(answer)]
    if asked["left_out"]:
        said.append(f"{some(asked['left_out'], 'world')} in which it has no value left out.")
    return said if drawn(answer) else [*said, not_drawn(answer)]


def columns(answer: Answer) -> dict:
    """Columns of the table for a terminal."""
    return {
        "design": ("design", plain),
        "worlds": "worlds",
        "fails": "fails in",
        "status": "box",
        "coverage": ("failures in it", cell),
        "density": ("of it fail", cell),
    }


def finding(answer: Answer) -> str:
    """Where the design fails, or that nothing tells where."""
    row = answer.table.iloc[0]
    name = plain(row["design"])
    often = f"{row['fails']} of {row['worlds']} worlds ({percent(row['share'])})"
    if row["status"] == NEVER:
        return f"{name} fails in none of {row['worlds']} worlds"
    if row["status"] == ALWAYS:
        return f"{name} fails in all of {row['worlds']} worlds"
    if row["status"] == FEW:
        return f"{name} fails in {often}: too few of one kind to say where"
    if row["status"] == NO_BOX:
        return f"{name} fails in {often}, and no limits on factors tell where"
    where = " and ".join(limited(limit) for _, limit in answer.tables["box"].iterrows())
    if row["status"] == CONFIRMED:
        there = f"{percent(row['density'])} of worlds there, against {percent(row['share'])} of all"
        return f"{name} fails where {where}: {there}"
    return f"{name} fails in {often}; that it does where {where} may be chance"


def meaning(answer: Answer) -> str:
    """What failing means here."""
    row, asked = answer.table.iloc[0], answer.asked
    measure, way = words(asked["measure"]).title, {"lower": "above", "higher": "below"}[asked["better"]]
    if asked["threshold"] is not None:
        what = f"its mean {measure} is {way} {size(asked['threshold'], asked['unit'])}"
    else:
        what = f"another design has a mean {measure} better by more than the margin"
    chosen = f"{plain(row['design'])}, the robust choice," if asked["chosen"] else plain(row["design"])
    rivals = answer.tables["worlds"].query("fails")["rival"].value_counts()
    best = [f"{plain(name)} in {count}" for name, count in rivals.items() if name]
    beside = f" Best of the others where it fails: {listed(best)}." if best else ""
    return f"{chosen} fails where {what}: in {row['fails']} of {row['worlds']} worlds.{beside}"


def few(answer: Answer) -> str:
    """The few worlds of the rarer kind by name."""
    worlds = answer.tables["worlds"]
    fails = worlds["fails"].sum() <= (~worlds["fails"]).sum()
    own = worlds[worlds["fails"] == fails]
    parts = [named(world, answer.asked["factors"]) for _, world in own.head(MOST_NAMED).iterrows()]
    more = [f"{len(own) - MOST_NAMED} more"] if len(own) > MOST_NAMED else []
    return f"It {'fails' if fails else 'does not fail'} at {listed(parts + more)}." if parts else "It fails nowhere."


def named(world, factors: list[str]) -> str:
    """A world by its point and, where they are few, what its factors are."""
    values = [f"{name} {short(world[name]) if not isinstance(world[name], str) else world[name]}" for name in factors]
    return f"point {plain(world['point'])}" + (f" ({', '.join(values)})" if len(values) <= MOST_FACTORS else "")


def limited(limit) -> str:
    """A limit of the box as a condition."""
    if limit["values"]:
        return f"{limit['factor']} is {listed(limit['values'].split(', '), 'or')}"
    if np.isnan(limit["high"]):
        return f"{limit['factor']} ≥ {short(limit['low'])}"
    if np.isnan(limit["low"]):
        return f"{limit['factor']} ≤ {short(limit['high'])}"
    return f"{limit['factor']} is {short(limit['low'])} to {short(limit['high'])}"


def of_limit(limit) -> str:
    """A limit with how probable it is by chance."""
    quasi = [p_value(p) for p in (limit["quasi_p_low"], limit["quasi_p_high"]) if not np.isnan(p)]
    return f"Limit: {limited(limit)}, {percent(limit['left'])} of its range (quasi-p {listed(quasi)})."


def trust(row) -> str:
    """What the box holds, and how it does on worlds it was not found on."""
    if row["status"] == NO_BOX:
        return "No box has limits that each tell more than chance (quasi-p of at most .05)."
    inside = (
        f"The box holds {row['inside']} of {row['worlds']} worlds, {percent(row['coverage'])} of all failures "
        f"(coverage), and {percent(row['density'])} of its worlds fail (density)"
    )
    tried = "on worlds it was not found on, half against half, it would hold "
    tried += f"{percent(row['tried_coverage'])} of failures"
    tried += f" at a density of {percent(row['tried_density'])}" if np.isfinite(row["tried_density"]) else ""
    sure = "more than chance gives" if row["status"] == CONFIRMED else "no more than chance may give"
    believe = "believe this p; the quasi-p of limits are of the very worlds they were searched on"
    return f"{inside}; {tried}: {sure} (p {p_value(row['p'])}); {believe}."


def p_value(p: float) -> str:
    """A p-value in two figures."""
    return "under 0.001" if p < 0.001 else number(p, 3 if p < 0.1 else 2)


def tree(answer: Answer) -> str:
    """What a decision tree says beside it."""
    leaves, row = answer.tables["tree"], answer.table.iloc[0]
    if leaves.empty:
        return "A decision tree finds no place where most worlds fail."
    first = leaves.iloc[0]
    said = (
        f"A decision tree finds most failures where {first['rule']} ({percent(first['density'])} of {first['worlds']} "
        f"worlds fail, {percent(first['coverage'])} of all failures)"
    )
    if row["status"] == NO_BOX:
        return said + "."
    leaves_said = f" in its {len(leaves)} places where most fail" if len(leaves) > 1 else " there"
    same = round(row["tree_agrees"] * row["worlds"])
    return (
        f"{said}; {int(leaves['worlds'].sum())} worlds lie{leaves_said} and {row['inside']} in the box; "
        f"{same} of all {row['worlds']} worlds lie in both or in neither."
    )


def figures(answer: Answer) -> dict[str, Figure]:
    """Worlds over the two tightest factors with the box, the trajectory of peeling beside; none without factors."""
    names = sides(answer)
    if not drawn(answer):
        return {}
    steps = answer.tables["trajectory"]
    with project_style():
        wide = WIDTH + 1.1 + (BESIDE + 0.8 if len(steps) else 0)
        below = "Filled: worlds in which it fails; hollow: worlds in which it does not."
        below += " Frame: the box; it may limit further factors." if len(answer.tables["box"]) else ""
        sheet = Sheet(wide, HEIGHT + 0.85, finding(answer), below)
        scatter(sheet.place(0.85, 0.6, WIDTH, HEIGHT), answer, names)
        if len(steps):
            trade(sheet.place(WIDTH + 1.65, 0.6, BESIDE, BESIDE), steps)
    return {"failures": sheet.figure}


def drawn(answer: Answer) -> bool:
    """Whether there is something to see: worlds of both kinds, enough of them, and a factor."""
    row = answer.table.iloc[0]
    return bool(sides(answer)) and row["status"] not in (NEVER, ALWAYS) and row["worlds"] >= 2 * LEAST


def not_drawn(answer: Answer) -> str:
    """Why there is no picture."""
    row = answer.table.iloc[0]
    if not sides(answer):
        return "No picture: no factor varies."
    why = "all worlds are alike in it" if row["status"] in (NEVER, ALWAYS) else (
        f"{some(row['worlds'], 'world')} would be an almost empty frame, {2 * LEAST} are the least")  # fmt: skip
    return f"No picture: {why}."


def sides(answer: Answer) -> list[str]:
    """The two factors drawn: the tightest of the box, then those of the tree, then any."""
    asked, leaves = answer.asked["factors"], answer.tables["tree"]
    rules = " ".join(leaves["rule"]) if len(leaves) else ""
    order = [*answer.tables["box"]["factor"], *(name for name in asked if name in rules), *asked]
    return list(dict.fromkeys(order))[:2]


def scatter(axes: Axes, answer: Answer, names: list[str]) -> None:
    """Every world, and the box."""
    worlds, box = answer.tables["worlds"], answer.tables["box"].set_index("factor")
    across, up = factor(names[0], worlds[names[0]]), factor(names[-1], worlds[names[-1]])
    if len(names) == 1:
        up = Factor(f"{answer.asked['measure']} ({answer.asked['unit']})", worlds["mean"].to_numpy())
    ends = [reach(across), reach(up)]
    for fails, how in ((False, {"mfc": "white", "mec": NEUTRAL}), (True, {"mfc": BAD, "mec": PAPER})):
        own = (worlds["fails"] == fails).to_numpy()
        axes.plot(across.values[own], up.values[own], "o" if not fails else "s", ms=5.5, mew=0.9, zorder=3, **how)
    side(axes, "x", across, ends[0])
    side(axes, "y", up, ends[1])
    if len(box):
        (left, right), (low, high) = (span(box, of, end) for of, end in zip((across, up), ends))
        axes.add_patch(Rectangle((left, low), right - left, high - low, fc=BAD, alpha=0.12, lw=0, zorder=1))
        axes.add_patch(Rectangle((left, low), right - left, high - low, fc="none", ec=BAD, lw=1.8, zorder=4))


def reach(of: Factor) -> tuple[float, float]:
    """The ends of an axis, a little beyond the worlds."""
    low, high = of.values.min(), of.values.max()
    if of.logarithmic:
        room = (high / low) ** 0.04
        return low / room, high * room
    room = 0.5 if of.labels else 0.04 * (high - low)
    return low - room, high + room


def span(box: pd.DataFrame, of: Factor, ends: tuple[float, float]) -> tuple[float, float]:
    """Where the box begins and ends on an axis."""
    if of.name not in box.index:
        return ends
    limit = box.loc[of.name]
    if limit["values"]:
        codes = [of.labels.index(label) for label in limit["values"].split(", ") if label in of.labels]
        together = max(codes) - min(codes) + 1 == len(codes)
        return (min(codes) - 0.4, max(codes) + 0.4) if together else ends
    low, high = limit["low"], limit["high"]
    return (ends[0] if np.isnan(low) else low), (ends[1] if np.isnan(high) else high)


def trade(axes: Axes, steps: pd.DataFrame) -> None:
    """Coverage against density along the trajectory."""
    axes.plot(steps["coverage"], steps["density"], "-o", color=FAINT, ms=3, lw=1)
    chosen = steps[steps["chosen"]]
    axes.plot(chosen["coverage"], chosen["density"], "o", color=BAD, ms=8)
    axes.annotate("chosen", chosen[["coverage", "density"]].iloc[0], (0, 8), textcoords="offset points", ha="center",
                  size=SMALL_SIZE, color=INK)  # fmt: skip
    axes.axhline(DENSE, color=RULE, lw=1, zorder=0)
    axes.set(xlim=(-0.03, 1.05), ylim=(0, 1.12), xlabel="coverage", ylabel="density")
    axes.set_xticks([0, 0.5, 1])
    axes.set_yticks([0, 0.5, 1])
    axes.set_title("Peeling", loc="left", size=SMALL_SIZE + 1, color=INK, weight="bold")
