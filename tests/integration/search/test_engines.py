"""The contract every search engine keeps, and what only an engine that holds stories can show."""

import gc
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from storybank.search.document import NO_END, StoryDocument
from storybank.search.engine import (
    EVERYTHING,
    NOTHING,
    Allowed,
    Scope,
    SearchEngine,
    SearchQuery,
    SearchResult,
    SearchUnavailable,
)
from storybank.search.null_engine import NullEngine
from storybank.search.snippets import snippets
from storybank.search.stems import stem
from storybank.search.whoosh_engine import WhooshEngine

TODAY = date(2026, 3, 1)
HOUSING = "The damp housing made my chest worse. Nobody listened until the women's centre rang."
GARDEN = "We grow carrots in the garden and I am happy. My chest is clear now."
HOSTILE = (
    '"', "AND", "OR", "NOT", "*", "(((((", ")))", "a AND", "NOT NOT NOT", '"unclosed damp',
    "title:",
    "title:*", "-", "--", "~", "[1 TO 2]", "status:held", "until_board:[0 TO 9]", "a^9", "\\", "\0",
    "🙂", "ß" * 300, "damp " * 2000, "(" * 5000, "NOT " * 5000, "x" * 10_000, "the of and",
    '"the"', "body:the*", "((damp) OR", "AND OR NOT", "carrots\nOR\tdamp", "женщина", "स्त्री",
)  # fmt: skip


def story(story_id: str, **changes: Any) -> StoryDocument:
    facts: dict[str, Any] = {
        "revision": 1,
        "title": "A home",
        "body": HOUSING,
        "accepted_on": date(2026, 1, 5),
        "status": "accepted",
        "kind": "beneficiary_story",
        "place": "Barnsley",
        "themes": ("housing",),
        "changes": ("worse",),
        "verification": ("none",),
    }
    return StoryDocument(story_id=story_id, **(facts | changes))


STORIES = (
    story(
        "s1",
        told_on=date(2025, 6, 1),
        contract="c1",
        owner="council",
        organisation="org-a",
        quotes=("made my chest worse",),
        readable_until={"board": 20260301, "contract_management": NO_END},
    ),
    story(
        "s2",
        title="The allotment",
        body=GARDEN,
        told_on=date(2025, 9, 1),
        themes=("nature", "housing"),
        changes=("better",),
        place="Leeds",
        contract="c2",
        contract_reference="REF-2024/17",
        owner="trust",
        organisation="org-b",
        commitments=("SV-3",),
        readable_until={"board": 20260228},
    ),
    story("s3", title="Held back", status="held", organisation="org-b", place="Leeds"),
)


@pytest.fixture
def whoosh(tmp_path: Path) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "index")
    yield engine
    engine.close()


@pytest.fixture(params=["whoosh", "null"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    made: SearchEngine = (
        WhooshEngine(tmp_path / "index") if request.param == "whoosh" else NullEngine()
    )
    yield made
    made.close()


@pytest.fixture
def filled(whoosh: WhooshEngine) -> WhooshEngine:
    whoosh.index(STORIES)
    return whoosh


def ask(
    engine: SearchEngine, text: str = "", scope: Scope = EVERYTHING, **more: Any
) -> SearchResult:
    return engine.search(SearchQuery(text, scope, TODAY, **more))


def ids(engine: SearchEngine, text: str = "", scope: Scope = EVERYTHING, **more: Any) -> list[str]:
    return sorted(hit.story_id for hit in ask(engine, text, scope, **more).hits)


# --- every engine ---


def test_search_empty_index_finds_nothing(engine: SearchEngine) -> None:
    result = ask(engine, "damp", facets=("themes",))
    assert (result.total, result.hits, result.facets) == (0, (), {"themes": []})
    assert engine.revisions() == {}
    assert engine.is_healthy()


def test_every_verb_without_anything_to_do_is_harmless(engine: SearchEngine) -> None:
    engine.index([])
    engine.remove([])
    engine.remove(["unknown"])
    engine.purge([])
    engine.purge(["unknown"])
    engine.tidy()
    engine.close()
    assert engine.rebuild([]) == 0
    assert engine.revisions() == {}


@pytest.mark.parametrize("text", HOSTILE)
def test_search_hostile_words_never_raises(engine: SearchEngine, text: str) -> None:
    engine.index(STORIES)
    published = Scope((Allowed(everything=True, statuses=("accepted",)),))
    assert "s3" not in ids(engine, text, published)
    assert ask(engine, text, NOTHING).total == 0


def test_revisions_agree_with_what_is_found(engine: SearchEngine) -> None:
    engine.index(STORIES)
    engine.remove(["s2"])
    assert sorted(engine.revisions()) == ids(engine)
    assert engine.is_healthy()


def test_query_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="no such field"):
        SearchQuery("", EVERYTHING, TODAY, filters={"body": ["x"]})
    with pytest.raises(ValueError, match="no purpose"):
        Allowed(until_purpose="gossip")


# --- words ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["s1", "s2", "s3"]),
        ("damp", ["s1", "s3"]),
        ("damp chest", ["s1", "s3"]),
        ("gardens AND happy", ["s2"]),
        ("GARDENING", ["s2"]),
        ('"damp housing"', ["s1", "s3"]),
        ('"housing damp"', []),
        ('"chest is clear"', ["s2"]),
        ("carr*", ["s2"]),
        ("happiness*", ["s2"]),
        ("damp OR carrots", ["s1", "s2", "s3"]),
        ("chest NOT damp", ["s2"]),
        ("chest -damp", ["s2"]),
        ("NOT damp", ["s2"]),
        ("(damp OR carrots) AND clear", ["s2"]),
        ("carrots AND damp", []),
        ("title:allotment", ["s2"]),
        ("title:damp", []),
        ("place:leeds", ["s2", "s3"]),
        ("theme:nature", ["s2"]),
        ("quotes:worse", ["s1"]),
        ("woman OR women", ["s1", "s3"]),
        ("REF-2024/17", ["s2"]),
        ("status:held", ["s3"]),
        ("the", []),
    ],
)
def test_search_words_finds(filled: WhooshEngine, text: str, expected: list[str]) -> None:
    # "status:held" is two plain words; only the title of s3 has one of them.
    assert ids(filled, text) == expected


