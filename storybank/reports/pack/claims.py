"""Every claim of a report, numbered, with all that an auditor needs to follow it to its words.

What tells of the story of a claim stands in ``told`` alone: index and quotation share one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from storybank.commitments.queries import Promise
from storybank.intake.models import GivenBy, Purpose, Teller
from storybank.intake.rules import IN_BOARD_REPORTS, is_live
from storybank.linking.models import Stance, Strength
from storybank.linking.rules import RUBRIC
from storybank.reports.models import ChoiceMade
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import Passage, tell
from storybank.reports.pack.wording import day_words
from storybank.reports.queries.numbers import FINDINGS, NONE, STANCES
from storybank.reports.queries.trail import (
    Allowed,
    Trail,
    Version,
    fingerprints_of,
    list_trails,
    permissions_of,
)
from storybank.reports.rules import LONGEST, SHORTEST, of_a_passage, whole_scope
from storybank.verification.models import Finding, Method

MOST_INDEXED = 10_000
"""Claims that an index lists at most: more are a narrower time's work, and the index says so."""
PURPOSE_SHORT = {
    Purpose.CONTRACT_MANAGEMENT: "managing the contract",
    Purpose.BOARD: "boards, the whole of it",
    Purpose.QUOTATION: "boards, short parts of it",
    Purpose.PUBLIC: "the public",
}
GIVEN_BY_WORDS = {
    GivenBy.SELF: "by the storyteller",
    GivenBy.GUARDIAN: "by a parent or guardian",
    GivenBy.REPRESENTATIVE: "by somebody with authority to",
}
TELLER_WORDS = {
    Teller.SELF: "told by the person",
    Teller.ON_BEHALF: "told for the person",
    Teller.ORGANISATION: "told by an organisation",
}
FINDING_WORDS = {
    Finding.UPHELD: "Upheld",
    Finding.PARTLY_UPHELD: "Partly upheld",
    Finding.NOT_UPHELD: "Not upheld",
    Finding.COULD_NOT_TELL: "Could not be told",
}
METHOD_WORDS = {
    Method.READ: "by reading it",
    Method.SPOKE: "by speaking with the storyteller",
    Method.SAW_RECORD: "by seeing a record",
    Method.SITE_VISIT: "by going there",
}
STANCE_SHORT = {Stance.SUPPORTS.value: "for", Stance.CONTRADICTS.value: "against"}
_GRAVEST = (
    Finding.NOT_UPHELD,
    Finding.PARTLY_UPHELD,
    Finding.UPHELD,
    Finding.COULD_NOT_TELL,
)


@dataclass(frozen=True)
class Claim:
    """One claim: its number in the report, the promise it is about, its row in ``linked``."""

    number: int
    promise: Promise
    row: int


