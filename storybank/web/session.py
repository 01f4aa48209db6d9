"""One database session a request: pages that only show read, pages that act write and commit.

A request that ends well (2xx or 3xx) commits what it did; one that ends badly leaves nothing.
"""

from typing import cast

from flask import Flask, Response, g, request
from sqlmodel import Session
from werkzeug.local import LocalProxy

from storybank.web.bank import current_bank

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def current_session() -> Session:
    """The running request's session, opened when first asked for."""
    if "session" not in g:
        database = current_bank().database
        g.session = database.reading() if request.method in SAFE else database.writing()
    return cast(Session, g.session)


# Flask-Security wants an object, not a function.
session_proxy = cast(Session, LocalProxy(current_session))


def commit() -> None:
    """Commit what this request did, and tell the workers to look into the outbox."""
    if "session" not in g:
        return
    g.session.commit()
    if request.method not in SAFE:
        current_bank().queue.nudge()


def set_up(app: Flask) -> None:
    """Commit after good answers, roll back after bad ones, always close."""

    @app.after_request
    def _commit(response: Response) -> Response:
        if request.method not in SAFE and response.status_code < 400:
            commit()
        return response

    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        session = g.pop("session", None)
        if session is not None:
            session.rollback()
            session.close()
