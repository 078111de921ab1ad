"""A documented parameter: the field of a dataclass with its unit, range and source (see ``config.schema``)."""

from __future__ import annotations

from dataclasses import field
from typing import Any

ASSUMED = "assumed"
TAGS = ("measured", ASSUMED, "chosen")


def parameter(
    default: Any, unit: str, low: float | None = None, high: float | None = None,
    source: str = "", vary: Any = None, sources: dict[str, str] | None = None,
):  # fmt: skip
    """A documented field: default, unit, accepted range, source ("tag: why"), and the range worth varying.

    vary: (low, high), words, or one of these for each entry; sources: a source for each entry where they differ.
    """
    metadata = {"unit": unit, "low": low, "high": high, "source": source, "vary": vary, "sources": sources or {}}
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: type(default)(default), metadata=metadata)
    return field(default=default, metadata=metadata)
