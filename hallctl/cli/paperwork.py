"""`hallctl documents` and `hallctl seals`: what a hall's documents look like, and keys for its seals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from jinja2 import TemplateError

from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.domain.applications.documents import DOCUMENTS, SealNeed, number_of, title_of
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.seals import SEALABLE, Seal, SealKind
from hallctl.domain.setup import HallSetup
from hallctl.paperwork.local_signer import LocalSigner
from hallctl.paperwork.page import DocumentPage, SealLook
from hallctl.paperwork.samples import sample

documents = typer.Typer(no_args_is_help=True, help="Documents on paper (文书).")
seals = typer.Typer(no_args_is_help=True, help="Electronic seals (电子印章).")


@documents.callback()
def _documents() -> None:
    """Documents on paper (文书)."""


@seals.callback()
def _seals() -> None:
    """Electronic seals (电子印章)."""


@documents.command()
def preview(
    file: ConfigFile,
    out: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the PDFs go.")],
    kind: Annotated[list[str] | None, typer.Option(help="Only these, for example D02.")] = None,
    sets: Sets = None,
) -> None:
    """Write a sample of every document as this hall would hand it out, with facts that were made up."""
    setup = configuration(file, sets).setup
    wanted = [_kind(name) for name in kind] if kind else list(DocumentKind)
    try:
        from hallctl.paperwork.drawing import draw
    except OSError as error:
        raise fail(f"{error}\ninstall Pango: apt-get install libpangoft2-1.0-0 libharfbuzz-subset0") from None
    try:
        out.mkdir(parents=True, exist_ok=True)
        for each in wanted:
            drawn = draw(page_for(setup, each))
            path = out / f"{each.value}.pdf"
            path.write_bytes(drawn.pdf)
            missing = f" (no letters for {drawn.missing})" if drawn.missing else ""
            typer.echo(f"{path} {title_of(each, setup.paperwork.profile)}{missing}")
    except (OSError, TemplateError) as error:
        raise fail(str(error)) from None


@seals.command()
def create(file: ConfigFile, sets: Sets = None) -> None:
    """Make key and certificate of each seal that has none yet. Certificates vouch for themselves."""
    hall = configuration(file, sets)
    signer = LocalSigner(hall.seals_folder)
    for seal in hall.setup.seals.values():
        try:
            made = signer.create(seal.id, seal.name, datetime.now(UTC))
        except OSError as error:
            raise fail(str(error)) from None
        typer.echo(f"{seal.id} {made}" if made else f"{seal.id} has its key already")


def page_for(setup: HallSetup, kind: DocumentKind) -> DocumentPage:
    """A sample in the hall's own words, with the seal that it would bear."""
    rules, page = setup.paperwork, sample(kind)
    seal = _seal_for(setup, kind)
    department = (seal.department if seal else None) or page.department
    return replace(
        page,
        title=title_of(kind, rules.profile),
        number=number_of(setup.numbered_as, page.at.year, kind, 12),
        hall=setup.name,
        issuer=setup.name if DOCUMENTS[kind].seal is SealNeed.CUSTODY else department,
        department=department,
        profile=rules.profile,
        government=rules.government,
        court=rules.court,
        phone=rules.phone,
        check=f"{setup.public_url}/d/SAMPLE-SAMPLE-SAMPLE-0",
        seal=None if seal is None else SealLook(seal.name, seal.caption),
        folder=rules.templates,
    )


def _seal_for(setup: HallSetup, kind: DocumentKind) -> Seal | None:
    """A custody seal first, where one may be used."""
    fitting = [seal for seal in setup.seals.values() if seal.kind in SEALABLE[DOCUMENTS[kind].seal]]
    return min(fitting, key=lambda seal: seal.kind is not SealKind.CUSTODY, default=None)


def _kind(name: str) -> DocumentKind:
    try:
        return DocumentKind(name.upper())
    except ValueError:
        known = ", ".join(DocumentKind)
        raise fail(f"no document {name}: one of {known}") from None
