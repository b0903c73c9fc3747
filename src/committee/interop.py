"""To PyTorch and back: the same network where a reader outgrows this package.

PyTorch is imported when a function here is called and at no other time; install it yourself.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator

from committee import _checks
from committee._typing import Array
from committee.activations import GELU, FastGELU, LeakyReLU, ReLU, Sigmoid, SiLU, Tanh
from committee.layers import Dense, Dropout, Layer, Parameter, Residual
from committee.network import Sequential
from committee.normalization import BatchNorm, LayerNorm

if TYPE_CHECKING:
    import torch


_PLAIN: dict[str, type[Layer]] = {"ReLU": ReLU, "Sigmoid": Sigmoid, "Tanh": Tanh, "SiLU": SiLU}
_KNOWN = {*_PLAIN.values(), LeakyReLU, GELU, FastGELU, Dense, Dropout, Residual, BatchNorm,
          LayerNorm}


def to_torch(network: Sequential, *, replicate: int | None = None) -> "torch.nn.Sequential":
    """Return a PyTorch module of its own with the same layers, numbers and dtype.

    Of networks side by side, ``replicate`` chooses one. Like any new module it is in training
    mode: call ``.eval()`` before comparing outputs. A Linear's weight is our Dense's transposed;
    BatchNorm1d's momentum is our update_rate.

    Raises
    ------
    ValueError
        Where ``replicate`` is missing or not wanted.
    TypeError
        Where a layer has no counterpart, such as one of the reader's own.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.network import mlp
    >>> to_torch(mlp([9, 20, 1], rng=np.random.default_rng(8)))
    Sequential(
      (0): Linear(in_features=9, out_features=20, bias=True)
      (1): ReLU()
      (2): Linear(in_features=20, out_features=1, bias=True)
    )
    """
    import torch  # noqa: PLC0415

    if (replicate is None) != (network.replicates == ()):
        raise ValueError(
            f"to_torch should be told which of replicates {network.replicates} to take, got "
            f"replicate={replicate}; give a number where there are several, none where not"
        )
    own = () if replicate is None else (replicate,)
    return torch.nn.Sequential(*(_to_module(layer, own) for layer in network.layers))


def from_torch(module: "torch.nn.Module", *, rng: Generator) -> Sequential:
    """Return our network with the same layers, numbers and dtype; it shares no memory.

    ``module`` is one of the layers that ``to_torch`` makes, or an ``nn.Sequential`` of them,
    nested or not. ``rng`` serves Dropout.

    Raises
    ------
    TypeError
        Where a module has no counterpart here.
    ValueError
        Where a Linear or a norm lacks what ours have: bias, scale and running averages.

    Examples
    --------
    >>> import numpy as np
    >>> import torch
    >>> rng = np.random.default_rng(8)
    >>> from_torch(torch.nn.Sequential(torch.nn.Linear(9, 1), torch.nn.Sigmoid()), rng=rng)
    Sequential([Dense(9, 1), Sigmoid()])
    """
    _checks.generator("from_torch's rng", rng)
    layers = list(_layers(module, rng))
    dtypes = sorted({str(p.dtype).removeprefix("torch.") for p in module.parameters()})
    if len(dtypes) != 1 or dtypes[0] not in ("float32", "float64"):
        raise TypeError(
            f"from_torch expects parameters all of float32 or all of float64, got {dtypes}; "
            "convert the module with .float() or .double()"
        )
    return Sequential(layers, dtype=dtypes[0])


@cache
def _residual() -> "type[torch.nn.Sequential]":
    """Return the module that stands for our Residual; made once, so that it is recognised."""
    import torch  # noqa: PLC0415

    class Residual(torch.nn.Sequential):  # type: ignore[misc]  # where torch is not installed
        """``x + f(x)``."""

        def forward(self, x: "torch.Tensor") -> "torch.Tensor":
            return x + super().forward(x)

    return Residual


def _to_module(layer: Layer, own: tuple[int, ...]) -> "torch.nn.Module":
    """Return a layer's counterpart, with the numbers of one replicate."""
    from torch import nn  # noqa: PLC0415

    if type(layer) not in _KNOWN:  # nor is a reader's own kind of Tanh
        raise TypeError(f"to_torch knows the layers of committee, got {layer}; write its "
                        "module yourself and copy the numbers from layer.parts()")
    module: nn.Module
    match layer:
        case Dense():
            module = nn.Linear(*layer.weight.value.shape[-2:])
            _give(module, weight=layer.weight.value[own].T, bias=layer.bias.value[own][0])
        case BatchNorm():
            module = nn.BatchNorm1d(
                layer.gamma.value.shape[-1], eps=layer.epsilon, momentum=layer.update_rate
            )
            _give(module, weight=layer.gamma.value[own][0], bias=layer.beta.value[own][0])
            module.running_mean = _tensor(layer.mean.value[own][0])
            module.running_var = _tensor(layer.variance.value[own][0])
        case LayerNorm():
            module = nn.LayerNorm(layer.gamma.value.shape[-1], eps=layer.epsilon)
            _give(module, weight=layer.gamma.value[own][0], bias=layer.beta.value[own][0])
        case Residual():
            module = _residual()(*(_to_module(inner, own) for inner in layer.layers))
        case Dropout():
            module = nn.Dropout(layer.rate)
        case LeakyReLU():
            module = nn.LeakyReLU(layer.leak)
        case GELU() | FastGELU():
            module = nn.GELU(approximate="tanh" if isinstance(layer, FastGELU) else "none")
        case _:
            module = getattr(nn, type(layer).__name__)()
    return module


