"""What the hall expects of a signing service (电子印章签名服务). The service keeps the keys, not the hall."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class SealUnavailableError(Exception):
    """The service does not sign: it has no such seal, or cannot be reached. The sentence says why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed. `cms`: a detached CMS (RFC 5652, DER); `certificate`: SHA-256 of the signer's own."""

    cms: bytes = field(repr=False)
    certificate: str


class Signer(Protocol):
    """Signs for seals. The hall asks only for what its rules have allowed and its journal holds."""

    async def sign(self, seal: str, data: bytes) -> Signature:
        """Sign for the seal of that id. Raises SealUnavailableError."""
        ...
