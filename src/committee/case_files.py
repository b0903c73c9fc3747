"""Case files: training runs that go wrong in one known way each, small enough to be had at once.

A ``Recipe`` is all that decides a run. In each sick one a single part is wrong, so that whatever
is seen is that part's doing; replacing the part, under the same seed, shows what the cure is worth.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.random import Generator

from committee._typing import Array, Initializer, Loss, Shape
from committee.activations import ReLU, Sigmoid, Tanh
from committee.clinic.diagnosis import Diagnosis, diagnose_each
from committee.clinic.guard import Observer
from committee.data import Dataset, line_images
from committee.history import History
from committee.initializers import glorot_normal, he_normal
from committee.layers import Dense, Dropout, Layer
from committee.losses import binary_cross_entropy, mean_squared_error
from committee.network import Sequential, mlp
from committee.normalization import BatchNorm
from committee.optimizers import SGD, Adam, AdamW, Optimizer
from committee.training import Callback, DivergedError, fit

Build = Callable[[int, Generator], Sequential]
Deal = Callable[[int, Generator], tuple[Dataset, Dataset]]
N_VALIDATION = 300


def lines(n: int = 300, *, wrong: float = 0.0) -> Deal:
    """Return what deals ``n`` training cases, a share of them wrongly labelled, and 300 clean ones.

    Examples
    --------
    >>> lines(100)(2, np.random.default_rng(8))
    (Dataset(2 x 100 cases of 9 features), Dataset(2 x 300 cases of 9 features))
    """

    def deal(replicates: int, rng: Generator) -> tuple[Dataset, Dataset]:
        return (
            line_images(n, noise=0.3, wrong_labels=wrong, replicates=replicates, rng=rng),
            line_images(N_VALIDATION, noise=0.3, replicates=replicates, rng=rng),
        )

    return deal


def hidden(
    *widths: int, activation: Callable[[], Layer] = ReLU, init: Initializer = he_normal,
) -> Build:
    """Return what builds a network of nine inputs, such hidden layers and one logit.

    Examples
    --------
    >>> hidden(20)(3, np.random.default_rng(8)).parameters.shape
    (3, 221)
    """

    def build(replicates: int, rng: Generator) -> Sequential:
        return mlp([9, *widths, 1], activation=activation, init=init, replicates=replicates,
                   rng=rng)  # fmt: skip

    return build


def louder(factor: float) -> Initializer:
    """Return He's first weights, larger by a factor.

    Examples
    --------
    >>> quiet, loud = (init(np.random.default_rng(8), (9, 20)) for init in (he_normal, louder(3.0)))
    >>> bool(np.allclose(loud, 3 * quiet))
    True
    """

    def init(rng: Generator, shape: Shape) -> Array:
        return factor * he_normal(rng, shape)

    return init


def with_between(width: int, layer: Callable[[int, Generator], Layer]) -> Build:
    """Return what builds a network of one hidden layer and ``layer`` beside its activation.

    Examples
    --------
    >>> with_between(20, batch_norm)(2, np.random.default_rng(8))
    Sequential([Dense(9, 20), BatchNorm(20), ReLU(), Dense(20, 1)])
    """

    def build(replicates: int, rng: Generator) -> Sequential:
        return Sequential([
            Dense(9, width, replicates=replicates, rng=rng), layer(replicates, rng), ReLU(),
            Dense(width, 1, replicates=replicates, rng=rng),
        ])  # fmt: skip

    return build


def batch_norm(replicates: int, rng: Generator) -> Layer:
    """Return a batch norm of twenty units.

    Examples
    --------
    >>> batch_norm(2, np.random.default_rng(8))
    BatchNorm(20)
    """
    return BatchNorm(20, replicates=replicates)


def dropout(replicates: int, rng: Generator) -> Layer:
    """Return a dropout that silences half of the units, in training.

    Examples
    --------
    >>> dropout(2, np.random.default_rng(8))
    Dropout(0.5)
    """
    return Dropout(0.5, rng=rng)


class EndlessDropout(Dropout):
    """Dropout that nobody turns off: it silences units at test time, too.

    Examples
    --------
    >>> layer = EndlessDropout(0.5, rng=np.random.default_rng(8))
    >>> sorted(set(layer.forward(np.ones((9, 9))).ravel().tolist()))
    [0.0, 2.0]
    """

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y as in training, whatever is asked."""
        return super().fill(x, training=True)


def endless_dropout(replicates: int, rng: Generator) -> Layer:
    """Return a dropout that silences half of the units, always.

    Examples
    --------
    >>> isinstance(endless_dropout(2, np.random.default_rng(8)), EndlessDropout)
    True
    """
    return EndlessDropout(0.5, rng=rng)


