"""Our own package as a contestant: one network, or sixty-four side by side."""

import numpy as np
from workloads import Workload

from committee.activations import ReLU, Sigmoid
from committee.layers import Dense, Dropout
from committee.losses import binary_cross_entropy, softmax_cross_entropy, targets
from committee.network import Sequential
from committee.normalization import BatchNorm
from committee.optimizers import SGD, Adam
from committee.training import train_epoch


class RecordedDropout(Dropout):
    """Dropout that keeps its masks, for a contestant that is to repeat them."""

    def fill(self, x, *, training=False):
        """Return y, same shape as x."""
        y = super().fill(x, training=training)
        vars(self).setdefault("masks", []).append(self._mask.copy())
        return y


class Committee:
    """One network."""

    name = "committee"
    replicates: int | None = None

    def __init__(self, work: Workload, dtype: str, *, dropout: type[Dropout] = Dropout) -> None:
        self.work, self.epochs, rng = work, 0, np.random.default_rng(0)
        layers = []
        for n_in, n_out in zip(work.widths, work.widths[1:], strict=False):
            if layers and work.regularized:
                layers += [BatchNorm(n_in, replicates=self.replicates)]
            if layers:
                layers += [Sigmoid() if work.sigmoid else ReLU()]
            if len(layers) > 1 and work.regularized:
                layers += [dropout(work.dropout, rng=rng)]
            layers += [Dense(n_in, n_out, rng=rng, replicates=self.replicates)]
        self.network = Sequential(layers, dtype=dtype)
        denses = [layer for layer in layers if isinstance(layer, Dense)]
        for dense, weight in zip(denses, work.weights(), strict=True):
            dense.weight.value[...] = weight
        self.loss = binary_cross_entropy if work.widths[-1] == 1 else softmax_cross_entropy
        if work.adam:
            self.optimizer = Adam(work.learning_rate, l2=work.l2)
        else:
            self.optimizer = SGD(work.learning_rate, momentum=work.momentum, l2=work.l2)
        network = self.network
        self.optimizer.begin(network.parameters, network.gradient, network.decays)
        self.x = work.x.astype(dtype)
        self.y = targets(work.y, work.widths[-1], loss=self.loss, dtype=network.dtype)

    def run(self, epochs: int) -> list[float]:
        """Train; return each epoch's mean loss, every case's taken just before its step."""
        curve = []
        with np.errstate(all="ignore"):
            for _ in range(epochs):
                order = self.work.order(self.epochs)
                losses = train_epoch(
                    self.network, self.x, self.y,
                    np.broadcast_to(order, (*self.network.replicates, len(order))),
                    self.work.batch_size, loss=self.loss, optimizer=self.optimizer,
                )
                curve.append(float(losses.mean()))
                self.epochs += 1
        return curve


class Stacked(Committee):
    """Sixty-four networks on a leading axis, each with the same cases in the same order."""

    name, replicates = "committee, 64 stacked", 64
