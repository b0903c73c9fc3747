"""The audit's eyes: what keeps people out of a page is seen, in a real browser, and named."""

import pytest

from audit import people
from audit.host import hosted

GOOD = (
    '<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>'
    '<p>Words with <a href="#x">a link</a> in them.</p><p id="x"><button>Press here</button></p>'
)
SHEET = "<style>button { min-height: 30px } %s</style>"
FAULTS = {
    "axe": '<img src="data:,">',
    "wide": '<div class="box">wide</div>' + SHEET % ".box { width: 2000px }",
    "small": "<button>x</button>" + SHEET % "button { min-height: 0; height: 12px }",
    "unseen": "<button>Press</button>" + SHEET % "button:focus { outline: none }",
    "moving": SHEET % "@keyframes go { to { opacity: 0.99 } } h1 { animation: go 2s infinite }",
}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """Serve a good page, and one with each fault."""
    site = tmp_path_factory.mktemp("site")
    (site / "good.html").write_text(GOOD + SHEET % "")
    for name, fault in FAULTS.items():
        (site / f"{name}.html").write_text(GOOD + fault)
    with hosted(site) as address:
        yield address


def found_on(browser, address, name):
    found = people.Findings()
    people.visit(browser, address, name, people.SCREENS[2], found)
    return found, list(found.figures(1))


def test_a_good_page_has_no_fault(chromium, host):
    found, figures = found_on(chromium, host, "good")
    assert [figure for figure in figures if not figure.met] == []
    assert found.stops == 2


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_with_a_fault_misses_that_figure_and_is_named(chromium, host, fault):
    found, figures = found_on(chromium, host, fault)
    assert [place for place in getattr(found, fault) if place.startswith(f"{fault} (320 px")]
    assert [figure for figure in figures if not figure.met]
