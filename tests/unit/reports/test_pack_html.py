"""Every block of a pack as HTML: what opens, what carries a reference, what is gone."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import uuid4

import html5lib
import pytest
from lxml.html import HtmlElement, fromstring

from storybank.intake.models import StoryKind
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import (
    Basis,
    Cell,
    Facts,
    Figure,
    Head,
    Item,
    Listed,
    Pack,
    Paragraph,
    Picture,
    Section,
    StoryWhole,
    Strip,
    Table,
    Told,
    Voice,
)
from storybank.reports.pack.references import Reference, say_counted
from storybank.reports.renderers.html import Show, environment
from storybank.reports.rules import Show as Counted
from storybank.reports.rules import Stage, Wanted

WHOLE = (
    '{% from "reports/pack/pack.html" import pack_title, pack_front, pack_rest, pack_end %}'
    "<!DOCTYPE html><html lang='en'><head><title>A</title></head><body>"
    "{{ pack_title(pack, show) }}{{ pack_front(pack, show) }}{{ pack_rest(pack, show) }}"
    "{{ pack_end(pack, show) }}</body></html>"
)
PEOPLE = Figure(number=1234, of="people", behind={"show": "stories"}, rest="people", ref="F1")
FEW = Figure(number=None, of="people")
TOLD = Told(
    story="here",
    words="I <b>ring</b> them every day.",
    facts={
        "whose": "Maureen",
        "place": "Bury",
        "kind": "interview_transcript",
        "when": "3 June 2026",
        "codes": [["Friends", "better"]],
        "promise": "Run a lunch club",
        "stance": "supports",
        "finding": "partly_upheld",
        "method": "spoke",
        "verified_by": "Plain Sight",
        "checked_on": "2026-07-04",
        "sha256": "abc123",
    },
    may_open=True,
)
TABLE = Table(
    caption="Who was heard",
    head=(Head(text="Where"), Head(text="", change="worse", numeric=True)),
    rows=((Cell(line=("Bury",), header=True), Cell(line=(PEOPLE,), note=("of a few",))),),
)


def pack_of(*blocks: object, told: tuple[Told, ...] = (TOLD,), **rest: object) -> Pack:
    section = Section(key="answer", title="The answer", blocks=blocks, **rest)  # type: ignore[arg-type]
    return Pack(
        kind="board_pack",
        title="Board pack: all contracts",
        question="Whose lives have changed?",
        about="all contracts",
        period="",
        purpose="board",
        made_on="2026-11-30",
        footing="32 stories.",
        front=(section,),
        told=told,
    )


def set_as(pack: Pack, **show: object) -> HtmlElement:
    page = environment().from_string(WHOLE).render(pack=pack, show=Show(**show))  # type: ignore[arg-type]
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return fromstring(page)


def said(page: HtmlElement) -> str:
    return " ".join(page.xpath("string(//body)").split())


def test_a_figure_opens_what_it_counts_and_carries_its_reference() -> None:
    counted = (Reference(ref="F1", shown="1,234", says="People."),)
    page = set_as(
        pack_of(Paragraph(line=(PEOPLE, " were heard, and ", FEW, " were not."), role="lead")),
        link=lambda figure: f"/behind?show={figure.behind['show']}",
        references=counted,
    )
    (link,) = page.xpath("//a[@class='sb-figure']")
    assert (link.get("href"), link.text_content()) == ("/behind?show=stories", "1,234 people")
    assert page.xpath("//a[@class='sb-ref'][@href='#ref-F1']")
    assert "People: 1,234" in " ".join(page.get_element_by_id("ref-F1").text_content().split())
    assert "a few were not." in said(page)


def test_a_few_is_explained_once_and_only_where_it_is_said() -> None:
    explained = "so few people that it might point to one of them"
    assert said(set_as(pack_of(Paragraph(line=(FEW, FEW))))).count(explained) == 1
    assert explained not in said(set_as(pack_of(Paragraph(line=(PEOPLE,)))))


def test_a_voice_says_whose_it_is_how_it_was_checked_and_where_it_stands_whole() -> None:
    page = set_as(pack_of(Voice(told=0)), story=lambda told: f"/stories/{told.story}/read")
    assert page.xpath("string(//blockquote)") == "“I <b>ring</b> them every day.”"
    text = said(page)
    assert "Better Friends" in text
    assert "Maureen, Bury · interview, 3 June 2026" in text
    assert "Partly upheld by Plain Sight, who spoke with the storyteller, 4 July 2026" in text
    assert page.xpath("//figcaption/a/@href") == ["/stories/here/read"]


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        ("taken_back", "These words were taken back."),
        ("hidden", "These words may not be shown just now."),
    ],
)
def test_gone_words_are_nowhere_and_every_block_says_so(gone: str, says: str) -> None:
    told = (TOLD.model_copy(update={"gone": gone}),)
    cells = ((Cell(told=0), Cell(told=0, shows="sha256")),)
    heads = (Head(text="Words"), Head(text="Hash"))
    blocks = (
        Voice(told=0),
        StoryWhole(told=0),
        Listed(items=(Item(told=0, status="upheld"), Item(told=0, shows="reason"))),
        Table(caption="Words", head=heads, rows=cells),
    )
    text = said(set_as(pack_of(*blocks, told=told)))
    assert text.count(says) == 6
    for word in ("ring", "Maureen", "Bury", "abc123", "Plain Sight", "Run a lunch club"):
        assert word not in text


def test_what_is_told_about_somebody_is_not_quoted() -> None:
    page = set_as(pack_of(Voice(told=0), told=(TOLD.model_copy(update={"words": ""}),)))
    assert not page.xpath("//blockquote")
    assert "told about the storyteller, so it is counted but not quoted" in said(page)


def test_every_block_is_set_and_a_cell_shows_the_fact_it_names() -> None:
    page = set_as(
        pack_of(
            Strip(figures=((PEOPLE, "were heard"),)),
            Listed(items=(Item(line=("A promise",), href="/promise"),), ordered=True),
            Table(
                caption="Claims", head=(Head(text="Hash"),), rows=((Cell(told=0, shows="sha256"),),)
            ),
            Table(caption="None", head=(Head(text="A"),), rows=(), empty="Nobody spoke."),
            Facts(facts=(("Reference", ("C-1",)),)),
            StoryWhole(told=0),
            basis=Basis(sample="3 people.", method="Read."),
        ),
        href=lambda address: address,
    )
    assert page.xpath("string(//ul[@class='sb-strip']/li)").split() == [
        "1,234",
        "people",
        "were",
        "heard",
    ]
    assert page.xpath("//ol//a/@href") == ["/promise"]
    assert page.xpath("string(//td/code)") == "abc123"
    text = said(page)
    assert "Nobody spoke." in text
    assert "What this stands on: 3 people. Read." in text
    assert page.xpath("string(//dl//dt)") == "Reference"


def test_tables_scroll_inside_themselves_and_name_rows_columns_and_directions() -> None:
    page = set_as(pack_of(TABLE))
    (region,) = page.xpath("//div[@role='region'][@tabindex='0'][@aria-label='Who was heard']")
    assert region.xpath("string(.//caption)") == "Who was heard"
    assert [one.text_content() for one in region.xpath(".//th[@scope='col']")] == ["Where", "Worse"]
    assert region.xpath("string(.//th[@scope='row'])") == "Bury"


def test_a_picture_is_said_in_words_and_in_a_table_whatever_is_drawn() -> None:
    picture = Picture(
        key="p", drawing="funnel", title="How far", says="Of 80, 3 came.", data=(), table=TABLE
    )
    drawing = "<svg role='img'><title>How far</title></svg>"
    drawn = {"picture": lambda one, told: drawing}
    undrawn = set_as(pack_of(picture))
    assert undrawn.xpath("//figure[.//table]/p[.='Of 80, 3 came.']")
    paper = set_as(pack_of(picture), on_paper=True, **drawn)
    assert paper.xpath("//figure[.//svg]//table")
    assert not undrawn.xpath("//details") + paper.xpath("//details")
    folded = set_as(pack_of(picture), **drawn)
    assert folded.xpath("//figure//svg")
    assert "The same in a table" in folded.xpath("string(//figure/details/summary)")
    assert folded.xpath("//details//caption")


def test_numbers_stand_to_the_right_and_words_do_not() -> None:
    heads = (
        Head(text="Of what"),
        Head(text="People", numeric=True),
        Head(text="Done", numeric=True),
    )
    row = (Cell(line=("Bury",), header=True), Cell(line=(FEW,)), Cell(line=("95% of homes",)))
    page = set_as(pack_of(Table(caption="A", head=heads, rows=(row,))))
    right = page.xpath("//*[contains(@class, 'sb-table__numeric')]")
    assert [" ".join(one.text_content().split()) for one in right] == ["People", "a few"]


def test_headings_are_an_outline_without_gaps() -> None:
    inner = Section(key="c", title="Within", sections=(Section(key="d", title="Deeper"),))
    page = set_as(pack_of(StoryWhole(told=0), sections=(inner,)))
    outline = [one.tag for one in page.xpath("//*[self::h1 or self::h2 or self::h3 or self::h4]")]
    assert outline == ["h1", "h2", "h3", "h4"]
    assert len(page.xpath("//section/@id")) == len(set(page.xpath("//section/@id")))


def test_a_reference_says_in_words_what_is_counted() -> None:
    names = {("theme", "friends"): "Friends", ("only_place", "1"): "Bury"}
    figure = Figure(
        number=3,
        of="claims",
        behind={"show": "linked", "finding": "upheld", "stance": "supports", "only_place": "1"},
    )
    assert say_counted(figure, names) == (
        "Passages that a person linked to a promise, for it, upheld by somebody independent; "
        "place: Bury."
    )
    coded = Figure(number=3, of="passages", behind={"theme": "friends", "change": "worse"})
    assert "say something got worse; theme: Friends." in say_counted(coded, names)


def test_every_condition_of_a_figure_is_said_in_its_reference() -> None:
    some = uuid4()
    wanted: dict[str, Any] = {
        **dict.fromkeys(("promise", "item", "contract", "place", "spot", "sender"), some),
        **dict.fromkeys(("theme", "group", "supplier", "department", "unit", "whom"), "this"),
        "prompt": "mattered",
        "show": Counted.LINKED,
        "change": Change.WORSE,
        "stance": Stance.SUPPORTS,
        "finding": "upheld",
        "year": 2026,
        "kind": StoryKind.CASE_STUDY,
        "stage": Stage.SILENT,
    }
    assert wanted.keys() == {one.name for one in fields(Wanted)}
    plain = say_counted(Figure(number=1, of="people"), {})
    for name, value in wanted.items():
        figure = Figure(number=1, of="people", behind=Wanted(**{name: value}).query())
        assert say_counted(figure, {}) != plain, name
