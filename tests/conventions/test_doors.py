"""Every page is marked with the action it is, and every page's address is documented."""

from __future__ import annotations

import re

from flask import Flask

from storybank.accounts.permissions import PERMISSIONS, Action
from storybank.core.paths import PROJECT_ROOT
from storybank.web.auth import MARK, PUBLIC, is_public
from storybank.web.filters import ROLE_NAMES


def test_every_route_is_marked_with_an_action(app: Flask) -> None:
    unmarked = sorted(
        endpoint
        for endpoint, view in app.view_functions.items()
        if not is_public(endpoint)
        and not isinstance(getattr(view, MARK, None), Action)
        and not endpoint.startswith("security.")
    )

    assert unmarked == []


def test_flask_security_pages_beyond_sign_in_are_refused(app: Flask) -> None:
    """The guard refuses whatever carries no mark, so these are shut whoever asks."""
    others = {e for e in app.view_functions if e.startswith("security.")} - PUBLIC

    assert all(getattr(app.view_functions[endpoint], MARK, None) is None for endpoint in others)


def test_every_action_is_used_by_a_page_or_by_the_machine(app: Flask) -> None:
    used = {getattr(view, MARK, None) for view in app.view_functions.values()}

    assert set(Action) - used <= {Action.RUN_PIPELINE, Action.READ_REPORT, Action.OWN_STORY}
    assert set(PERMISSIONS) == set(Action)


def test_every_role_has_a_name_on_screen() -> None:
    from storybank.accounts.permissions import RoleName

    assert set(ROLE_NAMES) == {role.value for role in RoleName}


def test_every_page_is_in_the_list_of_pages(app: Flask) -> None:
    told = (PROJECT_ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule)
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(("static", "security.")) or rule.endpoint in PUBLIC
    } - {"/static/<filename>"}

    assert sorted(rule for rule in rules if f"`{rule}`" not in told) == []
