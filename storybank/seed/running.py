"""How the demonstration's contracts are run: rounds, reviews, changes, pledges, a charter."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.codebook.queries import codes_by_slug
from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import find_commitment, find_waiting_change
from storybank.core import clock
from storybank.frameworks import service as frameworks
from storybank.frameworks.models import Framework
from storybank.frameworks.queries import list_frameworks
from storybank.linking import service as linking
from storybank.linking.models import Stance
from storybank.linking.queries import LinkedPassage, list_links, strength_facts
from storybank.linking.rules import Telling, suggest_strengths
from storybank.places import service as places
from storybank.places.models import Place, PlaceLevel
from storybank.seed.known import CHARTER, CHARTER_THEMES, PLACES
from storybank.stories import service as stories
from storybank.stories.queries import list_with_words
from storybank.stories.rules import reading_scope
from storybank.verification import service as verification
from storybank.verification.models import AskedHow, Finding, MemberAnswer, Method
from storybank.verification.queries import list_sampled

# Verified in rounds, or by nobody: the verifier has an interest in the last.
VERIFIED_APART = ("E-K4", "D-K1", "E-K2")
REASONS = {
    Finding.UPHELD: "I spoke with the person who told it; the supplier's records for the period "
    "agree with what they say.",
    Finding.PARTLY_UPHELD: "It happened as told, but for a shorter time than the promise asks for.",
    Finding.NOT_UPHELD: "The change is real, but another service brought it about, before this "
    "contract began.",
    Finding.COULD_NOT_TELL: "Nobody who was there could be reached, and no record was kept.",
}
HOW = {
    Finding.UPHELD: Method.SPOKE,
    Finding.PARTLY_UPHELD: Method.SAW_RECORD,
    Finding.NOT_UPHELD: Method.SAW_RECORD,
    Finding.COULD_NOT_TELL: Method.READ,
}
WHAT_CHANGED = {
    Stance.SUPPORTS: "It got better, in the way that was promised",
    Stance.CONTRADICTS: "It did not happen to them, or got worse",
}


def finding_of(number: int) -> Finding:
    """What the verifier finds of the claim of this number: mostly, not always, upheld."""
    if number % 7 == 5:
        return Finding.PARTLY_UPHELD
    if number % 11 == 7:
        return Finding.NOT_UPHELD
    return Finding.COULD_NOT_TELL if number % 13 == 9 else Finding.UPHELD


def add_places(session: Session, actor: Actor) -> dict[str, Place]:
    """The tree of places; gives them by name."""
    held: dict[str, Place] = {}

    def add(name: str, level: PlaceLevel, parent: Place | None) -> Place:
        terms = places.PlaceTerms(level=level, name=name)
        held[name] = places.add_place(session, actor, terms=terms, parent=parent)
        return held[name]

    for region_name, authorities in PLACES.items():
        region = add(region_name, PlaceLevel.REGION, None)
        for authority_name, areas in authorities.items():
            authority = add(authority_name, PlaceLevel.AUTHORITY, region)
            for area_name, wards in areas.items():
                area = add(area_name, PlaceLevel.AREA, authority)
                for ward in wards:
                    add(ward, PlaceLevel.WARD, area)
    return held


def make_charter(session: Session, actor: Actor, place: Place) -> None:
    """A charter agreed with residents, matched to our themes."""
    charter = frameworks.make_charter(
        session,
        actor,
        terms=frameworks.CharterTerms(
            title=f"{place.name} Community Value Charter",
            edition="2025",
            place_id=place.key,
            agreed_on=date(2025, 2, 12),
            agreed_with="61 residents, over four evenings in three wards",
            how_to_be_heard="Come to the first Thursday evening of the month, or tell your story "
            "to the Open Door Community Trust.",
        ),
    )
    codes = codes_by_slug(session)
    for code, name, text in CHARTER:
        item = frameworks.add_item(
            session, actor, framework=charter, name=name, code=code, text=text
        )
        themes = [codes[slug] for slug in CHARTER_THEMES[code]]
        frameworks.set_themes(session, actor, framework=charter, item=item, codes=themes)


def editions_by_slug(session: Session, actor: Actor) -> dict[str, Framework]:
    """Every edition that a contract may be let under."""
    return {one.slug: one for one in list_frameworks(session, actor)}


class Contracts:
    """The demonstration's contracts, and the people who run them."""

    def __init__(
        self,
        session: Session,
        people: Mapping[str, Actor],
        contracts: Mapping[str, int],
    ) -> None:
        self.session = session
        self.people = people
        self.contracts = {name: session.get_one(Contract, key) for name, key in contracts.items()}
        self.manager, self.deputy = people["manager"], people["deputy"]
        self.scope = reading_scope(self.manager)

    def _of(self, passage: LinkedPassage) -> Contract:
        return self.session.get_one(Contract, passage.commitment.contract_id)

    def _promise(self, contract: str, ref: str) -> Commitment:
        found = find_commitment(self.session, self.contracts[contract].key, ref)
        assert found is not None, "the demonstration's own promises are there"
        return found

    def _claims(self, *names: str) -> list[LinkedPassage]:
        return [
            one
            for name in names
            for one in list_links(self.session, self.scope, contract_id=self.contracts[name].key)
        ]


