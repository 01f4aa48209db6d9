"""Putting down what somebody is to be told; the door ``post`` puts it into words and sends it."""

from typing import Any

from sqlmodel import Session

from storybank.accounts.models import User
from storybank.core.jobs import outbox
from storybank.notices.events import NoticeAdded
from storybank.notices.models import Notice


def tell_address(session: Session, *, template: str, email: str, **values: Any) -> Notice:
    """Tell an address something. ``values`` are ids, counts, days and paths: never any words."""
    return _tell(session, Notice(template=template, email=email, values=values))


def tell_user(session: Session, *, template: str, user: User, **values: Any) -> Notice:
    """Tell somebody with an account something, at the address they sign in with."""
    return _tell(
        session, Notice(template=template, email=user.email, to_user_id=user.id, values=values)
    )


def _tell(session: Session, notice: Notice) -> Notice:
    session.add(notice)
    session.flush()
    outbox.record(session, NoticeAdded(notice.key))
    return notice
