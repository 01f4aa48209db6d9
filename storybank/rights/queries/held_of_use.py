"""What is held of what was done with a story: codings, claims, findings, answers, reports."""

from typing import Any

from sqlmodel import Session, col, select

from storybank.answering.models import Answer, FollowUp
from storybank.codebook.models import Code
from storybank.commitments.models import Commitment, Contract
from storybank.linking.models import EvidenceLink
from storybank.publishing.models import IdentityCheck, Publication
from storybank.reports.models import Report, ReportChoice, ReportQuotation
from storybank.reports.rules.bids import BidAnswer
from storybank.reviews.models import Effect, EffectCheck
from storybank.rights.queries.held_of_telling import NOBODY, Doers, Rows
from storybank.stories.models import Story, StoryDraft, StoryVersion
from storybank.tagging.models import Coding, Segment
from storybank.verification.models import MemberCheck, Selection, SelectionPanel, SelectionRound
from storybank.verification.queries import verifications_of


def held_of_use(session: Session, story: Story, doers: Doers) -> dict[str, Rows]:
    """Everything that was made of a story."""
    return {
        "codings": _codings(session, story, doers),
        "claims": _claims(session, story, doers),
        "answers": _answers(session, story, doers),
        "follow_ups": _follow_ups(session, story),
        "reports": _reports(session, story),
        "report_choices": _report_choices(session, story, doers),
        "publications": _publications(session, story, doers),
        "identity_checks": _identity_checks(session, story, doers),
        "panels": _panels(session, story),
        "drafts": _drafts(session, story, doers),
        "effects": _effects(session, story),
    }


