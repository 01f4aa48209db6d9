"""Taking a story back: the whole of it, or what one purpose allowed."""

from collections.abc import Collection
from dataclasses import replace

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.core.jobs import outbox
from storybank.intake import service as intake
from storybank.intake.models import AttachmentKind, Purpose, Submission
from storybank.intake.queries import list_consents
from storybank.linking import service as linking
from storybank.publishing import service as publishing
from storybank.reports import service as reports
from storybank.rights import queries, rules
from storybank.rights.events import StoryWithdrawn
from storybank.rights.models import KeptCount, Withdrawal
from storybank.rights.service.erasing import (
    WITHDRAWN,
    Reached,
    erase_everything,
    take_out_of_use,
)
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.queries import find_story_of_submission
from storybank.tagging import service as tagging


def withdraw_story(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    keep_counts: bool = False,
    method: str = rules.OWN_DOOR,
) -> Withdrawal:
    """Take the whole of a story back: nobody reads it from now on, and its words are gone.

    Where a concern or a legal hold keeps the words, they are hidden from everybody else at once
    and go when that is settled. ``keep_counts``: the storyteller agrees, now as before, that what
    the story was counted for may go on being counted without its words.

    Raises:
        RuleBroken: it was taken back before, or never sent.
        NotFound: it is not the actor's to take back.
    """
    check_may_take_back(session, actor, submission)
    rules.check_can_be_taken_back(submission)
    story = find_story_of_submission(session, submission.key)
    purposes = intake.withdraw_every_consent(session, actor, submission=submission, method=method)
    withdrawal = Withdrawal(
        submission_id=submission.key,
        door=rules.door_of(actor),
        by_id=actor.user_id,
        counts_kept=keep_counts and submission.counts_may_stay,
    )
    session.add(withdrawal)
    session.flush()
    if withdrawal.counts_kept and story is not None:
        _keep_counts(session, withdrawal, story)
    reached = take_out_of_use(session, actor, story=story)
    intake.mark_taken_back(session, submission=submission)
    held = queries.is_kept_by_hold(session, submission.key)
    if held:
        if story is not None:
            stories.hide_story(session, story=story)
        outbox.record(session, StoryWithdrawn(submission.key))
    else:
        gone = erase_everything(session, actor, submission=submission)
        reached = replace(reached, answers=gone.answers, attachments=gone.attachments)
    withdrawal.reached = {"purposes": len(purposes), **reached.kept()}
    session.flush()
    record(
        session,
        actor,
        "withdraw_story",
        submission,
        method=method,
        held=held,
        counts_kept=withdrawal.counts_kept,
        **withdrawal.reached,
    )
    return withdrawal


def withdraw_purpose(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    purpose: Purpose,
    method: str = rules.OWN_DOOR,
) -> Withdrawal:
    """Take back what one purpose allowed: the story leaves what that purpose opened, at once.

    Raises:
        RuleBroken: it was not allowed, or the whole story was taken back before.
        NotFound: it is not the actor's to take back.
    """
    check_may_take_back(session, actor, submission)
    rules.check_can_be_taken_back(submission)
    intake.withdraw_consent(session, actor, submission=submission, purpose=purpose, method=method)
    story = find_story_of_submission(session, submission.key)
    reached = _leave(session, actor, submission, story, purpose)
    withdrawal = Withdrawal(
        submission_id=submission.key,
        purpose=purpose,
        door=rules.door_of(actor),
        by_id=actor.user_id,
        reached=reached.kept(),
    )
    session.add(withdrawal)
    session.flush()
    outbox.record(session, StoryWithdrawn(submission.key))
    record(
        session,
        actor,
        "withdraw_purpose",
        submission,
        purpose=purpose.value,
        method=method,
        **withdrawal.reached,
    )
    return withdrawal


def withdraw_purposes(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    purposes: Collection[Purpose],
    method: str = rules.OWN_DOOR,
) -> list[Withdrawal]:
    """Take back what several purposes allowed, in the order of purposes.

    What goes with another of them, as being quoted goes with being read by boards, is not taken
    back twice.

    Raises:
        RuleBroken: one was not allowed, or the whole story was taken back before.
        NotFound: it is not the actor's to take back.
    """
    made: list[Withdrawal] = []
    gone: set[Purpose] = set()
    for purpose in Purpose:
        if purpose in purposes and purpose not in gone:
            before = _standing(session, submission)
            made.append(
                withdraw_purpose(
                    session, actor, submission=submission, purpose=purpose, method=method
                )
            )
            gone |= before - _standing(session, submission)
    return made


def finish_withdrawals(session: Session, actor: Actor) -> int:
    """Erase what was taken back while a hold kept it, now that the hold is settled.

    Returns how many stories that were.
    """
    require(actor, Action.RUN_PIPELINE)
    finished = 0
    for submission in queries.list_unfinished(session):
        if queries.is_kept_by_hold(session, submission.key):
            continue
        gone = erase_everything(session, actor, submission=submission)
        withdrawal = queries.find_whole_withdrawal(session, submission.key)
        if withdrawal is not None:
            withdrawal.reached = {**withdrawal.reached, **gone.kept()}
        session.flush()
        record(session, actor, "erase_story", submission, **gone.kept())
        finished += 1
    return finished


def check_may_take_back(session: Session, actor: Actor, submission: Submission) -> None:
    """Let those pass who may take this story back.

    Raises:
        NotAllowed: their role takes no stories back.
        NotFound: it is not theirs to take back.
    """
    require(actor, Action.WITHDRAW_STORY)
    require_own(actor, submission.key)
    rules.check_may_take_back(actor, submission, queries.find_owner(session, submission))


def _leave(
    session: Session, actor: Actor, submission: Submission, story: Story | None, purpose: Purpose
) -> Reached:
    """Take a story out of what one purpose opened."""
    if purpose is Purpose.PHOTO_OR_VOICE:
        kinds = (AttachmentKind.PHOTO, AttachmentKind.VOICE)
        return Reached(
            attachments=intake.remove_attachments(session, submission=submission, kinds=kinds)
        )
    if story is None:
        return Reached()
    recalled = reports.remove_words(
        session,
        actor,
        story=story,
        because=WITHDRAWN,
        standing=_standing(session, submission),
    )
    reached = Reached(quotations=recalled.quotations, reports=recalled.reports)
    if purpose is Purpose.CONTRACT_MANAGEMENT:
        claims = linking.void_links(
            session, actor, story=story, all_of_them=True, because=linking.WITHDRAWN
        )
        return replace(reached, claims=claims)
    if purpose is Purpose.PUBLIC:
        shown = publishing.take_down(session, actor, story=story, because=WITHDRAWN)
        return replace(reached, pages=int(shown))
    if purpose is Purpose.MACHINE_SUGGESTIONS:
        tagging.forget_suggestions(session, story=story)
        linking.forget_suggestions(session, story=story)
        stories.touch(session, story)
    return reached


def _standing(session: Session, submission: Submission) -> set[Purpose]:
    consents = list_consents(session, submission.key)
    return {one.purpose for one in consents if one.withdrawn_at is None}


def _keep_counts(session: Session, withdrawal: Withdrawal, story: Story) -> None:
    year = (story.told_on or story.accepted_at.date()).year
    session.add_all(
        KeptCount(
            withdrawal_id=withdrawal.key,
            contract_id=story.contract_id,
            code_id=code_id,
            change=change,
            year=year,
        )
        for code_id, change in queries.list_counted(session, story)
    )
    session.flush()
