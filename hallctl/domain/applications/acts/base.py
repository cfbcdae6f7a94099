"""What all acts on applications have in common."""

from __future__ import annotations

import msgspec

from hallctl.domain.applications.states import MaterialStatus


class Act(msgspec.Struct, frozen=True, kw_only=True, tag_field="act", gc=False):
    """Base of all acts."""


class HandedIn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A material as it comes over the counter. `points`: review points that were ticked; `note`: why not."""

    code: str
    status: MaterialStatus = MaterialStatus.PRESENT
    originals: int = 0
    copies: int = 0
    medium: str = ""
    points: tuple[str, ...] = ()
    note: str = ""


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A material that is missing or wrong, and what is to be put right."""

    code: str
    note: str = ""


def name_of(act: Act | type[Act]) -> str:
    """The name of an act, as the table and the API say it."""
    return str(act.__struct_config__.tag)
