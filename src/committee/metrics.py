"""What a verdict is worth once it is given."""

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


def accuracy(logits: Array, y: Array) -> Array:
    """Return the share of cases ruled as labelled, (...,), a fraction from 0 to 1.

    ``logits`` is (..., n, 1) for two classes or (..., n, k) for k; ``y`` is (..., n), or (n,)
    if all replicates share the cases. Raises ValueError where their numbers of cases differ.

    Examples
    --------
    >>> import numpy as np
    >>> accuracy(np.array([[2.0], [-1.0], [0.5], [3.0]]), np.array([1, 0, 0, 1]))
    np.float64(0.75)
    """
    _one_label_a_case("accuracy", logits, y)
    share: Array = np.equal(verdicts(logits), y).mean(axis=-1)
    return share


def _one_label_a_case(who: str, logits: Array, y: Array) -> None:
    """Expect logits (..., n, k) and labels (..., n), or (n,) for all replicates alike."""
    cases = logits.shape[:-1]
    fits = bool(cases) and y.shape in (cases, cases[-1:])
    mend = f"logits are {logits.shape}, (..., n, k), and need one label a case"
    _checks.shape(f"{who}'s y", y.shape, str(cases), mend, fits=fits)
