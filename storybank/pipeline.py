"""THE FLOW: what happens after what.

A service changes the record and puts an event into the outbox; here each event is taken to
its next steps. Every step may be done twice without harm, so a crash costs nothing but time.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.answering import service as answering
from storybank.answering.queries import find_addresses_to_remind
from storybank.codebook.queries import codes_by_id
from storybank.commitments import queries as commitments
from storybank.commitments.service import sign_unsigned
from storybank.core import clock
from storybank.core.db import Database
from storybank.core.errors import StorybankError
from storybank.core.files import FileStore
from storybank.core.jobs import outbox
from storybank.core.text import squeeze
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.intake.queries import purposes_of
from storybank.linking import queries as links
from storybank.linking import service as linking
from storybank.linking.matcher import CommitmentText, Matcher
from storybank.linking.models import EvidenceLink, Stance
from storybank.nlp.encoder import Encoder
from storybank.nlp.meanings import unpack
from storybank.nlp.reader import Reader
from storybank.nlp.reading import (
    Reading,
    ReadSegment,
    Speaker,
    SuggestedCode,
    SuggestedConcern,
)
from storybank.notices import service as notices
from storybank.reports import service as reports
from storybank.reports.pack.afresh import collect_file
from storybank.reports.queries.files import is_undone, stories_in_files
from storybank.reports.renderers.forms import put_into
from storybank.rights.queries import (
    is_kept_by_hold,
    list_files_left,
    list_kept_counts,
    list_unfinished,
)
from storybank.rights.service import finish_withdrawals, remind_to_dispose
from storybank.safeguarding import service as safeguarding
from storybank.search import service as search
from storybank.search.document import StoryDocument
from storybank.search.engine import SearchEngine
from storybank.search.queries import LinkFacts, build_documents
from storybank.stories import service as stories
from storybank.stories.masking import Cover, cover_body, mask_of, names_in
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.stories.queries import get_version, list_details
from storybank.stories.rules import may_suggest_by_machine
from storybank.tagging import queries as codings
from storybank.tagging import service as tagging
from storybank.tagging import suggester
from storybank.tagging.models import CodingStatus
from storybank.telling.queries import is_file_held
from storybank.verification.queries import verifications_of

log = logging.getLogger(__name__)
MACHINE = Actor.pipeline()
BATCH = 25
BUILDS = 3  # of one file, while words that stand in it change


Send = Callable[[Database, int], None]


def _sends_nothing(_database: Database, _notice_id: int) -> None:
    """What stands in place of the post where none is set up."""


@dataclass(frozen=True)
class Tools:
    """What the steps work with."""

    database: Database
    engine: SearchEngine
    reader: Reader
    matcher: Matcher
    encoder: Encoder
    models: Path
    files: FileStore
    send: Send = _sends_nothing
    sends: bool = True
    concern_hours: int = 24
    answer_days: int = 30
    smallest_group: int = 5
    public_url: str = ""
    indexing: threading.Lock = field(default_factory=threading.Lock)


def screen(tools: Tools, submission_id: int) -> None:
    """Is anyone at risk? Holds the story at once, for the safeguarding lead to decide."""
    with tools.database.reading() as session:
        submission = session.get(Submission, submission_id)
    if submission is None:
        return
    reading = tools.reader.screen(submission.body, submission.kind.value)
    if submission.details_found_at is None:
        with tools.database.transaction() as session:
            now = session.get_one(Submission, submission_id)
            if now.body != submission.body:
                return  # taken back meanwhile: nothing of its words is kept
            stories.keep_details(
                session,
                MACHINE,
                submission=now,
                found=reading.identifiers,
                reader=reading.reader,
            )
    if not reading.concern.flag:
        return
    with tools.database.transaction() as session:
        now = session.get_one(Submission, submission_id)
        if now.body != submission.body:
            return
        safeguarding.note_screening(
            session,
            MACHINE,
            submission=now,
            reader=reading.reader,
            because=reading.concern.because,
            hours=tools.concern_hours,
        )


def find_details(tools: Tools, session: Session, submission: Submission) -> None:
    """Look for personal details now, for doors that accept at once; nothing if that was done."""
    if submission.details_found_at is not None:
        return
    stories.keep_details(
        session,
        MACHINE,
        submission=submission,
        found=tools.reader.identify(submission.body, submission.kind.value),
        reader=tools.reader.name,
    )


def acceptor(tools: Tools) -> Callable[..., Story]:
    """Accepting a submission with its personal details looked for first, if they were not yet."""

    def accept(session: Session, actor: Actor, *, submission: Submission) -> Story:
        find_details(tools, session, submission)
        title = cover_title(tools, session, submission)
        return stories.accept_submission(session, actor, submission=submission, title=title)

    return accept


def cover_title(tools: Tools, session: Session, submission: Submission) -> str:
    """The title that was sent, without the personal details that stand in it alone.

    Those of the story's words are decided on there, and covered in the title as they are.
    """
    body, title = submission.body, squeeze(submission.title)
    known: set[str] = set()
    for one in list_details(session, submission.key):
        known |= names_in(body[one.start : one.end])
    found = tools.reader.identify(title, submission.kind.value)
    alone = [one for one in found if not names_in(title[one.start : one.end]) <= known]
    covers = [Cover(one.start, one.end, mask_of(one.type), one.type) for one in alone]
    return cover_body(title, covers).after


def suggest_codings(tools: Tools, story_id: int) -> None:
    """What does the story say? Keeps its sentences and, where allowed, suggested codes."""
    with tools.database.reading() as session:
        found = _words(session, story_id)
        if found is None:
            return
        story, version = found
        allowed = may_suggest_by_machine(purposes_of(session, story.submission_id))
        held = codings.find_reading(session, version.key)
        name = tagging.reader_name(tools.reader.name, suggest=allowed)
        if held is not None and held.reader == name:
            return
        known = suggester.load_known(session, tools.models) if allowed else None
    reading = tools.reader.read(version.body, story.kind.value)
    if allowed:
        told = [one.quote for one in reading.segments if one.speaker is Speaker.STORYTELLER]
        reading = replace(reading, vectors=tools.encoder.embed(told).astype(np.float16))
    with tools.database.transaction() as session:
        still = _still(session, version)
        if still is None:
            return
        story, version = still
        allowed = may_suggest_by_machine(purposes_of(session, story.submission_id))
        tagging.keep_reading(
            session,
            MACHINE,
            story=story,
            version=version,
            reading=reading,
            suggest=allowed,
            known=known,
        )


def compare_themes(tools: Tools, story_id: int) -> None:
    """Does it tell of a theme just added, or is more known of one? Nothing is read again."""
    with tools.database.reading() as session:
        found = _words(session, story_id)
        if found is None:
            return
        story, version = found
        held = codings.find_reading(session, version.key)
        allowed = may_suggest_by_machine(purposes_of(session, story.submission_id))
        if held is None or not allowed or tagging.is_without_suggestions(held.reader):
            return
        known = suggester.load_known(session, tools.models)
        lacking = suggester.list_segments_without_vector(session, version.key)
        if not lacking and not suggester.find_differences(session, version.key, known):
            return
    meanings = tools.encoder.embed([segment.quote for segment in lacking])
    with tools.database.transaction() as session:
        still = _still(session, version)
        if still is None:
            return
        story, version = still
        if not may_suggest_by_machine(purposes_of(session, story.submission_id)):
            return  # taken back meanwhile
        tagging.suggest_again(
            session,
            MACHINE,
            story=story,
            version=version,
            known=known,
            vectors={segment.key: row for segment, row in zip(lacking, meanings, strict=True)},
        )


def suggest_links(tools: Tools, story_id: int) -> None:
    """Which promises does it speak to? Keeps the matcher's suggestions for the newest version."""
    with tools.database.reading() as session:
        found = _words(session, story_id)
        if found is None:
            return
        story, version = found
        suggested: list[linking.PassageSuggested] = []
        purposes = purposes_of(session, story.submission_id)
        # What the contract's people may not read is not put before them as evidence either.
        allowed = may_suggest_by_machine(purposes) and Purpose.CONTRACT_MANAGEMENT in purposes
        if allowed and not story.learning_only and story.contract_id is not None:
            promises = _promises(session, story.contract_id)
            reading = _with_meanings(session, version, _reading_of(session, version))
            by_ref = {text.ref: number for number, text in promises}
            for link in tools.matcher.suggest(reading, [text for _, text in promises]):
                suggested.extend(
                    linking.PassageSuggested(
                        commitment_id=by_ref[link.ref],
                        start=passage.start,
                        end=passage.end,
                        stance=Stance(link.stance),
                        score=link.score,
                        because=tuple(link.reasons),
                    )
                    for passage in link.because
                )
    with tools.database.transaction() as session:
        still = _still(session, version)
        if still is None:
            return
        linking.keep_suggestions(
            session,
            MACHINE,
            story=still[0],
            version=still[1],
            suggested=suggested,
            matcher=tools.matcher.name,
        )


