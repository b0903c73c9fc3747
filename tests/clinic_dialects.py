"""One training run, written down the way each framework writes it."""

import json
import math


def table(names, rows, separator=",", *, end="\n"):
    return end.join(separator.join(map(str, row)) for row in [names, *rows]) + end


def keras_csv(run):
    return table(["epoch", "accuracy", "loss", "val_accuracy", "val_loss"], [
        [i, a, t, a, v] for i, (t, v, a) in enumerate(run)], end="\r\n")


def keras_csv_without_epochs_of_its_own(run):
    return table(["epoch", "loss", "val_loss"], [[0, t, v] for t, v, _ in run])


def keras_history_json(run):
    return json.dumps({
        "loss": [t for t, _, _ in run], "accuracy": [a for *_, a in run],
        "val_loss": [v for _, v, _ in run], "val_accuracy": [a for *_, a in run],
        "lr": [0.001] * len(run)})


def keras_history_printed(run):
    columns = {"loss": [t for t, _, _ in run], "val_loss": [v for _, v, _ in run],
               "val_acc": [a for *_, a in run]}
    return f"Using TensorFlow backend.\nDone in 33 s\n{columns}\n"


def keras_history_pickled_and_printed(run):
    return str({"loss": [t for t, _, _ in run], "val_loss": [v for _, v, _ in run]})


def keras_progress_bar(run):
    lines = ["Train on 800 samples, validate on 200 samples\n"]
    for i, (t, v, a) in enumerate(run):
        lines.append(f"Epoch {i + 1}/{len(run)}\n")
        bar = "".join(f"{n}/25 [{'=' * n}>....] - ETA: {25 - n}s - loss: {t * 1.3:.4f}" + "\b" * 40
                      + "\r" for n in (1, 9, 17))
        lines.append(f"{bar}25/25 [==============================] - 2s 80ms/step - loss: {t:.5f} "
                     f"- accuracy: {a:.4f} - val_loss: {v:.5f} - val_accuracy: {a:.4f}\n")
    return "".join(lines)


def keras_3_progress_bar(run):
    return "".join(
        f"Epoch {i + 1}/{len(run)}\n\x1b[1m25/25\x1b[0m \x1b[32m━━━━━━━━━━━━━━━━━━━━\x1b[0m "
        f"\x1b[37m\x1b[0m \x1b[1m1s\x1b[0m 8ms/step - accuracy: {a:.4f} - loss: {t:.5f} - "
        f"val_accuracy: {a:.4f} - val_loss: {v:.5f} - learning_rate: 0.0010\n"
        for i, (t, v, a) in enumerate(run))


def keras_verbose_2_with_checkpoints(run):
    return "".join(
        f"Epoch {i + 1}/{len(run)}\n\nEpoch {i + 1:05d}: val_loss improved from {v * 1.1:.5f} to "
        f"{v:.5f}, saving model to best.h5\n - 3s - loss: {t:.5f} - acc: {a:.4f} - "
        f"val_loss: {v:.5f} - val_acc: {a:.4f}\n" for i, (t, v, a) in enumerate(run))


def lightning_csv(run):
    rows = []
    for i, (t, v, a) in enumerate(run):
        rows += [[i, "", 10 * i + 4, "", t * 1.01, "", ""], [i, "", 10 * i + 9, t, "", "", ""],
                 [i, 1761900000 + i, 10 * i + 9, "", "", v, a]]
    return table(["epoch", "created_at", "step", "train_loss_epoch", "train_loss_step", "val_loss",
                  "val_acc"], rows)


def hugging_face_state(run):
    history = []
    for i, (t, v, a) in enumerate(run):
        history += [{"epoch": i + 1.0, "grad_norm": 1.2, "learning_rate": 5e-5, "loss": t,
                     "step": 50 * (i + 1)},
                    {"epoch": i + 1.0, "eval_accuracy": a, "eval_loss": v, "eval_runtime": 3.1,
                     "eval_samples_per_second": 60.2, "step": 50 * (i + 1)}]
    history.append({"epoch": float(len(run)), "step": 50 * len(run), "total_flos": 1e15,
                    "train_loss": 0.4, "train_runtime": 100.0})
    return json.dumps({"best_metric": None, "epoch": float(len(run)), "is_local_process_zero": True,
                       "log_history": history, "max_steps": 50 * len(run)}, indent=2)


