"""A form that was sent empty names everything that is missing, each at its field."""

from __future__ import annotations

from collections.abc import Callable

import lxml.html
import pytest

from storybank.accounts.models import User
from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

SignIn = Callable[[User], CheckingClient]
EMPTY = {
    "/calls/new": ("contract_manager", ["title", "ask", "about", "readers"]),
    "/statements/new": ("administrator", ["language", "title", "body"]),
    "/statements/help-numbers/new": ("administrator", ["who", "number"]),
    "/complaints/new": ("data_protection_officer", ["how", "words"]),
    "/retention/holds/new": ("data_protection_officer", ["reference", "why"]),
}


@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_form_names_all_that_is_missing(make: Factory, sign_in: SignIn, path: str) -> None:
    role, missing = EMPTY[path]
    sent = sign_in(make.user(role)).submit(path, {"opens_on": ["1", "1", "2026"]})

    assert sent.status_code == 422
    page = lxml.html.fromstring(sent.get_data(as_text=True))
    linked = page.xpath("//*[contains(@class, 'govuk-error-summary__list')]//a/@href")
    assert [where.removeprefix("#").split("-")[0] for where in linked] == missing


def test_the_foot_of_a_page_is_ordered_by_what_it_is_about(make: Factory, sign_in: SignIn) -> None:
    officer = sign_in(make.user("data_protection_officer")).page("/")
    manager = sign_in(make.user("contract_manager")).page("/")

    assert [words(one) for one in officer.xpath("//footer//h2")] == ["Stories"]
    groups = [words(one) for one in manager.xpath("//footer//h2")]
    assert groups == ["Stories", "Promises", "Making sense of it"]
    for foot in manager.xpath("//footer//li/a/@href"):
        assert sign_in(make.user("contract_manager")).get(foot).status_code == 200, foot
