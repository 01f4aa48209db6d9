"""Whoosh in a folder: the engine of an installation on one machine.

Whoosh keeps the index: it cuts words, writes segments, commits, merges. Finding is done by
`ranking` over what is read from each segment once and remembered, because Whoosh's own scoring
works posting by posting (about fifty times slower). Segments never change, so what is
remembered of one stays true; what is removed is told apart on each refresh.

The index is derived and not synced to the disk on each save: after a power cut, `is_healthy` finds
damage and a rebuild mends it. Its files hold pickles: never bring one in from elsewhere.
"""

import gc
import random
import threading
import time
import warnings
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from whoosh.analysis import StemmingAnalyzer
from whoosh.columns import EmptyColumnReader, NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError
from whoosh.query import Phrase
from whoosh.reading import SegmentReader
from whoosh.searching import Searcher

from storybank.search.document import PURPOSES, StoryDocument, day_number
from storybank.search.engine import (
    FACET_FIELDS,
    Scope,
    SearchQuery,
    SearchResult,
    SearchUnavailable,
)
from storybank.search.generations import Generations
from storybank.search.memory import Memory, Postings
from storybank.search.ranking import WEIGHTS, answer, reach
from storybank.search.stems import STOP_WORDS, WORD, stem

FORMAT = "v2"
"""Raised when the schema, the stems or the segments change: an older index waits for a rebuild."""

_LOCK_NAME = "MAIN_WRITELOCK"  # Whoosh's own name for the lock its writers take
_LOCK_PATIENCE = 8.0
_OPEN_ATTEMPTS = 8
_MOST_BEGINNINGS = 100
_LEAST_AT_ONCE = 250
_MANY_SEGMENTS = 8
_TOO_MANY_SEGMENTS = 40
_LARGEST = 1_000
"""Stories in a segment at most: to take one out of the files, its segment is written anew."""
_BETWEEN = "\x1f"
_NUMBERS = ("revision", "told", "day", *(f"until_{purpose}" for purpose in PURPOSES))
Answer = TypeVar("Answer")


def _schema() -> Schema:
    words = StemmingAnalyzer(
        expression=WORD, stoplist=STOP_WORDS, minsize=1, stemfn=stem, cachesize=-1
    )
    fields: dict[str, Any] = {
        f"words_{name}": TEXT(analyzer=words, spelling=False, chars=False, stored=False)
        for name in WEIGHTS
    }
    fields |= {name: COLUMN(VarBytesColumn()) for name in FACET_FIELDS}
    fields |= {name: COLUMN(NumericColumn("i")) for name in _NUMBERS}
    return Schema(story_key=ID(unique=True), story_id=COLUMN(VarBytesColumn()), **fields)


_SCHEMA = _schema()


