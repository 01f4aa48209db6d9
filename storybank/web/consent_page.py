"""What pages of consent gather: what stands, what was said when, and under which words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from sqlmodel import Session

from storybank.accounts.queries import names_of
from storybank.accounts.rules import Actor
from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.core.stripping import PHOTO, Stripped
from storybank.intake import queries, rules, service
from storybank.intake.models import (
    AttachmentKind,
    ConsentAct,
    ConsentEvent,
    ConsentStatement,
    Contributor,
    Door,
    Purpose,
    Submission,
)
from storybank.intake.queries import RunningOut, SaidOfConsent
from storybank.stories.queries import titles_of
from storybank.stories.rules import reading_scope
from storybank.web.bank import current_bank
from storybank.web.filters import day, moment, plural
from storybank.web.forms.consent import BASES, CONDITIONS, GIVEN_BY, WISHES, HowGiven
from storybank.web.session import current_session
from storybank.web.submission_facts import Permission, titles_covered
from storybank.web.uploads import media_sent

WITHDRAWING_MEANS = {
    Purpose.CONTRACT_MANAGEMENT: (
        "The people who run the contract can no longer read it.",
        "It leaves the search and the reports made from now on.",
        "What it says about promises no longer counts: its links to them become void.",
    ),
    Purpose.BOARD: (
        "Boards and councillors can no longer read any of it.",
        "No report made from now on will quote it, not even in short parts.",
        "Reports that went out with its words are listed, and their owners are told.",
    ),
    Purpose.QUOTATION: (
        "No report made from now on will quote it.",
        "Reports that went out with its words are listed, and their owners are told.",
    ),
    Purpose.PUBLIC: ("It is not shown to the public. Its page says only that it was taken down.",),
    Purpose.OTHER_BODIES: (
        "No copy may be handed to other public bodies from now on.",
        "Whoever was given a copy before has to be asked to destroy it: Storybank cannot do that.",
    ),
    Purpose.MACHINE_SUGGESTIONS: (
        "The computer suggests nothing new about it, and what it suggested goes.",
    ),
    Purpose.RESEARCH_EXPORT: (
        "It is in no copy for researchers from now on.",
        "Copies given out before are on record; whoever has one has to be asked to destroy it.",
    ),
    Purpose.PHOTO_OR_VOICE: ("Their photograph or their voice may no longer be used.",),
}
NOT_NOTED = "What they were told before is not on record."
DOORS = {
    Door.OWN: "the storyteller",
    Door.COMMAND: "the operator of this server",
}


def offer_statements(form: HowGiven, organisation_id: int) -> None:
    """Offer what storytellers may have been told by an organisation, once or today."""
    form.offer_statements(queries.list_statements(current_session(), organisation_id, retired=True))


def is_gone(submission: Submission) -> bool:
    """Whether it was taken back or disposed of, so that nothing can be allowed of it anew."""
    return submission.erased_at is not None or submission.taken_back_at is not None


def title_of(session: Session, actor: Actor, submission: Submission) -> str:
    """What the story of a submission is called, with personal details covered."""
    return titles(session, actor, [submission])[submission.key]


def titles(session: Session, actor: Actor, found: Iterable[Submission]) -> dict[int, str]:
    """What these are called, covered; in two queries."""
    listed = list(found)
    named = titles_of(session, reading_scope(actor), [one.key for one in listed])
    return titles_covered([one for one in listed if one.key not in named]) | named


def last_day_of(permission: Permission) -> str:
    """Until when something is allowed, in words."""
    given = permission.given
    if given is None or given.expires_on is None:
        return "Without a last day until now."
    return f"{'Until' if permission.live else 'Ran out on'} {day(given.expires_on)}."


def name_of(session: Session, submission: Submission) -> str:
    """What the storyteller wishes to be called, if anything."""
    return session.get_one(Contributor, submission.contributor_id).display_name


def known_as_rows(session: Session, submission: Submission) -> list[dict[str, str]]:
    """How the storyteller wishes to be known."""
    name = name_of(session, submission)
    wish = WISHES[submission.identifiability.value]
    return [
        {"key": "Known", "value": f"{wish}: {name}" if name else wish},
        {
            "key": "Where it happened",
            "value": "Not to be said" if submission.hide_place else "May be said",
        },
    ]


def basis_rows(submission: Submission) -> list[dict[str, str]]:
    """By what right the organisation holds it."""
    rows = [
        ("Ground (Article 6)", BASES[submission.lawful_basis.value]),
        ("Private facts (Article 9)", CONDITIONS[submission.special_condition.value]),
        ("Why", submission.basis_note),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def history_of(session: Session, submission: Submission) -> list[dict[str, Any]]:
    """Who was told what and when, and what they allowed then: the newest first."""
    said = queries.consent_history(session, submission.key)
    people = names_of(session, [one.event.by_id for one in said])
    return [_told(submission, one, people) for one in said]


def _told(submission: Submission, one: SaidOfConsent, people: Mapping[int, str]) -> dict[str, Any]:
    event = one.event
    entry: dict[str, Any] = {
        "title": _what(event),
        "who": _by_whom(event, people),
        "when": moment(event.at),
        "iso": event.at.isoformat(timespec="minutes"),
        "detail": " ".join(_how(event, one.statement)),
    }
    if one.statement is not None:
        entry["href"] = url_for("statements.show", statement_id=one.statement.public_id)
        entry["link_text"] = f"What they were told: {rules.name_statement(one.statement)}"
    if event.evidence_sha256:
        entry["scan"] = url_for(
            "consent.scan", submission_id=submission.public_id, event_id=event.public_id
        )
    return entry


def _what(event: ConsentEvent) -> str:
    words = "; ".join(rules.PURPOSE_WORDS[Purpose(one)] for one in event.purposes)
    if event.act is ConsentAct.GIVEN:
        return f"Allowed: {words}"
    if event.act is ConsentAct.WITHDRAWN:
        return f"Taken back: {words}"
    if event.purposes:
        return f"Allowed for longer: {words}"
    return "How they wish to be known" if event.identifiability else "The signed form was added"


def _by_whom(event: ConsentEvent, people: Mapping[int, str]) -> str:
    noted = people.get(event.by_id or 0) or DOORS.get(event.door, "somebody whose account is gone")
    return f"Noted by {noted}" + (", from a file" if event.door is Door.FILE else "")


def _how(event: ConsentEvent, statement: ConsentStatement | None) -> list[str]:
    """How it was said, in sentences."""
    method = rules.METHODS.get(event.method, event.method[:1].upper() + event.method[1:])
    parts = [f"{method.rstrip('.')}."] if method else []
    if event.act is not ConsentAct.WITHDRAWN and event.purposes:
        until = f"Until {day(event.expires_on)}." if event.expires_on else "Without a last day."
        parts.append(until)
    if event.given_by.value != "self":
        parts.append(f"Given by: {GIVEN_BY[event.given_by.value].lower()}, {event.given_by_words}.")
    for label, words in (
        ("Deciding for themselves", event.capacity),
        ("Interpreter", event.interpreter),
        ("Heard by", event.witness),
    ):
        if words:
            parts.append(f"{label}: {words.rstrip('.')}.")
    if event.identifiability is not None:
        parts.append(f"Known {_small(WISHES[event.identifiability.value])}.")
    if event.hide_place:
        parts.append("Where it happened is not to be said.")
    if statement is not None:
        parts.append(f"Fingerprint of what they were told: {event.statement_sha256[:12]}.")
    elif event.act is ConsentAct.GIVEN:
        parts.append(NOT_NOTED)
    return parts


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def running_out_items(
    session: Session, actor: Actor, found: Sequence[RunningOut]
) -> list[dict[str, str]]:
    """Stories of which permissions run out, as a list; in a fixed number of statements."""
    named = titles(session, actor, [one.submission for one in found])
    return [
        {
            "title": named[one.submission.key],
            "href": url_for("consent.renew", submission_id=one.submission.public_id),
            "meta": f"{_left((one.first - clock.today()).days)}, on {day(one.first)} · "
            f"{plural(one.permissions, 'permission')}",
        }
        for one in found
    ]


def _left(days: int) -> str:
    if days < 0:
        return f"Ran out {plural(-days, 'day')} ago"
    return "Today is the last day" if days == 0 else f"Runs out in {plural(days, 'day')}"


def scan_sent() -> Stripped | None:
    """The photograph of a signed form that was sent, made clean; None where none was.

    Raises:
        RuleBroken: it is no photograph that can be kept.
    """
    stripped = media_sent("scan")
    if stripped is not None and stripped.kind != PHOTO:
        raise RuleBroken("This is a recording. Send a photograph of the form.", field="scan")
    return stripped


def keep_scan(actor: Actor, submission: Submission, stripped: Stripped | None) -> str | None:
    """Keep the photograph of a signed form with a submission; returns its SHA-256."""
    if stripped is None:
        return None
    sha256 = current_bank().files.put(stripped.data)
    service.attach_kept(
        current_session(),
        actor,
        submission=submission,
        kind=AttachmentKind.PAPER,
        sha256=sha256,
        media_type=stripped.media_type,
        size=len(stripped.data),
    )
    return sha256


def find_scan(session: Session, submission: Submission, event_id: UUID) -> tuple[str, str]:
    """The SHA-256 and kind of the scan that an entry of the record speaks of.

    Raises:
        NotFound: there is none, or it was removed.
    """
    found = queries.find_evidence(session, submission.key, event_id)
    if found is None:
        raise NotFound("This form is not here any more.")
    return found.sha256, found.media_type
