"""Pictures: legible without colour, harmless in a page, silent about what may not be told."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from storybank.reports.pack.blocks import Picture, Table, Told
from storybank.reports.pack.pictures import journey_of_change, timeline_of_person
from storybank.reports.renderers.drawings.letters import width_of, wrap
from storybank.reports.renderers.pictures import NARROW, WIDE, draw, says_of

SVG = "{http://www.w3.org/2000/svg}"
NOTHING = Table(caption="The same in a table", head=(), rows=())
TOLD = (
    Told(
        story="s1",
        facts={
            "when": "3 June 2026",
            "title": "The kitchen at the Harbour",
            "codes": [["Work", "better"], ["Friends", "need"]],
            "before": "I had been out of work for two years & did not <leave> the house.",
            "happened": "The housing officer rang me.",
            "now": "I am in the kitchen four days a week.",
        },
    ),
    Told(story="s2", facts={"when": "May 2027", "title": "Taken back", "now": "x"}, gone="hidden"),
)


def line(name: str, *numbers: int | None) -> dict[str, Any]:
    return {
        "name": name,
        **dict(zip(("better", "worse", "need", "activity"), numbers, strict=True)),
    }


def picture(drawing: str, *rows: dict[str, Any], key: str = "one") -> Picture:
    return Picture(
        key=key,
        drawing=drawing,
        title=f"Of {drawing}",
        says="What it says.",
        data=rows,
        table=NOTHING,
    )


FUNNEL = picture(
    "funnel",
    {"stage": "promised", "words": "Promised", "number": 1240, "of": 1240},
    {"stage": "verified", "words": "Checked and upheld", "number": 310, "of": 1240},
    {"stage": "against", "words": "People speak against it", "number": 30, "of": 1240},
    {"stage": "silent", "words": "Nobody has told us", "number": 620, "of": 1240},
    {"stage": "not_upheld", "words": "Claims not upheld", "number": None},
)
THEMES = picture("themes", line("Housing", 17, 6, None, 9), line("Work", 0, 0, 12, None))
MATRIX = picture(
    "matrix",
    *(
        {"theme": theme, "place": place, "number": number}
        for theme in ("Housing", "Work")
        for place, number in (("Burn Valley", 8), ("Middlesbrough", None), ("Seaton", 0))
    ),
)
YEARS = picture("timeline", line("2025", 7, None, 0, 11), line("Day not known", 0, 0, 5, 0))
OF_NUMBERS = (FUNNEL, THEMES, MATRIX, YEARS)
OF_TOLD = (journey_of_change(0), timeline_of_person([0, 1]))


def drawn(one: Picture, width: int = WIDE) -> Element:
    found = fromstring(draw(one, TOLD, width=width))
    assert isinstance(found, Element)
    return found


def texts(svg: Element) -> list[str]:
    return [one.text or "" for one in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("one", [*OF_NUMBERS, *OF_TOLD], ids=lambda one: one.drawing)
def test_draw_any_picture_gives_svg_that_may_stand_in_a_page(one: Picture, width: int) -> None:
    svg = drawn(one, width)
    assert svg.get("role") == "img"
    assert svg.get("viewBox", "").startswith(f"0 0 {width} ")
    assert "width" not in svg.attrib
    alternative = [
        svg.find(f".//*[@id='{name}']") for name in svg.get("aria-labelledby", "").split()
    ]
    assert [part.text for part in alternative if part is not None] == [
        one.title,
        says_of(one, TOLD),
    ]
    for part in svg.iter():
        assert part.tag.removeprefix(SVG) not in {"style", "script", "image", "a", "use"}
        assert not {name for name in part.attrib if name == "style" or name.startswith("on")}
        assert not {"href", "class"} & {name.rpartition("}")[2] for name in part.attrib}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("one", [*OF_NUMBERS, *OF_TOLD], ids=lambda one: one.drawing)
def test_draw_words_are_large_enough_and_within_the_picture(one: Picture, width: int) -> None:
    svg = drawn(one, width)
    _, _, wide, tall = map(float, svg.get("viewBox", "").split())
    for part in svg.iter(f"{SVG}text"):
        size = float(part.get("font-size", "0px").removesuffix("px"))
        place = re.fullmatch(r"translate\((.+),(.+)\)", part.get("transform", ""))
        assert size >= 11
        assert place is not None
        x, y = map(float, place.groups())
        long = width_of(part.text or "", size)
        start = x - {"start": 0, "middle": long / 2, "end": long}[part.get("text-anchor", "start")]
        assert start >= -2
        assert start + long <= wide + 6  # the serif is a little narrower than the sans
        assert 0 < y <= tall


def test_draw_numbers_stand_as_words_and_small_ones_as_a_few() -> None:
    assert {"17", "6", "12", "9", "0", "a few"} <= set(texts(drawn(THEMES)))
    assert {"8", "a few", "0"} <= set(texts(drawn(MATRIX)))
    assert {"7", "11", "5", "a few", "0"} <= set(texts(drawn(YEARS)))
    assert {"1,240", "310", "of 1,240", "a few claims were not upheld"} <= set(texts(drawn(FUNNEL)))


def test_draw_each_direction_has_a_look_of_its_own_without_colour() -> None:
    svg = drawn(THEMES)
    fills = {
        part.get("fill", "").rpartition("-")[2]
        for part in svg.iter(f"{SVG}path")
        if part.get("fill")
    }
    assert {"worse)", "need)", "open)"} <= fills  # stripes, dots, empty
    assert "#0f6b5c" in fills  # better alone is solid
    few = [part for part in svg.iter(f"{SVG}path") if part.get("stroke-dasharray")]
    assert len(few) == 2  # one for each number too small to be told


def test_draw_two_pictures_of_a_page_share_no_id() -> None:
    other = THEMES.model_copy(update={"key": "two"})
    ids = [
        part.get("id")
        for svg in (drawn(THEMES), drawn(THEMES, NARROW), drawn(other))
        for part in svg.iter()
        if part.get("id")
    ]
    assert len(ids) == len(set(ids))


def test_draw_what_may_not_be_shown_is_in_no_picture() -> None:
    assert "Taken back" not in draw(timeline_of_person([0, 1]), TOLD)
    assert draw(journey_of_change(1), TOLD) == ""
    taken_back = (TOLD[0].model_copy(update={"gone": "taken_back"}), TOLD[1])
    whole = draw(journey_of_change(0), TOLD)
    assert "The housing officer rang me." in says_of(journey_of_change(0), TOLD)
    assert whole
    # Not remembered: the same picture, after its words went.
    assert draw(journey_of_change(0), taken_back) == ""
    assert "officer" not in says_of(journey_of_change(0), taken_back)


def test_draw_nothing_but_noughts_and_a_few_is_no_picture() -> None:
    assert draw(picture("themes", line("Housing", None, 0, None, 0)), ()) == ""
    assert draw(picture("matrix"), ()) == ""
    assert draw(picture("of something else", {"number": 3}), ()) == ""


def test_draw_what_cannot_be_drawn_leaves_the_report_and_no_word_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(spec: object, **how: object) -> str:
        raise ValueError(f"Not to be drawn: {spec}")

    monkeypatch.setattr("vl_convert.vegalite_to_svg", fail)
    assert draw(journey_of_change(0), TOLD) == ""
    assert "A picture could not be drawn: journey" in caplog.text
    assert "officer" not in caplog.text


def test_wrap_no_line_is_wider_than_its_room_and_no_letter_is_lost() -> None:
    words = "Donaudampfschifffahrtsgesellschaft and a home of one’s own, Kraków to Łódź"
    lines = wrap(words, 90, 14)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(width_of(one, 14) <= 90 for one in lines)
