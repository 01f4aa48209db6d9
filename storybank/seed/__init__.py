"""Demonstration data: made-up people and stories in every state, made through the services.

The stories and contracts are those of ``nlp_models/corpus/stories``, coded by hand; their hand
codes stand in for what people would decide about the machine's suggestions.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from storybank import pipeline
from storybank.accounts import service as accounts
from storybank.accounts.models import Organisation, OrganisationKind, User
from storybank.accounts.passwords import hash_password
from storybank.accounts.permissions import RoleName
from storybank.accounts.queries import actor_of, find_installation
from storybank.accounts.rules import Actor
from storybank.codebook.queries import codes_by_id, codes_by_slug
from storybank.commitments import service as commitments
from storybank.commitments.models import CommitmentKind, Contract
from storybank.commitments.queries import list_commitments, themes_of
from storybank.commitments.rules.quantity import find_due, find_quantity
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.frameworks.queries import list_items
from storybank.intake import service as intake
from storybank.intake.models import GivenBy, LawfulBasis, Purpose, StoryKind, Submission, Teller
from storybank.intake.queries import choose_statement, purposes_of
from storybank.linking import service as linking
from storybank.linking.models import LinkStatus, Stance
from storybank.linking.queries import list_links, list_links_of_story
from storybank.nlp.reading import Change
from storybank.places.models import Place
from storybank.rights import service as rights
from storybank.safeguarding import service as safeguarding
from storybank.safeguarding.models import ConcernStatus
from storybank.safeguarding.queries import list_concerns
from storybank.seed import boards, caring, reviewing, running
from storybank.seed.known import CONTRACTS, PLAIN, PROMISES
from storybank.seed.running import HOW, REASONS
from storybank.stories.masking import Covering
from storybank.stories.models import Story
from storybank.stories.queries import get_version
from storybank.stories.rules import reading_scope
from storybank.tagging import service as tagging
from storybank.tagging.models import CodingStatus, Segment
from storybank.tagging.queries import codings_of, list_segments
from storybank.verification import service as verification

PASSWORD = "stories with soul"  # noqa: S105  (for made-up people only; printed at every start)
BY_GUARDIAN: dict[str, Any] = {
    "given_by": GivenBy.GUARDIAN,
    "given_by_words": "his mother",
    "capacity": "He is fourteen. We talked it through with both of them, and he agreed too.",
    "witness": "The youth worker who wrote it down",
}
ACCEPTED_SETS = ("D", "E")
WAITING_SET = "F"
PEOPLE: tuple[tuple[str, str, str, tuple[RoleName, ...]], ...] = (
    ("manager", "Priya Nair", "partnership", (RoleName.CONTRACT_MANAGER,)),
    ("deputy", "Ben Hughes", "partnership", (RoleName.CONTRACT_MANAGER,)),
    ("board", "Cllr Tom Ashworth", "partnership", (RoleName.BOARD_READER,)),
    ("contributor", "Grace Obi", "trust", (RoleName.CONTRIBUTOR,)),
    ("verifier", "Dilys Morgan", "verifiers", (RoleName.VERIFIER,)),
    ("analyst", "Sam Okafor", "partnership", (RoleName.ANALYST,)),
    ("safeguarding", "Ruth Kelly", "partnership", (RoleName.SAFEGUARDING_LEAD,)),
    ("protection", "Nadia Rahman", "partnership", (RoleName.DATA_PROTECTION_OFFICER,)),
    ("administrator", "Alex Webb", "partnership", (RoleName.ADMINISTRATOR,)),
)
ORGANISATIONS = {
    "partnership": ("Northern Anchor Partnership", OrganisationKind.AUTHORITY),
    "trust": ("Open Door Community Trust", OrganisationKind.VCSE),
    "verifiers": ("Plain Sight Assurance", OrganisationKind.VERIFIER),
}


@dataclass(frozen=True)
class SignIn:
    """A demonstration account, to be printed."""

    email: str
    name: str
    role: str


def sign_ins() -> list[SignIn]:
    """The demonstration accounts."""
    return [
        SignIn(_email(who), name, roles[0].value.replace("_", " "))
        for who, name, _, roles in PEOPLE
    ]


def seed(
    tools: pipeline.Tools,
    models: Path,
    on_step: Callable[[str], None] = lambda _: None,
    *,
    return_key: bytes,
) -> bool:
    """Fill an empty installation with demonstration data; False if it is there already.

    ``return_key`` is what return codes are hashed with.

    Raises:
        RuleBroken: the installation holds real stories.
    """
    with tools.database.reading() as session:
        installation = find_installation(session)
        if installation is not None and installation.demonstration:
            return False
        if session.exec(select(func.count()).select_from(Submission)).one():
            raise RuleBroken(
                "This installation holds stories already, and demonstration data would be mixed "
                "with them. Point STORYBANK_HOME at an empty folder."
            )
    _Demonstration(tools, models / "corpus" / "stories", on_step, return_key).make()
    return True


class _Demonstration:
    """Makes everything, in the order in which it would happen."""

    def __init__(
        self,
        tools: pipeline.Tools,
        data: Path,
        on_step: Callable[[str], None],
        return_key: bytes,
    ) -> None:
        self.tools = tools
        self.data = data
        self.tell = on_step
        self.people: dict[str, Actor] = {}
        self.organisations: dict[str, int] = {}
        self.contracts: dict[str, int] = {}
        self.return_key = return_key
        self.told: dict[int, dict[str, Any]] = {}
        self.coverings: dict[int, Covering] = {}
        self.places: dict[str, int] = {}

    def make(self) -> None:
        """Everything from the accounts to the findings."""
        self.tell("People and organisations")
        with self.tools.database.transaction() as session:
            self._open_accounts(session)
        self.tell("Contracts and promises")
        with self.tools.database.transaction() as session:
            places = running.add_places(session, self.people["manager"])
            running.make_charter(session, self.people["manager"], places["Hartlepool"])
            self.places = {name: place.key for name, place in places.items()}
            for letter in ACCEPTED_SETS:
                for told in _lines(self.data / f"{letter}_contracts.jsonl"):
                    self._add_contract(session, told)
        self.tell("Stories")
        with self.tools.database.transaction() as session:
            self._submit_stories(session)
        self.tell("The machine reads them")
        pipeline.drain(self.tools)
        with self.tools.database.transaction() as session:
            self._settle_concerns(session)
        pipeline.drain(self.tools)
        self.tell("People decide")
        for number, (story_id, told) in enumerate(self.told.items()):
            with self.tools.database.transaction() as session:
                self._code(session, session.get_one(Story, story_id), told, number)
        pipeline.drain(self.tools)
        for number, (story_id, told) in enumerate(self.told.items()):
            with self.tools.database.transaction() as session:
                self._link(session, session.get_one(Story, story_id), told, number)
        self.tell("Somebody independent checks")
        with self.tools.database.transaction() as session:
            evidence = running.Evidence(session, self.people, self.contracts)
            evidence.say_what_claims_say()
            evidence.draw_rounds()
            self._verify(session)
            self._change_consents(session)
        pipeline.drain(self.tools)
        self.tell("The contracts are run")
        with self.tools.database.transaction() as session:
            evidence = running.Evidence(session, self.people, self.contracts)
            evidence.ask_storytellers()
            evidence.change_promises()
            evidence.keep_for_learning()
            contracts = reviewing.Reviewed(session, self.people, self.contracts)
            contracts.hold_reviews()
            contracts.rate_and_remedy()
            contracts.pledge(session.get_one(Organisation, self.organisations["partnership"]))
            contracts.screen_and_hand_over()
            contracts.choose_stories()
        self.tell("Stories are looked after and answered")
        with self.tools.database.transaction() as session:
            cared = self._cared(session)
            cared.ask()
            cared.answer()
            cared.share()
            cared.protect()
        pipeline.drain(self.tools)
        self.tell("Boards are told")
        with self.tools.database.transaction() as session:
            board = boards.Boards(session, self.people, self.contracts)
            board.learn()
            board.account()
            board.issue()
            board.schedule()
            board.answer_a_bid()
        with self.tools.database.transaction() as session:
            self._cared(session).take_back()
            boards.Boards(session, self.people, self.contracts).call_back()
        pipeline.catch_up(self.tools)

    def _cared(self, session: Session) -> caring.Cared:
        return caring.Cared(self.tools, session, self.people, self.contracts, self.return_key)

    def _open_accounts(self, session: Session) -> None:
        operator = Actor.operator()
        accounts.mark_demonstration(session, operator)
        held = {
            key: accounts.open_organisation(session, operator, name=name, kind=kind)
            for key, (name, kind) in ORGANISATIONS.items()
        }
        password_hash = hash_password(PASSWORD)
        for who, name, organisation, roles in PEOPLE:
            user = accounts.open_account(
                session,
                operator,
                email=_email(who),
                name=name,
                organisation=held[organisation],
                roles=roles,
                password_hash=password_hash,
            )
            self.people[who] = actor_of(user)
        self.organisations = {key: organisation.key for key, organisation in held.items()}

    def _add_contract(self, session: Session, told: dict[str, Any]) -> None:
        manager = self.people["manager"]
        starts_on = date(2025, 4, 1)
        facts = CONTRACTS[told["id"]]
        edition = running.editions_by_slug(session, manager)[facts.framework]
        contract = commitments.add_contract(
            session,
            manager,
            terms=commitments.ContractTerms(
                reference=told["id"],
                title=told["title"],
                buyer=told["buyer"],
                supplier=told["supplier"],
                starts_on=starts_on,
                ends_on=date(2029, 3, 31),
                value=Decimal(900_000 + 350_000 * len(self.contracts)),
                department=facts.department,
                place=session.get_one(Place, self.places[facts.place]),
                category=facts.category,
                regime=facts.regime,
                framework=edition,
                ask=facts.ask,
                is_people_service=facts.is_people_service,
                may_extend_to=facts.may_extend_to,
            ),
            organisation=session.get_one(Organisation, self.organisations["partnership"]),
            owner=session.get_one(User, manager.user_id),
            deputy=session.get_one(User, self.people["deputy"].user_id),
        )
        self.contracts[told["id"]] = contract.key
        items = {one.code: one for one in list_items(session, edition.key)}
        codes = codes_by_slug(session)
        for number, promise in enumerate(told["commitments"]):
            quantity = find_quantity(promise["text"])
            known = PROMISES.get((told["id"], promise["ref"]), PLAIN)
            commitment = commitments.add_commitment(
                session,
                manager,
                contract=contract,
                terms=commitments.CommitmentTerms(
                    ref=promise["ref"],
                    text=promise["text"],
                    quantity=quantity[0] if quantity else None,
                    unit=quantity[1] if quantity else "",
                    due_on=find_due(promise["text"]),
                    themes=[codes[theme] for theme in promise["themes"]],
                    kind=CommitmentKind.OUTPUT if quantity else CommitmentKind.OUTCOME,
                    tender_quantity=known.tender_quantity or (quantity[0] if quantity else None),
                    beneficiaries=known.beneficiaries,
                    baseline=known.baseline,
                    story_question=known.story_question,
                    verifiable_by=known.verifiable_by,
                    verifiable_from=known.verifiable_from,
                    items=[items[code] for code in known.items],
                ),
                owner=None if number % 5 == 4 else session.get_one(User, manager.user_id),
            )
            if quantity and (number % 3 != 2 or known.delivered):
                commitments.record_delivery(
                    session,
                    manager,
                    commitment=commitment,
                    from_on=starts_on,
                    to_on=date(2026, 3, 31),
                    quantity=known.delivered
                    or (quantity[0] * (3 + number % 5) / 6).quantize(Decimal(1)),
                    source="Supplier's return for the year to March 2026",
                )

    def _submit_stories(self, session: Session) -> None:
        for letter in ACCEPTED_SETS:
            for number, told in enumerate(_lines(self.data / f"{letter}.jsonl")):
                submission = self._submit(session, told, self.contracts[told["contract"]], number)
                story, covering = caring.accept(
                    self.tools,
                    session,
                    self.people["manager"],
                    submission,
                    looked=number % 6 != 5,  # of some, nobody has looked at the details yet
                )
                self.told[story.key], self.coverings[story.key] = told, covering
        own = list(self.contracts.values())
        for number, told in enumerate(_lines(self.data / f"{WAITING_SET}.jsonl")):
            if number >= 6 and not told["wrote_about_safeguarding"]:
                continue
            # These were told under contracts of other bodies: here they wait to be placed.
            contract_id = own[number % len(own)] if number == 0 else None
            if number == 1:
                self._save_draft(session, told)
                continue
            submission = self._submit(session, told, contract_id, number)
            if number == 2:
                intake.decline_submission(
                    session,
                    self.people["manager"],
                    submission=submission,
                    reason="This was told under another council's contract. I have passed your "
                    "details to them, with your agreement.",
                )

    def _submit(
        self, session: Session, told: dict[str, Any], contract_id: int | None, number: int
    ) -> Submission:
        return intake.submit_story(
            session,
            self.people["contributor"],
            words=replace(
                _words(session, told, contract_id),
                seconds_taken=240 + number * 97 % 660,
                lawful_basis=LawfulBasis.PUBLIC_TASK,
            ),
            consent=intake.ConsentGiven(
                purposes=_purposes(number),
                method="paper form, read aloud and signed",
                # One in twenty runs out soon: somebody has to ask again.
                expires_on=clock.today()
                + timedelta(days=10 + number if number % 20 == 7 else 365 * (2 + number % 3)),
                statement=choose_statement(session, self.organisations["trust"]),
                **(BY_GUARDIAN if number == 4 else {}),
            ),
            organisation_id=self.organisations["trust"],
        )

    def _save_draft(self, session: Session, told: dict[str, Any]) -> None:
        words = _words(session, told, None)
        intake.save_draft(
            session,
            self.people["contributor"],
            words=intake.Words(title=words.title, body=words.body[:400], kind=words.kind),
            consent=intake.ConsentGiven(purposes=(), method="paper form"),
            organisation_id=self.organisations["trust"],
        )

    def _code(self, session: Session, story: Story, told: dict[str, Any], number: int) -> None:
        """Three stories in five are coded whole, one in half, one is left to the reader."""
        if number % 5 == 4:
            return
        actor = self.people["manager" if number % 2 else "analyst"]
        codes, slugs = codes_by_slug(session), codes_by_id(session)
        version = get_version(session, story, story.current_version)
        segments = list_segments(session, version.key)
        suggested = codings_of(session, version.key)
        wanted = _codes_by_segment(segments, told, self.coverings[story.key])
        for place, segment in enumerate(segments):
            if number % 5 == 3 and place >= len(segments) // 2:
                break
            right = dict(wanted.get(segment.key, ()))
            for coding in suggested.get(segment.key, []):
                if coding.status is not CodingStatus.SUGGESTED:
                    continue
                change = right.pop(slugs[coding.code_id].slug, None)
                if change is None:
                    tagging.reject_coding(session, actor, story=story, coding=coding)
                else:
                    tagging.confirm_coding(
                        session, actor, story=story, coding=coding, change=change
                    )
            for slug, change in right.items():
                tagging.add_codings(
                    session,
                    actor,
                    story=story,
                    segments=[segment],
                    code=codes[slug],
                    change=change,
                )

    def _link(self, session: Session, story: Story, told: dict[str, Any], number: int) -> None:
        if number % 5 > 2 or story.contract_id is None:
            return
        actor = self.people["analyst" if number % 2 else "manager"]
        scope = reading_scope(actor)
        promises = list_commitments(session, story.contract_id)
        themes = themes_of(session, [one.key for one in promises])
        wanted = dict.fromkeys(told["evidences"], Stance.SUPPORTS)
        wanted |= dict.fromkeys(told["contradicts"], Stance.CONTRADICTS)
        version = get_version(session, story, story.current_version)
        segments = list_segments(session, version.key)
        codes = _codes_by_segment(segments, told, self.coverings[story.key])
        right = {
            commitment.key: _right_passage(
                segments, codes, {code.slug for code in themes.get(commitment.key, ())}, stance
            )
            for commitment in promises
            if (stance := wanted.get(commitment.ref)) is not None
        }
        done: set[int] = set()
        for one in list_links_of_story(session, scope, story, LinkStatus.SUGGESTED):
            passage = right.get(one.commitment.key)
            if passage is not None and passage.start == one.link.start:
                stance = wanted[one.commitment.ref]
                linking.confirm_link(session, actor, story=story, link=one.link, stance=stance)
                done.add(one.commitment.key)
            else:
                linking.reject_link(session, actor, story=story, link=one.link)
        for commitment in promises:
            passage = right.get(commitment.key)
            if passage is not None and commitment.key not in done:
                linking.attach_passage(
                    session,
                    actor,
                    story=story,
                    version=version,
                    commitment=commitment,
                    start=passage.start,
                    end=passage.end,
                    stance=wanted[commitment.ref],
                )

    def _verify(self, session: Session) -> None:
        verifier = self.people["verifier"]
        held = list_links(session, reading_scope(verifier), most=500)
        apart = {self.contracts[name] for name in running.VERIFIED_APART}
        for number, one in enumerate(sorted(held, key=lambda one: one.link.key)):
            if number % 5 in (3, 4) or one.commitment.contract_id in apart:
                continue  # left for a person to try, or for a round
            finding = running.finding_of(number)
            verification.verify(
                session,
                verifier,
                link=one.link,
                finding=finding,
                method=HOW[finding],
                reason=REASONS[finding],
            )

    def _change_consents(self, session: Session) -> None:
        """One storyteller takes back that boards may read theirs, and nothing else."""
        story = session.get_one(Story, list(self.told)[-2])
        submission = session.get_one(Submission, story.submission_id)
        rights.withdraw_purpose(
            session,
            self.people["contributor"],
            submission=submission,
            purpose=next(
                one
                for one in (Purpose.BOARD, Purpose.MACHINE_SUGGESTIONS)
                if one in purposes_of(session, submission.key)
            ),
            method="by phone",
        )

    def _settle_concerns(self, session: Session) -> None:
        """Accepted stories that the computer held are given back; of those waiting, a few stay."""
        lead = self.people["safeguarding"]
        waiting = []
        for concern, submission in list_concerns(session, lead, ConcernStatus.RAISED):
            if submission.decided_at is None:
                waiting.append(concern)
                continue
            safeguarding.clear(
                session,
                lead,
                concern=concern,
                reason="I read it. It tells of what is over, or of a service's own work; nobody "
                "is at risk now.",
            )
        held, cleared = waiting[:1], waiting[1:2]
        for concern in held:
            safeguarding.hold(
                session,
                lead,
                concern=concern,
                reason="I have rung the adult social care team. Held until they answer.",
                told="Adult social care, duty team",
            )
        for concern in cleared:
            safeguarding.clear(
                session,
                lead,
                concern=concern,
                reason="This was years ago and is being dealt with; nobody is at risk now.",
            )


def _email(who: str) -> str:
    return f"{who}@demo.example.org"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _words(session: Session, told: dict[str, Any], contract_id: int | None) -> intake.Words:
    kind = StoryKind(told["kind"])
    return intake.Words(
        title=told["title"],
        body=told["body"],
        kind=kind,
        teller=Teller.ORGANISATION if kind is StoryKind.CASE_STUDY else Teller.SELF,
        place=told["place"],
        told_on=date.fromisoformat(told["told_on"]),
        contract=None if contract_id is None else session.get_one(Contract, contract_id),
    )


def _purposes(number: int) -> tuple[Purpose, ...]:
    """Two stories in eight may not go to boards, one may only be quoted, one anybody may read.

    Of three, a copy may go to other public bodies: an answer in a bid may use them.
    """
    purposes = [Purpose.CONTRACT_MANAGEMENT, Purpose.MACHINE_SUGGESTIONS]
    if number % 8 not in (3, 6):
        purposes.append(Purpose.BOARD)
    if number % 8 == 1:
        purposes.append(Purpose.PUBLIC)
    if number % 8 == 6:
        purposes.append(Purpose.QUOTATION)
    if number % 8 in (0, 2, 5):
        purposes.append(Purpose.OTHER_BODIES)
    if number % 7 == 2:
        purposes.append(Purpose.RESEARCH_EXPORT)
    return tuple(purposes)


def _right_passage(
    segments: Sequence[Segment],
    codes: dict[int, list[tuple[str, Change]]],
    about: Collection[str],
    stance: Stance,
) -> Segment | None:
    """The first sentence whose hand codes speak of the promise's themes, and fit the stance."""
    fits = (
        (Change.BETTER, Change.ACTIVITY)
        if stance is Stance.SUPPORTS
        else (Change.WORSE, Change.NEED)
    )
    for change in fits:
        for segment in segments:
            if any(slug in about and c is change for slug, c in codes.get(segment.key, ())):
                return segment
    return None


def _codes_by_segment(
    segments: Sequence[Segment], told: dict[str, Any], covering: Covering
) -> dict[int, list[tuple[str, Change]]]:
    """The hand codes of each sentence, given to the segment that shares most of its words."""
    found: dict[int, list[tuple[str, Change]]] = {}
    at = 0
    for sentence in told["sentences"]:
        start = told["body"].find(sentence["text"], at)
        if start < 0:
            continue
        at = start + len(sentence["text"])
        first, last = covering.span(start, at)
        best = max(
            segments,
            key=lambda segment: min(segment.end, last) - max(segment.start, first),
            default=None,
        )
        if best is not None and min(best.end, last) > max(best.start, first):
            found.setdefault(best.key, []).extend(
                (code["theme"], Change(code["change"])) for code in sentence["codes"]
            )
    return found
