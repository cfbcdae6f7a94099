"""Public records of results (结果公开): who got what decided, as far as everybody may know (DLV-06)."""

from __future__ import annotations

from datetime import datetime

import msgspec


class PublicResultView(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that is public. `applicant`: a masked name, empty where it has been erased.

    `status`: VALID, or REVOKED. `certificate`: its class; `certificate_number`: of the paper.
    """

    application: str
    item: str
    item_name: str
    department: str
    applicant: str
    outcome: str
    decided_at: datetime
    published_at: datetime
    status: str
    certificate: str | None
    certificate_number: str | None
