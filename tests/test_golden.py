"""Against PyTorch: arrays made once by scripts/make_golden.py; no test needs PyTorch itself."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from committee import activations, losses
from committee.activations import ReLU, Tanh
from committee.layers import Dense, Dropout
from committee.losses import softmax_cross_entropy, targets
from committee.network import Sequential
from committee.normalization import BatchNorm, LayerNorm
from committee.optimizers import SGD, Adam, AdamW, RMSprop
from committee.training import train_epoch

with np.load(Path(__file__).parent / "golden" / "torch.npz") as file:
    GOLDEN = dict(file)

same = partial(np.testing.assert_allclose, rtol=1e-10, atol=1e-10)


def test_the_file_says_what_made_it():
    assert "'torch': '2." in str(GOLDEN["versions"])


@pytest.mark.parametrize(
    "name", ["Sigmoid", "Tanh", "ReLU", "LeakyReLU", "GELU", "FastGELU", "SiLU"]
)
def test_an_activation_and_its_way_back_are_torchs(name):
    layer = getattr(activations, name)()
    same(layer.forward(GOLDEN["functions/x"]), GOLDEN[f"{name}/y"])
    same(layer.backward(GOLDEN["functions/grad"]), GOLDEN[f"{name}/grad_x"])


@pytest.mark.parametrize("kind", [Dense, BatchNorm, LayerNorm])
def test_a_layer_and_its_way_back_are_torchs(kind, rng):
    golden = {
        key.partition("/")[2]: array for key, array in GOLDEN.items()
        if key.startswith(f"{kind.__name__}/")
    }  # fmt: skip
    layer = Dense(4, 3, rng=rng) if kind is Dense else kind(4)
    weight, bias = (part for _, part in layer.parts() if hasattr(part, "grad"))
    weight.value[...], bias.value[...] = golden["weight"].T, golden["bias"]  # torch: (out, in)
    layer.forward(GOLDEN["layers/more"], training=True)
    same(layer.forward(GOLDEN["layers/x"], training=True), golden["y"])
    same(layer.backward(golden["grad"]), golden["grad_x"])
    same(weight.grad, np.atleast_2d(golden["grad_weight"].T))
    same(bias.grad[0], golden["grad_bias"])
    if kind is BatchNorm:
        same(layer.mean.value[0], golden["running_mean"])
        same(layer.variance.value[0], golden["running_var"])
    same(layer.forward(GOLDEN["layers/x"]), golden["y_at_test_time"])


@pytest.mark.parametrize(
    "name", ["mean_squared_error", "binary_cross_entropy", "softmax_cross_entropy"]
)
def test_a_loss_and_its_gradient_are_torchs(name):
    found = getattr(losses, name)(GOLDEN[f"{name}/logits"], GOLDEN[f"{name}/targets"])
    same(found[0], GOLDEN[f"{name}/losses"])
    same(found[1], GOLDEN[f"{name}/gradient"])


RULES = {
    "SGD": SGD(0.1),
    "SGD with l2": SGD(0.1, l2=0.3),
    "momentum": SGD(0.1, momentum=0.9),
    "nesterov": SGD(0.1, momentum=0.9, nesterov=True),
    "nesterov with l2": SGD(0.1, momentum=0.9, nesterov=True, l2=0.3),
    "RMSprop": RMSprop(0.1),
    "Adam": Adam(0.1),
    "Adam with l2": Adam(0.1, beta1=0.8, beta2=0.95, epsilon=1e-3, l2=0.3),
    "AdamW": AdamW(0.1, weight_decay=0.3),
}


@pytest.mark.parametrize(("name", "optimizer"), RULES.items())
def test_thirty_steps_lead_where_torchs_do(name, optimizer):
    parameters, gradient = GOLDEN["optimizers/start"].copy(), np.zeros(5)
    optimizer.begin(parameters, gradient, np.ones(5))
    path = []
    for gradient[...] in GOLDEN["optimizers/gradients"]:
        optimizer.step()
        path.append(parameters.copy())
    same(path, GOLDEN[f"{name}/path"])


class Scripted(Dropout):
    """Dropout whose masks were drawn beforehand."""

    def __init__(self, masks):
        super().__init__(0.5, rng=np.random.default_rng(8))
        self.masks = iter(masks)

    def fill(self, x, *, training):
        self._training = True
        self._mask = next(self.masks)
        return np.multiply(x, self._mask, out=self._y)


def masks_a_batch():
    for epoch in GOLDEN["curves/masks"]:
        yield from (epoch[start : start + 16] for start in range(0, 60, 16))


@pytest.mark.parametrize("name", ["plain", "deep"])
def test_a_whole_training_is_torchs(name, rng):
    optimizer, clip_norm, layers = SGD(0.1, momentum=0.9), None, [Tanh()]
    if name == "deep":
        optimizer, clip_norm = Adam(0.01, l2=0.01), 0.5
        layers = [BatchNorm(8), ReLU(), Scripted(masks_a_batch())]
    network = Sequential([Dense(6, 8, rng=rng), *layers, Dense(8, 3, rng=rng)])

    def vector(when):
        arrays = [a for key, a in GOLDEN.items() if key.startswith(f"{name}/{when}/")]
        return np.concatenate([array.T.ravel() for array in arrays])

    network.parameters[...] = vector("start")
    optimizer.begin(network.parameters, network.gradient, network.decays)
    y = targets(GOLDEN["curves/y"], 3, loss=softmax_cross_entropy)
    found = [
        train_epoch(network, GOLDEN["curves/x"], y, order, 16, loss=softmax_cross_entropy,
                    optimizer=optimizer, clip_norm=clip_norm)
        for order in GOLDEN["curves/orders"]
    ]  # fmt: skip
    same(found, GOLDEN[f"{name}/losses"])
    same(network.parameters, vector("end"))
    assert found[-1].mean() < found[0].mean()
