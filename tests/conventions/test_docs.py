"""What is documented is there, and what is there is documented."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from config import Settings
from storybank import tables
from storybank.accounts.permissions import PERMISSIONS, Action, RoleName
from storybank.cli import storybank
from storybank.core.paths import PROJECT_ROOT
from storybank.web.filters import ROLE_NAMES

README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: str = "storybank") -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_every_setting_is_in_the_readme_and_the_example() -> None:
    example = (PROJECT_ROOT / ".env.example").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        variable = f"STORYBANK_{name.upper()}"
        assert f"`{variable}`" in README, variable
        assert variable in example, variable


def test_every_setting_says_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description or name == "models", name


def test_every_command_is_in_the_readme_and_shows_an_example() -> None:
    for path, command in commands(storybank):
        assert f"`{path}" in README, path
        assert "Example: " in (command.help or ""), path


def test_every_table_is_in_the_glossary() -> None:
    glossary = (PROJECT_ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for table in tables.metadata.tables:
        assert f"`{table}`" in glossary, table


def test_every_folder_has_its_line_in_architecture() -> None:
    told = (PROJECT_ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for folder in (PROJECT_ROOT / "storybank").iterdir():
        if folder.is_dir() and (folder / "__init__.py").exists():
            assert f"`{folder.name}/`" in told, folder.name


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(
        int(path.name[:4]) for path in (PROJECT_ROOT / "docs" / "adr").glob("[0-9]*.md")
    )

    assert numbers == list(range(1, len(numbers) + 1))


def test_the_changelog_has_the_version_that_is_installed() -> None:
    from storybank import __version__

    told = (PROJECT_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(rf"^## .*{re.escape(__version__)}", told, re.MULTILINE)


def test_who_may_do_what_is_told_as_it_is() -> None:
    told = (PROJECT_ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| (.+) \|$", told.partition("## Who may do what")[2], re.M)
    expected = {
        action.value: {ROLE_NAMES[role.value].casefold() for role in roles}
        for action, roles in PERMISSIONS.items()
        if roles and roles != frozenset(RoleName)
    }
    shown = {action: set(roles.split(", ")) for action, roles in rows if action != "action"}
    assert set(shown) == {action.value for action in Action}
    assert {action: shown[action] for action in expected} == expected
