"""The evidence pack: every claim can be followed to its words, and no number is given away."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.intake import service as intake
from storybank.intake.models import Consent, ConsentEvent, Purpose, Submission
from storybank.linking.models import EvidenceLink
from storybank.reports.models import ChoiceMade, ReportChoice, ReportKind
from storybank.reports.pack.blocks import Pack, Section, Table, Told, Voice, plain_text
from storybank.reports.pack.kinds import build_pack
from storybank.reports.pack.thawing import thaw
from storybank.reports.queries import quotations_for_hash
from storybank.reports.rules import Asked, IssuedAs, compare_issued
from storybank.reports.rules.allowed import NOT_WHOLE
from storybank.stories import service as stories
from storybank.stories.models import Story, StoryVersion
from storybank.tagging.models import Identifier
from storybank.verification.models import Finding
from tests.factories.bank import Factory
from tests.factories.cut_stories import cut, cut_story
from tests.factories.issuing import issue
from tests.factories.reports import PLAIN, words_in
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
CLUB = "Now I have friends I ring every day."
NUMBERS = count(1)
MAY_BE_QUOTED = (Purpose.CONTRACT_MANAGEMENT, Purpose.QUOTATION)
BUS = "They have cut the bus and I cannot get to the club."


@dataclass(frozen=True)
class Town:
    make: Factory
    manager: User
    verifier: User
    contract: Contract
    promises: tuple[Commitment, ...]

    def claim(
        self,
        promise: int = 0,
        *,
        against: bool = False,
        finding: Finding | None = None,
        **terms: Any,
    ) -> tuple[Story, EvidenceLink]:
        """A story of its own with one claim about a promise."""
        own = f"This is story {next(NUMBERS)}."
        story = cut_story(
            self.make, self.manager, [CLUB, BUS, own], contract=self.contract, **terms
        )
        link = self.make.link(
            self.manager,
            story,
            self.promises[promise],
            words=BUS if against else CLUB,
            stance="contradicts" if against else "supports",
        )
        if finding is not None:
            self.make.finding(self.verifier, link, finding, reason="I saw the register.")
        return story, link

    def pack(self, purpose: Purpose = Purpose.CONTRACT_MANAGEMENT, **more: Any) -> Pack:
        with self.make.session() as session:
            asked = Asked(ReportKind.EVIDENCE_PACK, purpose, contract=self.contract)
            return build_pack(session, self.make.actor(self.manager), asked, **more)


@pytest.fixture
def town(make: Factory) -> Town:
    council = make.organisation("authority", "Town Council")
    contract = make.contract(council, title="Day support")
    return Town(
        make,
        make.user("contract_manager", organisation=council),
        make.user("verifier", organisation=make.organisation("verifier", "Assurance CIC")),
        contract,
        tuple(make.commitment(contract, "connection", text=f"Keep {n}.") for n in range(3)),
    )


def section(pack: Pack, key: str) -> Section:
    return next(one for one in pack.every_section() if one.key == key)


def index(pack: Pack) -> list[tuple[str, Told]]:
    """The head of each row of the index in our words, and what is told of its story."""
    table = next(one for one in section(pack, "index").blocks if isinstance(one, Table))
    found = []
    for row in table.rows:
        told = {cell.told for cell in row}
        assert len(told) == 1
        found.append((plain_text(row[0].line), pack.told[told.pop() or 0]))
    return found


def voices(pack: Pack, key: str) -> list[Told]:
    blocks = section(pack, key).blocks
    return [pack.told[one.told] for one in blocks if isinstance(one, Voice)]


def test_every_claim_is_followed_to_its_words_permission_and_finding(
    town: Town, sign_in: SignIn
) -> None:
    made = [
        town.claim(0, finding=Finding.UPHELD),
        town.claim(0, against=True, finding=Finding.NOT_UPHELD),
        town.claim(2),
    ]

    rows = index(town.pack())

    browser = sign_in(town.manager)
    refs = [town.promises[at].ref for at in (0, 0, 2)]
    assert sorted(words for words, _ in rows) == [f"{n} · {ref}," for n, ref in enumerate(refs, 1)]
    assert {told.facts["claim"] for _, told in rows} == {str(link.public_id) for _, link in made}
    by_claim = {str(link.public_id): (story, link) for story, link in made}
    with town.make.session() as session:
        entries = {str(one.public_id): one for one in session.exec(select(ConsentEvent))}
        for _, told in rows:
            story, link = by_claim[told.facts["claim"]]
            saved = browser.get(f"/stories/{told.story}/words.txt")
            place = re.search(r"characters (\d+) to (\d+) of version 1", told.facts["where"])
            assert place is not None
            assert saved.get_data(as_text=True)[slice(*map(int, place.groups()))] == link.quote
            assert hashlib.sha256(saved.data).hexdigest() == told.facts["sha256"]
            assert told.facts["version"] == story.current_version
            entry = entries[told.facts["consent_event"]]
            assert entry.submission_id == story.submission_id
            assert Purpose.CONTRACT_MANAGEMENT.value in entry.purposes
    found = {told.facts["claim"]: told.facts.get("finding") for _, told in rows}
    assert list(map(found.get, by_claim)) == ["upheld", "not_upheld", None]


def test_a_fingerprint_is_of_the_words_as_they_may_be_read(town: Town, sign_in: SignIn) -> None:
    """Of words underneath it would tell whoever guesses at what is covered that they are right."""
    story, _ = town.claim()
    with town.make.bank.database.transaction() as session:
        version = session.exec(select(StoryVersion).where(StoryVersion.story_id == story.key)).one()
        start = version.body.index("friends")
        session.add(
            Identifier(
                story_version_id=version.key,
                start=start,
                end=start + 7,
                type="person",
                origin="reader",
            )
        )
        body = version.body

    [(_, told)] = index(town.pack())

    saved = sign_in(town.manager).get(f"/stories/{story.public_id}/words.txt")
    assert "friends" not in saved.get_data(as_text=True)
    assert told.facts["sha256"] == hashlib.sha256(saved.data).hexdigest()
    assert told.facts["sha256"] != hashlib.sha256(body.encode()).hexdigest()


def test_a_claim_on_words_changed_since_says_so_and_is_not_quoted(town: Town) -> None:
    story, link = town.claim()
    with town.make.bank.database.transaction() as session:
        kept = session.get_one(Story, story.key)
        stories.publish_version(
            session,
            town.make.actor(town.manager),
            story=kept,
            based_on=1,
            title="Friends",
            body="I have other words now.",
            note="They wished it.",
        )
        cut(session, kept, ["I have other words now."])

    pack = town.pack()

    [(_, told)] = index(pack)
    assert told.facts["where"].startswith("for it. Story")
    assert f"characters {link.start} to {link.end} of version 1, before" in told.facts["where"]
    assert told.facts["version"] == 2
    assert told.facts["sha256"] == hashlib.sha256(b"I have other words now.").hexdigest()
    assert voices(pack, "promise-1") == []


def test_words_are_saved_by_nobody_who_may_not_read_them(town: Town, sign_in: SignIn) -> None:
    story, _ = town.claim()
    other = town.make.user("contract_manager", organisation=town.make.organisation())

    assert sign_in(other).get(f"/stories/{story.public_id}/words.txt").status_code == 404


def test_a_board_reads_no_list_that_would_give_a_small_number_away(town: Town) -> None:
    for promise in (0, 0, 0, 1, 1, 2):
        town.claim(promise)
    town.claim(1, against=True)

    pack = town.pack(Purpose.BOARD, smallest=3)

    assert len(voices(pack, "promise-1")) == 3
    # Of few people one speaks on each side: how many there are cannot be counted.
    assert [one.facts["stance"] for one in voices(pack, "promise-2")] == ["supports", "contradicts"]
    rows = index(pack)
    assert [words.split(" ")[0] for words, _ in rows] == [str(n) for n in range(1, len(rows) + 1)]
    assert len(rows) == 3 + 2 + 1
    shown = pack.model_dump_json(exclude={"told"})
    assert "the one claim" not in shown


def test_nothing_of_a_story_stands_outside_what_is_told(town: Town) -> None:
    town.claim(0, finding=Finding.UPHELD)

    pack = town.pack()

    shown = pack.model_dump_json(exclude={"told"})
    for told in pack.told:
        for fact in ("claim", "sha256", "consent_event", "where"):
            assert str(told.facts[fact]) not in shown
        assert told.story not in shown
    assert CLUB not in shown
    assert "I saw the register." not in shown


def test_permission_taken_back_takes_the_claim_out(town: Town) -> None:
    story, _ = town.claim()
    town.claim()
    with town.make.bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            town.make.actor(town.manager),
            submission=session.get_one(Submission, story.submission_id),
            purpose=Purpose.BOARD,
        )

    assert len(index(town.pack(Purpose.BOARD, smallest=1))) == 1
    assert len(index(town.pack())) == 2


def test_what_was_left_out_is_not_quoted_and_still_counted(town: Town) -> None:
    story, link = town.claim()
    choice = ReportChoice(
        report_id=1,
        story_id=story.key,
        story_version_id=link.story_version_id,
        start=link.start,
        end=link.end,
        choice=ChoiceMade.LEAVE_OUT,
        reason="It stands in another pack.",
    )

    pack = town.pack(choices=[choice])

    assert voices(pack, "promise-1") == []
    [(_, told)] = index(pack)
    assert told.words == ""


def test_the_number_of_statements_does_not_grow_with_the_claims(town: Town) -> None:
    town.claim(0, finding=Finding.UPHELD)
    town.pack()
    with counted(town.make.bank.database) as few:
        town.pack()
    for at in (0, 2):
        town.claim(at, finding=Finding.PARTLY_UPHELD)
    with counted(town.make.bank.database) as many:
        pack = town.pack()

    assert len(index(pack)) == 3
    assert len(many) == len(few)


def test_of_a_story_that_may_only_be_quoted_nothing_of_the_whole_is_told(town: Town) -> None:
    """No title, no fingerprint of all its words, no name that joins its passages to one another."""
    story, _ = town.claim(title="A title of its own", purposes=MAY_BE_QUOTED)
    whole, _ = town.claim()

    pack = town.pack(Purpose.BOARD, smallest=1)

    told = {one.story: one for _, one in index(pack)}
    said = told[str(story.public_id)].model_dump_json(exclude={"story"})
    with town.make.session() as session:
        version = session.exec(select(StoryVersion).where(StoryVersion.story_id == story.key)).one()
    for word in (version.title, hashlib.sha256(version.body.encode()).hexdigest()):
        assert word not in said
    for form in PLAIN:
        assert str(story.public_id) not in words_in(form, pack), form
    # Also whoever makes it and may read all of it: what they hand on would lead there.
    assert not told[str(story.public_id)].may_open
    assert len(told[str(whole.public_id)].facts["sha256"]) == 64


def test_an_issued_pack_tells_no_more_of_the_whole_once_only_passages_may_be_read(
    town: Town,
) -> None:
    story, _ = town.claim(title="A title of its own", purposes=(*MAY_BE_QUOTED, Purpose.BOARD))
    with town.make.bank.database.transaction() as session:
        actor = town.make.actor(town.manager)
        asked = Asked(ReportKind.EVIDENCE_PACK, Purpose.BOARD, contract=town.contract)
        report = issue(session, actor, asked=asked)
        assert "A title of its own" in thaw(session, actor, report).model_dump_json()
        submission = session.get_one(Submission, story.submission_id)
        for one in session.exec(select(Consent).where(Consent.submission_id == submission.id)):
            if one.purpose is Purpose.BOARD:
                one.expires_on = clock.today() - timedelta(days=1)
        session.flush()

        pack = thaw(session, actor, report)

        [told] = [one for one in pack.told if one.words]
        said = told.model_dump_json(exclude={"story"})
        assert "A title of its own" not in said
        assert told.story not in said
        assert told.facts["sha256"] == NOT_WHOLE
        kept = compare_issued(report, quotations_for_hash(session, report))
        assert kept is IssuedAs.ISSUED
