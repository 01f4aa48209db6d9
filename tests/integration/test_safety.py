"""What keeps people's stories safe besides who may read them: browsers, logs, files, sessions."""

from __future__ import annotations

import io
import logging
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import text

from storybank import pipeline
from storybank.accounts import service as accounts
from storybank.accounts.models import User
from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor
from storybank.app import Bank, create_app
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.core.jobs.queue import Queue
from storybank.intake import service as intake
from storybank.intake.models import Submission, SubmissionStatus, TextFormat
from storybank.linking.models import EvidenceLink
from storybank.safeguarding import service as safeguarding
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.rules import reading_scope
from storybank.verification.queries import list_waiting
from storybank.verification.service import check_may_verify
from storybank.web.auth import allows
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
SECRET = "zqsecretwordzq"


@pytest.fixture
def over_https(bank: Bank) -> CheckingClient:
    """A browser of an installation that people reach over HTTPS."""
    settings = bank.settings.model_copy(update={"public_url": "https://stories.example.org"})
    app = create_app(settings, replace(bank, settings=settings))
    app.testing, app.test_client_class = True, CheckingClient
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


# --- headers and cookies ---------------------------------------------------------------------


def test_headers_on_every_kind_of_answer(make: Factory, sign_in: SignIn) -> None:
    client = sign_in(make.user("contract_manager"))
    answers = {
        "page": client.get("/stories"),
        "not found": client.get("/no-such-page"),
        "refused": client.get("/settings"),
        "redirect": client.application.test_client().get("/stories"),
        "no token": client.post("/intake/new"),
        "download": client.get("/intake/template.csv"),
        "file": client.get("/static/build/storybank.css"),
        "no file": client.get("/static/build/none.css"),
    }
    for kind, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, kind
        assert "frame-ancestors 'none'" in policy, kind
        assert "form-action 'self'" in policy, kind
        assert "unsafe" not in policy, kind
        assert "http" not in policy, kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff", kind
        assert answer.headers["Referrer-Policy"] == "same-origin", kind
        if "file" not in kind:
            assert answer.headers["Cache-Control"] == "no-store", kind


def test_pages_ask_nobody_else_for_anything(make: Factory, sign_in: SignIn) -> None:
    client = sign_in(make.user("contract_manager"))
    for address in ("/", "/stories", "/search", "/intake/new", "/reports"):
        page = client.page(address)
        wanted = page.xpath("//*[not(self::a)]/@href | //@src | //@srcset | //form/@action")
        assert wanted
        assert [one for one in wanted if not re.match(r"(/(?!/)|data:|$|\?)", one)] == []


def test_cookies_over_https(make: Factory, over_https: CheckingClient) -> None:
    user = make.user("analyst")
    page = over_https.get("/sign-in", base_url="https://stories.example.org")
    assert page.headers["Strict-Transport-Security"]
    token = lxml.html.fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[0]
    answer = over_https.post(
        "/sign-in",
        data={
            "email": user.email,
            "password": make.password,
            "remember": "y",
            "csrf_token": token,
        },
        base_url="https://stories.example.org",
        headers={"Referer": "https://stories.example.org/sign-in"},
    )
    assert answer.status_code == 302
    cookies = answer.headers.getlist("Set-Cookie")
    assert {one.partition("=")[0] for one in cookies} == {
        "__Host-storybank",
        "__Host-storybank-remember",
    }
    for cookie in cookies:
        parts = set(cookie.split("; "))
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
        assert not any(part.startswith("Domain") for part in parts)


# --- sessions --------------------------------------------------------------------------------


def test_signing_in_makes_a_token_known_before_worthless(make: Factory, app: Flask) -> None:
    user, client = make.user("contract_manager"), app.test_client()
    assert isinstance(client, CheckingClient)
    known = client.token("/sign-in")
    client.sign_in(user.email, make.password)
    assert client.post("/intake/new", data={"csrf_token": known}).status_code == 400
    assert client.submit("/intake/new", {}).status_code == 422


def test_nobody_comes_in_by_a_token(make: Factory, app: Flask) -> None:
    user, client = make.user("analyst"), app.test_client()
    with app.test_request_context():
        token = user.get_auth_token()
    for answer in (
        client.get("/", query_string={"auth_token": token}),
        client.get("/", headers={"Authentication-Token": token}),
    ):
        assert answer.status_code == 302


def sign_in_and_stay(make: Factory, app: Flask, user: User) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.submit("/sign-in", {"email": user.email, "password": make.password, "remember": "y"})
    assert client.get("/").status_code == 200
    return client


