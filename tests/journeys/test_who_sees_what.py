"""Every page as every role: a story's words show only to those its teller and its state allow.

Stories in every state are planted in two authorities, each with words found nowhere else. All
pages are opened as everybody, and every word seen is held against a table written by hand.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import product
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from config import Settings
from storybank.accounts.models import User
from storybank.accounts.permissions import PERMISSIONS, Action, RoleName
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import can
from storybank.app import Bank, open_bank
from storybank.commitments.models import Commitment
from storybank.intake import queries as intake_queries
from storybank.intake.models import Submission
from storybank.linking.models import EvidenceLink
from storybank.reviews.ledger import contract_ledger
from storybank.safeguarding.models import Concern
from storybank.search.service import find_stories
from storybank.stories.models import Story
from storybank.stories.queries import count_stories, list_with_words
from storybank.stories.rules import reading_scope
from storybank.tagging.models import Coding, CodingStatus
from storybank.web.auth import MARK, is_public
from tests.factories.bank import EVERY_PURPOSE, Factory
from tests.factories.caring import CARING, EVERYBODYS, care_for_stories
from tests.factories.running import RUNNING, run_contracts
from tests.factories.telling_boards import TELLING, tell_boards
from tests.factories.two_authorities import (
    ACCEPTED,
    IN_REPORTS,
    REPORTERS,
    ROLES,
    STATES,
    WORD,
    World,
    plant,
    word,
)

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What addresses are asked with beside ids: any one that there is.
PLAIN = {
    "number": [1],
    "purpose": ["board"],
    "slug": ["home", "call-a"],
    "name": ["before"],
    "kind": ["json", "csv"],
    "form": ["long", "txt"],
}
RUNNERS = {"contract_manager", "analyst", "board_reader"}
# What is written down of a contract: who of its own authority may read it, and who of another.
# Its title stands on the public register and before whoever sends a story, so it is not here.
RECORDS: dict[str, tuple[set[str], set[str]]] = {
    "promise": (RUNNERS | {"contributor", "verifier"}, {"verifier"}),
    "interest": (RUNNERS | {"verifier"}, {"verifier"}),
    "answer": ({"contract_manager", "analyst", "contributor", "verifier"}, {"verifier"}),
    **dict.fromkeys(["charter", "priority"], (RUNNERS | {"contributor", "verifier"}, set())),
    **dict.fromkeys(["reworded", "lowered", "return", "missing"], (RUNNERS, set())),
    **dict.fromkeys(["agreed", "checkin", "rated", "handover", "pledge"], (RUNNERS, set())),
    **dict.fromkeys(["issued", "readers"], (RUNNERS, set())),
    **dict.fromkeys(["taught", "narrative", "money"], (RUNNERS, set())),
    **dict.fromkeys(["drafted", "picked", "scheduled"], ({"contract_manager"}, set())),
    **dict.fromkeys(["shared", "filed"], ({"contract_manager"}, set())),
    **dict.fromkeys(["bid", "answering"], ({"contract_manager", "contributor"}, set())),
    "checked": ({"contract_manager"}, set()),
    "wish": ({"contract_manager", "contributor"}, set()),
    "answered": (set(ROLES) - {"administrator", "data_protection_officer"}, {"verifier"}),
    "log": ({"safeguarding_lead"}, set()),
    **dict.fromkeys(["complained", "lawsuit"], ({"data_protection_officer"}, set())),
    **dict.fromkeys(["foreseen", "panel", "question", "sat", "chosen"], (RUNNERS, set())),
}
OPEN = "contract"
LEFT_BY_LOOKING = ("'read_original'", "'take_report'", '"sqlite_sequence"')
FEW = 2  # values that a page is asked with by links, for each name
Seen = set[tuple[str, str, str]]


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
    run_contracts(world)
    care_for_stories(world)
    tell_boards(world)
    with bank.database.reading() as session:
        by_key = {one.key: place for place, one in world.submissions.items()}
        world.places = {str(one.public_id): place for place, one in world.submissions.items()}
        for story in session.exec(select(Story)):
            world.places[str(story.public_id)] = by_key[story.submission_id]
        confirmed = select(Coding.public_id).where(Coding.status == CodingStatus.CONFIRMED)
        world.ids |= {
            "submission_id": list(session.exec(select(Submission.public_id))),
            "story_id": list(session.exec(select(Story.public_id))),
            "concern_id": list(session.exec(select(Concern.public_id))),
            "link_id": list(session.exec(select(EvidenceLink.public_id))),
            "coding_id": list(session.exec(confirmed)),
            "commitment_id": list(session.exec(select(Commitment.public_id))),
            "contract_id": [one.public_id for one in world.contracts.values()],
            "user_id": [world.people["a", "analyst"].public_id],
            **PLAIN,
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
            for values in product(*(world.ids[name] for name in names)):
                asked = dict(zip(names, values, strict=True))
                found.append((rule.endpoint, app.url_for(rule.endpoint, _external=False, **asked)))
    return found


@pytest.fixture
def watch(world: World) -> Iterator[Callable[[], str]]:
    """Tells a sum of everything on record, but for what looking puts there itself.

    Looks at originals and reports taken away are on record, whoever only looks.
    """
    connection = sqlite3.connect(world.bank.settings.database_path)

    def everything() -> str:
        sums = sha256()
        for line in connection.iterdump():
            if not any(one in line for one in LEFT_BY_LOOKING):
                sums.update(line.encode())
        return sums.hexdigest()

    yield everything
    connection.close()


def token_of(client: FlaskClient) -> str:
    """The CSRF token of a page that everybody has."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").text)
    assert found
    return found[1]


