"""Reading the codebook."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from storybank.codebook.models import Code, Codebook, CodeExample
from storybank.core.errors import NotFound

LOCAL_SLUG = "local"


def list_codes(session: Session) -> Sequence[Code]:
    """Every code in the order of its codebook."""
    return session.exec(select(Code).order_by(col(Code.position), col(Code.id))).all()


def list_codes_in_use(session: Session) -> Sequence[Code]:
    """The codes that may be given to words today: all but those retired."""
    return [code for code in list_codes(session) if code.retired_at is None]


def get_code(session: Session, slug: str) -> Code:
    """One code by its slug.

    Raises:
        NotFound: there is none.
    """
    code = codes_by_slug(session).get(slug)
    if code is None:
        raise NotFound("There is no such theme.")
    return code


def list_local_codes(session: Session) -> Sequence[Code]:
    """A place's own codes, those retired among them, in the order they were added."""
    return session.exec(
        select(Code)
        .join(Codebook, col(Codebook.id) == Code.codebook_id)
        .where(Codebook.slug == LOCAL_SLUG)
        .order_by(col(Code.position), col(Code.id))
    ).all()


def is_local(session: Session, code: Code) -> bool:
    """Whether a code is a place's own."""
    return session.get_one(Codebook, code.codebook_id).slug == LOCAL_SLUG


def list_examples(session: Session, code_ids: Collection[int]) -> dict[int, list[str]]:
    """Example sentences by code, in the order they were given, in one query."""
    found: dict[int, list[str]] = defaultdict(list)
    for example in session.exec(
        select(CodeExample)
        .where(col(CodeExample.code_id).in_(code_ids))
        .order_by(col(CodeExample.code_id), col(CodeExample.position))
    ):
        found[example.code_id].append(example.text)
    return found


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