def test_search_no_story_with_all_words_widens_and_says_so(filled: WhooshEngine) -> None:
    result = ask(filled, "carrots damp")
    assert result.widened
    assert result.total == 3
    assert not ask(filled, "carrots clear").widened
    assert not ask(filled, "carrots AND damp").widened


def test_search_terms_mark_the_text(filled: WhooshEngine) -> None:
    terms = ask(filled, "gardening carr* -damp theme:nature").terms
    assert terms == ("gardening", "carr*")
    (cut,) = snippets(GARDEN, terms)
    assert [piece for piece, is_match in cut.pieces if is_match] == ["carrots", "garden"]
    assert "".join(piece for piece, _ in cut.pieces) == GARDEN[cut.start : cut.end]


def test_search_title_counts_for_more_than_body(whoosh: WhooshEngine) -> None:
    whoosh.index([story("b", body=GARDEN), story("t", title="Carrots", body=GARDEN)])
    assert [hit.story_id for hit in ask(whoosh, "carrots").hits] == ["t", "b"]


# --- scope ---


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (NOTHING, []),
        (Scope((Allowed(),)), []),
        (Scope((Allowed(statuses=("held",)),)), []),
        (Scope((Allowed(owner="", everything=True),)), []),
        (Scope((Allowed(until_purpose="board"),)), ["s1"]),
        (Scope((Allowed(until_purpose="contract_management"),)), ["s1"]),
        (Scope((Allowed(until_purpose="board", owner="trust"),)), []),
        (Scope((Allowed(organisation="org-b"),)), ["s2", "s3"]),
        (Scope((Allowed(organisation="org-b", statuses=("accepted",)),)), ["s2"]),
        (Scope((Allowed(owner="council"), Allowed(organisation="org-b"))), ["s1", "s2", "s3"]),
        (Scope((Allowed(everything=True, statuses=("held",)),)), ["s3"]),
    ],
)
def test_search_scope_limits_hits_total_and_facets(
    filled: WhooshEngine, scope: Scope, expected: list[str]
) -> None:
    for text in ("", "chest OR carrots", "NOT zebra", "damp carrots"):
        result = ask(filled, text, scope, facets=("status",))
        assert sorted(hit.story_id for hit in result.hits) == expected
        assert result.total == len(expected)
        assert sum(count for _, count in result.facets["status"]) == len(expected)


def test_search_consent_that_ended_yesterday_is_out_of_reach(filled: WhooshEngine) -> None:
    scope = Scope((Allowed(until_purpose="board"),))
    assert filled.search(SearchQuery("", scope, date(2026, 2, 28))).total == 2
    assert filled.search(SearchQuery("", scope, date(2026, 3, 2))).total == 0


# --- filters, facets, order, pages ---