def hugging_face_printed(run):
    lines = ["***** Running training *****", "  Num examples = 800", "  Num Epochs = 8"]
    for i, (t, v, a) in enumerate(run):
        lines += [str({"loss": t, "grad_norm": 1.2, "learning_rate": 4.9e-05, "epoch": i + 1.0}),
                  f" {i}%|▏         | {i}/100 [00:10<09:50,  1.1s/it]",
                  str({"eval_loss": v, "eval_accuracy": a, "eval_runtime": 3.1, "epoch": i + 1.0})]
    return "\n".join(lines)


def yolo_v8_csv(run):
    names = ["epoch", "train/box_loss", "train/cls_loss", "metrics/mAP50(B)",
             "metrics/mAP50-95(B)", "val/box_loss", "val/cls_loss", "lr/pg0"]
    return table([f"{name:>23}" for name in names], [
        [f"{x:>23}" for x in (i + 1, 0.25 * t, 0.75 * t, a, a, 0.25 * v, 0.75 * v, 0.01)]
        for i, (t, v, a) in enumerate(run)])


def fastai_csv(run):
    return table(["epoch", "train_loss", "valid_loss", "error_rate", "time"], [
        [i, t, v, 1 - a, "00:12"] for i, (t, v, a) in enumerate(run)])


def fastai_printed(run):
    return "epoch     train_loss  valid_loss  accuracy  time    \n" + "".join(
        f"{i:<10}{t:<12.6f}{v:<12.6f}{a:<10.6f}00:12   \n" for i, (t, v, a) in enumerate(run))


def detectron2_json_lines(run):
    return "".join(json.dumps({
        "data_time": 0.003, "eta_seconds": 100.0, "iteration": 20 * i + 19, "lr": 0.001,
        "loss_box_reg": t / 4, "loss_cls": 3 * t / 4, "total_loss": t, "validation_loss": v,
        "time": 0.2}) + "\n" for i, (t, v, _) in enumerate(run))


def mmdetection_json_lines(run):
    lines = [json.dumps({"env_info": "sys.platform: linux", "seed": 8, "exp_name": "a.py"})]
    for i, (t, v, a) in enumerate(run):
        lines += [json.dumps({"mode": "train", "epoch": i + 1, "iter": 50, "lr": 0.02,
                              "memory": 900, "time": 0.3, "loss": t}),
                  json.dumps({"mode": "val", "epoch": i + 1, "iter": 10, "lr": 0.02, "loss": v,
                              "bbox_mAP": a})]
    return "\n".join(lines)


def mmengine_text(run):
    return "".join(
        f"2024/01/0{1 + i % 9} 10:00:00 - mmengine - INFO - Epoch(train)   [{i + 1}][50/50]  lr: "
        f"1.0000e-03  eta: 1:02:03  time: 0.3  data_time: 0.01  memory: 900  loss: {t:.6f}\n"
        f"2024/01/0{1 + i % 9} 10:01:00 - mmengine - INFO - Epoch(val) [{i + 1}][10/10]    "
        f"loss: {v:.6f}  accuracy/top1: {100 * a:.4f}\n" for i, (t, v, a) in enumerate(run))


def tensorboard_export(run):
    return table(["Wall time", "Step", "Value"], [
        [1761900000.123 + i, i, t] for i, (t, _, _) in enumerate(run)])


def wandb_export(run):
    name = "glad-river-7 - "
    names = ["Step"] + [name + what + end for what in ("train/loss", "val/loss")
                        for end in ("", "__MIN", "__MAX")]
    return table([f'"{part}"' for part in names], [
        [f'"{x}"' for x in (i, t, t, t, v, v, v)] for i, (t, v, _) in enumerate(run)])


def wandb_history_json_lines(run):
    return "".join(json.dumps({
        "_step": i, "_runtime": 3.5 * i, "_timestamp": 1.7e9 + i, "epoch": i, "train": {"loss": t},
        "val": {"loss": v, "acc": a}}) + "\n" for i, (t, v, a) in enumerate(run))


