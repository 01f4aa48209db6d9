"""What stands on the page for attaching words to a promise: the promises, ranked, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from storybank import pipeline
from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment
from storybank.commitments.queries import list_commitments
from storybank.intake.models import Submission, Teller
from storybank.linking.queries import list_overlapping
from storybank.linking.rules import SentenceFacts, Telling, suggest_telling
from storybank.nlp.reading import Speaker, Voice
from storybank.stories.queries import StoryWithWords
from storybank.stories.rules import uncovered_scope
from storybank.tagging.models import CodingStatus, Segment
from storybank.tagging.queries import codings_of
from storybank.web.story_links import sureness

MOST_RANKED = 3
LISTED = 40
_SURE = 0.5


@dataclass(frozen=True)
class PromiseChoice:
    """A promise to choose, with why it may be the one; ``stance`` where that is suggested."""

    id: str
    ref: str
    text: str
    reasons: str = ""
    stance: str = ""


@dataclass(frozen=True)
class Promises:
    """The promises to choose from: the likeliest first, then those of the contract."""

    likeliest: list[PromiseChoice]
    others: list[PromiseChoice]
    total: int
    left_out: int

    @property
    def suggested(self) -> PromiseChoice | None:
        """The promise these very words were suggested for, if they were."""
        return next((one for one in self.likeliest if one.stance), None)


def gather_promises(
    session: Session,
    actor: Actor,
    tools: pipeline.Tools,
    found: StoryWithWords,
    passage: tuple[int, int] | None,
    *,
    find: str = "",
    chosen: str = "",
) -> Promises:
    """The promises of a story's contract for words chosen in it.

    First those suggested for these very words, then those the words are likeliest to bear on.
    ``find`` narrows the rest to promises that hold its words; the one ``chosen`` always stays.
    """
    contract_id = found.story.contract_id
    promises = list_commitments(session, contract_id) if contract_id is not None else []
    first = _likeliest(session, actor, tools, found, passage) if passage else {}
    by_key = {promise.key: promise for promise in promises}
    near = [
        _choice(by_key[key], reasons, stance)
        for key, (reasons, stance) in first.items()
        if key in by_key
    ]
    rest = [promise for promise in promises if promise.key not in first]
    matching = [one for one in rest if _holds(one, find) or str(one.public_id) == chosen]
    shown = [
        one
        for number, one in enumerate(matching)
        if number < LISTED or str(one.public_id) == chosen
    ]
    return Promises(
        near, [_choice(one) for one in shown], len(promises), len(matching) - len(shown)
    )


def suggest_three_things(
    session: Session, found: StoryWithWords, segments: Sequence[Segment], start: int, end: int
) -> Telling:
    """Who, what changed and what brought it about, where the text says so with some certainty."""
    near = [
        (place, one) for place, one in enumerate(segments) if one.speaker is Speaker.STORYTELLER
    ]
    within = {place for place, one in near if one.start < end and one.end > start}
    if not within:
        return Telling()
    beside = {min(within) - 1, max(within) + 1}
    codings = codings_of(session, found.version.key)
    teller = session.get_one(Submission, found.story.submission_id).teller
    return suggest_telling(
        [
            SentenceFacts(
                quote=one.quote,
                is_own=one.voice is Voice.OWN and teller is Teller.SELF,
                is_within=place in within,
                changes=frozenset(
                    coding.change.value
                    for coding in codings.get(one.key, [])
                    if coding.status is CodingStatus.CONFIRMED
                    or (coding.status is CodingStatus.SUGGESTED and (coding.score or 0) >= _SURE)
                ),
            )
            for place, one in near
            if place in within | beside
        ]
    )


def _likeliest(
    session: Session,
    actor: Actor,
    tools: pipeline.Tools,
    found: StoryWithWords,
    passage: tuple[int, int],
) -> dict[int, tuple[str, str]]:
    """Reasons and suggested stance by promise, those suggested for these very words first."""
    suggested = list_overlapping(session, uncovered_scope(actor), found.version.key, *passage)
    first: dict[int, tuple[str, str]] = {}
    for one in suggested:
        link = one.link
        words = "; ".join([f"{sureness(link.score)}".capitalize(), *link.because])
        first.setdefault(link.commitment_id, (words.removeprefix("; "), link.stance.value))
    ranked = pipeline.rank_promises(tools, session, found.story, found.version, *passage)
    likely = [(key, reasons) for key, reasons in ranked if reasons and key not in first]
    for key, reasons in likely[:MOST_RANKED]:
        first[key] = ("; ".join(reasons), "")
    return first


def _choice(promise: Commitment, reasons: str = "", stance: str = "") -> PromiseChoice:
    return PromiseChoice(
        str(promise.public_id),
        promise.ref,
        promise.text,
        reasons[:1].upper() + reasons[1:],
        stance,
    )


def _holds(promise: Commitment, find: str) -> bool:
    text = f"{promise.ref} {promise.text}".casefold()
    return all(word in text for word in find.casefold().split())
