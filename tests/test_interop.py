"""These tests need PyTorch, which no lock of this project names: without it they are skipped.

``python -m pip install torch``, then ``pytest tests/test_interop.py tests/test_docstrings.py``.
"""

import copy
import subprocess
import sys

import numpy as np
import pytest

from committee.activations import GELU, FastGELU, LeakyReLU, ReLU, Sigmoid, SiLU, Tanh
from committee.interop import from_torch, to_torch
from committee.layers import Dense, Dropout, Residual
from committee.losses import binary_cross_entropy, softmax_cross_entropy
from committee.network import Sequential, mlp
from committee.normalization import BatchNorm, LayerNorm

LAYERS = [
    ReLU(), LeakyReLU(0.1), Sigmoid(), Tanh(), GELU(), FastGELU(), SiLU(), BatchNorm(6),
    BatchNorm(6, update_rate=0.3, epsilon=1e-3), LayerNorm(6), LayerNorm(6, epsilon=1e-3),
    Dropout(0.25, rng=np.random.default_rng(0)),
    Residual([Dense(6, 6, rng=np.random.default_rng(0)), Tanh(), LayerNorm(6)]),
]


@pytest.fixture
def torch():
    return pytest.importorskip(
        "torch", reason="PyTorch is not installed: to_torch and from_torch were not tried"
    )


def network_with(layer, dtype=float):
    rng = np.random.default_rng(1)
    layers = [Dense(9, 6, rng=rng), copy.deepcopy(layer), Dense(6, 2, rng=rng)]
    network = Sequential(layers, dtype=dtype)
    network.parameters[...] += 0.1 * rng.standard_normal(network.parameters.shape).astype(dtype)
    network.buffers[...] += rng.random(network.buffers.shape)
    return network


def inputs(torch, n=20):
    x = np.random.default_rng(2).standard_normal((n, 9))
    return x, torch.from_numpy(x)


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_every_kind_of_layer_says_in_torch_what_it_says_here(torch, layer):
    network = network_with(layer)
    x, tensor = inputs(torch)
    theirs = to_torch(network).eval()(tensor).detach().numpy()
    np.testing.assert_allclose(theirs, network.forward(x), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_a_network_comes_back_from_torch_unchanged(torch, layer):
    network = network_with(layer)
    back = from_torch(to_torch(network), rng=np.random.default_rng(0))
    assert repr(back) == repr(network)
    np.testing.assert_array_equal(back.parameters, network.parameters)
    np.testing.assert_array_equal(back.buffers, network.buffers)
    x, _ = inputs(torch)
    np.testing.assert_array_equal(back.forward(x), network.forward(x))
    for ours, theirs in zip(back.layers, network.layers, strict=True):
        for setting in ("epsilon", "update_rate", "leak", "rate"):
            assert getattr(ours, setting, None) == getattr(theirs, setting, None)


def test_losses_and_gradients_are_equal_too(torch):
    network = network_with(BatchNorm(6))
    x, tensor = inputs(torch)
    y = np.random.default_rng(3).integers(2, size=20)
    module = to_torch(network)
    theirs = torch.nn.functional.cross_entropy(module(tensor), torch.from_numpy(y))
    theirs.backward()
    losses, grad = softmax_cross_entropy(network.forward(x, training=True), np.eye(2)[y])
    network.backward(grad)
    assert theirs.item() == pytest.approx(losses.mean(), rel=1e-12)
    gradients = [p.grad.numpy() for p in module.parameters()]
    ours = network.layers
    for mine, other in (
        (ours[0].weight.grad.T, gradients[0]), (ours[0].bias.grad[0], gradients[1]),
        (ours[1].gamma.grad[0], gradients[2]), (ours[2].weight.grad.T, gradients[4]),
    ):
        np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(module[1].running_var, ours[1].variance.value[0], rtol=1e-12)


def test_single_precision_stays_single(torch):
    network = network_with(BatchNorm(6), dtype=np.float32)
    module = to_torch(network)
    assert {p.dtype for p in (*module.parameters(), module[1].running_mean)} == {torch.float32}
    back = from_torch(module, rng=np.random.default_rng(0))
    assert back.dtype == np.float32
    np.testing.assert_array_equal(back.parameters, network.parameters)


def test_one_of_many_networks_can_be_taken(torch):
    many = mlp([9, 6, 1], replicates=3, rng=np.random.default_rng(0))
    x, tensor = inputs(torch)
    theirs = to_torch(many, replicate=1)(tensor).detach().numpy()
    np.testing.assert_allclose(theirs, many.forward(x)[1], rtol=1e-12)
    loss, _ = binary_cross_entropy(many.forward(x)[1], np.ones((20, 1)))
    wanted = torch.nn.functional.binary_cross_entropy_with_logits
    assert float(wanted(torch.from_numpy(theirs), torch.ones(20, 1))) == pytest.approx(loss.mean())


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize(("replicates", "replicate"), [(None, 0), (3, None)])
def test_which_replicate_is_asked_for_where_there_are_any(replicates, replicate):
    network = mlp([9, 1], replicates=replicates, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="which of replicates"):
        to_torch(network, replicate=replicate)


def test_nothing_is_shared(torch):
    network = network_with(BatchNorm(6))
    module, kept = to_torch(network), network.parameters.copy()
    with torch.no_grad():
        for tensor in (*module.parameters(), *module.buffers()):
            tensor.zero_()
    np.testing.assert_array_equal(network.parameters, kept)
    assert network.buffers.any()
    back = from_torch(module, rng=np.random.default_rng(0))
    back.parameters[...] = 1.0
    assert not any(p.any() for p in module.parameters())


def test_nested_modules_come_back_in_a_row(torch):
    nn = torch.nn
    inner = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
    back = from_torch(nn.Sequential(inner, nn.Linear(4, 1)), rng=np.random.default_rng(0))
    assert repr(back) == "Sequential([Dense(4, 4), ReLU(), Dense(4, 1)])"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda nn: nn.Linear(2, 1, bias=False), "a module with bias, got Linear"),
        (lambda nn: nn.BatchNorm1d(2, track_running_stats=False), "with running_mean"),
        (lambda nn: nn.BatchNorm1d(2, momentum=None), "update_rate should be"),
        (lambda nn: nn.BatchNorm1d(2, affine=False), "with weight, got"),
        (lambda nn: nn.LayerNorm((2, 3)), "one axis to normalize"),
        (lambda nn: nn.LayerNorm(2, bias=False), "with bias, got"),
        (lambda nn: nn.Conv1d(1, 1, 1), "knows the modules that to_torch makes, got Conv1d"),
        (lambda nn: nn.Linear(2, 1).half(), r"all of float32 or all of float64, got \['float16'"),
        (lambda nn: nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1).double()), "all of float32 or"),
    ],
)
def test_what_has_no_counterpart_here_is_named(torch, make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        from_torch(make(torch.nn), rng=np.random.default_rng(0))


@pytest.mark.usefixtures("torch")
def test_a_layer_of_ones_own_has_no_counterpart_there():
    class Mine(Tanh):
        pass

    with pytest.raises(TypeError, match="to_torch knows the layers of committee, got Mine"):
        to_torch(network_with(Mine()))


def test_torch_is_imported_by_nothing_but_a_call():
    code = "import sys, committee.interop; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
