"""A comparison as one HTML file to forward: the answer, its ranges, pictures, then every table and what it came from.

Self-contained: pictures are inline, nothing is fetched from anywhere. All text that came from a user is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

import pandas as pd
import yaml

from orgsim.comparison.margins import LOWER, NEITHER, STANDARDS
from orgsim.comparison.store import check_folder
from orgsim.config.parameter import ASSUMED
from orgsim.config.stamp import stamp, write_whole
from orgsim.views import findings
from orgsim.views.figures import write_figures
from orgsim.views.findings import HEADLINE, Standing, standings
from orgsim.views.markup import banner, capital, cell, escape, picture, sideways, tabled
from orgsim.views.table import company, levers
from orgsim.views.words import (
    listed,
    number,
    plain,
    quantity,
    size,
    title,
    together,
    unit_in_words,
    with_interval,
    words,
)

REPORT, FIGURES = "report.html", "figures"
ALONG_AN_AXIS = ("hours=", "week=")  # drawn, not listed
MOST_ROWS = 400


def write_report(
    comparison, out: str | Path, ablation: pd.DataFrame | None = None, facts: Mapping | None = None
) -> Path:
    """Write `report.html` and the folder `figures` (svg and png) into the folder `out`; returns the path of the report.

    ablation: what single mechanisms do to differences (see `findings.mechanisms`); without it no reason is given.
    facts: what the numbers came from, where that is not the software at hand (see `stamp`).
    """
    out = Path(out)
    check_folder(out)
    names = {design: plain(design) for design in comparison.charts}
    pictures = write_figures(comparison, out / FIGURES, names)
    page = Template(files("orgsim.views").joinpath(REPORT).read_text(encoding="utf-8"))
    text = page.substitute(parts(comparison, names, pictures, ablation, facts))
    path = out / REPORT
    write_whole(path, text)
    return path


def parts(comparison, names: Mapping[str, str], pictures: Mapping[str, Path], ablation, facts=None) -> dict[str, str]:
    """Everything the page has a place for, as HTML."""
    answer, *rest = (capital(line) for line in findings.answer(comparison, names))
    facts = facts or stamp(comparison.world, comparison.designs, comparison.study, comparison.seed)
    drawn = [picture(path) for name, path in pictures.items() if not name.startswith("chart_")]
    return {
        "title": escape(
            "Designs compared: " + listed(names.values()) if len(names) > 1 else "One design: " + listed(names.values())
        ),
        "answer": escape(together(answer)),
        "findings": "\n".join(f"<li>{escape(together(line))}</li>" for line in rest),
        "company": escape(company(comparison.world)),
        "sureness": escape(sureness(comparison)),
        "ranges": ranges(comparison, names),
        "pictures": "\n".join(drawn),
        "why": why(comparison, names, ablation),
        "designs": "\n".join(design_section(comparison, design, pictures) for design in comparison.charts),
        "measures": measures_table(comparison, names, comparison.summary["subset"] == "all"),
        "subsets": subsets(comparison, names),
        "pairs": pairs_table(comparison, names),
        "levers": levers_table(comparison, names),
        "seats": seats_table(comparison, names),
        "register": register_table(comparison.world.company),
        "register_hash": escape(facts["cost_register_sha256"]),
        "versions": versions_table(facts),
        "configuration": escape(
            yaml.safe_dump(facts["configuration"], sort_keys=False, default_flow_style=None, width=110)
        ),
    }


# The answer and how sure


def sureness(comparison) -> str:
    """On what the answer rests, in a few sentences."""
    worlds = comparison.summary.groupby("estimand")["n"].max().to_dict()
    of = (("flow", "latency, voice and cost"), ("path", "advocacy"))
    runs = listed(f"{int(worlds[estimand])} for {what}" for estimand, what in of if estimand in worlds)
    return (
        f"Every design met the same people, customers and issues in each simulated world (worlds: {runs}). "
        f"In brackets: {100 * comparison.study.confidence:g} % intervals over worlds. "
        "Differences smaller than a margin set beforehand count as equal."
    )


def ranges(comparison, names: Mapping[str, str]) -> str:
    """Worst, expected and best of each design on the headline measures, over single worlds."""
    rows = []
    for found in standings(comparison):
        worlds = findings.chosen(comparison.measures, found.measure).groupby("design")["value"]
        low_is_good = found.measure in STANDARDS and STANDARDS[found.measure].better == LOWER
        worst, best = (worlds.max(), worlds.min()) if low_is_good else (worlds.min(), worlds.max())
        rows.append(banner(f"{title(found.measure)}, {unit_in_words(found.unit)}", 4))
        for design, name in names.items():
            estimate = found.estimates.loc[design, ["mean", "low", "high"]]
            expected = with_interval(*estimate, money(found.unit), found.places)
            ends = [quantity(ends_[design], money(found.unit), found.places) for ends_ in (worst, best)]
            wins = found.kind == "wins" and design in found.best
            rows.append([cell(name), cell(ends[0], "number"), cell(expected, "number", wins), cell(ends[1], "number")])
    return tabled(["", "worst", "expected", "best"], rows, numbers=range(1, 4))


def money(unit: str) -> str:
    """The unit to write with every number of a table: only that of money, the others stand in the heading."""
    return unit if unit == "dollars" else ""


def why(comparison, names: Mapping[str, str], ablation: pd.DataFrame | None) -> str:
    """What drives the differences, where that was tested; and what could turn the answer."""
    first, *made = reasons(names, ablation)
    listing = "".join(f"<li>{escape(together(line))}</li>" for line in made)
    told = f"<p>{escape(first)}</p>" + (f'<ul class="reasons">{listing}</ul>' if made else "")
    return told + "".join(f"<p>{escape(line)}</p>" for line in doubts(comparison))


def reasons(names: Mapping[str, str], ablation: pd.DataFrame | None) -> list[str]:
    """What single mechanisms do, or how to find out."""
    made = findings.mechanisms(ablation, names)
    if made:
        return [findings.mechanisms_title(ablation), *made]
    return [
        "Which mechanism makes the difference was not tested here. To see what one does, switch it off and compare "
        "again (for instance company.own_work=0, company.exceptions=0 or company.reorganisations=0)."
    ]


def doubts(comparison) -> list[str]:
    """What is not settled, what may be smaller than it looks, and what was assumed."""
    found, said = standings(comparison), []
    unclear = listed(words(one.measure).title for one in found if one.kind == "unclear")
    if unclear != "none":
        said.append(f"Not settled: {unclear}. More worlds (study.replications) would narrow the intervals.")
    small = listed(words(one.measure).title for one in found if one.doubtful())
    if small != "none":
        said.append(f"Some differences may be smaller than the margin on {small} (see the differences).")
    register = comparison.world.company.cost_register
    assumed = listed(plain(name) for name, line in register.items() if line.source == ASSUMED)
    if assumed != "none":
        said.append(
            f"Assumed, not measured, in the cost register: {assumed}. Other values may change the ranking; "
            "orgsim compare -m tries several."
        )
    return said


# The designs


def design_section(comparison, design: str, pictures: Mapping[str, Path]) -> str:
    """A design's title, what its author says of it, its levers, and its chart."""
    chart = comparison.charts[design]
    told = levers(comparison, design)
    said = [
        f"<h3>{escape(chart.title)} <small>({escape(plain(design))})</small></h3>",
        f"<p>{escape(chart.design.description)}</p>",
    ]
    first = findings.breaks_first(comparison).get(design)
    if first:
        load = f"offered {100 * first[1]:.0f} % of what its people can do if nobody gave up"
        said.append(f"<p>Breaks first: {escape(listed(first[0]))}, {load}. ")
        said.append(f"Levers chosen: {escape(', '.join(told) or 'none')}.</p>")
    return "\n".join(said) + picture(pictures[f"chart_{design}"], "wide chart")