def test_closing_an_account_ends_its_sessions(make: Factory, app: Flask, bank: Bank) -> None:
    user = make.user("analyst")
    client = sign_in_and_stay(make, app, user)
    with bank.database.transaction() as session:
        accounts.set_active(session, Actor.operator(), user=session.merge(user), active=False)
    assert client.get("/").status_code == 302
    with bank.database.transaction() as session:
        accounts.set_active(session, Actor.operator(), user=session.merge(user), active=True)
    assert client.get("/").status_code == 302, "opening it again gives no old session back"


def test_a_new_password_ends_the_other_sessions(make: Factory, app: Flask) -> None:
    user = make.user("analyst")
    here, elsewhere = (sign_in_and_stay(make, app, user) for _ in range(2))
    new = "quite another long password"
    changed = here.submit(
        "/account", {"old": make.password, "password": new, "again": new, "password_again": new}
    )
    assert changed.status_code == 303
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_a_verifier_plays_no_part_in_making_claims(make: Factory) -> None:
    for role in ("contract_manager", "contributor", "analyst"):
        with pytest.raises(RuleBroken, match="verifier checks"):
            make.user("verifier", role)


# --- what is held back -----------------------------------------------------------------------


@pytest.mark.parametrize("decided", ["waiting", "accepted", "declined"])
def test_holding_hides_the_submission_and_clearing_gives_it_back(
    make: Factory, bank: Bank, sign_in: SignIn, decided: str
) -> None:
    authority = make.organisation("authority")
    manager = make.user("contract_manager", organisation=authority)
    sender = make.user("contributor", organisation=authority)
    lead = make.actor(make.user("safeguarding_lead", organisation=authority))
    sent = make.submission(sender, contract=make.contract(authority))
    address = f"/intake/{sent.public_id}"
    with bank.database.transaction() as session:
        submission = session.get_one(Submission, sent.key)
        if decided == "accepted":
            stories.accept_submission(session, make.actor(manager), submission=submission)
        if decided == "declined":
            intake.decline_submission(
                session, make.actor(manager), submission=submission, reason="Not ours."
            )
    if decided == "declined":
        make.submission(sender, body=sent.body)  # the same words, sent once more
    with bank.database.transaction() as session:
        submission = session.get_one(Submission, sent.key)
        concern = safeguarding.raise_concern(
            session, lead, submission=submission, because="Worrying"
        )
        safeguarding.hold(session, lead, concern=concern, reason="Told the police.")
        safeguarding.hold(session, lead, concern=concern, reason="Said so again.")
    assert [sign_in(one).get(address).status_code for one in (manager, sender)] == [404, 404]
    with bank.database.transaction() as session:
        concern = session.merge(concern)
        safeguarding.clear(session, lead, concern=concern, reason="All is well.")
        submission = session.get_one(Submission, sent.key)
        assert submission.status is SubmissionStatus(decided)
        assert submission.fingerprint == sent.fingerprint
    assert [sign_in(one).get(address).status_code for one in (manager, sender)] == [200, 200]


# --- logs, jobs and error pages --------------------------------------------------------------


class BrokenReader:
    """A reader that fails and says in its error what it was reading."""

    name = "broken"

    def read(self, body: str, kind: str) -> Any:
        """Fail."""
        raise RuntimeError(f"cannot read {kind}: {body}")

    screen = read


