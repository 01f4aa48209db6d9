"""The fingerprint of an issued report, and who may take a story back."""

from __future__ import annotations

import pytest

from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.core.clock import now
from storybank.core.errors import NotFound, RuleBroken
from storybank.intake.models import (
    Door,
    StoryKind,
    Submission,
    SubmissionStatus,
    Teller,
    TextFormat,
)
from storybank.reports.models import Report, ReportQuotation
from storybank.reports.rules import IssuedAs, compare_issued, content_of, hash_issued
from storybank.rights import rules


def issued() -> tuple[Report, list[ReportQuotation]]:
    report = Report(organisation_id=1, title="To the board", issued_to="The board")
    report.frozen = {"people": 2, "themes": [{"name": "Home"}]}
    quotations = [
        ReportQuotation(report_id=1, story_id=n, position=n, part="voices", words=f"Words {n}.")
        for n in range(2)
    ]
    report.sha256 = hash_issued(content_of(report, quotations))
    return report, quotations


def test_a_fingerprint_tells_a_change_from_what_was_taken_back() -> None:
    report, quotations = issued()
    assert compare_issued(report, quotations) is IssuedAs.ISSUED
    report.frozen = {**report.frozen, "people": 3}
    assert compare_issued(report, quotations) is IssuedAs.CHANGED
    report, quotations = issued()
    quotations[0].words = "Other words."
    assert compare_issued(report, quotations) is IssuedAs.CHANGED
    quotations[0].words, quotations[0].removed_at = "", now()
    assert compare_issued(report, quotations) is IssuedAs.RECALLED


def sent(status: SubmissionStatus = SubmissionStatus.ACCEPTED) -> Submission:
    return Submission(
        id=7,
        contributor_id=1,
        organisation_id=1,
        status=status,
        kind=StoryKind.BENEFICIARY_STORY,
        title="A title",
        body="Words.",
        format=TextFormat.PLAIN,
        teller=Teller.SELF,
        fingerprint="",
    )


def staff(role: RoleName, organisation_id: int) -> Actor:
    return Actor(5, "somebody", organisation_id, frozenset({role}))


@pytest.mark.parametrize(
    ("actor", "owner", "status", "may"),
    [
        (Actor.teller(7), None, SubmissionStatus.HELD, True),
        (Actor.teller(8), None, SubmissionStatus.ACCEPTED, False),
        (staff(RoleName.CONTRIBUTOR, 1), None, SubmissionStatus.ACCEPTED, True),
        (staff(RoleName.CONTRIBUTOR, 2), 2, SubmissionStatus.ACCEPTED, False),
        (staff(RoleName.CONTRACT_MANAGER, 2), 2, SubmissionStatus.ACCEPTED, True),
        (staff(RoleName.CONTRACT_MANAGER, 2), None, SubmissionStatus.ACCEPTED, False),
        (staff(RoleName.CONTRACT_MANAGER, 2), 2, SubmissionStatus.HELD, False),
        (staff(RoleName.CONTRIBUTOR, 1), None, SubmissionStatus.DRAFT, False),
        (Actor.operator(), None, SubmissionStatus.HELD, True),
    ],
)
def test_a_story_is_taken_back_by_its_teller_its_sender_or_who_runs_the_contract(
    actor: Actor, owner: int | None, status: SubmissionStatus, may: bool
) -> None:
    if may:
        rules.check_may_take_back(actor, sent(status), owner)
    else:
        with pytest.raises(NotFound):
            rules.check_may_take_back(actor, sent(status), owner)


def test_what_was_never_sent_or_is_gone_cannot_be_taken_back() -> None:
    rules.check_can_be_taken_back(sent())
    gone = sent(SubmissionStatus.ERASED)
    gone.taken_back_at = now()
    for one in (sent(SubmissionStatus.DRAFT), gone):
        with pytest.raises(RuleBroken):
            rules.check_can_be_taken_back(one)


def test_the_record_says_by_which_door_it_was() -> None:
    assert rules.door_of(Actor.teller(7)) is Door.OWN
    assert rules.door_of(Actor.operator()) is Door.COMMAND
    assert rules.door_of(staff(RoleName.CONTRIBUTOR, 1)) is Door.STAFF
