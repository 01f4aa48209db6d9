"""The silence list as a page shows it: kind by kind, each line with one next step."""

from typing import Any

from flask import request, url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.core.errors import NotFound
from storybank.reviews.silence import Silence, SilenceKind, list_silence
from storybank.stories.rules import reading_scope
from storybank.web.contract_contents import contract_contents
from storybank.web.filters import day, plural
from storybank.web.ledger_rows import amount
from storybank.web.paging import address, page_asked, paging

PER_PAGE = 50
# (name of the kind, why it matters)
KINDS = {
    SilenceKind.OVERDUE: (
        "The day has gone, and nothing is delivered",
        "Ask the supplier what was done, or agree on a remedy.",
    ),
    SilenceKind.FIGURE_ONLY: (
        "Figures with no story",
        "A number says how much was done, not whether it changed anything for anybody.",
    ),
    SilenceKind.NOBODY_SPOKE: (
        "Nobody has spoken about it",
        "Nothing is reported, and nobody it was made for has told us.",
    ),
    SilenceKind.NOT_VERIFIED: (
        "Nobody independent has looked",
        "What people said was attached more than 30 days ago, and no verifier has read it.",
    ),
    SilenceKind.NO_OWNER: (
        "Nobody looks after it",
        "A promise that is nobody's business is forgotten first.",
    ),
    SilenceKind.OWNER_LEFT: (
        "Whoever looked after it has left",
        "Their account is closed. Name somebody who is here.",
    ),
}


def gather_silence(session: Session, actor: Actor, contract: Contract | None) -> dict[str, Any]:
    """One page of the list for this reader, in a fixed number of SQL statements.

    Raises:
        NotFound: the kind in the address is none.
    """
    kind = _kind_asked()
    found = list_silence(
        session,
        actor,
        reading_scope(actor),
        contract_id=contract.key if contract else None,
        kinds=(kind,) if kind else tuple(SilenceKind),
        page=page_asked(),
        per_page=PER_PAGE,
    )
    owners = names_of(session, {one.owner_id for one in found.items})
    return {
        "contract": contract,
        "contents": contract_contents(contract, actor) if contract else [],
        "kind": kind,
        "kinds": _kinds(found.counts, kind),
        "in_all": sum(found.counts.values()),
        "sections": [
            {
                "title": KINDS[each][0],
                "why": KINDS[each][1],
                "count": found.counts[each],
                "id": each.value,
                "lines": [
                    _line(one, actor, owners.get(one.owner_id or 0, ""), contract is None)
                    for one in found.items
                    if one.kind is each
                ],
            }
            for each in SilenceKind
            if any(one.kind is each for one in found.items)
        ],
        "paging": paging(page_asked(), found.total, PER_PAGE),
    }


def _kind_asked() -> SilenceKind | None:
    text = request.args.get("kind")
    try:
        return SilenceKind(text) if text else None
    except ValueError as error:
        raise NotFound("There is no such kind of silence.") from error


def _kinds(counts: Any, chosen: SilenceKind | None) -> list[dict[str, Any]]:
    every = {
        "label": "All of it",
        "url": address([]),
        "count": sum(counts.values()),
        "current": chosen is None,
    }
    return [
        every,
        *(
            {
                "label": KINDS[kind][0],
                "url": address([("kind", kind.value)]),
                "count": counts[kind],
                "current": kind is chosen,
            }
            for kind in SilenceKind
            if counts[kind]
        ),
    ]


def _line(one: Silence, actor: Actor, owner: str, names_contract: bool) -> dict[str, Any]:
    promise = one.commitment
    facts = [one.contract.title] if names_contract else []
    facts += [f"promise {promise.ref}", _what(one), owner]
    return {
        "text": promise.text,
        "href": url_for("commitments.commitment", commitment_id=promise.public_id),
        "meta": " · ".join(filter(None, facts)),
        "step": _step(one, actor),
    }


def _what(one: Silence) -> str:
    if one.kind is SilenceKind.OVERDUE:
        return f"due on {day(one.since)}"
    if one.kind is SilenceKind.NOT_VERIFIED:
        return f"{plural(one.passages, 'passage')}, the oldest of {day(one.since)}"
    if one.kind is SilenceKind.FIGURE_ONLY and one.delivered is not None:
        figure, unit = amount(one.delivered, one.commitment.unit)
        return f"{figure} {unit} reported".replace("  ", " ")
    return f"due on {day(one.commitment.due_on)}" if one.commitment.due_on else ""


def _step(one: Silence, actor: Actor) -> dict[str, str]:
    """The one thing to do about it, for those who may."""
    promise = one.commitment.public_id
    if one.kind is SilenceKind.OVERDUE and can(actor, Action.RECORD_DELIVERY):
        return _to("Write down what was delivered", "commitments.add_delivery", promise)
    if one.kind is SilenceKind.NOT_VERIFIED:
        url = url_for("ledger.passages", promise=str(promise), show="waiting")
        return {"label": "Read what waits", "url": url}
    if one.kind in (SilenceKind.NO_OWNER, SilenceKind.OWNER_LEFT):
        if can(actor, Action.EDIT_CONTRACT):
            return _to("Name an owner", "commitments.edit_commitment", promise)
        return _to("See the promise", "commitments.commitment", promise)
    if can(actor, Action.LINK_EVIDENCE):
        url = url_for("stories.list_", contract=one.contract.public_id)
        return {"label": "Look among the stories", "url": url}
    return _to("See the promise", "commitments.commitment", promise)


def _to(label: str, endpoint: str, promise: Any) -> dict[str, str]:
    return {"label": label, "url": url_for(endpoint, commitment_id=promise)}
