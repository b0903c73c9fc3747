"""Parallel: the same for many pages, on all processors that a build may use."""

from collections.abc import Callable, Sequence
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.parallel import ParallelTasks, parallel_available


def each(app: Sphinx, work: Callable[[Any], Any], things: Sequence[Any]) -> list[Any]:
    """Return ``[work(thing) for thing in things]``; ``work`` changes nothing but files.

    What it returns must be picklable, and warnings it logs are those of the build.
    """
    processes = app.parallel if parallel_available else 1
    if processes < 2 or len(things) < 2:
        return [work(thing) for thing in things]
    results: list[Any] = [None] * len(things)

    def all_of(places: range) -> list[Any]:
        return [work(things[place]) for place in places]

    def keep(places: range, done: list[Any]) -> None:
        results[places.start :: places.step] = done

    tasks = ParallelTasks(processes)
    for start in range(processes):
        tasks.add_task(all_of, range(start, len(things), processes), keep)
    tasks.join()
    return results
