"""Choosing what is read out of a report's stories, and putting it into words that may be shown.

Only a storyteller's own words are quoted, from the newest version of their story, with personal
details covered. ``tell`` asks the record again whether each story may stand in the report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlmodel import col, select

from storybank.accounts.models import Organisation
from storybank.intake.models import Contributor, Submission, Teller
from storybank.intake.queries import name_shown
from storybank.linking.models import EvidenceLink
from storybank.nlp.reading import Change, Voice
from storybank.reports.models import ChoiceMade, ReportKind
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.material import Material
from storybank.reports.queries import links_in_own_words
from storybank.reports.queries.numbers import CHANGES, FINDINGS, KINDS, NONE, Ints, in_pack
from storybank.reports.queries.trail import fingerprint
from storybank.reports.rules import (
    LONGEST,
    NEAREST,
    SHORTEST,
    Candidate,
    Show,
    Wanted,
    choose_voices,
    of_a_passage,
    whole_scope,
)
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import reading_scope, shown_when
from storybank.tagging.models import Coding, Segment
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_title, mask_words
from storybank.verification.models import Finding, Verification

NOBODY = "A storyteller"
NO_PERSON = "An organisation"
LOOKED_AT = 160
"""Passages whose words are read to choose from, at most: those that promise most by what is known
of them without their words."""


@dataclass(frozen=True)
class Passage:
    """A passage of the newest words of a story: a coding of it, or a claim, or both are known.

    ``at`` is the story's place in ``Material.heard``.
    """

    at: int
    start: int
    end: int
    coding: int | None = None
    link: int | None = None


def pick_voices(
    material: Material,
    most: int,
    *,
    wanted: Wanted | None = None,
    without: Collection[int] = (),
    coded: bool = True,
    linked: bool = True,
) -> list[Passage]:
    """Passages to be read out: one a story, balanced over directions and themes.

    ``wanted`` narrows them (its ``show`` is not looked at), ``without`` are stories (their places)
    that are heard already. What was chosen for a draft comes first, what was left out never.
    """
    every = _candidates(material, wanted or Wanted(), set(without), coded=coded, linked=linked)
    if not every:
        return []
    chosen = _chosen(material, every)[:most]
    rest = {key: one for key, one in every.items() if one.at not in {two.at for two in chosen}}
    read = _read(material, rest)
    picked = choose_voices(read, most - len(chosen)) if len(chosen) < most else []
    return [*chosen, *(rest[one.key] for one in picked)]


def chosen_voices(material: Material) -> list[Passage]:
    """Every passage that somebody chose to quote in this report, in their order."""
    if not any(one.choice is ChoiceMade.QUOTE for one in material.choices):
        return []
    return _chosen(material, _candidates(material, Wanted(), set(), coded=True, linked=True))


def tell(material: Material, passages: Sequence[Passage]) -> list[Told]:
    """These passages as they may be shown, in their order; what may not stand is left out."""
    return [one for one in tell_each(material, passages) if one is not None]


def tell_each(material: Material, passages: Sequence[Passage]) -> list[Told | None]:
    """These passages as they may be shown, one for one; None for what may not stand."""
    session = material.session
    ids = [int(material.heard.story[one.at]) for one in passages]
    stories = _stories(material, ids)
    links = _links(material, {one.link for one in passages if one.link is not None})
    quotes = _quotes(material, passages)
    versions = {facts.version.key for facts in stories.values()}
    details = list_identifiers(session, versions)
    open_to = set(
        session.exec(
            select(Story.id).where(col(Story.id).in_(ids), readable(reading_scope(material.actor)))
        )
    )
    codes = _codes(material, passages)
    whole = _may_be_whole(material, ids)
    found: list[Told | None] = []
    for one, story_id in zip(passages, ids, strict=True):
        facts = stories.get(story_id)
        if facts is None:
            found.append(None)
            continue
        words = quotes.get((facts.version.key, one.start, one.end), "")
        link = links.get(one.link or 0)
        said = Told(
            story=str(facts.story.public_id),
            words=mask_words(words, one.start, details.get(facts.version.key, ())),
            facts={
                **facts.plain(),
                "title": mask_title(
                    facts.version.title,
                    facts.version.body,
                    details.get(facts.version.key, ()),
                ),
                "sha256": fingerprint(facts.version.body, details.get(facts.version.key, ())),
                "start": one.start,
                "end": one.end,
                "codes": codes.get((one.at, one.start, one.end), []),
                **(link or {}),
            },
            may_open=story_id in open_to and story_id in whole,
        )
        if story_id not in whole:
            said = said.model_copy(update={"facts": of_a_passage(said.facts, said.story)})
        found.append(said)
    return found


def _may_be_whole(material: Material, ids: Collection[int]) -> set[int]:
    """Those of these stories of which more than passages may be told in the report."""
    which = readable(whole_scope(material.actor, material.asked))
    return {
        number
        for number in material.session.exec(select(Story.id).where(col(Story.id).in_(ids), which))
        if number is not None
    }


@dataclass(frozen=True)
class _StoryFacts:
    story: Story
    version: StoryVersion
    called: str
    teller: Teller

    def plain(self) -> dict[str, Any]:
        """What is said of a story beside its words."""
        nobody = NO_PERSON if self.teller is Teller.ORGANISATION else NOBODY
        return {
            "whose": self.called or nobody,
            "place": self.story.place,
            "when": shown_when(self.story),
            "kind": self.story.kind.value,
            "version": self.version.number,
        }


def _stories(material: Material, ids: Collection[int]) -> dict[int, _StoryFacts]:
    """These stories, those of them that may stand in the report at this moment."""
    asked = material.asked
    contracts = [one.key for one in material.contracts]
    which = in_pack(material.scope, contracts, asked.period, asked.purpose)
    rows: Any = material.session.exec(
        select(Story, StoryVersion, name_shown(), Submission.teller)
        .join(StoryVersion, newest_words())
        .join(Contributor, col(Contributor.id) == Story.contributor_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .where(col(Story.id).in_(ids), which)
    )
    return {row[0].key: _StoryFacts(*row) for row in rows}


def _quotes(material: Material, passages: Sequence[Passage]) -> dict[tuple[int, int, int], str]:
    """Own words by version and place; passages with words of others in them are not there."""
    session, which = material.session, readable(material.scope)
    found: dict[tuple[int, int, int], str] = {}
    coding_ids = {one.coding for one in passages if one.coding is not None}
    rows: Any = session.exec(
        select(Segment.story_version_id, Segment.start, Segment.end, Segment.quote)
        .join(Coding, col(Coding.segment_id) == Segment.id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, col(Story.id) == StoryVersion.story_id)
        .where(
            col(Coding.id).in_(coding_ids),
            col(Segment.voice).in_((Voice.OWN, Voice.QUOTED)),
            which,
        )
    )
    found |= {(version, start, end): words for version, start, end, words in rows}
    link_ids = {one.link for one in passages if one.link is not None}
    own = links_in_own_words(session, link_ids)
    rows = session.exec(
        select(
            EvidenceLink.story_version_id,
            EvidenceLink.start,
            EvidenceLink.end,
            EvidenceLink.quote,
        )
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(col(EvidenceLink.id).in_(own), which)
    )
    return found | {(version, start, end): words for version, start, end, words in rows}


def _links(material: Material, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What is claimed by a link, and what an independent person found of it, as plain values."""
    rows = material.session.exec(
        select(EvidenceLink, Verification, Organisation.name)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
        .outerjoin(Organisation, col(Organisation.id) == Verification.verified_by_organisation_id)
        .where(col(EvidenceLink.id).in_(ids), readable(material.scope))
    )
    found: dict[int, dict[str, Any]] = {}
    for link, verification, body in rows:
        promise = material.promise_of.get(link.commitment_id)
        if promise is None:
            # Whoever sent a story may read what was found of it, and not whose promise it is about.
            if material.asked.kind is not ReportKind.STORY_TO_ANSWER:
                continue
            found[link.key] = {"claim": str(link.public_id), "stance": link.stance.value}
        else:
            contract = material.contract_of[promise.contract_id]
            found[link.key] = {
                "claim": str(link.public_id),
                "promise": promise.text,
                "promise_ref": promise.ref,
                "promise_id": str(promise.public_id),
                "contract": contract.title,
                "contract_ref": contract.reference,
                "stance": link.stance.value,
            }
        if verification is not None:
            day = verification.checked_on or verification.verified_at.date()
            found[link.key] |= {
                "finding": verification.finding.value,
                "method": verification.method.value,
                "verified_by": body or "",
                "reason": verification.reason,
                "checked_on": day.isoformat(),
            }
    return found


