"""Reading findings, and what waits for one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation, User
from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope
from storybank.verification.models import Finding, Method, Verification
from storybank.verification.wording import Checked, add_up


@dataclass(frozen=True)
class FindingAs:
    """A finding as it is read: with who made it, and for which body."""

    verification: Verification
    person: str
    body: str


def find_verification(session: Session, link_id: int) -> Verification | None:
    """The finding on one link, if there is one."""
    return session.exec(select(Verification).where(Verification.link_id == link_id)).first()


def verifications_of(session: Session, link_ids: Collection[int]) -> dict[int, Verification]:
    """Findings by link, in one query."""
    rows = session.exec(select(Verification).where(col(Verification.link_id).in_(link_ids)))
    return {row.link_id: row for row in rows}


def counts_still(scope: Scope) -> ColumnElement[bool]:
    """True for links (joined to their stories) that count today for readers of this scope."""
    return and_(
        col(EvidenceLink.status) == LinkStatus.CONFIRMED,
        col(Story.learning_only).is_(False),
        readable(scope),
    )


def checked_of(
    session: Session,
    scope: Scope,
    *,
    commitment_ids: Collection[int] = (),
    contract_ids: Collection[int] = (),
) -> dict[int, Checked]:
    """What was verified of each commitment, how, by whom and when.

    For ``wording.say_verified``; sums of several are made by ``wording.add_up``.
    """
    wanted = set(commitment_ids)
    if contract_ids:  # asked first: the database finds links by promise far sooner
        promises = select(Commitment.id).where(col(Commitment.contract_id).in_(contract_ids))
        wanted |= {number for number in session.exec(promises) if number is not None}
    query = add_findings(col(EvidenceLink.commitment_id)).where(
        col(EvidenceLink.commitment_id).in_(wanted), counts_still(scope)
    )
    return read_findings(session, query)


def add_findings(by: Any) -> Any:
    """A query that adds findings up by something, how, who and which body; see ``read_findings``.

    It joins findings to their links and stories.
    """
    day = func.coalesce(Verification.checked_on, func.date(Verification.verified_at))
    columns = (
        by,
        Verification.finding,
        Verification.method,
        User.name,
        Organisation.name,
        EvidenceLink.stance,
        func.count(),
        func.min(day),
        func.max(day),
    )
    query: Any = select(*columns)  # type: ignore[call-overload]
    return (
        query.select_from(Verification)
        .join(EvidenceLink, col(EvidenceLink.id) == Verification.link_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(User, col(User.id) == Verification.verified_by_id)
        .join(Organisation, col(Organisation.id) == Verification.verified_by_organisation_id)
        .group_by(
            by,
            col(Verification.finding),
            col(Verification.method),
            col(User.name),
            col(Organisation.name),
            col(EvidenceLink.stance),
        )
    )


def read_findings(session: Session, query: Any) -> dict[int, Checked]:
    """The sums of a query of ``add_findings``."""
    found: dict[int, list[Checked]] = defaultdict(list)
    for key, finding, method, person, body, stance, count, first, last in session.exec(query):
        found[key].append(
            Checked(
                Counter({Finding(finding): count}),
                Counter({Method(method): count}),
                frozenset({(person, body)}),
                _day(first),
                _day(last),
                count if is_against(Finding(finding), Stance(stance)) else 0,
            )
        )
    return {key: add_up(many) for key, many in found.items()}


def is_against(finding: Finding, stance: Stance) -> bool:
    """Whether a finding says that words against a promise hold."""
    return stance is Stance.CONTRADICTS and finding in (Finding.UPHELD, Finding.PARTLY_UPHELD)


def findings_as(session: Session, link_ids: Collection[int]) -> dict[int, FindingAs]:
    """Findings by link with who made them, in one query."""
    rows = session.exec(
        select(Verification, User.name, Organisation.name)
        .join(User, col(User.id) == Verification.verified_by_id)
        .join(Organisation, col(Organisation.id) == Verification.verified_by_organisation_id)
        .where(col(Verification.link_id).in_(link_ids))
    )
    return {row[0].link_id: FindingAs(*row) for row in rows}


def list_newest(
    session: Session, scope: Scope, *, most: int = 5
) -> Sequence[tuple[Verification, Commitment]]:
    """The newest findings on words within a scope, with the promises, in one query."""
    # Said so, findings are gone through from the newest until there are enough; SQLite would
    # otherwise begin with every story or confirmed link in the bank.
    told = (
        select(Story.id)
        .where(
            Story.id == EvidenceLink.story_id,
            col(Story.learning_only).is_(False),
            readable(scope),
        )
        .exists()
    )
    return session.exec(
        select(Verification, Commitment)
        .join(EvidenceLink, col(EvidenceLink.id) == Verification.link_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .where(cast(col(EvidenceLink.status), String) == LinkStatus.CONFIRMED.name, told)
        .order_by(col(Verification.verified_at).desc(), col(Verification.id).desc())
        .limit(most)
    ).all()


def list_made(
    session: Session, actor: Actor, *, most: int = 25
) -> Sequence[tuple[Verification, EvidenceLink, Commitment]]:
    """The actor's own findings, newest first."""
    return session.exec(
        select(Verification, EvidenceLink, Commitment)
        .join(EvidenceLink, col(EvidenceLink.id) == Verification.link_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .where(Verification.verified_by_id == actor.user_id)
        .order_by(col(Verification.verified_at).desc(), col(Verification.id).desc())
        .limit(most)
    ).all()


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])
