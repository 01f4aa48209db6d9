"""Documents are read and kept without what their sender cannot see in them."""

import io
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from PIL import Image
from pypdf import PdfReader, PdfWriter

from storybank.intake.readers import ReadLimits, ReadResult, Unreadable, read_file
from storybank.intake.readers.sniff import file_kind
from storybank.intake.readers.speakers import mark_asker, unknown_askers
from tests.unit.intake.test_read_file import pdf_file

SECRET = "SECRETNAME"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WHO = f'w:author="{SECRET}" w:date="2026-01-01T00:00:00Z" w:id="9"'


@pytest.fixture
def send(tmp_path):
    def _send(data: bytes, name: str) -> ReadResult:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return read_file(path, name=name, limits=ReadLimits())

    return _send


def packed(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, inside in parts.items():
            archive.writestr(name, inside)
    return out.getvalue()


def everything_in(data: bytes) -> bytes:
    """All that a packed file holds, unpacked, and its own bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return data + b"".join(archive.read(name) for name in archive.namelist())


def picture() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def word_file() -> bytes:
    document = docx.Document()
    document.core_properties.author = document.core_properties.comments = SECRET
    paragraph = document.add_paragraph("They cut the bus.")
    document.add_comment(paragraph.runs, text=SECRET, author=SECRET, initials="S")
    document.add_picture(io.BytesIO(picture()))
    gone = f"<w:del {_W} {_WHO}><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>"
    came = f"<w:ins {_W} {_WHO}><w:r><w:t> I miss it.</w:t></w:r></w:ins>"
    paragraph._p.extend([parse_xml(gone), parse_xml(came)])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


ODT = f"""<?xml version="1.0"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><office:body><office:text>
<t:tracked-changes><t:changed-region><t:deletion><office:change-info><dc:creator>{SECRET}</dc:creator>
</office:change-info><t:p>{SECRET}</t:p></t:deletion></t:changed-region></t:tracked-changes>
<t:h t:outline-level="1">The bus</t:h>
<t:p>They cut<t:s t:c="2"/>the bus &amp; I miss it.<office:annotation>
<dc:creator>{SECRET}</dc:creator><t:p>{SECRET}</t:p></office:annotation><t:note><t:note-citation>1</t:note-citation><t:note-body>
<t:p>A footnote.</t:p></t:note-body></t:note></t:p>
<t:list><t:list-item><t:p>One</t:p></t:list-item><t:list-item><t:p>Two</t:p></t:list-item></t:list>
<table:table><table:table-row><table:table-cell><t:p>INT</t:p></table:table-cell><table:table-cell>
<t:p>How are you?</t:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>"""


def odt_file(**more: bytes | str) -> bytes:
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": ODT,
            "meta.xml": f'<office:meta xmlns:office="o"><author>{SECRET}</author></office:meta>',
            "Thumbnails/thumbnail.png": SECRET.encode(),
            "Pictures/one.jpg": picture(),
            "META-INF/manifest.xml": "<manifest/>",
            **more,
        }
    )


RTF = (
    rb"{\rtf1\ansi{\fonttbl{\f0\fcharset0 Arial;}}{\info{\author SECRETNAME}}\pard They cut the "
    rb"bus caf\'e9.{\deleted SECRETNAME {\b SECRETNAME\u8217?}}{\*\annotation SECRETNAME}\par "
    rb'{\field{\*\fldinst HYPERLINK "http://SECRETNAME"}{\fldrslt I miss it.}}'
    rb"{\pict\bin3 \}}}{\revtbl {SECRETNAME;}}\par}"
)


def test_word_is_read_and_kept_without_comments_deletions_people_and_pictures(send):
    result = send(word_file(), "a.docx")
    assert result.stories[0].body == "They cut the bus. I miss it."
    kept = everything_in(result.kept)
    assert SECRET.encode() not in kept
    assert b"They cut the bus." in kept
    docx.Document(io.BytesIO(result.kept))  # Word opens what is kept


def test_odt_is_read_and_kept_without_notes_deletions_people_and_pictures(send):
    result = send(odt_file(), "a.odt")
    (story,) = result.stories
    assert (story.title, story.format) == ("The bus", "markdown")
    assert story.body == (
        "They cut the bus & I miss it.\n\n- One\n- Two\n\nINT: How are you?\n\nA footnote."
    )
    assert SECRET.encode() not in everything_in(result.kept)
    with zipfile.ZipFile(io.BytesIO(result.kept)) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_rich_text_is_read_and_kept_without_notes_deletions_and_people(send):
    result = send(RTF, "a.rtf")
    assert result.stories[0].body == "They cut the bus café.\n\nI miss it."
    assert SECRET.encode() not in result.kept


def test_pdf_is_kept_without_properties_files_notes_and_pictures(send):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_file(["They cut the bus."]))))
    writer.add_metadata({"/Author": SECRET})
    writer.add_attachment("a.txt", SECRET.encode())
    with_picture = io.BytesIO()
    Image.open(io.BytesIO(picture())).save(with_picture, "PDF", title=SECRET)
    writer.append(with_picture)
    out = io.BytesIO()
    writer.write(out)
    result = send(out.getvalue(), "a.pdf")
    assert result.stories[0].body == "They cut the bus."
    kept = PdfReader(io.BytesIO(result.kept))
    assert kept.metadata is None
    assert not kept.attachments
    assert [page.extract_text() for page in kept.pages] == ["They cut the bus.", ""]
    assert [image.image.size for image in kept.pages[1].images] == [(1, 1)]


@pytest.mark.parametrize(
    ("data", "name", "says", "remedy"),
    [
        (b"whatever", "a.docm", "holds a macro", "Save As, Word Document"),
        (b"whatever", "a.xlsm", "holds a macro", "Save As, Excel Workbook"),
        (
            packed({"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": ""}),
            "a.docx",
            "holds a macro",
            "Save As, Word Document",
        ),
        (
            packed({"[Content_Types].xml": "", "xl/workbook.xml": "", "xl/vbaProject.bin": ""}),
            "a.xlsx",
            "holds a macro",
            "Save As, Excel Workbook",
        ),
        (odt_file(**{"Basic/script-lc.xml": ""}), "a.odt", "holds a macro", "new document"),
        (odt_file(), "a.docx", "inside it is OpenDocument", "to .odt"),
        (
            packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}),
            "a.docx",
            "inside it is Excel",
            "to .xlsx",
        ),
        (packed({"a.txt": "words"}), "a.odt", "packed folder", "Unpack it"),
        (
            odt_file(
                **{
                    "content.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
                    "<a>&b;</a>"
                }
            ),
            "a.odt",
            "declares things of its own",
            "new document",
        ),
        (
            odt_file(**{"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}),
            "a.odt",
            "locked with a password",
            "without the password",
        ),
        (b"{\\rtf1 {\\b words", "a.rtf", "damaged", "save it again"),
        (b"only words", "a.rtf", "inside it is something else", "save it again"),
        (RTF, "a.txt", "inside it is rich text", "to .rtf"),
        (packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a.xlsx", "damaged", "again"),
    ],
)
def test_document_that_cannot_be_taken_says_what_to_do(send, data, name, says, remedy):
    with pytest.raises(Unreadable) as refused:
        send(data, name)
    assert says in refused.value.reason
    assert remedy in refused.value.remedy


def test_packed_bomb_is_refused_before_it_is_read():
    bomb = packed({"[Content_Types].xml": "", "xl/workbook.xml": "", "xl/a.xml": b"\0" * 2_000_000})
    with pytest.raises(Unreadable, match="far more than a story"):
        file_kind("a.xlsx", bomb, ReadLimits(max_unzipped_bytes=1_000_000))


def test_book_reads_the_sheet_that_has_words_and_every_kind_of_value(send):
    book = openpyxl.Workbook()
    book.active.append(["Notes of ours"])
    sheet = book.create_sheet("Stories")
    sheet.append(["Words", "Told on", "Hide place", "Shoe size"])
    sheet.append(["They cut the bus.", None, True, 42])
    sheet["B2"] = "31/03/2026"
    out = io.BytesIO()
    book.save(out)
    result = send(out.getvalue(), "a.xlsx")
    (story,) = result.stories
    assert (story.body, str(story.told_on), story.facts.hide_place, story.row) == (
        "They cut the bus.",
        "2026-03-31",
        True,
        2,
    )
    assert "shoe_size" in result.notices[0]
    assert result.kept is None


def test_mark_asker_moves_the_cues_with_the_words(send):
    vtt = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>How are you?\n\n"
        "00:03.000 --> 00:04.000\n<v Rose>Better.\n\n"
        "00:05.000 --> 00:06.000\n<v Ann>Why?\n\n00:07.000 --> 00:08.000\n<v Rose>The club.\n"
    )
    (story,) = send(vtt.encode(), "talk.vtt").stories
    assert unknown_askers(story.body, story.kind) == ["Ann", "Rose"]
    body, cues = mark_asker(story.body, "Ann", story.cues)
    assert body == "INT: How are you?\n\nRose: Better.\n\nINT: Why?\n\nRose: The club."
    assert [body[cue.start : cue.end] for cue in cues] == [
        "How are you?",
        "Better.",
        "Why?",
        "The club.",
    ]
    assert unknown_askers(body, story.kind) == []
    assert unknown_askers("Ann: Yes.\n\nAnn: No.", story.kind) == []


def test_ten_megabytes_of_text_are_refused_at_once(send):
    with pytest.raises(Unreadable, match="It holds 10,000,000 characters"):
        send(b"They cut. " * 1_000_000, "a.txt")
