"""What ships: loaded once, complete where it says so, and matched with our themes."""

from __future__ import annotations

import re

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.codebook.queries import codes_by_slug
from storybank.frameworks import queries, service
from storybank.frameworks.models import Framework

OPERATOR = Actor.operator()
EDITIONS = {
    "svm-2020": "1.1",
    "svm-2025": "2025",
    "ons-domains": "July 2023",
    "five-ways": "2008",
    "svi-principles": "Eight principles",
    "sdg": "2015",
    "sv-act-2012": "2012",
    "pa2023-ratings": "2023",
}


def shipped(session: Session, slug: str) -> Framework:
    found = queries.find_edition(session, None, slug, EDITIONS[slug])
    assert found is not None
    return found


def test_every_shipped_edition_is_there_once_and_stays_as_loaded(session: Session) -> None:
    before = queries.list_frameworks(session, OPERATOR)
    item = queries.list_items(session, shipped(session, "svm-2020").key)[0]
    item.name = "Changed under contracts"
    session.flush()

    again = service.load_shipped(session, OPERATOR)

    assert again == []
    assert sorted(one.slug for one in before) == sorted(EDITIONS)
    assert queries.list_items(session, shipped(session, "svm-2020").key)[0].name == item.name


def test_shipped_models_have_the_items_that_are_sure_and_no_others(session: Session) -> None:
    old = queries.list_items(session, shipped(session, "svm-2020").key)
    new = shipped(session, "svm-2025")

    assert sum(one.level == "award criterion" for one in old) == 24
    assert not new.is_complete
    assert {one.code for one in queries.list_items(session, new.key)} == {
        *("M1", "M2", "M3", "M4", "M5"),
        *("O1", "1a", "1b", "1c", "1d"),
    }
    for framework in queries.list_frameworks(session, OPERATOR):
        for item in queries.list_items(session, framework.key):
            assert not re.search(r"[\[\]]|not obtained|£|TOMs", item.name + item.text), item.code


def test_shipped_crosswalks_answer_for_themes(session: Session) -> None:
    codes = codes_by_slug(session)
    model, act = shipped(session, "svm-2020"), shipped(session, "sv-act-2012")
    asked = [codes[one].key for one in ("skills", "home")]

    found = queries.items_of_codes(session, model.key, asked)

    assert [one.code for one in found[asked[0]]] == ["1.1", "2.2", "2.3", "5.2", "6.2"]
    assert found[asked[1]] == [], "a secure home is outside this model"
    pillars = queries.items_of_codes(session, act.key, [one.key for one in codes.values()])
    for code in codes.values():
        assert [one.code for one in pillars[code.key]] == [code.act_pillar]
