"""Training: the loop that shows a network its cases until it has learnt them."""

import sys
from collections.abc import Iterator, Sequence
from time import monotonic

import numpy as np
from numpy.random import Generator

from committee import _checks
from committee._typing import Array, Loss
from committee.clipping import clip_by_global_norm
from committee.data import Dataset, batches, shuffled
from committee.history import History
from committee.losses import targets
from committee.metrics import accuracy
from committee.network import Sequential
from committee.optimizers import Optimizer

SLICE = 256  # cases evaluated at a time; always as many, since BLAS rounds by the size of a matrix


class Callback:
    """What may look on after every epoch, and ask replicates to stop.

    A callback of one's own derives from this and overrides what it needs.

    Examples
    --------
    >>> class Count(Callback):
    ...     epochs = 0
    ...     def after_epoch(self, network, history):
    ...         self.epochs += 1
    >>> Count().needs_validation
    False
    """

    needs_validation: bool = False

    def begin(self, network: Sequential) -> None:
        """Meet the network before its first epoch."""

    def after_epoch(self, network: Sequential, history: History) -> Array | None:
        """Return which replicates should stop now, (...replicates); None for none."""

    def end(self, network: Sequential, history: History) -> None:
        """See the network after its last epoch."""


class DivergedError(ArithmeticError):
    """Every replicate's loss ceased to be finite.

    Attributes
    ----------
    history
        What happened until then.
    epoch, step
        When the last replicate diverged, both counted from 1; ``step`` over all epochs.

    Examples
    --------
    >>> error = DivergedError(History(), epoch=3, step=57)
    >>> error.epoch
    3
    """

    def __init__(self, history: History, *, epoch: int, step: int) -> None:
        super().__init__(
            f"the loss should stay finite, but did not beyond epoch {epoch}, step {step}; "
            "a smaller learning rate or clip_norm usually mends it"
        )
        self.history, self.epoch, self.step = history, epoch, step


def fit(
    network: Sequential, train: Dataset, *, validation: Dataset | None = None, loss: Loss,
    optimizer: Optimizer, epochs: int, batch_size: int | None = None,
    callbacks: Sequence[Callback] = (), clip_norm: float | None = None, rng: Generator,
) -> History:
    """Train ``network`` in place and return what happened, epoch by epoch.

    Curves are measured after each epoch on whole sets, as at test time. Every replicate has
    its own order of cases. One whose loss is no longer finite gets its parameters of the last
    finite epoch back and stays there. On a terminal, long work shows a progress bar.

    Parameters
    ----------
    network
        Gets better.
    train, validation
        Cases of the network's replicates, or one set that all replicates share, in the
        network's dtype.
    loss
        From ``committee.losses``, or a function like those.
    optimizer
        Starts afresh, at step 0.
    epochs
        How often each case is shown.
    batch_size
        Cases a step; the last batch of an epoch may be smaller. None for all.
    callbacks
        Looked after once an epoch, in order.
    clip_norm
        The longest gradient allowed, by ``clip_by_global_norm``. None for any.
    rng
        Shuffles the cases.

    Raises
    ------
    TypeError, ValueError
        Before any computation, where arguments do not fit each other.
    DivergedError
        Where every replicate's loss ceased to be finite.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.data import line_images
    >>> from committee.losses import binary_cross_entropy
    >>> from committee.network import mlp
    >>> from committee.optimizers import Adam
    >>> rng = np.random.default_rng(8)
    >>> network = mlp([9, 20, 1], rng=rng)
    >>> cases = line_images(200, noise=0.3, rng=rng)
    >>> history = fit(network, cases, loss=binary_cross_entropy, optimizer=Adam(0.01),
    ...               epochs=50, batch_size=32, rng=rng)
    >>> bool(history.train_accuracy[-1] > 0.9)
    True
    """
    _check_settings(network, loss, optimizer, epochs)
    _check_callbacks(callbacks, validation)
    if clip_norm is not None:
        _checks.positive("fit's clip_norm", clip_norm, "None leaves clipping out")
    _checks.generator("fit's rng", rng)
    sets = {"train": (train, _targets("fit's train", network, train, loss))}
    if validation is not None:
        sets["val"] = validation, _targets("fit's validation", network, validation, loss)
    _check_batch_size(batch_size, train.n)
    history, size, diverged_step = History(network.replicates), batch_size or train.n, 0
    optimizer.begin(network.parameters, network.gradient, network.decays)
    for callback in callbacks:
        callback.begin(network)
    with np.errstate(all="ignore"):
        for _ in _counted(epochs):
            kept = network.parameters.copy(), network.buffers.copy()
            first_step = optimizer.steps_taken
            order = shuffled(train.n, network.replicates, rng=rng)
            losses = train_epoch(network, train.x, sets["train"][1], order, size,
                                 loss=loss, optimizer=optimizer, clip_norm=clip_norm)
            measured = _measure(network, sets, loss)
            lost = history.active & ~_finite(network, losses, measured["train_loss"])
            history.diverged_at[lost] = len(history) + 1
            _put_back(network, ~history.active, kept)
            if lost.any():
                diverged_step = first_step + _first_bad_step(losses, size, lost)
                measured = _measure(network, sets, loss)
            rate = np.broadcast_to(optimizer.schedule(first_step), (*network.replicates, 1))
            history.record(measured | {"learning_rate": rate[..., 0]})
            for callback in callbacks:
                asks = callback.after_epoch(network, history)
                if asks is not None:
                    history.stopped_at[history.active & asks] = len(history)
            if not history.active.any():
                break
    if history.diverged_at.all():
        raise DivergedError(history, epoch=len(history), step=diverged_step)
    for callback in callbacks:
        callback.end(network, history)
    return history


