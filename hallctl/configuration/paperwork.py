"""The sections about documents (文书) and seals (印章), and what is wrong with seals of no use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hallctl.configuration.document import Document
from hallctl.configuration.explain import nearest, shown
from hallctl.configuration.fields import Identifier, Section, Text
from hallctl.configuration.findings import Finding
from hallctl.domain.applications.documents import Profile
from hallctl.domain.seals import PaperworkRules, Seal, SealingMode, SealKind


class DocumentsSection(Section):
    """`[documents]`: how documents are worded, and where the hall keeps them."""

    profile: Profile = Profile.STANDARD
    short: str = ""
    government: str = ""
    court: str = ""
    phone: str = ""
    templates: Text | None = None
    sealing: SealingMode = SealingMode.ELECTRONIC
    folder: Text = "var/documents"
    keys: Text = "var/seals"


class SealSection(Section):
    """`[[seal]]`: a seal, its custodians, and the windows where it may be used."""

    id: Identifier
    kind: SealKind
    name: Text
    caption: str = ""
    department: str | None = None
    windows: frozenset[str] = frozenset()
    custodians: frozenset[str] = frozenset()
    automatic: bool = False


def rules_of(section: DocumentsSection) -> PaperworkRules:
    """What the domain and the templates need of it."""
    return PaperworkRules(**{name: value for name, value in section if name not in {"folder", "keys"}})


def seals_of(sections: Sequence[SealSection]) -> dict[str, Seal]:
    """By id."""
    return {entry.id: Seal(**dict(entry)) for entry in sections}


def check_seals(
    seals: Sequence[SealSection], windows: set[str], staff: set[str], document: Document
) -> Iterator[Finding]:
    """A custody seal has its windows, a department's its department, an approval seal no other beside it."""
    single = any(entry.kind is SealKind.APPROVAL for entry in seals)
    for index, entry in enumerate(seals):
        for key, named, known in (
            ("windows", entry.windows, windows),
            ("custodians", entry.custodians, staff),
        ):
            for name in sorted(named - known):
                yield document.finding(
                    "UNKNOWN_REFERENCE",
                    ("seal", index, key),
                    found=shown(name),
                    nearest=nearest(name, sorted(known)),
                )
        if entry.kind is SealKind.CUSTODY and not entry.windows:
            yield document.finding("SEAL_WINDOWS", ("seal", index, "windows"), found=shown(entry.id))
        if entry.kind is SealKind.DEPARTMENT and not entry.department:
            yield document.finding("SEAL_DEPARTMENT", ("seal", index, "department"), found=shown(entry.id))
        if single and len(seals) > 1:
            yield document.finding("SEAL_SINGLE", ("seal", index, "kind"), found=shown(entry.kind.value))
