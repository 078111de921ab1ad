"""A mistake of the user's, told in one line: what was written, what is allowed, what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import Any

LONGEST_VALUE = 60
MOST_OPTIONS = 24


class Instead(Enum):
    """Stands for the value where there is none to show."""

    UNKNOWN = "no such key"
    MISSING = "is missing"


UNKNOWN, MISSING = Instead.UNKNOWN, Instead.MISSING


class InputError(ValueError):
    """A value at the door that cannot be used.

    key: dotted name of what was set, with its file where it comes from one (``my.yaml: units.hub.head``);
    value: what was written; UNKNOWN where the key itself is the mistake, MISSING where something had to be there;
    allowed: what may stand there, in words, or the names themselves, from which the nearest is then found;
    nearest: what was probably meant.
    """

    def __init__(self, key: str, value: Any, allowed: str | Iterable[str], nearest: str | None = None):
        names = None if isinstance(allowed, str) else [str(name) for name in allowed]
        if names is not None:
            nearest = nearest or closest(str(value), names)
            allowed = "one of " + listed(names) if names else "nothing"
        super().__init__(key, value, allowed, nearest)  # args rebuild it when it comes from another process
        self.key, self.value, self.allowed, self.nearest = key, value, allowed, nearest

    def __str__(self) -> str:
        wrong = self.value.value if isinstance(self.value, Instead) else f"{shown(self.value)} cannot be used"
        meant = f"; did you mean {self.nearest}?" if self.nearest else ""
        return " ".join(f"{self.key}: {wrong}; allowed: {self.allowed}{meant}".split())


def shown(value: Any) -> str:
    """A value as the user wrote it, cut where it is long."""
    plain = {"None": "null", "True": "true", "False": "false"}.get(str(value), str(value))
    text = repr(value) if isinstance(value, str) else plain
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def listed(names: Iterable[str]) -> str:
    """Names in a row, the rest counted where there are many."""
    names = list(names)
    more = len(names) - MOST_OPTIONS
    return ", ".join(names[:MOST_OPTIONS]) + (f" and {more} more" if more > 0 else "")


def closest(name: str, names: Iterable[str]) -> str | None:
    """The name most like the one written, if any is like it."""
    lower = {str(each).lower(): str(each) for each in names}
    found = difflib.get_close_matches(name.lower(), lower, n=1)
    return lower[found[0]] if found else None


def needs(library: str) -> ModuleType:
    """A library that only some answers stand on, imported; raises InputError where it is not installed."""
    try:
        return import_module(library)
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] != library.partition(".")[0]:
            raise
        said = "one that is installed: pip install 'orgsim[answers]' (in a copy of the repository: '.[answers]')"
        raise InputError("library", library, said) from None
