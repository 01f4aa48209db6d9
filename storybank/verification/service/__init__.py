"""Verifying: findings, rounds, and what makes them independent."""

from storybank.verification.service.conflicts import declare_interest
from storybank.verification.service.covering import cover_findings
from storybank.verification.service.erasing import erase_words
from storybank.verification.service.findings import verify
from storybank.verification.service.independence import check_may_draw, check_may_verify
from storybank.verification.service.member_checks import record_member_check
from storybank.verification.service.rounds import (
    RoundPlan,
    check_may_close,
    close_round,
    draw_round,
    plan_round,
)

__all__ = [
    "RoundPlan",
    "check_may_close",
    "check_may_draw",
    "check_may_verify",
    "close_round",
    "cover_findings",
    "declare_interest",
    "draw_round",
    "erase_words",
    "plan_round",
    "record_member_check",
    "verify",
]
