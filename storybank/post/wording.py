"""Notices put into words: one plain text a template, in ``templates/emails/<template>.txt``.

Its first line is ``Subject:`` and one line of words; the rest is the message. What a template
gets are the values of its notice, which are numbers, days, public ids and paths and never words.
``link(path)`` makes a whole address of a path, ``day`` a day as one says it, ``number`` a number
with its noun. Text only: nothing is escaped because nothing is HTML.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from storybank.core.paths import PROJECT_ROOT
from storybank.notices.models import Notice

FOLDER = PROJECT_ROOT / "templates" / "emails"
SUBJECT = "Subject: "


@dataclass(frozen=True)
class Message:
    """What is sent: one line of subject, and the text."""

    subject: str
    body: str


def write_message(notice: Notice, public_url: str) -> Message:
    """The notice in words.

    Raises:
        jinja2.TemplateError: there is no such template, or it wants a value the notice lacks.
        ValueError: the template does not begin with a subject of one line.
    """
    text = _templates(public_url).get_template(f"{notice.template}.txt").render(notice.values)
    first, _, rest = text.partition("\n")
    if not first.startswith(SUBJECT) or not first.removeprefix(SUBJECT).strip():
        raise ValueError(f"the template {notice.template} does not begin with its subject")
    foot = "_to_account.txt" if notice.to_user_id else "_to_storyteller.txt"
    end = _templates(public_url).get_template(foot).render()
    body = f"{rest.strip()}\n\n{end.strip()}\n"
    return Message(first.removeprefix(SUBJECT).strip(), body)


def _templates(public_url: str) -> Environment:
    # Nothing of a person's stands in these, and they are no HTML, so there is nothing to escape.
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=_day, number=_number)

    def link(path: str) -> str:
        return f"{public_url}{path}"

    made.globals.update(link=link, here=public_url.partition("//")[2])
    return made


def _day(value: str) -> str:
    """A day as one says it: 3 April 2026."""
    on = date.fromisoformat(value)
    return f"{on.day} {on:%B %Y}"


def _number(value: Any, one: str, many: str) -> str:
    """A number with its noun: 1 story, 1,200 stories."""
    return f"{int(value):,} {one if value == 1 else many}"
