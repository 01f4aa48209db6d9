"""What the pages of a report's files gather, and handing a file out."""

from typing import Any
from urllib.parse import urlencode

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from storybank.core.errors import RuleBroken
from storybank.core.uploads import size_in_words
from storybank.reports import service
from storybank.reports.models import FileForm, FileStatus, Report, ReportFile
from storybank.reports.pack.afresh import (
    Afresh,
    Source,
    find_source,
    is_still_so,
    make_afresh,
    making_of,
    source_of,
)
from storybank.reports.pack.wording import period_words, subject_of
from storybank.reports.queries.files import KEPT, UNDONE
from storybank.reports.renderers.forms import FORMS, file_name, put_into
from storybank.reports.rules import KINDS
from storybank.rights.queries import list_kept_counts
from storybank.web.auth import current_actor
from storybank.web.bank import current_bank
from storybank.web.session import current_session

TRIES = 3
"""How often a file is made again while words that stand in it change."""


def file_page(file: ReportFile) -> dict[str, Any]:
    """What is said of a file: of which report, how far it has come, what to do next."""
    source = source_of(current_session(), current_actor(), file)
    title = title_of(source)
    return {
        "file": file,
        "name": file_name(title, file.asked_at.date().isoformat(), file.form),
        "terms": FORMS[file.form],
        "title": title,
        "about": subject_of(source.asked),
        "period": period_words(source.asked.period),
        "until": file.asked_at + KEPT,
        "size": size_in_words(file.size),
        "is_waiting": file.status in UNDONE,
        "is_ready": file.status is FileStatus.DONE,
        "asked": asked_again(source),
        "back": address_of(source),
    }


def title_of(source: Source) -> str:
    """What the report is called."""
    asked = source.asked
    return asked.title or f"{KINDS[asked.kind].name}: {subject_of(asked)}"


def asked_again(source: Source) -> dict[str, str]:
    """What asks for a file of the same report once more."""
    if source.report is not None:
        return {"report": str(source.report.public_id)}
    return source.asked.query()


def address_of(source: Source) -> str:
    """Where the report itself is read."""
    if source.report is not None:
        return url_for("issued.show", report_id=source.report.public_id)
    return f"{url_for('reports.preview')}?{urlencode(source.asked.query())}"


def make_now(form: FileForm, report: Report | None) -> Response:
    """Make a file at once, of what may be shown at this moment, and hand it out.

    It is made again where something in it was changed or taken back while it was made.
    """
    for _ in range(TRIES):
        made, content = _make_once(form, report)
        with current_bank().database.reading() as session:  # as the record is by now
            source = find_source(session, current_actor(), report=report, query=request.args)
            if is_still_so(session, current_actor(), source, made):
                note_taken(form, report)
                name = file_name(made.pack.title, made.pack.made_on, form)
                return hand_out(content, name, form)
    raise RuleBroken(service.CHANGED)


def _make_once(form: FileForm, report: Report | None) -> tuple[Afresh, bytes]:
    actor, settings = current_actor(), current_bank().settings
    with current_bank().database.reading() as session:
        source = find_source(session, actor, report=report, query=request.args)
        made = make_afresh(
            session,
            actor,
            source,
            smallest=settings.smallest_group,
            kept=list_kept_counts,
            public_url=settings.public_url,
        )
        parts = making_of(session, source, made.pack, address=settings.public_url)
    return made, put_into(form, made.pack, **parts)


def note_taken(form: FileForm, report: Report | None) -> None:
    """Put on record that the signed-in person took a report away."""
    with current_bank().database.transaction() as session:
        service.note_taken(session, current_actor(), form=form, report=report)


def hand_out(content: bytes, name: str, form: FileForm) -> Response:
    """The file as an answer: to be kept on the reader's machine, and nowhere on the way."""
    response = make_response(content)
    response.mimetype = FORMS[form].media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
