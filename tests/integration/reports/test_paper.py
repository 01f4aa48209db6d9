"""A report as a PDF: tagged, with an outline, its first page on one sheet, nothing from outside."""

from __future__ import annotations

import io
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from storybank.reports.pack.blocks import (
    Basis,
    Cell,
    Figure,
    Head,
    Pack,
    Paragraph,
    Picture,
    Section,
    Strip,
    Table,
    Told,
    Voice,
)
from storybank.reports.pack.references import Reference
from storybank.reports.renderers import paper
from storybank.reports.renderers.html import Show

HOUSE = "https://stories.example.org"
WORDS = "Now I have friends I ring every day, and the lunch club keeps me a chair."
PEOPLE = Figure(number=12, of="people", behind={"show": "stories"}, rest="people", ref="F1")
TABLE = Table(
    caption="Promises, by how far they have come",
    head=(Head(text="Stage"), Head(text="Promises", numeric=True)),
    rows=(
        (Cell(line=("Promised",), header=True), Cell(line=(PEOPLE,))),
        (Cell(line=("Heard of",), header=True), Cell(line=(Figure(number=None, of="promises"),))),
    ),
)
FUNNEL = Picture(
    key="funnel",
    drawing="funnel",
    title="How far the promises have come",
    says="Of 12 promises, a few are heard of.",
    data=(
        {"stage": "promised", "words": "Promised", "number": 12},
        {"stage": "evidenced", "words": "Heard of", "number": None},
    ),
    table=TABLE,
)


def front(voices: int) -> tuple[Section, ...]:
    answer = Section(
        key="answer",
        title="The answer",
        blocks=(
            Paragraph(line=(PEOPLE, " told us about their lives."), role="lead"),
            Strip(figures=((PEOPLE, "told us about their lives"),) * 4),
        ),
    )
    heard = tuple(Voice(told=0) for _ in range(voices))
    return answer, Section(key="voices", title="In their own words", blocks=heard)


def pack_with(voices: int = 2, *, drawn: bool = True) -> Pack:
    blocks: tuple[Any, ...] = (
        Paragraph(line=("All of it.",)),
        *((FUNNEL,) if drawn else ()),
        TABLE,
    )
    inner = Section(
        key="inner", title="Beneath it", blocks=blocks, basis=Basis(sample="12 people.")
    )
    return Pack(
        kind="board_pack",
        title="Lives changed, winter",
        question="Whose lives have changed?",
        about="all contracts",
        period="October to December 2026",
        purpose="board",
        made_on="2026-11-30",
        footing="12 stories, read as they stood on 30 November 2026.",
        front=front(voices),
        sections=(
            Section(key="wellbeing", title="Wellbeing", sections=(inner,), new_page=True),
            Section(key="made", title="How this was made", blocks=(TABLE,), new_page=True),
        ),
        told=(Told(story="s", words=WORDS, facts={"whose": "Ada", "kind": "case_study"}),),
    )


REFERENCES = (Reference(ref="F1", shown="12", says="People."),)


def opens_behind(figure: Figure) -> str:
    return f"{HOUSE}/reports/passages?show=stories" if figure.behind else ""


@pytest.fixture(scope="module")
def made() -> PdfReader:
    show = Show(
        link=opens_behind,
        href=lambda path: f"https://elsewhere.example{path}",
        references=REFERENCES,
    )
    return PdfReader(io.BytesIO(paper.pdf(pack_with(), show, address=HOUSE)))


def nodes(value: Any) -> Iterator[Any]:
    """Every element of the tree of tags, in reading order."""
    value = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(value, dict):
        if "/S" in value:
            yield value
        yield from nodes(value.get("/K", []))
    elif isinstance(value, list):
        for one in value:
            yield from nodes(one)


def tagged(made: PdfReader, tag: str) -> list[Any]:
    root = made.trailer["/Root"]["/StructTreeRoot"]
    return [one for one in nodes(root) if one["/S"] == tag]


def outline(made: PdfReader) -> list[tuple[int, str]]:
    def walk(items: list[Any], level: int) -> Iterator[tuple[int, str]]:
        for one in items:
            if isinstance(one, Destination):
                yield level, str(one.title)
            else:
                yield from walk(one, level + 1)

    return list(walk(made.outline, 1))


def test_a_pdf_says_what_it_is_and_in_which_language(made: PdfReader) -> None:
    root = made.trailer["/Root"]

    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.metadata is not None
    assert made.metadata.title == "Lives changed, winter"
    assert "Whose lives have changed?" in (made.metadata.subject or "")
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()


def test_the_outline_is_that_of_the_headings(made: PdfReader) -> None:
    assert outline(made) == [
        (1, "Whose lives have changed?"),
        (2, "The answer"),
        (2, "In their own words"),
        (2, "Wellbeing"),
        (3, "Beneath it"),
        (2, "How this was made"),
        (2, "What each figure counts"),
    ]
    assert [len(tagged(made, f"/H{level}")) for level in (1, 2, 3)] == [1, 5, 1]


