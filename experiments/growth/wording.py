"""The finding in words; every figure is computed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from patterns import HUBS

from orgsim.comparison import paired
from orgsim.comparison.margins import margin
from orgsim.sweep.swept import Swept
from orgsim.views.words import listed, number, plain, with_interval

LARGE = 12  # departments from which everyone with everyone was not expected to win
FALL = (3, 12)  # departments between which the hub's voice was not expected to fall
MARGIN = margin("voice", 1, 1)
Tables = Mapping[str, pd.DataFrame]


def finding(swept: Swept, tables: Tables) -> list[str]:
    """Title, then paragraphs."""
    return [
        title(tables),
        *expectation(swept, tables),
        "**What does it.** " + mechanism(tables),
        "**What meetings cost.** " + coordination(tables),
        "**For a strategist.** " + advice(tables),
        "**Limits.** " + LIMITS,
    ]


LIMITS = (
    "Departments are alike, nobody keeps a record, every department answers any topic at its own door, and every door "
    "is as the web is: nobody hangs up. Set-up minutes are equal as planned; a meeting that is called while the last "
    "one of its line is still waiting for somebody to be free is left out, and what there is to tell takes minutes "
    "beside. With 3 departments ring and everyone with everyone are the same pattern but for the order of meetings, "
    "and three hubs are one for each department. Nothing costs more where more people meet at once: all lines are of "
    "two units. Where customers never find out, they also make no work by coming back."
)


def title(tables: Tables) -> str:
    """The finding in a sentence."""
    sizes = sorted(tables["levels"]["departments"].unique())
    winners = {size: winner(tables, size) for size in sizes}
    won = [f"{plain(name)} at {size}" for size, name in winners.items() if name]
    who = f"only {listed(won)} wins" if won else f"no pattern of sharing wins by the margin of {MARGIN:g}"
    change = overtaking(tables)
    after = f"; the hub overtakes everyone with everyone between {change[0]} and {change[1]}" if change else ""
    return f"From {sizes[0]} to {sizes[-1]} departments {who}{after}"


def overtaking(tables: Tables) -> tuple[int, int] | None:
    """Neighbouring sizes at which everyone with everyone has more voice than the hub, and then less."""
    sizes = sorted(tables["levels"]["departments"].unique())
    for before, after in zip(sizes, sizes[1:]):
        if one(tables, "everyone", "hub", before)[1] > 0 and one(tables, "everyone", "hub", after)[2] < 0:
            return before, after
    return None


def winner(tables: Tables, size: int) -> str | None:
    """The pattern whose voice is beyond the margin above every other's at a size."""
    own = tables["pairs"]
    own = own[(own["departments"] == size) & (own["measure"] == "voice") & own["beyond_margin"]]
    above = [row.design_a if row.difference > 0 else row.design_b for row in own.itertuples()]
    rivals = tables["levels"]["design"].nunique() - 1
    return next((name for name in set(above) if above.count(name) == rivals), None)


def expectation(swept: Swept, tables: Tables) -> list[str]:
    """Whether it holds, part by part."""
    sizes = sorted(tables["levels"]["departments"].unique())
    large = [size for size in sizes if size >= LARGE]
    wins = [size for size in large if winner(tables, size) == "everyone"]
    drop, low, high = fall(swept)
    slip = at(tables["still"], "hub", FALL[0]) - at(tables["still"], "hub", FALL[1])
    holds = not wins and high < MARGIN
    reps = int(tables["levels"]["n"].max())
    return [
        f"The expectation {'holds' if holds else 'does not hold'} ({len(sizes)} sizes, {reps} replications; intervals "
        "95 %, of a size's six pairs of patterns together).",
        f"- *Everyone with everyone does not win at {LARGE} or more*: {yes(not wins)}. But nor does it lose by the "
        f"margin: its V less the hub's is {sizes_of(tables, 'everyone', 'hub')}.",
        f"- *The hub's V falls by less than {MARGIN:g} from {FALL[0]} to {FALL[1]} departments*: "
        f"{yes(high < MARGIN)}; it falls by {with_interval(drop, low, high, '', 3)}. Of this {slip:.3f} "
        "is there where nothing changes and there is nothing to share: answers to other departments' topics slip more "
        "often, and of what comes to a door a department's own topics become an ever smaller part.",
        f"- *Three hubs overtake the hub at some size*: {yes(any(overtakes(tables, size) for size in sizes))}; their V "
        f"less the hub's is {sizes_of(tables, 'three_hubs', 'hub')}.",
        f"- *A ring loses from the start*: {yes(loses(tables, sizes[1]))}; its V less the hub's is "
        f"{sizes_of(tables, 'ring', 'hub')}.",
    ]


