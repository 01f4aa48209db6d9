"""Reading what a report is to be about: from an address, a draft or a schedule."""

from collections.abc import Mapping
from datetime import date
from unicodedata import category
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.commitments.queries import get_contract
from storybank.core.errors import NotFound
from storybank.core.ids import parse_public_id
from storybank.frameworks.models import Framework
from storybank.frameworks.queries import get_framework
from storybank.intake.models import Purpose
from storybank.places.models import Place
from storybank.places.queries import get_place
from storybank.reports.models import Report, ReportKind, ReportSchedule
from storybank.reports.rules import KINDS, Asked, Period

LONGEST_NAME = 500
UNREADABLE = frozenset({"Cc", "Cs", "Co"})
"""Controls, lone surrogates and private use, as ``core.text`` takes them out of what is typed."""


def find_asked(session: Session, actor: Actor, query: Mapping[str, str]) -> Asked:
    """What an address asks for (``Asked.query``); whoever reads it must be allowed to.

    Raises:
        NotFound: it names what there is not, or what is not the actor's to read.
    """
    try:
        kind = ReportKind(query.get("kind") or ReportKind.BOARD_PACK)
        purpose = Purpose(query.get("purpose") or KINDS[kind].purposes[0])
        period = Period(_day(query.get("from")), _day(query.get("to")))
        ids = {name: _id(query.get(name)) for name in ("contract", "place", "framework")}
    except ValueError as error:
        raise NotFound("There is no such report.") from error
    contract, place, framework = ids["contract"], ids["place"], ids["framework"]
    return Asked(
        kind=kind,
        purpose=purpose,
        contract=get_contract(session, actor, contract) if contract else None,
        place=get_place(session, place) if place else None,
        framework=get_framework(session, actor, framework) if framework else None,
        supplier=_name(query.get("supplier")),
        department=_name(query.get("department")),
        period=period,
    )


def asked_of(session: Session, kept: Report | ReportSchedule) -> Asked:
    """What a draft, an issued report or a schedule is about."""
    period = Period(kept.told_from, kept.told_to) if isinstance(kept, Report) else Period()
    return Asked(
        kind=kept.kind,
        purpose=kept.purpose,
        contract=session.get(Contract, kept.contract_id) if kept.contract_id else None,
        place=session.get(Place, kept.place_id) if kept.place_id else None,
        framework=session.get(Framework, kept.framework_id) if kept.framework_id else None,
        supplier=kept.supplier,
        department=kept.department,
        period=period,
        title=kept.title,
        more=dict(kept.more) if isinstance(kept, Report) else {},
    )


def _name(text: str | None) -> str:
    """A name as an address gives it.

    Raises:
        NotFound: nobody is called so: it is far too long, or holds what no page and no file can.
    """
    if text and (len(text) > LONGEST_NAME or any(category(one) in UNREADABLE for one in text)):
        raise NotFound("There is no such report.")
    return text or ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _id(text: str | None) -> UUID | None:
    return parse_public_id(text) if text else None
