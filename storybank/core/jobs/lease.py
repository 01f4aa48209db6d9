"""Who works the outbox: one process an installation, by a lock that dies with its process."""

import fcntl
import os
from pathlib import Path


class WorkersLease:
    """The right to run workers on one installation's home folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Take the lease if nobody has it; True where this process has it now."""
        if self._handle is not None:
            return True
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def give_back(self) -> None:
        """Let others take it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
