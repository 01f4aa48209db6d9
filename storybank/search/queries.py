"""Gathering from the record what the index holds, and translating who may find what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from storybank.commitments.queries import contracts_by_id
from storybank.intake.models import Consent, Purpose
from storybank.intake.queries import consents_of
from storybank.search.document import NEVER, NO_END, StoryDocument, day_number
from storybank.search.engine import Allowed, Scope
from storybank.stories import rules as stories_rules
from storybank.stories.models import Story, StoryStatus
from storybank.stories.queries import is_agreed, list_with_words
from storybank.tagging.queries import confirmed_codes

UNOWNED = "none"
INDEXED_PURPOSES = (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD)


@dataclass(frozen=True)
class LinkFacts:
    """What later steps know of a story that search must find it by."""

    quotes: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    verification: tuple[str, ...] = ()


def build_documents(
    session: Session, story_ids: Collection[int], facts: Mapping[int, LinkFacts]
) -> list[StoryDocument]:
    """Index documents of the accepted stories among these, in a fixed number of queries."""
    everything = (stories_rules.Allowed(),)
    held = list_with_words(session, everything, ids=story_ids, per_page=max(len(story_ids), 1))
    contracts = contracts_by_id(session, {one.story.contract_id for one in held})
    consents = consents_of(session, [one.story.submission_id for one in held])
    codes = confirmed_codes(session, story_ids)
    documents = []
    for one in held:
        story, version = one.story, one.version
        contract = contracts.get(story.contract_id or 0)
        pairs = codes.get(story.key, [])
        fact = facts.get(story.key, LinkFacts())
        documents.append(
            StoryDocument(
                story_id=str(story.public_id),
                revision=story.revision,
                title=version.title,
                body=version.body,
                accepted_on=story.accepted_at.date(),
                status=story.status.value,
                kind=story.kind.value,
                place=story.place,
                quotes=fact.quotes,
                themes=tuple(sorted({theme for theme, _ in pairs})),
                changes=tuple(sorted({change for _, change in pairs})),
                pairs=tuple(f"{theme}.{change}" for theme, change in pairs),
                contract=str(contract.public_id) if contract else "",
                contract_reference=contract.reference if contract else "",
                commitments=fact.commitments,
                told_on=story.told_on,
                verification=fact.verification,
                organisation=str(story.organisation_id),
                owner=str(contract.organisation_id) if contract else UNOWNED,
                readable_until={
                    purpose.value: _last_day(consents.get(story.submission_id, []), purpose)
                    for purpose in INDEXED_PURPOSES
                    # What boards find has had its personal details looked for, and its teller's
                    # yes where they asked to see it first.
                    if purpose is not Purpose.BOARD
                    or (story.prepared_version == story.current_version and is_agreed(story))
                },
            )
        )
    return documents


def engine_scope(scope: stories_rules.Scope) -> Scope:
    """The same scope in the engine's words. Held stories are never in the index."""
    ways: list[Allowed] = []
    for allowed in scope:
        if StoryStatus.ACCEPTED not in allowed.statuses:
            continue
        owners: list[str | None] = [None]
        if allowed.owner_id is not None:
            owners = [str(allowed.owner_id), *([UNOWNED] if allowed.unplaced else [])]
        ways.extend(
            Allowed(
                until_purpose=None if allowed.purpose is None else allowed.purpose.value,
                owner=owner,
                organisation=(
                    None if allowed.organisation_id is None else str(allowed.organisation_id)
                ),
                everything=allowed.purpose is None
                and owner is None
                and allowed.organisation_id is None,
            )
            for owner in owners
        )
    return Scope(tuple(ways))


def accepted_revisions(session: Session) -> dict[str, tuple[int, int]]:
    """Public id -> (row number, revision) of every accepted story: what the index should hold."""
    rows = session.exec(
        select(Story.public_id, Story.id, Story.revision).where(
            col(Story.status) == StoryStatus.ACCEPTED
        )
    )
    return {str(public_id): (number or 0, revision) for public_id, number, revision in rows}


def _last_day(consents: list[Consent], purpose: Purpose) -> int:
    for consent in consents:
        if consent.purpose is purpose and consent.withdrawn_at is None:
            return NO_END if consent.expires_on is None else day_number(consent.expires_on)
    return NEVER
