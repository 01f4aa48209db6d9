"""A name goes with the stories it was given for, and with no other of the same person."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from storybank.accounts.queries import actor_of
from storybank.app import Bank
from storybank.intake import service as intake
from storybank.intake.models import (
    Contributor,
    Identifiability,
    Purpose,
    Submission,
)
from storybank.reports.queries import list_quotations, list_recalls
from storybank.rights.service import change_naming, withdraw_story
from storybank.stories.service import accept_submission
from tests.crawl import files_with
from tests.factories.bank import Factory
from tests.factories.issuing import issue

NAME = "Philippa Quennell"
OTHER = "Rosalind"


def tell_again(
    session: Session, make: Factory, first: Submission, wish: Identifiability, name: str = ""
) -> Submission:
    """A second story of whoever told the first."""
    return intake.submit_story(
        session,
        make.actor(make.user("contributor")),
        words=intake.Words(
            title="How it is now",
            body="It is much as it was, and the bus comes again.",
            display_name=name,
            follows=session.get_one(Submission, first.key),
        ),
        consent=intake.ConsentGiven(tuple(Purpose), "form", identifiability=wish),
        organisation_id=first.organisation_id,
    )


def known_as(session: Session, submission: Submission) -> tuple[Identifiability, str]:
    row = session.get_one(Submission, submission.key)
    return row.identifiability, session.get_one(Contributor, row.contributor_id).display_name


def test_a_story_told_again_without_a_name_shows_none(
    bank: Bank, make: Factory, sign_in: Any
) -> None:
    manager = make.user("contract_manager")
    first = make.submission(manager, display_name=NAME)
    with bank.database.transaction() as session:
        again = tell_again(session, make, first, Identifiability.UNNAMED)
        story = accept_submission(session, actor_of(manager), submission=again)
    client: FlaskClient = sign_in(manager)

    for address in (f"/stories/{story.public_id}", f"/intake/{again.public_id}"):
        assert NAME not in client.get(address).text
    assert NAME in client.get(f"/intake/{first.public_id}").text
    with bank.database.transaction() as session:
        withdraw_story(
            session,
            actor_of(manager),
            submission=session.get_one(Submission, first.key),
            method="said so",
        )
        assert known_as(session, again) == (Identifiability.UNNAMED, "")


def test_another_name_for_another_story_is_not_put_on_the_first(bank: Bank, make: Factory) -> None:
    first = make.submission(make.user("contract_manager"), display_name=OTHER)
    with bank.database.transaction() as session:
        again = tell_again(session, make, first, Identifiability.NAMED, NAME)
        assert known_as(session, again) == (Identifiability.NAMED, NAME)
        assert known_as(session, first)[0] is Identifiability.UNNAMED


@pytest.mark.parametrize(
    ("wish", "name", "hide"),
    [(Identifiability.UNNAMED, "", False), (Identifiability.CHOSEN_NAME, NAME, True)],
)
def test_a_report_that_says_the_name_or_the_place_is_called_back(
    bank: Bank, make: Factory, wish: Identifiability, name: str, hide: bool
) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    story = make.story(manager, contract=contract, display_name=NAME, place="Elm Park")
    make.run_pipeline()
    make.coding(manager, story, 1, "connection")
    with bank.database.transaction() as session:
        actor = actor_of(manager)
        report = issue(session, actor, contract=contract)
        assert NAME in str([one.facts for one in list_quotations(session, actor, report)])
        change_naming(
            session,
            actor,
            submission=session.get_one(Submission, story.submission_id),
            identifiability=wish,
            display_name=name,
            hide_place=hide,
            method="said so",
        )
        assert len(list_recalls(session, actor)) == 1
        assert NAME not in str([one.facts for one in list_quotations(session, actor, report)])


def test_a_place_that_is_hidden_is_in_no_file_of_the_index(bank: Bank, make: Factory) -> None:
    manager = make.user("contract_manager")
    story = make.story(manager, place="Zangerville")
    make.story(manager)
    make.run_pipeline()
    index = bank.settings.home / "index"
    assert files_with(index, "zangerville")

    with bank.database.transaction() as session:
        change_naming(
            session,
            actor_of(manager),
            submission=session.get_one(Submission, story.submission_id),
            identifiability=Identifiability.UNNAMED,
            display_name="",
            hide_place=True,
            method="said so",
        )
    make.run_pipeline()

    assert files_with(index, "zangerville") == []
