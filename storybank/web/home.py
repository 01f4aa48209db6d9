"""Home: what needs you, in order of consequence for the parts you play, then what is new."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, url_for
from sqlmodel import Session

from storybank.accounts import queries as accounts
from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, can
from storybank.audit.queries import count_events
from storybank.core.jobs import outbox
from storybank.stories.queries import list_with_words
from storybank.stories.rules import reading_scope
from storybank.verification.queries import list_newest
from storybank.web.auth import allows, current_actor
from storybank.web.desk import Desk
from storybank.web.filters import FINDING_NAMES, day, plural
from storybank.web.needs import what_needs
from storybank.web.session import current_session
from storybank.web.story_items import story_items

pages = Blueprint("home", __name__)
NEWEST = 5


@pages.get("/")
@allows(Action.SEE_HOME)
def show() -> str:
    """The first screen after signing in."""
    session, actor = current_session(), current_actor()
    desk = Desk.of(session, actor)
    newest = list_with_words(session, reading_scope(actor), per_page=NEWEST)
    return render_template(
        "home/show.html",
        needs=what_needs(desk),
        beginning=_beginning(desk, any_stories=bool(newest)),
        stories=story_items(session, actor, newest),
        findings=_findings(session, actor),
        promises=desk.promises if actor.plays(RoleName.BOARD_READER, RoleName.ANALYST) else [],
        installation_rows=_installation(session, actor),
    )


@pages.get("/health")
def health() -> dict[str, str]:
    """Whether the server answers; says nothing else."""
    return {"status": "ok"}


def _beginning(desk: Desk, *, any_stories: bool) -> dict[str, Any] | None:
    """What to do first where there is nothing yet: what will be here, why, and one button."""
    actor = desk.actor
    if can(actor, Action.EDIT_CONTRACT) and not desk.contracts:
        return {
            "title": "Begin with a contract",
            "body": "Its promises will stand here beside what people tell you about them.",
            "why": "A story says most when you can see which promise it speaks to.",
            "action": {"label": "Add a contract", "url": url_for("commitments.add")},
        }
    if any_stories or not can(actor, Action.READ_STORY):
        return None
    if can(actor, Action.SUBMIT_STORY):
        return {
            "title": "No stories yet",
            "body": "The newest stories will be here, with what they speak of.",
            "why": "Every promise is silent until somebody it was made for has told you.",
            "action": {"label": "Add the first story", "url": url_for("intake.new")},
        }
    return {
        "title": "Nothing for you to read yet",
        "body": "Stories will be here once they are accepted and their tellers allow you to "
        "read them.",
        "why": "A storyteller decides who may read their words, and can change their mind.",
        "action": None,
    }


def _findings(session: Session, actor: Actor) -> Sequence[dict[str, Any]]:
    """The newest findings of verifiers that this actor may read."""
    if not can(actor, Action.READ_CONTRACT):
        return []
    newest = list_newest(session, reading_scope(actor), most=NEWEST)
    bodies = accounts.organisation_names(
        session, [finding.verified_by_organisation_id for finding, _ in newest]
    )
    return [
        {
            "title": FINDING_NAMES[finding.finding],
            "detail": commitment.text,
            "who": bodies.get(finding.verified_by_organisation_id, ""),
            "when": day(finding.verified_at),
            "iso": finding.verified_at.date().isoformat(),
            "href": url_for("commitments.commitment", commitment_id=commitment.public_id),
            "link_text": "See the promise",
        }
        for finding, commitment in newest
    ]


def _installation(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """How the installation stands, for whoever runs it."""
    if not can(actor, Action.MANAGE_ACCOUNTS):
        return []
    people = accounts.list_users(session)
    closed = sum(not user.active for user in people)
    waiting, failing = outbox.count_waiting(session), outbox.count_failing(session)
    rows = (
        (
            "Accounts",
            plural(len(people), "person", "people")
            + (f", {closed:,} of them closed" if closed else ""),
            ("See who", "accounts.list_"),
        ),
        (
            "Work for the computer",
            f"{plural(waiting, 'piece')} waiting, {failing:,} of them failing"
            if waiting
            else "All done",
            None,
        ),
        (
            "Record of acts",
            plural(count_events(session), "act") + " on record",
            ("Check the chain", "audit.check"),
        ),
    )
    return [
        {
            "key": key,
            "value": value,
            "action": {"label": link[0], "url": url_for(link[1])} if link else None,
        }
        for key, value, link in rows
    ]
