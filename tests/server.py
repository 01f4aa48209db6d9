"""A real server in a process of its own, for journeys, the browser and the bench."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from storybank.core.paths import PROJECT_ROOT

STORYBANK = str(Path(sys.executable).with_name("storybank"))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, port: int = 8000) -> dict[str, str]:
    """The environment of an installation."""
    return {
        **os.environ,
        "STORYBANK_HOME": str(home),
        "STORYBANK_PORT": str(port),
        "STORYBANK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "STORYBANK_SECRET_KEY": "only for tests",
    }


def command(home: Path, *words: str, **kwargs: object) -> subprocess.CompletedProcess[str]:
    """Run a storybank command to its end."""
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [STORYBANK, *words],
        env=environment(home),
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        **{"timeout": 300, **kwargs},
    )


class Server:
    """``storybank run`` over a home folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [STORYBANK, "run"],
            env=environment(self.home, self.port),
            cwd=PROJECT_ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(1200):  # a minute: the machine may have much else to do
            try:
                with urlopen(f"{self.url}/health", timeout=1):
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        raise TimeoutError("the server did not answer")

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to stop, and wait."""
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
