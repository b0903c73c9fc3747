"""A network: layers in a row, all their parameters one flat vector."""

import copy
import pickle
import tracemalloc
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.activations import LeakyReLU, ReLU, Sigmoid, Tanh
from committee.data import shuffled
from committee.initializers import zeros
from committee.layers import Dense, Dropout, Residual
from committee.losses import binary_cross_entropy, softmax_cross_entropy, targets
from committee.network import Sequential, mlp
from committee.normalization import BatchNorm, LayerNorm
from committee.optimizers import SGD, Adam
from committee.training import train_epoch


def varied(rng, *, replicates=None, dtype=float):
    """Return a network with a bit of everything that draws no random numbers."""
    dense = partial(Dense, rng=rng, replicates=replicates)
    inside = [dense(5, 4), Tanh(), dense(4, 5)]
    layers = [
        dense(9, 5), BatchNorm(5, replicates=replicates), LeakyReLU(), Residual(inside),
        LayerNorm(5, replicates=replicates), Sigmoid(), dense(5, 3),
    ]  # fmt: skip
    return Sequential(layers, dtype=dtype)


@given(replicates=st.none() | st.integers(1, 3), seed=st.integers(0, 2))
def test_the_whole_way_back_is_the_slope_of_the_whole_way_forward(replicates, seed, slopes):
    rng = np.random.default_rng(seed)
    network = varied(rng, replicates=replicates)
    network.parameters[...] += 0.1 * rng.standard_normal(network.parameters.shape)
    x = rng.standard_normal((*network.replicates, 6, 9))
    y = targets(rng.integers(3, size=x.shape[:-1]), 3, loss=softmax_cross_entropy)

    def loss():
        losses, _ = softmax_cross_entropy(network.forward(x, training=True), y)
        return losses.mean(axis=-1).sum()

    _, grad = softmax_cross_entropy(network.forward(x, training=True), y)
    grad_x = network.backward_to_input(grad).copy()
    found = network.gradient.copy()
    np.testing.assert_allclose(found, slopes(loss, network.parameters), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(grad_x, slopes(loss, x), rtol=1e-6, atol=1e-9)


def test_backward_fills_the_same_gradient_without_asking_for_the_inputs(rng):
    network, grad = varied(rng), rng.standard_normal((6, 3))
    network.forward(rng.standard_normal((6, 9)), training=True)
    network.backward_to_input(grad)
    kept = network.gradient.copy()
    network.gradient[...] = 0
    assert network.backward(grad) is None
    assert (network.gradient == kept).all()


def test_writing_into_the_vector_is_writing_into_every_layer(rng):
    network = varied(rng, replicates=2)
    network.parameters[...] = 7.0
    network.buffers[...] = 5.0
    for name, part in network.parts():
        assert (part.value == (5.0 if name in ("1.mean", "1.variance") else 7.0)).all()


def test_parts_are_named_by_place_and_lie_in_the_vector_in_order(rng):
    network = varied(rng)
    names = [name for name, _ in network.parts()]
    assert names[:4] == ["0.weight", "0.bias", "1.gamma", "1.beta"]
    assert names[6:10] == ["3.0.weight", "3.0.bias", "3.2.weight", "3.2.bias"]
    held = [part for name, part in network.parts() if hasattr(part, "grad")]
    assert (np.concatenate([part.value.ravel() for part in held]) == network.parameters).all()


def test_decays_marks_weights_alone(rng):
    network = mlp([2, 3, 1], rng=rng)
    assert network.decays.tolist() == [1] * 6 + [0] * 3 + [1] * 3 + [0]


def test_vectors_cannot_be_replaced(rng):
    network = mlp([2, 1], rng=rng)
    for name in ("parameters", "gradient", "buffers", "decays"):
        with pytest.raises(AttributeError):
            setattr(network, name, np.zeros(3))


def test_a_network_without_running_averages_has_an_empty_buffer_vector(rng):
    assert mlp([2, 1], rng=rng).buffers.shape == (0,)
    assert mlp([2, 1], rng=rng, replicates=3).buffers.shape == (3, 0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_network_computes_in_its_dtype(dtype, rng):
    network = varied(rng, dtype=dtype)
    x = rng.standard_normal((6, 9)).astype(dtype)
    logits = network.forward(x, training=True)
    network.backward(np.ones_like(logits))
    vectors = (network.parameters, network.gradient, network.buffers, network.decays)
    assert {array.dtype for array in (*vectors, logits)} == {np.dtype(dtype)} == {network.dtype}
    kept = [array for layer in network.layers for array in vars(layer).values()
            if isinstance(array, np.ndarray) and array.dtype.kind == "f"]
    assert {array.dtype for array in kept} == {np.dtype(dtype)}


def test_replicates_may_share_their_cases(rng):
    network, x = mlp([9, 5, 1], rng=rng, replicates=3), rng.standard_normal((4, 9))
    shared = network.forward(x).copy()
    assert shared.shape == (3, 4, 1)
    assert (network.forward(x) == shared).all()
    assert (shared == network.forward(np.stack([x, x, x]))).all()


def test_logits_last_until_the_next_call(rng):
    network, x = mlp([9, 1], rng=rng), rng.standard_normal((4, 9))
    first = network.forward(x)
    assert network.forward(x) is first


def test_inputs_of_changing_shape_and_layers_used_alone_do_no_harm(rng):
    network, x = varied(rng), rng.standard_normal((6, 9))
    expected = network.forward(x).copy()
    assert (network.forward(x[:2]) == network.forward(x[:2].copy())).all()
    assert (network.forward(x) == expected).all()
    network.layers[0].forward(x[:2])
    assert (network.forward(x) == expected).all()
    network.layers[3].forward(np.ones((1, 5)))
    assert (network.forward(x) == expected).all()
    network.layers[3].layers[1].forward(np.ones((1, 4)))
    assert (network.forward(x) == expected).all()
    with pytest.raises(ValueError, match="Dense expects x"):
        network.forward(np.ones((6, 8)))
    assert (network.forward(x) == expected).all()
    h = x
    for layer in network.layers:
        h = layer.forward(h)
    assert (h == expected).all()


@pytest.mark.parametrize(
    "clone", [copy.copy, copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))]
)
def test_a_copy_is_tied_to_itself_and_shares_nothing(clone, rng):
    network, x = varied(rng, replicates=2), rng.standard_normal((2, 6, 9))
    network.forward(x, training=True)
    network.backward(np.ones((2, 6, 3)))
    expected, twin = network.forward(x).copy(), clone(network)
    assert (twin.forward(x) == expected).all()
    assert (twin.gradient == network.gradient).all()
    assert (twin.decays == network.decays).all()
    twin.parameters[...] = 7.0
    assert (twin.layers[0].weight.value == 7.0).all()
    assert (network.forward(x) == expected).all()
    assert len(pickle.dumps(twin)) < 15_000


