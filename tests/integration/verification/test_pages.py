"""The pages of verification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from storybank.accounts.models import User
from storybank.core import clock
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story
from storybank.verification.queries import find_verification
from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

SignIn = Callable[..., CheckingClient]
WORDS = "Now I have friends I ring every day."
HOW = {"method": "site_visit", "checked_on": clock.today().isoformat()}


@dataclass(frozen=True)
class Claim:
    link: EvidenceLink
    story: Story
    manager: User
    verifier: User

    @property
    def url(self) -> str:
        return f"/verification/{self.link.public_id}"


@pytest.fixture
def claim(make: Factory) -> Claim:
    council = make.organisation("authority", "Town Council")
    manager = make.user("contract_manager", organisation=council)
    contract = make.contract(council, title="Day support")
    story = make.story(manager, contract=contract, place="Eastfield")
    link = make.link(manager, story, make.commitment(contract, "connection"))
    return Claim(link, story, manager, make.user("verifier"))


def test_list_shows_what_waits_with_promise_and_contract(sign_in: SignIn, claim: Claim) -> None:
    text = sign_in(claim.verifier).text("/verification")

    assert "1 claim waits for you" in text
    assert "Run a weekly lunch club." in text
    assert "Day support" in text
    assert "claimed by Town Council" in text


def test_list_with_nothing_waiting_says_what_comes_here(make: Factory, sign_in: SignIn) -> None:
    assert "Nothing waits for you" in sign_in(make.user("verifier")).text("/verification")


def test_decide_lays_the_claim_out(sign_in: SignIn, claim: Claim) -> None:
    page = sign_in(claim.verifier).page(claim.url)
    text = words(page)

    assert words(page.xpath("//h1")[0]) == "Run a weekly lunch club."
    assert "these words speak for the promise" in text
    assert "Town Council" in text
    assert claim.manager.name in text
    assert "Boards and councillors may read all of it, and see parts of it in reports" in text
    assert "0 passages for it, 0 against it" in text
    assert [words(mark) for mark in page.xpath("//mark")] == [WORDS]
    assert "I started at the Tuesday lunch club in March." in text


def test_decide_with_a_finding_and_reason_keeps_it(
    make: Factory, sign_in: SignIn, claim: Claim
) -> None:
    client = sign_in(claim.verifier)

    answer = client.submit(
        claim.url, {"finding": "partly_upheld", **HOW, "reason": "Half of it holds."}
    )

    assert answer.status_code == 303
    with make.session() as session:
        found = find_verification(session, claim.link.key)
    assert found is not None
    assert (found.finding.value, found.reason) == ("partly_upheld", "Half of it holds.")
    assert (found.method.value, found.checked_on) == ("site_visit", clock.today())
    assert "Your findings" in client.text("/verification")
    page = client.text(claim.url)
    assert "Half of it holds." in page
    assert "Keep this finding" not in page


def test_decide_without_a_reason_keeps_what_was_chosen(sign_in: SignIn, claim: Claim) -> None:
    client = sign_in(claim.verifier)

    answer = client.submit(claim.url, {"finding": "not_upheld", **HOW, "reason": "  "})

    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Say what you checked" in text
    assert 'value="not_upheld" checked' in text


def test_decide_without_a_finding_keeps_the_reason(sign_in: SignIn, claim: Claim) -> None:
    answer = sign_in(claim.verifier).submit(claim.url, {"reason": "I saw it."})

    assert answer.status_code == 422
    assert "I saw it." in answer.get_data(as_text=True)
    assert "Choose what you find." in answer.get_data(as_text=True)


def test_decide_by_somebody_not_independent_says_why(
    make: Factory, sign_in: SignIn, claim: Claim
) -> None:
    colleague = make.user("verifier", organisation=claim.manager.organisation)

    page = sign_in(colleague).page(claim.url, status=403)

    assert "You cannot verify this" in words(page)
    assert "Your organisation claims this" in words(page)
    assert WORDS not in words(page)


def test_decide_by_somebody_not_independent_keeps_nothing(
    make: Factory, sign_in: SignIn, claim: Claim
) -> None:
    client = sign_in(make.user("verifier", organisation=claim.manager.organisation))

    token = client.token("/verification")
    answer = client.post(
        claim.url, data={"csrf_token": token, "finding": "upheld", **HOW, "reason": "Because."}
    )

    assert answer.status_code == 403
    with make.session() as session:
        assert find_verification(session, claim.link.key) is None


def test_decide_by_another_role_is_refused(make: Factory, sign_in: SignIn, claim: Claim) -> None:
    sign_in(claim.manager).page(claim.url, status=403)
    sign_in(claim.manager).page("/verification", status=403)


def test_withdrawn_words_are_nowhere_on_the_pages(
    make: Factory, sign_in: SignIn, claim: Claim
) -> None:
    client = sign_in(claim.verifier)
    client.submit(claim.url, {"finding": "upheld", **HOW, "reason": "I saw it."})
    with make.bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            make.actor(claim.manager),
            submission=session.get_one(Submission, claim.story.submission_id),
            purpose=Purpose.CONTRACT_MANAGEMENT,
        )

    client.page(claim.url, status=404)
    page = client.page("/verification")
    assert WORDS not in words(page)
    assert not page.xpath(f"//a[@href='{claim.url}']")
