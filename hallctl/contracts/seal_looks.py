"""From state to views: documents that wait for a seal of one custodian (待用印文书, SEC-04)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from hallctl.domain.applications.documents import DOCUMENTS
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide.sealing import is_placed, result_seals, seals_for
from hallctl.domain.seals import SEALABLE, Seal
from hallctl.domain.setup import HallSetup

NEEDING: frozenset[DocumentKind] = frozenset(kind for kind in DocumentKind if SEALABLE[DOCUMENTS[kind].seal])
"""Kinds of documents that do not count without a seal."""


class UnsealedView(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn document without a seal. `seals`: those of the custodian that may be put on it.

    `sealing`: a seal is just being put on it.
    """

    document: str
    kind: str
    title: str
    number: str
    at: datetime
    application: str
    item: str
    department: str
    pages: int
    seals: tuple[str, ...]
    sealing: bool


def kept_by(setup: HallSetup, person: str) -> tuple[Seal, ...]:
    """The seals that the person may take into custody."""
    return tuple(seal for seal in setup.seals.values() if person in seal.custodians)


def departments_near(setup: HallSetup, person: str, seals: Iterable[Seal]) -> frozenset[str]:
    """Whose documents lie on the custodian's desk.

    Of the seals' departments, of those whose results wait for one of the seals, and of the person's own.
    """
    kept = frozenset(seals)
    named = {setup.staff[person].department, *(seal.department for seal in kept)}
    for versions in setup.catalogue.versions.values():
        named |= {item.department for item in versions if kept.intersection(result_seals(setup, item))}
    return frozenset(name for name in named if name)


def fitting(
    setup: HallSetup, seals: Iterable[Seal], kind: DocumentKind, item: ItemVersion, window: str
) -> tuple[str, ...]:
    """Which of the seals may be put on such a document of the item at the window."""
    if not is_placed(setup, kind, item, window):
        return ()
    needed = seals_for(setup, item, kind)
    return tuple(seal.id for seal in seals if seal in needed and (not seal.windows or window in seal.windows))
