"""What a story's page shows, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.queries import names_of
from storybank.accounts.rules import Actor, can
from storybank.audit.models import AuditEvent
from storybank.audit.queries import list_events_of
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_id, list_codes
from storybank.commitments.models import Contract
from storybank.commitments.queries import contracts_by_id
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake.models import Contributor, Purpose, Submission, Teller
from storybank.intake.queries import contributors_of, list_consents, purposes_of
from storybank.intake.rules import PURPOSE_WORDS, is_live, name_shown
from storybank.nlp.language import ENGLISH
from storybank.nlp.reading import Voice
from storybank.nlp.turns import split_turns
from storybank.stories.masking import DETAIL_NAMES
from storybank.stories.models import Story, StoryVersion, TellerCheck
from storybank.stories.queries import (
    StoryWithWords,
    find_draft,
    get_story,
    list_teller_checks,
    list_versions,
)
from storybank.stories.rules import may_mark, reads_exactly, told_words, uncovered_scope
from storybank.tagging.models import Coding, CodingStatus, Identifier, Segment, StoryReading
from storybank.tagging.queries import codings_of, find_reading, list_segments
from storybank.tagging.rules import mask_title
from storybank.tagging.suggester import LOCAL_ORIGIN
from storybank.web.filters import CHANGE_NAMES, day, moment
from storybank.web.look_twice import Doubt, doubts_of_story
from storybank.web.story_links import (
    Choices,
    LinkView,
    contract_choices,
    gather_links,
    sureness,
)
from storybank.web.story_text import Note, Paragraph, lay_out

ACT_WORDS = {
    "accept_submission": "Accepted into the bank",
    "publish_version": "New version published",
    "attach_to_contract": "Attached to a contract",
    "mark_learning_only": "Marked as for learning only",
    "unmark_learning_only": "No longer for learning only",
    "mask_story": "Personal details covered",
    "blur": "Told less exactly, or more exactly, where and when",
    "ask_teller": "The storyteller asked to see the words first",
    "record_teller_check": "The storyteller was shown the words",
    "settle_change_request": "What the storyteller asked for was settled",
    "read_story": "Read by Storybank",
}
GROUP_NAMES = {
    "wellbeing": "Wellbeing",
    "economic": "Work and economy",
    "community": "Community",
    "environment": "Environment",
}


@dataclass
class StoryPage:
    """Everything the page shows of one story to one reader.

    ``language`` is told to coders only, and only where it is not English.
    """

    story: Story
    version: StoryVersion
    title: str
    teller: str
    facts: str
    as_sent: str
    contract: Contract | None
    paragraphs: list[Paragraph]
    reviewing: bool
    read: bool
    language: str
    waiting: int
    segments: Sequence[Segment]
    links: list[LinkView]
    suggested_links: list[LinkView]
    permissions: list[dict[str, str]]
    submission: Submission
    identifiers: list[tuple[str, list[str]]]
    history: list[dict[str, str]]
    has_draft: bool
    themes: Choices
    has_promises: bool
    may_mark: bool
    may_go_public: bool
    contracts: dict[str, str]
    masked: bool
    doubts: list[Doubt]
    requests: list[TellerCheck]
    awaits_teller: bool


def gather(session: Session, actor: Actor, found: StoryWithWords) -> StoryPage:
    """Gather the page of a story already found within the reader's scope."""
    story, version = found.story, found.version
    submission = session.get_one(Submission, story.submission_id)
    contributor = contributors_of(session, [story.contributor_id])[story.contributor_id]
    contract = contracts_by_id(session, [story.contract_id]).get(story.contract_id or 0)
    reading = find_reading(session, version.key)
    segments = list_segments(session, version.key) if reading else []
    masked = reads_masked(session, actor, story)
    if masked:  # whatever else they do, with names covered nobody codes, links or edits
        actor = replace(actor, roles=frozenset({RoleName.BOARD_READER}))
    exactly = reads_exactly(actor, organisation_id=story.organisation_id)
    links, suggested, details = gather_links(session, actor, story, version, masked=masked)
    shown = details.get(version.key, []) if masked else []
    coders = can(actor, Action.CODE_STORY)
    notes = _notes(session, actor, version, segments) if segments else {}
    page = StoryPage(
        story=story,
        version=version,
        title=mask_title(version.title, version.body, shown),
        teller=_teller(submission, contributor, named=exactly),
        facts=_facts(story),
        as_sent=_as_sent(story, submission) if exactly else "",
        contract=contract,
        paragraphs=lay_out(
            version.body,
            version.format.value,
            split_turns(version.body, story.kind.value),
            segments=segments,
            notes=notes,
            masks=shown,
        ),
        reviewing=coders,
        read=reading is not None,
        language=_other_language(reading) if coders else "",
        waiting=sum(n.status == "suggested" for many in notes.values() for n in many),
        segments=segments,
        links=links,
        suggested_links=suggested,
        permissions=_permissions(session, submission),
        submission=submission,
        identifiers=[],
        history=[],
        has_draft=False,
        themes=theme_choices(session) if coders else {},
        has_promises=False,
        may_go_public=Purpose.PUBLIC in purposes_of(session, submission.key),
        may_mark=can(actor, Action.MARK_LEARNING) and may_mark(actor, story.organisation_id),
        contracts={},
        masked=masked,
        doubts=doubts_of_story(session, actor, story),
        requests=[],
        awaits_teller=story.wants_check and story.checked_version != story.current_version,
    )
    if can(actor, Action.CHANGE_CONSENT):
        page.requests = [
            one
            for one in list_teller_checks(session, story)
            if not one.agrees and one.settled_at is None
        ]
    if can(actor, Action.EDIT_STORY):
        page.identifiers = _identifiers(version, details.get(version.key, []))
        page.history = _history(session, story)
        page.has_draft = find_draft(session, story, actor.user_id) is not None
    if can(actor, Action.LINK_EVIDENCE):
        page.has_promises = bool(story.contract_id) and not story.learning_only
        page.contracts = contract_choices(session, actor)
    return page


