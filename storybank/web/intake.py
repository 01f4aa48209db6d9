"""Pages of intake: sending stories in, deciding on them, and what their tellers allow."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of, organisation_names
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.commitments.queries import contracts_by_id, list_contracts_to_choose
from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.core.files import safe_file_name
from storybank.core.markdown import Mark, render_text
from storybank.core.uploads import ReadLimits
from storybank.intake import importing, queries, service
from storybank.intake.importing import Outcome, OutcomeStatus, ReadFile
from storybank.intake.models import Consent, Purpose, Submission, SubmissionStatus
from storybank.intake.readers.sheet import COLUMNS
from storybank.intake.rules import PURPOSE_WORDS, is_live
from storybank.nlp.turns import split_turns
from storybank.stories.queries import find_story_of_submission
from storybank.stories.service import accept_submission
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.filters import day
from storybank.web.forms import intake as forms
from storybank.web.forms.base import add_error
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

pages = Blueprint("intake", __name__, url_prefix="/intake")

PER_PAGE = 25
LISTED = (SubmissionStatus.WAITING, SubmissionStatus.ACCEPTED, SubmissionStatus.DECLINED)
WITHDRAWING_MEANS = {
    Purpose.CONTRACT_MANAGEMENT: (
        "The people who run the contract can no longer read it.",
        "It leaves the search and the reports made from now on.",
        "What it says about promises no longer counts: its links to them become void.",
    ),
    Purpose.BOARD: (
        "Boards and councillors can no longer read any of it.",
        "No report made from now on will quote it.",
    ),
    Purpose.PUBLIC: ("It is not shown to the public.",),
    Purpose.OTHER_BODIES: ("It is not shared with other public bodies.",),
    Purpose.MACHINE_SUGGESTIONS: ("The computer suggests nothing new about it.",),
}


@dataclass(frozen=True)
class Permission:
    """One purpose, its plain words, what was ever given for it, and whether it holds today."""

    purpose: Purpose
    words: str
    given: Consent | None
    live: bool


# --- sending one story -----------------------------------------------------------------------


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.SUBMIT_STORY)
def new() -> ResponseReturnValue:
    """Send one story in, typed or as a file."""
    return _write_story(None)


@pages.route("/drafts/<uuid:submission_id>", methods=["GET", "POST"])
@allows(Action.SUBMIT_STORY)
def edit_draft(submission_id: UUID) -> ResponseReturnValue:
    """Go on with an unfinished story of one's own."""
    return _write_story(submission_id)


def _write_story(draft_id: UUID | None) -> ResponseReturnValue:
    if request.method == "GET":
        return _show_form(_draft(draft_id))
    with _arrived(request.files.getlist("file")) as files:
        read = files[0] if files else None
        draft = _draft(draft_id)
        form = _story_form()
        sending = request.form.get("act") != "draft"
        try:
            submission = _keep_story(form, draft, read, sending=sending)
        except RuleBroken as error:
            add_error(form, error)
            submission = None
        if submission is None:
            return _render_form(form, draft), 422
    if sending:
        return redirect(url_for("intake.sent", submission_id=submission.public_id), 303)
    flash("Draft saved. Only you can see it.", "done")
    return redirect(url_for("intake.edit_draft", submission_id=submission.public_id), 303)


def _keep_story(
    form: forms.StoryForm, draft: Submission | None, read: ReadFile | None, *, sending: bool
) -> Submission | None:
    """Send or save what was typed; None where the form notes what is wrong with it.

    Raises:
        RuleBroken: what the services find wrong.
    """
    session, actor, bank = current_session(), current_actor(), current_bank()
    most_words = bank.settings.max_story_words
    form.validate()
    if read is not None:
        _take_file(form, read)
    if sending:
        form.check_for_sending(most_words)
    if form.errors:
        return None
    keep = partial(service.submit_story, most_words=most_words) if sending else service.save_draft
    submission = keep(
        session,
        actor,
        words=form.words(**(_file_facts(read) if read else {})),
        consent=form.consent(),
        organisation_id=_organisation(actor),
        draft=draft,
    )
    if read is not None:
        importing.keep_original(bank.files, read)
    return submission


