"""A pack made afresh for a file, and whether what it shows of stories may still be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.core.errors import NotFound
from storybank.reports.models import FileForm, Report, ReportFile, ReportStatus
from storybank.reports.pack.blocks import Pack, Told
from storybank.reports.pack.kinds import build_pack
from storybank.reports.pack.material import KeptCounts, Material, no_kept_counts
from storybank.reports.pack.references import list_references
from storybank.reports.pack.thawing import thaw
from storybank.reports.queries import (
    asked_of,
    find_asked,
    list_choices,
    quotations_for_hash,
)
from storybank.reports.queries.files import (
    Standing,
    asker_of,
    find_standing,
    stories_in,
    story_names,
)
from storybank.reports.queries.issued import get_report
from storybank.reports.queries.numbers import in_pack
from storybank.reports.renderers.addresses import show_with_addresses
from storybank.reports.rules import (
    SMALLEST_GROUP,
    Asked,
    IssuedAs,
    check_asked,
    compare_issued,
    report_scope,
    whole_scope,
)
from storybank.stories.queries import readable

ALTERED = (
    "What is kept of this report is not what was issued, so no file is made of it. Tell your "
    "administrator."
)


@dataclass(frozen=True)
class Source:
    """What a file is made of: an issued report or a draft, or else what an address asks for."""

    asked: Asked
    report: Report | None = None

    @property
    def is_issued(self) -> bool:
        """Whether it says what was frozen, and not what is counted now."""
        return self.report is not None and self.report.status is ReportStatus.ISSUED


@dataclass(frozen=True)
class Afresh:
    """A pack, and what stood in it of each story at that moment."""

    pack: Pack
    standing: Mapping[str, Standing]
    told_sha256: str


def find_source(
    session: Session, actor: Actor, *, report: Report | None, query: Mapping[str, str]
) -> Source:
    """What a file is to be made of; whoever asks must be allowed to read it, now.

    Raises:
        NotAllowed: the actor may not read such a report.
        NotFound: what it is about is not the actor's to read.
        RuleBroken: it lacks what its kind needs.

    Of an issued report that is not what was issued no file is made: it would carry a fingerprint
    that is not its own (NotFound).
    """
    if report is not None:
        report = get_report(session, actor, report.public_id)
        asked = asked_of(session, report)
    else:
        asked = find_asked(session, actor, query)
    if report is None or report.status is ReportStatus.DRAFT:
        check_asked(actor, asked)
    elif compare_issued(report, quotations_for_hash(session, report)) is IssuedAs.CHANGED:
        raise NotFound(ALTERED)
    return Source(asked, report)


def source_of(session: Session, actor: Actor, file: ReportFile) -> Source:
    """What a file is made of, as the actor may read it now."""
    report = session.get(Report, file.report_id) if file.report_id is not None else None
    if file.report_id is not None and report is None:
        raise NotFound("The report that this file was to be made of is gone.")
    return find_source(session, actor, report=report, query=file.query)


def make_afresh(
    session: Session,
    actor: Actor,
    source: Source,
    *,
    smallest: int = SMALLEST_GROUP,
    kept: KeptCounts = no_kept_counts,
    public_url: str = "",
) -> Afresh:
    """The pack as it may be read at this moment; all of it is read in one session.

    What doors hand in is as ``build_pack`` takes it.
    """
    if source.is_issued:
        assert source.report is not None
        pack = thaw(session, actor, source.report)
    else:
        choices = list_choices(session, source.report) if source.report is not None else ()
        pack = build_pack(
            session,
            actor,
            source.asked,
            smallest=smallest,
            choices=choices,
            kept=kept,
            public_url=public_url,
        )
    standing = _find(session, actor, source, _shown_in(pack))
    return Afresh(pack, standing, _hash(pack.told))


def collect_file(
    session: Session, file_id: int, *, smallest: int, kept: KeptCounts, public_url: str
) -> tuple[FileForm, Afresh, dict[str, Any]]:
    """The form of a file, its pack made afresh for whoever asked, and what its making needs.

    Raises:
        NotAllowed: whoever asked may not read such a report any more.
        NotFound: what it is about is gone, or is no longer theirs to read.
    """
    file = session.get_one(ReportFile, file_id)
    actor = asker_of(session, file)
    source = source_of(session, actor, file)
    made = make_afresh(session, actor, source, smallest=smallest, kept=kept, public_url=public_url)
    return file.form, made, making_of(session, source, made.pack, address=public_url)


def making_of(session: Session, source: Source, pack: Pack, *, address: str) -> dict[str, Any]:
    """What putting a pack into a form needs besides the pack (``renderers.forms.put_into``)."""
    behind = None if source.is_issued else source.asked.query()
    references = list_references(session, pack)
    return {
        "references": references,
        "show": show_with_addresses(address, behind=behind, references=references),
        "address": address,
        "sha256": source.report.sha256 if source.report is not None else "",
    }


def is_still_so(session: Session, actor: Actor, source: Source, made: Afresh) -> bool:
    """Whether all that a pack shows of stories may be shown now just as it is."""
    if source.is_issued:
        return _is_still_told(session, actor, source, made.told_sha256)
    told = _shown_in(made.pack)
    return told == set(made.standing) and _find(session, actor, source, told) == made.standing


def may_be_given(session: Session, actor: Actor, source: Source, file: ReportFile) -> bool:
    """Whether a file may be given out at this moment, after what it shows of stories."""
    if source.is_issued:
        return _is_still_told(session, actor, source, file.told_sha256)
    kept = stories_in(session, file)
    names = story_names(session, {story_id for story_id, _, _ in kept})
    found = _find(session, actor, source, names)
    return {one.kept for one in found.values()} == kept


def _is_still_told(session: Session, actor: Actor, source: Source, told_sha256: str) -> bool:
    assert source.report is not None
    return _hash(thaw(session, actor, source.report).told) == told_sha256


def _shown_in(pack: Pack) -> set[str]:
    return {one.story for one in pack.told if one.story and not one.gone}


def _find(
    session: Session, actor: Actor, source: Source, stories: Collection[str]
) -> dict[str, Standing]:
    whole = whole_scope(actor, source.asked)
    return find_standing(session, _which(session, actor, source), whole, stories)


def _which(session: Session, actor: Actor, source: Source) -> ColumnElement[bool]:
    asked = source.asked
    if source.is_issued:
        return readable(report_scope(actor, asked))
    material = Material(session, actor, asked)
    contracts = [one.key for one in material.contracts]
    return in_pack(material.scope, contracts, asked.period, asked.purpose)


def _hash(told: Collection[Told]) -> str:
    """What is told of stories, in one number; whether somebody may open one is no part of it."""
    found = hashlib.sha256()
    for one in told:
        found.update(one.model_dump_json(exclude={"may_open"}).encode())
        found.update(b"\n")
    return found.hexdigest()