def train_epoch(
    network: Sequential, x: Array, y: Array, order: Array, batch_size: int, *,
    loss: Loss, optimizer: Optimizer, clip_norm: float | None = None,
) -> Array:
    """Take one step a batch; return each case's loss just before its step, (..., n), in order.

    x is (..., n, features), y are targets, (..., n, k), and ``order`` says who comes when,
    (..., n). The optimizer has begun.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.losses import mean_squared_error
    >>> from committee.network import mlp
    >>> from committee.optimizers import SGD
    >>> network, optimizer = mlp([1, 1], rng=np.random.default_rng(8)), SGD(0.1)
    >>> network.parameters[...] = 0.0
    >>> optimizer.begin(network.parameters, network.gradient, network.decays)
    >>> ones = np.ones((2, 1))
    >>> train_epoch(network, ones, ones, np.array([0, 1]), 1,
    ...             loss=mean_squared_error, optimizer=optimizer).round(2)
    array([1.  , 0.36])
    """
    losses, start = np.empty(order.shape, network.dtype), 0
    for x_batch, y_batch in batches(x, y, order, batch_size):
        stop = start + x_batch.shape[-2]
        logits = network.forward(x_batch, training=True)
        losses[..., start:stop], grad = loss(logits, y_batch)
        network.backward(grad)
        if clip_norm is not None:
            clip_by_global_norm(network.gradient, clip_norm)
        optimizer.step()
        start = stop
    return losses


def evaluate(network: Sequential, data: Dataset, *, loss: Loss) -> tuple[Array, Array]:
    """Return mean loss and accuracy over all cases, each (...replicates), as at test time.

    The accuracy of a regression, whose targets are floats, is NaN. Raises as ``fit`` does.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.losses import binary_cross_entropy
    >>> from committee.network import mlp
    >>> network = mlp([2, 1], rng=np.random.default_rng(8))
    >>> network.parameters[...] = 0.0
    >>> test = Dataset(np.ones((3, 2)), np.array([0, 0, 1]))
    >>> loss, accuracy = evaluate(network, test, loss=binary_cross_entropy)
    >>> round(float(loss), 3), round(float(accuracy), 3)
    (0.693, 0.667)
    """
    return _evaluate(network, data, _targets("evaluate's data", network, data, loss), loss)


def _evaluate(network: Sequential, data: Dataset, y: Array, loss: Loss) -> tuple[Array, Array]:
    x = np.broadcast_to(data.x, (*network.replicates, *data.x.shape[-2:]))
    slices = [x[..., start : start + SLICE, :] for start in range(0, data.n, SLICE)]
    logits = np.concatenate([network.forward(part).copy() for part in slices], axis=-2)
    losses, _ = loss(logits, np.broadcast_to(y, logits.shape))
    if data.y.dtype.kind == "f":
        return losses.mean(axis=-1), np.full(network.replicates, np.nan)
    return losses.mean(axis=-1), accuracy(logits, data.y)


