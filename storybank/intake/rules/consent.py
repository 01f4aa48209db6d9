"""What storytellers allow, and what stands of it today. Pure."""

from collections.abc import Collection
from datetime import date

from storybank.core.errors import RuleBroken
from storybank.intake.models import Consent, Purpose

PURPOSE_WORDS = {
    Purpose.CONTRACT_MANAGEMENT: "The people who run the contract may read it",
    Purpose.BOARD: "Boards and councillors may read parts of it in reports",
    Purpose.PUBLIC: "It may be shown to the public",
    Purpose.OTHER_BODIES: "It may be shared with other public bodies",
    Purpose.MACHINE_SUGGESTIONS: "A computer on this server may suggest what it is about",
    Purpose.QUOTATION: "Short parts of it may be quoted in reports, without the whole being shown",
    Purpose.RESEARCH_EXPORT: "Researchers may be given a copy of it",
    Purpose.PHOTO_OR_VOICE: "Their photograph or their recorded voice may be used",
}


def is_live(consent: Consent, today: date) -> bool:
    """Whether this permission holds today."""
    if consent.withdrawn_at is not None:
        return False
    return consent.expires_on is None or consent.expires_on >= today


def live_purposes(consents: Collection[Consent], today: date) -> frozenset[Purpose]:
    """What may be done today with what was told."""
    return frozenset(c.purpose for c in consents if is_live(c, today))


def check_purposes(purposes: Collection[Purpose]) -> None:
    """Somebody must be allowed to read it.

    Raises:
        RuleBroken: not even the people who run the contract may.
    """
    if Purpose.CONTRACT_MANAGEMENT not in purposes:
        raise RuleBroken(
            "As it stands nobody could read this story. Ask the storyteller whether the people "
            "who run the contract may; if not, keep it as a draft or do not send it.",
            field="purposes",
        )


def check_expiry(expires_on: date | None, today: date) -> None:
    """A permission that is given now cannot have run out already.

    Raises:
        RuleBroken: its last day has passed.
    """
    if expires_on is not None and expires_on < today:
        raise RuleBroken("This date has passed. Give a day to come, or none.", field="expires_on")
