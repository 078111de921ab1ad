"""The pictures of a comparison: one function, one picture; the title is the finding, labels stand beside what they name.

Every function takes a comparison (and what to call its designs) and returns a matplotlib Figure, or None where the
comparison does not hold what it shows. Bars and bands are intervals over replications at the study's confidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.views import findings
from orgsim.views.chart import draw_chart
from orgsim.views.findings import HEADLINE, Standing, standing
from orgsim.views.style import FAINT, INK, NEUTRAL, SMALL_SIZE, Sheet, look, project_style, save, spread
from orgsim.views.words import RATIO_UNITS, decimals, listed, number, plain, quantity, title, unit_in_words, words

BETTER = {"lower": "lower is better", "higher": "higher is better"}
KINDS = {  # coordination, in the order a case meets it
    "triage": "#0072B2", "reading": "#56B4E9", "bounce": "#A6761D", "approval": "#D55E00", "rework": "#E69F00",
    "look_up": "#CC79A7", "notes": "#009E73", "meeting": "#4D4D4D",
}
WORK = {"own_work": ("#b9c3ce", "own work"), "answer": ("#7d8f9f", "answering customers")}


def headline(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """The headline measures by design with their intervals, one panel each."""
    found = _measured(comparison, HEADLINE)
    if not found:
        return None
    say, style = _namer(names), look(findings.designs(comparison))
    with project_style():
        sheet, panels = _panels(len(found), 0.5 * len(style) + 0.3, _label_width(style, say),
                                findings.headline(comparison, names), "Mean and interval over the worlds simulated; bold: better than every other design.")
        for (axes, first), one in zip(panels, found, strict=True):
            _panel_title(axes, one)
            _dots(axes, one, style, say if first else None)
    return sheet.figure


def differences(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """Paired differences between every two designs on the headline measures; grey is the margin within which they are equal."""
    found = [one for one in _measured(comparison, HEADLINE) if len(one.pairs)]
    if not found:
        return None
    say, style = _namer(names), look(findings.designs(comparison))
    couples = [f"{say(a)} − {say(b)}" for a, b in combinations(style, 2)]
    with project_style():
        sheet, panels = _panels(len(found), 0.42 * len(couples) + 0.3, 0.078 * max(map(len, couples)) + 0.3, _differences_title(found),
                                "First design minus second in the same worlds, with interval; shaded: differences that count as equal.", gap=1.6)
        for (axes, first), one in zip(panels, found, strict=True):
            _forest(axes, one, style, say, couples if first else None)
    return sheet.figure


def incidence(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """Share of issues answered, given up and still open by the hours since they were raised."""
    curves = {what: _curves(comparison, f"cumulative_{what}", "hours=") for what in ("answered", "gave_up", "open")}
    if not all(len(curve) for curve in curves.values()):
        return None
    say, style = _namer(names), look(findings.designs(comparison))
    with project_style():
        sheet = Sheet(11, 3.75, _incidence_title(comparison, curves["answered"], say),
                      "Cumulative share of issues by the time since they were raised (logarithmic); bands: intervals.")
        for i, (what, said) in enumerate((("answered", "got an answer"), ("gave_up", "gave up before one"), ("open", "still waiting"))):
            axes = sheet.place(0.65 + 3.45 * i, 0.55, 2.35, 2.75)
            axes.set_title(said, loc="left", size=11, color=INK, weight="bold")
            _lines(axes, curves[what], style, say, 100)
            axes.set_xscale("log")
            hours = sorted(curves[what]["at"].unique())
            shown = [h for h in (1, 4, 24, 72, 168) if hours[0] <= h <= hours[-1]]
            axes.set_xticks(shown, [f"{h:g} h" if h < 24 else f"{h / 24:g} d" for h in shown])
            axes.minorticks_off()
            axes.yaxis.set_major_formatter(lambda y, _: f"{y:.0f} %")
    return sheet.figure


def minutes(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """Staff hours a week by kind of work: all of them, and beside it coordination alone by its kinds."""
    table = comparison.summary[(comparison.summary["measure"] == "minutes_per_week") & (comparison.summary["subset"] != "all")]
    if table.empty:
        return None
    table = table.assign(kind=table["subset"].str.removeprefix("kind="))
    hours = table.pivot_table(index="design", columns="kind", values="mean") / 60
    style = look(findings.designs(comparison))
    hours = hours.reindex(list(style)).fillna(0.0)
    say = _namer(names)
    with project_style():
        height, left = 0.55 * len(style), _label_width(style, say)
        sheet = Sheet(left + 9.2, height + 1.75, _minutes_title(comparison, hours, say), "Staff hours a week by kind of work, all units together.")
        whole, detail = sheet.place(left, 1.15, 3.9, height), sheet.place(left + 4.6, 1.15, 4.1, height)
        coordination = [kind for kind in KINDS if kind in hours]
        both = hours.assign(coordination=hours[coordination].sum(axis=1))
        _stack(whole, both, {**WORK, "coordination": ("#D55E00", "coordination")}, "all work")
        _stack(detail, hours, {kind: (KINDS[kind], plain(kind)) for kind in coordination}, "coordination alone")
        _whiskers(detail, comparison, list(style))
        whole.set_yticks(range(len(style)), [say(name) for name in style], size=10.5, color=INK)
        detail.set_yticks([])
        _key(sheet.place(left, 0, 3.9, 0.75), {**WORK, "coordination": ("#D55E00", "coordination")}, 3.9)
        _key(sheet.place(left + 4.6, 0, 4.1, 0.75), {kind: (KINDS[kind], plain(kind)) for kind in coordination}, 4.1)
    return sheet.figure


def nps_path(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """The net promoter score of all customers from the start on."""
    curve = _curves(comparison, "nps", "week=")
    if not len(curve):
        return None
    say, style = _namer(names), look(findings.designs(comparison))
    curve["at"] = curve["at"] * 12 / (365 / 7)
    with project_style():
        sheet = Sheet(9, 4.3, _path_title(comparison, curve, say), "Advocates minus adversaries per 100 customers, all customers; bands: intervals.")
        axes = sheet.place(0.75, 0.65, 8.05 - _label_width(style, say), 3.45)
        _lines(axes, curve, style, say, 1, gap=0.055)
        axes.set_xlabel("months since the start")
        axes.set_xticks(np.arange(0, curve["at"].max() + 0.1, 3 if curve["at"].max() > 7 else 1))
        axes.yaxis.set_major_formatter(lambda y, _: number(y, 0 if abs(y - round(y)) < 0.01 else 1, signed=True))
    return sheet.figure


def trade_off(comparison, names: Mapping[str, str] | None = None) -> Figure | None:
    """Latency against one voice, each design a cross of intervals labelled with what a resolved issue costs."""
    found = {one.measure: one for one in _measured(comparison, HEADLINE)}
    if not {"response_latency", "voice"} <= set(found):
        return None
    say, style = _namer(names), look(findings.designs(comparison))
    latency, voice, cost = found["response_latency"], found["voice"], found.get("cost_per_resolved")
    with project_style():
        sheet = Sheet(8.5, 4.4, _trade_off_title(latency, voice, say), "Crosses: intervals. Up and to the left is better on both.")
        axes = sheet.place(0.85, 0.65, 5.2, 3.6)
        x, y = latency.estimates, voice.estimates
        drawn = [design for design in style if np.isfinite(x["mean"][design]) and np.isfinite(y["mean"][design])]
        for design in drawn:
            colour, marker = style[design]
            at = (x["mean"][design], y["mean"][design])
            axes.plot(x.loc[design, ["low", "high"]], [at[1]] * 2, color=colour, lw=1.8)
            axes.plot([at[0]] * 2, y.loc[design, ["low", "high"]], color=colour, lw=1.8)
            axes.plot(*at, marker, color=colour, ms=9, mec="white")
        axes.margins(0.15)
        axes.autoscale_view()
        _outside_labels(axes, [(x["mean"][d], y["mean"][d], _labelled(d, cost, say), style[d][0]) for d in drawn], gap=0.13)
        axes.grid(True)
        axes.set_xlabel("response latency, hours to true resolution")
        axes.set_ylabel("share of probes with one right voice")
    return sheet.figure


PICTURES = {"headline": headline, "differences": differences, "trade_off": trade_off, "incidence": incidence, "minutes": minutes, "nps_path": nps_path}


def figures(comparison, names: Mapping[str, str] | None = None) -> dict[str, Figure]:
    """Every picture the comparison has the numbers for, and the chart of each design (`chart_<design>`)."""
    drawn = {name: draw(comparison, names) for name, draw in PICTURES.items()}
    drawn |= {f"chart_{design}": draw_chart(chart, comparison.summary) for design, chart in comparison.charts.items()}
    return {name: figure for name, figure in drawn.items() if figure is not None}


def write_figures(comparison, folder: Path, names: Mapping[str, str] | None = None) -> dict[str, Path]:
    """Write every picture as svg and png into a folder; returns the svg files by name."""
    return {name: save(figure, Path(folder) / name)[0] for name, figure in figures(comparison, names).items()}


# Titles: what was found


def _differences_title(found: list[Standing]) -> str:
    equal = [one for one in found if one.kind == "equal"]
    apart = [one for one in found if one.kind in ("wins", "ahead")]
    if len(equal) == len(found):
        return f"No difference matters: every pair of designs is equal on {listed(words(one.measure).title for one in equal)}"
    said = []
    if apart:
        said.append(f"Designs differ on {listed(words(one.measure).title for one in apart)}")
    if equal:
        said.append(f"{'are' if said else 'Designs are'} equal on {listed(words(one.measure).title for one in equal)}")
    unclear = [one for one in found if one.kind == "unclear"]
    if unclear:
        said.append(f"{'n' if said else 'N'}othing is settled on {listed(words(one.measure).title for one in unclear)}")
    return "; ".join(said)


def _incidence_title(comparison, answered: pd.DataFrame, say) -> str:
    hours = 24 if 24 in set(answered["at"]) else answered["at"].max()
    at = answered[answered["at"] == hours].set_index("design")["mean"].sort_values(ascending=False)
    subset = next(s for s in comparison.summary["subset"].unique() if str(s).startswith("hours=") and float(str(s)[6:]) == hours)
    kind = standing(comparison, "cumulative_answered", subset).kind
    if kind == "equal":
        return f"After {hours:g} hours all designs have answered the same share of issues, about {100 * at.mean():.0f} %"
    said = ", ".join(f"{100 * share:.0f} % under {say(design)}" for design, share in at.items())
    return f"After {hours:g} hours this share of issues has had an answer: {said}" + ("; not settled" if kind == "unclear" else "")


def _minutes_title(comparison, hours: pd.DataFrame, say) -> str:
    share = 100 * hours[[kind for kind in KINDS if kind in hours]].sum(axis=1) / hours.sum(axis=1)
    if len(share) > 1 and standing(comparison, "coordination_minutes_per_week").kind == "equal":
        return f"Coordination takes the same under every design, about {share.mean():.1f} % of the work"
    said = [f"{number(value, 1)} % of the work under {say(design)}" if i == 0 else f"{number(value, 1)} % under {say(design)}"
            for i, (design, value) in enumerate(share.sort_values().items())]
    return f"Coordination takes {listed(said)}"


def _path_title(comparison, curve: pd.DataFrame, say) -> str:
    last = curve[curve["at"] == curve["at"].max()].set_index("design")["mean"].sort_values(ascending=False)
    start = curve[curve["at"] == curve["at"].min()]["mean"].mean()
    end = standing(comparison, "nps", "week=end")
    after = f"After {curve['at'].max():.0f} months" if curve["at"].max() >= 1.5 else "At the end"
    began = f"(start: {number(start, 1, True)})"
    if len(last) > 1 and end.kind in ("equal", "unclear"):
        same = "all designs are equal" if end.kind == "equal" else "no design is shown to be ahead"
        return f"{after} {same} on net promoter score, {number(last.min(), 1, True)} to {number(last.max(), 1, True)} {began}"
    said = listed(f"{say(design)} at {number(value, 1, True)}" for design, value in last.items())
    return f"{after} the net promoter score stands {'under ' if len(last) > 1 else 'under '}{said} {began}"


def _trade_off_title(latency: Standing, voice: Standing, say) -> str:
    everyone = list(latency.estimates.index)
    both = [design for design in everyone if design in latency.best and design in voice.best]
    if len(everyone) == 1:
        return f"{say(everyone[0])}: speed and one voice"
    if len(both) == len(everyone):
        return "Neither speed nor one voice is shown to separate the designs"
    if both:
        sole = len(both) == 1 and latency.kind == voice.kind == "wins"
        return f"{say(both[0])} is both fastest and most of one voice" if sole else f"{listed(map(say, both))}: unbeaten on both speed and one voice"
    if latency.best and voice.best:
        return f"Speed and one voice pull apart: {listed(map(say, latency.best))} on speed, {listed(map(say, voice.best))} on one voice"
    return "No design is unbeaten on both speed and one voice"


# Parts of pictures


def _measured(comparison, measures) -> list[Standing]:
    known = set(comparison.summary["measure"])
    return [found for measure in measures if measure in known and (found := standing(comparison, measure)).kind != "unknown"]


def _namer(names: Mapping[str, str] | None):
    return lambda design: (names or {}).get(design, design)


def _label_width(style, say) -> float:
    return 0.35 + 0.09 * max(len(say(name)) for name in style)


def _panels(count: int, height: float, left: float, head: str, below: str, gap: float = 0.35):
    """A sheet with panels two in a row, and for each its axes and whether it is the first of its row."""
    across = 1 if count == 1 else 2
    down = math.ceil(count / across)
    wide = 3.4
    sheet = Sheet(left + across * (wide + gap) + 0.1, down * (height + 0.95), head, below)
    return sheet, [(sheet.place(left + (i % across) * (wide + gap), 0.4 + (down - 1 - i // across) * (height + 0.95), wide, height), i % across == 0)
                   for i in range(count)]


def _panel_title(axes: Axes, one: Standing) -> None:
    from orgsim.comparison.margins import STANDARDS

    better = BETTER.get(STANDARDS[one.measure].better, "") if one.measure in STANDARDS else ""
    axes.set_title(title(one.measure), loc="left", size=11.5, color=INK, weight="bold", pad=16)
    axes.text(0, 1.0, ", ".join(filter(None, (unit_in_words(one.unit), better))), transform=axes.transAxes, size=SMALL_SIZE, color=FAINT, va="bottom")


def _dots(axes: Axes, one: Standing, style, say) -> None:
    """One row a design: dot, interval, value written above."""
    rows = one.estimates
    for i, (design, (colour, marker)) in enumerate(style.items()):
        mean, low, high = rows.loc[design, ["mean", "low", "high"]]
        axes.plot([low, high], [i, i], color=colour, lw=2.4, solid_capstyle="butt")
        axes.plot(mean, i, marker, color=colour, ms=7, mec="white", mew=0.8)
        best = one.kind == "wins" and design in one.best
        said = quantity(mean, one.unit, decimals(mean, low, high)) if one.unit in ("dollars", "hours") else number(mean, decimals(mean, low, high))
        axes.annotate(said if math.isfinite(mean) else "not measured", (mean if math.isfinite(mean) else rows["mean"].mean(), i), (0, 7),
                      textcoords="offset points", ha="center", size=SMALL_SIZE + 0.5, weight="bold" if best else "normal", color=INK)
    axes.set_ylim(len(style) - 0.6, -0.75)
    low, high = np.nanmin(rows[["mean", "low"]]), np.nanmax(rows[["mean", "high"]])
    room = max(high - low, 0.02 * abs(high), 1e-9) * 0.18
    axes.set_xlim(low - room, high + room)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(True, axis="x")
    axes.set_yticks(range(len(style)), [say(name) for name in style] if say else [], size=10.5, color=INK)


def _forest(axes: Axes, one: Standing, style, say, labels) -> None:
    """One row a pair: difference, interval, the verdict in words; per cent of the pair's mean where that makes sense."""
    ends = [0.0]
    relative = one.unit in RATIO_UNITS
    for i, (a, b) in enumerate(combinations(style, 2)):
        pair = one.pair(a, b)
        if pair is None:
            continue
        scale = 200 / (abs(one.estimates["mean"][a]) + abs(one.estimates["mean"][b])) if relative else 1.0
        low, middle, high, margin = (scale * pair[key] for key in ("low", "difference", "high", "margin"))
        winner = a if pair["better"] > 0 else b if pair["better"] < 0 else None
        colour, marker = style[winner] if winner else (NEUTRAL, "o")
        axes.fill_between([-margin, margin], i - 0.5, i + 0.5, color="#e9ebee", lw=0, zorder=0)
        axes.plot([low, high], [i, i], color=colour, lw=2.4, solid_capstyle="butt")
        axes.plot(middle, i, marker, color=colour, ms=7, mec="white", mew=0.8)
        said = pair["verdict"] if winner is None else f"{say(winner)} better" + ("" if pair["beyond"] else " (a little?)")
        axes.annotate(said, (1.02, i), xycoords=("axes fraction", "data"), size=SMALL_SIZE, va="center", color=INK if winner else FAINT, annotation_clip=False)
        ends += [value for value in (low, high, -margin, margin) if math.isfinite(value)]
    axes.axvline(0, color=FAINT, lw=1)
    axes.set_ylim(math.comb(len(style), 2) - 0.5, -0.5)
    room = 0.06 * (max(ends) - min(ends) or 1)
    axes.set_xlim(min(ends) - room, max(ends) + room)
    axes.locator_params(axis="x", nbins=5)
    axes.set_title(f"{title(one.measure)}, {'%' if relative else unit_in_words(one.unit)}", loc="left", size=11, color=INK, weight="bold")
    axes.set_yticks(range(len(labels)) if labels else [], labels or [], size=9.5, color=INK)


