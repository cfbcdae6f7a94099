"""`hallctl catalogue`: checks, shows and compares catalogues of items (事项目录)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from hallctl.cli.files import English, configuration, fail
from hallctl.configuration.catalogue_file import load_catalogue
from hallctl.configuration.document import read_document
from hallctl.configuration.findings import errors, render_findings
from hallctl.domain.catalogue.uniform import mismatches
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion

app = typer.Typer(no_args_is_help=True, help="Catalogues of items (事项目录).")

ZONE: Final = ZoneInfo("Asia/Shanghai")
"""Of dates in a catalogue that no hall has yet."""

CatalogueOf = Annotated[
    Path, typer.Argument(metavar="FILE", help="A catalogue (.toml, .csv, .xlsx, a folder), or a hall's file.")
]


@app.command()
def check(file: CatalogueOf, english: English = False) -> None:  # noqa: FBT002 - typer
    """Say everything that is wrong with a catalogue. Ends with 0 when a hall can use it, otherwise 2."""
    loaded = load_catalogue(file, ZONE)
    if loaded.findings:
        typer.echo(render_findings(loaded.findings, "en" if english else "zh"))
    if not loaded.sound:
        faults = len(errors(loaded.findings))
        typer.echo(f"{file}: {faults} errors" if english else f"{file}: {faults} 处错误")
        raise typer.Exit(2)
    versions = [version for each in loaded.catalogue.versions.values() for version in each]
    materials = sum(len(version.materials) for version in versions)
    typer.echo(f"{file}: {len(loaded.catalogue.versions)} items · {materials} materials: ok")


@app.command()
def show(
    file: CatalogueOf,
    item: Annotated[str | None, typer.Argument(help="Code of the item; all if none.")] = None,
) -> None:
    """Print the items of a catalogue, or all that one of them asks for, as valid now."""
    catalogue = _catalogue(file)
    if item is None:
        for version in _valid(catalogue):
            typer.echo(f"{version.code}  {version.name}  {version.department}  {version.promised}")
        return
    found = catalogue.at(item, datetime.now(UTC))
    if found is None:
        raise fail(f"{item} is not in {file}; known: {', '.join(list(catalogue.versions)[:12])} …")
    for line in _lines(found):
        typer.echo(line)


@app.command()
def compare(
    file: CatalogueOf,
    superior: Annotated[Path, typer.Argument(metavar="SUPERIOR", help="The superior's catalogue.")],
) -> None:
    """Tell where items differ from the superior's in one of the nine uniform elements. 1 if any does."""
    differing = list(mismatches(_catalogue(file), _catalogue(superior), datetime.now(UTC)))
    for mismatch in differing:
        typer.echo(f"{mismatch.item} {mismatch.element}: {mismatch.ours} ≠ {mismatch.theirs}")
    typer.echo(f"{len(differing)} 处不一致 mismatches")
    if differing:
        raise typer.Exit(1)


def _catalogue(file: Path) -> Catalogue:
    """The catalogue of a file of its own, or that of a hall; findings are printed, errors end with 2."""
    if file.suffix == ".toml" and "hall" in read_document(file)[0].tables:
        return configuration(file).setup.catalogue
    loaded = load_catalogue(file, ZONE)
    if loaded.findings:
        typer.echo(render_findings(loaded.findings, "zh"), err=True)
    if not loaded.sound:
        raise typer.Exit(2)
    return loaded.catalogue


def _valid(catalogue: Catalogue) -> Iterator[ItemVersion]:
    now = datetime.now(UTC)
    yield from (version for code in catalogue.versions if (version := catalogue.at(code, now)))


def _lines(item: ItemVersion) -> Iterator[str]:
    yield f"{item.code}  {item.name}  第{item.version}版  {item.department}"
    yield f"  {item.type.value} · {item.scope.value} · {item.instant.value} · {item.visits.value}"
    yield f"  法定 {item.statutory} · 承诺 {item.promised}"
    yield f"  依据 {item.basis}"
    yield f"  条件 {item.conditions}"
    if item.fee is not None:
        yield f"  收费 {item.fee.amount / 100:.2f} 元 · {item.fee.basis} · {item.fee.standard}"
    for code, name in item.situations.items():
        yield f"  情形 {code} {name}"
    for material in item.materials:
        core = "必要" if material.core else "可容缺"
        quantity = f"原件{material.originals} 复印件{material.copies}"
        yield f"  材料 {material.code} {material.name} · {quantity} · {material.medium.value} · {core}"
        yield from (f"    要点 {point.code} {point.method}：{point.standard}" for point in material.points)
    for kind, limit in item.specials.items():
        yield f"  特殊环节 {item.special_names.get(kind, kind)} {limit}"
    for part in item.parts:
        yield f"  联办 {part.department} {part.item or ''}".rstrip()
