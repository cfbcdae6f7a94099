"""The hash chain (哈希链) over the stored bytes. Nothing is encoded here: the chain hashes what is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final, Literal

from cryptography.hazmat.primitives import hashes

Suite = Literal["international", "sm"]
Digest = Callable[[bytes], bytes]


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize()


HASHES: Final[dict[Suite, type[hashes.SHA256 | hashes.SM3]]] = {
    "international": hashes.SHA256,
    "sm": hashes.SM3,
}
DIGESTS: Final[dict[Suite, Digest]] = {"international": _sha256, "sm": _sm3}
"""SHA-256, or SM3 (GB/T 32905) as Chinese public bodies must use."""


def genesis(digest: Digest, hall: str) -> bytes:
    """What the first record is chained to: two halls never share a chain."""
    return digest(b"hallctl journal\0" + hall.encode())
