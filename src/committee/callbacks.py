"""Callbacks: what looks on after every epoch, remembers, and may call a halt."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from committee import _checks
from committee._typing import Array, Loss
from committee.data import Dataset
from committee.diagnostics import activation_stats, gradient_norms
from committee.history import History
from committee.network import Sequential
from committee.training import Callback


class EarlyStopping(Callback):
    """Stop a replicate after ``patience`` epochs without a better validation loss.

    Better means lower by more than ``min_delta`` than the best so far. Every replicate has
    its own best epoch and ends with that epoch's parameters and buffers, unless
    ``restore_best`` is turned off. Source: Prechelt (1998), "Early stopping, but when?".

    Parameters
    ----------
    patience
        In epochs, 1 or more.
    min_delta
        In the loss's unit, 0 or more.
    restore_best
        Whether to go back to the best epoch at the end.

    Attributes
    ----------
    best_loss, best_epoch
        Of each replicate, (...replicates); infinite, and 0, where no epoch had a finite loss.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.network import mlp
    >>> network, stopping = mlp([1, 1], rng=np.random.default_rng(8)), EarlyStopping(patience=2)
    >>> stopping.begin(network)
    >>> for loss in (0.7, 0.5, 0.6, 0.6):
    ...     history = History(val_loss=[loss])
    ...     print(stopping.after_epoch(network, history))
    False
    False
    False
    True
    """

    needs_validation = True

    def __init__(
        self, patience: int, *, min_delta: float = 0.0, restore_best: bool = True
    ) -> None:
        _checks.whole("EarlyStopping's patience", patience, "it counts epochs")
        _checks.non_negative("EarlyStopping's min_delta", min_delta, "0 takes any better loss")
        self.patience, self.min_delta, self.restore_best = patience, min_delta, restore_best

    def begin(self, network: Sequential) -> None:
        """Forget what was seen before."""
        self.epoch = 0
        self.best_loss = np.full(network.replicates, np.inf)
        self.best_epoch = np.zeros(network.replicates, int)
        self._best = network.parameters.copy(), network.buffers.copy()

    def after_epoch(self, network: Sequential, history: History) -> Array:
        """Return which replicates should stop now, (...replicates)."""
        self.epoch += 1
        loss = history.last("val_loss")
        better = history.active & (loss < self.best_loss - self.min_delta)
        self.best_loss = np.where(better, loss, self.best_loss)
        self.best_epoch = np.where(better, self.epoch, self.best_epoch)
        for best, now in zip(self._best, (network.parameters, network.buffers), strict=True):
            best[better] = now[better]
        tired: Array = self.epoch - self.best_epoch >= self.patience
        return tired

    def end(self, network: Sequential, history: History) -> None:
        """Give every replicate its best parameters and buffers back."""
        if self.restore_best:
            network.parameters[...], network.buffers[...] = self._best


class Monitor(Callback):
    """Record ``function(network)`` after every epoch.

    Parameters
    ----------
    name
        What is recorded, for a legend.
    function
        From the network to an array, (...replicates) or of any shape that stays the same.

    Attributes
    ----------
    values
        What was recorded, (epochs, ...). Replicates that have stopped repeat themselves, since
        their networks no longer change.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.data import line_images
    >>> from committee.losses import binary_cross_entropy
    >>> from committee.network import mlp
    >>> from committee.optimizers import SGD
    >>> from committee.training import fit
    >>> rng = np.random.default_rng(8)
    >>> size = Monitor("largest parameter", lambda network: abs(network.parameters).max(axis=-1))
    >>> history = fit(mlp([9, 1], replicates=40, rng=rng), line_images(10, rng=rng), epochs=3,
    ...               loss=binary_cross_entropy, optimizer=SGD(0.1), callbacks=[size], rng=rng)
    >>> size.values.shape
    (3, 40)
    """

    def __init__(self, name: str, function: Callable[[Sequential], Array]) -> None:
        _checks.expect(callable(function), "Monitor's function should be callable", function,
                       "write lambda network: ...", error=TypeError)  # fmt: skip
        self.name, self.function = name, function
        self._rows: list[Array] = []

    def begin(self, network: Sequential) -> None:
        """Forget what was seen before."""
        self._rows = []

    def after_epoch(self, network: Sequential, history: History) -> None:
        """Record one more value."""
        self._rows.append(np.array(self.function(network)))

    @property
    def values(self) -> Array:
        """What was recorded, (epochs, ...)."""
        return np.array(self._rows)


def gradient_monitor(data: Dataset, *, loss: Loss) -> Monitor:
    """Return a Monitor of every Dense layer's gradient norm over ``data``.

    Its values are (epochs, layers, ...replicates): see ``diagnostics.gradient_norms``.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.losses import mean_squared_error
    >>> gradient_monitor(Dataset(np.ones((3, 2)), np.ones((3, 1))), loss=mean_squared_error).name
    'gradient norm'
    """
    return Monitor("gradient norm", lambda network: gradient_norms(network, data, loss=loss))


def activation_monitor(x: Array) -> Monitor:
    """Return a Monitor of every activation layer's answers to ``x``, (..., n, features).

    Its values are (epochs, 3, layers, ...replicates): mean, standard deviation and flat share,
    see ``diagnostics.activation_stats``.

    Examples
    --------
    >>> import numpy as np
    >>> activation_monitor(np.ones((3, 2))).name
    'activation statistics'
    """
    return Monitor("activation statistics", lambda network: np.array(activation_stats(network, x)))


class Checkpoints(Callback):
    """Save the network every so many epochs, as ``epoch-0001.npz`` and so on.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    every
        In epochs, 1 or more.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> from committee.network import mlp
    >>> network = mlp([9, 1], rng=np.random.default_rng(8))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     checkpoints = Checkpoints(folder, every=2)
    ...     checkpoints.begin(network)
    ...     checkpoints.after_epoch(network, History(val_loss=[0.7, 0.5]))
    ...     network.load(checkpoints.path(2))
    """

    def __init__(self, folder: str | Path, *, every: int = 1) -> None:
        _checks.whole("Checkpoints's every", every, "it counts epochs")
        self.folder, self.every = Path(folder), every

    def begin(self, network: Sequential) -> None:
        """Make the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def after_epoch(self, network: Sequential, history: History) -> None:
        """Save, if it is time to."""
        if len(history) % self.every == 0:
            network.save(self.path(len(history)))

    def path(self, epoch: int) -> Path:
        """Return where an epoch's network is saved, for ``network.load``."""
        return self.folder / f"epoch-{epoch:04d}.npz"
