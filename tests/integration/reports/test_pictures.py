"""Pictures of a bank show the numbers of their table, suppressed alike, and nobody's words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from config import Settings
from storybank.app import open_bank
from storybank.reports.pack.blocks import Figure, Picture
from storybank.reports.pack.material import Material
from storybank.reports.pack.pictures import (
    promise_funnel,
    theme_by_place,
    themes_by_direction,
    timeline,
)
from storybank.reports.renderers.pictures import draw, prepare
from storybank.reports.rules import Asked
from tests.factories.random_reports import fill


@pytest.fixture(scope="module")
def material(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Material]:
    home = tmp_path_factory.mktemp("pictures") / "home"
    shutil.copytree(empty_home, home)
    with closing(open_bank(Settings(home=home, secret_key="only for tests"))) as bank:
        manager = fill(bank, 4)
        with bank.database.reading() as session:
            yield Material(session, manager, Asked(), smallest=3)


@pytest.fixture(scope="module")
def pictures(material: Material) -> list[Picture]:
    wards = [one for one in material.tree.spots if not material.tree.below.get(one)]
    group = {"group": material.codes[0].group}
    return [
        promise_funnel(material),
        promise_funnel(material, group, key="of one priority"),
        themes_by_direction(material),
        themes_by_direction(material, wanted=group, key="themes of one priority"),
        theme_by_place(material, wards),
        timeline(material),
    ]


def shown(value: Any) -> str:
    return "a few" if value is None else f"{value:,}"


def test_pictures_show_the_numbers_of_their_table(pictures: list[Picture]) -> None:
    for one in pictures:
        figures = [
            part
            for row in one.table.rows
            for cell in row
            for part in cell.line
            if isinstance(part, Figure)
        ]
        numbers = [
            row[name]
            for row in one.data
            for name in ("number", "better", "worse", "need", "activity")
            if name in row
        ]
        assert numbers == [each.number for each in figures]
        assert any(numbers)
        drawing = draw(one, ())
        assert all(f">{shown(number)}<" in drawing for number in numbers if one.drawing != "funnel")
    hidden = [None in row.values() for one in pictures for row in one.data]
    assert any(hidden)


def test_pictures_hold_numbers_and_names_of_ours_alone(
    material: Material, pictures: list[Picture]
) -> None:
    ours = {one.name for one in material.codes} | {one.name for one in material.tree.spots.values()}
    for one in pictures:
        for row in one.data:
            for name, value in row.items():
                known = value in ours or name in ("stage", "words") or str(value).isdigit()
                assert value is None or known or value == "Day not known"


def test_pictures_of_nothing_are_made_and_not_drawn(material: Material) -> None:
    assert draw(themes_by_direction(material, []), ()) == ""
    assert draw(theme_by_place(material, []), ()) == ""


def test_what_draws_can_be_made_ready_before_anybody_reads() -> None:
    assert prepare()


def test_promise_funnel_tells_no_finding_that_sentences_beside_it_may_not_tell(
    material: Material,
) -> None:
    findings = ("upheld", "partly_upheld", "not_upheld", "could_not_tell")
    left_out = 0
    for one in material.contracts:
        narrowed = {"contract": one.public_id}
        told = promise_funnel(material, narrowed).data[-1]["number"]
        for rows in (findings, (*findings, "waiting")):
            asked = [{**narrowed, "finding": each} for each in rows]
            beside = material.series("claims", asked)[2].number
            assert told == beside or told is None
        large_enough = material.figure("claims", finding="not_upheld", **narrowed).number
        left_out += bool(large_enough) and told is None
    assert left_out  # for the sake of a smaller one
