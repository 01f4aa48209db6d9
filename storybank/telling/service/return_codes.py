"""The way back to a story: making it. The code itself is kept nowhere."""

from sqlmodel import Session

from storybank.intake.models import Submission
from storybank.telling.models import ReturnCode
from storybank.telling.return_codes import hash_code, new_code


def issue_return_code(
    session: Session,
    *,
    submission: Submission,
    key: bytes,
    code: str | None = None,
    call_id: int | None = None,
) -> str:
    """Make the way back to a submission; the code is returned once, and kept nowhere.

    ``code`` is one of sixteen digits nobody could guess, where the caller has made it already;
    ``call_id`` is the call that the story answers.
    """
    code = code or new_code()
    session.add(
        ReturnCode(submission_id=submission.key, code_hash=hash_code(code, key), call_id=call_id)
    )
    session.flush()
    return code