def _codes(
    material: Material, passages: Sequence[Passage]
) -> dict[tuple[int, int, int], list[list[str]]]:
    """(theme, change) pairs of each passage, by its story's place and its own."""
    coded, found = material.coded, {}
    for one in passages:
        mask = (coded.at == one.at) & (coded.start == one.start) & (coded.end == one.end)
        found[(one.at, one.start, one.end)] = [
            [material.code_of[code].name, CHANGES[change].value]
            for code, change in zip(
                coded.code[mask].tolist(), coded.change[mask].tolist(), strict=True
            )
            if code in material.code_of
        ]
    return found


def _candidates(
    material: Material, wanted: Wanted, without: set[int], *, coded: bool, linked: bool
) -> dict[int, Passage]:
    """Passages that fulfil what is wanted, by a key: codings above nought, claims below.

    A passage that is both coded and claimed stands once, as the coding that knows of the claim.
    """
    left_out = _left_out(material)
    found: dict[int, Passage] = {}
    links: dict[tuple[int, int, int], int] = {}
    rows = material.linked
    mask = material.linked_mask(wanted) & (rows.newest == 1)
    where = np.flatnonzero(mask)
    promising = _promising(material, rows.at[where], rows.start[where], rows.end[where])
    for row in where[_with_chosen(material, rows.at[where], promising)]:
        at, start, end = int(rows.at[row]), int(rows.start[row]), int(rows.end[row])
        links.setdefault((at, start, end), int(rows.link[row]))
    if coded and wanted.promise is None and wanted.item is None and wanted.stance is None:
        codings = material.coded
        where = np.flatnonzero(material.coded_mask(wanted) & (codings.own == 1))
        promising = _promising(
            material,
            codings.at[where],
            codings.start[where],
            codings.end[where],
            codings.change[where],
        )
        for row in where[_with_chosen(material, codings.at[where], promising)]:
            at, start, end = int(codings.at[row]), int(codings.start[row]), int(codings.end[row])
            coding = int(codings.coding[row])
            found[coding] = Passage(at, start, end, coding, links.get((at, start, end)))
    if linked:
        for (at, start, end), link in links.items():
            found[-link] = Passage(at, start, end, None, link)
    return {
        key: one
        for key, one in found.items()
        if one.at not in without and not _is_left_out(material, one, left_out)
    }


