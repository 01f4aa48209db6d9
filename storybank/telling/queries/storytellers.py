"""What storytellers left with us beside their story."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storybank.codebook.models import Code
from storybank.telling.models import Contact, OwnTheme


def find_contact(session: Session, submission_id: int) -> Contact | None:
    """The address a storyteller gave, and for what, if they did."""
    return session.exec(select(Contact).where(Contact.submission_id == submission_id)).first()


def list_own_themes(session: Session, submission_id: int) -> Sequence[tuple[OwnTheme, Code | None]]:
    """What a story is about to whoever told it, with the hub theme where they chose one."""
    return [
        (theme, code)
        for theme, code in session.exec(
            select(OwnTheme, Code)
            .outerjoin(Code, col(Code.id) == OwnTheme.code_id)
            .where(OwnTheme.submission_id == submission_id)
            .order_by(col(OwnTheme.code_id).is_(None), col(Code.position), col(OwnTheme.id))
        )
    ]