def _take_file(form: forms.StoryForm, read: ReadFile) -> None:
    """Put the words of a file into the form, or say at the field why not."""
    try:
        if read.failed and not read.stories:
            raise RuleBroken(f"{read.failed[0].reason} {read.failed[0].remedy}", field="file")
        if len(read.stories) > 1 or read.stories[0].row is not None:
            count = len(read.stories)
            raise RuleBroken(
                f"This file is a list that holds {count} {'story' if count == 1 else 'stories'}. "
                "Send it with “Upload several files” instead.",
                field="file",
            )
        form.take_words(read.stories[0])
    except RuleBroken as error:
        add_error(form, error)


def _file_facts(read: ReadFile) -> dict[str, object]:
    return {
        "file_name": safe_file_name(read.name),
        "file_sha256": read.sha256,
        "cues": [asdict(cue) for cue in read.stories[0].cues],
    }


def _show_form(draft: Submission | None) -> str:
    session, form = current_session(), _story_form()
    if draft is not None:
        form.fill(
            draft,
            queries.contributors_of(session, [draft.contributor_id])[draft.contributor_id],
            contracts_by_id(session, [draft.contract_id]).get(draft.contract_id or 0),
            queries.list_consents(session, draft.key),
        )
    return _render_form(form, draft)


def _render_form(form: forms.StoryForm, draft: Submission | None) -> str:
    return render_template(
        "intake/edit.html",
        form=form,
        draft=draft,
        forms=forms,
        most_megabytes=current_bank().settings.max_upload_megabytes,
        file_was_sent=any(file.filename for file in request.files.getlist("file")),
    )


def _story_form() -> forms.StoryForm:
    form = forms.StoryForm()
    form.offer(list_contracts_to_choose(current_session(), current_actor()))
    return form


@pages.get("/<uuid:submission_id>/sent")
@allows(Action.SUBMIT_STORY)
def sent(submission_id: UUID) -> ResponseReturnValue:
    """What happens next with a story just sent."""
    session = current_session()
    submission = _submission(submission_id)
    contract = contracts_by_id(session, [submission.contract_id]).get(submission.contract_id or 0)
    return render_template("intake/sent.html", submission=submission, contract=contract)


# --- drafts ----------------------------------------------------------------------------------


@pages.get("/drafts")
@allows(Action.SUBMIT_STORY)
def drafts() -> str:
    """One's own unfinished stories."""
    found = queries.list_drafts(current_session(), current_actor())
    return render_template("intake/drafts.html", drafts=found, shelves=_shelves(None))


@pages.route("/drafts/<uuid:submission_id>/discard", methods=["GET", "POST"])
@allows(Action.SUBMIT_STORY)
def discard_draft(submission_id: UUID) -> ResponseReturnValue:
    """Throw an unfinished story away, after asking."""
    draft = _draft(submission_id)
    assert draft is not None
    if request.method == "GET":
        return render_template("intake/confirm_discard.html", draft=draft)
    service.discard_draft(current_session(), current_actor(), draft=draft)
    flash("The draft is gone.", "done")
    return redirect(url_for("intake.drafts"), 303)


# --- several files ---------------------------------------------------------------------------


@pages.route("/upload", methods=["GET", "POST"])
@allows(Action.SUBMIT_STORY)
def upload() -> ResponseReturnValue:
    """Take several files in at once."""
    if request.method == "GET":
        return _render_upload(_upload_form())
    with _arrived(request.files.getlist("files")) as files:
        form = _upload_form()
        form.validate()
        form.check_for_sending([read.name for read in files])
        if form.errors:
            return _render_upload(form), 422
        outcomes = list(_import(files, form))
    return render_template(
        "intake/uploaded.html",
        outcomes=outcomes,
        counts={status: sum(o.status is status for o in outcomes) for status in OutcomeStatus},
        notices=[(read.name, notice) for read in files for notice in read.notices],
    )


@pages.get("/template.csv")
@allows(Action.SUBMIT_STORY)
def template() -> Response:
    """An empty table with the columns that are understood."""
    text = io.StringIO()
    csv.writer(text).writerow(COLUMNS)
    # With the mark, spreadsheets save what is typed into it as UTF-8 too.
    response = Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="stories.csv"'
    return response


