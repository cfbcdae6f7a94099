"""Seals (印章): which there are, who has one in custody now, and what is being drawn and sealed (SEC-04).

A seal's key lies elsewhere: whoever signs is asked by the id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from hallctl.domain.applications.documents import Profile, SealNeed


class SealKind(StrEnum):
    """What a seal may be put on (X7)."""

    CUSTODY = "CUSTODY"  # 受理专用章: at the window, on intake documents only
    DEPARTMENT = "DEPARTMENT"  # 部门印章: on its own department's documents
    APPROVAL = "APPROVAL"  # 行政审批专用章: the hall's only seal, on everything


class SealingMode(StrEnum):
    """How papers get their seal."""

    ELECTRONIC = "ELECTRONIC"  # what the hall has a seal for bears it; anything else is stamped by hand
    BY_HAND = "BY_HAND"  # paper is stamped by hand, whatever seals there are


class SealModel(StrEnum):
    """Whether departments have seals of their own, or the hall one for all (SEC-14, X48)."""

    DEPARTMENT = "DEPARTMENT"
    SINGLE = "SINGLE"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal. `name` and `caption` stand on it. `windows`: where it may be used; empty: not bound to any.

    `custodians`: people who may take it into custody (保管人). `automatic`: while one of them has it out, it
    goes by itself on every document that it belongs on (自动用印).
    """

    id: str
    kind: SealKind
    name: str
    caption: str = ""
    department: str | None = None
    windows: frozenset[str] = frozenset()
    custodians: frozenset[str] = frozenset()
    automatic: bool = False


class SealSession(msgspec.Struct, frozen=True):
    """A seal in somebody's custody (保管): since when, at which window.

    An electronic seal may be out at several windows, with a custodian of its own at each.
    """

    seal: str
    person: str
    window: str
    since: datetime


def session_key(seal: str, person: str) -> str:
    """By what custody is known: a person has a seal out at one window at a time."""
    return f"{seal}/{person}"


class DrawingJob(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document that is to be drawn. `seal`: which it is to bear, and who puts it there, at which window."""

    document: str
    application: str
    seal: str | None = None
    person: str = ""
    post: str = ""
    window: str = ""

    @property
    def id(self) -> str:
        """Drawing and sealing the same document are two jobs."""
        return self.document if self.seal is None else f"{self.document}/{self.seal}"


@dataclass(frozen=True, slots=True)
class PaperworkRules:
    """How documents are worded. `short`: the hall's name in their numbers (文号), else its full one.

    `government` and `court`: where decisions are contested; `phone`: whom to ask. `templates`: a folder with
    the hall's own ones. `sealing`: whether results wait for an electronic seal.
    """

    profile: Profile = Profile.STANDARD
    short: str = ""
    government: str = ""
    court: str = ""
    phone: str = ""
    templates: str | None = None
    sealing: SealingMode = SealingMode.ELECTRONIC


SEALABLE: Final[Mapping[SealNeed, frozenset[SealKind]]] = {
    SealNeed.CUSTODY: frozenset(SealKind),
    SealNeed.PROCEDURE: frozenset(SealKind),
    SealNeed.DEPARTMENT: frozenset({SealKind.DEPARTMENT, SealKind.APPROVAL}),
    SealNeed.SIGNATURE: frozenset(),
    SealNeed.NONE: frozenset(),
}
"""What a document needs → seals that may be put on it (SEC-05)."""


def model_of(seals: Mapping[str, Seal]) -> SealModel:
    """A hall that has an approval seal has no other one."""
    single = any(seal.kind is SealKind.APPROVAL for seal in seals.values())
    return SealModel.SINGLE if single else SealModel.DEPARTMENT
