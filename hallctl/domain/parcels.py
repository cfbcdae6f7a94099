"""Parcels (邮政寄递) on their way, as the hall remembers them until they are signed for."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class ParcelStatus(StrEnum):
    """What the carrier says."""

    REQUESTED = "REQUESTED"  # the terminal has not made a label yet
    LABELLED = "LABELLED"  # 已打单
    COLLECTED = "COLLECTED"  # 已揽收
    IN_TRANSIT = "IN_TRANSIT"  # 运输中
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"  # 派送中
    SIGNED = "SIGNED"  # 已签收
    RETURNED = "RETURNED"  # 退回


OVER: Final = frozenset({ParcelStatus.SIGNED, ParcelStatus.RETURNED})


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """One parcel. `recipient`: id of the sealed name, phone and address."""

    id: str
    application: str
    terminal: str
    recipient: str
    tracking: str | None = None
    status: ParcelStatus = ParcelStatus.REQUESTED
