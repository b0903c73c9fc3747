"""History: what happened, epoch by epoch, for every replicate."""

import json

import numpy as np
import pytest

from committee.history import CURVES, History


def eventful():
    """Return three epochs of two replicates: one stops after the second, one diverges."""
    history = History((2,))
    for loss in ([0.7, 0.9], [0.1, 0.8], [0.6, np.inf]):
        rows = {name: np.array(loss) / (i + 1) for i, name in enumerate(CURVES)}
        history.record(rows)
        if len(history) == 2:
            history.stopped_at[0] = 2
    history.diverged_at[1] = 3
    return history


def same(one, other):
    """Tell whether two histories hold the same, to the last bit."""
    names = ("replicates", *CURVES, "stopped_at", "diverged_at")
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name in CURVES)
        for name in names
    )


def test_curves_are_epochs_by_replicates():
    history = eventful()
    assert len(history) == 3
    assert history.val_loss.shape == (3, 2)
    assert history.train_loss[:, 1].tolist() == [0.9, 0.8, np.inf]
    assert history.last("train_loss").tolist() == [0.1, np.inf]
    assert repr(history) == "History(2 x 3 epochs)"


def test_a_replicate_that_has_stopped_repeats_itself():
    assert eventful().train_loss[:, 0].tolist() == [0.7, 0.1, 0.1]


def test_a_replicate_is_active_until_it_stops_or_diverges():
    history = History((3,))
    history.stopped_at[0], history.diverged_at[1] = 4, 5
    assert history.active.tolist() == [False, False, True]


def test_a_plain_network_has_curves_without_a_second_axis():
    history = History(val_loss=[0.3, 0.2, 0.4], train_loss=np.array([3, 2, 1]))
    assert history.val_loss.tolist() == [0.3, 0.2, 0.4]
    assert history.train_loss.dtype == float
    assert repr(history) == "History(3 epochs)"
    history.record({"val_loss": np.float64(0.1), "train_loss": np.float64(0.5)})
    assert history.val_loss.tolist() == [0.3, 0.2, 0.4, 0.1]


def test_what_nobody_recorded_has_no_epochs():
    assert History().train_loss.shape == (0,)
    assert History((4,)).val_accuracy.shape == (0, 4)
    assert len(History()) == 0


@pytest.mark.parametrize(
    ("losses", "best"),
    [
        ([0.5, 0.3, 0.4], 2),
        ([0.3, 0.3], 1),
        ([np.nan, 0.4, np.inf], 2),
        ([np.nan, np.inf], 0),
        ([], 0),
    ],
)
def test_the_best_epoch_counts_from_one_and_zero_means_never(losses, best):
    assert History(val_loss=losses).best_epoch == best


def test_every_replicate_has_its_own_best_epoch():
    history = History((2,), val_loss=[[0.5, 0.1], [0.4, np.nan], [0.6, 0.2]])
    assert history.best_epoch.tolist() == [2, 1]
    assert History((2,)).best_epoch.tolist() == [0, 0]


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize(
    "history",
    [
        eventful(),
        History(val_loss=[1 / 3, np.nan, np.inf], learning_rate=[0.1, 0.1, -np.inf]),
        History((1,), train_loss=[[0.1]]),
    ],
    ids=["stacked", "plain", "one replicate"],
)
def test_what_is_written_is_read_again_to_the_last_bit(history, kind, tmp_path):
    path = tmp_path / f"history.{kind}"
    getattr(history, f"to_{kind}")(path)
    assert same(getattr(History, f"from_{kind}")(str(path)), history)


def test_a_history_without_epochs_survives_json(tmp_path):
    History((2,)).to_json(tmp_path / "history.json")
    assert same(History.from_json(tmp_path / "history.json"), History((2,)))


def test_the_csv_is_a_table_that_a_spreadsheet_opens(tmp_path):
    history = History((2,), train_loss=[[0.5, 0.25], [0.1, 0.2]])
    history.stopped_at[1] = 2
    history.to_csv(tmp_path / "stacked.csv")
    assert (tmp_path / "stacked.csv").read_text().splitlines() == [
        "epoch,replicate,train_loss,stopped_at,diverged_at",
        "1,0,0.5,0,0",
        "1,1,0.25,2,0",
        "2,0,0.1,0,0",
        "2,1,0.2,2,0",
    ]
    History(val_loss=[0.5]).to_csv(tmp_path / "plain.csv")
    plain = "epoch,val_loss,stopped_at,diverged_at\n1,0.5,0,0\n"
    assert (tmp_path / "plain.csv").read_text() == plain


def test_the_json_is_strict(tmp_path):
    History(val_loss=[np.nan, 0.5]).to_json(tmp_path / "history.json")

    def refuse(name):
        raise AssertionError(name)

    content = json.loads((tmp_path / "history.json").read_text(), parse_constant=refuse)
    assert content["val_loss"] == ["nan", 0.5]


@pytest.mark.parametrize(
    "text", ["loss,epoch\n1,2\n", "", "epoch,stopped_at,diverged_at,x\n1,0,0,1\n"]
)
def test_a_csv_of_another_program_is_refused(text, tmp_path):
    (tmp_path / "log.csv").write_text(text)
    with pytest.raises(ValueError, match=r"History.from_csv expects a file written by to_csv, got"):
        History.from_csv(tmp_path / "log.csv")


@pytest.mark.parametrize("text", ["[1, 2]", '{"val_loss": [1]}'])
def test_a_json_of_another_program_is_refused(text, tmp_path):
    (tmp_path / "log.json").write_text(text)
    with pytest.raises(ValueError, match=r"expects a file written by to_json, got .*log.json"):
        History.from_json(tmp_path / "log.json")


def test_curves_that_do_not_fit_each_other_are_refused():
    with pytest.raises(ValueError, match=r"curves of equal length, got .*'train_loss': 2.*: 3"):
        History(train_loss=[1, 2], val_loss=[1, 2, 3])
    with pytest.raises(ValueError, match=r"History's val_loss .* replicates \(2,\), got \(3,\)"):
        History((2,), val_loss=[1, 2, 3])
    with pytest.raises(ValueError, match=r"History's val_loss .* got \(1, 2\); epochs come first"):
        History(val_loss=[[1, 2]])
