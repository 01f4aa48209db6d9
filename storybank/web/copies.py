"""Sending a copy of everything held about a story, as a zip file."""

import tempfile

from flask import Response, send_file

from storybank.rights.copying import write_copy
from storybank.rights.service import SubjectCopy
from storybank.web.bank import current_bank

IN_MEMORY = 8 * 1024 * 1024


def send_copy(copy: SubjectCopy, name: str) -> Response:
    """A copy as a file to save. Nothing of it stays on this machine."""
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed when sent)
    write_copy(copy, current_bank().files, target)
    target.seek(0)
    response = send_file(target, "application/zip", as_attachment=True, download_name=name)
    response.call_on_close(target.close)
    return response
