"""Every e-mail there is: it renders, and can hold no words of anybody's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from jinja2 import Environment, nodes

from storybank.core.ids import new_public_id
from storybank.core.paths import PROJECT_ROOT
from storybank.notices.models import Notice
from storybank.notices.rules import KINDS, check_values
from storybank.post.wording import FOLDER, write_message
from tests.reading_age import reading_age

TEMPLATES = sorted(path.stem for path in FOLDER.glob("[!_]*.txt"))
HERE = "https://stories.example.org"
OURS = {"link", "here"}


def values_of(template: str) -> dict[str, Any]:
    """A value for each name that a template uses, by what it is used for."""
    source = (FOLDER / f"{template}.txt").read_text(encoding="utf-8")
    parsed = Environment(autoescape=False).parse(source)
    names = {one.name for one in parsed.find_all(nodes.Name) if one.ctx == "load"} - OURS
    days = {
        one.node.name
        for one in parsed.find_all(nodes.Filter)
        if one.name == "day" and isinstance(one.node, nodes.Name)
    }
    paths = {
        argument.name
        for call in parsed.find_all(nodes.Call)
        for argument in call.args
        if isinstance(argument, nodes.Name)
    }
    return {
        name: date(2027, 3, 1) if name in days else "/some/path" if name in paths else 3
        for name in names
    }


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("user", [None, 1])
def test_every_template_renders_from_numbers_days_and_paths_alone(
    template: str, user: int | None
) -> None:
    notice = Notice(
        template=template, email="a@b", to_user_id=user, values=check_values(values_of(template))
    )

    message = write_message(notice, HERE)

    assert message.subject
    assert "\n" not in message.subject
    assert HERE in message.body
    assert "{{" not in message.body
    assert all(len(line) < 900 for line in message.body.splitlines())


@pytest.mark.parametrize(
    "template",
    [
        "answered",
        "follow_up",
        "own_permission_ending",
        "complaint_acknowledged",
        "complaint_answered",
    ],
)
def test_what_storytellers_get_can_be_read_at_nine(template: str) -> None:
    message = write_message(
        Notice(template=template, email="a@b", values=check_values(values_of(template))), HERE
    )
    lines = [message.subject, *message.body.splitlines()]
    words = " ".join(
        line if line.endswith((".", "?")) else f"{line}."
        for line in lines
        if line.strip() and HERE not in line and line != "--"
    )

    assert reading_age(words) <= 9, template


def told() -> Iterator[tuple[str, str]]:
    """Each template named where somebody is told something, and the file that names it."""
    for path in sorted((PROJECT_ROOT / "storybank").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "tell_user(" not in source and "tell_address(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "id", getattr(called, "attr", ""))
            if name not in ("tell_user", "tell_address") or not isinstance(node, ast.Call):
                continue
            for keyword in node.keywords:
                if keyword.arg == "template" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value), path.name


def test_whatever_anybody_is_told_has_a_template() -> None:
    assert {name for name, _ in told()} <= set(TEMPLATES)
    assert {kind.template for kind in KINDS} <= set(TEMPLATES)


def test_templates_print_values_only_through_what_checks_them() -> None:
    """A bare value would print whatever it is; ``day``, ``number`` and ``link`` take no words."""
    for path in FOLDER.glob("*.txt"):
        for inside in re.findall(r"\{\{(.*?)\}\}", path.read_text(encoding="utf-8")):
            assert re.search(r"\|\s*(day|number)\b|^\s*link\(|^\s*here\s*$", inside), (
                path.name,
                inside,
            )


def test_words_that_got_into_a_notice_all_the_same_are_not_sent() -> None:
    notice = Notice(
        template="stories_unanswered",
        email="a@b",
        to_user_id=1,
        values={"overdue": "she hits me", "days": 30, "path": "/x"},
    )

    with pytest.raises(ValueError, match="invalid literal"):
        write_message(notice, HERE)


def test_nothing_of_a_notice_is_taken_for_a_template() -> None:
    story = str(new_public_id())
    path = f"/stories/{story}?x={{{{1}}}}"

    with pytest.raises(ValueError, match="a notice may not hold"):
        check_values({"path": path})
