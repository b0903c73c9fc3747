import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from committee.clinic import LogError, diagnose_file, read_log

SAMPLES = sorted((Path(__file__).parent / "clinic_samples").iterdir())
R = random.Random(8)


@pytest.fixture
def said(tmp_path):
    """Diagnose text or bytes: the word, and the first evidence."""

    def ask(content):
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        answer = diagnose_file(path)
        assert answer.readable == (answer.diagnosis != "not_a_training_log")
        return answer.diagnosis, answer.evidence[0]

    return ask


def lines(template, n=30):
    return "".join(template.format(i=i, r=R.random(), s=R.random(), b=2 ** R.randint(4, 8))
                   for i in range(n))


NO_LOGS = {
    "rewards": "Episode,TotalReward,Epsilon\n" + lines("{i},{r},{s}\n"),
    "evolution": "generation,best_fitness\n" + lines("{i},{r}\n"),
    "a monitor of episodes": '#{{"t_start": 1}}\nr,l,t\n' + lines("{i},{r},{s}\n"),
    "prices": "Date,Open,High,Low,Close\n" + lines("2020-01-{i:02d},{r},{s},{r},{s}\n"),
    "a sweep": "lr,batch_size,epochs,dropout,val_loss\n" + lines("{s},{b},10,{r},{r}\n"),
    "a sorted sweep": "step,batch_size,hidden,val_loss\n" + lines("{i},{b},{b},{r}\n"),
    "trials": "number,value,duration,params_lr,params_n_layers\n"
              + lines("{i},{r},0 days 00:00:50,{s},{b}\n"),
    "sizes of the data": "train_size,train_loss,val_loss\n" + lines("{i},{r},{s}\n", 8),
    "models": "model,train_loss,test_loss\n" + lines("net{i},{r},{s}\n", 6),
    "classifiers": "classifier,error\n" + lines("net{i},{r}\n", 6),
    "folds": "fold,loss,accuracy\n" + lines("{i},{r},{s}\n", 5),
    "classes": ",precision,recall,f1-score,support\n" + lines("class {i},{r},{s},{r},{b}\n", 12),
    "cases": "id,price,error\n" + lines("{b},{s},{r}\n"),
    "one row": "loss\n0.5\n",
    "a weight diary": "date,weight,loss\n" + lines("2020-01-{i:02d},{s},{r}\n"),
    "a diary of pounds": "day,weight_lb,loss_lb\n" + lines("{i},{s},0.{i}\n"),
    "a diary": "Training log\nran 5 miles, a loss of {r} kg\n\n" * 3,
    "a constant diary": "rested, a loss of 0.5 kg\n" * 12,
    "ping": lines("64 bytes: icmp_seq={i} ttl=57\n") + "30 received, 0% packet loss, time 9ms\n",
    "prose": "Dear diary,\ntoday nothing happened.\n",
    "a header": "epoch,loss,val_loss\n",
    "settings": json.dumps({"name": "x", "layers": [64, 64], "loss": "mse"}),
    "annotations": json.dumps({"images": [{"id": i, "width": 3} for i in range(9)]}),
    "scores": "epoch,points\n" + lines("{i},{b}\n"),
    "accuracy without time": "accuracy\n" + lines("{r}\n"),
    "nothing in JSON": "[]",
    "unnamed words": lines("a b\n"),
}  # fmt: skip


@pytest.mark.parametrize("text", NO_LOGS.values(), ids=NO_LOGS.keys())
def test_what_is_no_training_log_never_gets_a_diagnosis(text, said):
    assert said(text)[0] == "not_a_training_log"


