"""Asking for stories, and taking in what is told without an account."""

from sqlmodel import Session

from storybank.intake.models import Submission
from storybank.telling.models import ReturnCode
from storybank.telling.return_codes import hash_code, new_code


def issue_return_code(session: Session, *, submission: Submission, key: bytes) -> str:
    """Make the way back to a submission; the code is returned once, and kept nowhere."""
    code = new_code()
    session.add(ReturnCode(submission_id=submission.key, code_hash=hash_code(code, key)))
    session.flush()
    return code
