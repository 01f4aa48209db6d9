"""A story's links to promises as its page shows them, and the promises to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of, organisation_names
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Commitment
from storybank.commitments.queries import list_commitments, list_contracts_to_choose
from storybank.linking.models import LinkStatus
from storybank.linking.queries import LinkedPassage, list_links_of_story
from storybank.stories.models import Story, StoryVersion
from storybank.stories.rules import reading_scope
from storybank.tagging.models import Identifier
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_words
from storybank.verification.models import Verification
from storybank.verification.queries import verifications_of
from storybank.web.filters import day

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
    names = {} if masked else names_of(session, [p.link.made_by_id for p in passages])
    bodies = organisation_names(
        session, [found.verified_by_organisation_id for found in findings.values()]
    )
    views: dict[LinkStatus, list[LinkView]] = {LinkStatus.CONFIRMED: [], LinkStatus.SUGGESTED: []}
    for passage in passages:
        masks = details.get(passage.version.key, []) if masked else []
        finding = findings.get(passage.link.key)
        view = link_view(passage, version, finding, names, bodies, masks)
        views[passage.link.status].append(view)
    return views[LinkStatus.CONFIRMED], views[LinkStatus.SUGGESTED], details


def link_view(
    passage: LinkedPassage,
    newest: StoryVersion,
    finding: Verification | None = None,
    names: dict[int, str] | None = None,
    bodies: dict[int, str] | None = None,
    masks: Sequence[Identifier] = (),
) -> LinkView:
    """A link with its promise, as a reader sees it."""
    link = passage.link
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
        note=link.note if not masks else "",
        finding=finding.finding.value if finding else "waiting",
        finding_reason=finding.reason if finding else "",
        found_by=f"{body}, {day(finding.verified_at)}" if finding and body else "",
        older=passage.version.number != newest.number,
    )


def promise_choices(session: Session, actor: Actor, story: Story) -> Choices:
    """The promises of the story's contract, those suggested for it first; {} where none."""
    if story.contract_id is None:
        return {}
    scope = reading_scope(actor)
    suggested = list_links_of_story(session, scope, story, LinkStatus.SUGGESTED)
    first = list(dict.fromkeys(passage.commitment.key for passage in suggested))
    promises = {promise.key: promise for promise in list_commitments(session, story.contract_id)}
    near = [promises[key] for key in first if key in promises]
    rest = [promise for key, promise in promises.items() if key not in first]
    if not promises:
        return {}
    choices: Choices = {"": "Choose a promise"}
    for group, members in (("Suggested for this story", near), ("The contract’s promises", rest)):
        if members:
            choices[group] = {str(one.public_id): promise_words(one) for one in members}
    return choices


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
    if score >= 0.6:
        return "quite sure"
    return "fairly sure" if score >= 0.35 else "not very sure"