def rank_promises(
    tools: Tools, session: Session, story: Story, version: StoryVersion, start: int, end: int
) -> list[tuple[int, tuple[str, ...]]]:
    """Promises of the story's contract by row number, the likeliest for a passage first, and why.

    None where the storyteller lets no computer suggest anything.
    """
    allowed = may_suggest_by_machine(purposes_of(session, story.submission_id))
    if not allowed or story.learning_only or story.contract_id is None:
        return []
    promises = _promises(session, story.contract_id)
    by_ref = {text.ref: number for number, text in promises}
    reading = _with_meanings(session, version, _reading_of(session, version))
    ranked = tools.matcher.rank(reading, [text for _, text in promises], start, end)
    return [(by_ref[one.ref], one.reasons) for one in ranked]


def check_story(tools: Tools, story_id: int) -> None:
    """Should somebody look twice? The same words elsewhere; change claimed with no cause."""
    with tools.database.reading() as session:
        story = session.get(Story, story_id)
        if story is None:
            return
        version = get_version(session, story, story.current_version)
        segments = _reading_of(session, version).segments
        told = [one for one in segments if one.speaker is Speaker.STORYTELLER]
        if not may_suggest_by_machine(purposes_of(session, story.submission_id)):
            told = []  # a computer may say nothing of what it claims; its wording is still compared
    with tools.database.transaction() as session:
        linking.check_story(
            session,
            MACHINE,
            story=session.get_one(Story, story_id),
            version=session.get_one(StoryVersion, version.key),
            sentences=[segment.quote for segment in told],
            changes=[{code.change.value for code in segment.codes} for segment in told],
        )


