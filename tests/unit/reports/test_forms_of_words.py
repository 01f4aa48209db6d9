"""A pack as plain text, as tables and in easy words: everything that it says stands there."""

from __future__ import annotations

import csv
import io
from typing import Any

import lxml.html
import pytest
from openpyxl import load_workbook

from storybank.reports.pack.blocks import (
    Basis,
    Cell,
    EasyLine,
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
)
from storybank.reports.pack.references import Reference
from storybank.reports.renderers import easy_read, tables, text
from tests.reading_age import reading_age, sentences_of

PEOPLE = Figure(number=1234, of="people", rest="people", behind={"show": "stories"}, ref="F1")
WORSE = Figure(number=7, of="passages", behind={"change": "worse"}, ref="F2")
FEW = Figure(number=None, of="people")
NONE = Figure(number=0, of="promises")
REFERENCES = (
    Reference(ref="F1", shown="1,234", says="People."),
    Reference(ref="F2", shown="7", says="Passages that say something got worse."),
)
FORMULA = '=HYPERLINK("http://evil.example","look")'
AMINA = Told(
    story="s1",
    words="Now I ring my friends every day. We meet on Tuesdays at the club.",
    facts={
        "whose": "Amina",
        "place": "Moss Side",
        "kind": "beneficiary_story",
        "when": "2026-06-03",
        "promise": "Run a lunch club",
        "stance": "supports",
        "finding": "partly_upheld",
        "verified_by": "Voluntary Action",
        "method": "spoke",
        "checked_on": "2026-07-01",
        "reason": "The club ran half the weeks.",
        "chosen": "It shows the way from nobody to many.",
        "title": "Friends on a Tuesday",
        "before": "I had nobody.",
        "happened": "I went to the club.",
        "now": "I have friends.",
        "sha256": "ab" * 32,
    },
)
BACK = Told(story="", gone="taken_back")
HIDDEN = Told(story="", gone="hidden")
TABLE = Table(
    caption="Promises of [all]/contracts: how far each has come, in this year and before",
    head=(Head(text="Promise"), Head(text="People", numeric=True), Head(text="", change="worse")),
    rows=(
        (Cell(line=("Lunch club",), header=True), Cell(line=(PEOPLE,)), Cell(line=(FEW,))),
        (Cell(line=(FORMULA,), header=True), Cell(line=(NONE,)), Cell(told=0, shows="sha256")),
    ),
)
PACK = Pack(
    kind="board_pack",
    title="What changed at Moss Side",
    question="Whose lives have changed?",
    about="the lunch club",
    period="told in 2026",
    purpose="board",
    made_on="2026-09-01",
    footing="40 stories, as boards were allowed to read them.",
    front=(
        Section(
            key="answer",
            title="The answer",
            blocks=(
                Paragraph(line=(PEOPLE, " told us."), role="lead"),
                Strip(figures=((WORSE, "times something got worse"), (FEW, "people in a ward"))),
                Voice(told=0),
                Voice(told=1),
                Voice(told=2),
            ),
            basis=Basis(sample="40 people.", days="Told in June 2026.", verified="Nobody yet."),
        ),
    ),
    sections=(
        Section(
            key="rest",
            title="The rest",
            blocks=(StoryWhole(told=0), TABLE, Facts(facts=(("Of whom", (PEOPLE,)),))),
            sections=(
                Section(
                    key="deep",
                    title="Deeper",
                    blocks=(
                        Listed(items=(Item(line=("Bus fares",), status="silent", note=(WORSE,)),)),
                        Picture(
                            key="p",
                            drawing="promise_funnel",
                            title="From promised to verified",
                            says="Of 10 promises, 2 were verified.",
                            data=({"stage": "promised", "number": 10},),
                            table=TABLE.model_copy(update={"caption": "The same in a table"}),
                        ),
                    ),
                ),
            ),
        ),
    ),
    easy=(
        EasyLine(sign="people", line=(PEOPLE, " told us about their lives.")),
        EasyLine(sign="missing", line=("We have not heard from ", FEW, " people.")),
        EasyLine(sign="promise", line=("Firms made 10 promises.",)),
    ),
    told=(AMINA, BACK, HIDDEN),
    stories=40,
)


def flat(words: str) -> str:
    return " ".join(words.split())


