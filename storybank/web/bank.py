"""What the pages need of an open installation, wherever it was wired."""

from pathlib import Path
from typing import Protocol, cast

from flask import current_app

from storybank.core.db import Database
from storybank.core.files import FileStore
from storybank.core.jobs.queue import Queue
from storybank.pipeline import Tools


class WebSettings(Protocol):
    """The settings that pages need."""

    @property
    def https(self) -> bool:
        """Whether people come over HTTPS."""
        ...

    @property
    def max_upload_bytes(self) -> int:
        """Largest file taken in, in bytes."""
        ...

    @property
    def max_upload_megabytes(self) -> int:
        """Largest file taken in, in megabytes."""
        ...

    @property
    def max_story_words(self) -> int:
        """Longest story taken in, in words."""
        ...

    @property
    def public_url(self) -> str:
        """The address people type."""
        ...

    @property
    def smallest_group(self) -> int:
        """Fewer stories than this of one place, theme and quarter bring a warning."""
        ...

    @property
    def answer_days(self) -> int:
        """Days within which a story should be answered."""
        ...

    @property
    def concern_hours(self) -> int:
        """Hours within which the safeguarding lead should decide."""
        ...

    @property
    def home(self) -> Path:
        """Folder that holds everything of the installation."""
        ...

    @property
    def models(self) -> Path:
        """Folder of the reading models and what was measured of them."""
        ...


class WebBank(Protocol):
    """An open installation."""

    @property
    def settings(self) -> WebSettings:
        """What the administrator set."""
        ...

    @property
    def secret(self) -> str:
        """What signs sessions."""
        ...

    @property
    def return_key(self) -> bytes:
        """What return codes are hashed with."""
        ...

    @property
    def database(self) -> Database:
        """The record."""
        ...

    @property
    def files(self) -> FileStore:
        """The files as received."""
        ...

    @property
    def tools(self) -> Tools:
        """What the steps work with."""
        ...

    @property
    def queue(self) -> Queue:
        """Tells the workers of work."""
        ...


def current_bank() -> WebBank:
    """The installation that this request is about."""
    return cast(WebBank, current_app.extensions["bank"])
