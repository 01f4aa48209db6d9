"""The plain facts of a contract, as its page and its handover begin with."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.frameworks.queries import frameworks_by_id
from storybank.places.models import Place
from storybank.reviews.models import Review
from storybank.web.filters import day, number

KIND_NAMES = {"contract": "Contract", "grant": "Grant"}
CATEGORY_NAMES = {"goods": "goods", "works": "works", "services": "services"}
REGIME_NAMES = {
    "procurement_act_2023": "Procurement Act 2023",
    "light_touch": "Procurement Act 2023, light touch",
    "pcr_2015": "Public Contracts Regulations 2015",
    "other": "another law",
}


def contract_facts(
    session: Session,
    actor: Actor,
    contract: Contract,
    names: Mapping[int, str],
    coming: Sequence[Review],
) -> list[dict[str, Any]]:
    """Lines with a name, words and perhaps an address; what nobody wrote down is left out.

    ``names`` are those of its owner and deputy, ``coming`` its reviews to come. At most two SQL
    statements.
    """
    place = session.get(Place, contract.place_id) if contract.place_id else None
    framework = frameworks_by_id(session, [contract.framework_id]).get(contract.framework_id or 0)
    lines = [
        ("Between", f"{contract.buyer} and {contract.supplier}", None),
        ("Runs", _runs(contract), None),
        ("Worth", f"£{number(contract.value)}" if contract.value is not None else "", None),
        ("Kind", _kind(contract), None),
        ("Department", contract.department, None),
        ("Place", place.name if place else "", _place_page(place)),
        (
            "Let under",
            f"{framework.title}, {framework.edition}" if framework else "",
            url_for("frameworks.show", framework_id=framework.public_id)
            if framework and can(actor, Action.READ_FRAMEWORK)
            else None,
        ),
        ("Looked after by", _people(contract, names), None),
        ("Next review", *_review(actor, contract, coming)),
    ]
    return [{"name": name, "words": words, "href": href} for name, words, href in lines if words]


def _runs(contract: Contract) -> str:
    starts, ends = contract.starts_on, contract.ends_on
    if starts and ends:
        words = f"{day(starts)} to {day(ends)}"
    elif ends:
        words = f"until {day(ends)}"
    else:
        words = f"from {day(starts)}" if starts else ""
    if contract.may_extend_to and contract.may_extend_to != ends:
        words += f", and could be extended to {day(contract.may_extend_to)}"
    if ends and ends < clock.today():
        words += ". It has ended"
    return words.removeprefix(", ")


def _kind(contract: Contract) -> str:
    parts = [KIND_NAMES[contract.kind.value]]
    if contract.category:
        parts.append(CATEGORY_NAMES[contract.category.value])
    if contract.is_people_service:
        parts.append("a service to people, so its promises lie in the service itself")
    if contract.regime:
        parts.append(REGIME_NAMES[contract.regime.value])
    return ", ".join(parts)


def _people(contract: Contract, names: Mapping[int, str]) -> str:
    owner = names.get(contract.owner_id or 0, "")
    deputy = names.get(contract.deputy_id or 0, "")
    if not owner:
        return f"nobody yet; {deputy} stands in" if deputy else "nobody yet"
    return f"{owner}; {deputy} stands in" if deputy else owner


def _place_page(place: Place | None) -> str | None:
    return url_for("places.show", place_id=place.public_id) if place else None


def _review(actor: Actor, contract: Contract, coming: Sequence[Review]) -> tuple[str, str | None]:
    if not can(actor, Action.READ_REVIEW):
        return "", None
    if not coming:
        return "none planned", url_for("reviews.contract", contract_id=contract.public_id)
    return day(coming[0].due_on), url_for("reviews.show", review_id=coming[0].public_id)
