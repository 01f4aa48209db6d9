"""Settings: people, organisations, and one's own account."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_security import FormInfo, login_user
from werkzeug.wrappers import Response

from storybank.accounts import queries, service
from storybank.accounts.models import OrganisationKind, User
from storybank.accounts.passwords import hash_password, is_password
from storybank.accounts.permissions import Action, RoleName
from storybank.core.errors import RuleBroken
from storybank.notices.queries import refused_by
from storybank.notices.rules import kinds_for
from storybank.notices.service import choose_notices
from storybank.web.auth import allows, current_actor, signed_in_user
from storybank.web.filters import ROLE_NAMES
from storybank.web.forms.accounts import (
    ORGANISATION_KINDS,
    ROLE_WORDS,
    OrganisationForm,
    OwnPasswordForm,
    PasswordForm,
    PersonForm,
    RolesForm,
    SignInForm,
)
from storybank.web.forms.base import add_error, errors_shown_on
from storybank.web.forms.notices import NoticesForm
from storybank.web.session import current_session

pages = Blueprint("accounts", __name__)
Answer = str | Response | tuple[str, int]


@pages.record_once
def _prepare_sign_in(state: BlueprintSetupState) -> None:
    """Give Flask-Security's sign-in page our form and the accounts of a demonstration."""
    security = state.app.extensions["security"]
    security.set_form_info("login_form", FormInfo(cls=SignInForm))
    security.login_context_processor(_demonstration_accounts)


@pages.get("/settings")
@allows(Action.MANAGE_ACCOUNTS)
def list_() -> str:
    """People and organisations."""
    session = current_session()
    return render_template(
        "accounts/list.html",
        people=queries.list_users(session),
        organisations=queries.list_organisations(session),
        organisation_kinds=ORGANISATION_KINDS,
    )


@pages.route("/settings/people/new", methods=["GET", "POST"])
@allows(Action.MANAGE_ACCOUNTS)
def new_person() -> Answer:
    """Open an account."""
    session = current_session()
    form = PersonForm(ROLE_NAMES)
    organisations = {str(one.public_id): one for one in queries.list_organisations(session)}
    form.organisation.choices = {
        "": "Choose one",
        **{key: one.name for key, one in organisations.items()},
    }
    if form.validate_on_submit():
        with errors_shown_on(form):
            user = service.open_account(
                session,
                current_actor(),
                email=form.email.data or "",
                name=form.name.data or "",
                organisation=_chosen(organisations, form.organisation.data),
                roles=_roles(form),
                password_hash=hash_password(form.password.data or ""),
            )
            flash(f"{user.name} can sign in now.", "done")
            return redirect(url_for("accounts.person", user_id=user.public_id), 303)
    return _form_page("accounts/new_person.html", form, organisations=organisations)


@pages.route("/settings/people/<uuid:user_id>", methods=["GET", "POST"])
@allows(Action.MANAGE_ACCOUNTS)
def person(user_id: UUID) -> Answer:
    """One account, and the roles it holds."""
    session = current_session()
    user = queries.get_user(session, user_id)
    form = RolesForm(ROLE_NAMES, data={"roles": [role.name for role in user.roles]})
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.change_roles(session, current_actor(), user=user, roles=_roles(form))
            flash(f"The roles of {user.name} are changed.", "done")
            return _back_to(user)
    return _form_page("accounts/person.html", form, person=user)


@pages.route("/settings/people/<uuid:user_id>/password", methods=["GET", "POST"])
@allows(Action.MANAGE_ACCOUNTS)
def password(user_id: UUID) -> Answer:
    """Set somebody's password for them."""
    session = current_session()
    user = queries.get_user(session, user_id)
    form = PasswordForm()
    if form.validate_on_submit():
        hashed = hash_password(form.password.data or "")
        service.set_password(session, current_actor(), user=user, password_hash=hashed)
        _stay_signed_in(user)
        flash(f"{user.name} signs in with the new password from now on.", "done")
        return _back_to(user)
    return _form_page("accounts/password.html", form, person=user)


