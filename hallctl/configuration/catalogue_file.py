"""A catalogue (事项目录) by itself, without the hall that uses it: a superior's, or one in the making."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from pydantic import ValidationError

from hallctl.configuration.catalogue import join
from hallctl.configuration.document import Document
from hallctl.configuration.explain import explain, faults_of
from hallctl.configuration.fields import Section
from hallctl.configuration.findings import Finding, errors
from hallctl.configuration.record_build import catalogue_of
from hallctl.configuration.record_checks import check_records
from hallctl.configuration.records import RecordSection
from hallctl.configuration.sections import ItemSection
from hallctl.configuration.sheets import READERS, read_sheets
from hallctl.domain.catalogue.versions import Catalogue


class CatalogueFile(Section):
    """What a catalogue holds. Where its items are in a hall is not its matter."""

    item: tuple[ItemSection, ...] = ()
    record: tuple[RecordSection, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedCatalogue:
    """The catalogue as far as it makes sense, and all that is wrong with it."""

    catalogue: Catalogue
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether a hall can use it."""
        return not errors(self.findings)


def load_catalogue(path: Path, zone: tzinfo) -> LoadedCatalogue:
    """Read and check the file or folder at `path`. `zone`: of the hall, for dates without one."""
    if not path.is_dir() and path.suffix.lower() not in READERS:
        finding = Finding("WRONG_VALUE", file=str(path), found=path.name, allowed=", ".join(READERS))
        return LoadedCatalogue(Catalogue(), (finding,))
    try:
        sheets = read_sheets(path)
    except OSError as error:
        finding = Finding("FILE_MISSING", file=str(path), found=error.strerror or "")
        return LoadedCatalogue(Catalogue(), (finding,))
    document = Document(str(path))
    findings = [*sheets.findings, *join(document, sheets, queued=False)]
    faulty: set[int] = set()
    try:
        CatalogueFile.model_validate(document.tables)
    except ValidationError as error:
        findings += explain(error, CatalogueFile, document)
        faulty = {int(place[1]) for place in (f["loc"] for f in faults_of(error)) if place[0] == "record"}
    tables = document.tables["record"]
    known = {str(table.get("code")) for table in tables if isinstance(table, dict)}
    document.kept["record"] = [index for index in range(len(tables)) if index not in faulty]
    records = [RecordSection.model_validate(tables[index]) for index in document.kept["record"]]
    findings += check_records(records, (), document, known)
    return LoadedCatalogue(catalogue_of(records, zone), tuple(findings))
