"""What the pages need of an open installation, wherever it was wired."""

from typing import Protocol, cast

from flask import current_app

from storybank.core.db import Database
from storybank.core.files import FileStore
from storybank.core.jobs.queue import Queue
from storybank.pipeline import Tools


class WebSettings(Protocol):
    """The settings that pages need."""

    @property
    def https(self) -> bool: ...
    @property
    def max_upload_bytes(self) -> int: ...
    @property
    def max_upload_megabytes(self) -> int: ...
    @property
    def max_story_words(self) -> int: ...


class WebBank(Protocol):
    """An open installation."""

    @property
    def settings(self) -> WebSettings: ...
    @property
    def secret(self) -> str: ...
    @property
    def database(self) -> Database: ...
    @property
    def files(self) -> FileStore: ...
    @property
    def tools(self) -> Tools: ...
    @property
    def queue(self) -> Queue: ...


def current_bank() -> WebBank:
    """The installation that this request is about."""
    return cast(WebBank, current_app.extensions["bank"])