class Claims:
    """The claims of a report in the order of promises, of stories and of the text."""

    def __init__(self, material: Material) -> None:
        self.material = material

    @cached_property
    def every(self) -> tuple[Claim, ...]:
        """All of them, numbered from 1."""
        linked, promise_of = self.material.linked, self.material.promise_of
        place = {key: at for at, key in enumerate(promise_of)}
        of = np.array([place.get(one, NONE) for one in linked.commitment.tolist()], dtype=np.int64)
        order = np.lexsort((linked.link, linked.start, linked.at, of))
        rows = [int(row) for row in order if of[row] != NONE]
        return tuple(
            Claim(number, promise_of[int(linked.commitment[row])], row)
            for number, row in enumerate(rows, start=1)
        )

    @cached_property
    def by_promise(self) -> Mapping[int, Sequence[Claim]]:
        """The claims about each promise that anybody speaks of."""
        found: dict[int, list[Claim]] = {}
        for one in self.every:
            found.setdefault(one.promise.key, []).append(one)
        return found

    def passage(self, claim: Claim) -> Passage:
        """The passage a claim rests on."""
        linked, row = self.material.linked, claim.row
        return Passage(
            int(linked.at[row]),
            int(linked.start[row]),
            int(linked.end[row]),
            None,
            int(linked.link[row]),
        )

    def to_quote(self, promise: Promise, most: int) -> list[Claim]:
        """Which claims about a promise to quote: chosen ones, then for and against by turns.

        Those that somebody checked come first, the gravest of these before others. Only passages
        of a story's newest words, and none that somebody left out.
        """
        linked = self.material.linked
        left_out = self._choices(ChoiceMade.LEAVE_OUT)
        there = [
            one
            for one in self.by_promise.get(promise.key, ())
            if linked.newest[one.row] == 1 and not self._names(one) & left_out
        ]
        chosen = [one for one in there if self._names(one) & self._choices(ChoiceMade.QUOTE)]
        rest = sorted((one for one in there if one not in chosen), key=self._worth)
        sides = [
            [one for one in rest if linked.stance[one.row] == side] for side in range(len(STANCES))
        ]
        turns = [
            one
            for pair in zip(*(_filled(side, len(rest)) for side in sides), strict=True)
            for one in pair
            if one is not None
        ]
        return [*chosen, *turns][:most]

    def _worth(self, claim: Claim) -> tuple[int, ...]:
        linked, row = self.material.linked, claim.row
        finding = int(linked.finding[row])
        gravity = len(_GRAVEST) if finding == NONE else _GRAVEST.index(FINDINGS[finding])
        length = int(linked.end[row] - linked.start[row])
        return gravity, max(SHORTEST - length, length - LONGEST, 0), -length, claim.number

    def _choices(self, made: ChoiceMade) -> set[tuple[int, int, int]]:
        return {
            (one.story_id, one.start, one.end)
            for one in self.material.choices
            if one.choice is made
        }

    def _names(self, claim: Claim) -> set[tuple[int, int, int]]:
        """How a choice would name the passage of a claim, or the whole of its story."""
        linked, row = self.material.linked, claim.row
        story = int(self.material.heard.story[linked.at[row]])
        return {(story, int(linked.start[row]), int(linked.end[row])), (story, 0, 0)}


def _filled(claims: Sequence[Claim], length: int) -> list[Claim | None]:
    return [*claims, *([None] * (length - len(claims)))]


def tell_claims(
    material: Material, claims: Claims, *, quoted: Sequence[Claim], listed: Sequence[Claim]
) -> dict[int, Told]:
    """What is told of these claims' stories, by the claim's number; words of the quoted only.

    A claim whose story may not stand in the report at this moment is not there.
    """
    wanted = {int(material.linked.link[one.row]): one for one in (*quoted, *listed)}
    whole = whole_scope(material.actor, material.asked)
    trails = list_trails(material.session, material.actor, material.scope, whole, wanted)
    papers = Papers(material, list(trails.values()))
    words = {
        one.facts["claim"]: one
        for one in tell(material, [claims.passage(one) for one in quoted])
        if one.words
    }
    found: dict[int, Told] = {}
    for link, trail in trails.items():
        number = wanted[link].number
        promise = wanted[link].promise
        facts = {**papers.facts(number, trail), "promise": promise.ref or promise.text}
        if not trail.may_be_whole:
            facts = of_a_passage(facts, trail.story)
        said = words.get(trail.claim)
        if said is None:
            found[number] = Told(story=trail.story, facts=facts, may_open=trail.may_open)
        else:
            found[number] = said.model_copy(update={"facts": {**said.facts, "codes": [], **facts}})
    return found