def _promising(
    material: Material, at: Ints, start: Ints, end: Ints, change: Ints | None = None
) -> Ints:
    """The places of the most promising passages, by kind of story and length; all if they are few.

    Each direction keeps its share, so that bad news is not crowded out by good.
    """
    if at.size <= LOOKED_AT:
        return np.arange(at.size)
    nearest = np.array([NEAREST.index(kind) for kind in KINDS])[material.heard.kind[at]]
    length = end - start
    awkward = np.maximum(np.maximum(SHORTEST - length, length - LONGEST), 0)
    order = np.lexsort((at, awkward, nearest))
    if change is None:
        return np.sort(order[:LOOKED_AT])
    share = LOOKED_AT // len(CHANGES)
    kept = [order[change[order] == one][:share] for one in range(len(CHANGES))]
    return np.sort(np.concatenate(kept))


def _with_chosen(material: Material, at: Ints, promising: Ints) -> Ints:
    """The same, with every passage of stories that somebody chose to quote from."""
    wanted = [one.story_id for one in material.choices if one.choice is ChoiceMade.QUOTE]
    if not wanted:
        return promising
    chosen = np.flatnonzero(np.isin(material.heard.story[at], np.array(wanted, dtype=np.int64)))
    return np.union1d(promising, chosen)


