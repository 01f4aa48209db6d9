"""The one gate: whatever returns words of a story asks first who may read them.

Every function outside the services that selects a column holding a storyteller's words, or
fetches such a row, is found by reading the code itself. It must hold the rows to a gate
(``readable`` with a scope, ``readable_submissions`` with an actor, or what builds on them), or
stand in the table below with the reason why it need not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pytest

from storybank.core.paths import PROJECT_ROOT
from storybank.tables import metadata

PACKAGE = PROJECT_ROOT / "storybank"
GATES = {"readable", "readable_submissions"}
# Columns that hold what a storyteller said, or what others say that may echo it.
WORDS: dict[str, set[str]] = {
    "Answer": {"words", "change_words", "evidence", "dispute_words"},
    "Attachment": {"name"},
    "Coding": {"because"},
    "Concern": {"because"},
    "Contributor": {"display_name"},
    "EffectCheck": {"note"},
    "EvidenceLink": {"quote", "note", "who", "what_changed", "brought_about", "because"},
    "MemberCheck": {"note"},
    "OwnTheme": {"words"},
    "ReportChoice": {"reason"},
    "ReportFile": {"content"},
    "ReportQuotation": {"words", "facts"},
    "Segment": {"quote", "attributed_to"},
    "Selection": {"reason", "told_back_how"},
    "StoryDraft": {"title", "body", "note"},
    "StoryVersion": {"title", "body", "note"},
    "Submission": {
        *("title", "body", "told_for", "place", "file_name", "cues", "decline_reason"),
        *("relation", "reason_told_for", "basis_note", "answers", "about_when"),
    },
    "TellerCheck": {"words"},
    "Telling": {"answers"},
    "Verification": {"reason"},
}
FOUND = "takes what its caller found within the reader's scope"
MACHINE = "for the steps of the machine, which show nobody anything"
OWN = "the storyteller's own, by their return code"
OWN_DRAFT = "the author's own, which nobody has been sent"
COPY = "everything held about one person, for the officer or the storyteller themselves"
EXEMPT: dict[str, str] = {
    **dict.fromkeys(
        [
            "answering/queries/answers.py:list_answers",
            "answering/queries/changes.py:is_open_plan",
            "intake/queries/attachments.py:attachments_of",
            "intake/queries/submissions.py:contributors_of",
            "linking/queries/strength.py:_sentences",
            "reports/queries/mattered.py:_beginnings",
            "reports/queries/whole.py:find_whole",
            "reports/queries/whole.py:list_panel_choices",
            "stories/queries.py:get_teller_check",
            "stories/queries.py:get_version",
            "stories/queries.py:list_teller_checks",
            "stories/queries.py:list_versions",
            "tagging/queries.py:codings_of",
            "tagging/queries.py:find_next_suggestion",
            "tagging/queries.py:list_segments",
            "verification/queries/findings.py:find_verification",
            "verification/queries/findings.py:findings_as",
            "verification/queries/findings.py:verifications_of",
            "verification/queries/member_checks.py:member_checks_of",
            "verification/queries/panels.py:list_selections_of_story",
            "web/consent_page.py:name_of",
            "web/exactness_page.py:gather_exactness",
            "web/link_page.py:suggest_three_things",
            "web/masking.py:_look_for_details",
            "web/story_page.py:gather",
        ],
        FOUND,
    ),
    **dict.fromkeys(
        [
            "answering/queries/changes.py:_answered_since",
            "intake/queries/submissions.py:find_by_fingerprint",
            "linking/queries/links.py:links_by_story",
            "linking/queries/links.py:links_of_version",
            "pipeline.py:_still",
            "pipeline.py:check_story",
            "pipeline.py:hide_place",
            "pipeline.py:remove_files",
            "pipeline.py:screen",
            "rights/queries/covering.py:is_told_of_in_reports",
            "rights/queries/covering.py:list_words_issued",
            "rights/queries/holds.py:list_of_contract",
            "rights/queries/taking_back.py:list_unfinished",
            "safeguarding/queries.py:find_concern_of",
            "safeguarding/queries.py:list_unwarned",
            "tagging/suggester.py:find_differences",
            "tagging/suggester.py:list_segments_without_vector",
            "tagging/suggester.py:said_before",
        ],
        MACHINE,
    ),
    **dict.fromkeys(
        [
            "rights/queries/own_story.py:find_by_door",
            "rights/queries/own_story.py:find_own_check",
            "rights/queries/own_story.py:get_own_story",
            "rights/queries/own_story.py:list_own_attachments",
            "rights/queries/own_story.py:list_own_claims",
            "telling/queries/return_codes.py:find_submission_by_code",
            "telling/queries/tellings.py:find_telling",
            "telling/queries/tellings.py:find_telling_by_code",
            "web/own_story_voice.py:meant",
            "web/telling_sending.py:_keep_asking",
        ],
        OWN,
    ),
    **dict.fromkeys(
        [
            "rights/queries/copies.py:get_subject_submission",
            "rights/queries/held_of_dealings.py:_unfinished",
            "rights/queries/held_of_telling.py:_files",
            "rights/queries/held_of_telling.py:_own_themes",
            "rights/queries/held_of_telling.py:_told",
            "rights/queries/held_of_telling.py:_versions",
            "rights/queries/held_of_use.py:_answers",
            "rights/queries/held_of_use.py:_claims",
            "rights/queries/held_of_use.py:_codings",
            "rights/queries/held_of_use.py:_drafts",
            "rights/queries/held_of_use.py:_effects",
            "rights/queries/held_of_use.py:_panels",
            "rights/queries/held_of_use.py:_report_choices",
            "rights/queries/held_of_use.py:_reports",
        ],
        COPY,
    ),
    **dict.fromkeys(
        [
            "intake/queries/submissions.py:list_drafts",
            "stories/queries.py:find_draft",
        ],
        OWN_DRAFT,
    ),
    "answering/queries/answers.py:get_answer": (
        "its callers hold the story it gives them to their own scope, or to the code they came by"
    ),
    "answering/queries/changes.py:list_changes": (
        "is handed the condition on stories, which is the reader's scope"
    ),
    "intake/queries/consent.py:_list_expiring": (
        "is handed the condition; doors come by list_running_out, which is gated"
    ),
    "intake/queries/consent.py:find_evidence": (
        "a scan of a form, looked up for a submission that was found within the gate"
    ),
    **dict.fromkeys(
        [
            "reports/pack/afresh.py:collect_file",
            "reports/queries/files.py:find_undone",
            "reports/queries/files.py:get_file",
        ],
        "a file by its name, form and step: its content is not read, and its making is gated",
    ),
    "reports/queries/files.py:content_of": (
        "of the asker's own file alone, after may_be_given held all in it to the scope again"
    ),
    "reports/place/told.py:list_words": (
        "reads only the passages that tell() gathered within a scope"
    ),
    "reports/queries/drafts.py:list_choices": (
        "of a draft that is the actor's own to work on; a reason is shown beside words alone that "
        "may stand in the report at that moment, and at issue only those that do are kept with it"
    ),
    "reports/queries/issued.py:quotations_for_hash": (
        "for the fingerprint alone, which tells nothing of the words"
    ),
    "reviews/queries/screen.py:list_checks": (
        "staff's own notes; pages show one only beside a story they may read"
    ),
    "rights/queries/complaints.py:get_complaint": (
        "the officer's complaints; of the story it names only the id is shown"
    ),
    "rights/queries/holds.py:find_by_reference": (
        "the officer's; shows an id and a status, no word of it"
    ),
    "rights/queries/taking_back.py:get_to_take_back": (
        "held to rules.check_may_take_back; the page shows no word of it"
    ),
    "safeguarding/queries.py:get_concern": (
        "the safeguarding lead's own, held to SETTLE_CONCERN and their organisation"
    ),
    "safeguarding/queries.py:list_concerns": (
        "the safeguarding lead's own, held to SETTLE_CONCERN and their organisation"
    ),
    "telling/queries/storytellers.py:list_own_themes": (
        "takes submissions that its caller found within the gate"
    ),
    "verification/queries/findings.py:list_made": (
        "a verifier's own findings; the page shows promises, and no passage"
    ),
    "verification/queries/panels.py:get_selection": (
        "held to the panels of one's own; reasons show beside a readable story alone"
    ),
    "verification/queries/panels.py:list_selections": (
        "of panels of one's own; reasons show beside a readable story alone"
    ),
    "verification/queries/parts.py:parts_in_claim": (
        "reads who had a part in a claim, to keep them from verifying it"
    ),
    "web/originals.py:put_look_on_record": (
        "puts a look at an original on record; READ_ORIGINAL comes before"
    ),
    "web/safeguarding.py:raise_": (
        "of a story found within the reader's scope, to raise a concern about it"
    ),
    "web/stories.py:_version_opened": (
        "of a story found within scope; sealed versions need READ_ORIGINAL"
    ),
}


@dataclass(frozen=True)
class Read:
    """One function: where it stands, what it calls, and the models whose words it reads."""

    path: str
    name: str
    calls: frozenset[str]
    words: frozenset[str]
    runs: bool

    @property
    def where(self) -> str:
        """Its file and name."""
        return f"{self.path}:{self.name}"


@cache
def functions() -> tuple[Read, ...]:
    """Every function outside the services and the demonstration."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if "service" in parts or "service.py" in parts or parts[0] == "seed":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.append(read(str(path.relative_to(PACKAGE)), node))
    return tuple(found)