class BrokenEngine:
    """An engine that fails and says in its error what it was given."""

    def index(self, documents: Any) -> None:
        """Fail."""
        raise ValueError(str(list(documents)))

    def remove(self, story_ids: Any) -> None:
        """Fail."""
        raise ValueError(str(list(story_ids)))


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Everything logged, as a handler writes it, traces and all."""
    writer = logging.Formatter("%(name)s %(levelname)s %(message)s")
    return "\n".join(writer.format(record) for record in caplog.records)


def test_failing_steps_log_and_keep_no_words(
    make: Factory, bank: Bank, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    story = make.story(
        make.user("contract_manager"), title=f"On {SECRET}", body=f"I went to {SECRET}."
    )
    broken: Any = replace(bank.tools, reader=BrokenReader(), engine=BrokenEngine())
    pipeline.drain(broken)
    bank.queue.nudge()

    assert "screen failed" in logged(caplog)
    assert "index failed" in logged(caplog)
    assert SECRET not in logged(caplog)
    with bank.database.reading() as session:
        rows = session.connection().execute(text("SELECT * FROM outbox")).all()
        acts = session.connection().execute(text("SELECT * FROM audit_event")).all()
    assert "RuntimeError" in str(rows)
    assert SECRET not in str(rows)
    assert str(story.public_id) in str(acts)
    assert SECRET not in str(acts)
    jobs = [path.read_bytes() for path in bank.settings.home.glob("jobs.db*")]
    assert b"deliver" in b"".join(jobs)
    assert SECRET.encode() not in b"".join(jobs)


def test_failing_workers_log_no_words(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def fail() -> None:
        raise RuntimeError(SECRET)

    queue = Queue(tmp_path / "jobs.db", "secret", deliver=fail, every_minute=fail)
    queue.start(1)
    deadline = time.monotonic() + 10
    while "RuntimeError" not in logged(caplog) and time.monotonic() < deadline:
        time.sleep(0.02)
    queue.stop()
    assert "RuntimeError" in logged(caplog)
    assert SECRET not in logged(caplog)


@pytest.fixture
def live_app(app: Flask) -> Iterator[Flask]:
    """The application as it runs for people: errors become pages."""
    app.testing = False
    yield app
    app.testing = True


def test_a_failing_page_tells_and_logs_no_words(
    live_app: Flask, make: Factory, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    @allows(Action.READ_STORY)
    def fail() -> str:
        raise RuntimeError(SECRET)

    live_app.view_functions["stories.list_"] = fail
    answer = sign_in(make.user("analyst")).get("/stories")
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "RuntimeError" in logged(caplog)
    assert SECRET not in logged(caplog)


def test_a_failing_commit_tells_and_logs_no_words(
    live_app: Flask,
    make: Factory,
    sign_in: SignIn,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise RuntimeError(SECRET)

    client = sign_in(make.user("contract_manager"))
    token = client.token("/intake/new")
    monkeypatch.setattr("storybank.web.session.commit", fail)
    answer = client.post(
        "/intake/new", data={"csrf_token": token, "act": "draft", "body": f"Words {SECRET}"}
    )
    assert answer.status_code == 500
    assert "Error" not in answer.text
    assert SECRET not in answer.text
    assert "RuntimeError" in logged(caplog)
    assert SECRET not in logged(caplog)
    with make.session() as session:
        drafts = session.connection().execute(text("SELECT count(*) FROM submission")).scalar()
    assert drafts == 0


# --- files and text that people send ---------------------------------------------------------


@pytest.mark.parametrize("name", ["../../../evil.txt", "..\\..\\evil.txt", "/etc/evil.txt"])
def test_a_file_keeps_to_its_folder_and_is_never_opened(
    make: Factory, bank: Bank, sign_in: SignIn, name: str
) -> None:
    user = make.user("contract_manager")
    client = sign_in(user)
    words = b"<html><script>alert(1)</script></html> I went to the club every week."
    answer = client.submit(
        "/intake/new",
        {"act": "draft", "file": (io.BytesIO(words), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.text
    draft = answer.location.rsplit("/", 1)[1]
    with client.get(f"/intake/{draft}/original") as kept:
        assert kept.data == words
        assert kept.headers["Content-Disposition"] == "attachment; filename=evil.txt"
        assert kept.headers["X-Content-Type-Options"] == "nosniff"
        assert kept.mimetype == "application/octet-stream"
    assert list(bank.settings.home.parent.rglob("*evil*")) == []


def test_a_form_too_large_gets_a_page(make: Factory, sign_in: SignIn) -> None:
    client = sign_in(make.user("contract_manager"))
    assert 0 < client.application.config["MAX_FORM_MEMORY_SIZE"] <= 8 * 1024 * 1024
    client.application.config["MAX_FORM_MEMORY_SIZE"] = 100_000
    answer = client.post(
        "/intake/new",
        data={"body": "x" * 200_000},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 413
    assert "xxxx" not in answer.text


NASTY = "\"><svg onload=alert(1)><script>alert(2)</script>'{{7*7}}"


def test_what_people_type_is_shown_and_never_obeyed(make: Factory, sign_in: SignIn) -> None:
    authority = make.organisation("authority", f"Council {NASTY}"[:100])
    manager = make.user("contract_manager", organisation=authority)
    contract = make.contract(authority, title=f"Contract {NASTY}")
    commitment = make.commitment(contract, "connection", text=f"Promise {NASTY}")
    quote = f"Now I have friends {NASTY}."
    story = make.story(
        manager,
        sender=make.user("contributor", organisation=authority),
        contract=contract,
        title=f"Title {NASTY}",
        body=f"{quote}\n\n[here](javascript:alert(3)) <javascript:alert(4)> "
        f"![x](data:text/html,alert) <img src=x onerror=alert(5)>\n\n{NASTY}",
        format=TextFormat.MARKDOWN,
        place=f"Place {NASTY}",
        display_name=f"Name {NASTY}",
        told_for=NASTY,
    )
    make.run_pipeline()
    link = make.link(manager, story, commitment, words=quote)
    make.run_pipeline()
    with make.session() as session:
        submission = session.get_one(Submission, story.submission_id).public_id
    lead = make.user("safeguarding_lead", organisation=authority)
    board = make.user("board_reader", organisation=authority)
    verifier = make.user("verifier")
    one, report = f"/stories/{story.public_id}", f"/reports/preview?contract={contract.public_id}"
    asked = [
        (
            manager,
            [
                *("/", "/stories", one, f"{one}/edit", f"{one}/versions", f"{one}/versions/1"),
                *(
                    "/search",
                    "/search?q=%22%3E%3Csvg%20onload=alert(1)%3E",
                    "/intake/new",
                    "/linking",
                ),
                *(
                    "/intake?status=accepted",
                    f"/intake/{submission}",
                    f"/intake/{submission}/consent",
                    f"/intake/{submission}/consent/history",
                    f"/intake/{submission}/consent/naming",
                    f"/intake/{submission}/consent/renew",
                ),
                *(f"/linking{one}/attach", f"/tagging{one}/add", "/contracts", "/reports", report),
                f"/contracts/{contract.public_id}",
                f"/contracts/commitments/{commitment.public_id}",
            ],
        ),
        (lead, [one, f"/safeguarding{one}/raise", f"/intake/{submission}"]),
        (board, ["/", one, report]),
        (verifier, ["/verification", f"/verification/{link.public_id}"]),
    ]
    for user, addresses in asked:
        client = sign_in(user)
        for address in addresses:
            check_nothing_obeyed(client.page(address), address)


def check_nothing_obeyed(page: lxml.html.HtmlElement, address: str) -> None:
    for element in page.iter():
        names = set(element.attrib)
        assert not any(name.lower().startswith("on") for name in names), address
        assert "style" not in names, address
        for name in names & {"href", "src", "action", "formaction"}:
            assert not re.match(r"\s*(javascript|vbscript|data:text)", element.get(name)), address
        if element.tag == "script":
            assert element.get("src", "").startswith("/static/"), address
            assert not (element.text or "").strip(), address
    assert "49" not in "".join(page.xpath("//h1//text()")), address


# --- independence ----------------------------------------------------------------------------


def test_nobody_verifies_what_they_or_theirs_had_a_part_in(make: Factory) -> None:
    """Over chance casts: whoever is offered a claim may verify it, and is from elsewhere."""
    chance = random.Random(20260401)
    organisations = [make.organisation("authority") for _ in range(5)]
    people = {
        (place, role): make.user(role, organisation=organisation)
        for place, organisation in enumerate(organisations)
        for role in ("contract_manager", "analyst", "contributor", "verifier")
    }
    outsiders = 0
    for _ in range(12):
        owner, supplier, sender, acceptor, editor, maker = (
            chance.randrange(len(organisations)) for _ in range(6)
        )
        contract = make.contract(
            organisations[owner], supplier=organisations[supplier].name.upper() + "."
        )
        story = make.story(
            people[acceptor, "contract_manager"],
            sender=people[sender, "contributor"],
            contract=contract,
        )
        edited = chance.random() < 0.5
        if edited:
            edit(make, people[editor, "analyst"], story)
        link = make.link(people[maker, "analyst"], story, make.commitment(contract, "connection"))
        part = {owner, supplier, sender, acceptor, maker, *([editor] if edited else [])}
        for (place, _role), person in people.items():
            roles = frozenset(chance.sample(list(RoleName), chance.randint(1, 3)))
            actor = replace(make.actor(person), roles=roles)
            independent = RoleName.VERIFIER in roles and place not in part
            outsiders += independent
            assert may_verify(make, actor, link) == independent, (place, roles, part)
            if independent:
                assert link.key in offered(make, actor)
            elif place in part - {supplier}:  # a name is compared when the page is opened
                assert link.key not in offered(make, actor)
    assert outsiders > 5, "the casts must leave somebody to verify"


def edit(make: Factory, user: User, story: Story) -> None:
    with make.bank.database.transaction() as session:
        story = session.get_one(Story, story.key)
        stories.publish_version(
            session,
            make.actor(user),
            story=story,
            title="Anew",
            body=f"Now I have friends I ring every day. And {story.public_id}.",
            note="",
            based_on=1,
        )


def may_verify(make: Factory, actor: Actor, link: EvidenceLink) -> bool:
    with make.session() as session:
        try:
            check_may_verify(session, actor, link=session.get_one(EvidenceLink, link.key))
        except NotAllowed:
            return False
    return True


def offered(make: Factory, actor: Actor) -> set[int]:
    with make.session() as session:
        return {link.key for link, *_ in list_waiting(session, reading_scope(actor), actor)}
