"""A report in Word: everything that it says stands there, in parts that a screen reader knows."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

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
    lines_of,
    plain_text,
)
from storybank.reports.pack.pictures import journey_of_change
from storybank.reports.pack.references import Reference
from storybank.reports.renderers.pictures import says_of
from storybank.reports.renderers.word import word

PEOPLE = Figure(number=1234, of="people", rest="people", behind={"show": "stories"}, ref="F1")
FEW = Figure(number=None, of="people")
REFERENCES = (Reference(ref="F1", shown="1,234", says="People."),)
SARAH = Told(
    story="s1",
    words="I sing when I cook.\n\nMy girl \x07says\u202e so & laughs <3.",
    facts={
        "whose": "Sarah",
        "place": "Headland",
        "kind": "beneficiary_story",
        "when": "2026-06-03",
        "codes": [["Work", "better"]],
        "promise": "Train twelve cooks",
        "stance": "supports",
        "finding": "partly_upheld",
        "verified_by": "Plain Sight",
        "method": "spoke",
        "checked_on": "2026-07-01",
        "reason": "Nine were trained.",
        "title": "The kitchen",
        "chosen": "It shows the way back.",
        "came_of_it": ["Two more places."],
        "before": "I did not leave the house.",
        "happened": "Somebody rang.",
        "now": "I am in the kitchen.",
        "sha256": "ab" * 32,
    },
)
BACK = Told(story="", words="gone words", facts={"whose": "Nobody"}, gone="taken_back")
DATA = ({"name": "Work", "better": 12, "worse": 6, "need": None, "activity": 0},)
TABLE = Table(
    caption="The same in a table",
    head=(Head(text="Theme"), Head(text="", change="better", numeric=True), Head(text="Words")),
    rows=(
        (Cell(line=("Work",), header=True), Cell(line=(PEOPLE,)), Cell(told=0, note=("noted",))),
        (Cell(line=("Hash",)), Cell(line=(FEW,)), Cell(told=0, shows="sha256")),
    ),
)
THEMES = Picture(
    key="p", drawing="themes", title="Theme by theme", says="Work: 12.", data=DATA, table=TABLE
)
JOURNEY = journey_of_change(0)
FRONT = Section(
    key="answer",
    title="The answer",
    blocks=(
        Paragraph(line=(PEOPLE, " told us, and ", FEW, " did not.\x00"), role="lead"),
        Paragraph(line=("Mind this.",), role="warning"),
        Strip(figures=((PEOPLE, "told us"), (FEW, "were against"))),
        Voice(told=0),
        Voice(told=1),
    ),
    basis=Basis(sample="1,234 people.", method="As coded.", verified="By Plain Sight."),
)
REST = Section(
    key="rest",
    title="What was promised",
    new_page=True,
    blocks=(THEMES, JOURNEY, Facts(facts=(("Hash", ("abc",)),))),
    sections=(
        Section(
            key="deep",
            title="One story",
            blocks=(
                StoryWhole(told=0),
                Listed(items=(Item(line=("First",)), Item(told=0, status="upheld")), ordered=True),
                Listed(items=(Item(line=("Anew",), note=("quietly",)),), ordered=True),
                Table(caption="Nothing", head=(Head(text="A"),), rows=(), empty="None yet."),
            ),
        ),
    ),
)
PACK = Pack(
    kind="",
    title="Board pack: the Headland",
    question="Whose lives have changed?",
    about="the Headland",
    period="told since 1 May 2026",
    purpose="board",
    made_on="2026-11-30",
    footing="Twelve stories, read as they stood.",
    front=(FRONT,),
    sections=(REST,),
    told=(SARAH, BACK),
)


@pytest.fixture(scope="module")
def document() -> Any:
    return Document(io.BytesIO(word(PACK, references=REFERENCES)))


@pytest.fixture(scope="module")
def everything(document: Any) -> str:
    """All words of the body in reading order, and those of the footer."""
    said = [one.text or "" for one in document.element.body.iter(qn("w:t"))]
    foot = [one.text for one in document.sections[0].footer.paragraphs]
    return "".join(said) + "\n".join(foot)


def test_word_headings_are_the_outline_of_the_report(document: Any) -> None:
    outline = [
        (one.style.name, one.text)
        for one in document.paragraphs
        if one.style.name.startswith(("Title", "Heading"))
    ]
    assert outline == [
        ("Title", "Whose lives have changed?"),
        ("Heading 1", "The answer"),
        ("Heading 1", "What was promised"),
        ("Heading 2", "One story"),
        ("Heading 3", "The kitchen"),
        ("Heading 1", "What each figure counts"),
    ]
    breaks = [one.text for one in document.paragraphs if one.paragraph_format.page_break_before]
    assert breaks == ["What was promised", "What each figure counts"]


def test_word_says_its_title_and_language_and_names_nobody(document: Any) -> None:
    known = document.core_properties
    assert (known.title, known.language, known.author) == (PACK.title, "en-GB", "Storybank")
    assert known.comments == ""
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_word_everything_that_the_report_says_stands_there(everything: str) -> None:
    for section in PACK.every_section():
        assert section.title in everything
        for block in section.blocks:
            for line in lines_of(block):
                for part in line:
                    words = part if isinstance(part, str) else plain_text((part,))
                    assert words.strip().strip("\x00") in everything
    facts = SARAH.facts
    for name in ("whose", "promise", "reason", "title", "chosen", "before", "happened", "now"):
        assert str(facts[name]) in everything
    for words in ("I sing when I cook.", "My girl says so & laughs <3.", "Two more places."):
        assert words in everything
    for words in ("3 June 2026", "▲ Better: Work", "Partly upheld by Plain Sight", "None yet."):
        assert words in everything
    assert facts["sha256"] in everything
    assert "1,234 people. As coded. By Plain Sight." in everything
    assert PACK.footing in everything


def test_word_what_was_taken_back_says_so_and_no_more(everything: str) -> None:
    assert "These words were taken back." in everything
    assert "gone words" not in everything
    assert "Nobody" not in everything


def test_word_figures_lead_to_what_they_count(document: Any, everything: str) -> None:
    body = document.element.body
    anchors = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))}
    marks = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    assert anchors == marks == {"F1"}
    assert "1,234 people\u00a0[F1]" in everything
    assert "a few did not." in everything
    assert "“A few” stands where" in everything


def test_word_tables_mark_their_heads_and_have_names(document: Any) -> None:
    assert len(document.tables) == 4
    for table in document.tables:
        first, *others = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert not [row for row in others if row.trPr.find(qn("w:tblHeader")) is not None]
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    same = next(one for one in document.tables if one.cell(0, 0).text == "Theme")
    assert [cell.text for cell in same.rows[0].cells] == ["Theme", "▲ Better", "Words"]


def test_word_pictures_have_their_words(document: Any) -> None:
    described = [
        (shape._inline.docPr.get("title"), shape._inline.docPr.get("descr"))
        for shape in document.inline_shapes
    ]
    assert described == [(one.title, says_of(one, PACK.told)) for one in (THEMES, JOURNEY)]
    blobs = [part.blob for part in document.part.package.iter_parts() if "media" in part.partname]
    assert len(blobs) == 2
    assert all(one.startswith(b"\x89PNG") for one in blobs)


def test_word_quotations_and_lists_are_in_their_styles(document: Any) -> None:
    quoted = [one.text for one in document.paragraphs if one.style.name == "Quote"]
    assert quoted == ["“I sing when I cook.", "My girl says so & laughs <3.”"]
    numbered = [one for one in document.paragraphs if one.style.name == "List Number"]
    lists = [one._p.pPr.numPr.numId.val for one in numbered]
    assert lists[0] == lists[1] != lists[2]  # the second list begins with 1 again
    feet = document.sections[0].footer._element
    assert [one.get(qn("w:instr")) for one in feet.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_word_a_full_first_page_is_set_smaller_and_the_rest_is_not() -> None:
    many = Section(key="many", title="Many", blocks=(*[Voice(told=0)] * 9, *FRONT.blocks))
    pack = PACK.model_copy(update={"front": (FRONT, many), "sections": (REST.sections[0],)})
    for full, found in ((True, word(pack, references=())), (False, word(PACK, references=()))):
        document = Document(io.BytesIO(found))
        sizes = {
            run.font.size
            for one in document.paragraphs
            if one.style is not None and one.style.name == "Quote"
            for run in one.runs
        }
        assert sizes.isdisjoint({None}) is full
        story = [one for one in document.paragraphs if one.style and one.style.name == "Story"]
        assert {run.font.size for one in story for run in one.runs} == {None}
        small = [run.font.size for one in document.paragraphs for run in one.runs if run.font.size]
        assert all(Pt(7.5) <= one for one in small)
