"""What each short reference of a report on paper counts, in words: ``[F3]`` and its conditions."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.codebook.queries import codes_by_slug
from storybank.commitments.models import Commitment, Contract
from storybank.frameworks.models import FrameworkItem
from storybank.places.models import Place
from storybank.reports.pack.blocks import Figure, Pack, Plain, figures_of

COUNTED_WORDS = {
    "people": "People",
    "stories": "Stories",
    "passages": "Passages that a person coded",
    "claims": "Passages that a person linked to a promise",
    "promises": "Promises",
    "contracts": "Contracts",
}
CHANGE_WORDS = {
    "better": "that say something got better",
    "worse": "that say something got worse",
    "need": "that say something is or was lacking",
    "activity": "that say only what was done",
}
FINDING_WORDS = {
    "upheld": "upheld by somebody independent",
    "partly_upheld": "partly upheld by somebody independent",
    "not_upheld": "not upheld by somebody independent",
    "could_not_tell": "of which somebody independent could not tell",
    "waiting": "nobody independent has checked yet",
    "checked": "checked by somebody independent",
}
STAGE_WORDS = {
    "promised": "that stand",
    "delivered": "for which something is reported as delivered",
    "delivered_within": "for which something is reported for the days of this report",
    "evidenced": "that somebody speaks for",
    "verified": "with a claim upheld, wholly or in part",
    "contradicted": "that somebody speaks against",
    "silent": "that nobody has spoken of",
    "lowered": "that were lowered",
    "withdrawn": "that were taken out",
}
KIND_WORDS = {
    "beneficiary_story": "storytellers’ accounts alone",
    "interview_transcript": "interviews alone",
    "case_study": "case studies alone",
}
NAMED = {
    "promise": Commitment,
    "item": FrameworkItem,
    "only_contract": Contract,
    "only_place": Place,
    "spot": Place,
    "sender": Organisation,
}


class Reference(Plain):
    """One line of the list of references at the end: what the figures marked so count."""

    ref: str
    shown: str
    says: str


def list_references(session: Session, pack: Pack) -> tuple[Reference, ...]:
    """Every reference of a pack, in its order, in words; a fixed number of queries."""
    figures: dict[str, Figure] = {}
    for one in figures_of(pack):
        if one.ref:
            figures.setdefault(one.ref, one)
    names = _names(session, list(figures.values()))
    return tuple(
        Reference(ref=ref, shown=one.shown, says=say_counted(one, names))
        for ref, one in figures.items()
    )


def say_counted(figure: Figure, names: Mapping[tuple[str, str], str]) -> str:
    """What a figure counts, in words."""
    behind = figure.behind
    said = [COUNTED_WORDS.get(figure.of, figure.of.capitalize())]
    if figure.of in ("people", "stories") and behind.get("show") == "linked":
        said.append("with passages linked to a promise")
    for name, words in (("change", CHANGE_WORDS), ("stage", STAGE_WORDS)):
        if name in behind:
            said.append(words.get(behind[name], behind[name]))
    claimed = [" ".join(said)]
    if "stance" in behind:
        claimed.append("for it" if behind["stance"] == "supports" else "against it")
    if "finding" in behind:
        claimed.append(FINDING_WORDS.get(behind["finding"], behind["finding"]))
    narrowed = [_narrowed(name, value, names) for name, value in behind.items()]
    return "; ".join([", ".join(claimed), *(one for one in narrowed if one)]) + "."


def _narrowed(name: str, value: str, names: Mapping[tuple[str, str], str]) -> str:
    called = names.get((name, value), value)
    return {
        "theme": f"theme: {called}",
        "group": f"themes of {called}",
        "promise": f"promise: {called}",
        "item": f"priority: {called}",
        "only_contract": f"contract: {called}",
        "only_place": f"place: {called}",
        "spot": f"place alone: {called}",
        "whom": f"meant for: {called}",
        "only_supplier": f"supplier: {called or 'none written down'}",
        "only_department": f"department: {called or 'none written down'}",
        "unit": f"counted in: {called or 'no figure'}",
        "sender": f"sent in by: {called}",
        "prompt": "in answer to what mattered most",
        "only_kind": KIND_WORDS.get(value, called),
        "year": f"told in {called}" if value != "0" else "no day written down",
    }.get(name, "")


def _names(session: Session, figures: Sequence[Figure]) -> dict[tuple[str, str], str]:
    asked: dict[str, set[str]] = {}
    for one in figures:
        for name, value in one.behind.items():
            asked.setdefault(name, set()).add(value)
    found: dict[tuple[str, str], str] = {}
    if "theme" in asked:
        found |= {("theme", slug): code.name for slug, code in codes_by_slug(session).items()}
    for name, model in NAMED.items():
        if name in asked:
            found |= {(name, key): _called(row) for key, row in _rows(session, model, asked[name])}
    return found


def _rows(session: Session, model: Any, ids: set[str]) -> list[tuple[str, Any]]:
    query = select(model).where(col(model.public_id).in_([UUID(one) for one in ids]))
    return [(str(one.public_id), one) for one in session.exec(query)]


def _called(row: Any) -> str:
    if isinstance(row, Commitment):
        return f"{row.ref} {row.text}".strip()
    if isinstance(row, Contract):
        return row.title
    if isinstance(row, FrameworkItem):
        return row.name or row.text
    return str(row.name)
