"""An issued report as somebody reads it who was given its address, without an account.

The address is the key: it stands in no log and on no record, and pages tell nobody where their
readers came from.
"""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from storybank.reports.pack.references import list_references
from storybank.reports.queries.sharing import Shared, find_shared
from storybank.reports.renderers.easy_read import easy_read
from storybank.reports.renderers.paper import NoPress, PaperFailed
from storybank.reports.renderers.text import text
from storybank.reports.rules.sharing import ShareState
from storybank.reports.service.sharing import note_opened
from storybank.web.bank import current_bank
from storybank.web.limits import SHARED_PAPER, SHARED_READS, say_wait, spend
from storybank.web.session import current_session
from storybank.web.shared_page import (
    FOR_EVERYBODY,
    gather_shared,
    is_as_issued,
    pack_of,
    set_shared,
)

pages = Blueprint("shared", __name__, url_prefix="/shared")
View = Callable[[Shared], ResponseReturnValue]


def opens(view: View) -> Callable[..., ResponseReturnValue]:
    """Hand a view the report that the address opens; else say, without naming it, why none."""

    @wraps(view)
    def opened(token: str) -> ResponseReturnValue:
        if wait := spend(SHARED_READS):
            return _wait_page(wait)
        found = find_shared(current_session(), token)
        if found is None:
            return render_template("shared/unknown.html", **FOR_EVERYBODY), 404
        as_issued = is_as_issued(current_session(), found.report)
        if found.state is not ShareState.OPEN or not as_issued:
            return render_template("shared/closed.html", state=found.state, **FOR_EVERYBODY), 410
        return view(found)

    return opened


@pages.get("/<token>")
@opens
def show(found: Shared) -> str:
    """The report as it was issued, with the words that may be shown today."""
    page = gather_shared(current_session(), found)
    if request.method == "GET":
        with current_bank().database.transaction() as session:
            note_opened(session, share=found.share)
    here = {name: url_for(f".{name}", **(request.view_args or {})) for name in AWAY}
    return render_template("shared/show.html", away=here, **page)


@pages.get("/<token>/easy-read")
@opens
def easy(found: Shared) -> str:
    """Its first page in easy words."""
    pack = pack_of(current_session(), found.report)
    back = url_for(".show", **(request.view_args or {}))
    part = Markup(easy_read(pack))  # noqa: S704 - every word is escaped there
    return render_template("shared/easy.html", pack=pack, part=part, back=back, **FOR_EVERYBODY)


@pages.get("/<token>/report.txt")
@opens
def as_text(found: Shared) -> Response:
    """The whole report as plain text."""
    session = current_session()
    pack = pack_of(session, found.report)
    words = text(pack, first_page=False, references=list_references(session, pack))
    return Response(words, mimetype="text/plain", headers=_attached("report.txt"))


@pages.get("/<token>/report.pdf")
@opens
def as_pdf(found: Shared) -> ResponseReturnValue:
    """The whole report as a PDF, made now."""
    if wait := spend(SHARED_PAPER, found.share.public_id.hex):
        return _wait_page(wait)
    try:
        content = set_shared(found)
    except (NoPress, PaperFailed):
        back = url_for(".show", **(request.view_args or {}))
        return render_template("shared/no_paper.html", back=back, **FOR_EVERYBODY), 503
    if content is None:
        return render_template("shared/closed.html", state=None, **FOR_EVERYBODY), 410
    return Response(content, mimetype="application/pdf", headers=_attached("report.pdf"))


def _wait_page(seconds: int) -> ResponseReturnValue:
    page = render_template("errors/429.html", retry_after=say_wait(seconds), **FOR_EVERYBODY)
    return page, 429


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


AWAY = ("easy", "as_pdf", "as_text")
