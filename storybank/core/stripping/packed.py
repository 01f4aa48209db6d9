"""Documents that are packed folders of XML: Word (.docx) and OpenDocument (.odt)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from storybank.core.uploads import Unreadable

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_DC = "http://purl.org/dc/elements/1.1/"
_META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
_GONE = {
    *((_W, one) for one in ("del", "moveFrom", "commentRangeStart", "commentRangeEnd")),
    *((_W, one) for one in ("commentReference", "delText", "docVars", "rsids", "pPrChange")),
    *((_W, one) for one in ("rPrChange", "sectPrChange", "tblPrChange", "attachedTemplate")),
    *((_OFFICE, one) for one in ("annotation", "annotation-end", "scripts", "event-listeners")),
    *((_TEXT, one) for one in ("tracked-changes", "change", "change-start", "change-end")),
    *((_TEXT, one) for one in ("author-name", "author-initials", "initial-creator", "creator")),
    *((_DC, one) for one in ("creator", "date")),
    (_META, "creator-initials"),
}
# Attributes by their own name, whatever stands before it: people, days, editing sessions, and
# what a program says is to be seen in a picture.
_GONE_ATTRIBUTES = re.compile(r"(?:author|initials|date|rsid\w*|descr|title)")
# The smallest picture there is: one clear point.
_BLANK = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
    "606060600000000500017a0a9d8b0000000049454e44ae426082"
)
_MOST_XML = 40 * 1024 * 1024
Part = Callable[[bytes], bytes]
Attributes = dict[str, str]


def strip_word(data: bytes) -> bytes:
    """A Word document without comments, deletions, people, dates, properties and pictures."""
    return _repacked(
        data,
        (
            (r"docProps/.*\.xml|customXml/item\d*\.xml|word/(?:comments|people).*\.xml", _emptied),
            (r".*\.rels", _without_outside),
            (r".*\.xml", _filtered),
            (r"(?:word|docProps)/.*\.(?:png|jpe?g|gif|tiff?|bmp|emf|wmf|svg|webp)", _blank),
        ),
    )


def strip_odt(data: bytes) -> bytes:
    """An OpenDocument text without notes, deletions, people, dates, properties and pictures."""
    return _repacked(
        data,
        (
            (r"(?:.*/)?(?:meta|settings)\.xml", _emptied),
            (r"META-INF/manifest\.xml|(?:.*/)?(?:content|styles)\.xml", _filtered),
            (r"mimetype|manifest\.rdf", bytes),
            (r"(?:Pictures|Thumbnails|ObjectReplacements)/.*", _blank),
        ),
    )


def _repacked(data: bytes, parts: tuple[tuple[str, Part], ...]) -> bytes:
    """Pack every part anew, as the first pattern says that fits its name; the others emptied."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        marked_up = sum(p.file_size for p in old.infolist() if p.filename.endswith(".xml"))
        if marked_up > _MOST_XML:
            raise Unreadable(
                "Unpacked, this file is far larger than a story is.",
                "Copy the words into a new document and upload that.",
            )
        for part in old.infolist():
            if part.is_dir():
                continue
            change = next((do for name, do in parts if re.fullmatch(name, part.filename)), None)
            inside = change(old.read(part)) if change else b""
            fresh = zipfile.ZipInfo(part.filename)  # of the first day there is, made nowhere
            stored = part.filename == "mimetype"
            fresh.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            new.writestr(fresh, inside)
    return out.getvalue()


def _blank(_inside: bytes) -> bytes:
    return _BLANK


def _emptied(inside: bytes) -> bytes:
    return _Rewriter(only_root=True).rewritten(inside)


def _filtered(inside: bytes) -> bytes:
    return _Rewriter().rewritten(inside)


def _without_outside(inside: bytes) -> bytes:
    return _Rewriter(changed=_tied_to_nothing).rewritten(inside)


def _tied_to_nothing(attributes: Attributes) -> Attributes:
    """Point a tie to the outside, such as a template on somebody's disk, at nothing.

    Links that people may follow stay.
    """
    outside = attributes.get("TargetMode") == "External"
    if outside and not attributes.get("Type", "").endswith("/hyperlink"):
        return {**attributes, "Target": "about:blank"}
    return attributes


class _Rewriter:
    """Writes XML again as it comes, but for what must go."""

    def __init__(
        self,
        *,
        only_root: bool = False,
        changed: Callable[[Attributes], Attributes] = lambda attributes: attributes,
    ) -> None:
        self._out: list[str] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
        self._spaces: list[dict[str, str]] = [{}]
        self._only_root, self._changed = only_root, changed
        self._dropping = 0

    def rewritten(self, inside: bytes) -> bytes:
        """The XML without what must go. It may declare nothing, so nothing is fetched or grows."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.Parse(inside, True)
        return "".join(self._out).encode()

    def _start(self, name: str, attributes: Attributes) -> None:
        named = {key: value for key, value in attributes.items() if key.startswith("xmlns")}
        spaces = {**self._spaces[-1], **{k.partition(":")[2]: value for k, value in named.items()}}
        self._spaces.append(spaces if named else self._spaces[-1])
        prefix, _, local = name.rpartition(":")
        below_root = self._only_root and len(self._spaces) > 2
        if self._dropping or below_root or (spaces.get(prefix, ""), local) in _GONE:
            self._dropping += 1
            return
        kept = {
            key: value
            for key, value in attributes.items()
            if key in named or not _GONE_ATTRIBUTES.fullmatch(key.rpartition(":")[2])
        }
        said = "".join(f" {key}={quoteattr(value)}" for key, value in self._changed(kept).items())
        self._out.append(f"<{name}{said}>")

    def _end(self, name: str) -> None:
        self._spaces.pop()
        if self._dropping:
            self._dropping -= 1
        else:
            self._out.append(f"</{name}>")

    def _words(self, words: str) -> None:
        if not self._dropping and not self._only_root:
            self._out.append(escape(words))


def _refuse(*_: object) -> None:
    raise Unreadable(
        "This file declares things of its own, which no program for writing does.",
        "Copy the words into a new document and upload that.",
    )