def read(path: str, node: ast.FunctionDef) -> Read:
    """What the gate must know of a function."""
    called: set[str] = set()
    words: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            name = one.func.id if isinstance(one.func, ast.Name) else getattr(one.func, "attr", "")
            called.add(name)
            words |= words_in(name, one.args)
    # A report's material carries its session with it.
    runs = bool({"session", "material", "self"} & {one.arg for one in node.args.args})
    return Read(path, node.name, frozenset(called), frozenset(words), runs)


def words_in(name: str, arguments: Sequence[ast.expr]) -> set[str]:
    """The models whose words a call selects, or whose rows it fetches."""
    if name in {"get", "get_one"}:
        first = arguments[0] if arguments else None
        return {first.id} & set(WORDS) if isinstance(first, ast.Name) else set()
    if name not in {"select", "aliased"}:
        return set()
    found = set()
    for argument in arguments:
        columns = {
            id(one.value): one.attr for one in ast.walk(argument) if isinstance(one, ast.Attribute)
        }
        for one in ast.walk(argument):
            if isinstance(one, ast.Name) and one.id in WORDS:
                column = columns.get(id(one))
                if column is None or column in WORDS[one.id]:
                    found.add(one.id)
    return found


@cache
def builders() -> frozenset[Read]:
    """Functions that put a gate into a query without running it."""
    found: set[Read] = set()
    grown = True
    while grown:
        known = frozenset(found)
        found |= {one for one in functions() if not one.runs and is_gated(one, known)}
        grown = len(found) > len(known)
    return frozenset(found)


