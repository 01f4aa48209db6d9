"""Who may take a story back, and what that means. Pure."""

from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.core.errors import NotFound, RuleBroken
from storybank.intake.models import Door, Submission, SubmissionStatus

# How staff were asked.
ASKED_BY = {
    "phone": "By phone",
    "letter": "By letter or e-mail",
    "person": "In person",
    "somebody": "By somebody who may speak for them",
}
COMMAND = "command line"
OWN_DOOR = "return code"
UNSEEN = (SubmissionStatus.DRAFT, SubmissionStatus.HELD)


def door_of(actor: Actor) -> Door:
    """By which door an actor came."""
    if actor.storyteller:
        return Door.OWN
    return Door.COMMAND if actor.user_id is None else Door.STAFF


def check_may_take_back(actor: Actor, submission: Submission, owner_id: int | None) -> None:
    """Whoever told it, whoever sent it, or whoever runs the contract it is about.

    ``owner_id`` is the organisation that runs its contract; None where it is about none yet.
    A submission under a hold is not there for staff, as everywhere.

    Raises:
        NotFound: it is none of theirs.
    """
    if actor.storyteller:
        if actor.submission_id == submission.id:
            return
    elif actor.everywhere:
        return
    elif submission.taken_back_at is not None or submission.status not in UNSEEN:
        sent = actor.organisation_id == submission.organisation_id
        runs = actor.plays(RoleName.CONTRACT_MANAGER) and owner_id == actor.organisation_id
        if sent or runs:
            return
    raise NotFound("There is no such story, or it is not yours to take back.")


def check_can_be_taken_back(submission: Submission) -> None:
    """What was sent can be taken back, once.

    Raises:
        RuleBroken: it was never sent, or was taken back before.
    """
    if submission.status is SubmissionStatus.DRAFT:
        raise RuleBroken("This was never sent. Throw the draft away instead.")
    if submission.taken_back_at is not None or submission.erased_at is not None:
        raise RuleBroken("This story was taken back already.")
