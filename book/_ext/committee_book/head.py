"""The head of a page: its description, what links to it show, and what it may load."""

import html
import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from committee_book import security

LONGEST = 160  # characters of a description that search engines and messengers show
SHORTEST = 60
DESCRIPTION = re.compile(r'<meta (?=[^>]*name="description")[^>]*content="([^"]*)"[^>]*>')
SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)
NOT_PROSE = (nodes.Admonition, nodes.figure, nodes.table, nodes.sidebar, nodes.footnote)
# What the pages say that Sphinx makes by itself.
MADE = {
    "search": "Search the pages of the book for a word.",
    "genindex": "Every term of the book, and where it is explained.",
    "404": "No page of the book stands here; the contents and the search lead on.",
}


def add_head(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the page's own tags where Sphinx's templates expect them."""
    if app.builder.name not in {"html", "dirhtml"}:
        return  # an EPUB is no page on the web
    own = context.get("metatags") or ""
    described = DESCRIPTION.search(own)
    words = html.unescape(described[1]) if described else MADE.get(page) or summary(doctree)
    kept = re.sub(r'<meta name="(viewport|generator)"[^>]*>', "", DESCRIPTION.sub("", own))
    lines = [meta(key, name, said) for key, name, said in describe(app, page, context, words)]
    context["metatags"] = "\n    ".join(["", *lines, kept.strip()]).rstrip()
    for files in ("css_files", "script_files"):
        context[files] = list(once(context[files]))


def once(files: list[Any]) -> Iterator[Any]:
    """Yield each sheet or script once, though two may have asked for it."""
    seen = set()
    for file in files:
        name = str(getattr(file, "filename", file))
        if name not in seen or not name:
            yield file
        seen.add(name)


def describe(
    app: Sphinx, page: str, context: dict[str, Any], words: str
) -> Iterator[tuple[str, str, str]]:
    """Yield each tag's key, name and content; the policy first, for it binds what follows."""
    yield "http-equiv", "Content-Security-Policy", security.policy()
    yield "name", "referrer", security.REFERRER
    yield "name", "description", words
    yield "property", "og:title", plain(context.get("title") or app.config.html_title)
    yield "property", "og:description", words
    yield "property", "og:type", "website" if page == app.config.root_doc else "article"
    yield "property", "og:site_name", plain(app.config.html_title)
    if context.get("pageurl"):
        yield "property", "og:url", context["pageurl"]
    if context.get("social_card"):
        yield from describe_card(*context["social_card"])


def describe_card(address: str, words: str) -> Iterator[tuple[str, str, str]]:
    """Yield the tags of the picture that messengers show; it is 1200 by 630 points large."""
    yield "property", "og:image", address
    yield "property", "og:image:width", "1200"
    yield "property", "og:image:height", "630"
    yield "property", "og:image:alt", words
    yield "name", "twitter:card", "summary_large_image"


def meta(key: str, name: str, content: str) -> str:
    """Return one tag."""
    quoted = html.escape(content, quote=False).replace('"', "&quot;")
    return f'<meta {key}="{name}" content="{quoted}" />'


def plain(title: str) -> str:
    """Return a title without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", title)).split())


def summary(doctree: nodes.document | None) -> str:
    """Return the first sentence of a page's prose, or two where it is a short one."""
    text = " ".join(paragraph.astext() for paragraph in prose(doctree)) if doctree else ""
    said = ""
    for sentence in SENTENCE.findall(" ".join(text.split())):
        if len(said) >= SHORTEST or (said and len(said) + len(sentence) > LONGEST):
            break
        said = f"{said} {sentence.strip()}".strip()
    if len(said) <= LONGEST:
        return said
    return said[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def prose(doctree: nodes.document) -> Iterator[nodes.paragraph]:
    """Yield the paragraphs that are the page's running text."""
    for paragraph in doctree.findall(nodes.paragraph):
        above = paragraph.parent
        while above is not None and not isinstance(above, NOT_PROSE):
            above = above.parent
        if above is None:
            yield paragraph


def setup(app: Sphinx) -> None:
    """Connect to the making of each page, after all who change its title."""
    app.connect("html-page-context", add_head, priority=900)
