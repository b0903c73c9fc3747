"""Layers: what each computes, and that its way back is the slope of its way forward."""

import copy
import pickle
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.activations import Tanh
from committee.initializers import constant, zeros
from committee.layers import MOST_SHAPES, Buffer, Dense, Dropout, Layer, Parameter, Residual

replicates = st.none() | st.integers(1, 3)
few = st.integers(1, 4)


def lead(replicates):
    return () if replicates is None else (replicates,)


def test_a_parameter_begins_without_a_gradient_and_decays_unless_told_not_to():
    parameter = Parameter(np.ones((2, 3)))
    assert (parameter.grad == np.zeros((2, 3))).all()
    assert parameter.decays


@pytest.mark.parametrize("kind", [Parameter, Buffer])
def test_a_part_is_itself_alone_and_refuses_a_misspelt_name(kind):
    part = kind(np.ones((1, 2)))
    assert len({part, kind(part.value)}) == 2
    with pytest.raises(AttributeError):
        part.vlaue = 3


def test_dense_by_hand():
    dense = Dense(2, 3, init=constant(2.0), rng=np.random.default_rng(8))
    dense.bias.value[...] = [[10.0, 20.0, 30.0]]
    assert dense.forward(np.array([[1.0, 2.0]])).tolist() == [[16.0, 26.0, 36.0]]
    assert dense.backward(np.array([[1.0, 0.0, -2.0]])).tolist() == [[-2.0, -2.0]]
    assert dense.weight.grad.tolist() == [[1.0, 0.0, -2.0], [2.0, 0.0, -4.0]]
    assert dense.bias.grad.tolist() == [[1.0, 0.0, -2.0]]


def test_dense_decays_its_weight_and_spares_its_bias(rng):
    dense = Dense(2, 3, rng=rng)
    assert {name: part.decays for name, part in dense.parts()} == {"weight": True, "bias": False}


@given(sizes=st.tuples(few, few, few), replicates=replicates, seed=st.integers(0, 2))
def test_denses_backward_is_its_slope(sizes, replicates, seed, check_backward):
    rng, (batch, n_in, n_out) = np.random.default_rng(seed), sizes
    dense = Dense(n_in, n_out, rng=rng, replicates=replicates)
    check_backward(dense, rng.standard_normal((*lead(replicates), batch, n_in)), seed=seed)


def test_absorb_sets_the_same_gradients_as_backward(rng):
    dense, grad = Dense(4, 3, rng=rng), rng.standard_normal((5, 3))
    dense.forward(rng.standard_normal((5, 4)))
    dense.backward(grad)
    kept = dense.weight.grad.copy(), dense.bias.grad.copy()
    dense.weight.grad[...], dense.bias.grad[...] = 0, 0
    dense.absorb(grad)
    assert (dense.weight.grad == kept[0]).all()
    assert (dense.bias.grad == kept[1]).all()


def test_dense_draws_replicates_of_its_own_from_the_initializer(rng):
    dense = Dense(4, 3, rng=rng, replicates=2)
    assert dense.weight.value.shape == (2, 4, 3)
    assert dense.bias.value.shape == (2, 1, 3)
    assert (dense.weight.value[0] != dense.weight.value[1]).all()


def test_dropout_silences_its_rate_and_keeps_the_mean(rng):
    y = Dropout(0.3, rng=rng).forward(np.ones((100, 1000)), training=True)
    assert (y == 0).mean() == pytest.approx(0.3, abs=0.006)
    assert y.mean() == pytest.approx(1, abs=0.01)
    assert np.unique(y) == pytest.approx([0, 1 / 0.7], rel=1e-4)
    exact = Dropout(0.75, rng=rng).forward(np.ones((10, 10)), training=True)
    assert np.unique(exact).tolist() == [0, 4]


@pytest.mark.parametrize(("units", "draws"), [(1, 1), (4, 1), (5, 2), (12, 3)])
def test_dropout_takes_64_random_bits_for_four_units(units, draws):
    rng, twin = np.random.default_rng(8), np.random.default_rng(8)
    Dropout(0.5, rng=rng).forward(np.ones((1, units)), training=True)
    twin.bit_generator.random_raw(draws)
    assert rng.random() == twin.random()


def test_dropout_draws_afresh_at_every_forward_pass_in_training(rng):
    dropout, x = Dropout(0.5, rng=rng), np.ones((10, 10))
    first = dropout.forward(x, training=True).copy()
    assert (dropout.forward(x, training=True) != first).any()


def test_dropout_is_silent_outside_training(rng):
    dropout, x = Dropout(0.5, rng=rng), rng.standard_normal((3, 4))
    assert dropout.backward(x) is x
    assert dropout.forward(x) is x
    assert dropout.backward(x) is x


