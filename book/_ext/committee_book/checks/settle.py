"""Settle: turns each check into what the edition being made can show, once claims are known."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from committee_book.checks import numbers
from committee_book.checks.answers import Answers
from committee_book.checks.folded import for_notebook
from committee_book.checks.nodes import Check
from committee_book.checks.paper import answers_for_paper, for_paper
from committee_book.checks.source import CheckError
from committee_book.checks.web import for_web

logger = logging.getLogger(__name__)


class SettleChecks(SphinxPostTransform):
    """Replace every check, and every list of answers, of a page or of the whole book."""

    default_priority = 7  # after claims have reached their sentences

    def run(self, **_: Any) -> None:
        """Look up the numbers, then build."""
        for answers in list(self.document.findall(Answers)):
            checks = [check for check in answers.children if self.resolve(check, silent=True)]
            answers.replace_self(answers_for_paper(checks, self.app, own=answers["own"]))
        for check in list(self.document.findall(Check)):
            if self.resolve(check):
                check.replace_self(self.settled(check))
            else:
                check.parent.remove(check)

    def resolve(self, check: Check, *, silent: bool = False) -> bool:
        """Look up the numbers of a check; say whether that was possible."""
        try:
            if check["kind"] == "numeric":
                numbers.resolve(check, self.env)
        except CheckError as error:
            if not silent:
                logger.warning(f"{check['ids'][0]}: {error}", type="checks",
                               location=(check["page"], error.line or check["line"]))
            return False
        return True

    def settled(self, check: Check) -> list[nodes.Node]:
        """Return what stands in a check's place."""
        if self.app.builder.format == "html" and self.app.builder.name != "epub":
            return [for_web(check)]
        if self.app.builder.format == "notebooks":
            return for_notebook(check)
        return for_paper(check, self.app)


def setup(app: Sphinx) -> None:
    """Run it for every edition."""
    app.add_post_transform(SettleChecks)