def test_search_filters_any_within_a_field_all_between(filled: WhooshEngine) -> None:
    assert ids(filled, filters={"themes": ["nature", "money"]}) == ["s2"]
    assert ids(filled, filters={"themes": ["housing"], "place": ["Leeds"]}) == ["s2", "s3"]
    assert ids(filled, filters={"contract": ["c1"], "changes": ["better"]}) == []
    assert ids(filled, filters={"commitments": ["SV-3"]}) == ["s2"]
    assert ids(filled, filters={"themes": []}) == ["s1", "s2", "s3"]


def test_search_told_between_includes_both_days_and_no_unknown(filled: WhooshEngine) -> None:
    assert ids(filled, told_from=date(2025, 6, 1), told_to=date(2025, 9, 1)) == ["s1", "s2"]
    assert ids(filled, told_to=date(2025, 8, 31)) == ["s1"]
    assert ids(filled, told_from=date(2025, 6, 2)) == ["s2"]


def test_search_facets_count_most_common_first(filled: WhooshEngine) -> None:
    facets = ask(filled, facets=("themes", "place", "owner"), per_page=1).facets
    assert facets["themes"] == [("housing", 3), ("nature", 1)]
    assert facets["place"] == [("Leeds", 2), ("Barnsley", 1)]
    assert facets["owner"] == [("council", 1), ("trust", 1)]


def test_search_order_and_pages_hold_every_story_once(whoosh: WhooshEngine) -> None:
    whoosh.index([story(f"a{n}", told_on=date(2025, 1, 1 + n % 5)) for n in range(11)])
    whoosh.index([story(f"b{n}", told_on=date(2025, 1, 1 + n % 5)) for n in range(11)])
    for sort in ("newest", "oldest", "relevance"):
        pages = [ask(whoosh, "damp", page=n, per_page=5, sort=sort).hits for n in range(1, 7)]
        assert [len(page) for page in pages] == [5, 5, 5, 5, 2, 0]
        assert len({hit.story_id for page in pages for hit in page}) == 22
    assert ask(whoosh, sort="oldest").hits[0].story_id == "a0"
    assert ask(whoosh, sort="newest").hits[0].story_id == "a4"
    assert ask(whoosh, page=-3, per_page=0).hits == ask(whoosh, page=1, per_page=1).hits


# --- keeping ---


def test_index_same_story_again_replaces_it(filled: WhooshEngine) -> None:
    filled.index([story("s1", revision=2, body="Carrots only."), story("s1", revision=3)])
    assert filled.revisions() == {"s1": 3, "s2": 1, "s3": 1}
    assert ids(filled, "damp") == ["s1", "s3"]
    filled.index([story("s1", revision=4, body="Carrots only.")])
    assert ids(filled, "damp") == ["s3"]
    assert filled.is_healthy()


def test_remove_story_is_found_no_more_and_leaves_the_files_on_tidy(
    filled: WhooshEngine, tmp_path: Path
) -> None:
    filled.index([story("secret", body="Zanzibar remembered.")])
    filled.remove(["secret"])
    assert ids(filled, "zanzibar") == []
    filled.tidy()
    files = [file for file in (tmp_path / "index").rglob("*") if file.is_file()]
    assert all(b"zanzibar" not in file.read_bytes() for file in files)
    assert ids(filled) == ["s1", "s2", "s3"]


def bytes_of(folder: Path) -> bytes:
    """Everything that lies under a folder."""
    return b"\n".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_purge_leaves_no_word_of_what_was_removed_and_all_of_the_rest(
    filled: WhooshEngine, tmp_path: Path
) -> None:
    filled.index([story("secret", body="Zanzibar remembered."), story("other", body="Quietly.")])
    untouched = set((tmp_path / "index").rglob("*.trm"))
    filled.index([story("secret", revision=2, body="Covered."), story("later", body="Loudly.")])
    assert b"zanzibar" in bytes_of(tmp_path), "else this test shows nothing"
    filled.purge(["secret"])
    assert b"zanzibar" not in bytes_of(tmp_path)
    assert ids(filled) == ["later", "other", "s1", "s2", "s3", "secret"]
    assert ids(filled, "covered") == ["secret"]
    assert filled.is_healthy()
    # Only what held it was written anew, and a second time there is nothing to do.
    after = set((tmp_path / "index").rglob("*.trm"))
    assert len(untouched & after) == 1
    filled.purge(["secret"])
    assert after <= set((tmp_path / "index").rglob("*.trm"))