def _curves(comparison, measure: str, prefix: str) -> pd.DataFrame:
    """Rows of the summary along an axis written in the subset (hours=024): design, at, mean, low, high."""
    table = comparison.summary[(comparison.summary["measure"] == measure) & comparison.summary["subset"].astype(str).str.startswith(prefix)]
    at = pd.to_numeric(table["subset"].astype(str).str.removeprefix(prefix), errors="coerce")
    table = table.assign(at=at)[at.notna()]
    return table[["design", "at", "mean", "low", "high"]].sort_values("at", kind="stable").reset_index(drop=True)


def _lines(axes: Axes, curve: pd.DataFrame, style, say, factor: float, gap: float = 0.075) -> None:
    """A line and a band for each design, each with its name at the end."""
    ends = []
    for design, (colour, _) in style.items():
        own = curve[curve["design"] == design]
        if len(own):
            axes.fill_between(own["at"], factor * own["low"], factor * own["high"], color=colour, alpha=0.2, lw=0)
            axes.plot(own["at"], factor * own["mean"], color=colour, lw=2)
            last = own.iloc[-1]
            ends.append((last["at"], factor * last["mean"], say(design), colour))
    axes.grid(True, axis="y")
    axes.locator_params(axis="y", nbins=5)
    axes.margins(x=0.0)
    _outside_labels(axes, ends, gap)


