"""Calls for stories, and stories told at them page by page as a storyteller does."""

from __future__ import annotations

from typing import Any

from lxml.html import fromstring

from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.telling import service
from storybank.telling.models import Call
from storybank.telling.queries import find_telling, get_call_at
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

TOLD: dict[str, dict[str, Any]] = {
    "read": {"statement": ""},
    "before": {"before": "I sat in my room all day and spoke to no one."},
    "changed": {"changed": "Now I cook with four others on a Tuesday. My knees are no better."},
    "cause": {"cause": "A neighbour took me along to the lunch club."},
    "mattered": {"mattered": "That somebody knows when I am not there."},
    "teller": {"teller": "self"},
    "place": {"place": "Elm Park", "about_when": "last spring"},
    "about": {"themes": ["connection", "community"], "own_words": "having company"},
    "allow": {"purposes": ["contract_management", "board"]},
    "name": {"identifiability": "unnamed"},
    "choices": {"check_first": "yes", "years": "1", "counts_may_stay": "no"},
    "hear": {},
}


def open_call(
    make: Factory, user: User | None = None, *, contract: Contract | None = None, **terms: Any
) -> Call:
    """A call that is open today."""
    user = user or make.user("contract_manager")
    values: dict[str, Any] = {
        "title": "Lunch clubs",
        "ask": "What changed for you?",
        "about": "We look after the lunch clubs. We want to know what they do for you.",
        "readers": "Staff of the council.",
        "opens_on": clock.today(),
        "contract": contract,
        **terms,
    }
    with make.bank.database.transaction() as session:
        return service.open_call(
            session,
            actor_of(user),
            terms=service.CallTerms(**values),
            organisation_id=user.organisation_id,
        )


def tell(client: CheckingClient, slug: str, **answers: dict[str, Any]) -> str:
    """Answer every question at a call; returns the address of the page that looks them over."""
    response = client.submit(f"/tell/{slug}", {"words": "en"})
    for _ in range(20):
        assert response.status_code == 303, response.get_data(as_text=True)
        where = response.headers["Location"]
        name = where.rsplit("/", 1)[1].partition("?")[0]
        if name == "check":
            return where
        typed = {**TOLD.get(name, {}), **answers.get(name, {})}
        if name == "read":
            typed = {"statement": client.page(where).xpath("//input[@name='statement']/@value")[0]}
        response = client.submit(where, typed)
    raise AssertionError("the questions never end")


def told(client: CheckingClient, slug: str, **answers: dict[str, Any]) -> str:
    """Begin a story at a call, and have every question answered without its page.

    Returns the address of the page that looks the answers over.
    """
    response = client.submit(f"/tell/{slug}", {"words": "en"})
    assert response.status_code == 303, response.get_data(as_text=True)
    return answer_all(client, slug, **answers)


def answer_all(client: CheckingClient, slug: str, **answers: dict[str, Any]) -> str:
    """Have every question answered of the story begun at a call in this browser."""
    with client.session_transaction() as cookie:
        token = cookie["telling"][slug]
    pages = [{**TOLD.get(name, {}), **answers.get(name, {})} for name in {**TOLD, **answers}]
    kept = {field: value for page in pages for field, value in page.items()}
    with client.application.extensions["bank"].database.transaction() as session:
        telling = find_telling(session, token, get_call_at(session, slug).key)
        assert telling is not None
        service.save_answers(session, Actor.teller(), telling=telling, answers=kept)
    return f"/tell/{slug}/check"


def send(client: CheckingClient, slug: str, **answers: dict[str, Any]) -> str:
    """Tell a story and send it; returns its code, without spaces."""
    where = told(client, slug, **answers)
    response = client.submit(where, {"act": "send"})
    assert response.status_code == 200, response.get_data(as_text=True)
    return code_on(response.get_data(as_text=True))


def code_on(page: str) -> str:
    """The return code that a page shows; "" where it shows none."""
    return "".join(fromstring(page).xpath("//span[@class='sb-code__group']/text()"))
