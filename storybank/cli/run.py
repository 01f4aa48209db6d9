"""storybank run: the server."""

import ctypes
import gc
import logging
import signal
import sys
import threading
from types import FrameType
from typing import Any

import click
from waitress.server import create_server

from storybank.cli.opening import opened, read_settings

log = logging.getLogger(__name__)
_MOST_POOLS = -8  # M_ARENA_MAX of malloc.h


@click.command()
def run() -> None:
    """Serve the pages, and read and index stories in the background.

    The address is set by STORYBANK_HOST and STORYBANK_PORT. The database is backed up and
    upgraded first where needed; whatever a crash left undone is finished.

    Example: STORYBANK_PORT=8080 storybank run
    """
    from storybank.app import create_app

    _share_memory()
    settings = read_settings()
    signal.signal(signal.SIGTERM, _stop)
    with opened() as bank:
        app = create_app(settings, bank)
        try:
            server = create_server(
                app,
                host=settings.host,
                port=settings.port,
                threads=settings.web_threads,
                **behind(settings.trusted_proxy),
            )
        except OSError as error:
            raise click.ClickException(
                f"Port {settings.port} cannot be used ({error.strerror}). "
                "Set STORYBANK_PORT to another."
            ) from None
        # What is loaded by now stays: going through it again and again made large pages slow.
        gc.collect()
        gc.freeze()
        # A page of thousands of rows is no garbage: looking for some took a sixth of its time.
        gc.set_threshold(20_000, 20, 50)
        bank.start_workers()
        threading.Thread(target=_prepare_to_draw, name="prepare", daemon=True).start()
        click.echo(f"Storybank is at http://{settings.host}:{settings.port}/  (Ctrl+C stops it)")
        sys.stdout.flush()
        server.run()


def _share_memory() -> None:
    """Let threads share two pools of memory: each kept one of its own, mostly empty (glibc)."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_MOST_POOLS, 2)


def _prepare_to_draw() -> None:
    """Load what draws reports' pictures beside the server, so that no first reader waits for it."""
    try:
        from storybank.reports.renderers import pictures

        pictures.prepare()
    except Exception:
        # Whoever reads a report finds its tables all the same; what is wrong is told there.
        log.warning("What draws pictures could not be loaded beforehand.", exc_info=True)


def behind(proxy: str) -> dict[str, Any]:
    """What the server takes a proxy's word for: who asks, and nothing else; of nobody else."""
    if not proxy:
        return {}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_headers": {"x-forwarded-for"},
        "clear_untrusted_proxy_headers": True,
    }


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
