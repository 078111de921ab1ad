"""Who knows whom: the ties along which customers talk to one another.

Like a neighbourhood: people who moved in early know many, newcomers are introduced by those they meet first, and
nobody keeps up with more than so many. The ties are the same under every design.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import eigsh

from orgsim.config.schema import World
from orgsim.errors import InputError
from orgsim.inputs.edge_list import distinct, read_edge_list
from orgsim.world.growth import grown, tie_ranks, ties_with_room

KINDS = ("generated", "regular", "edge_list", "complete", "none")
LARGEST_COMPLETE = 5000


@dataclass(frozen=True, eq=False)
class Network:
    """Ties between customers, each held from both ends, as compressed rows.

    Customer ``i`` knows ``neighbours[offsets[i]:offsets[i + 1]]``, in ascending order: symmetric, nobody tied to
    themselves, no tie twice.
    """

    offsets: np.ndarray  # int64[customers + 1]
    neighbours: np.ndarray  # int32[2 * ties]

    @classmethod
    def from_ties(cls, customers: int, ties: np.ndarray) -> Network:
        """A network of ``customers`` people from int[m, 2] pairs in any order; repeats and self loops are ignored."""
        ties = np.asarray(ties, np.int64).reshape(-1, 2)
        ties = ties[ties[:, 0] != ties[:, 1]]
        both = np.concatenate([ties[:, 0] * customers + ties[:, 1], ties[:, 1] * customers + ties[:, 0]])
        both = distinct(both)
        offsets = np.zeros(customers + 1, np.int64)
        np.cumsum(np.bincount(both // max(customers, 1), minlength=customers), out=offsets[1:])
        return cls(offsets, (both % max(customers, 1)).astype(np.int32))

    @property
    def customers(self) -> int:
        """How many people there are, with or without ties."""
        return len(self.offsets) - 1

    @property
    def ties(self) -> int:
        """How many ties there are, each counted once."""
        return len(self.neighbours) // 2

    @property
    def degree(self) -> np.ndarray:
        """int64[customers]: how many people each one knows (reach)."""
        return np.diff(self.offsets)

    def matrix(self) -> sparse.csr_array:
        """The adjacency matrix: 1.0 where two people know each other."""
        shape = (self.customers, self.customers)
        return sparse.csr_array((np.ones(len(self.neighbours)), self.neighbours, self.offsets), shape=shape)

    def spectral_radius(self) -> float:
        """Largest eigenvalue of the adjacency matrix (Lanczos from a fixed start; worked out on first call).

        Times the chance that a tie passes a thing on, it is how many tellers a teller makes in the long run.
        """
        return self._spectral_radius

    @cached_property
    def _spectral_radius(self) -> float:
        if not len(self.neighbours):
            return 0.0
        if self.customers <= 16:
            return float(np.linalg.eigvalsh(self.matrix().toarray())[-1])
        start = 1.0 + self.degree + np.linspace(0.0, 1.0, self.customers)  # uneven: never an eigenvector itself
        return float(eigsh(self.matrix(), k=1, which="LA", v0=start, tol=1e-9, return_eigenvectors=False)[0])


def customers(world: World) -> int:
    """How many customers there are: the people in the file where the network is read from one, else as configured."""
    if world.network.kind == "edge_list":
        return len(_people_and_ties(world)[0])
    return world.population.customers


def causes(world: World, seed: int) -> tuple:
    """Everything the network of a world is made from, and nothing else: where these are equal, so are the ties."""
    setting = world.network
    if setting.kind == "edge_list":
        return setting.kind, setting.path, version(setting.path), setting.cap
    if setting.kind == "generated":
        return setting.kind, world.population.customers, seed, setting.mean_degree, setting.closure, setting.cap
    if setting.kind == "regular":
        return setting.kind, world.population.customers, seed, setting.mean_degree
    return setting.kind, world.population.customers


def network(world: World, seed: int) -> Network:
    """The network of ``world.network``. Only one that is generated or regular depends on the seed.

    A generated one has the tail of Barabasi and Albert, P(degree >= k) = m (m + 1) / (k (k + 1)) with m half the mean
    degree, and at the default settings a mean local clustering of .21.

    In a regular one everybody has the same reach: the mean degree, rounded to an even number. Whom one knows is as many
    places on, in a circle of all, as whom everybody else does.

    Reach is capped at ``cap`` in generated and read networks. A complete network is for comparison with closed
    forms (Bass) and keeps all its ties. Raises InputError.
    """
    kind = world.network.kind
    if kind == "generated":
        return _generated(world, seed)
    if kind == "regular":
        return _regular(world, seed)
    if kind == "edge_list":
        people, ties = _people_and_ties(world)
        return within_cap(Network.from_ties(len(people), ties), world.network.cap)
    if kind == "complete":
        return _complete(world.population.customers)
    if kind == "none":
        return Network(np.zeros(world.population.customers + 1, np.int64), np.empty(0, np.int32))
    raise InputError("network.kind", kind, KINDS)


def within_cap(full: Network, cap: int) -> Network:
    """The network with nobody's reach above ``cap``.

    Ties are taken in an order hashed from the two people alone, and each is kept if both ends still have room: a tie
    goes or stays for both, no end of the numbering is favoured, and neither seed nor design matters.
    """
    if full.degree.max(initial=0) <= cap:
        return full
    one = np.repeat(np.arange(full.customers, dtype=np.int32), full.degree)
    ties = np.column_stack([one, full.neighbours])[one < full.neighbours]
    one, other = np.ascontiguousarray(ties[:, 0]), np.ascontiguousarray(ties[:, 1])
    order = np.argsort(tie_ranks(one, other), kind="stable")
    return Network.from_ties(full.customers, ties[ties_with_room(one, other, order, full.customers, cap)])


def _generated(world: World, seed: int) -> Network:
    setting, people = world.network, world.population.customers
    if setting.cap < setting.mean_degree:
        raise InputError("network.cap", setting.cap, f"at least network.mean_degree ({setting.mean_degree:g})")
    return Network(*grown(seed, people, setting.mean_degree / 2.0, setting.closure, setting.cap))


def _regular(world: World, seed: int) -> Network:
    people = world.population.customers
    each_way = round(world.network.mean_degree / 2)
    if 2 * each_way >= people:
        raise InputError("network.mean_degree", world.network.mean_degree, f"less than the {people} customers")
    distances = np.random.default_rng(seed).permutation((people - 1) // 2)[:each_way] + 1
    person = np.arange(people)
    ties = [np.column_stack([person, (person + distance) % people]) for distance in distances]
    return Network.from_ties(people, np.concatenate([np.empty((0, 2), np.int64), *ties]))


def _complete(people: int) -> Network:
    if people > LARGEST_COMPLETE:
        allowed = f"at most {LARGEST_COMPLETE} where network.kind is complete"
        raise InputError("population.customers", people, allowed)
    everyone = np.arange(people, dtype=np.int32)
    others = np.broadcast_to(everyone, (people, people))[~np.eye(people, dtype=bool)]
    return Network(np.arange(people + 1, dtype=np.int64) * max(people - 1, 0), others)


def _people_and_ties(world: World) -> tuple[np.ndarray, np.ndarray]:
    path = world.network.path
    if not path:
        raise InputError("network.path", path, "a file of two whole numbers a line where network.kind is edge_list")
    return _read_once(str(path), version(path))


def version(path: str | None) -> tuple[int, int] | None:
    """What changes when a file does; None if it cannot be looked at (its reader says what is wrong)."""
    try:
        status = Path(path or "").stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=1)
def _read_once(path: str, version) -> tuple[np.ndarray, np.ndarray]:
    """People and ties of a file, read again only when the file changes: a study asks for it in every replication."""
    ties, people = read_edge_list(path)
    return people, ties
