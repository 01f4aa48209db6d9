"""Fixtures every kind of test shares: a migrated installation in a folder of its own."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlmodel import Session
from werkzeug.routing import Rule
from xdist.scheduler import LoadScopeScheduling

from config import Settings
from storybank.accounts.models import User
from storybank.app import Bank, create_app, open_bank
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

# No test asserts a time, so a slow machine fails none of them.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


class _KnownRule(Rule):
    """An address whose code is compiled once a run instead of once a test, as templates are."""

    _known: ClassVar[dict[object, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (self.rule, tuple(self._trace), append_unknown)
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]


Flask.url_rule_class = _KnownRule


class _OneBrowser(LoadScopeScheduling):
    """Tests go to whichever worker is free; those of the browser share a server, and one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Say how tests are shared out; xdist's own groups go by a mark that this pytest drops."""
    return _OneBrowser(config, log)


def pytest_collection_finish() -> None:
    """Look for garbage seldom: a fifth of the time went there."""
    gc.set_threshold(700, 10, 50)


@pytest.fixture(autouse=True, scope="module")
def _garbage() -> None:
    """Look for garbage no more in what stays for the whole run: modules, models, settings."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated installation with nothing in it, copied for each test."""
    home = tmp_path_factory.mktemp("empty") / "home"
    open_bank(Settings(home=home, secret_key="only for tests")).close()
    return home


@pytest.fixture
def home(empty_home: Path, tmp_path: Path) -> Path:
    """The home folder of this test's installation."""
    target = tmp_path / "home"
    shutil.copytree(empty_home, target)
    return target


@pytest.fixture
def bank(home: Path) -> Iterator[Bank]:
    """An open installation; its workers are not started."""
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    yield bank
    bank.close()


@pytest.fixture
def session(bank: Bank) -> Iterator[Session]:
    """A writing session; what a test wants others to see it commits itself."""
    with bank.database.writing() as session:
        yield session


@pytest.fixture
def make(bank: Bank) -> Factory:
    """Makes people, contracts and stories through the services, each call committed."""
    return Factory(bank)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once a run instead of once a test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(bank: Bank, compiled: FileSystemBytecodeCache) -> Flask:
    """The web application over this test's installation."""
    app = create_app(bank.settings, bank)  # type: ignore[arg-type]
    app.testing = True
    app.jinja_env.bytecode_cache = compiled
    app.test_client_class = CheckingClient
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody's browser: not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., CheckingClient]:
    """Gives a browser signed in as somebody: ``sign_in(user)``.

    Without the sign-in page, whose password check is slow on purpose; it has tests of its own.
    """

    def _sign_in(user: User) -> CheckingClient:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        client.sign_in_directly(user)
        return client

    return _sign_in