def mlflow_long(run):
    rows = [[f"m{i}", "train_loss", i, t] for i, (t, _, _) in enumerate(run)]
    rows += [[f"n{i}", "val_loss", i, v] for i, (_, v, _) in enumerate(run)]
    return table(["run_uuid", "key", "step", "value"], rows)


def phases_as_rows(run):
    rows = []
    for i, (t, v, a) in enumerate(run):
        rows += [[i + 1, "train", t, a], [i + 1, "val", v, a]]
    return table(["epoch", "phase", "loss", "accuracy"], rows)


def catboost_json(run):
    return json.dumps({
        "meta": {"test_sets": ["test"], "learn_metrics": [{"name": "Logloss"}],
                 "iteration_count": len(run)},
        "iterations": [{"learn": [t], "iteration": i, "passed_time": 0.1, "remaining_time": 0.2,
                        "test": [v]} for i, (t, v, _) in enumerate(run)]})


def catboost_printed(run):
    return "Learning rate set to 0.03\n" + "".join(
        f"{i}:\tlearn: {t:.7f}\ttest: {v:.7f}\tbest: {v:.7f} ({i})\ttotal: {i}ms\tremaining: 2s\n"
        for i, (t, v, _) in enumerate(run))


def xgboost_printed(run):
    return "".join(f"[{i}]\ttrain-logloss:{t:.5f}\teval-logloss:{v:.5f}\n"
                   for i, (t, v, _) in enumerate(run))


def xgboost_results(run):
    return json.dumps({"validation_0": {"logloss": [t for t, _, _ in run]},
                       "validation_1": {"logloss": [v for _, v, _ in run]}})


def lightgbm_printed(run):
    return "[LightGBM] [Info] Number of positive: 120, number of negative: 80\n" + "".join(
        f"[{i + 1}]\ttraining's binary_logloss: {t:.6f}\tvalid_1's binary_logloss: {v:.6f}\n"
        for i, (t, v, _) in enumerate(run))


def pytorch_example(run):
    lines = []
    for i, (t, v, a) in enumerate(run):
        lines += [f"Train Epoch: {i + 1} [32000/60000 (53%)]\tLoss: {t:.6f}", "",
                  f"Test set: Average loss: {v:.6f}, Accuracy: {10000 * a:.0f}/10000 "
                  f"({100 * a:.0f}%)", ""]
    return "\n".join(lines)


def imagenet_example(run):
    return "".join(
        f"Epoch: [{i}][0/100]\tTime  0.123 ( 0.123)\tLoss {t:.4e} ({t:.4e})\tAcc@1 {100 * a:6.2f} "
        f"({100 * a:6.2f})\n" for i, (t, _, a) in enumerate(run))


def words_and_bars(run):
    return "".join(f"[INFO] Epoch {i + 1:03d} | Train Loss: {t:.5f} | Val Loss: {v:.5f} | "
                   f"Val Acc: {100 * a:.2f}%\n" for i, (t, v, a) in enumerate(run))


def words_and_commas(run):
    return "".join(f"step {i * 250}: train loss {t:.4f}, val loss {v:.4f}\n"
                   for i, (t, v, _) in enumerate(run))


def words_alone(run):
    return "".join(f"epoch {i + 1} loss {t:.5f} val_loss {v:.5f}\n"
                   for i, (t, v, _) in enumerate(run))


def fairseq_text(run):
    return "".join(
        f"2024-01-01 10:00:00 | INFO | train | epoch {i + 1:03d} | loss {t:.4f} | ppl 7.1 | wps "
        f"1200\n2024-01-01 10:00:09 | INFO | valid | epoch {i + 1:03d} | valid on 'valid' subset | "
        f"loss {v:.4f} | ppl 8.1 | num_updates {50 * i}\n" for i, (t, v, _) in enumerate(run))


def tqdm_lines(run):
    return "".join(
        f"Epoch {i}:   0%|          | 0/50 [00:00<?, ?it/s]\rEpoch {i}: 100%|██████████| 50/50 "
        f"[00:10<00:00,  4.9it/s, loss={t:.5f}, val_loss={v:.5f}]\n"
        for i, (t, v, _) in enumerate(run))


def scikit_learn_verbose(run):
    return "".join(f"Iteration {i + 1}, loss = {t:.8f}\n" for i, (t, _, _) in enumerate(run))


