"""Update rules against hand arithmetic and against the promises of their papers."""

import numpy as np
import pytest

from committee.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop
from committee.schedules import linear_decay

RULES = {
    "sgd": SGD,
    "momentum": lambda rate: SGD(rate, momentum=0.9),
    "nesterov": lambda rate: SGD(rate, momentum=0.9, nesterov=True),
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
    "sgd with l2": lambda rate: SGD(rate, l2=0.01),
    "adam with l2": lambda rate: Adam(rate, l2=0.01),
}
every_rule = pytest.mark.parametrize("make", RULES.values(), ids=RULES)


def moves(optimizer, gradients, *, start=0.0, decays=1.0):
    """Return how far each step moves, given a gradient a step, (steps, n_parameters)."""
    gradients = np.array(gradients, float)
    parameters, gradient = np.full_like(gradients[0], start), np.zeros_like(gradients[0])
    optimizer.begin(parameters, gradient, np.full(gradients.shape[-1], decays))
    path = [parameters.copy()]
    for now in gradients:
        gradient[...] = now
        optimizer.step()
        path.append(parameters.copy())
    return np.diff(path, axis=0)


def test_sgd_walks_downhill_by_the_rate():
    assert moves(SGD(0.1), [[1.0, -2.0], [3.0, 0.0]]) == pytest.approx(
        np.array([[-0.1, 0.2], [-0.3, 0.0]])
    )


def test_momentum_by_hand():
    assert moves(SGD(0.1, momentum=0.5), [[1.0], [1.0], [0.0]]).ravel() == pytest.approx(
        [-0.1, -0.15, -0.075]  # v = 1, 1.5, 0.75
    )


def test_a_steady_push_with_momentum_moves_ten_times_as_far():
    assert moves(SGD(0.1, momentum=0.9), [[1.0]] * 400)[-1] == pytest.approx(-1.0)


def test_nesterov_by_hand():
    optimizer = SGD(0.1, momentum=0.5, nesterov=True)
    assert moves(optimizer, [[1.0], [1.0], [0.0]]).ravel() == pytest.approx(
        [-0.15, -0.175, -0.0375]  # gradient + v / 2, with v = 1, 1.5, 0.75
    )


def test_rmsprop_by_hand():
    optimizer = RMSprop(0.1, beta2=0.75, epsilon=0.0)
    assert moves(optimizer, [[2.0], [4.0]]).ravel() == pytest.approx(
        [-0.2, -0.4 / np.sqrt(0.75 * 1.0 + 0.25 * 16.0)]  # s = 1, 4.75
    )


def test_adam_by_hand():
    optimizer = Adam(0.1, beta1=0.5, beta2=0.75, epsilon=0.0)
    first = 1.0
    second = (0.5 * 0.5 * 1 + 0.5 * 3) / 0.75  # m-hat
    second /= np.sqrt((0.75 * 0.25 * 1 + 0.25 * 9) / (1 - 0.75**2))  # sqrt(v-hat)
    assert moves(optimizer, [[1.0], [3.0]]).ravel() == pytest.approx([-0.1 * first, -0.1 * second])


@pytest.mark.parametrize(("make", "expected"), [(Adam, 0.5), (RMSprop, 1 / (1 + np.sqrt(0.1)))])
def test_epsilon_stands_outside_the_root(make, expected):
    assert moves(make(1.0, epsilon=1.0), [[1.0]])[0] == pytest.approx(-expected)


@pytest.mark.parametrize(("make", "expected"), [
    (Adam, 0.5), (AdamW, 0.5), (RMSprop, 1 / (1 + np.sqrt(0.1))),
])  # fmt: skip
def test_epsilon_is_a_hundred_millionth_unless_told_otherwise(make, expected):
    assert moves(make(1.0), [[1e-8]])[0] == pytest.approx(-expected)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("make", [Adam, RMSprop])
def test_adam_and_rmsprop_do_not_care_about_the_scale_of_the_gradient(make, scale, rng):
    gradients = rng.standard_normal((20, 5))
    expected = moves(make(0.1, epsilon=0.0), gradients)
    assert moves(make(0.1, epsilon=0.0), scale * gradients) == pytest.approx(expected)


