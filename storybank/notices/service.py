"""Putting down what somebody is to be told; the door ``post`` puts it into words and sends it."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import NotAllowed
from storybank.core.jobs import outbox
from storybank.notices import rules
from storybank.notices.events import NoticeAdded
from storybank.notices.models import Notice, NoticeRefusal, NoticeStatus
from storybank.notices.queries import refused_by

# How long it is kept that somebody was told something.
KEPT = timedelta(days=90)


def tell_address(session: Session, *, template: str, email: str, **values: Any) -> Notice:
    """Tell an address something. ``values`` are ids, counts, days and paths: never any words.

    Raises:
        RuleBroken: that is not one e-mail address.
        ValueError: a value is something else.
    """
    email = rules.check_address(email)
    return _tell(session, Notice(template=template, email=email, values=rules.check_values(values)))


def tell_user(session: Session, *, template: str, user: User, **values: Any) -> Notice:
    """Tell somebody with an account something, at the address they sign in with.

    Where they want no e-mail of that kind, the notice is kept and not sent.

    Raises:
        ValueError: a value is neither an id, nor a count, a day or a path.
    """
    notice = Notice(
        template=template,
        email=user.email,
        to_user_id=user.id,
        values=rules.check_values(values),
    )
    if not user.active or template in refused_by(session, user.key):
        notice.status, notice.email = NoticeStatus.DROPPED, ""
    return _tell(session, notice)


def choose_notices(session: Session, actor: Actor, *, user: User, wanted: Collection[str]) -> None:
    """Keep which kinds of e-mail somebody wants for their own account, of those they may refuse.

    Raises:
        NotAllowed: it is somebody else's account.
    """
    if actor.user_id != user.id:
        raise NotAllowed("Everybody chooses for themselves what they are e-mailed about.")
    may_refuse = {
        kind.template for kind in rules.kinds_for(actor.roles) if rules.may_refuse(kind.template)
    }
    before = refused_by(session, user.key)
    refused = may_refuse - set(wanted)
    for template in sorted(refused - before):
        session.add(NoticeRefusal(user_id=user.key, template=template))
    gone = (before & may_refuse) - refused
    session.exec(
        delete(NoticeRefusal).where(
            col(NoticeRefusal.user_id) == user.key, col(NoticeRefusal.template).in_(gone)
        )
    )
    session.flush()
    if refused != before & may_refuse:
        record(session, actor, "choose_notices", user, refused=sorted(refused))


def forget_address(session: Session, email: str) -> int:
    """Tell an address that somebody took back nothing more, not even what waits; how many waited.

    Notices to people with an account, who may have the same address, go out.
    """
    waiting = session.exec(
        select(Notice).where(
            Notice.status == NoticeStatus.WAITING,
            Notice.email == email,
            col(Notice.to_user_id).is_(None),
        )
    ).all()
    for notice in waiting:
        notice.status, notice.email = NoticeStatus.DROPPED, ""
    session.flush()
    return len(waiting)


def mark_sent(session: Session, notice_id: int) -> None:
    """Note that a notice is on its way; its address is wiped."""
    notice = session.get_one(Notice, notice_id)
    notice.status, notice.sent_at, notice.error = NoticeStatus.SENT, clock.now(), ""
    notice.attempts += 1
    notice.email = ""


def drop_notice(session: Session, notice_id: int) -> None:
    """Note that a notice is not to be sent, because no e-mail is; its address is wiped."""
    notice = session.get_one(Notice, notice_id)
    notice.status, notice.email = NoticeStatus.DROPPED, ""


def note_failure(session: Session, notice_id: int, error: str, *, for_good: bool) -> bool:
    """Note that sending failed, by the name of the error alone; whether it is to be tried again.

    Given up for good, its address is wiped.
    """
    notice = session.get_one(Notice, notice_id)
    notice.attempts += 1
    notice.error = error
    if not for_good and notice.attempts < rules.MOST_ATTEMPTS:
        return True
    notice.status, notice.email = NoticeStatus.FAILED, ""
    return False


def forget_old(session: Session) -> int:
    """Delete what was sent, dropped or given up longer ago than it is kept; how many."""
    before = clock.now() - KEPT
    result = session.connection().execute(
        delete(Notice).where(
            col(Notice.status) != NoticeStatus.WAITING, col(Notice.created_at) < before
        )
    )
    return result.rowcount


def _tell(session: Session, notice: Notice) -> Notice:
    session.add(notice)
    session.flush()
    if notice.status is NoticeStatus.WAITING:
        outbox.record(session, NoticeAdded(notice.key))
    return notice
