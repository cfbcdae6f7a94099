"""The delivery ledger (送达台账): every result that left the hall, how, to whom, by which proof (DLV-01)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import Final

import msgspec


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery. `receiver`: a masked name. `carrier`: who brought it, or the window of whoever did."""

    number: str
    application: str
    item_name: str
    result: str
    mode: str
    receiver: str
    decided_at: datetime
    ready_at: datetime
    delivered_at: datetime
    carrier: str
    proof: str


HEADINGS: Final = (
    *("编号", "办件编号", "事项", "结果", "送达方式", "接收人", "决定时间", "出件时间", "送达时间"),
    *("承运人或窗口", "凭证"),
)


def as_csv(rows: Iterable[DeliveryView]) -> str:
    """The ledger as a spreadsheet reads it: UTF-8 with a mark, a heading, a line for each delivery."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for row in rows:
        writer.writerow([_plain(getattr(row, name)) for name in DeliveryView.__struct_fields__])
    return out.getvalue()


def _plain(value: str | datetime) -> str:
    """A cell; no text begins like a formula."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return f"'{value}" if value[:1] in {"=", "+", "-", "@"} else value
