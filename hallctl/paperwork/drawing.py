"""A document as PDF. It runs in a process of its own (`press`): a page keeps an interpreter busy for long.

The same page gives the same bytes on the same machine. Nothing is fetched: all that a page needs is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pydyf
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.urls import URLFetcher

from hallctl.paperwork.compact import compact_fonts
from hallctl.paperwork.composing import html
from hallctl.paperwork.page import DocumentPage, TransferPage
from hallctl.paperwork.signature import reserve

DATA_ONLY: Final = ("data",)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document that was drawn. `missing`: characters for which the machine has no letter."""

    pdf: bytes = field(repr=False)
    pages: int
    missing: str = ""


def draw(page: DocumentPage | TransferPage, *, signed: bool = False) -> Drawn:
    """The page as PDF; `signed`: with room for a signature. Raises `jinja2.TemplateError`."""
    fetcher = URLFetcher(allowed_protocols=DATA_ONLY, allow_redirects=False)
    rendered = HTML(string=html(page), url_fetcher=fetcher).render()

    def finish(_document: Document, pdf: pydyf.PDF) -> None:
        compact_fonts(pdf, frozenset(glyph for font in rendered.fonts.values() for glyph in font.to_unicode))
        if signed:
            reserve(pdf)

    pdf = rendered.write_pdf(finisher=finish, pdf_identifier=page.number.encode())
    return Drawn(pdf, len(rendered.pages), _missing(rendered))


def _missing(rendered: Document) -> str:
    found = {chr(code) for font in rendered.fonts.values() for code in font.missing}
    return "".join(sorted(found))
