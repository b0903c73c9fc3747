import doctest
import importlib
import inspect
import pkgutil

import pytest

import committee

MODULES = ["committee", *(
    info.name for info in pkgutil.walk_packages(committee.__path__, "committee.")
)]


def public(module):
    """The names a module defines and shows, with classes' public methods left to them."""
    for name, value in vars(module).items():
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__:
            yield name, value


@pytest.fixture(autouse=True)
def _quiet_figures():
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    yield
    plt.close("all")


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_runs_as_printed(name):
    if name == "committee.interop":
        pytest.importorskip("torch", reason="PyTorch is not installed: interop's were not run")
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


@pytest.mark.parametrize(
    "name", [name for name in MODULES if not name.rpartition(".")[2].startswith("_")]
)
def test_every_public_name_has_a_docstring_with_an_example(name):
    missing = [
        what for what, value in public(importlib.import_module(name))
        if (inspect.isfunction(value) or inspect.isclass(value))
        and ">>>" not in (inspect.getdoc(value) or "")
    ]
    assert missing == []
