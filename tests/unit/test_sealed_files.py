"""Files at rest: sealed piece by piece, opened only whole and in order, gone with their subject."""

from pathlib import Path

import pytest
from halls import MASTER_KEY

from hallctl.journal.errors import WrongMasterKey
from hallctl.journal.personal import NONCE_BYTES, TAG_BYTES, Vault
from hallctl.journal.rows import Sealed
from hallctl.sealed_files import PIECE, SealedFiles, Stored

SEALED_PIECE = NONCE_BYTES + PIECE + TAG_BYTES


class Keys:
    """What the store asks of a journal: a cipher, and the keys that lie in it."""

    def __init__(self) -> None:
        self.vault = Vault("sm", MASTER_KEY)
        self.kept: dict[str, Sealed] = {}

    def subject_of(self, identity: str) -> str:
        return self.vault.subject_of(identity)

    def unseal(self, sealed: str) -> Sealed | None:
        return self.kept.get(sealed)


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def store(tmp_path: Path, keys: Keys) -> SealedFiles:
    return SealedFiles(tmp_path / "files", keys)  # type: ignore[arg-type]


def kept(store: SealedFiles, keys: Keys, data: bytes, name: str = "film.mkv") -> Stored:
    stored = store.put(name, "clip:7", data)
    keys.kept[stored.key.id] = stored.key
    return stored


def opened(store: SealedFiles, stored: Stored) -> bytes:
    pieces = store.pieces(stored.file, stored.key.id)
    assert pieces is not None
    return b"".join(pieces)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_what_comes_out_is_what_went_in(store: SealedFiles, keys: Keys, size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    stored = kept(store, keys, data[:size])
    assert (stored.size, opened(store, stored)) == (size, data[:size])


def test_a_file_that_was_written_elsewhere_is_sealed_and_its_clear_form_gone(
    store: SealedFiles, keys: Keys
) -> None:
    half = store.half("film.mkv")
    half.write_bytes(b"what the camera saw")
    stored = store.finish("film.mkv", "clip:7")
    keys.kept[stored.key.id] = stored.key
    (file,) = store.folder.iterdir()
    assert file.name == "film.mkv"
    assert file.stat().st_mode & 0o077 == 0
    assert b"camera" not in file.read_bytes()
    assert opened(store, stored) == b"what the camera saw"


def _exchanged(raw: bytes) -> bytes:
    return raw[SEALED_PIECE : 2 * SEALED_PIECE] + raw[:SEALED_PIECE] + raw[2 * SEALED_PIECE :]


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
        lambda raw: raw[:SEALED_PIECE],
        lambda raw: raw[: 2 * SEALED_PIECE],
        lambda raw: raw[SEALED_PIECE:],
        lambda raw: raw + raw[-100:],
        lambda raw: raw[:5],
        lambda raw: raw[:20],
        lambda _raw: b"",
        _exchanged,
    ],
)
def test_what_was_changed_is_not_given_out_whole(store: SealedFiles, keys: Keys, change: object) -> None:
    stored = kept(store, keys, bytes(2 * PIECE + 100))
    path = store.folder / stored.file
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(WrongMasterKey):
        opened(store, stored)


def test_without_its_key_a_file_is_gone(store: SealedFiles, keys: Keys) -> None:
    stored = kept(store, keys, b"x")
    keys.kept.clear()
    assert store.pieces(stored.file, stored.key.id) is None


def test_a_dropped_file_leaves_nothing(store: SealedFiles, keys: Keys) -> None:
    kept(store, keys, b"x")
    store.half("film.mkv").write_bytes(b"in clear")
    store.drop("film.mkv")
    assert not list(store.folder.iterdir())


def test_what_is_being_written_is_not_swept(store: SealedFiles) -> None:
    store.half("film.mkv")
    assert store.sweep((), 0.0) == []


@pytest.mark.parametrize("name", ["../hall.db", "a/b", "", ".hidden", "x.part"])
def test_no_name_leads_elsewhere(store: SealedFiles, name: str) -> None:
    for act in (store.half, store.drop, lambda each: store.pieces(each, "k")):
        with pytest.raises(ValueError, match="not the name"):
            act(name)
