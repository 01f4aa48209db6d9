"""What people send is read, or they are told in a sentence why not."""

import contextlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from storybank.intake.readers import ReadLimits, ReadResult, Unreadable, read_file

LIMITS = ReadLimits(max_bytes=300_000, max_unzipped_bytes=2_000_000, max_pages=5, max_rows=50)


@pytest.fixture
def send(tmp_path):
    def _send(data: bytes | str, name: str, limits: ReadLimits = LIMITS) -> ReadResult:
        path = tmp_path / "upload"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_file(path, name=name, limits=limits)

    return _send


def word_file(*paragraphs: str, heading: str = "") -> bytes:
    document = docx.Document()
    if heading:
        document.add_heading(heading, 1)
    for words in paragraphs:
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_file(*pages: list[str]) -> bytes:
    """A small PDF by hand: pypdf writes no text of its own."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for lines in pages:
        drawn = " T* ".join(f"({line}) Tj" for line in lines)
        stream = f"BT /F1 11 Tf 13 TL 50 780 Td {drawn} ET".encode() if lines else b""
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        kids.append(len(objects))
    listed = " ".join(f"{kid} 0 R" for kid in kids).encode()
    objects[1] = b"<< /Type /Pages /Kids [" + listed + b"] /Count %d >>" % len(kids)
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )


# --- text ---------------------------------------------------------------------------------


def test_read_text_normalises_what_was_typed(send):
    (story,) = send("Cafe\u0301 first.  \r\n\r\n\r\n\r\nThen\x07 home.\n", "my_story-2.txt").stories
    assert story.body == "Café first.\n\nThen home."
    assert (story.title, story.format, story.kind) == ("my story 2", "plain", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_read_text_in_each_encoding_keeps_the_letters(send, encoding):
    (story,) = send("“Naïve café”, she said — £4".encode(encoding), "a.txt").stories
    assert story.body == "“Naïve café”, she said — £4"


def test_read_markdown_takes_its_first_heading_as_title(send):
    (story,) = send("# Two cups\n\nI was born above a shop.", "x.md").stories
    assert (story.title, story.body, story.format) == (
        "Two cups",
        "I was born above a shop.",
        "markdown",
    )


def test_read_text_of_turns_is_an_interview(send):
    (story,) = send("INT: How?\nRES: Well.\nINT: And?\nRES: So.", "x.txt").stories
    assert story.kind == "interview_transcript"


def test_read_text_broken_at_a_margin_is_joined(send):
    typed = (
        "It was a long winter and the damp came through the wall behind the\n"
        "wardrobe, and nobody came to look at it though I rang them every week\n"
        "and wrote to them twice. They sent a young man in the end who took a\n"
        "photograph.\n\nIt was May before they mended it."
    )
    (story,) = send(typed, "a.txt").stories
    first, second = story.body.split("\n\n")
    assert "\n" not in first
    assert second == "It was May before they mended it."


def test_read_markdown_broken_at_a_margin_keeps_its_lists(send):
    typed = (
        "# The damp\n\nIt was a long winter and the damp came through the wall behind\n"
        "the wardrobe, and nobody came to look at it though I rang them\n"
        "every week and wrote to them twice. They sent a young man in the\n"
        "end who took a photograph.\n\n- one\n- two"
    )
    (story,) = send(typed, "a.md").stories
    assert story.title == "The damp"
    assert story.body.endswith("in the end who took a photograph.\n\n- one\n- two")


def test_read_text_of_short_lines_keeps_them(send):
    poem = "The bus was late\nand so was I\nand so were you\nand so we met"
    (story,) = send(poem, "a.txt").stories
    assert story.body == poem


# --- Word ---------------------------------------------------------------------------------


def test_read_word_keeps_paragraphs_lists_and_title(send):
    document = docx.Document()
    document.add_heading("The bus", 1)
    document.add_paragraph("One & two.").add_run(" bold").bold = True
    document.add_paragraph("First", style="List Bullet")
    document.add_paragraph("Second", style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    (story,) = send(out.getvalue(), "Story.DOCX").stories
    assert story.title == "The bus"
    assert story.body == "One & two. bold\n\n- First\n- Second"
    assert story.format == "markdown"


def test_read_word_table_of_two_columns_is_turns(send):
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    said = [("INT", "How?"), ("Sal:", "Fine."), ("INT", "Good.")]
    for row, (who, words) in zip(table.rows, said, strict=True):
        row.cells[0].text, row.cells[1].text = who, words
    out = io.BytesIO()
    document.save(out)
    (story,) = send(out.getvalue(), "a.docx").stories
    assert story.body == "INT: How?\n\nSal: Fine.\n\nINT: Good."
    assert story.kind == "interview_transcript"


# --- PDF ----------------------------------------------------------------------------------


def test_read_pdf_joins_wrapped_lines_and_drops_page_numbers(send):
    long_line = "It was a long winter and the damp came through the wall behind the ward-"
    data = pdf_file([long_line, "robe again."], ["Then they came and mended it."])
    (story,) = send(data, "a.pdf").stories
    assert story.body == (
        "It was a long winter and the damp came through the wall behind the wardrobe again."
        "\n\nThen they came and mended it."
    )


def test_read_pdf_with_an_empty_page_gives_notice(send):
    result = send(pdf_file(["There are words here."], []), "a.pdf")
    assert result.stories
    assert "page 2" in result.notices[0]


def test_read_pdf_without_text_is_a_photograph(send):
    with pytest.raises(Unreadable, match="photograph or a scan"):
        send(pdf_file([], []), "a.pdf")


def test_read_pdf_with_too_many_pages_says_how_many(send):
    with pytest.raises(Unreadable, match="has 6 pages"):
        send(pdf_file(*[["Words."]] * 6), "a.pdf")


def test_read_pdf_locked_says_so(send):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-40")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(Unreadable) as caught:
        send(out.getvalue(), "a.pdf")
    assert caught.value.reason == "This PDF is locked with a password."
    assert caught.value.remedy == "Save a copy without the password and upload that."


# --- captions -----------------------------------------------------------------------------

VTT = """WEBVTT

