"""Whom a parcel is for (收件人), on its way from the personal store to the mail terminal, and its label.

It leaves the process over the terminal's wire only: not in the log, not in an event, not on MQTT.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from hallctl.contracts.devices import Outcome


class Recipient(msgspec.Struct, frozen=True):
    """Name, telephone and address, as the label needs them."""

    name: str
    phone: str
    address: str

    def __repr__(self) -> str:
        """Nothing: what somebody logs tells nothing."""
        return "Recipient()"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Label:
    """How it ended, and with DONE the carrier's tracking number (运单号)."""

    outcome: Outcome
    tracking: str = ""
