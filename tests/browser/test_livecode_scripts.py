"""Live code's scripts one by one, in the browser they are for: text, markup, staleness, kernels."""

import live_site
import pytest
from live_site import Site

pytestmark = pytest.mark.xdist_group("livecode")


@pytest.fixture(scope="module")
def served():
    """Serve the small book."""
    site = Site(live_site.core_only())
    yield site
    site.close()


@pytest.fixture(scope="module")
def address(served):
    return served.address


@pytest.fixture
def call(visit, address):
    """Return a function that runs JavaScript with one of our modules in hand."""
    page = visit("plain").page

    def run(module, code, argument=None):
        return page.evaluate(
            f"async (given) => {{ const m = await import('{address}_static/livecode/{module}.js'); "
            f"{code} }}", argument,
        )  # fmt: skip

    return run


SHOW = """
const place = document.createElement("div"); document.body.append(place);
const output = new m.Output(place, "What it shows");
for (const [kind, content] of given) output.receive(kind, content);
output.finish();
"""


def stream(text, name="stdout"):
    return ["stream", {"name": name, "text": text}]


def value(**data):
    return ["display_data", {"data": {key.replace("_", "/"): text for key, text in data.items()}}]


def test_text_of_one_stream_is_one_block(call):
    messages = [stream("a"), stream("b\n"), stream("oh", "stderr"), stream("c")]
    code = f"{SHOW} return [...place.children].map((e) => [e.className, e.textContent])"
    blocks = call("output", code, messages)
    assert blocks == [["output stream", "ab\n"], ["output stderr", "oh"], ["output stream", "c"]]


def test_a_carriage_return_takes_the_line_back(call):
    messages = [stream("10 %\r"), stream("20 %\r"), stream("100 %\ndone\r\n")]
    assert call("output", f"{SHOW} return place.innerText.trim()", messages) == "100 %\ndone"


def test_terminal_colours_become_spans(call):
    code = "return [...m.coloured(given).childNodes].map((n) => [n.className, n.textContent])"
    assert call("output", code, "plain \x1b[1;31mred\x1b[0m end") == [
        [None, "plain "], ["ansi-error", "red"], [None, " end"]
    ]  # fmt: skip


def test_of_a_very_long_text_the_beginning_and_the_end_are_kept(call):
    parts = [range(first, first + 500) for first in range(0, 20_000, 500)]
    messages = [stream("".join(f"line {n}\n" for n in part)) for part in parts]
    text = call("output", f"{SHOW} return place.textContent", messages)
    assert text.startswith("line 0\n")
    assert text.endswith("line 19999\n")
    shown = text.count("line ")
    missing = int(text.partition("… ")[2].partition(" lines are not shown")[0])
    assert abs(shown + missing - 20_000) <= 2  # a cut may go through a word


def test_clear_output_waits_for_what_comes_next(call):
    code = f"{SHOW} return place.textContent"
    assert call("output", code, [stream("old"), ["clear_output", {"wait": True}]]) == "old"
    assert call("output", code, [stream("old"), ["clear_output", {}], stream("new")]) == "new"


def test_the_richest_form_is_shown(call):
    code = f"{SHOW} return place.innerHTML"
    assert "<b>x</b>" in call("output", code, [value(text_html="<b>x</b>", text_plain="x")])
    picture = [value(image_png="AAAA", text_plain="x")]
    assert "data:image/png;base64,AAAA" in call("output", code, picture)
    assert call("output", code, [value(text_plain="x")]) == (
        '<div class="output text_plain"><pre>x</pre></div>'
    )


def test_a_message_without_a_form_the_page_knows_shows_nothing(call):
    assert call("output", f"{SHOW} return place.innerHTML", [value(application_x="1")]) == ""


CLEAN = """
const place = document.createElement("div"); place.append(m.markup(given));
return place.innerHTML"""


@pytest.mark.parametrize("bad", [
    "<img src=x onerror=bad()>", "<script>bad()</script>", "<a href='javascript:bad()'>x</a>",
    "<iframe src='https://x.example'></iframe>", "<p style='color:red' onclick='bad()'>x</p>",
    "<img src='https://x.example/p.png'>", "<form action='https://x.example'><input></form>",
    "<svg><script>bad()</script><foreignObject><p>x</p></foreignObject></svg>",
    "<link rel=stylesheet href=https://x.example>", "<style>p { color: red }</style>",
])  # fmt: skip
def test_markup_that_acts_is_taken_out(call, bad):
    html = call("output", CLEAN, bad)
    for sign in ("bad", "x.example", "javascript", "style", "script", "iframe", "onclick"):
        assert sign not in html, html


def test_markup_that_informs_stays(call):
    row = '<tr><th scope="row">a</th><td><a href="https://x.example">x</a></td></tr>'
    good = f'<table class="dataframe"><tbody>{row}</tbody></table>'
    assert call("output", CLEAN, good) == good


def cells(*sources):
    return [{"number": i, "source": s, "original": s, "basis": None, "ran": None, "life": None}
            for i, s in enumerate(sources, start=1)]  # fmt: skip


def stale(call, given):
    return call("cells", "return given.map((cell) => m.staleness(given, cell))", given)


def test_nothing_is_stale_on_a_page_as_it_was_printed(call):
    assert stale(call, cells("a", "b", "c")) == [0, 0, 0]


def test_an_edit_makes_itself_and_all_below_stale(call):
    given = cells("a", "b", "c")
    given[1]["source"] = "B"
    assert stale(call, given) == [0, 2, 2]


def test_what_ran_on_the_edit_is_no_longer_stale(call):
    given = cells("a", "b", "c")
    given[1] |= {"source": "B", "ran": "B", "life": 1, "basis": ["a", "B"]}
    assert stale(call, given) == [0, 0, 2]


def test_a_run_rests_on_what_ran_above_it_not_on_what_stands_there(call):
    given = cells("a", "b", "c")
    given[0] |= {"source": "A", "ran": "a", "life": 1}
    code = "return m.basisOf(given, given[2], 1)"
    assert call("cells", code, given) == ["a", "b", "c"]
    given[0]["life"] = 0  # before the restart
    assert call("cells", code, given) == ["A", "b", "c"]


def test_whoever_waits_is_told_when_no_answer_will_come(call):
    code = """
    const kernel = new m.BrowserKernel({ base: "pyodide/" }, "/", {});
    kernel.worker = { postMessage() {}, terminate() {} };
    const reply = kernel.execute("1", 1, () => {});
    kernel.close();
    return reply;"""
    assert call("kernels", code) == {"status": "aborted"}
