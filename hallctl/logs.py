"""Logging set up once: structured, on standard error, readable by people or by machines."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from hallctl.configuration.configuration import LogSettings


def set_up(settings: LogSettings) -> None:
    """Log from `settings.level` on, as text or JSON lines."""
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    machine: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    # A traceback that shows local variables would show names and telephone numbers.
    human: Any = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info if settings.format == "json" else _as_it_is,
            machine if settings.format == "json" else human,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, format="%(name)s: %(message)s")


@contextmanager
def only_errors() -> Iterator[None]:
    """Say on standard error what goes wrong unexpectedly, and nothing else, for a while."""
    before = structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    try:
        yield
    finally:
        structlog.configure(**before)


def _as_it_is(_logger: object, _name: str, event: Any) -> Any:
    return event
