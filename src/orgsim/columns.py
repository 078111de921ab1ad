"""A column: an attribute of agents that is not kept in the agent but in a table of the run, one row per agent.

Like a register of members: a member's card shows a line of it, and whoever changes the card changes the register.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


class Column:
    """An attribute read from the run, and written to it if there is a writer.

    ``read(model, rows)`` gives the value of one row (an int) or the values of many (an array); ``write(model, rows,
    value)`` takes as many. One rule serves an agent and a whole AgentSet.
    """

    def __init__(self, read: Callable[[Any, Any], Any]):
        self.read, self.write, self.__doc__ = read, None, read.__doc__

    def writer(self, write: Callable[[Any, Any, Any], None]) -> Column:
        """Decorates what writes the attribute."""
        self.write = write
        return self

    def __set_name__(self, kind: type, name: str) -> None:
        self.name = name

    def __get__(self, agent, kind=None):
        return self if agent is None else plain(self.read(agent.model, agent.row))

    def __set__(self, agent, value) -> None:
        self.change(type(agent), agent.model, agent.row, value)

    def change(self, kind: type, model, rows, value) -> None:
        """Write, or say what can be written instead."""
        if self.write is None:
            writable = ", ".join(sorted(name for name, column in columns(kind).items() if column.write))
            raise AttributeError(f"{kind.__name__}.{self.name} is a result and cannot be set; can be set: {writable}")
        self.write(model, rows, value)


class Absent:
    """An attribute that only another kind of agent has: None here, so that one reporter may run over all agents.

    Mesa's DataCollector does the same up to 3.3; from 3.5 it takes a missing attribute for a mistake.
    """

    def __init__(self, name: str):
        self.name = name

    def __get__(self, agent, kind=None):
        return self if agent is None else None

    def __set__(self, agent, value) -> None:
        raise AttributeError(f"{type(agent).__name__} has no attribute {self.name!r}")


def columns(kind: type) -> dict[str, Column]:
    """The columns of a kind of agent by name."""
    found = {name: getattr(kind, name) for name in dir(kind)}
    return {name: attribute for name, attribute in found.items() if isinstance(attribute, Column)}


def plain(value: Any) -> Any:
    """A NumPy scalar as a Python number, which nobody need copy."""
    if isinstance(value, float):
        return float(value)
    return value.item() if isinstance(value, (np.generic, np.ndarray)) and value.ndim == 0 else value
