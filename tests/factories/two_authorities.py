"""Two authorities with everybody in them, and a story in every state.

Everything planted has words found nowhere else, so that a page tells whose they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.permissions import RoleName
from storybank.accounts.queries import actor_of
from storybank.app import Bank
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.intake import service as intake
from storybank.intake.models import Consent, Purpose, Submission
from storybank.intake.rules import IN_BOARD_REPORTS
from storybank.safeguarding import service as safeguarding
from tests.factories.bank import EVERY_PURPOSE, Factory

ROLES = [role.value for role in RoleName]
STATES = {
    # state: who may read it, of its own authority, and of another
    "draft": ({"contributor"}, set()),
    "waiting": ({"contributor", "contract_manager", "safeguarding_lead"}, set()),
    "declined": ({"contributor", "contract_manager", "safeguarding_lead"}, set()),
    "heldwaiting": ({"safeguarding_lead"}, set()),
    "helddeclined": ({"safeguarding_lead"}, set()),
    "heldaccepted": ({"safeguarding_lead"}, set()),
    "accepted": (
        set(ROLES) - {"administrator", "data_protection_officer"},
        {"verifier"},
    ),
    **{
        state: (
            set(ROLES) - {"administrator", "data_protection_officer", "board_reader"},
            {"verifier"},
        )
        for state in ("boardmissing", "boardwithdrawn", "boardexpired")
    },
    "unplaced": (
        set(ROLES) - {"administrator", "data_protection_officer", "board_reader"},
        {"verifier", "safeguarding_lead", "contract_manager", "analyst"},
    ),
    "managerswithdrawn": (
        {"contributor", "board_reader", "safeguarding_lead"},
        set(),
    ),
}
# What a board may read stands in its report, whoever of its authority makes the report.
IN_REPORTS = {"managerswithdrawn"}
REPORTERS = {"contract_manager", "analyst"}
ACCEPTED = [state for state in STATES if state not in {"draft", "waiting", "declined"}]
ACCEPTED.remove("heldwaiting")
ACCEPTED.remove("helddeclined")
WORD = re.compile(r"zq(a|b)x([a-z]+?)x(title|body|place|called|file|record)zq")


@dataclass
class World:
    """Two authorities with everybody in them, and what was planted."""

    bank: Bank
    people: dict[tuple[str, str], User] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    submissions: dict[tuple[str, str], Submission] = field(default_factory=dict)
    ids: dict[str, list[Any]] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)  # by public id


def word(side: str, state: str, where: str) -> str:
    return f"zq{side}x{state}x{where}zq"


def plant(make: Factory, world: World, side: str, state: str, *, last: int) -> None:
    """Put one story into one state, through the services."""
    sender, manager = world.people[side, "contributor"], world.people[side, "contract_manager"]
    lead = world.people[side, "safeguarding_lead"]
    words: dict[str, Any] = {
        "title": f"About {word(side, state, 'title')}",
        "body": (
            f"Now I have friends I ring every day. But the bus was cut. We met at the "
            f"{word(side, state, 'body')} on Tuesdays. It was number {last}."
        ),
        "place": word(side, state, "place"),
        "display_name": word(side, state, "called"),
        "file_name": f"{word(side, state, 'file')}.txt",
        "file_sha256": make.bank.files.put(word(side, state, "body").encode()),
        "contract": None if state == "unplaced" else world.contracts[side],
    }
    if state == "draft":
        with world.bank.database.transaction() as session:
            world.submissions[side, state] = intake.save_draft(
                session,
                actor_of(sender),
                words=intake.Words(**words),
                consent=intake.ConsentGiven((), ""),
                organisation_id=sender.organisation_id,
            )
        return
    purposes = tuple(
        one for one in EVERY_PURPOSE if state != "boardmissing" or one not in IN_BOARD_REPORTS
    )
    story = None
    if state in ACCEPTED:
        story = make.story(manager, sender=sender, purposes=purposes, **words)
        submission_id = story.submission_id
    else:
        submission_id = make.submission(sender, purposes=purposes, **words).key
    if story is not None and state not in {"unplaced", "managerswithdrawn"}:
        make.run_pipeline()
        make.link(manager, story, world_commitment(world, side))
        make.coding(manager, story, 0, "connection")
    with world.bank.database.transaction() as session:
        submission = session.get_one(Submission, submission_id)
        world.submissions[side, state] = submission
        settle(session, state, submission, actor_of(manager), actor_of(lead))


def settle(session: Session, state: str, submission: Submission, manager: Any, lead: Any) -> None:
    if "declined" in state:
        intake.decline_submission(session, manager, submission=submission, reason="Not ours.")
    if state.startswith("held"):
        concern = safeguarding.raise_concern(
            session, lead, submission=submission, because="Worrying"
        )
        safeguarding.hold(session, lead, concern=concern, reason="Told the police.")
    withdrawn = {
        "boardwithdrawn": Purpose.BOARD,
        "managerswithdrawn": Purpose.CONTRACT_MANAGEMENT,
    }
    if state in withdrawn:
        intake.withdraw_consent(session, manager, submission=submission, purpose=withdrawn[state])
    if state == "boardexpired":
        for consent in session.exec(
            select(Consent).where(
                Consent.submission_id == submission.id,
                col(Consent.purpose).in_(IN_BOARD_REPORTS),
            )
        ):
            consent.expires_on = clock.today() - timedelta(days=1)


def world_commitment(world: World, side: str) -> Commitment:
    with world.bank.database.reading() as session:
        return session.exec(
            select(Commitment).where(Commitment.contract_id == world.contracts[side].id)
        ).one()
