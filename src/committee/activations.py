"""Activations: the bend between two affine maps, applied to every number alike."""

import math

import numpy as np

from committee import _checks
from committee._typing import Array, DType, Shape
from committee.layers import Layer


class Activation(Layer):
    """A function of one number; y and its slope dy/dx have the shape of x.

    Examples
    --------
    >>> import numpy as np
    >>> class Square(Activation):
    ...     def fill(self, x, *, training):
    ...         self._x = x
    ...         return np.multiply(x, x, out=self._y)
    ...     def slope(self):
    ...         return np.add(self._x, self._x, out=self._slope)
    >>> square = Square()
    >>> square.forward(np.array([[3.0]])), square.backward(np.array([[1.0]]))
    (array([[9.]]), array([[6.]]))
    """

    _slope: Array
    _zero: Array  # numpy combines two arrays in half the time
    _one: Array  # that an array and a number take

    def arrays(self, shape: Shape, dtype: DType) -> dict[str, Array]:
        """Name the arrays for inputs of ``shape``; any will do."""
        values = {"_y": 0.0, "_slope": 0.0, "_zero": 0.0, "_one": 1.0}
        return {name: np.full(shape, value, dtype) for name, value in values.items()}

    def backward(self, grad: Array) -> Array:
        """Return dL/dx = dL/dy dy/dx."""
        slope = self.slope()
        return np.multiply(grad, slope, out=slope)

    def slope(self) -> Array:
        """Return dy/dx at the x of the last forward, in an array that may be overwritten."""
        raise NotImplementedError


class _Sigmoidal(Activation):
    """What has a sigmoid in it: ``e**x / (1 + e**x)``, the power stopped at ``e**40``.

    Beside that the 1 is lost in rounding, so nothing overflows and nothing is cut off.
    """

    _forty: Array

    def arrays(self, shape: Shape, dtype: DType) -> dict[str, Array]:
        """Name the arrays for inputs of ``shape``; any will do."""
        return super().arrays(shape, dtype) | {"_forty": np.full(shape, 40.0, dtype)}

    def _sigmoid(self, x: Array, *, out: Array) -> Array:
        """Fill ``out``, which may be x itself; ``_slope`` is scratch paper."""
        np.minimum(x, self._forty, out=out)
        np.exp(out, out=out)
        np.add(out, self._one, out=self._slope)
        return np.divide(out, self._slope, out=out)

    def _sigmoid_slope(self, y: Array) -> Array:
        """Return y (1 - y) in ``_slope``."""
        np.subtract(self._one, y, out=self._slope)
        return np.multiply(self._slope, y, out=self._slope)


class Sigmoid(_Sigmoidal):
    """``1 / (1 + e**-x)``.

    Examples
    --------
    >>> import numpy as np
    >>> Sigmoid().forward(np.array([[-1000.0, 0.0, 1000.0]]))
    array([[0. , 0.5, 1. ]])
    """

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, same shape as x."""
        return self._sigmoid(x, out=self._y)

    def slope(self) -> Array:
        """Return y (1 - y): at most 1/4, which is why deep sigmoid networks learn slowly."""
        return self._sigmoid_slope(self._y)


class Tanh(Activation):
    """Hyperbolic tangent.

    Examples
    --------
    >>> import numpy as np
    >>> Tanh().forward(np.array([[-1000.0, 0.0, 1000.0]]))
    array([[-1.,  0.,  1.]])
    """

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, same shape as x."""
        return np.tanh(x, out=self._y)

    def slope(self) -> Array:
        """Return 1 - y**2."""
        slope = np.multiply(self._y, self._y, out=self._slope)
        return np.subtract(self._one, slope, out=slope)


class ReLU(Activation):
    """``max(0, x)``; the slope at exactly 0 is taken to be 0.

    Source: Nair & Hinton (2010).

    Examples
    --------
    >>> import numpy as np
    >>> ReLU().forward(np.array([[-2.0, 0.0, 2.0]]))
    array([[0., 0., 2.]])
    """

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, same shape as x."""
        return np.maximum(x, self._zero, out=self._y)

    def slope(self) -> Array:
        """Return 1 where y is positive, else 0."""
        return np.greater(self._y, self._zero, out=self._slope)


class LeakyReLU(Activation):
    """``x`` where it is positive, ``leak * x`` where not: no unit can fall silent for good.

    The slope at exactly 0 is ``leak``. Source: Maas, Hannun & Ng (2013), equation 2.

    Raises
    ------
    TypeError, ValueError
        Where ``leak`` is not in [0, 1).

    Examples
    --------
    >>> import numpy as np
    >>> LeakyReLU(0.1).forward(np.array([[-2.0, 0.0, 2.0]]))
    array([[-0.2,  0. ,  2. ]])
    """

    def __init__(self, leak: float = 0.01) -> None:
        _checks.below_one("LeakyReLU's leak", leak, "0.01 is customary")
        self.leak = leak

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, same shape as x."""
        y = np.multiply(x, self.leak, out=self._y)
        return np.maximum(x, y, out=y)

    def slope(self) -> Array:
        """Return 1 where y is positive, else ``leak``."""
        slope = np.greater(self._y, self._zero, out=self._slope)
        slope *= 1 - self.leak
        slope += self.leak
        return slope

    def __repr__(self) -> str:
        return f"LeakyReLU({self.leak})"


