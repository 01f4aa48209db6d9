"""Stories while they are being told: only whoever tells one may find it."""

from sqlmodel import Session, col, select

from storybank.intake.models import Attachment, Submission
from storybank.telling.models import Telling
from storybank.telling.return_codes import hash_code, hash_token, read_code


def find_telling(session: Session, token: str, call_id: int) -> Telling | None:
    """The telling that was begun in this browser at a call, if there is one still."""
    return session.exec(
        select(Telling).where(Telling.token_hash == hash_token(token), Telling.call_id == call_id)
    ).first()


def find_telling_by_code(session: Session, typed: str, key: bytes) -> Telling | None:
    """The unfinished telling that a return code leads to; None says nothing of why."""
    code = read_code(typed)
    code_hash = hash_code(code or "0" * 16, key)
    if not code:
        return None
    return session.exec(select(Telling).where(Telling.code_hash == code_hash)).first()


def is_file_held(session: Session, sha256: str) -> bool:
    """Whether anything that was sent, or is being told, has the file of this sum."""
    # One that was removed forgets its sum once no hold keeps it: until then it is needed.
    attached = select(Attachment.id).where(Attachment.sha256 == sha256)
    received = select(Submission.id).where(Submission.file_sha256 == sha256)
    if session.exec(attached).first() or session.exec(received).first():
        return True
    # What is being told is little, and its files stand in no column of their own.
    told = session.exec(select(Telling.attachments).order_by(col(Telling.id)))
    return any(one["sha256"] == sha256 for files in told for one in files)
