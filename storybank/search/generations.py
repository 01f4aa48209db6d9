"""The folder that holds an index: which generation is current, and what a rebuild must leave out.

Each generation is a folder of its own; the file `current` names the one in use and is replaced in
one step. While a rebuild is at work the file `touched` gathers the ids of stories saved or removed
meanwhile. Only ids: no text of a story is written outside a generation.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4


class Generations:
    """The generations under one folder, all of one format; another format's are not seen."""

    def __init__(self, root: Path, form: str) -> None:
        self.root = root
        self._form = form
        self._pointer = root / "current"
        self._touched = root / "touched"

    def current(self) -> Path | None:
        """Return the folder in use, or None when there is none yet."""
        try:
            name = self._pointer.read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            return None
        # The name is checked so that a damaged pointer never leads outside the root.
        if not name.startswith(f"{self._form}-") or not name.replace("-", "").isalnum():
            return None
        return self.root / name

    def new(self) -> Path:
        """Make and return the folder of a generation that is not in use yet."""
        folder = self.root / f"{self._form}-{uuid4().hex}"
        folder.mkdir(parents=True)
        return folder

    def switch(self, folder: Path) -> None:
        """Put `folder` in use, on the disk for certain before it is named."""
        for file in folder.iterdir():
            if file.is_file():
                _sync(file)
        draft = self.root / f"current-{uuid4().hex}"
        draft.write_text(folder.name, encoding="ascii")
        _sync(draft)
        os.replace(draft, self._pointer)

    def sweep(self) -> None:
        """Delete every folder not in use; one still open elsewhere goes at the next sweep.

        Call it only while no other rebuild is at work.
        """
        kept = self.current()
        for path in self.root.iterdir():
            if path.is_dir() and path != kept:
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith("current-"):
                path.unlink(missing_ok=True)

    def watch(self) -> None:
        """Begin to gather the ids of stories touched."""
        self._touched.write_bytes(b"")

    def note(self, story_ids: Iterable[str]) -> None:
        """Gather these ids if anybody is watching."""
        if self._touched.exists():
            with self._touched.open("a", encoding="utf-8") as file:
                file.writelines(f"{story_id}\n" for story_id in story_ids)

    def touched(self) -> set[str]:
        """Return the ids gathered so far."""
        try:
            return set(self._touched.read_text(encoding="utf-8").splitlines())
        except FileNotFoundError:
            return set()

    def unwatch(self) -> None:
        """Gather no more, and forget."""
        self._touched.unlink(missing_ok=True)


def _sync(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
