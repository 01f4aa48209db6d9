"""Reading the codebook."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storybank.codebook.models import Code, Codebook


def list_codes(session: Session) -> Sequence[Code]:
    """Every code in the order of its codebook."""
    return session.exec(select(Code).order_by(col(Code.position), col(Code.id))).all()


def codes_by_slug(session: Session) -> dict[str, Code]:
    """Every code by its slug."""
    return {code.slug: code for code in list_codes(session)}


def codes_by_id(session: Session) -> dict[int, Code]:
    """Every code by its row number."""
    return {code.key: code for code in list_codes(session)}


def find_codebook(session: Session, slug: str, version: str) -> Codebook | None:
    """One edition of a codebook, if it is held."""
    return session.exec(
        select(Codebook).where(Codebook.slug == slug, Codebook.version == version)
    ).first()