def void_links(tools: Tools, story_id: int) -> None:
    """What the contract's people may not read is evidence of nothing, nor of another contract.

    Nor is a story shared for learning only.
    """
    with tools.database.transaction() as session:
        story = session.get_one(Story, story_id)
        allowed = Purpose.CONTRACT_MANAGEMENT in purposes_of(session, story.submission_id)
        because = linking.LEARNING if story.learning_only else linking.MOVED
        linking.void_links(
            session,
            MACHINE,
            story=story,
            all_of_them=not allowed or story.learning_only,
            because=because if allowed else linking.WITHDRAWN,
        )


def hide_place(tools: Tools, story_id: int) -> None:
    """Does its teller want the place kept from others now? It goes from the story then."""
    with tools.database.transaction() as session:
        story = session.get_one(Story, story_id)
        if session.get_one(Submission, story.submission_id).hide_place:
            stories.hide_place(session, MACHINE, story=story)


def send_notice(tools: Tools, notice_id: int) -> None:
    """Tell somebody something by e-mail, where there is a way to."""
    tools.send(tools.database, notice_id)


def index_stories(tools: Tools, story_ids: Collection[int]) -> None:
    """Make them findable, or take them out of the index, in one commit."""
    # One thread at a time looks and writes: what was looked up earlier is never written later.
    with tools.indexing:
        with tools.database.reading() as session:
            documents = documents_of(session, story_ids)
            keys = search.public_keys(session, story_ids)
        gone = set(keys.values()) - {document.story_id for document in documents}
        search.index_stories(tools.engine, documents, gone)


def remove_files(tools: Tools, submission_id: int) -> None:
    """Remove the files of what was taken back, where nothing else needs them."""
    # Looked up and removed under the lock of one transaction: nobody comes to need them meanwhile.
    with tools.database.transaction() as session:
        submission = session.get(Submission, submission_id)
        if submission is None or is_kept_by_hold(session, submission_id):
            return
        for sha256 in intake.forget_files(session, submission=submission):
            if not is_file_held(session, sha256):
                tools.files.remove(sha256)
    tools.database.forget_log()


