"""Pages of reports: what a board reads, and the words behind each of its figures."""

from typing import Any

from flask import Blueprint, render_template, request

from storybank.accounts.permissions import Action
from storybank.codebook.queries import codes_by_slug
from storybank.commitments.models import Contract
from storybank.commitments.queries import get_commitment, get_contract, list_contracts
from storybank.core.errors import NotFound
from storybank.core.ids import parse_public_id
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports.pack.board_report import build_board_report
from storybank.reports.pack.passages import Show, Wanted, list_passages_behind
from storybank.reports.rules import Period
from storybank.rights.queries import list_kept_counts
from storybank.verification.models import Finding
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.reports import ReportForm
from storybank.web.paging import page_asked, paging
from storybank.web.promise_history import lowered_in_words
from storybank.web.session import current_session

pages = Blueprint("reports", __name__)
PER_PAGE = 25
FINDINGS = frozenset({*(one.value for one in Finding), "waiting", "checked"})


@pages.get("/reports")
@allows(Action.READ_REPORT)
def list_() -> str:
    """Choose what the report is about."""
    return _ask(_form())


@pages.get("/reports/board")
@allows(Action.READ_REPORT)
def board() -> str | tuple[str, int]:
    """The report, on a screen and on paper."""
    form = _form()
    if not form.validate():
        return _ask(form), 422
    with errors_shown_on(form):
        report = build_board_report(
            current_session(),
            current_actor(),
            contract=_contract(form),
            told_from=form.told_from.data,
            told_to=form.told_to.data,
        )
        return render_template(
            "reports/board.html",
            report=report,
            query=form.query(),
            kept=list_kept_counts(current_session(), [one.key for one in report.contracts]),
            lowered_in_words=lowered_in_words,
        )
    return _ask(form), 422


@pages.get("/reports/passages")
@allows(Action.READ_REPORT)
def passages() -> str | tuple[str, int]:
    """The words behind a figure."""
    form = _form()
    if not form.validate():
        return _ask(form), 422
    contract, wanted = _contract(form), _wanted()
    behind = list_passages_behind(
        current_session(),
        current_actor(),
        contract=contract,
        period=Period(form.told_from.data, form.told_to.data),
        wanted=wanted,
        page=page_asked(),
        per_page=PER_PAGE,
    )
    return render_template(
        "reports/passages.html",
        behind=behind,
        wanted=wanted,
        contract=contract,
        query=form.query(),
        paging=paging(page_asked(), behind.total, PER_PAGE),
        **_named(wanted),
    )


def _form() -> ReportForm:
    form = ReportForm(request.args)
    form.offer(list_contracts(current_session(), current_actor()))
    return form


def _ask(form: ReportForm) -> str:
    return render_template("reports/list.html", form=form)


def _contract(form: ReportForm) -> Contract | None:
    if not form.contract.data:
        return None
    public_id = parse_public_id(form.contract.data)
    return get_contract(current_session(), current_actor(), public_id)


def _wanted() -> Wanted:
    """Read the address of a figure; a word that means nothing leads nowhere."""
    asked = request.args
    finding = asked.get("finding") or None
    if finding not in {None, *FINDINGS}:
        raise NotFound("There is no such finding.")
    promise = asked.get("promise")
    try:
        return Wanted(
            show=Show(asked.get("show") or "coded"),
            theme=asked.get("theme") or None,
            change=Change(asked["change"]) if asked.get("change") else None,
            promise=parse_public_id(promise) if promise else None,
            stance=Stance(asked["stance"]) if asked.get("stance") else None,
            finding=finding,
        )
    except ValueError as error:
        raise NotFound("There is no such figure.") from error


def _named(wanted: Wanted) -> dict[str, Any]:
    """The theme and the promise that the words are about, to name them on the page."""
    theme = promise = None
    if wanted.theme is not None:
        theme = codes_by_slug(current_session()).get(wanted.theme)
        if theme is None:
            raise NotFound("There is no such theme.")
    if wanted.promise is not None:
        promise, _ = get_commitment(current_session(), current_actor(), wanted.promise)
    return {"theme": theme, "promise": promise}
