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

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from committee._typing import Array

if TYPE_CHECKING:
    from committee.data import Dataset
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

WIDTH = 6.0  # inches: the text's
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
    ground = {key.partition(".")[2]: STYLE[key] for key in ("figure.facecolor", "figure.edgecolor")}
    figure = plt.figure(figsize=(WIDTH, rows * height), layout="constrained", **ground)
    with plt.rc_context(STYLE):  # not around plt.figure: a notebook's backend, which wakes up
        return figure, figure.subplots(rows, columns)  # there, must find its settings kept


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
    >>> import numpy as np
    >>> from committee.history import History
    >>> falling = np.geomspace(1.0, 0.1, 30)
    >>> history = History(train_loss=falling, val_loss=falling + 0.1)
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


def loss_and_gradients(
    history: "History", norms: Mapping[str, Array], *, scale: str = "linear",
    quantity: str = QUANTITIES["loss"],
) -> None:
    """Draw the two charts that a diagnosis begins with: the losses, and gradient norms by layer.

    Parameters
    ----------
    history
        What ``fit`` returned.
    norms
        Two layers' gradient norms by the words to label them with, (epochs, ...replicates). Their
        axis is logarithmic, with an edge for what is exactly zero and one for what is no number.
    scale
        Of the axis of losses, ``"linear"`` or ``"log"``.
    quantity
        What the loss is, with its unit.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.history import History
    >>> falling = np.geomspace(1.0, 0.1, 30)
    >>> loss_and_gradients(History(train_loss=falling), {"first": falling, "last": 2 * falling})
    """
    _, (left, right) = panels(2)
    left.set_yscale(scale)
    learning_curves(history, "loss", ax=left)
    left.set_ylabel(quantity)
    right.set(xlabel="epoch", ylabel="gradient norm", yscale="log")
    right.xaxis.set_major_locator(_FromOne(nbins=5, integer=True))
    seen = _with_edges(right, np.stack(list(norms.values())))
    for role, label, values in zip(("muted", "ink"), norms, seen, strict=True):
        curve_band(1 + np.arange(len(values)), values, role, label=label, ax=right)


