"""The clinic: a diagnosis of a training run from its log alone, or from a ``History``.

It needs none of the numerics: a log can be diagnosed where no network is.
"""

from committee.clinic.curves import CHANNELS, Curve, Curves
from committee.clinic.diagnosis import Diagnosis, diagnose, diagnose_each, diagnose_file
from committee.clinic.logs import read_log
from committee.clinic.report import as_json, as_text
from committee.clinic.sniffing import LogError

__all__ = [
    "CHANNELS", "Curve", "Curves", "Diagnosis", "LogError", "as_json", "as_text", "diagnose",
    "diagnose_each", "diagnose_file", "read_log",
]
