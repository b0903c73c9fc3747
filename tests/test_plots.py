import re
from io import StringIO

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from committee import plots
from committee.data import Dataset, line_images, line_templates, logic_gate
from committee.history import History
from committee.landscapes import descend, ravine
from committee.network import mlp
from committee.neuron import Neuron
from committee.optimizers import SGD
from committee.plots import (
    COLOURS,
    confusion,
    curve_band,
    curve_data,
    decision_boundary,
    learning_curves,
    loss_and_gradients,
    mark,
    panels,
    paths,
    pictures,
    points,
    side_by_side,
    signal_plot,
    weight_images,
)

EPOCHS = np.arange(1, 31)
RUNS = np.geomspace(1.0, 0.1, 30)[:, None] * np.linspace(0.8, 1.2, 21)


@pytest.fixture(autouse=True)
def _agg():
    mpl.use("agg")
    yield
    plt.close("all")


def history(values=RUNS):
    return History(values.shape[1:], train_loss=values, val_loss=values + 0.1,
                   train_accuracy=1 - values / 2, val_accuracy=0.9 - values / 2)


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
    learning_curves(History((21,), train_loss=RUNS), ax=ax)
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


def test_the_two_charts_of_a_diagnosis_show_losses_and_layers():
    norms = {"first layer": RUNS, "last layer": 10 * RUNS}
    loss_and_gradients(history(), norms, scale="log", quantity="squared error")
    left, right = plt.gcf().axes
    assert left.get_ylabel() == "squared error"
    assert [ax.get_yscale() for ax in (left, right)] == ["log", "log"]
    assert [line.get_gid() for line in right.lines] == ["curve-first-layer", "curve-last-layer"]
    np.testing.assert_allclose(right.lines[0].get_ydata(), np.median(RUNS, axis=1))
    assert len({str(line._unscaled_dash_pattern) for line in right.lines}) == 2


def test_a_gradient_that_is_zero_or_no_number_runs_along_an_edge():
    quiet = np.where(np.arange(30) < 5, RUNS[:, 0], 0.0)
    lost = np.where(np.arange(30) < 5, RUNS[:, 0], np.nan)
    loss_and_gradients(history(), {"first": quiet, "last": lost})
    ax = plt.gcf().axes[1]
    words = [label.get_text() for label in ax.get_yticklabels()]
    places = dict(zip(words, ax.get_yticks(), strict=True))
    assert ax.lines[0].get_ydata()[-1] == places["0"] < 0.1
    assert ax.lines[1].get_ydata()[-1] == places["NaN"] > 1
    loss_and_gradients(history(), {"first": 0 * quiet, "last": 0 * quiet})
    assert plt.gcf().axes[1].lines[0].get_ydata()[0] < 1


def test_runs_side_by_side_share_their_scale():
    side_by_side({"sick": history(3 * RUNS), "cured": history()}, "loss")
    sick, cured = plt.gcf().axes
    assert sick.get_ylim() == cured.get_ylim()
    assert sick.get_ylim()[1] > 3
    assert [ax.get_xlabel() for ax in (sick, cured)] == ["epoch (sick)", "epoch (cured)"]


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


def tint(ax, colour):
    """The share of the axes' squares inked in a colour, weighed by how dark."""
    return sum(patch.get_alpha() * (len(patch.get_path().vertices) / 5) for patch in ax.patches
               if patch.get_alpha() and to_hex(patch.get_facecolor()) == COLOURS[colour].lower())


def test_a_picture_is_as_dark_as_its_pixels():
    pictures(np.array([[1.0, 0.5, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]]), rows=1, columns=2)
    left, right = plt.gcf().axes
    assert tint(right, "ink") == pytest.approx(4.0)
    assert tint(left, "ink") == pytest.approx(1.0 + 0.55 + 0.1, abs=0.11)


def test_pictures_carry_their_rulings_and_wrong_ones_are_underlined():
    cases = line_images(12, wrong_labels=0.5, rng=np.random.default_rng(0))
    pictures(cases.x, cases.y, wrong=cases.wrong)
    axes = plt.gcf().axes
    assert [ax.get_xlabel() for ax in axes] == ["HV"[label] for label in cases.y]
    assert [bool(ax.lines) for ax in axes] == cases.wrong.tolist()


def test_pictures_may_carry_words_instead_of_letters():
    pictures(np.zeros((2, 9)), np.arange(2), letters=["3, not 8", "1, not 7"], columns=2, rows=1)
    assert [ax.get_xlabel() for ax in plt.gcf().axes] == ["3, not 8", "1, not 7"]


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((11, 9)), r"should be \(12 or more, size\*\*2\), .* got \(11, 9\)"),
        (np.zeros((40, 12, 9)), "pass one replicate's x"),
        (np.zeros((12, 8)), r"should have size\*\*2 pixels, got 8"),
    ],
)
def test_what_is_no_set_of_pictures_is_refused(x, message):
    with pytest.raises(ValueError, match=message):
        pictures(x)


def test_weights_for_and_against_have_colours_of_their_own_on_one_scale():
    weight = np.zeros((4, 2))
    weight[0, 0], weight[1:, 1] = 2.0, -1.0
    weight_images(weight, names=["a", "b"])
    left, right = plt.gcf().axes
    assert (tint(left, "train"), tint(left, "validation")) == (1.0, 0.0)
    assert (tint(right, "train"), tint(right, "validation")) == (0.0, 1.5)
    assert (left.get_xlabel(), right.get_xlabel()) == ("a", "b")