1
00:00:01.000 --> 00:00:03.500
<v Ann Lee>How was it
at the start?

00:00:04.000 --> 00:00:06.000
<v Sal>Cold &amp; wet.

00:00:06.100 --> 00:00:08.000
<v Sal>Nobody came.
"""


def test_read_vtt_joins_turns_and_keeps_cues(send):
    (story,) = send(VTT, "a.vtt").stories
    assert story.body == "Ann Lee: How was it at the start?\n\nSal: Cold & wet. Nobody came."
    said = [(story.body[c.start : c.end], c.start_ms, c.end_ms, c.speaker) for c in story.cues]
    assert said == [
        ("How was it at the start?", 1000, 3500, "Ann Lee"),
        ("Cold & wet.", 4000, 6000, "Sal"),
        ("Nobody came.", 6100, 8000, "Sal"),
    ]
    assert story.kind == "interview_transcript"


def test_read_srt_takes_names_before_colons(send):
    data = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nINT: Hello?\r\n\r\n"
        "2\r\n00:01:02,500 --> 00:01:03,000\r\n- JO: Yes.\r\n- INT: Good.\r\n"
    )
    (story,) = send(data, "a.srt").stories
    assert story.body == "INT: Hello?\n\nJO: Yes.\n\nINT: Good."
    assert story.cues[1].start_ms == 62_500


def test_read_captions_without_speech_is_unreadable(send):
    with pytest.raises(Unreadable, match="no spoken words"):
        send("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Ann></v>\n", "a.vtt")


# --- data ---------------------------------------------------------------------------------


def test_read_jsonl_keeps_good_lines_beside_bad_ones(send):
    good = {
        "id": "K-1",
        "kind": "case_study",
        "title": "T",
        "told_on": "2026-03-02",
        "contract": "A-K1",
        "body": "Words.",
        "sentences": [],
        "consent": ["board", "contract_management"],
        "told_by": "Sal",
    }
    lines = [json.dumps(good), "{broken", json.dumps({"id": "K-2"}), json.dumps(good), "[]"]
    result = send("\n".join(lines), "a.jsonl")
    (story,) = result.stories
    assert (story.source_id, story.told_on, story.consent, story.told_by, story.row) == (
        "K-1",
        date(2026, 3, 2),
        ("contract_management", "board"),
        "Sal",
        1,
    )
    assert [p.where for p in result.problems] == [
        "Line 2",
        "Line 3, body",
        "Line 4, id",
        "Line 5",
    ]


def test_read_jsonl_with_a_lone_surrogate_can_be_stored(send):
    (story,) = send('{"body": "so\\ud800 it goes"}', "a.jsonl").stories
    assert story.body.encode() == b"so it goes"


SHEET = (
    "Title,Kind,Words,Told by,Told on,Contract,Consent,Shoe size\r\n"
    'One,Case study,"First, words.",Sal,31/03/2026,A-K1,board; contract management,9\r\n'
    "Two,poem,Words.,,,,,\r\n"
    "Three,,Words.,,31/02/2026,,,\r\n"
    "Four,,,Jo,,,,\r\n"
    "Five,,Words.,,,,world peace,\r\n"
    ",,The cat came back to us again last Friday night.,,,,none,\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_read_sheet_names_row_column_and_remedy(send, encoding):
    result = send(SHEET.encode(encoding), "a.csv")
    first, last = result.stories
    assert (first.row, first.kind, first.told_on) == (2, "case_study", date(2026, 3, 31))
    assert first.consent == ("contract_management", "board")
    assert (last.title, last.consent) == ("The cat came back to us again last …", ())
    assert [p.where for p in result.problems] == [
        "Row 3, column kind",
        "Row 4, column told_on",
        "Row 5, column words",
        "Row 6, column consent",
    ]
    assert all(p.reason and p.remedy for p in result.problems)
    assert "shoe_size" in result.notices[0]


def test_read_sheet_with_semicolons_is_read(send):
    (story,) = send("title;words\nOne;It rained, and rained.\n", "a.csv").stories
    assert story.body == "It rained, and rained."


def test_read_sheet_with_old_line_ends_is_read(send):
    first, second = send("title,words\rOne,It rained.\rTwo,It snowed.\r", "a.csv").stories
    assert (first.row, second.body) == (2, "It snowed.")


def test_read_jsonl_with_a_line_separator_inside_words_is_one_story(send):
    (story,) = send('{"body": "It rained.\u2028And rained."}', "a.jsonl").stories
    assert story.body == "It rained.\nAnd rained."


def test_read_sheet_without_words_column_names_it(send):
    with pytest.raises(Unreadable, match="“words”"):
        send("title,kind\nOne,case_study\n", "a.csv")


def test_read_sheet_with_an_open_quote_keeps_earlier_rows(send):
    result = send('title,words\nOne,Good words.\nTwo,"never closed\n', "a.csv")
    assert [s.title for s in result.stories] == ["One"]
    assert "quotation mark" in result.problems[0].reason


# --- is the file what its name says? ------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "is empty"),
        (b" \r\n\x00 ", "a.txt", "is empty"),
        (b"%PDF-1.7 words", "a.docx", "inside it is a PDF"),
        (b"%PDF-1.7 words", "a.txt", "inside it is a PDF"),
        (b"PK\x03\x04rest", "a.docx", "damaged"),
        (b"words and words", "a.pdf", "something else"),
        (b"\xff\xd8\xff\xe0 jpeg", "a.pdf", "a photograph"),
        (b"\xff\xd8\xff\xe0 jpeg", "a.jpg", "a photograph"),
        (b"ID3 music", "a.mp3", "a recording"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 90, "a.docx", "older Word"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "locked with a password",
        ),
        (b"\x00\x01\x02\x03words", "a.txt", "does not hold text"),
        (b"\x00\x01\x02\x03words", "a.csv", "does not hold text"),
        (b"words", "a.exe", r"end in \.exe"),
        (b"words", "story", "no ending"),
        (b"words", "a.vtt", "not captions"),
        (b"words", "a.srt", "not captions"),
        (b"...", "a.txt", "no words"),
    ],
)
def test_read_file_that_is_not_what_it_says_is_told_plainly(send, data, name, says):
    with pytest.raises(Unreadable, match=says) as caught:
        send(data, name)
    assert caught.value.remedy.endswith(".")


def test_read_file_too_large_is_not_opened(tmp_path, monkeypatch):
    path = tmp_path / "upload"
    path.write_bytes(b"x" * 2_000_000)
    monkeypatch.setattr(Path, "open", lambda *_a, **_k: pytest.fail("was opened"))
    with pytest.raises(Unreadable, match=r"is 1\.9 MB.*293 KB"):
        read_file(path, name="a.txt", limits=LIMITS)


def test_read_word_that_unpacks_too_large_is_refused(send):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        packed.writestr("word/document.xml", b"\x00" * 3_000_000)
    with pytest.raises(Unreadable, match="Unpacked"):
        send(out.getvalue(), "a.docx")
    # The same with a size that lies.
    real = (3_000_000).to_bytes(4, "little")
    lying = out.getvalue().replace(real, (100).to_bytes(4, "little"))
    with pytest.raises(Unreadable):
        send(lying, "a.docx")


def test_read_zip_that_is_not_word_is_refused(send):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("photo.txt", "x")
    with pytest.raises(Unreadable, match="packed folder"):
        send(out.getvalue(), "a.docx")


# --- nothing but Unreadable, whatever the bytes -------------------------------------------

SAMPLES: dict[str, bytes] = {
    "a.docx": word_file("One.", "Two.", heading="T"),
    "a.pdf": pdf_file(["It rained all day."], ["And then some."]),
    "a.vtt": VTT.encode(),
    "a.srt": b"1\n00:00:01,000 --> 00:00:02,000\nINT: Hello?\n",
    "a.jsonl": b'{"body": "Words.", "consent": ["board"]}\n' * 2,
    "a.csv": SHEET.encode(),
    "a.md": b"# T\n\nWords *and* words",
    "a.txt": "Wörds".encode("utf-16"),
}


@pytest.mark.parametrize("name", SAMPLES)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_read_damaged_file_raises_nothing_but_unreadable(send, name, data):
    sample = bytearray(SAMPLES[name])
    cut = data.draw(st.integers(0, len(sample)))
    for place in data.draw(st.lists(st.integers(0, len(sample) - 1), max_size=6)):
        sample[place] = data.draw(st.integers(0, 255))
    try:
        result = send(bytes(sample[:cut]) or b"x", name)
    except Unreadable as problem:
        told = problem
        result = ReadResult(())
    else:
        told = None
    assert told is None or (told.reason.endswith(".") and told.remedy.endswith("."))
    for story in result.stories:
        story.body.encode()
        assert story.body.strip() == story.body
        assert all(c.end <= len(story.body) for c in story.cues)


@pytest.mark.parametrize("name", SAMPLES)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(garbage=st.binary(min_size=1, max_size=300))
def test_read_garbage_raises_nothing_but_unreadable(send, name, garbage):
    for data in (garbage, SAMPLES[name][:40] + garbage):
        with contextlib.suppress(Unreadable):
            send(data, name)