def purge_index(tools: Tools, story_ids: Collection[int]) -> None:
    """Leave no word in the index's files of what was read of these stories before."""
    with tools.database.reading() as session:
        keys = search.public_keys(session, story_ids)
    tools.engine.purge(keys.values())


def purge_hidden(tools: Tools, story_ids: Collection[int]) -> None:
    """Of stories that nobody may search any more, leave no word in the index's files."""
    with tools.database.reading() as session:
        rows = [session.get(Story, number) for number in story_ids]
    hidden = [row.key for row in rows if row and row.status is not StoryStatus.ACCEPTED]
    if hidden:
        purge_index(tools, hidden)


def drop_files(tools: Tools, story_ids: Collection[int]) -> None:
    """Throw away files made of reports that hold these stories: they may say too much now."""
    with tools.database.reading() as session:
        held = stories_in_files(session, story_ids)
    if not held:
        return
    with tools.database.transaction() as session:
        for story_id in held:
            reports.drop_files(session, story=session.get_one(Story, story_id))


def make_file(tools: Tools, file_id: int) -> None:
    """Make the file of a report that somebody waits for.

    It is built again where words that stand in it were changed or taken back meanwhile.
    """
    for _ in range(BUILDS):
        try:
            kept = _build_file(tools, file_id)
        except StorybankError as error:
            _fail_file(tools, file_id, str(error))
            return
        except Exception:
            _fail_file(tools, file_id, reports.BROKE)
            raise
        if kept:
            return
    _fail_file(tools, file_id, reports.CHANGED)


def _build_file(tools: Tools, file_id: int) -> bool:
    """Build a file once and keep it; False where something in it may be shown no longer."""

    def say(step: str, share: int) -> None:
        with tools.database.transaction() as session:
            reports.say_step(session, file_id=file_id, step=step, share=share)

    with tools.database.reading() as session:
        if not is_undone(session, file_id):
            return True
    say("Collecting what may stand in it", 10)
    with tools.database.reading() as session:
        form, made, parts = collect_file(
            session,
            file_id,
            smallest=tools.smallest_group,
            kept=list_kept_counts,
            public_url=tools.public_url,
        )
    say("Drawing its pictures", 30)
    content = put_into(form, made.pack, **parts, on_setting=partial(say, "Setting its pages", 55))
    with tools.database.transaction() as session:
        return reports.keep_file(session, file_id=file_id, made=made, content=content)


def _fail_file(tools: Tools, file_id: int, because: str) -> None:
    with tools.database.transaction() as session:
        reports.fail_file(session, file_id=file_id, because=because)


ONCE: dict[str, Callable[[Tools, Collection[int]], None]] = {
    "drop_files": drop_files,
    "index": index_stories,
    "purge_hidden": purge_hidden,
    "purge_index": purge_index,
}
Step = Callable[[Tools, int], None]
EACH: dict[str, Step] = {
    "screen": screen,
    "void_links": void_links,
    "hide_place": hide_place,
    "suggest_codings": suggest_codings,
    "compare_themes": compare_themes,
    "check_story": check_story,
    "suggest_links": suggest_links,
    "remove_files": remove_files,
    "send_notice": send_notice,
    "make_file": make_file,
}
# Indexing comes before reading, so that a story is found within a second of being saved.
ORDER = (
    "drop_files",
    "void_links",
    "hide_place",
    "index",
    "purge_hidden",
    "purge_index",
    "screen",
    "suggest_codings",
    "compare_themes",
    "check_story",
    "suggest_links",
    "remove_files",
    "send_notice",
    "make_file",
)

