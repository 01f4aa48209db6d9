"""What is held of a story as it was told: words, consent, contact, files, versions."""

from typing import Any

from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.codebook.models import Code
from storybank.commitments.models import Contract
from storybank.intake.models import (
    Attachment,
    Consent,
    ConsentEvent,
    ConsentStatement,
    Contributor,
    Submission,
    SubmissionStatus,
)
from storybank.stories.models import Detail, Story, StoryVersion, TellerCheck
from storybank.telling.models import Contact, OwnTheme

Doers = dict[int, str]
Rows = list[dict[str, Any]]
STANDS = {
    SubmissionStatus.DRAFT: "not sent yet",
    SubmissionStatus.WAITING: "waiting to be read",
    SubmissionStatus.HELD: "being looked at",
    SubmissionStatus.ACCEPTED: "accepted",
    SubmissionStatus.DECLINED: "not taken in",
    SubmissionStatus.TO_TYPE: "waiting to be typed",
    SubmissionStatus.ERASED: "taken back or disposed of",
}
NOBODY = "whoever told it, or the computer"


def held_of_telling(
    session: Session, submission: Submission, story: Story | None, doers: Doers
) -> dict[str, Rows]:
    """Everything that hangs on a submission, and the versions made of its words."""
    events = session.exec(
        select(ConsentEvent)
        .where(ConsentEvent.submission_id == submission.id)
        .order_by(col(ConsentEvent.id))
    ).all()
    return {
        "story": [_told(session, submission)],
        "contact": _contact(session, submission),
        "own_themes": _own_themes(session, submission),
        "files": _files(session, submission),
        "consents": _consents(session, submission),
        "consent_record": [_event(event, doers) for event in events],
        "statements": _statements(session, events),
        "details": _details(session, submission, doers),
        **(_versions(session, story, doers) if story else {}),
    }


def _told(session: Session, submission: Submission) -> dict[str, Any]:
    contract = session.get(Contract, submission.contract_id) if submission.contract_id else None
    return {
        "number": str(submission.public_id),
        "sent": submission.received_at,
        "where_it_stands": STANDS[submission.status],
        "why_not_taken_in": submission.decline_reason,
        "held_by": session.get_one(Organisation, submission.organisation_id).name,
        "contract": contract.title if contract else "",
        "kind": submission.kind,
        "title": submission.title,
        "words": submission.body,
        "name_to_use": session.get_one(Contributor, submission.contributor_id).display_name,
        "known_as": submission.identifiability,
        "told_by": submission.teller,
        "told_for": submission.told_for,
        "who_tells_it": submission.relation,
        "why_told_for": submission.reason_told_for,
        "place": submission.place,
        "do_not_show_place": submission.hide_place,
        "about_when": submission.about_when,
        "told_on": submission.told_on,
        "lawful_basis": submission.lawful_basis,
        "lawful_basis_note": submission.basis_note,
        "counts_may_stay": submission.counts_may_stay,
        "wants_to_see_words_first": submission.wants_to_check,
        "seconds_it_took": submission.seconds_taken,
        "came_by": submission.door,
    }


def _contact(session: Session, submission: Submission) -> Rows:
    rows = session.exec(select(Contact).where(Contact.submission_id == submission.id))
    return [
        {
            "email": row.email,
            "for_answers": row.may_tell_answers,
            "for_asking_again": row.may_ask_again,
            "for_reminders": row.may_remind,
        }
        for row in rows
    ]


def _own_themes(session: Session, submission: Submission) -> Rows:
    rows = session.exec(
        select(OwnTheme.words, Code.name)
        .outerjoin(Code, col(Code.id) == OwnTheme.code_id)
        .where(OwnTheme.submission_id == submission.id)
        .order_by(col(OwnTheme.id))
    )
    return [{"theme": name or "", "words": words} for words, name in rows]


def _files(session: Session, submission: Submission) -> Rows:
    rows = session.exec(
        select(Attachment)
        .where(Attachment.submission_id == submission.id)
        .order_by(col(Attachment.id))
    )
    files: Rows = [
        {
            "kind": row.kind,
            "name": row.name,
            "type": row.media_type,
            "bytes": row.size,
            "sha256": row.sha256,
            "removed": row.removed_at,
        }
        for row in rows
    ]
    if submission.file_sha256:
        name = submission.file_name or ""
        files.insert(0, {"kind": "as received", "name": name, "sha256": submission.file_sha256})
    return files


def _consents(session: Session, submission: Submission) -> Rows:
    rows = session.exec(
        select(Consent).where(Consent.submission_id == submission.id).order_by(col(Consent.id))
    )
    return [
        {
            "for": row.purpose,
            "given": row.given_at,
            "until": row.expires_on,
            "stopped": row.withdrawn_at,
            "how": row.method,
        }
        for row in rows
    ]


def _event(event: ConsentEvent, doers: Doers) -> dict[str, Any]:
    return {
        "what": event.act,
        "for": ", ".join(event.purposes),
        "at": event.at,
        "until": event.expires_on,
        "how": event.method,
        "came_by": event.door,
        "written_down_by": doers.get(event.by_id or 0, NOBODY),
        "known_as": event.identifiability,
        "given_by": event.given_by,
        "given_by_words": event.given_by_words,
        "capacity": event.capacity,
        "interpreter": event.interpreter,
        "witness": event.witness,
        "statement_sha256": event.statement_sha256,
        "paper_sha256": event.evidence_sha256,
    }


def _statements(session: Session, events: Any) -> Rows:
    wanted = {event.statement_sha256 for event in events if event.statement_sha256}
    rows = session.exec(
        select(ConsentStatement)
        .where(col(ConsentStatement.sha256).in_(wanted))
        .order_by(col(ConsentStatement.id))
    )
    return [
        {
            "title": row.title,
            "words": row.body,
            "language": row.language,
            "easy_read": row.is_easy_read,
            "version": row.number,
            "sha256": row.sha256,
        }
        for row in rows
    ]


def _details(session: Session, submission: Submission, doers: Doers) -> Rows:
    rows = session.exec(
        select(Detail).where(Detail.submission_id == submission.id).order_by(col(Detail.start))
    )
    return [
        {
            "words": submission.body[row.start : row.end],
            "kind": row.type,
            "covered": row.status != "rejected",
            "stands_for_it": row.replacement,
            "noticed_by": "a person" if row.origin == "person" else "the computer",
            "decided_by": doers.get(row.decided_by_id or 0, ""),
        }
        for row in rows
    ]


def _versions(session: Session, story: Story, doers: Doers) -> dict[str, Rows]:
    versions = session.exec(
        select(StoryVersion)
        .where(StoryVersion.story_id == story.id)
        .order_by(col(StoryVersion.number))
    )
    checks = session.exec(
        select(TellerCheck).where(TellerCheck.story_id == story.id).order_by(col(TellerCheck.id))
    )
    return {
        "versions": [
            {
                "version": row.number,
                "made": row.created_at,
                "by": doers.get(row.edited_by_id or 0, NOBODY),
                "note": row.note,
                "is_used_now": row.number == story.current_version,
                "closed_since": row.sealed_at,
                "title": row.title,
                "words": row.body,
            }
            for row in versions
        ],
        "your_checks": [
            {
                "version": row.version,
                "at": row.created_at,
                "agreed": row.agrees,
                "words": row.words,
                "settled": row.settled_at,
            }
            for row in checks
        ],
    }
