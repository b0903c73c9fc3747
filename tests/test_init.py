import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import committee


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True
                          ).stdout.strip()


@pytest.mark.parametrize("name", committee.__all__)
def test_every_name_on_offer_is_that_of_its_module(name):
    value = getattr(committee, name)
    assert value is getattr(import_module(value.__module__), name)


def test_a_type_checker_sees_the_names_that_are_there():
    tree = ast.parse(Path(committee.__file__).with_suffix(".pyi").read_text())
    seen = {
        (node.module, alias.name) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        and str(node.module).startswith("committee.") for alias in node.names
    }
    assert seen == {(f"committee.{home}", name) for name, home in committee._HOME_OF.items()}


def test_the_names_can_be_listed_before_they_are_loaded():
    assert set(committee.__all__) < set(dir(committee))
    assert "fit" in run("import committee; print(dir(committee))")


def test_a_name_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(AttributeError, match="committee has no 'train'; its names are in dir"):
        committee.train  # noqa: B018


def test_the_version_is_that_of_the_package():
    assert committee.__version__.count(".") == 2


def test_importing_the_package_loads_neither_matplotlib_nor_torch_nor_anything_slow():
    loaded = run("import sys, committee; print(*sys.modules)").split()
    assert not {"matplotlib", "torch", "numpy", "importlib.metadata"} & set(loaded)


def test_the_numerics_do_without_matplotlib():
    code = "import sys; from committee import *; print('matplotlib' in sys.modules)"
    assert run(code) == "False"


def test_import_costs_less_than_10_milliseconds_beyond_numpy():
    timed = ("import numpy, time; start = time.process_time(); import committee; "
             "print(time.process_time() - start)")
    assert sorted(float(run(timed)) for _ in range(3))[1] < 0.010