def test_purge_after_a_removal_during_a_rebuild_leaves_no_word(
    filled: WhooshEngine, tmp_path: Path
) -> None:
    def documents() -> Iterator[StoryDocument]:
        yield story("secret", body="Zanzibar remembered.")
        yield from STORIES
        filled.remove(["secret"])
        filled.purge(["secret"])

    assert filled.rebuild(documents()) == 3
    assert b"zanzibar" not in bytes_of(tmp_path)
    assert ids(filled) == ["s1", "s2", "s3"]


def test_tidy_many_saves_become_few_segments(whoosh: WhooshEngine, tmp_path: Path) -> None:
    for n in range(50):
        whoosh.index([story(f"s{n}", revision=n)])
    before = ask(whoosh, "damp", facets=("themes",))
    whoosh.tidy()
    assert len(list((tmp_path / "index").rglob("*.trm"))) == 1
    assert ask(whoosh, "damp", facets=("themes",)).facets == before.facets
    assert whoosh.revisions() == {f"s{n}": n for n in range(50)}
    assert whoosh.is_healthy()


def test_two_engines_over_one_folder_see_each_other(whoosh: WhooshEngine, tmp_path: Path) -> None:
    other = WhooshEngine(tmp_path / "index")
    try:
        whoosh.index(STORIES)
        assert ids(other, "damp") == ["s1", "s3"]
        other.remove(["s3"])
        assert ids(whoosh, "damp") == ["s1"]
        assert other.rebuild([story("new")]) == 1
        assert ids(whoosh, "damp") == ["new"]
        whoosh.index([story("newer")])
        assert ids(other, "damp") == ["new", "newer"]
    finally:
        other.close()


