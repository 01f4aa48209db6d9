"""Consent as a record: what is said is only added to, and what stands is what it adds up to."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from storybank import pipeline
from storybank.accounts.models import Organisation, User
from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.intake import queries, rules, service
from storybank.intake.models import (
    Attachment,
    AttachmentKind,
    Consent,
    ConsentAct,
    ConsentEvent,
    Door,
    GivenBy,
    Identifiability,
    Purpose,
    Submission,
)
from storybank.linking.models import EvidenceLink
from storybank.notices.models import Notice
from storybank.rights.service import withdraw_story
from tests.factories.bank import Factory
from tests.factories.media import SECRET, photograph
from tests.sql_statements import counted
from tests.web_client import CheckingClient, words

SignIn = Callable[[User], CheckingClient]
BASIC = (Purpose.CONTRACT_MANAGEMENT,)
TRIED = (Purpose.BOARD, Purpose.QUOTATION, Purpose.PUBLIC)


@pytest.fixture
def council(make: Factory) -> Organisation:
    return make.organisation()


@pytest.fixture
def manager(make: Factory, council: Organisation) -> User:
    return make.user("contract_manager", organisation=council)


@pytest.fixture
def sender(make: Factory) -> User:
    return make.user("contributor", organisation=make.organisation("vcse"))


def kept(session: Session, submission: Submission) -> Submission:
    return session.get_one(Submission, submission.key)


def standing(session: Session, submission: Submission) -> dict[Purpose, tuple[Any, ...]]:
    """What the projection says, row by row."""
    session.expire_all()
    return {
        one.purpose: (one.given_at, one.method, one.expires_on, one.withdrawn_at)
        for one in queries.list_consents(session, submission.key)
    }


def added_up(session: Session, submission: Submission) -> dict[Purpose, tuple[Any, ...]]:
    """What the record says, read anew."""
    said = [one.event for one in queries.consent_history(session, submission.key)][::-1]
    return {
        purpose: (one.given_at, one.method, one.expires_on, one.withdrawn_at)
        for purpose, one in rules.add_up(said).items()
    }


# --- the record ------------------------------------------------------------------------------


acts = st.tuples(
    st.sampled_from(["give", "renew", "withdraw", "wait"]),
    st.sets(st.sampled_from(TRIED), min_size=1),
    st.none() | st.integers(0, 20),
    st.integers(0, 15),
)


def test_what_stands_is_what_the_record_adds_up_to_whatever_is_said_when(
    bank: Bank, make: Factory, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = make.submission(manager, purposes=BASIC)
    actor = make.actor(manager)

    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.lists(acts, max_size=8))
    def say(told: list[Any]) -> None:
        now = [datetime(2027, 1, 1, 9, tzinfo=UTC)]
        monkeypatch.setattr(clock, "now", lambda: now[0])
        with bank.database.writing() as session:
            mine = kept(session, submission)
            allowed: dict[Purpose, date | None] = {}
            for act, purposes, lasts, days in told:
                now[0] += timedelta(days=days, minutes=1)
                until = None if lasts is None else now[0].date() + timedelta(days=lasts)
                given_now = service.ConsentGiven(purposes, "paper form", until)
                try:
                    if act == "give":
                        service.give_consent(session, actor, submission=mine, given=given_now)
                        allowed |= dict.fromkeys(purposes, until)
                    elif act == "renew":
                        service.renew_consent(session, actor, submission=mine, given=given_now)
                        allowed |= dict.fromkeys(purposes, until)
                    elif act == "withdraw":
                        one = sorted(purposes)[0]
                        for gone in service.withdraw_consent(
                            session, actor, submission=mine, purpose=one
                        ):
                            del allowed[gone]
                except RuleBroken:
                    assert act in ("renew", "withdraw")
                    assert not allowed.keys() >= purposes or act == "withdraw"
                assert standing(session, mine) == added_up(session, mine)
                live = {
                    one for one, last in allowed.items() if last is None or last >= now[0].date()
                }
                assert queries.purposes_of(session, mine.key) == live | set(BASIC)
            session.rollback()

    say()


def test_give_consent_keeps_all_that_is_known_of_how(
    bank: Bank, make: Factory, manager: User
) -> None:
    submission = make.submission(manager, purposes=BASIC, display_name="Blue Skye")
    with bank.database.transaction() as session:
        statement = queries.choose_statement(session, None, is_easy_read=True)
        event = service.give_consent(
            session,
            make.actor(manager),
            submission=kept(session, submission),
            given=service.ConsentGiven(
                {Purpose.BOARD, Purpose.RESEARCH_EXPORT},
                rules.SPOKEN,
                statement=statement,
                identifiability=Identifiability.NAMED,
                hide_place=True,
                given_by=GivenBy.GUARDIAN,
                given_by_words="her mother",
                capacity="She is nine; we drew it.",
                interpreter="A Polish interpreter from the library",
                witness="The group's leader",
            ),
        )
        assert event.statement_sha256 == statement.sha256
        assert event.purposes == ["board", "research_export"]
    with bank.database.reading() as session:
        held = kept(session, submission)
        assert (held.identifiability, held.hide_place) == (Identifiability.NAMED, True)
        first = queries.consent_history(session, submission.key)[-1].event
        assert (first.act, first.door) == (ConsentAct.GIVEN, Door.STAFF)
        assert first.identifiability is Identifiability.CHOSEN_NAME  # a name, and nothing said


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"given_by": GivenBy.REPRESENTATIVE}, "given_by_words"),
        ({"method": rules.SPOKEN}, "witness"),
        ({"expires_on": date(2020, 1, 1)}, "expires_on"),
        ({"purposes": ()}, "purposes"),
        ({"capacity": "x" * 1001}, "capacity"),
    ],
)
def test_give_consent_refuses_what_is_not_whole(
    bank: Bank, make: Factory, manager: User, values: dict[str, Any], field: str
) -> None:
    submission = make.submission(manager, purposes=BASIC)
    given_now = service.ConsentGiven(
        **{"purposes": (Purpose.BOARD,), "method": "paper form", **values}
    )
    with bank.database.transaction() as session, pytest.raises(RuleBroken) as caught:
        service.give_consent(
            session, make.actor(manager), submission=kept(session, submission), given=given_now
        )
    assert caught.value.field == field


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_event SET act = 'WITHDRAWN'",
        "UPDATE consent_event SET witness = ''",
        "DELETE FROM consent_event",
    ],
)
def test_the_database_refuses_to_change_what_was_said(
    bank: Bank, make: Factory, manager: User, statement: str
) -> None:
    make.submission(manager)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        bank.database.transaction() as session,
    ):
        session.connection().execute(text(statement))


def test_a_storyteller_without_a_name_has_none_kept(
    bank: Bank, make: Factory, manager: User
) -> None:
    submission = make.submission(manager, purposes=BASIC, display_name="Mary Jones")
    with bank.database.transaction() as session:
        mine = kept(session, submission)
        change = {"submission": mine, "hide_place": True, "method": "paper form"}
        with pytest.raises(RuleBroken):
            service.change_naming(
                session,
                make.actor(manager),
                identifiability=Identifiability.NAMED,
                display_name=" ",
                **change,
            )
        service.change_naming(
            session,
            make.actor(manager),
            identifiability=Identifiability.UNNAMED,
            display_name="Mary Jones",
            **change,
        )
        assert (
            queries.contributors_of(session, [mine.contributor_id])[
                mine.contributor_id
            ].display_name
            == ""
        )
        assert queries.purposes_of(session, mine.key) == set(BASIC)


# --- what runs out ---------------------------------------------------------------------------


def runs_out(make: Factory, user: User, days: int, **values: Any) -> Submission:
    submission = make.submission(user, purposes=BASIC, **values)
    with make.bank.database.transaction() as session:
        service.renew_consent(
            session,
            make.actor(user),
            submission=kept(session, submission),
            given=service.ConsentGiven(BASIC, "paper form", clock.today() + timedelta(days=days)),
        )
    return submission


def test_remind_of_expiry_tells_once_for_each_last_day(
    bank: Bank, make: Factory, manager: User, sender: User
) -> None:
    own = runs_out(make, manager, 20)
    runs_out(make, sender, 10)
    runs_out(make, sender, 25)
    runs_out(make, sender, 31)

    def addresses(_session: Session, ids: Any) -> dict[int, str]:
        return {own.key: "teller@example.org"} if own.key in ids else {}

    def remind() -> int:
        with bank.database.transaction() as session:
            return service.remind_of_expiry(session, Actor.pipeline(), addresses=addresses)

    assert remind() == 3
    assert remind() == 0
    with bank.database.reading() as session:
        told = session.exec(select(Notice).order_by(col(Notice.id))).all()
    assert [(one.template, one.email) for one in told] == [
        ("own_permission_ending", "teller@example.org"),
        ("permission_ending", sender.email),
    ]
    assert told[0].values["submission"] == str(own.public_id)
    assert told[1].values["stories"] == 2
    with bank.database.transaction() as session:
        service.renew_consent(
            session,
            make.actor(manager),
            submission=kept(session, own),
            given=service.ConsentGiven(BASIC, "paper form", clock.today() + timedelta(days=29)),
        )
    assert remind() == 1  # another last day


def test_running_out_lists_what_the_reader_may_read_in_a_fixed_number_of_statements(
    bank: Bank, make: Factory, sign_in: SignIn, manager: User, sender: User
) -> None:
    runs_out(make, sender, 5, title="Soonest", contract=make.contract(manager.organisation))
    runs_out(
        make, sender, 40, title="Of another council", contract=make.contract(make.organisation())
    )
    runs_out(make, manager, 70, title="Far away")
    client = sign_in(manager)

    with counted(bank.database) as few:
        page = client.text("/consent/running-out")
    assert "Soonest" in page
    assert "Runs out in 5 days" in page
    assert "Of another council" not in page
    assert "Far away" not in page
    assert "Nothing ran out lately" in client.text("/consent/running-out?which=ended")
    for days in range(6, 16):
        runs_out(make, manager, days, title=f"Story {days}")
    with counted(bank.database) as many:
        assert "Story 15" in client.text("/consent/running-out")
    assert len(many) == len(few)


# --- pages -----------------------------------------------------------------------------------


def test_consent_gives_more_purposes_and_names_what_is_missing(
    make: Factory, sign_in: SignIn, sender: User, manager: User
) -> None:
    submission = make.submission(sender, purposes=BASIC)
    client = sign_in(manager)
    url = f"/intake/{submission.public_id}/consent"
    refused = client.submit(url, {"purposes": "", "method": "", "expires_on": ["1", "1", "2020"]})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Choose what they allow now." in page
    assert "Choose how they said so." in page
    past = {"purposes": "board", "method": "paper form", "expires_on": ["1", "1", "2020"]}
    assert client.submit(url, past).status_code == 422
    held = {"purposes": "contract_management", "method": "paper form"}
    assert client.submit(url, held).status_code == 422
    given_now = {
        "purposes": ["board", "research_export"],
        "method": "spoken and noted",
        "expires_on": ["1", "1", "2099"],
        "interpreter": "<script>alert(1)</script>",
    }
    unheard = client.submit(url, given_now)
    assert unheard.status_code == 422
    page = unheard.get_data(as_text=True)
    assert "Say who heard them say so." in page
    assert "&lt;script&gt;alert(1)" in page  # nothing typed is lost, and nothing of it runs
    assert client.submit(url, {**given_now, "witness": "Me"}).status_code == 303
    (row,) = client.page(url).xpath("//main//li[contains(., 'may read all of it')]")
    assert words(row).startswith("Allowed")
    assert "spoken and noted; until 1 January 2099" in words(row)
    with make.session() as session:
        allowed = queries.purposes_of(session, submission.key)
        assert allowed == {*BASIC, Purpose.BOARD, Purpose.RESEARCH_EXPORT}


def test_the_history_shows_who_was_told_what_and_when(
    make: Factory, sign_in: SignIn, sender: User, manager: User, council: Organisation
) -> None:
    submission = make.submission(sender, purposes=BASIC, contract=make.contract(council))
    one = f"/intake/{submission.public_id}"
    client = sign_in(manager)
    with make.session() as session:
        statement = queries.choose_statement(session, None)
    sent = client.submit(
        f"{one}/consent",
        {
            "purposes": ["board", "quotation"],
            "method": "paper form",
            "statement": str(statement.public_id),
            "given_by": "guardian",
            "given_by_words": "her mother",
            "scan": (io.BytesIO(photograph()), "form.jpg"),
        },
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    client.submit(f"{one}/consent/board/withdraw", {"method": "paper form"})

    page = client.text(f"{one}/consent/history")

    assert page.index("Taken back: Boards and councillors") < page.index(
        "Allowed: Boards and councillors may read all of it, and see parts of it in reports; "
        "Boards may see short parts of it in reports, and no more"
    )
    assert f"Noted by {manager.name}" in page
    assert "a parent or guardian, her mother" in page
    assert "What they were told: English, version 1" in page
    assert statement.sha256[:12] in page
    (told,) = client.page(f"{one}/consent/history").xpath("//a[contains(., 'English, version 1')]")
    assert statement.sha256 in client.text(str(told.get("href")))
    (scan,) = client.page(f"{one}/consent/history").xpath("//a[contains(., 'form they signed')]")
    seen = client.get(str(scan.get("href")))
    assert seen.mimetype == "image/jpeg"
    assert SECRET not in seen.data
    seen.close()
    with make.session() as session:
        (paper,) = session.exec(select(Attachment)).all()
        assert paper.kind is AttachmentKind.PAPER
        event = session.exec(
            select(ConsentEvent).where(ConsentEvent.evidence_sha256 == paper.sha256)
        ).one()
        assert event.statement_id == statement.id
    assert sign_in(make.user("analyst", organisation=council)).get(
        f"{one}/consent/history"
    ).status_code in (403, 404)
    assert sign_in(make.user("contract_manager")).get(f"{one}/consent/history").status_code == 404


def test_renew_offers_what_stands_and_gives_it_a_new_last_day(
    make: Factory, sign_in: SignIn, manager: User
) -> None:
    submission = runs_out(make, manager, 3)
    client = sign_in(manager)
    url = f"/intake/{submission.public_id}/consent/renew"
    offered = client.page(url).xpath("//input[@name='purposes']")
    assert [(one.get("value"), one.get("checked")) for one in offered] == [
        ("contract_management", "checked")
    ]
    data = {"purposes": "contract_management", "method": "paper form"}
    assert client.submit(url, {**data, "purposes": "board"}).status_code == 422
    assert client.submit(url, {**data, "expires_on": ["1", "2", "2031"]}).status_code == 303
    with make.session() as session:
        (consent,) = queries.list_consents(session, submission.key)
    assert consent.expires_on == date(2031, 2, 1)


def test_the_right_to_hold_it_stands_apart_from_what_is_allowed(
    make: Factory, sign_in: SignIn, sender: User, manager: User, council: Organisation
) -> None:
    submission = make.submission(sender, purposes=BASIC, contract=make.contract(council))
    one = f"/intake/{submission.public_id}"
    client = sign_in(manager)
    assert client.submit(f"{one}/basis", {"basis": "magic", "condition": ""}).status_code == 422
    data = {"basis": "public_task", "condition": "social_care", "note": "Care Act 2014"}
    long = client.submit(f"{one}/basis", {**data, "note": "x" * 1001})
    assert long.status_code == 422
    assert "x" * 1001 in long.get_data(as_text=True)
    assert client.submit(f"{one}/basis", data).status_code == 303
    assert "Public task" in client.text(f"{one}/consent")
    assert "Care Act 2014" in client.text(f"{one}/consent/history")
    assert sign_in(sender).get(f"{one}/basis").status_code == 403
    with make.session() as session:
        assert queries.purposes_of(session, submission.key) == set(BASIC)


def test_naming_and_the_signed_form_are_put_on_record(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    submission = make.submission(sender, purposes=BASIC, display_name="Mary Jones")
    one = f"/intake/{submission.public_id}/consent"
    client = sign_in(sender)
    assert client.submit(f"{one}/naming", {"identifiability": ""}).status_code == 422
    data = {"identifiability": "chosen_name", "display_name": "Blue", "method": "paper form"}
    assert client.submit(f"{one}/naming", data).status_code == 303
    assert "By a name they chose: Blue" in client.text(one)
    for name, content in (("form.jpg", b"no picture"), ("", b"")):
        refused = client.submit(
            f"{one}/scan",
            {"scan": (io.BytesIO(content), name)},
            content_type="multipart/form-data",
        )
        assert refused.status_code == 422
    assert (
        client.submit(
            f"{one}/scan",
            {"scan": (io.BytesIO(photograph()), "form.jpg")},
            content_type="multipart/form-data",
        ).status_code
        == 303
    )
    assert "The signed form was added" in client.text(f"{one}/history")


def test_withdraw_says_what_follows_and_ends_the_readers_right(
    make: Factory, sign_in: SignIn, sender: User, manager: User, bank: Bank
) -> None:
    contract = make.contract(manager.organisation)
    commitment = make.commitment(contract)
    story = make.story(manager, sender=sender, contract=contract)
    make.link(manager, story, commitment)
    with make.session() as session:
        submission = kept(session, session.get_one(Submission, story.submission_id))
    client = sign_in(manager)
    one = f"/intake/{submission.public_id}"
    url = f"{one}/consent/contract_management/withdraw"
    assert "links to them become void" in client.text(url)
    response = client.submit(url, {})
    assert response.status_code == 303
    assert response.location.endswith("/intake")
    assert client.get(one).status_code == 404
    pipeline.drain(bank.tools)
    with make.session() as session:
        links = session.exec(select(EvidenceLink)).all()
    assert {link.status.value for link in links} == {"void"}
    theirs = sign_in(sender)
    assert "Withdrawn" in theirs.text(f"{one}/consent")
    assert theirs.get(url).status_code == 404  # there is nothing left to withdraw
    assert theirs.get(f"{one}/consent/poetry/withdraw").status_code == 404


def test_a_draft_keeps_what_is_noted_of_how_permission_was_given(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    client = sign_in(sender)
    with make.session() as session:
        statement = str(queries.choose_statement(session, None).public_id)
    noted = {
        "title": "Half a story",
        "given_by": "guardian",
        "given_by_words": "her mother",
        "witness": "Sam",
        "statement": statement,
        "identifiability": "chosen_name",
        "act": "draft",
    }
    saved = client.submit("/intake/new", noted)
    page = client.page(saved.location)
    assert page.xpath("//input[@name='given_by_words']/@value") == ["her mother"]
    assert page.xpath("//input[@name='witness']/@value") == ["Sam"]
    assert page.xpath("//input[@name='given_by'][@checked]/@value") == ["guardian"]
    assert page.xpath("//select[@name='statement']/option[@selected]/@value") == [statement]
    assert page.xpath("//details[@open]")


def test_statements_are_written_by_an_administrator_and_read_by_all(
    make: Factory, sign_in: SignIn, manager: User
) -> None:
    admin, reader = sign_in(make.user("administrator")), sign_in(manager)
    assert reader.get("/statements/new").status_code == 403
    assert "English, easy to read, version 1" in reader.text("/statements")
    bad = admin.submit("/statements/new", {"language": "xx", "title": "T", "body": "Words."})
    assert bad.status_code == 422
    assert "Words." in bad.get_data(as_text=True)
    welsh = {
        "language": "cy",
        "title": "Cyn i chi adrodd",
        "body": "Darllenwch hwn. <script>alert(1)</script>",
    }
    written = admin.submit("/statements/new", welsh)
    assert written.status_code == 303
    page = reader.page(written.location)
    assert page.xpath("//article[@lang='cy'][@dir='ltr']")
    assert "<script>alert" not in reader.get(written.location).get_data(as_text=True)
    assert admin.submit(f"{written.location}/retire", {}).status_code == 303
    assert "shown to nobody new" in reader.text(written.location)
    (english,) = admin.page("/statements").xpath("//a[.='English, version 1']/@href")
    assert admin.submit(f"{english}/retire", {}).status_code == 409
    begun = admin.page(f"/statements/new?from={str(english).rsplit('/', 1)[-1]}")
    assert "Who will read it" in begun.xpath("string(//textarea)")
    assert admin.get("/statements/new?from=nonsense").status_code == 200


def test_what_is_taken_in_from_a_file_goes_on_record_too(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    client = sign_in(sender)
    csv = b"title,words,consent\nOne,I have friends now.,contract_management; quotation\n"
    client.submit(
        "/intake/upload",
        {
            "files": (io.BytesIO(csv), "stories.csv"),
            "kind": "beneficiary_story",
            "teller": "self",
            "contract": "",
            "purposes": "contract_management",
            "method": "spoken and noted",
            "witness": "Sam",
        },
        content_type="multipart/form-data",
    )
    with make.session() as session:
        event = session.exec(select(ConsentEvent)).one()
        assert set(event.purposes) == {"contract_management", "quotation"}
        assert (event.door, event.witness) == (Door.FILE, "Sam")
        assert len(session.exec(select(Consent)).all()) == 2


def test_what_was_taken_back_is_allowed_nothing_anew_and_names_nobody(
    bank: Bank, make: Factory, manager: User
) -> None:
    submission = make.submission(manager, purposes=BASIC)
    actor = make.actor(manager)
    with bank.database.transaction() as session:
        mine = kept(session, submission)
        given_now = service.ConsentGiven({Purpose.BOARD}, rules.SPOKEN, witness="Nurse Quokka")
        service.give_consent(session, actor, submission=mine, given=given_now)
        withdraw_story(session, actor, submission=mine, keep_counts=False)
    with bank.database.transaction() as session:
        mine = kept(session, submission)
        said = [one.event for one in queries.consent_history(session, mine.key)]
        assert [one.act.value for one in said] == ["withdrawn", "given", "given"]
        assert {one.witness for one in said} == {""}
        with pytest.raises(RuleBroken, match="taken back"):
            service.give_consent(session, actor, submission=mine, given=given_now)
        assert queries.purposes_of(session, mine.key) == frozenset()