def mechanism(tables: Tables) -> str:
    """What moves the voice, by the controls."""
    sizes = sorted(tables["levels"]["departments"].unique())
    first, last = sizes[0], sizes[-1]
    names = list(dict.fromkeys(tables["levels"]["design"]))
    still = tables["still"][tables["still"]["measure"] == "voice"].groupby("departments")["mean"]
    apart = float((still.max() - still.min()).max())
    taught, untaught = ({name: at(tables[of], name, last) for name in names} for of in ("levels", "untaught"))
    idle = tables["idle"][(tables["idle"]["measure"] == "voice") & (tables["idle"]["departments"] == first)]
    three = idle[idle["design_a"] == "three_hubs"].iloc[0]
    gap = at(tables["levels"], "everyone", first) - at(tables["levels"], "three_hubs", first)
    lone = (at(tables["untaught"], name, size) for name in ("hub", "everyone") for size in (FALL[0], FALL[1], last))
    hub, hub_large, hub_last, all_small, all_large, all_last = lone
    order = listed(f"{plain(name)} {untaught[name]:.3f}" for name in sorted(untaught, key=untaught.get))
    spare = {
        size: tables["idle"].query("measure == 'voice' and departments == @size").set_index("design_a")
        for size in (first, last)
    }
    return (
        f"*Customers.* With nothing to share all patterns have {'exactly ' * (apart == 0)}the same V. With news they "
        f"differ by little, because customers who find an answer wrong teach the unit that gave it: at {last} "
        f"departments V lies between {min(taught.values()):.3f} and {max(taught.values()):.3f}. Where customers never "
        f"find out, so that units learn at meetings only, it is {order}; there the hub's V goes from {hub:.3f} at "
        f"{FALL[0]} to {hub_large:.3f} at {FALL[1]} and {hub_last:.3f} at {last} departments, that of everyone with "
        f"everyone from {all_small:.3f} to {all_large:.3f} and {all_last:.3f}. What was expected of hub and of "
        "everyone with everyone is right of what meetings do; customers do the rest. *People.* Heads are equal, so "
        f"who sits in a hub is missing in the departments. At {first} departments three hubs make "
        f"{at(tables['levels'], 'three_hubs', first, 'gave_up'):.0%} of customers give up (everyone with everyone "
        f"{at(tables['levels'], 'everyone', first, 'gave_up'):.0%}), and their V is {gap:.3f} lower; everyone with "
        f"everyone with {HUBS} people idle has V {three['mean_b']:.3f}, three hubs {three['mean_a']:.3f} in the same "
        f"worlds. With one person idle beside it, everyone with everyone is no longer ahead of the hub at {first} (V "
        f"of the hub less: {number(spare[first].loc['hub', 'difference'], 3, signed=True)}) and further behind at "
        f"{last} ({number(spare[last].loc['hub', 'difference'], 3, signed=True)})."
    )


