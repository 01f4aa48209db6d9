"""Sending stories in: one that is typed or comes as a file, or several files at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial

from flask import render_template, request
from werkzeug.datastructures import FileStorage

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments.queries import contracts_by_id, list_contracts_to_choose
from storybank.core.errors import RuleBroken
from storybank.core.files import safe_file_name
from storybank.core.uploads import ReadLimits
from storybank.intake import importing, queries, service
from storybank.intake.importing import Outcome, ReadFile
from storybank.intake.models import ConsentStatement, Submission
from storybank.pipeline import acceptor
from storybank.web.auth import current_actor
from storybank.web.bank import current_bank
from storybank.web.filters import plural
from storybank.web.forms import intake as forms
from storybank.web.forms.base import errors_shown_on
from storybank.web.session import current_session
from storybank.web.uploads import arrived


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
    form.offer_statements(_statements())
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
        file_was_sent=any(file.filename for file in request.files.getlist("file")),
    )


def keep_story(
    form: forms.StoryForm, draft: Submission | None, read: ReadFile | None, *, sending: bool
) -> Submission | None:
    """Send or save what was typed; None where the form now notes what is wrong with it."""
    bank = current_bank()
    most_words = bank.settings.max_story_words
    form.validate()
    if read is not None:
        _take_file(form, read)
    if sending:
        form.check_for_sending(most_words)
    if form.errors:
        return None
    keep = partial(service.submit_story, most_words=most_words) if sending else service.save_draft
    with errors_shown_on(form):
        submission = keep(
            current_session(),
            current_actor(),
            words=form.words(**(_file_facts(read) if read else {})),
            consent=form.consent(),
            organisation_id=_organisation(current_actor()),
            draft=draft,
        )
        if read is not None:
            importing.keep_original(bank.files, read)
        return submission
    return None


def upload_form() -> forms.UploadForm:
    """The form for several files, with the contracts that the sender may choose from."""
    form = forms.UploadForm()
    form.offer(list_contracts_to_choose(current_session(), current_actor()))
    form.offer_statements(_statements())
    return form


def upload_page(form: forms.UploadForm) -> str:
    """The page of the form, with whatever it notes as wrong."""
    return render_template(
        "intake/upload.html",
        form=form,
        forms=forms,
        most_megabytes=current_bank().settings.max_upload_megabytes,
    )


def import_files(files: Sequence[ReadFile], form: forms.UploadForm) -> Iterator[Outcome]:
    """Take the stories of these files in; each part of a file has its outcome, in its order."""
    session, actor, bank = current_session(), current_actor(), current_bank()
    at_once = form.accept_now.data and can(actor, Action.DECIDE_SUBMISSION)
    take_in = partial(
        importing.take_in,
        session,
        actor,
        bank.files,
        defaults=form.defaults(_organisation(actor)),
        find_contract=importing.contract_finder(session, actor),
        accept=acceptor(bank.tools) if at_once else None,
        most_words=bank.settings.max_story_words,
    )
    for read in files:
        taken = [take_in(story, read=read) for story in read.stories]
        yield from importing.in_order([*read.failed, *taken])


def _take_file(form: forms.StoryForm, read: ReadFile) -> None:
    """Put the words of a file into the form, or say at the field why not."""
    with errors_shown_on(form):
        if read.failed and not read.stories:
            raise RuleBroken(f"{read.failed[0].reason} {read.failed[0].remedy}", field="file")
        if len(read.stories) > 1 or read.stories[0].row is not None:
            raise RuleBroken(
                f"This file is a list that holds {plural(len(read.stories), 'story', 'stories')}. "
                "Send it with “Upload several files” instead.",
                field="file",
            )
        form.take_words(read.stories[0])


def _file_facts(read: ReadFile) -> dict[str, object]:
    return {
        "file_name": safe_file_name(read.name),
        "file_sha256": read.sha256,
        "cues": [asdict(cue) for cue in read.stories[0].cues],
    }


def _statements() -> Sequence[ConsentStatement]:
    """What storytellers may have been told by those who send this, once or today."""
    asked = current_actor().organisation_id
    return queries.list_statements(current_session(), asked, retired=True)


def _organisation(actor: Actor) -> int:
    assert actor.organisation_id is not None, "everybody who signs in acts for an organisation"
    return actor.organisation_id
