"""Finding calls, tellings, and the story that a return code leads to."""

from sqlmodel import Session, col, select

from storybank.intake.models import Submission
from storybank.telling.models import ReturnCode
from storybank.telling.return_codes import hash_code, read_code


def find_submission_by_code(session: Session, typed: str, key: bytes) -> Submission | None:
    """The submission that a return code leads to; None says nothing of why there is none."""
    code = read_code(typed)
    # Hashed whether or not it can be one, so that every wrong answer takes as long.
    code_hash = hash_code(code or "0" * 16, key)
    return (
        session.exec(
            select(Submission)
            .join(ReturnCode, col(ReturnCode.submission_id) == Submission.id)
            .where(ReturnCode.code_hash == code_hash, col(ReturnCode.ended_at).is_(None))
        ).first()
        if code
        else None
    )


def find_return_code(session: Session, code: str, key: bytes) -> ReturnCode | None:
    """The way back that a code opens, to a story that was sent."""
    return session.exec(
        select(ReturnCode).where(ReturnCode.code_hash == hash_code(code, key))
    ).first()
