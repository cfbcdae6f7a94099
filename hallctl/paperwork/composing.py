"""A document as HTML: the template of its kind, the words of its page, its seal and its QR code."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import segno
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from hallctl.domain.applications.documents import DOCUMENTS
from hallctl.domain.seals import SEALABLE
from hallctl.paperwork import wording
from hallctl.paperwork.page import DocumentPage, TransferPage
from hallctl.paperwork.seal_picture import seal_svg

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES: Final = Path(__file__).parent / "templates"


TRANSFER_LIST: Final = "D25"
"""材料移交单: of many applications, so that it is no document of any."""


def html(page: DocumentPage | TransferPage) -> str:
    """The document. Raises `jinja2.TemplateError`."""
    if isinstance(page, TransferPage):
        return _template(page, TRANSFER_LIST).render(page=page, css=_css())
    rule = DOCUMENTS[page.kind]
    return _template(page, page.kind.value).render(
        page=page,
        facts=page.facts,
        css=_css(),
        limit=wording.limit(page.facts, page.timezone),
        qr=segno.make(page.check, error="m").svg_data_uri(border=0) if page.check else "",
        seal=_svg_uri(seal_svg(page.seal)) if page.seal else "",
        sealable=bool(SEALABLE[rule.seal]),
    )


@cache
def _css() -> str:
    return (TEMPLATES / "document.css").read_text(encoding="utf-8")


def _template(page: DocumentPage | TransferPage, code: str) -> Template:
    """The hall's own template before that of its region, that before the standard one."""
    name = f"{code}.html"
    return _environment(page.folder).select_template([f"{page.profile.value}/{name}", name])


@cache
def _environment(folder: str | None) -> Environment:
    places = [TEMPLATES] if folder is None else [Path(folder), TEMPLATES]
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(place) for place in places]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= _FILTERS
    return environment


def _timed(say: Callable[[datetime, tzinfo], str]) -> Callable[[Context, datetime], str]:
    """A filter for times, in the hall's own time zone."""

    @pass_context
    def said(context: Context, at: datetime) -> str:
        return say(at, context["page"].timezone)

    return said


_FILTERS: Final[dict[str, Callable[..., str]]] = {
    "day": _timed(wording.day),
    "last_day": _timed(wording.last_day),
    "moment": _timed(wording.moment),
    "money": wording.money,
    "yuan": wording.yuan,
    "label": wording.label,
    "sentence": wording.sentence,
    "clause": wording.clause,
    "unit": wording.UNITS.__getitem__,
}
"""What templates may do with a fact."""


def _svg_uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
