"""Pages of safeguarding: worries about somebody, for the safeguarding lead alone to settle."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.audit.queries import list_events_of
from storybank.core.markdown import Mark
from storybank.intake.models import Submission
from storybank.intake.queries import get_submission
from storybank.safeguarding import queries, service
from storybank.safeguarding.models import Concern, ConcernStatus
from storybank.stories.queries import get_story
from storybank.stories.rules import reading_scope
from storybank.web.auth import allows, current_actor
from storybank.web.filters import day, moment, plural
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.safeguarding import SettleForm, WorryForm
from storybank.web.session import current_session
from storybank.web.submission_facts import about_rows, received_words

pages = Blueprint("safeguarding", __name__, url_prefix="/safeguarding")
SETTLED = {
    ConcernStatus.HELD: "Held. Only the safeguarding lead can see it now.",
    ConcernStatus.CLEARED: "Cleared. Those who may read it can see it.",
}

SHELVES = {
    ConcernStatus.RAISED: "Waiting for you",
    ConcernStatus.HELD: "Held",
    ConcernStatus.CLEARED: "Cleared",
}
ACTS = {
    "raise_concern": "Somebody was worried",
    "hold": "Held",
    "clear_concern": "Cleared",
    "submit_story": "Received",
    "decline_submission": "Declined",
    "withdraw_consent": "A permission was withdrawn",
    "give_consent": "A permission was given",
}
NOTICED = "Words that may tell of harm were noticed"
NUMBERS = (
    ("Somebody is in danger now", "999"),
    ("A crime, but nobody is in danger now", "101"),
    ("A child may be at risk (NSPCC helpline)", "0808 800 5000"),
    ("Abuse at home (National Domestic Abuse Helpline)", "0808 2000 247"),
    ("Somebody may take their life (Samaritans)", "116 123"),
    ("Somebody needs help with their mental health now (NHS)", "111"),
)


@pages.get("")
@allows(Action.SETTLE_CONCERN)
def list_() -> str:
    """Concerns by where they stand, those that wait first."""
    session, actor = current_session(), current_actor()
    shelves = []
    for status, title in SHELVES.items():
        found = queries.list_concerns(session, actor, status)
        people = names_of(session, [concern.raised_by_id for concern, _ in found])
        items = [_item(concern, submission, people) for concern, submission in found]
        shelves.append({"status": status.value, "title": title, "entries": items})
    return render_template("safeguarding/list.html", shelves=shelves)


@pages.route("/<uuid:concern_id>", methods=["GET", "POST"])
@allows(Action.SETTLE_CONCERN)
def show(concern_id: UUID) -> ResponseReturnValue:
    """One concern with the whole submission; holding or clearing it."""
    session, actor = current_session(), current_actor()
    concern, submission = queries.get_concern(session, actor, concern_id)
    form = SettleForm()
    if request.method == "GET":
        return _render(concern, submission, form)
    verb = service.hold if request.form.get("act") == "hold" else service.clear
    with errors_shown_on(form):
        verb(session, actor, concern=concern, reason=form.reason.data or "")
        flash(SETTLED[concern.status], "done")
        return redirect(url_for("safeguarding.show", concern_id=concern_id), 303)
    return _render(concern, submission, form), 422


@pages.route("/stories/<uuid:story_id>/raise", methods=["GET", "POST"])
@allows(Action.RAISE_CONCERN)
def raise_(story_id: UUID) -> ResponseReturnValue:
    """Tell the safeguarding lead of a worry about somebody in a story."""
    session = current_session()
    story = get_story(session, reading_scope(current_actor()), story_id)
    submission = session.get_one(Submission, story.submission_id)
    return _raise(submission, url_for("stories.show", story_id=story_id))


@pages.route("/submissions/<uuid:submission_id>/raise", methods=["GET", "POST"])
@allows(Action.RAISE_CONCERN)
def raise_about_submission(submission_id: UUID) -> ResponseReturnValue:
    """Tell the safeguarding lead of a worry about somebody in a story not yet accepted."""
    submission = get_submission(current_session(), current_actor(), submission_id)
    return _raise(submission, url_for("intake.show", submission_id=submission_id))


def _raise(submission: Submission, back_url: str) -> ResponseReturnValue:
    session, actor, form = current_session(), current_actor(), WorryForm()
    if request.method == "POST":
        with errors_shown_on(form):
            service.raise_concern(
                session, actor, submission=submission, because=form.because.data or ""
            )
            flash("Thank you. The safeguarding lead will read what you wrote.", "done")
            return redirect(back_url, 303)
    page = render_template("safeguarding/raise.html", form=form, back_url=back_url, numbers=NUMBERS)
    return page, 422 if form.errors else 200


def _render(concern: Concern, submission: Submission, form: SettleForm) -> str:
    session = current_session()
    people = names_of(session, [concern.raised_by_id, concern.decided_by_id])
    body = submission.body
    passages = [words for words in concern.because if words in body]
    marks = [Mark(body.index(p), body.index(p) + len(p), "sb-run--found") for p in passages]
    return render_template(
        "safeguarding/detail.html",
        concern=concern,
        submission=submission,
        form=form,
        words=received_words(submission, marks),
        rows=about_rows(submission),
        passages=passages,
        notes=[words for words in concern.because if words not in body],
        raised_by=people.get(concern.raised_by_id or 0, ""),
        decided_by=people.get(concern.decided_by_id or 0, ""),
        events=_events(submission),
    )


def _noticed(concern: Concern, people: dict[int, str]) -> str:
    if concern.raised_by_id is None:
        return "The computer noticed these words"
    person = people.get(concern.raised_by_id, "somebody")
    return f"Raised by {person}"


def _item(concern: Concern, submission: Submission, people: dict[int, str]) -> dict[str, object]:
    facts = [_noticed(concern, people), day(concern.created_at)]
    if concern.decided_at and concern.status is not ConcernStatus.RAISED:
        facts.append(f"decided {day(concern.decided_at)}")
    if len(concern.because) > 1:
        facts.append(plural(len(concern.because), "reason"))
    return {
        "title": submission.title,
        "href": url_for("safeguarding.show", concern_id=concern.public_id),
        "meta": " · ".join(facts),
        "excerpt": concern.because[0] if concern.because else "",
    }


def _events(submission: Submission) -> list[dict[str, str]]:
    """What was done with a submission, newest first."""
    session = current_session()
    events = [
        event
        for event in list_events_of(session, "Submission", str(submission.public_id))
        if event.act in ACTS
    ]
    people = names_of(session, [event.actor_id for event in events])
    return [
        {
            "title": ACTS[event.act] if event.actor_id else NOTICED,
            "who": people.get(event.actor_id or 0, "The computer"),
            "when": moment(event.at),
            "iso": event.at.isoformat(),
        }
        for event in reversed(events)
    ]
