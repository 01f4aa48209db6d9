"""The search page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from storybank.accounts.models import User
from storybank.app import Bank
from storybank.codebook.queries import codes_by_slug
from storybank.search.engine import SearchUnavailable
from tests.factories.bank import BODY, Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient, words

SignIn = Callable[..., CheckingClient]


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


@pytest.fixture
def three(make: Factory, manager: User) -> list[str]:
    """Three stories of two places and two contracts; two of them are coded."""
    contract = make.contract(manager.organisation, title="Lunches for all")
    with make.session() as session:
        themes = list(codes_by_slug(session))
    stories = [
        make.story(
            manager, contract=contract, title="One", place="Whitby", told_on=date(2026, 1, 5)
        ),
        make.story(manager, title="Two", place="Whitby", told_on=date(2025, 6, 1)),
        make.story(manager, title="Three <b>", place="Robin Hood’s Bay & co"),
    ]
    make.run_pipeline()
    make.coding(manager, stories[0], 0, themes[0], "better")
    make.coding(manager, stories[1], 0, themes[1], "worse")
    make.run_pipeline()
    return themes


def titles(client: CheckingClient, url: str) -> list[str]:
    page = client.page(url)
    return [words(link) for link in page.xpath("//ol[@class='sb-stories']/li/h3")]


def test_search_without_words_lists_everything_newest_told_first(
    manager: User, three: list[str], sign_in: SignIn
) -> None:
    client = sign_in(manager)
    assert titles(client, "/search") == ["Three <b>", "One", "Two"]
    assert titles(client, "/search?sort=oldest") == ["Two", "One", "Three <b>"]


def test_search_marks_the_words_and_names_the_codes(
    manager: User, three: list[str], sign_in: SignIn, make: Factory
) -> None:
    page = sign_in(manager).page("/search?q=lunch+club")
    assert {words(mark) for mark in page.xpath("//mark")} == {"lunch", "club"}
    with make.session() as session:
        name = codes_by_slug(session)[three[0]].name
    assert name in words(page.xpath("//ol[@class='sb-stories']")[0])


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("place=Whitby", ["One", "Two"]),
        ("change=worse", ["Two"]),
        ("change=worse&change=better", ["One", "Two"]),
        ("place=Whitby&change=better", ["One"]),
        ("told_from=&told_from=&told_from=2026", ["One"]),
        ("told_to=&told_to=6&told_to=2025", ["Two"]),
        ("told_to=31&told_to=12&told_to=2025", ["Two"]),
        ("place=Robin+Hood%E2%80%99s+Bay+%26+co", ["Three <b>"]),
        ("checked=waiting", []),
        ("checked=none", ["Three <b>", "One", "Two"]),
    ],
)
def test_search_filters_come_from_the_address(
    manager: User, three: list[str], sign_in: SignIn, query: str, left: list[str]
) -> None:
    assert titles(sign_in(manager), f"/search?{query}") == left


def test_search_filters_are_removed_one_by_one(
    manager: User, three: list[str], sign_in: SignIn
) -> None:
    client = sign_in(manager)
    year = "told_from=&told_from=&told_from=2025"
    url = f"/search?q=bus&place=Whitby&theme={three[0]}&theme={three[1]}&{year}"
    page = client.page(url)
    links = page.xpath("//a[@class='sb-applied__item']/@href")
    kept = [parse_qs(urlsplit(link).query) for link in links]
    assert [len(one.get("theme", [])) for one in kept] == [1, 1, 2, 2]
    assert [one.get("place") for one in kept] == [["Whitby"], ["Whitby"], None, ["Whitby"]]
    assert ["told_from" in one for one in kept] == [True, True, True, False]
    assert all(one["q"] == ["bus"] for one in kept)
    assert kept[0]["told_from"] == ["1", "1", "2025"]
    assert page.xpath("//a[@class='sb-applied__clear']/@href") == ["/search?q=bus"]
    for link in links:
        assert client.get(link).status_code == 200


def test_search_words_and_filters_keep_each_other(
    manager: User, three: list[str], sign_in: SignIn
) -> None:
    page = sign_in(manager).page("/search?q=bus&place=Whitby&sort=newest")
    box = page.xpath("//form[@role='search']")[0]
    assert box.xpath(".//input[@name='place']/@value") == ["Whitby"]
    assert box.xpath(".//input[@name='sort']/@value") == ["newest"]
    panel = page.xpath("//form[@class='sb-filters__form']")[0]
    assert panel.get("method") == "get"
    assert panel.xpath(".//input[@name='q']/@value") == ["bus"]
    assert panel.xpath(".//input[@name='place'][@checked]/@value") == ["Whitby"]


def test_search_facets_are_in_words_with_counts(
    manager: User, three: list[str], sign_in: SignIn, make: Factory
) -> None:
    page = sign_in(manager).page("/search")
    facets = {
        words(facet.xpath("./legend")[0]): [words(option) for option in facet.xpath(".//label")]
        for facet in page.xpath("//fieldset[@class='sb-facet']")
    }
    with make.session() as session:
        names = codes_by_slug(session)
    assert facets["Place"] == ["Whitby2", "Robin Hood’s Bay & co1"]
    assert facets["Contract"] == ["Lunches for all1"]
    assert sorted(facets["Theme"]) == sorted(f"{names[slug].name}1" for slug in three[:2])
    assert facets["What it says"] == ["Better1", "Worse1"]
    assert facets["Checked"] == ["Not linked to a promise3"]


@pytest.mark.parametrize(
    "query",
    [
        "theme=none-such&change=x&kind=%00&checked=y&contract=z&place=%F0%9F%98%80",
        "q=%22%28%28*&page=-3&sort=sideways",
        "q=%00%01&page=99999999999999999999",
        "told_from=1&told_from=2&told_from=x&told_to=4",
        "told_from=31&told_from=2&told_from=2026",
        "told_from=0&told_from=0&told_from=0",
        "q=" + "a" * 3000,
        "place=" + "a" * 300,
        "theme=x&" * 300,
    ],
)
def test_search_strange_addresses_do_not_break(
    manager: User, three: list[str], sign_in: SignIn, query: str
) -> None:
    assert sign_in(manager).get(f"/search?{query}").status_code in (200, 422)


def test_search_unknown_filter_values_are_left_out(
    manager: User, three: list[str], sign_in: SignIn
) -> None:
    client = sign_in(manager)
    assert len(titles(client, "/search?theme=none-such&contract=x&change=y")) == 3
    assert not client.page("/search?theme=none-such").xpath("//a[@class='sb-applied__item']")


def test_search_impossible_date_says_so_and_keeps_it(
    manager: User, three: list[str], sign_in: SignIn
) -> None:
    url = "/search?told_from=31&told_from=2&told_from=2026"
    response = sign_in(manager).get(url)
    text = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Enter a date such as 27 3 2026" in text
    assert 'value="31"' in text


def test_search_nothing_found_helps(manager: User, three: list[str], sign_in: SignIn) -> None:
    client = sign_in(manager)
    assert "No story you may read has these words" in client.text("/search?q=zeppelin")
    both = client.text("/search?q=bus&place=Elsewhere")
    assert "No story fits both the words and the filters" in both
    assert "These have some of them" in client.text("/search?q=bus+zeppelin")


def test_search_empty_bank_teaches(manager: User, sign_in: SignIn) -> None:
    assert "Nothing to search yet" in sign_in(manager).text("/search")


def test_search_pages_past_the_end_show_the_last(
    make: Factory, manager: User, bank: Bank, sign_in: SignIn
) -> None:
    client = sign_in(manager)
    for number in range(3):
        make.story(manager, title=f"Story {number}")
    make.run_pipeline()
    client.get("/search?q=friends")
    with counted(bank.database) as few:
        assert len(titles(client, "/search?q=friends")) == 3
    for number in range(3, 12):
        make.story(manager, title=f"Story {number}")
    make.run_pipeline()
    with counted(bank.database) as many:
        assert len(titles(client, "/search?q=friends")) == 10
    assert len(many) == len(few)
    assert len(titles(client, "/search?q=friends&page=2")) == 2
    assert titles(client, "/search?q=friends&page=77") == titles(client, "/search?q=friends&page=2")
    page = client.page("/search?q=friends&place=&page=2")
    assert "/search?q=friends&place=&page=1" in page.xpath("//nav//a/@href")


def test_search_other_organisation_sees_nothing_at_all(
    manager: User, three: list[str], make: Factory, sign_in: SignIn
) -> None:
    contract = make.contract(manager.organisation, title="Secret lunches")
    make.story(manager, contract=contract, title="Kept apart", place="Hidden Place")
    make.run_pipeline()
    other = sign_in(make.user("contract_manager"))
    for url in ("/search", "/search?q=friends", "/search?place=Hidden+Place"):
        page = other.text(url)
        assert "Kept apart" not in page
        assert "Lunches for all" not in page
    # A filter typed into the address tells nothing about what others hold either.
    assert "Secret lunches" not in other.text(f"/search?contract={contract.public_id}")


def test_search_board_reader_sees_personal_details_covered(
    make: Factory, manager: User, sign_in: SignIn
) -> None:
    body = f"My number is 07700 900123 and they rang me about the bus. {BODY}"
    make.story(manager, body=body, contract=make.contract(manager.organisation))
    make.run_pipeline()
    url = "/search?q=rang+bus"
    assert "07700 900123" in sign_in(manager).text(url)
    board = make.user("board_reader", organisation=manager.organisation)
    page = sign_in(board).text(url)
    assert "[a phone number]" in page
    assert "07700" not in page


def test_search_administrator_refused(make: Factory, sign_in: SignIn) -> None:
    assert sign_in(make.user("administrator")).get("/search").status_code == 403


def test_search_engine_down_says_so(
    make: Factory, manager: User, bank: Bank, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_query: object) -> None:
        raise SearchUnavailable("the index is being mended")

    monkeypatch.setattr(bank.tools.engine, "search", fail)
    response = sign_in(manager).get("/search?q=bus")
    assert response.status_code == 503
    assert "Searching rests for a moment" in response.get_data(as_text=True)