def _codings(session: Session, story: Story, doers: Doers) -> Rows:
    rows = session.exec(
        select(Coding, Segment.quote, Code.name, StoryVersion.number)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(Code, col(Code.id) == Coding.code_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .where(StoryVersion.story_id == story.id)
        .order_by(col(StoryVersion.number), col(Segment.position), col(Coding.id))
    )
    return [
        {
            "words": quote,
            "theme": theme,
            "change": coding.change,
            "status": coding.status,
            "said_by": doers.get(coding.created_by_id or 0, "the computer"),
            "decided_by": doers.get(coding.decided_by_id or 0, ""),
            "version": number,
        }
        for coding, quote, theme, number in rows
    ]


def _claims(session: Session, story: Story, doers: Doers) -> Rows:
    links = session.exec(
        select(EvidenceLink, Commitment.text, Contract.title)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(EvidenceLink.story_id == story.id)
        .order_by(col(EvidenceLink.id))
    ).all()
    numbers = [link.key for link, _, _ in links]
    findings = verifications_of(session, numbers)
    said: dict[int, Rows] = {}
    for check in session.exec(
        select(MemberCheck)
        .where(col(MemberCheck.link_id).in_(numbers))
        .order_by(col(MemberCheck.id))
    ):
        line = {"said": check.answer, "on": check.asked_on, "how": check.how, "note": check.note}
        said.setdefault(check.link_id, []).append(line)
    return [
        {
            "words": link.quote,
            "promise": promise,
            "contract": contract,
            "bears_on_it": link.stance,
            "status": link.status,
            "void_because": link.void_because,
            "made_by": doers.get(link.made_by_id or 0, "the computer"),
            "who": link.who,
            "what_changed": link.what_changed,
            "brought_about": link.brought_about,
            "note": link.note,
            **_finding(findings.get(link.key), doers),
            "what_you_said": said.get(link.key, []),
        }
        for link, promise, contract in links
    ]


def _finding(found: Any, doers: Doers) -> dict[str, Any]:
    if found is None:
        return {"finding": "nobody independent has looked at it"}
    return {
        "finding": found.finding,
        "found_how": found.method,
        "found_at": found.verified_at,
        "found_by": doers.get(found.verified_by_id, ""),
        "reason": found.reason,
    }


def _answers(session: Session, story: Story, doers: Doers) -> Rows:
    rows = session.exec(select(Answer).where(Answer.story_id == story.id).order_by(col(Answer.id)))
    return [
        {
            "at": row.answered_at,
            "by": doers.get(row.answered_by_id or 0, ""),
            "words": row.words,
            "change": row.change,
            "change_words": row.change_words,
            "evidence": row.evidence,
            "planned_for": row.due_on,
            "you_saw_it": row.seen_at,
            "you_said_it_is_not_so": row.disputed_at,
            "your_words_on_it": row.dispute_words,
        }
        for row in rows
    ]


def _follow_ups(session: Session, story: Story) -> Rows:
    rows = session.exec(
        select(FollowUp)
        .where(FollowUp.submission_id == story.submission_id)
        .order_by(col(FollowUp.due_on), col(FollowUp.id))
    )
    return [
        {
            "after_months": row.months,
            "due": row.due_on,
            "asked": row.asked_at,
            "lasted": row.lasted,
            "ended": row.ended_at,
        }
        for row in rows
    ]


def _reports(session: Session, story: Story) -> Rows:
    rows = session.exec(
        select(ReportQuotation, Report)
        .join(Report, col(Report.id) == ReportQuotation.report_id)
        .where(ReportQuotation.story_id == story.id)
        .order_by(col(Report.id), col(ReportQuotation.position))
    )
    return [
        {
            "report": report.title,
            "issued": report.issued_at,
            "to": report.issued_to,
            "words": quotation.words,
            "why_chosen": quotation.facts.get("chosen") or quotation.facts.get("reason", ""),
            "taken_out": quotation.removed_at,
        }
        for quotation, report in rows
    ]


def _report_choices(session: Session, story: Story, doers: Doers) -> Rows:
    rows = session.exec(
        select(ReportChoice, Report.title, Report.more)
        .join(Report, col(Report.id) == ReportChoice.report_id)
        .where(ReportChoice.story_id == story.id)
        .order_by(col(Report.id), col(ReportChoice.id))
    )
    return [
        {
            "report": title,
            "chosen_to": choice.choice.value,
            "from": choice.start,
            "to": choice.end,
            "why": choice.reason,
            "led_to_by": BidAnswer.of(more).leads.get(str(choice.public_id), ""),
            "by": doers.get(choice.made_by_id or 0, ""),
        }
        for choice, title, more in rows
    ]


def _publications(session: Session, story: Story, doers: Doers) -> Rows:
    rows = session.exec(
        select(Publication).where(Publication.story_id == story.id).order_by(col(Publication.id))
    )
    return [
        {
            "from": row.published_at,
            "until": row.taken_down_at,
            "why_taken_down": row.taken_down_because,
            "by": doers.get(row.published_by_id or 0, ""),
        }
        for row in rows
    ]


def _identity_checks(session: Session, story: Story, doers: Doers) -> Rows:
    rows = session.exec(
        select(IdentityCheck)
        .where(IdentityCheck.story_id == story.id)
        .order_by(col(IdentityCheck.id))
    )
    return [
        {
            "at": row.checked_at,
            "by": doers.get(row.checked_by_id or 0, NOBODY),
            "for": row.purpose,
            "answers": row.answers,
            "rare": row.rare,
            "note": row.note,
            "may_be_shared": row.may_share,
        }
        for row in rows
    ]


def _panels(session: Session, story: Story) -> Rows:
    sat: Any = select(Selection, SelectionRound.held_on, SelectionPanel.title)
    rows = session.exec(
        sat.join(SelectionRound, col(SelectionRound.id) == Selection.round_id)
        .join(SelectionPanel, col(SelectionPanel.id) == SelectionRound.panel_id)
        .where(Selection.story_id == story.id)
        .order_by(col(Selection.id))
    )
    return [
        {
            "group": title,
            "sat": held_on,
            "about": row.domain,
            "chosen": row.is_chosen,
            "reason": row.reason,
            "told_back": row.told_back_on,
        }
        for row, held_on, title in rows
    ]


def _drafts(session: Session, story: Story, doers: Doers) -> Rows:
    rows = session.exec(
        select(StoryDraft).where(StoryDraft.story_id == story.id).order_by(col(StoryDraft.id))
    )
    return [
        {
            "by": doers.get(row.user_id, ""),
            "saved": row.saved_at,
            "title": row.title,
            "words": row.body,
            "note": row.note,
        }
        for row in rows
    ]


def _effects(session: Session, story: Story) -> Rows:
    rows = session.exec(
        select(EffectCheck, Effect.text)
        .join(Effect, col(Effect.id) == EffectCheck.effect_id)
        .where(EffectCheck.story_id == story.id)
        .order_by(col(EffectCheck.id))
    )
    return [
        {"foreseen": text, "found": row.finding, "note": row.note, "on": row.checked_on}
        for row, text in rows
    ]
