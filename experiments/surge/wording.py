"""The finding in words; every figure is computed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from orgsim.views.words import listed

LONG = 8  # replications of the half year (sweep.yaml)
ASKED = (0.75, 2.0)  # load and surge of the rule
NAMES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub", "team": "team"}
Tables = Mapping[str, pd.DataFrame]


def finding(tables: Tables) -> list[str]:
    """Title, then paragraphs."""
    return [
        title(tables),
        answer(tables),
        *(f"- {part}" for part in parts(tables)),
        table(tables["shocks"]),
        "**What does it.** " + mechanism(tables),
        "**For a strategist.** " + advice(tables),
        "**Limits.** " + limits(),
    ]


def title(tables: Tables) -> str:
    """The finding in a sentence."""
    own = here(tables["shocks"])
    back = [name for name in own.index if recovers(own.loc[name])]
    rest = [name for name in own.index if name not in back]
    said = listed(f"{the(name)} (after {own.loc[name, 'recovery']:.0f} days)" for name in back) if back else "nobody"
    still = f"; {listed(the(name) for name in rest)} are not back within {own['days_seen'].max() - 1:.0f} days"
    return f"After a week of twice the issues at load {ASKED[0]:g} only {said} recovers{still * bool(rest)}"


def the(name: str) -> str:
    """A design in a sentence."""
    return NAMES[name] if NAMES[name].endswith("s") else f"the {NAMES[name]}"


def here(rows: pd.DataFrame, load: float = ASKED[0], surge: float = ASKED[1]) -> pd.DataFrame:
    """The rows of a world, by design."""
    return rows[(rows["load"] == load) & (rows["surge"] == surge)].set_index("design")


def recovers(row: pd.Series) -> bool:
    """Whether a design is back within the days that are seen."""
    return row["recovery"] < row["days_seen"]


def answer(tables: Tables) -> str:
    """Whether the expectation holds by its rule."""
    own, less = here(tables["shocks"]), here(tables["differences"])
    holds = all(less.loc[name, "high"] < 0 for name in ("cco", "hub_and_spoke"))
    lost = listed(
        f"{NAMES[name]} {hours(row.hours_lost, row.hours_lost_low, row.hours_lost_high)}"
        for name, row in own.iterrows()
    )
    gap = listed(
        f"{NAMES[name]} {hours(less.loc[name, 'difference'], less.loc[name, 'low'], less.loc[name, 'high'])}"
        for name in ("cco", "hub_and_spoke")
    )
    return (
        f"By its rule the expectation {'holds' if holds else 'does not hold'} (12 worlds, {own['n'].max():.0f} "
        f"replications). Thousands of hours lost at load {ASKED[0]:g} to a week of {ASKED[1]:g} times the issues, with "
        f"95 % intervals: {lost}; less than the silos by, both intervals together: {gap}.{at_ease(tables['shocks'])}"
    )


def at_ease(shocks: pd.DataFrame) -> str:
    """Who does not come back from the surge of the rule even at the lowest load."""
    low = shocks["load"].min()
    own = here(shocks, low)
    rest = [name for name in own.index if not recovers(own.loc[name])]
    said = listed(the(name) for name in rest)
    return f" Already at load {low:g} {said} {'do' if len(rest) > 1 else 'does'} not come back." if rest else ""


def parts(tables: Tables) -> list[str]:
    """What else was expected."""
    own, calm, hit = here(tables["shocks"]), here(tables["levels"], surge=1.0), here(tables["levels"])
    deep = listed(
        f"{NAMES[name]} {row.depth:.0f} h ({row.depth_low:.0f} to {row.depth_high:.0f})" for name, row in own.iterrows()
    )
    back = listed(f"{NAMES[name]} {days(row)}" for name, row in own.iterrows())
    wait = {name: (calm.loc[name, "own_work_delay"], hit.loc[name, "own_work_delay"]) for name in own.index}
    price = listed(f"{NAMES[name]} {before:.2f} to {after:.2f}" for name, (before, after) in wait.items())
    slack = listed(f"{NAMES[name]} {1 - calm.loc[name, 'utilisation']:.0%}" for name in own.index)
    fall = own.loc["cco", "depth_high"] < min(own.loc[name, "depth_low"] for name in ("siloed", "team"))
    sooner = own.loc["cco", "recovery"] < own.loc["siloed", "recovery"]
    return [
        f"*Who puts customers first falls less*: {yes(fall)}. Depth: {deep}.",
        f"*... and recovers sooner*: {yes(sooner)}. Back to within a tenth of the calm latency: {back}.",
        "*... at the price of own work*: "
        f"{yes(wait['cco'][1] > 2 * wait['cco'][0])}. Working hours that own work "
        f"waits until it is begun, calm and with the surge, mean over the ten weeks: {price}. {left_lying(tables)}",
        f"*The hub has more slack*: {yes(calm['utilisation'].idxmin() == 'hub_and_spoke')}. Share of time idle in the "
        f"calm world: {slack}.",
        higher(tables["shocks"]),
    ]


def left_lying(tables: Tables) -> str:
    """What of own work was not begun, which its delay does not count."""
    load, surge = ASKED
    lying = tables["own_work"].set_index(["load", "surge", "design"])["not_begun"]
    top = tables["levels"]["load"].max()
    delays = [here(tables["levels"], top, each).loc["cco", "own_work_delay"] for each in (1.0, surge)]
    return (
        "That is of what was begun; with the surge the officer's departments did not begin "
        f"{lying[load, surge, 'cco']:.0%} of their own work (calm {lying[load, 1.0, 'cco']:.0%}). So the mean may even "
        f"fall where more is left lying: at load {top:g} from {delays[0]:.1f} to {delays[1]:.1f} h, while what is not "
        f"begun rises from {lying[top, 1.0, 'cco']:.0%} to {lying[top, surge, 'cco']:.0%}."
    )


def higher(shocks: pd.DataFrame) -> str:
    """What a higher load does to recovery from the surge of the rule, between the two loads all designs bear."""
    low, high = sorted(shocks["load"].unique())[:2]
    quiet, busy = here(shocks, low), here(shocks, high)
    told = [name for name in quiet.index if recovers(quiet.loc[name])]
    more = [n for n in told if busy.loc[n, "recovery"] * low > quiet.loc[n, "recovery"] * high]
    rest = listed(NAMES[name] for name in quiet.index if name not in told)
    said = "; ".join(f"{NAMES[n]} {days(quiet.loc[n])} at load {low:g}, {days(busy.loc[n])} at {high:g}" for n in told)
    chance = here(shocks, high, 1.5).loc["cco", "back"]
    return (
        f"*The higher the load, the longer the recovery, beyond proportion*: {yes(len(more) == len(told))} for the "
        f"{len(told)} designs of which it can be told: {said}. (Not back at either load: {rest}. At the highest load "
        "all but the hub have broken down before the surge: what has nothing left to lose has a small excess there, "
        f"which is no strength. At load {high:g} and 1.5 times the issues chance decides for the officer: "
        f"{chance:.0%} of replications are near the calm latency in the last week.)"
    )


def table(shocks: pd.DataFrame) -> str:
    """Calm latency, depth and recovery of every world."""
    names = list(dict.fromkeys(shocks["design"]))
    lines = ["| load | surge | " + " | ".join(NAMES[name] for name in names) + " |", "|--:|--:|" + "---|" * len(names)]
    for (load, surge), rows in shocks.groupby(["load", "surge"]):
        own = rows.set_index("design")
        cells = [f"{own.loc[n, 'calm_latency']:.0f} h; +{own.loc[n, 'depth']:.0f} h; {days(own.loc[n])}" for n in names]
        lines.append(f"| {load:g} | {surge:g} | " + " | ".join(cells) + " |")
    return "Calm latency; depth; recovery:\n\n" + "\n".join(lines)


def mechanism(tables: Tables) -> str:
    """Why some do not come back, by the controls."""
    calm, hit = here(tables["levels"], surge=1.0), here(tables["levels"])
    contacts = listed(f"{NAMES[n]} {calm.loc[n, 'contacts']:.2f} to {hit.loc[n, 'contacts']:.2f}" for n in calm.index)
    off = tables["switched"].set_index("design")
    last = tables["long_days"].set_index("design").filter(like="day_").iloc[:, -7:].mean(axis=1)
    weeks = (tables["long_days"].filter(like="day_").shape[1] - 21) // 7
    kept = listed(f"{last[n]:.0f} h ({NAMES[n]})" for n in last.index)
    return (
        "Overload keeps itself up. Who waits too long comes back on another channel while the first case still lies "
        "in a queue, so issues make more work the worse they are served (contacts for an issue, calm and with the "
        f"surge, means of ten weeks: {contacts}). {nobody_again(tables)} With people who try again it is no slow "
        f"recovery but none: in week {weeks} after the surge the excess of a day is still {kept} ({LONG} "
        "replications). What saves the hub is its record (joining a second contact to the open case and saved reading "
        "together: they were not told apart); what helps the officer is that customers come before own work. Without "
        f"the record the hub loses {thousands(off.loc['hub_and_spoke'])}, with functions first the officer "
        f"{thousands(off.loc['cco'])}, the silos {thousands(off.loc['siloed'])} thousand hours in the same worlds "
        f"({off['n'].max():.0f} replications)."
    )


def nobody_again(tables: Tables) -> str:
    """What becomes of the surge where nobody tries again."""
    calm, once = here(tables["levels"], surge=1.0), tables["once"].set_index("design")
    still = tables["once_levels"][tables["once_levels"]["surge"] == 1].set_index("design")
    sure = [name for name in once.index if once.loc[name, "back"] == 1]
    some = [name for name in once.index if name not in sure]
    n = once["n"].max()
    part = listed(f"{the(name)} in {once.loc[name, 'back'] * n:.0f} of {n:.0f} replications" for name in some)
    over = "; ".join(f"{NAMES[name]} {days(row)}" for name, row in once.iterrows())
    slow = once["calm_latency"].idxmax()
    rest = once["calm_latency"].drop(slow)
    return (
        "Where nobody tries again, at a load at which people are as busy in the calm world (silos "
        f"{still.loc['siloed', 'utilisation']:.0%}, otherwise {calm.loc['siloed', 'utilisation']:.0%}; hub "
        f"{still.loc['hub_and_spoke', 'utilisation']:.0%}, otherwise {calm.loc['hub_and_spoke', 'utilisation']:.0%}), "
        f"{listed(the(name) for name in sure)} come back from the same surge in all of {n:.0f} replications"
        f"{f', {part}' * bool(some)}: {over}. Calm latency is another there: {NAMES[slow]} take "
        f"{once.loc[slow, 'calm_latency']:.0f} h, the others {rest.min():.0f} to {rest.max():.0f} h, so the tenth "
        f"within which {NAMES[slow]} count as back is {once.loc[slow, 'calm_latency'] / 10:.0f} h."
    )


def advice(tables: Tables) -> str:
    """What it means."""
    own, off = here(tables["shocks"]), tables["switched"].set_index("design")
    hubs = tables["shocks"][(tables["shocks"]["design"] == "hub_and_spoke") & (tables["shocks"]["surge"] == ASKED[1])]
    top = hubs.sort_values("load").iloc[-1]
    return (
        "A bad week can stay. A company that runs well at its usual load may have a second, lasting state, in "
        "which everybody asks twice; ask what a busy week would start, not only what a usual one costs. A shared "
        "record, so that a second contact makes no second case, is worth more here than a change of whose work comes "
        f"first: at load {ASKED[0]:g} the hub loses {thousands(off.loc['hub_and_spoke'])} thousand hours without its "
        f"record and {thousands(own.loc['hub_and_spoke'])} with it. It is no insurance against everything: at load "
        f"{top['load']:g} {back(top)}."
    )


def back(row: pd.Series) -> str:
    """Whether the hub is back, in a sentence."""
    seen = f"the hub is not back within {row['days_seen'] - 1:.0f} days"
    return f"the hub is back after {days(row)}" if recovers(row) else seen


def limits() -> str:
    """What it does not say."""
    return (
        "Nobody staffs for the surge, shuts a channel, clears a queue or calls customers back; any of these may end "
        "an overload that keeps itself up. Customers do not learn to stay away. How many try again (60 %, up to 50 "
        "times) is assumed, and so is that what was written stays in the queue when its sender gives up. Where nobody "
        "tries again, nobody tells a unit that it was wrong either, so calm latency is another there. People meet "
        "daily and cases are never called overdue. Excess counts at most a week for an issue, so depth has "
        "a ceiling; and where a surge hardly shows, the largest of many days is chance, so depth there is too large, "
        "and its interval more so. After the surge the same people's issues come sooner than in the calm world, so a "
        "day's issues are not the same ones."
    )


def days(row: pd.Series) -> str:
    """Recovery in words."""
    if not recovers(row):
        return f"not within {row['days_seen'] - 1:.0f} d"
    if row["recovery_low"] == row["recovery_high"]:
        return f"{row['recovery']:.0f} d"
    seen = row["days_seen"] - 1
    high = f"{row['recovery_high']:.0f}" if row["recovery_high"] <= seen else f"over {seen:.0f}"
    return f"{row['recovery']:.0f} d ({row['recovery_low']:.0f} to {high})"


def hours(value: float, low: float, high: float) -> str:
    """Thousands of hours with their interval."""
    return f"{value / 1000:,.0f} ({low / 1000:,.0f} to {high / 1000:,.0f})".replace("-", "−")


def thousands(row: pd.Series) -> str:
    """Thousands of hours lost."""
    return f"{row['hours_lost'] / 1000:,.0f}"


def yes(holds: bool) -> str:
    """In a word."""
    return "yes" if holds else "no"