def _import(files: Sequence[ReadFile], form: forms.UploadForm) -> Iterator[Outcome]:
    session, actor, bank = current_session(), current_actor(), current_bank()
    take_in = partial(
        importing.take_in,
        session,
        actor,
        bank.files,
        defaults=form.defaults(_organisation(actor)),
        find_contract=importing.contract_finder(session, actor),
        accept=_accept if form.accept_now.data and can(actor, Action.DECIDE_SUBMISSION) else None,
        most_words=bank.settings.max_story_words,
    )
    for read in files:
        taken = [take_in(story, read=read) for story in read.stories]
        yield from importing.in_order([*read.failed, *taken])


def _accept(session: object, actor: Actor, submission: Submission) -> object:
    return accept_submission(current_session(), actor, submission=submission)


def _render_upload(form: forms.UploadForm) -> str:
    return render_template(
        "intake/upload.html",
        form=form,
        forms=forms,
        most_megabytes=current_bank().settings.max_upload_megabytes,
    )


def _upload_form() -> forms.UploadForm:
    form = forms.UploadForm()
    form.offer(list_contracts_to_choose(current_session(), current_actor()))
    return form


# --- reading and deciding --------------------------------------------------------------------


@pages.get("")
@allows(Action.SUBMIT_STORY)
def list_() -> str:
    """Stories sent in, by where they stand."""
    session, actor = current_session(), current_actor()
    asked = request.args.get("status", SubmissionStatus.WAITING.value)
    status = next((one for one in LISTED if one.value == asked), SubmissionStatus.WAITING)
    total = queries.count_submissions(session, actor, status)
    place = paging(page_asked(), total, PER_PAGE)
    found = queries.list_submissions(session, actor, status, page=place.number, per_page=PER_PAGE)
    return render_template(
        "intake/list.html",
        items=_items(found),
        status=status,
        place=place,
        shelves=_shelves(status),
    )


@pages.get("/<uuid:submission_id>")
@allows(Action.READ_STORY)
def show(submission_id: UUID) -> ResponseReturnValue:
    """One submission: the words as received, and what is told about them."""
    session, actor = current_session(), current_actor()
    submission = _submission(submission_id)
    if submission.status is SubmissionStatus.DRAFT:
        return redirect(url_for("intake.edit_draft", submission_id=submission_id))
    return render_template(
        "intake/detail.html",
        submission=submission,
        words=received_words(submission),
        rows=about_rows(submission),
        allowed=_permissions(submission),
        story=find_story_of_submission(session, submission.key),
        undecided=submission.status is SubmissionStatus.WAITING
        and can(actor, Action.DECIDE_SUBMISSION),
    )


@pages.get("/<uuid:submission_id>/original")
@allows(Action.READ_STORY)
def original(submission_id: UUID) -> ResponseReturnValue:
    """The file a submission came in, untouched, to keep on one's own computer."""
    submission = _submission(submission_id)
    if submission.file_sha256 is None:
        raise NotFound("This story was typed, so there is no file.")
    return send_file(
        current_bank().files.open(submission.file_sha256),
        mimetype="application/octet-stream",  # never opened by the browser, whatever it is
        as_attachment=True,
        download_name=safe_file_name(submission.file_name or "story"),
    )


@pages.post("/<uuid:submission_id>/accept")
@allows(Action.DECIDE_SUBMISSION)
def accept(submission_id: UUID) -> ResponseReturnValue:
    """Make a story of a waiting submission."""
    session = current_session()
    submission = _submission(submission_id)
    try:
        story = accept_submission(session, current_actor(), submission=submission)
    except RuleBroken as error:
        flash(str(error), "problem")
        return redirect(url_for("intake.show", submission_id=submission_id), 303)
    flash("The story is accepted.", "done")
    return redirect(url_for("stories.show", story_id=story.public_id), 303)


