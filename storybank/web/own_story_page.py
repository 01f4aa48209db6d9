"""What the storyteller's page shows, gathered in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from storybank.answering.models import FollowUp
from storybank.answering.queries import AnswerAs, find_due_follow_up, list_answers
from storybank.core import clock
from storybank.intake.models import Attachment, Consent, Purpose, SubmissionStatus
from storybank.intake.queries import list_consents
from storybank.intake.rules import PURPOSE_WORDS_TO_TELLER, is_live
from storybank.rights.models import Complaint
from storybank.rights.queries.complaints import list_own_complaints
from storybank.rights.queries.own_story import (
    OwnClaim,
    OwnReport,
    find_own_check,
    find_own_contact,
    list_own_attachments,
    list_own_claims,
    list_own_reports,
)
from storybank.stories.models import StoryStatus, TellerCheck
from storybank.telling.models import Contact
from storybank.web.filters import day
from storybank.web.own_door import Guest
from storybank.web.own_themes import own_themes_of
from storybank.web.own_words import PURPOSES, stands


@dataclass(frozen=True)
class OwnPermission:
    """One thing that may be done, or may not: how it stands today, in words."""

    purpose: Purpose
    name: str
    is_live: bool
    says: str
    until: date | None

    @property
    def yes(self) -> str:
        """What a yes means."""
        return PURPOSES[self.purpose].yes

    @property
    def stop(self) -> str:
        """What a stop means."""
        return PURPOSES[self.purpose].stop


@dataclass(frozen=True)
class OwnPage:
    """Everything on the page."""

    guest: Guest
    heading: str
    lead: str
    permissions: list[OwnPermission]
    answers: Sequence[AnswerAs]
    claims: list[OwnClaim]
    reports: list[OwnReport]
    contact: Contact | None
    follow_up: FollowUp | None
    check: TellerCheck | None
    attachments: Sequence[Attachment]
    about: str
    complaints: Sequence[Complaint]

    @property
    def asks_for_check(self) -> bool:
        """Whether the words wait for the teller's yes."""
        story = self.guest.own.story
        return (
            story is not None
            and story.status is StoryStatus.ACCEPTED
            and story.wants_check
            and story.checked_version < story.current_version
        )

    @property
    def is_asked_for_change(self) -> bool:
        """Whether the teller asked for a change of the newest words, and nobody made it yet."""
        story = self.guest.own.story
        return (
            self.check is not None
            and story is not None
            and not self.check.agrees
            and self.check.settled_at is None
            and self.check.version == story.current_version
        )


def gather_page(session: Session, guest: Guest) -> OwnPage:
    """The one page of a story that was not taken back."""
    actor, own = guest.actor, guest.own
    story, today = own.story, clock.today()
    permissions = permissions_of(list_consents(session, own.submission.key), today)
    heading, lead = stands(own, is_allowed=any(one.is_live for one in permissions))
    follow_up = find_due_follow_up(session, own.submission.key, today)
    if own.submission.status is not SubmissionStatus.ACCEPTED:
        follow_up = None
    return OwnPage(
        guest=guest,
        heading=heading,
        lead=lead,
        permissions=permissions,
        answers=list_answers(session, [story.key]).get(story.key, []) if story else [],
        claims=list_own_claims(session, actor, own),
        reports=list_own_reports(session, actor, own),
        contact=find_own_contact(session, actor, own),
        follow_up=follow_up,
        check=find_own_check(session, actor, own),
        attachments=list_own_attachments(session, actor, own),
        about=own_themes_of(session, own.submission.key).in_words(),
        complaints=list_own_complaints(session, actor, own.submission.key),
    )


def permissions_of(consents: Sequence[Consent], today: date) -> list[OwnPermission]:
    """Every purpose, in order, and how it stands today."""
    held = {consent.purpose: consent for consent in consents}
    found = []
    for purpose in PURPOSES:
        consent = held.get(purpose)
        live = consent is not None and is_live(consent, today)
        until = consent.expires_on if consent is not None and live else None
        name = PURPOSE_WORDS_TO_TELLER[purpose]
        found.append(OwnPermission(purpose, name, live, _says(consent, today), until))
    return found


def _says(consent: Consent | None, today: date) -> str:
    if consent is None:
        return "No. You did not say yes to this."
    if consent.withdrawn_at is not None:
        return f"No. You stopped this on {day(consent.withdrawn_at)}."
    if consent.expires_on is None:
        return f"Yes, since {day(consent.given_at)}."
    if consent.expires_on < today:
        return f"No. Your yes ran out on {day(consent.expires_on)}."
    return f"Yes, until {day(consent.expires_on)}."
