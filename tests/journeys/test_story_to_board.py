"""The main job through the doors: a story goes in, a board reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

from storybank.core import clock
from tests.factories.bank import BODY, Factory
from tests.web_client import CheckingClient, words

QUOTE = "Now I have friends I ring every day."
FOUND = {"finding": "upheld", "method": "spoke", "checked_on": clock.today().isoformat()}
SignIn = Callable[..., CheckingClient]


def link_to(client: CheckingClient, url: str, pattern: str) -> str:
    """The first address on a page that matches."""
    hrefs = client.page(url).xpath("//main//a/@href")
    return next(str(href) for href in hrefs if re.search(pattern, href))


def action_of(client: CheckingClient, url: str, pattern: str) -> str:
    """The first form on a page whose address matches."""
    actions = client.page(url).xpath("//main//form/@action")
    return next(str(action) for action in actions if re.search(pattern, action))


def test_a_story_goes_in_and_a_board_reads_it(make: Factory, sign_in: SignIn) -> None:
    council = make.organisation("authority", "Town Council")
    charity = make.organisation("vcse", "Open Door")
    contract = make.contract(council)
    commitment = make.commitment(
        contract, "connection", text="Run a weekly lunch club for people who live alone."
    )
    contributor = sign_in(make.user("contributor", organisation=charity))
    manager = sign_in(make.user("contract_manager", organisation=council))
    verifier = sign_in(make.user("verifier", organisation=make.organisation("verifier")))
    board = sign_in(make.user("board_reader", organisation=council))

    # 1 a VCSE worker sends a story
    sent = contributor.submit(
        "/intake/new",
        {
            "title": "Friends on a Tuesday",
            "kind": "beneficiary_story",
            "body": BODY,
            "format": "plain",
            "teller": "self",
            "display_name": "Maureen, 74",
            "place": "Hadfield",
            "contract": str(contract.public_id),
            "purposes": ["contract_management", "board", "machine_suggestions"],
            "method": "paper form",
            "act": "send",
        },
    )
    assert sent.status_code == 303

    # 2 a contract manager accepts it
    assert "1" in manager.text("/")
    waiting = link_to(manager, "/intake", r"^/intake/[0-9a-f-]{36}$")
    accepted = manager.submit(waiting, {}, to=action_of(manager, waiting, "/accept$"))
    assert accepted.status_code == 303
    story = accepted.headers["Location"].split("#")[0]
    assert "reading this story" in manager.text(story)

    # 3 the machine suggests, and the manager confirms
    make.run_pipeline()
    page = manager.page(story)
    assert "Suggested" in words(page) or "suggestion" in words(page)
    confirm = action_of(manager, story, r"/tagging/.*/confirm$")
    assert manager.submit(story, {}, to=confirm).status_code == 303
    sentence = next(
        option.get("value")
        for option in page.xpath("//select[@name='sentences']/option")
        if QUOTE in words(option)
    )
    version = page.xpath("//input[@name='version']/@value")[0]
    story_id = story.rsplit("/", 1)[-1]
    added = manager.submit(
        story,
        {"sentences": sentence, "version": version, "theme": "connection", "change": "better"},
        to=f"/tagging/stories/{story_id}/add",
    )
    assert added.status_code == 303

    # 4 it is found by search, and not by somebody who may not read it
    make.run_pipeline()
    assert "Friends on a Tuesday" in manager.text("/search?q=lunch+club")
    stranger = sign_in(make.user("contract_manager"))
    assert "Friends on a Tuesday" not in stranger.text("/search?q=lunch+club")

    # 5 the passage is attached to the promise
    attached = manager.submit(
        story,
        {
            "sentences": sentence,
            "version": version,
            "commitment": str(commitment.public_id),
            "stance": "supports",
        },
        to=f"/linking/stories/{story_id}/attach",
    )
    assert attached.status_code == 303
    make.run_pipeline()

    # 6 the manager cannot verify it, somebody independent can
    claim = link_to(verifier, "/verification", r"/verification/[0-9a-f-]{36}")
    assert manager.get(claim).status_code == 403
    assert QUOTE in verifier.text(claim)
    found = verifier.submit(claim, {**FOUND, "reason": "I met her at the club."})
    assert found.status_code == 303

    # 7 the contract's table and the board report tell it
    table = manager.text(f"/contracts/{contract.public_id}")
    assert "1 person" in table
    assert "1 upheld" in table
    report = board.text(f"/reports/preview?contract={contract.public_id}")
    assert QUOTE in report
    assert "Maureen, 74" in report
    assert "Upheld" in report
