import re
from io import StringIO
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from committee import plots
from committee.plots import (
    COLOURS,
    curve_band,
    curve_data,
    learning_curves,
    mark,
    panels,
    points,
)

EPOCHS = np.arange(1, 31)
RUNS = np.geomspace(1.0, 0.1, 30)[:, None] * np.linspace(0.8, 1.2, 21)


@pytest.fixture(autouse=True)
def _agg():
    mpl.use("agg")
    yield
    plt.close("all")


def history(values=RUNS):
    return SimpleNamespace(train_loss=values, val_loss=values + 0.1, train_accuracy=1 - values / 2,
                           val_accuracy=0.9 - values / 2)


def svg(fig):
    with mpl.rc_context({"svg.fonttype": "none"}):
        fig.savefig(drawn := StringIO(), format="svg")
    return drawn.getvalue()


def test_learning_curves_count_epochs_from_one():
    fig, ax = panels()
    learning_curves(history(), "loss", ax=ax)
    assert ax.lines[0].get_xdata()[0] == 1
    fig.draw_without_rendering()
    assert ax.get_xticks()[0] == 1


def test_learning_curves_name_what_they_measure_and_in_which_unit():
    _, (left, right) = panels(2)
    learning_curves(history(), ax=left)
    learning_curves(history(), "accuracy", ax=right)
    assert (left.get_xlabel(), left.get_ylabel()) == ("epoch", "loss, nats")
    assert right.get_ylabel() == "accuracy, share of cases"


def test_a_history_without_validation_has_one_curve():
    _, ax = panels()
    learning_curves(SimpleNamespace(train_loss=RUNS, val_loss=np.array([])), ax=ax)
    assert [line.get_gid() for line in ax.lines] == ["curve-train-loss"]


def test_no_two_curves_differ_by_colour_alone():
    _, ax = panels()
    learning_curves(history(), test=RUNS + 0.05, ax=ax)
    dashes = {str(line._dash_pattern) for line in ax.lines}
    colours = {line.get_color() for line in ax.lines}
    assert len(dashes) == len(colours) == len(ax.lines) == 3


def test_learning_curves_of_something_else_are_refused():
    with pytest.raises(ValueError, match=r"one of \['loss', 'accuracy'\], got 'f1'"):
        learning_curves(history(), "f1")


@pytest.mark.parametrize("draw", [
    lambda: learning_curves(history()),
    lambda: curve_band(EPOCHS, RUNS),
    lambda: points(EPOCHS, RUNS[:, 0]),
])
def test_without_an_ax_a_figure_is_made(draw):
    draw()
    assert len(plt.get_fignums()) == 1


def test_the_line_is_the_median_and_the_band_the_quantiles_of_the_replicates():
    fig, ax = panels()
    learning_curves(history(), ax=ax, band=(0.25, 0.75))
    table = curve_data(fig)["curve-validation-loss"]
    low, high = np.quantile(RUNS + 0.1, [0.25, 0.75], axis=1)
    np.testing.assert_allclose(table["loss, nats"], np.median(RUNS, axis=1) + 0.1)
    np.testing.assert_allclose(table["loss, nats, 25 %"], low)
    np.testing.assert_allclose(table["loss, nats, 75 %"], high)


def test_replicates_may_have_several_axes():
    fig, ax = panels()
    curve_band(EPOCHS, RUNS[:, :20].reshape(30, 4, 5), label="runs", ax=ax)
    np.testing.assert_allclose(curve_data(fig)["curve-runs"]["y"], np.median(RUNS[:, :20], axis=1))


def test_a_single_run_has_no_band():
    _, ax = panels()
    learning_curves(history(RUNS[:, 0]), ax=ax)
    assert not ax.collections


def test_ids_are_unique_in_a_figure():
    fig, (left, right) = panels(2)
    for ax in (left, left, right):
        curve_band(EPOCHS, RUNS, "good", label="Runs, all", ax=ax)
        points(EPOCHS, RUNS[:, 0], ax=ax)
    drawn = svg(fig)
    ids = re.findall(r'id="((?:curve|band|points)-[^"]*)"', drawn)
    assert {"curve-runs-all", "curve-runs-all-2", "curve-runs-all-3", "points-ink-2"} < set(ids)
    assert len(ids) == len(set(ids)) == 9


def test_the_numbers_behind_points_are_there_too_but_not_those_of_other_lines():
    fig, ax = panels()
    points(np.array([1.0]), np.array([2.0]), label="sample", ax=ax)
    mark(1.0, "here", ax=ax)
    ax.plot([0, 1], [0, 1])
    assert curve_data(fig) == {"points-sample": {"x": [1.0], "y": [2.0]}}


def test_figures_hold_no_colour_but_those_that_stand_for_a_role():
    fig, (left, right) = panels(2)
    learning_curves(history(), test=RUNS, ax=left)
    mark(10, "here", ax=left)
    for role in plots.DASHES:
        points(EPOCHS, RUNS[:, 0], role, ax=right)
        curve_band(EPOCHS, RUNS, role, ax=right)
    allowed = {colour.lower() for colour in COLOURS.values()} | {"none"}
    assert set(re.findall(r"(?:fill|stroke): ([#\w]+)", svg(fig))) <= allowed


def test_the_background_is_transparent():
    fig, ax = panels()
    assert fig.get_facecolor()[3] == ax.get_facecolor()[3] == 0


def test_importing_and_drawing_leave_the_settings_of_the_reader_alone():
    before = dict(mpl.rcParams)
    learning_curves(history())
    assert dict(mpl.rcParams) == before


def test_labels_of_curves_that_end_together_stand_a_line_apart():
    fig, ax = panels()
    for i in range(3):
        curve_band(EPOCHS, RUNS[:, 0] + 0.001 * i, label=f"run {i}", ax=ax)
    heights = [text.get_window_extent(fig.canvas.get_renderer()).y0 for text in ax.texts]
    apart = np.diff(heights) * 72 / fig.dpi
    assert (apart > 10.5).all()


def test_labels_that_have_room_stand_at_their_curves():
    np.testing.assert_allclose(plots._apart(np.array([50.0, 0.0]), 11.0), [0, 0], atol=1e-12)


def test_labels_are_moved_as_little_as_possible():
    np.testing.assert_allclose(plots._apart(np.array([5.0, 5.0, 40.0]), 10.0), [-5, 5, 0])


def test_a_role_that_means_nothing_is_refused():
    with pytest.raises(ValueError, match=r"a role should be one of .* got 'red'"):
        curve_band(EPOCHS, RUNS, "red")


@pytest.mark.parametrize("values", [RUNS.T, RUNS[0], np.array(1.0)])
def test_values_that_do_not_go_with_x_are_refused(values):
    with pytest.raises(ValueError, match=r"should have shape \(30, ...replicates\)"):
        curve_band(EPOCHS, values)