def may_do(app: Flask, endpoint: str, role: str) -> bool:
    action = getattr(app.view_functions[endpoint], MARK, None)
    return isinstance(action, Action) and RoleName(role) in PERMISSIONS[action]


def may_read(side: str, role: str, theirs: str, what: str) -> bool:
    own, other = STATES.get(what) or RECORDS[what]
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
    if may_do(app, "reports.preview", role):
        asked += [f"/reports/preview?contract={one}" for one in world.ids["contract_id"]]
    done: set[str] = set()
    tried: Counter[tuple[str, str]] = Counter()  # how often each page was asked by each name
    while asked:
        address = asked.pop(0)
        page, _, query = address.partition("?")
        asked_by = {(page, name) for name, _ in parse_qsl(query)}
        if address in done or (asked_by and all(tried[one] >= FEW for one in asked_by)):
            continue
        tried.update(asked_by)
        done.add(address)
        with client.get(address) as response:
            text = response.get_data().decode("utf-8", "replace") + str(response.headers)
        status = response.status_code
        assert status in {200, 301, 302, 303, 403, 404, 410}, (address, status)
        found = set(WORD.findall(text))
        if status in {403, 404, 410}:  # may name what is asked for, and tells no story
            assert {where for _, _, where in found} <= {"record"}, address
        if address.startswith(
            ("/reports", "/issued")
        ):  # one report for everybody: boards' consent decides
            found -= {one for one in found if one[1] in IN_REPORTS and role in REPORTERS}
        seen |= found
        asked += [
            link.replace("&amp;", "&")
            for link in re.findall(r'href="(/[^"#]*)', text)
            if not link.startswith(("/static", "/reports/files/now/"))
            and not UUID.search(link.partition("?")[0])
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
    # Verifiers read in all authorities alike.
    [
        ("a", ROLES),
        (
            "b",
            ["contract_manager", "contributor", "board_reader", "analyst", "safeguarding_lead"],
        ),
    ],
)
def test_words_show_to_those_allowed_and_to_nobody_else(
    app: Flask,
    world: World,
    enter: Callable[[User | None], FlaskClient],
    watch: Callable[[], str],
    side: str,
    roles: list[str],
) -> None:
    before = watch()
    wrongly: list[tuple[str, str, str]] = []
    missed: list[tuple[str, str, str]] = []
    for role in roles:
        client = enter(world.people[side, role])
        seen = crawl(app, world, client, side, role)
        if may_do(app, "search.show", role):
            seen |= search_words(world, client)
        things = {(theirs, what) for theirs, what, _ in seen if what != OPEN}
        everything = {*world.submissions, *product("ab", RECORDS)}
        allowed = {one for one in everything if may_read(side, role, *one)}
        wrongly += [(role, *one) for one in sorted(things - allowed)]
        missed += [(role, *one) for one in sorted(allowed - things)]
    assert wrongly == []
    # The sweep itself works: everything allowed was come upon.
    assert missed == []
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
            # What is held is read at the safeguarding lead's desk, and in no list of stories.
            listed = {one for one in table if one[1] in ACCEPTED and one[1] != "heldaccepted"}
            assert stories == listed, (side, role)


