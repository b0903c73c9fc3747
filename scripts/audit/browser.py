"""A browser for the audit, and the states in which a page is looked at."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

import ensure_chromium

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip
DESK, PHONE = (1280, 800), (320, 800)


class Screen(NamedTuple):
    """How a page is looked at."""

    name: str
    theme: str
    size: tuple[int, int]


SCREENS = (Screen("light", "light", DESK), Screen("dark", "dark", DESK),
           Screen("320 px", "light", PHONE))  # fmt: skip


class State(NamedTuple):
    """What a reader did to a page before it is looked at: how, and whether that is possible."""

    name: str
    reach: Callable[[Page], bool]


ANSWER = """() => {
  const checks = [...document.querySelectorAll(".check[data-live]")];
  for (const check of checks) {
    const box = check.querySelector("input");
    if (box?.matches("[type=radio], [type=checkbox]")) box.checked = true;
    else if (box) box.value = "1";
    check.querySelector(".check-actions button")?.click();
  }
  return checks.length > 0; }"""
OPEN = """() => {
  const folds = [...document.querySelectorAll("details")];
  for (const fold of folds) fold.open = true;
  return folds.length > 0; }"""


def answered_and_open(page: Page) -> bool:
    """Answer every question of the page, and open whatever opens in place."""
    return bool(page.evaluate(ANSWER)) | bool(page.evaluate(OPEN))


def in_a_dialog(page: Page) -> bool:
    """Open the first dialog that a button of the text opens."""
    button = page.locator("main button[aria-haspopup=dialog]:visible")
    if button.count():
        button.first.click()
    return page.locator("dialog[open]").count() > 0


def with_contents(page: Page) -> bool:
    """Open the contents over a narrow page."""
    button = page.locator("[popovertarget='book-contents']:visible")
    if button.count():
        button.first.click()
    return page.locator("#book-contents:popover-open").count() > 0


def live(page: Page) -> bool:
    """Start the live code, with its bar and its editors."""
    start = page.locator(".livecode-start button:visible")
    if start.count():
        start.first.click()
        page.wait_for_timeout(4000)
    return start.count() == 0 or page.locator(".livecode-start button").count() == 0


STATES = (
    State("answered and unfolded", answered_and_open),
    State("dialog open", in_a_dialog),
    State("contents open", with_contents),
    State("live code", live),
)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium with every host but this one out of reach."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_chromium.ensure(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def visited(browser: Browser, address: str, screen: Screen, **settings: Any) -> Iterator[Page]:
    """Open a page as somebody new who has asked for less motion."""
    width, height = screen.size
    settings = {"reduced_motion": "reduce"} | settings
    context = browser.new_context(
        color_scheme=screen.theme,  # type: ignore[arg-type]
        viewport={"width": width, "height": height}, **settings,
    )  # fmt: skip
    try:
        page = context.new_page()
        page.goto(address, wait_until="load")
        yield page
    finally:
        context.close()
