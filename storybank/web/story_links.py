"""A story's links to promises as its page shows them, and the promises to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of, organisation_names
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Commitment
from storybank.commitments.queries import list_contracts_to_choose
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.linking.queries import LinkedPassage, list_links_of_story, strength_facts
from storybank.linking.rules import (
    PassageFacts,
    SuggestedStrength,
    Telling,
    grade_words,
    lacking_words,
    suggest_strengths,
)
from storybank.stories.models import Story, StoryVersion
from storybank.stories.rules import reading_scope
from storybank.tagging.models import Identifier
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_words
from storybank.verification.models import MemberCheck, Verification
from storybank.verification.queries import member_checks_of, verifications_of
from storybank.web.filters import ANSWER_NAMES, METHOD_NAMES, day

Choices = dict[str, str | dict[str, str]]
"""What a form offers to choose from: value to words, or a group to its own."""


@dataclass(frozen=True)
class LinkView:
    """A link as a reader sees it."""

    id: str
    commitment_id: str
    ref: str
    promise: str
    quote: str
    stance: str
    status: str
    reasons: str
    made: str
    note: str
    finding: str
    finding_reason: str
    found_by: str
    older: bool
    storyteller_says: str = ""
    telling: Telling = field(default_factory=Telling)
    lacking: str = ""
    grade: str = ""
    is_judged: bool = False
    why_strong: tuple[SuggestedStrength, ...] = ()


@dataclass(frozen=True)
class Sureness:
    """A band of the matcher's scores, in words: from ``bounds[0]`` up to below ``bounds[1]``."""

    words: str
    bounds: tuple[float | None, float | None]


SURENESS = {
    "quite": Sureness("quite sure", (0.6, None)),
    "fairly": Sureness("fairly sure", (0.35, 0.6)),
    "not_very": Sureness("not very sure", (None, 0.35)),
}


def gather_links(
    session: Session, actor: Actor, story: Story, version: StoryVersion, *, masked: bool
) -> tuple[list[LinkView], list[LinkView], dict[int, list[Identifier]]]:
    """Confirmed and suggested links, and personal details of every version they quote."""
    passages: list[LinkedPassage] = []
    if can(actor, Action.READ_CONTRACT) or can(actor, Action.VERIFY_LINK):
        statuses = [LinkStatus.CONFIRMED]
        if can(actor, Action.LINK_EVIDENCE):
            statuses.append(LinkStatus.SUGGESTED)
        passages = list_links_of_story(session, reading_scope(actor), story, *statuses)
    details = list_identifiers(session, {version.key, *(p.version.key for p in passages)})
    findings = verifications_of(session, [passage.link.key for passage in passages])
    answers = member_checks_of(session, [passage.link.key for passage in passages])
    facts = {} if masked else strength_facts(session, reading_scope(actor), passages)
    names = {} if masked else names_of(session, [p.link.made_by_id for p in passages])
    bodies = organisation_names(
        session, [found.verified_by_organisation_id for found in findings.values()]
    )
    views: dict[LinkStatus, list[LinkView]] = {LinkStatus.CONFIRMED: [], LinkStatus.SUGGESTED: []}
    for passage in passages:
        if masked and passage.version.sealed_at is not None:
            continue  # words edited away since, of which more was covered
        masks = details.get(passage.version.key, []) if masked else []
        finding = findings.get(passage.link.key)
        view = link_view(
            passage,
            version,
            finding,
            names,
            bodies,
            masks,
            facts=facts.get(passage.link.key),
            answer=answers.get(passage.link.key),
            covered=masked,
        )
        views[passage.link.status].append(view)
    return views[LinkStatus.CONFIRMED], views[LinkStatus.SUGGESTED], details


def link_view(
    passage: LinkedPassage,
    newest: StoryVersion,
    finding: Verification | None = None,
    names: dict[int, str] | None = None,
    bodies: dict[int, str] | None = None,
    masks: Sequence[Identifier] = (),
    *,
    facts: PassageFacts | None = None,
    answer: MemberCheck | None = None,
    covered: bool = False,
) -> LinkView:
    """A link with its promise, as a reader sees it.

    ``covered``: only a seat on a board lets them; they read no words about the storyteller.
    """
    link = passage.link
    telling = telling_of(link)
    is_judged = link.strengths_by_id is not None
    # The reasons quote the words, so they are for those who read the words.
    why = suggest_strengths(facts) if facts is not None and not covered else ()
    strengths = link.strengths if is_judged else [one.strength.value for one in why if one.is_there]
    name = (names or {}).get(link.made_by_id or 0, "")
    reasons = "; ".join(link.because)
    sure = sureness(link.score)
    body = (bodies or {}).get(finding.verified_by_organisation_id, "") if finding else ""
    return LinkView(
        id=str(link.public_id),
        commitment_id=str(passage.commitment.public_id),
        ref=passage.commitment.ref,
        promise=passage.commitment.text,
        quote=mask_words(link.quote, link.start, masks),
        stance=link.stance.value,
        status=link.status.value,
        reasons=f"{sure.capitalize()}: {reasons}" if sure and reasons else sure.capitalize(),
        made=f"Confirmed by {name}, {day(link.made_at)}" if name else "",
        note="" if covered else link.note,
        finding=finding.finding.value if finding else "waiting",
        finding_reason=finding.reason if finding else "",
        found_by=_found_by(finding, body) if finding and body else "",
        older=passage.version.number != newest.number,
        storyteller_says=_answer_words(answer, covered=covered) if answer else "",
        telling=Telling() if covered else telling,
        lacking="" if covered else lacking_words(telling),
        grade=grade_words(strengths) if is_judged or why else "",
        is_judged=is_judged,
        why_strong=why,
    )


def _found_by(finding: Verification, body: str) -> str:
    how = METHOD_NAMES[finding.method].lower()
    return f"{body}, {how}, {day(finding.checked_on or finding.verified_at)}"


def _answer_words(answer: MemberCheck, *, covered: bool) -> str:
    said = f"The storyteller says of this: {ANSWER_NAMES[answer.answer].lower()}"
    said += f", {day(answer.asked_on)}."
    return said if covered or not answer.note else f"{said} {answer.note}"


def telling_of(link: EvidenceLink) -> Telling:
    """The three things a link says."""
    return Telling(link.who, link.what_changed, link.brought_about)


def promise_words(promise: Commitment) -> str:
    """A promise short enough for a list to choose from."""
    text = promise.text if len(promise.text) <= 90 else f"{promise.text[:88].rstrip()} …"
    return f"{promise.ref}: {text}"


def contract_choices(session: Session, actor: Actor) -> dict[str, str]:
    """Contracts a story may be attached to, for a form."""
    contracts = list_contracts_to_choose(session, actor)
    return {str(contract.public_id): contract.title for contract in contracts}


def sureness(score: float | None) -> str:
    """A machine's score as words: people weigh these better than decimals."""
    if score is None:
        return ""
    return next(
        band.words
        for band in SURENESS.values()
        if band.bounds[0] is None or score >= band.bounds[0]
    )
