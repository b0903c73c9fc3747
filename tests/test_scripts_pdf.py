"""What is wrong with a printed book is said in one sentence each."""

import shutil

import pytest

import make_pdf

LOG = r"""This is XeTeX
Missing character: There is no 委 (U+59D4) in font CommitteeSerif-Regular.ttf/OT
:script=latn;!
Missing character: There is no 委 (U+59D4) in font CommitteeSerif-Regular.ttf/OT
:script=latn;!
LaTeX Warning: Hyper reference `story/training:sec-nowhere' on page 12 undefine
d on input line 90.
LaTeX Warning: Reference `equation:a:b' on page 3 undefined on input line 7.
LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.
"""


def test_a_log_yields_each_lost_letter_and_lost_reference_once():
    said = make_pdf.faults_in_log(LOG)
    assert said == [
        "no face has the letter '委': CommitteeSerif-Regular.ttf/OT lacks it",
        "a reference leads nowhere: story/training:sec-nowhere",
        "a reference leads nowhere: equation:a:b",
    ]


def test_where_latex_stopped_only_the_reason_is_told():
    log = LOG + "! Undefined control sequence.\nl.7 \\nowhere\n"
    assert make_pdf.faults_in_log(log) == ["LaTeX stopped: Undefined control sequence."]


def test_a_log_without_faults_yields_none():
    assert make_pdf.faults_in_log("Overfull \\hbox (2.0pt too wide)\nOutput written.\n") == []


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine on which no TeX is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_each_missing_program_is_named_with_the_package_that_brings_it(bare):
    said = list(make_pdf.missing())
    assert "xelatex is not installed; on Debian and Ubuntu: apt-get install texlive-xetex" in said
    assert len(said) == len(make_pdf.PROGRAMS)


@pytest.mark.skipif(shutil.which("kpsewhich") is None, reason="there is no TeX here")
def test_each_missing_style_is_named_with_the_package_that_brings_it(monkeypatch):
    monkeypatch.setitem(make_pdf.FILES, "no-such.sty", "texlive-nowhere")
    told = "LaTeX's no-such.sty is not installed; on Debian and Ubuntu: apt-get install"
    assert f"{told} texlive-nowhere" in list(make_pdf.missing())


@pytest.mark.parametrize("workflow", ["release", "weekly"])
def test_a_workflow_that_sets_the_pdf_installs_every_package_for_it(workflow):
    steps = (make_pdf.ROOT / ".github" / "workflows" / f"{workflow}.yml").read_text().split()
    wanted = {*make_pdf.PROGRAMS.values(), *make_pdf.FILES.values()}
    assert wanted - set(steps) == {"texlive-base"}, "which all the others bring"
