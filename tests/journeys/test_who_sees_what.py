"""Every page as every role: a story's words show only to those its teller and its state allow.

Stories in every state are planted in two authorities, each with words found nowhere else. All
pages are opened as everybody, and every word seen is held against a table written by hand.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from config import Settings
from storybank.accounts.models import Organisation, User
from storybank.accounts.permissions import PERMISSIONS, Action, RoleName
from storybank.accounts.queries import actor_of
from storybank.app import Bank, open_bank
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.intake import queries as intake_queries
from storybank.intake import service as intake
from storybank.intake.models import Consent, Purpose, Submission
from storybank.linking.models import EvidenceLink
from storybank.reviews import service as reviews
from storybank.reviews.ledger import contract_ledger
from storybank.reviews.models import (
    Effect,
    EffectFinding,
    Pillar,
    Pledge,
    Review,
    ReviewAction,
    Shortfall,
    Side,
)
from storybank.safeguarding import service as safeguarding
from storybank.safeguarding.models import Concern
from storybank.search.service import find_stories
from storybank.stories.models import Story
from storybank.stories.queries import count_stories, list_with_words
from storybank.stories.rules import reading_scope
from storybank.tagging.models import Coding, CodingStatus
from storybank.web.auth import MARK, PUBLIC
from tests.factories.bank import EVERY_PURPOSE, Factory

ROLES = [role.value for role in RoleName]
STATES = {
    # state: who may read it, of its own authority, and of another
    "draft": ({"contributor"}, set()),
    "waiting": ({"contributor", "contract_manager", "safeguarding_lead"}, {"safeguarding_lead"}),
    "declined": ({"contributor", "contract_manager", "safeguarding_lead"}, {"safeguarding_lead"}),
    "heldwaiting": ({"safeguarding_lead"}, {"safeguarding_lead"}),
    "helddeclined": ({"safeguarding_lead"}, {"safeguarding_lead"}),
    "heldaccepted": ({"safeguarding_lead"}, {"safeguarding_lead"}),
    "accepted": (
        set(ROLES) - {"administrator"},
        {"verifier", "safeguarding_lead"},
    ),
    **{
        state: (
            set(ROLES) - {"administrator", "board_reader"},
            {"verifier", "safeguarding_lead"},
        )
        for state in ("boardmissing", "boardwithdrawn", "boardexpired")
    },
    "unplaced": (
        set(ROLES) - {"administrator", "board_reader"},
        {"verifier", "safeguarding_lead", "contract_manager", "analyst"},
    ),
    "managerswithdrawn": (
        {"contributor", "board_reader", "safeguarding_lead"},
        {"safeguarding_lead"},
    ),
}
# What a board may read stands in its report, whoever of its authority makes the report.
IN_REPORTS = {"managerswithdrawn"}
REPORTERS = {"contract_manager", "analyst"}
ACCEPTED = [state for state in STATES if state not in {"draft", "waiting", "declined"}]
ACCEPTED.remove("heldwaiting")
ACCEPTED.remove("helddeclined")
WORD = re.compile(r"zq(a|b)x([a-z]+?)x(title|body|place|called|file)zq")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Seen = set[tuple[str, str, str]]


@dataclass
class World:
    """Two authorities with everybody in them, and what was planted."""

    bank: Bank
    people: dict[tuple[str, str], User] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    submissions: dict[tuple[str, str], Submission] = field(default_factory=dict)
    ids: dict[str, list[Any]] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)  # by public id


def word(side: str, state: str, where: str) -> str:
    return f"zq{side}x{state}x{where}zq"


def plant(make: Factory, world: World, side: str, state: str, *, last: int) -> None:
    """Put one story into one state, through the services."""
    sender, manager = world.people[side, "contributor"], world.people[side, "contract_manager"]
    lead = world.people[side, "safeguarding_lead"]
    words: dict[str, Any] = {
        "title": f"About {word(side, state, 'title')}",
        "body": (
            f"Now I have friends I ring every day. But the bus was cut. We met at the "
            f"{word(side, state, 'body')} on Tuesdays. It was number {last}."
        ),
        "place": word(side, state, "place"),
        "display_name": word(side, state, "called"),
        "file_name": f"{word(side, state, 'file')}.txt",
        "file_sha256": make.bank.files.put(word(side, state, "body").encode()),
        "contract": None if state == "unplaced" else world.contracts[side],
    }
    if state == "draft":
        with world.bank.database.transaction() as session:
            world.submissions[side, state] = intake.save_draft(
                session,
                actor_of(sender),
                words=intake.Words(**words),
                consent=intake.ConsentGiven((), ""),
                organisation_id=sender.organisation_id,
            )
        return
    purposes = tuple(p for p in EVERY_PURPOSE if state != "boardmissing" or p is not Purpose.BOARD)
    story = None
    if state in ACCEPTED:
        story = make.story(manager, sender=sender, purposes=purposes, **words)
        submission_id = story.submission_id
    else:
        submission_id = make.submission(sender, purposes=purposes, **words).key
    if state in ACCEPTED and state not in {"unplaced", "managerswithdrawn"}:
        make.run_pipeline()
        make.link(manager, story, world_commitment(world, side))
        make.coding(manager, story, 0, "connection")
    with world.bank.database.transaction() as session:
        submission = session.get_one(Submission, submission_id)
        world.submissions[side, state] = submission
        settle(session, state, submission, actor_of(manager), actor_of(lead))


def settle(session: Session, state: str, submission: Submission, manager: Any, lead: Any) -> None:
    if "declined" in state:
        intake.decline_submission(session, manager, submission=submission, reason="Not ours.")
    if state.startswith("held"):
        concern = safeguarding.raise_concern(
            session, lead, submission=submission, because="Worrying"
        )
        safeguarding.hold(session, lead, concern=concern, reason="Told the police.")
    withdrawn = {
        "boardwithdrawn": Purpose.BOARD,
        "managerswithdrawn": Purpose.CONTRACT_MANAGEMENT,
    }
    if state in withdrawn:
        intake.withdraw_consent(session, manager, submission=submission, purpose=withdrawn[state])
    if state == "boardexpired":
        consent = session.exec(
            select(Consent).where(
                Consent.submission_id == submission.id, Consent.purpose == Purpose.BOARD
            )
        ).one()
        consent.expires_on = clock.today() - timedelta(days=1)


# What a contract is run with: the ids in addresses, and what they are of.
RUNNING: dict[str, type[Any]] = {
    "review_id": Review,
    "action_id": ReviewAction,
    "shortfall_id": Shortfall,
    "pledge_id": Pledge,
    "effect_id": Effect,
}


def run_contract(world: World, side: str) -> None:
    """One of everything that a contract is run with; an effect is held against a story."""
    manager = world.people[side, "contract_manager"]
    actor, today = actor_of(manager), clock.today()
    with world.bank.database.transaction() as session:
        contract = session.get_one(Contract, world.contracts[side].key)
        promise = session.get_one(Commitment, world_commitment(world, side).key)
        owner = session.get_one(Organisation, manager.organisation_id)
        reviews.set_calendar(session, actor, contract=contract, every_months=3, first_on=today)
        reviews.agree_action(
            session,
            actor,
            contract=contract,
            text="Ring them.",
            side=Side.BOTH,
            owner="Ann",
            due_on=today,
        )
        reviews.notice_shortfall(
            session, actor, commitment=promise, noticed_on=today, notice="Half are missing."
        )
        reviews.make_pledge(
            session, actor, organisation=owner, made_by="Ann", text="I will visit.", made_on=today
        )
        effect = reviews.foresee_effect(
            session,
            actor,
            contract=contract,
            group="Carers",
            pillar=Pillar.SOCIAL,
            is_positive=True,
            text="They rest.",
        )
        told = world.submissions[side, "accepted"].id
        story = session.exec(select(Story).where(Story.submission_id == told)).one()
        reviews.check_effect(
            session,
            actor,
            reading_scope(actor),
            effect=effect,
            finding=EffectFinding.HAPPENED,
            story=story,
        )


def world_commitment(world: World, side: str) -> Commitment:
    with world.bank.database.reading() as session:
        return session.exec(
            select(Commitment).where(Commitment.contract_id == world.contracts[side].id)
        ).one()


@pytest.fixture(scope="module")
def planted(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Everybody, and a story in every state, of two authorities: made once for this file."""
    home = tmp_path_factory.mktemp("planted") / "home"
    shutil.copytree(empty_home, home)
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    make, world = Factory(bank), World(bank)
    for side in "ab":
        authority = make.organisation("authority")
        for role in ROLES:
            world.people[side, role] = make.user(role, organisation=authority)
        world.contracts[side] = make.contract(authority)
        make.commitment(world.contracts[side], "connection")
    for number, state in enumerate(STATES):
        plant(make, world, "a", state, last=number)
    for number, state in enumerate(("waiting", "heldaccepted", "accepted", "unplaced")):
        plant(make, world, "b", state, last=100 + number)
    make.run_pipeline()
    for side in "ab":
        run_contract(world, side)
    with bank.database.reading() as session:
        by_key = {one.key: place for place, one in world.submissions.items()}
        world.places = {str(one.public_id): place for place, one in world.submissions.items()}
        for story in session.exec(select(Story)):
            world.places[str(story.public_id)] = by_key[story.submission_id]
        confirmed = select(Coding.public_id).where(Coding.status == CodingStatus.CONFIRMED)
        world.ids = {
            "submission_id": list(session.exec(select(Submission.public_id))),
            "story_id": list(session.exec(select(Story.public_id))),
            "concern_id": list(session.exec(select(Concern.public_id))),
            "link_id": list(session.exec(select(EvidenceLink.public_id))),
            "coding_id": list(session.exec(confirmed)),
            "commitment_id": list(session.exec(select(Commitment.public_id))),
            "contract_id": [one.public_id for one in world.contracts.values()],
            "user_id": [world.people["a", "analyst"].public_id],
            "number": [1],
            "purpose": ["board"],
            "slug": ["home"],
            **{
                name: list(session.exec(select(kind.public_id).order_by(kind.id)))
                for name, kind in RUNNING.items()
            },
        }
    bank.close()
    return world


