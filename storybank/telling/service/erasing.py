"""What was left with us beside a story, once that story is taken back."""

from sqlmodel import Session, col, delete, select

from storybank.intake.models import Submission
from storybank.notices.service import forget_address
from storybank.telling.models import Contact, OwnTheme


def erase_contact(session: Session, *, submission: Submission) -> bool:
    """Forget the address a storyteller gave; returns whether there was one."""
    contact = session.exec(select(Contact).where(Contact.submission_id == submission.key)).first()
    if contact is None:
        return False
    forget_address(session, contact.email)
    session.delete(contact)
    session.flush()
    return True


def erase_own_themes(session: Session, *, submission: Submission) -> None:
    """Forget what the story was about to whoever told it. The return code still opens."""
    session.exec(delete(OwnTheme).where(col(OwnTheme.submission_id) == submission.key))
