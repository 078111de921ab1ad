"""A journey in words: what the way brought, step by step, which dimension did most, what upkeep costs, the card."""

from __future__ import annotations

import math

from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.config.maturity import YEAR
from orgsim.views.answers import scorecard
from orgsim.views.answers.journey_panels import alone_panels, way_panels
from orgsim.views.answers.shares import plain_number, some
from orgsim.views.radar import radar
from orgsim.views.words import RATIO_UNITS, decimals, listed, number, plain, quantity, title, words

BETTER, WORSE = "better", "worse"
NONE = "none is shown to"
WITHIN, NOT_SHOWN = "within the margin", "not shown to be beyond the margin"


def lines(answer: Answer) -> list[str]:
    """The finding; the way; each measure's change and steps; dimensions alone; upkeep; the card; how sure it is."""
    asked = answer.asked
    said = [f"{finding(answer)}.", f"The way: {the_way(answer)}."]
    said += [of_measure(answer, measure) for measure in asked["measures"]]
    said += [alone(answer, measure) for measure in asked["measures"]]
    said.append(upkeep(answer))
    said.append(f"Scorecard: {scorecard.lines(asked['card'])[0]}")
    said.append(how_sure(answer))
    said.append(
        "Each stop is a stationary run of its own, the same customers and issues at each; what happens on the way from "
        "one to the next is not simulated. What a stage sets and costs is assumed: a preset is no finding."
    )
    return said


def columns(answer: Answer) -> dict:
    """Columns of the table for a terminal."""
    return {
        "design": ("design", plain),
        "measure": ("measure", plain),
        "stop": ("stop", plain),
        "difference": ("less the stop before", plain_number),
        "margin": ("margin", plain_number),
        "effect": ("effect", plain),
    }


def figures(answer: Answer) -> dict[str, Figure]:
    """The way and its evidence, the profile with its target, and the scorecard of the stops."""
    found = {"journey": way_panels(answer, brought(answer))}
    if len(answer.tables["alone"]):
        found["alone"] = alone_panels(answer, most_of_all(answer))
    if len(answer.asked["stages"]) > 2:
        found["radar"] = profile(answer)
    return found | {f"card_{name}": each for name, each in scorecard.figures(answer.asked["card"]).items()}


def profile(answer: Answer) -> Figure:
    """Now and the end of the way."""
    stages = answer.asked["stages"]
    now, end = ({name: own[place] for name, own in stages.items()} for place in (0, -1))
    target = f"in {number_of(answer.tables['upkeep'][YEAR].iloc[-1])}"
    moved = listed(f"{plain(name)} from {now[name]} to {end[name]}" for name in stages if now[name] != end[name])
    highest = max(5, *(max(own) for own in stages.values()))
    return radar({"now": now, target: end}, f"The way, as stated: {moved}", tuple(stages), highest=highest)


# The answer


def finding(answer: Answer) -> str:
    """What the whole way does to the first measure under each design, and whether every step is one to the better."""
    return f"{brought(answer)}. {steps(answer)}"


def brought(answer: Answer) -> str:
    """What the whole way does to the first measure under each design."""
    measure = answer.asked["measures"][0]
    last = answer.tables["since_start"]
    last = last[(last["measure"] == measure) & (last["stop"] == answer.asked["stops"][-1])]
    years = number_of(answer.tables["upkeep"][YEAR].iloc[-1])
    parts = [f"{plain(row['design'])} {change(row)}" for row in last.to_dict("records")]
    return f"{title(measure)} after {years}: {'; '.join(parts)}"


def steps(answer: Answer) -> str:
    """How many steps are to the better beyond the margin, over designs and measures."""
    table = answer.table
    up, down = ((table["effect"] == which) & table["beyond_margin"] for which in (BETTER, WORSE))
    said = f"{up.sum()} of {len(table)} steps (of every design and measure) are to the better beyond the margin"
    every = [
        f"{words(measure).title} under {plain(design)}"
        for (design, measure), rows in table.assign(up=up).groupby(["design", "measure"], sort=False)
        if rows["up"].all()
    ]
    whole = f"every step betters {listed(every)}" if every else "under no design does every step better a measure"
    return f"{said}, {down.sum()} to the worse; {whole}"


def the_way(answer: Answer) -> str:
    """The stages at each stop."""
    parts = []
    for place, stop in enumerate(answer.asked["stops"]):
        own = {name: stages[place] for name, stages in answer.asked["stages"].items()}
        same = len(set(own.values())) == 1
        each = f"stage {next(iter(own.values()))} in everything" if same else listed(f"{n} {s}" for n, s in own.items())
        parts.append(f"{stop} {each}")
    return "; ".join(parts)


