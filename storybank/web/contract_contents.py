"""The contents list of one contract: the pages that belong to it, for those who may open them."""

from typing import Any

from flask import request, url_for

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract

# (words, endpoint that takes ``contract_id``, who may open it)
PAGES: tuple[tuple[str, str, Action], ...] = (
    ("Promises", "commitments.show", Action.READ_CONTRACT),
    ("What nobody has told us", "ledger.silence", Action.READ_CONTRACT),
    ("Suggested passages", "linking.of_contract", Action.LINK_EVIDENCE),
    ("What was verified", "rounds.of_contract", Action.READ_ROUND),
    ("Most significant change", "panels.of_contract", Action.READ_PANEL),
    ("What came of the stories", "answering.of_contract", Action.READ_CONTRACT),
    ("Reviews", "reviews.contract", Action.READ_REVIEW),
    ("What was agreed", "reviews.actions", Action.READ_REVIEW),
    ("Ratings", "reviews.ratings", Action.READ_REVIEW),
    ("Shortfalls", "reviews.shortfalls", Action.READ_REVIEW),
    ("Impact screen", "reviews.screen", Action.READ_REVIEW),
    ("Handover", "reviews.handover", Action.READ_REVIEW),
    ("Take in a return", "commitments.take_return", Action.RECORD_DELIVERY),
    ("Download", "commitments.export", Action.READ_CONTRACT),
)
# A gap stands before these: what was promised and told; how the contract is run; files in and out.
APART = frozenset({"reviews.contract", "commitments.take_return"})


def contract_contents(contract: Contract, actor: Actor) -> list[dict[str, Any]]:
    """Entries for ``components/contents_list.html``; the page shown now is marked as current."""
    return [
        {
            "label": label,
            "url": url_for(endpoint, contract_id=contract.public_id),
            "current": request.endpoint == endpoint,
            "apart": endpoint in APART,
        }
        for label, endpoint, action in PAGES
        if can(actor, action)
    ]