def flair_tsv(run):
    return table(["EPOCH", "TIMESTAMP", "BAD_EPOCHS", "LEARNING_RATE", "TRAIN_LOSS", "DEV_LOSS",
                  "DEV_F1"], [[i + 1, "12:11:32", 0, "0.1000", t, v, a]
                              for i, (t, v, a) in enumerate(run)], "\t")


def spacy_table(run):
    return ("\u2139 Pipeline: ['tok2vec', 'tagger']\n\u2139 Initial learn rate: 0.001\n"
            "E    #       LOSS TAGGER  TAG_ACC  SCORE \n---  ------  -----------  -------  ------\n"
            + "".join(f"{i:>3}  {200 * i:>6}  {t:>11.6f}  {100 * a:>7.2f}  {a:>6.2f}\n"
                      for i, (t, _, a) in enumerate(run)))


def semicolons_and_decimal_commas(run):
    text = table(["Epoche", "Epoch", "Train Loss", "Val Loss"], [
        [i + 1, i + 1, t, v] for i, (t, v, _) in enumerate(run)], ";", end="\r\n")
    return "\ufeff" + text.replace(".", ",")


def spaces_aligned(run):
    return "#  epoch   train_loss     val_loss\n" + "".join(
        f"{i + 1:>8}   {t:<12.6f}   {v:<12.6f}\n" for i, (t, v, _) in enumerate(run))


def markdown_table(run):
    return "| Epoch | Training Loss | Validation Loss |\n|:-----:|--------------:|---:|\n" + (
        "".join(f"| {i + 1} | {t:.6f} | {v:.6f} |\n" for i, (t, v, _) in enumerate(run)))


def data_frame_csv(run):
    return table(["", "trainLoss", "valLoss"], [[i, t, v] for i, (t, v, _) in enumerate(run)])


def data_frame_json(run):
    return json.dumps({"train_loss": {str(i): t for i, (t, _, _) in enumerate(run)},
                       "val_loss": {str(i): v for i, (_, v, _) in enumerate(run)}})


def numbered_epochs_json(run):
    return json.dumps({f"epoch_{i + 1}": {"train": {"loss": t}, "val": {"loss": v, "acc": a}}
                       for i, (t, v, a) in enumerate(run)})


def records_json(run):
    return json.dumps([{"epoch": i + 1, "train_loss": t, "validation_loss": v}
                       for i, (t, v, _) in enumerate(run)])


def splits_json(run):
    return json.dumps({"config": {"lr": 0.1, "layers": [64, 64]}, "history": {
        "train": {"loss": [t for t, _, _ in run]}, "val": {"loss": [v for _, v, _ in run]}}})


def two_lists_in_python(run):
    return (f"train_losses = {[t for t, _, _ in run]}\nval_losses = {[v for _, v, _ in run]}\n")


def espnet_text(run):
    return "".join(
        f"[host] 2024-01-01 10:00:00,{i:03d} (trainer:354) INFO: {i + 1}epoch results: [train] "
        f"iter_time=0.1, loss={t:.5f}, acc={a:.3f}, [valid] loss={v:.5f}, acc={a:.3f}\n"
        for i, (t, v, a) in enumerate(run))


def pytorch_quickstart(run):
    return "".join(
        f"Epoch {i + 1}\n-------------------------------\nloss: {t:>7f}  [   64/60000]\n"
        f"Test Error: \n Accuracy: {100 * a:>0.1f}%, Avg loss: {v:>8f} \n\n"
        for i, (t, v, a) in enumerate(run)) + "Done!\n"


def headings(run):
    return "Loading validation data\n" + "".join(
        f"Epoch: {i + 1}\nTraining\nLoss: {t:.6f}\n--- Validation ---\nLoss: {v:.6f}\n"
        for i, (t, v, _) in enumerate(run))


def paddle_high_level(run):
    return "".join(
        f"Epoch {i + 1}/{len(run)}\nstep 100/100 [=====] - loss: {t:.5f} - acc: {a:.4f} - 12ms/step"
        f"\nEval begin...\nstep 20/20 [=====] - loss: {v:.5f} - acc: {a:.4f} - 5ms/step\n"
        "Eval samples: 2000\n" for i, (t, v, a) in enumerate(run))


