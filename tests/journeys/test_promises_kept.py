"""A contract's life through the doors: from the published notice to the handover.

Let, promised, delivered, told, checked by somebody independent, reviewed, lowered by two people,
and handed over to a newcomer.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import lxml.html
from click.testing import CliRunner
from flask import Flask

from storybank.cli import storybank
from storybank.core import clock
from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

SignIn = Callable[..., CheckingClient]
RECORD = Path(__file__).parents[1] / "samples" / "ocds" / "find_a_tender_record.json"
TODAY = clock.today()
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()
SEED = "4 8 15 16 23 42"
LUNCH = "Run 40 lunch clubs for people who live alone."
BETTER = "Now I have friends from the lunch club whom I ring every day."
WORSE = "The lunch club was shut for most of the winter and I sat at home again."
TOLD = {
    "Friends on a Tuesday": f"I am called Maureen and I live by myself. {BETTER}",
    "A long winter": f"I am called Doreen and my sister has died. {WORSE}",
}
RETURN = (
    "commitment ref,achieved,from on,to on,source\n"
    "KPI-3,20000,2025-07-01,2025-09-30,Supplier's return\n"
)


def link_to(client: CheckingClient, url: str, pattern: str) -> str:
    """The first address on a page that matches."""
    found = [str(one) for one in client.page(url).xpath("//main//a/@href")]
    matching = [one for one in found if re.search(pattern, one)]
    assert matching, (url, pattern, found)
    return matching[0]


def take_in(manager: CheckingClient) -> str:
    """One contract out of a published record; gives its page."""
    record = {"file": (io.BytesIO(RECORD.read_bytes()), "record.json")}
    looked_at = manager.submit("/contracts/import", record, content_type="multipart/form-data")
    assert "contactPoint" in looked_at.text
    kept = re.search(r'name="kept"[^>]*value="([^"]+)"', looked_at.text)
    assert kept
    offered = re.findall(r'name="contracts"[^>]*value="([^"]+)"', looked_at.text)
    chosen = {"kept": kept[1], "contracts": offered[:1], "do": "keep"}
    done = manager.submit("/contracts/import", chosen, to="/contracts/import/check")
    assert "Apprentices from Wearside" in done.text
    return link_to(manager, "/contracts", r"^/contracts/[0-9a-f-]{36}$")


def promise_on(manager: CheckingClient, contract: str, **said: str) -> str:
    """A promise written down by form; gives its page."""
    form = {"kind": "unsaid", "offered": "yes", **said}
    added = manager.submit(f"{contract}/commitments/new", form)
    assert added.status_code == 303
    return added.headers["Location"].split("#")[0]


def tell(sender: CheckingClient, manager: CheckingClient, contract: str, title: str) -> str:
    """A story sent by somebody and accepted by a manager; gives its page."""
    form = {
        "title": title,
        "kind": "beneficiary_story",
        "body": TOLD[title],
        "format": "plain",
        "teller": "self",
        "contract": contract.rsplit("/", 1)[-1],
        "purposes": ["contract_management", "board", "machine_suggestions"],
        "method": "paper form",
        "act": "send",
    }
    assert sender.submit("/intake/new", form).status_code == 303
    waiting = link_to(manager, "/intake", r"^/intake/[0-9a-f-]{36}$")
    accepted = manager.submit(waiting, {}, to=f"{waiting}/accept")
    return accepted.headers["Location"].split("#")[0]


def attach(manager: CheckingClient, story: str, passage: str, promise: str, stance: str) -> None:
    """A passage of a story attached to a promise."""
    address = f"/linking/stories/{story.rsplit('/', 1)[-1]}/attach"
    told = next(body for body in TOLD.values() if passage in body)
    start = re.sub("Maureen|Doreen", "[a name]", told).index(passage)  # as it was accepted
    said = {
        "version": "1",
        "start": str(start),
        "end": str(start + len(passage)),
        "commitment": promise.rsplit("/", 1)[-1],
        "stance": stance,
        "what_changed": "As the words say.",
    }
    assert manager.submit(address, said).status_code == 303


def test_promises_are_kept_from_the_notice_to_the_handover(
    make: Factory, app: Flask, sign_in: SignIn
) -> None:
    council = make.organisation("authority", "Wearside Borough Council")
    manager = sign_in(make.user("contract_manager", organisation=council))
    second = sign_in(make.user("contract_manager", organisation=council))
    board = sign_in(make.user("board_reader", organisation=council))
    sender = sign_in(make.user("contributor", organisation=make.organisation("vcse")))
    body = make.organisation("verifier", "Northern Verifiers")
    verifier = sign_in(make.user("verifier", organisation=body))
    anybody = app.test_client()
    assert isinstance(anybody, CheckingClient)

    # 1 the contract comes from its notice with what was agreed; two promises are added by hand
    contract = take_in(manager)
    number = contract.rsplit("/", 1)[-1]
    lunch = promise_on(
        manager, contract, ref="L1", text=LUNCH, quantity="40", unit="clubs", due_on="2028-03-31"
    )
    choir = promise_on(
        manager,
        contract,
        ref="L2",
        text="Tenants feel at home in their choir.",
        **{f"descriptors-{point}": f"As far as point {point}" for point in range(6)},
    )
    assert "As far as point 5" in manager.text(choir)

    # 2 one figure is written down, others come with the supplier's return
    figure = {
        "from_on": "2025-07-01",
        "to_on": "2025-09-30",
        "quantity": "11",
        "source": "The return for September",
    }
    assert manager.submit(f"{lunch}/deliveries/new", figure).status_code == 303
    table = {
        "file": (io.BytesIO(RETURN.encode()), "return.csv"),
        "from_on": "2025-07-01",
        "to_on": "2025-09-30",
        "source": "The return for September",
    }
    returned = manager.submit(
        f"{contract}/deliveries/import", table, content_type="multipart/form-data"
    )
    assert returned.status_code == 200
    assert "A number with no story." in words(lxml.html.fromstring(returned.text))

    # 3 two people tell; one passage supports the promise and another contradicts it
    for title, passage, stance in (
        ("Friends on a Tuesday", BETTER, "supports"),
        ("A long winter", WORSE, "contradicts"),
    ):
        attach(manager, tell(sender, manager, contract, title), passage, lunch, stance)
    make.run_pipeline()
    told = manager.text(lunch)
    assert BETTER in told
    assert WORSE in told

    # 4 somebody independent draws, anybody draws the same again, and every claim is looked at
    of_contract = f"{contract}/verification"
    verifier.submit(f"{of_contract}/interest", {"interest": "no"})
    plan = verifier.submit(f"{of_contract}/draw", {"size": "2", "seed": SEED})
    planned = re.search(r'name="planned" value="([0-9a-f]{64})"', plan.text)
    assert planned
    wanted = {"size": "2", "seed": SEED, "planned": planned[1]}
    drawn = verifier.submit(f"{of_contract}/draw", wanted).headers["Location"]
    hrefs = verifier.page(drawn).xpath("//ol[@class='sb-lines']//a/@href")
    claims = [one for one in map(str, hrefs) if re.search(r"/verification/[0-9a-f-]{36}$", one)]
    listed = verifier.get(f"{drawn}/list.txt").text
    whole = re.search(rf"{SEED}-[0-9a-f]{{16}}", verifier.text(drawn))
    assert whole
    again = CliRunner().invoke(
        storybank, ["verification", "redraw", "--seed", whole[0], "--size", "2"], input=listed
    )
    assert again.stdout.split() == [claim.rsplit("/", 1)[-1] for claim in claims]
    finding = {"method": "spoke", "checked_on": TODAY.isoformat(), "reason": "I rang them."}
    for claim, found in zip(claims, ("upheld", "not_upheld"), strict=True):
        assert manager.submit(lunch, {**finding, "finding": found}, to=claim).status_code == 403
        assert verifier.submit(claim, {**finding, "finding": found}).status_code == 303
    assert verifier.submit(f"{drawn}/close", {"note": ""}).status_code == 303

    # 5 the public register tells it without an account and without a word of a story
    shown = anybody.text("/register") + anybody.text(f"/register/{drawn.rsplit('/', 1)[-1]}")
    assert "Northern Verifiers" in shown
    assert SEED in shown
    assert not [told for text in TOLD.values() for told in text.split(". ") if told in shown]
    assert not [title for title in TOLD if title in shown]

    # 6 the agenda of the review is made of the gaps, and is kept with what was said
    running = f"/reviews/contracts/{number}"
    agreed = {
        "text": "Open the club again.",
        "side": "supplier",
        "owner": "Sam Field",
        "due_on": YESTERDAY,
        "commitment": "",
    }
    assert manager.submit(f"{running}/actions/new", agreed).status_code == 303
    calendar = {"every_months": "3", "first_on": TODAY.isoformat()}
    assert manager.submit(f"{running}/calendar", calendar).status_code == 303
    review = link_to(manager, running, r"^/reviews/[0-9a-f-]{36}$")
    items = [words(item) for item in manager.page(review).xpath("//li[@class='sb-agenda__item']")]
    for about, why in (
        (LUNCH, "1 passage speaks against it."),
        ("feel at home in their choir", "Nobody has told us about it."),
        ("Community fund", "A figure is reported, and nobody it was done for has told us."),
        ("Open the club again.", "Sam Field was to do it by"),
    ):
        assert any(about in item and why in item for item in items), (about, items)
    note = f"note:contradicted:{lunch.rsplit('/', 1)[-1]}"
    held = {
        "held_on": TODAY.isoformat(),
        "attended": "Ann and Sam",
        "notes": "A hard winter.",
        note: "The boiler is mended.",
    }
    assert manager.submit(f"{review}/hold", held).status_code == 303
    assert "The boiler is mended." in board.text(review)

    # 7 a lowering stands as nothing until somebody else agrees to it
    why = "The hall is let to others on Thursdays."
    fewer = {
        "kind": "unsaid",
        "ref": "L1",
        "text": LUNCH,
        "quantity": "25",
        "unit": "clubs",
        "due_on": "2028-03-31",
        "reason": why,
    }
    assert manager.submit(f"{lunch}/edit", fewer).status_code == 303
    change = link_to(second, "/changes", r"^/changes/[0-9a-f-]{36}$")
    assert "Still to be agreed by a second person" in manager.text(f"{running}/handover")
    assert "40 clubs" in manager.text(lunch)
    assert manager.submit(change, {"decision": "approve"}).status_code in {403, 422}
    assert "40 clubs" in manager.text(lunch)
    assert second.submit(change, {"decision": "approve", "note": ""}).status_code == 303
    for place in (lunch, contract, f"/reports/preview?contract={number}"):
        assert re.search(r"[Ll]owered from 40 (clubs )?to 25", board.text(place)), place

    # 8 whoever comes new reads all of it on one page
    handover = manager.text(f"{running}/handover")
    for told_there in (
        "Supported living",
        "nobody has told us",
        why,
        "Open the club again.",
        "Sam Field",
        "A hard winter.",
        "1 passage against",
        "Friends on a Tuesday",
    ):
        assert told_there in handover
