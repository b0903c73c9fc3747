"""The six workloads on which every contestant trains: same data, same weights, same order.

W1 to W6 are of the size that the book trains: small networks, small batches, where what a
library does between two matrix products counts for more than the products.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from committee.data import digits, line_images

SEED = 8


@dataclass(frozen=True, eq=False)
class Workload:
    """A training run; ``x`` is (n, features), ``y`` (n,) labels."""

    name: str
    says: str
    x: np.ndarray
    y: np.ndarray
    hidden: tuple[int, ...]
    batch_size: int
    sigmoid: bool = False  # hidden units; else ReLU
    adam: bool = False  # else SGD
    learning_rate: float = 0.001
    momentum: float = 0.0
    dropout: float = 0.0
    l2: float = 0.0
    checked_epochs: int = 5  # over which curves must be equal

    @property
    def widths(self) -> list[int]:
        """Return the widths of input, hidden layers and output."""
        k = int(self.y.max()) + 1
        return [self.x.shape[1], *self.hidden, 1 if k == 2 else k]

    @property
    def regularized(self) -> bool:
        """Whether hidden layers have batch norm and dropout."""
        return self.dropout > 0

    @property
    def steps(self) -> int:
        """Steps an epoch."""
        return -(-len(self.x) // self.batch_size)

    def weights(self) -> list[np.ndarray]:
        """Return the first weights, (n_in, n_out) a layer; biases start at zero."""
        rng = np.random.default_rng(SEED)
        return [rng.normal(0.0, np.sqrt(2 / a), (a, b)) for a, b in pairwise(self.widths)]

    @cached_property
    def orders(self) -> np.ndarray:
        """Who comes when, (32, n): drawn once, so that nobody's time has the drawing in it."""
        in_turn = np.tile(np.arange(len(self.x)), (32, 1))
        return np.random.default_rng(SEED).permuted(in_turn, axis=1)

    def order(self, epoch: int) -> np.ndarray:
        """Return who comes when in an epoch, (n,)."""
        return self.orders[epoch % len(self.orders)]


def workloads() -> list[Workload]:
    """Return W1 to W6."""
    rng = np.random.default_rng(SEED)
    few, many = (line_images(n, noise=0.3, rng=rng) for n in (200, 1000))
    ink = digits()
    wide = rng.standard_normal((10_000, 784))
    labels = (wide @ rng.standard_normal((784, 10))).argmax(axis=1)
    adam = {"adam": True, "learning_rate": 0.001}
    return [
        Workload("W1", "9-20-1 sigmoid, one case a step, SGD", few.x, few.y, (20,), 1,
                 sigmoid=True, learning_rate=0.5),
        Workload("W2", "9-20-1 sigmoid, 32 cases a step, momentum", many.x, many.y, (20,), 32,
                 sigmoid=True, learning_rate=0.1, momentum=0.9),
        Workload("W3", "64-64-10 ReLU, 64 digits a step, Adam", ink.x, ink.y, (64,), 64, **adam),
        Workload("W4", "784-128-64-10 ReLU, 128 cases a step, Adam", wide, labels, (128, 64), 128,
                 checked_epochs=2, **adam),
        Workload("W5", "20 layers of 64 ReLU, 64 digits a step, SGD", ink.x, ink.y, (64,) * 20, 64,
                 learning_rate=0.01, checked_epochs=4),
        Workload("W6", "W3 with batch norm, dropout and L2", ink.x, ink.y, (64,), 64, **adam,
                 dropout=0.2, l2=1e-4),
    ]
