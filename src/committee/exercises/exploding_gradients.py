"""Exercises of the chapter on the echo chamber."""

import numpy as np

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, returns, shares, together

Z = np.array([-1000.0, -40.0, -1.0, 0.0, 2.0, 40.0, 1000.0])


def _stable(z: Array) -> Array:
    loss: Array = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    return loss


def _keeps_digits(seen: Array) -> bool:
    return bool(np.allclose(seen, _stable(Z), rtol=1e-9, atol=0))


def _clip_is_right(seen: Array) -> bool:
    loose, one, small, farthest = seen
    return bool(max(loose, small) < 0.55 and one > 0.6 and abs(farthest - 0.15) < 1e-6)


def _growth_is_right(seen: Array) -> bool:
    plain, short, thirty = seen
    return bool(1.1 < plain < 1.4 and 0.97 < short < min(plain, 1.15)
                and 0.7 < thirty / plain**30 < 1.4)


EXERCISES = (
    Exercise(
        name="ex-exploding-gradients-stable",
        title="A loss that cannot overflow",
        grade="medium",
        wants="a function that returns log(1 + e^z) for every entry of an array z, however large "
        "or small",
        look=returns((Z,), shapes=[Z.shape]),
        reference=_stable,
        right=_keeps_digits,
        insight="The exponent is never positive, so nothing overflows, and log1p keeps the digits "
        "of a small argument. That is why the losses of this book take z.",
        hints=(
            "Two things go wrong: e^1000 is too large for a float, and 1 + e^-40 is rounded to 1.",
            "Pull the larger of 1 and e^z out of the logarithm. What is left under it is 1 + "
            "e^-|z|.",
            "np.log1p(x) is log(1 + x), and never adds the 1. The part pulled out is "
            "np.maximum(z, 0).",
        ),
        mistakes=(
            Mistake(lambda z: z - np.log(np.exp(z) / (1 + np.exp(z))), "For one z it returns NaN: "
                    "somewhere infinity is divided by infinity, or taken from it.",
                    lambda seen: bool(np.isnan(seen).any())),
            Mistake(lambda z: np.log1p(np.exp(z)), "log1p keeps the digits for z = -40. But "
                    "e^1000 is still computed on the way, and it is infinite.",
                    lambda seen: bool(np.isinf(seen[-1]) and seen[1] > 0)),
            Mistake(lambda z: np.log(1 + np.exp(z)), "That is the literal formula. It is infinite "
                    "for z = 1000, and 0 for z = -40.", lambda seen: bool(np.isinf(seen[-1]))),
            Mistake(lambda z: np.maximum(z, 0), "Far from zero that is the answer, but near zero "
                    "it is not: for z = 0 it should be log 2."),
            Mistake(lambda z: np.log1p(np.exp(-np.abs(z))), "The second half is right. What you "
                    "pulled out of the logarithm has to be added again."),
            Mistake(lambda z: np.maximum(z, 0) + np.log1p(np.exp(np.minimum(z, 0))), "For z above "
                    "zero the exponent is 0 here. Only |z| may stand in it, with a minus sign."),
            Mistake(lambda z: np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z))), "Nothing "
                    "overflows any more. But for z = -40 the digits are gone: 1 + e^-40 is rounded "
                    "to 1 before the logarithm sees it.", lambda seen: bool(seen[1] == 0)),
        ),
    ),
    Exercise(
        name="ex-exploding-gradients-tight",
        title="How tight a clip?",
        grade="medium",
        wants="a list of two: the three shares that learn, at 100, 1 and 0.01, and the farthest "
        "that the steps of the third lead in all",
        look=together(shares(3), numbers(1)),
        reference=[[0.05, 0.95, 0], 0.15],
        right=_clip_is_right,
        insight="Too loose, and one step is an explosion; too tight, and she never arrives. A clip "
        "that acts on nearly every step is a learning rate in disguise.",
        hints=(
            "A clipped step is at most the rate times the clip long. The rate is 0.1.",
            "A hundred cases in batches of twenty make five steps an epoch. There are thirty "
            "epochs.",
            "The farthest is 150 steps of the rate times the clip each, all in one direction.",
        ),
        mistakes=(
            Mistake([[0.05, 0.95, 0], 1.5], "The clip bounds the gradient. The step is the rate "
                    "times the gradient.", lambda seen: bool(abs(seen[3] - 1.5) < 1e-6)),
            Mistake([[0.05, 0.95, 0], 0.03], "An epoch is more than one step: the archive has a "
                    "hundred cases, and a batch twenty.",
                    lambda seen: bool(abs(seen[3] - 0.03) < 1e-6)),
            Mistake([[0.05, 0.95, 0], 0.001], "So long is one step. How many are there?",
                    lambda seen: bool(abs(seen[3] - 0.001) < 1e-6)),
            Mistake([[0.95, 0.95, 0], 0.15], "At 100 a step may be 0.1 · 100 long. Compare that "
                    "with weights of a size below 1.", lambda seen: bool(seen[0] >= 0.55)),
            Mistake([[0.05, 0.95, 0.95], 0.15], "At 0.01 the steps are safe. Look at the farthest "
                    "that they lead: is that enough for weights that start twice too large?",
                    lambda seen: bool(seen[2] >= 0.55)),
            Mistake([[0.05, 0.05, 0], 0.15], "At 1 most of them learn; that was one of the five "
                    "remedies for patient A.", lambda seen: bool(seen[1] <= 0.6)),
        ),
    ),
    Exercise(
        name="ex-exploding-gradients-norm",
        title="The cure that explodes",
        grade="hard",
        wants="three numbers: the factor a layer on the way down, plain and with shortcuts, and "
        "what the first makes of the gradient over thirty layers",
        look=numbers(3),
        reference=[1.24, 1.08, 1.24**30],
        right=_growth_is_right,
        insight="A quarter more in each layer is a factor of hundreds over thirty. Normalization "
        "causes it and no first weights remove it; a shortcut leads past it.",
        hints=(
            "Build the two stacks from [Dense, BatchNorm, ReLU], the second with Residual(...) "
            "round each, and ask gradient_norms before any step.",
            "layer_factor(norms[1:-1]) leaves out the first and the last layer, whose shapes "
            "differ, and gives one factor a network.",
            "The plain factor lies between 1.1 and 1.4. Factors multiply: take it to the power of "
            "30.",
        ),
        mistakes=(
            Mistake([1, 1, 1], "It looks as if what is normalized could not grow. The picture does "
                    "not, on its way up; measure what happens on the way down.",
                    lambda seen: bool(abs(seen[0] - 1) < 0.02)),
            Mistake([0.81, 0.93, 0.0018], "Below one means that it shrinks. You may have divided "
                    "the upper layer by the lower; on the way down it is the other way round.",
                    lambda seen: bool(seen[0] < 1)),
            Mistake([1.24, 1.08, 37.2], "You multiplied the factor by 30. Each layer multiplies "
                    "what the one above it handed down.",
                    lambda seen: bool(abs(seen[2] - 30 * seen[0]) < 1)),
            Mistake([2, 1.08, 2.0**30], "Two belongs to first weights of twice He's size without "
                    "normalization, and to no first weights with it.",
                    lambda seen: bool(seen[0] > 1.7)),
            Mistake([1.24, 1.24, 1.24**30], "With a shortcut part of the message passes the block "
                    "as it is. Did you put Residual round each block?",
                    lambda seen: bool(abs(seen[1] - seen[0]) < 0.03)),
        ),
    ),
)  # fmt: skip
