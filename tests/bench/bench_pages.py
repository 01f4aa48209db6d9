"""How fast the main acts are over a bank of stories, through a real server. Never asserted."""

from __future__ import annotations

import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from config import Settings
from storybank.accounts.models import User
from storybank.app import create_app, open_bank
from storybank.commitments.queries import list_contracts
from tests.factories.bank import Factory
from tests.server import Server, command
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SIZES = (100, 1_000)
WORDS = 600
REPEATS = 15
SAMPLES = Path(__file__).parents[1] / "samples" / "stories" / "A.jsonl"


def run(sizes: tuple[int, ...] = SIZES) -> list[tuple[str, str]]:
    """Lines of (what, figure): saving, finding, and the pages, as the bank grows."""
    lines: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        manager = _make_people(home)
        held = 0
        for size in sizes:
            seconds = _import(home, Path(folder) / f"{size}.jsonl", held, size)
            lines.append((f"import, read and index {size - held} stories", f"{seconds:.1f} s"))
            held = size
            lines += _statements(home, manager, size)
            lines += _over_http(home, manager, size)
            held += 2 * REPEATS  # what the measuring itself has sent
    return lines


def _sentences() -> list[str]:
    rows = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    return [one["text"] for row in rows for one in row["sentences"]]


def _story(dice: random.Random, sentences: list[str], mark: str) -> str:
    words: list[str] = []
    while len(words) < WORDS - 3:
        words += dice.choice(sentences).split()
    return " ".join([*words[: WORDS - 3], f"That was {mark}."])


def _make_people(home: Path) -> User:
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    with closing(bank):
        make = Factory(bank)
        manager = make.user("contract_manager")
        contract = make.contract(manager.organisation, reference="BENCH")
        for theme in ("connection", "home", "employment", "skills", "voice"):
            make.commitment(contract, theme, text=f"A promise about {theme} for 40 residents.")
    return manager


def _import(home: Path, path: Path, held: int, size: int) -> float:
    dice, sentences = random.Random(size), _sentences()
    rows = [
        {
            "id": f"S{number}",
            "kind": "beneficiary_story",
            "title": f"Story {number}",
            "contract": "BENCH",
            "body": _story(dice, sentences, f"house{number}"),
        }
        for number in range(held, size)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    started = time.perf_counter()
    done = command(home, "intake", "import", str(path), timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.perf_counter() - started


def _statements(home: Path, manager: User, size: int) -> list[tuple[str, str]]:
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    with closing(bank):
        app = create_app(bank.settings, bank)
        app.test_client_class = CheckingClient
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        client.sign_in_directly(manager)
        with bank.database.reading() as session:
            contract = list_contracts(session, Factory(bank).actor(manager))[0].public_id
        lines = []
        for name, url in {
            "contract page": f"/contracts/{contract}",
            "search page": "/search?q=council",
            "list of stories": "/stories",
            "home": "/",
            "board report": f"/reports/preview?contract={contract}",
        }.items():
            client.get(url)
            with counted(bank.database) as sent:
                assert client.get(url).status_code == 200
            lines.append((f"SQL statements, {name}, {size:,} stories", str(len(sent))))
        return lines


def _over_http(home: Path, manager: User, size: int) -> list[tuple[str, str]]:
    server = Server(home)
    server.start()
    try:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        _post(browser, server, "/sign-in", {"email": manager.email, "password": Factory.password})
        return [*_saves(browser, server, size), *_pages(browser, server, size)]
    finally:
        server.stop()


def _saves(browser: OpenerDirector, server: Server, size: int) -> list[tuple[str, str]]:
    dice, sentences = random.Random(size * 7), _sentences()
    sent, published, found = [], [], []
    for number in range(REPEATS):
        mark = f"sent{size}x{number}"
        form = {
            "title": "A new story",
            "kind": "beneficiary_story",
            "body": _story(dice, sentences, mark),
            "format": "plain",
            "teller": "self",
            "purposes": "contract_management",
            "method": "paper form",
            "act": "send",
        }
        seconds, page = _post(browser, server, "/intake/new", form)
        sent.append(seconds)
        submission = re.search(r"/intake/([0-9a-f-]{36})", page)
        assert submission, "the story was not taken in"
        _post(browser, server, f"/intake/{submission[1]}", {}, to=f"/intake/{submission[1]}/accept")
        started = time.perf_counter()
        # The page repeats the words looked for, so a hit is told by a link to a story.
        while "/stories/" not in _get(browser, server, f"/search?q={mark}")[1].split("<main", 1)[1]:
            assert time.perf_counter() - started < 30, "never found"
            time.sleep(0.02)
        found.append(time.perf_counter() - started)
        story = re.search(
            r"/stories/([0-9a-f-]{36})", _get(browser, server, f"/search?q={mark}")[1]
        )
        assert story
        edit = f"/stories/{story[1]}/edit"
        shown = _get(browser, server, edit)[1]
        based_on = re.search(r'name="based_on"[^>]*value="(\d+)"', shown)
        assert based_on
        form = {
            "title": "A new story",
            "body": _story(dice, sentences, f"edited{size}x{number}"),
            "note": "",
            "based_on": based_on[1],
            "act": "publish",
        }
        published.append(_post(browser, server, edit, form)[0])
    return [
        (f"send a {WORDS}-word story, {size:,} held", _spread(sent)),
        (f"publish a {WORDS}-word version, {size:,} held", _spread(published)),
        (f"from accepting to found by search, {size:,} held", _spread(found)),
    ]


def _pages(browser: OpenerDirector, server: Server, size: int) -> list[tuple[str, str]]:
    contract = re.search(r"/contracts/([0-9a-f-]{36})", _get(browser, server, "/contracts")[1])
    assert contract
    pages = {
        "contract page": f"/contracts/{contract[1]}",
        "search page": "/search?q=council",
        "list of stories": "/stories",
        "home": "/",
    }
    lines = []
    for name, url in pages.items():
        times = [_get(browser, server, url)[0] for _ in range(REPEATS)]
        lines.append((f"{name}, {size:,} stories", _spread(times)))
    return lines


def _get(browser: OpenerDirector, server: Server, url: str) -> tuple[float, str]:
    return _timed(lambda: browser.open(server.url + url, timeout=60).read().decode())


def _post(
    browser: OpenerDirector, server: Server, page: str, form: dict[str, str], to: str | None = None
) -> tuple[float, str]:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', _get(browser, server, page)[1])
    assert token, page
    data = urlencode({"csrf_token": token[1], **form}).encode()
    request = Request(server.url + (to or page), data=data)
    return _timed(lambda: browser.open(request, timeout=60).read().decode())


def _timed(act: Callable[[], str]) -> tuple[float, str]:
    started = time.perf_counter()
    result = act()
    return time.perf_counter() - started, result


def _spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    worst = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{statistics.median(ordered) * 1e3:.0f} ms median, {worst * 1e3:.0f} ms p95"
