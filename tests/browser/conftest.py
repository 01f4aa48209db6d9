"""A demonstration installation, served for real, and Chromium to look at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from storybank.core.paths import PROJECT_ROOT
from storybank.seed import PASSWORD
from tests.server import Server, command

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = PROJECT_ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = {"desk": 1280, "phone": 390}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A seeded installation behind a real server."""
    home = tmp_path_factory.mktemp("browser") / "home"
    seeded = command(home, "seed")
    assert seeded.returncode == 0, seeded.stderr
    server = Server(home)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Headless Chromium, asking nobody for anything by itself."""
    if CHROMIUM is None or not AXE.exists():
        if os.environ.get("STORYBANK_REQUIRE_BROWSER"):
            pytest.fail("Chromium or axe-core is missing, and here they must be present")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, served: Server) -> Iterator[Callable[..., Page]]:
    """Opens a page signed in as a demonstration person: ``visit("manager", width=390)``."""
    contexts: list[BrowserContext] = []

    def _visit(who: str | None = None, *, width: int = 1280, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            base_url=served.url,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        _watch(page, served.url)
        if who is not None:
            page.goto("/sign-in")
            page.get_by_label("E-mail").fill(f"{who}@demo.example.org")
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main button[type=submit]").click()
            page.wait_for_url("**/")
        return page

    yield _visit
    for context in contexts:
        problems = [problem for page in context.pages for problem in SEEN.pop(id(page), [])]
        context.close()
        assert problems == []


SEEN: dict[int, list[str]] = {}


def _watch(page: Page, own: str) -> None:
    """Note whatever the browser complains of, and every request to somebody else."""
    problems = SEEN.setdefault(id(page), [])
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: (
            problems.append(f"console: {message.text}")
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((own, "data:"))
            else problems.append(f"asked another site: {request.url}")
        ),
    )


@cache
def axe() -> str:
    """The script of axe, read once."""
    return AXE.read_text(encoding="utf-8")


def find_violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now (WCAG 2.0 to 2.2, A and AA)."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map("
        "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))",
        TAGS,
    )
    return [str(one) for one in found]


def shot(page: Page, name: str) -> None:
    """Keep a picture where STORYBANK_SCREENSHOTS says, for people to look at."""
    folder = os.environ.get("STORYBANK_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
