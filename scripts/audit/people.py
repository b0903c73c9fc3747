"""People: whoever cannot see well, use a mouse or bear motion is not kept out of any page."""

from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from audit.browser import PHONE, ROOT, SCREENS, STATES, Screen, State, visited
from audit.figures import Figure, counted

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]})"""
# What is wider than the page and does not scroll in a box of its own.
TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
    .slice(0, 3).map((one) => one.outerHTML.slice(0, 90)); }"""
# Small targets apart from links in sentences, which the guidelines let be as high as their text.
TOO_SMALL = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [role=button], [tabindex='0']")]
  .filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter((one) => getComputedStyle(one).display !== "inline" || !one.closest(
    "p, li, td, dd, dt, figcaption, legend, h1, h2, h3, h4"))
  .map((one) => [one, [one, ...one.labels ?? []].map((part) => part.getBoundingClientRect())])
  .filter(([, boxes]) => boxes.some((box) => box.width > 1)  // else it is for screen readers
    && boxes.every((box) => box.width < 23.5 || box.height < 23.5))
  .filter(([one]) => !one.matches(".skip-link, .headerlink, .CodeMirror-code"))  // an editor's line
  .map(([one, [box]]) => [box.width.toFixed(0), "by", `${box.height.toFixed(0)}:`,
    one.outerHTML.slice(0, 90)].join(" "))"""
# Focuses everything in turn; yields what does not look different then, or is not on the screen.
UNSEEN = """() => {
  const look = (one) => { const s = getComputedStyle(one);
    return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor,
      s.backgroundColor, s.textDecorationLine, s.color].join(); };
  const found = [];
  const stops = [...document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((one) => one.checkVisibility() && !one.disabled && !one.closest("[inert]"));
  for (const one of stops) {
    document.activeElement?.blur();
    const before = look(one);
    one.focus({focusVisible: true});
    if (document.activeElement !== one) continue;
    const box = one.getBoundingClientRect();
    const s = getComputedStyle(one);
    const ring = (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)
      || s.boxShadow !== "none";
    if (!ring && look(one) === before) found.push(`no sign: ${one.outerHTML.slice(0, 90)}`);
    else if (box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight)
      found.push(`off the screen: ${one.outerHTML.slice(0, 90)}`);
  }
  document.activeElement?.blur();
  scrollTo(0, 0);
  return [stops.length, found]; }"""
MOVING = """() => document.getAnimations().filter((one) => one.playState === "running")
  .map((one) => one.effect?.target?.outerHTML.slice(0, 90) ?? "?")"""
STILL = """() => [...document.querySelectorAll("*")].filter((one) => {
    const s = getComputedStyle(one);
    const long = (list) => list.split(",").some((time) => parseFloat(time) > 0.02);
    return s.scrollBehavior === "smooth"
      || (s.animationName !== "none" && long(s.animationDuration)); })
  .map((one) => one.outerHTML.slice(0, 90)).slice(0, 5)"""


class Findings:
    """What was found on all pages so far."""

    def __init__(self) -> None:
        self.axe: list[str] = []
        self.wide: list[str] = []
        self.small: list[str] = []
        self.unseen: list[str] = []
        self.moving: list[str] = []
        self.looks = self.stops = 0

    def figures(self, pages: int) -> Iterator[Figure]:
        """Yield the figures."""
        looks = f"{self.looks} states of {pages} pages"
        yield counted("axe violations, WCAG 2.2 AA", self.axe, looks)
        yield counted("pages that scroll sideways", self.wide, looks)
        yield counted("targets below 24 px", self.small, looks)
        yield counted("focus that cannot be seen", self.unseen, f"{self.stops} stops")
        yield counted("motion in spite of the wish", self.moving, f"{pages} pages")


def look(page: Page, where: str, found: Findings) -> None:
    """Look at a page as it stands."""
    found.looks += 1
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for violation in page.evaluate(RUN)["violations"]:
        said = f"{where}: {violation['id']}"
        found.axe += [f"{said}: {node['html'][:110]}" for node in violation["nodes"]]
    found.wide += [f"{where}: {one}" for one in page.evaluate(TOO_WIDE)]
    found.small += [f"{where}: {one}" for one in page.evaluate(TOO_SMALL)]


def try_focus(page: Page, where: str, found: Findings) -> None:
    """Focus everything on a page, and look whether one can see it."""
    page.keyboard.press("Tab")  # the focus is the keyboard's from now on
    stops, unseen = page.evaluate(UNSEEN)
    found.stops += stops
    found.unseen += [f"{where}: {one}" for one in unseen]


def visit(browser: Browser, address: str, name: str, screen: Screen, found: Findings) -> None:
    """Look at a page on a screen: as it comes, and in every state that it can be in."""
    with visited(browser, f"{address}{name}.html", screen) as page:
        where = f"{name} ({screen.name})"
        look(page, where, found)
        try_focus(page, where, found)
        found.moving += [f"{where}: {one}" for one in page.evaluate(STILL) + page.evaluate(MOVING)]
    for state in STATES:
        if applies(state, screen):
            with visited(browser, f"{address}{name}.html", screen) as page:
                if state.reach(page):
                    look(page, f"{name} ({screen.name}, {state.name})", found)


def applies(state: State, screen: Screen) -> bool:
    """Say whether a state is worth a look on a screen: not twice what looks alike."""
    if state.name == "contents open":
        return screen.size == PHONE
    if state.name == "live code":
        return screen.name == "dark"
    return True


def measure(browser: Browser, address: str, names: list[str]) -> Iterator[Figure]:
    """Yield the figures."""
    found = Findings()
    for count, name in enumerate(names, start=1):
        print(f"  people, {count} of {len(names)}: {name}", flush=True)
        for screen in SCREENS:
            visit(browser, address, name, screen, found)
    yield from found.figures(len(names))