@pytest.fixture
def home(planted: World, tmp_path: Path) -> Path:
    """A copy of the planted installation for each test."""
    shutil.copytree(planted.bank.settings.home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def world(planted: World, bank: Bank) -> World:
    """The planted world, over this test's own copy."""
    return replace(planted, bank=bank)


@pytest.fixture
def enter(app: Flask) -> Callable[[User | None], FlaskClient]:
    """A plain browser signed in as somebody: what pages look like is tested elsewhere."""

    def _enter(user: User | None) -> FlaskClient:
        client = FlaskClient(app, app.response_class)
        if user is not None:
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = user.fs_uniquifier, True
        return client

    return _enter


def addresses(app: Flask, world: World, method: str) -> list[tuple[str, str]]:
    """(endpoint, address) of every page, for every planted id it can be asked with."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method not in (rule.methods or ()) or "filename" in rule.arguments:
                continue
            names = sorted(rule.arguments)
            assert len(set(names) - {"number", "purpose"}) <= 1, "one planted id a page"
            ids = next((world.ids[n] for n in names if n not in {"number", "purpose"}), [None])
            for one in ids:
                values = {n: world.ids[n][0] if n in {"number", "purpose"} else one for n in names}
                address = app.url_for(rule.endpoint, _external=False, **values)
                found.append((rule.endpoint, address))
    return found


@pytest.fixture
def watch(world: World) -> Iterator[Callable[[], int]]:
    """Tells a number that changes whenever somebody commits a change to the database."""
    connection = sqlite3.connect(world.bank.settings.database_path)
    yield lambda: int(connection.execute("PRAGMA data_version").fetchone()[0])
    connection.close()


def may_do(app: Flask, endpoint: str, role: str) -> bool:
    action = getattr(app.view_functions[endpoint], MARK, None)
    return isinstance(action, Action) and RoleName(role) in PERMISSIONS[action]


def may_read(side: str, role: str, theirs: str, state: str) -> bool:
    own, other = STATES[state]
    return role in (own if side == theirs else other)


def worth_asking(world: World, side: str, role: str, endpoint: str, address: str) -> bool:
    """Every page of what may not be read; of what may, all pages of two stories and one of each."""
    found = UUID.search(address)
    place = world.places.get(found[0]) if found else None
    if place is None or not may_read(side, role, *place):
        return True
    return place[1] in {"accepted", "waiting"} or endpoint in {"stories.show", "intake.show"}


def crawl(app: Flask, world: World, client: FlaskClient, side: str, role: str) -> Seen:
    """Open every page this role gets into, follow its links, and note the planted words seen."""
    seen: Seen = set()
    asked = [
        address
        for endpoint, address in addresses(app, world, "GET")
        if may_do(app, endpoint, role) and worth_asking(world, side, role, endpoint, address)
    ]
    if may_do(app, "reports.board", role):
        asked += [f"/reports/board?contract={one}" for one in world.ids["contract_id"]]
    done: set[str] = set()
    while asked:
        address = asked.pop(0)
        if address in done or len(done) > 600:
            continue
        done.add(address)
        with client.get(address) as response:
            text = response.get_data(as_text=True) + str(response.headers)
        assert response.status_code in {200, 302, 303, 403, 404}, (address, response.status_code)
        found = set(WORD.findall(text))
        assert not (found and response.status_code in {403, 404}), address
        if address.startswith("/reports"):  # one report for everybody: boards' consent decides
            found -= {one for one in found if one[1] in IN_REPORTS and role in REPORTERS}
        seen |= found
        asked += [
            link.replace("&amp;", "&")
            for link in re.findall(r'href="(/[^"#]*)', text)
            if not link.startswith("/static") and not UUID.search(link.partition("?")[0])
        ]
    return seen


def search_words(world: World, client: FlaskClient) -> Seen:
    """Search for each planted word; what shows beside the word itself was found by it."""
    seen: Seen = set()
    for side, state in world.submissions:
        address = "/search?" + urlencode({"q": word(side, state, "body")})
        text = client.get(address).get_data(as_text=True)
        seen |= set(WORD.findall(text)) - {(side, state, "body")}
    return seen


@pytest.mark.parametrize(
    ("side", "roles"),
    # Verifiers and safeguarding leads read in all authorities alike.
    [("a", ROLES), ("b", ["contract_manager", "contributor", "board_reader", "analyst"])],
)
def test_words_show_to_those_allowed_and_to_nobody_else(
    app: Flask,
    world: World,
    enter: Callable[[User | None], FlaskClient],
    watch: Callable[[], int],
    side: str,
    roles: list[str],
) -> None:
    before = watch()
    for role in roles:
        client = enter(world.people[side, role])
        seen = crawl(app, world, client, side, role)
        if may_do(app, "search.show", role):
            seen |= search_words(world, client)
        allowed = {
            (theirs, state)
            for theirs, state in world.submissions
            if may_read(side, role, theirs, state)
        }
        assert {(theirs, state) for theirs, state, _ in seen} - allowed == set(), role
        # The sweep itself works: everything allowed was come upon.
        assert allowed - {(theirs, state) for theirs, state, _ in seen} == set(), role
    assert watch() == before, "a page that only shows has changed the record"


def test_rules_and_queries_allow_what_the_table_says(world: World) -> None:
    with world.bank.database.reading() as session:
        places = {one.key: place for place, one in world.submissions.items()}
        for (side, role), user in world.people.items():
            actor = actor_of(user)
            stories = {
                places[one.story.submission_id]
                for one in list_with_words(session, reading_scope(actor), per_page=100)
            }
            submissions = {
                places[number]
                for number in session.exec(
                    select(Submission.id).where(intake_queries.readable_submissions(actor))
                )
                if number
            }
            table = {one for one in places.values() if may_read(side, role, *one)}
            assert stories | submissions <= table, (side, role)
            assert stories == {one for one in table if one[1] in ACCEPTED}, (side, role)


def test_search_counts_only_what_the_reader_may_read(world: World) -> None:
    with world.bank.database.reading() as session:
        for user in world.people.values():
            actor = actor_of(user)
            if RoleName.ADMINISTRATOR in actor.roles:
                continue
            result = find_stories(session, world.bank.tools.engine, actor, text="").result
            held = [
                one
                for one in list_with_words(session, reading_scope(actor), per_page=100)
                if one.story.status.value != "held"  # never in the index
            ]
            assert result.total == len(held)
            places = dict(result.facets["place"])
            assert places == dict.fromkeys({one.story.place for one in held}, 1)
            assert sum(number for _, number in result.facets["kind"]) == len(held)


def test_suggestions_are_never_counted(make: Factory) -> None:
    authority = make.organisation("authority", "Third Council")
    manager = make.user("contract_manager", organisation=authority)
    contract = make.contract(authority)
    make.commitment(contract, "connection", text="Run a lunch club where people make friends.")
    make.story(manager, contract=contract, purposes=EVERY_PURPOSE)
    make.run_pipeline()
    actor = make.actor(manager)
    with make.session() as session:
        suggested = session.exec(
            select(Coding).where(Coding.status == CodingStatus.SUGGESTED)
        ).all()
        assert suggested, "the reader must suggest something for this test to mean anything"
        filters = {"contract": [str(contract.public_id)]}
        result = find_stories(
            session, make.bank.tools.engine, actor, text="", filters=filters
        ).result
        assert (result.total, result.facets["themes"], result.facets["changes"]) == (1, [], [])
        (row,) = contract_ledger(session, reading_scope(actor), [contract.key])[contract.key]
        assert (row.passages, row.people, row.contradicting, row.waiting) == (0, 0, 0, 0)
        assert count_stories(session, reading_scope(actor), contract_id=contract.key) == 1


def test_nobody_gets_nowhere(
    app: Flask, world: World, enter: Callable[[User | None], FlaskClient]
) -> None:
    client = enter(None)
    for endpoint, address in addresses(app, world, "GET"):
        response = client.get(address)
        assert not WORD.search(response.get_data(as_text=True)), address
        if endpoint not in PUBLIC:
            assert response.status_code == 302, address
            assert response.location.startswith("/sign-in?next="), address


def test_acts_need_a_token_and_the_role(
    app: Flask,
    world: World,
    enter: Callable[[User | None], FlaskClient],
    watch: Callable[[], int],
) -> None:
    acts = dict(addresses(app, world, "POST"))  # one address each
    assert len(acts) > 25
    before = watch()
    for side, role in [("a", role) for role in ROLES]:
        client = enter(world.people[side, role])
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").text)
        assert token
        for endpoint, address in acts.items():
            assert client.post(address).status_code == 400, address
            if endpoint in PUBLIC or may_do(app, endpoint, role):
                continue
            response = client.post(address, data={"csrf_token": token[1]})
            assert response.status_code == 403, (address, role)
    assert watch() == before


def test_acts_on_what_another_authority_holds_find_nothing(
    app: Flask,
    world: World,
    enter: Callable[[User | None], FlaskClient],
    watch: Callable[[], int],
) -> None:
    theirs = world.submissions["a", "accepted"]
    with world.bank.database.reading() as session:
        story = session.exec(select(Story).where(Story.submission_id == theirs.id)).one()
        link = session.exec(select(EvidenceLink).where(EvidenceLink.story_id == story.id)).first()
        assert link
        commitment = session.get_one(Commitment, link.commitment_id)
    ids = {
        "submission_id": [theirs.public_id],
        "story_id": [story.public_id],
        "link_id": [link.public_id],
        "commitment_id": [commitment.public_id],
        "contract_id": [world.contracts["a"].public_id],
        "concern_id": [],
        "user_id": [],
        "coding_id": world.ids["coding_id"][:1],
        "number": [1],
        "purpose": ["board"],
        "slug": ["home"],
        **{name: world.ids[name][:1] for name in RUNNING},  # the first is of side a
    }
    world = replace(world, ids=ids)
    before = watch()
    asked = 0
    for role in ("contract_manager", "analyst", "contributor", "board_reader"):
        client = enter(world.people["b", role])
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").text)
        assert token
        for endpoint, address in addresses(app, world, "POST"):
            if not re.search(r"/[0-9a-f-]{36}", address):
                continue
            if may_do(app, endpoint, role):
                response = client.post(address, data={"csrf_token": token[1]})
                assert response.status_code == 404, (address, role)
                asked += 1
    assert asked > 25
    assert watch() == before
