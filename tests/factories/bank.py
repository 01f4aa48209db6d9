"""Makes things through the services, as the doors do; each call is committed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

from sqlmodel import Session

from storybank import pipeline
from storybank.accounts import service as accounts
from storybank.accounts.models import Organisation, OrganisationKind, User
from storybank.accounts.passwords import hash_password
from storybank.accounts.permissions import RoleName
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.codebook.queries import codes_by_slug
from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment, Contract
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.linking import service as linking
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.nlp.reading import Change
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.queries import get_version
from storybank.tagging import service as tagging
from storybank.tagging.models import Coding
from storybank.tagging.queries import list_segments
from storybank.verification import service as verification
from storybank.verification.models import Finding, Verification

PASSWORD = "a long enough password"
BODY = (
    "Before this I had nobody to talk to from one week to the next. "
    "I started at the Tuesday lunch club in March. "
    "Now I have friends I ring every day. "
    "But they have cut the bus and I cannot get to the doctor."
)
EVERY_PURPOSE = tuple(Purpose)


@cache
def hashed(password: str) -> str:
    """One argon2 hash for all test accounts: hashing is slow on purpose."""
    return hash_password(password)


class Factory:
    """People, contracts and stories for tests."""

    password = PASSWORD

    def __init__(self, bank: Bank, first: int = 1) -> None:
        """Make things in a bank; what has no name of its own is numbered from ``first``."""
        self.bank = bank
        self._numbers = count(first)

    def organisation(self, kind: str = "authority", name: str | None = None) -> Organisation:
        """An organisation of a kind."""
        name = name or f"Organisation {next(self._numbers)}"
        with self.bank.database.transaction() as session:
            return accounts.open_organisation(
                session, Actor.operator(), name=name, kind=OrganisationKind(kind)
            )

    def user(self, *roles: str, organisation: Organisation | None = None) -> User:
        """A person with these roles, in a new organisation unless one is given."""
        organisation = organisation or self.organisation()
        number = next(self._numbers)
        with self.bank.database.transaction() as session:
            user = accounts.open_account(
                session,
                Actor.operator(),
                email=f"person{number}@example.org",
                name=f"Person {number}",
                organisation=organisation,
                roles=[RoleName(role) for role in roles],
                password_hash=hashed(PASSWORD),
            )
            _ = [role.name for role in user.roles], user.organisation.name
            return user

    def actor(self, user: User) -> Actor:
        """The person as an actor."""
        return actor_of(user)

    def contract(self, organisation: Organisation, **terms: Any) -> Contract:
        """A contract run by an organisation."""
        number = next(self._numbers)
        values: dict[str, Any] = {
            "reference": f"K{number}",
            "title": f"Contract {number}",
            "buyer": "Town Council",
            "supplier": "Some Supplier Ltd",
            "starts_on": date(2025, 4, 1),
            "ends_on": date(2028, 3, 31),
            **terms,
        }
        with self.bank.database.transaction() as session:
            return commitments.add_contract(
                session,
                Actor.operator(),
                terms=commitments.ContractTerms(**values),
                organisation=organisation,
            )

    def commitment(
        self, contract: Contract, *themes: str, text: str = "Run a weekly lunch club.", **terms: Any
    ) -> Commitment:
        """A commitment of a contract, on these themes."""
        with self.bank.database.transaction() as session:
            codes = codes_by_slug(session)
            values: dict[str, Any] = {
                "ref": f"C{next(self._numbers)}",
                "text": text,
                "quantity": Decimal(10),
                "unit": "sessions",
                **terms,
            }
            return commitments.add_commitment(
                session,
                Actor.operator(),
                contract=session.get_one(Contract, contract.key),
                terms=commitments.CommitmentTerms(
                    themes=[codes[theme] for theme in themes], **values
                ),
            )

    def submission(
        self,
        sender: User,
        *,
        contract: Contract | None = None,
        body: str | None = None,
        title: str = "Friends on a Tuesday",
        purposes: tuple[Purpose, ...] = EVERY_PURPOSE,
        **words: Any,
    ) -> Submission:
        """A story sent in, waiting to be accepted; its words are its own."""
        body = body or f"{BODY} This is story number {next(self._numbers)}."
        with self.bank.database.transaction() as session:
            return intake.submit_story(
                session,
                actor_of(sender),
                words=intake.Words(title=title, body=body, contract=contract, **words),
                consent=intake.ConsentGiven(purposes=purposes, method="paper form"),
                organisation_id=sender.organisation_id,
            )

    def story(self, manager: User, *, sender: User | None = None, **values: Any) -> Story:
        """A story accepted by a contract manager."""
        submission = self.submission(sender or manager, **values)
        with self.bank.database.transaction() as session:
            return stories.accept_submission(
                session,
                actor_of(manager),
                submission=session.get_one(Submission, submission.key),
            )

    def run_pipeline(self) -> None:
        """Let the machine do everything that is due."""
        pipeline.drain(self.bank.tools)

    def coding(
        self, user: User, story: Story, sentence: int, theme: str, change: str = "better"
    ) -> Coding:
        """A code put on a sentence by a person; needs the pipeline to have run."""
        with self.bank.database.transaction() as session:
            story = session.get_one(Story, story.key)
            version = get_version(session, story, story.current_version)
            segment = list_segments(session, version.key)[sentence]
            return tagging.add_codings(
                session,
                actor_of(user),
                story=story,
                segments=[segment],
                code=codes_by_slug(session)[theme],
                change=Change(change),
            )[0]

    def link(
        self,
        user: User,
        story: Story,
        commitment: Commitment,
        *,
        words: str = "Now I have friends I ring every day.",
        stance: str = "supports",
    ) -> EvidenceLink:
        """A passage attached to a promise by a person."""
        with self.bank.database.transaction() as session:
            story = session.get_one(Story, story.key)
            version = get_version(session, story, story.current_version)
            start = version.body.index(words)
            return linking.attach_passage(
                session,
                actor_of(user),
                story=story,
                version=version,
                commitment=session.get_one(Commitment, commitment.key),
                start=start,
                end=start + len(words),
                stance=Stance(stance),
            )

    def suggestion(
        self, story: Story, commitment: Commitment, *, length: int = 6, stance: str = "supports"
    ) -> EvidenceLink:
        """A link the matcher might suggest from a story's first words, whatever they say."""
        with self.bank.database.transaction() as session:
            story = session.get_one(Story, story.key)
            version = get_version(session, story, story.current_version)
            link = EvidenceLink(
                story_id=story.key,
                story_version_id=version.key,
                commitment_id=commitment.key,
                start=0,
                end=length,
                quote=version.body[:length],
                stance=Stance(stance),
                status=LinkStatus.SUGGESTED,
                origin="matcher",
            )
            session.add(link)
            return link

    def finding(
        self,
        verifier: User,
        link: EvidenceLink,
        finding: Finding = Finding.UPHELD,
        *,
        reason: str = "I saw the register.",
    ) -> Verification:
        """What an independent person found of a link."""
        with self.bank.database.transaction() as session:
            return verification.verify(
                session,
                actor_of(verifier),
                link=session.get_one(EvidenceLink, link.key),
                finding=finding,
                reason=reason,
            )

    def session(self) -> Session:
        """A reading session."""
        return self.bank.database.reading()
