"""The guard: the clinic looks on while a network trains, and warns once of each finding."""

import warnings
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from committee._typing import Array
from committee.clinic.diagnosis import Diagnosis, diagnose_each
from committee.clinic.remedies import CAUSES, WORDS
from committee.clinic.watch import look_at_sets, watch

if TYPE_CHECKING:
    from committee.data import Dataset
    from committee.history import History
    from committee.network import Sequential

ALARMS = frozenset({"overfitting", "diverged", "unstable", "plateau", "underfitting"})


class ClinicWarning(UserWarning):
    """What the guard found.

    Examples
    --------
    >>> issubclass(ClinicWarning, UserWarning)
    True
    """


class Observer:
    """Record after every epoch what ranks the causes, and say nothing.

    Parameters
    ----------
    train, validation
        The sets, where they may be looked at too: for cases they share, for labels that do not
        belong to their inputs, for a signal that grows through the layers before any training.

    Attributes
    ----------
    needs_validation
        Whether ``fit`` must have a validation set: it need not.

    Examples
    --------
    >>> Observer().channels
    {}
    """

    needs_validation = False

    def __init__(
        self, *, train: "Dataset | None" = None, validation: "Dataset | None" = None
    ) -> None:
        self.train, self.validation = train, validation
        self._given: dict[str, Array] = {}
        self._rows: list[dict[str, Array]] = []
        self._before: Array | None = None

    def begin(self, network: "Sequential") -> None:
        """Forget what was seen before."""
        self._rows, self._before = [], network.parameters.copy()
        with np.errstate(all="ignore"):
            self._given = look_at_sets(network, self.train, self.validation)

    @property
    def channels(self) -> dict[str, Array]:
        """What was watched, (epochs, ...replicates) by the names in ``curves.CHANNELS``."""
        names = self._rows[0] if self._rows else {}
        return {name: np.array([row[name] for row in self._rows]) for name in names}

    def after_epoch(self, network: "Sequential", history: "History") -> None:
        """Record one more epoch."""
        with np.errstate(all="ignore"):
            self._rows.append(watch(network, self._before) | self._given)
        self._before = network.parameters.copy()

    def end(self, network: "Sequential", history: "History") -> None:
        """Do nothing more."""


class ClinicGuard(Observer):
    """Warn while training, once a finding, with the first thing to try.

    Beside the losses it records, after every epoch, what ranks the causes: see ``channels``.
    A finding is said when two looks in a row agree on it for half of the replicates or more.

    Parameters
    ----------
    every
        Epochs between two looks.
    after
        Epochs before the first look: a curve needs some to have a shape.
    train, validation
        The sets, as an ``Observer`` takes them.

    Attributes
    ----------
    findings
        The diagnoses that were warned of, in order.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.data import Dataset
    >>> from committee.losses import binary_cross_entropy
    >>> from committee.network import mlp
    >>> from committee.optimizers import SGD
    >>> from committee.training import fit
    >>> rng = np.random.default_rng(8)
    >>> cases = Dataset(rng.standard_normal((40, 9)), rng.integers(0, 2, 40))
    >>> guard = ClinicGuard()
    >>> with warnings.catch_warnings(record=True) as said:
    ...     warnings.simplefilter("always")
    ...     _ = fit(mlp([9, 20, 1], rng=rng), cases, loss=binary_cross_entropy, epochs=40,
    ...             optimizer=SGD(1e-6), callbacks=[guard], rng=rng)
    >>> guard.findings[0].diagnosis, len(said)
    ('plateau', 1)
    """

    def __init__(
        self, *, every: int = 10, after: int = 20,
        train: "Dataset | None" = None, validation: "Dataset | None" = None,
    ) -> None:
        super().__init__(train=train, validation=validation)
        self.every, self.after = every, after
        self.findings: list[Diagnosis] = []
        self._last: set[str] = set()

    def begin(self, network: "Sequential") -> None:
        """Forget what was seen, and said, before."""
        super().begin(network)
        self.findings, self._last = [], set()

    def after_epoch(self, network: "Sequential", history: "History") -> None:
        """Record one more epoch, and look at all of them if it is time to."""
        super().after_epoch(network, history)
        if len(history) >= self.after and (len(history) - self.after) % self.every == 0:
            self._look(history)

    def end(self, network: "Sequential", history: "History") -> None:
        """Take a last look."""
        self._look(history)

    def _look(self, history: "History") -> None:
        answers = diagnose_each(history, monitors=self.channels)
        counts = Counter(a.diagnosis for a in answers if a.confidence != "low")
        found = {word for word, often in counts.items()
                 if word in ALARMS and 2 * often >= len(answers)}
        for word in found & self._last - {finding.diagnosis for finding in self.findings}:
            chosen = next(a for a in answers if a.diagnosis == word and a.confidence != "low")
            self.findings.append(chosen)
            warnings.warn(_sentence(chosen, len(history)), ClinicWarning, stacklevel=4)
        self._last = found


def _sentence(found: Diagnosis, epoch: int) -> str:
    cause = CAUSES[found.causes[0]]
    return (f"epoch {epoch}: {WORDS[found.diagnosis].lower()}: {found.evidence[0]}; likeliest: "
            f"{cause.text}; try first: {cause.first_fix}")
