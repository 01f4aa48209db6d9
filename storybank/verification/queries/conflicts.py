"""What verifiers said of their interests."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation, User
from storybank.verification.models import ConflictDeclaration


def find_declaration(
    session: Session, contract_id: int, user_id: int | None
) -> ConflictDeclaration | None:
    """The newest thing a person said of their interests in a contract."""
    return session.exec(
        select(ConflictDeclaration)
        .where(
            ConflictDeclaration.contract_id == contract_id,
            ConflictDeclaration.user_id == user_id,
        )
        .order_by(col(ConflictDeclaration.id).desc())
        .limit(1)
    ).first()


def list_declarations(
    session: Session, contract_id: int, *, most: int = 100
) -> Sequence[tuple[ConflictDeclaration, str, str]]:
    """What was declared on a contract, by whom of which body, newest first."""
    return session.exec(
        select(ConflictDeclaration, User.name, Organisation.name)
        .join(User, col(User.id) == ConflictDeclaration.user_id)
        .join(Organisation, col(Organisation.id) == User.organisation_id)
        .where(ConflictDeclaration.contract_id == contract_id)
        .order_by(col(ConflictDeclaration.id).desc())
        .limit(most)
    ).all()


def contracts_conflicted(session: Session, user_id: int | None) -> frozenset[int]:
    """Contracts in which a person last said that they have an interest."""
    rows = session.exec(
        select(ConflictDeclaration.contract_id, ConflictDeclaration.has_conflict)
        .where(ConflictDeclaration.user_id == user_id)
        .order_by(col(ConflictDeclaration.id))
    )
    newest = dict(rows.all())
    return frozenset(contract for contract, conflict in newest.items() if conflict)