# Tables


def measures_table(comparison, names: Mapping[str, str], rows: pd.Series) -> str:
    """Means and intervals by design, a row each measure and subset, and what the pairs say."""
    order = {measure: place for place, measure in enumerate([*HEADLINE, *STANDARDS])}
    table = comparison.summary[rows]
    if findings.runaway(comparison):
        table = table[(table["estimand"] != "path") | (table["measure"] == "branching_ratio")]
    table = table.sort_values("measure", key=lambda column: column.map(order).fillna(len(order)), kind="stable")
    pairs = dict(list(comparison.pairs.groupby(["estimand", "measure", "subset"])))
    none, body = comparison.pairs.iloc[:0], []
    for key, of in table.groupby(["estimand", "measure", "subset"], sort=False):
        found = findings.judged(list(names), key[1], of, pairs.get(key, none))
        what = title(key[1]) if key[2] == "all" else f"{title(key[1])}, {plain(key[2].split('=')[-1])}"
        estimates = found.estimates[["mean", "low", "high"]].to_numpy()
        said = [cell(with_interval(*row, "", found.places), "number") for row in estimates]
        body.append([cell(f"{what} ({found.unit})"), *said, cell(verdict(found, names))])
    heads = ["measure (unit)", *names.values(), *(["differences"] if len(names) > 1 else [])]
    return tabled(heads, [row[: len(heads)] for row in body], numbers=range(1, 1 + len(names)))