def _outside_labels(axes: Axes, points, gap: float) -> None:
    """Labels in a column right of the axes at the height of their points, moved apart where they would meet."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    heights = spread([(y - low) / (high - low) for _, y, _, _ in points], gap)
    for (x, y, text, colour), at in zip(points, heights, strict=True):
        axes.annotate(text, (x, y), (1.04, at), xycoords="data", textcoords="axes fraction", size=SMALL_SIZE + 0.5, va="center", color=colour,
                      weight="bold", annotation_clip=False, arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.7, "shrinkA": 1, "shrinkB": 3})


def _labelled(design: str, cost: Standing | None, say) -> str:
    if cost is None or not math.isfinite(cost.estimates["mean"][design]):
        return say(design)
    row = cost.estimates.loc[design]
    return f"{say(design)}\n{quantity(row['mean'], cost.unit, decimals(row['mean'], row['low'], row['high']))} an issue"


def _stack(axes: Axes, hours: pd.DataFrame, kinds, said: str) -> None:
    """Stacked bars, a number in each part that has room for it."""
    start = np.zeros(len(hours))
    whole = hours[list(kinds)].sum(axis=1).max() or 1.0
    for kind, (colour, _) in kinds.items():
        wide = hours[kind].to_numpy()
        axes.barh(range(len(hours)), wide, left=start, height=0.62, color=colour, ec="white", lw=0.6)
        for i in np.flatnonzero(wide > 0.085 * whole):
            axes.text(start[i] + wide[i] / 2, i, number(wide[i], 0), ha="center", va="center", size=SMALL_SIZE,
                      color=INK if colour in ("#b9c3ce", "#56B4E9", "#E69F00", "#CC79A7") else "white")
        start = start + wide
    axes.set_ylim(len(hours) - 0.5, -0.5)
    axes.set_xlim(0, whole * 1.12)
    axes.locator_params(axis="x", nbins=5)
    axes.set_title(f"{said}, hours a week", loc="left", size=11, color=INK, weight="bold")
    axes.spines["bottom"].set_visible(True)


def _whiskers(axes: Axes, comparison, names: list[str]) -> None:
    """The interval of all coordination at the end of each bar, and its total beside it."""
    total = findings.chosen(comparison.summary, "coordination_minutes_per_week").drop_duplicates("design").set_index("design")
    for i, design in enumerate(names):
        if design in total.index:
            row = total.loc[design, ["mean", "low", "high"]].astype(float) / 60
            axes.plot(row[["low", "high"]], [i, i], color=INK, lw=1.4)
            axes.annotate(number(row["mean"], 0), (np.nanmax(row), i), (4, 0), textcoords="offset points", va="center", size=SMALL_SIZE, weight="bold")


def _key(axes: Axes, kinds, width: float) -> None:
    """Colour squares with their words in rows."""
    axes.set(xlim=(0, width), ylim=(0, 0.75))
    axes.axis("off")
    x, y = 0.05, 0.55
    for colour, said in kinds.values():
        need = 0.3 + 0.082 * len(said)
        if x + need > width + 0.3:
            x, y = 0.05, y - 0.22
        axes.plot(x, y, "s", color=colour, ms=8)
        axes.text(x + 0.12, y, said, va="center", size=SMALL_SIZE, color=INK)
        x += need


