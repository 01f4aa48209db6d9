"""An installation planted once for the tests of a file, and copied for each of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from config import Settings
from storybank.app import open_bank
from tests.factories.bank import Factory

World = TypeVar("World")
NEXT_NUMBER = 500
"""What is made in a copy is numbered from here on, so that no two people share an address."""


@dataclass(frozen=True)
class Planted(Generic[World]):
    """The home folder, and what was planted in it."""

    home: Path
    world: World


def plant(empty_home: Path, folder: Path, build: Callable[[Factory], World]) -> Planted[World]:
    """Plant an installation; it is closed again, so that it can be copied."""
    home = folder / "home"
    shutil.copytree(empty_home, home)
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    world = build(Factory(bank))
    bank.close()
    return Planted(home, world)


def copy_of(planted: Planted[World], folder: Path) -> Path:
    """A copy of what was planted, for one test."""
    home = folder / "home"
    shutil.copytree(planted.home, home)
    return home
