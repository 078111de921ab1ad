"""The pictures of a comparison: one function, one picture, the finding as its title.

Every function takes a comparison (and what to call its designs) and returns a matplotlib Figure, or None where the
comparison does not hold what it shows. Bars and bands are intervals over replications at the study's confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from orgsim.comparison import paired
from orgsim.views import findings, marks
from orgsim.views.chart import draw_chart
from orgsim.views.findings import Standing, standing, standings
from orgsim.views.style import INK, Sheet, look, project_style, save
from orgsim.views.words import listed, namer, number, plain, ranked

KINDS = {  # coordination, in the order a case meets it
    "triage": "#0072B2",
    "reading": "#56B4E9",
    "bounce": "#A6761D",
    "approval": "#D55E00",
    "rework": "#E69F00",
    "look_up": "#CC79A7",
    "notes": "#009E73",
    "meeting": "#4D4D4D",
}
WORK = {"own_work": ("#b9c3ce", "own work"), "answer": ("#7d8f9f", "answering customers")}


def headline(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """The headline measures by design with their intervals, one panel each."""
    found = standings(comparison)
    if not found:
        return None
    say, style = namer(names), look(findings.designs(comparison))
    with project_style():
        sheet, panels = marks.panels(
            len(found),
            0.5 * len(style) + 0.3,
            marks.label_width(style, say),
            findings.headline(comparison, names).rstrip("."),
            _headline_key(found, say(next(iter(style)))),
        )
        for (axes, first), one in zip(panels, found, strict=True):
            marks.panel_title(axes, one)
            marks.dots(axes, one, style, say if first else None)
    return sheet.figure


def differences(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """Paired differences between every two designs on the headline measures; within the grey margin they are equal."""
    found = [one for one in standings(comparison) if len(one.pairs)]
    if not found:
        return None
    say, style = namer(names), look(findings.designs(comparison))
    couples = [f"{say(a)} − {say(b)}" for a, b in combinations(style, 2)]
    verdicts = 0.075 * (max(len(say(name)) for name in style) + len(marks.BETTER_UNSURE)) + 0.15
    with project_style():
        sheet, panels = marks.panels(
            len(found),
            0.34 * len(couples) + 0.15,
            0.078 * max(map(len, couples)) + 0.3,
            _differences_title(found),
            "First design minus second in the same worlds, with interval; shaded: differences that count as equal.",
            gap=verdicts,
            across=1,
        )
        for (axes, first), one in zip(panels, found, strict=True):
            marks.forest(axes, one, style, say, couples if first else None)
    return sheet.figure


def incidence(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """What has become of issues by the hours since they were raised, a panel to each fate; together they are all.

    Nothing is censored, so these shares are the estimate of Aalen and Johansen (1978).
    """
    curves = fates(comparison)
    if not all(curve["at"].nunique() > 1 for curve in curves.values()):
        return None
    say, style = namer(names), look(findings.designs(comparison))
    across = len(curves)
    wide = 2.95 if across < 4 else 2.3
    step = wide + (0.55 if across < 4 else 0.45)
    with project_style():
        sheet = Sheet(
            0.5 + across * step,
            4.0,
            _incidence_title(comparison, say),
            "Share of issues by the time since they were raised (logarithmic); bands: intervals over worlds. At any "
            "time the panels add up to all issues.",
        )
        marks.key(
            sheet.place(0.6, 3.4, across * step, 0.5),
            {name: (style[name][0], say(name)) for name in style},
            across * step,
        )
        for i, (said, curve) in enumerate(curves.items()):
            axes = sheet.place(0.65 + step * i, 0.45, wide, 2.65)
            axes.set_title(said, loc="left", size=11, color=INK, weight="bold")
            marks.lines(axes, curve, style, 100)
            axes.set_xscale("log")
            hours = sorted(curve["at"].unique())
            shown = [h for h in (1, 4, 24, 72, 168) if hours[0] <= h <= hours[-1]]
            axes.set_xticks(shown, [f"{h:g} h" if h < 24 else f"{h / 24:g} d" for h in shown])
            axes.minorticks_off()
            axes.set_ylim(0, 100 if i in (0, across - 1) else None)
            axes.yaxis.set_major_formatter(lambda y, _: f"{y:.3g} %")
    return sheet.figure


def fates(comparison) -> dict[str, pd.DataFrame]:
    """What issues have come to by so many hours, in words: design, at, mean, low, high.

    Where tables do not know right answers apart, all answers are one fate.
    """
    said = {"gave_up": "gave up unanswered", "open": "still waiting"}
    curves = {text: along(comparison, f"cumulative_{what}", "hours=") for what, text in said.items()}
    resolved = along(comparison, "cumulative_resolved", "hours=")
    if resolved.empty:
        return {"got an answer": along(comparison, "cumulative_answered", "hours=")} | curves
    return {"answered right": resolved, "answered wrong so far": answered_wrong(comparison)} | curves


def answered_wrong(comparison) -> pd.DataFrame:
    """Share of issues with an answer and no right one yet, by the hours since they were raised."""
    table = comparison.measures
    keys = ["design", "replication", "subset"]
    answered, resolved = (
        table[table["measure"] == f"cumulative_{what}"].set_index(keys)["value"] for what in ("answered", "resolved")
    )
    wrong = (answered - resolved).unstack("replication")
    n, mean, variance = paired.moments(wrong.to_numpy())
    low, high = paired.interval(n, mean, variance, comparison.study.confidence)
    found = wrong.index.to_frame(index=False).assign(mean=mean, low=np.maximum(low, 0), high=high)
    found["at"] = found["subset"].str.removeprefix("hours=").astype(float)
    return found[["design", "at", "mean", "low", "high"]].sort_values("at", kind="stable").reset_index(drop=True)


def minutes(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """Staff hours a week by kind of work: all of them, and beside it coordination alone by its kinds."""
    table = comparison.summary[
        (comparison.summary["measure"] == "minutes_per_week") & (comparison.summary["subset"] != "all")
    ]
    if table.empty:
        return None
    table = table.assign(kind=table["subset"].str.removeprefix("kind="))
    hours = table.pivot_table(index="design", columns="kind", values="mean") / 60
    style = look(findings.designs(comparison))
    hours = hours.reindex(list(style)).fillna(0.0)
    say = namer(names)
    with project_style():
        height, left = 0.55 * len(style), marks.label_width(style, say)
        sheet = Sheet(
            left + 9.2,
            height + 1.6,
            _minutes_title(comparison, hours, say),
            "Staff hours a week by kind of work, all units together.",
        )
        whole, detail = sheet.place(left, 1.15, 3.9, height), sheet.place(left + 4.6, 1.15, 4.1, height)
        kinds = {kind: (colour, plain(kind)) for kind, colour in KINDS.items() if kind in hours}
        groups = {**WORK, "coordination": ("#D55E00", "coordination")}
        both = hours.assign(coordination=hours[list(kinds)].sum(axis=1))
        marks.stack(whole, both, groups, "all work")
        marks.stack(detail, hours, kinds, "coordination alone")
        marks.whiskers(detail, comparison, list(style))
        whole.set_yticks(range(len(style)), [say(name) for name in style], size=10.5, color=INK)
        detail.set_yticks([])
        marks.key(sheet.place(left, 0, 3.9, 0.75), groups, 3.9)
        marks.key(sheet.place(left + 4.6, 0, 4.1, 0.75), kinds, 4.1)
    return sheet.figure


def nps_path(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """The net promoter score of all customers from the start on."""
    curve = along(comparison, "nps", "week=")
    if curve["at"].nunique() < 2 or findings.runaway(comparison):
        return None
    say, style = namer(names), look(findings.designs(comparison))
    curve["at"] = curve["at"] * 12 / (365 / 7)
    with project_style():
        sheet = Sheet(
            9,
            4.3,
            _path_title(comparison, curve, say),
            "Advocates minus adversaries per 100 customers, all customers; bands: intervals.",
        )
        axes = sheet.place(0.75, 0.65, 8.05 - marks.label_width(style, say), 3.45)
        ends = marks.lines(axes, curve, style, 1)
        marks.outside_labels(axes, [(x, y, say(design), style[design][0]) for design, x, y in ends], gap=0.055)
        axes.set_xlabel("months since the start")
        axes.set_xticks(np.arange(0, curve["at"].max() + 0.1, 3 if curve["at"].max() > 7 else 1))
        axes.yaxis.set_major_formatter(lambda y, _: number(y, 0 if abs(y - round(y)) < 0.01 else 1, signed=True))
    return sheet.figure


def trade_off(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """Latency against one voice, labelled with what a resolved issue costs.

    The crosses are intervals of the difference to the first design, in the same worlds: what all designs share in a
    world, good or bad luck, says nothing about which is better.
    """
    found = {one.measure: one for one in standings(comparison)}
    if not {"response_latency", "voice"} <= set(found):
        return None
    say, style = namer(names), look(findings.designs(comparison))
    latency, voice, cost = found["response_latency"], found["voice"], found.get("cost_per_resolved")
    drawn = [design for design in style if design in latency.measured and design in voice.measured]
    if len(drawn) < 2:
        return None
    below = (
        f"Crosses: intervals of the difference to {say(drawn[0])}; grey: too near to it to matter. "
        if drawn[1:]
        else ""
    )
    with project_style():
        title = _trade_off_title(latency, voice, say)
        sheet = Sheet(9, 4.4, title, below + "Up and to the left is better on both.")
        axes = sheet.place(0.85, 0.65, 7.9, 3.6)
        crosses = [marks.cross(axes, latency, voice, drawn[0], design, *style[design]) for design in drawn]
        axes.margins(0.15, 0.2)
        points = [
            (latency.estimates["mean"][d], voice.estimates["mean"][d], marks.labelled(d, cost, say), style[d][0])
            for d in drawn
        ]
        marks.beside_labels(axes, points, crosses, 7.9, 3.6)
        axes.grid(True)
        axes.set_xlabel("response latency, hours to true resolution")
        axes.set_ylabel("share of probes with one right voice")
    return sheet.figure


PICTURES = {
    "headline": headline,
    "differences": differences,
    "trade_off": trade_off,
    "incidence": incidence,
    "minutes": minutes,
    "nps_path": nps_path,
}


def figures(comparison, names: Mapping[str, str] | None = None) -> dict[str, Figure]:
    """Every picture the comparison has the numbers for, and the chart of each design (`chart_<design>`)."""
    drawn = {name: draw(comparison, names) for name, draw in PICTURES.items()}
    drawn |= {f"chart_{design}": draw_chart(chart, comparison.summary) for design, chart in comparison.charts.items()}
    return {name: figure for name, figure in drawn.items() if figure is not None}


def write_figures(comparison, folder: Path, names: Mapping[str, str] | None = None) -> dict[str, Path]:
    """Write every picture as svg and png into a folder; returns the svg files by name."""
    return {name: save(figure, Path(folder) / name)[0] for name, figure in figures(comparison, names).items()}


def along(comparison, measure: str, prefix: str) -> pd.DataFrame:
    """Rows of the summary along an axis written in the subset (hours=024): design, at, mean, low, high."""
    table = comparison.summary[
        (comparison.summary["measure"] == measure) & comparison.summary["subset"].astype(str).str.startswith(prefix)
    ]
    at = pd.to_numeric(table["subset"].astype(str).str.removeprefix(prefix), errors="coerce")
    table = table.assign(at=at)[at.notna()]
    return table[["design", "at", "mean", "low", "high"]].sort_values("at", kind="stable").reset_index(drop=True)


def _headline_key(found: list[Standing], first: str) -> str:
    """What dots, bars, shade and bold figures mean, of those that are drawn."""
    shaded = f"; shaded: within the margin of {first}" if any(len(one.pairs) for one in found) else ""
    bold = "; bold: better than every other design" if any(one.kind == "wins" for one in found) else ""
    return f"Mean and interval over worlds{shaded}{bold}."


# Titles: what was found


def _differences_title(found: list[Standing]) -> str:
    """How many of the differences matter."""
    pairs = pd.concat([one.pairs for one in found])
    settled = ~pairs["verdict"].isin(["equal", "unclear"])
    beyond = settled & pairs["beyond_margin"].astype(bool) if "beyond_margin" in pairs else settled
    counts = (
        (beyond.sum(), "larger than the margin"),
        ((settled & ~beyond).sum(), "real but perhaps smaller than the margin"),
        ((pairs["verdict"] == "equal").sum(), "too small to matter"),
        ((pairs["verdict"] == "unclear").sum(), "not settled"),
    )
    said = [
        f"{'all' if count == len(pairs) else count} {'is' if count == 1 else 'are'} {what}"
        for count, what in counts
        if count
    ]
    return f"Of {len(pairs)} differences between designs {listed(said)}".replace(
        "Of 1 differences between designs all are", "The difference is"
    )


def _incidence_title(comparison, say) -> str:
    """What a day brings: right answers, or answers of any kind where the tables do not know them apart."""
    right = not along(comparison, "cumulative_resolved", "hours=").empty
    measure = "cumulative_resolved" if right else "cumulative_answered"
    answered, gave_up = (along(comparison, each, "hours=") for each in (measure, "cumulative_gave_up"))
    hours = 24 if 24 in set(answered["at"]) else answered["at"].max()
    at = answered[answered["at"] == hours].set_index("design")["mean"].sort_values(ascending=False)
    left = 100 * gave_up.loc[gave_up["at"] == hours, "mean"]
    ends = [f"{value:.0f}" for value in (left.min(), left.max())]
    gone = f"; {ends[0]}{f' to {ends[1]}' * (ends[0] != ends[1])} % have given up" * right
    subset = next(
        s for s in comparison.summary["subset"].unique() if str(s).startswith("hours=") and float(str(s)[6:]) == hours
    )
    kind = standing(comparison, measure, subset).kind
    what = "a right answer" if right else "an answer"
    if kind == "equal":
        same = f"{what} has reached the same share of issues under all designs, about {100 * at.mean():.0f} %"
        return f"After {hours:g} hours {same}{gone}"
    said = [
        f"{100 * share:.0f} % {'' if i else 'of issues '}under {say(design)}"
        for i, (design, share) in enumerate(at.items())
    ]
    unsure = " (not settled)" if kind == "unclear" else ""
    return f"After {hours:g} hours {what} has reached {ranked(said)}{unsure}{gone}"


def _minutes_title(comparison, hours: pd.DataFrame, say) -> str:
    share = 100 * hours[[kind for kind in KINDS if kind in hours]].sum(axis=1) / hours.sum(axis=1)
    if len(share) > 1 and standing(comparison, "coordination_minutes_per_week").kind == "equal":
        return f"Coordination takes the same under every design, about {share.mean():.1f} % of the work"
    said = [
        f"{number(value, 1)} % of the work under {say(design)}"
        if i == 0
        else f"{number(value, 1)} % under {say(design)}"
        for i, (design, value) in enumerate(share.sort_values().items())
    ]
    return f"Coordination takes {ranked(said)}"


def _path_title(comparison, curve: pd.DataFrame, say) -> str:
    last = curve[curve["at"] == curve["at"].max()].set_index("design")["mean"].sort_values(ascending=False)
    start = curve[curve["at"] == curve["at"].min()]["mean"].mean()
    end = standing(comparison, "nps", "week=end")
    after = f"After {curve['at'].max():.0f} months" if curve["at"].max() >= 1.5 else "At the end"
    began = f"(start: {number(start, 1, True)})"
    if len(last) > 1 and end.kind in ("equal", "unclear"):
        same = "all designs are equal" if end.kind == "equal" else "no design is shown to be ahead"
        between = f"{number(last.min(), 1, True)} to {number(last.max(), 1, True)}"
        return f"{after} {same} on net promoter score, {between} {began}"
    said = ranked(f"{number(value, 1, True)} under {say(design)}" for design, value in last.items())
    return f"{after} the net promoter score stands at {said} {began}"


def _trade_off_title(latency: Standing, voice: Standing, say) -> str:
    everyone = list(latency.estimates.index)
    both = [design for design in everyone if design in latency.best and design in voice.best]
    if len(both) == len(everyone):
        return "Neither speed nor one voice is shown to separate the designs"
    if both:
        sole = len(both) == 1 and latency.kind == voice.kind == "wins"
        return (
            f"{say(both[0])} is both fastest and most of one voice"
            if sole
            else f"{listed(map(say, both))}: unbeaten on both speed and one voice"
        )
    if latency.best and voice.best:
        fastest, truest = listed(map(say, latency.best)), listed(map(say, voice.best))
        return f"Speed and one voice pull apart: {fastest} on speed, {truest} on one voice"
    return "No design is unbeaten on both speed and one voice"
