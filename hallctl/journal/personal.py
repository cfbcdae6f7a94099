"""Personal data (个人信息) at rest: a key for each subject, wrapped by the master key. No SQL here.

AES-256-GCM or SM4-GCM (GB/T 32907), as the hall's suite says. Whoever deletes a subject's key has erased all
that was sealed for the subject; the events keep an id and a salted digest, the salt is sealed with the text.
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC

from hallctl.journal.errors import WrongMasterKey
from hallctl.journal.hashing import DIGESTS, HASHES, Suite
from hallctl.journal.rows import SALT_BYTES, Sealed

MASTER_KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
_CIPHERS: Final[dict[Suite, tuple[type[algorithms.AES | algorithms.SM4], int]]] = {
    "international": (algorithms.AES, 32),
    "sm": (algorithms.SM4, 16),
}


class Vault:
    """The hall's ciphers under one master key of 32 bytes."""

    def __init__(self, suite: Suite, master_key: bytes) -> None:
        if len(master_key) != MASTER_KEY_BYTES:
            raise WrongMasterKey(f"a master key has {MASTER_KEY_BYTES} bytes, this one {len(master_key)}")
        self._cipher, self.key_bytes = _CIPHERS[suite]
        self._digest = DIGESTS[suite]
        self._hash = HASHES[suite]()
        self._master = master_key
        self._wrapping = self._derive(b"wrap subject keys")[: self.key_bytes]
        self._naming = self._derive(b"name subjects")

    def subject_of(self, identity: str) -> str:
        """The opaque id of a person: a keyed hash, useless without the master key."""
        return "s_" + self._mac(self._naming, identity.encode())[:20].hex()

    def digest_of(self, sealed: Sealed) -> str:
        """The salted digest for the event: proves later what was sealed, tells nothing by itself."""
        return self._digest(sealed.salt + sealed.clear).hex()

    def new_key(self) -> bytes:
        """A fresh key for a subject."""
        return secrets.token_bytes(self.key_bytes)

    def wrap(self, subject: str, key: bytes) -> bytes:
        """A subject's key as it may be stored."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._encrypt(self._wrapping, nonce, key, subject.encode())

    def unwrap(self, subject: str, wrapped: bytes) -> bytes:
        """A subject's key. Raises `WrongMasterKey`."""
        try:
            return self._decrypt(
                self._wrapping, wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], subject.encode()
            )
        except InvalidTag:
            raise WrongMasterKey("the master key does not open the keys of this database") from None

    def seal(self, key: bytes, sealed: Sealed) -> tuple[bytes, bytes]:
        """Nonce and cipher text of salt and clear text, bound to id, subject and kind."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce, self._encrypt(key, nonce, sealed.salt + sealed.clear, _bound(sealed))

    def unseal(self, key: bytes, nonce: bytes, cipher: bytes, blank: Sealed) -> Sealed:
        """The clear text for a row; `blank` names id, subject and kind. Raises `WrongMasterKey`."""
        try:
            opened = self._decrypt(key, nonce, cipher, _bound(blank))
        except InvalidTag:
            raise WrongMasterKey(f"what is sealed as {blank.id} was changed or belongs elsewhere") from None
        return Sealed(blank.id, blank.subject, blank.kind, opened[SALT_BYTES:], opened[:SALT_BYTES])

    def cover(self, key: bytes, name: str, clear: bytes) -> bytes:
        """A file as it may lie in a folder, under a key of `new_key`, bound to its name."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._encrypt(key, nonce, clear, name.encode())

    def uncover(self, key: bytes, name: str, covered: bytes) -> bytes:
        """What was covered. Raises `WrongMasterKey` where it was changed or is another file."""
        try:
            return self._decrypt(key, covered[:NONCE_BYTES], covered[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):  # the latter: too short for a nonce and a tag
            raise WrongMasterKey(f"{name} was changed or belongs elsewhere") from None

    def _derive(self, purpose: bytes) -> bytes:
        return self._mac(self._master, purpose)

    def _mac(self, key: bytes, message: bytes) -> bytes:
        code = HMAC(key, self._hash)
        code.update(message)
        return code.finalize()

    def _encrypt(self, key: bytes, nonce: bytes, clear: bytes, bound: bytes) -> bytes:
        encryptor = Cipher(self._algorithm(key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound)
        return encryptor.update(clear) + encryptor.finalize() + encryptor.tag

    def _decrypt(self, key: bytes, nonce: bytes, cipher: bytes, bound: bytes) -> bytes:
        text, tag = cipher[:-TAG_BYTES], cipher[-TAG_BYTES:]
        decryptor = Cipher(self._algorithm(key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(bound)
        return decryptor.update(text) + decryptor.finalize()

    def _algorithm(self, key: bytes) -> CipherAlgorithm:
        return self._cipher(key)


def _bound(sealed: Sealed) -> bytes:
    return f"{sealed.id}\0{sealed.subject}\0{sealed.kind}".encode()
