"""What stands in a copy of everything held, and what does not. Pure."""

SAFETY_ACTS = frozenset({"hold", "release", "hold_story", "release_story", "hold_submission"})


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
    "codings": "What people and the computer say it is about",
    "claims": "Promises that it was held against",
    "answers": "What was answered to you",
    "follow_ups": "Asking you again",
    "reports": "Reports that carry your words",
    "publications": "When it stood on a public page",
    "identity_checks": "Whether somebody could find out who you are",
    "panels": "Groups that read it",
    "notices": "E-mails to you",
    "complaints": "What you complained of, and the answer",
    "taken_back": "What you took back",
    "legal_holds": "When it had to be kept for a legal reason",
    "acts": "What was done with it, and when",
}
"""The parts of a copy in the order people read them, and what they are called."""
