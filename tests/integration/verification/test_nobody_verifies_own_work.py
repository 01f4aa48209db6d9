"""Nobody verifies their own work: by no route, form or command, in whatever part or spelling.

People of six bodies do things at random; then everybody, made a verifier, tries everything. Who
had a part is written down here as they do it, apart from how the service finds it out.
"""

from __future__ import annotations

import ast
import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import click
import pytest
from click.testing import CliRunner
from sqlmodel import Session, select

from storybank.accounts.models import User
from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.cli import storybank
from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.core.errors import StorybankError
from storybank.core.paths import PROJECT_ROOT
from storybank.intake import service as intake
from storybank.linking import service as linking
from storybank.linking.models import EvidenceLink, Stance
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.queries import get_version
from storybank.verification import service
from storybank.verification.models import Finding, Verification, VerificationRound
from tests.factories.bank import BODY, EVERY_PURPOSE, Factory
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
BODIES = {
    "Hill & Dale Ltd": ["Hill and Dale Limited", "HILL & DALE", "Big Co plc; Hill and Dale Ltd."],
    "Open Door": ["open-door", "The Open Door CIC", "Open Door (a charity)"],
    "Town Council": ["Town council", "TOWN COUNCIL", "Town Council and Partners"],
    "Northern Verifiers": ["Northern Verifiers C.I.C.", "Big Co plc t/a Northern Verifiers"],
    "Check CIC": ["Check", "check ltd"],
    "Fair Eye": ["Fair Eye LLP", "Fair-Eye"],
}
FOUND = {
    "finding": "upheld",
    "method": "read",
    "checked_on": clock.today().isoformat(),
    "reason": "I read it.",
}


class Town:
    """Bodies with people in them, and who had a part in which claim."""

    def __init__(self, make: Factory, seed: int) -> None:
        self.make, self.chance = make, random.Random(seed)
        self.bodies = [make.organisation("authority", name) for name in BODIES]
        self.people = [make.user("verifier", organisation=one) for one in self.bodies for _ in "ab"]
        self.part_of: dict[int, set[int]] = defaultdict(set)
        """Bodies with a part, by claim."""
        self.told = 0
        self.part_of_contract: dict[int, set[int]] = defaultdict(set)
        self.links = [self._claim() for _ in range(2)]

    def as_(self, user: User, role: str) -> Actor:
        """The person in another role, as before they became a verifier."""
        return replace(self.make.actor(user), roles=frozenset({RoleName(role)}))

    def pick(self) -> User:
        """Somebody."""
        return self.chance.choice(self.people)

    def _claim(self) -> EvidenceLink:
        make, chance = self.make, self.chance
        owner, supplier, buyer = (chance.choice(self.bodies) for _ in range(3))
        contract = make.contract(
            owner,
            supplier=chance.choice(BODIES[supplier.name]),
            buyer=chance.choice(BODIES[buyer.name]),
        )
        promise = make.commitment(contract, "connection")
        part = self.part_of_contract[contract.key]
        part |= {owner.key, supplier.key, buyer.key}
        link = self._tell(contract, promise)
        self.part_of[link.key] |= part
        return link

    def _tell(self, contract: Contract, promise: Commitment) -> EvidenceLink:
        """A story sent, accepted, edited and claimed, all by anybody."""
        sender, acceptor, maker = (self.pick() for _ in range(3))
        part = {one.organisation_id for one in (sender, acceptor, maker)}
        self.told += 1
        with self.make.bank.database.transaction() as session:
            story = stories.accept_submission(
                session,
                self.as_(acceptor, "contract_manager"),
                submission=intake.submit_story(
                    session,
                    self.as_(sender, "contributor"),
                    words=intake.Words(title="Told", body=f"{BODY} {self.told}", contract=contract),
                    consent=intake.ConsentGiven(purposes=EVERY_PURPOSE, method="paper form"),
                    organisation_id=sender.organisation_id,
                ),
            )
            if self.chance.random() < 0.5:
                part.add(self._edit(session, story))
            if self.chance.random() < 0.5:
                part.add(self._deliver(session, promise))
            link = self._attach(session, maker, story, promise)
            if self.chance.random() < 0.7:  # taken back, and claimed again by somebody else
                taker, again = self.pick(), self.pick()
                linking.reject_link(session, self.as_(taker, "analyst"), story=story, link=link)
                link = self._attach(session, again, story, promise)
                part |= {taker.organisation_id, again.organisation_id}
        self.part_of[link.key] = part
        return link

    def _edit(self, session: Session, story: Story) -> int:
        editor, version = self.pick(), get_version(session, story, story.current_version)
        stories.publish_version(
            session,
            self.as_(editor, "analyst"),
            story=story,
            title="Another title",
            body=version.body,
            note="",
            based_on=version.number,
        )
        return editor.organisation_id

    def _deliver(self, session: Session, promise: Commitment) -> int:
        own = session.get_one(Contract, promise.contract_id).organisation_id
        reporter = self.chance.choice([one for one in self.people if one.organisation_id == own])
        commitments.record_delivery(
            session,
            self.as_(reporter, "contract_manager"),
            commitment=session.get_one(Commitment, promise.key),
            from_on=date(2025, 4, 1),
            to_on=date(2025, 6, 30),
            source="Their sheet",
            quantity=Decimal(2),
        )
        return reporter.organisation_id

    def _attach(
        self, session: Session, user: User, story: Story, promise: Commitment
    ) -> EvidenceLink:
        version = get_version(session, story, story.current_version)
        start = version.body.index("Now I have friends")
        return linking.attach_passage(
            session,
            self.as_(user, "analyst"),
            story=story,
            version=version,
            commitment=session.get_one(Commitment, promise.key),
            start=start,
            end=start + 18,
            stance=Stance.SUPPORTS,
        )

    def try_to_verify(self, actor: Actor, link: EvidenceLink) -> bool:
        """Whether the service lets an actor make a finding; nothing is kept."""
        with self.make.bank.database.writing() as session:
            try:
                service.verify(
                    session,
                    actor,
                    link=session.get_one(EvidenceLink, link.key),
                    finding=Finding.UPHELD,
                    reason="I read it.",
                )
            except StorybankError:
                return False
            finally:
                session.rollback()
        return True

    def try_to_draw(self, actor: Actor, contract_id: int) -> bool:
        """Whether the service lets an actor declare no interest and draw; nothing is kept."""
        with self.make.bank.database.writing() as session:
            contract = session.get_one(Contract, contract_id)
            try:
                service.declare_interest(session, actor, contract=contract, has_conflict=False)
                service.draw_round(session, actor, contract=contract, seed="1", size=1)
            except StorybankError:
                return False
            finally:
                session.rollback()
        return True