def coordination(tables: Tables) -> str:
    """Minutes, and who is busy."""
    sizes = sorted(tables["levels"]["departments"].unique())
    names = list(dict.fromkeys(tables["levels"]["design"]))
    measure = "coordination_minutes_per_person"
    said = [
        f"{plain(name)} {at(tables['levels'], name, sizes[0], measure):.1f} to "
        f"{at(tables['levels'], name, sizes[-1], measure):.1f}"
        for name in names
    ]
    late = [
        f"{plain(name)} {at(tables['levels'], name, sizes[0], 'response_latency'):.1f} to "
        f"{at(tables['levels'], name, sizes[-1], 'response_latency'):.1f} h"
        for name in names
    ]
    hub = tables["hubs"][tables["hubs"]["design"] == "hub"].sort_values("departments")
    busy = listed(
        f"{row.offered_load:.2f} of {row.seats} {'person' if row.seats == 1 else 'people'} at {row.departments}"
        for row in hub.itertuples()
    )
    return (
        f"Minutes a week and person from {sizes[0]} to {sizes[-1]} departments: {listed(said)}: equal set-up minutes "
        f"are not equal minutes, as more departments have more to tell each other. Latency: {listed(late)}. The hub "
        f"itself needs {busy}: not too busy to meet up to there, and not far from it at the end."
    )


def advice(tables: Tables) -> str:
    """What it means."""
    sizes = sorted(tables["levels"]["departments"].unique())
    first, last = sizes[0], sizes[-1]
    lost = at(tables["levels"], "hub", first) - at(tables["levels"], "hub", last)
    slips = at(tables["still"], "hub", first) - at(tables["still"], "hub", last)
    return (
        f"Which units meet decides little from {first} to {last} departments, as long as they spend the same minutes "
        "and customers complain; where customers do not tell you, or you do not listen, choose a hub once there are "
        f"more than {LARGE} departments. Growth itself costs more than any pattern saves: with a hub V falls by "
        f"{lost:.3f}, of which {slips:.3f} would be lost with nothing to share, as every door is asked ever more "
        "about what is not its own. And do not staff hubs before they have work: the people they take are missed at "
        "once."
    )


def at(levels: pd.DataFrame, design: str, size: int, measure: str = "voice") -> float:
    """A mean."""
    own = levels[(levels["design"] == design) & (levels["departments"] == size) & (levels["measure"] == measure)]
    return float(own["mean"].iloc[0])


def one(tables: Tables, a: str, b: str, size: int) -> tuple[float, float, float]:
    """The voice of a less that of b with its interval."""
    own = tables["pairs"][(tables["pairs"]["departments"] == size) & (tables["pairs"]["measure"] == "voice")]
    row = own[own["design_a"].isin((a, b)) & own["design_b"].isin((a, b))].iloc[0]
    if row["design_a"] == a:
        return row["difference"], row["low"], row["high"]
    return -row["difference"], -row["high"], -row["low"]


def sizes_of(tables: Tables, a: str, b: str) -> str:
    """The voice of a less that of b at every size, in words."""
    said = []
    for size in sorted(tables["levels"]["departments"].unique()):
        difference, low, high = one(tables, a, b, size)
        said.append(f"{number(difference, 3, signed=True)} ({number(low, 3)} to {number(high, 3)}) at {size}")
    return listed(said)


def overtakes(tables: Tables, size: int) -> bool:
    """Whether three hubs have more voice than one."""
    return one(tables, "three_hubs", "hub", size)[1] > 0


def loses(tables: Tables, size: int) -> bool:
    """Whether a ring is beyond the margin below the hub."""
    return one(tables, "ring", "hub", size)[2] < -MARGIN


def fall(swept: Swept) -> tuple[float, float, float]:
    """By how much the hub's voice falls between two sizes, with its interval; replications are the same draws."""
    wide = swept.values("voice")["hub"].unstack("replication")
    drops = (wide.loc[str(FALL[0])] - wide.loc[str(FALL[1])]).to_numpy()[None, :]
    n, mean, variance = paired.moments(drops)
    low, high = paired.interval(n, mean, variance, swept.confidence)
    return float(mean[0]), float(low[0]), float(high[0])


def yes(holds: bool) -> str:
    """In a word."""
    return "yes" if holds else "no"
