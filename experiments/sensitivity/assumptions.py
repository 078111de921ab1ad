"""The worlds: every assumed default over the range worth varying, as the schema has it."""

from __future__ import annotations

from functools import cache

from orgsim.config.defaults import default_world
from orgsim.config.parameter import ASSUMED
from orgsim.config.parameters import cost_register, parameters
from orgsim.config.schema import World
from orgsim.sweep.changes import EACH, with_keys
from orgsim.sweep.ranges import Range, sobol

NUMBER, SEED, VALUES = 256, 7, 5
LEFT_FOR_CUSTOMERS = 0.1  # of staff minutes, at least
BESIDE = ("demand.interdependence", "population.word_of_mouth.bad_reach")  # measured somewhere, varied all the same
FEELINGS = ("population.eta", "population.half_life", "population.adv", "population.word", "network.", "demand.large")
NOT_VARIED = ("topics.NAME.share", "channels.NAME.share")  # equal for all by choice: a weight alone says nothing
EXTENSIONS = ("extensions.", "company.sharing", "company.training")  # off: what they would be changes nothing
WIDE = 4.0  # ratio of ends from which a range is spread in proportion


@cache
def base() -> World:
    """The default world."""
    return default_world()


@cache
def ranges() -> tuple[Range, ...]:
    """Every assumed number with a range worth varying, by its key."""
    found = []
    for each in (*parameters(), *cost_register()):
        core = each.name not in NOT_VARIED and not each.name.startswith(EXTENSIONS)
        wanted = (each.tag == ASSUMED and core) or each.name in BESIDE
        if wanted and isinstance(each.vary, tuple) and isinstance(each.value, int | float):
            low, high = each.vary
            key = each.name.replace("NAME", EACH)
            found.append(Range(key, key, low, high, log=low > 0 and high / low >= WIDE))
    return tuple(found)


def drawn() -> list[dict[str, float]]:
    """Points over all ranges at once."""
    return [possible(point) for point in sobol(ranges(), NUMBER, SEED)]


def one_at_a_time() -> list[tuple[str, float, dict[str, float]]]:
    """(key, value, point) for every value of every range, everything else as it is by default."""
    values = [(each, each.at(step / (VALUES - 1))) for each in ranges() for step in range(VALUES)]
    points = [(each.key, possible({each.key: value})) for each, value in values]
    return [(key, point[key], point) for key, point in points]


def possible(point: dict[str, float]) -> dict[str, float]:
    """The point with what must be whole made whole, and own work that leaves something for customers."""
    made = {key: whole(key, value) for key, value in point.items()}
    own, load = made.get("company.own_work"), made.get("company.load", base().company.load)
    if own is not None or "company.load" in made:
        own = base().company.own_work if own is None else own
        made["company.own_work"] = min(own, load - LEFT_FOR_CUSTOMERS)
    return made


def whole(key: str, value: float) -> float:
    """Counts are whole, hours of the day whole minutes."""
    if isinstance(default(key), int):
        return round(value)
    return round(value * 60) / 60 if key.endswith("_hour") else value


def default(key: str) -> float:
    """The default of a key; of a key for each, that of the first."""
    node = base()
    for name in key.split("."):
        inside = node if isinstance(node, dict) else vars(node)
        node = next(iter(inside.values())) if name == EACH else inside[name]
    return node


def world(point: dict[str, float]) -> World:
    """The default world with the point's values."""
    return with_keys(base(), point)
