"""Exercises of the practice page, which draw on more than one chapter."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from committee._typing import Array
from committee.data import logic_gate
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import (
    array,
    called,
    numbers,
    order,
    returned,
    together,
    votes,
)
from committee.neuron import Neuron

XOR = logic_gate(np.logical_xor)
STEP = list("ABCDEFG")  # the scrambled lines, by their letters on the page
BEFORE = ("CF", "FG", "GD", "DB", "BA", "BE")  # what has to come before what
MENDS = list("ABCDEFGHIJK")
CHAIN = "DHCKAFJBIEG"  # what mended the eleven failures, in their order
MOST_GAP = 3.0  # points, at a dropout rate of 0.8
LEAST_GAP = 12.0  # points, of a committee that has learned its archive by heart


def _three_corners(z: Array) -> bool:
    return bool(((z > 0) == (XOR.y == 1)).sum() == 3)


def _breaks(*pairs: str) -> Callable[[Array], bool]:
    """Return what says whether a line stands before another that it needs."""

    def shows(seen: Array) -> bool:
        found = [STEP[int(place)] for place in seen]
        return any(found.index(pair[0]) > found.index(pair[1]) for pair in pairs)

    return shows


def _in_order(seen: Array) -> bool:
    return not _breaks(*BEFORE)(seen)


def _units() -> tuple[Array, Array, Array]:
    """Return x (40, 3), weights (3, 6) and biases (6,) of a layer in which three units are dead."""
    x = np.random.default_rng(4).random((40, 3))
    weight = np.array([[1.0, 1, 1, -1, 0, 2], [1, -1, 1, -1, 0, 2], [1, 0, 1, -1, 0, 2]])
    return x, weight, np.array([0, 0, -3.5, 0.0, 0, -2.0])


UNITS = _units()


def _dead(x: Array, weight: Array, bias: Array) -> Array:
    silent: Array = np.all(x @ weight + bias <= 0, axis=0)
    return silent


def _dropped(function: object) -> Array:
    """Return what dropout at 0.3 does to twos: the share silenced, mean, survivors; and at test."""
    x, rng = np.full((100, 60), 2.0), np.random.default_rng(6)
    train, test = (returned(function, (x, 0.3, rng, training), x.shape) / 2
                   for training in (True, False))
    alive = train[train != 0]
    return np.array([(train == 0).mean(), train.mean(), alive.mean() if alive.size else 0,
                     test.min(), test.max()])  # fmt: skip


def _inverted(x: Array, rate: float, rng: Generator, training: bool) -> Array:
    return np.where(rng.random(x.shape) < rate, 0, x / (1 - rate)) if training else x


def _masked(x: Array, rate: float, rng: Generator, training: bool) -> Array:
    return np.where(rng.random(x.shape) < rate, 0, x) if training else x


def _kept(x: Array, rate: float, rng: Generator, training: bool) -> Array:
    return _inverted(x, 1 - rate, rng, training)


def _early(x: Array, rate: float, rng: Generator, training: bool) -> Array:
    return _masked(x, rate, rng, training) if training else (1 - rate) * x


def _endless(x: Array, rate: float, rng: Generator, training: bool) -> Array:
    return _inverted(x, rate, rng, True)


def _network() -> tuple[Array, ...]:
    """Return x (5, 2), y (5, 1), W1 (2, 4), b1 (4,), W2 (4, 1) and b2 (1,)."""
    rng = np.random.default_rng(9)
    y = np.array([[0.0], [1], [1], [0], [1]])
    return (rng.standard_normal((5, 2)), y, rng.standard_normal((2, 4)), rng.standard_normal(4),
            rng.standard_normal((4, 1)), rng.standard_normal(1))


NETWORK = _network()


def _four_gradients(function: object) -> Array:
    """Return the gradients of W1, b1, W2 and b2 as a row."""
    return together(array(2, 4), array(4), array(4, 1), array(1))(called(function, *NETWORK))


def _gradients(  # noqa: PLR0917  (in the order of the network)
    x: Array, y: Array, w1: Array, b1: Array, w2: Array, b2: Array, *,
    n: int | None = None, bent: bool = True, sure: bool = True,
) -> tuple[Array, ...]:  # fmt: skip
    z1 = x @ w1 + b1
    a = np.maximum(z1, 0)
    z2 = a @ w2 + b2
    delta2 = ((1 / (1 + np.exp(-z2)) if sure else z2) - y) / (n or len(x))
    delta1 = delta2 @ w2.T * ((z1 > 0) if bent else 1)
    return x.T @ delta1, delta1.sum(axis=0), a.T @ delta2, delta2.sum(axis=0)


def _chain(letters: object) -> Array:
    """Return for each of the eleven failures which mend was put beside it."""
    return order(MENDS)(letters)


def _swapped(first: str, second: str) -> Callable[[Array], bool]:
    """Return what says whether two mends stand in each other's place."""
    places = CHAIN.index(first), CHAIN.index(second)
    wrong = [MENDS.index(second), MENDS.index(first)]
    return lambda seen: bool((seen[list(places)] == wrong).all())