@pages.route("/<uuid:submission_id>/decline", methods=["GET", "POST"])
@allows(Action.DECIDE_SUBMISSION)
def decline(submission_id: UUID) -> ResponseReturnValue:
    """Say no to a waiting submission, with a reason for its sender."""
    submission, form = _submission(submission_id), forms.DeclineForm()
    if request.method == "GET":
        return render_template("intake/decline.html", submission=submission, form=form)
    try:
        service.decline_submission(
            current_session(),
            current_actor(),
            submission=submission,
            reason=form.reason.data or "",
        )
    except RuleBroken as error:
        add_error(form, error)
        return render_template("intake/decline.html", submission=submission, form=form), 422
    flash("The story is declined. Whoever sent it can read your reason.", "done")
    return redirect(url_for("intake.list_"), 303)


# --- consent ---------------------------------------------------------------------------------


@pages.route("/<uuid:submission_id>/consent", methods=["GET", "POST"])
@allows(Action.CHANGE_CONSENT)
def consent(submission_id: UUID) -> ResponseReturnValue:
    """What the storyteller allows, and putting one more purpose on record."""
    session, actor = current_session(), current_actor()
    submission = _sent_submission(submission_id)
    form = forms.GiveConsentForm()
    allowed = _permissions(submission)
    form.offer(one.purpose for one in allowed if not one.live)
    if request.method == "POST" and form.validate() and form.check_choices():
        try:
            service.give_consent(
                session,
                actor,
                submission=submission,
                purpose=Purpose(form.purpose.data),
                method=form.method.data,
                expires_on=form.expires_on.data,
            )
        except RuleBroken as error:
            add_error(form, error)
        else:
            flash("Put on record.", "done")
            return redirect(url_for("intake.consent", submission_id=submission_id), 303)
    page = render_template("intake/consent.html", submission=submission, allowed=allowed, form=form)
    return page, 422 if request.method == "POST" else 200


@pages.route("/<uuid:submission_id>/consent/<purpose>/withdraw", methods=["GET", "POST"])
@allows(Action.CHANGE_CONSENT)
def withdraw_consent(submission_id: UUID, purpose: str) -> ResponseReturnValue:
    """Put on record that the storyteller no longer allows a purpose, after asking."""
    session, actor = current_session(), current_actor()
    submission = _sent_submission(submission_id)
    chosen = next((one for one in _permissions(submission) if one.purpose == purpose), None)
    if chosen is None or chosen.given is None or chosen.given.withdrawn_at is not None:
        raise NotFound("There is no such permission to withdraw.")
    if request.method == "GET":
        return render_template(
            "intake/confirm_withdraw.html",
            submission=submission,
            chosen=chosen,
            consequences=WITHDRAWING_MEANS[chosen.purpose],
        )
    service.withdraw_consent(session, actor, submission=submission, purpose=chosen.purpose)
    flash("The permission is withdrawn.", "done")
    try:
        queries.get_submission(session, actor, submission_id)
    except NotFound:  # theirs was the permission to read it
        return redirect(url_for("intake.list_"), 303)
    return redirect(url_for("intake.consent", submission_id=submission_id), 303)


# --- what these pages share ------------------------------------------------------------------


def received_words(submission: Submission, marks: Sequence[Mark] = ()) -> Markup:
    """The words of a submission, drawn; an interviewer's turns apart from the storyteller's."""
    turns = split_turns(submission.body, submission.kind.value)
    html = render_text(submission.body, submission.format.value, marks, turns)
    return Markup(html)  # noqa: S704  (render_text lets nothing through but its own elements)


def about_rows(submission: Submission) -> list[dict[str, str]]:
    """What is told about a submission, as rows of a summary list."""
    session = current_session()
    contributor = queries.contributors_of(session, [submission.contributor_id])
    contract = contracts_by_id(session, [submission.contract_id]).get(submission.contract_id or 0)
    people = names_of(session, [submission.submitted_by_id, submission.decided_by_id])
    sender = people.get(submission.submitted_by_id or 0, "The operator of this server")
    organisation = organisation_names(session, [submission.organisation_id])
    teller = forms.TELLER_NAMES[submission.teller.value]
    if submission.told_for:
        teller = f"{teller}: {submission.told_for}"
    rows = [
        ("Told by", contributor[submission.contributor_id].display_name or "A storyteller"),
        ("Who tells it", teller),
        ("Where", submission.place),
        ("Told on", day(submission.told_on) if submission.told_on else ""),
        ("Contract", contract.title if contract else "None yet"),
        ("Sent by", f"{sender}, {organisation.get(submission.organisation_id, '')}"),
        ("Received", day(submission.received_at)),
    ]
    if submission.decided_at:
        decider = people.get(submission.decided_by_id or 0, "the operator of this server")
        word = "Declined" if submission.status is SubmissionStatus.DECLINED else "Accepted"
        rows.append((word, f"{day(submission.decided_at)}, by {decider}"))
    return [{"key": key, "value": value} for key, value in rows if value]