FLOW: dict[str, tuple[str, ...]] = {
    "SubmissionReceived": ("screen",),
    "StorySaved": ("index", "suggest_codings", "check_story"),
    "CodingsSuggested": ("index", "check_story", "suggest_links"),
    "CodingsChanged": ("index", "check_story", "suggest_links"),
    "ThemesChanged": ("compare_themes",),
    "LayersChanged": ("compare_themes",),
    # One given back after a hold may have been read by nobody yet.
    "StoryMoved": (
        "drop_files",
        "void_links",
        "index",
        "purge_hidden",
        "suggest_codings",
        "compare_themes",
        "suggest_links",
    ),
    "LearningMarked": ("drop_files", "void_links", "index", "suggest_links"),
    "CommitmentsChanged": ("suggest_links",),
    "LinkConfirmed": ("index",),
    "LinkRejected": ("index",),
    "LinkReopened": ("index",),
    "LinkVerified": ("index",),
    "NoticeAdded": ("send_notice",),
    "OriginalDisposed": ("remove_files",),
    "StoryWithdrawn": ("remove_files",),
    "WordsCovered": ("drop_files", "index", "purge_index"),
    "StoryBlurred": ("drop_files", "index", "purge_index"),
    "ReportFileAsked": ("make_file",),
    "ConsentChanged": (
        "drop_files",
        "void_links",
        "hide_place",
        "index",
        "suggest_codings",
        "check_story",
        "suggest_links",
    ),
}


Claimed = tuple[int, str, int]
"""An event of the outbox: its row number, its name, what it happened to."""
WAITED_FOR = ("ReportFileAsked",)
"""Events that somebody sits and waits for: they go before a thousand stories that came in."""


def deliver(tools: Tools, most: int = BATCH) -> int:
    """Take a batch of waiting events through their next steps; returns how many there were."""
    with tools.database.transaction() as session:
        rows = outbox.claim(session, 1, only=WAITED_FOR) or outbox.claim(session, most)
        claimed = _plain(rows)
    return _take(tools, claimed)


def serve_whoever_waits(tools: Tools) -> None:
    """Do what somebody waits for, and nothing else: between the parts of what takes long."""
    while _take(tools, _claim_waited_for(tools)):
        pass


def _claim_waited_for(tools: Tools) -> list[Claimed]:
    with tools.database.transaction() as session:
        return _plain(outbox.claim(session, 1, only=WAITED_FOR))


def _plain(rows: Iterable[outbox.OutboxEvent]) -> list[Claimed]:
    return [(row.id or 0, row.event, row.subject_id) for row in rows]


def _take(tools: Tools, claimed: Sequence[Claimed]) -> int:
    """Take claimed events through their next steps; returns how many there were."""
    if not claimed:
        return 0
    with tools.database.reading() as session:
        subjects = {number: _subjects(session, event, s) for number, event, s in claimed}
    failed: dict[int, str] = {}
    for step in ORDER:
        wanted = {
            number: subjects[number]
            for number, event, _ in claimed
            if step in FLOW.get(event, ()) and number not in failed
        }
        errors = _run(tools, step, {one for many in wanted.values() for one in many})
        for number, many in wanted.items():
            for one in many:
                if one in errors:
                    failed[number] = errors[one]
    with tools.database.transaction() as session:
        outbox.finish(session, [number for number, *_ in claimed if number not in failed])
        for error in set(failed.values()):
            numbers = [number for number, name in failed.items() if name == error]
            outbox.postpone(session, numbers, error)
    return len(claimed)


def drain(tools: Tools, on_batch: Callable[[int], None] = lambda _: None) -> None:
    """Deliver until nothing is due."""
    while number := deliver(tools):
        on_batch(number)


def catch_up(tools: Tools) -> None:
    """Finish what was left undone, and mend the index where it differs from the record."""
    with tools.database.reading() as session:
        unfinished = bool(list_unfinished(session))
        files_left = list_files_left(session)
    if unfinished:  # a hold that kept the words may be settled by now
        with tools.database.transaction() as session:
            finish_withdrawals(session, MACHINE)
    _run(tools, "remove_files", files_left)
    drain(tools)
    if not tools.engine.is_healthy():
        rebuild_index(tools, lambda done: None if done % 500 else serve_whoever_waits(tools))
        return
    with tools.database.reading() as session:
        lagging, gone = search.find_lagging(session, tools.engine)
        unchecked = links.list_unchecked(session, BATCH)
        lapsed = codings.list_lapsed(session, BATCH)
        unsigned = bool(commitments.list_unsigned(session, 1))
    while unsigned:  # those kept before wordings of promises were compared
        with tools.database.transaction() as session:
            unsigned = sign_unsigned(session, MACHINE, most=20 * BATCH) > 0
    _run(tools, "suggest_codings", lapsed)  # takes back what may be suggested no longer
    _run(tools, "check_story", unchecked)  # those kept before stories were checked
    if gone:
        search.index_stories(tools.engine, [], gone)
        tools.engine.purge(gone)
    for first in range(0, len(lagging), BATCH):
        index_stories(tools, lagging[first : first + BATCH])
        serve_whoever_waits(tools)


