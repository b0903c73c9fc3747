"""Make tests/golden/torch.npz: what PyTorch computes where committee computes the same.

Run once, in an environment with PyTorch, which the tests and the book do without:

    python scripts/make_golden.py tests/golden/torch.npz

Every array is in float64. Inputs are stored beside outputs, so that no test depends on a
random stream; ``versions`` says what made the file.
"""

import argparse
import platform
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn, optim
from torch.nn import functional as F  # noqa: N812

Arrays = dict[str, np.ndarray]
SEED = 8
RNG = np.random.default_rng(SEED)
torch.manual_seed(SEED)


def tensor(array: np.ndarray) -> torch.Tensor:
    """Return a tensor of its own that gathers a gradient."""
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def numbers(value: torch.Tensor | None) -> np.ndarray:
    """Return a tensor's numbers."""
    assert value is not None
    array: np.ndarray = value.detach().numpy().copy()
    return array


def functions() -> Arrays:
    """Activations: x, y, dL/dy and dL/dx."""
    made: Arrays = {}
    x, grad = 3 * RNG.standard_normal((4, 5)), RNG.standard_normal((4, 5))
    kinds: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "Sigmoid": torch.sigmoid,
        "Tanh": torch.tanh,
        "ReLU": torch.relu,
        "LeakyReLU": lambda t: F.leaky_relu(t, 0.01),
        "GELU": F.gelu,
        "FastGELU": lambda t: F.gelu(t, approximate="tanh"),
        "SiLU": F.silu,
    }
    for name, function in kinds.items():
        inputs = tensor(x)
        y = function(inputs)
        y.backward(torch.tensor(grad))
        made |= {f"{name}/y": numbers(y), f"{name}/grad_x": numbers(inputs.grad)}
    return made | {"functions/x": x, "functions/grad": grad}


def layers() -> Arrays:
    """Layers with parameters: two passes in training, one pass at test time."""
    made: Arrays = {}
    kinds: dict[str, nn.Module] = {
        "Dense": nn.Linear(4, 3),
        "BatchNorm": nn.BatchNorm1d(4),
        "LayerNorm": nn.LayerNorm(4),
    }
    x, more = RNG.standard_normal((2, 6, 4)) + 1
    for name, layer in kinds.items():
        layer.double()
        with torch.no_grad():
            for parameter in layer.parameters():
                parameter.copy_(torch.tensor(RNG.standard_normal(parameter.shape)))
        weight, bias = layer.parameters()
        layer(tensor(more))
        inputs = tensor(x)
        y = layer(inputs)
        grad = RNG.standard_normal(y.shape)
        y.backward(torch.tensor(grad))
        made |= {
            f"{name}/weight": numbers(weight),
            f"{name}/bias": numbers(bias),
            f"{name}/y": numbers(y),
            f"{name}/grad": grad,
            f"{name}/grad_x": numbers(inputs.grad),
            f"{name}/grad_weight": numbers(weight.grad),
            f"{name}/grad_bias": numbers(bias.grad),
            f"{name}/y_at_test_time": numbers(layer.eval()(tensor(x))),
        }
        made |= {f"{name}/{key}": value.numpy().copy() for key, value in layer.named_buffers()}
    return made | {"layers/x": x, "layers/more": more}


def losses() -> Arrays:
    """Losses: of each case, and the gradient of their mean."""
    made: Arrays = {}
    z, labels = 4 * RNG.standard_normal((7, 3)), RNG.integers(3, size=7)
    y = {
        "mean_squared_error": RNG.standard_normal((7, 3)),
        "binary_cross_entropy": RNG.random((7, 1)),
        "softmax_cross_entropy": np.eye(3)[labels],
    }
    kinds: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "mean_squared_error": lambda t: F.mse_loss(
            t, torch.tensor(y["mean_squared_error"]), reduction="none"
        ).mean(dim=1),
        "binary_cross_entropy": lambda t: F.binary_cross_entropy_with_logits(
            t, torch.tensor(y["binary_cross_entropy"]), reduction="none"
        )[:, 0],
        "softmax_cross_entropy": lambda t: F.cross_entropy(
            t, torch.tensor(labels), reduction="none"
        ),
    }
    for name, loss in kinds.items():
        logits = tensor(z[:, : y[name].shape[1]])
        cases = loss(logits)
        cases.mean().backward()
        made |= {
            f"{name}/logits": numbers(logits),
            f"{name}/targets": y[name],
            f"{name}/losses": numbers(cases),
            f"{name}/gradient": numbers(logits.grad),
        }
    return made


