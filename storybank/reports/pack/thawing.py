"""Reading an issued report as it may be read today."""

from typing import Literal

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.reports.models import Report
from storybank.reports.pack.blocks import Pack, Told
from storybank.reports.pack.issued_before import pack_of
from storybank.reports.queries.issued import IssuedQuotation, list_quotations
from storybank.reports.rules import LEFT_OUT


def thaw(session: Session, actor: Actor | None, report: Report) -> Pack:
    """An issued report as it was, with the words of stories that may be shown at this moment.

    What was taken back says so, and what may not be shown just now does. ``actor`` is whoever
    reads it; None for somebody without an account, who can open nothing.
    """
    kept = [one for one in list_quotations(session, actor, report) if one.part != LEFT_OUT]
    told = tuple(_told(one) for one in kept)
    if "pack" not in report.frozen:
        return pack_of(report, told, [one.part for one in kept])
    return Pack.model_validate({**report.frozen["pack"], "told": told})


def _told(one: IssuedQuotation) -> Told:
    gone: Literal["", "taken_back", "hidden"] = ""
    if not one.is_shown:
        gone = "taken_back" if one.is_removed else "hidden"
    return Told(
        story="" if gone else str(one.story),
        words=one.words,
        facts=one.facts,
        may_open=one.may_open,
        gone=gone,
    )
