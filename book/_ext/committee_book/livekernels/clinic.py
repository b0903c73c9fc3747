"""The clinic's desk: takes a log in pieces, as a page hands it over, and says what is wrong.

Runs in a kernel of its own, in the browser or on the reader's computer; a log never leaves the
machine that the reader sits at.
"""

import base64
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from committee.clinic import as_json, as_text, diagnose_file
from committee.clinic.drawing import drawing
from committee.clinic.remedies import WORDS

LOG = Path(tempfile.mkdtemp(prefix="clinic-")) / "log"


def take(piece: str, first: bool) -> None:
    """Write the next piece of a log, in base 64."""
    with LOG.open("wb" if first else "ab") as file:
        file.write(base64.b64decode(piece))


def answer(name: str) -> None:
    """Print the diagnosis of the log that was taken, as JSON, and forget the log."""
    try:
        found = replace(diagnose_file(LOG), file=name)
    finally:
        LOG.unlink()
    print(json.dumps({
        **json.loads(as_json(found)), "evidence": found.evidence, "notes": found.remarks,
        "words": WORDS[found.diagnosis], "readable": found.readable, "text": as_text(found),
        "drawing": drawing(found) if found.readable else "",
    }))  # fmt: skip
