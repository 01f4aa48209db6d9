"""What the pages of safeguarding gather: the queue, and one concern with its whole log."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup

from storybank.accounts.queries import names_of
from storybank.core import clock
from storybank.core.markdown import Mark, render_text
from storybank.intake.models import Submission
from storybank.nlp.turns import split_turns
from storybank.safeguarding import queries
from storybank.safeguarding.models import Concern, ConcernAct, ConcernEntry, ConcernStatus
from storybank.safeguarding.rules import is_overdue
from storybank.stories.queries import find_story_of_submission, get_version
from storybank.web.auth import current_actor
from storybank.web.filters import day, moment
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session
from storybank.web.submission_facts import about_rows, received_words

PER_PAGE = 25
SHELVES = {
    ConcernStatus.RAISED: "Waiting for you",
    ConcernStatus.HELD: "Held",
    ConcernStatus.CLEARED: "Cleared",
}
DONE = {
    ConcernAct.RAISED: "A worry was raised",
    ConcernAct.NOTED: "Written down",
    ConcernAct.TOLD: "Somebody was told",
    ConcernAct.HELD: "Kept held",
    ConcernAct.CLEARED: "Cleared",
}
DECISIONS = (ConcernAct.HELD, ConcernAct.CLEARED)


def shelf_of(status: ConcernStatus) -> dict[str, Any]:
    """One shelf of the queue, cut into pages, and the way to the others."""
    session, actor = current_session(), current_actor()
    counts = queries.count_by_status(session, actor)
    cut = paging(page_asked(), counts.get(status, 0), PER_PAGE)
    found = queries.list_concerns(session, actor, status, page=cut.number, per_page=PER_PAGE)
    people = names_of(session, [concern.raised_by_id for concern, _ in found])
    return {
        "status": status.value,
        "title": SHELVES[status],
        "entries": [_item(concern, submission, people) for concern, submission in found],
        "paging": cut,
        "shelves": [
            {
                "label": f"{title} ({counts.get(one, 0):,})",
                "url": url_for("safeguarding.list_", status=one.value),
                "current": one is status,
            }
            for one, title in SHELVES.items()
        ],
    }


def concern_facts(concern: Concern, submission: Submission) -> dict[str, Any]:
    """Everything the page of one concern shows besides its forms."""
    session = current_session()
    entries = queries.list_entries(session, current_actor(), concern)
    people = names_of(
        session, [*(one.by_id for one in entries), concern.raised_by_id, concern.decided_by_id]
    )
    body = submission.body
    passages = [words for words in concern.because if words in body]
    marks = [Mark(body.index(p), body.index(p) + len(p), "sb-run--found") for p in passages]
    return {
        "concern": concern,
        "submission": submission,
        "words": received_words(submission, marks) if body else _newest_words(submission),
        "rows": about_rows(submission),
        "passages": passages,
        # Before there was a log, what readers wrote was kept beside what the machine noticed.
        "notes": [words for words in concern.because if body and words not in body],
        "raised": [(one.words, _who(concern, one, people)) for one in entries if _is_worry(one)],
        "decided_by": people.get(concern.decided_by_id or 0, ""),
        "overdue": is_overdue(concern.due_at, clock.now()),
        "log": _log(concern, entries, people),
    }


def _newest_words(submission: Submission) -> Markup | None:
    """The story's newest words, where those it came in are no longer kept."""
    story = find_story_of_submission(current_session(), submission.key)
    if story is None or submission.erased_at is not None:
        return None
    version = get_version(current_session(), story, story.current_version)
    turns = split_turns(version.body, story.kind.value)
    html = render_text(version.body, version.format.value, (), turns)
    return Markup(html)  # noqa: S704  (render_text lets nothing through but its own elements)


def _item(concern: Concern, submission: Submission, people: dict[int, str]) -> dict[str, object]:
    facts = [_raised_by(concern, people), day(concern.created_at)]
    overdue = is_overdue(concern.due_at, clock.now())
    if concern.status is ConcernStatus.CLEARED and concern.decided_at:
        facts.append(f"cleared {day(concern.decided_at)}")
    elif concern.due_at and concern.status is ConcernStatus.HELD:
        facts.append(f"look again by {day(concern.due_at)}")
    elif concern.due_at:
        facts.append(f"decide by {moment(concern.due_at)}")
    return {
        "title": submission.title,
        "href": url_for("safeguarding.show", concern_id=concern.public_id),
        "meta": " · ".join(facts),
        "status": "overdue" if overdue else None,
        "excerpt": concern.because[0] if concern.because else "",
    }


def _raised_by(concern: Concern, people: dict[int, str]) -> str:
    if concern.origin == "storyteller":
        return "Raised by whoever told it"
    if concern.raised_by_id is None:
        return "The computer noticed these words"
    return f"Raised by {people.get(concern.raised_by_id, 'somebody')}"


def _is_worry(entry: ConcernEntry) -> bool:
    return entry.act is ConcernAct.RAISED and bool(entry.words)


def _who(concern: Concern, entry: ConcernEntry, people: dict[int, str]) -> str:
    if entry.by_id is not None:
        return people.get(entry.by_id, "Somebody")
    if entry.act is ConcernAct.RAISED and not entry.words:
        return "The computer"
    return "Whoever told it"


def _log(
    concern: Concern, entries: Sequence[ConcernEntry], people: dict[int, str]
) -> list[dict[str, str]]:
    """The log, newest first: what was done, by whom, when, and who was told."""
    lines = []
    for entry in reversed(entries):
        told = [f"Told: {entry.told}."] if entry.told else []
        if not told and entry.act in DECISIONS:
            told = ["Nobody outside was told."]
        lines.append(
            {
                "title": DONE[entry.act],
                "who": _who(concern, entry, people),
                "when": moment(entry.at),
                "iso": entry.at.isoformat(),
                "detail": " ".join([entry.words, *told]).strip(),
            }
        )
    return lines