def _read(material: Material, passages: dict[int, Passage]) -> list[Candidate]:
    """What is known of these passages, their words too, for choosing among them."""
    if not passages:
        return []
    quotes = _quotes(material, list(passages.values()))
    ids = {int(material.heard.story[one.at]) for one in passages.values()}
    tellers = dict(
        material.session.exec(
            select(Story.id, Submission.teller)
            .join(Submission, col(Submission.id) == Story.submission_id)
            .where(col(Story.id).in_(ids))
        ).all()
    )
    codings = material.coded
    chosen = np.isin(codings.coding, np.array(list(passages), dtype=np.int64))
    coded = {
        coding: (code, change)
        for coding, code, change in zip(
            codings.coding[chosen].tolist(),
            codings.code[chosen].tolist(),
            codings.change[chosen].tolist(),
            strict=True,
        )
    }
    findings = _findings(material, passages.values())
    found = []
    for key, one in passages.items():
        story = int(material.heard.story[one.at])
        words = quotes.get((int(material.heard.version[one.at]), one.start, one.end))
        if not words:
            continue
        theme, change = coded.get(key, (None, None))
        found.append(
            Candidate(
                key=key,
                story_id=story,
                kind=KINDS[int(material.heard.kind[one.at])],
                told_by_self=tellers.get(story) is Teller.SELF,
                theme_id=theme,
                change=None if change is None else CHANGES[change],
                words=words,
                finding=findings.get(one.link or 0),
            )
        )
    return found


def _findings(material: Material, passages: Iterable[Passage]) -> dict[int, Finding]:
    wanted = np.array([one.link or 0 for one in passages], dtype=np.int64)
    linked = material.linked
    mask = np.isin(linked.link, wanted) & (linked.finding != NONE)
    return {
        link: FINDINGS[finding]
        for link, finding in zip(
            linked.link[mask].tolist(), linked.finding[mask].tolist(), strict=True
        )
    }


def _chosen(material: Material, every: dict[int, Passage]) -> list[Passage]:
    """What somebody chose to quote, in their order."""
    found = []
    for choice in material.choices:
        if choice.choice is not ChoiceMade.QUOTE:
            continue
        for one in every.values():
            same = (one.start, one.end) == (choice.start, choice.end)
            if same and int(material.heard.version[one.at]) == choice.story_version_id:
                found.append(one)
                break
    return found


def _left_out(material: Material) -> set[tuple[int, int, int]]:
    return {
        (one.story_id, one.start, one.end)
        for one in material.choices
        if one.choice is ChoiceMade.LEAVE_OUT
    }


def _is_left_out(material: Material, one: Passage, left_out: set[tuple[int, int, int]]) -> bool:
    story = int(material.heard.story[one.at])
    return (story, one.start, one.end) in left_out or (story, 0, 0) in left_out


def worst_first(material: Material, most: int, **wanted: Any) -> list[Passage]:
    """Claims that somebody checked, those that held least well first."""
    linked = material.linked
    mask = material.linked_mask(Wanted(show=Show.LINKED, finding="checked", **wanted))
    where = np.flatnonzero(mask)
    gravest = (
        Finding.NOT_UPHELD,
        Finding.PARTLY_UPHELD,
        Finding.COULD_NOT_TELL,
        Finding.UPHELD,
    )
    gravity = np.array([gravest.index(one) for one in FINDINGS])[linked.finding[where]]
    order = where[np.argsort(gravity, kind="stable")][:most]
    return [
        Passage(
            int(linked.at[row]),
            int(linked.start[row]),
            int(linked.end[row]),
            None,
            int(linked.link[row]),
        )
        for row in order
    ]


def got_worse(material: Material, most: int, *, without: Collection[int] = ()) -> list[Passage]:
    """Passages that say something got worse, from stories not heard yet."""
    return pick_voices(
        material, most, wanted=Wanted(change=Change.WORSE), without=without, linked=False
    )
