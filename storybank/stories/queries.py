"""Reading stories. Every query that returns words takes a scope: who may read them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake.models import Contributor, Purpose, Submission
from storybank.intake.queries import consented_to_any, name_shown, on_own_contract
from storybank.stories.masking import mask_of, names_in
from storybank.stories.models import (
    Detail,
    DetailStatus,
    Story,
    StoryDraft,
    StoryVersion,
    TellerCheck,
)
from storybank.stories.rules import (
    CHECKED_PURPOSES,
    Allowed,
    Scope,
    reading_scope,
    uncovered_scope,
)


@dataclass(frozen=True)
class StoryWithWords:
    """A story and its newest version."""

    story: Story
    version: StoryVersion


def readable(scope: Scope, *, of_many: bool = False) -> ColumnElement[bool]:
    """True for the stories within a scope, in SQL; an empty scope lets nothing through.

    ``of_many``: it is asked of a whole bank, not of a few stories; a matter of speed alone.
    """
    today = clock.today()
    ways: list[ColumnElement[bool]] = []
    for allowed, purposes in _ways(scope):
        way: list[ColumnElement[bool]] = [col(Story.status).in_(allowed.statuses)]
        if purposes:
            way.append(consented_to_any(col(Story.submission_id), purposes, today, of_many=of_many))
        if allowed.owner_id is not None:
            way.append(
                on_own_contract(col(Story.contract_id), allowed.owner_id, unplaced=allowed.unplaced)
            )
        if allowed.prepared:
            way.append(col(Story.prepared_version) == col(Story.current_version))
        if allowed.prepared or not CHECKED_PURPOSES.isdisjoint(purposes):
            way.append(agreed_by_teller())
        if allowed.organisation_id is not None:
            way.append(col(Story.organisation_id) == allowed.organisation_id)
        ways.append(and_(*way))
    return or_(*ways) if ways else false()


def _ways(scope: Scope) -> list[tuple[Allowed, list[Purpose]]]:
    """The ways of a scope. Those that differ in their purpose alone are one, for any of these.

    But whether a purpose waits for the storyteller's yes sets ways apart, and so does having none.
    """
    ways: dict[tuple[Allowed, bool, bool], list[Purpose]] = {}
    for allowed in scope:
        alike = replace(allowed, purpose=None)
        waits = allowed.purpose in CHECKED_PURPOSES
        purposes = ways.setdefault((alike, waits, allowed.purpose is None), [])
        if allowed.purpose is not None:
            purposes.append(allowed.purpose)
    return [(alike, purposes) for (alike, _, _), purposes in ways.items()]


def agreed_by_teller() -> ColumnElement[bool]:
    """True for stories whose teller agreed to the newest words, or asked not to see them (F22)."""
    return or_(~col(Story.wants_check), col(Story.checked_version) == col(Story.current_version))


def is_agreed(story: Story) -> bool:
    """The same of one story."""
    return not story.wants_check or story.checked_version == story.current_version


def newest_words() -> ColumnElement[bool]:
    """Joins stories and versions to each story with its newest words, in SQL."""
    return and_(
        col(StoryVersion.story_id) == Story.id,
        col(StoryVersion.number) == Story.current_version,
    )


def get_story(session: Session, scope: Scope, public_id: UUID) -> Story:
    """One story within the scope.

    Raises:
        NotFound: there is none, or none for this reader.
    """
    found = session.exec(select(Story).where(Story.public_id == public_id, readable(scope))).first()
    if found is None:
        raise NotFound("There is no such story, or it is not yours to read.")
    return found


def get_with_words(session: Session, scope: Scope, public_id: UUID) -> StoryWithWords:
    """One story within the scope, with its newest version.

    Raises:
        NotFound: there is none, or none for this reader.
    """
    found = session.exec(_with_words(scope).where(Story.public_id == public_id)).first()
    if found is None:
        raise NotFound("There is no such story, or it is not yours to read.")
    return StoryWithWords(*found)


def list_with_words(
    session: Session,
    scope: Scope,
    *,
    ids: Collection[int] | None = None,
    public_ids: Collection[UUID] | None = None,
    contract_id: int | None = None,
    page: int = 1,
    per_page: int = 25,
) -> list[StoryWithWords]:
    """Stories within the scope with their newest versions, newest first, in one query."""
    query = _with_words(scope)
    if ids is not None:
        query = query.where(col(Story.id).in_(ids))
    if public_ids is not None:
        query = query.where(col(Story.public_id).in_(public_ids))
    if contract_id is not None:
        query = query.where(Story.contract_id == contract_id)
    query = query.order_by(col(Story.accepted_at).desc(), col(Story.id).desc())
    rows = session.exec(query.offset((page - 1) * per_page).limit(per_page)).all()
    return [StoryWithWords(*row) for row in rows]


def list_beside(
    session: Session, scope: Scope, story: Story
) -> tuple[StoryWithWords | None, StoryWithWords | None]:
    """The stories accepted before and after one for the same contract, within the scope."""
    if story.contract_id is None:
        return None, None
    query = _with_words(scope).where(Story.contract_id == story.contract_id)
    before = query.where(col(Story.id) < story.id).order_by(col(Story.id).desc()).limit(1)
    after = query.where(col(Story.id) > story.id).order_by(col(Story.id)).limit(1)
    found = [session.exec(one).first() for one in (before, after)]
    first, last = (StoryWithWords(*one) if one else None for one in found)
    return first, last


def list_of_person(
    session: Session, actor: Actor, story: Story, *, most: int = 24
) -> list[tuple[StoryWithWords, bool]]:
    """What the teller of a story told, it too, the earliest first, as far as an actor may join it.

    With each whether the actor reads it with names covered. Two stories of one person lead to that
    person sooner than each alone. So a story told without a name is joined to others for those
    alone who read both with nothing covered, for the contract or as those who sent them; boards
    are shown that two are of one person only where both carry the name that person wished for.
    """
    uncovered = readable(uncovered_scope(actor))
    rows: Any = session.exec(
        select(Story, StoryVersion, uncovered, name_shown() != "")
        .join(StoryVersion, newest_words())
        .join(Submission, col(Submission.id) == Story.submission_id)
        .join(Contributor, col(Contributor.id) == Story.contributor_id)
        .where(Story.contributor_id == story.contributor_id, readable(reading_scope(actor)))
        .order_by(func.coalesce(Story.told_on, func.date(Story.accepted_at)), col(Story.id))
        .limit(most)
    ).all()
    here = next((row for row in rows if row[0].id == story.id), None)
    if here is None:
        return []
    return [
        (StoryWithWords(one, version), not open_)
        for one, version, open_, has_name in rows
        if one.id == story.id or (open_ and here[2]) or (has_name and here[3])
    ]


def count_stories(session: Session, scope: Scope, *, contract_id: int | None = None) -> int:
    """How many stories are within the scope."""
    query = select(func.count()).select_from(Story).where(readable(scope))
    if contract_id is not None:
        query = query.where(Story.contract_id == contract_id)
    return session.exec(query).one()


def find_story_of_submission(session: Session, submission_id: int) -> Story | None:
    """The story made of a submission, if it was accepted. For the steps, not for readers."""
    return session.exec(select(Story).where(Story.submission_id == submission_id)).first()


def titles_of(session: Session, scope: Scope, submission_ids: Iterable[int]) -> dict[int, str]:
    """What the stories made of these submissions are called, within a scope, in one query."""
    rows = session.exec(
        select(Story.submission_id, StoryVersion.title)
        .join(StoryVersion, newest_words())
        .where(col(Story.submission_id).in_(set(submission_ids)), readable(scope))
    )
    return dict(rows.all())


FAR_TOO_MANY = 10**9  # no story has so many versions, and no database so long a number


def get_version(session: Session, story: Story, number: int) -> StoryVersion:
    """One version of a story already found within the reader's scope.

    Raises:
        NotFound: it has no such version.
    """
    query = select(StoryVersion).where(
        StoryVersion.story_id == story.id, StoryVersion.number == number
    )
    found = session.exec(query).first() if number < FAR_TOO_MANY else None
    if found is None:
        raise NotFound("This story has no such version.")
    return found


def list_versions(session: Session, story: Story) -> Sequence[StoryVersion]:
    """Every version of a story already found within the reader's scope, newest first."""
    return session.exec(
        select(StoryVersion)
        .where(StoryVersion.story_id == story.id)
        .order_by(col(StoryVersion.number).desc())
    ).all()