@pages.route("/settings/people/<uuid:user_id>/close", methods=["GET", "POST"])
@allows(Action.MANAGE_ACCOUNTS)
def close(user_id: UUID) -> Answer:
    """Close an account, once confirmed."""
    session = current_session()
    user = queries.get_user(session, user_id)
    if request.method == "POST":
        service.set_active(session, current_actor(), user=user, active=False)
        flash(f"{user.name} can no longer sign in.", "done")
        return _back_to(user)
    return render_template("accounts/confirm_close.html", person=user)


@pages.post("/settings/people/<uuid:user_id>/open")
@allows(Action.MANAGE_ACCOUNTS)
def open_again(user_id: UUID) -> Answer:
    """Open a closed account again."""
    session = current_session()
    user = queries.get_user(session, user_id)
    service.set_active(session, current_actor(), user=user, active=True)
    flash(f"{user.name} can sign in again.", "done")
    return _back_to(user)


@pages.route("/settings/organisations/new", methods=["GET", "POST"])
@allows(Action.MANAGE_ACCOUNTS)
def new_organisation() -> Answer:
    """Add an organisation."""
    form = OrganisationForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            organisation = service.open_organisation(
                current_session(),
                current_actor(),
                name=form.name.data or "",
                kind=OrganisationKind(form.kind.data),
            )
            flash(f"{organisation.name} is added.", "done")
            return redirect(url_for("accounts.list_"), 303)
    return _form_page("accounts/new_organisation.html", form)


@pages.route("/account", methods=["GET", "POST"])
@allows(Action.SEE_HOME)
def own() -> Answer:
    """One's own account; the password can be changed here."""
    user = signed_in_user()
    form = OwnPasswordForm()
    if form.validate_on_submit():
        if is_password(form.old.data or "", user.password or ""):
            hashed = hash_password(form.password.data or "")
            service.set_password(
                current_session(), current_actor(), user=user, password_hash=hashed
            )
            _stay_signed_in(user)
            flash("Your password is changed. Other computers are signed out.", "done")
            return redirect(url_for("accounts.own"), 303)
        wrong = "This is not the password you sign in with. Check it, and try again."
        add_error(form, RuleBroken(wrong, field="old"))
    return _form_page("accounts/own.html", form, person=user)


@pages.route("/account/notices", methods=["GET", "POST"])
@allows(Action.SEE_HOME)
def own_notices() -> Answer:
    """What one is told by e-mail, and what of it one wants."""
    session, actor, user = current_session(), current_actor(), signed_in_user()
    kinds = kinds_for(actor.roles)
    refusable = [kind for kind in kinds if not kind.must]
    refused = refused_by(session, user.key)
    form = NoticesForm(
        data={"wanted": [one.template for one in refusable if one.template not in refused]}
    )
    form.wanted.choices = {one.template: one.about for one in refusable}
    if form.validate_on_submit():
        choose_notices(session, actor, user=user, wanted=form.wanted.data or [])
        flash("Your choice is kept.", "done")
        return redirect(url_for("accounts.own_notices"), 303)
    always = [kind for kind in kinds if kind.must]
    return _form_page("accounts/notices.html", form, person=user, always=always)


def _demonstration_accounts() -> dict[str, Any]:
    session = current_session()
    installation = queries.find_installation(session)
    if installation is None or not installation.demonstration:
        return {}
    return {
        "demonstration_accounts": [
            {
                "email": user.email,
                "roles": ", ".join(ROLE_NAMES[role.name] for role in user.roles),
            }
            for user in queries.list_users(session)
            if user.active
        ]
    }


def _form_page(template: str, form: Any, **context: Any) -> Answer:
    """The page of a form: as asked for, or again with what is to be put right (422)."""
    page = render_template(template, form=form, role_words=ROLE_WORDS, **context)
    return page, 422 if form.errors else 200


def _back_to(user: User) -> Response:
    return redirect(url_for("accounts.person", user_id=user.public_id), 303)


def _chosen(organisations: dict[str, Any], key: str | None) -> Any:
    if key not in organisations:
        raise RuleBroken("Choose an organisation.", field="organisation")
    return organisations[key]


def _roles(form: RolesForm) -> list[RoleName]:
    return [RoleName(name) for name in form.roles.data or []]


def _stay_signed_in(user: User) -> None:
    """A new password ends every session of its owner: begin this one anew if it is theirs."""
    if user.id == signed_in_user().id:
        login_user(user)
