"""Is the graph right? Shapes, hygiene queries, audit of citations against the source, coverage of the source."""

from sckg.validation.audit import Audit, Finding, audit
from sckg.validation.coverage import coverage, uncovered
from sckg.validation.hygiene import check_hygiene
from sckg.validation.shacl import Report, Result, count_targets, load_shapes, suspects, validate

__all__ = [
    "Audit",
    "Finding",
    "Report",
    "Result",
    "audit",
    "check_hygiene",
    "count_targets",
    "coverage",
    "load_shapes",
    "suspects",
    "uncovered",
    "validate",
]
