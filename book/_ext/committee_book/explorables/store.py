"""Store: every explorable's states, computed once for a package, a recipe and its versions.

They lie in ``_build/.explorables``, whatever book is being built, under a hash of all that they
depend on.
"""

import json
import os
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from committee_book.execution import package_root, source_key
from committee_book.explorables import code
from committee_book.explorables.recipe import Position, Recipe, State

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[3] / "_build" / ".explorables"
NAMES = tuple(sorted(path.stem for path in (HERE / "recipes").glob("[a-z]*.py")))


@cache
def recipe(name: str) -> Recipe:
    """Return a recipe by its name."""
    found: Recipe = import_module(f"committee_book.explorables.recipes.{name}").RECIPE
    return found


@cache
def key(name: str) -> str:
    """Return a hash of what a recipe's states depend on: package, recipe, machine, numpy."""
    own = HERE / "recipes" / f"{name}.py"
    text = own.read_text("utf-8")
    shared = (path for path in sorted(own.parent.glob("_*.py")) if path.stem in text)
    digest = source_key(package_root(), own, HERE / "recipe.py", HERE / "code.py", *shared)
    return f"{digest}-{np.__version__}"


@cache
def packed(name: str) -> dict[str, Any]:
    """Return a recipe's states as its page loads them; compute them where that is still to do."""
    path = FOLDER / key(name) / f"{name}.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        found = recipe(name)
        states = (found.state(position) for position in found.positions())
        facts = {fact: float(compute()) for fact, compute in found.facts.items()}
        everything = code.pack(found, states) | {"facts": facts}
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(everything, ensure_ascii=False), "utf-8")
        draft.replace(path)  # whole or not at all: pages are read in parallel
    kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return kept


def state(name: str, position: Position) -> State:
    """Return a state as it is drawn: its curves as shares of the axes."""
    place = code.place_of(position, recipe(name).shape)
    return code.unpack(packed(name), place)[1]


def fact(name: str, asked: str) -> float | None:
    """Return what a recipe found out, for a check to ask; None where it knows no such thing."""
    found: float | None = packed(name)["facts"].get(asked) if name in NAMES else None
    return found


def served(name: str) -> str:
    """Return the script that brings a page the states, and how to draw them."""
    found, kept = recipe(name), packed(name)
    from committee_book.explorables.drawing import layout  # noqa: PLC0415  (it draws what is here)

    data = {
        "texts": [control.texts for control in found.controls],
        "start": found.start,
        "draw": layout(found),
        **{part: kept[part] for part in ("curves", "says", "states")},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"(window.explorables??={{}}).{name}={text};\n"
