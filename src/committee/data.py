"""The committee's cases: pictures of one line and the rulings on them, dealt in batches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from committee import _checks
from committee._typing import Array, Shape


@dataclass(frozen=True, eq=False)
class Dataset:
    """Cases and what was ruled on them; leading axes are independent sets, one a replicate.

    Attributes
    ----------
    x
        Inputs, (..., n, features), finite floats.
    y
        Labels, (..., n), integers from 0; for regression, targets (..., n, k), finite floats.
    wrong
        Which labels are known to be wrong, (..., n); nobody shows it to a network.

    Raises
    ------
    TypeError, ValueError
        Where the arrays are of another kind or shape, or hold a NaN or an infinity.

    Examples
    --------
    >>> import numpy as np
    >>> coins = Dataset(np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 0, 1]))
    >>> coins
    Dataset(3 cases of 2 features)
    >>> coins.take([2, 2]).y
    array([1, 1])
    """

    x: Array
    y: Array
    wrong: Array = None  # type: ignore[assignment]  # all False unless given

    def __post_init__(self) -> None:
        _checks.floats("x", self.x)
        mend = f"flatten each case into a row with x.reshape({len(self.x)}, -1)"
        wanted = "(n, features) or (replicates, n, features)"
        _checks.shape("x", self.x.shape, wanted, mend, fits=self._has_rows())
        cases = self.x.shape[:-1]
        if isinstance(self.y, np.ndarray) and self.y.dtype.kind == "f" and self.y.ndim > len(cases):
            _checks.floats("y", self.y)
            _agree("y", self.y.shape[:-1], cases, "one row of targets a case")
        else:
            _checks.integers("y", self.y)
            _agree("y", self.y.shape, cases, "one label a case")
            lowest = int(self.y.min())
            _checks.whole("y's smallest label", lowest, "number the classes from 0", at_least=0)
        if self.wrong is None:
            object.__setattr__(self, "wrong", np.zeros(cases, bool))
        _agree("wrong", self.wrong.shape, cases, "one truth value a case")

    def _has_rows(self) -> bool:
        """Say whether x is rows of features: not bare numbers, not pictures with a label each."""
        labels = self.y.shape if isinstance(self.y, np.ndarray) else ()
        pictures = labels[:1] == self.x.shape[:1] and len(labels) < self.x.ndim - 1
        return self.x.ndim > 1 and not pictures

    def __repr__(self) -> str:
        lead = "".join(f"{size} x " for size in self.replicates)
        return f"Dataset({lead}{self.n} cases of {self.x.shape[-1]} features)"

    @property
    def n(self) -> int:
        """The number of cases (of each replicate)."""
        return int(self.x.shape[-2])

    @property
    def replicates(self) -> Shape:
        """The leading axes: () for a single set."""
        return self.x.shape[:-2]

    def take(self, cases: Array | slice | list[int]) -> "Dataset":
        """Return these cases of every replicate, by position, by a mask (n,), or by a slice."""
        rows = np.arange(self.n)[cases]
        y = self.y[..., rows, :] if self.y.ndim == self.x.ndim else self.y[..., rows]
        return Dataset(self.x[..., rows, :], y, self.wrong[..., rows])


def _agree(name: str, got: Shape, cases: Shape, what: str) -> None:
    _checks.shape(name, got, str(cases), f"x holds {cases} cases: give {what}", fits=got == cases)


def line_templates(size: int = 3) -> Dataset:
    """Return the clean pictures of one full line, ``2 * size`` of them, flattened.

    First the horizontal ones from the top (label 0), then the vertical ones from the left
    (label 1); x is (2 size, size**2), 1 on the line and 0 beside it.

    Examples
    --------
    >>> six = line_templates()
    >>> six.x[4].reshape(3, 3)
    array([[0., 1., 0.],
           [0., 1., 0.],
           [0., 1., 0.]])
    >>> six.y
    array([0, 0, 0, 1, 1, 1])
    """
    _checks.whole("line_templates's size", size, "a picture needs two rows", at_least=2)
    horizontal = np.repeat(np.eye(size), size, axis=1)
    vertical = np.tile(np.eye(size), size)
    return Dataset(np.concatenate([horizontal, vertical]), np.repeat([0, 1], size))


def line_images(
    n: int, *, noise: float = 0.0, wrong_labels: float = 0.0, size: int = 3,
    templates: Dataset | None = None, replicates: int | None = None, dtype: DTypeLike = float,
    rng: Generator,
) -> Dataset:
    """Draw n pictures of one line: label 1 for a vertical line, 0 for a horizontal one.

    Each case is vertical with probability one half and shows one of its label's
    ``templates`` (by default those of ``line_templates(size)``), all alike likely. Pixels get
    Gaussian noise of standard deviation ``noise`` and are then clipped to [0, 1]. Each label is
    flipped with probability ``wrong_labels``, independently; ``wrong`` keeps which were.
    x is (n, size**2), or (replicates, n, size**2), of ``dtype``, which changes no draw.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(8)
    >>> archive = line_images(100, noise=0.3, wrong_labels=0.2, replicates=40, rng=rng)
    >>> archive
    Dataset(40 x 100 cases of 9 features)
    >>> bool(0.18 < archive.wrong.mean() < 0.22)
    True

    One neuron can tell two templates apart, though never all six:

    >>> crossing = line_templates().take([1, 4])
    >>> line_images(4, templates=crossing, rng=rng).x[0].reshape(3, 3)[1, 1]
    np.float64(1.0)
    """
    _checks.whole("line_images's n", n, "ask for at least one case")
    _checks.non_negative("line_images's noise", noise, "0 draws clean pictures")
    _checks.fraction("line_images's wrong_labels", wrong_labels, "0.2 flips one label in five")
    _checks.generator("line_images's rng", rng)
    _checks.float_type("line_images's dtype", dtype)
    lead = _checks.leading_axes("line_images", replicates)
    if templates is None:
        templates = line_templates(size)
    counts = np.bincount(templates.y, minlength=2)
    _checks.expect(len(counts) == 2 and counts.all(),
                   "line_images's templates should hold labels 0 and 1, both of them",
                   np.unique(templates.y), "choose them from line_templates(size)")
    shape = (*lead, n)
    label = rng.integers(2, size=shape)
    of_its_label = rng.integers(counts[label])
    template = np.argsort(templates.y, kind="stable")[of_its_label + label * counts[0]]
    clean = templates.x[template]
    x = np.clip(clean + noise * rng.standard_normal(clean.shape), 0.0, 1.0)
    wrong = rng.random(shape) < wrong_labels
    return Dataset(x.astype(dtype, copy=False), label ^ wrong, wrong)


def logic_gate(gate: Callable[[Array, Array], Array]) -> Dataset:
    """Return the four corners of the square and what a gate says of them: x (4, 2), y (4,).

    ``gate`` is a function of two arrays of truth values, for instance ``np.logical_and``.

    Examples
    --------
    >>> import numpy as np
    >>> logic_gate(np.logical_xor).x
    array([[0., 0.],
           [0., 1.],
           [1., 0.],
           [1., 1.]])
    >>> logic_gate(np.logical_xor).y
    array([0, 1, 1, 0])
    """
    first, second = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    y = np.asarray(gate(first == 1, second == 1)).astype(int)
    return Dataset(np.stack([first, second], axis=-1).astype(float), y)


def digits() -> Dataset:
    """Return 1,797 handwritten digits, 8x8 pixels from 0 to 1, flattened; labels 0 to 9.

    x is (1797, 64): ink in each of 8x8 fields of a 32x32 bitmap, in sixteenths. Source: Alpaydin
    & Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository,
    doi:10.24432/C50P49, CC BY 4.0; the test set of 13 writers, from scikit-learn's copy.

    Examples
    --------
    >>> digits()
    Dataset(1797 cases of 64 features)
    """
    with np.load(Path(__file__).with_name("digits.npz")) as stored:
        return Dataset(stored["images"] / 16, stored["labels"].astype(int))


def split(
    data: Dataset, shares: Sequence[float], *, replicates: int | None = None, rng: Generator
) -> tuple[Dataset, ...]:
    """Deal cases at random into sets of the given shares, which sum to 1.

    Every replicate is dealt its own way; ``replicates`` deals a single set that many times over.
    No case is in two sets.

    Raises
    ------
    ValueError
        Where the shares do not sum to 1 or a set would be empty.

    Examples
    --------
    >>> import numpy as np
    >>> train, validation, test = split(digits(), (0.6, 0.2, 0.2), rng=np.random.default_rng(8))
    >>> train.n, validation.n, test.n
    (1078, 360, 359)
    """
    _checks.generator("split's rng", rng)
    for share in shares:
        _checks.fraction("each of split's shares", share, "0.8 takes four cases in five")
    edges = np.round(np.cumsum([0.0, *shares]) * data.n).astype(int)
    _checks.expect(np.isclose(sum(shares), 1.0) and np.diff(edges).all(),
                   "split's shares should sum to 1 and leave no set empty",
                   f"{tuple(shares)} of {data.n} cases, that is {np.diff(edges).tolist()}",
                   "give other shares or more cases")
    lead = _checks.leading_axes("split", replicates) or data.replicates
    _checks.shape("data to split into replicates", data.x.shape, "(n, features)",
                  "leave replicates out: it has them", fits=len(lead) < 2 and (
                      replicates is None or not data.replicates))
    order = shuffled(data.n, lead, rng=rng)
    return tuple(_dealt(data, order[..., a:b]) for a, b in pairwise(edges.tolist()))


def _dealt(data: Dataset, rows: Array) -> Dataset:
    """Return the cases in ``rows``, (..., some), of each replicate."""
    own = (np.arange(rows.shape[0])[:, None],) if data.replicates else ()
    return Dataset(data.x[*own, rows], data.y[*own, rows], data.wrong[*own, rows])


def shuffled(n: int, replicates: Shape, *, rng: Generator) -> Array:
    """Return an order of n cases for every replicate, (..., n).

    Examples
    --------
    >>> import numpy as np
    >>> shuffled(4, (2,), rng=np.random.default_rng(0)).shape
    (2, 4)
    """
    return rng.permuted(np.broadcast_to(np.arange(n), (*replicates, n)), axis=-1)


def batches(x: Array, y: Array, order: Array, batch_size: int) -> Iterator[tuple[Array, Array]]:
    """Yield the cases in ``order``, (..., n), ``batch_size`` at a time; the last may be short.

    x and y are (..., n, columns), or (n, columns) if all replicates share them. Batches of
    one size are dealt onto the same arrays: use one before you ask for the next.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(3.0)[:, None]
    >>> for x_batch, _ in batches(x, x, np.array([2, 0, 1]), 2):
    ...     print(x_batch.ravel())
    [2. 0.]
    [1.]
    """
    n = order.shape[-1]
    if x.ndim > 2:  # the cases of all replicates lie below each other
        order = order + n * np.arange(len(x))[:, None]
    x, y = x.reshape(-1, x.shape[-1]), y.reshape(-1, y.shape[-1])
    x_batch = y_batch = np.empty((0, 0))
    for start in range(0, n, batch_size):
        rows = order[..., start : start + batch_size]
        if rows.shape != x_batch.shape[:-1]:
            x_batch = np.empty((*rows.shape, x.shape[-1]), x.dtype)
            y_batch = np.empty((*rows.shape, y.shape[-1]), y.dtype)
        x.take(rows, axis=0, out=x_batch, mode="clip")
        y.take(rows, axis=0, out=y_batch, mode="clip")
        yield x_batch, y_batch
