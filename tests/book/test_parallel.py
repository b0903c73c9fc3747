"""The same for many things, on several processors."""

import os
from types import SimpleNamespace

import pytest
from sphinx.errors import SphinxParallelError

from committee_book.parallel import each


@pytest.mark.parametrize("processes", [1, 2, 3, 8])
def test_what_comes_back_stands_in_the_order_of_the_things(processes):
    things = [3, 1, 4, 1, 5]
    assert each(SimpleNamespace(parallel=processes), lambda n: n * n, things) == [9, 1, 16, 1, 25]
    assert each(SimpleNamespace(parallel=processes), lambda n: n, []) == []


def test_two_processors_are_two_processes():
    ids = each(SimpleNamespace(parallel=2), lambda _: os.getpid(), range(4))
    assert len(set(ids)) == 2
    assert os.getpid() not in ids


def test_a_thing_that_cannot_be_done_ends_the_build():
    with pytest.raises(SphinxParallelError, match="division by zero"):
        each(SimpleNamespace(parallel=2), lambda n: 1 / n, [1, 0])
