"""One member of the committee: a weighted vote, a bend, and a rule to learn one by.

Where a whole network is wanted, ``network.mlp`` is quicker; here everything can be seen.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from committee import _checks
from committee._typing import Array

if TYPE_CHECKING:
    from committee.data import Dataset


def step(z: Array) -> Array:
    """Return 1 where z is above 0, else 0.

    Examples
    --------
    >>> import numpy as np
    >>> step(np.array([-0.5, 0.0, 0.5]))
    array([0., 0., 1.])
    """
    return np.heaviside(z, 0.0)


def sigmoid(z: Array) -> Array:
    """Return ``1 / (1 + e**-z)``, computed as ``(1 + tanh(z / 2)) / 2``, which cannot overflow.

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    bend: Array = (1 + np.tanh(np.asarray(z) / 2)) / 2
    return bend


class Neuron:
    """One unit: ``activation(x . weight + bias)``.

    Attributes
    ----------
    weight
        How much each input counts, (n_features,), floats.
    bias
        How far the unit leans to yes before it has seen anything.
    activation
        What becomes of the vote z; ``step`` unless given.

    Raises
    ------
    TypeError, ValueError
        Where the weights are no finite floats or no flat row, or x has another width.

    Examples
    --------
    >>> import numpy as np
    >>> middle_column = Neuron(np.array([0, 1, 0, 0, 1, 0, 0, 1, 0.0]), bias=-2.5)
    >>> from committee.data import line_templates
    >>> middle_column.vote(line_templates().x)
    array([-1.5, -1.5, -1.5, -2.5,  0.5, -2.5])
    >>> middle_column(line_templates().x)
    array([0., 0., 0., 0., 1., 0.])
    """

    def __init__(
        self, weight: Array, bias: float = 0.0, *, activation: Callable[[Array], Array] = step
    ) -> None:
        name = f"{type(self).__name__}'s weight"
        _checks.floats(name, weight)
        mend = "give one weight a feature"
        _checks.shape(name, weight.shape, "(n_features,)", mend, fits=weight.ndim == 1)
        _checks.expect(math.isfinite(bias), f"{type(self).__name__}'s bias should be finite", bias,
                       "0 leans to neither side")
        self.weight, self.bias, self.activation = weight.copy(), float(bias), activation

    def vote(self, x: Array) -> Array:
        """Return the pre-activation z, (..., n), of x, (..., n, n_features)."""
        n_features = self.weight.size
        fits = np.ndim(x) > 0 and np.shape(x)[-1] == n_features
        mend = "flatten each picture to one row of features"
        _checks.shape("x", np.shape(x), f"(..., {n_features})", mend, fits=fits)
        z: Array = x @ self.weight + self.bias
        return z

    def __call__(self, x: Array) -> Array:
        """Return the unit's answer, (..., n)."""
        return self.activation(self.vote(x))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.weight.round(3).tolist()}, bias={self.bias:.3g})"


class Perceptron(Neuron):
    """A neuron with a step, and Rosenblatt's rule: add the picture it missed, or take it away.

    After each case, ``weight += (y - verdict) x`` and ``bias += y - verdict``, so that only
    mistakes move it. If some straight cut parts the classes, it makes finitely many mistakes;
    if none does, it never comes to rest. Source: Rosenblatt (1958); Novikoff (1962).

    Examples
    --------
    >>> import numpy as np
    >>> from committee.data import logic_gate
    >>> judge = Perceptron(np.zeros(2))
    >>> judge.learn(logic_gate(np.logical_and), epochs=20)
    array([1, 3, 3, 2, 1, 0])
    >>> judge
    Perceptron([2.0, 1.0], bias=-2)
    """

    def __init__(self, weight: Array, bias: float = 0.0) -> None:
        super().__init__(weight, bias)

    def correct(self, x: Array, y: int) -> bool:
        """Rule on one case, x (n_features,), and learn from it; return whether it was missed."""
        error = y - float(self(x))
        self.weight += error * x
        self.bias += error
        return error != 0.0

    def learn(self, data: "Dataset", *, epochs: int) -> Array:
        """Go through the cases in order until an epoch without mistakes; return those of each.

        The answer has one count an epoch, at most ``epochs``; a last entry other than 0 says
        that it had not come to rest. ``data`` has labels 0 and 1 and no replicates.
        """
        _checks.whole("Perceptron's epochs", epochs, "20 is plenty for four corners")
        highest = data.y.max()
        _checks.expect(not data.replicates and highest <= 1,
                       "Perceptron learns from one set with labels 0 and 1",
                       f"{data} with labels up to {highest}", "take one replicate and two classes")
        mistakes: list[int] = []
        while len(mistakes) < epochs and (not mistakes or mistakes[-1]):
            missed = [self.correct(x, y) for x, y in zip(data.x, data.y, strict=True)]
            mistakes.append(sum(missed))
        return np.array(mistakes)