def steps_and_headings(run):
    return "".join(f"step {10 * i + 10}: loss {t:.6f}\nEvaluating on validation set\nloss {v:.6f}\n"
                   for i, (t, v, _) in enumerate(run))


def loguru_text(run):
    return "".join(
        f"2024-05-05 12:00:01.{i:03d} | INFO     | __main__:train:88 - Epoch {i + 1:03d} | "
        f"train_loss={t:.5f} | val_loss={v:.5f} | val_acc={100 * a:.2f}% | time=12.3s\n"
        for i, (t, v, a) in enumerate(run))


def kaldi_text(run):
    return "".join(
        f"LOG (nnet-train:main()) ITERATION {i + 1:02d}: TRAIN AVG.LOSS {t:.5f}, (lrate0.008), "
        f"CROSSVAL AVG.LOSS {v:.5f}, nnet accepted\n" for i, (t, v, _) in enumerate(run))


def yolo_printed(run):
    header = "      Epoch    GPU_mem   box_loss   cls_loss   Instances       Size\n"
    return "".join(
        f"{header}      {i + 1}/{len(run)}      2.43G     {t / 4:.6f}     {3 * t / 4:.6f}"
        f"         12        640: 100%|████| 100/100 [00:12<00:00,  8.1it/s]\n"
        "                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): "
        "100%|████| 8/8 [00:01<00:00,  6.1it/s]\n"
        f"                   all        128        929      {a:.4f}      {a:.4f}      {a:.4f}      "
        f"{a:.4f}\n\n" for i, (t, _, a) in enumerate(run))


def object_detection_printed(run):
    return "".join(
        f"INFO:tensorflow:Step {100 * i + 100} per-step time 0.234s\n"
        f"{{'Loss/classification_loss': {t / 4:.6f},\n 'Loss/total_loss': {t:.6f},\n "
        "'learning_rate': 0.04}\n" for i, (t, _, _) in enumerate(run))


def r_keras_csv(run):
    return table(["", "epoch", "value", "metric", "data"], [
        [f'"{i}"', i + 1, row[part], '"loss"', f'"{split}"']
        for part, split in enumerate(("training", "validation")) for i, row in enumerate(run)])


def means_and_spreads(run):
    return table(["epoch", "train loss", "val loss"], [
        [i + 1, f"{t} ± 0.0123", f"{v} +/- 0.0140"] for i, (t, v, _) in enumerate(run)])


def epochs_of_how_many(run):
    return table(["Epoch", "Loss (train)", "Loss (val)", "Time"], [
        [f"{i + 1}/{len(run)}", t, v, f"{i:02d}m12s"] for i, (t, v, _) in enumerate(run)], "\t")


def german_csv(run):
    return table(["Epoche", "Verlust", "Val_Verlust", "Genauigkeit"], [
        [i + 1, *(str(x).replace(".", ",") for x in row)] for i, row in enumerate(run)], ";")


def spanish_csv(run):
    return table(["época", "pérdida", "pérdida_val"], [
        [i + 1, t, v] for i, (t, v, _) in enumerate(run)])


def utf_16_redirect(run):
    return words_and_bars(run).encode("utf-16")


TRAIN_ONLY = {
    tensorboard_export, imagenet_example, scikit_learn_verbose, spacy_table, yolo_printed,
    object_detection_printed,
}
DIALECTS = [
    value for name, value in list(globals().items())
    if callable(value) and getattr(value, "__module__", "") == __name__ and name != "table"
]
"""Every way of writing above."""


def learning(n=24):
    """A run that goes well: (train, val, accuracy) an epoch."""
    return [(round(0.2 + 0.8 * math.exp(-i / 6), 6), round(0.25 + 0.8 * math.exp(-i / 6), 6),
             round(0.9 - 0.4 * math.exp(-i / 6), 6)) for i in range(n)]


def memorising(n=24):
    """A run that overfits."""
    return [(round(math.exp(-i / 6), 6), round(0.6 + 0.5 * math.exp(-i / 4) + 0.02 * i, 6),
             round(0.8 - 0.3 * math.exp(-i / 6), 6)) for i in range(n)]
