"""A large bank of promises for measuring: straight into the database, the same from one seed.

What one organisation reads is all of it, which is the hardest case: no scope thins it out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert
from sqlmodel import SQLModel

from storybank.app import Bank
from storybank.commitments.models import (
    Commitment,
    CommitmentChange,
    CommitmentItem,
    Contract,
    Delivery,
)
from storybank.core import clock
from storybank.core.db import Row
from storybank.frameworks.models import Framework, FrameworkItem, FrameworkKind
from storybank.intake.models import (
    Consent,
    Contributor,
    Purpose,
    StoryKind,
    Submission,
    SubmissionStatus,
    Teller,
    TextFormat,
)
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.nlp.reading import Change, Speaker, Voice
from storybank.places.models import Place, PlaceLevel
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.tagging.models import Coding, CodingStatus, Segment
from storybank.verification.models import Finding, Verification
from tests.factories.bank import Factory

BATCH = 5_000
TODAY = clock.today()
TALK = (
    "we came every tuesday and somebody listened at last to what my neighbour had been saying "
    "about the cold flat the bus and the forms nobody could read so now things are better than "
    "they were in the spring though it took long and my daughter still waits for a place"
)
WORDS = tuple(TALK.split())


@dataclass(frozen=True)
class Sizes:
    """How large the bank is."""

    contracts: int = 300
    commitments: int = 6_000
    stories: int = 50_000
    links: int = 100_000
    codings: int = 150_000
    findings: int = 30_000
    deliveries: int = 12_000
    wards: int = 400

    def share(self, part: float) -> Sizes:
        """A bank of the same shape and a part of the size."""
        return Sizes(*(max(int(size * part), 2) for size in vars(self).values()))


@dataclass
class LargeBank:
    """Writes rows by the batch, and counts the numbers that the database would give them."""

    connection: Connection
    dice: random.Random
    numbers: dict[type[SQLModel], int] = field(default_factory=dict)

    def write(
        self, model: type[Row], many: int, row: Callable[[int], dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Write ``many`` rows of a table; ``row`` gives what is not the same everywhere."""
        first, written = self.numbers.get(model, 0) + 1, []
        for begin in range(0, many, BATCH):
            rows = [
                {
                    "id": first + number,
                    "public_id": UUID(int=self.dice.getrandbits(128)),
                    "created_at": clock.now(),
                    **row(number),
                }
                for number in range(begin, min(begin + BATCH, many))
            ]
            self.connection.execute(insert(model), rows)
            written += rows
        self.numbers[model] = first + many - 1
        return written


def build(bank: Bank, sizes: Sizes, seed: int = 4) -> tuple[Any, Any]:
    """Fill a bank; returns its contract manager and a reader on its board."""
    make = Factory(bank)
    manager = make.user("contract_manager")
    board = make.user("board_reader", organisation=manager.organisation)
    owners = [make.user("contract_manager", organisation=manager.organisation) for _ in range(8)]
    verifier = make.user("verifier")
    people = [manager, *owners]
    with bank.database.engine.begin() as connection:
        large = LargeBank(connection, random.Random(seed))
        _places(large, sizes)
        items = _framework(large)
        _contracts(large, sizes, manager, people)
        _commitments(large, sizes, people, items)
        _stories(large, sizes, manager)
        _links(large, sizes, manager, verifier)
        _codings(large, sizes)
    return manager, board