def test_adam_first_moves_by_the_rate_whatever_the_gradient(rng):
    gradient = rng.standard_normal(5)
    assert moves(Adam(0.1, epsilon=0.0), [gradient])[0] == pytest.approx(-0.1 * np.sign(gradient))


def test_adams_steps_stay_near_the_rate_for_steady_gradients():
    assert np.abs(moves(Adam(0.1), [[3.0]] * 50)) == pytest.approx(np.full((50, 1), 0.1))


@every_rule
def test_every_rule_reaches_the_bottom_of_a_bowl(make):
    parameters, gradient = np.array([3.0, -2.0]), np.zeros(2)
    optimizer = make(linear_decay(0.1, total_steps=2000))
    optimizer.begin(parameters, gradient, np.ones(2))
    for _ in range(2000):
        gradient[...] = parameters  # the slope of half the squared distance to 0
        optimizer.step()
    assert parameters == pytest.approx([0.0, 0.0], abs=1e-2)


@every_rule
def test_no_rule_touches_the_gradient(make, rng):
    parameters, gradient = rng.standard_normal((2, 3, 4))
    kept, optimizer = gradient.copy(), make(0.1)
    optimizer.begin(parameters, gradient, np.ones(4))
    for _ in range(3):
        optimizer.step()
    assert (gradient == kept).all()


@every_rule
def test_replicates_move_as_if_each_were_alone(make, rng):
    gradients = rng.standard_normal((6, 3, 4))
    stacked = moves(make(0.1), gradients, start=1.0)
    for i in range(3):
        assert (stacked[:, i] == moves(make(0.1), gradients[:, i], start=1.0)).all()


@every_rule
def test_each_replicate_may_have_a_rate_of_its_own(make, rng):
    gradients, rates = rng.standard_normal((6, 3, 4)), np.array([[0.1], [0.01], [1.0]])
    stacked = moves(make(rates), gradients, start=1.0)
    scheduled = moves(make(lambda step: rates), gradients, start=1.0)
    assert (stacked == scheduled).all()
    for i in range(3):
        alone = moves(make(float(rates[i, 0])), gradients[:, i], start=1.0)
        assert stacked[:, i] == pytest.approx(alone, rel=1e-12)


@every_rule
def test_begin_starts_afresh(make, rng):
    gradients, optimizer = rng.standard_normal((6, 4)), make(0.1)
    assert (moves(optimizer, gradients) == moves(optimizer, gradients)).all()


@every_rule
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_keeps_the_dtype(make, dtype):
    parameters, gradient = np.ones(3, dtype), np.ones(3, dtype)
    optimizer = make(0.1)
    optimizer.begin(parameters, gradient, np.ones(3, dtype))
    optimizer.step()
    assert parameters.dtype == optimizer.move(gradient, 0.1).dtype == dtype


def test_a_rule_carries_as_many_vectors_as_it_says():
    memories = {name: make(0.1).n_memories for name, make in RULES.items()}
    assert memories == {
        "sgd": 0, "momentum": 1, "nesterov": 1, "rmsprop": 1, "adam": 2, "adamw": 2,
        "sgd with l2": 0, "adam with l2": 2,
    }  # fmt: skip


def test_the_schedule_is_asked_for_step_0_1_2():
    asked = []
    optimizer = SGD(lambda step: asked.append(step) or 0.1)
    moves(optimizer, [[1.0]] * 3)
    assert asked == [0, 0, 1, 2]  # once to check it
    assert optimizer.steps_taken == 3


def test_the_l2_penalty_adds_lambda_w_to_the_gradient_of_weights_only():
    still = np.zeros((1, 2))
    assert moves(SGD(0.1, l2=0.5), still, start=2.0) == pytest.approx(np.full((1, 2), -0.1))
    assert moves(SGD(0.1, l2=0.5), still, start=2.0, decays=0.0) == pytest.approx(still)
    pushed = moves(SGD(0.1, l2=0.5), still + 3.0, start=2.0)
    assert pushed == pytest.approx(np.full((1, 2), -0.4))


