import json
import math
from pathlib import Path

import clinic_dialects as dialects
import numpy as np
import pytest

from committee.clinic import diagnose_file, jsons, read_log, tables
from committee.clinic.clocks import clock
from committee.clinic.columns import role
from committee.clinic.recorder import LIMIT, MOST_COLUMNS, MOST_OTHERS, Recorder, Series, number

SAMPLES = sorted((Path(__file__).parent / "clinic_samples").iterdir())
N = 24
FALLING = [round(0.2 + 0.8 * math.exp(-i / 6), 6) for i in range(N)]
HIGHER = [round(0.3 + 0.8 * math.exp(-i / 6), 6) for i in range(N)]


@pytest.fixture
def log(tmp_path):
    """Write text to a file and read it as a log."""

    def write(text, name="log.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_log(path)

    return write


def rows(header, *columns, separator=","):
    lines = [separator.join(map(str, row)) for row in zip(*columns, strict=True)]
    return "\n".join([header, *lines]) + "\n"


def by_line(template, **columns):
    """One line (or several) an epoch, with the losses filled in."""
    return "".join(template.format(i=i, t=t, v=v, a=0.5 + 0.01 * i)
                   for i, (t, v) in enumerate(zip(FALLING, HIGHER, strict=True)))


@pytest.mark.parametrize("write", dialects.DIALECTS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("make", [dialects.learning, dialects.memorising])
def test_every_dialect_gives_the_same_curves(write, make, log):
    run = make()
    curves = log(write(run)).curves
    train, val, accuracy = map(np.array, zip(*run, strict=True))
    np.testing.assert_allclose(curves.train.y, train, atol=1e-4)
    assert np.all(np.diff(curves.train.x) > 0)
    if write not in dialects.TRAIN_ONLY:
        np.testing.assert_allclose(curves.val.y, val, atol=1e-4)
        np.testing.assert_allclose(curves.val.x, curves.train.x, atol=1)
    if curves.metric is not None:
        np.testing.assert_allclose(curves.metric.y, accuracy, atol=1e-2)
    assert curves.doubts == ()


@pytest.mark.parametrize("write", sorted(set(dialects.DIALECTS) - dialects.TRAIN_ONLY,
                                         key=lambda write: write.__name__),
                         ids=lambda write: write.__name__)
def test_every_dialect_gets_the_same_diagnosis(write, tmp_path):
    path = tmp_path / "log"
    text = write(dialects.memorising())
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert diagnose_file(path).diagnosis == "overfitting"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_is_the_run_it_was_written_from(path):
    curves = read_log(path).curves
    assert curves.train.y[0] == pytest.approx(1.0, abs=1e-3)
    assert curves.train.y[-1] == pytest.approx(math.exp(-23 / 6), abs=1e-3)


TEXTS = {
    "transfer learning": "Epoch {i}/23\n----------\ntrain Loss: {t} Acc: {a}\nval Loss: {v} "
                         "Acc: {a}\n\n",
    "caffe": "I0522 12:00:00.123456  1234 solver.cpp:218] Iteration {i}00 (0.5 iter/s), loss = {t}"
             "\n    Test net output #0: test loss = {v}\n",
    "mxnet": "INFO:root:Epoch[{i}] Train-cross-entropy={t}\nINFO:root:Epoch[{i}] Time cost=3.2\n"
             "INFO:root:Epoch[{i}] Validation-cross-entropy={v}\n",
    "paddle": "[2024/01/01 10:00:00] ppocr INFO: epoch: [{i}/24], lr: 0.001, loss: {t}, "
              "val loss: {v}\n",
    "a question of steps": "Training loss (for one batch) at step {i}00: {t}\nValidation loss: {v}"
                           "\n",
    "brackets": "[epoch:{i}] [train loss:{t}] [val loss:{v}]\n",
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_sentences_are_read_as_pairs_of_words_and_numbers(text, log):
    curves = log(by_line(text)).curves
    np.testing.assert_allclose(curves.train.y, FALLING)
    np.testing.assert_allclose(curves.val.y, HIGHER)


def test_a_number_before_its_words_is_theirs_too(log):
    text = by_line(" {i}: {t}, {t} avg loss, 0.001 rate, 3.2 seconds, 640 images\n")
    np.testing.assert_allclose(log(text).curves.train.y, FALLING)


def test_a_heading_ends_where_the_training_goes_on(log):
    text = by_line("step {i}1: loss {t}\nValidation:\nloss {v}\nloss {v}\n")
    curves = log(text + "step 999: loss 0.5\nloss 0.4\n").curves
    np.testing.assert_allclose(curves.train.y, [*FALLING, 0.5, 0.4])
    assert len(curves.val) == 2 * N


def test_what_stands_above_the_first_number_is_no_heading(log):
    assert log("Validation:\n" + by_line("loss {t}\n")).curves.val is None


def test_two_networks_at_play_are_recognised_in_print(log):
    text = by_line("[0/5][{i}/24]\tLoss_D: {t}\tLoss_G: {v}\tD(x): 0.6\n")
    assert "play against each other" in log(text).curves.doubts[0]


def test_a_sum_of_zero_cases_is_not_divided_by(log):
    curves = log(by_line("epoch {i} loss {t} accuracy: 0/0\n")).curves
    assert curves.train_metric.y.max() == 0


def test_tables_on_end_of_a_vertical_bar_name_their_numbers(log):
    text = by_line("|------|------|\n| epoch | {i} |\n| train/ | |\n| loss | {t} |\n")
    np.testing.assert_allclose(log(text).curves.train.y, FALLING)


def test_a_header_may_take_two_lines(log):
    text = "|===|\n| Epoch | Time Elapsed | Mini-batch | Validation |\n" + (
        "|  | (hh:mm:ss) | Loss | Loss |\n|===|\n")
    text += by_line("| {i} | 00:00:01 | {t} | {v} |\n")
    curves = log(text).curves
    np.testing.assert_allclose(curves.train.y, FALLING)
    np.testing.assert_allclose(curves.val.y, HIGHER)


def test_an_index_may_lack_its_name_and_a_comma_may_end_the_header(log):
    lacking = rows("train_loss,val_loss", range(N), FALLING, HIGHER)
    ending = rows("epoch,train_loss,val_loss,", range(N), FALLING, HIGHER)
    for text in (lacking, ending):
        np.testing.assert_allclose(log(text).curves.val.y, HIGHER)


def test_a_header_that_lacks_its_last_name_keeps_the_others_in_place(log):
    np.testing.assert_allclose(log(rows("epoch,loss", range(N), FALLING, HIGHER)).curves.train.y,
                               FALLING)


def test_quotes_are_taken_off_and_may_hold_the_separator(log):
    text = rows('"epoch","note, if any","loss"', range(N), ['"a, b"'] * N, FALLING)
    np.testing.assert_allclose(log(text).curves.train.y, FALLING)


def test_quotes_that_never_close_end_with_their_line(log):
    text = rows("epoch,loss", range(N), FALLING).replace("3,", '3,"')
    np.testing.assert_allclose(log(text).curves.train.y, FALLING)


def test_missing_values_are_gaps_and_text_among_numbers_is_no_number(log):
    some = [value if i % 3 else "NA" for i, value in enumerate(FALLING)]
    assert len(log(rows("epoch,loss", range(N), some)).curves.train) == 16
    assert len(log(rows("epoch,loss,note", range(N), FALLING, ["x"] * N)).curves.train) == N


def test_a_row_of_nothing_but_gaps_is_a_row_without_values(log):
    lines = rows("epoch,loss", range(N), FALLING).splitlines()
    curves = log("\n".join([*lines[:9], ",", *lines[9:]])).curves
    np.testing.assert_allclose(curves.train.y, FALLING)
    assert (curves.train.x == range(N)).all()


def test_pandas_numbers_for_missing_names_are_no_values(log):
    curves = log(rows(",0", range(N), FALLING)).curves
    np.testing.assert_allclose(curves.train.y, FALLING)
    assert "no name" in curves.remarks[0]


def test_a_lone_column_is_taken_for_a_loss_if_it_falls(log):
    falling = log("\n".join(map(str, FALLING))).curves
    rising = log("\n".join(map(str, FALLING[::-1]))).curves
    assert falling.doubts == ()
    assert "does not fall" in rising.doubts[0]


def test_columns_without_names_are_not_guessed_at(log):
    curves = log(rows("0 1.0 1.0", range(1, N + 1), FALLING, HIGHER, separator=" ")).curves
    assert curves.doubts == ("2 columns have no names; name them",)


def test_a_later_header_begins_new_columns(log):
    text = rows("epoch,loss", range(N), FALLING) + rows("epoch,loss,lr", range(N), HIGHER, HIGHER)
    curves = log(text).curves
    assert curves.train.y[0] == HIGHER[0]
    assert curves.remarks == (f"judged on the last of 2 runs, {N} values",)


def test_rows_of_another_width_are_counted(log):
    text = rows("epoch,loss", range(N), FALLING) + "a,b,c,d\n" * 9
    assert "9 rows have another number of cells" in log(text).curves.doubts[0]
    text = rows("epoch,loss", range(N), FALLING) + "1,2,3,4\n"
    curves = log(text).curves
    assert curves.doubts == ()
    assert "1 rows have" in curves.remarks[0]


def test_merge_markers_forbid_a_verdict(log):
    text = "epoch,loss\n<<<<<<< HEAD\n" + rows("0,1.5", range(1, N + 1), FALLING)
    text += "=======\n0,9.0\n>>>>>>> branch\n"
    assert "merge markers" in log(text).curves.doubts[0]


def test_the_last_of_two_runs_is_judged(log):
    text = rows("epoch,loss", range(N), FALLING) + "\n".join(
        f"{i},{v}" for i, v in enumerate(HIGHER))
    assert log(text).curves.train.y[0] == HIGHER[0]


def test_many_runs_in_a_row_are_too_many(log):
    lines = [f"{i},{value}" for _ in range(4) for i, value in enumerate(FALLING)]
    assert log("\n".join(["epoch,loss", *lines])).curves.doubts == (
        "4 runs stand one after the other; give them one by one",)


@pytest.mark.parametrize(("earlier", "last"), [(24, 5), (3, 3)])
def test_a_last_run_that_is_too_short_settles_nothing(earlier, last, log):
    lines = [f"{i},{FALLING[i]}" for n in (earlier, last) for i in range(n)]
    assert f"has only {last} values" in log("\n".join(["epoch,loss", *lines])).curves.doubts[0]


def test_training_called_again_and_again_is_one_run(log):
    lines = [f"{i % 6},{value}" for i, value in enumerate(FALLING)]
    curves = log("\n".join(["epoch,loss", *lines])).curves
    np.testing.assert_allclose(curves.train.x, range(N))
    assert curves.doubts == ()


def test_a_stretch_that_was_resumed_counts_once(log):
    epochs = [*range(12), *range(9, N)]
    curves = log(rows("epoch,loss", epochs, [FALLING[i] for i in epochs])).curves
    np.testing.assert_allclose(curves.train.x, range(N))


def test_validation_of_an_earlier_run_is_not_held_against_the_last(log):
    text = "epoch,loss,val_loss\n" + "".join(
        f"{i},{t},{v if run == 0 else ''}\n" for run in (0, 1)
        for i, (t, v) in enumerate(zip(FALLING, HIGHER, strict=True)))
    curves = log(text).curves
    assert len(curves.train) == N
    assert curves.val is None


SIDE_BY_SIDE = {
    "folds": "fold,epoch,loss\n" + "".join(
        f"{fold},{i},{value}\n" for fold in (1, 2) for i, value in enumerate(FALLING)),
    "exports": rows("Step,a - loss,b - loss", range(N), FALLING, HIGHER),
    "numbered": rows("epoch,loss_fold1,loss_fold2", range(N), FALLING, HIGHER),
    "dicts": json.dumps({"cnn": {"loss": FALLING}, "mlp": {"loss": HIGHER}}),
    "numbered dicts": json.dumps({"run_1": {"loss": FALLING}, "run_2": {"loss": HIGHER}}),
    "lists of records": json.dumps({
        name: {"loss": FALLING, "log": [{"epoch": i, "loss": t} for i, t in enumerate(FALLING)]}
        for name in ("a", "b")}),
}  # fmt: skip


@pytest.mark.parametrize("text", SIDE_BY_SIDE.values(), ids=SIDE_BY_SIDE.keys())
def test_runs_side_by_side_are_to_be_given_one_by_one(text, log):
    assert "runs stand side by side" in log(text).curves.doubts[0]


def test_one_fold_alone_is_a_run_like_any_other(log):
    text = "fold,epoch,loss\n" + "".join(f"1,{i},{v}\n" for i, v in enumerate(FALLING))
    assert log(text).curves.doubts == ()


@pytest.mark.parametrize(("header", "doubt"), [
    ("epoch,policy_loss,value_loss", "targets"),
    ("epoch,d_loss,g_loss", "play against each other"),
])  # fmt: skip
def test_losses_that_say_nothing_by_falling_are_not_judged(header, doubt, log):
    assert doubt in log(rows(header, range(N), FALLING, HIGHER)).curves.doubts[0]


def test_components_are_added_up_and_a_total_is_taken_alone(log):
    parts = rows("epoch,train/box_loss,train/cls_loss", range(N), FALLING, HIGHER)
    total = rows("epoch,total_loss,cls_loss", range(N), FALLING, HIGHER)
    np.testing.assert_allclose(log(parts).curves.train.y, np.add(FALLING, HIGHER))
    np.testing.assert_allclose(log(total).curves.train.y, FALLING)


def test_a_pair_is_preferred_to_a_loss_without_a_partner(log):
    text = rows("epoch,loss,mse,val_mse", range(N), HIGHER, FALLING, HIGHER)
    assert log(text).curves.train.name == "mse"


def test_losses_of_another_kind_are_not_divided_by_each_other(log):
    assert not log(rows("epoch,train_loss,val_mae", range(N), FALLING, HIGHER)).curves.comparable
    for batches in (5, 400):
        summed = [batches * value for value in FALLING]
        assert not log(rows("epoch,loss,val_loss", range(N), summed, HIGHER)).curves.comparable
    assert log(rows("epoch,loss,val_loss", range(N), FALLING, HIGHER)).curves.comparable


def test_losses_below_zero_are_compared_only_with_their_like(log):
    below = [value - 3 for value in FALLING]
    assert log(rows("epoch,loss,val_loss", range(N), below, below)).curves.comparable
    assert not log(rows("epoch,loss,val_loss", range(N), below, HIGHER)).curves.comparable


def test_a_likelihood_is_turned_upside_down(log):
    curves = log(rows("epoch,elbo", range(N), [-value for value in FALLING])).curves
    np.testing.assert_allclose(curves.train.y, FALLING)


def test_validation_0_beside_validation_1_is_the_training_set(log):
    text = rows("epoch,validation_0-logloss,validation_1-logloss", range(N), FALLING, HIGHER)
    assert log(text).curves.train.name == "validation_0-logloss"
    text = rows("epoch,validation_0-logloss,validation_1-logloss", range(N), HIGHER, FALLING)
    assert log(text).curves.train is None


def test_a_test_loss_stands_in_for_a_validation_loss(log):
    assert log(rows("epoch,loss,test_loss", range(N), FALLING, HIGHER)).curves.val.y[0] == HIGHER[0]


def test_train_and_val_without_a_quantity_are_losses_if_they_fall(log):
    falling = log(rows("epoch,train,val", range(N), FALLING, HIGHER)).curves
    assert falling.train.y[0] == FALLING[0]
    rising = log(rows("epoch,train,val", range(N), *([1 - v / 2 for v in c]
                                                     for c in (FALLING, HIGHER)))).curves
    np.testing.assert_allclose(rising.train.y, np.array(FALLING) / 2)


def test_a_log_without_a_loss_is_judged_by_what_its_metric_lacks(log):
    share = [1 - value / 2 for value in FALLING]
    percent = [100 * value for value in share]
    for values, scale in ((share, 0.5), (percent, 50)):
        curves = log(rows("epoch,acc,val_acc", range(N), values, values)).curves
        np.testing.assert_allclose(curves.train.y, scale * np.array(FALLING))
        assert "no loss was logged" in curves.remarks[0]


def test_per_cents_become_shares(log):
    percent = [100 - value for value in FALLING]
    assert log(rows("epoch,loss,val_acc", range(N), FALLING, percent)).curves.metric.y.max() <= 1


def test_a_metric_that_is_never_a_number_is_left_out(log):
    assert log(rows("epoch,loss,val_f1", range(N), FALLING, ["nan"] * N)).curves.metric is None


def test_a_metric_of_an_earlier_run_is_left_out(log):
    text = "epoch,loss,val_acc\n" + "".join(
        f"{i},{t},{0.5 if run == 0 else ''}\n" for run in (0, 1) for i, t in enumerate(FALLING))
    assert log(text).curves.metric is None


def test_nothing_below_a_layout_is_an_empty_table():
    plan = tables.layout(["epoch,loss", "1,0.5", "2,0.4"])
    assert tables.read(plan, iter([])).rows == 0


def test_a_number_is_no_document():
    recorder = Recorder()
    jsons.take(recorder, 1.0)
    assert recorder.rows == 0


def test_monitors_come_along(log):
    text = rows("epoch,loss,lr,grad_norm,dead_fraction", range(N), FALLING, [0.1] * N, FALLING,
                ["nan"] * N)
    assert list(log(text).curves.monitors) == ["learning_rate", "gradient_norm"]


def test_a_counter_that_never_is_a_number_counts_nothing():
    unit, times = clock([("epoch", Series())], np.arange(3))
    assert (unit, times.tolist()) == ("row", [1, 2, 3])


def test_steps_count_where_epochs_do_not(log):
    text = rows("epoch,step,loss", [0] * N, range(0, 50 * N, 50), FALLING)
    curves = log(text).curves
    assert (curves.unit, curves.train.x[1]) == ("step", 50)


def test_several_values_an_epoch_are_spread_over_it(log):
    text = rows("epoch,loss", [i // 4 for i in range(N)], FALLING)
    np.testing.assert_allclose(log(text).curves.train.x, np.arange(N) / 4)


def test_a_clock_that_misses_a_beat_is_put_in_order(log):
    epochs = [0, 1, 3, 2, *range(4, N)]
    assert np.all(np.diff(log(rows("epoch,loss", epochs, FALLING)).curves.train.x) > 0)


JSONS = {
    "points": {"loss": [[1.7e9 + i, 10 * i, t] for i, t in enumerate(FALLING)]},
    "split orient": {"columns": ["epoch", "loss"], "index": list(range(N)),
                     "data": [None, *([i, t] for i, t in enumerate(FALLING))]},
    "numbers as text": {"loss": [str(t) for t in FALLING]},
    "records below records": [{"model": {"name": "a"}, "log": [
        {"epoch": i, "loss": t} for i, t in enumerate(FALLING)]}],
    "one number in a list": [{"epoch": i, "loss": [t], "shape": [[1, 2]]}
                             for i, t in enumerate(FALLING)],
    "numbered lists": {"1": {"loss": FALLING}, "2": {"steps": [1, 2]}},
    "text and truth": [{"epoch": i, "loss": t, "saved": True, "host": "a", "n": "3"}
                       for i, t in enumerate(FALLING)],
}  # fmt: skip


@pytest.mark.parametrize("content", JSONS.values(), ids=JSONS.keys())
def test_json_of_many_shapes(content, log):
    np.testing.assert_allclose(log(json.dumps(content)).curves.train.y, FALLING)


def test_a_text_may_count_epochs(log):
    records = [{"epoch": f"{5 * i} of 120", "loss": t} for i, t in enumerate(FALLING)]
    assert log(json.dumps(records)).curves.train.x.tolist() == [5.0 * i for i in range(N)]


def test_json_lists_without_a_name_have_no_name(log):
    assert "no name" in log(json.dumps(FALLING)).curves.remarks[0]
    pairs = [[i, t, v] for i, (t, v) in enumerate(zip(FALLING, HIGHER, strict=True))]
    assert "no names" in log(json.dumps(pairs)).curves.doubts[0]


def test_json_that_was_cut_off_gives_what_is_there(log):
    whole = json.dumps({"loss": FALLING, "val_loss": HIGHER})
    cut = log(whole[: 3 * len(whole) // 4]).curves
    assert len(cut.train) == N
    assert len(cut.val) < N
    assert "cut off" in cut.remarks[0]
    records = json.dumps([{"epoch": i, "loss": t} for i, t in enumerate(FALLING)])
    assert len(log(records[:-30]).curves.train) > 20


def test_lists_a_line_are_rows_without_names(log):
    text = by_line("[{i}, {t}, {v}]\n")
    assert log(text).curves.doubts == ("2 columns have no names; name them",)


def test_json_lines_that_are_none_are_passed_over(log):
    text = "".join(json.dumps({"epoch": i, "loss": t}) + "\n" for i, t in enumerate(FALLING))
    assert "1 lines are no JSON" in log(text + "Killed\n").curves.remarks[0]


def test_null_in_a_list_is_not_a_number(log):
    text = json.dumps({"loss": [*FALLING[:9], None, None]})
    assert log(text).curves.train.lost_at == 10
    assert log(text.replace("null", "1" + "0" * 400)).curves.train.lost_at == 10


def test_a_document_too_large_to_hold_is_read_object_by_object(log, monkeypatch):
    records = [{"epoch": i, "loss": t} for i, t in enumerate(FALLING)]
    text = json.dumps({"best": None, "log_history": records}, indent=2)
    monkeypatch.setattr("committee.clinic.sniffing.LARGEST_DOCUMENT", 100)
    np.testing.assert_allclose(log(text).curves.train.y, FALLING)
    monkeypatch.setattr("committee.clinic.jsons.LONGEST_LINE", 5)
    np.testing.assert_allclose(log(text).curves.train.y, FALLING)  # as lines for people


def test_lists_in_a_text_too_large_to_hold_are_left(log, monkeypatch):
    monkeypatch.setattr("committee.clinic.sniffing.LARGEST_DOCUMENT", 10)
    assert log(f"history\n{({'loss': FALLING})}\n").reason == "it holds no numbers over time"


def test_a_long_column_keeps_every_second_value_and_the_newest():
    series = Series()
    for row in range(3 * LIMIT):
        series.add(row, float(row))
    kept, values = series.arrays()
    assert LIMIT / 2 < len(kept) <= LIMIT + 1
    assert kept[-1] == values[-1] == 3 * LIMIT - 1
    assert len(Series().arrays()[0]) == 0


def test_a_long_table_is_sampled_evenly_to_its_end(log):
    n = 150_000
    text = "step,loss\n" + "".join(
        f"{i},{1 + 1 / (1 + i) if i < n - 3000 else 'nan'}\n" for i in range(n))
    curve = log(text).curves.train
    spacing = np.diff(curve.x)
    assert LIMIT / 2 < len(curve) <= LIMIT + 1
    assert np.mean(spacing == np.median(spacing)) > 0.99
    assert curve.lost_at == pytest.approx(n - 3000, abs=200)


def test_there_is_an_end_to_columns_and_to_what_is_remembered_of_others():
    recorder = Recorder()
    recorder.row({f"loss {i}": 1.0 for i in range(MOST_COLUMNS + 9)})
    recorder.row({f"thing {i}": 1.0 for i in range(MOST_OTHERS + 9)})
    recorder.row({f"word {i}": "a" for i in range(MOST_OTHERS + 9)})
    for i in range(MOST_OTHERS + 9):
        recorder.row({"word 0": f"b{i}"})
    assert len(recorder.columns) == MOST_COLUMNS
    assert len(recorder.others) == len(recorder.texts) == len(recorder.texts["word 0"])
    assert len(recorder.others) == MOST_OTHERS


@pytest.mark.parametrize(("cell", "value"), [
    ("1e-3", 0.001), (" 7 ", 7.0), ("1,5", 1.5), ("98.5 %", 98.5), ("inf", math.inf), ("-", None),
    ("np.float64(0.5)", 0.5), ("tensor(0.5, device='cuda')", 0.5), ("None", None), ("x" * 99, None),
    ("1,2,3", None), ("12:30", None),
])  # fmt: skip
def test_a_cell_is_a_number_however_it_is_dressed(cell, value):
    assert number(cell) == value


@pytest.mark.parametrize(("name", "kind", "split"), [
    ("Loss/val", "loss", "val"), ("train_acc", "metric", "train"), ("best_val_loss", "aside", ""),
    ("run - val_loss__MIN", "aside", ""), ("x/lr0", "rate", ""), ("global_step", "step", ""),
    ("packet loss", "aside", ""), ("reward", "reward", ""), ("grad_norm", "monitor", ""),
    ("epoch", "epoch", ""), ("cross_entropy", "loss", ""), ("val", "loss", "val"),
    ("", "unknown", ""), ("batch_size", "unknown", ""),
    ("colour", "unknown", ""), ("val_error", "loss", "val"), ("fold", "run", ""),
])  # fmt: skip
def test_a_name_tells_what_a_column_holds(name, kind, split):
    found = role(name)
    assert found.kind == kind
    assert split in ("", found.split)
