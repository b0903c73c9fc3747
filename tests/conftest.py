"""What several test modules share: random numbers, and the audit of a backward pass."""

import os
import shutil
import tempfile

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("steady")


def pytest_configure(config):
    """Make a folder for what all processes of a run share; they inherit its name."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["SHARED_BY_TESTS"] = folder = tempfile.mkdtemp(prefix="committee-tests-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def central_differences(function, array, *, step=1e-5):
    """Return the slope of ``function()`` along every entry of ``array``, nudged in place."""
    slopes = np.empty_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + step
        above = function()
        array[place] = kept - step
        below = function()
        array[place] = kept
        slopes[place] = (above - below) / (2 * step)
    return slopes


@pytest.fixture(scope="session")
def slopes():
    return central_differences


@pytest.fixture(scope="session")
def check_backward():
    """Compare a layer's backward pass with central differences of a random linear loss."""

    def check(layer, x, *, seed, before=lambda: None):
        def forward():
            before()
            return layer.forward(x, training=True)

        weights = np.random.default_rng(seed + 1000).standard_normal(forward().shape)
        grad_x = layer.backward(weights).copy()
        grads = {name: part.grad.copy() for name, part in layer.parts() if hasattr(part, "grad")}
        arrays = {name: part.value for name, part in layer.parts() if name in grads}

        def loss():
            return (weights * forward()).sum()

        for name, array in {"x": x, **arrays}.items():
            expected = central_differences(loss, array)
            found = grad_x if name == "x" else grads[name]
            np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9, err_msg=name)

    return check