def is_gated(one: Read, known: frozenset[Read]) -> bool:
    """Whether a function holds what it reads to a gate, itself or by what builds its query."""
    names = {each.name for each in known if each.path == one.path or not each.name.startswith("_")}
    return not one.calls.isdisjoint(GATES | names)


def ungated() -> dict[str, frozenset[str]]:
    """What reads words and asks nobody, by file and name."""
    return {
        one.where: one.words for one in functions() if one.words and not is_gated(one, builders())
    }


def test_whatever_returns_words_passes_the_gate_or_says_why_not() -> None:
    found = ungated()

    assert {where: sorted(read) for where, read in found.items() if where not in EXEMPT} == {}
    assert sorted(set(EXEMPT) - set(found)) == [], "these read no words any more, or are gated"
    assert all(len(reason) > 20 for reason in EXEMPT.values())


def test_the_gate_is_found_where_it_stands_and_missed_where_it_does_not() -> None:
    reading = {one.where for one in functions() if one.words}

    assert {"stories/queries.py:_with_words", "linking/queries/links.py:linked"} <= reading
    assert not reading & set(ungated()) & {"stories/queries.py:_with_words"}
    planted = ast.parse(
        "def list_all(session):\n    return session.exec(select(StoryVersion.body))"
    )
    function = planted.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert read("planted.py", function).words == {"StoryVersion"}
    assert not is_gated(read("planted.py", function), builders())


def test_every_column_with_words_is_known_to_the_gate() -> None:
    """The table above names real columns, so that a renamed one cannot slip past it."""
    tables = {table.name: set(table.columns.keys()) for table in metadata.tables.values()}
    for model, columns in WORDS.items():
        table = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model).lower()
        assert columns <= tables[table], model


@pytest.mark.parametrize("table", sorted({"submission", "story_version", "segment"}))
def test_nobody_reads_words_by_plain_sql(table: str) -> None:
    asked = re.compile(rf"\bselect\b[^'\"]*\bfrom\s+{table}\b", re.IGNORECASE)
    found = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("*.py"))
        if asked.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []
