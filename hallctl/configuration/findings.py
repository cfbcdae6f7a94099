"""What `check` has to say about a configuration: errors, which stop a start, and warnings, which do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hallctl.configuration.words import WORDS

Language = Literal["zh", "en"]


class Severity(StrEnum):
    """Whether a hall can start in spite of it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `code` picks the sentence from `WORDS`; `file`, `line` and `key` say where it is.

    `found` is what stands there and `allowed` what may; `nearest` is the allowed word most like it.
    `line` and `column` count from 1; 0 is "not known" (an override, or the file as a whole). `column` is
    set for tables of items only.
    """

    code: str
    key: str = ""
    found: str = ""
    allowed: str = ""
    nearest: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    severity: Severity = Severity.ERROR

    @property
    def place(self) -> str:
        """`file:line:column`, as far as known."""
        return ":".join([self.file, *(str(count) for count in (self.line, self.column) if count)])


class ConfigurationError(Exception):
    """The configuration cannot be used; `findings` holds every error and warning."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(render_findings(findings, "en"))
        self.findings = findings


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop a start."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def render_findings(findings: Iterable[Finding], language: Language) -> str:
    """One line for each finding, in file order, errors and warnings as they come."""
    ordered = sorted(findings, key=lambda finding: (finding.file, finding.line, finding.column))
    return "\n".join(_line(finding, language) for finding in ordered)


def _line(finding: Finding, language: Language) -> str:
    words = WORDS[finding.code]
    labels = _LABELS[language]
    parts = [words.zh if language == "zh" else words.en]
    for label, value in (
        (labels["missing" if finding.code in _MISSING else "found"], finding.found),
        (labels["allowed"], _translated(finding.allowed, language)),
        (labels["nearest"], finding.nearest),
    ):
        if value:
            parts.append(f"{label}{value}")
    where = f"{finding.place}: {labels[finding.severity]}{finding.key}"
    return f"{where}: {labels['between'].join(parts)} [{finding.code}]"


def _translated(allowed: str, language: Language) -> str:
    """`allowed` itself, or the phrase of `WORDS` that it names with `@CODE`."""
    if not allowed.startswith("@"):
        return allowed
    words = WORDS[allowed.removeprefix("@")]
    return words.zh if language == "zh" else words.en


_MISSING = frozenset({"EQUIPMENT_MISSING", "EQUIPMENT_PARTIAL", "LINK_MISSING"})
"""Codes whose `found` is what was not found."""

_LABELS: dict[Language, dict[str, str]] = {
    "zh": {
        "found": "现为 ",
        "missing": "缺 ",
        "allowed": "应为 ",
        "nearest": "是否想写 ",
        "between": "；",
        "error": "错误 ",
        "warning": "提醒 ",
    },
    "en": {
        "found": "found ",
        "missing": "missing: ",
        "allowed": "allowed: ",
        "nearest": "did you mean ",
        "between": "; ",
        "error": "error ",
        "warning": "warning ",
    },
}
