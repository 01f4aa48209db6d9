"""Files that people send, and the empty tables they may fill in."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Response, request
from werkzeug.datastructures import FileStorage

from storybank.core.errors import RuleBroken
from storybank.core.stripping import Stripped, strip
from storybank.core.tables import csv_bytes
from storybank.core.uploads import Unreadable
from storybank.telling.queries import is_file_held
from storybank.web.bank import current_bank
from storybank.web.session import commit, current_session


@contextmanager
def arrived(uploads: Sequence[FileStorage]) -> Iterator[list[tuple[Path, str]]]:
    """Files that were sent, each with the name its sender gave it.

    Their copies on the disk are gone when the block ends.
    """
    # Knowing who asks took the write lock; reading a long PDF must not keep others from writing.
    current_session().rollback()
    with tempfile.TemporaryDirectory(prefix="storybank-") as folder:
        files = []
        for number, upload in enumerate(one for one in uploads if one.filename):
            path = Path(folder) / str(number)
            upload.save(path)
            files.append((path, upload.filename or ""))
        yield files


def media_sent(field: str) -> Stripped | None:
    """The photograph or recording that was sent in a field, made clean; None where none was.

    Raises:
        RuleBroken: it cannot be kept; ``field`` is the form's.
    """
    with arrived(request.files.getlist(field)[:1]) as files:
        if not files:
            return None
        path, name = files[0]
        try:
            most = current_bank().settings.max_upload_bytes
            return strip(path.read_bytes(), name, most_bytes=most)
        except Unreadable as error:
            raise RuleBroken(str(error), field=field) from None


def remove_files(sums: Sequence[str]) -> None:
    """Take files out of the store for good, once nothing tells of them any more.

    Commits what this request did. Looked up and removed under one lock: nobody comes to need a
    file between the two.
    """
    if not sums:
        return
    commit()
    bank = current_bank()
    with bank.database.transaction() as session:
        for sha256 in sums:
            if not is_file_held(session, sha256):
                bank.files.remove(sha256)


def empty_table(columns: Sequence[str], name: str) -> Response:
    """A CSV file with these headings and nothing below them, to keep under this name."""
    response = Response(csv_bytes(columns, ()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
