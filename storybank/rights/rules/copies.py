"""What stands in a copy of everything held, and what does not. Pure."""

from storybank.core.errors import RuleBroken

KNOWN_BY = {
    "code": "They read out their return code",
    "known": "The organisation that sent the story knows them, and says so",
    "papers": "They showed who they are, and it fits what was told",
}
"""How somebody who asks by letter or phone is known to be whoever told the story."""
SAFETY_ACTS = frozenset(
    {"warn_of_overdue", "hold", "release", "hold_story", "release_story", "hold_submission"}
)


def check_known_by(known_by: str) -> None:
    """A copy goes only to whoever told the story, and it is said how they are known.

    Raises:
        RuleBroken: it is not.
    """
    if known_by not in KNOWN_BY:
        raise RuleBroken("Say how you know that it is theirs.", field="known")


def is_about_safety(act: str) -> bool:
    """Whether an act on record tells of a concern for somebody's safety."""
    return act in SAFETY_ACTS or "concern" in act


PARTS = {
    "story": "What you told us",
    "contact": "How we may reach you",
    "own_themes": "What you said it is about",
    "files": "Files that came with it",
    "consents": "What may be done with it today",
    "consent_record": "What you allowed and stopped, and when",
    "statements": "What you were told before you said yes",
    "details": "Words that may tell who somebody is, and what stands for them",
    "versions": "The words that are used, as they were at each time",
    "your_checks": "What you said of the words that are used",
    "drafts": "Changes of your words that somebody has begun",
    "codings": "What people and the computer say it is about",
    "claims": "Promises that it was held against",
    "answers": "What was answered to you",
    "follow_ups": "Asking you again",
    "reports": "Reports that carry your words",
    "report_choices": "What was chosen of it for reports, and why",
    "publications": "When it stood on a public page",
    "identity_checks": "Whether somebody could find out who you are",
    "panels": "Groups that read it",
    "effects": "What was foreseen, and what your story says of it",
    "notices": "E-mails to you",
    "complaints": "What you complained of, and the answer",
    "taken_back": "What you took back",
    "unfinished": "What you began to tell when asked again",
    "legal_holds": "When it had to be kept for a legal reason",
    "acts": "What was done with it, and when",
}
"""The parts of a copy in the order people read them, and what they are called."""
NOTES = {
    "notices": "Once an e-mail is sent, no address is kept with it. So some may not be listed.",
    "acts": "What is noted to keep people safe is left out.",
}
"""What is said under a part besides."""
