"""Said to a Jupyter kernel once, before a reader's first cell: figures become the book's.

Runs in the reader's own namespace, and leaves nothing there. The source of the book's module
for drawings is put in the place of ``DRAWINGS``.
"""

DRAWINGS = ""


def _prepare(source: str) -> None:
    import os  # noqa: PLC0415  (these names are not to be left to the reader)
    import types  # noqa: PLC0415
    from itertools import count  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415
    from typing import Any  # noqa: PLC0415

    try:
        import matplotlib as mpl  # noqa: PLC0415
        from matplotlib import font_manager  # noqa: PLC0415
        from matplotlib_inline.config import InlineBackend  # noqa: PLC0415
    except ImportError:  # nothing will be drawn here
        return
    shell = get_ipython()  # type: ignore[name-defined]  # noqa: F821
    drawings: Any = types.ModuleType("drawings")
    exec(source, vars(drawings))
    numbers = count(1)

    def for_the_page(message: dict[str, Any]) -> dict[str, Any]:
        data = message["content"].get("data", {})
        if "image/svg+xml" in data:
            name = f"live-{next(numbers)}"
            data["image/svg+xml"] = drawings.inline_svg(data["image/svg+xml"], name, "")
        return message

    shell.display_pub.register_hook(for_the_page)
    for font in Path(os.environ.get("COMMITTEE_BOOK_FONTS", "nowhere")).glob("*.ttf"):
        font_manager.fontManager.addfont(font)
    named = {font.name for font in font_manager.fontManager.ttflist}
    mpl.rcParams["font.family"] = [f for f in ("Committee Sans", "DejaVu Sans") if f in named]
    mpl.rcParams["svg.fonttype"], mpl.rcParams["svg.hashsalt"] = "none", "committee"
    settings = InlineBackend.instance(parent=shell)
    tight: dict[str, Any] = {"bbox_inches": "tight", "pad_inches": 0.03}
    settings.print_figure_kwargs = tight
    settings.figure_formats = {"svg"}


_prepare(DRAWINGS)
del _prepare, DRAWINGS
