"""Where customers stand in a picture: neighbours close to one another, and everywhere equally dense."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from orgsim.world.network import Network

ROUNDS = 60


def places(ties: Network) -> np.ndarray:
    """A place in the unit disc for each customer: float64[customers, 2]; the same for the same ties.

    Everybody moves half-way to where their neighbours stand, again and again, which turns random places into the two
    slowest modes of diffusion over the network (power iteration); ranks then spread them evenly over a square, and the
    square is bent into a disc (the concentric map of Shirley and Chiu 1997), which keeps areas as they are.
    """
    customers = ties.customers
    spots = np.random.default_rng(0).normal(size=(customers, 2))
    weights = np.repeat(1.0 / np.maximum(ties.degree, 1), ties.degree)
    step = sparse.csr_matrix((weights, ties.neighbours, ties.offsets), shape=(customers, customers))
    for _ in range(ROUNDS if customers > 2 else 0):  # one or two are apart anyway
        spots += step @ spots
        spots -= spots.mean(axis=0)
        spots, _ = np.linalg.qr(spots)
    return disc(square(spots))


def square(spots: np.ndarray) -> np.ndarray:
    """Spots moved to an even grid of the unit square: first into columns by x, then within each column by y."""
    customers = len(spots)
    columns = max(1, round(customers**0.5))
    column = np.empty(customers, int)
    column[np.argsort(spots[:, 0], kind="stable")] = np.arange(customers) * columns // max(customers, 1)
    order = np.lexsort((spots[:, 1], column))
    size = np.bincount(column, minlength=columns)
    rank = np.arange(customers) - np.repeat(np.cumsum(size) - size, size)
    grid = np.empty((customers, 2))
    grid[order] = np.column_stack([(column[order] + 0.5) / columns, (rank + 0.5) / size[column[order]]])
    return grid


def disc(grid: np.ndarray) -> np.ndarray:
    """The unit square bent into the unit disc."""
    a, b = (2.0 * grid - 1.0).T
    wide = np.abs(a) > np.abs(b)
    radius = np.where(wide, a, b)
    with np.errstate(divide="ignore", invalid="ignore"):
        angle = np.where(wide, np.pi / 4 * (b / a), np.pi / 2 - np.pi / 4 * (a / b))
    angle = np.where(radius == 0.0, 0.0, angle)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
