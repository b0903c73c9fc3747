"""Optimizers: how one flat vector of parameters moves, given one flat gradient.

Vectors are (..., n_parameters), one network a row. ``begin`` introduces an optimizer to its
vectors, once; each ``step`` then moves the parameters in place and leaves the gradient as it
was. A learning rate is a number, an array (..., 1) with one a replicate, or a schedule: a
function from the step, counted from 0, to either.
"""

import math

import numpy as np

from committee import _checks
from committee._typing import Array, Rate, Schedule, Shape


class Optimizer:
    """What all optimizers share: the two vectors, a learning rate, and the L2 penalty.

    ``l2`` adds ``l2 / 2 * sum(w**2)`` to the loss, hence ``l2 * w`` to the gradient, of weights
    only: biases and scales are spared. A rule of one's own overrides ``move``.

    Raises
    ------
    TypeError, ValueError
        Where the learning rate is not above 0, or the penalty is below.

    Examples
    --------
    >>> import numpy as np
    >>> class SignDescent(Optimizer):
    ...     def move(self, gradient, learning_rate):
    ...         return learning_rate * np.sign(gradient)
    >>> parameters, gradient = np.array([3.0, -2.0]), np.array([6.0, -0.1])
    >>> optimizer = SignDescent(0.5)
    >>> optimizer.begin(parameters, gradient, np.ones(2))
    >>> optimizer.step()
    >>> parameters
    array([ 2.5, -1.5])
    """

    n_memories = 0  # vectors, as long as the parameters, carried from step to step

    def __init__(self, learning_rate: Rate | Schedule, *, l2: float = 0.0) -> None:
        _checks.non_negative(f"{type(self).__name__}'s l2", l2, "0 leaves the penalty out")
        self.l2 = l2
        if callable(learning_rate):
            self.schedule: Schedule = learning_rate
            return
        for rate in np.ravel(learning_rate).tolist():
            name = f"{type(self).__name__}'s learning_rate"
            _checks.positive(name, rate, "0.01 is a usual first try")
        self.schedule = lambda step: learning_rate

    def _check_schedule(self, replicates: Shape) -> None:
        owner, rate = f"{type(self).__name__}'s schedule", np.asarray(self.schedule(0))
        fits, wanted = rate.shape in ((), (*replicates, 1)), f"() or {(*replicates, 1)}"
        _checks.shape(f"{owner}'s rate", rate.shape, wanted, "write rates[:, None]", fits=fits)
        fits = (np.isfinite(rate) & (rate >= 0)).all()
        mend = "it is asked for step 0 first"
        _checks.expect(fits, f"{owner} should begin with a rate of 0 or above", rate, mend)

    def begin(self, parameters: Array, gradient: Array, decays: Array) -> None:
        """Start afresh on these vectors; ``decays`` is 1 where weights are, else 0."""
        self._check_schedule(parameters.shape[:-1])
        self.parameters, self.gradient, self.decays = parameters, gradient, decays
        self.steps_taken = 0
        self._memories = [np.zeros_like(parameters) for _ in range(self.n_memories)]
        self._work, self._penalty = np.empty_like(parameters), np.empty_like(parameters)

    def step(self) -> None:
        """Move the parameters once."""
        learning_rate = self.schedule(self.steps_taken)
        self.steps_taken += 1
        gradient = self.gradient
        if self.l2:
            gradient = self._pull(self.l2)
            gradient += self.gradient
        self.parameters -= self.move(gradient, learning_rate)

    def move(self, gradient: Array, learning_rate: Rate) -> Array:
        """Return what to subtract from the parameters; ``steps_taken`` is 1 at the first call."""
        raise NotImplementedError

    def _pull(self, strength: Rate) -> Array:
        """Return ``strength * w`` for weights, 0 for biases and scales."""
        pull = np.multiply(self.decays, self.parameters, out=self._penalty)
        pull *= strength
        return pull


class SGD(Optimizer):
    """Gradient descent; ``momentum`` makes it heavy, ``nesterov`` lets it look ahead.

    ``v = momentum * v + gradient`` and ``w -= learning_rate * v``, as in torch (Keras puts
    the rate inside v): with momentum 0.9 a steady gradient moves ten times as far. Nesterov's
    form moves by ``gradient + momentum * v`` instead of v.
    Source: Polyak (1964); Sutskever et al. (2013), equations 1 to 4.

    Raises
    ------
    TypeError, ValueError
        Where the rate is not above 0, momentum not in [0, 1), or nesterov lacks momentum.

    Examples
    --------
    >>> import numpy as np
    >>> parameters, gradient = np.array([1.0]), np.array([1.0])
    >>> optimizer = SGD(0.1, momentum=0.5)
    >>> optimizer.begin(parameters, gradient, np.ones(1))
    >>> optimizer.step()  # moves by 0.1
    >>> optimizer.step()  # by 0.15
    >>> parameters
    array([0.75])
    """

    def __init__(
        self, learning_rate: Rate | Schedule, *, momentum: float = 0.0, nesterov: bool = False,
        l2: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, l2=l2)
        _checks.below_one("SGD's momentum", momentum, "0.9 is customary")
        _checks.expect(momentum or not nesterov, "SGD's nesterov should come with momentum",
                       momentum, "write momentum=0.9, or leave nesterov out")  # fmt: skip
        self.momentum, self.nesterov = momentum, nesterov
        self.n_memories = 1 if momentum else 0

    def move(self, gradient: Array, learning_rate: Rate) -> Array:
        """Return the rate times the velocity."""
        direction = gradient
        if self.momentum:
            (velocity,) = self._memories
            velocity *= self.momentum
            velocity += gradient
            direction = velocity
        if self.nesterov:
            direction = np.multiply(velocity, self.momentum, out=self._work)
            direction += gradient
        return np.multiply(direction, learning_rate, out=self._work)


