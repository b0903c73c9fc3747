"""The command ``committee``, also ``python -m committee``.

A command is a function of the parsed arguments that returns an exit status: it is entered in
``COMMANDS`` with a function that adds its arguments, and nothing else here changes.
"""

import argparse
import platform
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version as version_of

from committee import _diagnose


def _version(_: argparse.Namespace) -> int:
    """Say which versions are running."""
    parts = [f"committee {version_of('committee')}", f"numpy {version_of('numpy')}",
             f"Python {platform.python_version()}"]
    sys.stdout.write(", ".join(parts) + "\n")
    return 0


def _no_arguments(_: argparse.ArgumentParser) -> None:
    """Add none."""


Command = tuple[Callable[[argparse.Namespace], int], Callable[[argparse.ArgumentParser], None]]
COMMANDS: dict[str, Command] = {
    "diagnose": (_diagnose.run, _diagnose.add_arguments),
    "version": (_version, _no_arguments),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Examples
    --------
    >>> main(["version"])  # doctest: +ELLIPSIS
    committee ..., numpy ..., Python ...
    0
    """
    parser = argparse.ArgumentParser(prog="committee", description=(
        "A committee of simple opinions: neural networks in plain numpy."))
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, (run, add_arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        add_arguments(command)
        command.set_defaults(run=run)
    chosen = parser.parse_args(arguments)
    status: int = chosen.run(chosen)
    return status


if __name__ == "__main__":
    sys.exit(main())