@given(shape=st.sampled_from([(1, 1), (3, 5), (2, 3, 5)]), rate=st.sampled_from([0.0, 0.2, 0.9]),
       seed=st.integers(0, 2))  # fmt: skip
def test_dropouts_backward_is_the_slope_behind_its_mask(shape, rate, seed, check_backward):
    rng = np.random.default_rng(seed)
    dropout = Dropout(rate, rng=rng)
    x, state = rng.standard_normal(shape), rng.bit_generator.state

    def same_mask():
        rng.bit_generator.state = state

    check_backward(dropout, x, seed=seed, before=same_mask)


def test_a_rate_just_below_one_leaves_somebody_a_voice(rng):
    y = Dropout(1 - 1e-9, rng=rng).forward(np.ones((1000, 1000)), training=True)
    assert np.unique(y).tolist() == [0, 65536]


def test_dropout_with_rate_zero_changes_nothing(rng):
    x = rng.standard_normal((3, 5))
    assert (Dropout(0, rng=rng).forward(x, training=True) == x).all()


def test_residual_adds_its_layers_to_what_goes_in(rng):
    block = Residual([Dense(3, 3, rng=rng), Tanh()])
    x = rng.standard_normal((4, 3))
    inside = np.tanh(x @ block.layers[0].weight.value)
    assert block.forward(x) == pytest.approx(x + inside)
    assert [name for name, _ in block.parts()] == ["0.weight", "0.bias"]


def test_a_silent_residual_passes_both_ways_unhindered(rng):
    block, x = Residual([Dense(3, 3, init=zeros, rng=rng)]), rng.standard_normal((4, 3))
    assert (block.forward(x) == x).all()
    assert (block.backward(x) == x).all()


@given(batch=few, n=few, replicates=replicates, seed=st.integers(0, 2))
def test_residuals_backward_is_its_slope(batch, n, replicates, seed, check_backward):
    rng = np.random.default_rng(seed)
    block = Residual(
        [
            Dense(n, 3, rng=rng, replicates=replicates),
            Tanh(),
            Dense(3, n, rng=rng, replicates=replicates),
        ]
    )
    check_backward(block, rng.standard_normal((*lead(replicates), batch, n)), seed=seed)


def test_residual_passes_training_on_to_its_layers(rng):
    block, x = Residual([Dropout(0.5, rng=rng)]), np.ones((20, 20))
    assert (block.forward(x) == 2).all()
    assert set(np.unique(block.forward(x, training=True))) == {1, 3}


def layers(rng):
    return [
        Dense(3, 3, rng=rng),
        Dropout(0.5, rng=rng),
        Residual([Dense(3, 3, rng=rng), Tanh()]),
    ]


@pytest.mark.parametrize("kind", range(3))
def test_a_layer_never_writes_into_what_it_was_given(kind, rng):
    layer = layers(rng)[kind]
    x, grad = rng.standard_normal((2, 4, 3))
    kept = x.copy(), grad.copy()
    for training in (True, False):
        layer.forward(x, training=training)
        layer.backward(grad)
    assert (x == kept[0]).all()
    assert (grad == kept[1]).all()


@pytest.mark.parametrize("kind", range(3))
def test_a_layer_fills_the_arrays_it_has_laid_out(kind, rng):
    layer, x = layers(rng)[kind], rng.standard_normal((4, 3))
    y, grad_x = layer.forward(x, training=True), layer.backward(x)
    layer.forward(rng.standard_normal((5, 3)), training=True)
    assert layer.forward(x, training=True) is y
    assert layer.backward(x) is grad_x


def test_inputs_of_ever_new_shapes_do_not_fill_the_memory(rng):
    dense = Dense(2, 2, rng=rng)
    first = dense.forward(np.ones((1, 2)))
    for n in range(2, MOST_SHAPES + 1):
        dense.forward(np.ones((n, 2)))
    assert dense.forward(np.ones((1, 2))) is first
    dense.forward(np.ones((99, 2)))
    assert dense.forward(np.ones((1, 2))) is not first
    tracemalloc.start()
    for n in range(1000, 1100):
        dense.forward(np.ones((n, 2)))
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < MOST_SHAPES * 200_000


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))])
@pytest.mark.parametrize("kind", range(3))
def test_a_copied_layer_works_alone_and_carries_no_working_arrays(kind, clone, rng):
    layer, x = layers(rng)[kind], np.ones((50, 3))
    layer.forward(x, training=True)
    layer.backward(x)
    twin = clone(layer)
    assert len(pickle.dumps(twin)) < 1500
    assert (twin.forward(x) == layer.forward(x)).all()
    assert repr(twin) == repr(layer)


