"""What stands on the page of a contract: the desk of whoever looks after it."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.commitments.queries import count_waiting_changes
from storybank.core import clock
from storybank.intake.queries import about, middle_of
from storybank.reviews.ledger import (
    LedgerRow,
    Stage,
    Tally,
    contract_ledger,
    count_people_heard,
    marks_of,
    tally,
)
from storybank.reviews.models import Review
from storybank.reviews.queries import count_actions, count_shortfalls, list_coming
from storybank.reviews.silence import SilenceKind, count_silence
from storybank.stories.queries import count_stories, list_with_words
from storybank.stories.rules import reading_scope
from storybank.verification.queries import checked_of
from storybank.verification.wording import add_up
from storybank.web.burden import burden_sentence
from storybank.web.contract_changes import contract_changes
from storybank.web.contract_contents import contract_contents
from storybank.web.contract_facts import contract_facts
from storybank.web.filters import day
from storybank.web.ledger_asked import Asked, By, asked_of_contract
from storybank.web.ledger_groups import funnel
from storybank.web.ledger_rows import promise_rows
from storybank.web.look_twice import doubts_of_contract
from storybank.web.paging import page_asked, paging
from storybank.web.story_items import titles_of

STORIES_SHOWN = 5
PROMISES_SHOWN = 50


def gather_contract(session: Session, actor: Actor, contract: Contract) -> dict[str, Any]:
    """What the page says of a contract to this reader, in a fixed number of SQL statements."""
    scope = reading_scope(actor)
    ledger = contract_ledger(session, scope, [contract.key])[contract.key]
    standings = [row.standing for row in ledger]
    counts = tally(marks_of(standings).values())
    asked = asked_of_contract(contract)
    place = paging(page_asked(), len(ledger), PROMISES_SHOWN)
    shown = ledger[(place.number - 1) * PROMISES_SHOWN :][:PROMISES_SHOWN]
    people = [contract.owner_id, contract.deputy_id, *(row.commitment.owner_id for row in shown)]
    names = names_of(session, people)
    stories = list_with_words(session, scope, contract_id=contract.key, per_page=STORIES_SHOWN)
    coming = list_coming(session, contract.key, most=1)
    checked = checked_of(session, scope, contract_ids=[contract.key])
    return {
        "contract": contract,
        "contents": contract_contents(contract, actor),
        "facts": contract_facts(session, actor, contract, names, coming),
        "changes": contract_changes(session, contract),
        "funnel": funnel(counts, asked),
        "needs": _needs(session, actor, contract, ledger, counts, coming),
        "promises": len(ledger),
        "rows": promise_rows(shown, owners=names, may_link=can(actor, Action.LINK_EVIDENCE)),
        "paging": place,
        "asked": asked,
        "heard": count_people_heard(session, scope, [contract.key])[contract.key],
        "checked": add_up(checked.values()),
        "claims": sum(one.evidence.heard for one in standings),
        "doubts": doubts_of_contract(session, actor, contract, ledger),
        "stories": stories,
        "titles": titles_of(session, actor, stories),
        "burden": burden_sentence(middle_of(session, about(contract.key))),
        "stories_in_all": count_stories(session, scope, contract_id=contract.key),
    }


def _needs(
    session: Session,
    actor: Actor,
    contract: Contract,
    ledger: Sequence[LedgerRow],
    counts: Tally,
    coming: Sequence[Review],
) -> list[dict[str, Any]]:
    """What needs doing, in order of consequence, each with one thing to do about it."""
    standings = [row.standing for row in ledger]
    silence = count_silence(session, standings)
    asked = asked_of_contract(contract)
    suggested = sum(row.suggested for row in ledger)
    lines = [
        *_agreed(session, actor, contract, coming),
        (
            counts.at(Stage.AGAINST),
            ("promise is contradicted", "promises are contradicted"),
            "People told us something else than the supplier reports. Ask the supplier why.",
            "Read what they said",
            asked.url("ledger.passages", show="against", by=None),
        ),
        (
            counts.at(Stage.QUESTION),
            ("figure asks a question", "figures ask a question"),
            "What is reported is far over or under what was promised.",
            "See which",
            _promises(asked, Stage.QUESTION),
        ),
        *(
            (silence[kind], words, why, label, _silence(contract, kind))
            for kind, words, why, label in _SILENT
        ),
        (
            suggested if can(actor, Action.LINK_EVIDENCE) else 0,
            ("suggested passage waits", "suggested passages wait"),
            "A suggestion counts for nothing until you say that the words speak to the promise.",
            "Look at them",
            url_for("linking.list_", contract=contract.public_id),
        ),
    ]
    return [
        {
            "count": count,
            "sentence": words[0 if count == 1 else 1],
            "consequence": why,
            "action": {"label": label, "url": url},
        }
        for count, words, why, label, url in lines
        if count
    ]


Line = tuple[int, tuple[str, str], str, str, str]

_SILENT = (
    (
        SilenceKind.OVERDUE,
        (
            "promise is past its day with nothing delivered",
            "promises are past their day with nothing delivered",
        ),
        "Ask the supplier what was done, or agree on a remedy.",
        "See what is late",
    ),
    (
        SilenceKind.FIGURE_ONLY,
        ("figure has no story", "figures have no story"),
        "Numbers only: nobody it was done for has told us.",
        "See which",
    ),
    (
        SilenceKind.NOBODY_SPOKE,
        ("promise is silent", "promises are silent"),
        "Nothing is reported, and nobody has told us.",
        "See which",
    ),
    (
        SilenceKind.NOT_VERIFIED,
        (
            "promise has words nobody independent has looked at",
            "promises have words nobody independent has looked at",
        ),
        "They have waited for more than 30 days.",
        "See which",
    ),
    (
        SilenceKind.NO_OWNER,
        ("promise has no owner", "promises have no owner"),
        "A promise that is nobody's business is forgotten first.",
        "Name somebody",
    ),
    (
        SilenceKind.OWNER_LEFT,
        (
            "promise is looked after by somebody who left",
            "promises are looked after by somebody who left",
        ),
        "Their account is closed.",
        "Name somebody",
    ),
)


def _agreed(
    session: Session, actor: Actor, contract: Contract, coming: Sequence[Review]
) -> list[Line]:
    """What was agreed and is late, or waits for somebody."""
    if not can(actor, Action.READ_REVIEW):
        return []
    today = clock.today()
    overdue = count_actions(session, [contract.key], today).get(contract.key, (0, 0))[1]
    late = [review for review in coming if review.due_on < today]
    changes = count_waiting_changes(session, actor, contract_id=contract.key)
    return [
        (
            overdue,
            ("action is overdue", "actions are overdue"),
            "It was agreed, and its day has gone.",
            "See what was agreed",
            url_for("reviews.actions", contract_id=contract.public_id),
        ),
        (
            len(late),
            ("review is overdue", "reviews are overdue"),
            f"It was due on {day(late[0].due_on)}." if late else "",
            "Open its agenda",
            url_for("reviews.show", review_id=late[0].public_id) if late else "",
        ),
        (
            changes,
            ("change waits for a second person", "changes wait for a second person"),
            "Until somebody else agrees, the promise stands as it was.",
            "Read and decide",
            url_for("changes.list_"),
        ),
        (
            count_shortfalls(session, [contract.key]).get(contract.key, 0),
            ("shortfall is open", "shortfalls are open"),
            "A promise was not kept, and it is not put right yet.",
            "See where it stands",
            url_for("reviews.shortfalls", contract_id=contract.public_id),
        ),
    ]


def _promises(asked: Asked, stage: Stage) -> str:
    return asked.url(by=By.PROMISE.value, stage=stage.value)


def _silence(contract: Contract, kind: SilenceKind) -> str:
    return url_for("ledger.silence", contract_id=contract.public_id, kind=kind.value)