class Evidence(Contracts):
    """What people said of the claims, and did to the promises, after the stories were linked."""

    def say_what_claims_say(self) -> None:
        """Two claims in three say whose life changed, how and by what; one in two is graded."""
        claims = self._claims(*self.contracts)
        facts = strength_facts(self.session, self.scope, claims)
        for number, one in enumerate(claims):
            if number % 3 != 2:
                linking.describe_link(
                    self.session,
                    self.manager,
                    story=one.story,
                    link=one.link,
                    telling=Telling(
                        who="Whoever tells the story",
                        what_changed=WHAT_CHANGED[one.link.stance],
                        brought_about=f"{self._of(one).supplier}, as they tell it",
                    ),
                    note="",
                    is_settled=False,
                )
            if number % 2:
                linking.judge_strength(
                    self.session,
                    self.manager,
                    story=one.story,
                    link=one.link,
                    strengths=[
                        each.strength.value
                        for each in suggest_strengths(facts[one.link.key])
                        if each.is_there
                    ],
                )

    def draw_rounds(self) -> None:
        """Two rounds: one closed and in the public register, one still open."""
        verifier = self.people["verifier"]
        for name, seed, share in (
            ("E-K4", "17 04 33 41 08 22", 2),
            ("D-K1", "02 11 19 28 36 45", 2),
        ):
            contract = self.contracts[name]
            verification.declare_interest(
                self.session, verifier, contract=contract, has_conflict=False
            )
            claims = list_links(self.session, self.scope, contract_id=contract.key)
            round_ = verification.draw_round(
                self.session,
                verifier,
                contract=contract,
                seed=seed,
                chance="5a1e0c7d93b2f486",  # so that the demonstration is the same each time
                size=max(1, len(claims) // share),
            )
            sample = [one.link for one in list_sampled(self.session, round_.key)]
            closes = name == "E-K4"
            for number, link in enumerate(sample if closes else sample[:1]):
                verification.verify(
                    self.session,
                    verifier,
                    link=link,
                    finding=finding_of(number + 3),
                    method=Method.SITE_VISIT if number % 3 == 2 else Method.SPOKE,
                    reason=REASONS[finding_of(number + 3)],
                )
            if closes:
                verification.close_round(self.session, verifier, round_=round_)
        verification.declare_interest(
            self.session,
            verifier,
            contract=self.contracts["E-K2"],
            has_conflict=True,
            statement="My brother works for this supplier.",
        )

    def ask_storytellers(self) -> None:
        """Three storytellers were asked whether their words are used rightly."""
        answers = (MemberAnswer.RIGHT, MemberAnswer.RIGHT, MemberAnswer.PARTLY_RIGHT)
        for one, answer in zip(self._claims("D-K2", "D-K4"), answers, strict=False):
            verification.record_member_check(
                self.session,
                self.people["contributor"],
                link=one.link,
                answer=answer,
                how=AskedHow.PHONE,
                asked_on=clock.today() - timedelta(days=20),
                note=""
                if answer is MemberAnswer.RIGHT
                else "They say it was their neighbour who was helped first.",
            )

    def change_promises(self) -> None:
        """One promise was lowered by two people; another lowering waits; one was raised."""
        self._change("E-K1", "C3", Decimal(5), "Three of the eight had no licence to work on site.")
        change = find_waiting_change(self.session, self._promise("E-K1", "C3").key)
        assert change is not None, "a lowering waits"
        commitments.approve_change(
            self.session, self.deputy, change=change, note="Agreed at the October review."
        )
        self._change("D-K2", "C4", Decimal(16), "Two schools have left the scheme.")
        self._change("D-K3", "C1", Decimal(130), "The partnership found ten more befrienders.")

    def keep_for_learning(self) -> None:
        """One story is shared for learning only."""
        story = list_with_words(
            self.session, self.scope, contract_id=self.contracts["D-K3"].key, per_page=1
        )[0].story
        stories.mark_learning_only(self.session, self.manager, story=story)

    def _change(self, contract: str, ref: str, quantity: Decimal, reason: str) -> None:
        promise = self._promise(contract, ref)
        terms = replace(commitments.terms_of(self.session, promise), quantity=quantity)
        commitments.propose_change(
            self.session,
            self.manager,
            commitment=promise,
            terms=terms,
            owner=None
            if promise.owner_id is None
            else self.session.get_one(User, promise.owner_id),
            reason=reason,
        )
