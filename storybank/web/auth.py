"""Signing in, and the mark every page carries: which action it is.

A page without a mark is refused, so that forgetting one closes a door instead of opening it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_security import Security, SQLAlchemySessionUserDatastore, current_user
from flask_security.signals import user_authenticated
from sqlalchemy.orm import scoped_session
from werkzeug.wrappers import Response

from storybank.accounts.models import Role, User
from storybank.accounts.permissions import Action
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor, can
from storybank.audit.service import record
from storybank.web.session import current_session, session_proxy

View = TypeVar("View", bound=Callable[..., Any])
MARK = "storybank_action"
REMEMBERED = timedelta(days=30)

# Pages for people who are not signed in (yet). Everything else needs an account.
PUBLIC = frozenset(
    {
        "static",
        "security.login",
        "security.logout",
        "home.health",
        "register.list_",
        "register.show",
        "register.population",
    }
)

# Whole rooms for people without an account: storytellers, and whoever reads what was published.
PUBLIC_ROOMS = frozenset({"telling", "own_story", "told", "shared"})


def is_public(endpoint: str) -> bool:
    """Whether a page needs no account."""
    return endpoint in PUBLIC or endpoint.partition(".")[0] in PUBLIC_ROOMS


def allows(action: Action) -> Callable[[View], View]:
    """Mark a view with the action it is: only those who may do it get in."""

    def mark(view: View) -> View:
        setattr(view, MARK, action)
        return view

    return mark


def current_actor() -> Actor:
    """The signed-in person as an actor."""
    return actor_of(signed_in_user())


def signed_in_user() -> User:
    """The account of the signed-in person."""
    return cast(User, current_user._get_current_object())


def set_up(app: Flask) -> None:
    """Set Flask-Security up over our accounts, and guard every page."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  (the name of a method)
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_LOGIN_USER_TEMPLATE="accounts/sign_in.html",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_UNAUTHORIZED_VIEW=None,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_REDIRECT_HOST=None,
        SECURITY_MSG_GENERIC_AUTHN_FAILED=(
            "That e-mail address and password do not go together. Check both, and try again.",
            "error",
        ),
        REMEMBER_COOKIE_NAME=f"{app.config['SESSION_COOKIE_NAME']}-remember",
        REMEMBER_COOKIE_DURATION=REMEMBERED,
        REMEMBER_COOKIE_SECURE=app.config["SESSION_COOKIE_SECURE"],
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
    )
    datastore = SQLAlchemySessionUserDatastore(
        cast("scoped_session[Any]", session_proxy), User, Role
    )
    Security(app, datastore)
    # People come in by the sign-in page alone: no tokens, which would stand in addresses and logs.
    cast(Any, app).login_manager.request_loader(lambda _request: None)

    @user_authenticated.connect_via(app)
    def _record_sign_in(_sender: Flask, user: User, **_: Any) -> None:
        session.permanent = True
        for held in (session, g):  # a token known before signing in is worth nothing after it
            held.pop("csrf_token", None)
        record(current_session(), actor_of(user), "sign_in", user)

    @app.before_request
    def _guard() -> Response | None:
        if request.endpoint is None or is_public(request.endpoint):
            return None
        if not current_user.is_authenticated:
            wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
            return redirect(url_for("security.login", next=wanted))
        action = action_of(request.endpoint)
        if action is None or not can(current_actor(), action):
            abort(403)
        return None


def action_of(endpoint: str) -> Action | None:
    """The action an endpoint is marked with, if it is."""
    return cast(Action | None, getattr(current_app.view_functions[endpoint], MARK, None))
