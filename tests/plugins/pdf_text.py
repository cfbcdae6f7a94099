"""Documents as PDF, and what they say and which fonts they have, read with somebody else's programs."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from debian_programs import path_of

from hallctl.paperwork.page import DocumentPage

if TYPE_CHECKING:
    from hallctl.paperwork.drawing import Drawn

PANGO = pytest.mark.needs("libpangoft2-1.0.so.0")
"""Without it nothing can be drawn."""


def draw(page: DocumentPage, *, signed: bool = False) -> Drawn:
    """As the press does. What it needs is imported only where it is there."""
    from hallctl.paperwork.drawing import draw as drawn

    return drawn(page, signed=signed)


def text_of(pdf: bytes) -> str:
    """What the document says, without spaces and line ends."""
    run = subprocess.run([path_of("pdftotext"), "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(run.stdout.decode().split())


def lines_of(pdf: bytes) -> list[list[str]]:
    """The words of each line as it is laid out."""
    command = [path_of("pdftotext"), "-layout", "-", "-"]
    run = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return [line.split() for line in run.stdout.decode().splitlines()]


def fonts_of(pdf: bytes, folder: Path) -> list[list[str]]:
    """Rows of pdffonts: name, …, embedded, subset, unicode, object."""
    (folder / "document.pdf").write_bytes(pdf)
    run = subprocess.run([path_of("pdffonts"), folder / "document.pdf"], capture_output=True, check=True)
    return [line.split() for line in run.stdout.decode().splitlines()[2:]]