# Towns in which each part that is found out differently is somebody’s only one.
@pytest.fixture(params=[0, 4])
def town(make: Factory, request: pytest.FixtureRequest) -> Town:
    return Town(make, request.param)


def test_nobody_with_a_part_verifies_or_draws_and_strangers_do(town: Town, sign_in: SignIn) -> None:
    outsider = town.make.actor(town.make.user("verifier"))
    for link in town.links:
        for user in town.people:
            actor = town.make.actor(user)
            has_part = user.organisation_id in town.part_of[link.key]
            assert town.try_to_verify(actor, link) is not has_part, (user.name, link.key)
        for role in RoleName:
            stranger = replace(outsider, roles=frozenset({role}))
            assert town.try_to_verify(stranger, link) is (role is RoleName.VERIFIER)
        for nobody in (Actor.operator(), Actor.pipeline()):
            as_verifier = replace(nobody, roles=frozenset(RoleName))
            assert not town.try_to_verify(as_verifier, link)
    for contract_id, part in town.part_of_contract.items():
        for user in town.people:
            if user.organisation_id in part:
                assert not town.try_to_draw(town.make.actor(user), contract_id)
        assert not town.try_to_draw(
            replace(Actor.operator(), roles=frozenset(RoleName)), contract_id
        )

    _post_to_everything(town, sign_in)

    with town.make.session() as session:
        assert session.exec(select(Verification)).all() == []
        assert session.exec(select(VerificationRound)).all() == []


def _post_to_everything(town: Town, sign_in: SignIn) -> None:
    """One of each body posts a finding and a draw to every claim its body has a part in."""
    for user in town.people[::2]:
        client = sign_in(user)
        token = client.token("/account")
        for link in town.links:
            if user.organisation_id not in town.part_of[link.key]:
                continue
            url = f"/verification/{link.public_id}"
            assert client.post(url, data={"csrf_token": token, **FOUND}).status_code == 403
        for contract_id, part in town.part_of_contract.items():
            if user.organisation_id not in part:
                continue
            with town.make.session() as session:
                contract = session.get_one(Contract, contract_id).public_id
            page = f"/contracts/{contract}/verification"
            client.post(f"{page}/interest", data={"csrf_token": token, "interest": "no"})
            drawn = {"csrf_token": token, "size": "1", "seed": "1", "planned": ""}
            assert client.post(f"{page}/draw", data=drawn).status_code == 403


def test_a_finding_is_made_in_one_place_and_by_one_door() -> None:
    """Whoever writes another way to make one has to come past here."""
    makers, doors = [], []
    for path in sorted((PROJECT_ROOT / "storybank").rglob("*.py")):
        where = str(path.relative_to(PROJECT_ROOT / "storybank"))
        source = path.read_text(encoding="utf-8")
        if where.startswith("cli/"):
            assert "verification.service" not in source, where
            assert not re.search(r"verification import .*\bservice\b", source), where
        if not re.search(r"Verification\(|verify\(", source):
            continue
        for node in ast.walk(ast.parse(source)):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called.endswith("Verification"):
                makers.append(where)
            if called in {"service.verify", "verification.verify", "verify"}:
                doors.append(where)

    assert makers == ["verification/service/findings.py"]
    assert [door for door in doors if not door.startswith("seed")] == ["web/verification.py"]


def test_no_command_makes_a_finding_or_draws(make: Factory) -> None:
    """The operator of the server is nobody's independent person."""
    home = {"STORYBANK_HOME": str(make.bank.settings.home)}
    group = storybank.get_command(click.Context(storybank), "verification")
    assert isinstance(group, click.Group)
    assert set(group.commands) == {"list", "draw", "redraw", "register"}
    for arguments in (["list"], ["register"], ["draw", "--size", "1"]):
        done = CliRunner().invoke(storybank, ["verification", *arguments], input="a", env=home)
        assert done.exit_code == 0, arguments

    with make.session() as session:
        assert session.exec(select(VerificationRound)).all() == []