def side_by_side(
    runs: Mapping[str, "History"], quantity: str = "accuracy", *, scale: str = "linear"
) -> None:
    """Draw the learning curves of several runs on one scale, each with words under it.

    Parameters
    ----------
    runs
        What ``fit`` returned, by the words that say which is which.
    quantity
        ``"loss"`` or ``"accuracy"``.
    scale
        Of the vertical axis, ``"linear"`` or ``"log"``.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.history import History
    >>> falling = np.geomspace(1.0, 0.1, 30)
    >>> runs = {"sick": History(val_loss=falling + 1), "cured": History(val_loss=falling)}
    >>> side_by_side(runs, "loss")
    """
    _, axes = panels(len(runs))
    for ax in axes[1:]:
        ax.sharey(axes[0])
    for ax, (words, history) in zip(axes, runs.items(), strict=True):
        ax.set_yscale(scale)
        learning_curves(history, quantity, ax=ax)
        ax.set_xlabel(f"epoch ({words})")


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
    x: Array, y: Array, role: str = "ink", *, label: str = "", name: str = "",
    ax: Axes | None = None,
) -> None:
    """Draw single measurements, x and y (n,), with the marker of their role.

    ``label`` is written beside the last; ``name`` is their id, made from it unless given.

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
    name = _unused(ax, "points", name or _kebab(label) or role)
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


def pictures(
    x: Array, y: Array | None = None, *, wrong: Array | None = None, columns: int = 6,
    rows: int = 2, letters: Sequence[str] = "HV",
) -> None:
    """Draw the first square pictures of a set, dark where a pixel is 1, with their rulings.

    Parameters
    ----------
    x
        Pictures, (n, size**2), pixels in [0, 1].
    y
        Their labels, (n,), written below by ``letters``, one or several each: the first for 0.
    wrong
        Which labels are wrong, (n,); those are underlined.
    columns, rows
        How many pictures are drawn.

    Raises
    ------
    ValueError
        Where the pictures are not square, or too few.

    Examples
    --------
    >>> from committee.data import line_templates
    >>> six = line_templates()
    >>> pictures(six.x, six.y, rows=1)
    """
    n = columns * rows
    if x.ndim != 2 or len(x) < n:
        raise ValueError(f"pictures should be ({n} or more, size**2), for {rows} rows of "
                         f"{columns}, got {x.shape}; pass one replicate's x, as data.x[0]")
    axes = _picture_axes(n, columns)
    for i, ax in enumerate(axes):
        _cells(ax, 0.06 + 0.94 * _square(x[i]), "ink")
        if y is not None:
            ax.set_xlabel(letters[y[i]], labelpad=3)
        if wrong is not None and wrong[i]:
            ax.annotate("", (0.5, 0), (0, -17), xycoords="axes fraction",
                        textcoords="offset points")  # makes room below the letter
            below = ScaledTranslation(0, -16 / 72, ax.figure.dpi_scale_trans)
            ax.plot([0.42, 0.58], [0, 0], color=COLOURS["caution"], linewidth=2,
                    transform=ax.transAxes + below, clip_on=False)


def weight_images(weight: Array, *, names: Sequence[str] = (), columns: int = 10) -> None:
    """Draw each unit's incoming weights as a picture of the input, all on one scale.

    Weights that speak for the unit are in the colour of training, those against it in that of
    validation; the strongest of all is fully inked. For a single output this is vertical
    against horizontal.

    Parameters
    ----------
    weight
        (size**2, n_units), one column a unit, as in Dense; or (size**2,).
    names
        What to write below each unit.
    columns
        Pictures in a row.

    Raises
    ------
    ValueError
        Where a unit's weights are no square.

    Examples
    --------
    >>> import numpy as np
    >>> weight_images(np.linspace(-1, 1, 18).reshape(9, 2), names=["one", "two"])
    """
    units = np.atleast_2d(np.asarray(weight).T)
    strongest = np.abs(units).max() or 1.0
    for i, ax in enumerate(_picture_axes(len(units), columns)):
        image = _square(units[i]) / strongest
        _cells(ax, image, "train")
        _cells(ax, -image, "validation")
        ax.add_patch(Rectangle((0, 0), *image.shape, fill=False, linewidth=0.8,
                               edgecolor=COLOURS["hairline"]))
        if names:
            ax.set_xlabel(names[i], labelpad=3)


def decision_boundary(
    score: Callable[[Array], Array], data: "Dataset", *, ax: Axes | None = None
) -> None:
    """Draw cases of two features and where a score parts them, at 0.

    Class 1 is in the colour of training with round markers, class 0 in that of validation with
    square ones; cases known to be ruled wrongly are crossed. Of one network both sides are
    tinted; of many, every boundary is drawn.

    Parameters
    ----------
    score
        Maps points, (n, 2), to scores, (n,) or (n, 1), or (replicates, n, 1): for instance
        ``network.forward`` or ``neuron.vote``.
    data
        Cases, x (n, 2).
    ax
        Where to draw; None makes a figure.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.data import logic_gate
    >>> from committee.neuron import Neuron
    >>> both = Neuron(np.array([1.0, 1.0]), bias=-1.5)
    >>> decision_boundary(both.vote, logic_gate(np.logical_and))
    """
    if data.x.ndim != 2 or data.x.shape[1] != 2:
        raise ValueError(f"decision_boundary draws cases of two features, x (n, 2), got "
                         f"{data.x.shape}; choose two features of one replicate")
    ax = panels(height=3.4)[1] if ax is None else ax
    low, high = data.x.min(axis=0), data.x.max(axis=0)
    room = 0.15 * np.maximum(high - low, 1e-9)
    across, up = np.linspace(low - room, high + room, 201).T
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2).astype(data.x.dtype)
    scores = np.asarray(score(grid)).reshape(-1, up.size, across.size)
    if len(scores) == 1:
        ax.contourf(across, up, scores[0], levels=[-np.inf, 0.0, np.inf], alpha=0.14,
                    colors=[COLOURS["validation"], COLOURS["train"]])
    for one in scores:
        ax.contour(across, up, one, levels=[0.0], colors=COLOURS["ink"],
                   alpha=max(0.25, 1 / len(scores)), linewidths=1.2)
    groups = {"class-1": (data.y == 1, "train"), "class-0": (data.y == 0, "validation"),
              "ruled-wrongly": (data.wrong, "caution")}
    for name, (member, role) in groups.items():
        if member.any():
            points(data.x[member, 0], data.x[member, 1], role, name=name, ax=ax)
    ax.set(xlabel="first feature", ylabel="second feature", aspect="equal")


def signal_plot(
    values: Array, role: str = "ink", *, label: str = "", ylabel: str = "gradient norm",
    first: int = 1, ax: Axes | None = None,
) -> None:
    """Draw what passes through each layer, from the input up, on a logarithmic axis.

    Parameters
    ----------
    values
        (layers, ...replicates), above 0, as diagnostics returns them; over replicates the
        median with a band from the 5 % to the 95 % quantile.
    role, label
        The curve's meaning and the words beside it.
    ylabel
        What is drawn, with its unit.
    first
        The number of the first layer: 0 where the input comes first, as in ``signal_by_depth``.
    ax
        Where to draw; None makes a figure.

    Examples
    --------
    >>> import numpy as np
    >>> fig, ax = panels()
    >>> signal_plot(np.geomspace(1e-6, 1, 11), "caution", label="sigmoid", ax=ax)
    >>> ax.get_yscale()
    'log'
    """
    ax = panels()[1] if ax is None else ax
    ax.set(xlabel="layer, from the input up", ylabel=ylabel, yscale="log")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    curve_band(np.arange(first, first + len(values)), values, role, label=label, ax=ax)


def paths(
    loss: Callable[[Array], Array], walks: Mapping[str, Array], *,
    roles: Sequence[str] = ("train", "validation", "good", "test", "caution"),
    ax: Axes | None = None,
) -> None:
    """Draw walks over a landscape of two weights, from above, with lines of equal loss.

    Parameters
    ----------
    loss
        Maps points, (..., 2), to heights, (...,): a landscape's ``loss``.
    walks
        What ``descend`` returned, (steps + 1, 2), by what each is called; the first one's start
        is marked.
    roles
        Colour and dash of each walk, in order.
    ax
        Where to draw; None makes a figure.

    Examples
    --------
    >>> from committee.landscapes import RAVINE_START, descend, ravine
    >>> from committee.optimizers import SGD
    >>> walk = descend(ravine(10.0), SGD(0.05), start=RAVINE_START, steps=20)
    >>> paths(ravine(10.0).loss, {"descent": walk})
    """
    for label, walk in walks.items():
        if walk.ndim != 2 or walk.shape[1] != 2:
            raise ValueError(f"paths draws walks of two weights, (steps + 1, 2), got {walk.shape} "
                             f"for {label}; choose one replicate")
    ax = panels(height=3.4)[1] if ax is None else ax
    starts = np.array([walk[0] for walk in walks.values()])
    reached = np.concatenate([np.zeros((1, 2)), *walks.values()])
    horizon = 3 * np.abs(starts).max()  # a walk that runs away is not followed
    reached = reached[(np.abs(reached) <= horizon).all(axis=1)]
    low, high = reached.min(axis=0), reached.max(axis=0)
    room = 0.12 * (high - low) + 1e-9
    across, up = np.linspace(low - room, high + room, 121).T
    height = loss(np.stack(np.meshgrid(across, up), axis=-1))
    levels = np.unique(np.quantile(height, np.linspace(0.02, 0.98, 14)))
    ax.contour(across, up, height, levels=levels, colors=COLOURS["hairline"], linewidths=0.8,
               linestyles="solid")
    ax.set(xlim=across[[0, -1]], ylim=up[[0, -1]], xlabel="first weight", ylabel="second weight")
    for (label, walk), role in zip(walks.items(), roles, strict=False):
        _check_role(role)
        seen = np.where(np.abs(walk) <= 10 * horizon, walk, np.nan)
        (line,) = ax.plot(*seen.T, color=COLOURS[role], linestyle=DASHES[role], linewidth=1.5,
                          label=label)
        line.set_gid(f"curve-{_unused(ax, 'curve', _kebab(label))}")
    ax.plot(*starts[0], "o", color=COLOURS["ink"], markersize=5)
    ax.legend(frameon=False, labelcolor="linecolor", fontsize=9)  # all ends meet: no room there


def confusion(
    table: Array, *, names: Sequence[str] = (), ax: Axes | None = None
) -> None:
    """Draw a confusion matrix: labels down, verdicts across, each row tinted by its shares.

    What is right is in the colour of training, what is wrong in that of validation.

    Parameters
    ----------
    table
        Counts, (k, k), from ``metrics.confusion_matrix``; or (..., k, k), of which the mean is
        written.
    names
        What the classes are called; 0 to k - 1 unless given.
    ax
        Where to draw; None makes a figure.

    Examples
    --------
    >>> import numpy as np
    >>> confusion(np.array([[48, 2], [5, 45]]), names=["horizontal", "vertical"])
    """
    counts = np.asarray(table, float)
    if counts.ndim < 2 or counts.shape[-1] != counts.shape[-2]:
        raise ValueError(f"confusion draws a table (..., k, k), got {counts.shape}; "
                         "take it from metrics.confusion_matrix")
    whole, k = counts.ndim == 2, counts.shape[-1]
    counts = counts.reshape(-1, k, k).mean(axis=0)
    ax = panels(height=1.0 + 0.32 * max(k, 4))[1] if ax is None else ax
    share = 0.55 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-12)
    right = np.eye(k, dtype=bool)
    _cells(ax, np.where(right, share, 0.0), "train")
    _cells(ax, np.where(right, 0.0, share), "validation")
    for row, column in np.ndindex(k, k):
        value = counts[row, column]
        if value:
            ax.text(column + 0.5, row + 0.5, f"{value:.0f}" if whole else f"{value:.1f}",
                    ha="center", va="center", fontsize=9, color=COLOURS["ink"])
    called = list(names) or [str(c) for c in range(k)]
    ax.set_xticks(np.arange(k) + 0.5, called)
    ax.set_yticks(np.arange(k) + 0.5, called)
    ax.tick_params(length=0)
    ax.set(xlabel="verdict", ylabel="label")


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


def _with_edges(ax: Axes, values: Array) -> Array:
    """Return values with zero and NaN moved to the edges of a logarithmic axis, which says so."""
    ordinary = np.isfinite(values) & (values > 0)
    usual = values[ordinary] if ordinary.any() else np.ones(1)
    low, high = np.log10(np.quantile(usual, [0.01, 0.99]))  # one odd run does not set the scale
    low, high = math.floor(low), math.ceil(high)
    ticks = {float(10.0**k): f"$10^{{{k}}}$" for k in range(low, high + 1, 1 + (high - low) // 5)}
    none, lost = 10.0 ** (low - 1), 10.0 ** (high + 1)
    if (values == 0).any():
        ticks[none] = "0"
    if not np.isfinite(values).all():
        ticks[lost] = "NaN"
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.minorticks_off()
    ax.set_ylim(0.7 * min(ticks), 1.4 * max(*ticks, 10.0**high))
    return np.where(ordinary, values, np.where(values == 0, none, lost))


def _picture_axes(n: int, columns: int) -> list[Axes]:
    """Return n axes without frames, ``columns`` in a row, sized for pictures."""
    columns = min(columns, n)
    _, axes = panels(columns, rows=-(-n // columns), height=max(0.85, min(1.3, WIDTH / columns)))
    for ax in np.ravel(axes):
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    for ax in np.ravel(axes)[n:]:
        ax.set_visible(False)
    return list(np.ravel(axes)[:n])


def _square(row: Array) -> Array:
    """Return a flattened picture as (size, size)."""
    size = math.isqrt(row.size)
    if size**2 != row.size:
        raise ValueError(f"a picture should have size**2 pixels, got {row.size}; "
                         "pass whole pictures, flattened")
    return row.reshape(size, size)


def _cells(ax: Axes, values: Array, role: str) -> None:
    """Ink the squares of a grid, (rows, columns), by their values, 0 to 1 in twentieths.

    Squares of one shade are a single path: an SVG of many pictures stays small.
    """
    rows, columns = values.shape
    shade = np.round(20 * np.clip(values, 0.0, 1.0)).astype(int)
    corners, codes = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]), [1, 2, 2, 2, 79]
    for level in np.unique(shade[shade > 0]):
        places = np.argwhere(shade == level)[:, None, ::-1]
        path = Path((places + corners).reshape(-1, 2), codes * len(places))
        ax.add_patch(PathPatch(path, facecolor=COLOURS[role], alpha=level / 20, linewidth=0))
    ax.set(xlim=(0, columns), ylim=(rows, 0), aspect="equal")


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
