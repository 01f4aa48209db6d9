"""Numbers remembered between reports: never those from before something was done."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from storybank.accounts.models import User
from storybank.app import Bank
from storybank.intake.models import Purpose, Submission
from storybank.reports.pack.material import Material
from storybank.reports.queries import remembered
from storybank.reports.rules import Asked, Show, Wanted
from storybank.rights.service import withdraw_purpose, withdraw_story
from storybank.stories.models import Story
from tests.factories.bank import EVERY_PURPOSE, Factory

BOARDS = (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD)
Numbers = tuple[tuple[int, int, int], ...]


@pytest.fixture
def every_bank_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MANY", 0)


def numbers(bank: Bank, make: Factory, manager: User) -> Numbers:
    """People, stories and passages of each sort, as a report made now counts them."""
    with bank.database.reading() as session:
        material = Material(session, make.actor(manager), Asked())
        counts = [material.count(Wanted(show=show)) for show in Show]
        counts.append(material.count(Wanted(show=Show.LINKED, finding="checked")))
        return tuple((one.people, one.stories, one.passages) for one in counts)


@pytest.mark.usefixtures("every_bank_is_large")
def test_whatever_is_done_is_counted_in_the_next_report(
    bank: Bank, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, verifier = make.user("contract_manager"), make.user("verifier")
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, "connection")
    one, other = (make.story(manager, contract=contract, purposes=BOARDS) for _ in range(2))
    make.run_pipeline()
    seen = [numbers(bank, make, manager)]

    def take_back(story: Story) -> None:
        with bank.database.transaction() as session:
            submission = session.get_one(Submission, story.submission_id)
            withdraw_story(session, make.actor(manager), submission=submission, method="by phone")

    def allow_boards_no_more(story: Story) -> None:
        with bank.database.transaction() as session:
            withdraw_purpose(
                session,
                make.actor(manager),
                submission=session.get_one(Submission, story.submission_id),
                purpose=Purpose.BOARD,
                method="by phone",
            )

    acts: list[Callable[[], object]] = [
        lambda: make.coding(manager, one, 0, "connection"),
        lambda: make.finding(verifier, make.link(manager, one, promise)),
        lambda: make.story(manager, contract=contract, purposes=EVERY_PURPOSE),
        make.run_pipeline,
        lambda: take_back(one),
        lambda: make.coding(manager, other, 1, "connection"),
        lambda: allow_boards_no_more(other),
    ]
    for act in acts:
        act()
        remembering = numbers(bank, make, manager)
        assert numbers(bank, make, manager) == remembering
        with monkeypatch.context() as patched:
            patched.setattr(remembered, "MANY", 10**9)
            assert numbers(bank, make, manager) == remembering, "what is remembered is what is"
        seen.append(remembering)

    changed = sum(before != after for before, after in pairwise(seen))
    assert changed == len(acts) - 1, "a story counts once it is read, every other act at once"


@pytest.mark.usefixtures("every_bank_is_large")
def test_what_was_read_is_not_read_again_while_nothing_is_done(
    bank: Bank, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    make.story(manager, contract=contract, purposes=EVERY_PURPOSE)
    make.run_pipeline()
    with bank.database.reading() as session:
        first = Material(session, make.actor(manager), Asked()).heard
    with bank.database.reading() as session:
        assert Material(session, make.actor(manager), Asked()).heard is first
        assert Material(session, make.actor(manager), Asked(purpose=Purpose.PUBLIC)).heard is not (
            first
        )
        with pytest.raises(ValueError, match="read-only"):
            first.story[0] = 0
