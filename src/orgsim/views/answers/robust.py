"""The robust choice in words, and regret along the worlds sorted by it."""

from __future__ import annotations

from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.answers.robust import NO, UNKNOWN, YES
from orgsim.views import marks
from orgsim.views.answers.shares import caveats, chance, percent, plain_number, some, too_few
from orgsim.views.style import FAINT, INK, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import decimals, listed, number, plain, quantity, size, unit_in_words, words

CRITERIA = {
    "largest_regret": "least largest regret",
    "mean_regret": "least mean regret",
    "regret_90": "least regret in the worst tenth of worlds (90th percentile)",
    "worst": "best worst outcome",
    "share_beyond": "fewest worlds with a regret beyond the margin",
}
FACTORS = 3  # of a world, named in a sentence
SHORT = {
    "largest_regret": "largest regret",
    "mean_regret": "mean regret",
    "regret_90": "the 90th percentile of regret",
    "worst": "the worst outcome",
    "share_beyond": "the share of worlds beyond the margin",
}


def lines(answer: Answer) -> list[str]:
    """The finding, the choice by each criterion, each design's regret, and what chance leaves open."""
    table, asked = answer.table, answer.asked
    said = [f"{finding(answer)}."]
    if asked["points"] > 1:
        said += [of_criterion(row) for row in table.to_dict("records")]
    said += [of_design(row, asked) for row in answer.tables["designs"].to_dict("records")]
    said.append(
        "Regret is how much worse a design does than the one that is best in that world. As the best of noisy means it "
        "comes out too large; by halves (chosen on one half of the replications, measured on the other) too small."
    )
    return said + caveats(answer, asked["n"])


def columns(answer: Answer) -> dict:
    """Columns of the table for a terminal."""
    return {
        "criterion": ("criterion", CRITERIA.get),
        "chosen": ("chosen", _names),
        "value": ("value", plain_number),
        "unit": ("unit", plain),
        "probability": ("probability", chance),
        "decided": "decided",
    }


def finding(answer: Answer) -> str:
    """Which design is the robust choice, or that it depends on the criterion or is within chance."""
    table, asked = answer.table, answer.asked
    on = words(asked["measure"]).title + ("" if asked["subset"] == "all" else f" ({plain(asked['subset'])})")
    rows = table.to_dict("records")
    if asked["points"] == 1:
        return _of_one_world(answer, on)
    shared = set.intersection(*(set(row["chosen"].split(", ")) for row in rows))
    over = f"{on} over {asked['points']} worlds"
    if shared:
        open_ones = [SHORT[row["criterion"]] for row in rows if row["decided"] == NO]
        sure = f" (within chance: {listed(open_ones)})" if open_ones else ""
        sure = f"; {too_few(asked['n'])}" if _unknown(rows) else sure
        return f"{listed(map(plain, sorted(shared)))} is the robust choice on {over} by all five criteria{sure}"
    by = {}
    for row in rows:
        by.setdefault(row["chosen"], []).append(SHORT[row["criterion"]] + (" (undecided)" * (row["decided"] == NO)))
    parts = [f"{_names(chosen)} by {listed(criteria)}" for chosen, criteria in by.items()]
    sure = f"; {too_few(asked['n'])}" if _unknown(rows) else ""
    return f"The robust choice on {over} depends on the criterion: {'; '.join(parts)}{sure}"


def _unknown(rows: list[dict]) -> bool:
    """Whether there are too few replications to tell what is decided."""
    return any(row["decided"] == UNKNOWN for row in rows)


def _of_one_world(answer: Answer, on: str) -> str:
    """Who is best in the only world, whether chance may undo it, and who is too near to matter."""
    row, regrets = answer.table.set_index("criterion").loc["mean_regret"], answer.tables["regret"]
    near = regrets.loc[~regrets["beyond"] & (regrets["regret"] > 0), "design"]
    few = {UNKNOWN: f"; {too_few(answer.asked['n'])}", NO: f" (with probability {chance(row['probability'])} only)"}
    sure = few.get(row["decided"], "")
    too = f"; {listed(map(plain, near))} within the margin of it" if len(near) else ""
    return f"In this one world {_names(row['chosen'])} leaves nothing to regret on {on}{too}{sure}"


def _names(chosen: str) -> str:
    """Designs that share a choice."""
    return listed(plain(name) for name in chosen.split(", "))


def of_criterion(row: dict) -> str:
    """A criterion: who is chosen, with which value, who is next, and whether it is decided."""
    value = _value(row["value"], row["unit"])
    next_one = (
        f", next {plain(row['runner_up'])} with {_value(row['runner_up_value'], row['unit'])}"
        if row["runner_up"]
        else ""
    )
    sure = "decided" if row["decided"] == YES else "undecided"
    sure += f": the same with probability {chance(row['probability'])}"
    if row["decided"] == UNKNOWN:
        sure = "whether this is decided is unknown"
    return f"{CRITERIA[row['criterion']].capitalize()}: {_names(row['chosen'])}, {value}{next_one} ({sure})."


def _value(value: float, unit: str) -> str:
    return percent(value) if unit == "share" and 0 <= value <= 1 else quantity(value, unit, decimals(value))


