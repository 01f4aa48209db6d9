"""Finding stories through the service: whose words anybody may find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from storybank import pipeline
from storybank.accounts.models import User
from storybank.app import Bank
from storybank.core import clock
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.intake.queries import list_consents
from storybank.safeguarding import service as safeguarding
from storybank.search.service import Findings, find_stories
from storybank.stories.models import Story
from tests.factories.bank import Factory
from tests.sql_statements import counted

WORD = "marmalade"
BODY = f"We made {WORD} together on Thursdays, and I was not alone any more. It did me good."


@dataclass
class Town:
    """Everybody who reads here, and somebody from elsewhere for each who is bound to a place."""

    people: dict[str, User]
    story: Story


@pytest.fixture
def town(make: Factory) -> Town:
    council, club = make.organisation("authority"), make.organisation("vcse")
    people = {
        "manager": make.user("contract_manager", organisation=council),
        "analyst": make.user("analyst", organisation=council),
        "board": make.user("board_reader", organisation=council),
        "lead": make.user("safeguarding_lead", organisation=council),
        "administrator": make.user("administrator", organisation=council),
        "contributor": make.user("contributor", organisation=club),
        "verifier": make.user("verifier"),
        "other manager": make.user("contract_manager"),
        "other analyst": make.user("analyst"),
        "other board": make.user("board_reader"),
        "other contributor": make.user("contributor", organisation=make.organisation("vcse")),
    }
    contract = make.contract(council)
    story = make.story(
        people["manager"],
        sender=people["contributor"],
        contract=contract,
        body=BODY,
        place="Whitby",
        told_on=date(2026, 2, 3),
    )
    make.run_pipeline()
    return Town(people, story)


@pytest.fixture
def find(bank: Bank, make: Factory) -> Callable[..., Findings]:
    def _find(user: User, text: str = WORD, **asked: object) -> Findings:
        with bank.database.reading() as session:
            return find_stories(
                session,
                bank.tools.engine,
                make.actor(user),
                text=text,
                **asked,  # type: ignore[arg-type]
            )

    return _find


def who_finds(town: Town, find: Callable[..., Findings], **asked: object) -> set[str]:
    """Everybody who gets the story; whoever does not must get no count either."""
    got = set()
    for name, user in town.people.items():
        if name == "administrator":
            continue
        findings = find(user, **asked)
        if findings.found:
            got.add(name)
            assert findings.result.total == 1
        else:
            assert findings.result.total == 0, name
            assert not any(findings.result.facets.values()), name
    return got


CONTRACT = {"manager", "analyst", "verifier"}
SENDER = {"contributor"}
LEAD = {"lead"}


def test_find_only_those_who_may_read_get_hit_or_count(
    town: Town, find: Callable[..., Findings]
) -> None:
    assert who_finds(town, find) == CONTRACT | SENDER | LEAD | {"board"}
    # Without words everything within reach is listed, and nothing else.
    assert who_finds(town, find, text="") == CONTRACT | SENDER | LEAD | {"board"}


def test_find_administrator_may_not_search(town: Town, find: Callable[..., Findings]) -> None:
    from storybank.core.errors import NotAllowed

    with pytest.raises(NotAllowed):
        find(town.people["administrator"])


@pytest.mark.parametrize(
    "text",
    [
        "owner:none",
        f"{WORD} OR *",
        "NOT xyz",
        "*",
        f'"{WORD}" OR status:held',
        "until_board:0",
        "(",
    ],
)
def test_find_no_words_reach_outside_the_scope(
    town: Town, find: Callable[..., Findings], text: str
) -> None:
    for name in ("other manager", "other analyst", "other board", "other contributor"):
        assert find(town.people[name], text).result.total == 0


@pytest.mark.parametrize(
    ("purpose", "left"),
    [
        (Purpose.BOARD, CONTRACT | SENDER | LEAD),
        (Purpose.CONTRACT_MANAGEMENT, SENDER | LEAD | {"board"}),
        (Purpose.PUBLIC, CONTRACT | SENDER | LEAD | {"board"}),
    ],
)
@pytest.mark.parametrize("indexed", [True, False], ids=["indexed", "index lags"])
def test_find_consent_withdrawn_is_found_no_more(
    town: Town,
    find: Callable[..., Findings],
    bank: Bank,
    make: Factory,
    purpose: Purpose,
    left: set[str],
    indexed: bool,
) -> None:
    with bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            make.actor(town.people["contributor"]),
            submission=session.get_one(Submission, town.story.submission_id),
            purpose=purpose,
        )
    if indexed:
        make.run_pipeline()
        assert who_finds(town, find) == left
    else:
        assert {name for name in CONTRACT | {"board"} if find(town.people[name]).found} == (
            left & (CONTRACT | {"board"})
        )


def test_find_consent_renewed_is_found_again(
    town: Town,
    find: Callable[..., Findings],
    bank: Bank,
    make: Factory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends = clock.today() + timedelta(days=3)

    def renew(until: date) -> None:
        with bank.database.transaction() as session:
            intake.renew_consent(
                session,
                make.actor(town.people["contributor"]),
                submission=session.get_one(Submission, town.story.submission_id),
                given=intake.ConsentGiven((Purpose.BOARD,), "paper form", until),
            )
        make.run_pipeline()

    renew(ends)
    monkeypatch.setattr(clock, "today", lambda: ends + timedelta(days=1))
    assert "board" not in who_finds(town, find)
    renew(ends + timedelta(days=30))
    assert "board" in who_finds(town, find)


def test_find_consent_expired_is_found_no_more_without_indexing(
    town: Town, find: Callable[..., Findings], bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bank.database.transaction() as session:
        for consent in list_consents(session, town.story.submission_id):
            if consent.purpose is Purpose.BOARD:
                consent.expires_on = clock.today() + timedelta(days=10)
        story = session.get_one(Story, town.story.key)
        story.revision += 1
    pipeline.catch_up(bank.tools)
    assert "board" in who_finds(town, find)
    later = clock.today() + timedelta(days=11)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert who_finds(town, find) == CONTRACT | SENDER | LEAD


@pytest.mark.parametrize("indexed", [True, False], ids=["indexed", "index lags"])
def test_find_held_story_is_found_by_nobody(
    town: Town, find: Callable[..., Findings], bank: Bank, make: Factory, indexed: bool
) -> None:
    lead = make.actor(town.people["lead"])
    with bank.database.transaction() as session:
        submission = session.get_one(Submission, town.story.submission_id)
        concern = safeguarding.raise_concern(
            session, lead, submission=submission, because="She is afraid."
        )
        safeguarding.hold(session, lead, concern=concern, reason="Told the police.")
    if indexed:
        make.run_pipeline()
        assert who_finds(town, find) == set()
        with bank.database.transaction() as session:
            concern = session.merge(concern)
            safeguarding.clear(session, lead, concern=concern, reason="All is well.")
        make.run_pipeline()
        assert who_finds(town, find) == CONTRACT | SENDER | LEAD | {"board"}
    else:
        readers = (CONTRACT | SENDER | {"board"}) & set(town.people)
        assert not [name for name in readers if find(town.people[name]).found]


def test_find_story_saved_but_not_indexed_is_found_after_catching_up(
    town: Town, find: Callable[..., Findings], bank: Bank, make: Factory
) -> None:
    make.story(town.people["manager"], body=BODY.replace("Thursdays", "Fridays"))
    manager = town.people["manager"]
    assert find(manager).result.total == 1
    pipeline.catch_up(bank.tools)
    assert find(manager).result.total == 2


def test_find_index_with_a_story_gone_shows_only_what_the_record_holds(
    town: Town, find: Callable[..., Findings], bank: Bank
) -> None:
    bank.tools.engine.remove([str(town.story.public_id)])
    manager = town.people["manager"]
    assert find(manager).found == []
    pipeline.catch_up(bank.tools)
    assert len(find(manager).found) == 1


def test_find_snippets_mark_the_words(town: Town, find: Callable[..., Findings]) -> None:
    (hit,) = find(town.people["manager"], "alone thursday").found
    marked = {words for cut in hit.snippets for words, found in cut.pieces if found}
    assert marked == {"alone", "Thursdays"}


def test_find_filters_dates_and_widening(town: Town, find: Callable[..., Findings]) -> None:
    manager = town.people["manager"]
    assert find(manager, filters={"place": ["Whitby"]}).found
    assert not find(manager, filters={"place": ["Elsewhere"]}).found
    assert find(manager, told_from=date(2026, 2, 3), told_to=date(2026, 2, 3)).found
    assert not find(manager, told_from=date(2026, 2, 4)).found
    wide = find(manager, f"{WORD} zeppelin")
    assert wide.found
    assert wide.result.widened


def test_find_statements_do_not_grow_with_stories(
    town: Town, find: Callable[..., Findings], bank: Bank, make: Factory
) -> None:
    manager = town.people["manager"]
    find(manager)
    with counted(bank.database) as few:
        find(manager)
    for number in range(9):
        make.story(manager, body=f"{BODY} It was week {number}.")
    make.run_pipeline()
    with counted(bank.database) as many:
        assert len(find(manager).found) == 10
    assert len(many) == len(few)
