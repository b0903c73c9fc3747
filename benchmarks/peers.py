"""Other libraries as contestants; one that is not installed takes no part and is named."""

import warnings
from functools import partial

import numpy as np
from workloads import Workload


class ScikitLearn:
    """scikit-learn's MLPClassifier, shuffling by itself; or, when checked, shown our order."""

    name = "scikit-learn"

    def __init__(self, work: Workload, dtype: str, *, checked: bool = False) -> None:
        from sklearn.neural_network import MLPClassifier  # noqa: PLC0415

        if work.regularized:
            raise NotImplementedError("it has neither batch norm nor dropout")
        self.work, self.epochs, self.checked = work, 0, checked
        settings = {"solver": "adam"} if work.adam else {
            "solver": "sgd", "momentum": work.momentum, "nesterovs_momentum": False}
        self.model = MLPClassifier(
            work.hidden, activation="logistic" if work.sigmoid else "relu", alpha=0.0, tol=0.0,
            batch_size=work.batch_size, learning_rate_init=work.learning_rate,
            shuffle=not checked, warm_start=True, max_iter=1, n_iter_no_change=10**9, **settings,
        )
        self.x, self.y = work.x.astype(dtype), work.y
        self.run(1)  # lays out what warm_start starts from
        for mine, given in zip(self.model.coefs_, work.weights(), strict=True):
            mine[...] = given
        for bias in self.model.intercepts_:
            bias[...] = 0.0
        self.epochs = 0
        del self.model._optimizer  # partial_fit makes a fresh one

    def run(self, epochs: int) -> list[float]:
        """Train; return each epoch's mean loss."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it has not converged: it was not asked to
            if not self.checked:
                self.model.max_iter = epochs
                self.model.fit(self.x, self.y)
                return self.model.loss_curve_
            curve = []
            for _ in range(epochs):
                order = self.work.order(self.epochs)
                self.model.partial_fit(self.x[order], self.y[order], classes=np.unique(self.y))
                curve.append(float(self.model.loss_))
                self.epochs += 1
            return curve


class Torch:
    """PyTorch, eager: modules, autograd, an optimizer."""

    name, fused = "torch eager", False

    def __init__(self, work: Workload, dtype: str, *, masks: list | None = None) -> None:
        import torch  # noqa: PLC0415
        from torch import nn  # noqa: PLC0415

        torch.set_num_threads(1)
        kind, self.work, self.epochs, self.torch = getattr(torch, dtype), work, 0, torch
        layers: list[nn.Module] = []
        for (n_in, n_out), weight in zip(
            zip(work.widths, work.widths[1:], strict=False), work.weights(), strict=True
        ):
            if layers and work.regularized:
                layers.append(nn.BatchNorm1d(n_in, dtype=kind))
            if layers:
                layers.append(nn.Sigmoid() if work.sigmoid else nn.ReLU())
            if len(layers) > 1 and work.regularized:
                layers.append(nn.Dropout(work.dropout) if masks is None else _Masks(masks, torch))
            linear = nn.Linear(n_in, n_out, dtype=kind)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(weight.T))
                linear.bias.zero_()
            layers.append(linear)
        self.model = nn.Sequential(*layers)
        weights = [layer.weight for layer in layers if isinstance(layer, nn.Linear)]
        others = [p for p in self.model.parameters() if all(p is not w for w in weights)]
        groups = [{"params": weights, "weight_decay": work.l2}, {"params": others}]
        if work.adam:
            make = partial(torch.optim.Adam, lr=work.learning_rate)
        else:
            make = partial(torch.optim.SGD, lr=work.learning_rate, momentum=work.momentum)
        self.optimizer = make(groups if work.l2 else self.model.parameters(), fused=self.fused)
        self.x = torch.from_numpy(work.x.astype(dtype))
        if work.widths[-1] == 1:
            self.loss = nn.functional.binary_cross_entropy_with_logits
            self.y = torch.from_numpy(work.y[:, None].astype(dtype))
        else:
            self.loss, self.y = nn.functional.cross_entropy, torch.from_numpy(work.y)

    def run(self, epochs: int) -> list[float]:
        """Train; return each epoch's mean loss, every case's taken just before its step."""
        return [self.epoch() for _ in range(epochs)]

    def epoch(self) -> float:
        """Train for one epoch."""
        order = self.torch.from_numpy(self.work.order(self.epochs))
        self.epochs, total, size = self.epochs + 1, 0.0, self.work.batch_size
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            loss = self.loss(self.model(self.x[rows]), self.y[rows])
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(rows)
        return total / len(order)


class TorchFused(Torch):
    """PyTorch with its fused optimizers."""

    name, fused = "torch fused", True


def _Masks(masks, torch):  # noqa: N802
    """Return a module that multiplies by one given mask after another."""

    class Masks(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.left = iter(masks)

        def forward(self, x):
            return x * torch.from_numpy(next(self.left)).to(x.dtype)

    return Masks()


class JaxStep:
    """jax, each step compiled by ``jit``; a batch is taken together where that is faster."""

    name = "jax, a step compiled"
    outside = ("W3", "W5")  # where numpy takes batches together faster than the compiled step

    def __init__(self, work: Workload, dtype: str) -> None:
        import jax  # noqa: PLC0415
        import jax.numpy as jnp  # noqa: PLC0415

        if work.regularized:
            raise NotImplementedError("batch norm and dropout are not written out for it")
        jax.config.update("jax_enable_x64", dtype == "float64")
        jax.config.update("jax_cpu_enable_async_dispatch", False)  # else a second thread waits
        self.jax, self.jnp, self.work, self.epochs = jax, jnp, work, 0
        params = [(jnp.asarray(w, dtype), jnp.zeros(w.shape[1], dtype)) for w in work.weights()]
        carried = 2 if work.adam else int(work.momentum > 0)
        memories = [jax.tree.map(jnp.zeros_like, params) for _ in range(carried)]
        self.state = params, memories, jnp.asarray(0, dtype)
        x, y = work.x.astype(dtype), work.y.astype(dtype) if work.widths[-1] == 1 else work.y
        if work.name in self.outside:
            self.cases, self.dealt = None, lambda rows: (x[rows], y[rows])
        else:
            self.cases, self.dealt = (jnp.asarray(x), jnp.asarray(y)), lambda rows: rows
        self.step = jax.jit(self._step, donate_argnums=0)

    def _loss(self, params, x, y):
        jax, jnp = self.jax, self.jnp
        for weight, bias in params[:-1]:
            x = x @ weight + bias
            x = jax.nn.sigmoid(x) if self.work.sigmoid else jax.nn.relu(x)
        z = x @ params[-1][0] + params[-1][1]
        if z.shape[-1] == 1:
            return (jnp.logaddexp(0.0, z[:, 0]) - y * z[:, 0]).mean()
        return (jax.nn.logsumexp(z, axis=-1) - jnp.take_along_axis(z, y[:, None], 1)[:, 0]).mean()

    def _step(self, state, cases, batch):
        jax, jnp, work = self.jax, self.jnp, self.work
        params, memories, t = state
        if cases is not None:
            batch = cases[0][batch], cases[1][batch]
        loss, grads = jax.value_and_grad(self._loss)(params, *batch)
        t, rate = t + 1, work.learning_rate
        if work.adam:
            first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, memories[0], grads)
            second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, memories[1], grads)
            memories = [first, second]
            params = jax.tree.map(
                lambda p, m, v: p - rate * (m / (1 - 0.9**t))
                / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), params, first, second)
        else:
            memories = [jax.tree.map(lambda m, g: work.momentum * m + g, carried, grads)
                        for carried in memories]
            (direction,) = memories or [grads]
            params = jax.tree.map(lambda p, d: p - rate * d, params, direction)
        return (params, memories, t), loss

    def run(self, epochs: int) -> list[float]:
        """Train; return each epoch's mean loss, every case's taken just before its step."""
        return [self.epoch() for _ in range(epochs)]

    def epoch(self) -> float:
        """Train for one epoch."""
        order, losses, sizes = self.work.order(self.epochs), [], []
        for start in range(0, len(order), self.work.batch_size):
            rows = order[start : start + self.work.batch_size]
            self.state, loss = self.step(self.state, self.cases, self.dealt(rows))
            losses.append(loss)
            sizes.append(len(rows))
        self.epochs += 1
        return float(np.average(np.array(losses), weights=sizes))


class JaxScan(JaxStep):
    """jax, a whole epoch compiled as one ``lax.scan``."""

    name = "jax, an epoch compiled"

    def __init__(self, work: Workload, dtype: str) -> None:
        super().__init__(work, dtype)
        self.whole = self.jax.jit(self._epoch, donate_argnums=0)

    def _epoch(self, state, cases, batches):
        def step(carried, batch):
            return self._step(carried, cases, batch)

        return self.jax.lax.scan(step, state, batches)

    def epoch(self) -> float:
        """Train for one epoch."""
        order, size = self.work.order(self.epochs), self.work.batch_size
        full = len(order) // size * size
        rows = order[:full].reshape(-1, size)
        self.state, losses = self.whole(self.state, self.cases, self.dealt(rows))
        total, rest = float(losses.sum()) * size, order[full:]
        if len(rest):
            self.state, loss = self.step(self.state, self.cases, self.dealt(rest))
            total += float(loss) * len(rest)
        self.epochs += 1
        return total / len(order)
