"""Rich text (.rtf): groups in braces, of which those that hold no words of the story go."""

from __future__ import annotations

import re

from storybank.core.uploads import Unreadable

# Groups by the word they begin with: about the file and its people, notes, pictures, objects,
# and what fields are made from (their results stay).
_GONE = frozenset(
    (
        *("info", "author", "operator", "company", "manager", "comment", "doccomm", "userprops"),
        *(
            "annotation",
            "atnid",
            "atnauthor",
            "atntime",
            "atnicn",
            "atnref",
            "atndate",
            "atnparent",
        ),
        *(
            "atrfstart",
            "atrfend",
            "revtbl",
            "rsidtbl",
            "generator",
            "docvar",
            "template",
            "private",
        ),
        *(
            "pict",
            "nonshppict",
            "object",
            "objdata",
            "datastore",
            "themedata",
            "colorschememapping",
        ),
        *(
            "xmlnstbl",
            "latentstyles",
            "fldinst",
            "datafield",
            "mailmerge",
            "passwordhash",
            "fontemb",
        ),
        *("protusertbl", "filetbl", "wgrffmtfilter", "ffname", "ffdeftext", "bkmkstart", "bkmkend"),
    )
)
# Marks inside a stretch of words that tell who changed it, and when.
_OF_PEOPLE = frozenset(("revauth", "revauthdel", "revdttm", "revdttmdel", "insrsid", "delrsid"))
_MARK = re.compile(r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\[^a-zA-Z]|[{}]|[^\\{}]+|\\")
_DEEPEST = 200


def strip_rtf(data: bytes) -> bytes:
    """Rich text without what holds no words of the story, and without what was deleted in it.

    Raises:
        Unreadable: its groups do not close.
    """
    text = data.decode("latin-1")  # every byte stands for itself, and comes out as it came
    groups: list[_Group] = [_Group()]
    at = 0
    while match := _MARK.match(text, at):
        at = match.end()
        piece, word = match[0], match[1]
        if piece == "{":
            if len(groups) > _DEEPEST:
                raise _damaged()
            groups.append(groups[-1].inner())
        elif piece == "}":
            if len(groups) == 1:
                break  # what stands after the end of it is none of it
            done = groups.pop()
            if not done.gone:
                groups[-1].pieces.append("{" + "".join(done.pieces) + "}")
        elif word == "bin":
            at += max(0, int(match[2] or 0))  # so many bytes of a picture
        else:
            groups[-1].take(piece, word, match[2])
    if len(groups) != 1:
        raise _damaged()
    return "".join(groups[0].pieces).encode("latin-1")


class _Group:
    """What stands between two braces. What is said of words outside it holds in it too."""

    __slots__ = ("_deleted", "_opened", "gone", "pieces")

    def __init__(self, *, deleted: bool = False) -> None:
        self.pieces: list[str] = []
        self.gone = False
        self._opened = False
        self._deleted = deleted

    def inner(self) -> _Group:
        """A group within this one."""
        return _Group(deleted=self._deleted)

    def take(self, piece: str, word: str | None, number: str | None) -> None:
        """Take one mark or a stretch of words in."""
        if not self._opened and piece != "\\*" and piece.strip():
            self._opened = True
            self.gone = word in _GONE
        if word == "deleted":
            self._deleted = number != "0"
        elif word == "plain":
            self._deleted = False
        elif not self._deleted and word not in _OF_PEOPLE:
            self.pieces.append(piece)


def _damaged() -> Unreadable:
    return Unreadable(
        "This file is damaged: part of it is missing.",
        "Open it in the program it was made with, save it again, and upload that.",
    )
