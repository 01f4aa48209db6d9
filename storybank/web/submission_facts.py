"""What pages tell about submissions: the words, the facts, the lists, and what is allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of, organisation_names
from storybank.accounts.rules import can
from storybank.commitments.queries import contracts_by_id
from storybank.core import clock
from storybank.core.markdown import Mark, render_text
from storybank.intake import queries
from storybank.intake.models import (
    AttachmentKind,
    Consent,
    Contributor,
    Door,
    Purpose,
    Submission,
    SubmissionStatus,
)
from storybank.intake.rules import PURPOSE_WORDS, is_live, name_shown
from storybank.nlp.turns import split_turns
from storybank.stories.masking import Cover, cover_body, cover_words, words_covered
from storybank.stories.models import Detail, DetailStatus
from storybank.stories.queries import details_of, instead_of, list_details
from storybank.telling.rules import PROMPTS
from storybank.web.auth import current_actor
from storybank.web.filters import day
from storybank.web.forms.intake import TELLER_NAMES
from storybank.web.own_themes import own_themes_of
from storybank.web.session import current_session

LISTED = {
    SubmissionStatus.WAITING: "Waiting",
    SubmissionStatus.ACCEPTED: "Accepted",
    SubmissionStatus.DECLINED: "Declined",
}
EXCERPT = 220


@dataclass(frozen=True)
class Permission:
    """One purpose, its plain words, what was ever given for it, and whether it holds today."""

    purpose: Purpose
    words: str
    given: Consent | None
    live: bool


def received_words(submission: Submission, marks: Sequence[Mark] = ()) -> Markup:
    """The words of a submission, drawn; what was asked stands apart from what was told."""
    body, fmt = submission.body, submission.format.value
    if not submission.answers or submission.answers[-1]["end"] != len(body):
        html = render_text(body, fmt, marks, split_turns(body, submission.kind.value))
        return Markup(html)  # noqa: S704  (render_text lets nothing through but its own elements)
    drawn = Markup()
    for one in submission.answers:
        start, end = one["start"], one["end"]
        here = [_moved(mark, start, end) for mark in marks if start < mark.end and mark.start < end]
        drawn += Markup('<p class="sb-received__asked">{}</p>').format(PROMPTS[one["prompt"]])
        drawn += Markup(render_text(body[start:end], fmt, here))  # noqa: S704  (as above)
    return drawn


def _moved(mark: Mark, start: int, end: int) -> Mark:
    """A stretch of the whole as it lies in a part of it."""
    return replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)


def about_rows(submission: Submission) -> list[dict[str, str]]:
    """What is told about a submission, as rows of a summary list."""
    session = current_session()
    tellers = queries.contributors_of(session, [submission.contributor_id])
    contract = contracts_by_id(session, [submission.contract_id]).get(submission.contract_id or 0)
    people = names_of(session, [submission.submitted_by_id, submission.decided_by_id])
    sender = people.get(submission.submitted_by_id or 0, "The operator of this server")
    if submission.door is Door.OWN:
        sender = "Whoever told it, without an account"
    organisation = organisation_names(session, [submission.organisation_id])
    teller = TELLER_NAMES[submission.teller.value]
    if submission.told_for:
        teller = f"{teller}: {submission.told_for}"
    rows = [
        ("Told by", _called(submission, tellers) or "A storyteller"),
        ("Who tells it", teller),
        ("Who they are to them", submission.relation),
        ("Why they tell it for them", submission.reason_told_for),
        ("Where", submission.place),
        ("About when", submission.about_when),
        ("What it is about, to them", own_themes_of(session, submission.key).in_words()),
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


def permissions_of(submission: Submission) -> list[Permission]:
    """Every purpose, with the permission given for it, if one was."""
    today = clock.today()
    given = {c.purpose: c for c in queries.list_consents(current_session(), submission.key)}
    return [
        Permission(p, words, given.get(p), live=p in given and is_live(given[p], today))
        for p, words in PURPOSE_WORDS.items()
    ]


def list_items(found: Sequence[Submission]) -> list[dict[str, object]]:
    """Submissions as a list of stories to choose from, in two queries."""
    session = current_session()
    tellers = queries.contributors_of(session, [one.contributor_id for one in found])
    contracts = contracts_by_id(session, [one.contract_id for one in found])
    details = details_of(session, [one.key for one in found])
    items: list[dict[str, object]] = []
    for one in found:
        contract = contracts.get(one.contract_id or 0)
        facts = [
            f"Told by {_called(one, tellers) or 'a storyteller'}",
            contract.title if contract else "no contract yet",
            f"received {day(one.received_at)}",
        ]
        items.append(
            {
                "title": _covered(one, details[one.key])[0],
                "href": url_for("intake.show", submission_id=one.public_id),
                "meta": " · ".join(facts),
                "excerpt": _excerpt(one, details[one.key]),
            }
        )
    return items


def _called(submission: Submission, tellers: Mapping[int, Contributor]) -> str:
    contributor = tellers[submission.contributor_id]
    return name_shown(submission.identifiability, contributor.display_name)


def files_with(submission: Submission) -> list[dict[str, object]]:
    """The recordings and photographs that came with a submission and are open to this reader."""
    session, actor = current_session(), current_actor()
    if not can(actor, Action.READ_ORIGINAL) or not queries.may_open(session, submission):
        return []
    names = {AttachmentKind.VOICE: "Recording", AttachmentKind.PHOTO: "Photograph"}
    found = queries.attachments_of(session, [submission.key]).get(submission.key, [])
    return [{"file": one, "name": names[one.kind]} for one in found]


def shelves(status: SubmissionStatus | None) -> list[dict[str, object]]:
    """The lists of submissions, each with its count, for the side of the page."""
    session, actor = current_session(), current_actor()
    listed: list[dict[str, object]] = [
        {
            "label": f"{name} ({queries.count_submissions(session, actor, one):,})",
            "url": url_for("intake.list_", status=one.value),
            "current": one is status,
        }
        for one, name in LISTED.items()
    ]
    if can(actor, Action.TYPE_ATTACHMENT):
        to_type = queries.count_submissions(session, actor, SubmissionStatus.TO_TYPE)
        listed.append({"label": f"To type ({to_type:,})", "url": url_for("attachments.list_")})
    drafts_held = len(queries.list_drafts(session, actor))
    listed.append(
        {
            "label": f"My drafts ({drafts_held:,})",
            "url": url_for("intake.drafts"),
            "current": status is None,
        }
    )
    listed.append({"label": "Your workspace", "url": url_for("intake.workspace"), "apart": True})
    if can(actor, Action.CHANGE_CONSENT):
        listed.append(
            {
                "label": "Permissions that run out",
                "url": url_for("consent.running_out"),
                "apart": True,
            }
        )
    return listed


def title_covered(submission: Submission) -> str:
    """The title that was sent, with the personal details covered that its words hold."""
    return _covered(submission, list_details(current_session(), submission.key))[0]


def titles_covered(found: Sequence[Submission]) -> dict[int, str]:
    """The same of several, by row number, in one query."""
    details = details_of(current_session(), [one.key for one in found])
    return {one.key: _covered(one, details[one.key])[0] for one in found}


def _excerpt(submission: Submission, details: Sequence[Detail]) -> str:
    """The first words, covered; none before personal details have been looked for."""
    if submission.status is SubmissionStatus.DECLINED:
        return f"Why it was declined: {submission.decline_reason}"
    if submission.details_found_at is None:
        return ""
    words = _covered(submission, details)[1]
    return words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _covered(submission: Submission, details: Sequence[Detail]) -> tuple[str, str]:
    """The title, and the opening of the body, with details covered."""
    body = submission.body
    covers = [
        Cover(one.start, one.end, instead_of(one), one.type)
        for one in details
        if one.status is not DetailStatus.REJECTED and one.end <= len(body)
    ]
    opening = [one for one in covers if one.start < 2 * EXCERPT]
    cut = max([2 * EXCERPT, *(one.end for one in opening)])
    title = cover_words(submission.title, words_covered(body, covers))
    return title, cover_body(body[:cut], opening).after
