"""The kernel that executes a chapter: how it draws, and what it forbids.

The first half runs in the builder and writes a profile for IPython; the second half is the
IPython extension which that profile loads inside every kernel.
"""

import base64
import os
import pickle
import random
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

FONTS = "COMMITTEE_BOOK_FONTS"  # the environment variable that names their folder
FACE = "Committee Sans"  # the face of navigation and figures
HOW_TO_PRINT: dict[str, Any] = {"bbox_inches": "tight", "pad_inches": 0.03}
CURVES = "application/vnd.committee.curves+json"
FIGURE = "application/vnd.committee.figure"

PROFILE = f"""\
c = get_config()
c.InteractiveShellApp.extensions = ["committee_book.kernel"]
c.HistoryManager.hist_file = ":memory:"  # with none at all a kernel takes seconds to end
c.IPKernelApp.log_level = "ERROR"  # its remark on encryption concerns nobody on one machine
c.InlineBackend.figure_formats = {{"svg"}}  # paper and notebooks have theirs from the figure itself
c.InlineBackend.print_figure_kwargs = {HOW_TO_PRINT}
"""


def write_profile(folder: Path) -> None:
    """Write IPython's profile below ``folder`` and point the kernels to be started at it."""
    profile = folder / "profile_default" / "ipython_kernel_config.py"
    profile.parent.mkdir(parents=True, exist_ok=True)
    if not profile.exists() or profile.read_text() != PROFILE:
        profile.write_text(PROFILE)
    os.environ["IPYTHONDIR"] = str(folder)
    extensions = str(Path(__file__).parents[1])
    paths = [p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    if extensions not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([extensions, *paths])


def refuse_entropy(_bits: int) -> int:
    """Stand in numpy for the operating system's randomness."""
    raise RuntimeError(
        "unseeded randomness: a chapter must give the same numbers at every build; "
        "write np.random.default_rng(8), with a number of your own"
    )


class GlobalRandomness:
    """Watches the two hidden generators that a cell may draw from: ``random``, ``np.random``."""

    def __init__(self, numpy_random: Any) -> None:
        self.numpy_random = numpy_random
        self.before = self.state()

    def state(self) -> tuple[Any, ...]:
        """Return the states of both, comparable."""
        name, key, *rest = self.numpy_random.get_state()
        return random.getstate(), name, key.tobytes(), *rest

    def look(self, _info: Any = None) -> None:
        """Note where the generators stand before a cell runs."""
        self.before = self.state()

    def compare(self, _result: Any = None) -> None:
        """Complain on stderr, which fails the build, if the cell moved one of them."""
        if self.state() != self.before:
            sys.stderr.write(
                "unseeded randomness: this cell drew from the global generator of random or "
                "np.random; draw from rng = np.random.default_rng(8) instead\n"
            )


def load_ipython_extension(shell: Any) -> None:
    """Guard a kernel against randomness that nobody seeded; set the figures' style."""
    import matplotlib as mpl  # noqa: PLC0415  (the builder must not pay for these two)
    import numpy as np  # noqa: PLC0415

    vars(np.random.bit_generator)["randbits"] = refuse_entropy
    guard = GlobalRandomness(np.random)
    shell.events.register("pre_run_cell", guard.look)
    shell.events.register("post_run_cell", guard.compare)
    mpl.rcParams["svg.fonttype"] = "none"  # text stays text: it can be read aloud and searched
    mpl.rcParams["svg.hashsalt"] = "committee"
    shell.judges_claims = True  # the builder reports every claim that fails, not the first alone
    use_the_pages_face()
    publish(shell, CURVES, curves)
    publish(shell, FIGURE, itself)


def curves(figure: Any) -> dict[str, dict[str, list[float]]] | None:
    """Return the numbers behind a figure's curves."""
    from committee.plots import curve_data  # noqa: PLC0415

    return curve_data(figure) or None


def itself(figure: Any) -> str:
    """Return a figure whole, to be drawn in other forms where an edition needs them."""
    return base64.b64encode(zlib.compress(pickle.dumps(figure), level=1)).decode()


def publish(shell: Any, kind: str, what: Callable[[Any], Any]) -> None:
    """Let every figure bring something along, as an output of a kind of our own."""
    from IPython.core.formatters import BaseFormatter  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from traitlets import ObjectName, Unicode  # noqa: PLC0415

    class FigureFormatter(BaseFormatter):
        """Answers for figures by itself: the inline backend empties every list of types."""

        format_type = Unicode(kind)
        print_method = ObjectName("_repr_committee_")

        def __call__(self, shown: Any) -> Any:
            return what(shown) if isinstance(shown, Figure) else None

    shell.display_formatter.formatters[kind] = FigureFormatter(parent=shell.display_formatter)


def use_the_pages_face() -> None:
    """Let matplotlib measure text in the face that the page will set it in, if it is there."""
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib import font_manager  # noqa: PLC0415

    for font in sorted(Path(os.environ.get(FONTS, "nowhere")).glob("*.ttf")):
        font_manager.fontManager.addfont(font)
    named = {font.name for font in font_manager.fontManager.ttflist}
    mpl.rcParams["font.family"] = [face for face in (FACE, "DejaVu Sans") if face in named]
