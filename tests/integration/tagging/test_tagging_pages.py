from __future__ import annotations

from uuid import uuid4

import pytest
from sqlmodel import select

from storybank.audit.queries import list_events_of
from storybank.intake.models import StoryKind
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.queries import get_version
from storybank.tagging.models import Coding, CodingStatus
from storybank.tagging.queries import list_segments
from tests.factories.bank import Factory


@pytest.fixture
def manager(make: Factory):
    return make.user("contract_manager")


@pytest.fixture
def story(make: Factory, manager) -> Story:
    story = make.story(manager)
    make.run_pipeline()
    return story


def suggestions(make: Factory) -> list[Coding]:
    with make.session() as session:
        return list(
            session.exec(
                select(Coding)
                .where(Coding.status == CodingStatus.SUGGESTED)
                .order_by(Coding.segment_id, Coding.score.desc(), Coding.id)
            )
        )


def codings(make: Factory, *statuses: CodingStatus) -> list[Coding]:
    with make.session() as session:
        return [one for one in session.exec(select(Coding)) if one.status in statuses]


def segments(make: Factory, story: Story):
    with make.session() as session:
        story = session.get_one(Story, story.key)
        return list_segments(session, get_version(session, story, story.current_version).key)


def test_confirm_goes_to_the_next_suggestion_and_is_on_record(sign_in, manager, make, story):
    first, second, *_ = suggestions(make)
    answer = sign_in(manager).submit(
        f"/stories/{story.public_id}", {}, to=f"/tagging/{first.public_id}/confirm"
    )
    assert answer.status_code == 303
    assert answer.location.endswith(f"#note-{second.public_id}")
    with make.session() as session:
        assert session.get_one(Coding, first.key).status is CodingStatus.CONFIRMED
        assert session.get_one(Coding, first.key).decided_by_id == manager.id
        acts = [one.act for one in list_events_of(session, "Coding", str(first.public_id))]
    assert acts == ["confirm_coding"]


def test_reject_by_script_answers_204_and_leaves_no_notice(sign_in, manager, make, story):
    first = suggestions(make)[0]
    client = sign_in(manager)
    page = f"/stories/{story.public_id}"
    answer = client.submit(
        page,
        {},
        to=f"/tagging/{first.public_id}/reject",
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 204
    assert [one.id for one in codings(make, CodingStatus.REJECTED)] == [first.id]
    assert not client.page(page).xpath("//*[contains(@class, 'sb-notice--done')]")


def test_last_decision_says_that_none_is_left(sign_in, manager, make, story):
    client = sign_in(manager)
    page = f"/stories/{story.public_id}"
    for one in suggestions(make):
        answer = client.submit(page, {}, to=f"/tagging/{one.public_id}/confirm")
    assert answer.location.endswith("#story")
    assert "No suggestions are left" in client.text(page)


def test_change_confirms_with_another_theme(sign_in, manager, make, story):
    first = suggestions(make)[0]
    page = f"/tagging/{first.public_id}/change"
    client = sign_in(manager)
    shown = client.page(page)
    assert shown.xpath("//select[@id='theme']//option[@selected]")
    answer = client.submit(page, {"theme": "nature", "change": "worse"})
    assert answer.status_code == 303
    confirmed = codings(make, CodingStatus.CONFIRMED)
    assert [(one.origin, one.change.value) for one in confirmed] == [("person", "worse")]
    assert [one.id for one in codings(make, CodingStatus.REJECTED)] == [first.id]


@pytest.mark.parametrize(
    "data", [{}, {"theme": "", "change": ""}, {"theme": "x", "change": "better"}]
)
def test_change_to_nothing_is_422(sign_in, manager, make, story, data):
    first = suggestions(make)[0]
    answer = sign_in(manager).submit(f"/tagging/{first.public_id}/change", data)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.get_data(as_text=True)


def add(sign_in, manager, story, **data):
    page = f"/tagging/stories/{story.public_id}/add"
    return sign_in(manager).submit(page, {"version": "1", **data})


def test_add_by_ticked_sentences_codes_each(sign_in, manager, make, story):
    answer = add(sign_in, manager, story, sentences=["0", "3"], theme="nature", change="need")
    assert answer.status_code == 303
    confirmed = codings(make, CodingStatus.CONFIRMED)
    every = segments(make, story)
    assert {one.segment_id for one in confirmed} == {every[0].id, every[3].id}
    assert answer.location.endswith(f"#note-{confirmed[0].public_id}")


def test_add_by_selected_words_codes_the_sentences_they_touch(sign_in, manager, make, story):
    every = segments(make, story)
    answer = add(
        sign_in,
        manager,
        story,
        start=str(every[0].end - 3),
        end=str(every[1].start + 4),
        theme="nature",
        change="activity",
    )
    assert answer.status_code == 303
    confirmed = codings(make, CodingStatus.CONFIRMED)
    assert {one.segment_id for one in confirmed} == {every[0].id, every[1].id}


def test_add_without_theme_keeps_the_words_chosen(sign_in, manager, make, story):
    every = segments(make, story)
    answer = add(
        sign_in, manager, story, start=str(every[1].start), end=str(every[1].end), change="need"
    )
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Choose a theme." in text
    assert every[1].quote in text
    assert f'value="{every[1].start}"' in text
    assert not codings(make, CodingStatus.CONFIRMED)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"start": "x", "end": "y"},
        {"start": "5", "end": "5"},
        {"start": "-4", "end": "9"},
        {"start": "0", "end": "999999"},
        {"sentences": ["99"]},
        {"sentences": ["nonsense"]},
    ],
)
def test_add_to_no_sentence_is_422_with_the_form_kept(sign_in, manager, make, story, data):
    answer = add(sign_in, manager, story, theme="nature", change="need", **data)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Choose at least one sentence." in text
    assert '<option value="nature" selected>' in text


