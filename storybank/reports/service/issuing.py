"""Keeping drafts of reports, and issuing them: frozen with their words and a hash."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.reports import queries, rules
from storybank.reports.models import (
    ChoiceMade,
    Report,
    ReportChoice,
    ReportKind,
    ReportQuotation,
    ReportStatus,
)
from storybank.reports.pack.blocks import Pack, Told
from storybank.reports.pack.kinds import build_of
from storybank.reports.pack.material import KeptCounts, Material, no_kept_counts
from storybank.reports.pack.principles import with_principles
from storybank.reports.rules import LEFT_OUT, SMALLEST_GROUP, Answered, Asked, Principle
from storybank.reports.service.files import drop_files_of, forget_files_of
from storybank.reports.service.freezing import freeze, part_of_each
from storybank.reports.service.recalling import check_owner

BLOCKS = "blocks:"
"""How the key of a warning begins that keeps a report from being issued."""
WITHOUT_STORIES = frozenset({ReportKind.PLAN_ON_A_PAGE})
"""What says what is asked for, before anybody told anything."""


def keep_draft(
    session: Session, actor: Actor, *, asked: Asked, draft: Report | None = None
) -> Report:
    """Keep what a report is to be about; its figures and words are read anew at each look.

    Raises:
        NotAllowed: the actor may not make such a report.
        RuleBroken: it has no title, lacks what its kind needs, or the period ends before it begins.
    """
    rules.require_making(actor, asked.kind)
    rules.check_asked(actor, asked)
    title = rules.check_title(asked.title)
    if actor.organisation_id is None:
        raise RuleBroken("Only somebody who belongs to an organisation can issue a report.")
    if draft is None:
        draft = Report(organisation_id=actor.organisation_id, title=title)
        draft.made_by_id = actor.user_id
        session.add(draft)
    else:
        check_draft(actor, draft)
    _write(draft, asked, title)
    session.flush()
    record(session, actor, "keep_report_draft", draft, kind=asked.kind.value)
    return draft


def name_draft(
    session: Session, actor: Actor, *, draft: Report, title: str, issued_to: str | None = None
) -> None:
    """Change what a draft is called, and to whom it is to go.

    Raises:
        RuleBroken: it has no title, or was issued.
    """
    check_draft(actor, draft)
    draft.title = rules.check_title(title)
    if issued_to is not None:
        draft.issued_to = " ".join(issued_to.split())
    session.flush()
    record(session, actor, "keep_report_draft", draft, kind=draft.kind.value)


def answer_principles(
    session: Session, actor: Actor, *, draft: Report, answers: Mapping[Principle, Answered]
) -> None:
    """Keep how the eight principles are answered for a draft; those not given stay as they were.

    Raises:
        RuleBroken: the draft was issued.
    """
    check_draft(actor, draft)
    draft.checklist = rules.as_kept({**rules.answers_of(draft.checklist), **answers})
    session.flush()
    record(session, actor, "answer_principles", draft, answered=len(draft.checklist))


def discard_draft(session: Session, actor: Actor, *, draft: Report) -> None:
    """Throw a draft away, with what was chosen for it.

    Raises:
        RuleBroken: it was issued.
    """
    check_draft(actor, draft)
    record(session, actor, "discard_report_draft", draft)
    for choice in queries.list_choices(session, draft):
        session.delete(choice)
    forget_files_of(session, report=draft)
    session.flush()
    session.delete(draft)
    session.flush()


def issue_report(
    session: Session,
    actor: Actor,
    *,
    draft: Report,
    issued_to: str,
    smallest: int = SMALLEST_GROUP,
    kept: KeptCounts = no_kept_counts,
    public_url: str = "",
) -> Report:
    """Issue a draft: what it says now stays as it is, and can be told from any other by its hash.

    It is built here and now, so that no quotation stands in it that its storyteller does not allow
    at this moment. Doors hand in ``rights.queries.list_kept_counts`` as ``kept``.

    Raises:
        RuleBroken: a reader is missing, a principle is not answered, something keeps it from being
            issued, or no story can stand in it.
        NotFound: what it is about is not the actor's to read.
    """
    check_draft(actor, draft)
    rules.check_readers(issued_to)
    answers = rules.check_answered(draft.checklist)
    choices = queries.list_choices(session, draft)
    asked = queries.asked_of(session, draft)
    material = Material(
        session,
        actor,
        asked,
        smallest=smallest,
        choices=choices,
        kept=kept,
        public_url=public_url,
    )
    pack = build_of(material)
    _check_can_go(pack, draft.kind)
    names = queries.public_ids_of(session, {one.story_id for one in choices})
    pack = with_reasons(with_principles(pack, answers), choices, names)
    draft.status = ReportStatus.ISSUED
    draft.issued_to = " ".join(issued_to.split())
    draft.issued_by_id, draft.issued_at = actor.user_id, clock.now()
    drop_files_of(session, report=draft)  # they said what would be issued
    here = set(material.heard.story.tolist())
    words = _keep_words(session, draft, pack, [one for one in choices if one.story_id in here])
    draft.sha256 = rules.hash_issued(rules.content_of(draft, words))
    session.flush()
    record(
        session,
        actor,
        "issue_report",
        draft,
        kind=draft.kind.value,
        purpose=draft.purpose.value,
        quotations=len(words),
        sha256=draft.sha256,
    )
    return draft


def with_reasons(pack: Pack, choices: Sequence[ReportChoice], names: Mapping[int, UUID]) -> Pack:
    """The pack with the reason beside each passage that somebody chose to quote.

    ``names`` are the public ids of stories by row number.
    """
    reasons = {
        (str(names.get(one.story_id)), one.start, one.end): one.reason
        for one in choices
        if one.choice is ChoiceMade.QUOTE
    }

    def reasoned(told: Told) -> Told:
        place = told.story, told.facts.get("start", -1), told.facts.get("end", -1)
        reason = reasons.get(place)
        if reason is None or told.facts.get("chosen"):
            return told
        return told.model_copy(update={"facts": {**told.facts, "chosen": reason}})

    return pack.model_copy(update={"told": tuple(reasoned(one) for one in pack.told)})


def check_draft(actor: Actor, draft: Report) -> None:
    """The actor may work on this draft.

    Raises:
        NotAllowed: the actor may not make such a report, or it is another organisation's.
        RuleBroken: it was issued.
    """
    rules.require_making(actor, draft.kind)
    check_owner(actor, draft)
    if draft.status is not ReportStatus.DRAFT:
        raise RuleBroken("This report was issued, and stays as it was.")


def _write(draft: Report, asked: Asked, title: str) -> None:
    draft.title, draft.kind, draft.purpose = title, asked.kind, asked.purpose
    draft.contract_id = asked.contract.id if asked.contract else None
    draft.place_id = asked.place.id if asked.place else None
    draft.framework_id = asked.framework.id if asked.framework else None
    draft.supplier, draft.department = asked.supplier, asked.department
    draft.told_from, draft.told_to = asked.period.told_from, asked.period.told_to
    draft.more = dict(asked.more)


def _check_can_go(pack: Pack, kind: ReportKind) -> None:
    for warned in pack.warnings:
        if warned.key.startswith(BLOCKS):
            raise RuleBroken(warned.words)
    if not pack.stories and kind not in WITHOUT_STORIES:
        raise RuleBroken("No story can stand in this report yet, so there is nothing to issue.")


def _keep_words(
    session: Session, report: Report, pack: Pack, choices: Sequence[ReportChoice]
) -> list[ReportQuotation]:
    """Freeze the pack; what tells of stories into rows of its own, why words are not in it too."""
    report.frozen, told = freeze(pack)
    stories = queries.story_keys(session, {UUID(one.story) for one in told})
    kept = [
        ReportQuotation(
            report_id=report.key,
            story_id=stories[UUID(one.story)],
            position=position,
            part=part,
            words=one.words,
            facts=one.facts,
        )
        for position, (one, part) in enumerate(zip(told, part_of_each(pack), strict=True))
    ]
    left_out = [one for one in choices if one.choice is ChoiceMade.LEAVE_OUT]
    kept += [
        ReportQuotation(
            report_id=report.key,
            story_id=one.story_id,
            position=position,
            part=LEFT_OUT,
            words="",
            facts={"start": one.start, "end": one.end, "reason": one.reason},
        )
        for position, one in enumerate(left_out, start=len(kept))
    ]
    session.add_all(kept)
    return kept
