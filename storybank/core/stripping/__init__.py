"""Takes off what a file tells besides its words, picture or sound: where, when, with what, by whom.

Nothing that people send is kept before it went through here.
"""

from storybank.core.stripping.kinds import PHOTO, VOICE, Stripped, media_kind
from storybank.core.stripping.photographs import strip_photograph
from storybank.core.stripping.recordings import strip_recording
from storybank.core.uploads import Unreadable, read_or_refuse, size_in_words

__all__ = ["MOST_BYTES", "PHOTO", "VOICE", "Stripped", "strip"]

MOST_BYTES = 20 * 1024 * 1024


def strip(data: bytes, name: str, *, most_bytes: int = MOST_BYTES) -> Stripped:
    """A photograph or a recording without what else its file tells.

    Goes by what is in the file; its name only helps to say what is wrong.

    Raises:
        Unreadable: it is neither, too large, damaged, or of a kind that cannot be made clean.
    """
    if not data:
        raise Unreadable("This file is empty.", "Check you chose the right file, and try again.")
    if len(data) > most_bytes:
        raise Unreadable(
            f"This file is {size_in_words(len(data))}. The most we can take is "
            f"{size_in_words(most_bytes)}.",
            "Send a shorter recording or a smaller picture, or send it in parts.",
        )
    kind = media_kind(data, name)
    strip_it = strip_photograph if kind in ("jpeg", "png", "webp") else strip_recording
    return read_or_refuse(lambda: strip_it(data, kind))
