"""Opening the installation for a command, with settings errors told plainly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from config import Settings
from storybank.core.errors import StorybankError

if TYPE_CHECKING:
    from storybank.app import Bank


def read_settings() -> Settings:
    """The settings of this environment.

    Raises:
        StorybankError: a setting will not do; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        told = "; ".join(
            f"STORYBANK_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}"
            for one in error.errors()
        )
        raise StorybankError(f"A setting will not do. {told}.") from None


@contextmanager
def opened(**instead: Any) -> Iterator[Bank]:
    """The installation of this environment, closed again at the end.

    ``instead`` are settings to go by instead of those of the environment.
    """
    from storybank.app import open_bank

    bank = open_bank(read_settings().model_copy(update=instead))
    try:
        yield bank
    finally:
        bank.close()