def change(row: dict) -> str:
    """A change with its interval, in words: 12 % faster (11 to 13 %), within the margin."""
    how = words(row["measure"])
    falls = row["difference"] < 0
    word = (how.less if falls else how.more) or ("less" if falls else "more")
    ends = [row[name] for name in ("difference", "low", "high")]
    if falls:
        ends = [-row["difference"], -row["high"], -row["low"]]
    if row["unit"] in RATIO_UNITS and row["before"] > 0:
        ends, unit = [100 * each / row["before"] for each in ends], " %"
    else:
        unit = ""
    if ends == [0.0, 0.0, 0.0]:
        return "the same"
    places = min(4, decimals(*ends))
    interval = f" ({number(ends[1], places)} to {number(ends[2], places)}{unit})" if math.isfinite(ends[1]) else ""
    return f"{number(ends[0], places)}{unit} {word}{interval}{'' if row['beyond_margin'] else ', ' + doubt(row)}"


def doubt(row: dict) -> str:
    """What is said of a change that is not beyond the margin."""
    return {"equal": "within the margin", "unclear": "not settled"}.get(row["effect"], "perhaps within the margin")


def of_measure(answer: Answer, measure: str) -> str:
    """From the start to the end under each design, and the steps that count."""
    since, each = (answer.tables[name] for name in ("since_start", "journey"))
    parts = []
    for design in answer.asked["designs"]:
        own = since[(since["measure"] == measure) & (since["design"] == design)].iloc[-1].to_dict()
        on = each[(each["measure"] == measure) & (each["design"] == design) & each["beyond_margin"]]
        told = [f"{way} at {listed(rows['stop'])}" for way, rows in on.groupby("effect", sort=False)]
        places = min(4, decimals(own["difference"], own["low"], own["high"]))
        ends = " to ".join(quantity(own[name], own["unit"], places) for name in ("before", "after"))
        steps = listed(told) if told else "no step beyond the margin"
        parts.append(f"{plain(design)} from {ends}, {change(own)}; {steps}")
    return f"{title(measure)}: {'. '.join(part[:1].upper() + part[1:] for part in parts)}."


def alone(answer: Answer, measure: str) -> str:
    """What each dimension does alone, the one that moves most first, under each design."""
    table = answer.tables["alone"]
    parts = []
    for design in answer.asked["designs"] if len(table) else ():
        own = table[(table["measure"] == measure) & (table["design"] == design)]
        own = own.sort_values("difference", key=abs, ascending=False, kind="stable")
        shown = [f"{plain(row['dimension'])} {change(row)}" for row in own[own["beyond_margin"]].to_dict("records")]
        for equal, rest in own[~own["beyond_margin"]].sort_index().groupby(own["effect"] == "equal", sort=False):
            shown.append(f"{listed(map(plain, rest['dimension']))} {WITHIN if equal else NOT_SHOWN}")
        parts.append(f"{plain(design)}: {'; '.join(shown)}")
    return f"{title(measure)}, each dimension alone at the stage it ends at, the others as now: {'. '.join(parts)}."


def most(answer: Answer, measure: str, design: str) -> str | None:
    """The dimension that alone moves a measure most, if any does beyond its margin."""
    table = answer.tables["alone"]
    own = table[(table["measure"] == measure) & (table["design"] == design) & table["beyond_margin"]]
    return None if own.empty else str(own.loc[own["difference"].abs().idxmax(), "dimension"])


def most_of_all(answer: Answer) -> str:
    """Which dimension moves the first measure most, design by design."""
    measure = answer.asked["measures"][0]
    under: dict[str | None, list[str]] = {}
    for design in answer.asked["designs"]:
        under.setdefault(most(answer, measure, design), []).append(plain(design))
    parts = [f"{f'{plain(name)} most' if name else NONE} under {listed(those)}" for name, those in under.items()]
    return f"Dimensions alone move {words(measure).title} beyond the margin: {'; '.join(parts)}"


def upkeep(answer: Answer) -> str:
    """What keeping up the last stages takes, and what it does: the end less the same without it."""
    last, free = answer.tables["upkeep"].iloc[-1], answer.tables["free"]
    each = f"{number(last['minutes'] / last['people'], 0)} minutes and ${number(last['dollars'] / last['people'], 2)}"
    said = (
        f"Upkeep at the end takes {each} a week and person: {number(last['minutes'], 0)} minutes of work and "
        f"${number(last['dollars'], 0)} a week"
    )
    parts = []
    for measure, rows in free.groupby("measure", sort=False):
        told = [f"{plain(row['design'])} {change(row)}" for row in rows.to_dict("records")]
        parts.append(f"{words(measure).title} {', '.join(told)}")
    return f"{said}. Against the same stages for nothing: {'; '.join(parts)}."


def how_sure(answer: Answer) -> str:
    """What the intervals hold for."""
    n, level = answer.table["n"], 100 * answer.asked["confidence"]
    runs = some(int(n.min()), "replication") if n.min() == n.max() else f"{n.min()} to {n.max()} replications"
    return (
        f"With {level:g} % confidence all intervals of a design and measure hold at once, those of steps, of stops "
        f"against now, and of dimensions each by themselves ({runs}, paired; not corrected for designs and measures)."
    )


def number_of(years: float) -> str:
    """Years as they are written."""
    return "1 year" if years == 1 else f"{years:g} years"
