"""Loads a configuration: reads it, lays overrides over it, checks all of it, builds the hall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hallctl.configuration.advice import check_advice
from hallctl.configuration.build import build_configuration
from hallctl.configuration.camera_checks import check_cameras
from hallctl.configuration.catalogue import include_items
from hallctl.configuration.checks import Known, check_errors
from hallctl.configuration.configuration import Configuration
from hallctl.configuration.document import apply_overrides, read_document
from hallctl.configuration.findings import ConfigurationError, Finding, errors
from hallctl.configuration.validating import validate
from hallctl.configuration.years import read_years


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration, or None where `findings` holds an error."""

    configuration: Configuration | None
    findings: tuple[Finding, ...]

    def required(self) -> Configuration:
        """The configuration. Raises ConfigurationError with all findings where there is none."""
        if self.configuration is None:
            raise ConfigurationError(self.findings)
        return self.configuration


def load(
    path: Path,
    *,
    today: date,
    known: Known,
    sets: Iterable[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Loaded:
    """Read the configuration at `path` and say everything that is wrong with it at once.

    `sets` are `KEY=VALUE` of the command line; `environment` gives `HALLCTL_SECTION__KEY` and systemd's
    state directory. `today` decides which years of the calendar are read.
    """
    environment = environment or {}
    document, findings = read_document(path)
    if findings:
        return Loaded(None, tuple(findings))
    findings += apply_overrides(document, sets, environment)
    findings += include_items(document, path.parent)
    file, broken, faults = validate(document)
    findings += faults
    if file is None:
        return Loaded(None, tuple(findings))
    years = read_years(
        path.parent / file.hours.calendar, today, frozenset(zone.id for zone in file.zone) | broken["zone"]
    )
    findings += years.findings
    findings += check_errors(file, document, known, broken)
    findings += check_advice(file, document, broken)
    findings += check_cameras(file, document, path.parent)
    if errors(findings):
        return Loaded(None, tuple(findings))
    return Loaded(build_configuration(file, years, path, environment), tuple(findings))
