"""Work that is asked for often and done seldom."""

import threading
import time
from collections.abc import Callable


class Seldom:
    """Does a piece of work when called, but no oftener than every so many seconds."""

    def __init__(self, work: Callable[[], None], seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._next = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> None:
        """Do it if it is time."""
        with self._lock:
            if time.monotonic() < self._next:
                return
            self._next = time.monotonic() + self._seconds
        self._work()
