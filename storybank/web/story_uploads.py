"""Sending several files of stories in at once, and what became of each story in them."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request

from storybank.accounts.permissions import Action
from storybank.accounts.rules import can
from storybank.commitments.queries import list_contracts_to_choose
from storybank.intake import importing
from storybank.intake.importing import Outcome, OutcomeStatus, ReadFile
from storybank.intake.readers.sheet import COLUMNS
from storybank.intake.readers.speakers import unknown_askers
from storybank.pipeline import acceptor
from storybank.web import time_taken
from storybank.web.auth import current_actor
from storybank.web.bank import current_bank
from storybank.web.forms import intake as forms
from storybank.web.forms.uploads import UploadForm
from storybank.web.rows_to_correct import carried
from storybank.web.session import commit, current_session
from storybank.web.story_template import HINTS
from storybank.web.submission_sending import organisation_of, statements_told

MOST_FAILED, MOST_OTHERS, MOST_NAMED = 200, 50, 3


def upload_form() -> UploadForm:
    """The form for several files, with the contracts that the sender may choose from."""
    form = UploadForm()
    form.offer(list_contracts_to_choose(current_session(), current_actor()))
    form.offer_statements(statements_told())
    return form


def upload_page(form: UploadForm) -> str:
    """The page of the form, with whatever it notes as wrong."""
    return render_template(
        "intake/upload.html",
        form=form,
        forms=forms,
        columns=[(name, HINTS[name]) for name in COLUMNS],
        most_megabytes=current_bank().settings.max_upload_megabytes,
        opened=request.form.get(time_taken.FIELD) or time_taken.opened_mark(),
    )


def import_files(files: Sequence[ReadFile], form: UploadForm) -> list[Outcome]:
    """Take the stories of these files in; each part of a file has its outcome, in its order."""
    session, actor, bank = current_session(), current_actor(), current_bank()
    at_once = form.accept_now.data and can(actor, Action.DECIDE_SUBMISSION)
    stories = sum(len(read.stories) for read in files)
    seconds = time_taken.seconds_since(request.form.get(time_taken.FIELD, ""))
    each = None if seconds is None or not stories else round(seconds / stories)
    find_contract = importing.contract_finder(session, actor)
    return [
        outcome
        for read in files
        for outcome in importing.take_all(
            session,
            actor,
            bank.files,
            read=read,
            defaults=form.defaults(organisation_of(actor), seconds_each=each),
            find_contract=find_contract,
            accept=acceptor(bank.tools) if at_once else None,
            most_words=bank.settings.max_story_words,
            after_batch=commit,
        )
    ]


def _notices(read: ReadFile) -> list[str]:
    """What is worth saying of a file, and which of its interviews do not say who asks."""
    unmarked = [one.title for one in read.stories if unknown_askers(one.body, one.kind)]
    if not unmarked:
        return list(read.notices)
    named = ", ".join(f"“{title}”" for title in unmarked[:MOST_NAMED])
    more = f" and {len(unmarked) - MOST_NAMED} more" if len(unmarked) > MOST_NAMED else ""
    asks = (
        f"Nobody is marked as the one who asks in {named}{more}, so questions are taken for the "
        "storyteller’s words. Begin the interviewer’s turns with “INT:” next time, or send "
        "interviews one by one: then you are asked who it is."
    )
    return [*read.notices, asks]


def outcome_page(files: Sequence[ReadFile], outcomes: Sequence[Outcome]) -> str:
    """What became of each story: what needs somebody first, and of the rest the first few."""
    failed = [one for one in outcomes if one.status is OutcomeStatus.FAILED]
    others = [one for one in outcomes if one.status is not OutcomeStatus.FAILED]
    shown: list[Any] = [*failed[:MOST_FAILED], *others[:MOST_OTHERS]]
    return render_template(
        "intake/uploaded.html",
        outcomes=shown,
        more=len(outcomes) - len(shown),
        counts={status: sum(o.status is status for o in outcomes) for status in OutcomeStatus},
        notices=[(read.name, notice) for read in files for notice in _notices(read)],
        carried=carried(outcomes),
    )
