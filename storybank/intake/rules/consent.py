"""What storytellers allow, and what stands of it today. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from storybank.core.errors import RuleBroken
from storybank.intake.models import (
    ConsentAct,
    ConsentEvent,
    GivenBy,
    Identifiability,
    Purpose,
    Submission,
)
from storybank.intake.rules.submissions import LONGEST_NOTE

PURPOSE_WORDS = {
    Purpose.CONTRACT_MANAGEMENT: "The people who run the contract may read it",
    Purpose.BOARD: "Boards and councillors may read all of it, and see parts of it in reports",
    Purpose.QUOTATION: "Boards may see short parts of it in reports, and no more",
    Purpose.PUBLIC: "It may be shown to the public",
    Purpose.OTHER_BODIES: "A copy may be handed to other public bodies",
    Purpose.RESEARCH_EXPORT: "Researchers may be given a copy of it",
    Purpose.MACHINE_SUGGESTIONS: "A computer on this server may suggest what it is about",
    Purpose.PHOTO_OR_VOICE: "Their photograph or their recorded voice may be used",
}
# The same, said to whoever told it.
PURPOSE_WORDS_TO_TELLER = {
    Purpose.CONTRACT_MANAGEMENT: "The people who run the work may read it",
    Purpose.BOARD: "Boards and councillors may read all of it",
    Purpose.QUOTATION: "Boards may see short parts of it in a report",
    Purpose.PUBLIC: "Anybody may read it",
    Purpose.OTHER_BODIES: "A copy may go to other public bodies",
    Purpose.RESEARCH_EXPORT: "People who do research may be given a copy",
    Purpose.MACHINE_SUGGESTIONS: "Our own computer may help to find what it is about",
    Purpose.PHOTO_OR_VOICE: "My photo or my voice may be used",
}
# A report to a board may quote what boards may read, and what they may only be quoted.
IN_BOARD_REPORTS = (Purpose.BOARD, Purpose.QUOTATION)
SPOKEN = "spoken and noted"
METHODS = {
    "form on screen": "They filled in a form on a screen",
    "paper form": "They signed a paper form",
    SPOKEN: "They said so, and somebody noted it",
}
RUNS_OUT_WITHIN = 60  # days that the list of permissions running out looks ahead
REMINDED_BEFORE = 30  # days before the last one that somebody is reminded


class Permission(Protocol):
    """A permission, kept or added up."""

    @property
    def purpose(self) -> Purpose:
        """What for."""
        ...

    @property
    def expires_on(self) -> date | None:
        """Its last day, if it has one."""
        ...

    @property
    def withdrawn_at(self) -> datetime | None:
        """When it was taken back, if it was."""
        ...


@dataclass(frozen=True)
class Standing:
    """What stands of one purpose, by all that was ever said of it."""

    purpose: Purpose
    given_at: datetime
    method: str
    expires_on: date | None = None
    withdrawn_at: datetime | None = None


def add_up(events: Iterable[ConsentEvent]) -> dict[Purpose, Standing]:
    """What stands of each purpose after these events, in the order in which they were put down.

    The latest word on a purpose counts. A renewal gives a new last day to what was given and not
    taken back, run out or not; only giving it anew brings back what was taken back.
    """
    standing: dict[Purpose, Standing] = {}
    for event in events:
        for purpose in map(Purpose, event.purposes):
            before = standing.get(purpose)
            if event.act is ConsentAct.GIVEN:
                standing[purpose] = Standing(purpose, event.at, event.method, event.expires_on)
            elif before is None or before.withdrawn_at is not None:
                continue
            elif event.act is ConsentAct.RENEWED:
                standing[purpose] = replace(
                    before, method=event.method, expires_on=event.expires_on
                )
            else:
                standing[purpose] = replace(before, withdrawn_at=event.at)
    return standing


def is_live(permission: Permission, today: date) -> bool:
    """Whether this permission holds today."""
    if permission.withdrawn_at is not None:
        return False
    return permission.expires_on is None or permission.expires_on >= today


def live_purposes(permissions: Collection[Permission], today: date) -> frozenset[Purpose]:
    """What may be done today with what was told."""
    return frozenset(one.purpose for one in permissions if is_live(one, today))


def taken_back_with(purpose: Purpose) -> tuple[Purpose, ...]:
    """What goes when a purpose is taken back: itself, and what is a smaller part of it."""
    return IN_BOARD_REPORTS if purpose is Purpose.BOARD else (purpose,)


def wish_of(said: Identifiability | None, display_name: str) -> Identifiability:
    """How somebody wishes to be known, where nothing was said of it too.

    Who gave a name and nothing else chose it; who gave none is not named.
    """
    if not display_name:
        return Identifiability.UNNAMED
    return said or Identifiability.CHOSEN_NAME


def name_shown(wish: Identifiability, display_name: str) -> str:
    """The name that goes with one story: none where its teller said so of this one.

    Somebody who told twice has one name kept, and may wish it to go with one story only.
    """
    return "" if wish is Identifiability.UNNAMED else display_name


def check_notes(**notes: str) -> None:
    """What is noted of how a permission was given is a line or two.

    Raises:
        RuleBroken: one is longer; nothing of it is cut off unseen.
    """
    for field, words in notes.items():
        if len(words.strip()) > LONGEST_NOTE:
            raise RuleBroken(f"Use {LONGEST_NOTE:,} characters or fewer here.", field=field)


def check_is_held(submission: Submission) -> None:
    """What was taken back or disposed of is not allowed anything anew.

    Raises:
        RuleBroken: it was.
    """
    if submission.erased_at is not None or submission.taken_back_at is not None:
        raise RuleBroken(
            "This story was taken back or disposed of. Nothing more can be allowed of it; it "
            "would have to be told again."
        )


def check_giver(given_by: GivenBy, words: str) -> None:
    """Where it was not the person who gave it, it is said who did.

    Raises:
        RuleBroken: it is not.
    """
    if given_by is not GivenBy.SELF and not words.strip():
        raise RuleBroken(
            "Say who gave it for them, such as “her mother”. No name is needed.",
            field="given_by_words",
        )


def check_witness(method: str, witness: str) -> None:
    """What was only spoken was heard by somebody.

    Raises:
        RuleBroken: nobody is said to have heard it.
    """
    if method == SPOKEN and not witness.strip():
        raise RuleBroken(
            "Say who heard them say so. It can be you: write your own name.", field="witness"
        )


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