def test_index_from_many_threads_and_processes_loses_nothing(
    whoosh: WhooshEngine, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from storybank.search.whoosh_engine import WhooshEngine\n"
        "from storybank.search.document import StoryDocument\n"
        "engine = WhooshEngine(Path(sys.argv[1]))\n"
        "for n in range(8):\n"
        "    for _ in range(20):\n"
        "        try:\n"
        "            engine.index([StoryDocument(f'p{n}', 1, 'T', 'damp', date(2026, 1, 1),"
        " 'accepted', 'case_study')])\n"
        "            break\n"
        "        except Exception:\n"
        "            __import__('time').sleep(0.05)\n"
        "engine.close()\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "index")])

    def save(writer: int) -> None:
        for n in range(6):
            for _ in range(20):  # the outbox, too, tries again when the index says it is busy
                try:
                    whoosh.index([story(f"t{writer}-{n}")])
                    break
                except SearchUnavailable:
                    time.sleep(0.05)

    threads = [threading.Thread(target=save, args=(writer,)) for writer in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        ask(whoosh, "damp")
    for thread in threads:
        thread.join()
    assert child.wait(timeout=60) == 0
    assert ask(whoosh, "damp").total == 8 + 18


# --- rebuilding ---


def test_rebuild_readers_keep_the_old_until_the_swap(filled: WhooshEngine, tmp_path: Path) -> None:
    seen: list[int] = []

    def look(done: int) -> None:
        seen.append(done)
        assert ids(filled) == ["s1", "s2", "s3"]

    assert filled.rebuild((story(f"n{n}") for n in range(3)), look) == 3
    assert seen == [1, 2, 3]
    assert ids(filled) == ["n0", "n1", "n2"]
    assert sum(path.is_dir() for path in (tmp_path / "index").iterdir()) == 1


def test_rebuild_broken_off_leaves_the_old_and_the_next_one_clears_up(
    filled: WhooshEngine, tmp_path: Path
) -> None:
    def documents() -> Iterator[StoryDocument]:
        yield story("n1")
        raise RuntimeError("power cut")

    with pytest.raises(SearchUnavailable):
        filled.rebuild(documents())
    assert ids(filled) == ["s1", "s2", "s3"]
    filled.index([story("s4")])
    filled.tidy()
    assert sum(path.is_dir() for path in (tmp_path / "index").iterdir()) == 1
    assert filled.rebuild([story("n1")]) == 1


def test_rebuild_story_withdrawn_meanwhile_does_not_come_back(filled: WhooshEngine) -> None:
    def documents() -> Iterator[StoryDocument]:
        yield from STORIES
        filled.remove(["s1"])
        filled.index([story("s2", revision=2)])

    # s2 was saved meanwhile: left out too, so that the catch-up pass brings its newest form.
    assert filled.rebuild(documents()) == 1
    assert filled.revisions() == {"s3": 1}


def test_rebuild_while_another_is_at_work_is_refused(filled: WhooshEngine, tmp_path: Path) -> None:
    other = WhooshEngine(tmp_path / "index")

    def look(_: int) -> None:
        with pytest.raises(SearchUnavailable, match="another rebuild"):
            other.rebuild([])

    assert filled.rebuild([story("n1")], look) == 1


# Whoosh leaves a file open when another of its files turns out to be damaged.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", ["toc", "terms", "postings", "column", "folder"])
def test_damaged_index_is_unhealthy_and_a_rebuild_mends_it(
    filled: WhooshEngine, tmp_path: Path, damage: str
) -> None:
    filled.close()
    (folder,) = (path for path in (tmp_path / "index").iterdir() if path.is_dir())
    if damage == "folder":
        for file in folder.iterdir():
            file.unlink()
    else:
        pattern = {"toc": "*.toc", "terms": "*.trm", "postings": "*.pst", "column": "*.place.col"}
        for file in folder.glob(pattern[damage]):
            file.write_bytes(file.read_bytes()[:1])
    assert not filled.is_healthy()
    assert filled.rebuild(STORIES) == 3
    assert filled.is_healthy()
    assert ids(filled, "damp") == ["s1", "s3"]


def test_a_lost_file_is_not_read_as_nothing_but_zeros(filled: WhooshEngine, tmp_path: Path) -> None:
    filled.close()
    (lost,) = (tmp_path / "index").glob("*/*.revision.col")
    lost.unlink()
    assert not filled.is_healthy()
    with pytest.raises(SearchUnavailable):
        filled.revisions()
    assert filled.rebuild(STORIES) == 3
    assert filled.revisions() == {"s1": 1, "s2": 1, "s3": 1}


# Whoosh leaves files open when a segment goes while it opens it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_revisions_read_while_another_merges_are_never_nought(tmp_path: Path) -> None:
    other = WhooshEngine(tmp_path / "index")
    other.index([story("s0")])
    done = threading.Event()

    def write() -> None:
        try:
            for number in range(36):
                other.index([story(f"s{number % 12}", revision=number + 1)])
                if number % 2:
                    other.tidy()
        finally:
            done.set()

    writing = threading.Thread(target=write)
    writing.start()
    while not done.is_set():
        here = WhooshEngine(tmp_path / "index")  # opened anew, so that nothing is remembered
        assert 0 not in here.revisions().values()
        here.close()
    writing.join()
    assert set(other.revisions().values()) == set(range(25, 37))
    other.close()
    gc.collect()  # here, where the warnings about what Whoosh left open are expected


def test_lost_folder_starts_empty(filled: WhooshEngine, tmp_path: Path) -> None:
    filled.close()
    (folder,) = (path for path in (tmp_path / "index").iterdir() if path.is_dir())
    folder.rename(tmp_path / "elsewhere")
    assert filled.revisions() == {}
    filled.index(STORIES)
    assert ids(filled, "damp") == ["s1", "s3"]


# --- snippets and stems ---


def test_snippets_far_apart_are_cut_apart_in_the_order_of_the_text() -> None:
    text = " ".join(["start", *["filler"] * 80, "Housing", *["filler"] * 80, "damp houses", "end"])
    cuts = snippets(text, ("house", "damp"), width=80, most=2)
    assert [[piece for piece, found in cut.pieces if found] for cut in cuts] == [
        ["Housing"],
        ["damp", "houses"],
    ]
    for cut in cuts:
        assert "".join(piece for piece, _ in cut.pieces) == text[cut.start : cut.end]
        assert cut.end - cut.start <= 80
        assert cut.before
    assert cuts[0].after


def test_snippets_without_a_match_give_the_beginning() -> None:
    (cut,) = snippets(HOUSING, ("zebra",), width=30)
    assert cut.pieces == (("The damp housing made my chest", False),)
    assert (cut.before, cut.after) == (False, True)
    assert snippets("", ("damp",)) == []
    assert snippets("x" * 500, (), width=40)[0].end == 40


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("stop", "stopped", "stopping"), "stop"),
        (("house", "Houses", "housing", "house\u2019s"), "hous"),
        (("apology", "apologies"), "apolog"),
        (("café", "cafe", "cafe\u0301", "CAFÉS"), "cafe"),
        (("relational", "relate"), "relat"),
        (("don't", "don\u2019t"), "dont"),
    ],
)
def test_stem_forms_of_a_word_meet(words: tuple[str, ...], expected: str) -> None:
    assert {stem(word) for word in words} == {expected}
