"""A story is told start to finish on a phone without JavaScript; each page is easy to read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from lxml.html import fromstring
from playwright.sync_api import Page

from tests.browser.conftest import WIDTHS, find_violations, shot
from tests.factories.telling import TOLD
from tests.reading_age import reading_age, sentences_of

READING_AGE = 9
# What most people reach on a phone's keyboard, and read to themselves.
LETTERS_A_SECOND, WORDS_A_SECOND = 3, 4
# Folded away, looked up when needed, or the storyteller's own words.
NOT_READ = "//details | //*[@class='sb-numbers'] | //*[contains(@class, 'sb-answers__said')]"
BY_ANOTHER = {
    **TOLD,
    "read": {},
    "teller": {"teller": "on_behalf"},
    "somebody": {
        "told_for": "my mother",
        "relation": "her son",
        "reason": "She does not see well.",
    },
    "name": {"identifiability": "chosen_name", "name": "Robin"},
    "hear": {"email": "robin@example.org", "may_tell_answers": "y", "ask_6": "y"},
}


def open_call_on_screen(page: Page) -> str:
    """Ask for stories as a contract manager does; returns the public address."""
    page.goto("/calls/new")
    page.get_by_label("What is it called?").fill("A browser’s lunch club")
    page.get_by_label("What do you ask?").fill("What changed for you?")
    page.get_by_label("Who asks, and why?").fill("We pay for the club. Is it any good?")
    page.get_by_label("Who will read the stories?").fill("Staff of the council.")
    page.get_by_role("button", name="Open this call").click()
    return page.locator(".sb-call__address a").inner_text().partition("/")[2]


def answer(page: Page, name: str) -> None:
    """Answer the page of this name, and go on."""
    for field, value in BY_ANOTHER[name].items():
        for one in value if isinstance(value, list) else [value]:
            box = page.locator(f"[name={field}]").first
            if box.get_attribute("type") in ("radio", "checkbox"):
                page.locator(f"[name={field}][value='{one}']").check()
            else:
                box.fill(one)
    page.get_by_role("button", name="Go on").click()


def tell(page: Page, where: str, look: Callable[[str], None]) -> None:
    """Tell a story at an address, looking at each page."""
    page.goto(f"/{where}")
    look("start")
    page.get_by_role("button", name="Read on and start").click()
    for _ in range(20):
        name = page.url.rsplit("/", 1)[1]
        look(name)
        if name == "check":
            break
        answer(page, name)
    page.get_by_role("button", name="Send my story").click()
    look("done")


def test_a_story_is_told_on_a_phone_without_javascript(
    visit: Callable[..., Page],
) -> None:
    where = open_call_on_screen(visit("manager"))
    phone = visit(width=WIDTHS["phone"], scripts=False)
    screens: dict[str, float] = {}
    to_read: dict[str, int] = {}

    def look(name: str) -> None:
        main = fromstring(phone.content()).xpath("//main")[0]
        screens[name] = reading_age(sentences_of(main))
        for passed_over in main.xpath(NOT_READ):
            passed_over.drop_tree()
        to_read[name] = len(sentences_of(main).split())
        phone.mouse.wheel(0, 20_000)  # down to the page's end: the way out comes along
        exit_box = phone.get_by_role("button", name="Exit this page").bounding_box()
        assert exit_box is not None
        assert 0 <= exit_box["y"] <= 900 - exit_box["height"], name
        shot(phone, f"telling-{len(screens):02}-{name}")

    began = time.monotonic()
    tell(phone, where, look)
    machine_seconds = time.monotonic() - began

    code = phone.locator(".sb-code").inner_text()
    typed = [v for page in BY_ANOTHER.values() for v in page.values() if " " in str(v)]
    letters = sum(len(str(one)) for one in typed)
    read = sum(count for name, count in to_read.items() if name != "done")
    minutes = (letters / LETTERS_A_SECOND + read / WORDS_A_SECOND) / 60
    print(
        f"{len(screens)} screens, {machine_seconds:.1f} s by machine; a person reads {read} words "
        f"and types {letters} letters: {minutes:.1f} minutes. Reading ages: "
        + ", ".join(f"{name} {age:.1f}" for name, age in screens.items())
    )
    assert re.search(r"\d{4}\s\d{4}\s\d{4}\s\d{4}$", code)
    assert len(screens) <= 16
    assert minutes < 10
    assert {name: round(age, 1) for name, age in screens.items() if age > READING_AGE} == {}


def test_the_pages_of_a_telling_are_accessible(visit: Callable[..., Page]) -> None:
    where = open_call_on_screen(visit("manager"))
    page = visit(width=WIDTHS["phone"])
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = find_violations(page)

    BY_ANOTHER["changed"]["changed"] += " And once more."
    tell(page, where, look)
    for address in ("tell/no-such-call", f"{where}/file", where):
        page.goto(f"/{address}")
        found[address] = find_violations(page)

    assert {name: problems for name, problems in found.items() if problems} == {}
