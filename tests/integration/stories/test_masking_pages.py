"""Deciding what stands for personal details, through the pages."""

from __future__ import annotations

import pytest
from lxml import html
from sqlmodel import select

from storybank.audit.models import AuditEvent
from storybank.stories.models import Story, TellerCheck
from storybank.stories.queries import list_versions
from tests.factories.bank import Factory
from tests.web_client import words

BODY = (
    "My name is Maureen Hartley and I live at 14 Larch Road in Barrow. "
    "Before this I had nobody to talk to. "
    "Maureen, they said, come on a Tuesday. "
    "Now Norman and I have friends we ring every day."
)


@pytest.fixture
def manager(make: Factory):
    return make.user("contract_manager")


@pytest.fixture
def story(make: Factory, manager) -> Story:
    story = make.story(manager, body=BODY, title="Maureen goes out")
    make.run_pipeline()
    return story


def address(story: Story) -> str:
    return f"/masking/stories/{story.public_id}"


def fields_of(page) -> dict[str, str]:
    """What a browser would send of the form on a page as it stands."""
    fields = page.xpath("//main//form//input[not(@type='radio') or @checked]")
    return {field.get("name"): field.get("value") or "" for field in fields}


def filled(page, **choices: str | None) -> dict[str, str]:
    """The form of a page with decisions changed: None may stay, "" is covered, else other words."""
    data = fields_of(page)
    rows = {value: name[:-6] for name, value in data.items() if name.endswith("-words")}
    for named, instead in choices.items():
        row = rows[named.replace("_", " ")]
        data[f"{row}-choice"] = "stay" if instead is None else "other" if instead else "mask"
        data[f"{row}-instead"] = instead or ""
    return data


def versions(make: Factory, story: Story):
    with make.session() as session:
        return list_versions(session, session.get_one(Story, story.key))