def test_adamw_shrinks_weights_by_a_fraction_that_adam_cannot_divide_out():
    still = np.zeros((1, 2))
    assert moves(AdamW(0.1, weight_decay=0.5), still, start=2.0) == pytest.approx(still - 0.1)
    assert moves(AdamW(0.1), still, start=2.0) == pytest.approx(still - 0.002)
    assert moves(AdamW(0.1), still, start=2.0, decays=0.0) == pytest.approx(still)
    assert moves(Adam(0.1, l2=0.5), still, start=2.0) == pytest.approx(still - 0.1)
    assert moves(Adam(0.1, l2=0.05), still, start=2.0) == pytest.approx(still - 0.1, rel=1e-6)


@pytest.mark.parametrize("rate", [0, -1, np.nan, np.inf, np.array([[0.1], [0.0]])])
@every_rule
def test_a_learning_rate_that_is_not_above_zero_is_refused(make, rate):
    with pytest.raises(ValueError, match="'s learning_rate should be a finite number above 0, got"):
        make(rate)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: SGD("fast"), TypeError, "SGD's learning_rate .* got 'fast'; 0.01"),
        (lambda: SGD(0.1, l2=-1), ValueError, "SGD's l2 .* 0 or above, got -1"),
        (lambda: SGD(0.1, momentum=1.5), ValueError, "SGD's momentum .* below 1, got 1.5"),
        (lambda: SGD(0.1, momentum=1), ValueError, "SGD's momentum .* below 1, got 1"),
        (lambda: SGD(0.1, nesterov=True), ValueError, "nesterov should come with momentum"),
        (lambda: RMSprop(0.1, beta2=1.0), ValueError, "RMSprop's beta2 .* got 1.0"),
        (lambda: RMSprop(0.1, epsilon=-1), ValueError, "RMSprop's epsilon .* got -1"),
        (lambda: RMSprop(0.1, l2=-1), ValueError, "RMSprop's l2 .* got -1"),
        (lambda: Adam(0.1, beta1=-0.1), ValueError, "Adam's beta1 .* got -0.1"),
        (lambda: Adam(0.1, beta2=1), ValueError, "Adam's beta2 .* got 1"),
        (lambda: Adam(0.1, epsilon=np.nan), ValueError, "Adam's epsilon .* got nan"),
        (lambda: Adam(0.1, l2=-1), ValueError, "Adam's l2 .* got -1"),
        (lambda: AdamW(0.1, weight_decay=-1), ValueError, "AdamW's weight_decay .* got -1"),
        (lambda: AdamW(0.1, beta1=2), ValueError, "AdamW's beta1 .* got 2"),
        (lambda: AdamW(0.1, beta2=2), ValueError, "AdamW's beta2 .* got 2"),
        (lambda: AdamW(0.1, epsilon=-2), ValueError, "AdamW's epsilon .* got -2"),
    ],
)
def test_senseless_settings_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        (lambda step: -0.1, "SGD's schedule should begin with a rate of 0 or above, got -0.1"),
        (lambda step: np.nan, "SGD's schedule should begin with a rate of 0 or above, got nan"),
        (lambda step: np.array([[0.1], [-0.1]]), r"rate of 0 or above, got \[\[ 0.1\]"),
        (lambda step: np.ones(2), r"shape \(\) or \(2, 1\), got \(2,\); write rates\[:, None\]"),
    ],
)
def test_a_schedule_is_tried_before_the_first_step(schedule, message):
    with pytest.raises(ValueError, match=message):
        SGD(schedule).begin(np.zeros((2, 3)), np.zeros((2, 3)), np.ones(3))


def test_a_warm_up_may_begin_at_zero():
    SGD(lambda step: step / 10).begin(np.zeros(3), np.zeros(3), np.ones(3))


def test_an_optimizer_without_a_rule_has_no_move():
    with pytest.raises(NotImplementedError):
        moves(Optimizer(0.1), [[1.0]])
