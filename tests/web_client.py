"""A browser for tests: follows forms as a person does, and checks every page it gets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import html5lib
import lxml.html
from flask import g
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from storybank.accounts.models import User

STRICT = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
SPACE = re.compile(r"\s+")


class CheckingClient(FlaskClient):
    """Parses every page strictly, and fails when a request leaves changes uncommitted."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request and look at what came back."""
        left: list[str] = []
        app = self.application

        def look() -> None:
            session = g.get("session")
            if session is not None and (session.new or session.dirty or session.deleted):
                left.append(str([*session.new, *session.dirty, *session.deleted]))

        functions = app.teardown_request_funcs.setdefault(None, [])
        functions.append(lambda _error: look())  # runs before the closing one: last in, first out
        try:
            response = super().open(*args, **kwargs)
        finally:
            functions.pop()
        if response.status_code < 400:
            assert not left, f"the request left uncommitted changes: {left}"
        if (
            response.mimetype == "text/html"
            and response.data
            and response.status_code
            not in (
                301,
                302,
                303,
                308,
            )
        ):
            STRICT.parse(response.get_data(as_text=True))
        return response

    def page(self, url: str, *, status: int = 200) -> HtmlElement:
        """Get a page; returns its parsed HTML."""
        response = self.get(url)
        assert response.status_code == status, (url, response.status_code)
        return lxml.html.fromstring(response.get_data(as_text=True))

    def text(self, url: str) -> str:
        """The words of a page, white space squeezed."""
        return words(self.page(url))

    def token(self, url: str) -> str:
        """The CSRF token of a page's first form."""
        return str(self.page(url).xpath("//input[@name='csrf_token']/@value")[0])

    def submit(
        self, page_url: str, data: Mapping[str, Any], *, to: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """Fill in the form on a page and send it (to another address, where given)."""
        body = {"csrf_token": self.token(page_url), **data}
        return self.post(to or page_url, data=body, **kwargs)

    def sign_in_directly(self, user: User) -> None:
        """Be signed in, as after the sign-in page."""
        with self.session_transaction() as cookie:
            cookie["_user_id"] = user.fs_uniquifier
            cookie["_fresh"] = True

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as a person would."""
        response = self.submit("/sign-in", {"email": email, "password": password})
        assert response.status_code == 302, "signing in failed"


def words(element: HtmlElement) -> str:
    """The words of an element, white space squeezed."""
    return SPACE.sub(" ", element.text_content()).strip()
