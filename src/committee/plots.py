"""Pictures of training in the book's look; the only module that needs matplotlib.

Each function draws on the ``ax`` it is given, or on a new figure, and returns nothing: a notebook
shows the figure at the end of the cell. ``panels`` makes figures with several axes.

For the book's machine:

- Colour is a role (``COLOURS``): an SVG of these figures holds these values (in small letters) and
  no other, so that each can be replaced by a variable of the page. A band is its curve's colour
  with ``fill-opacity``. The background is transparent.
- A curve's group in the SVG has an id, ``curve-train-loss``, its band's ``band-train-loss``, and
  points' ``points-...``; ids are unique within a figure.
- ``curve_data`` returns the numbers behind every curve of a figure, ready to be a CSV.
- No rcParams are set; ``STYLE`` applies while a figure is made. Text as text in an SVG
  (``svg.fonttype: none``) is for whoever saves the figure to ask for.
"""

import re
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator

from committee._typing import Array

if TYPE_CHECKING:
    from committee.history import History

COLOURS = {
    "ink": "#1E2330",
    "muted": "#5A6072",
    "hairline": "#D9D5C9",
    "page": "#FBFAF6",
    "train": "#0B63A5",
    "validation": "#B8460B",
    "test": "#7A3E9D",
    "good": "#1B7F5C",
    "caution": "#8A6A00",
}
"""One colour, one meaning: the light theme's values stand for their roles."""

DASHES: dict[str, Any] = {
    "ink": "-",
    "muted": (0, (1, 1.5)),
    "train": "-",
    "validation": (0, (5, 1.8)),
    "test": (0, (1.2, 1.5)),
    "good": (0, (7, 1.5, 1.5, 1.5)),
    "caution": (0, (3, 1.2)),
}
"""No two curves differ by colour alone."""

MARKERS = {"train": "o", "validation": "s", "test": "D", "good": "^", "caution": "X"}

STYLE: dict[Any, Any] = {
    "font.size": 10,
    "text.color": COLOURS["ink"],
    "axes.labelcolor": COLOURS["ink"],
    "axes.edgecolor": COLOURS["muted"],
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.grid": False,
    "figure.facecolor": "none",
    "figure.edgecolor": "none",
    "grid.color": COLOURS["hairline"],
    "xtick.color": COLOURS["muted"],
    "ytick.color": COLOURS["muted"],
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
}
"""matplotlib's settings for a figure of the book, for ``matplotlib.rc_context``."""

WIDTH = 6.8  # inches: the text's
QUANTITIES = {"loss": "loss, nats", "accuracy": "accuracy, share of cases"}


def panels(columns: int = 1, *, rows: int = 1, height: float = 2.7) -> tuple[Figure, Any]:
    """Return a figure as wide as the text, and its axes: one, or an array of them.

    ``height`` is that of one row, in inches.

    Examples
    --------
    >>> fig, (left, right) = panels(2)
    >>> left.set_xlabel("epoch")
    Text(0.5, 0, 'epoch')
    """
    with plt.rc_context(STYLE):
        return plt.subplots(
            rows, columns, figsize=(WIDTH, rows * height), layout="constrained", squeeze=True
        )


def learning_curves(
    history: "History", quantity: str = "loss", *, test: Array | None = None,
    band: tuple[float, float] = (0.05, 0.95), ax: Axes | None = None,
) -> None:
    """Draw how well the network does after each epoch on the cases it trains on, and on others.

    Over replicates: the median as a line, the quantiles ``band`` as a band round it. Training is
    solid, validation dashed, test dotted; epochs count from 1.

    Parameters
    ----------
    history
        What ``fit`` returned.
    quantity
        ``"loss"``, in nats, or ``"accuracy"``, a share of cases.
    test
        The same quantity on a third set, (epochs, ...replicates), where it was measured.
    band
        Two quantiles: nine networks in ten lie between .05 and .95.
    ax
        Where to draw; None makes a figure.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import numpy as np
    >>> falling = np.geomspace(1.0, 0.1, 30)
    >>> history = SimpleNamespace(train_loss=falling, val_loss=falling + 0.1)
    >>> fig, ax = panels()
    >>> learning_curves(history, "loss", ax=ax)
    >>> [line.get_gid() for line in ax.lines]
    ['curve-train-loss', 'curve-validation-loss']
    """
    if quantity not in QUANTITIES:
        raise ValueError(f"learning_curves's quantity should be one of {list(QUANTITIES)}, "
                         f"got {quantity!r}; a curve of another kind is curve_band's to draw")
    ax = panels()[1] if ax is None else ax
    drawn = {
        "train": getattr(history, f"train_{quantity}"),
        "validation": getattr(history, f"val_{quantity}"),
        "test": test,
    }
    ax.set(xlabel="epoch", ylabel=QUANTITIES[quantity])
    ax.xaxis.set_major_locator(_FromOne(nbins=5, integer=True))
    for role, values in drawn.items():
        if values is not None and np.size(values):
            name = f"{role}-{quantity}"
            curve_band(1 + np.arange(len(values)), values, role, label=role, name=name,
                       band=band, ax=ax)


