"""What an address of the ledger asks for, and how to narrow it further."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask import g, request, url_for
from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import get_commitment, get_contract
from storybank.core.errors import NotFound
from storybank.core.ids import parse_public_id
from storybank.frameworks.queries import get_item
from storybank.places.queries import get_place
from storybank.reviews.ledger import Stage, Wanted

WITHOUT = "-"


class By(StrEnum):
    """What the promises are counted by."""

    CONTRACT = "contract"
    SUPPLIER = "supplier"
    DEPARTMENT = "department"
    PLACE = "place"
    ITEM = "item"
    PROMISE = "promise"


BY_NAMES = {
    By.CONTRACT: "Contract",
    By.SUPPLIER: "Supplier",
    By.DEPARTMENT: "Department",
    By.PLACE: "Place",
    By.ITEM: "Framework",
    By.PROMISE: "Promise",
}
STAGE_NAMES = {
    Stage.FIGURE: "With a figure",
    Stage.HEARD: "With a voice",
    Stage.VERIFIED: "Verified, at least in part",
    Stage.SILENT: "Nobody has told us",
    Stage.FIGURE_ONLY: "Numbers only, no story",
    Stage.AGAINST: "With words against",
    Stage.NOT_UPHELD: "With a claim not upheld",
    Stage.QUESTION: "With a figure that asks a question",
    Stage.WITHDRAWN: "Taken out of the contract",
}
NOTHING_GIVEN = {
    By.SUPPLIER: "No supplier written down",
    By.DEPARTMENT: "No department written down",
    By.PLACE: "No place written down",
    By.ITEM: "Answers no item of a framework",
}
_NARROWS = ("contract", "supplier", "department", "place", "item")


@dataclass(frozen=True)
class Asked:
    """What is asked for. ``narrowed`` are the words of each way in which it is narrowed down."""

    by: By
    wanted: Wanted
    stage: Stage | None
    query: Mapping[str, str]
    narrowed: Mapping[str, str]
    contract: Contract | None = None
    promise: Commitment | None = None

    def url(self, endpoint: str = "ledger.show", **more: str | None) -> str:
        """The address of a page that asks for the same and, with ``more``, something else."""
        values = {**self.query, **more}
        query = urlencode([(key, text) for key, text in values.items() if text is not None])
        return f"{_address_of(endpoint)}?{query}"

    def filters(self) -> list[dict[str, str]]:
        """What it is narrowed to, each with the address that asks for all again."""
        without: dict[str, dict[str, str | None]] = {name: {name: None} for name in self.narrowed}
        return [
            {"label": words, "remove_url": self.url("ledger.show", **without[name])}
            for name, words in self.narrowed.items()
        ]

    def narrow_to(self, value: str) -> dict[str, str]:
        """What to add to an address to ask for one group only."""
        return {self.by.value: value or WITHOUT}


def _address_of(endpoint: str) -> str:
    """A page's address, worked out once a request: a table of groups asks for hundreds."""
    known: dict[str, str] = g.setdefault("ledger_addresses", {})
    if endpoint not in known:
        known[endpoint] = url_for(endpoint)
    return known[endpoint]


def read_asked(session: Session, actor: Actor) -> Asked:
    """Read the running request's address.

    Raises:
        NotFound: it names something that is not there, or not this reader's.
    """
    args = request.args
    query = {name: args[name] for name in ("by", "stage", "promise", *_NARROWS) if args.get(name)}
    try:
        by = By(query.get("by", By.CONTRACT.value))
        stage = Stage(query["stage"]) if "stage" in query else None
    except ValueError as error:
        raise NotFound("There is no such way to count promises.") from error
    asked = Asked(by, Wanted(), stage, query, {})
    asked = _of_contract(session, actor, asked)
    asked = _of_words(asked)
    asked = _of_place(session, asked)
    asked = _of_item(session, actor, asked)
    if stage is not None:
        asked = replace(asked, narrowed={**asked.narrowed, "stage": STAGE_NAMES[stage]})
    return asked


def asked_of_contract(contract: Contract) -> Asked:
    """What one contract's own page asks for."""
    query = {"by": By.PROMISE.value, "contract": str(contract.public_id)}
    wanted = Wanted(contract_id=contract.key)
    return Asked(By.PROMISE, wanted, None, query, {"contract": contract.title}, contract)


def _of_contract(session: Session, actor: Actor, asked: Asked) -> Asked:
    if "promise" in asked.query:
        promise, contract = get_commitment(session, actor, parse_public_id(asked.query["promise"]))
        asked = _narrowed(asked, "promise", f"Promise {promise.ref}", contract_id=contract.key)
        return replace(asked, contract=contract, promise=promise)
    if "contract" in asked.query:
        contract = get_contract(session, actor, parse_public_id(asked.query["contract"]))
        asked = _narrowed(asked, "contract", contract.title, contract_id=contract.key)
        return replace(asked, contract=contract)
    return asked


def _of_words(asked: Asked) -> Asked:
    for by in (By.SUPPLIER, By.DEPARTMENT):
        text = asked.query.get(by.value)
        if text is not None:
            value = "" if text == WITHOUT else text.strip()
            asked = _narrowed(asked, by.value, value or NOTHING_GIVEN[by], **{by.value: value})
    return asked


def _of_place(session: Session, asked: Asked) -> Asked:
    text = asked.query.get(By.PLACE.value)
    if text is None:
        return asked
    if text == WITHOUT:
        return _narrowed(asked, "place", NOTHING_GIVEN[By.PLACE], place_id=0)
    place = get_place(session, parse_public_id(text))
    return _narrowed(asked, "place", place.name, place_id=place.key)


def _of_item(session: Session, actor: Actor, asked: Asked) -> Asked:
    text = asked.query.get(By.ITEM.value)
    if text is None:
        return asked
    if text == WITHOUT:
        return _narrowed(asked, "item", NOTHING_GIVEN[By.ITEM], item_id=0)
    item = get_item(session, actor, parse_public_id(text))
    return _narrowed(asked, "item", f"{item.code} {item.name}".strip(), item_id=item.key)


def _narrowed(asked: Asked, name: str, words: str, **wanted: Any) -> Asked:
    return replace(
        asked,
        wanted=replace(asked.wanted, **wanted),
        narrowed={**asked.narrowed, name: words},
    )
