"""Signs with keys that lie in files, for halls that try seals out: certificates vouch for themselves.

A hall whose papers count before the law has a signing service of the kind that the province certifies behind
the same contract (`contracts.seals`).
"""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from hallctl.contracts.seals import SealUnavailableError, Signature

_VALID: Final = timedelta(days=365 * 5)
_LONGEST_NAME: Final = 64
_OPTIONS: Final = (pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary)


class LocalSigner:
    """Keys and certificates lie as `<seal>.pem` in one folder that only the daemon reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, tuple[ec.EllipticCurvePrivateKey, x509.Certificate]] = {}

    async def sign(self, seal: str, data: bytes) -> Signature:
        """As `contracts.seals.Signer`."""
        return await asyncio.to_thread(self._sign, seal, data)

    def create(self, seal: str, name: str, at: datetime) -> Path | None:
        """Make the key and a certificate of a seal; None where there is one. Raises OSError."""
        path = self._path(seal)
        if path.exists():
            return None
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem + _certificate(key, name, at).public_bytes(serialization.Encoding.PEM))
        return path

    def certificate(self, seal: str) -> bytes:
        """The certificate as PEM. Raises SealUnavailableError."""
        return self._of(seal)[1].public_bytes(serialization.Encoding.PEM)

    def _sign(self, seal: str, data: bytes) -> Signature:
        key, certificate = self._of(seal)
        builder = pkcs7.PKCS7SignatureBuilder().set_data(data).add_signer(certificate, key, hashes.SHA256())
        cms = builder.sign(serialization.Encoding.DER, list(_OPTIONS))
        return Signature(cms, certificate.fingerprint(hashes.SHA256()).hex())

    def _of(self, seal: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        known = self._kept.get(seal)
        if known is not None:
            return known
        try:
            pem = self._path(seal).read_bytes()
            key = serialization.load_pem_private_key(pem, None)
            certificate = x509.load_pem_x509_certificate(pem)
        except (OSError, ValueError) as error:
            raise SealUnavailableError(f"seal {seal} has no readable key: {error}") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise SealUnavailableError(f"the key of seal {seal} is of another kind")
        self._kept[seal] = (key, certificate)
        return key, certificate

    def _path(self, seal: str) -> Path:
        return self._folder / f"{seal}.pem"


def _certificate(key: ec.EllipticCurvePrivateKey, name: str, at: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_LONGEST_NAME])])
    begins = at.astimezone(UTC) - timedelta(minutes=1)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + _VALID)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
