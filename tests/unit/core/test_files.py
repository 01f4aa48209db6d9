"""Files are kept by their bytes, whole or not at all."""

import hashlib
import stat

import pytest

from storybank.core.errors import NotFound
from storybank.core.files import FileStore, safe_file_name


def test_put_keeps_bytes_under_their_sha256(tmp_path):
    store = FileStore(tmp_path / "files")
    sha256 = store.put(b"words")
    assert sha256 == hashlib.sha256(b"words").hexdigest()
    assert store.path(sha256) == tmp_path / "files" / sha256[:2] / sha256[2:]
    assert stat.S_IMODE(store.path(sha256).stat().st_mode) == 0o600
    with store.open(sha256) as file:
        assert file.read() == b"words"


def test_put_a_path_twice_keeps_one_file(tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"x" * 3_000_000)
    store = FileStore(tmp_path / "files")
    assert store.put(source) == store.put(source.read_bytes())
    assert len([p for p in (tmp_path / "files").rglob("*") if p.is_file()]) == 1


def test_put_that_fails_leaves_nothing(tmp_path):
    store = FileStore(tmp_path / "files")
    with pytest.raises(FileNotFoundError):
        store.put(tmp_path / "missing")
    assert not list((tmp_path / "files").iterdir())


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "a" * 63, "A" * 64, "b" * 64])
def test_open_what_is_not_kept_is_not_found(tmp_path, sha256):
    store = FileStore(tmp_path)
    with pytest.raises(NotFound):
        store.open(sha256)
    assert not store.has(sha256)
    assert not store.remove(sha256)


def test_remove_takes_the_file_away(tmp_path):
    store = FileStore(tmp_path)
    sha256 = store.put(b"words")
    assert store.remove(sha256)
    assert not store.has(sha256)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ann\\My story.docx", "My story.docx"),
        ("a\x00\n<b>\u202e.pdf", "a -b.pdf"),
        ("...", "file"),
        ("CON.txt", "CON-file.txt"),
        ("x" * 300 + ".docx", "x" * 95 + ".docx"),
        ("", "file"),
    ],
)
def test_safe_file_name(name, safe):
    assert safe_file_name(name) == safe
