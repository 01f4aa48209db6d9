"""Claims through the doors: interests declared, a sample drawn, checked, asked of the storyteller,
closed, read by a board and by anybody, and taken back again.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask

from storybank.core import clock
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
TODAY = clock.today().isoformat()
WHY = "I rang her and saw the register."


def claims_on(client: CheckingClient, page: str) -> list[str]:
    """The claims of a round that its body can open, in the order of the draw."""
    hrefs = client.page(page).xpath("//ol[@class='sb-lines']//a/@href")
    return [str(href) for href in hrefs if re.search(r"/verification/[0-9a-f-]{36}$", str(href))]


def test_claims_are_drawn_checked_and_told(make: Factory, app: Flask, sign_in: SignIn) -> None:
    council = make.organisation("authority", "Town Council")
    maker = make.user("contract_manager", organisation=council)
    contract = make.contract(council, title="Day support")
    promise = make.commitment(contract, "connection")
    for _ in range(7):
        make.link(maker, make.story(maker, contract=contract), promise)
    manager = sign_in(maker)
    board = sign_in(make.user("board_reader", organisation=council))
    body = make.organisation("verifier", "Northern Verifiers")
    verifier = sign_in(make.user("verifier", organisation=body))
    anybody = app.test_client()
    assert isinstance(anybody, CheckingClient)
    of_contract = f"/contracts/{contract.public_id}/verification"

    # 1 nothing is drawn before interests are declared; then a sample is, and shown to the manager
    assert verifier.get(f"{of_contract}/draw").status_code == 403
    verifier.submit(f"{of_contract}/interest", {"interest": "no"})
    plan = verifier.submit(f"{of_contract}/draw", {"size": "6", "seed": "4 8 15 16 23 42"})
    planned = re.search(r'name="planned" value="([0-9a-f]{64})"', plan.get_data(as_text=True))
    assert planned
    drawn = verifier.submit(
        f"{of_contract}/draw",
        {"size": "6", "seed": "4 8 15 16 23 42", "planned": planned.group(1)},
    )
    round_page = drawn.headers["Location"]
    assert "6 of 7 claims" in manager.text(round_page)
    assert "6 of 7 claims" in manager.text(of_contract)

    # 2 each claim is checked; the manager can check none
    claims = claims_on(verifier, round_page)
    assert len(claims) == 6
    assert manager.get(claims[0]).status_code == 403
    for number, claim in enumerate(claims[:5]):
        finding = {3: "not_upheld", 4: "could_not_tell"}.get(number, "upheld")
        found = {"finding": finding, "method": "spoke", "checked_on": TODAY, "reason": WHY}
        assert verifier.submit(claim, found).status_code == 303

    # 3 a storyteller says that a claim is not right, and the promise's page asks about it
    answer = {"answer": "not_right", "how": "phone", "asked_on": TODAY, "note": "It was a bus."}
    assert manager.submit(f"{claims[0]}/member-check", answer).status_code == 303
    promise_page = manager.text(f"/contracts/commitments/{promise.public_id}")
    said = "Verified: 3 of 5 upheld, 1 not upheld, 1 could not be told, by "
    assert said in promise_page
    assert "5 conversations with storytellers" in promise_page
    assert "2 more claims are unchecked" in promise_page
    assert "not right" in promise_page
    assert "It was a bus." in promise_page

    # 4 the round cannot be closed without saying why a claim is left; then anybody reads it
    assert verifier.submit(f"{round_page}/close", {"note": ""}).status_code == 422
    assert verifier.submit(f"{round_page}/close", {"note": "One moved away."}).status_code == 303
    assert f"{said}Northern Verifiers" in anybody.text("/register")
    assert anybody.get(round_page).status_code == 302

    # 5 a board reads by which body, how and when, and what could not be told
    make.run_pipeline()
    report = board.text(f"/reports/preview?contract={contract.public_id}")
    assert "Checked by Northern Verifiers." in report
    assert "of a few they could not tell" in report  # too few for a number