def test_add_to_a_version_that_is_no_longer_newest_is_422(sign_in, manager, make, story):
    answer = add(
        sign_in, manager, story, version="7", sentences=["0"], theme="nature", change="need"
    )
    assert answer.status_code == 422
    assert "has changed since" in answer.get_data(as_text=True)


def test_add_to_a_question_only_is_422(sign_in, manager, make):
    body = "INT: Do you have friends now?\nRES: Yes I have friends.\nINT: Good.\n"
    story = make.story(manager, body=body, kind=StoryKind.INTERVIEW_TRANSCRIPT)
    make.run_pipeline()
    asked = segments(make, story)[0]
    answer = add(
        sign_in,
        manager,
        story,
        start=str(asked.start),
        end=str(asked.end),
        theme="connection",
        change="better",
    )
    assert answer.status_code == 422
    assert "interviewer" in answer.get_data(as_text=True)


def test_sentence_in_the_address_is_ticked(sign_in, manager, make, story):
    one = segments(make, story)[2]
    page = sign_in(manager).page(
        f"/tagging/stories/{story.public_id}/add?sentence={one.start}-{one.end}"
    )
    assert page.xpath("//input[@name='sentences'][@checked]/@value") == ["2"]


def test_confirm_on_an_older_version_is_refused(sign_in, manager, make, story):
    first = suggestions(make)[0]
    with make.bank.database.transaction() as session:
        stories.publish_version(
            session,
            make.actor(manager),
            story=session.get_one(Story, story.key),
            title="New",
            body="Now I have friends.",
            note="",
            based_on=1,
        )
    client = sign_in(manager)
    token = client.token(f"/stories/{story.public_id}")
    answer = client.post(f"/tagging/{first.public_id}/confirm", data={"csrf_token": token})
    assert answer.status_code == 409
    assert not codings(make, CodingStatus.CONFIRMED)


def test_strangers_get_404_and_other_roles_403(sign_in, manager, make):
    contract = make.contract(manager.organisation)
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    first = suggestions(make)[0]
    stranger = sign_in(make.user("contract_manager"))
    verifier = sign_in(make.user("verifier"))
    for path in (f"/tagging/{first.public_id}/change", f"/tagging/stories/{story.public_id}/add"):
        assert stranger.get(path).status_code == 404
        assert verifier.get(path).status_code == 403
    for client, status in ((stranger, 404), (verifier, 403)):
        answer = client.submit("/stories", {}, to=f"/tagging/{first.public_id}/confirm")
        assert answer.status_code == status
    gone = stranger.submit("/stories", {}, to=f"/tagging/{uuid4()}/reject")
    assert gone.status_code == 404


def test_without_token_nothing_is_decided(sign_in, manager, make, app, story):
    first = suggestions(make)[0]
    answer = sign_in(manager).post(f"/tagging/{first.public_id}/confirm")
    assert answer.status_code == 400
    assert not codings(make, CodingStatus.CONFIRMED)
