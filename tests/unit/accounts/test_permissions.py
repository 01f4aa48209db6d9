"""The permissions table, written out a second time by hand: a change must be made twice."""

from __future__ import annotations

import pytest

from storybank.accounts.permissions import PERMISSIONS, Action, RoleName
from storybank.accounts.rules import Actor, can, require
from storybank.core.errors import NotAllowed

MAY: dict[str, set[str]] = {
    "administrator": {"see_home", "manage_accounts", "read_audit", "manage_telling"},
    "data_protection_officer": {
        "see_home",
        "manage_retention",
        "handle_complaint",
        "export_subject",
    },
    "contract_manager": {
        "read_original",
        "mask_story",
        "type_attachment",
        "manage_calls",
        "withdraw_story",
        "answer_story",
        "publish_story",
        "export_stories",
        "issue_report",
        "prepare_answer",
        "read_framework",
        "manage_frameworks",
        "read_place",
        "manage_places",
        "approve_change",
        "mark_learning",
        "read_round",
        "record_member_check",
        "read_panel",
        "run_panel",
        "read_review",
        "run_review",
        "see_home",
        "submit_story",
        "decide_submission",
        "read_story",
        "edit_story",
        "change_consent",
        "code_story",
        "manage_codebook",
        "read_accuracy",
        "search",
        "read_contract",
        "edit_contract",
        "record_delivery",
        "link_evidence",
        "read_report",
        "read_issued",
        "raise_concern",
    },
    "contributor": {
        "prepare_answer",
        "read_issued",
        "read_original",
        "type_attachment",
        "manage_calls",
        "withdraw_story",
        "answer_story",
        "read_framework",
        "read_place",
        "mark_learning",
        "record_member_check",
        "see_home",
        "submit_story",
        "read_story",
        "change_consent",
        "search",
        "raise_concern",
    },
    "verifier": {
        "read_framework",
        "read_place",
        "draw_round",
        "read_round",
        "record_member_check",
        "see_home",
        "read_story",
        "read_accuracy",
        "search",
        "verify_link",
        "raise_concern",
    },
    "board_reader": {
        "read_framework",
        "read_place",
        "read_round",
        "read_panel",
        "read_review",
        "see_home",
        "read_story",
        "read_accuracy",
        "search",
        "read_contract",
        "read_report",
        "read_issued",
        "raise_concern",
    },
    "safeguarding_lead": {
        "read_original",
        "see_home",
        "read_story",
        "search",
        "raise_concern",
        "settle_concern",
    },
    "analyst": {
        "export_stories",
        "read_framework",
        "manage_frameworks",
        "read_place",
        "manage_places",
        "read_round",
        "read_panel",
        "run_panel",
        "read_review",
        "see_home",
        "submit_story",
        "read_story",
        "edit_story",
        "code_story",
        "manage_codebook",
        "read_accuracy",
        "search",
        "read_contract",
        "link_evidence",
        "read_report",
        "read_issued",
        "raise_concern",
    },
}


def actor(*roles: RoleName) -> Actor:
    return Actor(1, "somebody", 1, frozenset(roles))


@pytest.mark.parametrize("role", list(RoleName))
@pytest.mark.parametrize("action", list(Action))
def test_can_every_role_and_action_as_written_here(role: RoleName, action: Action) -> None:
    assert can(actor(role), action) == (action.value in MAY[role.value])


@pytest.mark.parametrize("action", list(Action))
def test_can_no_role_nothing(action: Action) -> None:
    assert not can(actor(), action)


def test_permissions_every_action_named() -> None:
    assert set(PERMISSIONS) == set(Action)


@pytest.mark.parametrize("action", list(Action))
def test_can_machine_only_runs_the_pipeline(action: Action) -> None:
    assert can(Actor.pipeline(), action) == (action is Action.RUN_PIPELINE)


def test_can_operator_never_runs_the_pipeline_nor_verifies() -> None:
    assert not can(Actor.operator(), Action.RUN_PIPELINE)
    assert not can(Actor.operator(), Action.VERIFY_LINK)


def test_can_two_roles_adds_them_up() -> None:
    both = actor(RoleName.ANALYST, RoleName.SAFEGUARDING_LEAD)
    assert can(both, Action.SETTLE_CONCERN)
    assert can(both, Action.CODE_STORY)
    assert not can(both, Action.DECIDE_SUBMISSION)


def test_require_not_allowed_says_whom_to_ask() -> None:
    with pytest.raises(NotAllowed, match="administrator"):
        require(actor(RoleName.ADMINISTRATOR), Action.READ_STORY)


@pytest.mark.parametrize("action", list(Action))
def test_can_a_storyteller_has_what_is_theirs_and_nothing_else(action: Action) -> None:
    theirs = {
        "own_story",
        "submit_story",
        "change_consent",
        "withdraw_story",
        "record_member_check",
        "raise_concern",
    }
    assert can(Actor.teller(7), action) == (action.value in theirs)
