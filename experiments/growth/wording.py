"""The finding in words; every figure is computed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from patterns import HUBS
from reading import table

from orgsim.comparison import paired
from orgsim.comparison.margins import margin
from orgsim.sweep.swept import Swept
from orgsim.views.words import listed, number, plain, with_interval

LARGE = 12  # departments from which everyone with everyone was not expected to win
FALL = (3, 12)  # departments between which the hub's voice was not expected to fall
PER_PERSON = "coordination_minutes_per_person"
MARGIN = margin("voice", 1, 1)
Tables = Mapping[str, pd.DataFrame]


def finding(swept: Swept, tables: Tables) -> list[str]:
    """Title, then paragraphs."""
    return [
        title(tables),
        *expectation(swept, tables),
        by_size(tables),
        "**What does it.** " + customers(tables),
        untaught(tables),
        people(tables),
        "**What meetings cost.** " + coordination(tables),
        spent(tables),
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
    return f"From {sizes[0]} to {sizes[-1]} departments {who} while customers complain{alone_ahead(tables)}"


def alone_ahead(tables: Tables) -> str:
    """From which size a hub leads everyone with everyone where customers never find out, and by how much."""
    sizes = sorted(tables["levels"]["departments"].unique())
    lead = {size: one(tables, "hub", "everyone", size, "untaught_pairs") for size in sizes}
    sure = [size for size in sizes if all(lead[later][1] > 0 for later in sizes if later >= size)]
    if not sure:
        return ""
    clear = [size for size in sure if lead[size][1] > MARGIN]
    beyond = f", by more than the margin from {clear[0]} ({lead[clear[0]][0]:.2f})" if clear else ""
    return (
        f"; where they never find out what was wrong, a hub is ahead of everyone with everyone from {sure[0]} "
        f"({lead[sure[0]][0]:.2f}){beyond}"
    )


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
        "95 %, of a size's six pairs of patterns together). V is one right voice: the share of pairs of answers to the "
        "same question that are the same and right.",
        f"- *Everyone with everyone does not win at {LARGE} or more*: {yes(not wins)}. But nor does it lose by the "
        f"margin{turns(tables)}.",
        f"- *The hub's V falls by less than {MARGIN:g} from {FALL[0]} to {FALL[1]} departments*: "
        f"{yes(high < MARGIN)}; it falls by {with_interval(drop, low, high, '', 3)}. Of this {slip:.3f} "
        "is there where nothing changes and there is nothing to share: answers to other departments' topics slip more "
        "often, and of what comes to a door a department's own topics become an ever smaller part.",
        f"- *Three hubs overtake the hub at some size*: {yes(any(overtakes(tables, size) for size in sizes))}.",
        f"- *A ring loses from the start*: {yes(loses(tables, sizes[1]))}.",
    ]


def turns(tables: Tables) -> str:
    """Where the hub overtakes everyone with everyone."""
    change = overtaking(tables)
    return f"; the hub overtakes it between {change[0]} and {change[1]} departments" if change else ""


def by_size(tables: Tables) -> str:
    """Voice of the patterns less that of the hub, by size."""
    sizes = sorted(tables["levels"]["departments"].unique())
    rivals = [name for name in dict.fromkeys(tables["levels"]["design"]) if name != "hub"]
    rows = [
        [f"{size}", f"{at(tables['levels'], 'hub', size):.3f}", *(gap(tables, name, "hub", size) for name in rivals)]
        for size in sizes
    ]
    return table(["departments", "V of the hub", *(f"{plain(name)} less the hub" for name in rivals)], rows)


def customers(tables: Tables) -> str:
    """What customers do, by the controls."""
    last = tables["levels"]["departments"].max()
    names = list(dict.fromkeys(tables["levels"]["design"]))
    still = tables["still"][tables["still"]["measure"] == "voice"].groupby("departments")["mean"]
    apart = float((still.max() - still.min()).max())
    taught = [at(tables["levels"], name, last) for name in names]
    return (
        f"*Customers.* With nothing to share all patterns have {'exactly ' * (apart == 0)}the same V. With news they "
        f"differ by little, because customers who find an answer wrong teach the unit that gave it: at {last} "
        f"departments V lies between {min(taught):.3f} and {max(taught):.3f}. Where customers never find out, units "
        f"learn at meetings only. Then V is ({tables['untaught']['n'].max()} replications; 95 %, the last column "
        "paired and for the six pairs of a size together):"
    )


def untaught(tables: Tables) -> str:
    """Voice by size where customers never find out."""
    own = tables["untaught"][tables["untaught"]["measure"] == "voice"].set_index(["design", "departments"])
    sizes = sorted(tables["levels"]["departments"].unique())
    names = list(dict.fromkeys(tables["levels"]["design"]))
    rows = []
    for size in sizes:
        cells = [own.loc[name, size] for name in names]
        said = [with_interval(cell["mean"], cell["low"], cell["high"], "", 3) for cell in cells]
        rows.append([f"{size}", *said, gap(tables, "hub", "everyone", size, "untaught_pairs")])
    return table(["departments", *(plain(name) for name in names), "hub less everyone"], rows)


def people(tables: Tables) -> str:
    """What the people in hubs are missed for."""
    sizes = sorted(tables["levels"]["departments"].unique())
    first, last = sizes[0], sizes[-1]
    idle = tables["idle"][tables["idle"]["measure"] == "voice"].set_index(["design_a", "departments"])
    three, few, many = idle.loc["three_hubs", first], idle.loc["hub", first], idle.loc["hub", last]
    lower = at(tables["levels"], "everyone", first) - at(tables["levels"], "three_hubs", first)
    said = [
        f"{number(row['difference'], 3, signed=True)} ({number(row['low'], 3)} to {number(row['high'], 3)})"
        for row in (few, many)
    ]
    return (
        "What was expected of hub and of everyone with everyone is right of what meetings do; customers do the rest. "
        "*People.* Heads are equal, so who sits in a hub is missing in the departments. At "
        f"{first} departments {at(tables['levels'], 'three_hubs', first, 'gave_up'):.0%} of issues are given up under "
        f"three hubs ({at(tables['levels'], 'everyone', first, 'gave_up'):.0%} under everyone with everyone), and "
        f"their V is {lower:.3f} lower; everyone with everyone with {HUBS} people idle has V {three['mean_b']:.3f}, "
        f"three hubs {three['mean_a']:.3f} in the same worlds ({three['n']:.0f} replications). With one person idle "
        f"beside it, everyone with everyone is no longer ahead of the hub at {first} (V of the hub less: {said[0]}) "
        f"and further behind at {last} ({said[1]})."
    )


def coordination(tables: Tables) -> str:
    """Minutes, and who is busy."""
    sizes = sorted(tables["levels"]["departments"].unique())
    most = max(at(tables["levels"], name, sizes[-1], PER_PERSON) for name in set(tables["levels"]["design"]))
    hub = tables["hubs"][tables["hubs"]["design"] == "hub"].set_index("departments")["offered_per_seat"]
    least = min(at(tables["levels"], name, sizes[0], PER_PERSON) for name in set(tables["levels"]["design"]))
    return (
        "Equal set-up minutes are not equal minutes, as more departments have more to tell each other: a person "
        f"spends {least:.0f} minutes a week at the least with {sizes[0]} departments, and {most:.0f} at the most with "
        f"{sizes[-1]}. The hub of one person is not too busy to meet: {hub[sizes[0]]:.2f} of its time is asked for "
        f"with {sizes[0]} departments, {hub[LARGE]:.2f} with {LARGE} and {hub[sizes[-1]]:.2f} with {sizes[-1]}."
    )


def spent(tables: Tables) -> str:
    """Minutes of coordination and latency at both ends."""
    sizes = sorted(tables["levels"]["departments"].unique())
    rows = [
        [
            plain(name),
            *(f"{at(tables['levels'], name, size, PER_PERSON):.1f}" for size in (sizes[0], sizes[-1])),
            *(f"{at(tables['levels'], name, size, 'response_latency'):.1f} h" for size in (sizes[0], sizes[-1])),
        ]
        for name in dict.fromkeys(tables["levels"]["design"])
    ]
    ends = [f"{sizes[0]} departments", f"{sizes[-1]} departments"]
    minutes, hours = ([f"{what}, {end}" for end in ends] for what in ("minutes a week and person", "latency"))
    return table(["pattern", *minutes, *hours], rows)


def advice(tables: Tables) -> str:
    """What it means."""
    sizes = sorted(tables["levels"]["departments"].unique())
    first, last = sizes[0], sizes[-1]
    lost = at(tables["levels"], "hub", first) - at(tables["levels"], "hub", last)
    slips = at(tables["still"], "hub", first) - at(tables["still"], "hub", last)
    return (
        f"Which units meet decides little from {first} to {last} departments, as long as they spend the same minutes "
        "and customers complain; where customers do not tell you, or you do not listen, choose a hub in a "
        f"company of more than {LARGE} departments (V of the hub less that of everyone with everyone: "
        f"{untold(tables)}). Growth itself "
        f"costs more than any pattern saves: with a hub V falls by {lost:.3f}, of which {slips:.3f} would be lost with "
        "nothing to share, as every door is asked ever more about what is not its own. And do not staff hubs before "
        "they have work: the people they take are missed at once."
    )


def untold(tables: Tables) -> str:
    """How far the hub leads around the size at which it is advised, where customers never find out."""
    sizes = sorted(tables["levels"]["departments"].unique())
    place = sizes.index(LARGE)
    return listed(f"{gap(tables, 'hub', 'everyone', n, 'untaught_pairs')} at {n}" for n in sizes[place - 1 : place + 2])


def gap(tables: Tables, a: str, b: str, size: int, of: str = "pairs") -> str:
    """The voice of a less that of b with its interval, in words."""
    difference, low, high = one(tables, a, b, size, of)
    return f"{number(difference, 3, signed=True)} ({number(low, 3)} to {number(high, 3)})"


def at(levels: pd.DataFrame, design: str, size: int, measure: str = "voice") -> float:
    """A mean."""
    own = levels[(levels["design"] == design) & (levels["departments"] == size) & (levels["measure"] == measure)]
    return float(own["mean"].iloc[0])


def one(tables: Tables, a: str, b: str, size: int, of: str = "pairs") -> tuple[float, float, float]:
    """The voice of a less that of b with its interval."""
    own = tables[of][(tables[of]["departments"] == size) & (tables[of]["measure"] == "voice")]
    row = own[own["design_a"].isin((a, b)) & own["design_b"].isin((a, b))].iloc[0]
    if row["design_a"] == a:
        return row["difference"], row["low"], row["high"]
    return -row["difference"], -row["high"], -row["low"]


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