def curve_band(
    x: Array, values: Array, role: str = "ink", *, label: str = "", name: str = "",
    band: tuple[float, float] = (0.05, 0.95), ax: Axes | None = None,
) -> None:
    """Draw a curve, labelled at its right end; over replicates the median, with a band.

    Parameters
    ----------
    x
        Where, (n,), for instance epochs.
    values
        What, (n,) or (n, ...replicates).
    role
        The curve's meaning, one of ``DASHES``: it decides colour and dash.
    label
        The words beside the curve.
    name
        How the curve's id and CSV are called, kebab-case; by default made from ``label``.
    band
        The two quantiles over replicates that the band reaches to.
    ax
        Where to draw; None makes a figure.

    Examples
    --------
    >>> import numpy as np
    >>> fig, ax = panels()
    >>> memorised = np.linspace(0, 1, 5)[:, None] * np.linspace(0.9, 1, 40)
    >>> curve_band(np.arange(1, 6), memorised, "caution", label="wrong verdicts", ax=ax)
    >>> ax.lines[0].get_gid()
    'curve-wrong-verdicts'
    """
    _check_role(role)
    x, values = np.asarray(x), np.asarray(values)
    if x.ndim != 1 or not values.ndim or len(values) != len(x):
        raise ValueError(f"curve_band's values should have shape ({x.size}, ...replicates), one "
                         f"row for each x, got {values.shape}; epochs come first in a History")
    ax = panels()[1] if ax is None else ax
    name = _unused(ax, "curve", name or _kebab(label) or role)
    runs = values.reshape(len(x), -1)
    middle = np.median(runs, axis=1)
    (line,) = ax.plot(x, middle, color=COLOURS[role], linestyle=DASHES[role], linewidth=1.8)
    line.set_gid(f"curve-{name}")
    ax.margins(x=0)
    if runs.shape[1] > 1:
        low, high = np.quantile(runs, band, axis=1)
        drawn = ax.fill_between(x, low, high, color=COLOURS[role], alpha=0.18, linewidth=0)
        drawn.set_gid(f"band-{name}")
        drawn.set_label(f"_{100 * band[0]:g} % {100 * band[1]:g} %")
    if label:
        _label_end(ax, float(x[-1]), float(middle[-1]), label, role)


def points(
    x: Array, y: Array, role: str = "ink", *, label: str = "", ax: Axes | None = None
) -> None:
    """Draw single measurements, x and y (n,), with the marker of their role.

    Examples
    --------
    >>> import numpy as np
    >>> fig, ax = panels()
    >>> points(np.array([1.0, 2.0]), np.array([0.0, 1.0]), label="sample", ax=ax)
    >>> ax.lines[0].get_gid()
    'points-sample'
    """
    _check_role(role)
    ax = panels()[1] if ax is None else ax
    name = _unused(ax, "points", _kebab(label) or role)
    (drawn,) = ax.plot(x, y, MARKERS.get(role, "o"), color=COLOURS[role], markersize=5,
                       markeredgewidth=0)
    drawn.set_gid(f"points-{name}")
    if label:
        _label_end(ax, float(x[-1]), float(y[-1]), label, role)