def tidy(tools: Tools) -> None:
    """What is worth doing when little else is going on."""
    with tools.database.reading() as session:
        idle = outbox.count_waiting(session) == 0
    if idle:
        tools.engine.tidy()
    with tools.database.transaction() as session:
        outbox.forget_done(session)
    if idle:  # words thrown away stand in the log still, and those taken back while somebody read
        tools.database.forget_log()


def passes(tools: Tools) -> None:
    """Tell people what the calendar brings; whoever was told is not told twice.

    Meant for once an hour or so. Each is a transaction of its own, and stops none of the others.
    """
    for name, tell in PASSES.items():
        try:
            with tools.database.transaction() as session:
                tell(session, tools)
        except Exception as error:
            _log_failure(name, 0, error)


def _remind_of_expiry(session: Session, _tools: Tools) -> None:
    intake.remind_of_expiry(session, MACHINE, addresses=find_addresses_to_remind)


def _warn_of_overdue(session: Session, _tools: Tools) -> None:
    safeguarding.warn_of_overdue(session, MACHINE)


def _ask_again(session: Session, tools: Tools) -> None:
    if not tools.sends:
        return  # nobody is put down as asked by an e-mail that nobody gets
    answering.ask_by_email(session, MACHINE, today=clock.today())


def _tell_of_awaiting(session: Session, tools: Tools) -> None:
    answering.tell_of_awaiting(session, MACHINE, answer_days=tools.answer_days)


def _remind_to_dispose(session: Session, _tools: Tools) -> None:
    remind_to_dispose(session, MACHINE)


def _forget_notices(session: Session, _tools: Tools) -> None:
    notices.forget_old(session)


def _forget_files(session: Session, _tools: Tools) -> None:
    reports.forget_files(session)


def _make_due_drafts(session: Session, _tools: Tools) -> None:
    reports.make_due_drafts(session, MACHINE, today=clock.today())


PASSES: dict[str, Callable[[Session, Tools], None]] = {
    "warn_of_overdue": _warn_of_overdue,
    "remind_of_expiry": _remind_of_expiry,
    "ask_again": _ask_again,
    "tell_of_awaiting": _tell_of_awaiting,
    "remind_to_dispose": _remind_to_dispose,
    "make_due_drafts": _make_due_drafts,
    "forget_notices": _forget_notices,
    "forget_files": _forget_files,
}