def _curves_are_right(seen: Array) -> bool:
    none, half, most, first, second, third = seen
    return bool(12 < none < 32 and 0 < half < 13 and -9 < most < MOST_GAP
                and first < 80 and 1.4 * first < second < third <= 300)


def _shape_is_right(seen: Array) -> bool:
    w, wide, deep, loss_wide, loss_deep = seen
    return bool(w == 14 and LEAST_GAP < wide < 30 and LEAST_GAP < deep < 33
                and 0.45 < loss_wide < 1.3 and 1.4 * loss_wide < loss_deep < 5)


EXERCISES = (
    Exercise(
        name="ex-practice-xor-line",
        title="One line on XOR",
        grade="easy",
        wants="a Neuron of two weights and a bias that is right on as many corners as can be",
        look=votes(XOR.x),
        reference=Neuron(np.array([1.0, 1.0]), bias=-0.5),
        right=_three_corners,
        insight="Three of four, and no cut does better: corners of the same label lie across "
        "from each other.",
        hints=(
            "All four cannot be had. Which corner will you give up?",
            "Give up (1, 1): what remains is OR, a cut beside the corner (0, 0).",
        ),
        mistakes=(
            Mistake(Neuron(np.zeros(2)), "She says no to all four, and is right on two of them. "
                    "Let the pictures count.", lambda z: bool((z <= 0).all())),
            Mistake(Neuron(np.zeros(2), bias=1.0), "She says yes to all four, and is right on two "
                    "of them.", lambda z: bool((z > 0).all())),
            Mistake(Neuron(np.array([-1.0, -1.0]), bias=0.5), "Right on one corner, so wrong on "
                    "three. Turn all her signs.",
                    lambda z: bool(((z > 0) == (XOR.y == 1)).sum() == 1)),
            Mistake(Neuron(np.array([1.0, 0.0]), bias=-0.5), "Two corners are right. A cut may "
                    "also run across, with one corner alone on its side."),
        ),
    ),
    Exercise(
        name="ex-practice-linear",
        title="A network without bends",
        grade="easy",
        wants="three numbers: stored, in effect, and of the six clean lines",
        look=numbers(3),
        reference=[641, 10, 5],
        insight="641 numbers that amount to ten. Depth without a bend buys nothing but work.",
        hints=(
            "A layer from n to m units stores n · m weights and m biases.",
            "Affine maps in a row are one affine map, from nine inputs to one output.",
            "That is a single neuron. How many of the six lines can she get right, by the sums?",
        ),
        mistakes=(
            Mistake([600, 10, 5], "The weights are counted. Each unit has a bias besides."),
            Mistake([641, 9, 5], "Nine weights, and one bias.",
                    lambda seen: bool(seen[1] == 9)),
            Mistake([641, 641, 5], "Multiply the layers out: what is left is one map from nine "
                    "inputs to one output.", lambda seen: bool(seen[1] > 10)),
            Mistake([641, 10, 6], "In effect it is a single neuron, and its opinions on the "
                    "vertical and on the horizontal lines have the same sum.",
                    lambda seen: bool(seen[2] == 6)),
        ),
    ),
    Exercise(
        name="ex-practice-scramble",
        title="The step, scrambled",
        grade="easy",
        wants="the seven letters in the order in which the lines run",
        look=order(STEP),
        reference="CFGDBAE",
        right=_in_order,
        insight="Forward, the error, backward, and only then the moves. A and E may change places, "
        "since by then all slopes are known.",
        hints=(
            "Ask of each line which names it needs, and which line makes them.",
            "Three lines go forward, two carry the blame back, two move weights.",
            "One dependence is not in the names: B needs w2 as it was on the way forward.",
        ),
        mistakes=(
            Mistake("FCGDBAE", "F needs z1, which C makes.", _breaks("CF")),
            Mistake("CGFDBAE", "G needs a, which F makes.", _breaks("FG")),
            Mistake("CFDGBAE", "D compares p with y, and p is made by G.", _breaks("GD")),
            Mistake("CFGBDAE", "B carries delta2 back, which D makes.", _breaks("DB")),
            Mistake("CFGDABE", "A moves w2 before B has used it. The blame has to go back through "
                    "the weight that the answer came through.", _breaks("BA")),
            Mistake("CFGDEBA", "E needs delta1, which B makes.", _breaks("BE")),
        ),
    ),
    Exercise(
        name="ex-practice-backward",
        title="A step by hand, and where it overshoots",
        grade="medium",
        wants="five numbers: the derivatives by w1, b1, w2 and b2, and the largest safe rate",
        look=numbers(5),
        reference=[16, 8, 12, 4, 0.0396],
        within=0.0005,
        insight="The slope promises a fall for every rate. The promise is kept only while the step "
        "is short.",
        hints=(
            "Forward: z = 3, a = 3, and the output is 5, too large by 2.",
            "Backward: twice the error is 4; that times a, times 1, times w2, and on.",
            "After a step with rate η the error is 2 - 120 η + 480 η². The loss is as large as "
            "before when that is -2.",
        ),
        mistakes=(
            Mistake([8, 4, 6, 2, 0.0396], "The derivative of a square brings a factor of 2.",
                    lambda seen: bool(np.allclose(seen[:4], [8, 4, 6, 2]))),
            Mistake([8, 4, 12, 4, 0.0396], "The way back to the first layer passes the second "
                    "weight, 2.", lambda seen: bool(np.allclose(seen[:4], [8, 4, 12, 4]))),
            Mistake([8, 8, 12, 4, 0.0396], "The derivative by w1 carries its input, which is 2 "
                    "here.", lambda seen: bool(np.allclose(seen[:4], [8, 8, 12, 4]))),
            Mistake([16, 8, 12, 4, 0.018], "The derivatives are right. At that rate the step lands "
                    "on the target; it becomes unsafe where the loss is as large as before.",
                    lambda seen: bool(abs(seen[4] - 0.018) < 0.0005)),
        ),
    ),
    Exercise(
        name="ex-practice-dropout",
        title="Dropout from scratch",
        grade="medium",
        wants="a function of x, rate, rng and training that returns an array of x's shape",
        look=_dropped,
        reference=_inverted,
        within=0.03,
        insight="Survivors speak up so that the sum stays what it was on average, and at test "
        "nothing is left to do.",
        hints=(
            "rng.random(x.shape) < rate is True for a share of `rate`.",
            "If three in ten are silent, what must the others be divided by for the mean to stay?",
            "Without training x is returned as it came.",
        ),
        mistakes=(
            Mistake(lambda x, rate, rng, training: x, "Nobody is silenced yet.",
                    lambda seen: bool(seen[0] == 0)),
            Mistake(_kept, "You keep a share of `rate`. Here the rate is the share that is "
                    "silenced; the 2014 paper counts the other way."),
            Mistake(_masked, "The mean drops by the share of the silenced, and at test the next "
                    "layer hears more than it is used to. Divide the survivors by 1 - rate."),
            Mistake(_early, "That works, too, and is how it was first described. Here the "
                    "survivors are scaled in training, so that the test needs no change."),
            Mistake(_endless, "At test nobody stays away: return x as it came.",
                    lambda seen: bool(seen[3] == 0)),
        ),
    ),
    Exercise(
        name="ex-practice-curves",
        title="Dropout, drawn",
        grade="medium",
        wants="six numbers: three gaps in points, for the rates 0, 0.5 and 0.8, then three median "
        "epochs",
        look=numbers(6),
        reference=[22, 6, -2, 43, 130, 270],
        right=_curves_are_right,
        insight="The gap closes from both sides. Where the archive is wrong and the court is "
        "right, it may even change its sign.",
        hints=(
            "Think of a judge who knows the law and nothing else. With what share of such an "
            "archive does she agree, and with what share of the court?",
            "Dropout(rate, rng=rng) stands behind the ReLU, in a Sequential of Dense, ReLU, "
            "Dropout and Dense.",
            "The gap is 100 * (history.train_accuracy[-1] - history.val_accuracy[-1]), the epoch "
            "history.best_epoch; each holds one value a committee.",
        ),
        mistakes=(
            Mistake([0.22, 0.06, -0.02, 43, 130, 270], "Those are shares. The gaps are asked for "
                    "in points, hundredths.", lambda seen: bool((np.abs(seen[:3]) < 1).all())),
            Mistake([-22, -6, 2, 43, 130, 270], "Archive minus court is asked for. This looks like "
                    "court minus archive.", lambda seen: bool(seen[0] < -10)),
            Mistake([22, 22, 22, 43, 43, 43], "The rate changes nothing in your numbers. Does a "
                    "Dropout stand in the network, and is it made anew for each rate?",
                    lambda seen: bool(seen[0] > 12 and seen[:3].min() > 12)),
            Mistake([22, 1, -11, 43, 130, 270], "You measured the archive while clerks were away. "
                    "In court nobody is absent, so measure both in that way; the history does.",
                    lambda seen: bool(seen[0] > 12 and seen[2] < -8)),
            Mistake([22, 6, 4, 43, 130, 270], "Keep the sign of the third gap. The court's rulings "
                    "are right and the archive's are not, so she may do better in court.",
                    lambda seen: bool(seen[0] > 12 and seen[2] >= MOST_GAP)),
            Mistake([22, 6, -2, 300, 300, 300], "In the last epoch the loss is lowest in the "
                    "archive. The court's turns before.",
                    lambda seen: bool(seen[3] > 100)),
            Mistake([22, 6, -2, 43, 43, 43], "The more clerks stay away, the more slowly she "
                    "learns, by heart and otherwise. The turn comes later each time.",
                    lambda seen: bool(not seen[3] < seen[4] < seen[5])),
        ),
    ),
    Exercise(
        name="ex-practice-dead",
        title="Find the dead",
        grade="medium",
        wants="a function of x, weight and bias that says True for each dead unit",
        look=lambda function: returned(function, UNITS, (6,)),
        reference=_dead,
        insight="Silent for every case, and so without feedback from any. The fix begins where "
        "the weights were thrown there: a smaller rate, or a leak.",
        hints=(
            "Compute z for every case and unit first: (cases, units).",
            "A unit is dead if it is silent for all cases. Over which axis is that?",
            "A unit at z = 0 says nothing either, and its slope is 0 there.",
        ),
        mistakes=(
            Mistake(lambda x, weight, bias: (x @ weight + bias <= 0).any(axis=0), "You found the "
                    "units that are silent for some case. That is what makes a network bend; dead "
                    "is silent for all."),
            Mistake(lambda x, weight, bias: bias < 0, "A negative bias can be outweighed, and a "
                    "unit can die without one. Look at z."),
            Mistake(lambda x, weight, bias: (x @ weight + bias < 0).all(axis=0), "A unit whose z "
                    "is exactly 0 says 0, and its slope is taken as 0. It is dead as well."),
            Mistake(lambda x, weight, bias: (x @ weight + bias).mean(axis=0) <= 0, "A mean below "
                    "zero leaves room for cases above it, and one of them is enough to live."),
        ),
    ),
    Exercise(
        name="ex-practice-activations",
        title="Who whispers most?",
        grade="medium",
        wants='the three words "sigmoid", "tanh" and "ReLU", the smallest gradient first',
        look=order(["sigmoid", "tanh", "ReLU"]),
        reference=["sigmoid", "tanh", "ReLU"],
        insight="The sigmoid's slope is a quarter at most. The other two start near one, and He's "
        "weights make up for the half that ReLU silences.",
        hints=(
            "What reaches the lowest layer is a product of slopes and weights, a factor a layer.",
            "The largest slopes are a quarter, one and one. Whose first weights are the larger?",
        ),
        mistakes=(
            Mistake(["ReLU", "sigmoid", "tanh"], "ReLU silences half of the units, but the other "
                    "half pass all they get, and He's weights double the variance for it.",
                    lambda seen: bool(seen[0] == 2)),
            Mistake(["tanh", "sigmoid", "ReLU"], "Compare the largest slopes: the one of tanh is "
                    "four times that of the sigmoid.", lambda seen: bool(seen[0] == 1)),
            Mistake(["sigmoid", "ReLU", "tanh"], "The slope of tanh is below one everywhere but at "
                    "zero, and Glorot's weights make up for none of that. He's make up for ReLU."),
        ),
    ),
    Exercise(
        name="ex-practice-chain",
        title="Which mend for which failure?",
        grade="medium",
        wants="eleven letters: what mended failure 1, failure 2, and so on",
        look=_chain,
        reference=CHAIN,
        insight="Eleven failures and eleven mends. Now say of each mend what it broke.",
        hints=(
            "Begin with those you are sure of, and see which letters are left.",
            "Failures 2 and 3 are about bends, 8 and 9 about what bends can do to feedback.",
            "Failure 10 is a step that is too long; 11 is what a remedy does in very deep stacks.",
        ),
        mistakes=(
            Mistake("DHCKAFJIBEG", "Two stand in each other's place: a leak raises the dead, and "
                    "ReLU with first weights that fit ends the whisper.", _swapped("B", "I")),
            Mistake("DHCKAFJBIGE", "Clipping shortens a step; a shortcut leads round a layer. "
                    "Which of the two failures is about a step?", _swapped("E", "G")),
            Mistake("DCHKAFJBIEG", "A bend between layers keeps them from collapsing, whatever "
                    "its shape. What it takes to be learned is a slope.", _swapped("H", "C")),
            Mistake("DHCKAJFBIEG", "An appeal is cases that nobody chose by; early stopping is "
                    "knowing when to leave the archive.", _swapped("F", "J")),
        ),
    ),
    Exercise(
        name="ex-practice-shape",
        title="Deep or wide?",
        grade="hard",
        wants="five numbers: w, the gaps of the wide and of the deep committee in points, and "
        "their last losses in court",
        look=numbers(5),
        reference=[14, 21.5, 24, 0.78, 2.3],
        right=_shape_is_right,
        insight="Both learn the archive by heart. The deep one is far surer of it, and pays for "
        "that in court.",
        hints=(
            "A layer from n to m units stores n · m weights and m biases. One layer of fifty "
            "clerks and the output make 551.",
            "Three layers of w clerks and the output store 2w² + 13w + 1.",
            "mlp([9, w, w, w, 1], replicates=20, rng=rng) makes twenty such networks; the last "
            "loss in court is history.val_loss[-1].",
        ),
        mistakes=(
            Mistake([17, 21.5, 24, 0.78, 2.3], "That is fifty clerks shared out among three "
                    "layers. The weights are to be equal, and between two layers of w clerks stand "
                    "w² of them.", lambda seen: bool(16 <= seen[0] < 18)),
            Mistake([50, 21.5, 24, 0.78, 2.3], "Three layers of fifty store 5651, ten times as "
                    "many. The number of weights is to be equal, not that of clerks in a layer.",
                    lambda seen: bool(seen[0] == 50)),
            Mistake([13, 21.5, 24, 0.78, 2.3], "That makes 508, where 551 are wanted. One clerk "
                    "more in each layer comes nearer.", lambda seen: bool(seen[0] == 13)),
            Mistake([14, 0.215, 0.24, 0.78, 2.3], "Those are shares. The gaps are asked for in "
                    "points, hundredths.", lambda seen: bool((np.abs(seen[1:3]) < 1).all())),
            Mistake([14, 21.5, 6, 0.78, 0.5], "Narrow layers do not keep a committee from learning "
                    "by heart as long as it has the weights. Did the deep one study rulings that "
                    "are wrong, for all the epochs?",
                    lambda seen: bool(seen[0] == 14 and seen[2] <= LEAST_GAP)),
            Mistake([14, 21.5, 24, 0.27, 0.28], "Those are the lowest losses, at the turn. The "
                    "last ones are asked for.", lambda seen: bool(seen[3:].max() < 0.45)),
            Mistake([14, 21.5, 24, 2.3, 0.78], "The gaps are right. Are the losses in the order "
                    "asked for, the wide committee's first?",
                    lambda seen: bool(seen[0] == 14 and seen[4] <= seen[3])),
        ),
    ),
    Exercise(
        name="ex-practice-scratch",
        title="The XOR network from scratch",
        grade="hard",
        wants="a function of x, y, W1, b1, W2 and b2 that returns their four gradients, in shape",
        look=_four_gradients,
        reference=_gradients,
        within=1e-7,
        insight="Five lines of products, and everything in this book can be trained with them.",
        hints=(
            "Forward first: z1, a, z2, p. The shapes are (n, 4), (n, 4), (n, 1), (n, 1).",
            "The blame at the output is (p - y) / n. It goes back through W2, and through ReLU.",
            "The gradient of a weight is its inputs transposed, times the blame of its outputs; "
            "that of a bias is the blame summed over the cases.",
        ),
        mistakes=(
            Mistake(lambda *net: _gradients(*net, n=1), "All four are five times too large, for "
                    "five cases: the loss is a mean. Divide the blame by their number."),
            Mistake(lambda *net: _gradients(*net, bent=False), "The output's gradients are right. "
                    "On its way to the first layer the blame passes only units that spoke: "
                    "multiply by z1 > 0."),
            Mistake(lambda *net: _gradients(*net, sure=False), "You compare the logit with y. The "
                    "pull of a case is p - y, after the sigmoid."),
            Mistake(lambda *net: tuple(-one for one in _gradients(*net)), "The right sizes and the "
                    "wrong sign: the gradient points uphill."),
        ),
    ),
)  # fmt: skip
