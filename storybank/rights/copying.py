"""Writing a copy of everything held: a zip with a page to read, the same as data, and the files."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from html import escape
from typing import IO, Any

from storybank.core.errors import NotFound
from storybank.core.files import FileStore, safe_file_name
from storybank.rights.rules.copies import NOTES, PARTS
from storybank.rights.service.copies import SubjectCopy

READ_ME = "read-me-first.html"
DATA = "everything.json"
_STYLE = (
    "body{font:18px/1.6 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "color:#1d2530;background:#fbf8f3}h1,h2{line-height:1.25}h2{margin-top:3rem}"
    "dl{border-top:1px solid #e4ddd2;padding-top:.5rem}dt{font:600 15px/1.4 sans-serif;"
    "color:#55606e;margin-top:.6rem}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
)


def write_copy(copy: SubjectCopy, files: FileStore, target: IO[bytes]) -> None:
    """Write a copy as a zip. A file that is no longer kept is left out, and named as such."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        inside, missing = _add_files(archive, copy, files)
        archive.writestr(READ_ME, page_of(copy, inside, missing))
        data = {"story": copy.number, "made_at": copy.made_at, "held": copy.held}
        archive.writestr(DATA, json.dumps(data, indent=2, ensure_ascii=False, default=_plain))


def page_of(copy: SubjectCopy, inside: list[str] | None = None, missing: int = 0) -> str:
    """The copy as one page that any browser opens, with no need of Storybank."""
    return "".join(_page(copy, inside or [], missing))


def _add_files(
    archive: zipfile.ZipFile, copy: SubjectCopy, files: FileStore
) -> tuple[list[str], int]:
    inside: list[str] = []
    missing = 0
    for number, row in enumerate(copy.held.get("files", ()), 1):
        if row.get("removed"):
            continue
        name = f"files/{number}-{safe_file_name(row['name'] or str(row['kind']))}"
        try:
            path = files.path(row["sha256"])
        except NotFound:
            missing += 1
            continue
        # Pictures and sound do not get smaller; packing them again would only take time.
        archive.write(path, name, compress_type=zipfile.ZIP_STORED)
        inside.append(name)
    return inside, missing


def _page(copy: SubjectCopy, inside: list[str], missing: int) -> Iterator[str]:
    yield (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Everything we hold about your story</title><style>{_STYLE}</style></head><body>"
        "<h1>Everything we hold about your story</h1>"
        f"<p>Made on {_say(copy.made_at)}. The same stands as data in {DATA}.</p>"
        "<p>People who work here stand as their part, not by name. What is noted to keep people "
        "safe is not in this copy. You can ask the data protection officer for it.</p>"
    )
    if inside or missing:
        yield "<h2>Files in this copy</h2><ul>"
        yield "".join(f"<li>{escape(name)}</li>" for name in inside)
        if missing:
            yield f"<li>{missing} not kept any more</li>"
        yield "</ul>"
    for key, title in PARTS.items():
        rows = copy.held.get(key, [])
        yield f"<h2>{escape(title)}</h2>"
        yield f"<p>{escape(NOTES[key])}</p>" if key in NOTES else ""
        yield "".join(map(_entry, rows)) if rows else "<p>Nothing.</p>"
    yield "</body></html>\n"


def _entry(row: Mapping[str, Any]) -> str:
    said = ((key, _say(value)) for key, value in row.items())
    return (
        "<dl>"
        + "".join(
            f"<dt>{escape(key.replace('_', ' ').capitalize())}</dt><dd>{escape(value)}</dd>"
            for key, value in said
            if value
        )
        + "</dl>"
    )


def _say(value: Any) -> str:
    """A value as people read it; nothing where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, StrEnum):
        return value.replace("_", " ")
    if isinstance(value, datetime):
        return f"{value.day} {value:%B %Y, %H:%M} UTC"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, list):
        return "\n".join(_say(one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{str(k).replace('_', ' ')}: {_say(v)}" for k, v in value.items())
    return str(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