def reads_masked(session: Session, actor: Actor, story: Story) -> bool:
    """Whether only a seat on a board lets this actor read the story."""
    if not actor.plays(RoleName.BOARD_READER):
        return False
    try:
        get_story(session, uncovered_scope(actor), story.public_id)
    except NotFound:
        return True
    return False


def theme_choices(session: Session, chosen: Code | None = None) -> Choices:
    """Themes in their groups, for a form; the first choice is none.

    A retired theme is offered only where it is the one chosen before.
    """
    choices: Choices = {"": "Choose a theme"}
    for code in list_codes(session):
        if code.retired_at is not None and (chosen is None or code.id != chosen.id):
            continue
        group = GROUP_NAMES.get(code.group, code.group.capitalize())
        named = choices.setdefault(group, {})
        assert isinstance(named, dict), "no group is named like the empty choice"
        named[code.slug] = code.name
    return choices


def _teller(submission: Submission, contributor: Contributor, *, named: bool) -> str:
    name = name_shown(submission.identifiability, contributor.display_name) or "A storyteller"
    if submission.teller is Teller.ON_BEHALF:
        for_whom = submission.told_for if named and submission.told_for else "somebody else"
        return f"{name}, speaking for {for_whom}"
    if submission.teller is Teller.ORGANISATION:
        return f"{name}, told by an organisation"
    return name


def _facts(story: Story) -> str:
    return " · ".join(part for part in (story.place, told_words(story)) if part)


def _as_sent(story: Story, submission: Submission) -> str:
    """Where and when it was told as it was sent, where all others are told less exactly."""
    parts = [
        submission.place if submission.place != story.place else "",
        day(submission.told_on) if submission.told_on and story.shown_when else "",
    ]
    return " · ".join(part for part in parts if part)


def _notes(
    session: Session, actor: Actor, version: StoryVersion, segments: Sequence[Segment]
) -> dict[int, list[Note]]:
    """Codings to show beside their sentences, by segment; only coders see suggestions."""
    codings = codings_of(session, version.key)
    codes = codes_by_id(session)
    coder = can(actor, Action.CODE_STORY)
    named = coder or can(actor, Action.VERIFY_LINK)
    names = (
        names_of(session, [one.decided_by_id for many in codings.values() for one in many])
        if named
        else {}
    )
    wanted = {CodingStatus.CONFIRMED, *([CodingStatus.SUGGESTED] if coder else [])}
    voices = {one.key: _voice(one) for one in segments} if coder else {}
    return {
        segment: [
            _note(one, codes, names, coder, voices.get(segment, ""))
            for one in many
            if one.status in wanted
        ]
        for segment, many in codings.items()
    }


