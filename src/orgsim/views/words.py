"""What measures are called in sentences, and how many figures of a number are worth writing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MINUS = "−"


@dataclass(frozen=True)
class Words:
    """A measure in words: its title, what the best does (one, many), what more and less of it is, a short title."""

    title: str
    one: str = ""
    many: str = ""
    more: str = ""
    less: str = ""
    short: str = ""


WORDS = {
    "response_latency": Words("response latency", "resolves fastest", "resolve fastest", "slower", "faster", "latency"),
    "voice": Words(
        "one right voice",
        "speaks most with one right voice",
        "speak most with one right voice",
        "higher",
        "lower",
        "one voice",
    ),
    "net_advocates": Words("net advocates", "wins most advocates", "win most advocates", "more", "fewer"),
    "cost_per_resolved": Words(
        "cost per resolved issue",
        "costs least per resolved issue",
        "cost least per resolved issue",
        "dearer",
        "cheaper",
        "cost/resolved",
    ),
    "nps": Words("net promoter score"),
}
UNITS = {
    "hours": " h",
    "working hours": " working h",
    "minutes": " min",
    "dollars": "",
    "share": "",
    "points": " points",
}
RATIO_UNITS = ("hours", "working hours", "minutes", "dollars")


def words(measure: str) -> Words:
    """A measure in words; one without words of its own is called by its name."""
    return WORDS.get(measure, Words(plain(measure)))


def together(text: str) -> str:
    """The text with numbers tied to their units, so that no line breaks between them."""
    return re.sub(r"(\d) (%|h\b|min\b|d\b)", "\\1\u00a0\\2", text)


def namer(names: Mapping[str, str] | None) -> Callable[[str], str]:
    """What to call a design: by the names given, else by its own."""
    return lambda design: (names or {}).get(design, design)


def plain(name) -> str:
    """A name without its underscores."""
    return str(name).replace("_", " ")


def title(measure: str) -> str:
    """A measure's title with a capital."""
    text = words(measure).title
    return text[:1].upper() + text[1:]


def unit_in_words(unit: str) -> str:
    """The unit of a measure as written on an axis."""
    return {"share": "share, 0 to 1", "dollars": "dollars", "": ""}.get(str(unit), str(unit))


def decimals(value: float, low: float = math.nan, high: float = math.nan) -> int:
    """Decimals worth writing: the first figure of the interval's half-width; without an interval three figures."""
    half = (high - low) / 2
    if math.isfinite(half) and half > 0:
        return min(4, max(0, math.ceil(-math.log10(half))))
    if not math.isfinite(value) or value == 0:
        return 0
    return min(3, max(0, 2 - math.floor(math.log10(abs(value)))))


def number(value: float, places: int = 2, signed: bool = False) -> str:
    """A number with a true minus sign and thousands apart; a dash for one that is not known."""
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{abs(value):,.{places}f}"
    zero = not any(c in "123456789" for c in text)
    sign = "" if zero else MINUS if value < 0 else "+" if signed else ""
    return sign + text


def quantity(value: float, unit: str, places: int, signed: bool = False) -> str:
    """A number with its unit: 21.3 h, $11.84, 0.97, 3.2 per 100 issues."""
    text = number(value, places, signed)
    if text == "–":
        return "not measured"
    if unit == "dollars":
        return (text[0] if text[0] in "+" + MINUS else "") + "$" + text.lstrip("+" + MINUS)
    return text + UNITS.get(unit, f" {unit}" if unit else "")


def size(value: float, unit: str) -> str:
    """A margin or another round size in two figures with its unit: 0.02, 1.9 h, $0.25."""
    places = min(4, max(0, 1 - math.floor(math.log10(value)))) if math.isfinite(value) and value > 0 else 0
    text = number(value, places)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"${text}" if unit == "dollars" else text + UNITS.get(unit, f" {unit}" if unit else "")


def with_interval(mean: float, low: float, high: float, unit: str, places: int | None = None) -> str:
    """A mean with its interval: 21.3 h (20.8 to 21.9)."""
    places = decimals(mean, low, high) if places is None else places
    said = quantity(mean, unit, places)
    if said == "not measured" or not (math.isfinite(low) and math.isfinite(high)):
        return said
    return f"{said} ({number(low, places)} to {number(high, places)})"


def listed(items, last: str = "and") -> str:
    """a, b and c."""
    items = [str(item) for item in items]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else "none"


def ranked(items) -> str:
    """Items in their order: all of them if they are few, else the first and the last."""
    items = list(items)
    return listed(items) if len(items) < 5 else f"{items[0]} to {items[-1]}"
