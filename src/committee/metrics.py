"""What a verdict is worth once it is given.

Logits are (..., n, 1) for two classes or (..., n, k) for k; labels ``y`` are (..., n) integers,
or (n,) where all replicates share the cases. What comes back has one number, row or table a
replicate.
"""

from typing import NamedTuple

import numpy as np

from committee import _checks
from committee._typing import Array


def verdicts(logits: Array) -> Array:
    """Return the class that each case is given, (..., n).

    One logit a case, (..., n, 1): class 1 where it is above 0. Several, (..., n, k): the
    class of the largest, the first of them if tied.

    Examples
    --------
    >>> import numpy as np
    >>> verdicts(np.array([[0.3], [-2.0]]))
    array([1, 0])
    >>> verdicts(np.array([[0.1, 0.7, 0.2]]))
    array([1])
    """
    given: Array = logits[..., 0] > 0 if logits.shape[-1] == 1 else logits.argmax(axis=-1)
    return given.astype(int, copy=False)


def probabilities(logits: Array) -> Array:
    """Return how sure the network is of each class, (..., n, k), rows summing to 1.

    One logit becomes two columns, class 0 and class 1, by the sigmoid; several become a softmax.
    Nothing overflows.

    Examples
    --------
    >>> import numpy as np
    >>> probabilities(np.array([[0.0], [1000.0]]))
    array([[0.5, 0.5],
           [0. , 1. ]])
    >>> probabilities(np.array([[2.0, 1.0, 0.0]])).round(3)
    array([[0.665, 0.245, 0.09 ]])
    """
    if logits.shape[-1] == 1:
        logits = np.concatenate([np.zeros_like(logits), logits], axis=-1)
    weight = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = weight / weight.sum(axis=-1, keepdims=True)
    return shares


def accuracy(logits: Array, y: Array) -> Array:
    """Return the share of cases ruled as labelled, (...,), a fraction from 0 to 1.

    Raises ValueError where the numbers of cases and labels differ.

    Examples
    --------
    >>> import numpy as np
    >>> accuracy(np.array([[2.0], [-1.0], [0.5], [3.0]]), np.array([1, 0, 0, 1]))
    np.float64(0.75)
    """
    _one_label_a_case("accuracy", logits, y)
    share: Array = np.equal(verdicts(logits), y).mean(axis=-1)
    return share


def confusion_matrix(logits: Array, y: Array) -> Array:
    """Count cases by label (rows) and verdict (columns), (..., k, k); two classes make k = 2.

    Rows for the truth, as in scikit-learn. Raises ValueError where the numbers of cases and
    labels differ or a label is no class of these logits.

    Examples
    --------
    >>> import numpy as np
    >>> confusion_matrix(np.array([[2.0], [-1.0], [0.5], [3.0]]), np.array([1, 0, 0, 1]))
    array([[1, 1],
           [0, 2]])
    """
    _one_label_a_case("confusion_matrix", logits, y)
    k = max(2, logits.shape[-1])
    _checks.expect(y.min() >= 0 and y.max() < k,
                   f"confusion_matrix's y should hold labels 0 to {k - 1}",
                   f"{y.min()} to {y.max()}", "compare with the logits that these were for")
    given, labelled = verdicts(logits)[..., None] == np.arange(k), y[..., None] == np.arange(k)
    table: Array = np.matmul(labelled.mT, given, dtype=int)
    return table


def precision(logits: Array, y: Array) -> Array:
    """Return, of the cases given each class, the share that is of it, (..., k).

    NaN for a class that no case was given: there is nothing to judge. (scikit-learn says 0.)

    Examples
    --------
    >>> import numpy as np
    >>> precision(np.array([[2.0], [-1.0], [0.5], [3.0]]), np.array([1, 0, 0, 1])).round(3)
    array([1.   , 0.667])
    """
    table = confusion_matrix(logits, y)
    return _shares(_diagonal(table), table.sum(axis=-2))


def recall(logits: Array, y: Array) -> Array:
    """Return, of the cases of each class, the share that was given it, (..., k).

    NaN for a class without a case.

    Examples
    --------
    >>> import numpy as np
    >>> recall(np.array([[2.0], [-1.0], [0.5], [3.0]]), np.array([1, 0, 0, 1]))
    array([0.5, 1. ])
    """
    table = confusion_matrix(logits, y)
    return _shares(_diagonal(table), table.sum(axis=-1))


def f1(logits: Array, y: Array) -> Array:
    """Return the harmonic mean of precision and recall of each class, (..., k).

    ``2 TP / (2 TP + FP + FN)``; NaN for a class that neither occurs nor is given.

    Examples
    --------
    >>> import numpy as np
    >>> f1(np.array([[2.0], [-1.0], [0.5], [3.0]]), np.array([1, 0, 0, 1])).round(3)
    array([0.667, 0.8  ])
    """
    table = confusion_matrix(logits, y)
    return _shares(2 * _diagonal(table), table.sum(axis=-1) + table.sum(axis=-2))


class Calibration(NamedTuple):
    """Whether a network that says 80 % is right in 80 cases of 100: see ``calibration``.

    Examples
    --------
    >>> Calibration(0.8, 0.8, 1.0, 0.0).error
    0.0
    """

    confidence: Array  # mean probability of the verdicts in each bin, (..., bins)
    accuracy: Array  # the share of them that is right, (..., bins)
    share: Array  # of all cases, in each bin, (..., bins)
    error: Array  # expected calibration error, (...,)


def calibration(logits: Array, y: Array, *, bins: int = 10) -> Calibration:
    """Compare how sure the verdicts are with how often they are right, bin by bin.

    ``bins`` of equal width part the probability of the verdict, 0 to 1; where a bin is empty,
    confidence and accuracy are NaN. The expected calibration error is the mean over cases of
    their bin's abs(confidence - accuracy). Source: Guo et al. (2017), equations 2, 3 and 5;
    their bins include the upper edge, ours the lower.

    Examples
    --------
    >>> import numpy as np
    >>> sure = np.full((10, 1), np.log(4))  # probability .8 of class 1
    >>> measured = calibration(sure, np.array([1, 1, 1, 1, 1, 1, 0, 0, 0, 0]))
    >>> measured.accuracy[8], measured.error.round(3)
    (np.float64(0.6), np.float64(0.2))
    """
    _one_label_a_case("calibration", logits, y)
    _checks.whole("calibration's bins", bins, "10 is customary")
    sure = probabilities(logits).max(axis=-1)
    right = np.equal(verdicts(logits), y)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    member = place[..., None] == np.arange(bins)  # (..., n, bins)
    count = member.sum(axis=-2)
    confidence = _shares((member * sure[..., None]).sum(axis=-2), count)
    correct = _shares((member & right[..., None]).sum(axis=-2), count)
    share = count / sure.shape[-1]
    error = np.nansum(share * np.abs(confidence - correct), axis=-1)
    return Calibration(confidence, correct, share, error)


def _diagonal(table: Array) -> Array:
    diagonal: Array = np.diagonal(table, axis1=-2, axis2=-1)
    return diagonal


def _shares(part: Array, whole: Array) -> Array:
    """Return part / whole, NaN where there is no whole."""
    share = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _one_label_a_case(who: str, logits: Array, y: Array) -> None:
    """Expect logits (..., n, k) and labels (..., n), or (n,) for all replicates alike."""
    cases = logits.shape[:-1]
    fits = bool(cases) and y.shape in (cases, cases[-1:])
    mend = f"logits are {logits.shape}, (..., n, k), and need one label a case"
    _checks.shape(f"{who}'s y", y.shape, str(cases), mend, fits=fits)