class RMSprop(Optimizer):
    """Divide each parameter's gradient by a running average of its size.

    ``s = beta2 * s + (1 - beta2) * gradient**2``, ``w -= learning_rate * gradient / (sqrt(s) +
    epsilon)``; s starts at 0, so the first steps are long, by ``1 / sqrt(1 - beta2)``.
    ``beta2`` is torch's alpha and Keras's rho; epsilon is outside the root, as in torch.
    Source: Tieleman & Hinton (2012), lecture 6e.

    Examples
    --------
    >>> import numpy as np
    >>> parameters, gradient = np.zeros(2), np.array([100.0, -0.01])
    >>> optimizer = RMSprop(0.1, beta2=0.75)
    >>> optimizer.begin(parameters, gradient, np.ones(2))
    >>> optimizer.step()
    >>> parameters.round(3)
    array([-0.2,  0.2])
    """

    n_memories = 1

    def __init__(
        self, learning_rate: Rate | Schedule, *, beta2: float = 0.9, epsilon: float = 1e-8,
        l2: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, l2=l2)
        _checks.below_one("RMSprop's beta2", beta2, "0.9 is customary")
        _checks.non_negative("RMSprop's epsilon", epsilon, "1e-8 is customary")
        self.beta2, self.epsilon = beta2, epsilon

    def move(self, gradient: Array, learning_rate: Rate) -> Array:
        """Return the rate times the gradient in units of its own running size."""
        (second,), move = self._memories, self._work
        np.multiply(gradient, gradient, out=move)
        move *= 1 - self.beta2
        second *= self.beta2
        second += move
        np.sqrt(second, out=move)
        move += self.epsilon
        np.divide(gradient, move, out=move)
        move *= learning_rate
        return move


class Adam(Optimizer):
    """Momentum over gradients whose size is divided out, both averages unbiased.

    Kingma & Ba (2015), Algorithm 1, ``epsilon`` outside the root (not Keras's epsilon-hat).
    What is carried are discounted *sums* of g and g**2: the factors 1 - beta and both bias
    corrections are single numbers, applied at the end, in the order of the paper's section 2.

    Raises
    ------
    TypeError, ValueError
        Where the rate is not above 0, a beta not in [0, 1), or epsilon or l2 below 0.

    Examples
    --------
    >>> import numpy as np
    >>> parameters, gradient = np.zeros(2), np.array([100.0, -0.01])
    >>> optimizer = Adam(0.1)
    >>> optimizer.begin(parameters, gradient, np.ones(2))
    >>> optimizer.step()
    >>> parameters.round(3)
    array([-0.1,  0.1])
    """

    n_memories = 2

    def __init__(
        self, learning_rate: Rate | Schedule, *, beta1: float = 0.9, beta2: float = 0.999,
        epsilon: float = 1e-8, l2: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, l2=l2)
        owner = type(self).__name__
        _checks.below_one(f"{owner}'s beta1", beta1, "0.9 is customary")
        _checks.below_one(f"{owner}'s beta2", beta2, "0.999 is customary")
        _checks.non_negative(f"{owner}'s epsilon", epsilon, "1e-8 is customary")
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

    def move(self, gradient: Array, learning_rate: Rate) -> Array:
        """Return the rate times m-hat / (sqrt(v-hat) + epsilon)."""
        (first, second), move, t = self._memories, self._work, self.steps_taken
        first *= self.beta1
        first += gradient
        second *= self.beta2
        second += np.multiply(gradient, gradient, out=move)
        weight1 = (1 - self.beta1**t) / (1 - self.beta1)  # first / weight1 is m-hat
        weight2 = math.sqrt((1 - self.beta2**t) / (1 - self.beta2))  # likewise, under the root
        np.sqrt(second, out=move)
        move += self.epsilon * weight2
        np.divide(first, move, out=move)
        move *= learning_rate * (weight2 / weight1)
        return move


class AdamW(Adam):
    """Adam whose weights also shrink by the fraction ``learning_rate * weight_decay`` a step.

    The decay is decoupled from the gradient, so its size is not divided out as Adam does with
    an L2 penalty. Source: Loshchilov & Hutter (2019), Algorithm 2, scaled as in torch.

    Examples
    --------
    >>> import numpy as np
    >>> parameters, gradient = np.array([1.0, 1.0]), np.zeros(2)
    >>> optimizer = AdamW(0.1, weight_decay=0.5)
    >>> optimizer.begin(parameters, gradient, np.array([1.0, 0.0]))  # a weight and a bias
    >>> optimizer.step()
    >>> parameters
    array([0.95, 1.  ])
    """

    def __init__(
        self, learning_rate: Rate | Schedule, *, weight_decay: float = 0.01, beta1: float = 0.9,
        beta2: float = 0.999, epsilon: float = 1e-8,
    ) -> None:
        super().__init__(learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon)
        _checks.non_negative("AdamW's weight_decay", weight_decay, "0.01 is customary")
        self.weight_decay = weight_decay

    def move(self, gradient: Array, learning_rate: Rate) -> Array:
        """Return Adam's move and the decay."""
        move = super().move(gradient, learning_rate)
        move += self._pull(learning_rate * self.weight_decay)
        return move
