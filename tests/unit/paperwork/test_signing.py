"""The local signer and the place of a signature in a file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7
from halls import NINE
from pdf_text import PANGO, draw

from hallctl.contracts.seals import SealUnavailableError
from hallctl.domain.applications.papers import DocumentKind
from hallctl.paperwork import signature
from hallctl.paperwork.local_signer import LocalSigner
from hallctl.paperwork.page import SealLook
from hallctl.paperwork.samples import sample
from hallctl.paperwork.seal_picture import seal_svg

pytestmark = PANGO


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    signer = LocalSigner(tmp_path / "keys")
    made = signer.create("custody", "云溪县政务服务中心", NINE)
    assert made is not None
    assert (made.stat().st_mode & 0o777, made.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    before = made.read_bytes()
    assert signer.create("custody", "别的", NINE) is None
    assert made.read_bytes() == before
    certificate = x509.load_pem_x509_certificate(signer.certificate("custody"))
    assert "云溪县政务服务中心" in certificate.subject.rfc4514_string()
    assert certificate.not_valid_before_utc < NINE < certificate.not_valid_after_utc


async def test_a_signature_names_the_certificate_that_made_it(tmp_path: Path) -> None:
    signer = LocalSigner(tmp_path)
    signer.create("custody", "甲", NINE)
    signed = await signer.sign("custody", b"what is signed")
    certificate = x509.load_pem_x509_certificate(signer.certificate("custody"))
    assert signed.certificate == certificate.fingerprint(hashes.SHA256()).hex()
    assert pkcs7.load_der_pkcs7_certificates(signed.cms) == [certificate]


@pytest.mark.parametrize("broken", [None, b"", b"no key", "another"])
async def test_a_seal_without_a_key_that_works_is_unavailable(
    tmp_path: Path, broken: bytes | str | None
) -> None:
    signer = LocalSigner(tmp_path)
    if broken == "another":
        signer.create("custody", "甲", NINE)
        key = rsa.generate_private_key(65537, 2048)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / "custody.pem").write_bytes(pem + signer.certificate("custody"))
        signer = LocalSigner(tmp_path)
    elif isinstance(broken, bytes):
        (tmp_path / "custody.pem").write_bytes(broken)
    with pytest.raises(SealUnavailableError):
        await signer.sign("custody", b"x")


def test_a_signature_has_its_place_and_covers_all_the_rest(tmp_path: Path) -> None:
    signer = LocalSigner(tmp_path)
    signer.create("custody", "甲", NINE)
    pdf = draw(sample(DocumentKind.ACCEPTANCE_NOTICE), signed=True).pdf
    filled, covered = signature.covered(pdf)
    assert signature.signature_of(filled) is None, "there is only room"
    cms = asyncio.run(signer.sign("custody", covered)).cms
    signed = signature.signed(filled, cms)
    found = signature.signature_of(signed)
    assert found is not None
    assert found[0] == covered
    assert found[1].startswith(cms)
    assert len(signed) == len(pdf)


def test_where_there_is_no_room_nothing_is_signed() -> None:
    unsigned = draw(sample(DocumentKind.RETURN_NOTICE)).pdf
    with pytest.raises(signature.NoRoomError):
        signature.covered(unsigned)
    roomy = draw(sample(DocumentKind.RETURN_NOTICE), signed=True).pdf
    with pytest.raises(signature.NoRoomError):
        signature.signed(roomy, b"x" * (signature.ROOM + 1))
    assert signature.signature_of(unsigned) is None
    assert signature.signature_of(b"/ByteRange [0 0000000009 0000000001 0000000000]") is None


@pytest.mark.parametrize(
    "name", ["甲", "云溪县政务服务中心", "云溪县自然资源和规划局不动产登记交易中心（分中心）"]
)
def test_a_seal_bears_every_character_of_its_name(name: str) -> None:
    picture = seal_svg(SealLook(name, "受理专用章"))
    assert [picture.count(f">{letter}<") for letter in name] == [name.count(letter) for letter in name]
    assert "受理专用章" in picture
    assert "&lt;" in seal_svg(SealLook("<"))
