"""A balanced scorecard: each design's measures in four perspectives, against targets, by their intervals.

A target is what the user gives; else, for the time to the first answer, the channels' norms; else what one design (the
first) does as it is. A target is **met** if the whole interval of the mean difference from it lies on its good side
(or on it), **not met** if the whole of it lies on the bad side, and **unclear** otherwise. Differences from a design as
it is are paired, replication by replication. Intervals are Student's (``comparison.paired``), each by itself: of
many verdicts a few are wrong by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.card import TARGETED, Item, items, unit, values
from orgsim.answers.cube import over_points
from orgsim.comparison import paired
from orgsim.comparison.margins import LOWER, NEITHER
from orgsim.comparison.store import kind_of
from orgsim.config.scorecard import NO_DESIGN, Scorecard
from orgsim.config.space import GRID, LIST, PAIRS
from orgsim.errors import InputError
from orgsim.sweep.series import SERIES
from orgsim.sweep.swept import Swept

MET, NOT_MET, UNCLEAR, ITSELF, NO_TARGET = "met", "not met", "unclear", "as it is", ""
GIVEN, NORMS = "given", "channel norms"
TARGET = "target of the scorecard"  # a column beside the designs'; no design's name
MOVES = {"a better": "better", "b better": "worse", "a higher": "higher", "a lower": "lower"}


def scorecard(swept: Swept, scorecard: Scorecard | None = None) -> Answer:
    """The scorecard of a run, comparison or sweep; of several points over all of them, at each, and their journey.

    Tables: ``scorecard``, a row per measure, a design's columns its mean, low, high and verdict; ``estimates``, the
    same a row per design, with gap, gap_low, gap_high (mean difference from the target); of several points
    ``by_point`` (as ``estimates``), ``met`` (at how many points each target is met), and where the points are in an
    order ``journey`` (how each measure changed from the first point to the last). Raises InputError.
    """
    asked = scorecard or Scorecard()
    there, missing = items(swept)
    reference = design_as_it_is(swept, asked)
    check_targets(asked, there, missing)
    frames = {item: with_target(swept, item, asked, reference) for item in there}
    whole = estimates(swept, frames, reference, everywhere)
    tables = {"scorecard": side_by_side(whole, swept.designs), "estimates": whole}
    points = swept.points["point"][~swept.points["point"].isin(swept.failed["point"])]
    found = {"designs": swept.designs, "confidence": swept.confidence, "reference": reference, "journey": False}
    found |= {"points": len(points), "missing": tuple(each.key for each in missing), "factors": tuple(swept.factors)}
    if len(points) > 1:
        tables["by_point"] = estimates(swept, frames, reference, at_each).merge(swept.points, on="point", how="left")
        tables["met"] = how_often(tables["by_point"])
        found["journey"] = in_an_order(swept)
        if found["journey"]:
            tables["journey"] = journey(swept, frames, points.iloc[0], points.iloc[-1])
            found["stages"] = [stage(swept, point) for point in points]
    return Answer(tables, found)


def design_as_it_is(swept: Swept, asked: Scorecard) -> str | None:
    """The design whose own values are targets, if any is."""
    name = asked.as_it_is
    if name == NO_DESIGN or (name is None and len(swept.designs) < 2):
        return None
    if name is not None and name not in swept.designs:
        raise InputError("scorecard.as_it_is", name, [*swept.designs, NO_DESIGN])
    return name or swept.designs[0]


def check_targets(asked: Scorecard, there: list[Item], missing: list[Item]) -> None:
    """No target is given for what is not there; raises InputError."""
    for item in missing:
        if item.name in TARGETED and getattr(asked.targets, item.name) is not None:
            known = [each.name for each in there if each.name in TARGETED]
            value = getattr(asked.targets, item.name)
            allowed = f"a target of what this folder has kept: {', '.join(known)} (a sweep: keep=['{item.key}'])"
            raise InputError(f"scorecard.targets.{item.name}", value, allowed)


def with_target(swept: Swept, item: Item, asked: Scorecard, reference: str | None) -> tuple[pd.DataFrame, str]:
    """An item's values [(point, replication), design], its target in a column beside them, and where that is from."""
    wide = values(swept, item)
    given = getattr(asked.targets, item.name, None)
    norm = mean_norm(swept) if asked.norms and item.name == "first_answer" else None
    if given is not None:
        return wide.assign(**{TARGET: float(given)}), GIVEN
    if norm is not None:
        return wide.assign(**{TARGET: norm}), NORMS
    if reference is None or item.better == NEITHER:
        return wide.assign(**{TARGET: np.nan}), NO_TARGET
    return wide.assign(**{TARGET: wide[reference]}), reference


def mean_norm(swept: Swept) -> float | None:
    """Hours within which an answer counts as quick, averaged over channels by their shares; None where they vary."""
    channels = swept.configuration.get("channels")
    if not channels or any(factor.split(".")[0] == "channels" for factor in swept.factors):
        return None
    shares = [channel["share"] for channel in channels.values()]
    return float(np.average([channel["norm_hours"] for channel in channels.values()], weights=shares))