def list_details(session: Session, submission_id: int) -> list[Detail]:
    """The personal details kept of a submission, in order of place. Its reader sees originals."""
    return list(
        session.exec(
            select(Detail)
            .where(Detail.submission_id == submission_id)
            .order_by(col(Detail.start), col(Detail.id))
        )
    )


def details_of(session: Session, submission_ids: Collection[int]) -> dict[int, list[Detail]]:
    """Personal details by submission, in one query. Its reader sees originals."""
    found: dict[int, list[Detail]] = defaultdict(list)
    rows = select(Detail).where(col(Detail.submission_id).in_(submission_ids))
    for one in session.exec(rows.order_by(col(Detail.start), col(Detail.id))):
        found[one.submission_id].append(one)
    return found


def instead_of(detail: Detail) -> str:
    """What stands for a detail: the words a person chose, or the mask of its type."""
    return detail.replacement or mask_of(detail.type)


def words_settled(session: Session, submission: Submission) -> frozenset[str]:
    """Words that a person chose to stand for details, or let stay, in small letters.

    They may be taken for personal details again, and are none that anybody must be kept from.
    """
    settled: set[str] = set()
    for one in list_details(session, submission.key):
        if one.decided_by_id is None:
            continue
        stays = one.status is DetailStatus.REJECTED
        words = submission.body[one.start : one.end] if stays else one.replacement
        settled |= names_in(words)
    return frozenset(settled)