def test_what_is_saved_can_be_loaded_by_a_network_of_the_same_kind(tmp_path, rng):
    network, other = varied(rng), varied(rng)
    x = rng.standard_normal((6, 9))
    network.forward(x, training=True)  # moves the running averages
    network.save(tmp_path / "network.npz")
    other.load(str(tmp_path / "network.npz"))
    assert (other.forward(x) == network.forward(x)).all()
    assert (other.parameters == network.parameters).all()


@pytest.mark.parametrize(
    "other", [{"widths": [9, 6, 1]}, {"widths": [9, 5, 1], "dtype": np.float32},
              {"widths": [9, 5, 1], "replicates": 2}]
)  # fmt: skip
def test_a_network_of_another_kind_is_not_loaded(other, tmp_path, rng):
    mlp([9, 5, 1], rng=rng).save(tmp_path / "network.npz")
    with pytest.raises(ValueError, match=r"Sequential.load expects .*'0.weight': .* got .*float64"):
        mlp(**other, rng=rng).load(tmp_path / "network.npz")


def test_mlp_puts_an_activation_between_dense_layers_and_none_at_the_end(rng):
    network = mlp([9, 20, 10, 1], activation=partial(LeakyReLU, 0.2), init=zeros, rng=rng)
    assert repr(network) == (
        "Sequential([Dense(9, 20), LeakyReLU(0.2), Dense(20, 10), LeakyReLU(0.2), Dense(10, 1)])"
    )
    assert (network.parameters == 0).all()
    assert repr(mlp([2, 3, 1], rng=rng)) == "Sequential([Dense(2, 3), ReLU(), Dense(3, 1)])"


shapes = {
    "widths": st.lists(st.integers(1, 12), min_size=2, max_size=4),
    "replicates": st.integers(1, 4),
    "batch": st.integers(1, 40),
    "dtype": st.sampled_from([np.float32, np.float64]),
    "seed": st.integers(0, 1000),
}


@given(**shapes)
def test_a_stacked_run_equals_its_single_runs_bit_for_bit(widths, replicates, batch, dtype, seed):
    rng = np.random.default_rng(seed)
    widths, k = [*widths, 1], 1

    def build(replicates):
        network = mlp(widths, activation=Tanh, replicates=replicates, rng=rng, dtype=dtype)
        optimizer = Adam(0.01, l2=0.01) if seed % 2 else SGD(0.1, momentum=0.9)
        return network, optimizer

    n = 2 * batch + 1
    x = rng.standard_normal((replicates, n, widths[0])).astype(dtype)
    y = rng.integers(2, size=(replicates, n, k)).astype(dtype)
    stack, optimizer = build(replicates)
    start = stack.parameters.copy()
    optimizer.begin(stack.parameters, stack.gradient, stack.decays)
    orders = [shuffled(n, (replicates,), rng=rng) for _ in range(2)]
    run = partial(train_epoch, batch_size=batch, loss=binary_cross_entropy, clip_norm=0.5)
    losses = [run(stack, x, y, order, optimizer=optimizer) for order in orders]
    for i in range(replicates):
        single, optimizer = build(None)
        single.parameters[...] = start[i]
        optimizer.begin(single.parameters, single.gradient, single.decays)
        for order, stacked in zip(orders, losses, strict=True):
            assert (run(single, x[i], y[i], order[i], optimizer=optimizer) == stacked[i]).all()
        assert (single.parameters == stack.parameters[i]).all()