def _submission(submission_id: UUID) -> Submission:
    return queries.get_submission(current_session(), current_actor(), submission_id)


def _sent_submission(submission_id: UUID) -> Submission:
    submission = _submission(submission_id)
    if submission.status is SubmissionStatus.DRAFT:
        raise NotFound("This is a draft still.")
    return submission


def _draft(submission_id: UUID | None) -> Submission | None:
    """One's own draft; None where none is meant."""
    if submission_id is None:
        return None
    found = _submission(submission_id)
    if found.status is not SubmissionStatus.DRAFT:
        raise NotFound("This has been sent already.")
    return found


def _organisation(actor: Actor) -> int:
    assert actor.organisation_id is not None, "everybody who signs in acts for an organisation"
    return actor.organisation_id


def _permissions(submission: Submission) -> list[Permission]:
    """Every purpose, with the permission given for it, if one was."""
    today = clock.today()
    given = {c.purpose: c for c in queries.list_consents(current_session(), submission.key)}
    return [
        Permission(p, words, given.get(p), live=p in given and is_live(given[p], today))
        for p, words in PURPOSE_WORDS.items()
    ]


def _items(found: Sequence[Submission]) -> list[dict[str, object]]:
    """Submissions as a list of stories to choose from, in two queries."""
    session = current_session()
    tellers = queries.contributors_of(session, [one.contributor_id for one in found])
    contracts: dict[int, Contract] = contracts_by_id(session, [one.contract_id for one in found])
    items: list[dict[str, object]] = []
    for one in found:
        contract = contracts.get(one.contract_id or 0)
        facts = [
            f"Told by {tellers[one.contributor_id].display_name or 'a storyteller'}",
            contract.title if contract else "no contract yet",
            f"received {day(one.received_at)}",
        ]
        excerpt = one.body[:220].rsplit(" ", 1)[0] + " …" if len(one.body) > 220 else one.body
        if one.status is SubmissionStatus.DECLINED:
            excerpt = f"Why it was declined: {one.decline_reason}"
        items.append(
            {
                "title": one.title,
                "href": url_for("intake.show", submission_id=one.public_id),
                "meta": " · ".join(facts),
                "excerpt": excerpt,
            }
        )
    return items


def _shelves(status: SubmissionStatus | None) -> list[dict[str, object]]:
    """The lists of submissions, each with its count, for the side of the page."""
    session, actor = current_session(), current_actor()
    names = {"waiting": "Waiting", "accepted": "Accepted", "declined": "Declined"}
    shelves: list[dict[str, object]] = [
        {
            "label": f"{names[one.value]} ({queries.count_submissions(session, actor, one):,})",
            "url": url_for("intake.list_", status=one.value),
            "current": one is status,
        }
        for one in LISTED
    ]
    drafts_held = len(queries.list_drafts(session, actor))
    shelves.append(
        {
            "label": f"My drafts ({drafts_held:,})",
            "url": url_for("intake.drafts"),
            "current": status is None,
        }
    )
    return shelves


@contextmanager
def _arrived(uploads: Sequence[FileStorage]) -> Iterator[list[ReadFile]]:
    """Read files that were sent. Their copies on the disk are gone when the block ends."""
    # Knowing who asks took the write lock; reading a long PDF must not keep others from writing.
    current_session().rollback()
    limits = ReadLimits(max_bytes=current_bank().settings.max_upload_bytes)
    with tempfile.TemporaryDirectory(prefix="storybank-") as folder:
        files = []
        for number, upload in enumerate(one for one in uploads if one.filename):
            path = Path(folder) / str(number)
            upload.save(path)
            files.append(
                importing.read_for_import(path=path, name=upload.filename or "", limits=limits)
            )
        yield files