def everywhere(wide: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The mean over all points within each replication."""
    targetless = wide[TARGET].isna().all()
    means, _ = over_points(wide.drop(columns=TARGET) if targetless else wide)
    yield "all", means.assign(**{TARGET: np.nan}) if targetless else means


def at_each(wide: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each point by itself."""
    for point, rows in wide.groupby(level="point", sort=False):
        yield point, rows.droplevel("point")


def estimates(
    swept: Swept, frames: Mapping[Item, tuple[pd.DataFrame, str]], reference: str | None, each
) -> pd.DataFrame:
    """A row per item, design and point (or all of them): mean, interval, target, gap, verdict."""
    rows = []
    for item, (wide, source) in frames.items():
        label = {"perspective": item.perspective, "measure": item.name, "when": item.when, "better": item.better}
        label |= {"title": item.title, "unit": unit(swept, item), "source": source}
        for point, found in each(wide):
            for design in swept.designs:
                own = against(found[design], found[TARGET], swept.confidence)
                said = verdict(item.better, own["gap_low"], own["gap_high"])
                said = NO_TARGET if source == NO_TARGET else ITSELF if design == source else said
                rows.append({"point": point, **label, "design": design, **own, "verdict": said})
    return pd.DataFrame(rows)


def against(found: pd.Series, target: pd.Series, confidence: float) -> dict[str, Any]:
    """Mean and interval of a design's values, of its target the mean, and of the differences from it."""
    value, aim = found.to_numpy(float), target.to_numpy(float)
    n, mean, variance = paired.moments(np.array([value, value - aim]))
    low, high = paired.interval(n, mean, variance, confidence)
    if (np.isfinite(value) & ~np.isfinite(aim)).any() or (~np.isfinite(value) & np.isfinite(aim)).any():
        low[1] = high[1] = np.nan  # which replications are left hangs on the outcome (see comparison.paired)
    known = aim[np.isfinite(aim)]
    return {
        "mean": mean[0], "low": low[0], "high": high[0], "n": int(n[0]),
        "target": known.mean() if len(known) else np.nan,
        "gap": mean[1], "gap_low": low[1], "gap_high": high[1],
    }  # fmt: skip


def verdict(better: str, low: float, high: float) -> str:
    """Whether a target is met, by the interval of the difference from it."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return UNCLEAR
    nearest, farthest = (low, high) if better == LOWER else (-high, -low)
    return MET if farthest <= 0 else NOT_MET if nearest > 0 else UNCLEAR


def side_by_side(found: pd.DataFrame, designs: tuple[str, ...]) -> pd.DataFrame:
    """A row per measure with the designs beside one another."""
    first = found.drop_duplicates("measure").set_index("measure")
    table = first[["perspective", "when", "unit", "target", "source"]]
    for design in designs:
        own = found[found["design"] == design].set_index("measure")
        names = {"mean": design, "low": f"{design}_low", "high": f"{design}_high", "verdict": f"{design}_verdict"}
        table = table.join(own[list(names)].rename(columns=names))
    return table.reset_index()[["perspective", "measure", *table.columns.drop("perspective")]]


def how_often(by_point: pd.DataFrame) -> pd.DataFrame:
    """At how many points each target is met, not met, unclear."""
    judged = by_point[by_point["verdict"].isin([MET, NOT_MET, UNCLEAR])]
    keys = ["perspective", "measure", "when", "title", "design"]
    counts = judged.groupby(keys, sort=False)["verdict"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=[MET, NOT_MET, UNCLEAR], fill_value=0)
    return counts.assign(points=counts.sum(axis=1)).rename_axis(columns=None).reset_index()


def in_an_order(swept: Swept) -> bool:
    """Whether the points are stages of a journey: comparisons in a row, a list, or the values of a single key."""
    if swept.folder is not None and kind_of(swept.folder) == "fit":
        return False  # a star and draws of uncertain worlds
    kind = swept.configuration.get("space", {}).get("kind", GRID)
    return kind in (SERIES, LIST, PAIRS) or (kind == GRID and len(swept.factors) == 1)


def stage(swept: Swept, point: str) -> str:
    """What a stage is called: its key's value where only one varies, else its point's name."""
    if len(swept.factors) != 1:
        return str(point)
    value = swept.points.set_index("point").at[point, swept.factors[0]]
    return f"{value:g}" if isinstance(value, int | float | np.number) else str(value)


def journey(swept: Swept, frames: Mapping[Item, tuple[pd.DataFrame, str]], first: str, last: str) -> pd.DataFrame:
    """The change of each item from the first point to the last, by design, paired by replication, and its verdict."""
    rows = []
    for item, (wide, _) in frames.items():
        at = [wide[list(swept.designs)].xs(point, level="point").T for point in (last, first)]
        for own in at:
            own.index = pd.MultiIndex.from_product([[item.measure], own.index], names=["measure", "design"])
        found = pd.DataFrame(paired.differences(*at, swept.confidence)).rename(columns={"difference": "change"})
        label = {"perspective": item.perspective, "measure": item.name, "when": item.when, "title": item.title}
        label |= {"unit": unit(swept, item), "design": list(swept.designs), "first": first, "last": last}
        means = {"mean_first": at[1].mean(axis=1).to_numpy(), "mean_last": at[0].mean(axis=1).to_numpy()}
        moved = found["verdict"].replace(MOVES)
        kept = found[["change", "low", "high", "n", "margin"]]
        rows.append(kept.assign(**label, **means, verdict=moved)[[*label, *means, *kept.columns, "verdict"]])
    return pd.concat(rows, ignore_index=True)