def of_design(row: dict, asked: dict) -> str:
    """A design's regret."""
    unit, places = asked["unit"], decimals(row["mean_regret"], row["mean_regret_low"], row["mean_regret_high"])
    mean = quantity(row["mean_regret"], unit, places)
    chances = f"{number(row['mean_regret_low'], places)} to {number(row['mean_regret_high'], places)} by chance"
    halves = f"{number(row['mean_regret_halves'], places)} by halves"
    if asked["points"] == 1:
        return f"{plain(row['design'])}: regret {mean} ({chances}; {halves}; {some(asked['n'], 'replication')})."
    largest = quantity(row["largest_regret"], unit, places)
    few = 0 < row["worst_world"].count("=") <= FACTORS
    world = f"where {row['worst_world']}" if few else f"in {plain(row['worst_point'])}"
    return (
        f"{plain(row['design'])}: mean regret {mean} ({chances}; {halves}), "
        f"median {quantity(row['median_regret'], unit, places)}, "
        f"at most {largest} {world} ({number(row['largest_regret_halves'], places)} by halves); "
        f"beyond the margin in {percent(row['share_beyond'])} of {asked['points']} worlds "
        f"({some(asked['n'], 'replication')})."
    )


def figures(answer: Answer) -> dict[str, Figure]:
    """One picture: regret along the worlds sorted by it, or of one world a dot per design."""
    return {"robust": one_world(answer) if answer.asked["points"] == 1 else curves(answer)}


def curves(answer: Answer) -> Figure:
    """How large regret is in how many worlds, a curve per design with its band by chance."""
    asked, style = answer.asked, look(answer.asked["designs"])
    designs, curve = answer.tables["designs"].set_index("design"), answer.tables["curves"]
    margin = float(answer.tables["regret"]["margin"].median())
    labels = {name: f"{plain(name)}: median {_median(row, asked['unit'])}" for name, row in designs.iterrows()}
    right = 0.35 + 0.085 * max(map(len, labels.values()))
    below = (
        f"For each design, worlds from the least to the most regret ({words(asked['measure']).title}, worse than the "
        f"best there). Dots: median. Bands: {percent(asked['confidence'])} by chance. Shaded: within the margin "
        f"(median {size(margin, asked['unit'])})."
    )
    with project_style():
        sheet = Sheet(5.9 + right, 4.3, finding(answer), below)
        axes = sheet.place(0.75, 0.6, 4.8, 3.55)
        axes.axhspan(0, margin, color=marks.SHADE, lw=0, zorder=0)
        ends = []
        for name, (colour, marker) in style.items():
            own = curve[curve["design"] == name]
            axes.fill_between(100 * own["share"], own["low"], own["high"], color=colour, alpha=0.2, lw=0)
            axes.plot(100 * own["share"], own["regret"], color=colour, lw=2)
            axes.plot(
                50, designs.loc[name, "median_regret"], marker, color=colour, ms=6.5, mec="white", mew=0.8, zorder=4
            )
            ends.append((100, own["regret"].iloc[-1], labels[name], colour))
        axes.set(xlim=(0, 100), ylim=(0, 1.04 * curve[["regret", "high"]].max(axis=None) or 1))
        axes.set_xlabel("share of worlds with at most this regret")
        axes.set_ylabel(f"regret, {unit_in_words(asked['unit'])}")
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:g} %")
        axes.grid(True, axis="y")
        marks.outside_labels(axes, ends, gap=0.06)
    return sheet.figure


def _median(row, unit: str) -> str:
    return quantity(
        row["median_regret"], unit, decimals(row["mean_regret"], row["mean_regret_low"], row["mean_regret_high"])
    )


def one_world(answer: Answer) -> Figure:
    """Regret of each design in the only world."""
    asked, style = answer.asked, look(answer.asked["designs"])
    left, height = 0.4 + 0.09 * max(len(plain(name)) for name in style), 0.5 * len(style) + 0.1
    margin = float(answer.tables["regret"]["margin"].median())
    below = (
        f"How much worse than the best design. Bars: {percent(asked['confidence'])} by chance "
        f"({some(asked['n'], 'replication')}). Shaded: within the margin."
    )
    with project_style():
        sheet = Sheet(left + 6.6, height + 0.75, finding(answer), below)
        axes = sheet.place(left, 0.6, 5.4, height)
        axes.axvspan(0, margin, color=marks.SHADE, lw=0, zorder=0)
        for i, row in enumerate(answer.tables["designs"].to_dict("records")):
            colour, marker = style[row["design"]]
            axes.plot(
                [row["mean_regret_low"], row["mean_regret_high"]], [i, i], color=colour, lw=2.4, solid_capstyle="butt"
            )
            axes.plot(row["mean_regret"], i, marker, color=colour, ms=7, clip_on=False)
            how = {"xycoords": ("axes fraction", "data"), "annotation_clip": False, "va": "center"}
            axes.annotate(_median(row, asked["unit"]), (1.03, i), size=SMALL_SIZE + 0.5, color=INK, **how)
        axes.set(ylim=(len(style) - 0.5, -0.5))
        axes.set_xlim(left=0)
        axes.set_yticks(range(len(style)), [plain(name) for name in style], size=10.5, color=INK)
        axes.set_xlabel(f"regret, {unit_in_words(asked['unit'])}", color=FAINT)
        axes.grid(True, axis="x")
    return sheet.figure
