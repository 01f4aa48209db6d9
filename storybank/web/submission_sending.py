"""Sending one story in: typed, as a file, or as a recording whose words somebody will type."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import render_template, request
from werkzeug.datastructures import FileStorage

from storybank.accounts.rules import Actor
from storybank.commitments.queries import contracts_by_id, list_contracts_to_choose
from storybank.core.errors import RuleBroken
from storybank.core.files import safe_file_name
from storybank.core.stripping import Stripped
from storybank.core.uploads import ReadLimits
from storybank.intake import importing, queries, service
from storybank.intake.importing import ReadFile
from storybank.intake.models import ConsentStatement, Submission
from storybank.intake.readers import Cue
from storybank.intake.readers.speakers import mark_asker, unknown_askers
from storybank.web import time_taken
from storybank.web.auth import current_actor
from storybank.web.bank import current_bank
from storybank.web.filters import plural
from storybank.web.forms import intake as forms
from storybank.web.forms.base import add_error, errors_shown_on
from storybank.web.session import current_session
from storybank.web.uploads import arrived, media_sent


@contextmanager
def files_read(uploads: Sequence[FileStorage]) -> Iterator[list[ReadFile]]:
    """Read files of stories that were sent; the originals are at hand within the block."""
    limits = ReadLimits(max_bytes=current_bank().settings.max_upload_bytes)
    with arrived(uploads) as files:
        yield [
            importing.read_for_import(path=path, name=name, limits=limits) for path, name in files
        ]


def story_form() -> forms.StoryForm:
    """The form for one story, with the contracts that the sender may choose from."""
    form = forms.StoryForm()
    form.offer(list_contracts_to_choose(current_session(), current_actor()))
    form.offer_statements(statements_told())
    return form


def form_of_draft(draft: Submission | None) -> forms.StoryForm:
    """The form as a draft left it; empty without one."""
    session, form = current_session(), story_form()
    if draft is not None:
        form.fill(
            draft,
            queries.contributors_of(session, [draft.contributor_id])[draft.contributor_id],
            contracts_by_id(session, [draft.contract_id]).get(draft.contract_id or 0),
            queries.list_consents(session, draft.key),
        )
    return form


def story_page(form: forms.StoryForm, draft: Submission | None) -> str:
    """The page of the form, with whatever it notes as wrong."""
    return render_template(
        "intake/edit.html",
        form=form,
        draft=draft,
        forms=forms,
        most_megabytes=current_bank().settings.max_upload_megabytes,
        file_was_sent=any(file.filename for file in request.files.values()),
        opened=request.form.get(time_taken.FIELD) or time_taken.opened_mark(),
    )


def media_of_story() -> Stripped | RuleBroken | None:
    """The photograph or recording sent with a story, or why it cannot be kept."""
    try:
        return media_sent("recording")
    except RuleBroken as error:
        return error


def keep_story(
    form: forms.StoryForm,
    draft: Submission | None,
    read: ReadFile | None,
    *,
    media: Stripped | RuleBroken | None = None,
    sending: bool,
) -> Submission | None:
    """Send or save what was typed; None where the form now notes what is wrong with it.

    A photograph or recording goes with what is sent; a draft holds none.
    """
    form.validate()
    if read is not None:
        _take_file(form, read)
    if isinstance(media, RuleBroken):
        add_error(form, media)
        media = None
    cues = _settle_who_asks(form, read) if sending else _cues(read)
    to_type = sending and media is not None and not (form.body.data or "").strip()
    most_words = current_bank().settings.max_story_words
    if sending:
        form.check_for_sending(most_words, to_type=to_type)
    if form.errors:
        return None
    keep = partial(service.submit_story, most_words=most_words, to_type=to_type)
    with errors_shown_on(form):
        submission = (keep if sending else service.save_draft)(
            current_session(),
            current_actor(),
            words=form.words(seconds_taken=_seconds(draft), **_file_facts(read, cues)),
            consent=form.consent(),
            organisation_id=organisation_of(current_actor()),
            draft=draft,
        )
        _keep_files(submission, read, media if sending else None)
        return submission
    return None


def _keep_files(submission: Submission, read: ReadFile | None, media: Stripped | None) -> None:
    files = current_bank().files
    if read is not None:
        importing.keep_original(files, read)
    if media is not None:
        service.attach(current_session(), current_actor(), submission=submission, stripped=media)
        files.put(media.data)


def _seconds(draft: Submission | None) -> int | None:
    """How long they have been writing it, the time before an earlier save included."""
    before = draft.seconds_taken if draft is not None else None
    return time_taken.added(
        before, time_taken.seconds_since(request.form.get(time_taken.FIELD, ""))
    )


def _take_file(form: forms.StoryForm, read: ReadFile) -> None:
    """Put the words of a file into the form, or say at the field why not."""
    with errors_shown_on(form):
        told = (*read.stories, *read.rejected)
        if read.failed and not told:
            raise RuleBroken(f"{read.failed[0].reason} {read.failed[0].remedy}", field="file")
        if told[0].row is not None:
            raise RuleBroken(
                f"This file is a list that holds {plural(len(told), 'story', 'stories')}. "
                "Send it with “Upload several files” instead.",
                field="file",
            )
        form.take_words(read.stories[0])


def _settle_who_asks(form: forms.StoryForm, read: ReadFile | None) -> Sequence[Cue]:
    """Ask who the interviewer of a transcript is where it does not say; mark what they said."""
    cues, body = _cues(read), form.body.data or ""
    speakers = unknown_askers(body, form.kind.data)
    asker = form.ask_who_asks(speakers) if speakers else None
    if asker is not None:
        form.body.data, cues = mark_asker(body, asker, cues)
    return cues


def _cues(read: ReadFile | None) -> Sequence[Cue]:
    return read.stories[0].cues if read is not None and read.stories else ()


def _file_facts(read: ReadFile | None, cues: Sequence[Cue]) -> dict[str, Any]:
    if read is None:
        return {}
    return {
        "file_name": safe_file_name(read.name),
        "file_sha256": read.sha256 or None,
        "cues": [asdict(cue) for cue in cues],
    }


def statements_told() -> Sequence[ConsentStatement]:
    """What storytellers may have been told by those who send this, once or today."""
    asked = current_actor().organisation_id
    return queries.list_statements(current_session(), asked, retired=True)


def organisation_of(actor: Actor) -> int:
    """The organisation that somebody who is signed in sends for."""
    assert actor.organisation_id is not None, "everybody who signs in acts for an organisation"
    return actor.organisation_id