class WhooshEngine:
    """Keeps the promise of `SearchEngine` in a folder that any number of processes may share."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when first needed; nothing is opened yet."""
        self._folder = folder
        self._generations = Generations(folder, FORMAT)
        self._reading = threading.RLock()
        self._writing = threading.Lock()
        self._open: _OpenIndex | None = None
        self._memory = Memory()

    def index(self, documents: Iterable[StoryDocument]) -> None:
        """Hold these documents, in place of any with the same id, in one commit."""
        latest = {document.story_id: document for document in documents}
        if latest:
            self._replace(latest.keys(), latest.values())

    def remove(self, story_ids: Iterable[str]) -> None:
        """Hold these no more; ids not held are passed over."""
        unwanted = set(story_ids)
        if unwanted:
            self._replace(unwanted, ())

    def purge(self, story_ids: Iterable[str]) -> None:
        """Leave no word in any file of what was held of these before.

        Segments that hold any of it are written anew without it, one after the other, so that
        nobody waits long to save. Whatever an earlier rebuild left behind goes too.
        """
        wanted = frozenset(story_ids)
        with _as_unavailable():
            self._forget_broken_rebuild()
            while wanted and self._purge_one(wanted):
                pass

    def search(self, query: SearchQuery) -> SearchResult:
        """Return a page of the stories in scope that fit."""
        with self._reading, _as_unavailable():
            return self._read(lambda segments: answer(query, segments))

    def revisions(self) -> dict[str, int]:
        """Return the revision held of each story."""
        with self._reading, _as_unavailable():
            return self._read(
                lambda segments: {
                    segment.story_ids()[number]: segment.numbers("revision")[number]
                    for segment in segments
                    for number in range(segment.size)
                    if number not in segment.removed
                }
            )

    def rebuild(
        self,
        documents: Iterable[StoryDocument],
        on_progress: Callable[[int], None] | None = None,
    ) -> int:
        """Build a new index aside, put it in the old one's place, return how many it holds."""
        with _as_unavailable():
            self._folder.mkdir(parents=True, exist_ok=True)
            alone = FileStorage(str(self._folder)).lock("rebuild.lock")
            if not alone.acquire():
                raise SearchUnavailable("another rebuild is at work")
            try:
                self._generations.sweep()
                held = self._build(documents, on_progress)
                self._generations.sweep()
                return held
            finally:
                alone.release()

    def is_healthy(self) -> bool:
        """Say whether the index opens, answers and counts right."""
        for attempt in range(_OPEN_ATTEMPTS):
            try:
                # Opened apart and with nothing remembered, so that the files themselves are tried.
                opened = _OpenIndex(self._here(), Memory())
                try:
                    return all(segment.is_sound() for segment in opened.segments)
                finally:
                    opened.close()
            except Exception:
                # Tried again: a merge elsewhere may have taken what was being read.
                time.sleep(0.005 * attempt)
        return False

    def tidy(self) -> None:
        """Merge small segments where there are many, and those with much removed."""
        with _as_unavailable():
            self._forget_broken_rebuild()
            with self._writer() as writer:
                if _to_merge(writer.segments):
                    writer.commit(mergetype=_merge)

    def close(self) -> None:
        """Let go of open files; the next call opens them again."""
        with self._reading:
            self._close()
            self._memory.forget()

    def _replace(self, story_ids: Iterable[str], documents: Collection[StoryDocument]) -> None:
        with _as_unavailable(), self._writer() as writer:
            # Noted before the commit: a rebuild must know even if this process dies in it.
            self._generations.note(story_ids)
            removed = _delete(writer, story_ids)
            for document in documents:
                writer.add_document(**_fields(document))
            if documents or removed:
                crowded = len(_small(writer.segments)) > _TOO_MANY_SEGMENTS
                writer.commit(mergetype=_merge if crowded else None, merge=False)

    def _purge_one(self, story_ids: Collection[str]) -> bool:
        """Write one segment anew without what was removed of these; False where there is none."""
        with self._writer() as writer:
            for segment in writer.segments:
                if _holds_removed(writer, segment, story_ids):
                    writer.commit(mergetype=partial(_write_anew, [segment.segment_id()]))
                    return True
        return False

    def _build(
        self,
        documents: Iterable[StoryDocument],
        on_progress: Callable[[int], None] | None,
    ) -> int:
        with self._current_locked():
            self._generations.watch()
        try:
            folder = self._generations.new()
            seen = _write(folder, documents, on_progress)
            with self._current_locked():
                touched = self._generations.touched() & seen
                if touched:
                    with _opened_writer(_at(folder)) as writer:
                        _delete(writer, touched)
                        worn = [one.segment_id() for one in writer.segments if one.deleted_count()]
                        writer.commit(mergetype=partial(_write_anew, worn))
                self._generations.switch(folder)
            return len(seen - touched)
        finally:
            self._generations.unwatch()

    def _forget_broken_rebuild(self) -> None:
        alone = FileStorage(str(self._folder)).lock("rebuild.lock")
        if self._folder.exists() and alone.acquire():
            try:
                self._generations.unwatch()
                self._generations.sweep()
            finally:
                alone.release()

    def _here(self) -> Path:
        """Return the folder of the current generation, made if there is none."""
        folder = self._generations.current()
        if folder is not None and folder.is_dir():
            return folder
        self._folder.mkdir(parents=True, exist_ok=True)
        with _locked(self._folder, "first.lock"):
            folder = self._generations.current()
            if folder is None or not folder.is_dir():
                folder = self._generations.new()
                FileIndex.create(FileStorage(str(folder)), _SCHEMA)
                self._generations.switch(folder)
        return folder

    @contextmanager
    def _current_locked(self) -> Iterator[None]:
        """Hold the write lock of the generation in use, even of a broken one."""
        with self._writing:
            deadline = time.monotonic() + _LOCK_PATIENCE
            while True:
                folder = self._here()
                lock = FileStorage(str(folder)).lock(_LOCK_NAME)
                if _acquired(lock):
                    try:
                        if folder == self._generations.current():
                            yield
                            return
                    finally:
                        lock.release()
                _pause_until(deadline)

    @contextmanager
    def _writer(self) -> Iterator[Any]:
        """Hold Whoosh's writer for the generation in use; what is not committed is dropped."""
        with self._writing:
            deadline = time.monotonic() + _LOCK_PATIENCE
            missed = 0
            while True:
                folder = self._here()
                try:
                    writer = _at(folder).writer(compound=False)
                except LockError:
                    _pause_until(deadline)
                    continue
                except FileNotFoundError:
                    # Another writer's commit may have put a newer table of contents in its place.
                    missed += 1
                    if missed == _OPEN_ATTEMPTS and folder == self._generations.current():
                        raise
                    time.sleep(0.01 * missed)
                    continue
                with _closing(writer):
                    # A rebuild may have been put in place while the lock was waited for.
                    if folder == self._generations.current():
                        yield writer
                        return

    def _read(self, ask: "Callable[[Sequence[_Segment]], Answer]") -> "Answer":
        """Return what is asked of the segments; asked anew where a merge takes them meanwhile."""
        for attempt in range(_OPEN_ATTEMPTS):
            try:
                return ask(self._refreshed().segments)
            except FileNotFoundError:
                if attempt == _OPEN_ATTEMPTS - 1:
                    raise
            self._close()
            _close_what_whoosh_left()
            time.sleep(0.01 * 2**attempt)
        raise SearchUnavailable("the index keeps changing")

    def _refreshed(self) -> "_OpenIndex":
        """Return the index as last committed by any process."""
        for attempt in range(_OPEN_ATTEMPTS):
            folder = self._here()
            if self._open is not None and self._open.is_current(folder):
                return self._open
            try:
                opened = _OpenIndex(folder, self._memory)
            except Exception:
                # A commit or swap elsewhere may have deleted what was about to be read.
                if attempt == _OPEN_ATTEMPTS - 1:
                    raise
            else:
                self._close()
                self._open = opened
                self._memory.keep({segment.key for segment in opened.segments})
                return opened
            # Out of the handler, whose traceback would keep what is to be closed alive.
            _close_what_whoosh_left()
            time.sleep(0.01 * 2**attempt)
        raise SearchUnavailable("the index keeps changing")

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


