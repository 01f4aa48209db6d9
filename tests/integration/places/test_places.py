"""The tree of places: kept by hand, taken from a file, merged."""

from __future__ import annotations

import json

import pytest

from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.core.paths import PROJECT_ROOT
from storybank.core.uploads import ReadLimits
from storybank.places import queries, service
from storybank.places.importing import Outcome, import_places, read_places
from storybank.places.models import Place, PlaceLevel
from storybank.places.service import PlaceTerms

OPERATOR = Actor.operator()
SAMPLE = PROJECT_ROOT / "tests" / "samples" / "places.csv"


def add(session, name, level="ward", parent=None, **terms):
    values = PlaceTerms(PlaceLevel(level), name, **terms)
    return service.add_place(session, OPERATOR, terms=values, parent=parent)


def take_in(session, tmp_path, *lines):
    path = tmp_path / "places.csv"
    path.write_text("\n".join(("level,code,name,parent,also_called", *lines)), encoding="utf-8")
    table = read_places(path, name=path.name, limits=ReadLimits())
    return import_places(session, OPERATOR, table=table)


def test_add_place_wants_a_larger_place_and_a_free_name(session) -> None:
    town = add(session, "Gateshead", "authority", code="E08000037")
    ward = add(session, "Felling", parent=town, also_called="Felling;The Felling")

    assert ward.also_called == "The Felling"
    assert queries.subtree_of(session, town.key) == [town.key, ward.key]
    for terms, parent in [
        (PlaceTerms(PlaceLevel.WARD, "felling"), town),
        (PlaceTerms(PlaceLevel.WARD, "Heworth"), ward),
        (PlaceTerms(PlaceLevel.WARD, ""), town),
        (PlaceTerms(PlaceLevel.WARD, "Heworth", "e08000037"), town),
    ]:
        with pytest.raises(RuleBroken):
            service.add_place(session, OPERATOR, terms=terms, parent=parent)


def test_places_are_kept_by_managers_and_analysts_only(session, make) -> None:
    actor = actor_of(make.user("board_reader"))
    with pytest.raises(NotAllowed):
        service.add_place(session, actor, terms=PlaceTerms(PlaceLevel.WARD, "Felling"))


def test_change_place_moves_it_but_not_into_itself(session) -> None:
    county, other = add(session, "County", "authority"), add(session, "Other", "authority")
    area = add(session, "Area", "area", county)
    terms = PlaceTerms(PlaceLevel.AREA, "Area")

    service.change_place(session, OPERATOR, place=area, terms=terms, parent=other)
    assert area.parent_id == other.id
    terms = PlaceTerms(PlaceLevel.AUTHORITY, "Other")
    with pytest.raises(RuleBroken):
        service.change_place(session, OPERATOR, place=other, terms=terms, parent=area)
    add(session, "Ward", "ward", area)
    terms = PlaceTerms(PlaceLevel.WARD, "Area")
    with pytest.raises(RuleBroken):  # it holds a ward
        service.change_place(session, OPERATOR, place=area, terms=terms, parent=other)


def test_merge_places_keeps_names_and_what_lies_within(session) -> None:
    kept, double = add(session, "Hull", "authority"), add(session, "Kingston upon Hull", "area")
    double.code, double.also_called = "E06000010", "Ull"
    ward = add(session, "Orchard Park", parent=double)

    service.merge_places(session, OPERATOR, place=double, into=kept)

    assert kept.also_called == "Kingston upon Hull; Ull"
    assert (kept.code, ward.parent_id) == ("E06000010", kept.id)
    tree = queries.load_tree(session)
    assert tree.named("Orchard Park, Ull") == ward.id
    assert double.id in tree.subtree(kept.key)
    assert queries.get_place(session, double.public_id).id == kept.id
    with pytest.raises(RuleBroken):
        service.merge_places(session, OPERATOR, place=ward, into=kept)


def test_import_places_in_any_order_and_again(session, tmp_path) -> None:
    lines = (
        "ward,E05000001,Bridge,E06000001,",
        "ward,,Bridge,Gateshead,",
        "authority,E06000001,Hartlepool,North East,Poolie",
        "authority,,Gateshead,North East,",
        "region,,North East,,",
    )
    told = take_in(session, tmp_path, *lines)

    assert {line.outcome for line in told} == {Outcome.ADDED}
    tree = queries.load_tree(session)
    assert tree.full_name(tree.named("Bridge, Poolie")) == "Bridge, Hartlepool, North East"
    again = take_in(session, tmp_path, *lines)
    assert {line.outcome for line in again} == {Outcome.HELD}
    more = take_in(session, tmp_path, "authority,E08000037,Gateshead,,Gatesheed")
    assert more[0].outcome is Outcome.CHANGED
    tree = queries.load_tree(session)
    assert tree.named("Gatesheed") == tree.named("E08000037") == tree.named("Gateshead")
    assert tree.path(tree.named("Gatesheed"))[0].name == "North East"


def test_import_places_tells_each_row_that_cannot_be_added(session, tmp_path) -> None:
    told = take_in(
        session,
        tmp_path,
        "area,A1,One,A2,",
        "area,A2,Two,A3,",
        "area,A3,Three,A1,",
        "ward,,Inside,One,",
        "ward,,Lost,Nowhere,",
        "village,,Small,,",
        "ward,,,,",
        "region,,North,Town,",
        "authority,,Town,,",
        "ward,,Bridge,Town,",
        "ward,,bridge,Town,",
    )

    assert [line.name for line in told if line.outcome is Outcome.ADDED] == ["Town", "Bridge"]
    reasons = [line.reason for line in told]
    assert all("lie within itself" in reason for reason in reasons[:3])
    assert "row 2" in reasons[3]
    assert "no place “Nowhere”" in reasons[4]
    assert "level must be" in reasons[5]
    assert "name" in reasons[6]
    assert "no larger place" in reasons[7]
    assert "twice" in reasons[10]


def test_import_places_takes_many_wards(session, tmp_path) -> None:
    wards = [f"ward,E05{n:06},Ward {n},Town {n % 60}," for n in range(600)]
    towns = [f"authority,,Town {n},," for n in range(60)]

    told = take_in(session, tmp_path, *wards, *towns)

    assert {line.outcome for line in told} == {Outcome.ADDED}
    tree = queries.load_tree(session)
    assert tree.named("Town 7, Ward 7") == tree.named("E05000007")
    assert len(session.get_one(Place, tree.named("Town 7")).also_called) == 0


def test_the_demonstrations_places_are_taken_in_and_named_by_its_stories(session) -> None:
    table = read_places(SAMPLE, name=SAMPLE.name, limits=ReadLimits())

    told = import_places(session, OPERATOR, table=table)

    assert {line.outcome for line in told} == {Outcome.ADDED}
    tree = queries.load_tree(session)
    stories = PROJECT_ROOT / "nlp_models" / "corpus" / "stories"
    places = {
        json.loads(line)["place"]
        for name in ("D.jsonl", "E.jsonl")
        for line in (stories / name).read_text(encoding="utf-8").splitlines()
    }
    assert places - set(tree.place_of_each(places)) == set()