class Gated(Activation):
    """``x * gate(x)``: the gate opens from 0 to 1 as x grows.

    Examples
    --------
    >>> isinstance(SiLU(), Gated)
    True
    """

    _x: Array
    _gate: Array  # gate(x)

    def arrays(self, shape: Shape, dtype: DType) -> dict[str, Array]:
        """Name the arrays for inputs of ``shape``; any will do."""
        return super().arrays(shape, dtype) | {"_gate": np.empty(shape, dtype)}

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, same shape as x."""
        self._x = x
        self.open(x)
        return np.multiply(x, self._gate, out=self._y)

    def slope(self) -> Array:
        """Return gate(x) + x gate'(x)."""
        slope = self.gate_slope()
        slope *= self._x
        slope += self._gate
        return slope

    def open(self, x: Array) -> None:
        """Fill ``_gate``."""
        raise NotImplementedError

    def gate_slope(self) -> Array:
        """Return gate'(x) in ``_slope``."""
        raise NotImplementedError


class SiLU(Gated, _Sigmoidal):
    """``x * sigmoid(x)``, also called swish.

    Source: Elfwing, Uchibe & Doya (2018), equation 2.

    Examples
    --------
    >>> import numpy as np
    >>> SiLU().forward(np.array([[-1.0, 0.0, 1.0]])).round(3)
    array([[-0.269,  0.   ,  0.731]])
    """

    def open(self, x: Array) -> None:
        """Fill ``_gate`` with the sigmoid of x."""
        self._sigmoid(x, out=self._gate)

    def gate_slope(self) -> Array:
        """Return gate (1 - gate)."""
        return self._sigmoid_slope(self._gate)


class GELU(Gated):
    """``x * Phi(x)``, Phi being the share of a normal population below x; exact and slow.

    Phi is ``erfc(-x / sqrt(2)) / 2``, which numpy lacks: ``math.erfc`` is called number by
    number. ``FastGELU`` costs a fraction of it. Source: Hendrycks & Gimpel (2016), equation 1.

    Examples
    --------
    >>> import numpy as np
    >>> GELU().forward(np.array([[-1.0, 0.0, 1.0]])).round(4)
    array([[-0.1587,  0.    ,  0.8413]])
    """

    def open(self, x: Array) -> None:
        """Fill ``_gate`` with Phi(x)."""
        turned = np.multiply(x, -math.sqrt(0.5), out=self._gate).ravel().tolist()
        shares = np.fromiter(map(math.erfc, turned), float, x.size)
        np.multiply(shares.reshape(x.shape), 0.5, out=self._gate)

    def gate_slope(self) -> Array:
        """Return the normal density at x."""
        slope = np.multiply(self._x, self._x, out=self._slope)
        slope *= -0.5
        np.exp(slope, out=slope)
        slope *= 1 / math.sqrt(2 * math.pi)
        return slope


class FastGELU(Gated, _Sigmoidal):
    """GELU by its tanh approximation, within 0.0005 of the exact one.

    Phi(x) is taken to be ``(1 + tanh(sqrt(2 / pi) (x + 0.044715 x**3))) / 2``; torch's
    ``approximate="tanh"``. Source: Hendrycks & Gimpel (2016), section 2.

    Examples
    --------
    >>> import numpy as np
    >>> FastGELU().forward(np.array([[-1.0, 0.0, 1.0]])).round(4)
    array([[-0.1588,  0.    ,  0.8412]])
    """

    def open(self, x: Array) -> None:
        """Fill ``_gate`` with the sigmoid of a cubic in x."""
        cubic = np.multiply(x, x, out=self._gate)
        cubic *= 2 * _STRETCH * _BEND
        cubic += 2 * _STRETCH
        cubic *= x
        self._sigmoid(cubic, out=cubic)

    def gate_slope(self) -> Array:
        """Return gate (1 - gate) times the cubic's slope."""
        slope = self._sigmoid_slope(self._gate)
        slope *= 2 * _STRETCH * (1 + 3 * _BEND * self._x * self._x)
        return slope


_STRETCH, _BEND = math.sqrt(2 / math.pi), 0.044715