HOSTILE = {
    "nothing": (b"", "is empty"),
    "blanks": (b" \n \n", "is empty"),
    "a pickle": (b"\x80\x04\x95\x10", "a pickle"),
    "an archive": (b"PK\x03\x04....", "zip archive"),
    "zeros": (bytes(5000), "binary"),
    "noise": (bytes(range(256)) * 9, "binary"),
    "noise further on": (b"epoch,loss\n" + b"1,2\n" * 30_000 + bytes(9), "binary further on"),
    "a long line": (b"epoch,loss\n" + b"1" * 3_000_000, "a line of more than"),
    "wide rows": (b"loss," * 30_000 + b"\n" + b"1," * 30_000 + b"\n" + b"2," * 30_000, "cells"),
    "a huge cell": (b'epoch,loss\n1,"' + b"1" * 200_000 + b'"\n2,3\n3,4\n', "a cell of more"),
    "deep lists": (b"[" * 100_000, "nested too deeply"),
    "deep dicts": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    "deep lines": (b'{"a":1}\n' + b"[" * 50_000 + b"]" * 50_000, "nested too deeply"),
}


@pytest.mark.parametrize(("content", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused_with_a_reason(content, reason, said):
    word, evidence = said(content)
    assert word == "not_a_training_log"
    assert reason in evidence


def test_what_is_not_there_or_no_file_is_refused(tmp_path):
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(LogError, match="cannot be opened"):
            read_log(path)


def test_lists_inside_lists_are_followed_only_so_far(said):
    content = 1.0
    for _ in range(40):
        content = {"a": content}
    assert said(json.dumps({"loss": content}))[0] == "not_a_training_log"
    assert said(json.dumps([{"loss": content}] * 9))[0] == "not_a_training_log"


def test_old_line_ends_and_latin_letters_are_read(tmp_path):
    path = tmp_path / "log"
    path.write_bytes("epoch,loss,d\xe9j\xe0\r1,3,0\r2,2,0\r3,1,0\r4,1,0\r".encode("latin-1"))
    assert read_log(path).curves.train.y.tolist() == [3, 2, 1, 1]


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("epoch,loss,val_loss\n")
        file.writelines(f"{i},{1 + 1 / (1 + i)},1.5\n" for i in range(500_000))
    code = (
        "import resource, sys, committee.clinic as clinic;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "clinic.diagnose_file(sys.argv[1]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True,
                         check=True)
    assert path.stat().st_size > 10e6
    assert int(run.stdout) < 6_000  # kilobytes


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@settings(max_examples=25)
@given(data=st.data())
def test_a_damaged_sample_is_answered_or_refused(path, data, tmp_path_factory):
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = tmp_path_factory.getbasetemp() / "damaged"
    damaged.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    assert diagnose_file(damaged).evidence


CHARACTERS = st.sampled_from([*"0123456789.,;|:=-+eE \t\n\r\"'{}[]()/%#_",
    "loss", "val_loss", "epoch", "nan", "inf", "1e999", "train", "null", "\b", "\ufeff", "é"])


@settings(max_examples=100)
@given(text=st.lists(CHARACTERS, max_size=120).map("".join))
def test_any_text_is_answered_or_refused(text, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_text(text, encoding="utf-8", newline="")
    assert diagnose_file(path).evidence


VALUES = st.floats() | st.none() | st.text(max_size=5) | st.integers() | st.booleans()
NAMES = st.sampled_from(["loss", "val_loss", "epoch", "acc", "1", "2", "train", "columns", "data"])
JSON = st.recursive(VALUES, lambda part: st.lists(part, max_size=8)
                    | st.dictionaries(NAMES, part, max_size=5), max_leaves=40)


@settings(max_examples=70)
@given(content=JSON)
def test_any_json_is_answered_or_refused(content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(content))
    assert diagnose_file(path).evidence


NUMBERS = st.floats(width=32) | st.sampled_from([0.0, -1.0, 1e300, -1e300, 5e-324])


@settings(max_examples=100)
@given(rows=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=40))
def test_any_numbers_are_answered(rows, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text("loss,val_loss\n" + "".join(f"{t},{v}\n" for t, v in rows))
    assert diagnose_file(path).evidence
