"""To PyTorch and back: the same network where a reader outgrows this package.

PyTorch is imported when a function here is called and at no other time; install it yourself.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.random import Generator

from committee import _checks
from committee.activations import GELU, FastGELU, LeakyReLU, ReLU, Sigmoid, SiLU, Tanh
from committee.layers import Dense, Dropout, Layer, Residual
from committee.network import Sequential
from committee.normalization import BatchNorm, LayerNorm

if TYPE_CHECKING:
    import torch


class _Pair(NamedTuple):
    """A layer of ours and its counterpart in torch.nn: the names of what they are made with."""

    ours: Callable[..., Layer]
    theirs: str
    widths: tuple[str, ...] = ()  # of theirs, in the order in which both take them
    settings: dict[str, str] = {}  # ours: theirs  # noqa: RUF012
    fixed: dict[str, str] = {}  # what makes it that kind  # noqa: RUF012


_PAIRS = [
    _Pair(Dense, "Linear", ("in_features", "out_features")),
    _Pair(BatchNorm, "BatchNorm1d", ("num_features",),
          {"update_rate": "momentum", "epsilon": "eps"}),
    _Pair(LayerNorm, "LayerNorm", ("normalized_shape",), {"epsilon": "eps"}),
    _Pair(Dropout, "Dropout", settings={"rate": "p"}),
    _Pair(LeakyReLU, "LeakyReLU", settings={"leak": "negative_slope"}),
    _Pair(GELU, "GELU", fixed={"approximate": "none"}),
    _Pair(FastGELU, "GELU", fixed={"approximate": "tanh"}),
    *(_Pair(kind, kind.__name__) for kind in (ReLU, Sigmoid, Tanh, SiLU)),
]
_TENSORS = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias",
            "mean": "running_mean", "variance": "running_var"}


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

    _checks.expect((replicate is None) == (network.replicates == ()),
                   f"to_torch should be told which of replicates {network.replicates} to take",
                   f"replicate={replicate}", "give a number where there are several, else none")
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
    _checks.expect(dtypes in (["float32"], ["float64"]),
                   "from_torch expects parameters all of float32 or all of float64", dtypes,
                   "convert the module with .float() or .double()", error=TypeError)
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
    import torch  # noqa: PLC0415

    if type(layer) is Residual:
        return _residual()(*(_to_module(inner, own) for inner in layer.layers))
    pair = next((pair for pair in _PAIRS if pair.ours is type(layer)), None)
    if pair is None:  # as for a reader's own kind of Tanh
        raise TypeError(f"to_torch knows the layers of committee, got {layer}; write its module "
                        "yourself and copy the numbers from layer.parts()")
    parts = {name: part.value[own] for name, part in layer.parts()}
    widths = next(iter(parts.values())).shape[-len(pair.widths):] if parts else ()
    settings = {theirs: getattr(layer, ours) for ours, theirs in pair.settings.items()}
    module = getattr(torch.nn, pair.theirs)(*widths, **settings, **pair.fixed)
    for name, value in parts.items():
        tensor = getattr(module, _TENSORS[name])
        tensor.data = torch.from_numpy(value.T.reshape(tensor.shape).copy())
    return module


def _layers(module: "torch.nn.Module", rng: Generator) -> Iterator[Layer]:
    """Yield the layers that a module stands for, nested ones in a row."""
    from torch import nn  # noqa: PLC0415

    if isinstance(module, nn.Sequential):
        inside = [layer for child in module for layer in _layers(child, rng)]
        yield from [Residual(inside)] if isinstance(module, _residual()) else inside
        return
    for pair in _PAIRS:
        if type(module) is getattr(nn, pair.theirs) and all(
            getattr(module, name) == value for name, value in pair.fixed.items()
        ):
            yield _from_module(module, pair, rng)
            return
    raise TypeError(f"from_torch knows the modules that to_torch makes, got {module}; "
                    "build that layer here and copy its numbers")


def _from_module(module: "torch.nn.Module", pair: _Pair, rng: Generator) -> Layer:
    """Return a module's counterpart, with its numbers."""
    widths = np.ravel([getattr(module, name) for name in pair.widths]).astype(int).tolist()
    mend = "every layer of that kind here has it"
    _checks.expect(len(widths) == len(pair.widths), "from_torch expects one axis to normalize",
                   module, mend)
    settings = {ours: getattr(module, theirs) for ours, theirs in pair.settings.items()}
    chance = {"rng": rng} if pair.ours in (Dense, Dropout) else {}
    layer = pair.ours(*widths, **settings, **chance)
    for name, part in layer.parts():
        tensor = getattr(module, _TENSORS[name])
        _checks.expect(tensor is not None, f"from_torch expects a module with {_TENSORS[name]}",
                       module, mend)
        part.value[...] = tensor.detach().cpu().double().numpy().reshape(part.value.T.shape).T
    return layer
