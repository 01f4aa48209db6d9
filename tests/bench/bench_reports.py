"""How long a board pack takes over a large bank, on the screen and as a PDF, in how much memory.

A real server answers over HTTP. Memory is what the server and the processes it starts hold at the
same time, at the most; the half that is the reading models is there before any report is asked for.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import threading
import time
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from config import Settings
from storybank import pipeline
from storybank.app import open_bank
from tests.bench.promises_bank import Sizes, build
from tests.factories.bank import Factory
from tests.server import Server

REPEATS = 9
LONGEST = 120.0  # seconds waited for a file
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def run(sizes: Sizes | None = None) -> list[tuple[str, str]]:
    """Lines of (what, figure)."""
    sizes = sizes or Sizes()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        bank = open_bank(Settings(home=home, secret_key="only for tests"))
        with closing(bank):
            manager, _ = build(bank, sizes)
            pipeline.rebuild_index(bank.tools)  # else the server would do it meanwhile
        server = Server(home)
        server.start()
        try:
            browser = build_opener(HTTPCookieProcessor(CookieJar()))
            _post(browser, f"{server.url}/sign-in", email=manager.email, password=Factory.password)
            about = f"{sizes.stories:,} stories, {sizes.links:,} links"
            return [(f"{what}, {about}", figure) for what, figure in _measured(browser, server)]
        finally:
            server.stop()


def _measured(browser: OpenerDirector, server: Server) -> list[tuple[str, str]]:
    assert server.process is not None
    memory = Memory(server.process.pid)
    with memory:
        at_rest = memory.now()
        times = []
        for _ in range(REPEATS):
            started = time.perf_counter()
            page = browser.open(f"{server.url}/reports/preview").read()
            times.append(time.perf_counter() - started)
        after_pages = memory.most
        started = time.perf_counter()
        size, seen = _file(browser, server)
        taken = time.perf_counter() - started
    return [
        (
            "board pack, preview",
            f"{statistics.median(times) * 1000:.0f} ms median, first {times[0] * 1000:.0f} ms, "
            f"{len(page) / 1024:.0f} kB",
        ),
        (
            "board pack, PDF in the background",
            f"{taken:.1f} s, {size / 1024:.0f} kB, {seen} different progress pages seen",
        ),
        (
            "memory of the server",
            f"{at_rest} MB at rest, {after_pages} MB after previews, {memory.most} MB at most "
            "(with the process that sets pages)",
        ),
    ]


def _file(browser: OpenerDirector, server: Server) -> tuple[int, int]:
    """Ask for the PDF and wait: its size, and how many different progress pages there were."""
    answer = _post(browser, f"{server.url}/reports/files", page="/reports/preview", form="pdf")
    address, seen = answer.geturl(), set()
    deadline = time.perf_counter() + LONGEST
    while time.perf_counter() < deadline:
        page = browser.open(address).read().decode()
        seen.add(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.partition("<main")[2])))
        if f"{address}/file".removeprefix(server.url) in page:
            return len(browser.open(f"{address}/file").read()), len(seen)
        time.sleep(0.2)
    raise TimeoutError("the PDF did not come")


def _post(browser: OpenerDirector, url: str, page: str = "", **form: str):  # type: ignore[no-untyped-def]
    """Send a form with the token of the page it stands on."""
    base = "/".join(url.split("/")[:3])
    found = TOKEN.search(browser.open(f"{base}{page}" if page else url).read().decode())
    assert found is not None
    return browser.open(url, urlencode({**form, "csrf_token": found[1]}).encode())


class Memory:
    """The most memory (MB, resident) that a process and its children held at the same time."""

    def __init__(self, pid: int) -> None:
        self.pid, self.most = pid, 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def now(self) -> int:
        """What is held now."""
        kilobytes = 0
        for pid in (self.pid, *_children(self.pid)):
            try:
                status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            except OSError:
                continue  # it has just ended
            found = re.search(r"VmRSS:\s+(\d+)", status)
            kilobytes += int(found[1]) if found else 0
        return kilobytes // 1024

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self.most = max(self.most, self.now())


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(one) for one in task.read_text(encoding="ascii").split()]
        except OSError:
            continue
    return [*found, *(deeper for one in found for deeper in _children(one))]