class _OpenIndex:
    """One commit of one generation, opened for reading."""

    def __init__(self, folder: Path, memory: "Memory") -> None:
        self._folder = folder
        self._index = _at(folder)
        # Whoosh's own reuse of readers brings removed segments back, so readers are opened anew.
        reader = self._index.reader()
        self._generation = self._index.latest_generation()
        self._readers = [leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
        self.segments = [_Segment(leaf, memory) for leaf in self._readers]

    def is_current(self, folder: Path) -> bool:
        return folder == self._folder and self._index.latest_generation() == self._generation

    def close(self) -> None:
        for reader in self._readers:
            reader.close()


class _Segment:
    """One Whoosh segment, lent to `ranking` as plain lists."""

    def __init__(self, reader: Any, memory: Memory) -> None:
        self._reader = reader
        self._memory = memory
        segment = reader.segment()
        self.key: str = segment.segment_id()
        self._size: int = segment.doc_count_all()
        self._removed = frozenset(segment.deleted_docs())

    @property
    def size(self) -> int:
        return self._size

    @property
    def removed(self) -> frozenset[int]:
        return self._removed

    def story_ids(self) -> Sequence[str]:
        def read() -> list[str]:
            return [value.decode() for value in self._column("story_id")]

        return self._memory.fact((self.key, "story_id"), read)

    def values(self, name: str) -> Sequence[tuple[str, ...]]:
        def read() -> list[tuple[str, ...]]:
            # Equal values share one tuple, so that memory is a pointer a document.
            known: dict[bytes, tuple[str, ...]] = {b"": ()}
            return [
                known[raw] if raw in known else known.setdefault(raw, _cut(raw))
                for raw in self._column(name)
            ]

        return self._memory.fact((self.key, name), read)

    def numbers(self, name: str) -> Sequence[int]:
        return self._memory.fact((self.key, name), lambda: array("i", self._column(name)))

    def lengths(self) -> Sequence[int]:
        def read() -> "array[int]":
            length = self._reader.doc_field_length
            return array("i", (length(number, "words_body") for number in range(self._size)))

        return self._memory.fact((self.key, "lengths"), read)

    def postings(self, name: str, stem: str) -> Postings:
        def read() -> Postings:
            numbers, weights = array("i"), array("f")
            if (field, stem) in self._reader:
                matcher = self._reader.postings(field, stem)
                while matcher.is_active():
                    numbers.append(matcher.id())
                    weights.append(matcher.weight())
                    matcher.next()
            return numbers, weights

        field = f"words_{name}"
        return self._memory.postings((self.key, name, stem), read)

    def phrase(self, name: str, stems: tuple[str, ...]) -> Sequence[int]:
        def read() -> Postings:
            if not all(self.postings(name, each)[0] for each in stems):
                return array("i"), array("f")
            searcher = Searcher(self._reader, closereader=False)
            asked = Phrase(f"words_{name}", list(stems))
            matcher = asked.matcher(searcher, searcher.boolean_context())
            return array("i", matcher.all_ids()), array("f")

        return self._memory.postings((self.key, name, _BETWEEN.join(stems)), read)[0]

    def beginning(self, name: str, letters: str) -> Sequence[str]:
        field = f"words_{name}"
        stems = [raw.decode() for raw in self._reader.expand_prefix(field, letters)]
        if len(stems) > _MOST_BEGINNINGS:
            stems.sort(key=lambda each: (-self._reader.doc_frequency(field, each), each))
        return stems[:_MOST_BEGINNINGS]

    def in_scope(self, scope: Scope, today: date) -> frozenset[int]:
        return self._memory.scope((self.key, scope, today), lambda: reach(self, scope, today))

    def is_sound(self) -> bool:
        """Say whether every column can be read and words lead to stories."""
        ids = self.story_ids()
        if len(ids) != self._size or len(self.lengths()) != self._size:
            return False
        # Reading the last value of a column finds a file cut short.
        for name in (*FACET_FIELDS, *_NUMBERS):
            self._opened_column(name)[self._size - 1]
        held = [number for number in range(self._size) if number not in self._removed]
        if any(n not in self._numbers_of(ids[n]) for n in (*held[:1], *held[-1:])):
            return False
        first = next(iter(self._reader.lexicon("words_body")), None)
        if first is None:
            return not any(self.lengths())
        # Whoosh leaves removed stories out of postings but not out of its count.
        found = len(self.postings("body", first.decode())[0])
        counted: int = self._reader.doc_frequency("words_body", first)
        return found <= counted <= found + len(self._removed)

    def _numbers_of(self, story_id: str) -> list[int]:
        return list(self._reader.postings("story_key", story_id).all_ids())

    def _column(self, name: str) -> Iterator[Any]:
        yield from self._opened_column(name)

    def _opened_column(self, name: str) -> Any:
        column = self._reader.column_reader(name, translate=False)
        if isinstance(column, EmptyColumnReader):
            # Every document has every column. Whoosh reads one whose file is gone, lost or taken
            # by a merge elsewhere, as nothing but zeros.
            raise FileNotFoundError(f"column {name}")
        return column


def _cut(raw: bytes) -> tuple[str, ...]:
    return tuple(raw.decode().split(_BETWEEN))


def _fields(document: StoryDocument) -> dict[str, Any]:
    """Return a document as Whoosh is given it."""
    lists = {
        "themes": document.themes,
        "changes": document.changes,
        "pairs": document.pairs,
        "place": (document.place,),
        "kind": (document.kind,),
        "contract": (document.contract,),
        "status": (document.status,),
        "verification": document.verification,
        "commitments": document.commitments,
        "organisation": (document.organisation or "",),
        "owner": (document.owner or "",),
    }
    words = {
        "title": document.title,
        "quotes": "\n".join(document.quotes),
        "body": document.body,
        "place": document.place,
        "theme": " ".join(document.themes),
        "reference": " ".join((document.contract_reference, *document.commitments)),
    }
    return (
        {"story_key": document.story_id, "story_id": document.story_id.encode()}
        | {name: _BETWEEN.join(dict.fromkeys(values)).encode() for name, values in lists.items()}
        | {f"words_{name}": text for name, text in words.items()}
        | {f"until_{purpose}": document.until(purpose) for purpose in PURPOSES}
        | {
            "revision": document.revision,
            "told": day_number(document.told_on),
            "day": day_number(document.told_on or document.accepted_on),
        }
    )


def _at(folder: Path) -> Any:
    return FileIndex(FileStorage(str(folder)), schema=_SCHEMA)


def _write(
    folder: Path,
    documents: Iterable[StoryDocument],
    on_progress: Callable[[int], None] | None,
) -> set[str]:
    """Write a whole new index in `folder`; of documents with one id the first is kept."""
    seen: set[str] = set()

    def each_once() -> Iterator[StoryDocument]:
        for document in documents:
            if document.story_id not in seen:
                seen.add(document.story_id)
                yield document

    index, left = FileIndex.create(FileStorage(str(folder)), _SCHEMA), each_once()
    while (first := next(left, None)) is not None:
        with _opened_writer(index) as writer:
            for document in chain([first], islice(left, _LARGEST - 1)):
                writer.add_document(**_fields(document))
                if on_progress is not None:
                    on_progress(len(seen))
            writer.commit(merge=False)
    return seen


def _delete(writer: Any, story_ids: Iterable[str]) -> int:
    """Mark the stories as removed in every segment; return how many documents that were."""
    reader = writer.reader()
    removed = 0
    try:
        if not reader.doc_count_all():
            return 0
        for leaf, offset in reader.leaf_readers():
            for story_id in story_ids:
                if ("story_key", story_id) in leaf:
                    for number in leaf.postings("story_key", story_id).all_ids():
                        if not leaf.is_deleted(number):
                            writer.delete_document(offset + number)
                            removed += 1
    finally:
        reader.close()
    return removed


def _to_merge(segments: Sequence[Any]) -> list[Any]:
    """Return the segments worth writing anew: the smallest, if there are many, and worn ones.

    Nobody can save while segments are written anew, about four seconds a thousand stories, so
    no more than an eighth of the stories are taken at once (or 250, where that is more), nor more
    than a segment may hold.
    """
    held = sum(segment.doc_count_all() for segment in segments)
    left = min(_LARGEST, max(_LEAST_AT_ONCE, held // 8))
    small = _small(segments) if len(_small(segments)) > _MANY_SEGMENTS else []
    chosen: list[Any] = []
    for segment in sorted(segments, key=lambda one: one.doc_count_all()):
        size = segment.doc_count_all()
        worn = segment.deleted_count() * 10 >= max(size, 1)
        if (worn or segment in small) and (size <= left or not chosen):
            chosen.append(segment)
            left -= size
    alone = len(chosen) == 1 and not chosen[0].deleted_count()
    return [] if alone else [segment for segment in segments if segment in chosen]


def _small(segments: Sequence[Any]) -> list[Any]:
    return [segment for segment in segments if segment.doc_count_all() < _LARGEST // 2]


def _holds_removed(writer: Any, segment: Any, story_ids: Collection[str]) -> bool:
    """Say whether a segment's files still hold one of these that was removed from it."""
    if not segment.deleted_count():
        return False
    reader = SegmentReader(writer.storage, writer.schema, segment)
    try:
        held = reader.column_reader("story_id", translate=False)
        return any(held[number].decode() in story_ids for number in segment.deleted_docs())
    finally:
        reader.close()


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Write the segments that are worth it anew as one; a merge policy as Whoosh calls it."""
    return _write_anew([one.segment_id() for one in _to_merge(segments)], writer, segments)


def _write_anew(names: Collection[str], writer: Any, segments: list[Any]) -> list[Any]:
    """Write the segments of these names anew as one, without what was removed from them."""
    chosen = [segment for segment in segments if segment.segment_id() in names]
    for segment in chosen:
        if segment.doc_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if segment not in chosen]


@contextmanager
def _opened_writer(index: Any) -> Iterator[Any]:
    writer = index.writer(compound=False)
    with _closing(writer):
        yield writer


@contextmanager
def _closing(writer: Any) -> Iterator[None]:
    """Drop what was not committed, and let the lock go whatever happens."""
    try:
        yield
    finally:
        if not writer.is_closed:
            try:
                writer.cancel()
            except Exception:
                writer.writelock.release()


def _acquired(lock: Any) -> bool:
    """Try once; a folder swept away in between is only a reason to look again."""
    try:
        return bool(lock.acquire())
    except FileNotFoundError:
        return False


@contextmanager
def _locked(folder: Path, name: str) -> Iterator[None]:
    lock = FileStorage(str(folder)).lock(name)
    until = time.monotonic() + _LOCK_PATIENCE
    while not _acquired(lock):
        _pause_until(until)
    try:
        yield
    finally:
        lock.release()


def _close_what_whoosh_left() -> None:
    """Close files of an index whose opening failed half-way: Whoosh itself forgets them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def _pause_until(deadline: float) -> None:
    """Wait a moment, a different one in each process. Raises SearchUnavailable when late."""
    if time.monotonic() > deadline:
        raise SearchUnavailable("another process has been writing to the index for too long")
    time.sleep(random.uniform(0.02, 0.12))  # noqa: S311  (no secret, only a pause)


@contextmanager
def _as_unavailable() -> Iterator[None]:
    """Raise whatever a damaged or vanished index raises as SearchUnavailable."""
    try:
        yield
    except SearchUnavailable:
        raise
    except Exception as error:
        raise SearchUnavailable(f"the search index failed: {error!r}") from error