def test_text_says_everything_a_pack_says_within_its_width() -> None:
    words = text.text(PACK, first_page=False, references=REFERENCES)
    assert max(map(len, words.splitlines())) <= 80  # a hash is not broken, all else keeps to 72
    assert [one for one in words.splitlines() if len(one) > text.WIDTH] == [
        one for one in words.splitlines() if "ab" * 32 in one and len(one) > text.WIDTH
    ]
    said = flat(words)
    for section in PACK.every_section():
        assert section.title in said
        for block in section.blocks:
            for line in lines_of(block):
                assert all(part.strip() in said for part in line if isinstance(part, str))
    for fact in ("whose", "place", "promise", "verified_by", "reason", "chosen", "before", "now"):
        assert AMINA.facts[fact] in said, fact
    assert f"“{AMINA.words}”" in said
    assert "1,234 people [F1] told us." in said
    assert "a few people in a ward" in said
    assert "Partly upheld by Voluntary Action, who spoke with the storyteller, 1 July 2026." in said
    assert "These words were taken back." in said
    assert "These words may not be shown just now." in said
    assert "[F2] 7. Passages that say something got worse." in said
    assert "“A few”" in said
    assert said.endswith(PACK.footing)


def test_text_of_the_first_page_holds_no_more_than_that() -> None:
    words = flat(text.text(PACK, references=REFERENCES))
    assert "The answer" in words
    assert "1,234 people told us about their lives." in words, "the easy words stand in it"
    assert "The rest" not in words
    assert PACK.footing in words


def test_text_holds_no_control_characters() -> None:
    odd = AMINA.model_copy(update={"words": "Be\x07fore\u202e after\x1b[31m"})
    words = text.text(PACK.model_copy(update={"told": (odd, BACK, HIDDEN)}), first_page=False)
    assert "Before after[31m" in words


def test_every_figure_stands_in_the_csv_once_for_each_place_and_no_cell_is_a_formula() -> None:
    data = tables.csv(PACK, REFERENCES)
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert tuple(head) == tables.COLUMNS
    numbers = [row[3] for row in rows]
    assert numbers == [
        "1234",
        "7",
        "a few",
        "1234",
        "a few",
        "0",
        "1234",
        "7",
        "1234",
        "a few",
        "0",
    ]
    assert rows[1][:2] == ["F2", "The answer"]
    assert rows[1][4:] == ["Passages that say something got worse.", "change=worse"]
    assert rows[3][2].endswith("Lunch club, People")
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert AMINA.words not in data.decode("utf-8-sig")


def test_a_workbook_has_a_sheet_for_each_table_and_numbers_stay_numbers() -> None:
    book = load_workbook(io.BytesIO(tables.xlsx(PACK, references=REFERENCES, sha256="cd" * 32)))
    assert book.sheetnames[:2] == ["About", "Figures"]
    assert book.sheetnames[2].startswith("Promises of  all")
    assert book.sheetnames[3:] == ["The same in a table", "References"]
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert book["Figures"]["D2"].value == 1234
    assert book["Figures"]["D4"].value == "a few"
    sheet: Any = book[book.sheetnames[2]]
    assert [one.value for one in sheet[1]] == ["Promise", "People", "Worse"]
    assert sheet["A3"].value == f"'{FORMULA}"
    assert sheet["A3"].data_type == "s"
    assert sheet["C3"].value == AMINA.facts["sha256"]
    about = {row[0].value: row[1].value for row in book["About"].iter_rows(min_row=2)}
    assert about["Title"] == PACK.title
    assert about["Fingerprint (SHA-256)"] == "cd" * 32
    assert about["Method and sample"] == PACK.footing


def test_two_tables_of_one_name_are_two_sheets() -> None:
    section = PACK.sections[0].model_copy(update={"blocks": (TABLE, TABLE), "sections": ()})
    pack = PACK.model_copy(update={"sections": (section,)})
    names = load_workbook(io.BytesIO(tables.xlsx(pack))).sheetnames
    assert len(set(names)) == len(names) == 5


@pytest.mark.parametrize("pack", [PACK, PACK.model_copy(update={"easy": ()})])
def test_easy_words_are_read_at_nine_and_each_has_its_sign(pack: Pack) -> None:
    part = lxml.html.fromstring(easy_read.easy_read(pack))
    lines = part.xpath(".//li[contains(@class, 'sb-easy__line')]")
    assert len(lines) == 3
    for line in lines:
        (drawn,) = line.xpath(".//*[local-name() = 'svg']")
        assert drawn.get("aria-hidden") == "true"
    assert reading_age(sentences_of(part)) <= 9.5
    assert "A story is what a person told us" in part.text_content()
    assert AMINA.words not in part.text_content()


def test_easy_words_explain_what_stands_there_and_nothing_else() -> None:
    said = easy_read.easy_read(PACK)
    assert "A promise is" in said
    assert "Missing means" in said
    assert "“A few” means" in said
    assert "A need is" not in said
    assert "&lt;b&gt;" in easy_read.easy_read(
        PACK.model_copy(update={"easy": (EasyLine(sign="check", line=("<b>",)),)})
    )
