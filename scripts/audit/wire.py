"""The wire: what a first visit to a page loads, from whom, under which policy."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser

from audit.browser import SCREENS, visited
from audit.figures import Figure, counted
from audit.host import sent

HEAVIEST, SCRIPTS = 200_000, 60_000  # bytes of a page, and of all its scripts, as they are sent
STRICT = {"default-src": {"'none'"}, "base-uri": {"'none'"}}
LOOSE = {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"}
# Where a kernel may run for a reader who asks for one elsewhere; nothing else is ever asked.
BINDER = ("mybinder.org", "notebooks.gesis.org", "curvenote.dev")
NO_SCRIPT = {"img-src": {"data:"}, "font-src": {"data:"}}  # what runs nothing may stand in a page


class Visit(NamedTuple):
    """What one visit loaded and said."""

    name: str
    sizes: Counter[str]
    strangers: list[str]
    complaints: list[str]
    cookies: int
    policy: str


def visit(browser: Browser, address: str, site: Path, name: str) -> Visit:
    """Visit a page with nothing cached, and go down to its end."""
    asked: list[str] = []
    complaints: list[str] = []
    with visited(browser, "about:blank", SCREENS[0]) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: complaints.append(said.text)
                if said.type in {"error", "warning"} else None)  # fmt: skip
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}{name}.html", wait_until="load")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        meta = page.locator('meta[http-equiv="Content-Security-Policy"]')
        policy = (meta.get_attribute("content") or "") if meta.count() else ""
        cookies = len(page.context.cookies())
    own = [url for url in dict.fromkeys(asked) if url.startswith(address)]
    strangers = [url for url in asked if not url.startswith((address, "data:", "blob:", "about:"))]
    sizes: Counter[str] = Counter()
    for url in own:
        path = site / unquote(urlsplit(url).path).removeprefix(urlsplit(address).path)
        if path.is_file():
            sizes[path.suffix] += sent(path)
    sizes["files"] = len(own)
    return Visit(name, sizes, strangers, complaints, cookies, policy)


def weight(one: Visit) -> int:
    """Return the bytes of a visit."""
    return one.sizes.total() - one.sizes["files"]


def faults_of_policy(policy: str) -> Iterator[str]:
    """Yield what a page's policy lets in that it need not."""
    allowed: dict[str, set[str]] = {}
    for directive in filter(None, (part.strip() for part in policy.split(";"))):
        name, *given = directive.split()
        allowed[name] = set(given)
    if not allowed:
        yield "it has no policy"
        return
    for name, only in STRICT.items():
        if allowed.get(name) != only:
            yield f"{name} is not {' '.join(only)}"
    for name, values in allowed.items():
        if loose := values & LOOSE - NO_SCRIPT.get(name, set()):
            yield f"{name} allows {' '.join(sorted(loose))}"
        hosts = {value for value in values if "." in value or "//" in value}
        if name == "connect-src":
            hosts = {value for value in hosts if not value.endswith(BINDER)}
        if hosts:
            yield f"{name} allows {' '.join(sorted(hosts))}"


def measure(browser: Browser, address: str, site: Path, names: list[str]) -> Iterator[Figure]:
    """Yield the figures."""
    visits = []
    for count, name in enumerate(names, start=1):
        print(f"  wire, {count} of {len(names)}: {name}", flush=True)
        visits.append(visit(browser, address, site, name))
    yield heaviest("heaviest page, kB", {one.name: weight(one) for one in visits}, HEAVIEST)
    yield heaviest("most JavaScript of a page, kB",
                   {one.name: one.sizes[".js"] for one in visits}, SCRIPTS)  # fmt: skip
    of = f"{len(visits)} pages"
    policies = [(one.name, faults_of_policy(one.policy)) for one in visits]
    yield counted("requests to others", said((one.name, one.strangers) for one in visits), of)
    yield counted("cookies", (one.name for one in visits if one.cookies), of)
    yield counted("policies that let in too much", said(policies), of)
    yield counted("complaints of the browser",
                  said((one.name, one.complaints) for one in visits), of)  # fmt: skip


def heaviest(name: str, sizes: dict[str, int], most: int) -> Figure:
    """Return the figure of the page that weighs most; every page that is too heavy misses it."""
    worst = max(sizes, key=lambda page: sizes[page])
    over = tuple(f"{page}: {size / 1000:.0f} kB" for page, size in sizes.items() if size > most)
    return Figure(name, f"{sizes[worst] / 1000:.0f} ({worst})", f"{most / 1000:.0f}", over)


def said(found: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    """Yield what was found, with the page where it was."""
    for name, sentences in found:
        yield from (f"{name}: {sentence}" for sentence in sentences)
