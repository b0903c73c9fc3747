"""Two ends of the scale: the loop that books print, and the matrix products alone."""

from itertools import pairwise

import numpy as np
from workloads import Workload


class ClassicLoop:
    """A network trained case by case, as books print it.

    Lists of weights and biases, columns for vectors, a loop over layers; an exponential kept from
    overflowing by clipping its argument, and a logarithm by clipping the probability.
    """

    name = "classic loop"

    def __init__(self, work: Workload, dtype: str) -> None:
        self.weights = [weight.T.astype(dtype) for weight in work.weights()]
        self.biases = [np.zeros((len(weight), 1), dtype) for weight in self.weights]
        columns = work.x.astype(dtype)[:, :, None]
        self.cases = list(zip(columns, work.y.tolist(), strict=True))
        self.work, self.epochs = work, 0

    @staticmethod
    def sigmoid(z):
        """Return 1 / (1 + e**-z)."""
        return 1.0 / (1.0 + np.exp(-np.clip(z, -500, 500)))

    @staticmethod
    def loss(p, y):
        """Return the cross-entropy of one case."""
        p = np.clip(p, 1e-15, 1 - 1e-15)
        return -(y * np.log(p) + (1 - y) * np.log(1 - p)).item()

    def forward(self, x):
        """Return the answers of all layers, the input first."""
        answers = [x]
        for weight, bias in zip(self.weights, self.biases, strict=True):
            answers.append(self.sigmoid(np.dot(weight, answers[-1]) + bias))
        return answers

    def backward(self, answers, y):
        """Return the gradients of weights and biases, layer by layer."""
        delta = answers[-1] - y
        of_weights, of_biases = [np.dot(delta, answers[-2].T)], [delta]
        for i in range(len(self.weights) - 1, 0, -1):
            delta = np.dot(self.weights[i].T, delta) * answers[i] * (1.0 - answers[i])
            of_weights.insert(0, np.dot(delta, answers[i - 1].T))
            of_biases.insert(0, delta)
        return of_weights, of_biases

    def run(self, epochs: int) -> list[float]:
        """Train; return each epoch's mean loss, every case's taken just before its step."""
        return [self.epoch() for _ in range(epochs)]

    def epoch(self) -> float:
        """Train for one epoch."""
        total, rate = 0.0, self.work.learning_rate
        for i in self.work.order(self.epochs):
            x, y = self.cases[i]
            answers = self.forward(x)
            total += self.loss(answers[-1], y)
            of_weights, of_biases = self.backward(answers, y)
            for j in range(len(self.weights)):
                self.weights[j] -= rate * of_weights[j]
                self.biases[j] -= rate * of_biases[j]
        self.epochs += 1
        return total / len(self.cases)


class ClassicLoopEvaluated(ClassicLoop):
    """The same with loss and accuracy after each epoch, on training and validation cases.

    Case by case too; the validation set is as large, as it is for ``fit``, to which this compares.
    """

    name = "classic loop with evaluations"

    def epoch(self) -> float:
        """Train for one epoch, then look at every case of both sets."""
        mean = super().epoch()
        for _ in ("training", "validation"):
            loss = right = 0.0
            for x, y in self.cases:
                p = self.forward(x)[-1]
                loss += self.loss(p, y)
                right += (p.item() > 0.5) == y
        return mean


class MatrixProducts:
    """The matrix products of a step and nothing else: what no trainer can undercut."""

    name = "matrix products alone"

    def __init__(self, work: Workload, dtype: str) -> None:
        self.work, rng = work, np.random.default_rng(0)
        sizes = [work.batch_size] * (len(work.x) // work.batch_size)
        if len(work.x) % work.batch_size:
            sizes.append(len(work.x) % work.batch_size)
        self.calls = []
        for n in set(sizes):
            for i, (n_in, n_out) in enumerate(pairwise(work.widths)):
                x, weight, grad = (rng.standard_normal(shape).astype(dtype) for shape in
                                   ((n, n_in), (n_in, n_out), (n, n_out)))
                products = [(x, weight), (x.T, grad)] + ([(grad, weight.T)] if i else [])
                self.calls += [(n, a, b, (a @ b).astype(dtype)) for a, b in products]
        self.steps = [[(a, b, out) for size, a, b, out in self.calls if size == n] for n in sizes]

    def run(self, epochs: int) -> list[float]:
        """Multiply; there is no loss to return."""
        for _ in range(epochs):
            for step in self.steps:
                for a, b, out in step:
                    np.ndarray.dot(a, b, out=out)
        return []