def mostly_off(replicates: int, rng: Generator) -> Sequential:
    """Build twenty hidden units of which seventeen start so low that no case reaches them.

    Examples
    --------
    >>> network = mostly_off(2, np.random.default_rng(8))
    >>> int((network.layers[0].bias.value[0] < 0).sum())
    17
    """
    network = hidden(20)(replicates, rng)
    first: Dense = network.layers[0]  # type: ignore[assignment]
    first.bias.value[..., :17] = -6.0
    return network


def sure_of_itself(bias: float) -> Build:
    """Return what builds a network that ends in a sigmoid, whose bias starts at ``bias``.

    Examples
    --------
    >>> network = sure_of_itself(-8.0)(2, np.random.default_rng(8))
    >>> bool(network.forward(np.zeros((1, 9))).max() < 0.001)
    True
    """

    def build(replicates: int, rng: Generator) -> Sequential:
        last = Dense(20, 1, replicates=replicates, rng=rng)
        last.bias.value[...] = bias
        first = Dense(9, 20, replicates=replicates, rng=rng)
        return Sequential([first, ReLU(), last, Sigmoid()])

    return build


def summed(logits: Array, y: Array) -> tuple[Array, Array]:
    """Return the cross-entropy with the gradient of its sum over the batch, not of its mean.

    Examples
    --------
    >>> logits, y = np.zeros((4, 1)), np.ones((4, 1))
    >>> bool(np.allclose(summed(logits, y)[1], 4 * binary_cross_entropy(logits, y)[1]))
    True
    """
    losses, gradient = binary_cross_entropy(logits, y)
    return losses, gradient * logits.shape[-2]


def shuffled(deal: Deal) -> Deal:
    """Return what deals the same, with the training labels in another order than their inputs.

    Examples
    --------
    >>> deals = lines(), shuffled(lines())
    >>> dealt, apart = (deal(1, np.random.default_rng(8))[0] for deal in deals)
    >>> int(dealt.y.sum()) == int(apart.y.sum()), bool((dealt.y == apart.y).all())
    (True, False)
    """

    def apart(replicates: int, rng: Generator) -> tuple[Dataset, Dataset]:
        train, validation = deal(replicates, rng)
        return Dataset(train.x, rng.permuted(train.y, axis=-1)), validation

    return apart


def leaking(deal: Deal) -> Deal:
    """Return what deals the same training set, and a part of it again for validation.

    Examples
    --------
    >>> train, validation = leaking(lines(100))(1, np.random.default_rng(8))
    >>> bool((validation.x == train.x[:, :60]).all())
    True
    """

    def leak(replicates: int, rng: Generator) -> tuple[Dataset, Dataset]:
        train, _ = deal(replicates, rng)
        return train, Dataset(train.x[..., :60, :], train.y[..., :60])

    return leak


def in_units(deal: Deal, units: Array) -> Deal:
    """Return what deals the same pictures with each pixel in a unit of its own.

    Examples
    --------
    >>> train, _ = in_units(lines(100), np.array([1000.0] + 8 * [1.0]))(1, np.random.default_rng(8))
    >>> bool(train.x[..., 0].max() > 500)
    True
    """

    def scale(replicates: int, rng: Generator) -> tuple[Dataset, Dataset]:
        train, validation = deal(replicates, rng)
        return Dataset(train.x * units, train.y), Dataset(validation.x * units, validation.y)

    return scale


def as_numbers(deal: Deal) -> Deal:
    """Return what deals the same, labels as the numbers 0 and 1 that a squared error aims at.

    Examples
    --------
    >>> train, _ = as_numbers(lines(100))(1, np.random.default_rng(8))
    >>> train.y.shape
    (1, 100, 1)
    """

    def numbers(replicates: int, rng: Generator) -> tuple[Dataset, Dataset]:
        train, validation = deal(replicates, rng)
        aims = (Dataset(d.x, d.y[..., None].astype(float)) for d in (train, validation))
        return next(aims), next(aims)

    return numbers


@dataclass(frozen=True, eq=False)
class Run:
    """What came of a recipe, over replicates.

    Attributes
    ----------
    history
        What happened, epoch by epoch.
    channels
        What was watched, (epochs, replicates) by the names in ``clinic.CHANNELS``.

    Examples
    --------
    >>> run = Recipe(epochs=5).train(replicates=2, rng=np.random.default_rng(8))
    >>> run.norms["first layer"].shape, len(run.answers)
    ((5, 2), 2)
    """

    history: History
    channels: dict[str, Array]

    @property
    def norms(self) -> dict[str, Array]:
        """The gradient norms of the first and of the last layer, (epochs, replicates)."""
        return {f"{which} layer": self.channels[f"gradient_norm_{which}"]
                for which in ("first", "last")}

    @cached_property
    def answers(self) -> list[Diagnosis]:
        """What the clinic says of each replicate, having seen all that was watched."""
        return diagnose_each(self.history, monitors=self.channels)


