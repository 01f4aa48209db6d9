"""A copy of everything held about one story, for whoever told it (data protection law's access)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.core import clock
from storybank.intake.models import Submission
from storybank.rights.queries.copies import Held, gather_held, get_subject_submission
from storybank.rights.rules.copies import check_known_by


@dataclass(frozen=True)
class SubjectCopy:
    """Everything held about one story on one day; ``held`` is rows of plain values by kind."""

    number: str
    made_at: datetime
    held: Held


def gather_copy(
    session: Session, actor: Actor, *, submission: Submission, known_by: str = "code"
) -> SubjectCopy:
    """Gather everything held about a story, and put on record that it was.

    By the storyteller's own door, or by the data protection officer of the organisation that
    holds the story or runs its contract; ``known_by`` says in a word how they knew who asks.

    Raises:
        NotAllowed: the actor is neither.
        NotFound: it is another's story.
        RuleBroken: it is not said how they knew.
    """
    check_known_by(known_by)
    if actor.storyteller:
        require(actor, Action.OWN_STORY)
        require_own(actor, submission.key)
    else:
        get_subject_submission(session, actor, submission.public_id)
    held = gather_held(session, submission)
    rows = sum(len(part) for part in held.values())
    record(session, actor, "copy_story", submission, rows=rows, known_by=known_by)
    return SubjectCopy(str(submission.public_id), clock.now(), held)
