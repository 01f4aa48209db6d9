"""A story is told without an account: what is kept of it, and what is not."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import text
from sqlmodel import col, select

from storybank import pipeline
from storybank.answering.models import FollowUp, Lasted
from storybank.app import Bank
from storybank.core import clock
from storybank.core.errors import NotAllowed
from storybank.intake.models import (
    Attachment,
    Consent,
    ConsentEvent,
    Door,
    GivenBy,
    Purpose,
    Submission,
    SubmissionStatus,
    Teller,
)
from storybank.intake.queries import choose_statement
from storybank.stories.service import accept_submission
from storybank.telling import queries, service
from storybank.telling.models import Call, Contact, ReturnCode, Telling
from storybank.telling.return_codes import show_code
from storybank.web.limits import TELLING_PAGES
from storybank.web.telling_visit import TELLER
from tests.crawl import files_with
from tests.factories.bank import Factory
from tests.factories.telling import TOLD, answer_all, code_on, open_call, send, tell, told
from tests.web_client import CheckingClient, words

ADDRESS = "203.0.113.77"
SCRIPT = "<script>alert('x')</script>{{7*7}}\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def call(make: Factory) -> Call:
    manager = make.user("contract_manager")
    return open_call(make, manager, contract=make.contract(manager.organisation))


def submissions(bank: Bank) -> list[Submission]:
    with bank.database.reading() as session:
        return list(session.exec(select(Submission).order_by(col(Submission.id))))


def everything_kept(bank: Bank) -> str:
    """Every value of every table."""
    with bank.database.engine.connect() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return "\n".join(
            repr(tuple(row))
            for (table,) in tables.all()
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).all()
        )


def test_a_story_is_told_page_by_page_and_what_was_allowed_is_on_record(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    where = tell(client, call.slug)
    code = code_on(client.submit(where, {"act": "send"}).get_data(as_text=True))

    (sent,) = submissions(bank)
    assert len(code) == 16
    assert (sent.status, sent.door, sent.teller) == (
        SubmissionStatus.WAITING,
        Door.OWN,
        Teller.SELF,
    )
    assert (sent.submitted_by_id, sent.contract_id, sent.organisation_id) == (
        None,
        call.contract_id,
        call.organisation_id,
    )
    assert sent.title == "Now I cook with four others on a Tuesday"
    assert [sent.body[one["start"] : one["end"]] for one in sent.answers] == [
        TOLD[name][name] for name in ("before", "changed", "cause", "mattered")
    ]
    assert (sent.place, sent.about_when, sent.wants_to_check) == ("Elm Park", "last spring", True)
    assert sent.counts_may_stay is False
    assert sent.seconds_taken is not None
    with bank.database.reading() as session:
        found = queries.find_submission_by_code(session, code, bank.return_key)
        assert found is not None
        assert found.id == sent.id
        own = queries.list_own_themes(session, sent.key)
        assert [(one.words, code.slug if code else None) for one, code in own] == [
            ("", "connection"),
            ("", "community"),
            ("having company", None),
        ]
        assert session.exec(select(Telling)).all() == []
        assert session.exec(select(Contact)).all() == []
    with bank.database.reading() as session:
        event = session.exec(select(ConsentEvent)).one()
        shown = choose_statement(session, call.organisation_id)
        assert event.purposes == ["contract_management", "board"]
        assert event.statement_sha256 == shown.sha256
        assert (event.door, event.given_by, event.by_id) == (Door.OWN, GivenBy.SELF, None)
        assert event.expires_on is not None
        assert event.expires_on.year == clock.today().year + 1
        assert {one.purpose for one in session.exec(select(Consent))} == {
            Purpose.CONTRACT_MANAGEMENT,
            Purpose.BOARD,
        }
    assert code not in everything_kept(bank)


def test_staff_read_each_answer_under_what_was_asked(
    client: CheckingClient, make: Factory, bank: Bank, sign_in: Callable[..., CheckingClient]
) -> None:
    manager = make.user("contract_manager")
    call = open_call(make, manager, contract=make.contract(manager.organisation))
    send(client, call.slug, before={"before": f"{SCRIPT} Alone."}, cause={"cause": ""})
    (sent,) = submissions(bank)

    page = sign_in(manager).page(f"/intake/{sent.public_id}")
    (received,) = page.xpath("//div[contains(@class, 'sb-received')]")
    assert [words(one) for one in received.xpath("./p")] == [
        "Before",
        f"{SCRIPT} Alone.",
        "What changed",
        TOLD["changed"]["changed"],
        "What mattered most",
        TOLD["mattered"]["mattered"],
    ]


def test_nothing_is_ticked_beforehand(client: CheckingClient, call: Call) -> None:
    client.submit(f"/tell/{call.slug}", {"words": "en"})

    for name in ("allow", "hear", "choices", "place", "name", "about"):
        page = client.page(f"/tell/{call.slug}/{name}")
        assert page.xpath("//main//input[@checked]") == [], name


def test_the_code_is_shown_once_and_nothing_is_sent_twice(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    where = told(client, call.slug)
    body = {"csrf_token": client.token(where), "act": "send"}
    before = client.get_cookie("storybank")
    assert before is not None

    first = client.post(where, data=body)
    again = client.post(where, data=body)

    assert len(code_on(first.get_data(as_text=True))) == 16
    assert code_on(again.get_data(as_text=True)) == ""
    assert "It was not sent twice" in again.get_data(as_text=True)
    assert "Location" not in first.headers
    assert len(submissions(bank)) == 1

    # Sent twice at once: the browser knows nothing yet of the first answer when it sends again.
    client.set_cookie("storybank", before.value)
    twin = client.post(where, data=body)
    assert code_on(twin.get_data(as_text=True)) == code_on(first.get_data(as_text=True))
    assert len(submissions(bank)) == 1

    # Later a copy of what the browser kept then shows the code to nobody.
    with bank.database.transaction() as session:
        session.exec(select(ReturnCode)).one().created_at = clock.now() - timedelta(hours=2)
    client.set_cookie("storybank", before.value)
    assert code_on(client.post(where, data=body).get_data(as_text=True)) == ""


def test_a_story_saved_for_later_is_found_by_its_code_and_by_nobody_else(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    client.submit(f"/tell/{call.slug}", {"words": "en"})
    where = f"/tell/{call.slug}/before"
    body = {"csrf_token": client.token(where), "before": "I sat alone.", "act": "later"}

    saved = client.post(where, data=body)
    again = client.post(where, data=body)

    code = code_on(saved.get_data(as_text=True))
    assert len(code) == 16
    assert code_on(again.get_data(as_text=True)) == ""
    assert "Your story is saved" in again.get_data(as_text=True)
    assert client.get(where).status_code == 303  # this browser has let go of it
    with bank.database.reading() as session:
        assert queries.find_telling_by_code(session, "1" * 16, bank.return_key) is None
        assert queries.find_submission_by_code(session, code, bank.return_key) is None
    assert submissions(bank) == []

    back = client.submit("/your-story", {"code": show_code(code)}, follow_redirects=True)

    assert back.request.path == f"/tell/{call.slug}/read"
    box = client.page(where).xpath("//textarea[@name='before']/text()")
    assert "".join(box).strip() == "I sat alone."


def test_a_browser_that_forgot_keeps_the_words_on_the_page(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    where = f"/tell/{call.slug}/changed"
    lost = client.post(where, data={"changed": "It got worse.", "csrf_token": "old"})

    page = lost.get_data(as_text=True)
    assert lost.status_code == 422
    assert "It got worse." in page
    assert "Your words are still here" in page
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    gone_on = client.post(where, data={"changed": "It got worse.", "csrf_token": token})
    assert gone_on.status_code == 303
    with bank.database.reading() as session:
        assert session.exec(select(Telling)).one().answers == {"changed": "It got worse."}


def test_a_flood_is_stopped_with_the_words_kept_on_the_page(
    app: Flask, bank: Bank, call: Call
) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    browser = FlaskClient(app, use_cookies=True)
    most = int(TELLING_PAGES.amount.amount)
    browser.get(f"/tell/{call.slug}")
    browser.post(f"/tell/{call.slug}", data={"words": "en"})
    with app.app_context():
        limiter = app.extensions["storybank_limiter"].limiter
    with app.test_request_context():
        from storybank.web import limits

        limiter.hit(TELLING_PAGES.amount, TELLING_PAGES.name, limits.sender(), cost=most - 1)

    data = {"before": "My own words."}
    last = browser.post(f"/tell/{call.slug}/before", data=data)
    stopped = browser.post(f"/tell/{call.slug}/before", data=data)

    assert last.status_code != 429
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["Retry-After"]) <= 60
    assert "My own words." in stopped.get_data(as_text=True)
    assert "Wait a minute" in stopped.get_data(as_text=True)


def test_no_address_of_the_sender_is_kept(
    app: Flask, bank: Bank, call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    browser = app.test_client()
    assert isinstance(browser, CheckingClient)
    browser.environ_base["REMOTE_ADDR"] = ADDRESS
    browser.environ_base["HTTP_USER_AGENT"] = "A telling phone"
    with caplog.at_level(logging.DEBUG):
        code = send(browser, call.slug)

    kept = everything_kept(bank)
    files = b"".join(path.read_bytes() for path in bank.settings.home.rglob("*") if path.is_file())
    for trace in (ADDRESS, "A telling phone", code):
        assert trace not in kept
        assert trace not in caplog.text
        assert trace.encode() not in files


def test_script_in_every_field_is_only_words(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    where = tell(
        client,
        call.slug,
        before={"before": SCRIPT},
        changed={"changed": SCRIPT},
        teller={"teller": "on_behalf"},
        somebody={"told_for": SCRIPT, "relation": SCRIPT, "reason": SCRIPT},
        place={"place": SCRIPT, "about_when": SCRIPT},
        about={"themes": [SCRIPT], "own_words": SCRIPT},
        allow={"purposes": ["contract_management", SCRIPT]},
        name={"identifiability": "chosen_name", "name": SCRIPT},
    )

    page = client.page(where)

    assert page.xpath("//main//script | //main//img") == []
    assert "alert('x')" in words(page)
    client.submit(where, {"act": "send"})
    (sent,) = submissions(bank)
    assert (sent.teller, sent.told_for) == (Teller.ON_BEHALF, SCRIPT)
    with bank.database.reading() as session:
        assert session.exec(select(ConsentEvent)).one().given_by is GivenBy.REPRESENTATIVE


def test_ten_megabytes_of_text_are_given_back_and_not_kept(
    app: Flask, bank: Bank, call: Call
) -> None:
    browser = FlaskClient(app, use_cookies=True)
    browser.get(f"/tell/{call.slug}")
    browser.post(f"/tell/{call.slug}", data={"words": "en"})
    page = browser.get(f"/tell/{call.slug}/before").get_data(as_text=True)
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    huge = "What I want to say. " * 500_000

    long = browser.post(f"/tell/{call.slug}/before", data={"before": huge, "csrf_token": token})
    longer = browser.post(f"/tell/{call.slug}/before", data={"before": huge * 3})

    assert long.status_code == 422
    assert long.get_data(as_text=True).count("What I want to say.") == 500_000
    assert "make it shorter" in long.get_data(as_text=True)
    assert longer.status_code == 413
    assert "That is too much at once" in longer.get_data(as_text=True)
    with bank.database.reading() as session:
        assert "before" not in session.exec(select(Telling)).one().answers


def test_the_same_words_again_are_known_and_nothing_is_told_of_the_first(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    send(client, call.slug, name={"identifiability": "named", "name": "Maureen"})
    where = told(client, call.slug)
    again = client.submit(where, {"act": "send"})

    page = again.get_data(as_text=True)
    assert again.status_code == 409
    assert "These words are here already" in page
    assert "Maureen" not in page
    assert TOLD["changed"]["changed"] not in page
    assert code_on(page) == ""
    assert client.get(where).status_code == 200  # and nothing of theirs is lost
    assert len(submissions(bank)) == 1


def test_what_cannot_be_sent_says_where_to_put_it_right(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    empty = {name: {name: " "} for name in ("before", "changed", "cause", "mattered")}
    where = told(client, call.slug, **empty)

    response = client.submit(where, {"act": "send"})
    refused = client.submit(f"/tell/{call.slug}/allow", {"purposes": []})

    assert response.status_code == 422
    assert f"/tell/{call.slug}/before?back=check" in response.get_data(as_text=True)
    assert refused.status_code == 422
    assert "we cannot keep it" in refused.get_data(as_text=True)
    assert submissions(bank) == []


def test_calls_that_are_closed_coming_or_unknown_say_so_kindly(
    client: CheckingClient, make: Factory
) -> None:
    today = clock.today()
    coming = open_call(make, opens_on=today + timedelta(days=3))
    over = open_call(make, opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1))

    assert "This is not open yet" in client.text(f"/tell/{coming.slug}")
    assert "No more stories are taken here" in client.text(f"/tell/{over.slug}")
    unknown = client.page("/tell/no-such-call", status=404)
    assert "Look at the address on your paper" in words(unknown)
    assert unknown.xpath("//a[contains(@href, 'sign-in')]") == []
    refused = client.post(f"/tell/{over.slug}/before", data={"before": "Still my words."})
    assert refused.status_code == 422
    assert "Still my words." in refused.get_data(as_text=True)


def test_whatever_fills_in_the_unseen_box_begins_nothing(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    refused = client.submit(f"/tell/{call.slug}", {"words": "en", "website": "http://spam.example"})

    assert refused.status_code == 422
    with bank.database.reading() as session:
        assert session.exec(select(Telling)).all() == []
        assert session.get_one(Call, call.key).begun == 0


def test_a_photograph_alone_waits_to_be_typed_without_what_its_file_told(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Taken at 4 Privet Drive"
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG", exif=exif)
    client.submit(f"/tell/{call.slug}", {"words": "en"})
    where = f"/tell/{call.slug}/file"

    picture.seek(0)
    added = client.submit(where, {"file": (picture, "Privet Drive.jpg")})
    wrong = client.submit(where, {"file": (io.BytesIO(b"MZ not a picture"), "x.jpg")})
    empty = {name: {name: ""} for name in ("before", "changed", "cause", "mattered")}
    allowed = {"purposes": ["contract_management", "photo_or_voice"]}
    check = told(client, call.slug, **empty, allow=allowed)
    client.submit(check, {"act": "send"})

    assert (added.status_code, wrong.status_code) == (303, 422)
    (sent,) = submissions(bank)
    assert (sent.status, sent.body) == (SubmissionStatus.TO_TYPE, "")
    with bank.database.reading() as session:
        attached = session.exec(select(Attachment)).one()
    assert b"Privet" not in bank.files.path(attached.sha256).read_bytes()
    assert "Privet" not in everything_kept(bank)


def test_throwing_a_story_away_leaves_nothing_of_it(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(picture, "PNG")
    picture.seek(0)
    client.submit(f"/tell/{call.slug}", {"words": "en"})
    client.submit(f"/tell/{call.slug}/file", {"file": (picture, "a.png")})
    client.submit(f"/tell/{call.slug}/before", {"before": "Better not told."})

    client.submit(f"/tell/{call.slug}/throw-away", {})

    assert "Better not told." not in everything_kept(bank)
    assert [path for path in bank.settings.files_path.rglob("*") if path.is_file()] == []
    assert submissions(bank) == []


def test_the_first_page_has_the_numbers_to_call_the_way_out_and_no_way_in_for_staff(
    client: CheckingClient,
    sign_in: Callable[..., CheckingClient],
    make: Factory,
    bank: Bank,
    call: Call,
) -> None:
    with bank.database.reading() as session:
        shipped = [one.number for one in queries.list_help_numbers(session)]
    for browser in (client, sign_in(make.user("contract_manager"))):
        page = browser.page(f"/tell/{call.slug}")
        links = {str(href).partition("?")[0] for href in page.xpath("//a/@href")}
        assert not links & {"/", "/sign-in", "/stories", "/search"}
        assert page.xpath("//nav[@aria-label='Main']") == []
    numbers = [str(one) for one in page.xpath("//*[@class='sb-numbers__number']/text()")]
    assert numbers == shipped
    assert "999" in numbers
    assert "we must tell people who can help" in words(page)

    client.submit(f"/tell/{call.slug}", {"words": "en"})
    assert client.get(f"/tell/{call.slug}/before").status_code == 200
    left = client.get("/tell/leave")

    assert left.status_code == 303
    assert not left.headers["Location"].startswith("/")
    assert client.get(f"/tell/{call.slug}/before").status_code == 303


def test_what_it_is_about_to_its_teller_stands_apart_on_the_story_page(
    client: CheckingClient, sign_in: Callable[..., CheckingClient], make: Factory, bank: Bank
) -> None:
    manager = make.user("contract_manager")
    call = open_call(make, manager, contract=make.contract(manager.organisation))
    send(client, call.slug, choices={"check_first": "no"})
    with bank.database.transaction() as session:
        sent = session.exec(select(Submission)).one()
        story = accept_submission(session, make.actor(manager), submission=sent)
    make.run_pipeline()
    board = make.user("board_reader", organisation=manager.organisation)

    for_manager = sign_in(manager).text(f"/stories/{story.public_id}")
    for_board = sign_in(board).text(f"/stories/{story.public_id}")

    said = "To whoever told it, this is about: Friends and not being lonely, My area and its groups"
    assert f"{said}, “having company”" in for_manager
    assert said in for_board
    assert "having company" not in for_board
    received = sign_in(manager).text(f"/intake/{sent.public_id}")
    assert "Whoever told it, without an account" in received
    assert "last spring" in received


def test_nothing_is_begun_after_a_story_that_was_taken_back(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    code = send(client, call.slug)
    client.submit("/your-story", {"code": code})
    body = {"csrf_token": client.token("/your-story/take-back")}
    client.post(
        "/your-story/take-back", data={**body, "what": "whole", "counts": "no", "act": "confirm"}
    )

    assert client.post("/tell/again", data=body).headers["Location"] == "/your-story"
    with bank.database.reading() as session:
        assert session.exec(select(Telling)).all() == []


def test_a_story_thrown_away_is_in_no_file_once_all_is_tidy(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    client.submit(f"/tell/{call.slug}", {"words": "en"})
    client.submit(f"/tell/{call.slug}/before", {"before": "Half of a quibblewort."})
    assert files_with(bank.settings.home, "quibblewort")

    client.submit(f"/tell/{call.slug}/throw-away", {})
    pipeline.tidy(bank.tools)

    assert files_with(bank.settings.home, "quibblewort") == []


def test_tellings_left_too_long_are_forgotten(
    client: CheckingClient, bank: Bank, make: Factory, call: Call
) -> None:
    client.submit(f"/tell/{call.slug}", {"words": "en"})
    client.submit(f"/tell/{call.slug}/before", {"before": "Half a story."})
    officer = make.actor(make.user("data_protection_officer"))
    before = clock.now() + timedelta(minutes=1)

    with bank.database.transaction() as session:
        with pytest.raises(NotAllowed):
            service.forget_tellings(session, TELLER, before=before)
        service.forget_tellings(session, officer, before=before - timedelta(days=1))
        assert session.exec(select(Telling)).one().answers["before"] == "Half a story."
        service.forget_tellings(session, officer, before=before)

    assert "Half a story." not in everything_kept(bank)


def test_a_story_told_again_follows_the_first_and_says_whether_it_lasted(
    client: CheckingClient, bank: Bank, call: Call
) -> None:
    code = send(client, call.slug, hear={"email": "robin@example.org", "ask_6": True})
    with bank.database.transaction() as session:
        agreed = session.exec(select(FollowUp)).one()
        agreed.due_on = clock.today()
        session.add(agreed)
    client.submit("/your-story", {"code": code})

    begun = client.submit("/your-story/now", {}, to="/tell/again", follow_redirects=True)
    assert begun.request.path == f"/tell/{call.slug}/read"
    assert client.get(f"/tell/{call.slug}/lasted").status_code == 200
    again = {"lasted": {"lasted": "partly"}, "changed": {"changed": "Fewer of us come now."}}
    where = answer_all(client, call.slug, **again)
    client.submit(where, {"act": "send"})

    first, second = submissions(bank)
    assert second.contributor_id == first.contributor_id
    with bank.database.reading() as session:
        agreed = session.exec(select(FollowUp).where(FollowUp.submission_id == first.id)).one()
        assert agreed.lasted is Lasted.PARTLY
        assert agreed.answered_by_submission_id == second.id