def test_one_units_weights_may_come_without_an_axis_for_units_and_be_zero():
    weight_images(np.zeros(9))
    assert len(plt.gcf().axes) == 1


def test_pictures_that_do_not_fill_a_row_leave_no_frames_behind():
    weight_images(np.ones((9, 5)), columns=3)
    assert [ax.get_visible() for ax in plt.gcf().axes] == [True] * 5 + [False]


def test_the_boundary_of_a_neuron_lies_where_its_vote_is_zero():
    fig, ax = panels()
    both = Neuron(np.array([1.0, 1.0]), bias=-1.5)
    decision_boundary(both.vote, logic_gate(np.logical_and), ax=ax)
    edges = [path.vertices for drawn in ax.collections for path in drawn.get_paths()][-1]
    np.testing.assert_allclose(edges.sum(axis=1), 1.5, atol=1e-6)
    assert curve_data(fig)["points-class-1"] == {"first feature": [1.0], "second feature": [1.0]}


def test_the_boundaries_of_many_networks_are_drawn_one_by_one_without_a_tint():
    many = mlp([2, 4, 1], replicates=5, rng=np.random.default_rng(0))
    cases = Dataset(np.random.default_rng(1).random((6, 2)), np.zeros(6, int),
                    np.arange(6) < 2)
    decision_boundary(many.forward, cases)
    ax = plt.gcf().axes[0]
    assert len(ax.collections) == 5
    gids = {line.get_gid() for line in ax.lines}
    assert gids == {"points-class-0", "points-ruled-wrongly"}


def test_a_boundary_of_more_than_two_features_cannot_be_drawn():
    with pytest.raises(ValueError, match=r"two features, x \(n, 2\), got \(6, 9\)"):
        decision_boundary(lambda x: x[:, 0], line_templates())


def test_signals_are_drawn_layer_by_layer_on_a_logarithmic_axis():
    signal_plot(np.geomspace(1e-6, 1, 11)[:, None] * np.ones(20), "caution", label="sigmoid")
    ax = plt.gcf().axes[0]
    assert (ax.get_yscale(), ax.get_ylabel()) == ("log", "gradient norm")
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), np.arange(1, 12))


def test_walks_are_drawn_over_lines_of_equal_loss_even_if_one_runs_away():
    land = ravine(10.0)
    walks = {
        "slow": descend(land, SGD(0.01), start=(0.31, 1.0), steps=30),
        "wild": descend(land, SGD(1e200), start=(0.31, 1.0), steps=5),
    }
    paths(land.loss, walks, roles=["good", "caution"])
    ax = plt.gcf().axes[0]
    assert [line.get_gid() for line in ax.lines[:2]] == ["curve-slow", "curve-wild"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["slow", "wild"]
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), walks["slow"])
    assert ax.get_xlim()[1] < 1


def test_walks_side_by_side_are_drawn_one_at_a_time():
    with pytest.raises(ValueError, match=r"got \(4, 3, 2\) for many; choose one replicate"):
        paths(ravine().loss, {"many": np.zeros((4, 3, 2))})


def test_a_confusion_matrix_writes_its_counts_and_tints_right_and_wrong():
    confusion(np.array([[40, 10], [0, 50]]), names=["horizontal", "vertical"])
    ax = plt.gcf().axes[0]
    assert [text.get_text() for text in ax.texts] == ["40", "10", "50"]
    assert tint(ax, "train") > 0.9
    assert 0 < tint(ax, "validation") < 0.2
    assert [label.get_text() for label in ax.get_yticklabels()] == ["horizontal", "vertical"]


def test_the_confusion_of_many_networks_is_their_mean():
    _, ax = panels()
    confusion(np.array([[[4, 0], [1, 3]], [[3, 1], [1, 3]]]), ax=ax)
    assert [text.get_text() for text in ax.texts] == ["3.5", "0.5", "1.0", "3.0"]
    assert ax.get_xticklabels()[1].get_text() == "1"


@pytest.mark.parametrize("table", [np.zeros(3), np.zeros((2, 3))])
def test_a_table_that_is_not_square_is_no_confusion_matrix(table):
    with pytest.raises(ValueError, match="confusion draws a table"):
        confusion(table)


def test_every_figure_keeps_to_the_colours_of_the_book():
    allowed = {colour.lower() for colour in COLOURS.values()} | {"none"}
    rng, land = np.random.default_rng(0), ravine(10.0)
    draws = [
        lambda: pictures(rng.random((12, 9)), np.zeros(12, int), wrong=np.ones(12, bool)),
        lambda: weight_images(rng.standard_normal((9, 3))),
        lambda: decision_boundary(Neuron(np.ones(2), -0.5).vote, logic_gate(np.logical_or)),
        lambda: signal_plot(rng.random((5, 20))),
        lambda: paths(land.loss, {"a": descend(land, SGD(0.01), start=(0.3, 1), steps=3)}),
        lambda: confusion(np.eye(3) + 1),
    ]
    for draw in draws:
        draw()
        assert set(re.findall(r"(?:fill|stroke): ([#\w]+)", svg(plt.gcf()))) <= allowed
