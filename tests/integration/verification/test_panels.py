"""A panel sits, chooses with reasons, sends what it chose on, and tells those who told."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import func, select

from storybank.accounts.queries import actor_of
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.stories.models import Story
from storybank.verification.models import SelectionPanel, Verification
from storybank.verification.queries import panels as queries
from storybank.verification.service import panels as service
from storybank.verification.service.panels import PanelTerms

WHY = "It shows a change that lasts, in her own words."


@pytest.fixture
def manager(make):
    return make.user("contract_manager")


@pytest.fixture
def contract(make, manager):
    return make.contract(manager.organisation)


@pytest.fixture
def panel(bank, manager, contract):
    with bank.database.transaction() as session:
        terms = PanelTerms(
            "Spring panel", "What mattered most?", ["Health", "Any other change"], contract
        )
        return service.open_panel(session, actor_of(manager), terms=terms)


def sat(session, manager, panel, **values):
    values = {"held_on": date(2026, 3, 27), "sat": "Two residents and a nurse", **values}
    return service.hold_sitting(session, actor_of(manager), panel=panel, **values)


def put(session, user, sitting, panel, *stories, domain="Health"):
    held = [session.get_one(Story, one.key) for one in stories]
    return service.put_before(
        session, actor_of(user), sitting=sitting, panel=panel, stories=held, domain=domain
    )


def decide(session, manager, selection, sitting, panel, *, chosen=True, reason=WHY):
    service.choose(
        session,
        actor_of(manager),
        selection=selection,
        sitting=sitting,
        panel=panel,
        is_chosen=chosen,
        reason=reason,
    )


def withdraw(session, manager, story, *purposes):
    held = session.get_one(Story, story.key)
    submission = session.get_one(Submission, held.submission_id)
    for purpose in purposes:
        intake.withdraw_consent(session, actor_of(manager), submission=submission, purpose=purpose)


def test_a_panel_chooses_with_reasons_and_what_it_chose_goes_up(
    make, session, manager, contract, panel
) -> None:
    actor = actor_of(manager)
    one, two = make.story(manager, contract=contract), make.story(manager, contract=contract)
    sitting = sat(session, manager, panel)
    first, second = put(session, manager, sitting, panel, one, two)
    assert put(session, manager, sitting, panel, one) == []

    with pytest.raises(RuleBroken, match="2 stories wait"):
        service.close_sitting(session, actor, sitting=sitting, panel=panel)
    for chosen in (True, False):
        with pytest.raises(RuleBroken, match="why"):
            decide(session, manager, first, sitting, panel, chosen=chosen, reason=" ok. ")
    decide(session, manager, first, sitting, panel)
    decide(session, manager, second, sitting, panel, chosen=False, reason="Another says more.")
    with pytest.raises(RuleBroken, match="still open"):
        sat(session, manager, panel)
    service.close_sitting(session, actor, sitting=sitting, panel=panel)
    with pytest.raises(RuleBroken, match="closed"):
        decide(session, manager, first, sitting, panel, chosen=False)

    final = sat(session, manager, panel)
    going_up = queries.list_selections(session, [final.key])[final.key]
    assert [(one.story_id, one.domain, one.is_chosen) for one in going_up] == [
        (first.story_id, "Health", None)
    ]
    assert session.exec(select(func.count()).select_from(Verification)).one() == 0


def test_a_panel_closes_when_those_who_told_have_heard(
    make, session, manager, contract, panel
) -> None:
    actor = actor_of(manager)
    one, two = make.story(manager, contract=contract), make.story(manager, contract=contract)
    sitting = sat(session, manager, panel)
    selections = put(session, manager, sitting, panel, one, two)
    for selection in selections:
        decide(session, manager, selection, sitting, panel)
    service.close_sitting(session, actor, sitting=sitting, panel=panel)

    def tell(selection, how, told_on=None):
        service.tell_back(
            session,
            actor,
            selection=selection,
            sitting=sitting,
            panel=panel,
            how=how,
            told_on=told_on,
        )

    with pytest.raises(RuleBroken, match="2 of the storytellers"):
        service.close_panel(session, actor, panel=panel)
    with pytest.raises(RuleBroken):
        tell(selections[0], "By phone", date(2026, 3, 1))  # before the panel sat
    tell(selections[0], "By phone", date(2026, 4, 1))
    tell(selections[1], "Moved away, no address")
    service.close_panel(session, actor, panel=panel)
    assert panel.closed_at is not None
    with pytest.raises(RuleBroken, match="closed"):
        sat(session, manager, panel)


def test_only_stories_their_tellers_allow_are_put_before_a_panel(
    make, session, manager, contract, panel
) -> None:
    stranger, board = make.user("contract_manager"), make.user("board_reader")
    private = make.story(manager, contract=contract, purposes=(Purpose.CONTRACT_MANAGEMENT,))
    elsewhere = make.story(manager, contract=make.contract(manager.organisation))
    learning = make.story(manager, contract=contract)
    session.get_one(Story, learning.key).learning_only = True
    withdraw(session, manager, private, Purpose.CONTRACT_MANAGEMENT)
    sitting = sat(session, manager, panel)

    for story in (private, elsewhere):
        with pytest.raises(RuleBroken, match="cannot be put"):
            put(session, manager, sitting, panel, story)
    with pytest.raises(RuleBroken, match="domains"):
        put(session, manager, sitting, panel, learning, domain="Weather")
    assert len(put(session, manager, sitting, panel, learning)) == 1
    for user in (stranger, board):
        with pytest.raises(NotAllowed):
            put(session, user, sitting, panel, learning)


def test_the_pages_of_a_panel_from_its_question_to_those_who_told(
    sign_in, bank, make, manager, contract
) -> None:
    story = make.story(manager, contract=contract, title="The lunch club")
    client = sign_in(manager)
    typed = {"title": "Spring", "question": "What mattered?", "domains": "Health\nOther"}

    assert client.submit("/verification/panels/new", {**typed, "domains": ""}).status_code == 422
    made = client.submit("/verification/panels/new", {**typed, "contract": str(contract.public_id)})
    panel = made.location
    assert "Spring" in client.text(f"/contracts/{contract.public_id}/panels")
    assert client.get(f"{panel}/edit").status_code == 200
    no_day = client.submit(f"{panel}/sittings/new", {"sat": "Two residents"})
    assert (no_day.status_code, "Two residents" in no_day.text) == (422, True)
    day = {"sat": "Two residents", "held_on": ["27", "3", "2026"]}
    sitting = client.submit(f"{panel}/sittings/new", day).location
    none = client.submit(f"{sitting}/stories", {"domain": "Health"})
    assert "Choose at least one story" in none.text
    client.submit(f"{sitting}/stories", {"domain": "Health", "stories": [str(story.public_id)]})
    page = client.page(sitting)
    (selection,) = page.xpath("//a[contains(@href, '/panels/stories/')]/@href")
    assert "nobody to talk to" in client.text(selection)
    assert client.submit(selection, {"choice": "yes", "reason": ""}).status_code == 422
    assert client.submit(selection, {"choice": "yes", "reason": WHY}).status_code == 303
    assert client.submit(f"{sitting}/close", {}).location == panel
    text = client.text(panel)
    assert "The lunch club" in text
    assert WHY in text
    assert "0 of 1 story" in text
    heard = {"how": "By letter", "told_on": ["1", "4", "2026"]}
    assert client.submit(f"{selection}/told", heard).status_code == 303
    assert "1 of 1 story" in client.text(panel)
    # a board that may not read the story reads neither its title nor the panel's reason
    with bank.database.transaction() as session:
        withdraw(session, manager, story, Purpose.BOARD, Purpose.CONTRACT_MANAGEMENT)
    board = sign_in(make.user("board_reader", organisation=manager.organisation))
    for address in (panel, sitting, selection):
        text = board.text(address)
        assert WHY not in text
        assert "The lunch club" not in text
    assert board.get(f"{panel}/close").status_code == 403
    assert sign_in(make.user("contract_manager")).get(panel).status_code == 404
    assert client.submit(f"{panel}/close", {}).status_code == 303


def test_a_story_whose_teller_said_no_holds_no_sitting_up(
    make, session, manager, contract, panel
) -> None:
    one, two = make.story(manager, contract=contract), make.story(manager, contract=contract)
    sitting = sat(session, manager, panel)
    first, second = put(session, manager, sitting, panel, one, two)
    decide(session, manager, first, sitting, panel)
    withdraw(session, manager, two, Purpose.CONTRACT_MANAGEMENT)
    with pytest.raises(RuleBroken, match="no longer allows"):
        decide(session, manager, second, sitting, panel)
    service.close_sitting(session, actor_of(manager), sitting=sitting, panel=panel)
    assert sitting.closed_at is not None


def test_a_board_reads_stories_before_a_panel_with_names_covered(
    sign_in, bank, make, manager, contract, panel
) -> None:
    body = "I ring Doreen Whittaker every day and she rings me. We never used to talk at all."
    story = make.story(manager, contract=contract, body=body, title="Doreen Whittaker and I")
    make.run_pipeline()
    with bank.database.transaction() as session:
        held = session.get_one(SelectionPanel, panel.key)
        sitting = sat(session, manager, held)
        (selection,) = put(session, manager, sitting, held, story)
    address = f"/verification/panels/stories/{selection.public_id}"
    board = sign_in(make.user("board_reader", organisation=manager.organisation))

    for page in (address, f"/verification/panels/{panel.public_id}"):
        assert "Doreen" not in board.text(page)
    assert "I ring [a name] every day" in board.text(address)
    assert "I ring Doreen Whittaker every day" in sign_in(manager).text(address)
