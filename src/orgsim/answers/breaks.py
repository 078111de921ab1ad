"""What breaks first: the unit with the least capacity per offered minute, and how far it is from breaking.

A unit breaks where the people its offered load keeps busy outnumber its seats (``structure.traffic``: with patience on,
a run never shows overload, because customers leave). Where the sweep varies the company's load and nothing else, the
load at which that happens lies between two points; elsewhere it is reckoned in proportion, which is an estimate: own
work, look-ups and meetings do not grow with demand.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.factors import factor
from orgsim.comparison import paired
from orgsim.errors import InputError
from orgsim.sweep.swept import Swept

LOAD, FULL = "company.load", 1.0
BETWEEN, PROPORTIONAL = "between points", "in proportion"
SIMULATED = ("utilisation", "gave_up", "open")
TIE = 0.01  # of the load per seat: units nearer than this break together, as in a comparison's report
LEVEL = ["point", "design", "measure", "subset"]


def breaks(swept: Swept, design: str | None = None) -> Answer:
    """Tables: breaks (a row per point and design: its first unit), designs, units, load, simulated."""
    swept.check_done()
    if design is not None and design not in swept.designs:
        raise InputError("design", design, swept.designs)
    designs = [design] if design is not None else list(swept.designs)
    seats = per_seat(swept.seats[swept.seats["design"].isin(designs)])
    if seats.empty:
        raise InputError("of", "no seats", "a sweep with at least one point that is done")
    first = first_to_break(seats, swept, designs)
    runs = simulated(swept, designs)
    tables = {
        "breaks": first,
        "designs": by_design(first, runs, designs),
        "units": by_unit(seats, first, designs),
        "load": load_at_which(seats, swept),
        "simulated": runs,
    }
    return Answer(tables, {"designs": tuple(designs), "confidence": swept.confidence})


def per_seat(seats: pd.DataFrame) -> pd.DataFrame:
    """Seats of units that have any, or work (which nobody does: infinitely too much), and whether each breaks first,
    alone or with others."""
    used = seats[(seats["seats"] > 0) | (seats["offered_load"] > 0)].copy()
    nobody = used["seats"] == 0
    used["offered_per_seat"] = used["offered_per_seat"].where(~nobody, np.inf)
    most = used.groupby(["point", "design"])["offered_per_seat"].transform("max")
    return used.assign(first=used["offered_per_seat"] >= (1 - TIE) * most).reset_index(drop=True)


def first_to_break(seats: pd.DataFrame, swept: Swept, designs: list[str]) -> pd.DataFrame:
    """The unit of each point and design with the most load per seat (of equals the first, ``units`` names all), and by
    what factor demand could grow until it is full, in proportion."""
    firsts = seats[seats["first"]]
    together = firsts.groupby(["point", "design"], sort=False)["unit"].agg(", ".join).rename("units")
    found = firsts.drop_duplicates(["point", "design"]).merge(together, on=["point", "design"])
    found = found[["point", "design", "unit", "seats", "offered_load", "offered_per_seat", "units"]]
    found = found.assign(growth=FULL / found["offered_per_seat"], broken=found["offered_per_seat"] > FULL)
    places = {name: place for place, name in enumerate(swept.points["point"])}
    ranks = found["point"].map(places) * len(designs) + found["design"].map(designs.index)
    return found.loc[ranks.sort_values(kind="stable").index].reset_index(drop=True)


def by_design(first: pd.DataFrame, runs: pd.DataFrame, designs: list[str]) -> pd.DataFrame:
    """Over the worlds of each design: which unit (or units together) breaks first most often, how often something is
    broken already, the load per seat there, and how often the unit was the busiest of the runs too (nan: not kept)."""
    rows = []
    busiest = busiest_units(runs)
    for name in designs:
        own = first[first["design"] == name]
        known = own.merge(busiest, on=["point", "design"])
        agree = [unit in units.split(", ") for unit, units in zip(known["busiest"], known["units"])]
        rows.append(
            {
                "design": name,
                "worlds": len(own),
                "unit": own["units"].value_counts(sort=True).index[0],
                "share_first": own["units"].value_counts(normalize=True).iloc[0],
                "share_broken": own["broken"].mean(),
                "offered_per_seat": own["offered_per_seat"].median(),
                "growth": own["growth"].median(),
                "busiest_too": float(np.mean(agree)) if agree else np.nan,
            }
        )
    return pd.DataFrame(rows)


def busiest_units(runs: pd.DataFrame) -> pd.DataFrame:
    """point, design, busiest: the unit with the highest simulated utilisation."""
    units = runs[(runs["measure"] == "utilisation") & runs["subset"].str.startswith("unit=") & runs["mean"].notna()]
    most = units.loc[units.groupby(["point", "design"], sort=False)["mean"].idxmax()]
    return most[["point", "design"]].assign(busiest=most["subset"].str.removeprefix("unit="))


def by_unit(seats: pd.DataFrame, first: pd.DataFrame, designs: list[str]) -> pd.DataFrame:
    """Over the worlds of each design and unit: how often it breaks first (alone or with others) and is broken, its load
    per seat (median, and where the middle 90 % of worlds lie), its seats."""
    worlds = first.groupby("design")["point"].nunique()
    rows = []
    for (design, unit), own in seats.groupby(["design", "unit"], sort=False):
        load = own["offered_per_seat"].to_numpy()
        low, middle, high = np.quantile(load, [0.05, 0.5, 0.95], method="nearest")
        rows.append(
            {
                "design": design,
                "unit": unit,
                "share_first": own["first"].sum() / worlds[design],
                "share_broken": (load > FULL).sum() / worlds[design],
                "offered_per_seat": middle,
                "low": low,
                "high": high,
                "seats": own["seats"].median(),
            }
        )
    found = pd.DataFrame(rows)
    rank = found["design"].map(designs.index)
    return (
        found.assign(rank=rank)
        .sort_values(["rank", "offered_per_seat"], ascending=[True, False], kind="stable")[list(rows[0])]
        .reset_index(drop=True)
    )


def load_at_which(seats: pd.DataFrame, swept: Swept) -> pd.DataFrame:
    """The company's load at which the first unit breaks, for each design and value of the other factors.

    Columns: design, the other factors, load, unit, method, and the loads it lies between. Empty where the sweep does
    not vary the load.
    """
    others = [name for name in swept.factors if name != LOAD]
    columns = ["design", *others, "load", "unit", "method", "below", "above"]
    if LOAD not in swept.factors:
        return pd.DataFrame(columns=columns)
    table = seats.merge(swept.points, on="point")
    codes = pd.DataFrame({name: factor(name, table[name]).values for name in others}, index=table.index)
    settings = codes.assign(design=table["design"]).apply(tuple, axis=1)
    found = []
    for _, own in table.groupby(settings, sort=False):
        full = own.pivot_table(index=LOAD, columns="unit", values="offered_per_seat", sort=False).sort_index()
        found.append({"design": own["design"].iloc[0], **own[others].iloc[0], **breaking(full)})
    return pd.DataFrame(found, columns=columns)


def breaking(full: pd.DataFrame) -> dict:
    """Where the first unit's load per seat reaches one, from load per seat [company's load, unit]: between two loads
    that were run, else in proportion to the nearest."""
    loads, known = full.index.to_numpy(float), full.to_numpy(float)
    low, high = known[:-1], known[1:]
    crosses = (low < FULL) & (high >= FULL) & np.isfinite(high)
    if crosses.any() and not (known[0] >= FULL).any():
        share = np.divide(FULL - low, high - low, out=np.full(low.shape, np.inf), where=crosses)
        at = np.where(crosses, loads[:-1, None] + share * np.diff(loads)[:, None], np.inf)
        place, unit = np.unravel_index(at.argmin(), at.shape)
        load, method, ends = at[place, unit], BETWEEN, (loads[place], loads[place + 1])
    else:
        over = bool((known[0] >= FULL).any())
        place = 0 if over else len(loads) - 1
        unit = int(np.nanargmax(known[place]))
        load, method = loads[place] / known[place, unit], PROPORTIONAL
        ends = (np.nan, loads[0]) if over else (loads[-1], np.nan)
    return {"load": load, "unit": full.columns[unit], "method": method, "below": ends[0], "above": ends[1]}


def simulated(swept: Swept, designs: list[str]) -> pd.DataFrame:
    """What the runs show beside it, where kept: utilisation (by unit), shares given up and open, with intervals."""
    kept = swept.measures
    kept = kept[kept["measure"].isin(SIMULATED) & kept["design"].isin(designs)]
    of_unit = kept["subset"].str.startswith("unit=") & (kept["measure"] == "utilisation")
    kept = kept[(kept["subset"] == "all") | of_unit]
    if kept.empty:
        return pd.DataFrame(columns=[*LEVEL, "mean", "low", "high", "n"])
    wide = kept.pivot(index=LEVEL, columns="replication", values="value")
    n, mean, variance = paired.moments(wide.to_numpy())
    low, high = paired.interval(n, mean, variance, swept.confidence)
    return wide.index.to_frame(index=False).assign(mean=mean, low=low, high=high, n=n)
