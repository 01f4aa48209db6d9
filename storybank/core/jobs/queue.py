"""The queue: tells a worker that the outbox holds something. The only module that knows huey.

A job carries nothing at all: what is to be done stands in the outbox. Jobs are signed, so
that nothing put into the queue's file by others is ever unpickled.
"""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer

log = logging.getLogger(__name__)
logging.getLogger("huey").setLevel(logging.WARNING)


def _quietly(work: Callable[[], None]) -> Callable[[], None]:
    """The same work, failing without its error's message, which may hold a story's words.

    Nothing is lost: what was left undone stands in the outbox.
    """

    def _work() -> None:
        try:
            work()
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error(
                "work left undone: %s at %s:%s", type(error).__name__, place.name, place.lineno
            )

    return _work


class _ThreadsInTheServer(Consumer):  # type: ignore[misc]
    """huey's consumer without its signal handlers: signals are the server's business."""

    def _set_signal_handlers(self) -> None:
        pass


class Queue:
    """A queue kept in one SQLite file and worked by threads of this process."""

    def __init__(
        self,
        path: Path,
        secret: str,
        *,
        deliver: Callable[[], None],
        every_minute: Callable[[], None],
    ) -> None:
        self._huey = SqliteHuey(
            "storybank",
            filename=str(path),
            results=False,
            serializer=SignedSerializer(secret=secret),
        )
        self._deliver = self._huey.task(name="deliver")(_quietly(deliver))
        self._every_minute = self._huey.periodic_task(crontab(minute="*"), name="every_minute")(
            _quietly(every_minute)
        )
        self._consumer: Consumer | None = None

    def nudge(self) -> None:
        """Ask for the outbox to be emptied soon; one request waiting is enough."""
        if self._huey.pending_count() == 0:
            self._deliver()

    def start(self, threads: int) -> None:
        """Start worker threads, and begin with whatever a crash left undone."""
        if threads < 1 or self._consumer is not None:
            return
        self._huey.flush()  # jobs carry nothing; the outbox knows what is undone
        self._consumer = _ThreadsInTheServer(
            self._huey, workers=threads, initial_delay=0.05, max_delay=0.2, periodic=True
        )
        self._consumer.start()
        self._every_minute()

    def stop(self) -> None:
        """Let the workers finish what they are at, and stop them."""
        if self._consumer is not None:
            self._consumer.stop(graceful=True)
            self._consumer = None
