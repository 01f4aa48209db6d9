"""What a storyteller tells us besides: a worry, what they meant, what is not so, a complaint."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from storybank.answering import service as answering
from storybank.answering.queries import get_answer
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.linking.models import EvidenceLink
from storybank.rights import service as rights
from storybank.rights.queries.own_story import get_own_claim
from storybank.safeguarding.service import raise_concern
from storybank.telling.queries import list_help_numbers
from storybank.verification.models import AskedHow, MemberAnswer
from storybank.verification.service import record_member_check
from storybank.web.bank import current_bank
from storybank.web.copies import send_copy
from storybank.web.forms import own_story as forms
from storybank.web.forms.base import errors_shown_on
from storybank.web.own_door import Guest, pages
from storybank.web.own_room import done, guests_only, render, render_form
from storybank.web.own_words import FINDINGS, NOT_CHECKED, STANCES
from storybank.web.session import current_session

COPY_NAME = "everything-about-my-story.zip"


@pages.route("/worried", methods=["GET", "POST"])
@guests_only
def worried(guest: Guest) -> ResponseReturnValue:
    """Tell the person who looks after safety that somebody may be at risk."""
    session, form, submission = current_session(), forms.WorriedForm(), guest.own.submission
    numbers = list_help_numbers(session, submission.organisation_id)
    if form.validate_on_submit():
        with errors_shown_on(form):
            hours = current_bank().settings.concern_hours
            because = form.words.data or ""
            raise_concern(session, guest.actor, submission=submission, because=because, hours=hours)
            return render("heard", own=guest.own, numbers=numbers, hours=hours)
    return render_form("worried", form, own=guest.own, numbers=numbers)


@pages.route("/meant/<uuid:link_id>", methods=["GET", "POST"])
@guests_only
def meant(guest: Guest, link_id: UUID) -> ResponseReturnValue:
    """Say whether a promise is what the words spoke of."""
    session, form = current_session(), forms.MeantForm()
    claim = get_own_claim(session, guest.actor, guest.own, link_id)
    if request.method == "GET" and claim.said is not None:
        form.answer.data, form.words.data = claim.said.answer.value, claim.said.note
    if request.method == "POST" and form.answer.data is None:
        form.answer.errors = ["Choose one."]
    elif form.validate_on_submit():
        with errors_shown_on(form):
            record_member_check(
                session,
                guest.actor,
                link=session.get_one(EvidenceLink, claim.link.key),
                answer=MemberAnswer(form.answer.data),
                how=AskedHow.OWN_DOOR,
                asked_on=clock.today(),
                note=form.words.data or "",
            )
            return done("Thank you. What you say stands beside it from now on.")
    about = {"findings": FINDINGS, "not_checked": NOT_CHECKED, "stances": STANCES}
    return render_form("meant", form, own=guest.own, claim=claim, **about)


@pages.route("/not-so/<uuid:answer_id>", methods=["GET", "POST"])
@guests_only
def not_so(guest: Guest, answer_id: UUID) -> ResponseReturnValue:
    """Say that a change which is said to be made is not so."""
    session, form = current_session(), forms.NotSoForm()
    answer, story = get_answer(session, answer_id)
    if story.submission_id != guest.own.submission.id:
        raise NotFound("There is no such answer.")
    if request.method == "POST":
        with errors_shown_on(form):
            answering.dispute_change(
                session, guest.actor, answer=answer, story=story, words=form.words.data or ""
            )
            return done("Thank you. What you say stands beside the answer from now on.")
    return render_form("not_so", form, own=guest.own, answer=answer)


@pages.get("/copy")
@guests_only
def copy(guest: Guest) -> str:
    """What a copy of everything holds."""
    return render("copy", own=guest.own)


@pages.post("/copy")
@guests_only
def make_copy(guest: Guest) -> ResponseReturnValue:
    """A copy of everything held about the story, as a zip file."""
    made = rights.gather_copy(current_session(), guest.actor, submission=guest.own.submission)
    return send_copy(made, COPY_NAME)


@pages.route("/complain", methods=["GET", "POST"])
@guests_only
def complain(guest: Guest) -> ResponseReturnValue:
    """Say what went wrong with how the story was handled."""
    form = forms.ComplainForm()
    if request.method == "POST":
        with errors_shown_on(form):
            rights.complain(
                current_session(),
                guest.actor,
                submission=guest.own.submission,
                words=form.words.data or "",
                reply_to=form.reply_to.data or "",
            )
            return done(
                "We have what you told us. We write back within 30 days. "
                "The answer will be on this page."
            )
    return render_form("complain", form, own=guest.own)
