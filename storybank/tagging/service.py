"""Keeping what a reader suggests, and what people decide about it."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_slug
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.jobs import outbox
from storybank.intake.models import Submission
from storybank.nlp.meanings import ENCODER, Vectors, pack
from storybank.nlp.reading import Change, Reading, Speaker
from storybank.stories import service as stories
from storybank.stories.masking import Masking, names_in
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import words_settled
from storybank.tagging import learning, queries, suggester
from storybank.tagging.events import CodingsChanged, CodingsSuggested, LayersChanged
from storybank.tagging.models import (
    Coding,
    CodingStatus,
    Identifier,
    Segment,
    SegmentVector,
    StoryReading,
    ThemeLayer,
)
from storybank.tagging.rules import PERSON, WITHOUT, differs_only_in_details


def keep_reading(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    version: StoryVersion,
    reading: Reading,
    suggest: bool,
    known: suggester.Known | None = None,
) -> bool:
    """Keep what a reader says of a version: sentences, personal details and, if allowed, codes.

    Doing it twice changes nothing. A newer reader's suggestions take the place of those that
    nobody has decided on. What people decided about the version before is carried over where
    the sentence still stands word for word, or with nothing but names replaced. Meanings are kept
    if the reading holds them and suggestions are allowed; with what is ``known`` besides the
    reader they bring suggestions of their own. Returns whether anything was kept.
    """
    require(actor, Action.RUN_PIPELINE)
    reader = reader_name(reading.reader, suggest=suggest)
    held = queries.find_reading(session, version.key)
    if held is not None and held.reader == reader:
        return False
    if held is None:
        held = StoryReading(story_version_id=version.key, reader=reader, language=reading.language)
        session.add(held)
        segments = _keep_segments(session, version, reading)
        _carry_over(session, story, version, segments)
    else:
        held.reader, held.read_at, held.language = reader, clock.now(), reading.language
        segments = list(queries.list_segments(session, version.key))
        _hear_again(segments, reading)
        _forget_undecided(session, StoryVersion.id == version.id)
    of_story = StoryVersion.story_id == story.id
    _forget_vectors(session, of_story)  # those of older versions too: nothing works on them
    if not suggest:
        _forget_undecided(session, of_story)
    else:
        _suggest(session, version, segments, reading)
        if reading.vectors is not None and known is not None:
            _keep_vectors(session, segments, reading)
            _apply_differences(session, suggester.find_differences(session, version.key, known))
    # Needs no consent to suggestions: it is how boards are kept from reading names.
    _keep_identifiers(session, story, version, reading)
    stories.mark_prepared(session, story=story, version=version)
    record(session, actor, "read_story", story, version=version.number, reader=reader)
    outbox.record(session, CodingsSuggested(story.key))
    return True


def suggest_again(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    version: StoryVersion,
    known: suggester.Known,
    vectors: Mapping[int, Vectors],
) -> bool:
    """Bring a version's suggestions up to what is known now; no decision is touched.

    ``vectors`` are meanings of sentences, by segment, for which none is kept. Doing it twice
    changes nothing. Returns whether any suggestion changed.
    """
    require(actor, Action.RUN_PIPELINE)
    held = queries.find_reading(session, version.key)
    if held is None or is_without_suggestions(held.reader):
        return False
    lacking = suggester.list_segments_without_vector(session, version.key)
    said = suggester.said_before(session, version.key)
    session.add_all(
        SegmentVector(
            segment_id=segment.key,
            encoder=ENCODER,
            vector=pack(vectors[segment.key]),
            reader=held.reader,
            said=[one.keep() for one in said[segment.key]],
        )
        for segment in lacking
        if segment.key in vectors
    )
    session.flush()
    differences = suggester.find_differences(session, version.key, known)
    if not differences:
        return False
    _apply_differences(session, differences)
    stories.touch(session, story)
    record(
        session,
        actor,
        "suggest_again",
        story,
        added=len(differences.added),
        dropped=len(differences.dropped),
        moved=len(differences.moved),
    )
    outbox.record(session, CodingsSuggested(story.key))
    return True


def keep_learnt(session: Session, actor: Actor, *, told: Sequence[learning.ThemeLearnt]) -> None:
    """Keep what was learnt of themes; switch on what proved better, and only that.

    Each fitted layer is kept. A layer that is on and no longer proves better is switched off.
    """
    require(actor, Action.MANAGE_CODEBOOK)
    active = {layer.code_id: layer for layer in learning.list_active_layers(session)}
    changed = None
    for one in told:
        if one.learnt is None:
            continue
        before = active.get(one.code.key)
        if before is not None:
            before.is_active = False
            session.flush()
        layer = ThemeLayer(
            code_id=one.code.key,
            encoder=ENCODER,
            weights=one.learnt.layer.pack(),
            threshold=one.learnt.layer.threshold,
            positives=one.learnt.positives,
            negatives=one.learnt.negatives,
            score_before=round(one.learnt.before, 4),
            score_after=round(one.learnt.after, 4),
            is_active=one.learnt.is_gain,
            origin=actor.label,
        )
        session.add(layer)
        session.flush()
        record(
            session,
            actor,
            "learn_theme",
            layer,
            code=layer.code_id,
            before=layer.score_before,
            after=layer.score_after,
            on=layer.is_active,
        )
        if before is not None or layer.is_active:
            changed = layer
    if changed is not None:
        outbox.record(session, LayersChanged(changed.key))


def switch_off_layers(
    session: Session, actor: Actor, *, theme: str | None = None
) -> list[ThemeLayer]:
    """Suggest without what was learnt, of all themes or of one; gives the layers switched off.

    Raises:
        NotFound: there is no such theme.
    """
    require(actor, Action.MANAGE_CODEBOOK)
    layers = list(learning.list_active_layers(session, theme))
    for layer in layers:
        layer.is_active = False
        record(session, actor, "switch_off_layer", layer, code=layer.code_id)
    session.flush()
    if layers:
        outbox.record(session, LayersChanged(layers[-1].key))
    return layers


def reader_name(reader: str, *, suggest: bool) -> str:
    """What a reading is kept under: another where the storyteller allows no suggestions."""
    return reader if suggest else reader + WITHOUT


def is_without_suggestions(reader: str) -> bool:
    """Whether a version was read for a storyteller who allows no suggestions."""
    return reader == reader_name(reader.removesuffix(WITHOUT), suggest=False)


def confirm_coding(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    coding: Coding,
    code: Code | None = None,
    change: Change | None = None,
) -> Coding:
    """Say that a suggestion is right, as it stands or with another theme or change.

    With another theme, the suggestion is rejected and the person's own coding takes its place.
    Returns the coding that is now confirmed.

    Raises:
        RuleBroken: the story has a newer version, where this decision would be lost.
    """
    require(actor, Action.CODE_STORY)
    _check_newest(session, story, coding)
    if code is not None and code.id != coding.code_id:
        _decide(actor, coding, CodingStatus.REJECTED)
        segment = session.get_one(Segment, coding.segment_id)
        chosen = _apply(session, actor, segment, code, change or coding.change)
    else:
        chosen = coding
        if change is not None:
            coding.change = change
        _decide(actor, coding, CodingStatus.CONFIRMED)
    _tell(session, actor, "confirm_coding", story, chosen)
    return chosen


def reject_coding(session: Session, actor: Actor, *, story: Story, coding: Coding) -> None:
    """Say that a coding is wrong. It stays on record as rejected.

    Raises:
        RuleBroken: the story has a newer version, where this decision would be lost.
    """
    require(actor, Action.CODE_STORY)
    _check_newest(session, story, coding)
    _decide(actor, coding, CodingStatus.REJECTED)
    _tell(session, actor, "reject_coding", story, coding)


def add_codings(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    segments: Sequence[Segment],
    code: Code,
    change: Change,
) -> list[Coding]:
    """Apply a code to sentences a person chose; it is confirmed from the start.

    Raises:
        RuleBroken: no sentence was chosen, or one is the interviewer's.
    """
    require(actor, Action.CODE_STORY)
    if not segments:
        raise RuleBroken("Choose at least one sentence.", field="segments")
    if any(segment.speaker is Speaker.INTERVIEWER for segment in segments):
        raise RuleBroken(
            "An interviewer's words say nothing about the storyteller's life. Choose the answer.",
            field="segments",
        )
    codings = [_apply(session, actor, segment, code, change) for segment in segments]
    for coding in codings:
        _tell(session, actor, "add_coding", story, coding, tell=False)
    outbox.record(session, CodingsChanged(story.key))
    return codings


def erase_codings(session: Session, *, story: Story) -> None:
    """Forget all that was read in a story and said of it, sentence by sentence."""
    of_story = StoryVersion.story_id == story.id
    segments = _segments_of(of_story)
    _forget_vectors(session, of_story)
    session.exec(delete(Coding).where(col(Coding.segment_id).in_(segments)))
    session.exec(delete(Segment).where(col(Segment.id).in_(segments)))
    versions = select(StoryVersion.id).where(of_story)
    for model in (Identifier, StoryReading):
        session.exec(delete(model).where(col(model.story_version_id).in_(versions)))
    session.flush()


def cover_codings(session: Session, actor: Actor, *, story: Story, masking: Masking) -> None:
    """Cover the words in a story's sentences, old and newest, and in what was said of them.

    Sentences of the words before then read as they do in the newest version, so that what people
    decided about them is carried over once that is read.
    """
    require(actor, Action.MASK_STORY)
    forget_suggestions(session, story=story)
    sentences = session.exec(
        select(Segment)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .where(StoryVersion.story_id == story.id)
    ).all()
    for segment in sentences:
        segment.attributed_to = masking.cover(segment.attributed_to)
        if segment.story_version_id == masking.before_id:
            spot = slice(*masking.covering.span(segment.start, segment.end))
            segment.quote = masking.covering.after[spot]
        else:
            segment.quote = masking.cover(segment.quote)
    codings = select(Coding).where(
        col(Coding.segment_id).in_(_segments_of(StoryVersion.story_id == story.id))
    )
    for coding in session.exec(codings):
        coding.because = [masking.cover(one) for one in coding.because]
    session.flush()


def forget_suggestions(session: Session, *, story: Story) -> None:
    """Drop what a computer suggested of a story and nobody decided on, and what it works on."""
    of_story = StoryVersion.story_id == story.id
    _forget_undecided(session, of_story)
    _forget_vectors(session, of_story)
    session.flush()


def _check_newest(session: Session, story: Story, coding: Coding) -> None:
    segment = session.get_one(Segment, coding.segment_id)
    version = session.get_one(StoryVersion, segment.story_version_id)
    if version.number != story.current_version:
        raise RuleBroken(
            "This story has a newer version. Open it again and decide on what it says there."
        )


def _apply(session: Session, actor: Actor, segment: Segment, code: Code, change: Change) -> Coding:
    coding = session.exec(
        select(Coding).where(Coding.segment_id == segment.id, Coding.code_id == code.id)
    ).first()
    if coding is None:
        coding = Coding(
            segment_id=segment.key,
            code_id=code.key,
            change=change,
            status=CodingStatus.CONFIRMED,
            origin=PERSON,
            created_by_id=actor.user_id,
        )
        session.add(coding)
    coding.change = change
    _decide(actor, coding, CodingStatus.CONFIRMED)
    session.flush()
    return coding


def _decide(actor: Actor, coding: Coding, status: CodingStatus) -> None:
    coding.status = status
    coding.decided_by_id = actor.user_id
    coding.decided_at = clock.now()


def _tell(
    session: Session, actor: Actor, act: str, story: Story, coding: Coding, *, tell: bool = True
) -> None:
    stories.touch(session, story)
    record(
        session,
        actor,
        act,
        coding,
        story=str(story.public_id),
        code=coding.code_id,
        change=coding.change.value,
    )
    if tell:
        outbox.record(session, CodingsChanged(story.key))


def _keep_segments(session: Session, version: StoryVersion, reading: Reading) -> list[Segment]:
    segments = [
        Segment(
            story_version_id=version.key,
            position=position,
            start=read.start,
            end=read.end,
            quote=read.quote,
            speaker=read.speaker,
            voice=read.voice,
            attributed_to=read.attributed_to,
        )
        for position, read in enumerate(reading.segments)
    ]
    session.add_all(segments)
    session.flush()
    return segments


def _hear_again(segments: Sequence[Segment], reading: Reading) -> None:
    """Take over whose words a newer reader finds the sentences to be, where it cuts them alike."""
    heard = {(read.start, read.end): read for read in reading.segments}
    for segment in segments:
        read = heard.get((segment.start, segment.end))
        if read is not None:
            segment.voice, segment.attributed_to = read.voice, read.attributed_to


def _suggest(
    session: Session, version: StoryVersion, segments: Sequence[Segment], reading: Reading
) -> None:
    codes = codes_by_slug(session)
    taken = {
        (segment_id, code_id)
        for segment_id, code_id in session.exec(
            select(Coding.segment_id, Coding.code_id)
            .join(Segment, col(Segment.id) == Coding.segment_id)
            .where(Segment.story_version_id == version.id)
        )
    }
    by_offsets = {(segment.start, segment.end): segment for segment in segments}
    for read in reading.segments:
        segment = by_offsets.get((read.start, read.end))
        if segment is None:
            continue  # a newer reader cuts this sentence elsewhere; the version's cut stands
        for suggested in read.codes:
            code = codes.get(suggested.theme)
            if code is None or (segment.key, code.key) in taken:
                continue
            session.add(
                Coding(
                    segment_id=segment.key,
                    code_id=code.key,
                    change=suggested.change,
                    status=CodingStatus.SUGGESTED,
                    origin=reading.reader,
                    score=suggested.score,
                    because=list(suggested.because),
                )
            )


def _keep_vectors(session: Session, segments: Sequence[Segment], reading: Reading) -> None:
    """Keep what told sentences mean, with what the reader said of them."""
    assert reading.vectors is not None
    by_offsets = {(segment.start, segment.end): segment for segment in segments}
    told = [read for read in reading.segments if read.speaker is Speaker.STORYTELLER]
    for read, vector in zip(told, reading.vectors, strict=True):
        segment = by_offsets.get((read.start, read.end))
        if segment is not None:
            session.add(
                SegmentVector(
                    segment_id=segment.key,
                    encoder=ENCODER,
                    vector=pack(vector),
                    reader=reading.reader,
                    said=[one.keep() for one in suggester.said_of(read)],
                )
            )
    session.flush()


def _forget_vectors(session: Session, of_versions: ColumnElement[bool] | bool) -> None:
    session.exec(
        delete(SegmentVector).where(col(SegmentVector.segment_id).in_(_segments_of(of_versions)))
    )


def _apply_differences(session: Session, differences: suggester.Differences) -> None:
    for coding in differences.dropped:
        session.delete(coding)
    for coding, one in differences.moved:
        coding.change, coding.score, coding.origin = one.change, one.score, one.origin
        coding.because = list(one.because)
    session.add_all(
        Coding(
            segment_id=segment_id,
            code_id=code_id,
            change=one.change,
            status=CodingStatus.SUGGESTED,
            origin=one.origin,
            score=one.score,
            because=list(one.because),
        )
        for segment_id, code_id, one in differences.added
    )
    session.flush()


def _keep_identifiers(
    session: Session, story: Story, version: StoryVersion, reading: Reading
) -> None:
    session.exec(delete(Identifier).where(col(Identifier.story_version_id) == version.key))
    settled = words_settled(session, session.get_one(Submission, story.submission_id))
    seen = {
        (found.start, found.end, found.type)
        for found in reading.identifiers
        # An invented name is found like any other, and is nobody's.
        if not names_in(version.body[found.start : found.end]) <= settled
    }
    session.add_all(
        Identifier(
            story_version_id=version.key, start=start, end=end, type=kind, origin=reading.reader
        )
        for start, end, kind in sorted(seen)
    )


def _forget_undecided(session: Session, of_versions: ColumnElement[bool] | bool) -> None:
    session.exec(
        delete(Coding).where(
            col(Coding.segment_id).in_(_segments_of(of_versions)),
            col(Coding.status) == CodingStatus.SUGGESTED,
        )
    )


def _segments_of(of_versions: ColumnElement[bool] | bool) -> Any:
    return (
        select(Segment.id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .where(of_versions)
    )


def _carry_over(
    session: Session, story: Story, version: StoryVersion, segments: Sequence[Segment]
) -> None:
    """Copy what people decided about the last version read, sentence by sentence."""
    before = session.exec(
        select(StoryVersion)
        .join(StoryReading, col(StoryReading.story_version_id) == StoryVersion.id)
        .where(StoryVersion.story_id == story.id, StoryVersion.number < version.number)
        .order_by(col(StoryVersion.number).desc())
    ).first()
    if before is None:
        return
    codings = queries.codings_of(session, before.key)
    for old, new in _same_sentences(session, before, segments):
        for coding in codings.get(old.key, []):
            if coding.status is not CodingStatus.SUGGESTED:
                values = coding.model_dump(exclude={"id", "public_id", "segment_id"})
                session.add(Coding(segment_id=new.key, **values))
    session.flush()


def _same_sentences(
    session: Session, before: StoryVersion, segments: Sequence[Segment]
) -> Iterator[tuple[Segment, Segment]]:
    """Sentences of an older version with what they are now.

    Equal ones belong together wherever they stand. Where names were replaced by invented ones
    the sentences keep their places: the same place, and no other difference, will do then.
    """
    places: dict[str, deque[Segment]] = defaultdict(deque)
    for segment in segments:
        places[segment.quote].append(segment)
    earlier = queries.list_segments(session, before.key)
    unmatched, taken = [], set()
    for old in earlier:
        if places[old.quote]:
            new = places[old.quote].popleft()
            taken.add(new.key)
            yield old, new
        else:
            unmatched.append(old)
    if not unmatched or len(earlier) != len(segments):
        return
    details = queries.list_identifiers(session, [before.key]).get(before.key, [])
    by_position = {segment.position: segment for segment in segments}
    for old in unmatched:
        same = by_position.get(old.position)
        if same is None or same.key in taken:
            continue
        if differs_only_in_details(old.quote, old.start, same.quote, _within(details, old)):
            yield old, same


def _within(details: Sequence[Identifier], segment: Segment) -> list[Identifier]:
    return [one for one in details if one.start < segment.end and segment.start < one.end]
