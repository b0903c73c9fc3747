"""The kernel's guards, in a real IPython shell."""

import subprocess
import sys
from pathlib import Path

import pytest

from committee_book import kernel

SHELL = """
import sys
from IPython.core.interactiveshell import InteractiveShell
from committee_book.kernel import load_ipython_extension
shell = InteractiveShell.instance()
load_ipython_extension(shell)
result = shell.run_cell(sys.argv[1])
sys.exit(3 if result.error_in_exec else 0)
"""


def run(code, tmp_path):
    import os

    extensions = str(Path(kernel.__file__).parents[1])
    env = {**os.environ, "PYTHONPATH": extensions, "IPYTHONDIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", SHELL, code], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np; np.random.rand()",
        "import numpy as np; np.random.seed(0)",
        "import random; random.random()",
    ],
)
def test_a_draw_from_a_global_generator_is_complained_of(code, tmp_path):
    assert "global generator" in run(code, tmp_path).stderr


@pytest.mark.parametrize("make", ["default_rng()", "SeedSequence()", "RandomState()"])
def test_a_generator_without_a_seed_is_refused(make, tmp_path):
    done = run(f"import numpy as np; np.random.{make}", tmp_path)
    assert done.returncode == 3
    assert "unseeded randomness" in done.stdout + done.stderr


def test_a_seeded_generator_is_welcome(tmp_path):
    done = run("import numpy as np; print(np.random.default_rng(8).random() < 1)", tmp_path)
    assert done.returncode == 0
    assert done.stderr == ""


def test_the_profile_is_written_once_and_points_kernels_at_it(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", "elsewhere")
    monkeypatch.setenv("PYTHONPATH", "kept")
    kernel.write_profile(tmp_path)
    profile = tmp_path / "profile_default" / "ipython_kernel_config.py"
    first = profile.stat().st_mtime_ns
    kernel.write_profile(tmp_path)
    assert profile.stat().st_mtime_ns == first
    import os

    assert os.environ["IPYTHONDIR"] == str(tmp_path)
    assert os.environ["PYTHONPATH"].split(os.pathsep)[1:] == ["kept"]
