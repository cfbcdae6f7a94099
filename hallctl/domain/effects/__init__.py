"""What each event does to the hall day. `EFFECTS` maps event classes to functions; a test finds gaps.

These functions read nothing but the event and its record, so live work and replay cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.effects import (
    announcements,
    captures,
    catalogue,
    clips,
    dispatch,
    documents,
    enquiries,
    equipment,
    facilities,
    hall,
    hotline,
    letters,
    mail,
    messages,
    notices,
    papers,
    postings,
    ratings,
    relays,
    tickets,
    windows,
)
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay

EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    **tickets.EFFECTS,
    **papers.EFFECTS,
    **notices.EFFECTS,
    **documents.EFFECTS,
    **windows.EFFECTS,
    **hall.EFFECTS,
    **dispatch.EFFECTS,
    **equipment.EFFECTS,
    **ratings.EFFECTS,
    **relays.EFFECTS,
    **mail.EFFECTS,
    **facilities.EFFECTS,
    **hotline.EFFECTS,
    **captures.EFFECTS,
    **clips.EFFECTS,
    **announcements.EFFECTS,
    **letters.EFFECTS,
    **catalogue.EFFECTS,
    **messages.EFFECTS,
    **enquiries.EFFECTS,
    **postings.EFFECTS,
}
"""Event class → what it does. A test checks that every registered type is here."""
