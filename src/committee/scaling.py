"""Scaling: how the loss falls with size, what the fall costs, and what no size removes."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from committee import _checks
from committee._typing import Array


@dataclass(frozen=True)
class PowerLaw:
    """The law ``floor + coefficient * n**-exponent``, with one standard error of each.

    Examples
    --------
    >>> law = PowerLaw(coefficient=2.0, exponent=0.5, floor=0.1)
    >>> law(400.0)
    0.2
    """

    coefficient: float
    exponent: float
    floor: float
    coefficient_error: float = 0.0
    exponent_error: float = 0.0
    floor_error: float = 0.0
    r_squared: float = 1.0

    def __call__(self, n: Array | float) -> Array | float:
        """Return the loss or error at size n."""
        at_n: Array | float = self.floor + self.coefficient * n**-self.exponent
        return at_n


def fit_power_law(n: Array, y: Array, *, floor: float | None = None) -> PowerLaw:
    """Fit ``floor + coefficient * n**-exponent`` to measured losses or errors.

    Least squares on log y, so that each point counts by its relative error. The floor is what
    remains at any size, for instance the error of the best possible rule; a fit that leaves it
    out bends the line and finds too small an exponent.

    Parameters
    ----------
    n
        Sizes, (points,), above 0.
    y
        Means measured there, (points,), above 0.
    floor
        The floor where it is known, or 0; None finds it too, between 0 and the smallest y.

    Returns
    -------
    PowerLaw
        The standard errors are those of linearized least squares: s**2 (J^T J)**-1, with the
        residuals' variance on points minus parameters; 0 for a given floor. They are rough where
        points are few. ``r_squared`` is that of log y.

    Raises
    ------
    ValueError
        Where points are fewer than the parameters plus one, not above 0, or not above the floor.

    Examples
    --------
    >>> import numpy as np
    >>> n = np.array([50.0, 100, 200, 400, 800])
    >>> law = fit_power_law(n, 0.05 + 2 * n**-0.7)
    >>> round(law.exponent, 6), round(law.floor, 6)
    (0.7, 0.05)
    >>> round(fit_power_law(n, 0.05 + 2 * n**-0.7, floor=0.0).exponent, 2)
    0.35
    """
    n, y = np.asarray(n, float), np.asarray(y, float)
    _check_points(n, y, floor)
    log_n, log_y, top = np.log(n), np.log(y), y.min()
    floors = top * np.linspace(0.0, 0.99, 100) if floor is None else [floor]
    starts = [_straight_line(log_n, y, start) for start in floors]  # the descent has local minima
    theta = min(starts, key=lambda start: _misfit(start, log_n, log_y))
    free = slice(0, 3 if floor is None else 2)
    misfit, before = _misfit(theta, log_n, log_y), math.inf
    while misfit < (1 - 1e-12) * before:
        residual, slope = _linearize(theta, log_n, log_y)
        move = np.zeros(3)
        move[free] = np.linalg.lstsq(slope[:, free], residual)[0]
        there = _within(theta + move, top)
        while _misfit(there, log_n, log_y) > misfit:  # ends: halved often enough, it is no move
            move /= 2
            there = _within(theta + move, top)
        theta, misfit, before = there, _misfit(there, log_n, log_y), misfit
    _, slope = _linearize(theta, log_n, log_y)
    inverse = np.linalg.pinv(slope[:, free].T @ slope[:, free])
    error = np.zeros(3)
    error[free] = np.sqrt(misfit / (n.size - len(inverse)) * np.diag(inverse))
    coefficient, r_squared = math.exp(theta[0]), 1 - misfit / float(np.var(log_y) * n.size)
    return PowerLaw(coefficient, -float(theta[1]), float(theta[2]), coefficient * float(error[0]),
                    float(error[1]), float(error[2]), r_squared)


def _check_points(n: Array, y: Array, floor: float | None) -> None:
    _checks.shape("fit_power_law's y", y.shape, f"(points,) as n, {n.shape}",
                  "give one mean a size", fits=n.ndim == 1 and n.shape == y.shape)
    _checks.whole("fit_power_law's number of points", n.size, "measure at more sizes",
                  at_least=4 if floor is None else 3)
    _checks.positive("fit_power_law's smallest n", float(n.min()), "a size is above 0")
    lowest = 0.0 if floor is None else floor
    _checks.expect(0 <= lowest < y.min() and np.isfinite(y).all(),
                   f"fit_power_law's y should be finite and above its floor, {lowest}",
                   f"{y.min()} to {y.max()}", "a mean that reaches the floor needs replicates")


def _straight_line(log_n: Array, y: Array, floor: float) -> Array:
    """Return intercept and slope of log(y - floor), weighted by what that is of y, and floor."""
    slope, intercept = np.polyfit(log_n, np.log(y - floor), 1, w=(y - floor) / y)
    return np.array([intercept, slope, floor])


def _linearize(theta: Array, log_n: Array, log_y: Array) -> tuple[Array, Array]:
    """Return log y minus the law's, (points,), and the law's slope in theta, (points, 3).

    ``theta`` is log coefficient, minus exponent, floor.
    """
    excess = np.exp(theta[0] + theta[1] * log_n)
    law = theta[2] + excess
    return log_y - np.log(law), np.stack([excess / law, log_n * excess / law, 1 / law], axis=-1)


def _misfit(theta: Array, log_n: Array, log_y: Array) -> float:
    return float(np.square(_linearize(theta, log_n, log_y)[0]).sum())


def _within(theta: Array, top: float) -> Array:
    """Return theta with its floor between 0 and ``top``."""
    return np.append(theta[:2], np.clip(theta[2], 0.0, top))


class ComputeOptimal(NamedTuple):
    """How a training budget is best spent: see ``compute_optimal``.

    Examples
    --------
    >>> ComputeOptimal(n_parameters=7e10, n_tokens=1.4e12, loss=1.9).n_parameters
    70000000000.0
    """

    n_parameters: float
    n_tokens: float
    loss: float  # nats a token


@dataclass(frozen=True)
class ScalingLaw:
    """Loss of a language model, in nats a token, by size and data: ``E + A / N**a + B / D**b``.

    N counts parameters and D tokens; ``floor`` is E, what no size and no data remove.
    Source: Hoffmann et al. (2022), equation 2.

    Examples
    --------
    >>> round(REPLICATION.loss(70e9, 1.4e12), 2)
    1.97
    """

    floor: float
    size_coefficient: float
    size_exponent: float
    data_coefficient: float
    data_exponent: float

    def loss(self, n_parameters: float, n_tokens: float) -> float:
        """Return the loss in nats a token."""
        size: float = self.size_coefficient / n_parameters**self.size_exponent
        data: float = self.data_coefficient / n_tokens**self.data_exponent
        return self.floor + size + data


CHINCHILLA = ScalingLaw(1.69, 406.4, 0.34, 410.7, 0.28)
"""Hoffmann et al. (2022), approach 3, as printed; it disagrees with their other two."""

REPLICATION = ScalingLaw(1.8172, 482.01, 0.3478, 2085.43, 0.3658)
"""Besiroglu et al. (2024), refitted to the same points: some 20 tokens a parameter."""


def compute_optimal(flops: float, law: ScalingLaw = REPLICATION) -> ComputeOptimal:
    """Return the size and the number of tokens of lowest loss with ``6 N D = flops``.

    ``N = G (C / 6)**(b / (a + b))`` with ``G = (a A / (b B))**(1 / (a + b))``.
    Source: Hoffmann et al. (2022), equation 4. Raises ValueError where ``flops`` is not above 0.

    Examples
    --------
    >>> best = compute_optimal(5.76e23)
    >>> f"{best.n_parameters:.1e} parameters, {best.n_tokens / best.n_parameters:.0f} tokens each"
    '7.2e+10 parameters, 18 tokens each'
    """
    _checks.positive("compute_optimal's flops", flops, "GPT-3 took 3.15e23")
    a, b = law.size_exponent, law.data_exponent
    balance = (a * law.size_coefficient / (b * law.data_coefficient)) ** (1 / (a + b))
    n_parameters = balance * (flops / 6) ** (b / (a + b))
    n_tokens = flops / 6 / n_parameters
    return ComputeOptimal(n_parameters, n_tokens, law.loss(n_parameters, n_tokens))


def training_flops(n_parameters: float, n_tokens: float) -> float:
    """Return the operations of training on ``n_tokens`` (or cases): ``6 N D``.

    Two for the forward pass, a product and a sum a weight, and four for the backward pass, one
    product for the weights' gradient and one for the inputs'. Source: Kaplan et al. (2020),
    section 2.1; it leaves attention out.

    Examples
    --------
    >>> training_flops(175e9, 300e9)  # GPT-3
    3.15e+23
    """
    _checks.positive("training_flops's n_parameters", n_parameters, "count weights and biases")
    _checks.positive("training_flops's n_tokens", n_tokens, "count each as often as it is seen")
    return 6.0 * n_parameters * n_tokens


class TrainingMemory(NamedTuple):
    """Bytes that training holds besides activations: see ``optimizer_memory``.

    Examples
    --------
    >>> TrainingMemory(weights=2, gradient=2, master=4, memories=8).total
    16
    """

    weights: float
    gradient: float
    master: float
    memories: float

    @property
    def total(self) -> float:
        """The sum, in bytes."""
        return sum(self)


def optimizer_memory(
    n_parameters: float, *, memories: int, weight_bytes: int = 4, memory_bytes: int = 4,
    master_copy: bool = False,
) -> TrainingMemory:
    """Return the bytes that weights, gradient and the optimizer's memories take.

    Parameters
    ----------
    n_parameters
        How many.
    memories
        Vectors as long as the parameters that the optimizer carries: 0 for plain descent, 1 with
        momentum, 2 for Adam and AdamW.
    weight_bytes
        Bytes a weight, and an entry of the gradient: 8, 4 or, in half precision, 2.
    memory_bytes
        Bytes an entry of a memory.
    master_copy
        Whether a second copy of the weights is kept in 4 bytes each, as mixed precision does.
        Source: Rajbhandari et al. (2020), section 3.1: 16 bytes a parameter with Adam.

    Examples
    --------
    >>> optimizer_memory(7e9, memories=2, weight_bytes=2, master_copy=True).total / 1e9
    112.0
    >>> optimizer_memory(7e9, memories=2).memories / 1e9
    56.0
    """
    _checks.positive("optimizer_memory's n_parameters", n_parameters, "count weights and biases")
    _checks.whole("optimizer_memory's memories", memories, "Adam has 2", at_least=0)
    held = n_parameters * weight_bytes
    return TrainingMemory(held, held, n_parameters * 4 * master_copy,
                          n_parameters * memory_bytes * memories)
