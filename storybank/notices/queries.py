"""Reading notices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.notices.models import Notice, NoticeRefusal, NoticeStatus


def list_notices(
    session: Session, status: NoticeStatus, *, page: int = 1, per_page: int = 50
) -> Sequence[Notice]:
    """Notices of one status, the newest first."""
    return session.exec(
        select(Notice)
        .where(Notice.status == status)
        .order_by(col(Notice.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()


def count_notices(session: Session) -> dict[NoticeStatus, int]:
    """How many notices there are of each status."""
    rows = session.exec(select(Notice.status, func.count()).group_by(col(Notice.status)))
    return {NoticeStatus(status): number for status, number in rows}


def refused_by(session: Session, user_id: int) -> frozenset[str]:
    """The templates that somebody wants no e-mail of."""
    rows = session.exec(select(NoticeRefusal.template).where(NoticeRefusal.user_id == user_id))
    return frozenset(rows)


def was_told_since(session: Session, template: str, user_id: int, since: datetime) -> bool:
    """Whether somebody was told a kind of thing since then, so that nobody is told twice."""
    return (
        session.exec(
            select(Notice.id).where(
                Notice.template == template,
                Notice.to_user_id == user_id,
                Notice.created_at >= since,
            )
        ).first()
        is not None
    )
