"""Pages of the ledger over many contracts, and of what nobody has told."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.accounts.rules import Actor, can
from storybank.commitments.queries import get_contract
from storybank.core.errors import NotFound
from storybank.reviews.ledger import (
    Group,
    Marks,
    Shown,
    Standing,
    at_stage,
    by_contract,
    by_item,
    by_place,
    by_words,
    ledger_rows,
    list_behind,
    list_standings,
    marks_of,
    tally,
)
from storybank.stories.rules import reading_scope
from storybank.verification.queries import verifications_of
from storybank.web.auth import allows, current_actor
from storybank.web.covered_words import words_of
from storybank.web.ledger_asked import BY_NAMES, Asked, By, read_asked
from storybank.web.ledger_groups import funnel, group_rows
from storybank.web.ledger_rows import promise_rows
from storybank.web.ledger_table import groups_table, promises_table
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session
from storybank.web.silence_page import gather_silence

pages = Blueprint("ledger", __name__, url_prefix="/ledger")

PER_PAGE = 50
PASSAGES_A_PAGE = 25
SHOWN_NAMES = {
    Shown.HEARD: "Everything people said of these promises",
    Shown.FOR: "Words for these promises",
    Shown.AGAINST: "Words against these promises",
    Shown.VERIFIED: "Words for these promises, upheld at least in part",
    Shown.UPHELD: "Claims upheld",
    Shown.PARTLY: "Claims partly upheld",
    Shown.NOT_UPHELD: "Claims not upheld",
    Shown.COULD_NOT_TELL: "Claims that could not be told",
    Shown.WAITING: "Claims nobody independent has looked at",
}


@pages.get("")
@allows(Action.READ_CONTRACT)
def show() -> str:
    """The ledger over contracts: counted by contract, supplier, place and so on."""
    session, actor = current_session(), current_actor()
    asked = read_asked(session, actor)
    standings = list_standings(session, actor, reading_scope(actor), asked.wanted)
    kept, marks = _at(asked, standings), marks_of(standings)
    context: dict[str, Any] = {
        "asked": asked,
        "ways": [
            {"label": name, "url": asked.url(by=by.value, stage=None), "current": by is asked.by}
            for by, name in BY_NAMES.items()
        ],
        "funnel": funnel(tally(marks.values()), asked),
        "promises": len(standings),
    }
    if asked.by is By.PROMISE:
        place = paging(page_asked(), len(kept), PER_PAGE)
        shown = kept[(place.number - 1) * PER_PAGE :][:PER_PAGE]
        context["rows"] = _rows(session, actor, asked, shown)
    else:
        groups = _groups(session, asked, kept, marks)
        place = paging(page_asked(), len(groups), PER_PAGE)
        shown_groups = groups[(place.number - 1) * PER_PAGE :][:PER_PAGE]
        context["groups"] = group_rows(shown_groups, asked)
    return render_template("ledger/show.html", paging=place, **context)


@pages.get("/download")
@allows(Action.READ_CONTRACT)
def download() -> Response:
    """The same as a table for a spreadsheet: every line, and no word of a story."""
    session, actor = current_session(), current_actor()
    asked = read_asked(session, actor)
    scope = reading_scope(actor)
    kept = _at(asked, list_standings(session, actor, scope, asked.wanted))
    if asked.by is By.PROMISE:
        rows = ledger_rows(session, scope, kept)
        owners = names_of(session, {one.owner_id for one in kept})
        return promises_table(rows, owners)
    return groups_table(_groups(session, asked, kept, marks_of(kept)), asked.by)


@pages.get("/passages")
@allows(Action.READ_CONTRACT)
def passages() -> str:
    """The words behind a figure, as far as this reader may read them."""
    session, actor = current_session(), current_actor()
    asked = read_asked(session, actor)
    try:
        shown = Shown(request.args.get("show") or Shown.HEARD)
    except ValueError as error:
        raise NotFound("There is no such figure.") from error
    behind = list_behind(
        session,
        actor,
        reading_scope(actor),
        asked.wanted,
        shown,
        commitment_id=asked.promise.key if asked.promise else None,
        page=page_asked(),
        per_page=PASSAGES_A_PAGE,
    )
    return render_template(
        "ledger/passages.html",
        asked=asked,
        title=SHOWN_NAMES[shown],
        behind=behind,
        words=words_of(session, actor, behind.passages),
        findings=verifications_of(session, [one.link.key for one in behind.passages]),
        paging=paging(page_asked(), behind.total, PASSAGES_A_PAGE),
    )


@pages.get("/silence", defaults={"contract_id": None})
@pages.get("/silence/<uuid:contract_id>")
@allows(Action.READ_CONTRACT)
def silence(contract_id: UUID | None) -> str:
    """What nobody told, showed, checked or looks after, in one contract or all."""
    session, actor = current_session(), current_actor()
    contract = get_contract(session, actor, contract_id) if contract_id else None
    return render_template("ledger/silence.html", **gather_silence(session, actor, contract))


def _at(asked: Asked, standings: list[Standing]) -> list[Standing]:
    if asked.stage is None:
        return standings
    return [one for one in standings if at_stage(one, asked.stage)]


def _groups(session: Session, asked: Asked, standings: list[Standing], marks: Marks) -> list[Group]:
    if asked.by is By.SUPPLIER:
        return by_words(session, standings, marks, lambda contract: contract.supplier)
    if asked.by is By.DEPARTMENT:
        return by_words(session, standings, marks, lambda contract: contract.department)
    if asked.by is By.PLACE:
        return by_place(session, standings, marks)
    if asked.by is By.ITEM:
        return by_item(session, standings, marks)
    return by_contract(session, standings, marks)


def _rows(
    session: Session, actor: Actor, asked: Asked, standings: list[Standing]
) -> list[dict[str, Any]]:
    rows = ledger_rows(session, reading_scope(actor), standings)
    return promise_rows(
        rows,
        owners=names_of(session, {one.owner_id for one in standings}),
        may_link=can(actor, Action.LINK_EVIDENCE),
        names_contract=asked.contract is None,
    )
