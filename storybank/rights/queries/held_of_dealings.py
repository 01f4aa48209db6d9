"""What is held of dealings with whoever told a story: e-mails, complaints, takings back, holds."""

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storybank.intake.models import Submission
from storybank.notices.models import Notice
from storybank.rights.models import Complaint, LegalHold, Withdrawal
from storybank.rights.queries.held_of_telling import Rows
from storybank.telling.models import Contact, Telling


def held_of_dealings(session: Session, submission: Submission) -> dict[str, Rows]:
    """Everything that was written to, and asked by, whoever told a submission."""
    return {
        "notices": _notices(session, submission),
        "complaints": _complaints(session, submission),
        "taken_back": _taken_back(session, submission),
        "legal_holds": _legal_holds(session, submission),
        "unfinished": _unfinished(session, submission),
    }


def _notices(session: Session, submission: Submission) -> Rows:
    """E-mails that name the story by its public id, or still hold the address its teller gave."""
    address = select(Contact.email).where(Contact.submission_id == submission.id)
    rows = session.exec(
        select(Notice)
        .where(
            col(Notice.to_user_id).is_(None),
            or_(
                col(Notice.values)["submission"].as_string() == str(submission.public_id),
                col(Notice.email).in_(address),
            ),
        )
        .order_by(col(Notice.id))
    )
    return [
        {"about": row.template.replace("_", " "), "status": row.status, "sent": row.sent_at}
        for row in rows
    ]


def _complaints(session: Session, submission: Submission) -> Rows:
    rows = session.exec(
        select(Complaint)
        .where(Complaint.submission_id == submission.id)
        .order_by(col(Complaint.id))
    )
    return [
        {
            "received": row.received_on,
            "came_by": row.how or row.door,
            "words": row.words,
            "reply_to": row.reply_to,
            "acknowledged": row.acknowledged_on,
            "answered": row.answered_on,
            "outcome": row.outcome,
            "answer": row.answer,
        }
        for row in rows
    ]


def _taken_back(session: Session, submission: Submission) -> Rows:
    rows = session.exec(
        select(Withdrawal)
        .where(Withdrawal.submission_id == submission.id)
        .order_by(col(Withdrawal.id))
    )
    return [
        {
            "what": row.purpose or "the whole story",
            "at": row.at,
            "came_by": row.door,
            "counts_kept": row.counts_kept,
            "reached": row.reached,
        }
        for row in rows
    ]


def _legal_holds(session: Session, submission: Submission) -> Rows:
    rows = session.exec(
        select(LegalHold)
        .where(LegalHold.submission_id == submission.id)
        .order_by(col(LegalHold.id))
    )
    return [{"from": row.placed_at, "until": row.lifted_at} for row in rows]


def _unfinished(session: Session, submission: Submission) -> Rows:
    """What they began to tell when they were asked again, and have not sent."""
    rows = session.exec(
        select(Telling).where(Telling.follows_id == submission.id).order_by(col(Telling.id))
    )
    return [{"saved": row.saved_at, "answers": row.answers} for row in rows]