def optimizers() -> Arrays:
    """Update rules: where five parameters are after each of thirty gradients."""
    start, gradients = RNG.standard_normal(5), RNG.standard_normal((30, 5))
    kinds: dict[str, Callable[[list[torch.Tensor]], optim.Optimizer]] = {
        "SGD": lambda p: optim.SGD(p, lr=0.1),
        "SGD with l2": lambda p: optim.SGD(p, lr=0.1, weight_decay=0.3),
        "momentum": lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
        "nesterov": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
        "nesterov with l2": lambda p: optim.SGD(
            p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.3
        ),
        "RMSprop": lambda p: optim.RMSprop(p, lr=0.1, alpha=0.9, eps=1e-8),
        "Adam": lambda p: optim.Adam(p, lr=0.1),
        "Adam with l2": lambda p: optim.Adam(
            p, lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.3
        ),
        "AdamW": lambda p: optim.AdamW(p, lr=0.1, weight_decay=0.3),
    }
    made: Arrays = {"optimizers/start": start, "optimizers/gradients": gradients}
    for name, make in kinds.items():
        parameters = tensor(start)
        optimizer, path = make([parameters]), []
        for gradient in gradients:
            parameters.grad = torch.tensor(gradient)
            optimizer.step()
            path.append(numbers(parameters))
        made[f"{name}/path"] = np.array(path)
    return made


def clip(network: nn.Module, max_norm: float) -> None:
    """Scale the joint gradient, without the 1e-6 that torch adds to its norm."""
    gradients = [p.grad for p in network.parameters() if p.grad is not None]
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    for gradient in gradients:
        gradient.mul_(max_norm / max(float(norm), max_norm))


EPOCHS, CASES, BATCH, KEPT = 5, 60, 16, 0.75


def curves() -> Arrays:
    """Whole trainings: the loss of every case just before its step, (epochs, cases).

    A plain network by SGD with momentum; one with batch norm and dropout, whose masks are
    drawn beforehand, by Adam with an L2 penalty on weights and clipped gradients.
    """
    x, y = RNG.standard_normal((CASES, 6)), RNG.integers(3, size=CASES)
    orders = np.array([RNG.permutation(CASES) for _ in range(EPOCHS)])
    masks = (RNG.random((EPOCHS, CASES, 8)) < KEPT) / KEPT
    made: Arrays = {"curves/x": x, "curves/y": y, "curves/orders": orders, "curves/masks": masks}
    plain = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 3)).double()
    deep = nn.Sequential(
        nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Identity(), nn.Linear(8, 3)
    ).double()
    for name, network in (("plain", plain), ("deep", deep)):
        made |= {f"{name}/start/{key}": numbers(p) for key, p in network.named_parameters()}
        weights = [p for p in network.parameters() if p.ndim > 1]
        others = [p for p in network.parameters() if p.ndim == 1]
        optimizer: optim.Optimizer = optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
        if name == "deep":
            groups = [{"params": weights, "weight_decay": 0.01}, {"params": others}]
            optimizer = optim.Adam(groups, lr=0.01)
        losses = np.zeros((EPOCHS, CASES))
        for epoch, order in enumerate(orders):
            for start in range(0, CASES, BATCH):
                rows = order[start : start + BATCH]
                h = torch.tensor(x[rows])
                for layer in network:
                    h = layer(h)
                    if isinstance(layer, nn.Identity):  # dropout stands here
                        h = h * torch.tensor(masks[epoch, start : start + BATCH])
                cases = F.cross_entropy(h, torch.tensor(y[rows]), reduction="none")
                losses[epoch, start : start + BATCH] = numbers(cases)
                optimizer.zero_grad()
                cases.mean().backward()
                if name == "deep":
                    clip(network, 0.5)
                optimizer.step()
        made[f"{name}/losses"] = losses
        made |= {f"{name}/end/{key}": numbers(p) for key, p in network.named_parameters()}
    return made


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("path", help="where to write, such as tests/golden/torch.npz")
    path = parser.parse_args().path
    made_by = {"torch": torch.__version__, "numpy": np.__version__}
    made_by["Python"] = platform.python_version()
    arrays: dict[str, Any] = functions() | layers() | losses() | optimizers() | curves()
    np.savez_compressed(path, versions=np.array(str(made_by)), **arrays)


if __name__ == "__main__":
    main()