def _places(large: LargeBank, sizes: Sizes) -> None:
    areas = max(sizes.wards // 10, 1)

    def place(number: int) -> dict[str, Any]:
        if number == 0:
            return {"parent_id": None, "level": PlaceLevel.AUTHORITY, "name": "Borough"}
        if number <= areas:
            return {"parent_id": 1, "level": PlaceLevel.AREA, "name": f"Area {number}"}
        return {
            "parent_id": 2 + number % areas,
            "level": PlaceLevel.WARD,
            "name": f"Ward {number}",
        }

    large.write(
        Place, 1 + areas + sizes.wards, lambda n: {"code": "", "also_called": "", **place(n)}
    )


def _framework(large: LargeBank) -> range:
    """A charter of forty items after whatever is shipped; the numbers of its items."""
    last = {
        model: large.connection.exec_driver_sql(
            f"SELECT coalesce(max(id), 0) FROM {model.__tablename__}"
        ).scalar_one()
        for model in (Framework, FrameworkItem)
    }
    large.numbers.update(last)
    (framework,) = large.write(
        Framework,
        1,
        lambda _: {
            "kind": FrameworkKind.CHARTER,
            "slug": "bench",
            "edition": "1",
            "title": "Charter",
            "levels": ["priority"],
            "place_id": 1,
        },
    )
    items = large.write(
        FrameworkItem,
        40,
        lambda n: {
            "framework_id": framework["id"],
            "position": n,
            "level": "priority",
            "code": f"P{n}",
            "name": f"Priority {n}",
        },
    )
    return range(items[0]["id"], items[-1]["id"] + 1)


def _contracts(large: LargeBank, sizes: Sizes, manager: Any, people: list[Any]) -> None:
    dice = large.dice
    large.write(
        Contract,
        sizes.contracts,
        lambda n: {
            "organisation_id": manager.organisation_id,
            "owner_id": dice.choice(people).id if n % 20 else None,
            "reference": f"K{n:04}",
            "title": f"Contract {n}",
            "buyer": "Town Council",
            "supplier": f"Supplier {n % 60}",
            "starts_on": TODAY - timedelta(days=400),
            "ends_on": TODAY + timedelta(days=700),
            "department": f"Department {n % 12}",
            "place_id": 2 + n % (large.numbers[Place] - 1),
        },
    )


def _commitments(large: LargeBank, sizes: Sizes, people: list[Any], items: range) -> None:
    dice = large.dice
    large.write(
        Commitment,
        sizes.commitments,
        lambda n: {
            "contract_id": 1 + n % sizes.contracts,
            "position": n // sizes.contracts,
            "ref": f"C{n // sizes.contracts + 1}",
            "text": " ".join(dice.choices(WORDS, k=20)),
            "quantity": Decimal(dice.randint(1, 200)) if n % 10 else None,
            "tender_quantity": Decimal(dice.randint(1, 250)) if n % 3 else None,
            "unit": dice.choice(["people", "hours", "sessions"]),
            "due_on": TODAY + timedelta(days=dice.randint(-300, 600)),
            "owner_id": dice.choice(people).id if n % 4 else None,
            "withdrawn_on": None,
        },
    )
    large.write(
        CommitmentItem,
        2 * sizes.commitments,
        lambda n: {
            "commitment_id": 1 + n // 2,
            "item_id": items[(n // 2 + n % 2 * 7) % len(items)],
        },
    )
    spoken_for = range(1, max(sizes.commitments * 4 // 5, 2))
    large.write(
        Delivery,
        sizes.deliveries,
        lambda n: {
            "commitment_id": dice.choice(spoken_for),
            "from_on": TODAY - timedelta(days=90),
            "to_on": TODAY,
            "quantity": Decimal(dice.randint(1, 90)),
            "source": "return",
        },
    )
    large.write(
        CommitmentChange,
        sizes.commitments // 20,
        lambda n: {
            "commitment_id": 1 + n * 19,
            "status": "APPROVED",
            "lowers": True,
            "reason": "Fewer places than thought.",
            "before": {"quantity": "40"},
            "after": {"quantity": "25"},
            "proposed_at": clock.now(),
            "decided_at": clock.now(),
        },
    )


def _stories(large: LargeBank, sizes: Sizes, manager: Any) -> None:
    dice, wards = large.dice, max(large.numbers[Place] - 1, 1)
    own = {"organisation_id": manager.organisation_id}

    def body(number: int) -> str:
        return " ".join(dice.choices(WORDS, k=220)) + f" {number}"

    def told(number: int) -> dict[str, Any]:
        return {
            "contributor_id": 1 + number * 4 // 5,
            "contract_id": 1 + number % sizes.contracts,
            "kind": StoryKind.BENEFICIARY_STORY,
            "place": f"Ward {number % wards}",
            "told_on": TODAY - timedelta(days=number % 900),
        }

    large.write(Contributor, sizes.stories, lambda _: {**own, "display_name": ""})
    large.write(
        Submission,
        sizes.stories,
        lambda n: {
            **own,
            **told(n),
            "status": SubmissionStatus.ACCEPTED,
            "title": f"Story {n}",
            "body": body(n),
            "format": TextFormat.PLAIN,
            "teller": Teller.SELF,
            "received_at": clock.now(),
            "fingerprint": f"{n:064}",
        },
    )
    for purpose, share in (
        (Purpose.CONTRACT_MANAGEMENT, 0.95),
        (Purpose.BOARD, 0.7),
        (Purpose.MACHINE_SUGGESTIONS, 0.8),
    ):
        _consents(large, sizes, purpose, share)
    large.write(
        Story,
        sizes.stories,
        lambda n: {
            **own,
            **told(n),
            "submission_id": n + 1,
            "status": StoryStatus.ACCEPTED if n % 97 else StoryStatus.WITHDRAWN,
            "accepted_at": clock.now() - timedelta(minutes=n),
            "prepared_version": 1,
            "learning_only": n % 53 == 7,
        },
    )
    large.write(
        StoryVersion,
        sizes.stories,
        lambda n: {
            "story_id": n + 1,
            "number": 1,
            "title": f"Story {n}",
            "body": body(n),
            "format": TextFormat.PLAIN,
        },
    )


def _consents(large: LargeBank, sizes: Sizes, purpose: Purpose, share: float) -> None:
    dice = large.dice
    given = [n for n in range(sizes.stories) if dice.random() < share]

    def consent(number: int) -> dict[str, Any]:
        return {
            "submission_id": given[number] + 1,
            "purpose": purpose,
            "given_at": clock.now(),
            "expires_on": TODAY + timedelta(days=dice.randint(-20, 900)) if number % 3 else None,
            "withdrawn_at": None if number % 30 else clock.now(),
            "method": "paper form",
        }

    large.write(Consent, len(given), consent)


def _links(large: LargeBank, sizes: Sizes, manager: Any, verifier: Any) -> None:
    """Half are confirmed; one promise in seven has none, and some have many."""
    dice = large.dice
    statuses = (
        [LinkStatus.CONFIRMED] * 11
        + [LinkStatus.SUGGESTED] * 5
        + [LinkStatus.REJECTED] * 3
        + [LinkStatus.VOID]
    )
    per_contract = sizes.commitments // sizes.contracts

    def link(number: int) -> dict[str, Any]:
        story = number % sizes.stories
        place = min(int(dice.random() ** 1.5 * per_contract), max(per_contract - 3, 1))
        status = dice.choice(statuses)
        decided = status is not LinkStatus.SUGGESTED
        start = number // sizes.stories * 60
        return {
            "story_id": story + 1,
            "story_version_id": story + 1,
            "commitment_id": 1 + story % sizes.contracts + place * sizes.contracts,
            "start": start,
            "end": start + 50,
            "quote": " ".join(dice.choices(WORDS, k=12)),
            "stance": Stance.SUPPORTS if dice.random() < 0.85 else Stance.CONTRADICTS,
            "status": status,
            "origin": "person" if decided else "matcher",
            "score": dice.random(),
            "because": [],
            "made_by_id": manager.id if decided else None,
            "made_by_organisation_id": manager.organisation_id if decided else None,
            "made_at": clock.now() - timedelta(days=number % 200) if decided else None,
        }

    links = large.write(EvidenceLink, sizes.links, link)
    confirmed = (one["id"] for one in links if one["status"] is LinkStatus.CONFIRMED)
    findings = list(_first(confirmed, sizes.findings))
    large.write(
        Verification,
        len(findings),
        lambda n: {
            "link_id": findings[n],
            "finding": dice.choice(list(Finding)),
            "checked_on": date(2026, 3, 1),
            "reason": "Saw the register.",
            "verified_by_id": verifier.id,
            "verified_by_organisation_id": verifier.organisation_id,
        },
    )


def _codings(large: LargeBank, sizes: Sizes) -> None:
    """Some sentences a story, each with a theme that a person confirmed, or a machine suggests."""
    dice = large.dice
    codes = [
        number for (number,) in large.connection.exec_driver_sql("SELECT id FROM code ORDER BY id")
    ]
    changes = [Change.BETTER] * 5 + [Change.NEED] * 2 + [Change.WORSE] * 2 + [Change.ACTIVITY]

    def segment(number: int) -> dict[str, Any]:
        start = number // sizes.stories * 90
        return {
            "story_version_id": 1 + number % sizes.stories,
            "position": number // sizes.stories,
            "start": start,
            "end": start + 80,
            "quote": " ".join(dice.choices(WORDS, k=15)),
            "speaker": Speaker.STORYTELLER,
            "voice": dice.choice([Voice.OWN, Voice.OWN, Voice.OWN, Voice.TOLD]),
            "attributed_to": "",
        }

    large.write(Segment, sizes.codings, segment)
    large.write(
        Coding,
        sizes.codings,
        lambda n: {
            "segment_id": n + 1,
            "code_id": dice.choice(codes),
            "change": dice.choice(changes),
            "status": CodingStatus.CONFIRMED if n % 5 else CodingStatus.SUGGESTED,
            "origin": "person",
            "because": [],
        },
    )


def _first(numbers: Iterator[int], most: int) -> Iterator[int]:
    for count, number in enumerate(numbers):
        if count >= most:
            return
        yield number
