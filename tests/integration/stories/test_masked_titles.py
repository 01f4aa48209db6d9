"""A name that stands in the title alone is covered as those in the words are."""

from __future__ import annotations

from sqlmodel import select

from storybank.stories.models import StoryVersion
from tests.factories.bank import Factory
from tests.web_client import words

BODY = "Before this I had nobody to talk to. Now I have friends I ring every day. She helped me."
TITLE = "Mau\u200breen Hartley's\u202e garden"  # what cannot be seen hides nothing


def titles(make: Factory) -> list[str]:
    with make.session() as session:
        return list(session.exec(select(StoryVersion.title)))


def test_a_name_in_the_title_alone_is_covered_where_nobody_looks(sign_in, make: Factory) -> None:
    manager = make.user("contract_manager")
    sent = make.submission(manager, body=BODY, title=TITLE)

    here = f"/intake/{sent.public_id}"
    sign_in(manager).submit(here, {}, to=f"{here}/accept")

    assert titles(make) == ["[a name]'s garden"]


def test_a_name_in_the_title_alone_is_put_before_whoever_looks(sign_in, make: Factory) -> None:
    manager = make.user("contract_manager")
    sent = make.submission(manager, body=BODY, title=TITLE)

    page = sign_in(manager).page(f"/masking/{sent.public_id}")

    assert "Name, in the title only" in words(page)
    assert "Maureen" not in page.xpath("//input[@id='title']/@value")[0]


def test_details_are_looked_for_also_where_the_page_was_never_opened(
    sign_in, make: Factory
) -> None:
    manager = make.user("contract_manager")
    sent = make.submission(manager, body=f"Maureen Hartley rang me. {BODY}", title="A garden")
    client = sign_in(manager)
    token = client.page(f"/intake/{sent.public_id}").xpath("//input[@name='csrf_token']/@value")[0]

    data = {"csrf_token": token, "act": "accept", "title": "A garden", "based_on": "0"}
    client.post(f"/masking/{sent.public_id}", data=data)

    with make.session() as session:
        bodies = session.exec(select(StoryVersion.body)).all()
    assert len(bodies) == 1
    assert "Maureen" not in bodies[0]
