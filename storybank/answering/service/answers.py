"""Answering a story, saying what came of a plan, and what its storyteller says to that."""

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.answering import rules
from storybank.answering.models import Answer, AnswerChange
from storybank.answering.queries import followed_ids
from storybank.answering.rules import AnswerGiven
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Submission
from storybank.notices.service import tell_address
from storybank.stories.models import Story, StoryStatus
from storybank.telling.models import Contact

# Where whoever told a story goes with their return code.
OWN_DOOR = "/your-story"


def answer_story(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    given: AnswerGiven,
    follows: Answer | None = None,
) -> Answer:
    """Answer a story the actor may read; whoever told it is told that there is an answer.

    ``follows`` is the plan that this answer says the outcome of.

    Raises:
        NotAllowed: the actor's organisation neither sent the story nor runs its contract.
        RuleBroken: something is missing or too long, or the plan has its outcome already.
    """
    require(actor, Action.ANSWER_STORY)
    rules.check_may_answer(
        actor,
        sender_id=story.organisation_id,
        runs_contract=_runs_contract(session, actor, story),
    )
    if story.status is not StoryStatus.ACCEPTED:
        raise RuleBroken("This story is held or was taken back, so it cannot be answered now.")
    given = given.tidy()
    rules.check_answer(given, clock.today())
    if follows is not None:
        if follows.story_id != story.key:
            raise RuleBroken("That plan answers another story.")
        rules.check_follows(follows, followed_ids(session, story.key))
    answer = Answer(
        story_id=story.key,
        organisation_id=actor.organisation_id or story.organisation_id,
        words=given.words,
        change=given.change,
        change_words=given.change_words,
        evidence=given.evidence,
        due_on=given.due_on,
        follows_id=None if follows is None else follows.key,
        answered_by_id=actor.user_id,
    )
    session.add(answer)
    session.flush()
    record(
        session,
        actor,
        "answer_story",
        answer,
        story=str(story.public_id),
        change=given.change.value,
        follows=None if follows is None else str(follows.public_id),
    )
    _tell_teller(session, story)
    return answer


def take_back_answer(session: Session, actor: Actor, *, answer: Answer) -> None:
    """Take an answer of the actor's own organisation back: its words are gone, the act stays.

    Raises:
        NotAllowed: another organisation gave it.
        RuleBroken: it is taken back already, or a later answer says what came of it.
    """
    require(actor, Action.ANSWER_STORY)
    if not actor.everywhere and actor.organisation_id != answer.organisation_id:
        raise NotAllowed("Only the organisation that gave an answer can take it back.")
    if answer.taken_back_at is not None:
        raise RuleBroken("This answer was taken back already.")
    if answer.key in followed_ids(session, answer.story_id):
        raise RuleBroken("A later answer says what came of this plan. Take that one back first.")
    answer.taken_back_at = clock.now()
    answer.words = answer.change_words = answer.evidence = answer.dispute_words = ""
    session.flush()
    record(session, actor, "take_back_answer", answer)


def mark_seen(session: Session, actor: Actor, *, story: Story) -> int:
    """Note that whoever told the story has seen its answers; how many were new to them."""
    require(actor, Action.OWN_STORY)
    require_own(actor, story.submission_id)
    new = session.exec(
        select(Answer).where(
            Answer.story_id == story.key,
            col(Answer.seen_at).is_(None),
            col(Answer.taken_back_at).is_(None),
        )
    ).all()
    for answer in new:
        answer.seen_at = clock.now()
    session.flush()
    return len(new)


def dispute_change(
    session: Session, actor: Actor, *, answer: Answer, story: Story, words: str
) -> None:
    """Whoever told the story says that a change is not so; the answer carries that from then on.

    Raises:
        NotFound: the story is not theirs.
        RuleBroken: there are no words, nothing was said to be made, or they said so before.
    """
    require(actor, Action.OWN_STORY)
    require_own(actor, story.submission_id)
    if answer.story_id != story.key or answer.taken_back_at is not None:
        raise RuleBroken("That answer is not there any more.")
    if answer.change is not AnswerChange.MADE:
        raise RuleBroken("This answer does not say that anything was changed.")
    if answer.disputed_at is not None:
        raise RuleBroken("You have told us already that this is not so. Everybody sees that.")
    rules.check_dispute(words)
    answer.disputed_at, answer.dispute_words = clock.now(), words.strip()
    session.flush()
    record(session, actor, "dispute_change", answer, story=str(story.public_id))


def _runs_contract(session: Session, actor: Actor, story: Story) -> bool:
    contract = session.get(Contract, story.contract_id) if story.contract_id else None
    return contract is not None and contract.organisation_id == actor.organisation_id


def _tell_teller(session: Session, story: Story) -> None:
    contact = session.exec(
        select(Contact).where(Contact.submission_id == story.submission_id)
    ).first()
    if contact is not None and contact.may_tell_answers:
        about = session.get_one(Submission, story.submission_id).public_id
        tell_address(
            session,
            template="answered",
            email=contact.email,
            path=OWN_DOOR,
            submission=str(about),
        )