def test_a_story_is_looked_at_decided_on_and_accepted(sign_in, manager, make) -> None:
    sent = make.submission(manager, body=BODY, title="Maureen goes out")
    client, here = sign_in(manager), f"/masking/{sent.public_id}"
    shown = client.page(f"/intake/{sent.public_id}")
    assert shown.xpath(f"//main//a[@href='{here}']")

    page = client.page(here)  # the machine has not looked yet: it does so now
    text = words(page)
    for part in ("Maureen Hartley", "Name, once", "14 Larch Road", "[an address]", "Barrow"):
        assert part in text
    assert page.xpath("//input[@id='title']/@value") == ["[a name] goes out"]

    # words typed are covered wherever they stand; nothing typed before is lost
    data = {**filled(page, Maureen_Hartley="Brenda Moss", Norman=None), "more_words": "talk to"}
    answer = client.post(here, data={**data, "more_type": "OTHER", "act": "accept"})
    page = html.document_fromstring(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert "nobody to [a personal detail]" in words(page)
    data = fields_of(page)
    assert "Brenda Moss" in data.values()
    wrong = client.post(here, data={**data, "more_words": "nowhere in it", "act": "add"})
    assert wrong.status_code == 422
    assert "do not stand in the story" in wrong.get_data(as_text=True)
    assert 'value="nowhere in it"' in wrong.get_data(as_text=True)

    kept = client.post(here, data={**data, "act": "save"})
    assert kept.status_code == 303
    data = filled(client.page(here))
    assert client.post(here, data={**data, "act": "accept"}).status_code == 303
    with make.session() as session:
        story = session.exec(select(Story)).one()
        body = list_versions(session, story)[0].body
    assert body == (
        "My name is Brenda Moss and I live at [an address] in Barrow. "
        "Before this I had nobody to [a personal detail]. "
        "[A name], they said, come on a Tuesday. "
        "Now Norman and I have friends we ring every day."
    ).replace("[A name]", "[a name]")
    assert client.get(here).status_code == 404
    looks = client.text(f"/intake/{sent.public_id}")
    assert "Who looked at these words" in looks


def test_the_words_as_received_are_for_those_who_may_read_originals(sign_in, make, manager):
    analyst = make.user("analyst", organisation=manager.organisation)
    sent = make.submission(analyst, body=BODY, title="Maureen goes out")
    make.run_pipeline()
    client, here = sign_in(analyst), f"/intake/{sent.public_id}"
    assert "Maureen" not in client.text(here)
    assert "Maureen" not in client.text("/intake")
    assert client.get(f"/masking/{sent.public_id}").status_code == 403
    assert client.get(f"{here}/original").status_code == 403
    assert "Maureen" in sign_in(manager).text(here)
    assert "[a name] goes out" in sign_in(manager).text("/intake")
    with make.session() as session:
        looks = session.exec(select(AuditEvent).where(AuditEvent.act == "read_original")).all()
    assert [one.actor_id for one in looks] == [manager.id]


def test_covering_more_makes_a_version_and_seals_the_older_one(sign_in, manager, make, story):
    client, here = sign_in(manager), address(story)
    page = client.page(f"/stories/{story.public_id}")
    assert page.xpath(f"//section[@id='details']//a[@href='{here}']")
    invented = client.post(here, data={**filled(client.page(here)), "act": "invent"})
    page = html.document_fromstring(invented.get_data(as_text=True))
    rows = fields_of(page)
    names = {
        rows[name]: rows[name.replace("-words", "-instead")]
        for name in rows
        if name.endswith("-words")
    }
    assert names["Maureen Hartley"].split()[0] == names["Maureen"]
    bad = client.post(here, data={**filled(page, Norman="norman"), "act": "accept"})
    assert bad.status_code == 422
    assert "the same words" in bad.get_data(as_text=True)

    data = {**filled(page, Norman=None, Maureen="Brenda"), "act": "accept"}
    assert client.post(here, data=data).status_code == 303
    newest, first = versions(make, story)
    assert (newest.number, newest.note) == (2, "Personal details covered: 3")
    assert newest.title == "Brenda goes out"
    assert "[an address]" in newest.body
    assert "Norman" in newest.body
    assert first.sealed_at is not None

    slow = client.post(here, data=data)  # from the page as it was before
    assert slow.status_code == 422
    assert "newer version" in slow.get_data(as_text=True)
    assert len(versions(make, story)) == 2
    # a sealed version opens for those who may read originals, and each look is on record
    analyst = sign_in(make.user("analyst", organisation=manager.organisation))
    first_page = f"/stories/{story.public_id}/versions/1"
    assert analyst.get(first_page).status_code == 403
    assert "Maureen" not in analyst.text(f"/stories/{story.public_id}/versions/2")
    assert analyst.get(f"/stories/{story.public_id}/versions/2?with=1").status_code == 403
    assert "Maureen" not in analyst.text(f"/stories/{story.public_id}/versions")
    assert "Your look at it is on record" in client.text(first_page)
    with make.session() as session:
        events = session.exec(select(AuditEvent)).all()
    assert [one.detail["version"] for one in events if one.act == "read_original"] == [1]
    kept = " ".join(str(event.detail) for event in events)
    assert not any(name in kept for name in ("Maureen", "Brenda", "Norman"))


def test_what_its_teller_wants_changed_is_shown_settled_and_asked_again(
    sign_in, manager, make, story
):
    board = sign_in(make.user("board_reader", organisation=manager.organisation))
    contract = make.contract(manager.organisation)
    client, here = sign_in(manager), address(story)
    client.submit(
        f"/stories/{story.public_id}",
        {"contract": str(contract.public_id)},
        to=f"/stories/{story.public_id}/contract",
    )
    make.run_pipeline()
    assert board.get(f"/stories/{story.public_id}").status_code == 200

    assert client.submit(f"{here}/check", {}, to=f"{here}/ask").status_code == 303
    assert "has not said yes" in client.text(f"/stories/{story.public_id}")
    assert board.get(f"/stories/{story.public_id}").status_code == 404
    asked = {"version": "1", "agrees": "no", "words": "Leave out my road."}
    empty = client.submit(f"{here}/check", {**asked, "words": ""})
    assert empty.status_code == 422
    assert client.submit(f"{here}/check", asked).status_code == 303
    make.run_pipeline()
    assert board.get(f"/stories/{story.public_id}").status_code == 404
    assert "goes out" not in board.text("/search?q=friends")
    assert "Leave out my road." in client.text(f"/stories/{story.public_id}")
    with make.session() as session:
        request = session.exec(select(TellerCheck)).one()
    settle = f"{here}/requests/{request.public_id}/settle"
    assert client.submit(f"{here}/check", {}, to=settle).status_code == 303
    assert board.get(f"/stories/{story.public_id}").status_code == 404  # they have not said yes
    client.submit(f"{here}/check", {"version": "1", "agrees": "yes"})
    make.run_pipeline()
    assert board.get(f"/stories/{story.public_id}").status_code == 200
    assert "goes out" in board.text("/search?q=friends")


def test_where_and_when_are_told_less_exactly_to_everybody(sign_in, manager, make):
    from datetime import date

    story = make.story(manager, place="Ormsgill", told_on=date(2026, 1, 14))
    client, here = sign_in(manager), f"/masking/stories/{story.public_id}/exactness"
    assert "14 January 2026" in client.text(here)
    assert client.submit(here, {"place": "Elsewhere", "when": "season"}).status_code == 422
    assert client.submit(here, {"place": "-", "when": "season"}).status_code == 303
    with make.session() as session:
        told = session.get_one(Story, story.key)
        assert (told.place, told.told_on, told.shown_when) == (
            "",
            date(2025, 12, 1),
            "Winter 2025 to 2026",
        )
    verifier = sign_in(make.user("verifier", organisation=make.organisation("verifier")))
    seen = verifier.text(f"/stories/{story.public_id}")
    assert "Winter 2025 to 2026" in seen
    assert "Ormsgill" not in seen
    assert "Ormsgill" in client.text(f"/stories/{story.public_id}")  # whoever runs the contract
    assert client.submit(here, {"place": "Ormsgill", "when": "day"}).status_code == 303
    assert "14 January 2026" in verifier.text(f"/stories/{story.public_id}")
