import io
from pathlib import Path

from build_report import Fault, Listener, Progress, count, faults_in, summary

LOG = """\
\x1b[91m/book/story/x.md:41: WARNING: cell 3: 1 is not 2 [mystnb.cell]\x1b[39;49;00m
/book/story/x.md: WARNING: Executing notebook failed: CellExecutionError [mystnb.exec]
/book/a b/y.md:7: WARNING: undefined label: 'sec-a:b' [ref.ref]
WARNING: the whole book is odd
/book/lib.py:docstring of f:3: ERROR: Unexpected indentation.
a traceback: it mentions no warning
/book/a b/y.md:7: WARNING: undefined label: 'sec-a:b' [ref.ref]
"""


def heard():
    listener = Listener(io.StringIO())
    listener.write(LOG)
    return faults_in(listener.text)


def test_a_log_yields_each_fault_once_with_its_place():
    assert heard()[:3] == [
        Fault(Path("/book/story/x.md"), 41, "cell 3: 1 is not 2"),
        Fault(Path("/book/a b/y.md"), 7, "undefined label: 'sec-a:b'"),
        Fault(None, None, "the whole book is odd"),
    ]
    assert heard()[3].message == "Unexpected indentation."
    assert len(heard()) == 4


def test_that_a_page_failed_to_run_is_told_only_where_no_cell_is_named():
    alone = "/book/z.md: WARNING: Executing notebook failed: OSError [mystnb.exec]"
    (fault,) = faults_in(alone)
    assert fault.message == "Executing notebook failed: OSError"


def test_a_summary_goes_page_by_page_from_top_to_bottom():
    faults = [Fault(Path(f"/book/{p}.md"), n, "no") for p, n in [("b", 2), ("a", 30), ("a", 4)]]
    told = summary(faults, Path("/book")).split()
    assert told[::2] == ["a.md:4:", "a.md:30:", "b.md:2:"]
    assert count(faults) == "3 faults on 2 pages"
    assert count([Fault(None, None, "no")]) == "1 fault"


def test_a_summary_nobody_would_read_is_cut():
    faults = [Fault(Path("/book/a.md"), n, "no") for n in range(1, 101)]
    lines = summary(faults, Path("/")).splitlines()
    assert len(lines) == 41
    assert lines[-1] == "  and 60 more, above"


def test_only_progress_reaches_the_screen():
    screen = io.StringIO()
    progress = Progress(screen)
    for piece in ["Running Sphinx v7\n", "reading sources... [ 50%] ", "story/x\n", "done\n"]:
        progress.write(piece)
    assert screen.getvalue() == "reading sources... [ 50%] story/x\n"
