"""Editions and items: who may change what, what stays under contracts, what may leave the bank."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.codebook.queries import codes_by_slug
from storybank.commitments.models import Commitment, CommitmentItem, Contract
from storybank.core.errors import AlreadyHeld, NotAllowed, NotFound, RuleBroken
from storybank.frameworks import queries, service
from storybank.frameworks.models import Crosswalk, Framework, FrameworkItem
from storybank.frameworks.readers import read_framework
from storybank.frameworks.service import CharterTerms, ImportTerms
from tests.factories.bank import Factory

OPERATOR = Actor.operator()
SHEET = "code,parent,name,themes\nNT1,,Local jobs,employment\nNT1a,NT1,People hired,nowhere\n"
HELD = ImportTerms(title="Licensed list", edition="2024", licence="CC BY-NC-ND 4.0")


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


@pytest.fixture
def actor(manager: User) -> Actor:
    return actor_of(manager)


def bring_in(
    session: Session, actor: Actor, tmp_path: Path, words: str = SHEET, terms: ImportTerms = HELD
) -> Framework:
    path = tmp_path / "list.csv"
    path.write_text(words, encoding="utf-8")
    read = read_framework(path, name=path.name)
    return service.import_framework(session, actor, read=read, terms=terms)[0]


def charter(session: Session, actor: Actor) -> tuple[Framework, FrameworkItem]:
    made = service.make_charter(
        session, actor, terms=CharterTerms(title="Moor End charter", edition="2026")
    )
    priority = service.add_item(session, actor, framework=made, name="A bus that comes")
    service.add_item(session, actor, framework=made, name="Run it on Sundays", parent=priority)
    return made, priority


def let_under(session: Session, contract: Contract, framework: Framework) -> None:
    session.get_one(Contract, contract.key).framework_id = framework.id
    session.flush()


def test_import_without_the_licences_leave_is_never_exported(session, actor, tmp_path) -> None:
    held = bring_in(session, actor, tmp_path)
    variant = service.make_variant(
        session, actor, parent=held, title="Our licensed list", edition="1"
    )
    for framework in (held, variant):
        for ending in ("csv", "yaml"):
            with pytest.raises(RuleBroken, match="not exported"):
                service.export_framework(session, actor, framework=framework, ending=ending)


@pytest.mark.parametrize("ending", ["csv", "yaml"])
def test_export_can_be_brought_in_again_and_says_the_same(session, actor, tmp_path, ending) -> None:
    model = queries.find_edition(session, None, "svm-2020", "1.1")
    assert model

    path = tmp_path / f"model.{ending}"
    words = service.export_framework(session, actor, framework=model, ending=ending)
    path.write_text(words, encoding="utf-8", newline="")
    again = read_framework(path, name=path.name)

    held = queries.list_items(session, model.key)
    themes = queries.themes_of_items(session, [one.key for one in held])
    assert again.problems == ()
    assert [(one.code, one.name, one.text, list(one.themes)) for one in again.items] == [
        (one.code, one.name, one.text, themes[one.key]) for one in held
    ]


def test_import_with_broken_rows_is_refused_or_marked_incomplete(session, actor, tmp_path) -> None:
    broken = SHEET + "NT2,NT9,Lost,\n"
    with pytest.raises(RuleBroken, match="nothing was brought in"):
        bring_in(session, actor, tmp_path, broken)
    terms = ImportTerms(title="Part", edition="1", licence="Ours", broken_rows_left_out=True)

    held = bring_in(session, actor, tmp_path, broken, terms)

    assert not held.is_complete
    assert [one.code for one in queries.list_items(session, held.key)] == ["NT1", "NT1a"]


def test_import_wants_a_licence_and_a_new_edition(session, actor, tmp_path) -> None:
    with pytest.raises(RuleBroken, match="licence"):
        bring_in(session, actor, tmp_path, terms=ImportTerms(title="List", edition="1"))
    bring_in(session, actor, tmp_path)
    with pytest.raises(AlreadyHeld):
        bring_in(session, actor, tmp_path)


def test_imported_editions_are_read_by_their_organisation_alone(
    session, actor, tmp_path, make: Factory
) -> None:
    session.commit()
    other = actor_of(make.user("contract_manager"))
    held = bring_in(session, actor, tmp_path)

    assert held in queries.list_frameworks(session, actor)
    assert held not in queries.list_frameworks(session, other)
    assert held in queries.list_frameworks(session, other, also=[held.key])
    with pytest.raises(NotFound):
        queries.get_framework(session, other, held.public_id)
    with pytest.raises(NotAllowed):
        service.remove_framework(session, other, framework=held)


@pytest.mark.parametrize("named_by", ["contract", "commitment", "variant"])
def test_an_edition_in_use_keeps_its_words_and_the_next_one_may_change(
    session, actor, manager, make: Factory, named_by
) -> None:
    session.commit()
    contract = make.contract(manager.organisation)
    commitment = make.commitment(contract)
    made, priority = charter(session, actor)
    if named_by == "contract":
        let_under(session, contract, made)
    elif named_by == "commitment":
        held = session.get_one(Commitment, commitment.key)
        session.add(CommitmentItem(commitment_id=held.key, item_id=priority.key))
        session.flush()
    else:
        service.make_variant(session, actor, parent=made, title="Ours", edition="1")

    acts = (
        lambda: service.add_item(session, actor, framework=made, name="More"),
        lambda: service.change_item(
            session, actor, framework=made, item=priority, name="Less", code="1"
        ),
        lambda: service.leave_out_item(session, actor, framework=made, item=priority),
        lambda: service.move_item(session, actor, framework=made, item=priority, up=False),
        lambda: service.remove_framework(session, actor, framework=made),
    )
    for act in acts:
        with pytest.raises(RuleBroken, match="rest on this edition"):
            act()
    following = service.start_edition(session, actor, framework=made, edition="2027")
    first, second = queries.list_items(session, following.key)
    service.change_item(
        session, actor, framework=following, item=first, name="A bus at night", code="1"
    )

    assert second.parent_id == first.key
    assert queries.list_items(session, made.key)[0].name == "A bus that comes"
    if named_by == "contract":
        assert session.get_one(Contract, contract.key).framework_id == made.id


def test_a_variant_keeps_what_each_item_was_made_from(session, actor) -> None:
    act = queries.find_edition(session, None, "sv-act-2012", "2012")
    assert act
    variant = service.make_variant(session, actor, parent=act, title="Our pillars", edition="1")
    economic, social, environmental = queries.list_items(session, variant.key)
    service.change_item(
        session, actor, framework=variant, item=social, name="People", code="social"
    )
    service.leave_out_item(session, actor, framework=variant, item=environmental)
    service.add_item(session, actor, framework=variant, name="Language", code="language")

    found = queries.compare_with_parent(session, variant)

    assert [(one.differs.value, (one.after or one.before).code) for one in found] == [
        ("same", "economic"),
        ("reworded", "social"),
        ("added", "language"),
        ("left_out", "environmental"),
    ]
    themes = queries.themes_of_items(session, [economic.key])
    assert (
        themes[economic.key]
        == queries.themes_of_items(session, [economic.origin_item_id])[economic.origin_item_id]
    ), "the crosswalk comes along"


def test_nobody_changes_what_ships_or_what_a_publisher_wrote(session, actor, tmp_path) -> None:
    model = queries.find_edition(session, None, "five-ways", "2008")
    assert model
    with pytest.raises(NotAllowed):
        service.add_item(session, actor, framework=model, name="Sing")
    with pytest.raises(RuleBroken, match="local variant"):
        service.add_item(session, OPERATOR, framework=model, name="Sing")
    held = bring_in(session, actor, tmp_path)
    with pytest.raises(RuleBroken, match="publisher"):
        service.add_item(session, actor, framework=held, name="Sing")
    with pytest.raises(NotAllowed):
        service.remove_framework(session, actor, framework=model)


def test_leaving_an_item_out_takes_what_hangs_on_it(session, actor) -> None:
    made, priority = charter(session, actor)

    assert service.leave_out_item(session, actor, framework=made, item=priority) == 2
    assert queries.list_items(session, made.key) == []
    service.remove_framework(session, actor, framework=made)
    assert queries.find_edition(session, actor.organisation_id, made.slug, "2026") is None


def test_moved_items_change_places_with_their_neighbours(session, actor) -> None:
    made, first = charter(session, actor)
    second = service.add_item(session, actor, framework=made, name="A park")

    service.move_item(session, actor, framework=made, item=second, up=True)
    service.move_item(session, actor, framework=made, item=second, up=True)

    assert [one.code for one in queries.list_items(session, made.key)] == ["2", "1", "1.1"]
    with pytest.raises(AlreadyHeld):
        service.change_item(session, actor, framework=made, item=first, name="A", code="2")


def test_set_themes_keeps_what_shipped_and_says_who_added(session, actor, manager) -> None:
    model = queries.find_edition(session, None, "five-ways", "2008")
    assert model
    give = queries.list_items(session, model.key)[-1]
    codes = codes_by_slug(session)

    service.set_themes(
        session, actor, framework=model, item=give, codes=[codes["purpose"], codes["community"]]
    )

    rows = session.exec(
        select(Crosswalk).where(Crosswalk.item_id == give.id).order_by(col(Crosswalk.id))
    ).all()
    assert [(one.code_id, one.origin, one.made_by_id) for one in rows] == [
        (codes["purpose"].key, "shipped", None),
        (codes["community"].key, "person", manager.id),
    ]
    service.set_themes(session, actor, framework=model, item=give, codes=[])
    assert session.exec(select(func.count()).where(Crosswalk.item_id == give.id)).one() == 0


def test_those_who_keep_no_frameworks_change_none(session, make: Factory) -> None:
    session.commit()
    reader = actor_of(make.user("board_reader"))
    with pytest.raises(NotAllowed):
        service.make_charter(session, reader, terms=CharterTerms(title="Ours", edition="1"))
    with pytest.raises(NotAllowed):
        queries.list_frameworks(session, actor_of(make.user("safeguarding_lead")))


def test_exported_sheet_has_one_row_an_item(session, actor) -> None:
    goals = queries.find_edition(session, None, "sdg", "2015")
    assert goals

    words = service.export_framework(session, actor, framework=goals, ending="csv")

    rows = list(csv.DictReader(words.splitlines()))
    assert len(rows) == 17
    assert rows[6]["themes"] == "money; climate"