def verdict(found: Standing, names: Mapping[str, str]) -> str:
    """What the pairs say of one measure, in a few words."""
    directed = found.measure in STANDARDS and STANDARDS[found.measure].better != NEITHER
    best = listed(names[design] for design in found.best)
    said = {
        "wins": f"{best} {'best' if directed else 'highest'}",
        "equal": "all equal",
        "unclear": "not settled",
        "ahead": f"{best} {'unbeaten' if directed else 'high'}" if found.best else "each is beaten by another",
    }
    return said.get(found.kind, "")


def subsets(comparison, names: Mapping[str, str]) -> str:
    """Folded tables by channel, topic, unit and whatever else there is, but for what runs along an axis."""
    kinds = comparison.summary["subset"].astype(str)
    wanted = kinds[(kinds != "all") & ~kinds.str.startswith(ALONG_AN_AXIS)]
    said = []
    for kind in wanted.str.split("=").str[0].unique():
        rows = kinds.str.startswith(kind + "=") | (kinds == kind)
        if rows.sum() <= MOST_ROWS * len(names):
            table = measures_table(comparison, names, rows)
            head = f"<summary>The same by {escape(plain(kind))}</summary>"
            said.append(f"<details>{head}{sideways(table, f'The same by {plain(kind)}')}</details>")
    return "\n".join(said)


def pairs_table(comparison, names: Mapping[str, str]) -> str:
    """Every paired difference on the headline measures, with what it is judged by."""
    rows = []
    for found in standings(comparison):
        rows.append(banner(f"{title(found.measure)}, {unit_in_words(found.unit)}", 5))
        for row in found.pairs.to_dict("records"):
            a, b = names[row["design_a"]], names[row["design_b"]]
            told = str(row["verdict"])
            told = told.replace("a ", f"{a} ", 1) if told.startswith("a ") else told
            told = told.replace("b ", f"{b} ", 1) if told.startswith("b ") else told
            settled = row["verdict"] not in ("equal", "unclear")
            doubt = ", maybe by less than the margin" if settled and not row.get("beyond_margin", True) else ""
            difference = with_interval(row["difference"], row["low"], row["high"], money(found.unit))
            numbers = (difference, size(row["margin"], money(found.unit)), number(row["variance_ratio"], 1))
            rows.append([cell(f"{a} − {b}"), *(cell(said, "number") for said in numbers), cell(told + doubt)])
    if len(names) < 2:
        return "<p>One design: no pairs.</p>"
    return tabled(["first − second", "difference", "margin", "variance ratio", "verdict"], rows, numbers=range(1, 4))


def levers_table(comparison, names: Mapping[str, str]) -> str:
    rows = []
    for row in comparison.levers.to_dict("records"):
        never = row["overdue_after"] >= 1e6
        cells = [
            number(row["meeting_every"], 0 if row["meeting_every"] % 1 == 0 else 2),
            "never" if never else number(row["overdue_after"], 0),
            number(row["response_latency"], 2) if "response_latency" in row else "–",
        ]
        rows.append(
            [
                cell(names.get(row["design"], row["design"])),
                *(cell(said, "number", row["chosen"]) for said in cells),
                cell("chosen" if row["chosen"] else ""),
            ]
        )
    return tabled(
        ["design", "meet every (working days)", "overdue after (hours)", "latency there (hours)", ""],
        rows,
        numbers=(1, 2, 3),
    )


def seats_table(comparison, names: Mapping[str, str]) -> str:
    """Seats by unit, a column each design."""
    wide = comparison.seats.pivot_table(
        index="unit", columns="design", values="seats", aggfunc="sum", sort=False
    ).reindex(columns=list(names))
    rows = [
        [cell(plain(unit)), *(cell(number(value, 0), "number") for value in row)]
        for unit, row in zip(wide.index, wide.to_numpy(float), strict=True)
    ]
    rows.append(
        [cell("all", best=True), *(cell(number(value, 0), "number", True) for value in wide.sum().to_numpy(float))]
    )
    return tabled(["unit", *names.values()], rows, numbers=range(1, 1 + len(names)))


def register_table(company) -> str:
    rows = [
        [cell(plain(name)), cell(f"{line.minutes:g}", "number"), cell(line.paid_by), cell(line.source)]
        for name, line in company.cost_register.items()
    ]
    wages = [
        [
            cell(f"wage: {plain(name)}"),
            cell(f"${wage:g} an hour", "number"),
            cell("the company"),
            cell("see company configuration"),
        ]
        for name, wage in company.wages.items()
    ]
    return tabled(["activity", "minutes", "paid by", "source"], rows + wages, numbers=(1,))


def versions_table(facts: Mapping) -> str:
    lines = {
        "seed": facts["seed"],
        "orgsim": facts["orgsim"],
        "python": facts["python"],
        **facts["libraries"],
        "configuration SHA-256": facts["configuration_sha256"],
    }
    return tabled(["", ""], [[cell(name), cell("–" if value is None else str(value))] for name, value in lines.items()])
