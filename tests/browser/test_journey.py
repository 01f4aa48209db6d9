"""The main job in a real browser, by the people whose job it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import find_violations, shot

WAITING = "[data-suggestion]:not([data-decided])"
TITLE = "A key of my own"
QUOTE = "Now I have the keys to my own flat."
WORDS = (
    "For two years I slept on other people's floors. "
    "I got so low that I stopped answering the phone. "
    "A worker called every week and sat with me while I filled in the forms. "
    f"{QUOTE} "
    "I still cannot afford the heating."
)


def look(page: Page, name: str) -> None:
    """A page of the journey is accessible, and a picture of it is kept."""
    assert find_violations(page) == [], page.url
    shot(page, f"journey-{name}")


def send_story(page: Page) -> None:
    page.goto("/intake/new")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Storyteller’s account").check()
    page.locator("textarea[name=body]").fill(WORDS)
    page.get_by_label("The person themselves").check()
    page.locator("select[name=contract]").select_option(index=1)
    page.get_by_label("The people who run the contract may read it").check()
    page.get_by_label(
        "Boards and councillors may read all of it, and see parts of it in reports"
    ).check()
    page.get_by_label("A computer on this server may suggest what it is about").check()
    page.get_by_label("They signed a paper form").check()
    look(page, "01-send")
    page.get_by_role("button", name="Send this story").click()
    expect(page.locator("h1")).to_be_visible()
    look(page, "02-sent")


def accept_story(page: Page) -> str:
    page.goto("/intake")
    page.get_by_role("link", name=TITLE).click()
    look(page, "03-waiting")
    page.get_by_role("button", name=re.compile("^Accept")).click()
    page.wait_for_url("**/stories/**")
    return page.url.split("#")[0]


def wait_for_reading(page: Page, story: str) -> None:
    suggestion = page.locator(WAITING)
    for _ in range(40):
        page.goto(story)
        if suggestion.count():
            return
        page.wait_for_timeout(250)
    raise AssertionError("no suggestion appeared")


def choose_sentence(panel: Locator) -> None:
    option = panel.locator("select[name=sentences] option", has_text=QUOTE)
    panel.locator("select[name=sentences]").select_option(option.get_attribute("value"))


def test_a_story_goes_in_and_a_board_reads_it(visit: Callable[..., Page]) -> None:
    send_story(visit("contributor"))
    manager = visit("manager")
    story = accept_story(manager)
    wait_for_reading(manager, story)
    look(manager, "04-suggestions")

    # by keyboard alone: the next suggestion, confirm it
    waiting = manager.locator(WAITING).count()
    manager.keyboard.press("j")
    manager.keyboard.press("c")
    expect(manager.locator(WAITING)).to_have_count(waiting - 1)

    # a code of one's own, and the promise it speaks to
    panel = manager.locator("form[data-select-passage]")
    choose_sentence(panel)
    panel.locator("select[name=theme]").select_option("home")
    panel.get_by_label("Something got better").check()
    panel.get_by_role("button", name="Add this code").click()
    manager.wait_for_load_state()
    choose_sentence(panel)
    choose = panel.get_by_role("button", name="Choose the promise")
    if not choose.is_visible():
        panel.locator("summary", has_text="Attach to a promise").click()
    choose.click()
    manager.locator("input[name=commitment]").first.check()
    manager.keyboard.press("s")
    manager.get_by_role("button", name="Attach these words").click()
    manager.wait_for_load_state()
    look(manager, "05-linked")

    contract = manager.locator("main a[href^='/contracts/']").first.get_attribute("href") or ""

    # found again within two seconds of being saved
    manager.wait_for_timeout(2000)
    manager.goto("/search?q=%22keys+to+my+own+flat%22")
    expect(manager.get_by_role("link", name=TITLE)).to_be_visible()
    look(manager, "06-search")

    verifier = visit("verifier")
    verifier.goto("/verification")
    verifier.get_by_text(QUOTE).first.wait_for()
    verifier.locator("li, article, tr, section", has_text=QUOTE).last.get_by_role(
        "link"
    ).first.click()
    look(verifier, "07-verify")
    verifier.locator("input[name=finding][value=upheld]").check()
    verifier.locator("input[name=method][value=spoke]").check()
    verifier.get_by_label("Why?").fill("I visited, and saw the tenancy.")
    verifier.locator("main form button[type=submit]").last.click()
    verifier.wait_for_load_state()

    board = visit("board")
    board.goto(f"/reports/preview?contract={contract.split('/')[2]}")
    look(board, "08-report")
    assert QUOTE in board.locator("main").inner_text()


def test_the_whole_review_works_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit("analyst", scripts=False)
    page.goto("/stories?waiting=suggestions")
    page.locator("main h2 a, main h3 a").first.click()
    story = page.url
    waiting = page.locator("form[action*='/confirm'][action*='/tagging/']").count()

    page.locator("form[action*='/confirm'][action*='/tagging/'] button").first.click()

    page.goto(story)
    assert page.locator("form[action*='/confirm'][action*='/tagging/']").count() == waiting - 1


def test_a_page_prints_without_its_navigation(visit: Callable[..., Page]) -> None:
    page = visit("board")
    page.goto("/reports/preview")
    page.emulate_media(media="print")

    assert not page.locator(".sb-header nav").is_visible()
    assert page.locator("h1").is_visible()