class Papers:
    """What is on record beside each claim, as the plain words of its ``facts``."""

    def __init__(self, material: Material, trails: Sequence[Trail]) -> None:
        purpose = material.asked.purpose
        self.purposes = IN_BOARD_REPORTS if purpose is Purpose.BOARD else (purpose,)
        # A board and the public read which body checked; an auditor, who.
        self.persons = purpose is Purpose.CONTRACT_MANAGEMENT
        self.today = material.today
        session, versions = material.session, set[int]()
        for one in trails:
            versions |= {one.version_id, one.newest_id}
        submissions = {one.submission_id for one in trails}
        self.versions = fingerprints_of(session, material.scope, versions)
        self.permissions = permissions_of(session, submissions, self.purposes)

    def facts(self, number: int, trail: Trail) -> dict[str, Any]:
        """All of it for one claim."""
        newest = self.versions[trail.newest_id]
        return {
            "number": number,
            "claim": trail.claim,
            "stance": trail.stance,
            "where": self._where(trail, newest),
            "version": newest.number,
            "sha256": newest.sha256,
            "strengths": _strengths(trail),
            **self._consent(trail),
            **self._finding(trail),
        }

    def _where(self, trail: Trail, newest: Version) -> str:
        """Which side a claim is on, and where its words stand, whose they are, who joined them."""
        marked = self.versions.get(trail.version_id, newest)
        place = f"characters {trail.start} to {trail.end} of version {marked.number}"
        if trail.version_id != trail.newest_id:
            place += f", before the words were changed; version {newest.number} stands"
        side, teller = STANCE_SHORT[trail.stance], TELLER_WORDS[trail.teller]
        return f"{side} it. Story {trail.story}, {place}; {teller}. {_linked(trail)}"

    def _consent(self, trail: Trail) -> dict[str, Any]:
        """By which permission the story stands here, given when, how and until when."""
        for purpose in self.purposes:
            allowed = self.permissions.get((trail.submission_id, purpose))
            if allowed is not None and is_live(allowed.consent, self.today):
                return _allowed_words(purpose, allowed)
        none = "No permission is on record."
        return {"consent": none, "consent_short": none}

    def _finding(self, trail: Trail) -> dict[str, Any]:
        found = trail.finding
        if found is None:
            return {"checked": "Nobody independent has checked it yet."}
        day = found.checked_on or found.verified_at.date()
        who = f"{trail.checker}, {trail.checked_by}" if self.persons else trail.checked_by
        drawn = f", drawn in round {trail.round}" if trail.round else ""
        return {
            "finding": found.finding.value,
            "method": found.method.value,
            "verified_by": who,
            "checked_on": day.isoformat(),
            "reason": found.reason,
            "checked": f"{FINDING_WORDS[found.finding]} {METHOD_WORDS[found.method]}, {who}, "
            f"{day_words(day)}{drawn}.",
        }


def _allowed_words(purpose: Purpose, allowed: Allowed) -> dict[str, Any]:
    consent, event = allowed.consent, allowed.event
    given = event.at.date() if event else consent.given_at.date()
    until = f"until {day_words(consent.expires_on)}" if consent.expires_on else "without an end"
    by = f" {GIVEN_BY_WORDS[event.given_by]}" if event else ""
    entry = str(event.public_id) if event else ""
    return {
        "consent": f"For {PURPOSE_SHORT[purpose]}, given{by} on {day_words(given)} "
        f"({consent.method}), {until}" + (f"; entry {entry[:8]}." if entry else "."),
        "consent_short": f"{PURPOSE_SHORT[purpose].capitalize()}: {day_words(given)}, "
        + until
        + (f"; entry {entry[:8]}" if entry else ""),
        "consent_purpose": purpose.value,
        "consent_given": given.isoformat(),
        "consent_until": consent.expires_on.isoformat() if consent.expires_on else "",
        "consent_event": entry,
    }


def _linked(trail: Trail) -> str:
    """Who joined the passage to the promise, and when."""
    by = trail.made_by or "somebody"
    return f"Joined by {by}" + (f" on {day_words(trail.made_at.date())}." if trail.made_at else ".")


def _strengths(trail: Trail) -> str:
    """What makes the passage strong evidence, as far as a person looked."""
    if not trail.strengths_looked_at:
        return "Nobody has looked at its strength yet."
    words = [RUBRIC[one].word for one in Strength if one.value in trail.strengths]
    return ", ".join(words).capitalize() + "." if words else "None of the five marks of strength."