def test_search_counts_only_what_the_reader_may_read(world: World) -> None:
    with world.bank.database.reading() as session:
        for user in world.people.values():
            actor = actor_of(user)
            if not can(actor, Action.SEARCH):
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
        told = WORD.findall(response.get_data(as_text=True))
        assert {what for _, what, _ in told} <= {OPEN}, address
        if not is_public(endpoint):
            assert response.status_code == 302, address
            assert response.location.startswith("/sign-in?next="), address


def test_acts_need_a_token_and_the_role(
    app: Flask,
    world: World,
    enter: Callable[[User | None], FlaskClient],
    watch: Callable[[], str],
) -> None:
    acts = dict(addresses(app, world, "POST"))  # one address each
    assert len(acts) > 90
    before = watch()
    untried = {endpoint for endpoint in acts if not endpoint.startswith("security.")}
    for role in ROLES:
        client = enter(world.people["a", role])
        token = token_of(client)
        for endpoint, address in acts.items():
            if is_public(endpoint):  # nobody's role matters; without a token nothing is done
                if endpoint in untried:
                    untried.remove(endpoint)
                    assert client.post(address).status_code < 500, address
                continue
            if not may_do(app, endpoint, role):
                response = client.post(address, data={"csrf_token": token})
                assert response.status_code == 403, (address, role)
            elif endpoint in untried:  # by somebody who might, but from another site
                untried.remove(endpoint)
                assert client.post(address).status_code == 400, address
    assert untried == set()
    assert watch() == before


def test_acts_on_what_another_authority_holds_find_nothing(
    app: Flask,
    world: World,
    enter: Callable[[User | None], FlaskClient],
    watch: Callable[[], str],
) -> None:
    theirs, held = world.submissions["a", "accepted"], world.submissions["a", "heldaccepted"]
    with world.bank.database.reading() as session:
        story = session.exec(select(Story).where(Story.submission_id == theirs.id)).one()
        link = session.exec(select(EvidenceLink).where(EvidenceLink.story_id == story.id)).first()
        assert link
        commitment = session.get_one(Commitment, link.commitment_id)
        concern_id = session.exec(
            select(Concern.public_id).where(Concern.submission_id == held.id)
        ).one()
    ids = {
        # The first is of side a.
        **{name: world.ids[name][:1] for name in (*RUNNING, *CARING, *TELLING)},
        "answer_id": world.ids["answer_id"][::2],  # of stories, and in bids
        "year": world.ids["year"],
        **{name: world.ids[name][:1] for name in ("framework_id", "item_id", "coding_id")},
        **PLAIN,
        "submission_id": [theirs.public_id],
        "story_id": [story.public_id],
        "link_id": [link.public_id],
        "commitment_id": [commitment.public_id],
        "contract_id": [world.contracts["a"].public_id],
        "concern_id": [concern_id],
        # Everybody's places and an administrator's people are no authority's.
        **{name: [] for name in ("place_id", "user_id", *EVERYBODYS)},
    }
    world = replace(world, ids=ids)
    before = watch()
    asked = 0
    for role in (
        "contract_manager",
        "analyst",
        "contributor",
        "board_reader",
        "safeguarding_lead",
        "data_protection_officer",
    ):
        client = enter(world.people["b", role])
        token = token_of(client)
        for endpoint, address in addresses(app, world, "POST"):
            if not re.search(r"/[0-9a-f-]{36}", address):
                continue
            if may_do(app, endpoint, role):
                response = client.post(address, data={"csrf_token": token})
                assert response.status_code == 404, (address, role)
                asked += 1
    assert asked > 90
    assert watch() == before
