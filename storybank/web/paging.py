"""Cutting a list into pages, and the addresses of the other pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

HIGHEST = 100_000


@dataclass(frozen=True)
class Paging:
    """Where in a list a page stands; ``url`` has ``{page}`` where a page's number belongs."""

    number: int
    pages: int
    total: int
    url: str


def page_asked() -> int:
    """The page number in the address; 1 where there is none, or none that makes sense."""
    text = request.args.get("page", "")
    return min(max(int(text[:9]), 1), HIGHEST) if text.isascii() and text.isdigit() else 1


def paging(number: int, total: int, per_page: int) -> Paging:
    """The paging of a list of ``total`` things; a page past the end becomes the last one."""
    pages = max(-(-total // per_page), 1)
    rest = [pair for pair in request.args.items(multi=True) if pair[0] != "page"]
    # What comes from the address is percent-encoded here, so no other braces can be in it.
    url = f"{request.path}?{urlencode([*rest, ('page', '')])}{{page}}"
    return Paging(min(number, pages), pages, total, url)


def address(pairs: Iterable[tuple[str, str]]) -> str:
    """This page's address with these parts of a query and no others."""
    query = urlencode([pair for pair in pairs if pair[1]])
    return f"{request.path}?{query}" if query else request.path