_TWENTY_UNITS, _THREE_HUNDRED, _DESCENT = hidden(20), lines(), SGD(0.5)


@dataclass(frozen=True, eq=False)
class Recipe:
    """All that decides a training run; as it stands, one that goes well.

    Attributes
    ----------
    network
        Builds it, given the number of replicates and a generator.
    cases
        Deals a training and a validation set likewise.
    loss, optimizer, epochs, batch_size, clip_norm
        As ``fit`` takes them.

    Examples
    --------
    >>> run = Recipe(epochs=20).train(replicates=3, rng=np.random.default_rng(8))
    >>> {answer.causes[0] for answer in run.answers} <= FINE
    True
    """

    network: Build = _TWENTY_UNITS
    cases: Deal = _THREE_HUNDRED
    loss: Loss = binary_cross_entropy
    optimizer: Optimizer = _DESCENT
    epochs: int = 40
    batch_size: int | None = 32
    clip_norm: float | None = None

    def train(self, *, replicates: int, rng: Generator) -> Run:
        """Return what comes of it, a divergence of all replicates included."""
        network = self.network(replicates, rng)
        train, validation = self.cases(replicates, rng)
        observer = Observer(train=train, validation=validation)
        try:
            history = fit(
                network, train, validation=validation, loss=self.loss, optimizer=self.optimizer,
                epochs=self.epochs, batch_size=self.batch_size, clip_norm=self.clip_norm,
                callbacks=[cast(Callback, observer)], rng=rng,
            )  # fmt: skip
        except DivergedError as error:
            history = error.history
        return Run(history, observer.channels)


FINE = frozenset({"healthy", "stopped_early", "small_validation"})
"""Causes that are no illness."""

_FAR_APART = np.array([1, 1, 1, 1000, 1, 1, 1, 1, 1.0])
_DEEP = (20,) * 6
_DECAYING = AdamW(0.003, weight_decay=0.3)

ILLNESSES: dict[str, Recipe] = {
    "memorising": Recipe(
        hidden(50), lines(100, wrong=0.2), optimizer=Adam(0.01), epochs=150, batch_size=None),
    "rate_too_low": Recipe(optimizer=SGD(0.0005)),
    "rate_too_high": Recipe(optimizer=SGD(500.0)),
    "vanishing": Recipe(
        hidden(*_DEEP, activation=Sigmoid, init=glorot_normal), optimizer=_DECAYING, epochs=20),
    "exploding": Recipe(
        hidden(*_DEEP, init=louder(3.0)), optimizer=_DECAYING, epochs=20),
    "unscaled_inputs": Recipe(cases=in_units(lines(), _FAR_APART), optimizer=Adam(0.01)),
    "saturated": Recipe(sure_of_itself(-8.0), as_numbers(lines()), mean_squared_error),
    "dead_units": Recipe(mostly_off),
    "summed_loss": Recipe(loss=summed),
    "all_clipped": Recipe(clip_norm=0.001),
    "shuffled_labels": Recipe(
        hidden(50), shuffled(lines(200)), optimizer=Adam(0.01), epochs=100),
    "leak": Recipe(
        hidden(50), leaking(lines(100, wrong=0.2)), optimizer=Adam(0.01), epochs=100),
    "evaluation_mode": Recipe(with_between(50, endless_dropout), optimizer=Adam(0.01)),
    "batch_statistics": Recipe(
        with_between(20, batch_norm), lines(120), optimizer=Adam(0.01), batch_size=2),
}
"""Cause to sick recipe, in the order of the files."""

HEALTHY: dict[str, Recipe] = {
    "momentum": Recipe(optimizer=SGD(0.1, momentum=0.9)),
    "noisy batches": Recipe(batch_size=8),
    "tanh": Recipe(hidden(20, 20, activation=Tanh, init=glorot_normal), optimizer=Adam(0.003)),
    "batch norm": Recipe(with_between(20, batch_norm), optimizer=Adam(0.01)),
    "dropout": Recipe(with_between(50, dropout), optimizer=Adam(0.01)),
}
"""Runs that nothing is wrong with, to see how often an alarm is false."""


def case_file(number: int) -> Recipe:
    """Return the sick recipe of a file by its number, from 1, without telling what is wrong.

    Raises ValueError where there is no such file.

    Examples
    --------
    >>> case_file(1).epochs
    150
    """
    if number not in range(1, len(ILLNESSES) + 1):
        raise ValueError(f"case_file expects a number from 1 to {len(ILLNESSES)}, got {number!r}; "
                         "the names behind the numbers are in ILLNESSES")
    return list(ILLNESSES.values())[number - 1]
