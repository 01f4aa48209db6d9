"""Pages of reports: asking for one, its preview, and what is behind each of its figures."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.codebook.queries import codes_by_slug
from storybank.commitments.queries import get_commitment
from storybank.core.errors import NotFound, RuleBroken
from storybank.reports.models import ReportKind, ReportStatus
from storybank.reports.pack.behind import promises_behind, words_behind
from storybank.reports.pack.kinds import build_of
from storybank.reports.pack.wording import period_words, subject_of
from storybank.reports.queries import count_reports, find_asked
from storybank.reports.rules import KINDS, Asked, Wanted
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import add_error
from storybank.web.forms.reports import FOR_WHOM, NEEDS, ReportForm
from storybank.web.pack_page import page_of
from storybank.web.paging import page_asked, paging
from storybank.web.report_page import (
    kind_asked,
    kinds_offered,
    material_of,
    not_in,
    report_form,
    words_shown,
)
from storybank.web.session import current_session

pages = Blueprint("reports", __name__)
Page = str | tuple[str, int] | Response
PER_PAGE = 25


@pages.get("/reports")
@allows(Action.READ_REPORT)
def list_() -> str:
    """Which report?"""
    session, actor = current_session(), current_actor()
    return render_template(
        "reports/list.html",
        kinds=kinds_offered(actor),
        drafts=count_reports(session, actor, ReportStatus.DRAFT),
        issued=count_reports(session, actor, ReportStatus.ISSUED),
    )


@pages.get("/reports/choose")
@allows(Action.READ_REPORT)
def choose() -> Page:
    """What the report is about, between which days, and who reads it."""
    kind = kind_asked()
    if kind is ReportKind.STORY_TO_ANSWER:
        return redirect(url_for("bids.list_"))
    return _ask(report_form(kind))


@pages.get("/reports/board")
@allows(Action.READ_REPORT)
def board() -> Response:
    """Where board reports stood first; their addresses stay good."""
    query: dict[str, Any] = request.args.to_dict(flat=False)
    return redirect(url_for(".preview", **query), 301)


@pages.get("/reports/preview")
@allows(Action.READ_REPORT)
def preview() -> Page:
    """A report as it would be now, with what to think of before it is issued."""
    if "when" in request.args or len(request.args.getlist("from")) > 1:
        return _go_to_preview(report_form(kind_asked()))
    session = current_session()
    asked = find_asked(session, current_actor(), request.args)
    try:
        material = material_of(asked)
        pack = build_of(material)
    except RuleBroken as error:
        form = report_form(asked.kind)
        add_error(form, error)
        return _ask(form), 422
    query = asked.query()
    return render_template(
        "reports/preview.html",
        **page_of(session, pack, behind=query),
        asked=asked,
        query=query,
        heard=material.figure("stories"),
        not_in=not_in(material),
        FOR_WHOM=FOR_WHOM,
    )


@pages.get("/reports/passages")
@allows(Action.READ_ISSUED)
def passages() -> str:
    """The words behind a figure, for whoever may read such a report (``rules.check_asked``)."""
    asked, wanted = _looked_behind()
    behind = words_behind(material_of(asked), wanted, page=page_asked(), per_page=PER_PAGE)
    return render_template(
        "reports/passages.html",
        behind=behind,
        show=words_shown(),
        paging=paging(page_asked(), behind.total, PER_PAGE),
        **_named(asked, wanted),
    )


@pages.get("/reports/promises")
@allows(Action.READ_REPORT)
def promises() -> str:
    """The promises behind a figure."""
    asked, wanted = _looked_behind()
    material = material_of(asked)
    behind = promises_behind(material, wanted, page=page_asked(), per_page=PER_PAGE)
    return render_template(
        "reports/promises.html",
        behind=behind,
        heard=material.heard_of,
        paging=paging(page_asked(), behind.total, PER_PAGE),
        **_named(asked, wanted),
    )


def _ask(form: ReportForm) -> str:
    kind = ReportKind(form.kind.data or "")
    return render_template(
        "reports/choose.html", form=form, kind=kind, terms=KINDS[kind], NEEDS=NEEDS
    )


def _go_to_preview(form: ReportForm) -> Page:
    """From what was typed to the report's own address; what cannot be read stays as typed."""
    if not form.validate():
        return _ask(form), 422
    try:
        asked = find_asked(current_session(), current_actor(), form.query())
        material_of(asked)
    except RuleBroken as error:
        add_error(form, error)
        return _ask(form), 422
    return redirect(url_for(".preview", **asked.query()), 303)  # type: ignore[arg-type]


def _looked_behind() -> tuple[Asked, Wanted]:
    try:
        asked = find_asked(current_session(), current_actor(), request.args)
        return asked, Wanted.of(request.args)
    except RuleBroken as error:
        raise NotFound("There is no such figure.") from error


def _named(asked: Asked, wanted: Wanted) -> dict[str, Any]:
    """What the words or promises are of, to name it on the page."""
    theme = promise = None
    if wanted.theme is not None:
        theme = codes_by_slug(current_session()).get(wanted.theme)
        if theme is None:
            raise NotFound("There is no such theme.")
    if wanted.promise is not None:
        promise, _ = get_commitment(current_session(), current_actor(), wanted.promise)
    return {
        "asked": asked,
        "wanted": wanted,
        "theme": theme,
        "promise": promise,
        "subject": subject_of(asked),
        "period": period_words(asked.period),
        "query": asked.query(),
    }
