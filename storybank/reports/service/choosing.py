"""Choosing what a draft quotes, what it leaves out and which story it tells whole, and why."""

from uuid import UUID

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core.errors import NotFound, RuleBroken
from storybank.reports import queries
from storybank.reports.models import ChoiceMade, Report, ReportChoice
from storybank.reports.pack.behind import find_passage, place_of_story
from storybank.reports.pack.material import Material
from storybank.reports.rules import whole_scope
from storybank.reports.service.issuing import check_draft
from storybank.reports.service.leads import cover_leads
from storybank.stories.masking import Masking
from storybank.stories.models import Story
from storybank.stories.queries import readable

LONGEST_REASON = 600


def choose(
    session: Session,
    actor: Actor,
    *,
    draft: Report,
    choice: ChoiceMade,
    story: UUID,
    start: int = 0,
    end: int = 0,
    reason: str,
) -> ReportChoice:
    """Quote a passage in a draft, leave it (or its whole story) out, or tell the story whole.

    What was chosen of the same words before gives way. One story is told whole at most.

    Raises:
        RuleBroken: no reason is given, or the draft was issued.
        NotFound: these words cannot stand in the report.
    """
    check_draft(actor, draft)
    reason = check_reason(reason)
    asked = queries.asked_of(session, draft)
    material = Material(session, actor, asked)
    at = place_of_story(material, story)
    if choice is ChoiceMade.TELL_WHOLE:
        start = end = 0
        _check_whole(material, int(material.heard.story[at]))
    elif choice is ChoiceMade.QUOTE or (start, end) != (0, 0):
        find_passage(material, story, start, end)
    kept = ReportChoice(
        report_id=draft.key,
        story_id=int(material.heard.story[at]),
        story_version_id=int(material.heard.version[at]),
        start=start,
        end=end,
        choice=choice,
        reason=reason,
        made_by_id=actor.user_id,
    )
    _make_way(session, kept)
    kept.position = _next_position(session, draft)
    session.add(kept)
    session.flush()
    record(session, actor, "choose_for_report", draft, choice=choice.value)
    return kept


def take_choice_back(session: Session, actor: Actor, *, draft: Report, choice: UUID) -> ChoiceMade:
    """Undo what was chosen for a draft; which choice that was.

    Raises:
        NotFound: the draft has no such choice.
        RuleBroken: the draft was issued.
    """
    check_draft(actor, draft)
    found = session.exec(
        select(ReportChoice).where(
            ReportChoice.report_id == draft.id, ReportChoice.public_id == choice
        )
    ).first()
    if found is None:
        raise NotFound("There is no such choice in this draft.")
    record(session, actor, "take_choice_back", draft, choice=found.choice.value)
    session.delete(found)
    session.flush()
    return found.choice


def cover_choices(session: Session, actor: Actor, *, story: Story, masking: Masking) -> None:
    """Cover words in the reasons why something of a story was chosen for reports.

    Raises:
        NotAllowed: the actor does not cover words.
    """
    require(actor, Action.MASK_STORY)
    choices = session.exec(select(ReportChoice).where(ReportChoice.story_id == story.id)).all()
    for choice in choices:
        choice.reason = masking.cover(choice.reason)
    cover_leads(session, choices, masking.cover)
    session.flush()


def check_reason(reason: str) -> str:
    """Why something is chosen, without spaces to spare.

    Raises:
        RuleBroken: nothing is said, or far too much.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise RuleBroken("Say why, in a sentence. The reason is kept.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken(f"Use {LONGEST_REASON} characters or fewer.", field="reason")
    return reason


def _check_whole(material: Material, story_id: int) -> None:
    scope = whole_scope(material.actor, material.asked)
    found = material.session.exec(
        select(Story.id).where(Story.id == story_id, readable(scope))
    ).first()
    if found is None:
        raise NotFound("This story may be quoted in the report, and not be told whole.")


def _make_way(session: Session, kept: ReportChoice) -> None:
    """Take out what was chosen of the same words, and another story told whole."""
    before = session.exec(select(ReportChoice).where(ReportChoice.report_id == kept.report_id))
    for one in before.all():
        same = (one.story_version_id, one.start, one.end) == (
            kept.story_version_id,
            kept.start,
            kept.end,
        )
        if same or (one.choice is kept.choice is ChoiceMade.TELL_WHOLE):
            session.delete(one)
    session.flush()


def _next_position(session: Session, draft: Report) -> int:
    last = session.exec(
        select(ReportChoice.position)
        .where(ReportChoice.report_id == draft.id)
        .order_by(col(ReportChoice.position).desc())
        .limit(1)
    ).first()
    return 0 if last is None else last + 1
