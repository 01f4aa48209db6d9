"""What storytellers are told by their own door, in words that a child of nine can read."""

from collections.abc import Mapping
from dataclasses import dataclass

from storybank.intake.models import ConsentAct, Purpose, SubmissionStatus
from storybank.linking.models import Stance
from storybank.rights.queries.own_story import OwnStory
from storybank.verification.models import Finding


@dataclass(frozen=True)
class PurposeWords:
    """One thing that may be done with a story: its name, what a yes means, what a stop means."""

    name: str
    yes: str
    stop: str


PURPOSES = {
    Purpose.CONTRACT_MANAGEMENT: PurposeWords(
        "The staff who run the work may read it",
        "They read your words and hold them up to what was promised.",
        "The staff can read it no more, and it counts for no promise.",
    ),
    Purpose.BOARD: PurposeWords(
        "Boards and councillors may read it",
        "These are the people who choose how money is spent. They may read the whole story. "
        "Parts of it may stand in their reports.",
        "They can read it no more, and new reports will not have your words.",
    ),
    Purpose.QUOTATION: PurposeWords(
        "Short parts may stand in reports",
        "A few of your lines may be put in a report to a board. They do not see the rest.",
        "New reports will not have your words.",
    ),
    Purpose.PUBLIC: PurposeWords(
        "Anybody may read it",
        "It may be put on a page that all can read. A person checks first that it does not show "
        "who you are.",
        "The page is taken down. Somebody may have made a copy before that.",
    ),
    Purpose.OTHER_BODIES: PurposeWords(
        "Other public bodies may be given a copy",
        "We may hand a copy to another council or a hospital.",
        "No more copies are made. We cannot get back a copy that was given before.",
    ),
    Purpose.MACHINE_SUGGESTIONS: PurposeWords(
        "A computer may help to read it",
        "It is our own computer. It looks for what your story is about. A person checks that.",
        "What the computer said is thrown away. It will not look again.",
    ),
    Purpose.RESEARCH_EXPORT: PurposeWords(
        "People who do research may be given a copy",
        "They get your words with names and places taken out.",
        "No more copies are made. We cannot get back a copy that was given before.",
    ),
    Purpose.PHOTO_OR_VOICE: PurposeWords(
        "Your photo or voice may be used",
        "The photo or the sound you sent may be shown or played.",
        "The photo or the sound is taken away for good. Your words stay.",
    ),
}

STANDS = {
    SubmissionStatus.WAITING: (
        "We have your story",
        "A person will read it. You do not have to do anything.",
    ),
    SubmissionStatus.HELD: (
        "Your story is being looked at",
        "A person is reading it with care. You do not have to do anything.",
    ),
    SubmissionStatus.TO_TYPE: (
        "We have what you sent",
        "A person will type out your words. Then they are read.",
    ),
    SubmissionStatus.ACCEPTED: (
        "Your story is in use",
        "It was read, and is used in the ways you said yes to.",
    ),
    SubmissionStatus.DECLINED: (
        "We did not take your story in",
        "It is not used for anything. This is why:",
    ),
}
NOT_USED = (
    "Your story is not used",
    "You said no to everything, so nobody reads it. Take it back if you want it wiped.",
)
FINDINGS = {
    Finding.UPHELD: "Somebody from outside looked into it. They found that this is right.",
    Finding.PARTLY_UPHELD: (
        "Somebody from outside looked into it. They found that part of this is right."
    ),
    Finding.NOT_UPHELD: "Somebody from outside looked into it. They found that this is not right.",
    Finding.COULD_NOT_TELL: "Somebody from outside looked into it. They could not tell.",
}
NOT_CHECKED = "Nobody from outside has looked into it yet."
STANCES = {
    Stance.SUPPORTS: "We think your words show that this promise is kept.",
    Stance.CONTRADICTS: "We think your words show that this promise is not kept.",
}
CONSENT_ACTS = {
    ConsentAct.GIVEN: "You said yes",
    ConsentAct.RENEWED: "You said yes again",
    ConsentAct.WITHDRAWN: "You stopped this",
}
SAID = {
    "right": "You told us this is what you meant.",
    "partly_right": "You told us this is partly what you meant.",
    "not_right": "You told us this is not what you meant.",
}
REACHED = {
    "claims": ("promise it was held against", "promises it was held against"),
    "pages": ("page that all could read", "pages that all could read"),
    "quotations": ("part in a report", "parts in reports"),
    "reports": ("report that was sent out", "reports that were sent out"),
    "answers": ("answer to you", "answers to you"),
    "attachments": ("file you sent", "files you sent"),
}
ANSWERED = {
    "none": "",
    "planned": "They plan to change this:",
    "made": "They say they changed this:",
}


def reached_lines(reached: Mapping[str, int]) -> list[str]:
    """What a taking back reached, in words and numbers."""
    return [
        f"{reached[name]} {one if reached[name] == 1 else many}"
        for name, (one, many) in REACHED.items()
        if reached.get(name)
    ]


def stands(own: OwnStory, *, is_allowed: bool) -> tuple[str, str]:
    """Where a story stands: a heading and a sentence. ``is_allowed``: for anything, today."""
    if own.submission.status is SubmissionStatus.ACCEPTED and not is_allowed:
        return NOT_USED
    return STANDS[own.submission.status]
