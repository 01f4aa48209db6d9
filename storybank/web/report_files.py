"""Files made of reports: asking for one, seeing how far it has come, taking it away."""

from uuid import UUID

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.core.ids import parse_public_id
from storybank.reports import service
from storybank.reports.models import FileForm, FileStatus, Report
from storybank.reports.pack.afresh import may_be_given, source_of
from storybank.reports.queries.files import UNDONE, content_of, get_file, is_old
from storybank.reports.queries.issued import get_report
from storybank.reports.renderers.forms import SLOW
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.report_file_page import file_page, hand_out, make_now, note_taken
from storybank.web.session import current_session

pages = Blueprint("report_files", __name__)
LOOK_AGAIN = 3
"""Seconds after which a page that waits for its file looks again."""


@pages.post("/reports/files")
@allows(Action.READ_ISSUED)
def ask() -> Response:
    """Ask for a file of a report; what takes a while is made in the background."""
    form = _form(request.form.get("form", ""))
    report = _report(request.form.get("report", ""))
    query = {name: value for name, value in request.form.items() if name not in OURS}
    file = service.ask_for_file(
        current_session(), current_actor(), form=form, report=report, query=query
    )
    return redirect(url_for(".show", file_id=file.public_id), 303)


@pages.get("/reports/files/<uuid:file_id>")
@allows(Action.READ_ISSUED)
def show(file_id: UUID) -> Response:
    """How far a file has come, and the file when it is ready."""
    file = get_file(current_session(), current_actor(), file_id)
    page = make_response(render_template("report_files/show.html", **file_page(file)))
    if file.status in UNDONE:
        page.headers["Refresh"] = str(LOOK_AGAIN)
    return page


@pages.get("/reports/files/<uuid:file_id>/file")
@allows(Action.READ_ISSUED)
def take(file_id: UUID) -> Response:
    """The file, if all that it shows of stories may be shown at this moment."""
    session, actor = current_session(), current_actor()
    file = get_file(session, actor, file_id)
    source = source_of(session, actor, file)
    is_there = file.status is FileStatus.DONE and not is_old(file)
    if is_there and may_be_given(session, actor, source, file):
        content = content_of(session, file)
        note_taken(file.form, source.report)
        return hand_out(content, str(file_page(file)["name"]), file.form)
    if is_there:
        with current_bank().database.transaction() as writing:
            service.drop_file(writing, file_id=file.key)
    return redirect(url_for(".show", file_id=file.public_id), 303)


@pages.get("/reports/files/now/<form>")
@allows(Action.READ_ISSUED)
def now(form: str) -> Response:
    """A file that is made at once: Word, tables, plain text, easy read."""
    wanted = _form(form)
    if wanted in SLOW:
        abort(404)
    report = _report(request.args.get("report", ""))
    return make_now(wanted, report)


OURS = frozenset({"form", "report", "csrf_token"})
"""What the form of a file says besides the query of a report."""


def _form(name: str) -> FileForm:
    if name not in set(FileForm):
        abort(404)
    return FileForm(name)


def _report(public_id: str) -> Report | None:
    if not public_id:
        return None
    return get_report(current_session(), current_actor(), parse_public_id(public_id))
