"""Errors as pages: what happened and what to do, never how it came about."""

import logging
from typing import Any

from flask import Flask, g, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.search.engine import SearchUnavailable
from storybank.web.bank import current_bank

log = logging.getLogger(__name__)
PAGES = frozenset({403, 404, 405, 410, 413, 429, 500, 503})


def set_up(app: Flask) -> None:
    """Answer every error with a page of its own."""
    _set_up_our_own(app)
    _set_up_the_rest(app)


def _set_up_our_own(app: Flask) -> None:
    @app.errorhandler(NotFound)
    def _not_found(_error: NotFound) -> tuple[str, int]:
        return _page(404)

    @app.errorhandler(NotAllowed)
    def _not_allowed(error: NotAllowed) -> tuple[str, int]:
        return _page(403, reason=str(error))

    @app.errorhandler(RuleBroken)
    def _rule_broken(error: RuleBroken) -> tuple[str, int]:
        # For acts behind a bare button; forms catch this themselves and keep what was typed.
        return render_template("errors/rule.html", reason=str(error)), 409

    @app.errorhandler(SearchUnavailable)
    def _search_down(_error: SearchUnavailable) -> tuple[str, int]:
        return _page(503)


def _set_up_the_rest(app: Flask) -> None:
    @app.errorhandler(CSRFError)
    def _form_too_old(_error: CSRFError) -> tuple[str, int]:
        return render_template("errors/csrf.html"), 400

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[str, int]:
        return _page(error.code or 500)

    @app.errorhandler(Exception)
    def _unforeseen(error: Exception) -> tuple[str, int]:
        _log(error)
        if app.testing:
            raise error
        _leave_session()
        return _page(500)

    def _log_late(exc_info: tuple[Any, ...]) -> None:
        # What goes wrong after the view, such as at the commit, comes past no handler above.
        _log(exc_info[1])
        _leave_session()

    app.log_exception = _log_late  # type: ignore[method-assign]


def _log(error: BaseException) -> None:
    """Log the kind and place of an error, never its message: that may carry a story's words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
    log.error("unforeseen %s at %s", type(error).__name__, place)


def _leave_session() -> None:
    """Undo what the request did; the page of the error begins anew."""
    session = g.pop("session", None)
    if session is not None:
        session.rollback()
        session.close()
    for left in ("_login_user", "frame"):  # both hang on the session that is gone
        g.pop(left, None)


def _page(code: int, **context: object) -> tuple[str, int]:
    name = code if code in PAGES else (404 if code < 500 else 500)
    most = f"{current_bank().settings.max_upload_megabytes} MB"
    return render_template(f"errors/{name}.html", max_upload=most, **context), code
