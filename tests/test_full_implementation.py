"""The page that puts all parts together quotes the losses that its PyTorch listing printed."""

import ast
import runpy
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
STORY = ROOT / "book" / "story"
PRINTED = (ROOT / "tests" / "golden" / "full_implementation_torch.txt").read_text(encoding="utf-8")


def losses(printed):
    """Return the ten losses below the line that names PyTorch's version."""
    version, *rest = printed.split("\n")
    assert version.startswith("PyTorch 2.")
    return [float(line) for line in rest if line]


def test_the_page_quotes_the_losses_that_pytorch_printed():
    page = (STORY / "full-implementation.md").read_text(encoding="utf-8")
    quoted = page.partition("theirs = np.array(")[2].partition(")\n")[0]
    assert ast.literal_eval(quoted) == losses(PRINTED)


def test_the_listing_prints_them_wherever_pytorch_is_installed(capsys):
    pytest.importorskip("torch", reason="PyTorch is not installed: the listing was not run")
    runpy.run_path(str(STORY / "full_implementation_torch.py"))
    np.testing.assert_allclose(losses(capsys.readouterr().out), losses(PRINTED), rtol=1e-9)