def rebuild_index(tools: Tools, on_progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew from the record, aside, and swap it in; then catch up."""
    with tools.database.reading() as session:
        story_ids = list(
            session.exec(
                select(Story.id).where(Story.status == StoryStatus.ACCEPTED).order_by(col(Story.id))
            )
        )

    def documents(ids: Sequence[int]) -> Iterable[StoryDocument]:
        with tools.database.reading() as session:
            return documents_of(session, ids)

    numbers = [number for number in story_ids if number is not None]
    return search.rebuild(tools.engine, numbers, documents, on_progress)


def documents_of(session: Session, story_ids: Collection[int]) -> list[StoryDocument]:
    """Index documents with what every step knows of these stories."""
    by_story = links.links_by_story(session, story_ids)
    findings = verifications_of(
        session, [link.key for many in by_story.values() for link, _ in many]
    )
    facts = {}
    for story_id in story_ids:
        many = by_story.get(story_id, [])
        states = {
            findings[link.key].finding.value if link.key in findings else "waiting"
            for link, _ in many
        }
        facts[story_id] = LinkFacts(
            quotes=tuple(link.quote for link, _ in many),
            commitments=tuple(sorted({str(commitment) for _, commitment in many})),
            verification=tuple(sorted(states)) or ("none",),
        )
    return build_documents(session, story_ids, facts)


def _run(tools: Tools, step: str, subjects: Collection[int]) -> dict[int, str]:
    """Do one step for its subjects; returns the names of errors by subject."""
    if not subjects:
        return {}
    if step in ONCE:
        try:
            ONCE[step](tools, subjects)
        except Exception as error:
            _log_failure(step, 0, error)
            return dict.fromkeys(subjects, type(error).__name__)
        return {}
    errors = {}
    for subject in sorted(subjects):
        try:
            EACH[step](tools, subject)
        except Exception as error:  # one story's failure must not stop the others
            _log_failure(step, subject, error)
            errors[subject] = type(error).__name__
    return errors


def _log_failure(step: str, subject: int, error: Exception) -> None:
    # Where it happened, never what was said: messages can carry the words of a story.
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "step %s failed for %d: %s at %s:%s",
        step,
        subject,
        type(error).__name__,
        place.name,
        place.lineno,
    )


def _subjects(session: Session, event: str, subject_id: int) -> list[int]:
    """The row numbers that the steps of an event work on: stories, or the submission."""
    if event == "SubmissionReceived":
        return [subject_id]
    if event == "ConsentChanged":
        query = select(Story.id).where(Story.submission_id == subject_id)
    elif event == "CommitmentsChanged":
        query = select(Story.id).where(Story.contract_id == subject_id)
    elif event in ("ThemesChanged", "LayersChanged"):
        query = select(Story.id).where(Story.status != StoryStatus.WITHDRAWN)  # held ones too
    elif event.startswith("Link"):
        query = select(EvidenceLink.story_id).where(EvidenceLink.id == subject_id)
    else:
        return [subject_id]
    return [number for number in session.exec(query) if number is not None]


def _words(session: Session, story_id: int) -> tuple[Story, StoryVersion] | None:
    story = session.get(Story, story_id)
    if story is None or story.status is not StoryStatus.ACCEPTED:
        return None  # nothing is suggested of a held story, nor of one that was taken back
    return story, get_version(session, story, story.current_version)


def _still(session: Session, read: StoryVersion) -> tuple[Story, StoryVersion] | None:
    """A story and its version as they were read; None if its words were taken back meanwhile."""
    version = session.get_one(StoryVersion, read.key)
    story = session.get_one(Story, version.story_id)
    if story.status is not StoryStatus.ACCEPTED or version.body != read.body:
        return None
    return story, version


def _promises(session: Session, contract_id: int) -> list[tuple[int, CommitmentText]]:
    listed = commitments.list_commitments(session, contract_id)
    promised = [one for one in listed if one.withdrawn_on is None]  # nobody is owed the others
    themes = commitments.themes_of(session, [one.key for one in promised])
    return [
        (
            one.key,
            CommitmentText(
                ref=one.ref,
                text=one.text,
                themes=tuple(code.slug for code in themes.get(one.key, [])),
                quantity=one.quantity,
                unit=one.unit,
            ),
        )
        for one in promised
    ]


def _with_meanings(session: Session, version: StoryVersion, reading: Reading) -> Reading:
    """The reading with the meanings kept of its sentences, where all of them are kept."""
    kept = suggester.list_vectors(session, version.key)
    told = sum(segment.speaker is Speaker.STORYTELLER for segment in reading.segments)
    if len(kept) != told:
        return reading
    return replace(reading, vectors=unpack([one.vector for one in kept]).astype(np.float16))


def _reading_of(session: Session, version: StoryVersion) -> Reading:
    """The story as it is coded now: people's decisions first, else what was suggested."""
    codes = codes_by_id(session)
    by_segment = codings.codings_of(session, version.key)
    segments = tuple(
        ReadSegment(
            start=segment.start,
            end=segment.end,
            quote=segment.quote,
            speaker=segment.speaker,
            codes=tuple(
                SuggestedCode(
                    theme=codes[coding.code_id].slug,
                    change=coding.change,
                    score=1.0 if coding.status is CodingStatus.CONFIRMED else coding.score or 0.0,
                    because=tuple(coding.because),
                )
                for coding in by_segment.get(segment.key, [])
                if coding.status is not CodingStatus.REJECTED
            ),
        )
        for segment in codings.list_segments(session, version.key)
    )
    return Reading("record", segments, (), SuggestedConcern(False, ()))
