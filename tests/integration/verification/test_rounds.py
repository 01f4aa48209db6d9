"""Rounds: drawn by a published seed, closed onto a register that tells nobody's words."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.cli import storybank
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.linking import service as linking
from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story
from storybank.verification import queries, service
from storybank.verification.models import AskedHow, Finding, MemberAnswer, VerificationRound
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient, words

SignIn = Callable[..., CheckingClient]
SEED = "4 8 15 16 23 42"
QUOTE = "Now I have friends I ring every day."


@dataclass(frozen=True)
class Desk:
    """A contract with nine claims about three promises, and a verifier of another body."""

    contract: Contract
    manager: User
    verifier: User
    links: list[EvidenceLink]
    promises: list[Commitment]

    @property
    def page(self) -> str:
        return f"/contracts/{self.contract.public_id}/verification"

    @property
    def listed(self) -> str:
        """The list as it is published where each promise is looked at."""
        ids = {promise.key: promise.public_id for promise in self.promises}
        return "\n".join(
            sorted(f"{link.public_id} {ids[link.commitment_id]}" for link in self.links)
        )


@pytest.fixture
def desk(make: Factory) -> Desk:
    council = make.organisation("authority", "Town Council")
    manager = make.user("contract_manager", organisation=council)
    contract = make.contract(council, title="Day support")
    promises = [make.commitment(contract, "connection", text=f"Promise {n}.") for n in "ABCD"]
    stories = [make.story(manager, contract=contract) for _ in range(9)]
    links = [make.link(manager, story, promises[n % 3]) for n, story in enumerate(stories)]
    body = make.organisation("verifier", "Northern Verifiers")
    return Desk(contract, manager, make.user("verifier", organisation=body), links, promises)


def declare(make: Factory, user: User, contract: Contract, interest: str = "") -> None:
    with make.bank.database.transaction() as session:
        service.declare_interest(
            session,
            make.actor(user),
            contract=session.get_one(Contract, contract.key),
            has_conflict=bool(interest),
            statement=interest,
        )


def draw(make: Factory, user: User, contract: Contract, **terms: object) -> VerificationRound:
    values = {"seed": SEED, "size": 4, "chance": "", **terms}
    with make.bank.database.transaction() as session:
        return service.draw_round(
            session,
            make.actor(user),
            contract=session.get_one(Contract, contract.key),
            **values,  # type: ignore[arg-type]
        )


def sampled(make: Factory, round_: VerificationRound) -> list[queries.RoundItemAs]:
    with make.session() as session:
        return queries.list_sampled(session, round_.key)


def close(make: Factory, user: User, round_: VerificationRound, note: str = "") -> None:
    with make.bank.database.transaction() as session:
        service.close_round(
            session,
            make.actor(user),
            round_=session.get_one(VerificationRound, round_.key),
            note=note,
        )


def take_back(make: Factory, desk: Desk, link: EvidenceLink) -> None:
    """The storyteller of a claim takes their consent back."""
    with make.bank.database.transaction() as session:
        story = session.get_one(Story, link.story_id)
        intake.withdraw_consent(
            session,
            make.actor(desk.manager),
            submission=session.get_one(Submission, story.submission_id),
            purpose=Purpose.CONTRACT_MANAGEMENT,
        )


def test_draw_on_the_page_shows_the_seed_first_and_is_redrawn_by_anybody(
    make: Factory, sign_in: SignIn, desk: Desk
) -> None:
    client = sign_in(desk.verifier)
    assert client.get(f"{desk.page}/draw").status_code == 403
    declared = client.submit(f"{desk.page}/interest", {"interest": "no", "statement": ""})
    assert declared.status_code == 303

    form = {"size": "40%", "each_promise": "y", "seed": SEED}
    looked = client.submit(f"{desk.page}/draw", form)

    with make.session() as session:
        assert queries.count_rounds(session, Actor.operator()) == 0
    shown = looked.get_data(as_text=True)
    population = hashlib.sha256(desk.listed.encode()).hexdigest()
    assert SEED in shown
    assert population in shown
    drawn = client.submit(f"{desk.page}/draw", {**form, "size": "4", "planned": population})
    assert drawn.status_code == 303

    page = drawn.headers["Location"]
    text = client.text(page)
    assert "4 of 9 claims, about 3 of 4 promises. In this round nobody looked at the rest." in text
    listed = client.get(f"{page}/list.txt").get_data(as_text=True)
    assert listed == desk.listed
    with make.session() as session:
        (one,) = queries.list_rounds(session, Actor.operator())
    seed = one.round.seed
    # whoever has seen the list cannot try seeds until one suits them
    assert re.fullmatch(rf"{SEED}-[0-9a-f]{{16}}", seed)
    assert seed in text
    again = CliRunner().invoke(
        storybank,
        ["verification", "redraw", "--seed", seed, "--size", "4", "--each-promise"],
        input="\n".join(reversed(listed.splitlines())),
    )
    assert again.exit_code == 0
    hrefs = client.page(page).xpath("//ol[@class='sb-lines']//a/@href")
    assert again.stdout.split() == [str(href).split("/")[-1] for href in hrefs]
    assert population in again.stderr


def test_draw_needs_an_independent_person_who_has_declared(make: Factory, desk: Desk) -> None:
    supplier = make.organisation("supplier", "SOME SUPPLIER LIMITED")
    for user in (
        make.user("verifier", organisation=desk.manager.organisation),
        make.user("verifier", organisation=supplier),
    ):
        declare(make, user, desk.contract)
        with pytest.raises(NotAllowed, match="Your organisation"):
            draw(make, user, desk.contract)
    with pytest.raises(NotAllowed, match="Say first"):
        draw(make, desk.verifier, desk.contract)
    declare(make, desk.verifier, desk.contract, "My brother works there.")
    with pytest.raises(NotAllowed, match="interest"):
        draw(make, desk.verifier, desk.contract)
    with pytest.raises(RuleBroken, match="what has changed"):
        declare(make, desk.verifier, desk.contract)


def test_declared_interest_bars_findings_everywhere(
    make: Factory, sign_in: SignIn, desk: Desk
) -> None:
    client = sign_in(desk.verifier)
    claim = f"/verification/{desk.links[0].public_id}"
    assert "Keep this finding" in client.text(claim)

    declare(make, desk.verifier, desk.contract, "I sat on the panel that chose the supplier.")

    assert "declared an interest" in words(client.page(claim, status=403))
    assert "Nothing waits for you" in client.text("/verification")
    with pytest.raises(NotAllowed):
        make.finding(desk.verifier, desk.links[0])


def test_round_is_drawn_once_until_it_is_closed(make: Factory, sign_in: SignIn, desk: Desk) -> None:
    declare(make, desk.verifier, desk.contract)
    first = draw(make, desk.verifier, desk.contract)
    with pytest.raises(RuleBroken, match="still open"):
        draw(make, desk.verifier, desk.contract, seed="another")
    with pytest.raises(RuleBroken, match="unchecked"):
        close(make, desk.verifier, first)
    other = make.user("verifier", organisation=make.organisation("verifier"))
    declare(make, other, desk.contract)
    with pytest.raises(NotAllowed, match="Another body"):
        close(make, other, first, "Done.")
    with pytest.raises(NotAllowed, match="another body"):
        make.finding(other, sampled(make, first)[0].link)
    with pytest.raises(RuleBroken, match="has changed"):
        draw(make, other, desk.contract, planned_hash="of another list")

    close(make, desk.verifier, first, "The storytellers could not be reached.")

    asked = sign_in(other).get(f"/verification/rounds/{first.public_id}/close")
    assert asked.status_code == 403
    assert "Another body drew this round" in asked.get_data(as_text=True)
    assert draw(make, desk.verifier, desk.contract).number == 2


def test_seed_that_would_harm_whoever_pastes_it_is_quoted(
    make: Factory, app: Flask, desk: Desk
) -> None:
    declare(make, desk.verifier, desk.contract)
    seed = "\"; rm -rf ~ # $(date) it's"
    round_ = draw(make, desk.verifier, desk.contract, seed=seed)
    close(make, desk.verifier, round_, "Nobody could be reached.")
    anybody = app.test_client()
    assert isinstance(anybody, CheckingClient)

    page = anybody.page(f"/register/{round_.public_id}")
    command = page.xpath("//code[@class='sb-command']")[0].text_content()

    told = shlex.split(command)
    assert told[:4] == ["storybank", "verification", "redraw", f"--seed={seed}"]
    assert told[4:] == ["--size", "4", "<", "list.txt"]


def test_finding_in_a_round_counts_there_and_what_leaves_is_not_replaced(
    make: Factory, sign_in: SignIn, desk: Desk
) -> None:
    declare(make, desk.verifier, desk.contract)
    round_ = draw(make, desk.verifier, desk.contract)
    drawn = sampled(make, round_)
    make.finding(desk.verifier, drawn[0].link, Finding.UPHELD)
    make.finding(desk.verifier, drawn[1].link, Finding.COULD_NOT_TELL)
    outside = next(link for link in desk.links if link.id not in {one.link.id for one in drawn})
    make.finding(desk.verifier, outside, Finding.NOT_UPHELD)

    take_back(make, desk, drawn[0].link)
    take_back(make, desk, drawn[2].link)

    text = sign_in(desk.verifier).text(f"/verification/rounds/{round_.public_id}")
    assert "Verified: 0 of 1 upheld, 1 could not be told, by" in text
    assert "2 claims have left since the draw" in text
    assert "1 claim waits for a finding" in text
    assert [one.stands for one in sampled(make, round_)] == [False, True, False, True]
    assert QUOTE not in text
    with make.session() as session:
        listed = [one.claim for one in queries.list_of_round(session, round_.key)]
    assert listed == sorted(str(link.public_id) for link in desk.links)


def test_what_was_found_stays_when_the_claim_is_taken_back_after_it(
    make: Factory, desk: Desk
) -> None:
    declare(make, desk.verifier, desk.contract)
    round_ = draw(make, desk.verifier, desk.contract)
    link = sampled(make, round_)[0].link
    make.finding(desk.verifier, link, Finding.NOT_UPHELD)
    with make.bank.database.transaction() as session:
        kept = session.get_one(EvidenceLink, link.key)
        story = session.get_one(Story, link.story_id)
        linking.reject_link(session, make.actor(desk.manager), story=story, link=kept)
    with make.session() as session:
        (one,) = queries.list_rounds(session, Actor.operator())
        figures = queries.figures_of(session, [one])[one.round.key]
    assert figures.checked.findings[Finding.NOT_UPHELD] == 1
    assert (figures.left, figures.open) == (0, 3)


def test_register_shows_closed_rounds_to_anybody_and_no_names_or_words(
    make: Factory, app: Flask, desk: Desk
) -> None:
    declare(make, desk.verifier, desk.contract)
    round_ = draw(make, desk.verifier, desk.contract, size=6)
    drawn = sampled(make, round_)
    found = [Finding.UPHELD] * 3 + [Finding.NOT_UPHELD, Finding.COULD_NOT_TELL]
    for one, finding in zip(drawn, found, strict=False):
        make.finding(desk.verifier, one.link, finding, reason="She showed me the register.")
    anybody = app.test_client()
    assert isinstance(anybody, CheckingClient)
    page = f"/register/{round_.public_id}"
    assert "Day support" not in anybody.text("/register")
    with make.bank.database.transaction() as session:  # left open, because it displeases
        kept = session.get_one(VerificationRound, round_.key)
        drawn_at, kept.drawn_at = kept.drawn_at, clock.now() - timedelta(days=91)
    assert "Drawn long ago and not closed" in anybody.text("/register")
    with make.bank.database.transaction() as session:
        session.get_one(VerificationRound, round_.key).drawn_at = drawn_at
    assert anybody.get(page).status_code == 404

    close(make, desk.verifier, round_, "Sam could not be reached.")

    answer = anybody.get("/register")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    said = "Verified: 3 of 5 upheld, 1 not upheld, 1 could not be told, by Northern Verifiers"
    for where in ("/register", page):
        text = anybody.text(where)
        assert said in text
        for hidden in (desk.verifier.name, QUOTE, "She showed me", "Sam could", "lunch club"):
            assert hidden not in text
    assert len(anybody.get(f"{page}/list.txt").get_data(as_text=True).split()) == 9
    told = CliRunner().invoke(
        storybank,
        ["verification", "register"],
        env={"STORYBANK_HOME": str(make.bank.settings.home)},
    )
    assert said in told.output

    take_back(make, desk, drawn[0].link)

    text = anybody.text(page)
    assert "Fewer than 5 people’s words were checked" in text
    assert "upheld" not in text


def test_register_of_very_few_claims_tells_no_number(make: Factory, app: Flask, desk: Desk) -> None:
    small = make.contract(desk.manager.organisation, title="Small")
    promise = make.commitment(small, "connection")
    for _ in range(2):
        make.link(desk.manager, make.story(desk.manager, contract=small), promise)
    declare(make, desk.verifier, small)
    round_ = draw(make, desk.verifier, small, size=2)
    close(make, desk.verifier, round_, "Nobody could be reached.")
    anybody = app.test_client()
    assert isinstance(anybody, CheckingClient)

    assert "Fewer than 5 claims." in anybody.text(f"/register/{round_.public_id}")
    assert anybody.get(f"/register/{round_.public_id}/list.txt").status_code == 404


def test_member_check_not_right_is_shown_and_questions_the_claim(
    make: Factory, sign_in: SignIn, desk: Desk
) -> None:
    link = desk.links[0]
    page = f"/verification/{link.public_id}/member-check"
    client = sign_in(desk.manager)
    assert "Promise A." in client.text("/verification/member-checks")
    late = {
        "answer": "not_right",
        "how": "phone",
        "asked_on": (clock.today() + timedelta(days=1)).isoformat(),
        "note": "It was the library, not the club.",
    }
    refused = client.submit(page, late)
    assert refused.status_code == 422
    assert "It was the library" in refused.get_data(as_text=True)

    kept = client.submit(page, {**late, "asked_on": clock.today().isoformat()})

    assert kept.status_code == 303
    claim = sign_in(desk.verifier).text(f"/verification/{link.public_id}")
    assert "Not right" in claim
    assert "It was the library" in claim
    with make.session() as session:
        scope = queries.ROUND_SCOPE
        questioned = queries.list_questioned(session, scope, contract_id=desk.contract.key)
        assert [(one.answer, found.id) for one, found, _ in questioned] == [
            (MemberAnswer.NOT_RIGHT, link.id)
        ]
    with make.bank.database.transaction() as session:
        service.record_member_check(
            session,
            make.actor(desk.manager),
            link=session.get_one(EvidenceLink, link.key),
            answer=MemberAnswer.RIGHT,
            how=AskedHow.IN_PERSON,
            asked_on=clock.today(),
        )
    with make.session() as session:
        assert not queries.list_questioned(session, scope, contract_id=desk.contract.key)


def test_pages_of_rounds_send_no_more_statements_for_more_claims(
    make: Factory, sign_in: SignIn, desk: Desk
) -> None:
    declare(make, desk.verifier, desk.contract)
    client = sign_in(desk.verifier)
    urls = [desk.page, "/verification/rounds", "/verification", "/verification/member-checks"]

    def sent() -> list[int]:
        found = []
        for url in [*urls, "/register"]:
            with counted(make.bank.database) as statements:
                assert client.get(url).status_code == 200
            found.append(len(statements))
        return found

    def check_round(size: int) -> None:
        round_ = draw(make, desk.verifier, desk.contract, size=size)
        make.finding(desk.verifier, sampled(make, round_)[-1].link)
        close(make, desk.verifier, round_, "That is all.")

    check_round(2)
    few = sent()
    check_round(5)
    extra = make.contract(desk.manager.organisation)
    for _ in range(3):
        story = make.story(desk.manager, contract=extra)
        make.link(desk.manager, story, make.commitment(extra, "connection"))

    assert sent() == few