def mark(x: float, label: str, *, ax: Axes) -> None:
    """Mark a place on the x axis by a thin line with words at its top.

    Examples
    --------
    >>> fig, ax = panels()
    >>> mark(45, "lowest validation loss", ax=ax)
    >>> ax.texts[0].get_text()
    'lowest validation loss'
    """
    ax.axvline(x, color=COLOURS["muted"], linewidth=0.8, linestyle=DASHES["muted"], zorder=0)
    ax.annotate(label, (x, 1.0), (4, -2), xycoords=("data", "axes fraction"),
                textcoords="offset points", va="top", fontsize=9, color=COLOURS["muted"])


def curve_data(figure: Figure) -> dict[str, dict[str, list[float]]]:
    """Return the numbers behind each curve of a figure: its id, then column by column.

    Columns are called as the axes are; a band adds its two quantiles.

    Examples
    --------
    >>> import numpy as np
    >>> fig, ax = panels()
    >>> ax.set(xlabel="epoch", ylabel="loss, nats")  # doctest: +ELLIPSIS
    [...]
    >>> curve_band(np.array([1, 2]), np.array([0.7, 0.6]), "train", label="train", ax=ax)
    >>> curve_data(fig)
    {'curve-train': {'epoch': [1.0, 2.0], 'loss, nats': [0.7, 0.6]}}
    """
    tables = {}
    for ax in figure.axes:
        x, y = ax.get_xlabel() or "x", ax.get_ylabel() or "y"
        bands = {band.get_gid(): band for band in ax.collections}
        for line in ax.lines:
            kind, _, name = (line.get_gid() or "").partition("-")
            if kind not in ("curve", "points"):
                continue
            across, up = np.array(line.get_data(), float)
            columns = {x: across, y: up}
            band = bands.get(f"band-{name}")
            if band is not None:
                low, high = re.findall(r"[\d.]+ %", str(band.get_label()))
                n, edge = len(up), np.asarray(band.get_paths()[0].vertices)[:, 1]
                columns[f"{y}, {low}"] = edge[1 : n + 1]  # there along the lower edge
                columns[f"{y}, {high}"] = edge[2 * n + 1 : n + 1 : -1]  # and back along the upper
            tables[f"{kind}-{name}"] = {what: v.tolist() for what, v in columns.items()}
    return tables


class _FromOne(MaxNLocator):
    """Round numbers for ticks, and 1, where epochs begin."""

    def tick_values(self, vmin: float, vmax: float) -> list[float]:
        return [1.0, *(tick for tick in super().tick_values(vmin, vmax) if tick > 1)]


def _check_role(role: str) -> None:
    if role not in DASHES:
        raise ValueError(f"a role should be one of {list(DASHES)}, got {role!r}; "
                         "choose the one that the curve stands for")


def _kebab(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _unused(ax: Axes, kind: str, name: str) -> str:
    """Return the name, numbered if the figure has one of that kind already."""
    used = {line.get_gid() for other in ax.figure.axes for line in other.lines}
    names = [name, *(f"{name}-{i}" for i in range(2, len(used) + 2))]
    return next(name for name in names if f"{kind}-{name}" not in used)


def _label_end(ax: Axes, x: float, y: float, label: str, role: str) -> None:
    """Write a curve's label beside its right end, and set all such labels a line apart."""
    ax.annotate(label, (x, y), (5, 0), textcoords="offset points", va="center", fontsize=9,
                color=COLOURS[role], annotation_clip=False, gid=f"label-{_kebab(label)}")
    ends = [text for text in ax.texts if isinstance(text, Annotation)
            and str(text.get_gid()).startswith("label-")]
    pixels = ax.transData.transform([text.xy for text in ends])[:, 1]
    points_a_pixel = 72 / ax.figure.dpi
    for text, shift in zip(ends, _apart(pixels * points_a_pixel, 11.0), strict=True):
        text.set_position((5, shift))


def _apart(y: Array, gap: float) -> Array:
    """Return the smallest shifts (least squares) that set ``y`` at least ``gap`` apart."""
    order, n = np.argsort(y, kind="stable"), len(y)
    ladder = gap * np.arange(n)
    level = y[order] - ladder  # this must not fall from one to the next: isotonic regression
    rising = [
        max(min(level[a : b + 1].mean() for b in range(i, n)) for a in range(i + 1))
        for i in range(n)
    ]
    shifts = np.empty(n)
    shifts[order] = rising + ladder - y[order]
    return shifts
