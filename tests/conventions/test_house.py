"""The architecture as tests: what ARCHITECTURE.md says holds in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from storybank.core.paths import PROJECT_ROOT

PACKAGE = PROJECT_ROOT / "storybank"
TEMPLATES = PROJECT_ROOT / "templates"
STEPS = sorted(
    folder.name
    for folder in PACKAGE.iterdir()
    if ((folder / "service.py").exists() or (folder / "service").is_dir())
    and (folder / "models.py").exists()
)
WRITING_METHODS = {"add", "add_all", "delete", "merge", "bulk_save_objects"}
WRITING_FUNCTIONS = {"insert", "update", "delete"}


def modules() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


def room(step: str, name: str) -> list[Path]:
    """The files of a step's room: one, or one a kind of row where it would be too long."""
    one, many = PACKAGE / step / f"{name}.py", PACKAGE / step / name
    return [one] if one.exists() else sorted(many.glob("*.py"))


def writes(path: Path) -> list[int]:
    """Lines that write to the database through a session."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in WRITING_METHODS:
            owner = called.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name == "session":
                found.append(node.lineno)
        elif isinstance(called, ast.Name) and called.id in WRITING_FUNCTIONS:
            found.append(node.lineno)
    return found


def test_only_a_steps_own_service_writes_its_tables() -> None:
    allowed = {path for step in STEPS for path in room(step, "service")}
    allowed |= {PACKAGE / "core/jobs/outbox.py", PACKAGE / "audit/service.py"}

    culprits = {
        str(path.relative_to(PACKAGE)): lines
        for path in modules()
        if path not in allowed and (lines := writes(path))
    }

    assert culprits == {}


def test_the_search_for_writes_finds_them() -> None:
    assert writes(PACKAGE / "stories" / "service" / "editing.py")


@pytest.mark.parametrize("step", STEPS)
def test_services_write_only_their_own_models(step: str) -> None:
    """A service constructs no other step's rows; it asks that step's service."""
    for path in room(step, "service"):
        assert not foreign_rows_made(step, ast.parse(path.read_text(encoding="utf-8"))), path.name


def foreign_rows_made(step: str, tree: ast.Module) -> set[str]:
    """Names of other steps' rows that a module constructs."""
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and re.fullmatch(r"storybank\.(\w+)\.models", node.module)
        and node.module != f"storybank.{step}.models"
        for alias in node.names
    }
    constructed = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.keywords
    }

    return foreign & constructed


def test_every_list_query_states_its_order() -> None:
    without = []
    for path in modules():
        if "queries" not in (path.stem, path.parent.name):
            continue
        source = path.read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("list_"):
                words = ast.get_source_segment(source, node) or ""
                if not re.search(r"order_by|sorted\(|list_\w+\(|_\w+\(", words):
                    without.append(f"{path.parent.name}.{node.name}")
    assert without == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty_names = {"utils", "helpers", "common", "manager", "misc", "util", "helper"}

    assert [str(p) for p in modules() if {*p.parts, p.stem} & empty_names] == []


def test_steps_have_only_the_usual_rooms() -> None:
    """models, rules, events, queries, service, and at most three capabilities."""
    usual = {"__init__", "models", "rules", "events", "queries", "service"}
    own = {
        step: sorted({path.stem for path in (PACKAGE / step).iterdir()} - usual - {"__pycache__"})
        for step in STEPS
    }
    too_many = {step: names for step, names in own.items() if len(names) > 3}

    assert too_many == {}


def test_events_are_named_in_the_past_tense() -> None:
    past = re.compile(r"(ed|Saved|Told|Sent|Withdrawn|Held)$")
    for path in PACKAGE.glob("*/events.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                assert past.search(node.name), f"{path.parent.name}.{node.name}"


def test_every_event_has_a_next_step_and_every_step_an_event() -> None:
    from storybank.pipeline import EACH, FLOW, ONCE, ORDER

    events = {
        node.name
        for path in PACKAGE.glob("*/events.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }

    assert set(FLOW) == events
    assert {step for steps in FLOW.values() for step in steps} == set(ORDER)
    assert set(EACH) | set(ONCE) == set(ORDER)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"<[^>]*\sstyle\s*=", "the content policy refuses inline styles"),
        (r"<script(?![^>]*\bsrc=)", "the content policy refuses inline scripts"),
        (r"<[^>]*\son[a-z]+\s*=", "the content policy refuses inline handlers"),
        (r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", "no page asks anybody else for anything"),
        (r"\|\s*safe\b", "text is escaped unless a renderer cleaned it"),
    ],
)
def test_templates_hold_nothing_the_browser_would_refuse(pattern: str, why: str) -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}:{number}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]

    assert found == [], why


def test_every_posting_form_carries_its_token() -> None:
    form = re.compile(r"<form\b[^>]*method\s*=\s*[\"']?post.*?</form>", re.IGNORECASE | re.DOTALL)
    for path in sorted(TEMPLATES.rglob("*.html")):
        for match in form.finditer(path.read_text(encoding="utf-8")):
            assert re.search(r"csrf_token|hidden_tag|form_open", match.group()), path.name


def test_public_functions_have_docstrings_and_types() -> None:
    """ruff checks this for the package; here we check that nobody switched it off."""
    source = (PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignored = re.search(r"^ignore = \[(.*?)^\]", source, re.DOTALL | re.MULTILINE)
    assert ignored
    assert not re.search(r'"D10[0-4]"', ignored.group(1))
