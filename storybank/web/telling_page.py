"""What the pages of a telling show: the question, how far one is, and what went wrong."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from storybank.accounts.models import Organisation
from storybank.core.markdown import render_text
from storybank.intake.models import ConsentStatement
from storybank.intake.rules.statements import RIGHT_TO_LEFT
from storybank.telling.models import Call
from storybank.telling.queries import list_help_numbers
from storybank.web import limits
from storybank.web.bank import current_bank
from storybank.web.forms import telling as forms
from storybank.web.session import current_session
from storybank.web.telling_steps import (
    CHECK,
    Step,
    before,
    prepare,
    say_progress,
    statement_shown,
    steps_of,
)
from storybank.web.telling_visit import Visit

FORGOTTEN = (
    "We could not tell which story this goes with. Your browser may have been shut, or it may not "
    "keep cookies. Your words are still here. Press the button once more, and a new story begins "
    "with them. Have you got a code for a story you saved? Then copy your words, and use the code."
)


@dataclass(frozen=True)
class StatementShown:
    """What storytellers are told, drawn."""

    statement: ConsentStatement
    words: Markup
    direction: str

    @classmethod
    def of(cls, statement: ConsentStatement) -> "StatementShown":
        """A statement, drawn."""
        html = render_text(statement.body, "markdown")
        direction = "rtl" if statement.language in RIGHT_TO_LEFT else "ltr"
        return cls(
            statement,
            Markup(html),  # noqa: S704  (render_text lets nothing through but its own elements)
            direction,
        )


def show_start(visit: Visit, form: forms.StartForm, *, wait: int = 0) -> str:
    """What to know before the first word."""
    session, call = current_session(), visit.call
    return render_template(
        "telling/start.html",
        call=call,
        organisation=session.get_one(Organisation, call.organisation_id),
        form=form,
        numbers=list_help_numbers(session, call.organisation_id),
        begun=visit.telling,
        wait=limits.say_wait(wait) if wait else "",
        home_url=url_for("telling.start", slug=call.slug),
    )


def show_step(
    visit: Visit, step: Step, form: forms.TellingForm, *, wait: int = 0, forgotten: bool = False
) -> str:
    """One page of a telling."""
    call, telling = visit.call, visit.telling
    prepare(step, form, call, telling)
    statement = None
    if step.name in ("read", "allow"):
        statement = StatementShown.of(statement_shown(call, telling))
    return render_template(
        f"telling/{step.template}.html",
        call=call,
        step=step,
        form=form,
        telling=telling,
        field=form[step.form.step_fields[0]],
        progress=say_progress(step, telling),
        back_url=back_url(visit, step),
        action_url=request.full_path.rstrip("?"),
        shown=statement,
        organisation=current_session().get_one(Organisation, call.organisation_id),
        problem=FORGOTTEN if forgotten else "",
        wait=limits.say_wait(wait) if wait else "",
        home_url=url_for("telling.start", slug=call.slug),
    )


def back_url(visit: Visit, step: Step) -> str:
    """The page before; the check of all answers where one came from there."""
    slug = visit.call.slug
    if request.args.get("back") == CHECK:
        return url_for("telling.check", slug=slug)
    name = before(step, visit.telling)
    if name is None:
        return url_for("telling.start", slug=slug)
    return url_for("telling.step", slug=slug, name=name)


def where_left(visit: Visit) -> str:
    """The address of the first page that was not answered yet, or of the check of all."""
    answers = {} if visit.telling is None else visit.telling.answers
    for step in steps_of(visit.telling):
        if not any(name in answers for name in step.form.step_fields):
            return url_for("telling.step", slug=visit.call.slug, name=step.name)
    return url_for("telling.check", slug=visit.call.slug)


def show_notice(call: Call, template: str, **context: object) -> str:
    """A page of a call that asks nothing."""
    door = current_bank().settings.public_url + url_for("own_story.show")
    return render_template(
        f"telling/{template}.html",
        call=call,
        door=door.split("://", 1)[-1],
        numbers=list_help_numbers(current_session(), call.organisation_id),
        home_url=url_for("telling.start", slug=call.slug),
        **context,
    )


def waiting(page: str, wait: int) -> ResponseReturnValue:
    """Too much at once: the same page again, with the words in it, and when to go on."""
    return page, 429, {"Retry-After": str(wait)}
