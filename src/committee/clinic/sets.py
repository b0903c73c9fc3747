"""What the training and validation sets themselves give away: shared cases, labels at random."""

from typing import TYPE_CHECKING

import numpy as np

from committee._typing import Array

if TYPE_CHECKING:
    from committee.data import Dataset

MOST_CASES = 400  # looked at for neighbours, whose number of pairs grows with the square


def shared_cases(train: "Dataset", validation: "Dataset") -> Array:
    """Return the share of validation cases that stand in the training set too, (...replicates).

    Examples
    --------
    >>> from committee.data import Dataset
    >>> train = Dataset(np.array([[0.0], [1.0], [2.0]]), np.array([0, 1, 1]))
    >>> float(shared_cases(train, Dataset(np.array([[1.0], [9.0]]), np.array([1, 0]))))
    0.5
    """
    lead = np.broadcast_shapes(train.x.shape[:-2], validation.x.shape[:-2])
    known, asked = (np.broadcast_to(x, (*lead, *x.shape[-2:])).reshape(-1, *x.shape[-2:])
                    for x in (train.x, validation.x))
    shares = [_share(mine, theirs) for mine, theirs in zip(known, asked, strict=True)]
    return np.array(shares).reshape(lead)


def _share(known: Array, asked: Array) -> float:
    rows = {case.tobytes() for case in np.ascontiguousarray(known)}
    return float(np.mean([case.tobytes() in rows for case in np.ascontiguousarray(asked)]))


def neighbour_agreement(data: "Dataset") -> Array:
    """Return how much likelier than by chance a case's nearest neighbour has its label.

    1 is always, 0 is chance: labels that were shuffled, or inputs that say nothing. NaN for a
    regression. Shape (...replicates).

    Examples
    --------
    >>> from committee.data import Dataset
    >>> x = np.array([[0.0], [0.1], [5.0], [5.1]])
    >>> float(neighbour_agreement(Dataset(x, np.array([0, 0, 1, 1]))))
    1.0
    """
    x, y = data.x[..., :MOST_CASES, :], data.y
    if y.dtype.kind == "f":
        return np.full(x.shape[:-2], np.nan)
    lead = np.broadcast_shapes(x.shape[:-2], y.shape[:-1])
    y = np.broadcast_to(y[..., :MOST_CASES], (*lead, x.shape[-2]))
    squares = np.square(x).sum(axis=-1)
    distance = squares[..., :, None] + squares[..., None, :] - 2 * x @ x.mT
    i = np.arange(x.shape[-2])
    distance[..., i, i] = np.inf
    nearest = np.broadcast_to(distance.argmin(axis=-1), y.shape)
    same = (np.take_along_axis(y, nearest, axis=-1) == y).mean(axis=-1)
    classes = np.unique(y)
    chance = np.square([(y == c).mean(axis=-1) for c in classes]).sum(axis=0)
    agreement: Array = (same - chance) / np.maximum(1 - chance, 1e-12)
    return agreement
