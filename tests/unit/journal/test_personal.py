"""Ciphers and digests of both suites against published vectors and against misuse."""

import hashlib
import hmac

import pytest
from journal_samples import MASTER_KEY

from hallctl.journal.errors import WrongMasterKey
from hallctl.journal.hashing import DIGESTS, Suite
from hallctl.journal.personal import Vault
from hallctl.journal.rows import Sealed

SUITES: tuple[Suite, ...] = ("international", "sm")


@pytest.fixture(params=SUITES)
def vault(request: pytest.FixtureRequest) -> Vault:
    return Vault(request.param, MASTER_KEY)


def test_sm3_is_that_of_the_standard() -> None:
    """GB/T 32905, appendix A.1."""
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert DIGESTS["sm"](b"abc").hex() == expected
    assert DIGESTS["international"](b"abc") == hashlib.sha256(b"abc").digest()


def test_the_name_of_a_subject_is_a_keyed_hash(vault: Vault) -> None:
    name = vault.subject_of("110101199003077774")
    assert name == vault.subject_of("110101199003077774")
    assert name != vault.subject_of("110101199003077775")
    assert name != Vault("international", bytes(32)).subject_of("110101199003077774")
    assert "1990" not in name


def test_derived_keys_are_hmac() -> None:
    derived = hmac.digest(MASTER_KEY, b"name subjects", "sha256")
    expected = "s_" + hmac.digest(derived, b"x", "sha256")[:20].hex()
    assert Vault("international", MASTER_KEY).subject_of("x") == expected


def test_a_key_opens_under_its_own_subject_and_master_key_only(vault: Vault) -> None:
    key = vault.new_key()
    wrapped = vault.wrap("s_1", key)
    assert vault.unwrap("s_1", wrapped) == key
    assert key not in wrapped
    with pytest.raises(WrongMasterKey):
        vault.unwrap("s_2", wrapped)
    with pytest.raises(WrongMasterKey):
        Vault("international" if vault.key_bytes == 16 else "sm", MASTER_KEY).unwrap("s_1", wrapped)


def test_a_text_is_bound_to_its_row(vault: Vault) -> None:
    key, sealed = vault.new_key(), Sealed("p1", "s_1", "text", "王某".encode())
    nonce, cipher = vault.seal(key, sealed)
    assert vault.unseal(key, nonce, cipher, Sealed("p1", "s_1", "text", b"")) == sealed
    for blank in (Sealed("p2", "s_1", "text", b""), Sealed("p1", "s_1", "name", b"")):
        with pytest.raises(WrongMasterKey):
            vault.unseal(key, nonce, cipher, blank)


def test_the_same_text_has_another_digest_each_time(vault: Vault) -> None:
    one, other = (Sealed("p1", "s_1", "text", b"x") for _ in range(2))
    assert vault.digest_of(one) != vault.digest_of(other)
    assert vault.digest_of(one) == vault.digest_of(Sealed("p1", "s_1", "text", b"x", one.salt))
    assert "x'" not in repr(one)


def test_a_short_master_key_is_refused() -> None:
    with pytest.raises(WrongMasterKey, match="32 bytes"):
        Vault("sm", b"short")
