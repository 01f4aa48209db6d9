"""What the pages of retention gather: what is due, the rules, the certificates. Never any words."""

from datetime import date
from typing import Any

from flask import url_for

from storybank.accounts.queries import names_of, organisation_names
from storybank.rights import service
from storybank.rights.models import Disposal, LegalHold, RetentionKind
from storybank.rights.queries import due, holds, retention
from storybank.rights.queries.retention import Due
from storybank.rights.rules.retention import BATCH, KEPT, digest
from storybank.web.auth import current_actor
from storybank.web.filters import day, moment
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

PER_PAGE = 50
CERTIFICATES = 25
WHY = {
    due.AGE: "Kept long enough",
    due.PERMISSION: "Its last permission has run out",
    due.CHECKED: "Somebody independent has checked a claim of it",
}


def overview() -> dict[str, Any]:
    """How much is due of each kind, and what each kind's rule is."""
    session, actor = current_session(), current_actor()
    tallies = retention.count_due(session, actor)
    own = retention.list_rules(session, actor.organisation_id or 0)
    people = names_of(session, [rule.set_by_id for rule in own.values()])
    kinds = []
    for kind, kept in KEPT.items():
        rule = own.get(kind)
        kinds.append(
            {
                "kind": kind.value,
                "title": kept.title,
                "what": kept.what,
                "since": kept.since,
                "days": rule.days if rule else kept.days,
                "why": rule.why if rule else kept.why,
                "set_by": people.get(rule.set_by_id or 0, "") if rule else "",
                "free": tallies[kind].free,
                "kept": tallies[kind].kept,
            }
        )
    return {
        "kinds": kinds,
        "due": sum(one.free for one in tallies.values()),
        "certificates": retention.count_disposals(session, actor),
        "holds": holds.count_holds(session, actor),
    }


def due_page(kind: RetentionKind) -> dict[str, Any]:
    """What of one kind is due, cut into pages."""
    session, actor = current_session(), current_actor()
    tally = retention.count_due(session, actor, [kind])[kind]
    cut = paging(page_asked(), tally.free, PER_PAGE)
    found = retention.list_due(session, actor, kind, page=cut.number, per_page=PER_PAGE)
    return {
        "kind": kind.value,
        "kept": KEPT[kind],
        "tally": tally,
        "paging": cut,
        "rows": _rows(found),
        "batch": min(BATCH, tally.free),
    }


def batch_page(kind: RetentionKind) -> dict[str, Any]:
    """What would go next of one kind, and the sum of it as it is looked at."""
    session, actor = current_session(), current_actor()
    found = service.next_batch(session, actor, kind)
    return {
        "kind": kind.value,
        "kept": KEPT[kind],
        "rows": _rows(found),
        "seen": digest([service.item_of(one) for one in found]),
    }


def certificates_page() -> dict[str, Any]:
    """Certificates, the newest first."""
    session, actor = current_session(), current_actor()
    cut = paging(page_asked(), retention.count_disposals(session, actor), CERTIFICATES)
    found = retention.list_disposals(session, actor, page=cut.number, per_page=CERTIFICATES)
    people = names_of(session, [one.made_by_id for one in found])
    rows = [
        [
            {
                "text": f"Certificate {one.key}",
                "href": url_for("retention.certificate", disposal_id=one.public_id),
                "header": True,
            },
            moment(one.made_at),
            people.get(one.made_by_id or 0, "The operator of this server"),
            _kind_of(one),
            len(one.items),
        ]
        for one in found
    ]
    return {"rows": rows, "paging": cut}


def certificate_facts(disposal: Disposal) -> dict[str, Any]:
    """One certificate, and whether its items still add up to its sum."""
    session = current_session()
    people = names_of(session, [disposal.made_by_id])
    organisations = organisation_names(session, [disposal.organisation_id])
    facts = [
        ("Number", str(disposal.key)),
        ("Organisation", organisations.get(disposal.organisation_id, "")),
        ("What", _kind_of(disposal)),
        ("How many", f"{len(disposal.items):,}"),
        ("Disposed of", moment(disposal.made_at)),
        ("By", people.get(disposal.made_by_id or 0, "The operator of this server")),
        ("Sum of the list (SHA-256)", disposal.sha256),
    ]
    return {
        "disposal": disposal,
        "facts": [{"key": key, "value": value} for key, value in facts],
        "rows": [
            [
                one["id"],
                day(date.fromisoformat(one["since"])),
                f"{one['days']:,}",
                WHY.get(one["because"], ""),
            ]
            for one in disposal.items
        ],
        "keeps_story": {one["kind"] for one in disposal.items} == {RetentionKind.ORIGINAL.value},
        "adds_up": digest(disposal.items) == disposal.sha256,
    }


def holds_page(*, standing: bool) -> dict[str, Any]:
    """Holds that stand, or that were lifted."""
    session, actor = current_session(), current_actor()
    counts = {one: holds.count_holds(session, actor, standing=one) for one in (True, False)}
    cut = paging(page_asked(), counts[standing], CERTIFICATES)
    found = holds.list_holds(
        session, actor, standing=standing, page=cut.number, per_page=CERTIFICATES
    )
    people = names_of(
        session, [n for one in found for n in (one.hold.placed_by_id, one.hold.lifted_by_id)]
    )
    return {
        "standing": standing,
        "entries": [_hold_facts(one, people) for one in found],
        "paging": cut,
        "shelves": [
            {
                "label": f"{label} ({counts[one]:,})",
                "url": url_for("retention.holds_", shelf=None if one else "lifted"),
                "current": one is standing,
            }
            for one, label in ((True, "Standing"), (False, "Lifted"))
        ],
    }


def _hold_facts(one: holds.HeldByLaw, people: dict[int, str]) -> dict[str, Any]:
    hold: LegalHold = one.hold
    return {
        "hold": hold,
        "reference": str(one.submission_id),
        "contract": one.contract,
        "placed": f"{day(hold.placed_at)}, by {people.get(hold.placed_by_id or 0, 'the operator')}",
        "lifted": hold.lifted_at
        and f"{day(hold.lifted_at)}, by {people.get(hold.lifted_by_id or 0, 'the operator')}",
    }


def _rows(found: list[Due]) -> list[list[Any]]:
    return [
        [
            {"text": str(one.public_id), "header": True},
            one.contract or "none",
            day(one.since),
            f"{one.days:,}",
            WHY[one.because],
        ]
        for one in found
    ]


def _kind_of(disposal: Disposal) -> str:
    kinds = {one["kind"] for one in disposal.items}
    return ", ".join(KEPT[kind].title for kind in RetentionKind if kind.value in kinds)
