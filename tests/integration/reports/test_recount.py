"""Every number of every kind of report, counted again slowly from the record, by nothing of ours.

The slow count reads rows one by one and knows no array, no scope and no query of the reports.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from config import Settings
from storybank.accounts.models import Organisation
from storybank.accounts.rules import Actor
from storybank.app import Bank, open_bank
from storybank.codebook.models import Code
from storybank.commitments.models import (
    ChangeStatus,
    Commitment,
    CommitmentChange,
    CommitmentItem,
    CommitmentTheme,
    Contract,
    Delivery,
)
from storybank.core import clock
from storybank.frameworks.models import FrameworkItem
from storybank.intake.models import Consent, Purpose
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.nlp.reading import Speaker
from storybank.places.models import Place
from storybank.publishing.models import Publication
from storybank.reports.models import ReportKind
from storybank.reports.pack.blocks import Figure, figures_of
from storybank.reports.pack.kinds import build_pack
from storybank.reports.rules import Asked, report_scope
from storybank.reports.rules.asked import OF_A_PLACE
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.tagging.models import Coding, CodingStatus, Segment
from storybank.verification.models import Verification
from tests.factories.random_reports import asked_by_chance, fill

SMALLEST = 5
SEEDS = (1, 2, 3)


@dataclass
class World:
    bank: Bank
    manager: Actor
    seed: int


@pytest.fixture(scope="module", params=SEEDS)
def world(
    request: pytest.FixtureRequest, empty_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    home = tmp_path_factory.mktemp("recount") / "home"
    shutil.copytree(empty_home, home)
    with closing(open_bank(Settings(home=home, secret_key="only for tests"))) as bank:
        yield World(bank, fill(bank, request.param), request.param)


@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_figure_is_what_a_slow_count_finds(world: World, kind: ReportKind) -> None:
    dice = random.Random(f"{world.seed} {kind.value}")
    with world.bank.database.reading() as session:
        record = Record(session)
        for _ in range(2):
            asked = asked_by_chance(session, dice, kind)
            pack = build_pack(session, world.manager, asked, smallest=SMALLEST)
            known = record.of(world.manager, asked)
            assert pack.stories == len(known.stories)
            for figure in figures_of(pack):
                check(figure, known, asked)
            check_together(list(figures_of(pack)), known)


def check(figure: Figure, known: Known, asked: Asked) -> None:
    """A figure is right; one that is left out would tell of few, or would give such a one away."""
    if figure.counted is None:
        assert figure.of == "amount", figure  # what a supplier reports is no count of rows
        return
    number, people = known.count(figure.of, figure.counted)
    if figure.number is None:
        assert asked.purpose is not Purpose.CONTRACT_MANAGEMENT, figure
        assert people > 0, figure
    else:
        assert figure.number == number, (asked, figure)
        assert not 0 < people < SMALLEST or asked.purpose is Purpose.CONTRACT_MANAGEMENT, figure


def check_together(figures: list[Figure], known: Known) -> None:
    """No number is left out in one place and told in another, or is what is left of a total."""
    told: dict[tuple[str, frozenset[tuple[str, str]]], int | None] = {}
    for figure in figures:
        if figure.counted is not None:
            key = figure.of, frozenset(figure.counted.items())
            assert told.setdefault(key, figure.number) == figure.number, figure
    for (of, conditions), number in told.items():
        for name, family in PARTED.items():
            parts = [(of, conditions | {(name, one)}) for one in family]
            if of in ("passages", "claims") and number is not None and set(parts) <= set(told):
                counted = sum(known.count(of, dict(each))[0] for _, each in parts)
                untold = [part for part in parts if told[part] is None]
                assert counted != number or len(untold) != 1, (of, conditions, name)


PARTED = {
    "change": ("better", "worse", "need", "activity"),
    "stance": ("supports", "contradicts"),
    "finding": ("checked", "waiting"),
}


class Record:
    """The rows of a bank, read whole."""

    def __init__(self, session: Session) -> None:
        def rows(model: type[Any]) -> list[Any]:
            return sorted(session.exec(select(model)).all(), key=lambda one: one.id or 0)

        self.stories: list[Story] = rows(Story)
        self.consents: list[Consent] = rows(Consent)
        self.contracts = {one.id: one for one in rows(Contract)}
        self.promises = {one.id: one for one in rows(Commitment)}
        self.versions = {(one.story_id, one.number): one for one in rows(StoryVersion)}
        self.segments = {one.id: one for one in rows(Segment)}
        self.codings: list[Coding] = rows(Coding)
        self.links: list[EvidenceLink] = rows(EvidenceLink)
        self.findings = {one.link_id: one for one in rows(Verification)}
        self.publications: list[Publication] = rows(Publication)
        self.codes = {one.id: one for one in rows(Code)}
        self.places = {one.id: one for one in rows(Place)}
        self.items = {one.id: one for one in rows(FrameworkItem)}
        self.organisations = {one.id: one for one in rows(Organisation)}
        self.deliveries: list[Delivery] = rows(Delivery)
        self.delivered = {one.commitment_id for one in self.deliveries}
        self.lowered = {
            one.commitment_id
            for one in rows(CommitmentChange)
            if one.lowers and one.status is ChangeStatus.APPROVED
        }
        self.themes = session.exec(select(CommitmentTheme)).all()
        self.answers = session.exec(select(CommitmentItem)).all()

    def of(self, actor: Actor, asked: Asked) -> Known:
        """What stands in one report."""
        return Known(self, actor, asked)

    def allows(self, story: Story, purpose: Purpose) -> bool:
        return any(
            one.submission_id == story.submission_id
            and one.purpose is purpose
            and one.withdrawn_at is None
            and (one.expires_on is None or one.expires_on >= clock.today())
            for one in self.consents
        )

    def within(self, place: Place | None, larger: Place) -> bool:
        while place is not None:
            if place.id == larger.id:
                return True
            place = self.places.get(place.parent_id or 0)
        return False

    def place_of(self, story: Story) -> Place | None:
        named = [one for one in self.places.values() if one.name.lower() == story.place.lower()]
        if story.place and len(named) == 1:
            return named[0]
        contract = self.contracts.get(story.contract_id)
        return self.places.get(contract.place_id or 0) if contract else None

    def items_of(self, promise: Commitment) -> set[UUID]:
        """The items a promise answers and those above them."""
        found: set[UUID] = set()
        for answer in self.answers:
            item = self.items.get(answer.item_id) if answer.commitment_id == promise.id else None
            while item is not None:
                found.add(item.public_id)
                item = self.items.get(item.parent_id or 0)
        return found

    def groups_of(self, promise: Commitment) -> set[str]:
        return {
            self.codes[one.code_id].group for one in self.themes if one.commitment_id == promise.id
        }


class Known:
    """The stories, passages, claims and promises of one report, one by one."""

    def __init__(self, record: Record, actor: Actor, asked: Asked) -> None:
        self.record, self.actor, self.asked = record, actor, asked
        self.known: dict[tuple[object, ...], tuple[int, int]] = {}
        self.contracts = {
            one.id: one for one in record.contracts.values() if self._has_contract(one)
        }
        self.promises = [one for one in record.promises.values() if self._has_promise(one)]
        self.stories = [one for one in record.stories if self._may_stand(one)]

    def _answers_framework(self, promise: Commitment) -> bool:
        framework = self.asked.framework
        assert framework is not None
        return any(
            one.commitment_id == promise.id
            and self.record.items[one.item_id].framework_id == framework.id
            for one in self.record.answers
        )

    def _has_contract(self, contract: Contract) -> bool:
        asked = self.asked
        if contract.organisation_id != self.actor.organisation_id:
            return False
        if asked.framework is not None and contract.framework_id != asked.framework.id:
            promises = self.record.promises.values()
            mine = [one for one in promises if one.contract_id == contract.id]
            if not any(map(self._answers_framework, mine)):
                return False
        return (
            (asked.contract is None or asked.contract.id == contract.id)
            and asked.supplier in ("", None, contract.supplier)
            and asked.department in ("", None, contract.department)
        )

    def _has_promise(self, promise: Commitment) -> bool:
        contract = self.contracts.get(promise.contract_id)
        if contract is None:
            return False
        if self.asked.place is not None:
            lies_in = self.record.places.get(contract.place_id or 0)
            around = self.asked.kind in OF_A_PLACE and lies_in is not None
            if not self.record.within(lies_in, self.asked.place) and not (
                around and self.record.within(self.asked.place, lies_in)
            ):
                return False
        return self.asked.framework is None or self._answers_framework(promise)

    def _may_stand(self, story: Story) -> bool:
        return all(
            (
                story.status is StoryStatus.ACCEPTED,
                self._is_allowed(story),
                story.prepared_version == story.current_version,
                not story.wants_check or story.checked_version == story.current_version,
                self._is_ours(story),
                self.asked.purpose is not Purpose.PUBLIC or self._is_published(story),
                self._is_told_then(story),
                self.asked.place is None
                or self.record.within(self.record.place_of(story), self.asked.place),
            )
        )

    def _is_allowed(self, story: Story) -> bool:
        purposes = {self.asked.purpose}
        if self.asked.purpose is Purpose.BOARD:
            purposes.add(Purpose.QUOTATION)
        return any(self.record.allows(story, one) for one in purposes)

    def _is_ours(self, story: Story) -> bool:
        if self.asked.kind is ReportKind.STORY_TO_ANSWER:
            return story.organisation_id == self.actor.organisation_id
        return story.contract_id in self.contracts

    def _is_told_then(self, story: Story) -> bool:
        first = self.asked.period.told_from
        return first is None or (story.told_on is not None and story.told_on >= first)

    def _is_published(self, story: Story) -> bool:
        newest = self.record.versions[(story.id, story.current_version)]
        return any(
            one.story_id == story.id
            and one.story_version_id == newest.id
            and one.taken_down_at is None
            for one in self.record.publications
        )

    def count(self, of: str, query: dict[str, str]) -> tuple[int, int]:
        """(the number, how many people it is of) of one figure, counted once."""
        key = (of, *sorted(query.items()))
        if key not in self.known:
            self.known[key] = self._count(of, query)
        return self.known[key]

    def _count(self, of: str, query: dict[str, str]) -> tuple[int, int]:
        if of == "promises":
            return len([one for one in self.promises if self._promise_fits(one, query)]), 0
        if of == "contracts":
            return len([one for one in self.contracts.values() if fits(one, query)]), 0
        show = query.get("show", "coded")
        if show == "stories":
            stories = [one for one in self.stories if self._story_fits(one, query)]
            people = len({one.contributor_id for one in stories})
            return {"people": people, "stories": len(stories)}[of], people
        rows = self._links(query) if show == "linked" else self._codings(query)
        people = len({story.contributor_id for story, _ in rows})
        if of == "people":
            return people, people
        if of == "stories":
            return len({story.id for story, _ in rows}), people
        if show == "linked":
            return len(rows), people
        return len({coding.segment_id for _, coding in rows}), people

    def _story_fits(self, story: Story, query: dict[str, str]) -> bool:
        record = self.record
        contract = record.contracts.get(story.contract_id)
        narrowed = any(f"only_{one}" in query for one in ("contract", "supplier", "department"))
        if narrowed and (contract is None or not fits(contract, query)):
            return False
        if not self._is_told_there(story, query):
            return False
        if "sender" in query:
            sender = record.organisations[story.organisation_id]
            if str(sender.public_id) != query["sender"]:
                return False
        if "year" in query and int(query["year"]) != (story.told_on.year if story.told_on else 0):
            return False
        return query.get("only_kind", story.kind.value) == story.kind.value

    def _is_told_there(self, story: Story, query: dict[str, str]) -> bool:
        place = self.record.place_of(story)
        if "spot" in query and (place is None or str(place.public_id) != query["spot"]):
            return False
        return "only_place" not in query or self._is_within(place, query["only_place"])

    def _lies_in(self, contract: Contract, larger: str) -> bool:
        return self._is_within(self.record.places.get(contract.place_id or 0), larger)

    def _is_within(self, place: Place | None, larger: str) -> bool:
        (found,) = (one for one in self.record.places.values() if str(one.public_id) == larger)
        return self.record.within(place, found)

    def _codings(self, query: dict[str, str]) -> list[tuple[Story, Coding]]:
        found = []
        for story in self.stories:
            if not self._story_fits(story, query):
                continue
            newest = self.record.versions[(story.id, story.current_version)]
            for coding in self.record.codings:
                segment = self.record.segments[coding.segment_id]
                code = self.record.codes[coding.code_id]
                if (
                    segment.story_version_id == newest.id
                    and segment.speaker is Speaker.STORYTELLER
                    and coding.status is CodingStatus.CONFIRMED
                    and query.get("theme", code.slug) == code.slug
                    and query.get("group", code.group) == code.group
                    and query.get("change", coding.change.value) == coding.change.value
                ):
                    found.append((story, coding))
        return found

    def _links(self, query: dict[str, str]) -> list[tuple[Story, EvidenceLink]]:
        stories = {one.id: one for one in self.stories if self._story_fits(one, query)}
        narrowed = self.asked.place is not None or self.asked.framework is not None
        known = {one.id for one in self.promises}
        found = []
        for link in self.record.links:
            story = stories.get(link.story_id)
            if story is None or link.status is not LinkStatus.CONFIRMED:
                continue
            promise = self.record.promises[link.commitment_id]
            if promise.contract_id != story.contract_id:
                continue
            if narrowed and promise.id not in known:
                continue
            if self._is_about(promise, query) and self._is_found(link, query):
                found.append((story, link))
        return found

    def _is_found(self, link: EvidenceLink, query: dict[str, str]) -> bool:
        finding = self.record.findings.get(link.id)
        said = {"checked", finding.finding.value} if finding else {"waiting"}
        return query.get("stance", link.stance.value) == link.stance.value and (
            "finding" not in query or query["finding"] in said
        )

    def _is_about(self, promise: Commitment, query: dict[str, str]) -> bool:
        return (
            query.get("promise", str(promise.public_id)) == str(promise.public_id)
            and query.get("unit", promise.unit) == promise.unit
            and query.get("whom", promise.beneficiaries) == promise.beneficiaries
            and ("item" not in query or UUID(query["item"]) in self.record.items_of(promise))
            and ("group" not in query or query["group"] in self.record.groups_of(promise))
        )

    def _is_delivered_then(self, promise: Commitment) -> bool:
        first, last = self.asked.period.told_from, self.asked.period.told_to
        return any(
            one.commitment_id == promise.id
            and (first is None or one.to_on >= first)
            and (last is None or one.to_on <= last)
            for one in self.record.deliveries
        )

    def _promise_fits(self, promise: Commitment, query: dict[str, str]) -> bool:
        contract = self.contracts[promise.contract_id]
        if not fits(contract, query):
            return False
        if "only_place" in query and not self._lies_in(contract, query["only_place"]):
            return False
        if not self._is_about(promise, query):
            return False
        stage = query.get("stage", "promised")
        if promise.withdrawn_on is not None:
            return stage == "withdrawn"
        said = {"promise": str(promise.public_id), "show": "linked"}
        supporting = self._links({**said, "stance": "supports"})
        contradicting = self._links({**said, "stance": "contradicts"})
        upheld = any(
            link.id in self.record.findings
            and self.record.findings[link.id].finding.value in ("upheld", "partly_upheld")
            for _, link in supporting
        )
        return {
            "promised": True,
            "delivered": promise.id in self.record.delivered,
            "delivered_within": self._is_delivered_then(promise),
            "evidenced": bool(supporting),
            "verified": upheld,
            "contradicted": bool(contradicting),
            "silent": not supporting and not contradicting,
            "lowered": promise.id in self.record.lowered,
            "withdrawn": False,
        }[stage]


def fits(contract: Contract, query: dict[str, str]) -> bool:
    """Whether a contract is the one, the supplier's or the department's that is asked for."""
    return (
        query.get("only_contract", str(contract.public_id)) == str(contract.public_id)
        and query.get("only_supplier", contract.supplier) == contract.supplier
        and query.get("only_department", contract.department) == contract.department
    )


def test_the_slow_count_meets_every_state(world: World) -> None:
    """A bank that held only what may stand would prove nothing."""
    with world.bank.database.reading() as session:
        known = Record(session).of(world.manager, Asked())
        every = len(known.record.stories)
        assert report_scope(world.manager, known.asked)
        assert SMALLEST < len(known.stories) < every * 0.8
        for state in ("promised", "evidenced", "verified", "contradicted", "withdrawn"):
            assert known.count("promises", {"stage": state})[0], state
