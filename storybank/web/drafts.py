"""Pages of drafts of reports: choosing what they quote, the eight principles, and issuing them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.core.errors import NotFound
from storybank.core.ids import parse_public_id
from storybank.nlp.reading import Change
from storybank.reports import service
from storybank.reports.models import ChoiceMade, Report
from storybank.reports.pack.principles import hints_of
from storybank.reports.queries import find_asked
from storybank.reports.rules import LONGEST_SAID, PRINCIPLES, Asked, Show, Wanted
from storybank.rights.queries import list_kept_counts
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.drafts_page import (
    draft_page,
    found_draft,
    material_for,
    quotations_page,
    story_page,
    title_for,
    words_chosen,
)
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.drafts import IssueForm, ReasonForm, answers_in, principles_form
from storybank.web.report_page import words_shown
from storybank.web.session import commit, current_session

pages = Blueprint("drafts", __name__, url_prefix="/reports/drafts")
Page = str | tuple[str, int] | Response


@pages.post("")
@allows(Action.ISSUE_REPORT)
def start() -> Response:
    """Keep the report of the address as a draft."""
    session, actor = current_session(), current_actor()
    asked = find_asked(session, actor, request.args)
    titled = Asked(**{**vars(asked), "title": title_for(asked)})
    draft = service.keep_draft(session, actor, asked=titled)
    flash("The draft is kept. It is counted anew each time somebody looks.", "done")
    return redirect(url_for(".show", draft_id=draft.public_id), 303)


@pages.get("/<uuid:draft_id>")
@allows(Action.PREPARE_ANSWER)
def show(draft_id: UUID) -> str:
    """A draft as it would be issued now, and what is left to do."""
    return render_template("drafts/show.html", **draft_page(found_draft(draft_id)))


@pages.get("/<uuid:draft_id>/quotations")
@allows(Action.PREPARE_ANSWER)
def quotations(draft_id: UUID) -> str:
    """What the draft quotes, what was left out of it, and what else it could quote."""
    page = quotations_page(found_draft(draft_id), _narrowed())
    return render_template("drafts/quotations.html", **page)


@pages.get("/<uuid:draft_id>/story")
@allows(Action.PREPARE_ANSWER)
def story(draft_id: UUID) -> str:
    """Stories that may be told whole, and the one that is."""
    return render_template("drafts/story.html", **story_page(found_draft(draft_id)))


@pages.route("/<uuid:draft_id>/choose", methods=["GET", "POST"])
@allows(Action.PREPARE_ANSWER)
def choose(draft_id: UUID) -> Page:
    """Quote words, leave them out, or tell a story whole; and say why."""
    draft = found_draft(draft_id)
    choice, story_id, start, end = _chosen()
    told = words_chosen(draft, choice, story_id, start, end)
    form = ReasonForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.choose(
                current_session(),
                current_actor(),
                draft=draft,
                choice=choice,
                story=story_id,
                start=start,
                end=end,
                reason=form.reason.data or "",
            )
            return _back_to(draft, choice)
    page = render_template(
        "drafts/choose.html",
        draft=draft,
        form=form,
        told=told,
        choice=choice,
        show=words_shown(),
    )
    return page, 422 if form.is_submitted() else 200


@pages.post("/<uuid:draft_id>/choices/<uuid:choice_id>/undo")
@allows(Action.PREPARE_ANSWER)
def undo(draft_id: UUID, choice_id: UUID) -> Response:
    """Take back what was chosen."""
    draft = found_draft(draft_id)
    found = service.take_choice_back(
        current_session(), current_actor(), draft=draft, choice=choice_id
    )
    return _back_to(draft, found)


@pages.route("/<uuid:draft_id>/principles", methods=["GET", "POST"])
@allows(Action.PREPARE_ANSWER)
def principles(draft_id: UUID) -> Page:
    """The eight principles, with what the report's own numbers say to each."""
    draft = found_draft(draft_id)
    form = principles_form(draft.checklist)
    if form.validate_on_submit():
        answers = answers_in(form)
        service.answer_principles(current_session(), current_actor(), draft=draft, answers=answers)
        if not form.errors:
            return redirect(url_for(".show", draft_id=draft.public_id), 303)
        commit()  # those that are whole are kept, whatever is still asked of the others
    page = render_template(
        "drafts/principles.html",
        draft=draft,
        form=form,
        PRINCIPLES=PRINCIPLES,
        hints=hints_of(material_for(draft)),
        longest=LONGEST_SAID,
    )
    return page, 422 if form.is_submitted() else 200


@pages.route("/<uuid:draft_id>/issue", methods=["GET", "POST"])
@allows(Action.PREPARE_ANSWER)
def issue(draft_id: UUID) -> Page:
    """Say what it is called and who gets it, and issue it."""
    draft = found_draft(draft_id)
    form = IssueForm(data={"title": draft.title, "issued_to": draft.issued_to})
    if form.validate_on_submit():
        with errors_shown_on(form):
            return _issue(draft, form)
    page = render_template(
        "drafts/issue.html", draft=draft, form=form, answered=len(draft.checklist), of=PRINCIPLES
    )
    return page, 422 if form.is_submitted() else 200


@pages.post("/<uuid:draft_id>/discard")
@allows(Action.PREPARE_ANSWER)
def discard(draft_id: UUID) -> Response:
    """Throw a draft away; it holds no words and no figures."""
    service.discard_draft(current_session(), current_actor(), draft=found_draft(draft_id))
    flash("The draft is thrown away.", "done")
    return redirect(url_for("issued.list_"), 303)


def _issue(draft: Report, form: IssueForm) -> Response:
    """Keep the title, whatever comes of the rest, and issue the draft."""
    session, actor = current_session(), current_actor()
    service.name_draft(
        session, actor, draft=draft, title=form.title.data or "", issued_to=form.issued_to.data
    )
    commit()  # nothing typed is lost where it may not be issued yet
    service.issue_report(
        session,
        actor,
        draft=draft,
        issued_to=form.issued_to.data or "",
        smallest=current_bank().settings.smallest_group,
        kept=list_kept_counts,
        public_url=current_bank().settings.public_url,
    )
    flash("The report is issued. It stays as it is now.", "done")
    return redirect(url_for("issued.show", report_id=draft.public_id), 303)


def _back_to(draft: Report, choice: ChoiceMade) -> Response:
    whole = choice is ChoiceMade.TELL_WHOLE
    page = ".story" if whole else ".quotations"
    return redirect(url_for(page, draft_id=draft.public_id), 303)


def _chosen() -> tuple[ChoiceMade, UUID, int, int]:
    """What the address asks to be chosen."""
    asked = request.args
    try:
        choice = ChoiceMade(asked.get("do") or ChoiceMade.QUOTE)
        place = int(asked.get("start") or 0), int(asked.get("end") or 0)
        return choice, parse_public_id(asked.get("story") or ""), *place
    except ValueError as error:
        raise NotFound("There are no such words.") from error


def _narrowed() -> Wanted:
    """By which priority, theme and direction the list of other passages is narrowed."""
    change = request.args.get("change") or ""
    return Wanted(
        show=Show.CODED,
        theme=request.args.get("theme") or None,
        group=request.args.get("priority") or None,
        change=Change(change) if change in set(Change) else None,
    )
