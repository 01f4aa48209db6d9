"""Every page a person meets, on a desk and on a phone: axe finds nothing, nothing sticks out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import WIDTHS, find_violations, shot

ID = "[0-9a-f]{8}-[0-9a-f-]{27}"
# role -> pages; "find:" opens the first link on the page before it that matches
PAGES: dict[str | None, list[str]] = {
    None: [
        "/sign-in",
        "/no-such-page",
        "/register",
        "/tell/open-door",
        "/tell/no-such-call",
        "/your-story",
        "/your-story/left",
        "/shared/no-such-address",
    ],
    "protection": [
        "/",
        "/complaints",
        f"find:^/complaints/{ID}$",
        "/complaints/new",
        "/complaints/copies",
        "/retention",
        "/retention/rules/story",
        "/retention/due/original",
        "/retention/due/original/dispose",
        "/retention/holds",
        "/retention/holds/new",
        "/retention/certificates",
    ],
    "manager": [
        "/",
        "/stories",
        f"find:^/stories/{ID}$",
        f"find:^/stories/{ID}/edit$",
        "/stories",
        f"find:^/stories/{ID}$",
        f"find:^/stories/{ID}/versions$",
        "/answering",
        f"find:^/answering/stories/{ID}$",
        "/answering/changes",
        "/answering/again",
        "/contracts",
        f"find:^/contracts/{ID}$",
        f"find:^/answering/contracts/{ID}$",
        "/account/notices",
        "/intake",
        f"find:^/intake/{ID}$",
        "/intake/new",
        "/intake/upload",
        "/intake/workspace",
        "/attachments",
        "/calls",
        f"find:^/calls/{ID}$",
        f"find:^/calls/{ID}/poster$",
        "/calls/new",
        "/contracts",
        f"find:^/contracts/{ID}$",
        f"find:^/contracts/commitments/{ID}",
        f"find:^/contracts/commitments/{ID}/edit$",
        "/changes",
        f"find:^/changes/{ID}$",
        "/contracts",
        f"find:^/contracts/{ID}$",
        f"find:^/ledger/silence/{ID}$",
        "/ledger",
        "/ledger?by=promise",
        "/ledger/passages",
        "/contracts",
        f"find:^/contracts/{ID}$",
        f"find:^/contracts/{ID}/deliveries/import$",
        "/contracts/new",
        "/contracts/import",
        "/contracts",
        f"find:^/contracts/{ID}$",
        f"find:^/contracts/{ID}/export$",
        "/linking",
        f"find:^/linking[?]contract={ID}$",
        f"find:^/stories/{ID}#link",
        f"find:^/linking/stories/{ID}/attach",
        "/linking/strength",
        "/frameworks/import",
        "/frameworks/charters/new",
        "/frameworks",
        f"find:^/frameworks/{ID}$",
        f"find:^/frameworks/{ID}/crosswalk$",
        f"find:^/frameworks/items/{ID}/themes$",
        "/stories",
        f"find:^/stories/{ID}$",
        f"find:^/stories/{ID}/frameworks$",
        "/tagging/trust",
        "/search?q=friends",
        "/search?q=zzzzzz",
        "/reviews",
        f"find:^/reviews/contracts/{ID}$",
        f"find:^/reviews/contracts/{ID}/ratings$",
        f"find:^/reviews/contracts/{ID}/handover$",
        "/places",
        f"find:^/places/{ID}$",
        "/places/new",
        "/places/import",
        "/places/unplaced",
        "/verification/panels",
        "/verification/panels/new",
        "/reports",
        "/learning",
        "/learning/new",
        "/budget",
        "find:^/budget/[0-9]+$",
        "find:^/budget/[0-9]+/narrative",
        "/issued",
        f"find:^/issued/{ID}$",
        f"find:^/issued/{ID}/shares$",
        "/issued",
        f"find:^/reports/drafts/{ID}$",
        f"find:^/reports/drafts/{ID}/quotations$",
        f"find:^/reports/drafts/{ID}/choose",
        "/issued",
        f"find:^/reports/drafts/{ID}$",
        f"find:^/reports/drafts/{ID}/principles$",
        "/reports/choose?kind=board_pack",
        "/reports/preview",
        "/reports/passages?change=better",
        "/reports/promises",
        "/account",
    ],
    "contributor": [
        "/",
        "/stories",
        "/intake",
        f"find:^/intake/{ID}$",
        f"find:^/intake/{ID}/consent$",
        f"find:^/intake/{ID}/consent/history$",
        f"find:^/statements/{ID}$",
        "/intake/drafts",
        "/consent/running-out",
        "/bids",
        "/bids/new",
    ],
    "verifier": [
        "/",
        "/verification",
        f"find:^/verification/{ID}$",
        "/verification",
        f"find:^/contracts/{ID}/verification$",
        f"find:^/contracts/{ID}/verification/interest$",
        "/verification/rounds",
        "/verification/member-checks",
        f"find:^/verification/{ID}/member-check$",
    ],
    "board": [
        "/",
        "/reports/preview",
        f"find:^/stories/{ID}/read$",
        "/tagging/trust",
        "/ledger",
        "/ledger/silence",
        "/contracts",
        f"find:^/contracts/{ID}$",
        "/places",
        f"find:^/places/{ID}$",
    ],
    "analyst": ["/", "/stories", "/codebook", "/codebook/new", "/codebook/home"],
    "safeguarding": [
        "/",
        "/safeguarding/raised",
        "/safeguarding?status=held",
        "/safeguarding",
        f"find:^/safeguarding/{ID}$",
        f"find:^/safeguarding/{ID}/told$",
    ],
    "administrator": [
        "/",
        "/settings",
        "/settings/people/new",
        "/settings/audit",
        "/statements",
        "/statements/new",
        "/statements/help-numbers",
        "/statements/help-numbers/new",
    ],
}


def open_page(page: Page, where: str) -> None:
    if not where.startswith("find:"):
        page.goto(where)
        return
    href = page.evaluate(
        "pattern => [...document.querySelectorAll('main a, .sb-layout a')]"
        ".map(a => a.getAttribute('href')).find(h => new RegExp(pattern).test(h)) || null",
        where.removeprefix("find:"),
    )
    assert href, f"{page.url} has no link that matches {where}"
    page.goto(href)


@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "nobody")
def test_pages_are_accessible_and_fit(visit: Callable[..., Page], who: str | None) -> None:
    page = visit(who)
    for number, where in enumerate(PAGES[who]):
        page.set_viewport_size({"width": WIDTHS["desk"], "height": 900})
        open_page(page, where)
        assert page.locator("h1").count() == 1, page.url
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 900})
            assert find_violations(page) == [], (page.url, width)
            sticks_out = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not sticks_out, (page.url, width)
            shot(page, f"{who or 'nobody'}-{number:02}")


def test_the_demonstration_says_so_on_every_page(visit: Callable[..., Page]) -> None:
    page = visit("manager")
    for where in ("/", "/stories", "/reports/preview", "/no-such-page"):
        page.goto(where)
        assert "Demonstration" in page.locator("body").inner_text()