def test_a_stack_with_norms_and_residuals_equals_its_single_networks(rng):
    stack, x = varied(rng, replicates=3), rng.standard_normal((3, 7, 9))
    grad = rng.standard_normal((3, 7, 3))
    start = stack.parameters.copy()
    logits = stack.forward(x, training=True).copy()
    stack.backward(grad)
    for i in range(3):
        single = varied(rng)
        single.parameters[...] = start[i]
        assert (single.forward(x[i], training=True) == logits[i]).all()
        single.backward(grad[i])
        assert (single.gradient == stack.gradient[i]).all()
        assert (single.buffers == stack.buffers[i]).all()


@pytest.mark.parametrize("replicates", [None, 3])
def test_two_hundred_steady_steps_grow_memory_by_less_than_a_kilobyte(replicates, rng):
    network = varied(rng, replicates=replicates)
    optimizer = Adam(0.01, l2=0.01)
    optimizer.begin(network.parameters, network.gradient, network.decays)
    x = rng.standard_normal((*network.replicates, 32, 9))
    y = targets(rng.integers(3, size=x.shape[:-1]), 3, loss=softmax_cross_entropy)

    def steps(n):
        for _ in range(n):
            _, grad = softmax_cross_entropy(network.forward(x, training=True), y)
            network.backward(grad)
            optimizer.step()

    steps(3)
    tracemalloc.start()
    steps(3)
    before, _ = tracemalloc.get_traced_memory()
    steps(200)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 1000


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda rng: Sequential([]), TypeError, "Sequential expects a list of layers, got"),
        (lambda rng: Sequential([ReLU()]), ValueError, r"a layer with parameters, got \[ReLU"),
        (lambda rng: Sequential([BatchNorm(2).mean]), TypeError, "expects a list of layers"),
        (
            lambda rng: Sequential([Dense(2, 1, rng=rng)], dtype=int),
            TypeError,
            "Sequential's dtype should be a float, got .*int.*; try np.float32",
        ),
        (
            lambda rng: Sequential([Dense(2, 2, rng=rng, replicates=3), Dense(2, 1, rng=rng)]),
            ValueError,
            r"as many replicates in every layer, got .*'0.weight': \(3,\).*'1.weight': \(\)",
        ),
        (
            lambda rng: Sequential([Dense(5, 5, rng=rng), varied(rng).layers[3]]),
            ValueError,
            r"layers of its own, got Residual\(.*\) of another",
        ),
        (
            lambda rng: Sequential(mlp([2, 3, 1], rng=rng).layers[:2]),
            ValueError,
            r"layers of its own, got Dense\(2, 3\) of another; pass copy.deepcopy",
        ),
        (lambda rng: mlp([9], rng=rng), ValueError, r"input and output at least, got \[9\]"),
        (lambda rng: mlp([9, 0], rng=rng), ValueError, "Dense's n_out .* got 0"),
        (lambda rng: mlp([9, 1], rng=8), TypeError, "Dense's rng"),
        (lambda rng: mlp([9, 1], rng=rng, replicates=-1), ValueError, "replicates .* got -1"),
    ],
)
def test_what_makes_no_network_is_refused(call, error, message, rng):
    with pytest.raises(error, match=message):
        call(rng)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        ([[1.0] * 9], TypeError, "Sequential's x should be a numpy array of floats"),
        (np.ones((2, 9), int), TypeError, "Sequential's x should hold floats, got int"),
        (np.ones((2, 9), np.float32), TypeError, "Sequential expects x of float64, got float32"),
        (np.ones((0, 9)), ValueError, "at least one case"),
        (np.ones(9), ValueError, r"give one row a case, x\[None\]"),
        (np.ones((2, 3, 3)), ValueError, r"flatten the images with x.reshape\(2, 9\)"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(x, error, message, rng):
    with pytest.raises(error, match=message):
        mlp([9, 1], rng=rng).forward(x)


def test_dropout_within_a_network_knows_when_it_trains(rng):
    network = Sequential([Dropout(0.5, rng=rng), Dense(100, 1, rng=rng)])
    x = np.ones((2, 100))
    assert (network.forward(x).copy() == network.forward(x)).all()
    assert (network.forward(x, training=True).copy() != network.forward(x)).any()
