"""What an organisation's workspace gathers: what it sent, what is asked of it, the time it took."""

from datetime import timedelta
from typing import Any

from flask import url_for
from sqlmodel import Session, and_, col

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.answering.queries import figures_of
from storybank.core import clock
from storybank.intake import queries
from storybank.intake.models import SubmissionStatus
from storybank.intake.rules import RUNS_OUT_WITHIN
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import reading_scope
from storybank.web.auth import current_actor
from storybank.web.bank import current_bank
from storybank.web.burden import burden_told
from storybank.web.session import current_session


def gather_workspace() -> dict[str, Any]:
    """Everything on the page, in a fixed number of statements."""
    session, actor = current_session(), current_actor()
    counts = queries.count_by_status(session, actor)
    return {
        "asked": _asked(session, actor, counts),
        "sent": _sent(session, actor, counts),
        "declined": queries.list_newest_declined(session, actor),
        "burden": burden_told(queries.burden_of(session, queries.sent_by(actor.organisation_id))),
    }


def _asked(
    session: Session, actor: Actor, counts: dict[SubmissionStatus, int]
) -> list[dict[str, Any]]:
    """What is asked of the organisation, what presses first."""
    lines: list[tuple[int, tuple[str, str], str, str, str]] = []
    if can(actor, Action.CHANGE_CONSENT):
        today = clock.today()
        until = today + timedelta(days=RUNS_OUT_WITHIN)
        lines.append(
            (
                queries.count_running_out(session, actor, after=today, before=until),
                ("story has a permission that runs out", "stories have permissions that run out"),
                "Ask the storyteller again, or let it end.",
                "See which",
                url_for("consent.running_out"),
            )
        )
    if can(actor, Action.TYPE_ATTACHMENT):
        lines.append(
            (
                counts.get(SubmissionStatus.TO_TYPE, 0),
                ("story waits for somebody to type it", "stories wait for somebody to type them"),
                "It was spoken, or written by hand.",
                "Type the oldest",
                url_for("attachments.list_"),
            )
        )
    lines.append(
        (
            counts.get(SubmissionStatus.DRAFT, 0),
            ("story of yours is not sent yet", "stories of yours are not sent yet"),
            "Only you can see it.",
            "Go on with it",
            url_for("intake.drafts"),
        )
    )
    return [
        {
            "count": count,
            "sentence": words[0] if count == 1 else words[1],
            "consequence": consequence,
            "action": {"label": label, "url": url},
        }
        for count, words, consequence, label, url in lines
        if count
    ]


def _sent(
    session: Session, actor: Actor, counts: dict[SubmissionStatus, int]
) -> list[dict[str, Any]]:
    """What the organisation sent, by where it stands; each count opens its list."""
    ours = and_(col(Story.organisation_id) == actor.organisation_id, readable(reading_scope(actor)))
    answered = figures_of(session, ours, answer_days=current_bank().settings.answer_days).answered
    rows = (
        ("Waiting to be accepted", SubmissionStatus.WAITING),
        ("Accepted", SubmissionStatus.ACCEPTED),
        ("Declined", SubmissionStatus.DECLINED),
    )
    told = [
        {
            "name": name,
            "count": counts.get(status, 0),
            "url": url_for("intake.list_", status=status.value),
        }
        for name, status in rows
    ]
    return [*told, {"name": "Answered by those who run the contract", "count": answered, "url": ""}]