def list_teller_checks(session: Session, story: Story) -> list[TellerCheck]:
    """What the teller said of the words of a story already found in scope, newest first."""
    return list(
        session.exec(
            select(TellerCheck)
            .where(TellerCheck.story_id == story.id)
            .order_by(col(TellerCheck.created_at).desc(), col(TellerCheck.id).desc())
        )
    )


def get_teller_check(session: Session, story: Story, public_id: UUID) -> TellerCheck:
    """One thing a teller said of a story already found within the reader's scope.

    Raises:
        NotFound: they said no such thing.
    """
    found = session.exec(
        select(TellerCheck).where(
            TellerCheck.story_id == story.id, TellerCheck.public_id == public_id
        )
    ).first()
    if found is None:
        raise NotFound("There is no such request.")
    return found


def list_change_requests(
    session: Session, scope: Scope, *, most: int = 25
) -> list[tuple[TellerCheck, StoryWithWords]]:
    """What tellers ask to have changed and nobody has settled, the oldest first, in one query."""
    rows = session.exec(
        select(TellerCheck, Story, StoryVersion)
        .join(Story, col(Story.id) == TellerCheck.story_id)
        .join(StoryVersion, newest_words())
        .where(_open_request(), readable(scope))
        .order_by(col(TellerCheck.created_at), col(TellerCheck.id))
        .limit(most)
    )
    return [(check, StoryWithWords(story, version)) for check, story, version in rows]


def count_change_requests(session: Session, scope: Scope) -> int:
    """How many things tellers ask to have changed wait for somebody within a scope."""
    return session.exec(
        select(func.count())
        .select_from(TellerCheck)
        # "+ 0" so that the few checks are gone through, and not the many stories.
        .join(Story, col(Story.id) == col(TellerCheck.story_id) + 0)
        .where(_open_request(), readable(scope))
    ).one()


def find_draft(session: Session, story: Story, user_id: int | None) -> StoryDraft | None:
    """A person's own unfinished edit of a story."""
    return session.exec(
        select(StoryDraft).where(StoryDraft.story_id == story.id, StoryDraft.user_id == user_id)
    ).first()


def _open_request() -> ColumnElement[bool]:
    return and_(~col(TellerCheck.agrees), col(TellerCheck.settled_at).is_(None))


def _with_words(scope: Scope) -> Any:
    return select(Story, StoryVersion).join(StoryVersion, newest_words()).where(readable(scope))
