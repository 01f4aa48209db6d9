"""What an auditor follows: from a claim to its passage, version, consent and finding.

No words of a story are read but to give their fingerprint. A fixed number of SQL statements.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation, User
from storybank.accounts.rules import Actor
from storybank.audit.models import AuditEvent
from storybank.intake.models import Consent, ConsentAct, ConsentEvent, Purpose, Submission, Teller
from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import readable
from storybank.stories.rules import Scope, reading_scope
from storybank.tagging.models import Identifier
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_words
from storybank.verification.models import Verification, VerificationRound


@dataclass(frozen=True)
class Version:
    """A version of a story by its number; ``sha256`` of its words where it is the newest."""

    number: int
    sha256: str


@dataclass(frozen=True)
class Trail:
    """One claim, and where everything it rests on is found.

    ``version_id`` is of the version the passage was marked in, ``newest_id`` of the newest.
    ``made_by`` and ``checked_by`` are bodies, ``checker`` is the person who checked.
    """

    claim: str
    story: str
    submission_id: int
    version_id: int
    newest_id: int
    start: int
    end: int
    stance: str
    strengths: tuple[str, ...]
    strengths_looked_at: bool
    teller: Teller
    sender_id: int
    made_by: str
    made_at: datetime | None
    finding: Verification | None
    checked_by: str
    checker: str
    round: int | None
    may_open: bool
    may_be_whole: bool


@dataclass(frozen=True)
class Allowed:
    """A permission as it stands today, and the entry of the record that it was last given by."""

    consent: Consent
    event: ConsentEvent | None


def list_trails(
    session: Session, actor: Actor, scope: Scope, whole: Scope, link_ids: Collection[int]
) -> dict[int, Trail]:
    """Where the claims of these links lead, within a scope, by link. One statement.

    ``whole`` is the scope that lets more than passages be told.
    """
    maker, checker = aliased(Organisation), aliased(Organisation)
    may_open = col(Story.id).in_(select(Story.id).where(readable(reading_scope(actor))))
    newest = aliased(StoryVersion)
    query: Any = select(  # type: ignore[call-overload]
        EvidenceLink.id,
        EvidenceLink.public_id,
        Story.public_id,
        Story.submission_id,
        EvidenceLink.story_version_id,
        newest.id,
        EvidenceLink.start,
        EvidenceLink.end,
        EvidenceLink.stance,
        EvidenceLink.strengths,
        EvidenceLink.strengths_by_id,
        Submission.teller,
        Submission.organisation_id,
        maker.name,
        EvidenceLink.made_at,
        Verification,
        checker.name,
        User.name,
        VerificationRound.number,
        may_open,
        readable(whole),
    )
    rows = session.exec(
        query.select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(
            newest,
            (newest.story_id == Story.id) & (newest.number == Story.current_version),
        )
        .join(Submission, col(Submission.id) == Story.submission_id)
        .outerjoin(maker, maker.id == EvidenceLink.made_by_organisation_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
        .outerjoin(checker, checker.id == Verification.verified_by_organisation_id)
        .outerjoin(User, col(User.id) == Verification.verified_by_id)
        .outerjoin(VerificationRound, col(VerificationRound.id) == Verification.round_id)
        .where(col(EvidenceLink.id).in_(_each(link_ids)), readable(scope))
    )
    return {row[0]: _trail(row) for row in rows}


def _trail(row: Any) -> Trail:
    return Trail(
        claim=str(row[1]),
        story=str(row[2]),
        submission_id=row[3],
        version_id=row[4],
        newest_id=row[5],
        start=row[6],
        end=row[7],
        stance=row[8].value,
        strengths=tuple(row[9] or ()),
        strengths_looked_at=row[10] is not None,
        teller=row[11],
        sender_id=row[12],
        made_by=row[13] or "",
        made_at=row[14],
        finding=row[15],
        checked_by=row[16] or "",
        checker=row[17] or "",
        round=row[18],
        may_open=bool(row[19] and row[20]),
        may_be_whole=bool(row[20]),
    )


def fingerprint(body: str, details: Collection[Identifier]) -> str:
    """The SHA-256 (hex) of a story's words as they may be read, with personal details covered.

    Of the words underneath it would betray what is covered to whoever guesses at it.
    """
    return hashlib.sha256(mask_words(body, 0, details).encode()).hexdigest()


def fingerprints_of(
    session: Session, scope: Scope, version_ids: Collection[int]
) -> dict[int, Version]:
    """The numbers of these versions, and the fingerprints of the newest ones, within a scope.

    Older versions may hold what was covered since, so they have none. Two statements.
    """
    rows = session.exec(
        select(StoryVersion, Story.current_version)
        .join(Story, col(Story.id) == StoryVersion.story_id)
        .where(col(StoryVersion.id).in_(_each(version_ids)), readable(scope))
    ).all()
    newest = {version.key for version, number in rows if version.number == number}
    details = list_identifiers(session, newest)
    return {
        version.key: Version(
            version.number,
            fingerprint(version.body, details.get(version.key, ()))
            if version.key in newest
            else "",
        )
        for version, _ in rows
    }


def permissions_of(
    session: Session, submission_ids: Collection[int], purposes: Collection[Purpose]
) -> dict[tuple[int, Purpose], Allowed]:
    """What storytellers allow for these purposes, and when they last said so. Two statements."""
    events: dict[tuple[int, Purpose], ConsentEvent] = {}
    wanted = {one.value for one in purposes}
    said = select(ConsentEvent).where(
        col(ConsentEvent.submission_id).in_(_each(submission_ids)),
        col(ConsentEvent.act) != ConsentAct.WITHDRAWN,
    )
    for event in session.exec(said.order_by(col(ConsentEvent.id))):
        for one in wanted.intersection(event.purposes):
            events[event.submission_id, Purpose(one)] = event
    stands = select(Consent).where(
        col(Consent.submission_id).in_(_each(submission_ids)), col(Consent.purpose).in_(purposes)
    )
    found: dict[tuple[int, Purpose], Allowed] = {}
    for consent in session.exec(stands.order_by(col(Consent.id))):
        key = (consent.submission_id, consent.purpose)
        found[key] = Allowed(consent, events.get(key))
    return found


def head_of_record(session: Session) -> tuple[int, str] | None:
    """The number of the last act on record and its hash, which every act before it led to."""
    found = session.exec(
        select(AuditEvent.id, AuditEvent.hash).order_by(col(AuditEvent.id).desc()).limit(1)
    ).first()
    return None if found is None else (found[0] or 0, found[1])


def _each(numbers: Collection[int]) -> Any:
    """Any number of row numbers as one bound value."""
    wanted = func.json_each(literal(json.dumps(sorted(numbers)))).table_valued("value")
    return select(wanted.c.value)
