"""The frame of every page: where one is, and where a contract's other pages are."""

from __future__ import annotations

from collections.abc import Callable

from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

CURRENT = "//nav[@aria-label='{}']//a[@aria-current]"


def marked(client: CheckingClient, url: str, nav: str = "Main") -> list[str]:
    """The words of the entries marked as where one is."""
    return [words(link) for link in client.page(url).xpath(CURRENT.format(nav))]


def test_frame_marks_where_a_page_is_found_for_each_reader(
    make: Factory, sign_in: Callable[..., CheckingClient]
) -> None:
    manager = make.user("contract_manager")
    verifier = make.user("verifier")
    contract = make.contract(manager.organisation)
    reads, checks = sign_in(manager), sign_in(verifier)
    tray = f"/linking/contracts/{contract.public_id}"

    assert marked(reads, "/verification/rounds") == ["Contracts"]
    assert marked(checks, "/verification/rounds") == ["Verification"]
    assert marked(reads, "/linking") == ["Stories"]
    assert marked(reads, tray) == ["Contracts"]
    assert marked(reads, tray, "This contract") == ["Suggested passages"]
    (summary,) = reads.page(tray).xpath("//nav[@aria-label='This contract']//summary")
    assert words(summary) == "This contract: Suggested passages"
