"""Pages of answers in bids: passages that tellers allow, in order, with our own words between."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.core.errors import NotFound
from storybank.core.ids import parse_public_id
from storybank.reports.models import Report, ReportStatus
from storybank.reports.queries.bids import answer_of, count_answers, list_answers
from storybank.reports.service import bids as service
from storybank.web.auth import allows, current_actor
from storybank.web.bids_page import (
    answer_page,
    form_of,
    found_answer,
    passages_page,
    words_form_of,
    words_picked,
)
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.bids import READERS_HINTS, AnswerForm, PassageForm, WordsForm
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

pages = Blueprint("bids", __name__, url_prefix="/bids")
Page = str | tuple[str, int] | Response
PER_PAGE = 25
MOVES = {"up": -1, "down": 1}


@pages.get("")
@allows(Action.PREPARE_ANSWER)
def list_() -> str:
    """The organisation's answers in bids."""
    session, actor = current_session(), current_actor()
    place = paging(page_asked(), count_answers(session, actor), PER_PAGE)
    answers = list_answers(session, actor, page=place.number, per_page=PER_PAGE)
    return render_template("bids/list.html", answers=answers, place=place)


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.PREPARE_ANSWER)
def new() -> Page:
    """Begin an answer: which question, how many words, who reads it."""
    form = AnswerForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            report = service.begin_answer(current_session(), current_actor(), terms=form.terms())
            return redirect(url_for(".passages", answer_id=report.public_id), 303)
    return _terms_page(form, None)


@pages.route("/<uuid:answer_id>", methods=["GET", "POST"])
@allows(Action.PREPARE_ANSWER)
def show(answer_id: UUID) -> Page:
    """An answer while it is written; saving counts its words. Once issued it is read elsewhere."""
    report = found_answer(answer_id, draft=request.method == "POST")
    if report.status is ReportStatus.ISSUED:
        return redirect(url_for("issued.show", report_id=report.public_id))
    form = words_form_of(report)
    if form.validate_on_submit():
        with errors_shown_on(form):
            act = request.form.get("act", "save")
            _keep(report, form, act)
            where = "passages" if act == "more" else "show"
            return redirect(url_for(f".{where}", answer_id=answer_id), 303)
    page = render_template("bids/detail.html", **answer_page(report, form))
    return (page, 422) if form.is_submitted() else page


@pages.route("/<uuid:answer_id>/edit", methods=["GET", "POST"])
@allows(Action.PREPARE_ANSWER)
def edit(answer_id: UUID) -> Page:
    """Say otherwise what an answer is for."""
    report = found_answer(answer_id)
    form = form_of(report)
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.change_answer(
                current_session(), current_actor(), draft=report, terms=form.terms()
            )
            return redirect(url_for(".show", answer_id=answer_id), 303)
    return _terms_page(form, report)


@pages.get("/<uuid:answer_id>/passages")
@allows(Action.PREPARE_ANSWER)
def passages(answer_id: UUID) -> str:
    """Passages that the answer could quote."""
    report, asked = found_answer(answer_id), request.args
    narrowed = (asked.get("theme", ""), asked.get("change", ""), asked.get("words", "")[:200])
    return render_template("bids/passages.html", **passages_page(report, *narrowed))


@pages.route("/<uuid:answer_id>/passages/pick", methods=["GET", "POST"])
@allows(Action.PREPARE_ANSWER)
def pick(answer_id: UUID) -> Page:
    """Put a passage into an answer, and say how it answers the question."""
    report = found_answer(answer_id)
    story, start, end = _passage()
    told, form = words_picked(report, story, start, end), PassageForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.pick_passage(
                current_session(),
                current_actor(),
                draft=report,
                story=story,
                start=start,
                end=end,
                reason=form.reason.data or "",
            )
            flash("The passage stands at the end of the answer.", "done")
            return redirect(url_for(".show", answer_id=answer_id), 303)
    page = render_template(
        "bids/pick.html", report=report, answer=answer_of(report), told=told, form=form
    )
    return (page, 422) if form.is_submitted() else page


def _keep(report: Report, form: WordsForm, act: str) -> None:
    """Keep what was typed, whichever button was pressed, then move a passage or take it out."""
    session, actor = current_session(), current_actor()
    service.write_words(
        session,
        actor,
        draft=report,
        opening=form.opening.data or "",
        closing=form.closing.data or "",
        leads=form.leads(),
    )
    what, _, which = act.partition(":")
    if what in MOVES:
        choice = parse_public_id(which)
        service.move_passage(session, actor, draft=report, choice=choice, by=MOVES[what])
    elif what == "out":
        service.drop_passage(session, actor, draft=report, choice=parse_public_id(which))
    elif what == "save":
        flash("Saved, and counted.", "done")


def _passage() -> tuple[UUID, int, int]:
    """The passage of the address.

    Raises:
        NotFound: it names none.
    """
    asked = request.args
    try:
        return parse_public_id(asked["story"]), int(asked["start"]), int(asked["end"])
    except (KeyError, ValueError) as error:
        raise NotFound("There is no such passage for this answer.") from error


def _terms_page(form: AnswerForm, report: Report | None) -> Page:
    page = render_template("bids/edit.html", form=form, report=report, hints=READERS_HINTS)
    return (page, 422) if form.is_submitted() else page
