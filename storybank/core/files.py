"""Keeps files by what is in them: the name of a file is the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO

from storybank.core.errors import NotFound
from storybank.core.text import squeeze

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20
_NAME_LENGTH = 100
_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


class FileStore:
    """A folder of files under ``root/ab/cdef…``. The same bytes are kept once.

    What a person called a file never becomes part of a path.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes | Path) -> str:
        """Keep bytes, or a copy of the file at a path; return their SHA-256 in hex.

        When this returns the file is on the disk, whole and readable by its owner alone; a
        crash before leaves nothing under its final name.
        """
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._root, prefix=".arriving-")  # made as 0600
        arriving = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                sha256 = _copy(data, file)
                file.flush()
                os.fsync(file.fileno())
            final = self._place(sha256)
            final.parent.mkdir(mode=0o700, exist_ok=True)
            arriving.replace(final)
            _sync_folder(final.parent)
            _sync_folder(self._root)
        finally:
            arriving.unlink(missing_ok=True)
        return sha256

    def path(self, sha256: str) -> Path:
        """Return where a file is kept. Raises NotFound where it is not."""
        if _SHA256.fullmatch(sha256) is None or not self._place(sha256).is_file():
            raise NotFound("This file is not here any more.")
        return self._place(sha256)

    def open(self, sha256: str) -> BinaryIO:
        """Open a kept file for reading. Raises NotFound where it is not."""
        return self.path(sha256).open("rb")

    def has(self, sha256: str) -> bool:
        """Say whether a file is kept."""
        return _SHA256.fullmatch(sha256) is not None and self._place(sha256).is_file()

    def remove(self, sha256: str) -> bool:
        """Take a file away for good; say whether it was there."""
        if not self.has(sha256):
            return False
        self._place(sha256).unlink(missing_ok=True)
        return True

    def _place(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:]


def safe_file_name(name: str) -> str:
    """Return a name fit to offer for a download, from whatever a person's computer sent.

    Only the last part of a path, no characters that mean something to a system, at most 100
    characters with the ending kept; ``file`` where nothing is left.
    """
    last = re.split(r"[/\\]", squeeze(name))[-1]
    clean = re.sub(r'[<>:"|?*;%\x00-\x1f]+', "-", last).strip(" .-")
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = clean, "", ""
    stem = stem[: _NAME_LENGTH - len(dot + ending)].rstrip(" .-")
    if stem.partition(".")[0].casefold() in _RESERVED:
        stem = f"{stem}-file"
    return (stem or "file") + dot + ending


def _copy(data: bytes | Path, file: BinaryIO) -> str:
    if isinstance(data, bytes):
        file.write(data)
        return hashlib.sha256(data).hexdigest()
    digest = hashlib.sha256()
    with data.open("rb") as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make a rename last: on POSIX it is the folder that remembers names."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
