"""Verifying: findings, and what makes them independent."""

from storybank.verification.service.findings import check_may_verify, verify

__all__ = ["check_may_verify", "verify"]
