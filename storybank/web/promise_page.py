"""What stands on the page of a promise: figures, passages, findings, deliveries, history."""

from typing import Any

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of, organisation_names
from storybank.accounts.rules import Actor, can
from storybank.audit.queries import list_events_of
from storybank.commitments.models import Commitment
from storybank.commitments.queries import list_changes, list_deliveries
from storybank.linking.models import LinkStatus
from storybank.linking.queries import list_links, strength_facts
from storybank.reviews.ledger import contract_ledger
from storybank.stories.rules import reading_scope, uncovered_scope
from storybank.verification.queries import checked_of, member_checks_of, verifications_of
from storybank.verification.wording import Checked
from storybank.web.covered_words import covered_words
from storybank.web.ledger_rows import amount
from storybank.web.look_twice import doubts_of_promise, doubts_of_storytellers
from storybank.web.promise_history import people_in, promise_history
from storybank.web.story_links import link_view

PASSAGES_SHOWN = 200
SUGGESTIONS_SHOWN = 20


def gather_promise(session: Session, actor: Actor, promise: Commitment) -> dict[str, Any]:
    """What the page says of a promise to this reader, in a fixed number of SQL statements."""
    scope = reading_scope(actor)
    ledger = contract_ledger(session, scope, [promise.contract_id])[promise.contract_id]
    passages = list_links(session, scope, commitment_id=promise.key, most=PASSAGES_SHOWN)
    suggested = (
        list_links(
            session,
            uncovered_scope(actor),
            commitment_id=promise.key,
            statuses=(LinkStatus.SUGGESTED,),
            most=SUGGESTIONS_SHOWN,
        )
        if can(actor, Action.LINK_EVIDENCE)
        else []
    )
    findings = verifications_of(session, [passage.link.key for passage in passages])
    covered = covered_words(session, actor, passages)
    facts = strength_facts(session, scope, passages)
    verifiers = [one.verified_by_organisation_id for one in findings.values()]
    events = list_events_of(session, "Commitment", str(promise.public_id))
    changes = list_changes(session, promise.key)
    actors = [*(event.actor_id for event in events), *people_in(changes)]
    makers = [passage.link.made_by_id for passage in passages]
    people = names_of(session, [promise.owner_id, *actors, *makers])
    row = next(row for row in ledger if row.commitment.id == promise.id)
    return {
        "row": row,
        "doubts": [
            *doubts_of_promise(row),
            *doubts_of_storytellers(session, actor, promise=promise),
        ],
        "passages": passages,
        "covered": covered,
        "claims": {
            one.link.id: link_view(
                one, one.version, facts=facts[one.link.key], covered=one.link.id in covered
            )
            for one in passages
        },
        "suggested": suggested,
        "findings": findings,
        "checked": checked_of(session, scope, commitment_ids=[promise.key]).get(
            promise.key, Checked()
        ),
        "answers": member_checks_of(session, [passage.link.key for passage in passages]),
        "verifiers": organisation_names(session, verifiers),
        "deliveries": list_deliveries(session, promise.key),
        "people": people,
        "amount": amount,
        "history": promise_history(events, changes, people),
        "changes": changes,
    }
