"""What stands on an identity card (居民身份证), on its way from the reader's driver to the personal store.

It leaves the process neither in the log nor on a wire nor in an event. Whoever prints it sees a mask.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from hallctl.domain.identity import Identity, masked


class Card(msgspec.Struct, frozen=True):
    """The text of a card as it is printed: dates as `YYYYMMDD`, sex and nation as codes of the card's chip.

    `valid_until` may be 长期 (no end). The photo is not kept: the hall has no use for it.
    """

    name: str
    number: str
    sex: str = ""
    nation: str = ""
    born: str = ""
    address: str = ""
    issuer: str = ""
    valid_from: str = ""
    valid_until: str = ""

    def __repr__(self) -> str:
        """The mask: a card that somebody logs tells nothing."""
        return f"Card({masked(self.number)})"

    __str__ = __repr__


class Applicant(Card, frozen=True):
    """Somebody who applies, as entered by hand: `number` of whatever paper was shown, and a `phone`."""

    phone: str = ""

    def __repr__(self) -> str:
        """The mask, here too."""
        return f"Applicant({masked(self.number)})"

    __str__ = __repr__


Keeps = Callable[[Card], Identity]
"""Takes a card into the personal store and gives what everybody else may know of it."""
