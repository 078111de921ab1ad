"""An AgentSet of rows: it knows which agents it has, and makes one only when somebody wants to hold it.

Length, ``get``, ``agg``, ``set``, sorting and grouping by a column need no agent at all, however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from random import Random
from typing import Any

import numpy as np

from orgsim.columns import Absent, Column

try:
    from mesa.agentset import AgentSet, GroupBy
except ImportError:  # before Mesa 3.5
    from mesa.agent import AgentSet, GroupBy


class Rows(AgentSet):
    """Agents of a model in order. ``places``: int[...] in the model's roster.

    Everything Mesa's AgentSet does, except adding and removing: customers and departments are given with the world.
    Subsets are Rows too. Order is shuffled by ``model.rng``, alike in every version of Mesa.
    """

    def __init__(self, model, places: np.ndarray):
        self.model, self.random = model, model.random
        self.places = np.asarray(places, np.int64)

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator:
        return map(self.model.roster.agent, self.places.tolist())

    def __contains__(self, agent) -> bool:
        if getattr(agent, "model", None) is not self.model:
            return False
        place = agent.unique_id - 1
        return bool((self.places == place).any()) and self.model.roster.agent(place) is agent

    def __getitem__(self, item):
        if isinstance(item, slice):
            return list(Rows(self.model, self.places[item]))
        return self.model.roster.agent(int(self.places[item]))

    def to_list(self) -> list:
        """The agents themselves."""
        return list(self)

    def __copy__(self) -> Rows:
        return Rows(self.model, self.places)

    def copy(self) -> Rows:
        """A set of the same agents."""
        return self.__copy__()

    # Columns

    def column(self, name: str) -> tuple[type, Column, np.ndarray] | None:
        """Whose column an attribute is, the column, and the rows of these agents; None where it is not one column.

        Raises AttributeError where only another kind of agent has the attribute.
        """
        tables = self.model.roster.tables(self.places)
        for kind, _ in tables:
            if isinstance(getattr(kind, name, None), Absent):
                raise AttributeError(f"a {kind.__name__} has no {name}; see model.customers and model.departments")
        if len(tables) != 1 or not isinstance(getattr(tables[0][0], name, None), Column):
            return None
        kind, rows = tables[0]
        return kind, getattr(kind, name), rows

    def get(self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None) -> list:
        """Values of an attribute by agent; of several attributes, lists of values. As Mesa's."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"Unknown handle_missing option: {handle_missing}, should be one of 'error' or 'default'")
        if not isinstance(attr_names, str):
            each = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*each)]
        try:
            found = self.column(attr_names)
            if found is None:
                return [getattr(agent, attr_names) for agent in self]
        except AttributeError:
            if handle_missing == "error":
                raise
            return [has(agent, attr_names, default_value) for agent in self]
        _, column, rows = found
        return column.read(self.model, rows).tolist()

    def set(self, attr_name: str, value: Any) -> Rows:
        """Write an attribute of all agents: one value, or of a column an array with a value for each."""
        found = self.column(attr_name)
        if found is None:
            return super().set(attr_name, value)
        kind, column, rows = found
        column.change(kind, self.model, rows, value)
        return self

    def values(self, by: str | Callable) -> list:
        """What an attribute, or a function of an agent, is for each."""
        return self.get(by) if isinstance(by, str) else [by(agent) for agent in self]

    # Subsets

    def subset(self, places, inplace: bool) -> Rows:
        """Other places instead of these, or beside them."""
        if not inplace:
            return Rows(self.model, places)
        self.places = np.asarray(places, np.int64)
        return self

    def select(self, filter_func=None, at_most=float("inf"), inplace=False, agent_type=None) -> Rows:
        """The first ``at_most`` (a share, if a fraction) of those of a type for whom ``filter_func`` holds."""
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        most = None if at_most == float("inf") else max(0, int(np.ceil(at_most)))
        places = self.places
        if agent_type is not None:
            places = places[self.model.roster.is_a(agent_type, places)]
        if filter_func is None:
            return self.subset(places[:most], inplace)
        found = (place for place in places.tolist() if filter_func(self.model.roster.agent(place)))
        return self.subset(list(islice(found, most)), inplace)

    def shuffle(self, inplace: bool = False) -> Rows:
        """The same agents in random order."""
        return self.subset(self.model.rng.permutation(self.places), inplace)

    def sort(self, key: str | Callable, ascending: bool = False, inplace: bool = False) -> Rows:
        """The same agents in the order of an attribute or of a function of the agent; by default the largest first."""
        order = sorted(range(len(self)), key=self.values(key).__getitem__, reverse=not ascending)
        return self.subset(self.places[order], inplace)

    def groupby(self, by: str | Callable, result_type: str = "agentset") -> GroupBy:
        """Agents by the value of an attribute or of a function of the agent."""
        groups: dict[Any, list[int]] = {}
        for value, place in zip(self.values(by), self.places.tolist()):
            groups.setdefault(value, []).append(place)
        of = {value: Rows(self.model, places) for value, places in groups.items()}
        return GroupBy(of if result_type == "agentset" else {value: list(rows) for value, rows in of.items()})

    # Acts

    def map(self, method: str | Callable, *args, **kwargs) -> list:
        """What a method (by name) or a function returns for each agent."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def do(self, method: str | Callable, *args, **kwargs) -> Rows:
        """Call a method (by name) or a function for each agent."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable, *args, **kwargs) -> Rows:
        """The same in random order."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    # What rows cannot

    def add(self, agent) -> None:
        """Refused."""
        raise TypeError("customers and departments come with the world: none can be added to a set of them or removed")

    discard = remove = add

    @classmethod
    def _from_iterable(cls, agents: Iterable) -> AgentSet:
        """What ``|``, ``&`` and ``-`` of sets make: a plain AgentSet (the model holds on to the agents)."""
        agents = list(agents)
        return AgentSet(agents, agents[0].model.random if agents else Random(0))

    def __getstate__(self):
        raise TypeError("rows of a run in progress cannot be copied out of it")


def has(agent, name: str, default: Any) -> Any:
    """An agent's attribute, or a default where it is another kind's."""
    return default if isinstance(getattr(type(agent), name, None), Absent) else getattr(agent, name, default)
