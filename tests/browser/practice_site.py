"""A small book with the pages of Practice, as a browser meets them."""

import json

import yaml
from check_pages import CLAIMS, KITCHEN
from small_book import ROOT, SmallBook

STATIC = [str(ROOT / "book" / "_static"), str(ROOT / "_build" / "assets" / "static"), "own"]
LOOK = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
MODULES = ["claims", "checks", "contents", "progress", "knowledge", "review", "scripts"]
MORE = f"""
extensions += ["sphinx_design"]
html_favicon = {str(ROOT / "book" / "_static" / "favicon.svg")!r}
html_static_path = {STATIC!r}
html_css_files = {LOOK["html_css_files"]!r}
html_js_files = {LOOK["html_js_files"]!r}
{CLAIMS}
"""
INDEX = """# A small book

:::{div} subtitle
Its subtitle.
:::

```{toctree}
:caption: The story
deep/kitchen
eli5
```

```{toctree}
:caption: Practice
practice/progress
practice/knowledge-checks
practice/review
practice/concept-cards
```
"""
ELI5 = "# Five\n\n(sec-eli5-cats)=\n## Cats\n\nThey purr.\n\n(sec-eli5-dogs)=\n## Dogs\n\nNo.\n"
CARDS = [
    {"id": "card-kitchen-gap", "page": "deep/kitchen", "pageTitle": "All kinds of checks",
     "href": "deep/kitchen.html#sec-kitchen-one", "front": "<p>What is a <em>gap</em>?</p>",
     "back": '<svg viewBox="0 0 9 9" width="90" role="img" aria-label="A gap"><circle cx="4" '
             'cy="4" r="3" fill="var(--c-train)"/></svg><p>What the "archive" flatters; see '
             '<a href="../eli5.html">five</a>.</p>'},
    {"id": "card-kitchen-math", "page": "deep/kitchen", "pageTitle": "All kinds of checks",
     "href": "deep/kitchen.html#sec-kitchen-one", "front": "<p>What is a square?</p>",
     "back": "<p>It is <math><msup><mi>x</mi><mn>2</mn></msup></math>,\nor a tab\there.</p>"},
    {"id": "card-eli5-cat", "page": "eli5", "pageTitle": "Five", "href": "eli5.html#sec-eli5-cats",
     "front": "<p>What purrs?</p>", "back": "<p>A cat.</p>"},
]  # fmt: skip


def practice_book(folder, *, cards=True):
    """Build a small book with real pages of Practice, and return its site."""
    book = SmallBook(folder, MODULES, more=MORE)
    labelled = KITCHEN.replace("## A prediction", "(sec-kitchen-prediction)=\n## A prediction")
    labelled = labelled.replace("## One answer", "(sec-kitchen-one)=\n## One answer")
    labelled = labelled.replace("## Several answers", "(sec-kitchen-several)=\n## Several answers")
    pages = {"index": INDEX, "deep/kitchen": labelled, "eli5": ELI5,
             "practice/concept-cards": "# Cards\n\nNone.\n"}  # fmt: skip
    for name in ("progress", "knowledge-checks", "review"):
        text = (ROOT / "book" / "practice" / f"{name}.md").read_text(encoding="utf-8")
        pages[f"practice/{name}"] = text.partition("\n---\n")[2] if text[:3] == "---" else text
    for name, text in pages.items():
        book.write(name, uncited(text))
    book.write("own/readme.txt", "Static files of this book's own.")
    if cards:
        book.write("own/cards/cards.js", f"window.committeeCards = {json.dumps(CARDS)};\n")
    outcome = book.build()
    assert outcome.returncode == 0, outcome.stderr
    return book.output


def uncited(text):
    """Return a page without its sources; a small book has no bibliography."""
    before, mark, rest = text.partition(" {cite}`")
    return before + uncited(rest.partition("`")[2]) if mark else text
