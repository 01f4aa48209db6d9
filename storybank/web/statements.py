"""Pages of what storytellers are told before they allow anything."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from storybank.accounts.permissions import Action
from storybank.accounts.queries import list_organisations, names_of, organisation_names
from storybank.core.markdown import render_text
from storybank.intake import queries, service
from storybank.intake.models import ConsentStatement
from storybank.intake.rules import LANGUAGES, RIGHT_TO_LEFT, name_statement
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.statements import EVERYBODY, StatementForm
from storybank.web.session import current_session

pages = Blueprint("statements", __name__, url_prefix="/statements")


@pages.get("")
@allows(Action.SEE_HOME)
def list_() -> str:
    """What storytellers are told, by language; and older versions."""
    session = current_session()
    found = queries.list_every_statement(session)
    owners = organisation_names(session, [one.organisation_id for one in found])
    return render_template(
        "statements/list.html",
        statements=[one for one in found if one.retired_at is None],
        retired=[one for one in found if one.retired_at is not None],
        owner_of=lambda one: owners.get(one.organisation_id, EVERYBODY),
        name_of=name_statement,
    )


@pages.get("/<uuid:statement_id>")
@allows(Action.SEE_HOME)
def show(statement_id: UUID) -> str:
    """One version, word for word, with its fingerprint."""
    session = current_session()
    statement = queries.get_statement(session, statement_id)
    owners = organisation_names(session, [statement.organisation_id])
    return render_template(
        "statements/show.html",
        statement=statement,
        name=name_statement(statement),
        words=draw_statement(statement),
        direction="rtl" if statement.language in RIGHT_TO_LEFT else "ltr",
        language=LANGUAGES.get(statement.language, statement.language),
        owner=owners.get(statement.organisation_id or 0, EVERYBODY),
        writer=names_of(session, [statement.written_by_id]).get(statement.written_by_id or 0, ""),
    )


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.MANAGE_TELLING)
def new() -> ResponseReturnValue:
    """Write a statement in another language, or a new version of one (``?from=``)."""
    session, form = current_session(), StatementForm()
    form.offer(list_organisations(session))
    begun = _begun_from()
    if request.method == "GET" and begun is not None:
        form.begin_from(begun)
    if request.method == "POST" and form.validate() and form.check_choices():
        with errors_shown_on(form):
            statement = service.add_statement(
                session,
                current_actor(),
                language=form.language.data or "",
                title=form.title.data or "",
                body=form.body.data or "",
                is_easy_read=bool(form.is_easy_read.data),
                organisation_id=form.organisation_id,
            )
            flash("This is what storytellers are told from now on.", "done")
            return redirect(url_for("statements.show", statement_id=statement.public_id), 303)
    page = render_template("statements/new.html", form=form, begun=begun, name_of=name_statement)
    return page, 422 if request.method == "POST" else 200


@pages.route("/<uuid:statement_id>/retire", methods=["GET", "POST"])
@allows(Action.MANAGE_TELLING)
def retire(statement_id: UUID) -> ResponseReturnValue:
    """Show a statement to nobody new, after asking."""
    session = current_session()
    statement = queries.get_statement(session, statement_id)
    if request.method == "GET":
        return render_template(
            "statements/confirm_retire.html", statement=statement, name=name_statement(statement)
        )
    service.retire_statement(session, current_actor(), statement=statement)
    flash("It is shown to nobody new.", "done")
    return redirect(url_for("statements.list_"), 303)


def draw_statement(statement: ConsentStatement) -> Markup:
    """The words of a statement as safe HTML."""
    html = render_text(statement.body, "markdown")
    return Markup(html)  # noqa: S704  (render_text lets nothing through but its own elements)


def _begun_from() -> ConsentStatement | None:
    """The statement whose words the form begins with, if one is asked for."""
    try:
        asked = UUID(request.args.get("from", ""))
    except ValueError:
        return None
    return queries.get_statement(current_session(), asked)
