"""Reading links. Queries that return words keep to the reader's scope."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, func
from sqlmodel import Session, col, select

from storybank.commitments.models import Commitment
from storybank.core.errors import NotFound
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import readable
from storybank.stories.rules import Scope

SEALED_TITLE = "Earlier words of a story"


@dataclass(frozen=True)
class LinkedPassage:
    """A link with the promise it speaks to and the story it comes from."""

    link: EvidenceLink
    commitment: Commitment
    story: Story
    version: StoryVersion

    @property
    def title(self) -> str:
        """The title of the words it was made from; none where those are sealed."""
        return self.version.title if self.version.sealed_at is None else SEALED_TITLE


def get_link(session: Session, scope: Scope, public_id: UUID) -> LinkedPassage:
    """One link within the reader's scope.

    Raises:
        NotFound: there is none, or none for this reader.
    """
    found = session.exec(linked(scope).where(EvidenceLink.public_id == public_id)).first()
    if found is None:
        raise NotFound("There is no such link, or it is not yours to read.")
    return LinkedPassage(*found)


def list_links_of_story(
    session: Session, scope: Scope, story: Story, *statuses: LinkStatus
) -> list[LinkedPassage]:
    """A story's links of these statuses, confirmed first, then the surest suggestions."""
    query = (
        linked(scope)
        .where(EvidenceLink.story_id == story.id, col(EvidenceLink.status).in_(statuses), counts())
        .order_by(col(EvidenceLink.status), col(EvidenceLink.score).desc(), col(EvidenceLink.id))
    )
    return [LinkedPassage(*row) for row in session.exec(query)]


def list_links(
    session: Session,
    scope: Scope,
    *,
    contract_id: int | None = None,
    commitment_id: int | None = None,
    statuses: Collection[LinkStatus] = (LinkStatus.CONFIRMED,),
    most: int = 200,
) -> list[LinkedPassage]:
    """Links within a scope, the surest and newest first."""
    query = linked(scope).where(col(EvidenceLink.status).in_(statuses), counts())
    if contract_id is not None:
        query = query.where(Commitment.contract_id == contract_id)
    if commitment_id is not None:
        query = query.where(EvidenceLink.commitment_id == commitment_id)
    query = query.order_by(
        col(EvidenceLink.made_at).desc(), col(EvidenceLink.score).desc(), col(EvidenceLink.id)
    )
    return [LinkedPassage(*row) for row in session.exec(query.limit(most))]


def count_links(
    session: Session, scope: Scope, contract_ids: Collection[int]
) -> dict[int, dict[tuple[LinkStatus, Stance], tuple[int, int]]]:
    """(passages, people) by commitment, status and stance, in one query."""
    counted: Any = select(  # type: ignore[call-overload]
        EvidenceLink.commitment_id,
        EvidenceLink.status,
        EvidenceLink.stance,
        func.count(),
        func.count(func.distinct(col(Story.contributor_id))),
    )
    rows = session.exec(
        counted.select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .where(col(Commitment.contract_id).in_(contract_ids), readable(scope), counts())
        .group_by(
            col(EvidenceLink.commitment_id), col(EvidenceLink.status), col(EvidenceLink.stance)
        )
    )
    found: dict[int, dict[tuple[LinkStatus, Stance], tuple[int, int]]] = defaultdict(dict)
    for commitment_id, status, stance, passages, people in rows:
        found[commitment_id][(status, stance)] = (passages, people)
    return found


def count_suggested(session: Session, scope: Scope) -> int:
    """How many suggested links wait for a person within a scope."""
    return session.exec(
        select(func.count())
        .select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(EvidenceLink.status == LinkStatus.SUGGESTED, readable(scope), counts())
    ).one()


def links_by_story(
    session: Session, story_ids: Collection[int]
) -> dict[int, list[tuple[EvidenceLink, UUID]]]:
    """Confirmed links and their commitments' public ids by story. For the index."""
    rows = session.exec(
        select(EvidenceLink, Commitment.public_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            col(EvidenceLink.story_id).in_(story_ids),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            counts(),
        )
        .order_by(col(EvidenceLink.id))
    )
    found: dict[int, list[tuple[EvidenceLink, UUID]]] = defaultdict(list)
    for link, commitment in rows:
        found[link.story_id].append((link, commitment))
    return found


def links_of_version(session: Session, version_id: int) -> Sequence[EvidenceLink]:
    """Every link made from one story version, whatever its status. For the steps."""
    return session.exec(
        select(EvidenceLink)
        .where(EvidenceLink.story_version_id == version_id)
        .order_by(col(EvidenceLink.id))
    ).all()


def linked(scope: Scope) -> Any:
    """Links with promise, story and the version they quote, within a scope, in SQL."""
    return (
        select(EvidenceLink, Commitment, Story, StoryVersion)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(StoryVersion, col(StoryVersion.id) == EvidenceLink.story_version_id)
        .where(readable(scope))
    )


def counts() -> ColumnElement[bool]:
    """True for stories that may be evidence: not those shared for learning only, in SQL."""
    return ~col(Story.learning_only)


def on_promises(commitment_ids: Collection[int], status: LinkStatus) -> ColumnElement[bool]:
    """True for links of a status to these promises, in SQL, looked up by the promises alone.

    SQLite would otherwise go through every link of that status in the bank.
    """
    asked_for = col(EvidenceLink.commitment_id).in_(commitment_ids)
    return and_(asked_for, cast(col(EvidenceLink.status), String) == status.name)


def among(found: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition, worked out before anything is joined: where stories are few of many."""
    return col(EvidenceLink.id).in_(select(EvidenceLink.id).where(found).correlate(None))