def _measure(
    network: Sequential, sets: dict[str, tuple[Dataset, Array]], loss: Loss
) -> dict[str, Array]:
    """Return the newest point of every curve."""
    values = {}
    for name, (data, y) in sets.items():
        values[f"{name}_loss"], share = _evaluate(network, data, y, loss)
        if data.y.dtype.kind != "f":
            values[f"{name}_accuracy"] = share
    return values


def _finite(network: Sequential, losses: Array, train_loss: Array) -> Array:
    """Return for which replicates all is still finite, (...replicates)."""
    finite: Array = np.isfinite(losses).all(axis=-1) & np.isfinite(train_loss)
    return finite & np.isfinite(network.parameters).all(axis=-1)


def _first_bad_step(losses: Array, batch_size: int, lost: Array) -> int:
    """Return the epoch's step, from 1, whose loss was not finite, the latest over replicates."""
    bad = ~np.isfinite(losses)
    bad[..., -1] = True  # the last step may have spoilt the parameters alone
    return int((bad.argmax(axis=-1)[lost] // batch_size).max()) + 1


def _put_back(network: Sequential, rows: Array, kept: tuple[Array, Array]) -> None:
    network.parameters[rows], network.buffers[rows] = kept[0][rows], kept[1][rows]


def _counted(epochs: int) -> Iterator[int]:
    """Count epochs; on a terminal, show a bar of them that is renewed twice a second."""
    if not sys.stderr.isatty():
        yield from range(epochs)
        return
    start = shown = monotonic()
    try:
        for done in range(1, epochs + 1):
            yield done
            now = monotonic()
            if now - shown > 0.5:
                bar, left = "=" * (30 * done // epochs), (now - start) * (epochs / done - 1)
                sys.stderr.write(f"\r[{bar:<30}] epoch {done} of {epochs}, {left:.0f} s left\x1b[K")
                sys.stderr.flush()
                shown = now
    finally:
        if shown > start:
            sys.stderr.write("\r\x1b[K")


def _targets(name: str, network: Sequential, data: Dataset, loss: Loss) -> Array:
    """Expect data that network and loss can take; return the targets, (..., n, k)."""
    _checks.kind(name, data, Dataset, "write Dataset(x, y)")
    x, own, dtype = data.x, network.replicates, network.dtype
    _checks.expect(x.dtype == dtype, f"{name} should hold x of the network's {dtype}", x.dtype,
                   f"write Dataset(x.astype(np.{dtype}), y)", error=TypeError)  # fmt: skip
    _checks.expect(data.replicates in ((), own), f"{name} should have the network's replicates",
                   f"{data.replicates} for {own}", "pass the same replicates= to both")  # fmt: skip
    largest, most = np.abs(x).max(), np.sqrt(np.finfo(dtype).max)
    _checks.expect(largest < most, f"{name} should hold x whose squares do not overflow",
                   f"{largest:.1g}", "scale the features to about 1")  # fmt: skip
    n_outputs = network.prepare((*network.replicates, 1, data.x.shape[-1]))[-1]
    return targets(data.y, n_outputs, loss=loss, dtype=network.dtype)


def _check_settings(network: Sequential, loss: Loss, optimizer: Optimizer, epochs: int) -> None:
    _checks.kind("fit's network", network, Sequential, "make one with mlp")
    _checks.expect(callable(loss), "fit's loss should be a function", repr(loss),
                   "pass one of committee.losses", error=TypeError)  # fmt: skip
    _checks.kind("fit's optimizer", optimizer, Optimizer, "write Adam(0.01)")
    _checks.whole("fit's epochs", epochs, "it counts how often each case is shown")


def _check_batch_size(batch_size: int | None, n: int) -> None:
    if batch_size is not None:
        wanted, mend = "fit's batch_size", "None takes all cases at once"
        _checks.whole(wanted, batch_size, mend)
        _checks.expect(batch_size <= n, f"{wanted} should be at most {n}", batch_size, mend)


def _check_callbacks(callbacks: Sequence[Callback], validation: Dataset | None) -> None:
    for callback in callbacks:
        _checks.expect(not isinstance(callback, type), "fit's callbacks should be objects",
                       callback, "call the class", error=TypeError)  # fmt: skip
        needed = not callback.needs_validation or validation is not None
        wanted = f"{type(callback).__name__} expects fit to have a validation set"
        _checks.expect(needed, wanted, None, "pass validation=")
