"""Replacing names with invented ones, through the pages."""

from __future__ import annotations

import pytest
from lxml import html
from sqlmodel import select

from storybank.audit.models import AuditEvent
from storybank.stories.models import Story
from storybank.stories.queries import list_versions
from storybank.tagging.models import Coding, CodingStatus, Segment
from tests.factories.bank import Factory
from tests.web_client import words

BODY = (
    "My name is Maureen Hartley and I live at 14 Larch Road. "
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
    return f"/stories/{story.public_id}/pseudonyms"


def fields_of(page) -> dict[str, str]:
    """What a browser would send of the form on a page as it stands."""
    return {
        field.get("name"): field.get("value")
        for field in page.xpath("//main//form//input[@type!='checkbox' or @checked]")
    }


def filled(client, story: Story, **changes: str) -> dict[str, str]:
    """The form as the page gives it, with replacements changed for some words; None unticks."""
    page = client.page(address(story))
    data = fields_of(page)
    rows = {
        data[f"rows-{number}-words"]: number
        for number in range(
            page.xpath("count(//li[contains(@class,'replacements__row')])").__int__()
        )
    }
    for named, replacement in changes.items():
        number = rows[named.replace("_", " ")]
        if replacement is None:
            del data[f"rows-{number}-use"]
        else:
            data[f"rows-{number}-replacement"] = replacement
    return data


def current(make: Factory, story: Story):
    with make.session() as session:
        return list_versions(session, session.get_one(Story, story.key))[0]


def test_show_names_every_detail_with_its_proposal_and_both_texts(sign_in, manager, story):
    page = sign_in(manager).page(address(story))
    text = words(page)
    for part in ("Maureen Hartley", "Name, once", "14 Larch Road", "Address, once", "As it stands"):
        assert part in text
    assert "[an address]" in page.xpath("//input/@value")
    assert page.xpath("//del[contains(., 'Maureen')]")
    assert not page.xpath("//ins[contains(., 'Maureen')]")


def test_publish_makes_a_version_without_the_names(sign_in, manager, make, story):
    client = sign_in(manager)
    answer = client.post(
        address(story), data={**filled(client, story, Maureen="Brenda"), "act": "publish"}
    )
    assert answer.status_code == 303
    version = current(make, story)
    assert version.number == 2
    assert version.note == "Names replaced"
    assert "Maureen" not in version.body + version.title
    assert version.title == "Brenda goes out"
    assert "[an address]" in version.body
    assert "Before this I had nobody to talk to." in version.body


def test_publish_unticked_detail_stays(sign_in, manager, make, story):
    client = sign_in(manager)
    data = filled(client, story, **{"14_Larch_Road": None})
    client.post(address(story), data={**data, "act": "publish"})
    assert "14 Larch Road" in current(make, story).body


def test_preview_shows_the_story_so_and_publishes_nothing(sign_in, manager, make, story):
    client = sign_in(manager)
    answer = client.post(
        address(story), data={**filled(client, story, Norman="Bertram"), "act": "preview"}
    )
    assert answer.status_code == 200
    assert "Bertram" in answer.get_data(as_text=True)
    assert current(make, story).number == 1


@pytest.mark.parametrize(
    ("instead", "wanted"),
    [("", "Write what should stand instead"), ("norman", "the same words"), ("x" * 90, "80 char")],
)
def test_publish_without_other_words_says_so_and_loses_nothing(
    sign_in, manager, make, story, instead, wanted
):
    client = sign_in(manager)
    data = filled(client, story, Norman=instead, Maureen="Brenda")
    answer = client.post(address(story), data={**data, "act": "publish"})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert wanted in text
    assert 'value="Brenda"' in text
    assert current(make, story).number == 1


def test_publish_when_somebody_was_faster_says_so(sign_in, manager, make, story):
    client = sign_in(manager)
    data = {**filled(client, story, Maureen="Brenda"), "act": "publish"}
    client.post(address(story), data=data)
    answer = client.post(address(story), data=data)
    assert answer.status_code == 422
    assert "newer version" in answer.get_data(as_text=True)
    assert current(make, story).number == 2


def test_publish_after_somebody_was_faster_goes_on_from_the_newest_words(
    sign_in, manager, make, story
):
    client = sign_in(manager)
    mine = {**filled(client, story, Maureen="Brenda"), "act": "publish"}
    edit = {"title": "T", "body": f"{BODY} It rained.", "based_on": "1", "act": "publish"}
    client.submit(f"/stories/{story.public_id}/edit", edit)
    make.run_pipeline()

    shown = client.post(address(story), data=mine)

    assert shown.status_code == 422
    again = fields_of(html.document_fromstring(shown.get_data(as_text=True)))
    assert again["based_on"] == "2"
    assert "Brenda" in again.values()
    assert client.post(address(story), data={**again, "act": "publish"}).status_code == 303
    body = current(make, story).body
    assert "Brenda" in body
    assert "It rained." in body


def test_publish_with_a_draft_keeps_the_draft(sign_in, manager, make, story):
    client = sign_in(manager)
    edit = f"/stories/{story.public_id}/edit"
    client.submit(edit, {"title": "T", "body": "Mine.", "based_on": "1", "act": "draft"})
    answer = client.post(address(story), data={**filled(client, story), "act": "publish"})
    assert answer.status_code == 422
    assert "unfinished edit" in answer.get_data(as_text=True)
    assert "Mine." in client.text(edit)


def test_publish_keeps_what_people_decided(sign_in, manager, make, story):
    make.coding(manager, story, 3, "connection")
    make.coding(manager, story, 1, "connection", "need")
    client = sign_in(manager)
    client.post(address(story), data={**filled(client, story), "act": "publish"})
    make.run_pipeline()
    version = current(make, story)
    with make.session() as session:
        kept = session.exec(
            select(Segment.position, Segment.quote)
            .join(Coding, Coding.segment_id == Segment.id)
            .where(Segment.story_version_id == version.key, Coding.status == CodingStatus.CONFIRMED)
            .order_by(Segment.position)
        ).all()
    assert [position for position, _ in kept] == [1, 3]
    assert "Norman" not in kept[1][1]


def test_publish_names_are_in_no_audit_detail(sign_in, manager, make, story):
    client = sign_in(manager)
    client.post(address(story), data={**filled(client, story, Maureen="Brenda"), "act": "publish"})
    with make.session() as session:
        kept = " ".join(str(event.detail) for event in session.exec(select(AuditEvent)))
    assert "Maureen" not in kept
    assert "Brenda" not in kept


def test_show_is_for_those_who_edit(sign_in, make, manager, story):
    reader = make.user("contributor", organisation=manager.organisation)
    assert sign_in(reader).get(address(story)).status_code == 403
    stranger = make.user("contract_manager", organisation=make.organisation("authority"))
    assert sign_in(stranger).get(address(story)).status_code in (200, 404)


def test_show_story_page_leads_here(sign_in, manager, story):
    page = sign_in(manager).page(f"/stories/{story.public_id}")
    assert page.xpath(f"//section[@id='details']//a[@href='{address(story)}']")


def test_show_story_without_details_says_so(sign_in, manager, make):
    story = make.story(manager)
    make.run_pipeline()
    assert "noticed no personal details" in sign_in(manager).text(address(story))
