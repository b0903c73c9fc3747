"""The audit finds what it looks for: each of its measures on a site with that very fault."""

import gzip
import json
import socket
import struct
import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from PIL import Image

from audit import links, pictures, wire
from audit.figures import Figure, counted, table, write
from audit.host import hosted, sent

GOOD = '<h1 id="top">A page</h1><a href="deep/b.html#there">b</a><a href="#top">up</a>'
BAD = (
    '<p id="two"></p><p id="two"></p><a href="gone.html">1</a><a href="deep/b.html#nowhere">2</a>'
    '<img src="/root.png"><a href="../out.html">3</a><label for="no-such">4</label>'
    '<a href="http://localhost:8000/">5</a><a href="Deep/b.html">6</a>'
)


@pytest.fixture
def site(tmp_path):
    """A site with a page that is as it must be."""
    folder = tmp_path / "site"
    (folder / "deep").mkdir(parents=True)
    (folder / "index.html").write_text(GOOD)
    (folder / "deep" / "b.html").write_text('<p id="there">b</p><a href="../index.html">a</a>')
    return folder


def test_a_site_whose_links_lead_somewhere_has_no_fault(site):
    assert list(links.faults(site, "/book/")) == []


def test_every_link_that_leads_nowhere_is_named_with_its_page(site):
    (site / "bad.html").write_text(BAD)
    (site / "style.css").write_text("p { background: url(gone.png) }")
    found = list(links.faults(site, "/book/"))
    said = [
        "the id two stands more than once", "no-such, which is not on the page",
        "'gone.html' leads to a file that is not there", "'deep/b.html#nowhere' leads to an anchor",
        "'/root.png' begins at the root", "'../out.html' leads out of the site",
        "leads to the reader's own machine", "'Deep/b.html' leads to a file", "'gone.png' is not",
    ]  # fmt: skip
    assert [one for one in said if not any(one in fault for fault in found)] == []
    assert len(found) == len(said)
    assert all(fault.startswith(("bad.html", "style.css")) for fault in found)


def test_only_the_lost_page_may_begin_at_the_hosts_root(site):
    (site / "404.html").write_text('<a href="/book/index.html">a</a><a href="/book/no.html">b</a>')
    (found,) = links.faults(site, "/book/")
    assert "/book/no.html" in found


def answer(address, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as got:
            return got.status, got.headers, got.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_the_host_compresses_caches_and_has_a_page_for_the_lost(site):
    (site / "404.html").write_text("lost")
    with hosted(site, "/deep/book/") as address:
        assert address.endswith("/deep/book/")
        status, headers, data = answer(address, **{"Accept-Encoding": "gzip"})
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert headers["Cache-Control"] == "max-age=600"
        assert gzip.decompress(data).decode() == GOOD
        assert len(data) == sent(site / "index.html")
        assert answer(f"{address}index.html")[2].decode() == GOOD
        for nowhere in (f"{address}no.html", address.replace("/deep/", "/"), f"{address}../../x"):
            status, _, data = answer(nowhere)
            assert (status, data) == (404, b"lost")


def test_the_host_does_not_complain_of_a_browser_that_leaves(site, capsys):
    before = set(threading.enumerate())
    with hosted(site) as address:
        host = urlsplit(address)
        with socket.create_connection((host.hostname, host.port)) as browser:
            browser.sendall(b"GET /book/")
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert answer(address)[2].decode() == GOOD
    for left in set(threading.enumerate()) - before:
        left.join(10)
    assert capsys.readouterr().err == ""


STRICT = "default-src 'none'; base-uri 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:"


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        ("", "it has no policy"),
        (STRICT.replace("default-src 'none'", "default-src 'self'"), "default-src is not 'none'"),
        (STRICT.replace("'self'", "'unsafe-inline'"), "script-src allows 'unsafe-inline'"),
        (STRICT + "; style-src *", "style-src allows *"),
        (STRICT + "; connect-src https://cdn.example", "connect-src allows https://cdn.example"),
        (STRICT + "; img-src https://mybinder.org", "img-src allows https://mybinder.org"),
        (STRICT + "; script-src-elem data:", "script-src-elem allows data:"),
    ],
)
def test_a_policy_that_lets_in_too_much_is_named(policy, fault):
    assert list(wire.faults_of_policy(policy)) == [fault]
    assert list(wire.faults_of_policy(STRICT + "; connect-src https://mybinder.org")) == []


def test_the_heaviest_page_is_named_and_every_page_that_is_too_heavy():
    figure = wire.heaviest("kB", {"a": 210_000, "b": 90_000, "c": 250_000}, 200_000)
    assert figure.found == "250 (c)"
    assert figure.places == ("a: 210 kB", "c: 250 kB")
    assert wire.heaviest("kB", {"b": 90_000}, 200_000).met


def thumbnail(*, moved=0, ink="#000000"):
    picture = Image.new("RGB", (160, 200), "#ffffff")
    picture.paste(ink, (20, 20 + moved, 120, 60 + moved))
    return picture


def test_a_picture_may_differ_by_a_shade_but_not_by_a_move(tmp_path):
    assert pictures.difference(thumbnail(), thumbnail(ink="#080808")) == 0
    assert pictures.difference(thumbnail(), thumbnail(moved=20)) > pictures.MANY
    assert pictures.difference(thumbnail(), thumbnail().resize((160, 100))) == 1
    thumbnail().save(kept := tmp_path / "page.light.png")
    assert pictures.compare(thumbnail(), kept, tmp_path / "out") is None
    assert "looks different" in pictures.compare(thumbnail(moved=20), kept, tmp_path / "out").why
    assert (tmp_path / "out" / kept.name).is_file()
    assert "nobody has said" in pictures.compare(thumbnail(), tmp_path / "new.png", tmp_path).why


def test_the_table_says_what_is_missed_and_where(tmp_path):
    figures = [Figure("a", "1", "2"), counted("b", [f"place {n}" for n in range(20)], "3 pages")]
    said = table(figures)
    assert "ok      a" in said
    assert "MISSED  b" in said
    assert "20 in 3 pages" in said
    assert "  place 0\n" in said
    assert "place 12" not in said
    assert "and 8 more" in said
    write(tmp_path / "report.json", figures)
    kept = json.loads((tmp_path / "report.json").read_text())["figures"]
    assert [one["met"] for one in kept] == [True, False]
    assert len(kept[1]["places"]) == 20