def test_pictures_are_said_and_tables_have_heads(made: PdfReader) -> None:
    pictures = tagged(made, "/Figure")

    assert [one["/Alt"] for one in pictures] == ["Of 12 promises, a few are heard of."]
    assert len(tagged(made, "/Caption")) >= 3
    heads = {str(one["/ID"]) for one in tagged(made, "/TH")}
    assert len(heads) == 3 * (2 + 2), "the same table stands three times"
    for cell in tagged(made, "/TD"):
        over = {str(one) for one in cell["/A"]["/Headers"]}
        assert len(over) == 2, "its row and its column"
        assert over <= heads


def test_every_letter_is_in_the_file_and_is_the_houses(made: PdfReader) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()["/DescendantFonts"][0].get_object()
        for page in made.pages
        for font in page["/Resources"]["/Font"].values()
    }

    for name, font in fonts.items():
        assert "Source-Serif" in name or "Atkinson" in name, name
        assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]), name


def test_sections_begin_pages_and_each_page_says_how_it_was_made(made: PdfReader) -> None:
    pages = [page.extract_text() for page in made.pages]

    assert len(pages) == 3
    assert WORDS.split(",")[0] in pages[0]
    assert ["Wellbeing" in one for one in pages] == [False, True, False]
    assert ["How this was made" in one for one in pages] == [False, False, True]
    for at, page in enumerate(pages, start=1):
        assert "12 stories, read as they stood" in page
        assert f"Page {at} of 3" in page
    assert "12 people[F1] told us" in pages[0].replace("\n", " ")
    assert "F1 People: 12" in pages[2].replace("\n", " ")


def test_links_lead_into_this_installation_or_nowhere(made: PdfReader) -> None:
    links = [one.get_object() for page in made.pages for one in page.get("/Annots", [])]
    said = {
        (str(one["/A"]["/URI"] if "/A" in one else one["/Dest"]), one["/Contents"]) for one in links
    }

    assert said == {
        (f"{HOUSE}/reports/passages?show=stories", "The words behind this figure"),
        ("ref-F1", "What this figure counts"),
    }


def test_the_first_page_is_one_sheet_however_much_stands_on_it() -> None:
    made = PdfReader(io.BytesIO(paper.pdf(pack_with(9, drawn=False))))

    first, second = (made.pages[at].extract_text() for at in (0, 1))
    assert first.count("keeps me a chair") == 9
    assert "Wellbeing" in second


def test_a_table_of_thousands_is_cut_and_says_so() -> None:
    row = TABLE.rows[0]
    long = TABLE.model_copy(update={"rows": (row,) * (paper.MOST_ROWS + 1_234)})
    inner = Section(key="index", title="Index", blocks=(long, TABLE))
    pack = pack_with().model_copy(
        update={"sections": (Section(key="all", title="All", sections=(inner,)),)}
    )

    cut, says, short = paper.shorten(pack).sections[0].sections[0].blocks

    assert isinstance(cut, Table)
    assert len(cut.rows) == paper.MOST_ROWS
    assert isinstance(says, Paragraph)
    assert "1,234 more rows are left out here" in str(says.line[0])
    assert short == TABLE


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    style = tmp_path / "own.css"
    style.write_text("p { page-break-after: always }")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        html = (
            f'<html lang="en"><head><title>T</title><link rel="stylesheet" href="{style.as_uri()}">'
            f'</head><body><p>One</p><p>Two</p><img alt="x" src="{address}">'
            '<img alt="x" src="house:fonts/../../app.css"><img alt="x" src="data:text/plain,x">'
            "</body></html>"
        )
        made = PdfReader(io.BytesIO(paper.set_html(html, html, {})))
        with pytest.raises(TimeoutError):
            server.accept()

    assert len(made.pages) == 1, "the style sheet of elsewhere was not read"


def test_without_pango_whoever_asks_reads_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a machine without the library does when WeasyPrint looks for it, in the press itself."""
    lacking = tmp_path / "weasyprint"
    lacking.mkdir()
    (lacking / "__init__.py").write_text("raise OSError('cannot load libpango-1.0-0')")
    start = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); "
    run = f"from {paper.PRESS} import main; sys.exit(main())"
    monkeypatch.setattr(paper, "press_command", lambda: [sys.executable, "-c", start + run])

    with pytest.raises(paper.NoPress, match=r"install Pango .* print the page from your browser"):
        paper.pdf(pack_with(drawn=False))


def test_a_press_that_breaks_says_nothing_of_what_it_sets(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = [sys.executable, "-c", "import sys; raise ValueError(sys.stdin.read())"]
    monkeypatch.setattr(paper, "press_command", lambda: broken)

    with pytest.raises(paper.PaperFailed) as caught:
        paper.pdf(pack_with(drawn=False))

    assert "Word file" in str(caught.value)
    assert "friends" not in str(caught.value) + "".join(capfd.readouterr())