def _tensor(array: Array) -> "torch.Tensor":
    import torch  # noqa: PLC0415

    return torch.from_numpy(array.copy())


def _give(module: "torch.nn.Module", *, weight: Array, bias: Array) -> None:
    from torch import nn  # noqa: PLC0415

    module.weight, module.bias = nn.Parameter(_tensor(weight)), nn.Parameter(_tensor(bias))


def _layers(module: "torch.nn.Module", rng: Generator) -> Iterator[Layer]:
    """Yield the layers that a module stands for, nested ones in a row."""
    from torch import nn  # noqa: PLC0415

    match module:
        case nn.Linear():
            dense = Dense(module.in_features, module.out_features, rng=rng)
            _take(module, weight=dense.weight, bias=dense.bias)
            yield dense
        case nn.BatchNorm1d():
            _require(module, "running averages and a momentum",
                     holds=module.running_mean is not None and module.momentum is not None)
            norm = BatchNorm(module.num_features, update_rate=module.momentum, epsilon=module.eps)
            _take(module, weight=norm.gamma, bias=norm.beta)
            norm.mean.value[...] = _array(module.running_mean)
            norm.variance.value[...] = _array(module.running_var)
            yield norm
        case nn.LayerNorm():
            _require(module, "one axis to normalize", holds=len(module.normalized_shape) == 1)
            layer_norm = LayerNorm(module.normalized_shape[0], epsilon=module.eps)
            _take(module, weight=layer_norm.gamma, bias=layer_norm.beta)
            yield layer_norm
        case nn.Sequential():
            inside = [layer for child in module for layer in _layers(child, rng)]
            yield from [Residual(inside)] if isinstance(module, _residual()) else inside
        case nn.Dropout():
            yield Dropout(module.p, rng=rng)
        case nn.LeakyReLU():
            yield LeakyReLU(module.negative_slope)
        case nn.GELU():
            yield FastGELU() if module.approximate == "tanh" else GELU()
        case nn.ReLU() | nn.Sigmoid() | nn.Tanh() | nn.SiLU():
            yield _PLAIN[type(module).__name__]()
        case _:
            raise TypeError(f"from_torch knows the modules that to_torch makes, got {module}; "
                            "build that layer here and copy its numbers")


def _require(module: "torch.nn.Module", what: str, *, holds: bool) -> None:
    if not holds:
        raise ValueError(f"from_torch expects a module with {what}, got {module}; "
                         "every layer of that kind here has it")


def _array(tensor: "torch.Tensor") -> Array:
    return np.array(tensor.detach().cpu().double().numpy())


def _take(module: "torch.nn.Module", *, weight: Parameter, bias: Parameter) -> None:
    """Fill a layer's parameters, laid out as (rows, columns), with a module's."""
    _require(module, "weight and bias",
             holds=module.weight is not None and module.bias is not None)
    weight.value[...] = _array(module.weight).T
    bias.value[...] = _array(module.bias)