def _other_language(reading: StoryReading | None) -> str:
    return reading.language if reading and reading.language != ENGLISH else ""


def _voice(segment: Segment) -> str:
    """Whose words a sentence holds, where they are not simply the storyteller's own telling."""
    if segment.voice is Voice.QUOTED:
        return f"Quoted: {segment.attributed_to}" if segment.attributed_to else "Quoted"
    return "Told about them, so not quoted to boards" if segment.voice is Voice.TOLD else ""


def _note(
    coding: Coding, codes: dict[int, Code], names: dict[int, str], coder: bool, voice: str
) -> Note:
    public_id = coding.public_id
    if coding.status is CodingStatus.SUGGESTED:
        because = ", ".join(f"“{words}”" for words in coding.because)
        why = "like your example" if coding.origin.startswith(LOCAL_ORIGIN) else "because of"
        reason = f", {why} {because}" if because else ""
        by = f"{CHANGE_NAMES[coding.change]}: {sureness(coding.score)}{reason}"
    else:
        name = names.get(coding.decided_by_id or 0, "")
        by = f"Confirmed by {name}, {day(coding.decided_at)}" if name else ""
    return Note(
        id=str(public_id),
        theme=codes[coding.code_id].name,
        change=coding.change.value,
        status=coding.status.value,
        start=-1,
        end=-1,
        by=by,
        voice=voice,
        confirm_url=url_for("tagging.confirm", coding_id=public_id) if coder else "",
        reject_url=url_for("tagging.reject", coding_id=public_id) if coder else "",
        edit_url=url_for("tagging.change", coding_id=public_id) if coder else "",
    )


def _permissions(session: Session, submission: Submission) -> list[dict[str, str]]:
    """What the story may be used for, in words, and until when."""
    today = clock.today()
    rows = []
    for consent in list_consents(session, submission.key):
        if consent.withdrawn_at is not None:
            until = f"Taken back on {day(consent.withdrawn_at)}"
        elif not is_live(consent, today):
            until = f"Ended on {day(consent.expires_on)}"
        elif consent.expires_on is not None:
            until = f"Yes, until {day(consent.expires_on)}"
        else:
            until = "Yes, until the storyteller takes it back"
        rows.append({"key": PURPOSE_WORDS[consent.purpose], "value": until})
    return rows


def _identifiers(
    version: StoryVersion, identifiers: Sequence[Identifier]
) -> list[tuple[str, list[str]]]:
    """Personal details noticed, each once, by what they are."""
    found: dict[str, list[str]] = {}
    for one in identifiers:
        words = version.body[one.start : one.end]
        kind = found.setdefault(DETAIL_NAMES.get(one.type, DETAIL_NAMES["OTHER"]), [])
        if words not in kind:
            kind.append(words)
    return list(found.items())


def _history(session: Session, story: Story) -> list[dict[str, str]]:
    """What happened to the story, newest first, with people's names."""
    events = [
        event
        for event in list_events_of(session, "Story", str(story.public_id))
        if event.act in ACT_WORDS
    ]
    names = names_of(session, [event.actor_id for event in events])
    versions = {one.number: one for one in list_versions(session, story)}
    return [_happening(story, event, names, versions) for event in reversed(events)]


def _happening(
    story: Story, event: AuditEvent, names: dict[int, str], versions: dict[int, StoryVersion]
) -> dict[str, str]:
    title, detail, href = ACT_WORDS[event.act], "", ""
    if event.act == "attach_to_contract" and not event.detail.get("contract"):
        title = "Taken off its contract"
    if event.act == "read_story":
        detail = f"{event.detail.get('reader', '')}, version {event.detail.get('version', 1)}"
    number = event.detail.get("number")
    if event.act in ("publish_version", "mask_story") and number in versions:
        shown = versions[number]
        title, detail = f"Version {number} published", "" if shown.sealed_at else shown.note
        href = url_for("stories.version", story_id=story.public_id, number=number)
    machine = "Storybank" if event.actor == "pipeline" else "The operator"
    return {
        "title": title,
        "who": names.get(event.actor_id or 0, machine),
        "when": moment(event.at),
        "iso": event.at.isoformat(timespec="seconds"),
        "detail": detail,
        "href": href,
        "link_text": "See what changed",
    }