def test_layers_introduce_themselves(rng):
    assert repr(layers(rng)) == "[Dense(3, 3), Dropout(0.5), Residual([Dense(3, 3), Tanh()])]"


def test_a_layer_of_ones_own_lists_its_parts(rng):
    layer = Layer()
    layer.scale, layer.average, layer.name = Parameter(np.ones(1)), Buffer(np.ones(1)), "mine"
    assert list(layer.parts()) == [("scale", layer.scale), ("average", layer.average)]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda rng: Dense(0, 2, rng=rng), ValueError, "Dense's n_in .* 1 or above, got 0"),
        (lambda rng: Dense(2, 2.0, rng=rng), TypeError, "Dense's n_out .* got 2.0"),
        (lambda rng: Dense(2, -2, rng=rng), ValueError, "Dense's n_out .* got -2"),
        (lambda rng: Dense(2, 2, rng=8), TypeError, r"Dense's rng .*default_rng\(8\)"),
        (lambda rng: Dense(2, 2, rng=rng, replicates=0), ValueError, "Dense's replicates .* got 0"),
        (
            lambda rng: Dense(2, 3, rng=rng, init=lambda rng, shape: np.ones(3)),
            ValueError,
            r"Dense's init should have shape \(2, 3\), got \(3,\); let init return",
        ),
        (lambda rng: Dropout(1.0, rng=rng), ValueError, "Dropout's rate .* below 1, got 1.0"),
        (lambda rng: Dropout(-0.1, rng=rng), ValueError, "Dropout's rate .* got -0.1"),
        (lambda rng: Dropout(0.5, rng=None), TypeError, "Dropout's rng .* got None"),
        (
            lambda rng: Dropout(0.5, rng=np.random.Generator(np.random.MT19937(8))),
            TypeError,
            "Dropout's rng should draw 64 bits at a time, got MT19937",
        ),
        (lambda rng: Residual([]), TypeError, r"Residual expects a list of layers, got \[\]"),
        (lambda rng: Residual([Tanh]), TypeError, "list of layers, got .*every class called"),
        (lambda rng: Residual([Tanh()] * 2), ValueError, "every layer once, got .*deepcopy"),
        (
            lambda rng: Residual([Dense(3, 2, rng=rng)]).forward(np.ones((4, 3))),
            ValueError,
            r"what Residual adds to x should have shape \(4, 3\), got \(4, 2\)",
        ),
        (
            lambda rng: Residual([Dense(3, 6, rng=rng)]).forward(np.ones((4, 3))),
            ValueError,
            r"what Residual adds to x should have shape \(4, 3\), got \(4, 6\)",
        ),
    ],
)
def test_what_makes_no_layer_is_refused(call, error, message, rng):
    with pytest.raises(error, match=message):
        call(rng)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((9,), r"Dense expects x of shape \(batch, 9\), got \(9,\); give one row .* x\[None\]"),
        ((40, 3, 3), r"got \(40, 3, 3\); flatten the images with x.reshape\(40, 9\)"),
        ((40, 8), r"got \(40, 8\); leading axes are its replicates, the last axis its features"),
        ((2, 40, 9), r"got \(2, 40, 9\); leading axes are"),
    ],
)
def test_dense_says_which_shape_it_expects_and_how_to_get_it(shape, message, rng):
    with pytest.raises(ValueError, match=message):
        Dense(9, 2, rng=rng).forward(np.zeros(shape))
    with pytest.raises(ValueError, match=r"Dense expects x of shape \(4, batch, 9\), got"):
        Dense(9, 2, rng=rng, replicates=4).forward(np.zeros(shape))


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        ([[1.0, 2.0]], TypeError, r"Dense's x should be a numpy array of floats, got \[\[1.0"),
        (np.array([[1, 2]]), TypeError, r"Dense's x should hold floats, got int64; .*astype"),
        (np.ones((3, 2), np.float32), TypeError, "x of float64, got float32; .*np.float64"),
        (np.ones((0, 2)), ValueError, r"at least one case, got shape \(0, 2\)"),
    ],
)
def test_a_layer_alone_looks_at_what_it_is_given(x, error, message, rng):
    with pytest.raises(error, match=message):
        Dense(2, 1, rng=rng).forward(x)


@pytest.mark.parametrize("method", ["forward", "backward", "absorb"])
def test_a_bare_layer_does_nothing(method):
    with pytest.raises(NotImplementedError):
        getattr(Layer(), method)(np.ones((1, 1)))
